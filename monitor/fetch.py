"""One conditional GET of one feed: `Fetched`, `NotModified` or `FetchError`. The bytes are returned, not
parsed.

Conditional requests are those of RFC 9110, 13: validators are sent back unchanged. Once a day a feed is
fetched without them, because a faulty cache can answer 304 for ever (docs/faults.md 49).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from monitor.model import Feed, FeedState, Fetched, FetchError, NotModified
from monitor.net import Answer, Client
from monitor.net.body import Decoder
from monitor.net.failure import Refused

VALIDATORS_FOR = timedelta(hours=24)
LONGEST_PAUSE = timedelta(hours=24)
RETRY_LEAST_S, RETRY_MOST_S = 60, 86_400  # what a `Retry-After` of any server may ask for
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.5"
)
_VALIDATOR = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_LINK = re.compile(r"""<([^<>]*)>\s*;(?:[^<>,]*;)?\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", re.IGNORECASE)
_LINKS_LENGTH = 8192
_GZIP = b"\x1f\x8b"
_LONGEST_FRESH_S = 999_999_999
_NO_STORE = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_PERMANENT = frozenset({301, 308})


def user_agent(contact: str | None, version: str = "0.1") -> str:
    """`treaty-monitor/0.1 (+contact)`: the program and the address or URL of its operator."""
    name = f"treaty-monitor/{version}"
    clean = re.sub(r"[^\x21-\x27\x2a-\x7e]", "", contact or "")
    return f"{name} (+{clean})" if clean else name


async def fetch(
    client: Client, feed: Feed, state: FeedState, *, user_agent: str, now: datetime
) -> Fetched | NotModified | FetchError:
    """Fetches `feed` with the validators of `state`, unless they are over a day old. `now` is aware, UTC."""
    conditions = _conditions(state, now)
    answer = await client.get(feed.address, {"user-agent": user_agent, "accept": _ACCEPT, **conditions})
    if isinstance(answer, FetchError):
        return answer
    if answer.status == 304 and conditions:
        return _not_modified(feed, answer, now)
    if answer.status in (200, 203):
        return _fetched(feed, answer, now, client.limits.body_bytes)
    return status_error(answer, now)


def backoff(error_count: int, interval_s: int, retry_after_s: int | None) -> timedelta:
    """The time of the next request after `error_count` failures in a row (1 or more): the interval doubled
    each time, at most 24 h. `Retry-After` of the server is used instead, but not below the interval.
    """
    interval = timedelta(seconds=interval_s)
    if retry_after_s is not None:
        return max(interval, timedelta(seconds=retry_after_s))
    doubled: int = 2 ** min(error_count - 1, 16)
    return max(interval, min(interval * doubled, LONGEST_PAUSE))


def retry_after(value: str, now: datetime) -> int | None:
    """The seconds of a `Retry-After` header (RFC 9110, 10.2.3), at least `RETRY_LEAST_S` and at most
    `RETRY_MOST_S`; None if it is neither seconds nor a date.
    """
    low, high = RETRY_LEAST_S, RETRY_MOST_S
    text = value.strip()
    if text.isascii() and text.isdigit():
        return max(low, min(int(text[:12]), high))
    at = _http_date(text)
    return None if at is None else max(low, min(int((at - now).total_seconds()), high))


def _conditions(state: FeedState, now: datetime) -> dict[str, str]:
    """The headers of a conditional request; none at the first fetch, once a day, and after the clock was set
    back.
    """
    if state.validated_at is None or now < state.validated_at or now >= state.validated_at + VALIDATORS_FOR:
        return {}
    headers = {"if-none-match": _validator(state.etag), "if-modified-since": _validator(state.last_modified)}
    return {name: value for name, value in headers.items() if value}


def _validator(value: str | None) -> str | None:
    """A validator that can be sent back unchanged; None unless it is one line of printable ASCII."""
    return value if value and _VALIDATOR.fullmatch(value) else None


