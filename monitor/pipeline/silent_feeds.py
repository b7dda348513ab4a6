"""Which feeds answer and bring nothing new for longer than is usual for them: the one rule by which digests,
pages, API and alarms call a feed silent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from monitor.model import Feed, FeedState

LEAST = timedelta(days=7)
UNKNOWN = timedelta(days=28)  # of a feed whose usual distance is not known
TIMES = 4  # times the usual distance between two new stories
ENOUGH = 3  # times with new stories, from which a usual distance is known
MOMENTS = 30  # newest times with new stories that are looked at


def silent_since(
    feed: Feed, state: FeedState, now: datetime, times_of_news: Callable[[int, int], Sequence[datetime]]
) -> datetime | None:
    """Since when the feed is silent; None if it is not. `times_of_news` gives the newest times at which a
    feed brought new stories, by its id and their number; it is asked only where a feed may be silent.
    """
    since = suspected(feed, state, now)
    if since is None or not is_silent(times_of_news(feed.id, MOMENTS), since, now):
        return None
    return since


def suspected(feed: Feed, state: FeedState, now: datetime) -> datetime | None:
    """Since when an enabled feed that answers has brought nothing new, if that is as long as `LEAST`; else
    None. One that never brought anything counts from the day it was added.
    """
    if not feed.enabled or state.error_since is not None or state.ok_at is None:
        return None
    since = state.new_at or feed.added_at
    return since if since is not None and now - since > LEAST else None


def is_silent(moments: Sequence[datetime], since: datetime, now: datetime) -> bool:
    """True if nothing new since `since` is unusual: it lasts longer than 7 days, and longer than 4 times the
    usual distance between the `moments` at which new stories came (28 days if these are too few to tell).
    """
    patience = UNKNOWN
    if len(moments) >= ENOUGH:
        patience = TIMES * (max(moments) - min(moments)) / (len(moments) - 1)
    return now - since > max(LEAST, patience)
