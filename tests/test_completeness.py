"""How complete the last week is, by feed and overall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_kit import NOW, QUARTER, digest, feed, fetched, mailbox, open_store, parsed, place

from monitor.model import Feed, FeedState, FetchError
from monitor.pipeline.completeness import complete_share, complete_shares, mean
from monitor.pipeline.snapshot import Snapshot
from monitor.store import PollRecord, Store

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WIRE = Feed(1, "https://wire.example", added_at=NOW - 60 * DAY)
READ = FeedState(ok_at=NOW)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def test_a_gap_and_the_time_of_a_failure_are_missing_and_nothing_twice() -> None:
    assert complete_share(WIRE, READ, [], NOW) == 1
    gap = (NOW - 2 * DAY, NOW - DAY)
    assert complete_share(WIRE, READ, [gap], NOW) == pytest.approx(6 / 7)
    assert complete_share(WIRE, READ, [gap, gap, (NOW - 1.5 * DAY, NOW - DAY)], NOW) == pytest.approx(6 / 7)
    failing = FeedState(ok_at=NOW - 1.5 * DAY, error_since=NOW - DAY)
    assert complete_share(WIRE, failing, [gap], NOW) == pytest.approx(5 / 7)
    assert complete_share(WIRE, FeedState(), [], NOW) == 0, "it was never read"


def test_what_was_before_the_window_or_the_feed_does_not_count() -> None:
    assert complete_share(WIRE, READ, [(NOW - 20 * DAY, NOW - 8 * DAY)], NOW) == 1
    young = Feed(1, "https://wire.example", added_at=NOW - 2 * DAY)
    assert complete_share(young, READ, [(NOW - 5 * DAY, NOW - DAY)], NOW) == pytest.approx(0.5)
    assert complete_share(Feed(1, "x", added_at=NOW), FeedState(), [], NOW) == 1, "it was added just now"
    assert complete_share(Feed(1, "x", added_at=NOW + DAY), FeedState(), [], NOW) == 1


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=8), st.integers(0, 300))
def test_a_share_is_between_none_and_all_and_more_gaps_never_raise_it(
    hours: list[tuple[int, int]], read: int
) -> None:
    gaps = [(NOW - max(pair) * HOUR, NOW - min(pair) * HOUR) for pair in hours]
    state = FeedState(ok_at=NOW - read * HOUR, error_since=NOW if read else None)
    shares = [complete_share(WIRE, state, gaps[:number], NOW) for number in range(len(gaps) + 1)]
    assert all(-1e-9 <= share <= 1 for share in shares)
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(shares))


def test_all_feeds_together_have_the_mean_and_paused_ones_do_not_count() -> None:
    paused = Feed(3, "https://c.example", enabled=False, added_at=NOW - 60 * DAY)
    other = Feed(2, "https://b.example", added_at=NOW - 60 * DAY)
    states = [(WIRE, READ), (other, READ), (paused, FeedState())]
    shares = complete_shares(states, {2: [(NOW - 7 * DAY, NOW)]}, NOW)
    assert shares == {1: 1.0, 2: pytest.approx(0)}
    assert (mean(shares), mean({})) == (pytest.approx(0.5), 1.0)


def document(*names: str) -> object:
    return parsed([digest(name) for name in names])


def test_a_gap_of_a_poll_is_in_the_figure_of_a_digest_until_an_archive_closes_it(store: Store) -> None:
    wire, made = feed(store), mailbox(store)
    later = NOW + 12 * HOUR
    for at, name in ((NOW, "a"), (later, "b")):
        store.polls.record(wire, PollRecord(at, fetched(), QUARTER, document(name)))  # type: ignore[arg-type]
    assert store.feeds.gaps(NOW) == {wire.id: [(NOW, later)]}
    week = NOW + 7 * DAY
    assert Snapshot(store, [made], week).silence(made).complete == pytest.approx(1 - 0.5 / 7)
    store.polls.fill_gap(wire, later, 2, 9, later)
    assert store.feeds.gaps(NOW) == {}
    assert Snapshot(store, [made], week).silence(made).complete == 1
    assert [event.kind for event in store.events.find()] == ["gap_filled"]


def test_a_feed_that_fails_is_not_complete_until_it_is_read_again(store: Store) -> None:
    wire, made = feed(store), mailbox(store)
    store.polls.record(wire, PollRecord(NOW, fetched(), QUARTER, document("a")))  # type: ignore[arg-type]
    failure = PollRecord(NOW + DAY, FetchError("timeout", "no answer"), QUARTER)
    store.polls.record(wire, failure)
    assert Snapshot(store, [made], NOW + 2 * DAY).silence(made).complete == pytest.approx(0)