def _moved_to(feed: Feed, answer: Answer) -> str | None:
    """The address of the answer, if every redirect that led there was permanent."""
    moved = bool(answer.hops) and _PERMANENT.issuperset(answer.hops) and answer.url != feed.address
    return answer.url if moved else None


def _not_modified(feed: Feed, answer: Answer, now: datetime) -> NotModified:
    return NotModified(
        url=answer.url,
        etag=_validator(answer.headers.get("etag")),
        last_modified=_validator(answer.headers.get("last-modified")),
        moved_to=_moved_to(feed, answer),
        ttl_s=_fresh_s(answer.headers, now),
    )


def _fetched(feed: Feed, answer: Answer, now: datetime, limit: int) -> Fetched:
    links = _links(answer)
    return Fetched(
        url=answer.url,
        body=_unpacked(answer.body, limit),
        content_type=answer.headers.get("content-type", ""),
        etag=_validator(answer.headers.get("etag")),
        last_modified=_validator(answer.headers.get("last-modified")),
        moved_to=_moved_to(feed, answer),
        ttl_s=_fresh_s(answer.headers, now),
        hub=links.get("hub"),
        topic=links.get("self"),
    )


def _links(answer: Answer) -> dict[str, str]:
    """The links of an answer by their relation, the first of each, absolute (RFC 8288)."""
    header = answer.headers.get("link", "")[:_LINKS_LENGTH]
    by_relation: dict[str, str] = {}
    for target, quoted, plain in _LINK.findall(header):
        with contextlib.suppress(ValueError):
            link = urljoin(answer.url, target.strip())
            for relation in (quoted or plain).lower().split():
                by_relation.setdefault(relation, link)
    return by_relation


def _unpacked(body: bytes, limit: int) -> bytes:
    """A document that is itself a gzip file (`sitemap.xml.gz`), unpacked under the limit; else as it came."""
    if not body.startswith(_GZIP):
        return body
    decoder = Decoder("gzip", limit)
    try:
        decoder.feed(body)
        return decoder.end()
    except Refused:
        return body  # the parser says that it is a binary file


def _fresh_s(headers: Mapping[str, str], now: datetime) -> int | None:
    """The seconds for which an answer stays fresh (RFC 9111, 4.2): `max-age`, else `Expires` less `Date`, and
    less the `Age` that a cache on the way gives it. None if it names neither, or must not be reused.
    """
    control = headers.get("cache-control", "")
    if _NO_STORE.search(control):
        return None
    age = _MAX_AGE.search(control)
    if age:
        fresh = int(age[1])
    else:
        expires = _http_date(headers.get("expires", ""))
        if expires is None:
            return None
        fresh = int((expires - (_http_date(headers.get("date", "")) or now)).total_seconds())
    spent = headers.get("age", "").strip()
    fresh -= int(spent[:9]) if spent.isascii() and spent.isdigit() else 0
    return max(0, min(fresh, _LONGEST_FRESH_S))


def _http_date(value: str) -> datetime | None:
    """A date of HTTP (RFC 9110, 5.6.7), aware; None for any other text, "0" and "-1" included."""
    if not value:
        return None
    try:
        at = parsedate_to_datetime(value.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def status_error(answer: Answer, now: datetime) -> FetchError:
    """The error of a status other than 200, 203 and an expected 304."""
    status = answer.status
    pause = retry_after(answer.headers.get("retry-after", ""), now)
    if status in (404, 410, 429):
        return FetchError(f"http_{status}", f"the server answers {status}", pause)
    if 400 <= status < 500:
        return FetchError("http_4xx", f"the server answers {status}", pause)
    if 500 <= status < 600:
        return FetchError("http_5xx", f"the server answers {status}", pause)
    if status == 304:
        return FetchError("protocol", "the server answers 304 to a request without conditions")
    return FetchError("protocol", f"the server answers {status}, which holds no document")
