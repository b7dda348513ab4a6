"""Frozen values that only the store returns or takes, times aware and in UTC; others: `monitor.model`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model import (
    Attempt,
    Fetched,
    FetchError,
    Hit,
    Message,
    NotModified,
    Page,
    Parsed,
    ParseError,
    PauseReason,
    Story,
)
from monitor.register import FlaggedStory


@dataclass(frozen=True, slots=True)
class PollRecord:
    """The result of one poll of one feed, for one transaction.

    `parsed` is None when there was nothing to parse: an error, a 304, or the body of the last poll.
    `next_due` counts from `now`; `why` decided it. Flagged stories published before `quiet_before` are
    registered and never alerted.
    """

    now: datetime
    fetched: Fetched | NotModified | FetchError
    next_due: timedelta
    parsed: Parsed | ParseError | None = None
    body_hash: bytes | None = None
    stories: tuple[tuple[Story, tuple[Hit, ...]], ...] = ()
    quiet_before: datetime | None = None
    why: PauseReason = PauseReason.INTERVAL

    @property
    def error(self) -> FetchError | ParseError | None:
        """Why the poll gave no document, or None."""
        if isinstance(self.fetched, FetchError):
            return self.fetched
        return self.parsed if isinstance(self.parsed, ParseError) else None


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll changed: new stories, stories with a new text, stories that now wait to be settled,
    and whether items may have been missed (`gap`). `met`: an item of the document was known before.

    `langs` are the new stories by the code of their language ("": none is known).
    """

    new: int = 0
    changed: int = 0
    flagged: int = 0
    gap: bool = False
    met: bool = field(default=False, compare=False)
    langs: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Possible:
    """A story that may report an exit. `hit` is its hit once it is accepted; `state`: open, accepted or
    dismissed.

    `noticed` numbers possible exits in the order in which they were stored, with gaps; `at` is when the
    poll that brought it began.
    """

    story: Story
    hit: Hit
    score: float
    state: str
    at: datetime
    noticed: int


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A story that waits to become part of an act. `story` is the version that was flagged; `quiet`: it
    never alerts.

    Without `hits` it is an edit of a flagged story that no rule matches any more. `seen` is when the
    story was first seen.
    """

    story: Story
    hits: tuple[Hit, ...]
    quiet: bool
    version: int
    settle_by: datetime
    feed: int | None
    seen: datetime
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """The text of a flagged story, and what it stated when it was last read.

    `item` is None when it states nothing any more. `version` is the row of the text, `stated_at` when
    it was read. `whole`: all that was read is still stored. `decided`: a person accepted or dismissed
    it as a possible exit. `corrected`: people corrected its act.
    """

    version: int
    text: Unsettled
    item: FlaggedStory | None
    stated_at: datetime
    whole: bool = True
    decided: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Reread:
    """The result of reading a story again. `hits` flag it, or one of them makes it a possible exit.

    `item` is what it states now, None for nothing. `readable` False: the text could not be read, and
    nothing changes.
    """

    stated: Stated
    reading: str
    hits: tuple[Hit, ...]
    item: FlaggedStory | None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class WantedPage:
    """An article page that is to be read. `version` is the row of the flagged text; `tries` counts
    earlier attempts.
    """

    version: int
    url: str
    tries: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something an operator or reader should know: a gap, a cap, a disabled endpoint.

    `count` is how often, `at` when last.
    """

    id: int
    kind: str
    text: str
    at: datetime
    count: int = 1
    feed: int | None = None
    destination: int | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A destination whose address gets nothing: `reason` "" if only until `until`."""

    name: str
    reason: str
    until: datetime | None


class MailOutcome(StrEnum):
    """What an incoming mail came to."""

    HARD = "hard"
    SOFT = "soft"
    REFUSED = "refused"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    NOTHING = "nothing"  # an answer, a holiday notice, a delay
    NO_TOKEN = "no token"  # noqa: S105 - no recipient address has one that is ours
    UNKNOWN = "unknown"  # its message or destination is not here
    KNOWN = "known"  # it was read before


@dataclass(frozen=True, slots=True)
class MailRead:
    """An incoming mail that was stored: name of the destination, reference of the message, code and text of
    the report; "" where there is none.
    """

    outcome: MailOutcome
    destination: str = ""
    ref: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LoggedAttempt:
    """One row of the attempts log. `number` counts from 1 within a message."""

    number: int
    at: datetime
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with its history. In lists, `message.body` is empty and `attempts` is ()."""

    message: Message
    destination: str  # its name
    note: str = ""  # why it is dead, deferred or suppressed
    attempts: tuple[LoggedAttempt, ...] = ()
    ended_at: datetime | None = None  # when it was sent, given up or suppressed
    held: str = ""  # why it waits although its time has come: its destination is paused, gone or not served
    to: str = ""  # who gets it: the name of its destination, `owner of NAME` or `operator`


