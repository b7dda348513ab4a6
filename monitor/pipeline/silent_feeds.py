"""Which feeds answer and bring less than is usual for them by hour and weekday: the one rule by which
digests, pages, API and alarms call a feed silent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from monitor import rhythm
from monitor.model import Feed, FeedState

MISSED = 5  # stories that were expected since the last one
LEAST = timedelta(days=5)  # a long weekend is no silence
WATCHED = timedelta(days=7)  # by its last story, until its rhythm decides
UNKNOWN = timedelta(days=28)  # of a feed whose rhythm is not known
VOLUME = 20  # stories a week, from which a fall of the volume is told
FALLEN = 0.1  # share of the expected volume


def silent_since(
    feed: Feed, state: FeedState, now: datetime, brought: Callable[[int, datetime], int]
) -> datetime | None:
    """Since when the feed is silent; None if it is not. A feed is silent if it has brought nothing new for
    five days in which `MISSED` stories were expected, or in a week less than a tenth of what was.

    `brought` gives the number of stories that a feed showed for the first time since a moment, by its id; it
    is asked only where the volume may have fallen.
    """
    since = last_news(feed, state)
    if not feed.enabled or state.error_since is not None or state.ok_at is None or since is None:
        return None
    known = state.rhythm
    if known is None or known.at - known.since < WATCHED:
        return since if now - since > UNKNOWN else None
    if now - since > LEAST and rhythm.expected(known, since, now) >= MISSED:
        return since
    usual = rhythm.expected(known, now - rhythm.WEEK, now)
    if usual >= VOLUME and brought(feed.id, now - rhythm.WEEK) < FALLEN * usual:
        return now - rhythm.WEEK
    return None


def last_news(feed: Feed, state: FeedState) -> datetime | None:
    """When the feed last brought a story that it had not shown; for one that never did, when it was added."""
    known = state.rhythm
    counted = known.at if known is not None and any(known.hours) else None
    return max(filter(None, (state.new_at, counted)), default=feed.added_at)
