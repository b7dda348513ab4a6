"""The list of feeds: adding with checks, OPML 2.0 in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

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
    """One feed of an OPML document (OPML 2.0, "What is a subscription list"), with our three attributes `kind`, `state`, `interval`."""

    address: str
    title: str = ""
    kind: FeedKind = FeedKind.PRESS
    state: str | None = None
    lang: str | None = None
    interval_s: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: `refused` holds (address, why)."""

    added: tuple[Feed, ...]
    known: int
    refused: tuple[tuple[str, str], ...]


def checked_address(text: str) -> str:
    """The address of a feed as we keep it. Raises `UsageError` unless it is http(s) without a user name."""
    address = text.strip()
    if "://" not in address and "." in address.split("/")[0]:
        address = f"https://{address}"
    if not safe_link(address) or not urlsplit(address).hostname:
        raise UsageError(f"{shown(text)!r} is not an http or https address without a user name; give the full address of the feed.")
    return address


def shown(address: str) -> str:
    """An address that is no good, for a message: without a password in it."""
    clean = clean_text(address, 200)
    return redact_url(clean, keep_path=True) if "://" in clean else clean.rpartition("@")[2]


def read_opml(data: bytes) -> tuple[list[Outline], list[tuple[str, str]]]:
    """Feeds of an OPML document, folders flattened; second, what was refused and why. Raises `UsageError` when it is not OPML."""
    if len(data) > OPML_LIMIT:
        raise UsageError(f"The OPML file is larger than {OPML_LIMIT:,} bytes; split it.")
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise UsageError("The OPML file has a DOCTYPE; remove that line: entities are not read.")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - no DOCTYPE, bounded: nothing to expand
    except ElementTree.ParseError as error:
        line, column = error.position
        raise UsageError(f"Not well-formed XML at line {line}, column {column + 1}.") from error
    if root.tag.lower() != "opml":
        raise UsageError(f"Not an OPML document: the first element is <{root.tag}>.")
    outlines: list[Outline] = []
    refused: list[tuple[str, str]] = []
    for element in root.iter("outline"):
        address = (element.get("xmlUrl") or element.get("xmlurl") or "").strip()
        if not address:
            continue
        if len(outlines) >= OUTLINE_LIMIT:
            refused.append((address, f"more than {OUTLINE_LIMIT:,} feeds"))
            break
        try:
            outlines.append(_outline(element, checked_address(address)))
        except UsageError as error:
            refused.append((shown(address), str(error)))
    return outlines, refused


def _outline(element: ElementTree.Element, address: str) -> Outline:
    interval = element.get("interval") or ""
    state = (element.get("state") or "").strip().upper()
    return Outline(
        address=address,
        title=clean_text(element.get("title") or element.get("text") or "", 300),
        kind=FeedKind.OFFICIAL if (element.get("kind") or "").strip().lower() == "official" else FeedKind.PRESS,
        state=state if len(state) == 2 and state.isalpha() else None,
        lang=clean_text(element.get("language") or element.get("lang") or "", 20) or None,
        interval_s=int(interval) if interval.isdecimal() and 60 <= int(interval) <= 86_400 else None,
    )


def write_opml(feeds: Iterable[Feed], title: str = "Treaty Monitor feeds") -> str:
    """An OPML 2.0 subscription list that `read_opml` reads back to the same feeds."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', f"  <head><title>{title}</title></head>", "  <body>"]
    for feed in feeds:
        name = feed.title or urlsplit(feed.address).hostname or feed.address
        values = {
            "type": "rss", "text": name, "title": name, "xmlUrl": feed.address, "kind": feed.kind.value, "state": feed.state or "",
            "language": feed.lang or "", "interval": str(feed.interval_s),
        }  # fmt: skip
        lines.append(f"    <outline {' '.join(f'{key}={quoteattr(value)}' for key, value in values.items() if value)}/>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def import_opml(store: Store, data: bytes, now: datetime, *, interval_s: int) -> Imported:
    """Add the feeds of an OPML document that are not there yet; feeds that are there stay as they are."""
    outlines, refused = read_opml(data)
    known = {feed.address for feed in store.feeds()}
    fresh = {outline.address: outline for outline in outlines if outline.address not in known}
    added = tuple(
        store.add_feed(
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