SIGN_UPS = "sign-ups"  # the destination of the mails that ask subscribers to confirm something


def addressee(name: str, owner: str | None, address: str, *, is_notice: bool, own: str = "") -> str:
    """Who gets a message to `address`: the destination of this name (`own`: its address) or, if it is a
    notice, the owner, the operator, or somebody who signed up or asked for data.
    """
    if not is_notice or address == own:
        return name
    if owner is not None and address == owner:
        return f"owner of {name}"
    return "subscriber" if name == SIGN_UPS else "operator"


@dataclass(frozen=True, slots=True)
class Failing:
    """What a destination's endpoint has done since a message last arrived there.

    `since`: the first attempt of the messages that were given up; None while none was. `warned` as in
    `Destination`.
    """

    dead: int
    since: datetime | None
    warned: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a failed attempt means for its endpoint, written with the attempt.

    `warned`: percent of the way to being disabled, of which its owner is told with `notices`; at 100 it is
    disabled, for `reason`. `before`: what the owner had been told of; if that changed, nothing is written.
    """

    warned: int
    before: int
    reason: str
    notices: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Messages to one destination that were given up: how many, when the first and the last, and the newest
    ones, without bodies.

    `told`: those that ended until then had been reported; None: none yet. `kept`: for how many of them the
    endpoint was gone (410): they go out when the destination is enabled.
    """

    destination: int
    name: str
    count: int
    first_at: datetime
    last_at: datetime
    newest: tuple[Delivery, ...] = ()
    told: datetime | None = None
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes for health, metrics and `doctor`. Bytes are of the main file;

    `free_bytes` of it are empty pages.
    """

    feeds: int
    enabled: int
    failing: int
    stories: int
    versions: int
    flagged: int
    unsettled: int
    acts: int
    alerts: int
    destinations: int
    ready: int
    leased: int
    deferred: int
    sent: int
    dead: int
    suppressed: int
    bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Retained:
    """What a retention run deleted: texts of stories, old versions, old message bodies, bytes returned."""

    stories: int
    versions: int
    messages: int
    freed_bytes: int


SILENT = " silent"  # ends the name of an alarm about a feed that brings nothing
OVERDUE = "overdue "  # begins the names of alarms about work that was due and is not done


@dataclass(frozen=True, slots=True)
class Alarm:
    """An action that failed `count` times in succession since `since`, or work that is overdue since then.

    `told_at`: when the operator was written to; None: not yet.
    """

    name: str
    since: datetime
    count: int
    text: str
    told_at: datetime | None = None

    @property
    def is_overdue(self) -> bool:
        """True for work that is overdue."""
        return self.name.startswith(OVERDUE)

    @property
    def has_count(self) -> bool:
        """True if an action failed so many times; False for a state that goes on."""
        return not self.is_overdue and not self.name.endswith(SILENT)

    @property
    def kind(self) -> str:
        """The kind of its events."""
        return "overdue" if self.is_overdue else "alarm"
