"""Frozen values, named by how much is known: Feed -> Fetched -> Parsed -> Story -> Hit -> Alert -> Message -> Attempt.

Every `datetime` in this module is aware and in UTC. Durations are `timedelta`, except where a name ends in `_s` (seconds).
Nothing here does IO; all collections are tuples or frozensets, so that a value can be shared between threads and hashed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

# ---------------------------------------------------------------- feeds


class FeedKind(StrEnum):
    """Who publishes: the press, or a state or organisation itself."""

    PRESS = "press"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as configured. Its key is `address`: the address asked for, never the one that answered."""

    id: int
    address: str
    title: str = ""
    publisher: str = ""
    kind: FeedKind = FeedKind.PRESS
    state: str | None = None  # ISO 3166-1 alpha-2 of the publisher's state
    lang: str | None = None  # BCP 47, as configured or as the feed says
    interval_s: int = 900
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the last polls left behind: validators, the hashes of the items seen, and how the feed is doing."""

    etag: str | None = None  # opaque text, as received (RFC 9110, 8.8.3)
    last_modified: str | None = None  # opaque text, as received (RFC 9110, 8.8.2)
    validated_at: datetime | None = None  # last unconditional 200: after 24 h the next fetch is unconditional
    body_hash: bytes | None = None
    item_hashes: frozenset[bytes] = frozenset()  # 16-byte BLAKE2b of each item of the last whole document
    polled_at: datetime | None = None
    ok_at: datetime | None = None
    new_at: datetime | None = None  # last time a story was new
    error_code: str | None = None
    error_text: str | None = None
    error_since: datetime | None = None
    error_count: int = 0
    moved_to: str | None = None  # proposed by a 301/308
    moved_count: int = 0

    @property
    def first_poll(self) -> bool:
        """True until one document was parsed whole."""
        return self.ok_at is None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer (200) within all limits. `body` is decoded of its content encoding, not of its charset."""

    url: str  # the address that answered, after redirects
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None  # set when every hop was permanent (301, 308) and the target differs
    ttl_s: int | None = None  # Cache-Control: max-age, if any


@dataclass(frozen=True, slots=True)
class NotModified:
    """304 (RFC 9110, 15.4.5)."""

    url: str


@dataclass(frozen=True, slots=True)
class FetchError:
    """Why there is no document. `code` is one of `FETCH_CODES`; `text` never quotes the answer's body."""

    code: str
    text: str
    retry_after_s: int | None = None  # already clamped to [60, 86400]


