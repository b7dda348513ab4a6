"""Frozen values, named by how much is known: Feed -> Fetched -> Parsed -> Story -> Hit -> Alert -> Message ->
Attempt.

Every `datetime` in this module is aware and in UTC. Durations are `timedelta`, except where a name ends in
`_s` (seconds). Nothing here does IO; all collections are tuples or frozensets, so that a value can be shared
between threads and hashed.
"""

from __future__ import annotations

from monitor.model.acts import CELLS, DATES, Act, ActStories, Alert, Cell, Grade, Reason, Row, Source, Step
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
    Uncovered,
)
from monitor.model.messages import (
    Attempt,
    Cadence,
    Destination,
    FirstMessage,
    Message,
    MessageState,
    Outcome,
    Schedule,
)
from monitor.model.pages import PAGE_CODES, Page, PageError
from monitor.model.stories import (
    REPLAYED,
    Edit,
    Evidence,
    Hit,
    Kind,
    Naming,
    Span,
    Stage,
    Story,
    Termination,
    leading,
    number_of,
    report_key,
    story_of,
)
from monitor.model.treaty_date import MONTHS, DecadePart, Precision, TreatyDate, not_a_date, show_date

__all__ = [
    "CELLS",
    "DATES",
    "FETCH_CODES",
    "MONTHS",
    "PAGE_CODES",
    "PARSE_CODES",
    "REPLAYED",
    "Act",
    "ActStories",
    "Alert",
    "Attempt",
    "Cadence",
    "Cell",
    "DecadePart",
    "Destination",
    "Edit",
    "Entry",
    "Evidence",
    "Feed",
    "FeedKind",
    "FeedState",
    "FetchError",
    "Fetched",
    "FirstMessage",
    "Grade",
    "Hit",
    "Kind",
    "Message",
    "MessageState",
    "Naming",
    "NotModified",
    "Outcome",
    "Page",
    "PageError",
    "ParseError",
    "Parsed",
    "Precision",
    "Reason",
    "Row",
    "Schedule",
    "Source",
    "Span",
    "Stage",
    "Step",
    "Story",
    "Termination",
    "TreatyDate",
    "Uncovered",
    "leading",
    "not_a_date",
    "number_of",
    "report_key",
    "show_date",
    "story_of",
]
