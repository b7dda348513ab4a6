"""Export, erasure and new links: what a link that was passed on cannot do, and the mailbox can."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from subscribe_kit import (
    ANA,
    answer_requests,
    forward,
    home,
    installation,
    mails,
    now,
    post,
    put_waiting,
    stored,
    subscribed,
)
from web_kit import ask

from monitor import tokens
from monitor.cli import root
from monitor.model import Choice, Destination, Own, SavedQuery, Schedule
from monitor.service import Service, choices, destinations, own_data
from monitor.tokens import Purpose


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def reader(service: Service) -> Destination:
    return subscribed(service)


def mailed_link(service: Service, reader: Destination, what: str) -> str:
    """The link that the mailbox gets when somebody asks on the page of preferences."""
    asked = post(service, f"{home(service, reader)}/{what}")
    assert asked.status_code == 303, asked.text
    assert "on its way to you" in ask(service, "GET", asked.headers["location"]).text
    assert answer_requests(service) == 1
    mail = mails(service, waiting=True)[-1]
    assert mail.to == reader.address
    (link,) = mail.links
    return link


def desk(service: Service, name: str = "desk", address: str = ANA) -> Destination:
    """A destination that the operator makes."""
    return destinations.add(
        service,
        name=name,
        channel="email",
        address=address,
        schedule=Schedule(),
        queries=(SavedQuery(note="of the desk"),),
    )


# ---------------------------------------------------------------- export


def test_all_that_is_stored_is_downloaded_by_the_link_that_is_mailed(
    service: Service, reader: Destination
) -> None:
    put_waiting(service, reader)
    link = mailed_link(service, reader, "export")
    assert '<form method="post"' in ask(service, "GET", link).text
    answered = post(service, link)
    assert answered.headers["content-disposition"].startswith("attachment")
    record = json.loads(answered.text)
    (subscription,) = record["subscriptions"]
    assert (record["address"], record["ok"], record["nothing_is_sent"]) == (ANA, True, False)
    assert subscription["when"]["zone"] == "Europe/Paris"
    assert subscription["signed_up_at"] is not None
    assert subscription["queries"][0]["kinds"] == ["act", "threat"]
    assert [message["subject"] for message in subscription["messages"]] == ["About ana"]


def test_fault_137_a_link_that_was_passed_on_neither_exports_nor_erases(
    service: Service, reader: Destination
) -> None:
    path = home(service, reader)
    for page in ("/export", "/erase"):
        for answered in (ask(service, "GET", path + page), post(service, path + page)):
            assert ANA not in answered.text
            assert "attachment" not in answered.headers.get("content-disposition", "")
    assert now(service, reader).address == ANA
    assert not service.store.suppressions.holds(ANA)


@pytest.mark.parametrize("what", ["export", "erase"])
def test_fault_137_the_link_of_such_a_mail_works_once(
    service: Service, reader: Destination, what: str
) -> None:
    link = mailed_link(service, reader, what)
    assert post(service, link).status_code == 200
    over = ask(service, "GET", link)
    assert (over.status_code, "once, for one hour" in over.text) == (404, True)
    assert post(service, link).status_code == 404


@pytest.mark.parametrize("what", ["export", "erase"])
def test_fault_137_the_link_of_such_a_mail_works_for_an_hour(
    service: Service, reader: Destination, what: str
) -> None:
    link = mailed_link(service, reader, what)
    forward(service, minutes=59)
    assert ask(service, "GET", link).status_code == 200
    forward(service, minutes=2)
    assert ask(service, "GET", link).status_code == 404
    assert post(service, link).status_code == 404
    assert now(service, reader).address == ANA


def test_fault_131_following_the_link_of_such_a_mail_uses_nothing_up(
    service: Service, reader: Destination
) -> None:
    link = mailed_link(service, reader, "erase")
    before = stored(service)
    for method in ("GET", "HEAD", "GET"):
        assert ask(service, method, link).status_code in (200, 405)
    assert stored(service) == before
    assert post(service, link).status_code == 200


def test_fault_134_another_site_cannot_press_the_button(service: Service, reader: Destination) -> None:
    link = mailed_link(service, reader, "erase")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ask(service, "POST", link, headers=headers).status_code == 403
    assert now(service, reader).address == ANA


def test_fault_135_the_page_behind_such_a_link_tells_nobody_its_address(
    service: Service, reader: Destination
) -> None:
    shown = ask(service, "GET", mailed_link(service, reader, "export"))
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-robots-tag"] == "noindex"


# ---------------------------------------------------------------- erase


def test_fault_166_erasing_leaves_a_hash_and_nothing_else(service: Service, reader: Destination) -> None:
    ref = next(iter(service.register.now().entries.values())).ref
    choices.set_by_name(service, reader.name, f"#{ref}", Choice.FOLLOW, "a private note")
    put_waiting(service, reader, b"a private digest")
    link = mailed_link(service, reader, "erase")
    assert post(service, link).status_code == 200
    assert service.store.destinations.get(reader.id) is None
    assert service.store.suppressions.holds(ANA)
    text = stored(service).lower()
    assert ANA not in text
    assert "private" not in text
    assert ask(service, "GET", home(service, reader)).status_code == 404
    assert ask(service, "POST", f"/u/{reader.token}").status_code == 200
    service.store.database.run_script("PRAGMA wal_checkpoint(TRUNCATE)")
    assert ANA.encode() not in service.store.database.path.read_bytes()
    assert b"a private" not in service.store.database.path.read_bytes()


def test_a_reader_does_not_erase_what_the_operator_set_up(service: Service, reader: Destination) -> None:
    own = desk(service, address=ANA.upper())
    link = mailed_link(service, reader, "erase")
    assert "They stay; each of them has a link" in ask(service, "GET", link).text
    assert post(service, link).status_code == 200
    assert service.store.destinations.get(reader.id) is None
    kept = now(service, own)
    assert (kept.active, kept.queries) == (True, own.queries)
    assert not service.store.suppressions.holds(ANA), "what the operator set up still comes"
    assert service.store.sign_ups.consents() == {}


def test_a_subscription_that_the_operator_set_up_is_erased_by_the_operator(service: Service) -> None:
    own = desk(service)
    page = ask(service, "GET", f"{home(service, own)}/erase").text
    assert "The operator of this site set up this subscription" in page
    assert "<form" not in page
    assert post(service, f"{home(service, own)}/erase").status_code == 400
    assert answer_requests(service) == 0
    post(service, mailed_link(service, own, "export"))


def test_who_unsubscribed_is_mailed_the_link_too(service: Service, reader: Destination) -> None:
    assert reader.token is not None
    destinations.unsubscribe(service, reader.token)
    link = mailed_link(service, reader, "erase")
    (leased,) = service.store.outbox.lease(service.clock(), 9, 120.0)
    assert leased.address == ANA
    assert post(service, link).status_code == 200
    assert ANA not in stored(service)


def test_an_address_that_gets_nothing_is_mailed_no_link(service: Service, reader: Destination) -> None:
    from monitor.store.outcomes import suppress as bar
    from monitor.store.rows import address_hash

    with service.store.database.write() as db:
        bar(db, address_hash(ANA), "complaint: abuse", service.clock())
    path = home(service, reader)
    assert "new-links" not in ask(service, "GET", path).text
    for page in ("/export", "/erase"):
        assert "so no link either" in ask(service, "GET", path + page).text
        assert post(service, path + page).status_code == 400
    assert post(service, path, {"do": "new-links"}).status_code == 400
    assert answer_requests(service) == 0


def test_fault_132_a_link_that_was_passed_on_cannot_flood_the_mailbox(
    service: Service, reader: Destination
) -> None:
    path = home(service, reader)
    answers = [post(service, f"{path}/{what}").status_code for what in ("export", "erase", "export", "erase")]
    assert answers == [303, 303, 303, 429]
    assert "try tomorrow" in post(service, path, {"do": "new-links"}).text
    assert ask(service, "GET", path).status_code == 200, "the links stay as they are"
    assert answer_requests(service) == 3
    forward(service, hours=8)
    assert post(service, f"{path}/export").status_code == 303


# ---------------------------------------------------------------- new links


def test_fault_137_new_links_end_those_of_all_mails_and_are_told_to_the_mailbox_alone(
    service: Service, reader: Destination
) -> None:
    act = next(iter(service.register.now().entries.values()))
    links = service.store.database.key
    old = home(service, reader)
    of_act = f"/a/{tokens.write(links, Purpose.ACT, reader.id, act.id)}"
    assert act.sentence in ask(service, "GET", of_act).text
    answered = post(service, old, {"do": "new-links"})
    assert answered.status_code == 200
    assert "/s/" not in re.sub(r'href="[^"]*"', "", answered.text)
    assert answer_requests(service) == 1
    (link,) = mails(service)[-1].links
    assert link != old
    assert home(service, now(service, reader)) == link
    assert ask(service, "GET", link).status_code == 200
    assert ask(service, "GET", old).status_code == 404
    assert post(service, old, {"do": "pause"}).status_code == 404
    assert act.sentence not in ask(service, "GET", of_act).text
    post(service, of_act, {"choice": "mute"})
    assert choices.listed(service, reader.name) == []
    assert ask(service, "POST", f"/u/{reader.token}").status_code == 200, "unsubscribing works by every mail"
    assert now(service, reader).disabled_at is not None


@pytest.mark.parametrize("epoch", ["0", "1", "3"])
def test_fault_137_only_the_links_of_today_open_the_page(
    service: Service, reader: Destination, epoch: str
) -> None:
    key = service.store.database.key
    for _ in range(2):
        service.store.own_requests.end_links(reader.id)
    wrong = tokens.write(key, Purpose.SUBSCRIBER, reader.id, int(epoch))
    assert ask(service, "GET", f"/s/{wrong}").status_code == 404
    assert ask(service, "GET", f"/s/{tokens.write(key, Purpose.SUBSCRIBER, reader.id)}").status_code == 404
    assert ask(service, "GET", f"/s/{tokens.write(key, Purpose.SUBSCRIBER, reader.id, 2)}").status_code == 200


def test_the_operator_ends_the_links_of_a_reader_who_asks(
    service: Service, reader: Destination, tmp_path: Path
) -> None:
    old = home(service, reader)
    words = ["destinations", "new-links", reader.name, "--config", str(tmp_path / "treaty-monitor.toml")]
    answered = CliRunner().invoke(root, words)
    assert answered.exit_code == 0, answered.output
    (new,) = re.findall(r"https://monitor\.example(/s/\S+)", answered.output)
    assert ask(service, "GET", old).status_code == 404
    assert ask(service, "GET", new).status_code == 200


# ---------------------------------------------------------------- the mails


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_the_mails_are_as_expected(service: Service, lang: str, expected: Callable[[str, str], None]) -> None:
    reader = subscribed(service, language=lang)
    for what in Own:
        assert own_data.ask(service, reader, what)
    answer_requests(service)
    texts = []
    for mail in mails(service)[-3:]:
        text = re.sub(r"/(own|s)/[a-z0-9-]+", r"/\1/TOKEN", mail.text).replace("\r", "")
        texts.append(f"Subject: {mail.subject}\n\n{text}")
    expected(f"own-data.{lang}.txt", "\n\n".join(texts))


class Dies(Exception):
    """The process ends here."""


def test_a_process_that_dies_loses_no_request_and_sends_no_second_mail(
    service: Service, reader: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(here: str) -> None:
        if here == "before_commit_own_request":
            raise Dies

    own_data.ask(service, reader, Own.EXPORT)
    with monkeypatch.context() as patched, suppress(Dies):
        patched.setattr(service.store.database, "trace", dies)
        answer_requests(service)
    assert (answer_requests(service), answer_requests(service)) == (1, 0)


def test_requests_are_forgotten_with_their_mails(service: Service, reader: Destination) -> None:
    link = mailed_link(service, reader, "export")
    own_data.ask(service, reader, Own.EXPORT)
    forward(service, hours=2)
    assert answer_requests(service) == 0, "nobody waits for it any more"
    forward(service, days=8)
    service.store.retention.run(service.clock(), 30)
    assert service.store.database.value("SELECT count(*) FROM own_request") == 0
    assert [mail.links for mail in mails(service)].count([link]) == 0
