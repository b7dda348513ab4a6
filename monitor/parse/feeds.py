"""Parses RSS 0.9x, 1.0 and 2.0 and Atom 0.3 and 1.0 with feedparser; no other module may call feedparser.

feedparser gets a stream (of bytes it would open the file that they name), no DOCTYPE of the feed, and no task
to sanitise (nh3 does it) or to resolve links inside markup.
"""

from __future__ import annotations

import html
import io
import re
from calendar import timegm
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html.entities import html5
from typing import Any
from urllib.parse import urljoin

import feedparser
from feedparser.datetimes import _parse_date
from feedparser.mixin import _FeedParserMixin

from monitor.model import FeedItem
from monitor.normalize import TEXT_LIMIT, clean_text, html_to_text, is_plain, language_tag
from monitor.parse import quick
from monitor.parse.cut import CDATA_SECTION
from monitor.parse.dates import read_date
from monitor.parse.quick_state import NAME_LIMIT

_REFERENCE = re.compile(
    rf"{CDATA_SECTION}"
    r"|&(?:#(?:[xX](?P<hex>[0-9a-fA-F]*)|(?P<number>[0-9]*))|(?P<name>[A-Za-z][\w.:-]*))?(?P<end>;?)"
)
# a reference that XML may refuse: most have one of the five names, or a number below the surrogates
_REPAIRED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9]\d|[1-9]\d{2,3}|[1-4]\d{4}));)", re.ASCII)
_NUMBER = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]*)|(?P<number>[0-9]*));?")
_DECLARED = re.compile(r"<!ENTITY\s+([\w.:-]+)\s")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = frozenset(str(hour) for hour in range(25)) | frozenset(f"{hour:02}" for hour in range(10))
_OLDER = re.compile(r"""rel\s*=\s*["'](?:prev-archive|next)["']""", re.IGNORECASE)
_HUB = re.compile(r"""rel\s*=\s*["']hub["']""", re.IGNORECASE)
_LINK = re.compile(r"<(?:[\w.-]+:)?link\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LISTED = 4096  # characters of a list of hours or days
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


def read(text: str) -> Any:
    """feedparser's result for `text`, which begins with an XML declaration that says utf-8; for most
    documents the quick reader's, which is the same.
    """
    document = repair_references(text).encode("utf-8", "replace")
    return quick.read(document) or read_slowly(document)


def read_slowly(document: bytes) -> Any:
    """feedparser's own result."""
    return feedparser.parse(
        io.BytesIO(document),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )


def repair_references(text: str) -> str:
    """The document without any `&` that XML refuses: a single one makes feedparser guess at the whole
    document.

    A bare `&` (`R&D`, `?a=1&copy=1`) stays as text; an HTML name (`&eacute;`) becomes its character. The
    content of a CDATA section stays, except references to characters that no document may have.
    """
    if _REPAIRED.search(text) is None:
        return text
    declared = frozenset(_DECLARED.findall(text, 0, text.find("]>") + 1))

    def repaired(match: re.Match[str]) -> str:
        if match["name"] is not None:
            return _named(match, declared)
        if match[0].startswith("<"):
            return _NUMBER.sub(_numbered, match[0])
        return _numbered(match) if match[0].startswith("&#") else f"&amp;{match['end']}"

    return _REFERENCE.sub(repaired, text)


def _named(reference: re.Match[str], declared: frozenset[str]) -> str:
    name = reference["name"]
    if not reference["end"]:
        return f"&amp;{name}"
    if name in _OF_XML or name in declared:
        return reference[0]
    characters = html5.get(f"{name};")
    return "".join(f"&#{ord(character)};" for character in characters) if characters else f"&amp;{name};"


def _numbered(reference: re.Match[str]) -> str:
    """A character reference that XML 1.0 (2.2) allows; any other, for which feedparser raises or falls back,
    is removed.
    """
    digits, base = (reference["hex"], 16) if reference["hex"] is not None else (reference["number"], 10)
    number = int(digits, base) if 0 < len(digits) < 10 else -1
    legal = (
        number in {9, 10, 13}
        or 0x20 <= number < 0xD800
        or 0xE000 <= number < 0xFFFE
        or 0x10000 <= number <= 0x10FFFF
    )
    return f"&#{number};" if legal else ""


def _names_cut_first(sync: Callable[[Any, str], None]) -> Callable[..., None]:
    """Shortens the fields in which feedparser searches a mail address in quadratic time: 100 kB take 25 s."""

    def cut(parser: Any, key: str = "author") -> None:
        context = parser._get_context()
        text = dict.get(context, key)
        if isinstance(text, str) and len(text) > NAME_LIMIT:
            context[key] = text[:NAME_LIMIT]
        sync(parser, key)

    return cut


_FeedParserMixin._sync_author_detail = _names_cut_first(_FeedParserMixin._sync_author_detail)


def entries(result: Any, address: str, hashes: Sequence[bytes] = ()) -> Iterator[FeedItem]:
    """The entries of a feedparser result as plain text; relative links are joined to `address`.

    `hashes`: those of their items, if each entry is an item.
    """
    language = language_tag(_get(result["feed"], "language"))
    for number, raw in enumerate(result["entries"]):
        summary = _plain(raw, "summary")
        body = max((_value(content) for content in raw.get("content", ())), key=len, default="")
        dates = [name for name in ("published", "updated", "created") if _get(raw, name)]
        yield FeedItem(
            guid=clean_text(_get(raw, "id"), 2000),
            link=_join(address, _get(raw, "feedburner_origlink") or _get(raw, "link")),
            title=_plain(raw, "title"),
            summary=summary or body,
            body=body if summary and body != summary else "",
            author=clean_text(_get(raw, "author"), NAME_LIMIT),
            lang=language_tag(_language(raw)) or language,
            published=next(filter(None, (_date(raw, name) for name in dates)), None),
            published_raw=clean_text(_get(raw, dates[0]), 200) if dates else "",
            item_hash=hashes[number] if hashes else b"",
        )


def title(result: Any) -> str:
    return clean_text(html_to_text(_get(result["feed"], "title")), 500)


def language(result: Any) -> str | None:
    return language_tag(_get(result["feed"], "language"))


def ttl_s(result: Any) -> int | None:
    """The seconds for which the feed says that it does not change: RSS 2.0 `ttl` (minutes), else RSS 1.0
    `sy:updatePeriod` / `sy:updateFrequency`.
    """
    minutes = _get(result["feed"], "ttl").strip()
    if re.fullmatch(r"[0-9]{1,6}", minutes) and int(minutes):
        return int(minutes) * 60
    period = _PERIODS.get(_get(result["feed"], "sy_updateperiod").strip().lower())
    frequency = _get(result["feed"], "sy_updatefrequency").strip()
    if period is None:
        return None
    return max(60, period // (int(frequency) if re.fullmatch(r"[1-9][0-9]{0,4}", frequency) else 1))


def older(head: str, address: str) -> str | None:
    """Where the feed has its older items: `prev-archive`, else `next` (RFC 5005, 3 and 4). None if it does
    not say so. `head` is the document without its items.
    """
    if not _OLDER.search(head):
        return None
    links = _links(head)
    link = links.get("prev-archive") or links.get("next")
    return _join(address, link) if link else None


def pushed(head: str, address: str) -> tuple[str | None, str | None]:
    """The hub that sends what is new, and the address by which it knows the feed (WebSub, 4): the links `hub`
    and `self`. `head` is the document without its items.
    """
    if not _HUB.search(head):
        return None, None
    links = _links(head)
    hub, topic = (_join(address, links[name]) if links.get(name) else None for name in ("hub", "self"))
    return hub, topic


def _links(head: str) -> dict[str, str]:
    """The links of a feed by their relation, the first of each."""
    by_relation: dict[str, str] = {}
    for link in _LINK.findall(head):
        values = {name.lower(): value or other for name, value, other in _ATTRIBUTE.findall(link)}
        by_relation.setdefault(values.get("rel", "").strip().lower(), html.unescape(values.get("href", "")))
    return by_relation


def skipped(head: str) -> tuple[frozenset[int], frozenset[int]]:
    """The hours (0 to 23, UTC) and the days (0 is Monday) at which the feed wants to be left alone: RSS 2.0
    `skipHours` and `skipDays`. Empty if it names all of them, or none that can be read.

    `head` is the document without its items: of lists feedparser keeps the last entry alone.
    """
    if "<skip" not in head:
        return frozenset(), frozenset()
    hours = [int(hour) % 24 for hour in _listed(head, "skipHours", "hour") if hour in _HOURS]
    days = [
        _WEEKDAYS.index(day)
        for name in _listed(head, "skipDays", "day")
        if (day := name.lower()) in _WEEKDAYS
    ]
    return (
        frozenset(hours) if len(set(hours)) < 24 else frozenset(),
        frozenset(days) if len(set(days)) < 7 else frozenset(),
    )


def _listed(head: str, name: str, member: str) -> list[str]:
    begin = head.find(f"<{name}>")
    end = head.find(f"</{name}>", begin)
    if begin < 0 or end < 0:
        return []
    return re.findall(rf"<{member}>\s*(\w{{1,9}})\s*</{member}>", head[begin : min(end, begin + _LISTED)])


def _get(mapping: Any, key: str) -> str:
    """A text member, or "". `mapping.get` of feedparser warns and may return another member."""
    value = dict.get(mapping, key)
    return value if isinstance(value, str) else ""


def _plain(raw: Any, key: str) -> str:
    """Title or summary as plain text, by the type in feedparser's `_detail`."""
    detail = dict.get(raw, f"{key}_detail")
    text = _get(raw, key)
    return (
        clean_text(text[:TEXT_LIMIT])
        if isinstance(detail, dict) and detail.get("type") == "text/plain"
        else html_to_text(text)
    )


def _value(content: Any) -> str:
    kind, text = _get(content, "type"), _get(content, "value")
    if kind == "text/plain":
        return clean_text(text)
    return html_to_text(text) if kind in {"text/html", "application/xhtml+xml", ""} else ""


def _language(raw: Any) -> str:
    details = (dict.get(raw, "title_detail"), dict.get(raw, "summary_detail"), *raw.get("content", ()))
    return next(
        (tag for detail in details if isinstance(detail, dict) and (tag := _get(detail, "language"))), ""
    )


def _join(address: str, link: str) -> str:
    """An absolute link: feedparser has joined `xml:base`; a link that is still relative is relative to the
    feed (RFC 3986, 5.1.3).
    """
    if is_plain(link):
        return link
    link = clean_text(link, 8192)
    try:
        return urljoin(address, link) if address and link else link
    except ValueError:
        return link


def _date(raw: Any, name: str) -> datetime | None:
    """The moment of a date member: as `read_date` reads it, else as feedparser does."""
    parsed = dict.get(raw, f"{name}_parsed")
    try:
        moment = read_date(_get(raw, name))
        if moment is None and isinstance(parsed, str):  # of the quick reader
            parsed = _parse_date(parsed)
        return moment or (datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None)
    except (ValueError, OverflowError):  # a zone can push a date out of the calendar
        return None
