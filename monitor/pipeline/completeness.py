"""How much of the last week is known to be complete: no gap, and no feed that cannot be read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.model import Feed, FeedState

WINDOW = timedelta(days=7)
_SHORT = timedelta(hours=1)  # of a feed that was added just now nothing is known

Span = tuple[datetime, datetime]


def complete_share(feed: Feed, state: FeedState, gaps: Iterable[Span], now: datetime) -> float:
    """The share of the last seven days, or since the feed was added, of which no item is known to be missing:
    without the `gaps`, and without the time since the last good poll of a feed that fails.
    """
    begin = max(now - WINDOW, min(feed.added_at or now - WINDOW, now))
    if now - begin < _SHORT:
        return 1.0
    spans = sorted(gaps)
    if state.error_since is not None or state.ok_at is None:
        spans = sorted([*spans, (state.ok_at or begin, now)])
    missing, reached = timedelta(), begin
    for since, until in spans:
        missing += max(timedelta(), min(until, now) - max(since, reached))
        reached = max(reached, min(until, now))
    return 1 - missing / (now - begin)


def complete_shares(
    states: Sequence[tuple[Feed, FeedState]], gaps: Mapping[int, Iterable[Span]], now: datetime
) -> dict[int, float]:
    """The shares of the enabled feeds, by their ids."""
    return {
        feed.id: complete_share(feed, state, gaps.get(feed.id, ()), now)
        for feed, state in states
        if feed.enabled
    }


def mean(shares: Mapping[int, float]) -> float:
    """The share of all feeds together; 1 for none."""
    return sum(shares.values()) / len(shares) if shares else 1.0
