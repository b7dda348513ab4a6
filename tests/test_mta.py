"""A real mail server: Debian's postfix on loopback takes, relays and bounces what we send.

Skipped where it cannot be run; with REQUIRE_MTA=1, as in continuous integration, that is a failure.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import trustme
from aiosmtpd.smtp import SMTP, Envelope
from postfix import OTHERS, OURS, Postfix, missing, postfix
from smtp_double import Inbox, server_in_a_thread
from store_kit import NOW, feed, flag, mailbox
from test_mail_signing import key, pem, verified
from waiting import wait_until

from monitor import pipeline, tokens
from monitor.channels.connections import SmtpSettings
from monitor.channels.email.smtp import Smtp
from monitor.channels.return_address import ReturnAddresses
from monitor.config import load
from monitor.inbound import Report, ReportKind, reading
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.service import Service, inbox
from monitor.web import build_app, listening, server

BODY = b"From: watch@monitor.example\r\nTo: desk@news.example\r\nSubject: s\r\n\r\nline\r\n"
GONE, FULL = f"gone@{OTHERS}", f"full@{OTHERS}"


class Provider(Inbox):
    """The mail server of the recipients: some of them it does not know, some have no room."""

    async def handle_RCPT(
        self, server: SMTP, session: object, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == GONE:
            return "550 5.1.1 unknown user"
        if address == FULL:
            return "552 5.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"


@pytest.fixture(scope="module")
def provider() -> Iterator[tuple[Provider, int]]:
    inbox = Provider()
    with server_in_a_thread(inbox) as port:
        yield inbox, port


@pytest.fixture(scope="module")
def mta(provider: tuple[Provider, int]) -> Iterator[Postfix]:
    needed()
    with postfix(provider[1]) as running:
        yield running


def needed() -> None:
    if problem := missing():
        (pytest.fail if os.environ.get("REQUIRE_MTA") == "1" else pytest.skip)(problem)


@pytest.fixture
def service(mta: Postfix, tmp_path: Path) -> Iterator[Service]:
    """An installation that sends by postfix, signed, with a mailbox of its own."""
    (tmp_path / "dkim.pem").write_bytes(pem("rsa"))
    (tmp_path / "dkim.pem").chmod(0o600)
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(
        f'data_dir = "{tmp_path / "data"}"\nbase_url = "https://{OURS}"\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {mta.port}\ntls = "none"\nsender = "watch@{OURS}"\n'
        f'[dkim]\nselector = "m1"\nkey_file = "dkim.pem"\n[inbox]\naddress = "bounces@{OURS}"\n'
        f'maildir = "{mta.folder / "mail" / "bounces"}"\n'
        "[rules]\npackaged = false\n"
    )
    with Service.open(load(config, cwd=tmp_path), packaged=False, clock=lambda: NOW) as opened:
        yield opened


def sent(service: Service, *addresses: str) -> list[bytes]:
    """An act told to these addresses; the frozen bytes of the messages, in their order."""
    for number, address in enumerate(addresses):
        mailbox(service.store, f"reader{number}", address)
    flag(service.store, feed(service.store), "Norland leaves the fisheries pact")
    ended = sorted(round_of(service), key=lambda result: result[0].destination)
    assert [attempt.outcome for _, attempt in ended] == [Outcome.SENT] * len(addresses)
    return [message.body for message, _ in ended]


def round_of(service: Service) -> list[tuple[Message, Attempt]]:
    """What is owed is composed and sent; each attempt with its message."""

    async def run() -> list[tuple[Message, Attempt]]:
        async with service.context() as context:
            pipeline.compose(context)
            return await pipeline.deliver(context)

    return asyncio.run(run())


def arrived(inbox: Provider, address: str, mta: Postfix) -> Envelope:
    """The mail that the recipients' server has for this address."""

    def envelopes() -> list[Envelope]:
        return [envelope for envelope in inbox.envelopes if envelope.rcpt_tos == [address]]

    until(lambda: bool(envelopes()), mta)
    assert len(envelopes()) == 1, mta.log()[-3000:]
    return envelopes()[0]


def until(condition: Callable[[], bool], mta: Postfix) -> None:
    try:
        wait_until(condition)
    except AssertionError:
        pytest.fail(f"it did not happen; postfix says:\n{mta.log()[-3000:]}")


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def token_of(address: str) -> str:
    """The token of `bounces+TOKEN@monitor.example`."""
    local, _, domain = address.rpartition("@")
    assert (local.partition("+")[0], domain) == ("bounces", OURS)
    return local.partition("+")[2]


