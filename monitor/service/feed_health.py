"""How feeds are doing: what the last polls came to, and how many stories they bring against what is usual.

A feed whose polls succeed may still have fallen silent: its address shows an old document, or its publisher
moved (`pipeline.silent_feeds` has the rule).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Feed, FeedState
from monitor.pipeline.completeness import WINDOW, Span, complete_share
from monitor.pipeline.silent_feeds import silent_since
from monitor.service import feed_words

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import PastPoll, Store, Subscription

WEEK = timedelta(weeks=1)
USUAL = timedelta(weeks=4)  # the time before the last week, of which the usual volume is taken
LEAST = timedelta(days=3)  # of it
LATE = timedelta(minutes=10)


class Doing(StrEnum):
    """How a feed is doing."""

    WELL = "well"
    FAILING = "failing"
    SILENT = "silent"
    PAUSED = "paused"
    GONE = "gone"
    NEW = "not polled yet"


@dataclass(frozen=True, slots=True)
class Volume:
    """How many stories came in the last seven days, how many are usual in seven days (None: not known yet),
    and when the newest came.
    """

    week: int = 0
    usual: float | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed with the state of its polls, the time of the next one, and its volume. `complete`: the share of
    the last seven days of which no item is known to be missing.
    """

    feed: Feed
    state: FeedState
    due: datetime
    volume: Volume
    doing: Doing
    late: bool  # it should have been polled an interval ago
    complete: float
    gaps: int  # of the last seven days, not closed by its archive
    subscription: Subscription | None  # at its hub

    @property
    def name(self) -> str:
        """What it is called."""
        return self.feed.title or self.feed.address


def all_of(service: Service) -> list[FeedHealth]:
    """All feeds, in the order they were added."""
    return with_volumes(service, without_volumes(service))


def without_volumes(service: Service) -> list[FeedHealth]:
    """The same with empty volumes, which are counted from stories: quick with thousands of feeds."""
    now, store = service.clock(), service.store
    gaps = store.feeds.gaps(now - WINDOW)
    hubs = {subscription.feed: subscription for subscription in store.websub.all()}
    return [
        _health(store, feed, state, due, gaps.get(feed.id, ()), hubs.get(feed.id), now)
        for feed, state, due in store.feeds.states()
    ]


def of(service: Service, number: int) -> FeedHealth:
    """The feed with this id. Raises `KeyError`."""
    now, store = service.clock(), service.store
    feed, (state, due) = store.feeds.get(number), store.feeds.polled(number)
    if feed is None:
        raise KeyError(number)
    gaps = store.feeds.gaps(now - WINDOW).get(number, ())
    [health] = with_volumes(service, [_health(store, feed, state, due, gaps, store.websub.get(number), now)])
    return health


def _health(
    store: Store,
    feed: Feed,
    state: FeedState,
    due: datetime,
    gaps: Sequence[Span],
    subscription: Subscription | None,
    now: datetime,
) -> FeedHealth:
    return FeedHealth(
        feed,
        state,
        due,
        Volume(),
        doing(store, feed, state, now),
        late=is_late(feed, due, now),
        complete=complete_share(feed, state, gaps, now),
        gaps=len(gaps),
        subscription=subscription,
    )


def silence(service: Service, health: FeedHealth) -> str:
    """Why the feed counts as silent, in English; "" if it does not."""
    now, brought = service.clock(), service.store.feeds.brought
    since = silent_since(health.feed, health.state, now, brought)
    if since is None:
        return ""
    return feed_words.silence(health.state, since, brought(health.feed.id, now - WEEK), now)


def with_volumes(service: Service, feeds: Sequence[FeedHealth]) -> list[FeedHealth]:
    """These feeds with their volumes."""
    known = volumes(service.store, service.clock(), [health.feed for health in feeds])
    return [replace(health, volume=known.get(health.feed.id, Volume())) for health in feeds]


class Line(NamedTuple):
    """A feed in a list: how often and why it is polled, and how the subscription at its hub is doing."""

    health: FeedHealth
    planned: str
    why: str
    pushed: str


def lines(service: Service, shown: Sequence[FeedHealth]) -> list[Line]:
    """These feeds with words for a list."""
    polls = service.store.feeds.past_polls([health.feed.id for health in shown])
    return [_line(service, health, polls[health.feed.id]) for health in shown]


def _line(service: Service, health: FeedHealth, polls: Sequence[PastPoll]) -> Line:
    from monitor.service import feeds, websub

    feed, state, due = health.feed, health.state, health.due
    why = feeds.reason(service, feed, state, due, polls)
    return Line(health, feeds.pause(state, due), why, websub.described(service, health.subscription))


def is_late(feed: Feed, due: datetime, now: datetime) -> bool:
    """True if the feed should have been polled more than its interval ago, and ten minutes at least."""
    return feed.enabled and now - due > max(timedelta(seconds=feed.interval_s), LATE)


def doing(store: Store, feed: Feed, state: FeedState, now: datetime) -> Doing:
    """How a feed is doing."""
    if not feed.enabled:
        return Doing.GONE if state.error_code == "http_410" else Doing.PAUSED
    if state.error_since is not None:
        return Doing.FAILING
    if state.ok_at is None:
        return Doing.NEW
    silent = silent_since(feed, state, now, store.feeds.brought) is not None
    return Doing.SILENT if silent else Doing.WELL


def volumes(store: Store, now: datetime, feeds: Sequence[Feed]) -> dict[int, Volume]:
    """The volumes of these feeds. What is usual is known a week after the first poll."""
    split = now - WEEK
    since = split - USUAL
    added = {feed.id: feed.added_at or since for feed in feeds}
    return {
        number: Volume(after, _usual(before, max(since, added[number]), split), newest)
        for number, (before, after, newest) in store.feeds.volumes(since, split, list(added)).items()
    }


def _usual(stories: int, since: datetime, until: datetime) -> float | None:
    """How many are usual in a week, from what came from `since` to `until`."""
    return None if until - since < LEAST else stories / ((until - since) / WEEK)