FETCH_CODES = frozenset(
    {
        "blocked_address", "bad_address", "dns", "refused", "tls", "timeout", "too_large", "truncated", "bad_encoding",
        "redirect_loop", "redirect_downgrade", "http_4xx", "http_404", "http_410", "http_429", "http_5xx", "protocol", "connection",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParseError:
    """Why a document gave no stories. `code` is one of `PARSE_CODES`."""

    code: str
    text: str


PARSE_CODES = frozenset({"empty", "not_a_feed", "doctype", "charset", "parse_timeout", "parse_crash", "too_large"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the feed states it, already plain text (no markup, no control or bidi characters), fields capped.

    `published_raw` is what the feed says and is never trusted for newness.
    """

    guid: str
    link: str  # as given; may be anything
    title: str
    summary: str = ""
    body: str = ""  # content:encoded, content, content_html..., when it differs from the summary
    author: str = ""
    lang: str | None = None  # xml:lang or the feed's language
    published: datetime | None = None
    published_raw: str = ""
    item_hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed document, read. `entries` are only those whose hash was not in `seen`; `item_hashes` are all.

    `complete` is False for a document that was cut off: then no validator or hash may be stored from it.
    """

    format: str  # rss20, rss10, rss092, atom10, atom03, json1 ...
    title: str
    lang: str | None
    entries: tuple[Entry, ...]
    item_hashes: tuple[bytes, ...]
    guids: tuple[str, ...] = ()  # of `entries`
    complete: bool = True
    total: int = 0  # items in the document
    overlap: int = 0  # items whose hash was in `seen`
    refused: int = 0  # items dropped: parser killed on them, or over the item cap
    warnings: tuple[str, ...] = ()
    ttl_s: int | None = None  # RSS 2.0 ttl, sy:updatePeriod


# ---------------------------------------------------------------- stories


@dataclass(frozen=True, slots=True)
class Story:
    """One version of one story, normalised. `key` is its identity (normalize.story_key), `digest` its text's.

    `source` is the publisher's name or the host; `state` the feed's state; `lang` may be None.
    """

    key: str
    title: str
    summary: str = ""
    body: str = ""
    url: str | None = None  # http(s) only, as given by the feed
    raw_url: str | None = None  # what the feed gave when it is not http(s)
    source: str = ""
    host: str = ""
    lang: str | None = None
    state: str | None = None
    guid: str = ""
    author: str = ""
    published: datetime | None = None  # clamped: never in the future; None when absent or absurd
    published_raw: str = ""
    digest: bytes = b""
    id: int | None = None  # row in the store, or None
    version: int = 1
    official: bool = False


# ---------------------------------------------------------------- hits


class Kind(StrEnum):
    """What a hit reports. `ACT` and `THREAT` alert; `AFTERMATH` looks back at an earlier exit and is linked only."""

    ACT = "act"
    THREAT = "threat"
    AFTERMATH = "aftermath"

    @property
    def alerts(self) -> bool:
        return self is not Kind.AFTERMATH


class Stage(StrEnum):
    """How far an exit has come. Vienna Convention on the Law of Treaties, part V, gives most of the words."""

    THREATENED = "threatened"
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOTIFIED = "notified"
    SUSPENDED = "suspended"
    EFFECTIVE = "effective"
    EXPIRED = "expired"
    REVERSED = "reversed"

    @property
    def rank(self) -> int:
        """threatened 1, proposed 2, decided 3, notified and suspended 4, effective and expired 5, reversed 0."""
        return _RANK[self]


_RANK = {
    Stage.THREATENED: 1, Stage.PROPOSED: 2, Stage.DECIDED: 3, Stage.NOTIFIED: 4, Stage.SUSPENDED: 4,
    Stage.EFFECTIVE: 5, Stage.EXPIRED: 5, Stage.REVERSED: 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start:end` of one field (title, summary or body) of a story."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that matched one version of a story, with the words that made it match."""

    rule: str  # rule id, unique over all packs
    digest: str  # short hash of the rule's text: hits keep the rule's version
    kind: Kind
    stage: Stage
    spans: tuple[Span, ...] = ()
    title: str = ""  # the rule's title and reason, for people
    why: str = ""


def leading(hits: tuple[Hit, ...]) -> Hit | None:
    """The hit that speaks for a story: act before threat before aftermath, then the highest rank, then the rule id."""
    order = {Kind.ACT: 0, Kind.THREAT: 1, Kind.AFTERMATH: 2}
    return min(hits, key=lambda hit: (order[hit.kind], -hit.stage.rank, hit.rule), default=None)


# ---------------------------------------------------------------- what a text states


class Precision(StrEnum):
    """How exactly a treaty date is known. Written `1989-11-20`, `2025-12`, `2000`, `2000s`."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value and the sentence that states it.

    `start:end` are the words inside `field` of the story, -1 when no words stand alone for it.
    """

    value: str
    sentence: str
    story: str  # Story.key
    field: str = "summary"
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Termination:
    """One row of the register as one story states it. What the story does not state is None or empty; nothing is guessed.

    States are ISO 3166-1 alpha-2 codes, organisations `EU`, `UN`, `NATO` as such. `stage.value` is a `Stage`. Dates as in `Precision`.
    """

    actors: tuple[Evidence, ...]
    others: tuple[Evidence, ...]
    instrument: Evidence | None  # value: the name as written
    stage: Evidence
    entry: str | None = None  # id in the gazetteer
    kind: str = ""  # subject: military, trade, arms-control ...
    signed: Evidence | None = None
    ended: Evidence | None = None
    form: Evidence | None = None  # decree, law, note, vote
    reason: Evidence | None = None


# ---------------------------------------------------------------- acts and alerts


@dataclass(frozen=True, slots=True)
class Act:
    """Who leaves what, in one episode. Until the register groups stories, each flagged story is its own act."""

    id: int
    ref: str  # short reference for people, as in #A1B2
    kind: Kind
    stage: Stage
    opened_at: datetime
    changed_at: datetime
    stories: tuple[Story, ...] = ()  # best source first
    hits: tuple[Hit, ...] = ()  # of the first story


class Reason(StrEnum):
    """Why an alert was written."""

    NEW = "new"
    RISES = "rises"
    REVERSED = "reversed"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Alert:
    """One append-only row: something about an act that subscribers are owed."""

    id: int
    act: int
    story: int
    kind: Kind
    stage: Stage
    reason: Reason
    at: datetime


# ---------------------------------------------------------------- destinations and messages


class Channel(StrEnum):
    """How a message leaves."""

    EMAIL = "email"
    MAILDIR = "maildir"
    WEBHOOK = "webhook"
    SLACK = "slack"


class Cadence(StrEnum):
    INSTANT = "instant"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a destination is due. `at` and `weekday` (0 = Monday) are local to `zone` (IANA name)."""

    cadence: Cadence = Cadence.INSTANT
    at: time = time(8, 0)
    weekday: int = 0
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Destination:
    """Who gets what, when. `owner` is an email address; `secret` signs a webhook (Standard Webhooks `whsec_...`)."""

    id: int
    name: str
    channel: Channel
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
    token: str | None = field(default=None, repr=False)  # unsubscribe token, 128 bits
    disabled_at: datetime | None = None
    disabled_reason: str | None = None


class MessageState(StrEnum):
    READY = "ready"
    LEASED = "leased"
    DEFERRED = "deferred"
    SENT = "sent"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Message:
    """A frozen message: `body` never changes once written. `wid` is 32 hex digits, behind webhook-id and Message-ID."""

    wid: str
    ref: str
    destination: int
    channel: Channel
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
    """One try to deliver one message. `text` is redacted: it never holds a secret URL or an answer's body over 200 characters."""

    outcome: Outcome
    code: str = ""  # SMTP or HTTP status, or a class name
    text: str = ""
    retry_after_s: int | None = None
