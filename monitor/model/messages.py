"""Who gets what, when; frozen messages and attempts to deliver them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from monitor.model.stories import Kind


class Cadence(StrEnum):
    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a destination is due. `at`, `later` and `weekday` (0 = Monday) are local to `zone` (IANA name)."""

    cadence: Cadence = Cadence.INSTANT
    at: time = time(8, 0)
    weekday: int = 0
    zone: str = "UTC"
    later: tuple[time, ...] = ()  # further times of the same day

    @property
    def times(self) -> tuple[time, ...]:
        """The times of a day on which it is due, the earliest first."""
        return tuple(sorted({self.at, *self.later}))


@dataclass(frozen=True, slots=True)
class Destination:
    """Who gets what, when. `owner` is an email address; `secret` signs a webhook (Standard Webhooks
    `whsec_...` or `whsk_...`; while one is being changed, the new one and those before it).
    """

    id: int
    name: str
    channel: str  # name of a delivery channel (monitor/channels)
    address: str  # email address, directory or https URL
    schedule: Schedule = Schedule()
    owner: str | None = None
    secret: str | None = field(default=None, repr=False)
    kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT})
    langs: frozenset[str] = frozenset()  # empty: all
    query: str = ""  # the subscriber's own query, in the query language; empty: everything flagged
    cursor: int = 0  # highest alert id composed
    slot: str | None = None  # last local slot composed, as cadence.due() gave it
    composed_at: datetime | None = None
    last_message_at: datetime | None = None
    created_at: datetime | None = None
    sequence: int = 0  # messages composed so far
    # of the unsubscribe link, 128 bits, derived and stored nowhere
    token: str | None = field(default=None, repr=False)
    disabled_at: datetime | None = None
    disabled_reason: str | None = None
    gone: bool = False  # disabled by its endpoint (410): what waits for it is held, not suppressed
    paused_at: datetime | None = None
    secret_until: datetime | None = None  # when the last of the older secrets ends
    possible: bool = False  # its daily or weekly digests show possible exits too
    possible_after: int = 0  # number of the newest one that they have considered

    @property
    def active(self) -> bool:
        """True if messages are composed for it."""
        return self.disabled_at is None and self.paused_at is None

    @property
    def shows_possible(self) -> bool:
        """True if its next message shows possible exits: they wait for a digest, and are never told at
        once.
        """
        return self.possible and self.schedule.cadence in (Cadence.DAILY, Cadence.WEEKLY)


class MessageState(StrEnum):
    READY = "ready"
    LEASED = "leased"
    DEFERRED = "deferred"
    SENT = "sent"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Message:
    """A frozen message: `body` never changes once written.

    `wid` is 32 hex digits, behind webhook-id and Message-ID.
    """

    wid: str
    ref: str
    destination: int
    channel: str
    address: str
    subject: str
    content_type: str
    body: bytes = field(repr=False)
    id: int = 0
    sequence: int = 0
    state: MessageState = MessageState.READY
    attempts: int = 0
    created_at: datetime | None = None
    next_at: datetime | None = None
    secret: str | None = field(default=None, repr=False)
    owner: str | None = None
    acts: tuple[int, ...] = ()  # told in it; known until it is stored
    reach: int | None = (
        # the alert up to which its destination has been told everything with it; known until it is stored
        None
    )


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """The first message about an act that a destination got. `url` is the link of the story that it showed.

    `wid` and `ref` as in `Message`.
    """

    wid: str
    ref: str
    at: datetime
    url: str | None


class Outcome(StrEnum):
    """What one attempt came to, named by what happens next."""

    SENT = "sent"  # the peer accepted
    RETRY = "retry"  # temporary: again later, same id and bytes
    UNKNOWN = "unknown"  # the reply was lost: retried as RETRY, counted apart
    DEAD = "dead"  # permanent for this message
    BOUNCED = "bounced"  # the address is gone: this message dead, the address suppressed
    DISABLED = "disabled"  # 410: the endpoint is gone, its owner is told
    HALTED = "halted"  # our account or settings are at fault: deferred, operator told, nobody suppressed


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver one message.

    `text` is redacted: it never holds a secret URL or an answer's body over 200 characters.
    """

    outcome: Outcome
    code: str = ""  # SMTP or HTTP status, or a class name
    text: str = ""
    retry_after_s: int | None = None

    @property
    def words(self) -> str:
        """Code and text for people: `452 no room`, `dns: no answer from https://a.example/...`."""
        return f"{self.code}{'' if self.code[:1].isdecimal() else ':'} {self.text}".strip(" :")