# ---------------------------------------------------------------- accepted and relayed


def test_what_postfix_relays_is_what_was_frozen_and_its_signature_verifies(
    service: Service, provider: tuple[Provider, int], mta: Postfix
) -> None:
    [frozen] = sent(service, f"relayed@{OTHERS}")
    envelope = arrived(provider[0], f"relayed@{OTHERS}", mta)
    delivered = envelope.original_content
    assert delivered is not None
    assert delivered.endswith(frozen), "postfix puts its lines in front and changes none of ours"
    assert verified(delivered, [key("rsa")]) == [True]
    [delivery] = service.store.outbox.find(MessageState.SENT)
    token = tokens.read(service.store.database.key, token_of(envelope.mail_from or ""))
    assert token == tokens.Token(tokens.Purpose.BOUNCE, (delivery.message.id,))
    head = parsed(delivered)
    assert (head["To"], head["Auto-Submitted"]) == (f"relayed@{OTHERS}", "auto-generated")


def test_the_one_click_post_works_from_the_headers_of_the_delivered_mail(
    service: Service, provider: tuple[Provider, int], mta: Postfix
) -> None:
    sent(service, f"leaves@{OTHERS}", f"stays@{OTHERS}")
    delivered = parsed(arrived(provider[0], f"leaves@{OTHERS}", mta).original_content or b"")
    [address] = re.findall(r"<(https://[^>]+)>", delivered["List-Unsubscribe"])
    name, _, value = str(delivered["List-Unsubscribe-Post"]).partition("=")
    parts = urlsplit(address)
    assert parts.netloc == OURS

    async def post() -> int:
        door = listening("127.0.0.1", 0)
        here = server(build_app(service))
        task = asyncio.create_task(here.serve(sockets=[door]))
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.post(
                    f"http://127.0.0.1:{door.getsockname()[1]}{parts.path}", data={name: value}
                )
                return answer.status_code
        finally:
            here.should_exit = True
            await task

    assert asyncio.run(post()) == 200
    active = {destination.address: destination.active for destination in service.store.destinations.all()}
    assert active == {f"leaves@{OTHERS}": False, f"stays@{OTHERS}": True}


def test_the_mailto_of_the_delivered_mail_reaches_our_mailbox_with_its_token(
    service: Service, provider: tuple[Provider, int], mta: Postfix
) -> None:
    sent(service, f"writes@{OTHERS}")
    delivered = parsed(arrived(provider[0], f"writes@{OTHERS}", mta).original_content or b"")
    [mailto] = re.findall(r"<mailto:([^>?]+)\?subject=([^>]+)>", delivered["List-Unsubscribe"])
    mail = f"From: writes@{OTHERS}\r\nTo: {mailto[0]}\r\nSubject: unsubscribe\r\n\r\n\r\n".encode()
    [result] = attempts(mta, message(mail, to=mailto[0], number=0))
    assert result.outcome is Outcome.SENT
    reports = incoming(service, mta, ReportKind.UNSUBSCRIBE)
    [destination] = service.store.destinations.all()
    read = tokens.read(service.store.database.key, reports[0].token)
    assert read == tokens.Token(tokens.Purpose.UNSUBSCRIBE, (destination.id,))
    inbox.read(service)
    [destination] = service.store.destinations.all()
    assert not destination.active


# ---------------------------------------------------------------- bounced


@pytest.mark.parametrize(
    ("address", "kind", "code"), [(GONE, ReportKind.HARD, "5.1.1"), (FULL, ReportKind.SOFT, "5.2.2")]
)
def test_fault_114_a_bounce_comes_to_the_return_path_and_names_its_message(
    service: Service, mta: Postfix, address: str, kind: ReportKind, code: str
) -> None:
    sent(service, address)
    [delivery] = service.store.outbox.find(MessageState.SENT)
    [report] = [report for report in incoming(service, mta, kind) if report.code == code]
    token = tokens.read(service.store.database.key, report.token)
    assert token == tokens.Token(tokens.Purpose.BOUNCE, (delivery.message.id,))
    inbox.read(service)
    suppressed = service.store.database.value("SELECT count(*) FROM suppression")
    assert suppressed == (kind is ReportKind.HARD), "a full mailbox only slows us down"


