"""A feed of acts or of stories (RFC 4287), as bytes. Pure.

Ids are tag addresses (RFC 4151): they hold when the pages move from http to https or to another port.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
AUTHOR = "Treaty Monitor"
_SINCE = "2026"  # a year in which the host was the installation's own, as RFC 4151 asks for one
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_ADDRESS_SAFE = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986, 2
_TAG_SAFE = "%/:?@!$&'()*+,;=-._~"  # RFC 4151, 2.1


class Quotation(NamedTuple):
    """Words of a source. `lang`: BCP 47 or None."""

    text: str
    source: str = ""
    lang: str | None = None
    dir: str = "ltr"


class Category(NamedTuple):
    """What an entry is about: a code, and the same in words."""

    term: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One act, story or digest. Its id is made of `path`, that of its page; `link`: its address if it
    has no page of ours. Moments are aware.
    """

    path: str
    title: str
    updated: datetime
    published: datetime | None = None
    summary: str = ""
    lines: Sequence[str] = ()
    quotations: Sequence[Quotation] = ()
    source_url: str = ""  # http(s): the story that shows it
    categories: Sequence[Category] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. `base`: the address of the installation; paths and queries are relative to it."""

    base: str
    name: str  # path and query of its first page: its id is made of it
    own: str  # path and query of this page of it
    page: str  # path and query of the page that it belongs to
    title: str
    entries: Sequence[FeedEntry]
    since: datetime  # when nothing is in it
    subtitle: str = ""
    next: str = ""  # path and query of the next page of it
    lang: str = "en"
    rights: str = ""
    version: str = ""  # of the program


def atom(feed: Feed) -> bytes:
    """The whole document, in UTF-8."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": feed.lang})
    _add(root, "id", tag(feed.base, feed.name.lstrip("/")))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", moment(max((entry.updated for entry in feed.entries), default=feed.since)))
    _link(root, "self", f"{feed.base}{feed.own}", "application/atom+xml")
    _link(root, "alternate", f"{feed.base}{feed.page}", "text/html")
    if feed.next:
        _link(root, "next", f"{feed.base}{feed.next}", "application/atom+xml")
    author = SubElement(root, "author")
    _add(author, "name", AUTHOR)
    _add(author, "uri", f"{feed.base}/")
    _add(root, "rights", feed.rights)
    SubElement(root, "generator", {"version": legal(feed.version)}).text = AUTHOR
    for entry in feed.entries:
        _entry(root, feed, entry)
    return document(root)


def document(root: Element) -> bytes:
    """An element as an XML document in UTF-8."""
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def tag(base: str, name: str) -> str:
    """A name for ever (RFC 4151): `tag:monitor.example,2026:acts/ECWS`."""
    host = urlsplit(base).hostname or "localhost"
    return f"tag:{host},{_SINCE}:{quote(name, safe=_TAG_SAFE, errors='replace')}"


def moment(when: datetime) -> str:
    """A time as feeds write it (RFC 3339), to the second: `2026-11-20T08:00:00Z`."""
    return when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def legal(text: str) -> str:
    """The text without what XML 1.0 does not allow, such as NUL and single surrogates."""
    return _ILLEGAL.sub("", text)


def _entry(root: Element, feed: Feed, entry: FeedEntry) -> None:
    node = SubElement(root, "entry")
    _add(node, "id", tag(feed.base, entry.path.lstrip("/")))
    _add(node, "title", entry.title or entry.path)
    _add(node, "updated", moment(entry.updated))
    if entry.published:
        _add(node, "published", moment(min(entry.published, entry.updated)))
    _link(node, "alternate", entry.link or f"{feed.base}{entry.path}", "text/html")
    if _is_web(entry.source_url):
        _link(node, "related", entry.source_url)
    for category in entry.categories:
        SubElement(node, "category", _category(category))
    _add(node, "summary", entry.summary)
    if entry.lines or entry.quotations:
        _content(node, entry)


def _category(category: Category) -> dict[str, str]:
    attributes = {"term": legal(category.term)}
    return attributes | ({"label": legal(category.label)} if category.label else {})


def _content(node: Element, entry: FeedEntry) -> None:
    """Lines and quotations as XHTML (RFC 4287, 3.1.1.3): no reader has to trust markup of ours."""
    content = SubElement(node, "content", {"type": "xhtml"})
    block = SubElement(content, "div", {"xmlns": XHTML})
    for line in entry.lines:
        _add(block, "p", line)
    for quotation in entry.quotations:
        language = {"lang": quotation.lang, "xml:lang": quotation.lang} if quotation.lang else {}
        quoted = SubElement(block, "blockquote", {**language, "dir": quotation.dir})
        _add(quoted, "p", quotation.text)
        _add(block, "p", quotation.source)


def _add(parent: Element, name: str, text: str) -> None:
    """Adds an element with this text; none for an empty text."""
    if shown := legal(text):
        SubElement(parent, name).text = shown


def _link(parent: Element, rel: str, address: str, media_type: str = "") -> None:
    attributes = {"rel": rel, "href": quote(address, safe=_ADDRESS_SAFE, errors="replace")}
    SubElement(parent, "link", attributes | ({"type": media_type} if media_type else {}))


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
