"""Frozen values, named by how much is known: Feed -> Fetched -> Parsed -> Story -> Hit -> Alert -> Message -> Attempt.

Every `datetime` in this module is aware and in UTC. Durations are `timedelta`, except where a name ends in `_s` (seconds).
Nothing here does IO; all collections are tuples or frozensets, so that a value can be shared between threads and hashed.
"""

from __future__ import annotations

from monitor.model.acts import Act, Alert, Reason
from monitor.model.feeds import (
    FETCH_CODES,
    PARSE_CODES,
    Entry,
    Feed,
    FeedKind,
    FeedState,
    Fetched,
    FetchError,
    NotModified,
    Parsed,
    ParseError,
)
from monitor.model.messages import Attempt, Cadence, Channel, Destination, Message, MessageState, Outcome, Schedule
from monitor.model.pages import PAGE_CODES, Page, PageError
from monitor.model.stories import Evidence, Hit, Kind, Precision, Span, Stage, Story, Termination, leading

__all__ = [
    "FETCH_CODES",
    "PAGE_CODES",
    "PARSE_CODES",
    "Act",
    "Alert",
    "Attempt",
    "Cadence",
    "Channel",
    "Destination",
    "Entry",
    "Evidence",
    "Feed",
    "FeedKind",
    "FeedState",
    "FetchError",
    "Fetched",
    "Hit",
    "Kind",
    "Message",
    "MessageState",
    "NotModified",
    "Outcome",
    "Page",
    "PageError",
    "ParseError",
    "Parsed",
    "Precision",
    "Reason",
    "Schedule",
    "Span",
    "Stage",
    "Story",
    "Termination",
    "leading",
]