def incoming(service: Service, mta: Postfix, kind: ReportKind) -> list[Report]:
    """What our mailbox has got of this kind, signed by this installation."""
    ours = service.store.database.key

    def reports() -> list[Report]:
        mails = (reading.read(raw, lambda text: tokens.read(ours, text) is not None) for raw in mta.mails())
        return [report for report in mails if report.kind is kind and report.token]

    until(lambda: bool(reports()), mta)
    return reports()


# ---------------------------------------------------------------- TLS, size, connections


def settings(mta: Postfix, **more: object) -> SmtpSettings:
    return SmtpSettings(
        host="127.0.0.1",
        port=mta.port,
        sender=f"watch@{OURS}",
        **({"tls": "none"} | more),  # type: ignore[arg-type]
    )


def message(body: bytes, *, to: str, number: int = 7) -> Message:
    return Message(f"{number:032x}", "A1B2", 1, "email", to, "s", "message/rfc822", body, id=number)


def attempts(mta: Postfix, *messages: Message, **more: object) -> list[Attempt]:
    """What comes of sending these messages, all at once."""

    async def run() -> list[Attempt]:
        smtp = Smtp(settings(mta, **more))
        try:
            return list(await asyncio.gather(*(smtp.send(message, NOW) for message in messages)))
        finally:
            await smtp.aclose()

    return asyncio.run(run())


def test_a_server_that_asks_for_tls_gets_it_and_clear_text_is_refused(provider: tuple[Provider, int]) -> None:
    needed()
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    chain = certificate.private_key_and_cert_chain_pem.bytes()
    context = ssl.create_default_context()
    authority.configure_trust(context)

    with postfix(provider[1], tls=chain) as mta:
        [by_tls] = attempts(mta, message(BODY, to=f"tls@{OTHERS}"), tls="starttls", context=context)
        [in_clear] = attempts(mta, message(BODY, to=f"clear@{OTHERS}"))
        [untrusted] = attempts(mta, message(BODY, to=f"untrusted@{OTHERS}"), tls="starttls")
        assert by_tls.outcome is Outcome.SENT, mta.log()
        arrived(provider[0], f"tls@{OTHERS}", mta)
    assert (in_clear.outcome, in_clear.code[:3]) == (Outcome.HALTED, "530")
    assert (untrusted.outcome, untrusted.code) == (Outcome.HALTED, "tls")


def test_fault_116_a_mail_above_the_limit_of_the_server_comes_in_its_short_form(
    service: Service, provider: tuple[Provider, int], mta: Postfix, tmp_path: Path
) -> None:
    [frozen] = sent(service, f"before@{OTHERS}")
    with postfix(provider[1], size_limit=len(frozen) // 2) as small:
        config = tmp_path / "treaty-monitor.toml"
        config.write_text(config.read_text().replace(f"port = {mta.port}", f"port = {small.port}"))
        with Service.open(load(config, cwd=tmp_path), packaged=False, clock=lambda: NOW) as opened:
            mailbox(opened.store, "small", f"small@{OTHERS}")
            flag(
                opened.store,
                feed(opened.store, "https://other.example/feed"),
                "Sudland leaves the river pact",
            )
            outcomes = [
                attempt.outcome for message, attempt in round_of(opened) if "small" in message.address
            ]
            assert outcomes == [Outcome.TOO_LARGE, Outcome.SENT], small.log()
        short = arrived(provider[0], f"small@{OTHERS}", small).original_content or b""
    assert verified(short, [key("rsa")]) == [True]
    assert parsed(short)["X-Treaty-Monitor-Instead-Of"]
    assert len(short) < len(frozen) // 2


def test_many_messages_need_few_connections_and_each_has_its_return_path(
    provider: tuple[Provider, int], mta: Postfix
) -> None:
    returns = ReturnAddresses(f"bounces@{OURS}", b"k" * 32)
    count = 20

    mails = (message(BODY, to=f"many{number}@{OTHERS}", number=number) for number in range(1, count + 1))
    ended = attempts(mta, *mails, returns=returns, connections=2)
    assert [attempt for attempt in ended if attempt.outcome is not Outcome.SENT] == [], mta.log()[-3000:]
    paths = {arrived(provider[0], f"many{number}@{OTHERS}", mta).mail_from for number in range(1, count + 1)}
    assert len(paths) == count
    assert all(tokens.read(b"k" * 32, token_of(path or "")) for path in paths)


def test_an_unknown_recipient_of_our_own_domain_is_refused_at_once(mta: Postfix) -> None:
    [result] = attempts(mta, message(BODY, to=f"nobody@{OURS}"))
    assert (result.outcome, result.code) == (Outcome.BOUNCED, "550 5.1.1")
