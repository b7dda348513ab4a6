"""The state of the quick reader: what feedparser's parser remembers between two tags, and its rules for
storing the text of an element. Members have the names of feedparser's, as far as they can.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.urls import _urljoin, make_safe_absolute_uri
from feedparser.util import FeedParserDict

from monitor.normalize import is_plain

Context = dict[str, Any]
Attributes = dict[str, str]

PLAIN, HTML = "text/plain", "text/html"
NAME_LIMIT = 500  # characters of an author or publisher
_TYPES = {"text": PLAIN, "plain": PLAIN, "html": HTML, PLAIN: PLAIN, HTML: HTML}
# another name of a member -> the name under which feedparser stores it
KEYS = {key: name if isinstance(name, str) else name[0] for key, name in FeedParserDict.keymap.items()}
_RELATIVE = frozenset(_FeedParserMixin.can_be_relative_uri)
_UNSTORED = frozenset({"category", "tags", "itunes_keywords"})
_C1 = re.compile("[\x80-\x9f]")
_REFERENCE = re.compile("&([A-Za-z0-9_]+);")


class Uncertain(Exception):
    """The document holds something that only feedparser is to read."""


class State:
    """`stack` holds the elements that collect text: name, whether the text is stored, and its pieces."""

    def __init__(self) -> None:
        self.feed: Context = {}
        self.entries: list[Context] = []
        self.source: Context = {}
        self.version = ""
        self.stack: list[tuple[str, bool, list[str]]] = []
        self.lang: str | None = None
        self.base = ""
        self.depth = 0
        self.depths: dict[str, int] = {}  # of the members of the newest entry
        self.title_depth = -1
        self.in_feed = self.in_entry = self.in_source = self.in_image = self.in_input = False
        self.in_author = self.in_contributor = self.in_publisher = False
        self.guid_is_link = self.has_content = False
        self.content_type: str | None = None  # of the element whose content is collected; None outside one
        self.content_lang: str | None = None
        self.summary_key: str | None = None

    @property
    def expects_text(self) -> bool:
        """True inside of a feed, an entry or a source, where titles and links are stored."""
        return self.in_feed or self.in_entry or self.in_source

    def context(self) -> Context:
        """What the members of the open elements belong to."""
        if self.in_source:
            return self.source
        if self.in_image and "image" in self.feed:
            image: Context = self.feed["image"]
            return image
        if self.in_input:
            text_input: Context = self.feed["textinput"]
            return text_input
        return self.entries[-1] if self.in_entry else self.feed

    _get_context = context  # for feedparser's `_sync_author_detail`

    def sync_author(self) -> None:
        """Name and address of the newest author become the member `author`, as feedparser does it."""
        context = self.context()
        detail, text = context.get("authors", [{}])[-1], context.get("author", "")
        if detail or "@" in text or len(text) > NAME_LIMIT:
            _FeedParserMixin._sync_author_detail(self)
        elif text:
            detail["name"] = text

    def joined(self, link: str) -> str:
        """A link, joined to `xml:base`."""
        if not self.base and is_plain(link):
            return link
        return str(_urljoin(self.base, link))

    def rebase(self, address: str) -> None:
        """Takes an `xml:base`."""
        base = make_safe_absolute_uri(self.base, address) or self.base if self.base else _urljoin("", address)
        if base and make_safe_absolute_uri(base, base) != base:  # feedparser joins it anew for each element
            raise Uncertain
        self.base = base

    # ------------------------------------------------------------ elements that collect text

    def push(self, name: str, stored: bool = True) -> None:
        self.stack.append((name, stored, []))

    def pop(self, name: str) -> str | None:
        """Ends an element and stores its text; None if another one is open."""
        if not self.stack or self.stack[-1][0] != name:
            return None
        _, stored, pieces = self.stack.pop()
        text = "".join(pieces).strip()
        if not stored:
            return text
        if text and name in _RELATIVE and (name != "id" or self.guid_is_link):
            text = self.joined(text)
        if self.content_type == PLAIN and not self.version.startswith("atom") and _looks_like_html(text):
            self.content_type = HTML
        if not text.isascii():
            text = _recoded(text)
        if name in _UNSTORED or (name == "title" and -1 < self.title_depth <= self.depth):
            return text
        if self.in_entry and not self.in_source:
            self._store_in_entry(name, text)
        elif self.in_feed or self.in_source:
            self._store(name, text)
        return text

    def push_content(self, name: str, attributes: Attributes, default: str, stored: bool = True) -> None:
        """Begins an element whose text has a type."""
        kind = _TYPES.get(attributes.get("type", default).lower())
        if kind is None or attributes.get("mode", "") == "base64":
            raise Uncertain
        self.lang = self.lang.replace("_", "-") if self.lang else self.lang
        self.content_type, self.content_lang = kind, self.lang
        self.push(name, stored)

    def pop_content(self, name: str) -> str | None:
        text = self.pop(name)
        self.content_type = None
        return text

    def _detail(self, text: str) -> Context:
        return {"type": self.content_type, "language": self.content_lang, "value": text}

    def _store_in_entry(self, name: str, text: str) -> None:
        entry = self.entries[-1]
        if name == "content":
            entry.setdefault("content", []).append(self._detail(text))
        elif name == "link":
            if not self.in_image:
                entry["link"] = _REFERENCE.sub(r"&\g<1>", text.replace("&amp;", "&"))
        else:
            name = "summary" if name == "description" else name
            stored_at = self.depths.get(name)
            if stored_at is None or self.depth <= stored_at:
                self.depths[name] = self.depth
                entry[KEYS.get(name, name)] = text
            if self.content_type is not None:
                entry[f"{name}_detail"] = self._detail(text)

    def _store(self, name: str, text: str) -> None:
        context = self.context()
        name = "subtitle" if name == "description" else name
        context[KEYS.get(name, name)] = text
        if name == "link":
            context["link"] = _REFERENCE.sub(r"&\g<1>", text)


def _looks_like_html(text: str) -> bool:
    return ("<" in text or "&" in text) and bool(_FeedParserMixin.looks_like_html(text))


def _recoded(text: str) -> str:
    """UTF-8 that was read as ISO 8859-1 is read again; controls of windows-1252 become its characters."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_cp1252) if _C1.search(text) else text
