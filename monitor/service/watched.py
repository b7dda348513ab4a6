"""What is watched, and since when without a known gap: why a reader may rely on silence (P8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from monitor.model import Feed, FeedKind, FeedState
from monitor.normalize import language_code
from monitor.service import feed_health
from monitor.service.feed_health import Doing

if TYPE_CHECKING:
    from monitor.service import Service

LEAST_LATE = timedelta(minutes=15)
GAP = "gap"  # kind of the notices that items of a feed may have been missed


class LastGap(NamedTuple):
    """When items of a feed may last have been missed, and what it is called ("" if it has no name)."""

    at: datetime
    feed: str


@dataclass(frozen=True, slots=True)
class Watched:
    """The feeds that are switched on. `languages`: codes, the one with most feeds first. `silent`: they
    answer, and bring nothing new. `new`: they were never read yet. `well`: the service does its work, and
    goes on reading what it has read.

    `since`: from then on nothing is known to be missing, but for feeds that fail; None if nothing was read
    yet. `read_at`: when a feed was last read; None likewise.
    """

    feeds: int
    official: int
    languages: tuple[str, ...]
    failing: int
    failing_since: datetime | None
    silent: int
    new: int
    read_at: datetime | None
    since: datetime | None
    gap: LastGap | None
    well: bool


def read(service: Service) -> Watched:
    """What is watched now. Names of feeds are told, their addresses never."""
    now, store = service.clock(), service.store
    rows = [row for row in store.feeds.states() if row[0].enabled]
    polls = [(feed, state) for feed, state, _ in rows]
    failing = [state.error_since for _, state in polls if state.error_since]
    doing = Counter(feed_health.doing(store, feed, state, now) for feed, state in polls)
    gap = _gap(service)
    return Watched(
        feeds=len(polls),
        official=sum(feed.kind is FeedKind.OFFICIAL for feed, _ in polls),
        languages=_languages(feed for feed, _ in polls),
        failing=doing[Doing.FAILING],
        failing_since=min(failing, default=None),
        silent=doing[Doing.SILENT],
        new=doing[Doing.NEW],
        read_at=max((state.ok_at for _, state in polls if state.ok_at), default=None),
        since=_since(polls, gap, now - timedelta(days=service.config.retention.bodies_days)),
        gap=gap,
        well=service.health().ok and _goes_on(rows, now),
    )


def _goes_on(rows: Iterable[tuple[Feed, FeedState, datetime]], now: datetime) -> bool:
    """False if all feeds that were read once are overdue by an interval or more: right after a start, health
    waits for polls that may still come.
    """
    late = [
        now - due > max(LEAST_LATE, timedelta(seconds=feed.interval_s))
        for feed, state, due in rows
        if state.ok_at is not None
    ]
    return not late or not all(late)


def _languages(feeds: Iterable[Feed]) -> tuple[str, ...]:
    counts = Counter(code for feed in feeds if feed.lang and (code := language_code(feed.lang)))
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def _gap(service: Service) -> LastGap | None:
    event = service.store.events.last(GAP)
    if event is None:
        return None
    feed = service.store.feeds.get(event.feed) if event.feed else None
    return LastGap(event.at, (feed.title or feed.publisher) if feed else "")


def _since(
    polls: Iterable[tuple[Feed, FeedState]], gap: LastGap | None, kept_since: datetime
) -> datetime | None:
    """From when on nothing is known to be missing. `kept_since`: notices of older gaps are deleted."""
    began = min((feed.added_at for feed, state in polls if state.ok_at and feed.added_at), default=None)
    if began is None:
        return None
    return max(began, kept_since, gap.at if gap else began)
