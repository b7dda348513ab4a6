"""Acts below the evidence that a destination asks for: held back with the cursor, and told once it suffices."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
from compose_kit import context_of
from events_kit import report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_kit import HEADS, START, item, leaves
from store_kit import mailbox, open_store, place

from monitor import pipeline
from monitor.extract import Lexicon
from monitor.model import Act, Cadence, Choice, Destination, Grade, SavedQuery, Schedule, Stage
from monitor.pipeline import RegisterCache
from monitor.register import FlaggedStory
from monitor.service import register as verbs
from monitor.service.correcting import Signed
from monitor.store import Store

BY = Signed("ada", "the gazette says so", "Ada")
OFFICIAL = {"official": True, "state": "NO"}


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def desk(store: Store, least: Grade = Grade.STATE, name: str = "desk", **more: object) -> Destination:
    values: dict[str, object] = {"queries": (SavedQuery(least=least),)}
    return mailbox(store, name, f"{name}@news.example", **(values | more))


def tell(store: Store, day: float, *items: FlaggedStory) -> int:
    """These stories settle, and what is due on this day is composed; the number of messages."""
    for one in items:
        report(store, one)
    return pipeline.compose(context_of(store, START + timedelta(days=day)))


def told(store: Store, destination: Destination) -> list[int]:
    """The acts of its messages, in order."""
    return [
        row["act"]
        for row in store.database.rows(
            "SELECT act FROM tells WHERE destination = ? ORDER BY outbox, act", (destination.id,)
        )
    ]


def held(store: Store) -> list[tuple[int, int, int]]:
    return [
        tuple(row)
        for row in store.database.rows("SELECT destination, act, needs FROM withheld ORDER BY 1, 2")
    ]  # type: ignore[misc]


def bodies(store: Store, destination: int) -> list[bytes]:
    """The bodies of its messages, the oldest first."""
    rows = store.database.rows("SELECT body FROM outbox WHERE destination = ? ORDER BY id", (destination,))
    return [bytes(row["body"]) for row in rows]


def cursor(store: Store, destination: Destination) -> int:
    now = store.destinations.get(destination.id)
    assert now is not None
    return now.cursor


def test_an_act_is_held_back_until_its_evidence_suffices_and_then_told_as_new(store: Store) -> None:
    state, press = desk(store), desk(store, Grade.PRESS, "press")
    assert tell(store, 1, item("a")) == 1
    assert (told(store, press), told(store, state)) == ([1], [])
    assert held(store) == [(state.id, 1, Grade.STATE.rank)]
    assert cursor(store, state) == store.alerts.newest(), "the cursor does not wait for it"
    assert tell(store, 2, item("b", 1)) == 0
    assert tell(store, 3, item("c", 2, **OFFICIAL)) == 1
    assert (told(store, state), held(store)) == ([1], [])
    [body] = bodies(store, state.id)
    assert b"Follow-up" not in body
    assert b"Update" not in body
    assert tell(store, 4) == 0


def test_a_second_outlet_that_joins_without_an_alert_is_evidence_too(store: Store) -> None:
    outlets = desk(store, Grade.OUTLETS)
    tell(store, 1, item("a"))
    before = store.alerts.newest()
    assert tell(store, 2, item("b", 1)) == 1
    assert store.alerts.newest() == before, "no alert was written"
    assert told(store, outlets) == [1]


def test_an_act_that_was_told_needs_no_more_evidence_for_what_follows(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a", **OFFICIAL))
    tell(store, 3, item("b", 2, leaves("b", stage=Stage.NOTIFIED)))
    assert told(store, state) == [1, 1]


def test_what_undoes_an_act_that_was_told_is_told_whatever_is_asked_for_now(store: Store) -> None:
    made = desk(store, Grade.PRESS)
    tell(store, 1, item("a"))
    now = store.destinations.get(made.id)
    assert now is not None
    elsewhere = SavedQuery(actors=frozenset({"DE"}), least=Grade.EFFECT)
    store.destinations.edit(replace(now, queries=(elsewhere,)), START)
    tell(store, 9, item("b", 8, leaves("b", stage=Stage.REVERSED)))
    assert told(store, made) == [1, 1]


def test_an_act_that_its_reader_follows_needs_no_evidence(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a"))
    store.choices.choose(state.id, 1, Choice.FOLLOW, START)
    assert tell(store, 3, item("b", 2, leaves("b", stage=Stage.NOTIFIED))) == 1
    assert (told(store, state), held(store)) == ([1], [])


def test_a_rejected_act_is_not_told_and_comes_back_with_its_evidence(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a"))
    verbs.reject(store, "1", BY, START + timedelta(days=2))
    assert tell(store, 3, item("b", 2, **OFFICIAL)) == 0
    assert len(held(store)) == 1, "it may come back"
    verbs.reject(store, "1", BY, START + timedelta(days=4), undo=True)
    assert tell(store, 5) == 1
    assert (told(store, state), held(store)) == ([1], [])


def test_an_act_that_another_one_took_in_is_told_as_that_one_once(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a"), item("b", 0, leaves("b", instrument="Herring Pact"), **OFFICIAL))
    assert (told(store, state), [act for _, act, _ in held(store)]) == ([2], [1])
    verbs.merge(store, ["2", "1"], BY, START + timedelta(days=2))
    assert tell(store, 3) == 0
    assert held(store) == [], "what it was merged into is known"
    tell(store, 4, item("c", 3, leaves("c", instrument="Sprat Pact")))
    tell(store, 4, item("d", 3, leaves("d", instrument="Salmon Pact")))
    third, fourth = (act for _, act, _ in held(store))
    verbs.merge(store, [str(third), str(fourth)], BY, START + timedelta(days=5))
    assert tell(store, 6) == 0
    assert [act for _, act, _ in held(store)] == [third]
    assert tell(store, 7, item("e", 6, leaves("e", instrument="Salmon Pact"), **OFFICIAL)) == 1
    assert told(store, state).count(third) == 1
    assert fourth not in told(store, state)
    assert held(store) == []


def test_a_destination_that_asks_for_less_is_told_what_was_held_back(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a"))
    now = store.destinations.get(state.id)
    assert now is not None
    store.destinations.edit(replace(now, queries=(SavedQuery(least=Grade.PRESS),)), START)
    assert tell(store, 2) == 1
    assert (told(store, state), held(store)) == ([1], [])


def test_a_destination_that_no_longer_asks_for_an_act_forgets_it(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a"))
    now = store.destinations.get(state.id)
    assert now is not None
    store.destinations.edit(replace(now, queries=(SavedQuery(actors=frozenset({"DE"})),)), START)
    assert tell(store, 2) == 0
    assert held(store) == []
    assert tell(store, 3, item("b", 2, **OFFICIAL)) == 0


def test_the_query_that_asks_for_least_evidence_decides_among_several(store: Store) -> None:
    queries = (SavedQuery(least=Grade.EFFECT), SavedQuery("wide", least=Grade.OUTLETS))
    both = desk(store, queries=queries)
    tell(store, 1, item("a"))
    assert held(store) == [(both.id, 1, Grade.OUTLETS.rank)]
    tell(store, 2, item("b", 1))
    assert told(store, both) == [1]


def test_removed_and_unsubscribed_destinations_hold_nothing_back(store: Store) -> None:
    gone, left = desk(store), desk(store, name="left")
    tell(store, 1, item("a"))
    assert len(held(store)) == 2
    store.destinations.remove(gone.id, START)
    token = store.destinations.get(left.id)
    assert token is not None
    assert token.token is not None
    store.destinations.unsubscribe(token.token, START)
    assert held(store) == []


def test_a_destination_that_is_enabled_again_gets_only_what_comes_from_now_on(store: Store) -> None:
    state = desk(store)
    tell(store, 1, item("a"))
    store.destinations.disable(state.id, "by hand", START)
    store.destinations.enable(state.id, START)
    assert held(store) == []


def test_what_was_held_back_for_eighteen_months_goes(store: Store) -> None:
    desk(store)
    tell(store, 1, item("a"))
    store.retention.run(START + timedelta(days=500), 3650)
    assert len(held(store)) == 1
    store.retention.run(START + timedelta(days=560), 3650)
    assert held(store) == []


def test_a_digest_says_how_many_acts_are_held_back_since_the_last_one(store: Store) -> None:
    daily = desk(store, schedule=Schedule(Cadence.DAILY, time(8)))
    for name, pact in (("a", "Sprat Pact"), ("b", "Grazing Treaty")):
        report(store, item(name, 0, leaves(name, instrument=pact)))
    report(store, item("c", 0, leaves("c", "DK", "IS", "Herring Pact"), official=True, state="DK"))
    assert tell(store, 1.1) == 1
    assert b"2 acts are held back" in bodies(store, daily.id)[0]
    report(store, item("d", 1.5, leaves("d", "DK", "IS", "Sprat Pact"), official=True, state="DK"))
    assert tell(store, 2.1) == 1
    assert b"held back" not in bodies(store, daily.id)[1]
    assert len(told(store, daily)) == 2


def test_a_webhook_is_told_how_many_acts_are_held_back(store: Store) -> None:
    store.destinations.add(
        name="hook", channel="webhook", address="https://hook.example/in", owner="ops@news.example",
        now=START, queries=(SavedQuery(least=Grade.STATE),), schedule=Schedule(Cadence.DAILY, time(8)),
        secret="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    )  # fmt: skip
    report(store, item("a"))
    report(store, item("c", 0, leaves("c", "DK", "IS", "Herring Pact"), official=True, state="DK"))
    assert tell(store, 1.1) == 1
    body = json.loads(bodies(store, 1)[0])
    assert body["data"]["silence"]["withheld"] == 1


@pytest.mark.parametrize("point", ["mid_tx_digest", "before_commit_digest"])
def test_a_crash_in_the_transaction_moves_neither_cursor_nor_what_is_held_back(point: str) -> None:
    armed: list[str] = []

    def trace(name: str) -> None:
        if name in armed:
            raise RuntimeError(name)

    with place() as path, open_store(path, trace=trace) as store:
        state = desk(store)
        tell(store, 1, item("a"))
        report(store, item("b", 1, leaves("b", "DK", "IS", "Herring Pact")))
        report(store, item("c", 2, **OFFICIAL))
        before = (held(store), cursor(store, state))
        armed.append(point)
        with pytest.raises(RuntimeError, match=point):
            tell(store, 3)
        assert (held(store), cursor(store, state), told(store, state)) == (*before, [])
        armed.clear()
        assert tell(store, 3) == 1
        assert told(store, state) == [1]
        assert held(store) == [(state.id, 2, Grade.STATE.rank)]
        assert cursor(store, state) == store.alerts.newest()


def test_an_urgent_act_whose_evidence_comes_in_quiet_hours_is_told_then_and_not_again(store: Store) -> None:
    schedule = Schedule(quiet=(time(9), time(7)))
    state = desk(store, schedule=schedule, urgent=frozenset({Stage.DECIDED}))
    assert tell(store, 1 - 0.02, item("a"), item("b", 0, leaves("b", "DK", "IS", "Herring Pact"))) == 0
    assert len(held(store)) == 2, "at 07:31 the cursor passes them"
    assert (
        tell(store, 1.1, item("c", 1, **OFFICIAL), item("d", 1, leaves("d", "FI", "IS", "Sprat Pact"))) == 1
    )
    assert told(store, state) == [1]
    assert [act for _, act, _ in held(store)] == [2], "what waits in quiet hours is held back when they end"
    assert tell(store, 2 - 0.02) == 0
    assert told(store, state) == [1]
    assert [act for _, act, _ in held(store)] == [2, 3]


# ---------------------------------------------------------------- any order

PACTS = ("Herring Pact", "Sprat Pact", "Grazing Treaty")


@st.composite
def steps(draw: st.DrawFn) -> list[FlaggedStory | None]:
    """Stories about three acts by outlets, by the state that leaves and by another one; None: compose."""
    made: list[FlaggedStory | None] = []
    for number in range(draw(st.integers(1, 12))):
        if draw(st.booleans()):
            made.append(None)
        key, pact = f"s{number}", draw(st.sampled_from(PACTS))
        source = draw(st.sampled_from(["Wire", "Herald", "Courier"]))
        more: dict[str, object] = {"source": source}
        if draw(st.integers(0, 3)) == 0:
            more = {"source": "Ministry", "official": True, "state": draw(st.sampled_from(["NO", "DE"]))}
        made.append(item(key, number / 10, leaves(key, instrument=pact), **more))
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps())
def test_every_act_that_ends_with_enough_evidence_is_told_once_and_none_below_it(
    given_steps: list[FlaggedStory | None],
) -> None:
    with place() as path, open_store(path) as store:
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        made = {
            name: (grades, desk(store, name=name, queries=queries, schedule=schedule))
            for name, grades, queries, schedule in (
                ("press", Grade.PRESS, (SavedQuery(),), Schedule()),
                ("outlets", Grade.OUTLETS, (SavedQuery(least=Grade.OUTLETS),), Schedule()),
                ("state", Grade.STATE, (SavedQuery(least=Grade.STATE),), Schedule()),
                ("two", Grade.OUTLETS, (SavedQuery(least=Grade.EFFECT), SavedQuery("b", least=Grade.OUTLETS)), Schedule()),
                ("daily", Grade.STATE, (SavedQuery(least=Grade.STATE),), Schedule(Cadence.DAILY, time(8))),
            )
        }  # fmt: skip
        now = START
        for step in given_steps:
            if step is not None:
                report(store, step, cache=cache)
                now = max(now, step.seen)
            else:
                pipeline.compose(context_of(store, now))
        pipeline.compose(context_of(store, now + timedelta(days=2)))
        acts: list[Act] = store.acts.standing()
        for name, (least, destination) in made.items():
            expected = {act.id: 1 for act in acts if act.grade.rank >= least.rank}
            assert Counter(told(store, destination)) == expected, name
            short = {act.id for act in acts if act.grade.rank < least.rank}
            assert {act for number, act, _ in held(store) if number == destination.id} == short, name
        assert pipeline.compose(context_of(store, now + timedelta(days=2, hours=1))) == 0
