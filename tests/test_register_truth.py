"""What the store shows is what its stories make: after every step, in any order of arrival, through everything that people correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from events_kit import report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_kit import HEADS, START, fix, item, leaves
from store_kit import feed, open_store, place, poll, story
from test_register import TERMINATIONS, some_items

from monitor.errors import UsageError
from monitor.extract import Lexicon
from monitor.model import Kind, Stage
from monitor.pipeline import Books
from monitor.register import Correction, Entry, Fix, Item, build, decide
from monitor.service import register as verbs
from monitor.store import Store

BY = verbs.Signed("Ada", "the gazette says so")
LATER = START + timedelta(days=900)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def shown(store: Store) -> list[Entry]:
    """The acts that the store shows, by their first stories."""
    return [one.entry for one in store.listed()]


def made(store: Store) -> list[Entry]:
    """The acts that the stored statements and corrections make."""
    whole = store.whole()
    return list(build(whole.items, whole.corrections, heads=HEADS))


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.stories)


def assert_true(store: Store) -> None:
    """Acts, rows, stages and sources are those of a rebuild; what pages and messages read agrees with them; no flagged story is lost."""
    assert in_order(shown(store)) == in_order(made(store))
    for listed in store.listed():
        (act,) = store.act_views([listed.id])
        assert (act.stage, act.kind) == (listed.entry.stage, listed.entry.kind)
        assert {one.key for one in act.stories} >= {source.key for source in listed.entry.sources if not source.linked}
    homes = [key for entry in shown(store) for key in entry.stories]
    assert len(homes) == len(set(homes))
    assert {one.key for one in store.whole().items if one.kind.alerts} <= set(homes)


def withdraw(store: Store, books: Books, key: str) -> None:
    """The story's new text meets no rule, and it settles."""
    poll(store, store.feeds()[0], (story(key, "Weather", key=key), ()))
    for wait in store.unsettled(LATER, everything=True):
        books.join(store, wait, None, LATER)


def correct(store: Store, correction: Correction) -> None:
    """What an editing command does, with a correction as it is."""
    read = store.register_block((), (*correction.stories, *correction.apart))
    changes = decide(read.known, build(read.items, (*read.corrections, correction), heads=HEADS))
    assert store.replace_block(read.revision, changes, now=LATER, corrected=[correction]) is not None


# ---------------------------------------------------------------- an act that keeps only earlier stories


def test_an_act_that_loses_its_last_story_to_a_late_one_keeps_its_id_and_rows(store: Store) -> None:
    books = Books(Lexicon({}, {}, HEADS))
    report(store, item("a"), books=books)
    report(store, item("c", 2, leaves("c", others="", instrument=None)), books=books)
    assert [one.entry.stories for one in store.listed()] == [("a", "c")]
    late = item("b", 1, leaves("b", others="FI", instrument="Ferry Convention"), seen=START + timedelta(days=3))
    alerts = report(store, late, books=books)
    assert_true(store)
    assert [(one.id, one.entry.stories) for one in store.listed()] == [(1, ("a",)), (2, ("b",)), (3, ("c",))]
    assert [alert.reason.value for alert in alerts] == ["new"], "no correction of what still stands"


# ---------------------------------------------------------------- any history of a register


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Arrivals, edits, withdrawals and corrections, mixed: (verb, what it is about)."""
    items = draw(some_items())
    moments = draw(st.lists(st.sampled_from([0, 1, 1, 1.5, 2, 20, 45]), min_size=len(items), max_size=len(items)))
    items = [replace(one, published=START + timedelta(days=day)) for one, day in zip(items, moments, strict=True)]
    steps: list[tuple[str, object]] = [("arrive", one) for one in draw(st.permutations(items))]
    for _ in range(draw(st.integers(0, 4))):
        one = draw(st.sampled_from(items))
        other = draw(st.sampled_from(items))
        verb = draw(st.sampled_from(["edit", "withdraw", "merge", "split", "reject", "set stage", "set date"]))
        said = tuple(draw(st.lists(TERMINATIONS, min_size=1, max_size=2)))
        about: object = replace(one, terminations=said) if verb == "edit" else (one.key, other.key)
        steps.insert(draw(st.integers(1, len(steps))), (verb, about))
    return steps


def take(store: Store, books: Books, verb: str, about: object, number: int) -> None:
    """One step of a history; people correct only what they can see."""
    if isinstance(about, Item):
        report(store, about, f"Norland leaves, says step {number}", books=books)
        return
    one, other = about  # type: ignore[misc]
    known = [item.key for item in store.whole().items]
    if one not in known or other not in known:
        return
    if verb == "withdraw":
        withdraw(store, books, one)
        return
    more = {"number": 1 + max((each.id for each in store.corrections()), default=0), "day": 900 + number}
    if verb == "merge" and one != other:
        correct(store, fix(Fix.MERGE, one, other, **more))
    elif verb == "split" and one != other:
        correct(store, fix(Fix.SPLIT, one, apart=(other,), **more))
    elif verb == "reject":
        correct(store, fix(Fix.REJECT, one, **more))
    elif verb == "set stage":
        correct(store, fix(Fix.EDIT, one, other, field="stage", value="proposed", **more))
    else:
        correct(store, fix(Fix.EDIT, one, field="signed", value="1999", **more))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_after_every_step_the_store_shows_what_its_stories_make(steps: list[tuple[str, object]]) -> None:
    with place() as path, open_store(path) as store:
        books = Books(Lexicon({}, {}, HEADS))
        feed(store)
        for number, (verb, about) in enumerate(steps):
            take(store, books, verb, about, number)
            assert_true(store)


def test_a_correction_through_the_commands_leaves_the_register_true(store: Store) -> None:
    books = Books(Lexicon({}, {}, HEADS))
    for one in (item("a"), item("b", 1, leaves("b", actors="DK")), item("c", 2), item("d", 3, kind=Kind.AFTERMATH)):
        report(store, one, books=books)
    verbs.merge(store, ["1", "2"], BY, LATER)
    assert_true(store)
    with pytest.raises(UsageError):
        verbs.merge(store, ["1"], BY, LATER)
    report(store, item("e", 2.5, leaves("e", actors="DK", stage=Stage.NOTIFIED)), books=books)
    assert_true(store)
