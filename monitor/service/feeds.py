"""The list of feeds: adding with checks, OPML 2.0 in and out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.config import package_data
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Feed, FeedKind
from monitor.normalize import clean_text, safe_link
from monitor.store import Store

OPML_LIMIT = 5_000_000  # bytes
OUTLINE_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML document (OPML 2.0, "What is a subscription list"), with our three attributes
    `kind`, `state`, `interval`.
    """

    address: str
    title: str = ""
    kind: FeedKind = FeedKind.PRESS
    state: str | None = None
    lang: str | None = None
    interval_s: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A feed of an OPML document that was not taken: where it stands (`line` counts from 1), its address, or
    "", and why.
    """

    line: int
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    added: tuple[Feed, ...]
    known: int
    refused: tuple[Refused, ...]


# An attribute's value has no "<" in it, so one quote that is not closed breaks its own outline and no other.
_VALUE = r"""(?:"[^"<]*"|'[^'<]*')"""
_OPML_TAG = re.compile(
    rf"""<!--.*?(?:-->|\Z)|<(?P<name>[A-Za-z][\w:.-]*)\b"""
    rf"""(?:(?P<whole>(?:\s+[\w:.-]+\s*=\s*{_VALUE})*+)\s*/?>|(?P<broken>[^<]*))""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"""([\w:.-]+)\s*=\s*({_VALUE})""")
_BROKEN_ADDRESS = re.compile(r"""xmlurl\s*=\s*["']?([^"'<>\s]+)""", re.IGNORECASE)


def checked_address(text: str) -> str:
    """The address of a feed as we keep it. Raises `UsageError` unless it is http(s) without a user name."""
    address = text.strip()
    if "://" not in address and "." in address.split("/")[0]:
        address = f"https://{address}"
    if not safe_link(address) or not urlsplit(address).hostname:
        if "@" in address.partition("://")[2].partition("/")[0]:
            raise UsageError(
                "The address of a feed cannot have a user name or a password; this one has "
                f"({shown(address)})."
            )
        raise UsageError(
            f"{shown(text)!r} is not an http or https address without a user name; give the full "
            "address of the feed."
        )
    return address


def shown(address: str) -> str:
    """An address that is no good, for a message: without a password in it."""
    clean = clean_text(address, 200)
    return redact_url(clean, keep_path=True) if "://" in clean else clean.rpartition("@")[2]


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
    from monitor.parse.charset import decode  # costs time to import, and few commands read OPML
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
    interval = values.get("interval", "")
    state = values.get("state", "").strip().upper()
    return Outline(
        address=address,
        title=clean_text(values.get("title") or values.get("text", ""), 300),
        kind=FeedKind.OFFICIAL if values.get("kind", "").strip().lower() == "official" else FeedKind.PRESS,
        state=state if len(state) == 2 and state.isalpha() else None,
        lang=clean_text(values.get("language") or values.get("lang", ""), 20) or None,
        interval_s=int(interval) if interval.isdecimal() and 60 <= int(interval) <= 86_400 else None,
    )


def write_opml(feeds: Iterable[Feed], title: str = "Treaty Monitor feeds") -> str:
    """An OPML 2.0 subscription list that `read_opml` reads back to the same feeds."""
    from xml.sax.saxutils import quoteattr  # brings urllib.request with it, and few commands write OPML

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
        }  # fmt: skip
        lines.append(
            "    <outline "
            f"{' '.join(f'{key}={quoteattr(value)}' for key, value in values.items() if value)}/>"
        )
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def import_opml(store: Store, data: bytes, now: datetime, *, interval_s: int) -> Imported:
    """Add the feeds of an OPML document that are not there yet; feeds that are there stay as they are."""
    outlines, refused = read_opml(data)
    known = {feed.address for feed in store.feeds.all()}
    fresh = {outline.address: outline for outline in outlines if outline.address not in known}
    added = tuple(
        store.feeds.add(
            one.address,
            title=one.title,
            publisher=one.title,
            kind=one.kind,
            state=one.state,
            lang=one.lang,
            interval_s=one.interval_s or interval_s,
            now=now,
        )
        for one in fresh.values()
    )
    return Imported(added, len(outlines) - len(added), tuple(refused))


def packaged_list() -> Path:
    """The list of feeds that a new installation starts with."""
    return package_data("rules") / "feeds.opml"


def import_packaged(store: Store, now: datetime, *, interval_s: int) -> Imported:
    """Add the packaged list."""
    return import_opml(store, packaged_list().read_bytes(), now, interval_s=interval_s)
