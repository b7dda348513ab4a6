"""Incoming mail of a running service and by command: what waits in the mailbox is done, once."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from click.testing import Result
from imap_double import ImapDouble, imap_server
from store_kit import NOW, mailbox, queue

from monitor import metrics, tokens
from monitor.config import load
from monitor.errors import ConfigError, MailboxError
from monitor.model import Attempt, Outcome
from monitor.scheduler import Scheduler
from monitor.service import Service, inbox
from monitor.tokens import Purpose

Call = Callable[..., Result]
SAMPLES = Path(__file__).parent / "data" / "inbound"
SENT = Attempt(Outcome.SENT, "250", "queued")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("tmp", "new", "cur"):
        (tmp_path / "box" / part).mkdir(parents=True)
    return tmp_path / "box"


@pytest.fixture
def configured(config: Path, box: Path) -> Path:
    with config.open("a") as file:
        file.write(f'[inbox]\naddress = "bounces@alerts.example"\nmaildir = "{box}"\n')
    return config


@pytest.fixture
def service(configured: Path) -> Iterator[Service]:
    with Service.open(load(configured), editing=False, packaged=False) as opened:
        yield opened


def sent(service: Service) -> str:
    """Sends a message to a new destination; the token of its return path."""
    desk = mailbox(service.store)
    queue(service.store, desk, 1)
    [message] = service.store.outbox.lease(NOW, 9, 120)
    service.store.outbox.finish(message, SENT, NOW)
    return tokens.write(service.store.database.key, Purpose.BOUNCE, message.id)


def arrive(box: Path, name: str, token: str, place: str = "1") -> None:
    (box / "new" / place).write_bytes(mail(name, token))


def mail(name: str, token: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes().replace(b"TOKEN", token.encode())


def suppressed(service: Service) -> list[str]:
    return [row["reason"] for row in service.store.database.rows("SELECT reason FROM suppression")]


def read_so_far(outcome: str) -> float:
    return metrics.REGISTRY.get_sample_value("treaty_monitor_mails_read_total", {"outcome": outcome}) or 0.0


# ---------------------------------------------------------------- a round


def test_what_waits_in_the_maildir_is_done_and_marked_as_seen(service: Service, box: Path) -> None:
    token = sent(service)
    arrive(box, "out-of-office", token, "1")
    arrive(box, "postfix-unknown-user", token, "2")
    (box / "new" / "3").write_bytes(b"\xff\x00 spam")
    results = inbox.read(service)
    assert [(mail.outcome.value, mail.destination, mail.ref) for mail in results] == [
        ("nothing", "desk", "R001"),
        ("hard", "desk", "R001"),
        ("no token", "", ""),
    ]
    assert suppressed(service) == ["bounced: 5.1.1"]
    assert list((box / "new").iterdir()) == []
    assert len(list((box / "cur").iterdir())) == 3
    assert inbox.read(service) == []


def test_the_same_over_imap(service: Service, configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(trust)
    monkeypatch.setattr(ssl, "create_default_context", lambda: trust)
    double = ImapDouble(mails={5: mail("yahoo-complaint", sent(service))})
    with imap_server(double, context):
        text = configured.read_text().partition("maildir =")[0]
        configured.write_text(
            f'{text}imap_host = "127.0.0.1"\nimap_port = {double.port}\nimap_username = "bounces"\n'
            f"imap_password = '{double.password}'\n"
        )
        service.config = load(configured)
        assert [mail.outcome.value for mail in inbox.read(service)] == ["complaint"]
        assert double.seen == {5}
        check = inbox.check(service)
        assert check is not None
        assert check.state == "ok"
        assert check.text == (
            f"mail to bounces@alerts.example is read from 127.0.0.1:{double.port}, folder INBOX; 0 unread"
        )
        assert double.password not in repr(inbox.place(service.config))
    assert suppressed(service) == ["complaint: abuse"]


def test_a_mail_that_was_stored_and_not_marked_counts_once(service: Service, box: Path) -> None:
    class Killed(BaseException):
        pass

    def die(point: str) -> None:
        if point == "after_mail_stored":
            raise Killed

    arrive(box, "postfix-mailbox-full", sent(service))
    service.trace = die
    with pytest.raises(Killed):
        inbox.read(service)
    service.trace = lambda point: None
    assert [mail.outcome.value for mail in inbox.read(service)] == ["known"]
    [event] = service.store.events.find("soft bounce")
    assert event.text.endswith("(1 of 5)")
    assert list((box / "new").iterdir()) == []


def test_without_a_mailbox_nothing_is_read(config: Path) -> None:
    with Service.open(load(config), packaged=False) as bare:
        with pytest.raises(ConfigError, match=r"set inbox\.address"):
            inbox.read(bare)
        assert inbox.check(bare) is None
        mailbox(bare.store)
        check = inbox.check(bare)
        assert check is not None
        assert (check.state, check.text) == (
            "missing",
            "bounces and complaints that come by mail are not read",
        )


# ---------------------------------------------------------------- the running service


def test_a_running_service_reads_its_mailbox(service: Service, box: Path) -> None:
    arrive(box, "unsubscribe", tokens.write(service.store.database.key, Purpose.UNSUBSCRIBE, 1))
    mailbox(service.store)
    before = read_so_far("unsubscribe")

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            await scheduler.run_tick(next(tick for tick in scheduler.ticks if tick.name == "inbox"))

    asyncio.run(scenario())
    stopped = service.store.destinations.get("desk")
    assert stopped is not None
    assert stopped.disabled_reason == "unsubscribed"
    assert read_so_far("unsubscribe") - before == 1


def test_a_service_that_stops_reads_no_further_mail(service: Service, box: Path) -> None:
    token = sent(service)
    for number in range(3):
        arrive(box, "answer-of-a-person", f"{token}{number}", str(number))
    assert len(inbox.read(service, stopping=lambda: True)) == 1
    assert len(inbox.read(service)) == 2


def test_a_mailbox_that_fails_is_counted_and_ends_nothing(
    service: Service, box: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (box / "new").rename(box / "gone")

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            tick = next(tick for tick in scheduler.ticks if tick.name == "inbox")
            await scheduler.run_tick(tick)
            assert (tick.runs, tick.failures) == (1, 1)

    asyncio.run(scenario())
    with pytest.raises(MailboxError):
        inbox.read(service)
    check = inbox.check(service)
    assert check is not None
    assert check.state == "bad"


# ---------------------------------------------------------------- the command


def test_the_command_reads_once_and_says_what_it_did(call: Call, configured: Path, box: Path) -> None:
    with Service.open(load(configured), editing=False, packaged=False) as service:
        token = sent(service)
    arrive(box, "postfix-unknown-user", token, "1")
    arrive(box, "vacation", token, "2")
    shown = call("inbox", "read").stdout
    assert "5.1.1 550 5.1.1 <anna@reader.example>: Recipient address rejected" in shown
    assert shown.splitlines()[-1] == "1 hard, 1 nothing"
    assert call("inbox", "read").stdout == "No unseen mail.\n"
    arrive(box, "gmail", token, "3")
    assert json.loads(call("inbox", "read", "--json").stdout)[0]["outcome"] == "hard"
    text = call("deliveries", "show", "R001").stdout
    assert "came back later: 5.1.1" in text
    assert "no such address" in text


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("postfix-mailbox-full", "the address takes no mail now"),
        ("policy-refusal", "our mail was refused"),
        ("yahoo-complaint", "called spam by its reader"),
    ],
)
def test_the_log_of_a_message_says_what_came_back(
    call: Call, configured: Path, box: Path, name: str, says: str
) -> None:
    with Service.open(load(configured), editing=False, packaged=False) as service:
        arrive(box, name, sent(service))
    call("inbox", "read")
    assert says in call("deliveries", "show", "R001").stdout


def test_the_command_without_a_mailbox_says_what_to_set(call: Call) -> None:
    call("init")
    assert "inbox.maildir" in call("inbox", "read", code=2).output


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('maildir = "x"\n', "a mailbox needs its address"),
        (
            'address = "b@a.example"\nmaildir = "x"\nimap_host = "h"\nimap_username = "u"\nimap_password = "p"',
            "two mailboxes",
        ),
        ('address = "b@a.example"\nimap_host = "h"\n', "imap_host needs imap_username and imap_password"),
    ],
)
def test_a_mailbox_that_is_half_configured_is_refused(config: Path, lines: str, says: str) -> None:
    with config.open("a") as file:
        file.write(f"[inbox]\n{lines}")
    with pytest.raises(ConfigError, match=says):
        load(config)


# ---------------------------------------------------------------- what the operator sees


def test_doctor_names_destinations_whose_address_gets_nothing(
    call: Call, configured: Path, box: Path
) -> None:
    with Service.open(load(configured), editing=False, packaged=False) as service:
        arrive(box, "postfix-unknown-user", sent(service))
    call("inbox", "read")
    lines = [
        check for check in json.loads(call("doctor", "--json", code=1).stdout) if check["name"] == "address"
    ]
    assert [line["text"] for line in lines] == [
        "desk: nothing is sent to its address any more (bounced: 5.1.1)"
    ]
    assert "treaty-monitor destinations enable desk" in lines[0]["hint"]
    assert "tried again" in call("destinations", "enable", "desk").output
    assert "was not disabled" in call("destinations", "enable", "desk").output


def test_doctor_names_an_address_that_is_left_alone_and_counts_the_rest(
    service: Service, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.service import delivery_checks

    arrive(box, "postfix-mailbox-full", sent(service))
    inbox.read(service)
    [check] = [check for check in delivery_checks.checks(service) if check.name == "address"]
    assert check.text.startswith("desk: its address bounced softly and is left alone until 20")
    monkeypatch.setattr(delivery_checks, "UNREACHABLE_NAMED", 0)
    [check] = [check for check in delivery_checks.checks(service) if check.name == "address"]
    assert check.text == "1 more like these"
