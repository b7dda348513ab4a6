"""What was told and what was not, through the store: caps, first polls, replays and merges that are taken
back, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from events_kit import bookkeeping_of, report, untold
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_kit import HEADS, START, item, leaves, may_be_news
from store_kit import feed, hit, open_store, place, poll, story
from test_register_decide import some_steps

from monitor.extract import Lexicon
from monitor.model import REPLAYED, Act, Alert, Kind, Reason, Stage
from monitor.pipeline import RegisterCache
from monitor.register import FlaggedStory
from monitor.service import register as verbs
from monitor.service.correcting import Signed
from monitor.store import Store, caps

BY = Signed("ada", "the gazette says so", "Ada")
LATER = START + timedelta(days=900)


@contextmanager
def feed_cap(alerts: int) -> Iterator[None]:
    """Inside, a feed may cause so many alerts an hour."""
    before, caps.FEED_CAP = caps.FEED_CAP, alerts
    try:
        yield
    finally:
        caps.FEED_CAP = before


def arrive(store: Store, cache: RegisterCache, one: FlaggedStory, *, capped: bool) -> list[Alert]:
    """A story comes in and settles, by a poll or by a replay."""
    if not one.key.startswith(REPLAYED):
        with feed_cap(0 if capped else 10_000):
            return list(report(store, one, cache=cache))
    found = story(
        one.key,
        f"Norland leaves, says {one.key}",
        key=one.key,
        published=one.published,
        official=one.official,
    )
    store.history.record([(found, (hit(one.kind, one.stage),))], one.seen)
    [waits] = [wait for wait in store.unsettled.due(one.seen, everything=True) if wait.story.key == one.key]
    return cache.join(
        store, waits, replace(one, id=waits.story.id, host=waits.story.host), one.seen, history=True
    )


def acts(store: Store) -> dict[int, Act]:
    return {act.id: act for act in store.acts.standing()}


def live(act: Act) -> set[str]:
    """The stories of an act by which it is news."""
    return {key for key in may_be_news(act) if not key.startswith(REPLAYED)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_steps(), st.data())
def test_after_the_summaries_nobody_waits_for_news_and_nothing_is_told_twice(
    steps: list[tuple[FlaggedStory, bool]], data: st.DataObject
) -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        alerts: list[Alert] = []
        for one, capped in steps:
            alerts += arrive(store, cache, one, capped=capped)
            before, silent = acts(store), untold(store)
            if len(before) > 1 and data.draw(st.booleans()):
                chosen = data.draw(
                    st.lists(st.sampled_from(sorted(before)), min_size=2, max_size=3, unique=True)
                )
                owed = verbs.merge(store, [str(number) for number in chosen], BY, LATER).alerts
                assert {alert.reason for alert in owed} <= {Reason.CORRECTION}, (
                    "an official value that an act of them brings leads now"
                )
                assert all(store.acts.standing_id(number) in acts(store) for number in chosen), (
                    "a reference opens the act it became part of"
                )
                back = verbs.undo(store, str(chosen[0]), BY, LATER).alerts
                assert {alert.reason for alert in back} <= {Reason.CORRECTION} if owed else back == ()
                after = acts(store)
                assert {number: act.stories for number, act in after.items()} == {
                    number: act.stories for number, act in before.items()
                }
                assert owed or untold(store) == silent
            if data.draw(st.booleans()):
                alerts += cache.release(store, LATER, everything=True)
        alerts += cache.release(store, LATER, everything=True)
        bookkeeping_after = bookkeeping_of(store)
        for number, act in acts(store).items():
            told = bookkeeping_after[number].told is not None
            assert told or not live(act), number
            news = [alert.reason for alert in alerts if alert.act == number and alert.reason is Reason.NEW]
            assert len(news) <= 1 + (told and any(source.key.startswith(REPLAYED) for source in act.sources))
        assert cache.release(store, LATER, everything=True) == []


def test_what_is_held_survives_a_merge_and_its_undoing() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a"), capped=False)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=True)
        verbs.merge(store, ["1", "2"], BY, LATER)
        assert verbs.undo(store, "2", BY, LATER).alerts == ()
        assert untold(store) == [False, True]
        assert [(alert.act, alert.reason) for alert in cache.release(store, LATER, everything=True)] == [
            (2, Reason.NEW)
        ]


def test_what_was_merged_away_while_it_was_held_is_told_to_those_who_do_not_know_the_whole() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a"), capped=True)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=True)
        verbs.merge(store, ["1", "2"], BY, LATER)
        assert [alert.act for alert in cache.release(store, LATER, everything=True)] == [1, 2]
        assert untold(store) == [False]


def test_what_is_held_in_passing_stays_held_when_it_was_merged_with_a_report() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a", kind=Kind.PASSING), capped=True)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=False)
        verbs.merge(store, ["1", "2"], BY, LATER)
        assert verbs.undo(store, "1", BY, LATER).alerts == ()
        assert [(alert.act, alert.reason) for alert in cache.release(store, LATER, everything=True)] == [
            (1, Reason.NEW)
        ]


def test_what_joined_a_whole_that_was_told_is_news_when_it_parts_from_what_told_it() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a", quiet=True), capped=False)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=False)
        verbs.merge(store, ["1", "2"], BY, LATER)
        assert arrive(store, cache, item("c", 2), capped=False) == []
        assert [(alert.act, alert.reason) for alert in verbs.undo(store, "1", BY, LATER).alerts] == [
            (1, Reason.NEW)
        ]


def test_what_was_told_in_a_summary_while_it_was_merged_away_is_not_told_again() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a"), capped=False)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=True)
        verbs.merge(store, ["1", "2"], BY, LATER)
        assert [alert.act for alert in cache.release(store, LATER, everything=True)] == [2]
        verbs.undo(store, "1", BY, LATER)
        assert arrive(store, cache, item("c", 2, leaves("c", actors="DK")), capped=False) == []


def test_what_was_merged_at_once_with_what_was_told_is_news_again_when_all_part() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        for day, (key, actor) in enumerate((("a", "NO"), ("b", "DK"), ("c", "PT"))):
            arrive(store, cache, item(key, day, leaves(key, actors=actor), quiet=key != "c"), capped=False)
        verbs.merge(store, ["1", "2", "3"], BY, LATER)
        assert untold(store) == [False]
        verbs.undo(store, "1", BY, LATER)
        assert untold(store) == [True, True, False]


def test_what_was_told_between_two_merges_stays_told_when_both_parts_leave() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a"), capped=True)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=True)
        arrive(store, cache, item("c", 2, leaves("c", actors="PT")), capped=False)
        ids = {source.key: source.id for act in store.acts.standing() for source in act.sources}
        verbs.merge(store, ["1", "3"], BY, LATER)
        assert [alert.act for alert in cache.release(store, LATER, everything=True)] == [1, 2]
        verbs.merge(store, ["1", "2"], BY, LATER)
        verbs.split(store, "1", [ids["a"]], BY, LATER)
        assert {
            act.id: (act.stories, silent)
            for act, silent in zip(store.acts.standing(), untold(store), strict=True)
        } == {
            1: (("a",), False),
            2: (("b", "c"), False),
        }


@pytest.mark.parametrize("told", [True, False])
def test_an_act_goes_where_its_stories_go_when_what_it_was_merged_into_leaves_them(told: bool) -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a"), capped=False)
        arrive(store, cache, item("b", 1, leaves("b", actors="DK")), capped=True)
        arrive(store, cache, item("c", 2, leaves("c", actors="PT")), capped=not told)
        ids = {source.key: source.id for act in store.acts.standing() for source in act.sources}
        verbs.merge(store, ["2", "3"], BY, LATER)
        verbs.merge(store, ["1", "2"], BY, LATER)
        assert verbs.split(store, "2", [ids["b"]], BY, LATER).alerts == ()
        assert {act.id: act.stories for act in store.acts.standing()} == {1: ("a", "c"), 2: ("b",)}
        assert store.acts.standing_id(3) == 1, "a reference opens the act that has its stories"
        assert verbs.split(store, "3", [ids["c"]], BY, LATER).alerts == ()
        assert {
            act.id: (act.stories, silent)
            for act, silent in zip(store.acts.standing(), untold(store), strict=True)
        } == {
            1: (("a",), False),
            2: (("b",), True),
            3: (("c",), not told),
        }
        owed = [2] if told else [2, 3]
        assert [alert.act for alert in cache.release(store, LATER, everything=True)] == owed


def test_what_a_replay_parts_from_a_held_act_is_told() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a", 0, leaves("a", stage=Stage.THREATENED)), capped=True)
        arrive(store, cache, item("b", 70), capped=True)
        arrive(store, cache, item(f"{REPLAYED}c", 1, leaves("c", stage=Stage.EFFECTIVE)), capped=False)
        assert [act.stories for act in store.acts.standing()] == [("a", f"{REPLAYED}c"), ("b",)]
        assert [(alert.act, alert.reason) for alert in store.alerts.between(0)] == [(2, Reason.NEW)]
        assert [(alert.act, alert.reason) for alert in cache.release(store, LATER, everything=True)] == [
            (1, Reason.NEW)
        ]


def test_a_merge_that_was_taken_back_counts_no_more_when_a_later_one_is() -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a", 0, leaves("a", actors="DK")), capped=False)
        arrive(store, cache, item("b", 1), capped=True)
        arrive(store, cache, item("c", 800), capped=False)
        verbs.merge(store, ["2", "3"], BY, LATER)
        verbs.undo(store, "2", BY, LATER)
        assert [(alert.act, alert.reason) for alert in cache.release(store, LATER, everything=True)] == [
            (2, Reason.NEW)
        ]
        verbs.merge(store, ["1", "3"], BY, LATER)
        verbs.undo(store, "3", BY, LATER)
        assert [act.stories for act in store.acts.standing()] == [("a",), ("b",), ("c",)]
        assert untold(store) == [False, False, False]
        assert arrive(store, cache, item("d", 2), capped=False) == [], "act 2 was told by the summary"


@pytest.mark.parametrize("capped", [False, True])
def test_a_persons_correction_waits_for_no_cap(capped: bool) -> None:
    with place() as path, open_store(path) as store:
        feed(store, "https://press.example/feed")
        cache = RegisterCache(Lexicon({}, {}, HEADS))
        arrive(store, cache, item("a", 0, leaves("a", ended="2027-01")), capped=False)
        with feed_cap(0 if capped else 100):
            done = verbs.edit(store, "1", ["ended=2028-01"], BY, LATER)
        assert [alert.reason for alert in done.alerts] == [Reason.CORRECTION]


def test_a_crash_in_the_middle_of_a_poll_round_leaves_what_is_owed() -> None:
    with place() as path:
        with open_store(path) as store:
            source = feed(store, "https://press.example/feed")
            arrive(store, RegisterCache(Lexicon({}, {}, HEADS)), item("a"), capped=True)
            poll(store, source)
        with open_store(path) as again:
            cache = RegisterCache(Lexicon({}, {}, HEADS))
            assert [alert.act for alert in cache.release(again, LATER)] == [1]
            assert cache.release(again, LATER) == []
