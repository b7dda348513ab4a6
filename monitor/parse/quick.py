"""Reads RSS and Atom over expat, with the result of feedparser in a fraction of its time, or refuses.

The reader does what feedparser's strict parser does with the elements that feeds are made of, and keeps the
members that `feeds` uses. It refuses where that is not certain: ill-formed text, a DOCTYPE, markup inside a
text, an element that feedparser treats in a way of its own. feedparser then reads the document. That both
agree is tested with all stored documents (tests/gate/test_gate_quick.py) and with random ones
(tests/test_parse_quick.py).
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from feedparser.mixin import _FeedParserMixin

from monitor.parse.quick_elements import HOLDERS, LEAVES, REFUSED, End, Start
from monitor.parse.quick_state import KEYS, Attributes, Context, State, Uncertain

_PREFIXES = {address.lower(): prefix for address, prefix in _FeedParserMixin.namespaces.items()}
_USERLAND = "http://backend.userland.com/rss"
_XLINK = "http://www.w3.org/1999/xlink"
_OF_INPUT = frozenset({"title", "link", "description", "name"})
_OF_IMAGE = frozenset({"title", "link", "description", "url", "href", "width", "height"})
_VERSIONS = {"http://purl.org/rss/1.0/": "rss10", "http://www.w3.org/2005/atom": "atom10"}


def read(document: bytes) -> Context | None:
    """`feed`, `entries` and `version` as feedparser gives them, with the members that `feeds` uses; None if
    the document is refused. A member such as `published_parsed` is the text that feedparser would parse.
    """
    reader = _Reader()
    try:
        reader.parse(document)
    except (expat.ExpatError, Uncertain):
        return None
    return {"feed": reader.feed, "entries": reader.entries, "version": reader.version}


class _Name:
    """An element by feedparser's name: what its start and end do, and what may stand in it."""

    __slots__ = ("end", "holds_text", "is_root", "of_image", "of_input", "start", "tag")

    def __init__(self, tag: str, has_prefix: bool) -> None:
        if tag in REFUSED or tag.endswith(("_detail", "_parsed")):
            raise Uncertain
        self.tag = tag
        self.holds_text = tag in LEAVES
        self.start: Start | None
        self.end: End | None
        self.start, self.end = (LEAVES if self.holds_text else HOLDERS).get(tag, (None, None))
        self.is_root = tag in ("feed", "rss")
        self.of_input = has_prefix or tag in _OF_INPUT
        self.of_image = has_prefix or tag in _OF_IMAGE


class _Reader(State):
    """Handles what expat finds, as feedparser's strict parser does."""

    def __init__(self) -> None:
        super().__init__()
        self._declared: dict[str | None, str] = {}  # prefix of the document -> feedparser's
        self._in_use: dict[str, str] = {}  # prefix of feedparser, or of an unknown namespace -> its address
        self._names: dict[str, _Name] = {}
        self._around: list[tuple[str | None, str]] = []  # language and base of each open element
        self._in_text = False

    def parse(self, document: bytes) -> None:
        """Raises `ExpatError` and `Uncertain`."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._characters
        parser.Parse(document, True)

    def _declare(self, prefix: str | None, address: str | None) -> None:
        if not address:
            return
        lowered = address.lower()
        if address == _XLINK or len(address.split()) != 1:
            raise Uncertain
        if not self.version:
            if prefix is None and lowered == "http://my.netscape.com/rdf/simple/0.9/":
                self.version = "rss090"
            else:
                self.version = _VERSIONS.get(lowered, "")
        if "backend.userland.com/rss" in lowered:
            address = lowered = _USERLAND
        if lowered in _PREFIXES:
            self._declared[prefix] = _PREFIXES[lowered]
            self._in_use[_PREFIXES[lowered]] = address
        else:
            self._in_use[prefix or ""] = address
        if prefix == "rdf" and self._declared.get("rdf", "rdf") != "rdf":
            raise Uncertain
        self._names.clear()

    def _name(self, raw: str) -> _Name:
        """The element that expat calls `address local prefix`."""
        name = self._names.get(raw)
        if name is None:
            name = self._names[raw] = self._resolved(raw)
        return name

    def _resolved(self, raw: str) -> _Name:
        parts = raw.split(" ")
        local = parts[0] if len(parts) == 1 else parts[1]
        address = "" if len(parts) == 1 else parts[0]
        if "backend.userland.com/rss" in address.lower():
            address = _USERLAND
        prefix = _PREFIXES.get(address.lower(), "") or next(
            (name for name, used in self._in_use.items() if name and address and used == address), ""
        )
        prefix = prefix.lower()
        prefix = self._declared.get(prefix, prefix) if prefix else prefix
        return _Name(f"{prefix}_{local.lower()}" if prefix else local.lower(), bool(prefix))

    def _open(self, raw: str, given: dict[str, str]) -> None:
        if self._in_text:
            raise Uncertain
        self.depth += 1
        attributes = _attributes(given) if given else {}
        name = self._names.get(raw) or self._name(raw)
        if attributes:
            self._inherit(name, attributes)
        self._around.append((self.lang, self.base))
        self.in_input = self.in_input and name.of_input
        self.in_image = self.in_image and name.of_image
        self._in_text = name.holds_text
        if name.start is not None:
            name.start(self, attributes)
        elif attributes:
            self.context()[KEYS.get(name.tag, name.tag)] = attributes
        else:
            self.push(name.tag)

    def _inherit(self, name: _Name, attributes: Attributes) -> None:
        """The language and the base of links that the element gives to all in it."""
        base = attributes.get("xml:base", attributes.get("base"))
        if base:
            self.rebase(base)
        lang = attributes.get("xml:lang", attributes.get("lang", self.lang))
        self.lang = lang or None
        if lang and name.is_root:
            self.feed["language"] = lang.replace("_", "-")

    def _close(self, raw: str) -> None:
        name = self._names.get(raw) or self._name(raw)
        if name.end is not None:
            name.end(self)
        else:
            self.pop(name.tag)
        self._in_text = False
        self._around.pop()
        if self._around:
            self.lang, base = self._around[-1]
            self.base = base or self.base
        self.depth -= 1

    def _characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1][2].append(text)


def _refuse_doctype(*declaration: Any) -> None:
    raise Uncertain


def _attributes(given: dict[str, str]) -> Attributes:
    """The attributes by feedparser's names: in lower case, with its prefix and with that of the document."""
    names: Attributes = {}
    if " " in "".join(given):
        for name, value in given.items():
            address, _, local = name.partition(" ")
            prefix = _PREFIXES.get(address.lower(), "") if local else ""
            local = local.partition(" ")[0] or name
            names[(f"{prefix}:{local}" if prefix else local).lower()] = value
        for name, value in given.items():
            parts = name.split(" ")
            qualified = name if len(parts) == 1 else f"{parts[2]}:{parts[1]}" if len(parts) == 3 else parts[1]
            names[qualified.lower()] = value
    else:
        for name, value in given.items():
            names[name.lower()] = value
    for name in ("rel", "type"):
        if name in names:
            names[name] = names[name].lower()
    return names
