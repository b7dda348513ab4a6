"""OPML 2.0 documents: a list of feeds to text, and text to a list of feeds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.errors import UsageError
from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S, Feed, FeedKind
from monitor.normalize import clean_text
from monitor.service.feed_addresses import checked_address, checked_depositary, shown

OPML_LIMIT = 5_000_000  # bytes
OUTLINE_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML document (OPML 2.0, "What is a subscription list"), with our four attributes
    `kind`, `state`, `interval`, `depositary` (of official feeds).
    """

    address: str
    title: str = ""
    kind: FeedKind = FeedKind.PRESS
    state: str | None = None
    lang: str | None = None
    interval_s: int | None = None
    depositary: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A feed of an OPML document that was not taken: where it stands (`line` counts from 1), its address, or
    "", and why.
    """

    line: int
    address: str
    why: str


# An attribute's value has no "<" in it, so one quote that is not closed breaks its own outline and no other.
_VALUE = r"""(?:"[^"<]*"|'[^'<]*')"""
_OPML_TAG = re.compile(
    rf"""<!--.*?(?:-->|\Z)|<(?P<name>[A-Za-z][\w:.-]*)\b"""
    rf"""(?:(?P<whole>(?:\s+[\w:.-]+\s*=\s*{_VALUE})*+)\s*/?>|(?P<broken>[^<]*))""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"""([\w:.-]+)\s*=\s*({_VALUE})""")
_BROKEN_ADDRESS = re.compile(r"""xmlurl\s*=\s*["']?([^"'<>\s]+)""", re.IGNORECASE)


def read_opml(data: bytes) -> tuple[list[Outline], list[Refused]]:
    """Feeds of an OPML document, folders flattened; second, what was refused and why: a bad line costs that
    line.

    Raises `UsageError` when it is not OPML.
    """
    outlines: list[Outline] = []
    refused: list[Refused] = []
    line = at = 1
    for tag, start in _opml_tags(data):
        line, at = line + tag.string.count("\n", at - 1, start), start + 1
        if tag["broken"] is not None:
            hint = _BROKEN_ADDRESS.search(tag["broken"])
            address = shown(hint[1]) if hint else ""
            refused.append(
                Refused(line, address, "the outline is not well-formed: a quote or its end is missing")
            )
            continue
        values = {
            name.lower(): html.unescape(value[1:-1]) for name, value in _ATTRIBUTE.findall(tag["whole"])
        }
        address = values.get("xmlurl", "").strip()
        if address and len(outlines) >= OUTLINE_LIMIT:
            refused.append(Refused(line, shown(address), f"more than {OUTLINE_LIMIT:,} feeds"))
            break
        if address:
            try:
                outlines.append(_outline(values, checked_address(address)))
            except UsageError as error:
                refused.append(Refused(line, shown(address), str(error)))
    return outlines, refused


def _opml_tags(data: bytes) -> Iterator[tuple[re.Match[str], int]]:
    """The tags of the outlines and where they begin. Raises `UsageError` when this is no OPML."""
    from monitor.parse.charset import decode  # takes time to import, and few commands read OPML
    from monitor.parse.feeds import repair_references

    if len(data) > OPML_LIMIT:
        raise UsageError(f"The OPML file is larger than {OPML_LIMIT:,} bytes; split it.")
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise UsageError("The OPML file has a DOCTYPE; remove that line: entities are not read.")
    text = decode(data, "")
    if not isinstance(text, str):
        raise UsageError(f"The OPML file cannot be read: {text.text}.")
    tags = (tag for tag in _OPML_TAG.finditer(repair_references(text)) if tag["name"])
    root = next(tags, None)
    if root is None or root["name"].lower() != "opml":
        raise UsageError(
            f"Not an OPML document: the first element is <{root['name']}>."
            if root
            else "Not an OPML document."
        )
    return ((tag, tag.start()) for tag in tags if tag["name"].lower() == "outline")


def _outline(values: Mapping[str, str], address: str) -> Outline:
    state = values.get("state", "").strip().upper()
    kind = FeedKind.OFFICIAL if values.get("kind", "").strip().lower() == "official" else FeedKind.PRESS
    return Outline(
        address=address,
        title=clean_text(values.get("title") or values.get("text", ""), 300),
        kind=kind,
        state=state if len(state) == 2 and state.isalpha() else None,
        lang=clean_text(values.get("language") or values.get("lang", ""), 20) or None,
        interval_s=_interval(values.get("interval", "")),
        depositary=checked_depositary(values.get("depositary", "").strip(), kind),
    )


def _interval(text: str) -> int | None:
    """Seconds between two polls; None for a text that is no allowed number."""
    if not text.isdecimal():
        return None
    seconds = int(text)
    return seconds if LEAST_INTERVAL_S <= seconds <= LONGEST_INTERVAL_S else None


def write_opml(feeds: Iterable[Feed], title: str = "Treaty Monitor feeds") -> str:
    """An OPML 2.0 subscription list that `read_opml` reads back to the same feeds."""
    from xml.sax.saxutils import quoteattr  # imports urllib.request, and few commands write OPML

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{title}</title></head>",
        "  <body>",
    ]
    for feed in feeds:
        name = feed.title or urlsplit(feed.address).hostname or feed.address
        values = {
            "type": "rss", "text": name, "title": name, "xmlUrl": feed.address, "kind": feed.kind.value,
            "state": feed.state or "", "language": feed.lang or "", "interval": str(feed.interval_s),
            "depositary": feed.depositary or "",
        }  # fmt: skip
        lines.append(
            "    <outline "
            f"{' '.join(f'{key}={quoteattr(value)}' for key, value in values.items() if value)}/>"
        )
    return "\n".join([*lines, "  </body>", "</opml>", ""])
