"""A feed, what an answer holds, and what a document says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """Who publishes: the press, or a state or organisation itself."""

    PRESS = "press"
    OFFICIAL = "official"


class PauseReason(StrEnum):
    """What decided when a feed is polled next."""

    INTERVAL = "interval"  # its rhythm is not known, or not asked for
    RHYTHM = "rhythm"
    FLOOR = "floor"  # a third of its interval: many stories are expected
    CEILING = "ceiling"  # four times its interval: hardly any is
    HUB = "hub"  # that sends what is new
    DOCUMENT = "document"  # its RSS `ttl` or `sy:updatePeriod`
    SERVER = "server"  # its Cache-Control or Expires
    SKIPS = "skips"  # its skipHours or skipDays
    FAILURES = "failures"  # the interval, doubled with each failure
    RETRY_AFTER = "retry-after"  # its server asked for that


# bounds of the interval between two polls of a feed, in seconds
LEAST_INTERVAL_S = 60
LONGEST_INTERVAL_S = 86_400


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as configured. `address` is the address that is asked for. One that has moved keeps its first
    address as `identity`, so that stories without a page of their own are known again.
    """

    id: int
    address: str
    title: str = ""
    publisher: str = ""
    kind: FeedKind = FeedKind.PRESS
    state: str | None = None  # ISO 3166-1 alpha-2 of the publisher's state
    lang: str | None = None  # BCP 47, as configured or as the feed says
    interval_s: int = 900
    enabled: bool = True
    added_at: datetime | None = field(default=None, compare=False)
    depositary: str | None = None  # code of the depositary whose notices it has (official feeds only)
    identity: str = ""  # "": `address`


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a feed brings stories, counted from what it brought; older stories count less (`monitor.rhythm`).

    `hours` (UTC) and `days` (Monday first) hold the counts as they were at `at`; watched since `since`.
    """

    hours: tuple[float, ...]  # 24
    days: tuple[float, ...]  # 7
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the last polls left behind: validators, the hashes of the items seen, and how the feed is
    doing.
    """

    etag: str | None = None  # opaque text, as received (RFC 9110, 8.8.3)
    last_modified: str | None = None  # opaque text, as received (RFC 9110, 8.8.2)
    validated_at: datetime | None = None  # last unconditional 200: after 24 h the next fetch is unconditional
    body_hash: bytes | None = None
    packed_hashes: bytes = b""  # `item_hashes` in a row
    polled_at: datetime | None = None
    ok_at: datetime | None = None
    new_at: datetime | None = None  # last time a story was new
    error_code: str | None = None
    error_text: str | None = None
    error_since: datetime | None = None
    error_count: int = 0
    moved_to: str | None = None  # proposed by a 301/308
    moved_count: int = 0
    ttl_s: int | None = None  # these three: what the last whole document asks for (`Parsed`)
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    rhythm: Rhythm | None = None
    pushed_until: datetime | None = None  # until then a hub is trusted to send what is new

    @property
    def item_hashes(self) -> frozenset[bytes]:
        """The 16-byte BLAKE2b of each item of the last whole document. They are taken apart when a document
        is read: most polls read none.
        """
        packed = self.packed_hashes
        return frozenset(packed[start : start + 16] for start in range(0, len(packed), 16))

    @property
    def first_poll(self) -> bool:
        """True until one document was parsed whole."""
        return self.ok_at is None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer (200) within all limits.

    `body` is decoded of its content encoding, not of its charset.
    """

    url: str  # the address that answered, after redirects
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None  # set when every hop was permanent (301, 308) and the target differs
    ttl_s: int | None = None  # for how long the answer is fresh: Cache-Control, else Expires
    hub: str | None = None  # these two: of its Link headers, as `Parsed` has those of the document
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """304 (RFC 9110, 15.4.5). Its validators replace those of the stored answer (RFC 9111, 4.3.4); None: it
    names none.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None  # as in `Fetched`
    ttl_s: int | None = None


@dataclass(frozen=True, slots=True)
class FetchError:
    """Why there is no document. `code` is one of `FETCH_CODES`; `text` never quotes the answer's body."""

    code: str
    text: str
    retry_after_s: int | None = None  # within the bounds of `fetch.retry_after`


FETCH_CODES = frozenset(
    {
        "blocked_address",
        "bad_address",
        "dns",
        "refused",
        "tls",
        "timeout",
        "too_large",
        "truncated",
        "bad_encoding",
        "redirect_loop",
        "redirect_downgrade",
        "http_4xx",
        "http_404",
        "http_410",
        "http_429",
        "http_5xx",
        "protocol",
        "connection",
    }
)


@dataclass(frozen=True, slots=True)
class ParseError:
    """Why a document gave no stories. `code` is one of `PARSE_CODES`."""

    code: str
    text: str


PARSE_CODES = frozenset(
    {"empty", "not_a_feed", "doctype", "charset", "parse_timeout", "parse_crash", "too_large"}
)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as the feed states it, already plain text (no markup, no control or bidi characters), fields
    capped.

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
    entries: tuple[FeedItem, ...]
    item_hashes: tuple[bytes, ...]
    guids: tuple[str, ...] = ()  # of `entries`
    held: tuple[tuple[str, str], ...] = ()  # guid ("" for none) of each item in `seen`, title of one without
    complete: bool = True
    total: int = 0  # items in the document
    overlap: int = 0  # items whose hash was in `seen`
    refused: int = 0  # items dropped: parser killed on them, or over the item cap
    warnings: tuple[str, ...] = ()
    ttl_s: int | None = None  # RSS 2.0 ttl, sy:updatePeriod
    apart: bool = True  # each entry is one item that was cut; False: the whole document was read
    skip_hours: frozenset[int] = frozenset()  # RSS 2.0 skipHours: 0 to 23, UTC
    skip_days: frozenset[int] = frozenset()  # RSS 2.0 skipDays: 0 (Monday) to 6
    sitemaps: tuple[str, ...] = ()  # of an index of sitemaps: those that it names, the newest first
    older: str | None = None  # where older items are (RFC 5005, `next_url` of JSON Feed); as given, absolute
    hub: str | None = None  # who sends what is new (WebSub); as given, absolute
    topic: str | None = None  # the address that the feed gives itself, by which its hub knows it


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A language that no rules read: its code, how many stories are in it, and the feed that most of them
    come from.
    """

    lang: str
    stories: int
    feed: str
