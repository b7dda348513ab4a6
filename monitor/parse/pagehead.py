"""Reads what a page states about itself: title, language, day of publication. Nothing is guessed from the
text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from monitor.normalize import clean_text, language_tag

TITLE_LIMIT = 500
_OLDEST_YEAR = 1990
_TITLES = ("og:title", "twitter:title", "dc.title")
# names and properties of `meta`, lower case, the most reliable first
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "article.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "mediator_published_time", "citation_publication_date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date", "dcterms.date", "pubdate", "publishdate", "publish_date", "publish-date",
    "publication_date", "date",
)  # fmt: skip
_LANGUAGES = ("content-language", "og:locale", "dc.language")
_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d\d)[/-](\d\d)(?=[/-]|$)")
_SCRIPTS = 50
_SCRIPT_CHARS = 200_000


def metas(tree: Any) -> dict[str, str]:
    """The content of the first `meta` for each name, property or itemprop."""
    values: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        if content and content.strip():
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = element.get(attribute)
                if name:
                    values.setdefault(name.strip().lower(), content)
    return values


def title(tree: Any, meta: dict[str, str]) -> str:
    """The headline: the title for sharing the page, else the first `h1`, else the title of the window."""
    for name in _TITLES:
        if text := clean_text(meta.get(name, ""), TITLE_LIMIT):
            return text
    for tag in ("h1", "title"):
        for element in islice(tree.iter(tag), 3):
            if text := clean_text("".join(islice(element.itertext(), 200)), TITLE_LIMIT):
                return text
    return ""


def language(tree: Any, meta: dict[str, str]) -> str | None:
    """The BCP 47 tag of the `html` element, else of the head; None if none is stated."""
    root = next(tree.iter("html"), None)
    stated = (root.get("lang"), root.get("xml:lang")) if root is not None else ()
    for text in (*stated, *(meta.get(name) for name in _LANGUAGES)):
        if text and (tag := language_tag(text.split(",")[0])):
            return tag
    return None


def published(tree: Any, meta: dict[str, str], url: str, today: date) -> date | None:
    """The day of publication in the time zone of the page; at most tomorrow (UTC), which has begun in some
    zones.
    """
    for text in _stated(tree, meta):
        if day := _day(_DAY.match(text), today):
            return day
    return _day(_IN_ADDRESS.search(url), today)


def _stated(tree: Any, meta: dict[str, str]) -> Iterator[str]:
    """Yields texts that state the day, the most reliable first."""
    yield from (meta[name] for name in _DATES[:4] if name in meta)
    for script in islice(tree.iter("script"), _SCRIPTS):
        if "ld+json" in (script.get("type") or "") and (
            match := _JSON.search((script.text or "")[:_SCRIPT_CHARS])
        ):
            yield match[1]
    for element in tree.iter("time", "span", "div", "p"):
        if element.get("itemprop") == "datePublished" or (
            element.tag == "time" and element.get("pubdate") is not None
        ):
            yield element.get("datetime") or element.get("content") or ""
    yield from (meta[name] for name in _DATES[4:] if name in meta)
    place = next(tree.iter("article", "main"), None)
    if place is not None:
        yield from (element.get("datetime") or "" for element in islice(place.iter("time"), 1))


def _day(match: re.Match[str] | None, today: date) -> date | None:
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
    return day if day and day.year >= _OLDEST_YEAR and day <= today + timedelta(days=1) else None
