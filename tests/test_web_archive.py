"""The public archive of one destination: what it was sent, what changed since, and nothing of who got it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from compose_kit import context_of
from events_kit import NOW, fill, report
from register_kit import item, leaves
from web_kit import ask

from monitor import channels, pipeline
from monitor.channels.reading_back import read_back
from monitor.config import load
from monitor.model import Attempt, Destination, Outcome, SavedQuery, Stage
from monitor.service import Service, events
from monitor.service.register import signed

SECRET_NAME, SECRET_NOTE = "Herring dossier", "for Ada at the bank"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    config = tmp_path / "monitor.toml"
    config.write_text('[web]\narchive = "archive"\n')
    path = tmp_path / "data" / "treaty-monitor.sqlite3"
    later = NOW + timedelta(days=2)
    with Service.open(load(config, path), packaged=False, with_feeds=False, clock=lambda: later) as opened:
        yield opened


def subscribed(service: Service, channel: str = "email", name: str = "archive") -> Destination:
    return service.store.destinations.add(
        name=name,
        channel=channel,
        address=channels.by_name(channel).example,
        now=NOW,
        owner="ops@secret.example",
        queries=(SavedQuery(SECRET_NAME, SECRET_NOTE), SavedQuery("all")),
    )


def sent(service: Service) -> None:
    """Composes what is owed, and sends it."""
    pipeline.compose(context_of(service.store, NOW))
    for message in service.store.outbox.lease(NOW, 50, 120):
        service.store.outbox.finish(message, Attempt(Outcome.SENT), NOW)


def archived(service: Service) -> dict[str, object]:
    [message] = ask(service, "GET", "/digests.json").json()["digests"]
    return ask(service, "GET", f"/digests/{message['number']}.json").json()["digest"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("channel", ["email", "maildir", "webhook"])
def test_a_message_is_shown_with_its_acts_as_they_were_told(service: Service, channel: str) -> None:
    subscribed(service, channel)
    fill(service.store)
    sent(service)
    digest = archived(service)
    sentences = [act["sentence"] for act in digest["acts"]]  # type: ignore[attr-defined]
    assert len(sentences) == digest["count"] == 3
    assert any("Russia ends three agreements" in sentence for sentence in sentences)
    assert all(act["url"].startswith("https://press.example/") for act in digest["acts"])  # type: ignore[attr-defined]
    page = ask(service, "GET", f"/digests/{digest['number']}").text
    assert "Russia ends three agreements" in page
    assert "Now:" not in page
    assert 'href="/acts/' in page
    assert '<a href="/digests" aria-current="true">' in page


def test_nothing_of_the_destination_is_public(service: Service) -> None:
    made = subscribed(service)
    fill(service.store)
    sent(service)
    number = archived(service)["number"]
    for path in (
        "/digests",
        "/digests.json",
        "/digests.csv",
        f"/digests/{number}",
        f"/digests/{number}.json",
    ):
        text = ask(service, "GET", path).text
        for private in (SECRET_NAME, SECRET_NOTE, made.address, "secret.example", "unsubscribe", "archive@"):
            assert private not in text, (path, private)


def test_messages_to_others_and_those_that_were_not_sent_are_not_public(service: Service) -> None:
    subscribed(service, name="other")
    fill(service.store)
    sent(service)
    assert ask(service, "GET", "/digests").status_code == 404
    subscribed(service)
    assert ask(service, "GET", "/digests.json").json()["digests"] == []
    report(
        service.store,
        item("z", 9, leaves("z", "FR", "IT", "Wine Treaty", Stage.NOTIFIED), source="Wire"),
        "France leaves the wine treaty",
    )
    pipeline.compose(context_of(service.store, NOW))
    assert ask(service, "GET", "/digests.json").json()["digests"] == []
    assert ask(service, "GET", "/digests/1").status_code == 404


def test_an_act_that_was_taken_back_since_is_named_no_more(service: Service) -> None:
    subscribed(service)
    fill(service.store)
    sent(service)
    ref = next(entry.ref for entry in service.register.now().entries.values() if "RU" in entry.states)
    events.reject(service, f"#{ref}", signed("desk", "a hoax"))
    digest = archived(service)
    [gone] = [act for act in digest["acts"] if act["taken_back"]]  # type: ignore[attr-defined]
    assert (gone["ref"], gone["sentence"], gone["url"]) == (ref, None, None)
    for path in ("/digests", "/digests.json", f"/digests/{digest['number']}"):
        text = ask(service, "GET", path).text
        assert "Russia" not in text
        assert "a hoax" not in text
        assert "desk" not in text
    assert "taken back" in ask(service, "GET", f"/digests/{digest['number']}").text


def test_what_changed_since_stands_below_the_sentence_of_then(service: Service) -> None:
    subscribed(service)
    fill(service.store)
    sent(service)
    entry = next(entry for entry in service.register.now().entries.values() if "NO" in entry.states)
    events.edit(service, f"#{entry.ref}", ["actors=FI"], signed("desk", "it is Finland"))
    digest = archived(service)
    [changed] = [act for act in digest["acts"] if act["ref"] == entry.ref]  # type: ignore[attr-defined]
    assert "Norway" in changed["sentence"]
    assert "Finland" in changed["now"]
    assert changed["corrected"]
    page = ask(service, "GET", f"/digests/{digest['number']}").text
    assert "Now:" in page
    assert "Corrected on" in page
    assert "desk" not in page
    assert "it is Finland" not in page


def test_an_act_that_was_merged_leads_to_the_one_that_took_it(service: Service) -> None:
    subscribed(service)
    fill(service.store)
    sent(service)
    refs = [entry.ref for entry in service.register.now().entries.values()]
    events.merge(service, [f"#{refs[0]}", f"#{refs[1]}"], signed("desk", "the same"))
    acts = archived(service)["acts"]
    taken = [act for act in acts if act["act"] != act["ref"]]  # type: ignore[attr-defined]
    assert len(taken) == 1
    assert taken[0]["act"] in refs


def test_without_its_text_a_message_shows_what_is_known_now(service: Service) -> None:
    subscribed(service)
    fill(service.store)
    sent(service)
    service.store.retention.run(NOW + timedelta(days=900), 400)
    digest = archived(service)
    assert [act["sentence"] for act in digest["acts"]] == [None, None, None]  # type: ignore[attr-defined]
    page = ask(service, "GET", f"/digests/{digest['number']}").text
    assert "stored no more" in page
    assert "Russia" in page


def test_the_archive_has_pages_and_a_table(service: Service) -> None:
    subscribed(service)
    fill(service.store)
    sent(service)
    report(
        service.store,
        item("z", 9, leaves("z", "FR", "IT", "Wine Treaty", Stage.NOTIFIED), source="Wire"),
        "France leaves the wine treaty",
    )
    sent(service)
    first = ask(service, "GET", "/digests.json?limit=1").json()
    second = ask(service, "GET", f"/digests.json?limit=1&cursor={first['next']}").json()
    assert first["digests"][0]["number"] > second["digests"][0]["number"]
    assert second["next"] is None
    assert "Wine Treaty" in first["digests"][0]["title"]
    lines = list(csv.DictReader(io.StringIO(ask(service, "GET", "/digests.csv").text.lstrip("\ufeff"))))
    assert [line["acts"] for line in lines] == ["1", "3"]


@pytest.mark.parametrize("path", ["/digests/0", "/digests/99", "/digests/x", "/digests/999999999999"])
def test_a_number_without_a_message_is_told(service: Service, path: str) -> None:
    subscribed(service)
    assert ask(service, "GET", path).status_code == 404
    assert ask(service, "GET", "/digests?cursor=WyJ4IiwxXQ").status_code == 400


def test_what_cannot_be_read_back_tells_nothing() -> None:
    assert read_back("slack", b"{}").acts == ()
    assert read_back("webhook", b"no json").acts == ()
    assert read_back("webhook", json.dumps({"data": {"items": [{"ref": 1}]}}).encode()).acts == ()
    assert read_back("email", b"To: x\r\n\r\ntext").acts == ()
    assert read_back("email", b"").acts == ()


def test_hostile_sentences_of_then_are_escaped(service: Service) -> None:
    subscribed(service, "webhook")
    script = "<script>alert(1)</script> Treaty"
    report(
        service.store,
        item("z", 9, leaves("z", "FR", "IT", script, Stage.NOTIFIED), source="Wire"),
        script,
    )
    sent(service)
    number = archived(service)["number"]
    for path in ("/digests", f"/digests/{number}"):
        assert "<script>alert" not in ask(service, "GET", path).text
