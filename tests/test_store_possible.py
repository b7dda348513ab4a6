"""store/possible.py: exits that are not certain wait for a person, in no act and without an alert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from store_kit import ACT, NOW, feed, open_store, place, poll, settle, story

from monitor.model import Hit, Kind, Span, Stage
from monitor.store import Store

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def maybe(score: float = 0.3, stage: Stage = Stage.DECIDED) -> tuple[Hit, ...]:
    span = Span("title", 0, 7)
    return (
        Hit(
            "clause.possible.quit",
            "d",
            Kind.POSSIBLE,
            stage,
            (span,),
            "quit + treaty",
            "title: quits treaty",
            score,
        ),
    )


def test_a_possible_exit_is_kept_with_its_score_and_settles_nothing(store: Store) -> None:
    poll(store, feed(store), (story("a"), maybe(0.31)), (story("b"), maybe(0.42, Stage.THREATENED)))
    found = store.possible.find()
    assert [(one.story.guid, one.score, one.hit.kind) for one in found] == [
        ("b", 0.42, Kind.THREAT),
        ("a", 0.31, Kind.ACT),
    ]
    assert settle(store, LATER, everything=True) == []
    assert store.counts().flagged == 0


def test_an_accepted_one_joins_the_register_and_alerts(store: Store) -> None:
    poll(store, feed(store), (story("a"), maybe()))
    number = store.possible.find()[0].story.id
    assert store.possible.accept(number, LATER, who="Ana", why="the ministry says so")
    (alert,) = settle(store, LATER)
    assert (alert.kind, alert.story) == (Kind.ACT, number)
    assert store.possible.find() == []
    assert [one.state for one in store.possible.find(state="accepted")] == ["accepted"]


def test_it_can_be_accepted_as_the_other_kind(store: Store) -> None:
    poll(store, feed(store), (story("a"), maybe()))
    assert store.possible.accept(store.possible.find()[0].story.id, LATER, kind=Kind.THREAT)
    (alert,) = settle(store, LATER)
    assert alert.kind is Kind.THREAT


def test_a_dismissed_one_is_shown_no_more_whatever_an_edit_says(store: Store) -> None:
    source = feed(store)
    poll(store, source, (story("a"), maybe()))
    assert store.possible.dismiss(store.possible.find()[0].story.id, LATER)
    poll(store, source, (story("a", "Norland may denounce its treaty"), maybe(0.4)), now=LATER)
    assert store.possible.find() == []


def test_only_what_is_open_can_be_decided(store: Store) -> None:
    poll(store, feed(store), (story("a"), maybe()))
    number = store.possible.find()[0].story.id
    assert store.possible.dismiss(number, LATER)
    assert not store.possible.accept(number, LATER)
    assert not store.possible.dismiss(number, LATER)
    assert not store.possible.accept(999, LATER)


def test_a_text_that_is_flagged_later_is_no_possible_exit_any_more(store: Store) -> None:
    source = feed(store)
    poll(store, source, (story("a"), maybe()))
    poll(store, source, (story("a", "Norland denounces its treaty for good"), ACT), now=LATER)
    assert store.possible.find() == []
    assert len(settle(store, LATER, everything=True)) == 1


def test_retention_spares_what_nobody_has_decided(store: Store) -> None:
    poll(
        store,
        feed(store),
        (story("a", summary="It says more."), maybe()),
        (story("b", summary="It says more."), ()),
    )
    store.retention.run(NOW + timedelta(days=400), 30)
    texts = {one.guid: one.summary for one in store.stories.all()}
    assert texts == {"a": "It says more.", "b": ""}


@pytest.mark.parametrize("decided", [False, True])
def test_retention_keeps_the_version_that_is_possible_behind_however_many_edits(
    store: Store, decided: bool
) -> None:
    source = feed(store)
    poll(store, source, (story("a", "Norland at first"), ()))
    poll(store, source, (story("a", "Norland may quit the wool treaty"), maybe()))
    if decided:
        store.possible.dismiss(store.possible.find()[0].story.id or 0, NOW)
    for number in range(20):
        poll(store, source, (story("a", f"Norland talks on, day {number}"), ()))
    assert store.retention.run(LATER, 30).versions > 0
    store.check()
    [kept] = store.possible.find(state="dismissed" if decided else "open")
    assert kept.story.title == "Norland may quit the wool treaty"


def test_since_gives_what_came_after(store: Store) -> None:
    source = feed(store)
    poll(store, source, (story("a"), maybe()))
    poll(store, source, (story("b"), maybe()), now=LATER)
    assert [one.story.guid for one in store.possible.find(since=NOW)] == ["b"]
