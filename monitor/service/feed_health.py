"""How feeds are doing: what the last polls came to, and how many stories they bring against what is usual.

A feed whose polls succeed may still have fallen silent: its address shows an old document, or its publisher
moved (`pipeline.silent_feeds` has the rule).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.model import Feed, FeedState
from monitor.pipeline.silent_feeds import silent_since

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Store

WEEK = timedelta(weeks=1)
USUAL = timedelta(weeks=4)  # the time before the last week, of which the usual volume is taken
LEAST = timedelta(days=3)  # of it


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
    """A feed with the state of its polls, the time of the next one, and its volume."""

    feed: Feed
    state: FeedState
    due: datetime
    volume: Volume
    doing: Doing

    @property
    def name(self) -> str:
        """What it is called."""
        return self.feed.title or self.feed.address


def all_of(service: Service) -> list[FeedHealth]:
    """All feeds, in the order they were added."""
    now = service.clock()
    known = volumes(service.store, now)
    rows = service.store.feeds.states()
    return [
        FeedHealth(feed, state, due, known.get(feed.id, Volume()), doing(service.store, feed, state, now))
        for feed, state, due in rows
    ]


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


def volumes(store: Store, now: datetime) -> dict[int, Volume]:
    """The volumes by feed. What is usual is known a week after the first poll."""
    split = now - WEEK
    since = split - USUAL
    added = {feed.id: feed.added_at or since for feed in store.feeds.all()}
    return {
        number: Volume(after, _usual(before, max(since, added[number]), split), newest)
        for number, (before, after, newest) in store.feeds.volumes(since, split).items()
    }


def _usual(stories: int, since: datetime, until: datetime) -> float | None:
    """How many are usual in a week, from what came from `since` to `until`."""
    return None if until - since < LEAST else stories / ((until - since) / WEEK)
