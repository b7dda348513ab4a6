"""One digest over several saved queries: each act once, with the names and the private notes of the queries that
ask for it, in the messages of that destination alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from email import message_from_bytes, policy

import pytest
from compose_kit import LIMITS, context_of
from samples import NOW as TODAY
from samples import act, alert, build, destination
from store_kit import ACT, NOW, THREAT, feed, mailbox, open_store, place, poll, settle, story

from monitor import channels, pipeline
from monitor.channels import Envelope
from monitor.digest import Asked
from monitor.model import Cadence, Destination, Kind, SavedQuery, Schedule
from monitor.pipeline import writing
from monitor.store import Store

MORNING = NOW + timedelta(days=1)
DAILY = Schedule(Cadence.DAILY, time(8))
FISH = SavedQuery("Fisheries", "for the yearbook <b>", query="fisheries")
EXITS = SavedQuery("Exits", kinds=frozenset({Kind.ACT}))


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def told(store: Store, made: Destination) -> list[tuple[str, str]]:
    """The text and the HTML of its mails."""
    rows = store.database.rows("SELECT body FROM outbox WHERE destination = ? ORDER BY id", (made.id,))
    mails = [message_from_bytes(row["body"], policy=policy.default) for row in rows]
    return [tuple(str(part.get_content()) for part in mail.iter_parts()) for mail in mails]  # type: ignore[misc, attr-defined]


def test_an_act_that_two_queries_ask_for_is_told_once_with_both(store: Store) -> None:
    both = mailbox(store, "both", "both@news.example", schedule=DAILY, queries=(FISH, EXITS))
    other = mailbox(store, "other", "other@news.example", schedule=DAILY)
    poll(
        store,
        feed(store),
        (story("a", "Norland denounces its fisheries treaty"), ACT),
        (story("b", "Sudland may quit the river pact"), THREAT),
        (story("c", "Estland leaves the grain pact"), ACT),
        (story("d", "Westland may quit the fisheries pact"), THREAT),
    )
    settle(store, everything=True)
    pipeline.compose(context_of(store, MORNING))
    [(text, html)] = told(store, both)
    assert sorted(line.strip() for line in text.splitlines() if "You asked" in line) == [
        "You asked: Exits",
        "You asked: Fisheries – for the yearbook <b>",
        "You asked: Fisheries – for the yearbook <b>; Exits",
    ]
    assert "river pact" not in text, "no query asks for it"
    assert "Fisheries – for the yearbook &lt;b&gt;; Exits" in html
    assert "exits from treaties and threats to leave one by 2 saved queries" in " ".join(text.split())
    [(text, html)] = told(store, other)
    assert "You asked" not in text + html
    assert "yearbook" not in text + html
    assert text.count("#") == 5, "four acts and the message"


def test_a_single_query_without_a_note_is_not_named(store: Store) -> None:
    plain = mailbox(store, queries=(SavedQuery(),))
    noted = mailbox(store, "noted", "noted@news.example", queries=(SavedQuery(note="for Ada"),))
    poll(store, feed(store), (story("a"), ACT))
    settle(store, everything=True)
    pipeline.compose(context_of(store, NOW))
    assert "You asked" not in told(store, plain)[0][0]
    assert "You asked: main – for Ada" in told(store, noted)[0][0]


@pytest.mark.parametrize("channel", [channel.name for channel in channels.CHANNELS])
def test_every_channel_shows_who_asked(channel: str) -> None:
    one = act(1, "Norland leaves the fisheries pact")
    digest = build(destination(), [one], [alert(one)], now=TODAY, ref="K7QX", sequence=1)
    [section] = digest.sections
    asked = (Asked("Fisheries", "for the yearbook"), Asked("Exits"))
    digest = replace(digest, sections=(replace(section, acts=(replace(section.acts[0], asked=asked),)),))
    address = channels.by_name(channel).example
    body = channels.by_name(channel).render(
        digest, Envelope("0" * 32, address, None, "monitor@desk.example", None)
    )
    if channel == "webhook":
        [item] = json.loads(body.content)["data"]["items"]
        assert item["asked"] == [
            {"name": "Fisheries", "note": "for the yearbook"},
            {"name": "Exits", "note": ""},
        ]
        return
    if channel in ("email", "maildir"):
        mail = message_from_bytes(body.content, policy=policy.default)
        shown = "".join(str(part.get_content()) for part in mail.iter_parts())  # type: ignore[attr-defined]
    else:
        shown = json.dumps(json.loads(body.content), ensure_ascii=False)
    assert "for the yearbook" in shown


@pytest.mark.parametrize("channel", ["email", "webhook"])
def test_long_notes_are_counted_when_a_digest_is_split(store: Store, channel: str) -> None:
    notes = tuple(SavedQuery(f"query {number}", "why " * 50) for number in range(8))
    made = store.destinations.add(
        name="d", channel=channel, address=channels.by_name(channel).example, now=NOW, schedule=DAILY,
        owner="ops@news.example", queries=notes,
    )  # fmt: skip
    names = [f"s{number}" for number in range(40)]
    poll(store, feed(store), *((story(name, f"Norland leaves pact {name}"), ACT) for name in names))
    settle(store, everything=True)
    pipeline.compose(context_of(store, MORNING))
    rows = store.database.rows("SELECT body FROM outbox WHERE destination = ?", (made.id,))
    assert len(rows) > 1
    assert all(len(row["body"]) < LIMITS[channel] for row in rows)
    acts = store.database.value("SELECT count(DISTINCT act) FROM tells")
    assert acts == store.database.value("SELECT count(*) FROM tells") == len(store.acts.standing())


def test_destinations_that_are_told_the_same_share_the_summary_whoever_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        name = f"d{number}"
        mailbox(store, name, f"{name}@news.example", queries=(SavedQuery(name, note=f"note {number}"),))
    poll(store, feed(store), (story("a"), ACT))
    settle(store, everything=True)
    calls: list[int] = []
    real = writing.digest.summarise

    def counted(*values: object, **more: object) -> object:
        calls.append(1)
        return real(*values, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("monitor.digest.summarise", counted)
    assert pipeline.compose(context_of(store, NOW)) == 5
    assert len(calls) == 1
