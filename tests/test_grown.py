"""An act that meets no saved query when it alerts, and does once more is known of it, is told then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
from compose_kit import context_of
from events_kit import report
from register_kit import START, item, leaves
from store_kit import open_store, place

from monitor import pipeline
from monitor.model import Cadence, Destination, Grade, SavedQuery, Schedule, Stage
from monitor.pipeline import Context
from monitor.store import Store

DAY = timedelta(days=1)


def mailbox(store: Store, name: str, address: str, **wishes: object) -> Destination:
    return store.destinations.add(
        name=name, channel="email", address=address, now=START - DAY, **wishes,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def told(store: Store, destination: Destination) -> list[int]:
    return [
        row["act"]
        for row in store.database.rows(
            "SELECT act FROM tells WHERE destination = ? ORDER BY outbox, act", (destination.id,)
        )
    ]


def at(context: Context, days: float) -> Context:
    """The same service so many days later."""
    return replace(context, clock=lambda: START + days * DAY)


FIRST = item("a", 0, leaves("a", "NO", "", "Grazing Treaty"), lang="en")
MORE = item("b", 0.5, leaves("b", "NO", "SE", "Grazing Treaty"), lang="fr", source="Dépêche")
QUERIES = [
    SavedQuery(countries=frozenset({"SE"})),
    SavedQuery(langs=frozenset({"fr"})),
    SavedQuery(query="banana"),
]


@pytest.mark.parametrize("query", QUERIES, ids=["countries", "langs", "query"])
def test_an_act_is_told_when_a_further_story_makes_it_meet_the_query(store: Store, query: SavedQuery) -> None:
    desk = mailbox(store, "desk", "desk@news.example", queries=(query,))
    context = context_of(store, START)
    report(store, FIRST)
    assert (pipeline.compose(at(context, 0.1)), told(store, desk)) == (0, [])
    report(store, MORE, "Norway leaves the banana and grazing treaty")
    assert store.alerts.newest() == 1, "it joins without an alert"
    assert (pipeline.compose(at(context, 0.6)), told(store, desk)) == (1, [1])
    assert pipeline.compose(at(context, 0.6)) == 0, "once"
    assert pipeline.compose(at(context_of(store, START), 0.7)) == 0, "also after a start"


def test_a_daily_digest_and_a_service_that_was_down_tell_it_too(store: Store) -> None:
    daily = mailbox(
        store, "daily", "d@news.example", queries=(QUERIES[0],), schedule=Schedule(Cadence.DAILY, time(8))
    )
    instant = mailbox(store, "instant", "i@news.example", queries=(QUERIES[0],))
    report(store, FIRST)
    assert pipeline.compose(at(context_of(store, START), 0.1)) == 0
    report(store, MORE)
    assert pipeline.compose(at(context_of(store, START), 1.5)) == 2
    assert (told(store, daily), told(store, instant)) == ([1], [1])


def test_who_came_after_the_alert_is_told_no_history(store: Store) -> None:
    report(store, FIRST)
    late = store.destinations.add(
        name="late", channel="email", address="l@news.example", queries=(QUERIES[0],), now=START + DAY / 4
    )
    report(store, MORE)
    assert (pipeline.compose(at(context_of(store, START), 0.6)), told(store, late)) == (0, [])


def test_what_quiet_hours_hold_comes_when_they_end(store: Store) -> None:
    quiet = Schedule(quiet=(time(0), time(23, 59)), zone="UTC")
    desk = mailbox(
        store, "desk", "desk@news.example", queries=(QUERIES[0],), schedule=quiet,
        urgent=frozenset({Stage.EFFECTIVE}),
    )  # fmt: skip
    context = context_of(store, START)
    midnight = START.replace(hour=23, minute=59, second=30)
    report(store, FIRST)
    assert pipeline.compose(replace(context, clock=lambda: midnight)) == 0
    report(store, MORE)
    assert pipeline.compose(at(context, 0.6)) == 0
    assert pipeline.compose(replace(context, clock=lambda: midnight + DAY)) == 1
    assert told(store, desk) == [1]


def test_evidence_is_asked_for_of_what_is_met_later(store: Store) -> None:
    query = replace(QUERIES[0], least=Grade.STATE)
    desk = mailbox(store, "desk", "desk@news.example", queries=(query,))
    context = context_of(store, START)
    report(store, FIRST)
    assert pipeline.compose(at(context, 0.1)) == 0
    report(store, MORE)
    assert pipeline.compose(at(context, 0.6)) == 0
    held = [tuple(row) for row in store.database.rows("SELECT destination, act FROM withheld")]
    assert held == [(desk.id, 1)]
    report(store, item("c", 0.7, leaves("c", "NO", "SE", "Grazing Treaty"), official=True, state="NO"))
    assert (pipeline.compose(at(context, 0.8)), told(store, desk)) == (1, [1])
