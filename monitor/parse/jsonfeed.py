"""Parses JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not support."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

from monitor.model import FeedItem, ParseError
from monitor.normalize import clean_text, html_to_text, language_tag
from monitor.parse.dates import read_date

_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*,\s*")


def load(text: str) -> tuple[dict[str, Any], list[dict[str, Any]], bool] | ParseError:
    """The members of the feed, its items, and True if the document was complete; of a truncated one, the
    complete items.
    """
    refusal = ParseError("not_a_feed", "the document is JSON, but no JSON Feed")
    complete = True
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document, complete = _salvage(text), False
    if not isinstance(document, dict) or "jsonfeed.org/version/1" not in str(document.get("version", "")):
        return refusal
    items = document.pop("items", [])
    return (
        (document, [item for item in items if isinstance(item, dict)], complete)
        if isinstance(items, list)
        else refusal
    )


def _salvage(text: str) -> dict[str, Any] | None:
    """The content of a truncated document: version and title if they come first, and the complete items."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    decoder = json.JSONDecoder()
    try:
        document: dict[str, Any] = json.loads(text[: start.end()] + "]}")
    except (ValueError, RecursionError):
        return None
    at = start.end()
    while True:
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        document["items"].append(item)
        between = _BETWEEN.match(text, at)
        if between is None:
            break
        at = between.end()
    return document


def identity(item: dict[str, Any]) -> tuple[str, str]:
    """Guid and title of an item, as `entry` reads them."""
    return clean_text(_text(item.get("id"))), clean_text(_text(item.get("title")))


def entry(item: dict[str, Any], feed: dict[str, Any], item_hash: bytes) -> FeedItem:
    """The entry of an item. `content_html` and `content_text` are its body, unless it has nothing else."""
    dates = [date for name in ("date_published", "date_modified") if (date := _text(item.get(name)))]
    summary = clean_text(_text(item.get("summary")))
    body = html_to_text(_text(item.get("content_html"))) or clean_text(_text(item.get("content_text")))
    guid, title = identity(item)
    return FeedItem(
        guid=guid,
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=title,
        summary=summary or body,
        body=body if summary and body != summary else "",
        author=_author(item) or _author(feed),
        lang=language_tag(_text(item.get("language"))) or language_tag(_text(feed.get("language"))),
        published=next(filter(None, map(read_date, dates)), None),
        published_raw=clean_text(dates[0], 200) if dates else "",
        item_hash=item_hash,
    )


def _text(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )


def _author(owner: dict[str, Any]) -> str:
    """Version 1.1 has a list `authors`, version 1.0 one `author`."""
    authors = owner.get("authors") or [owner.get("author")]
    names = (
        [_text(author.get("name")) for author in authors if isinstance(author, dict)]
        if isinstance(authors, list)
        else []
    )
    return clean_text(", ".join(name for name in names if name), 500)


def older(feed: dict[str, Any], address: str) -> str | None:
    """Where the feed has its older items: `next_url`."""
    return _joined(address, _text(feed.get("next_url")))


def pushed(feed: dict[str, Any], address: str) -> tuple[str | None, str | None]:
    """The hub of the type WebSub, and the address by which it knows the feed: `hubs` and `feed_url`."""
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and _text(hub.get("type")).lower() == "websub":
            return _joined(address, _text(hub.get("url"))), _joined(address, _text(feed.get("feed_url")))
    return None, None


def _joined(address: str, link: str) -> str | None:
    try:
        return urljoin(address, clean_text(link, 8192)) if link else None
    except ValueError:
        return None


def title(feed: dict[str, Any]) -> str:
    return clean_text(_text(feed.get("title")), 500)


def language(feed: dict[str, Any]) -> str | None:
    return language_tag(_text(feed.get("language")))
