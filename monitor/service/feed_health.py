"""How feeds are doing: what the last polls came to, and how many stories they bring against what is usual.

A feed whose polls succeed may still have fallen silent: its address shows an old document, or its publisher
moved. It is silent when it has brought nothing for as long as it takes, by its usual volume, to bring
`MISSED` stories, and for three days at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.model import Feed, FeedState

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.store import Store

WEEK = timedelta(weeks=1)
USUAL = timedelta(weeks=4)  # the time before the last week, of which the usual volume is taken
LEAST = timedelta(days=3)  # of it
MISSED = 10  # stories


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

    def is_silent(self, now: datetime) -> bool:
        """True if so many stories are missing that it is no accident."""
        if not self.usual or self.newest is None:
            return False
        return now - self.newest > max(LEAST, WEEK * (MISSED / self.usual))


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
    return [_health(feed, state, due, known.get(feed.id, Volume()), now) for feed, state, due in rows]


def _health(feed: Feed, state: FeedState, due: datetime, volume: Volume, now: datetime) -> FeedHealth:
    if not feed.enabled:
        doing = Doing.GONE if state.error_code == "http_410" else Doing.PAUSED
    elif state.error_since is not None:
        doing = Doing.FAILING
    elif state.ok_at is None:
        doing = Doing.NEW
    else:
        doing = Doing.SILENT if volume.is_silent(now) else Doing.WELL
    return FeedHealth(feed, state, due, volume, doing)


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
