"""Parses the bytes of a feed. Pure, but run in a child process that can be killed: some feeds take minutes
(docs/notes/parsing.md).

    charset   bytes to text, by the declared or detected charset
    cut       text to head, items, tail; items seen before are left out
    quick     RSS and Atom over expat, where the result is certain
    feeds     RSS and Atom through the quick reader, else feedparser
    jsonfeed  JSON Feed
    sitemap   sitemaps of news, and indexes of sitemaps

`parse_feed` parses a document. If it was killed, `cut` makes a document of each unseen item, and `parse_feed`
parses those one by one, so that only the item that killed it is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from typing import Any

from monitor.model import FeedItem, Parsed, ParseError
from monitor.parse import feeds, jsonfeed, sitemap
from monitor.parse.charset import decode
from monitor.parse.cut import Pieces, identity, split
from monitor.parse.sitemap import Sitemap

__all__ = ["ITEM_LIMIT", "Cut", "cut", "parse_feed"]

ITEM_LIMIT = 2000  # most items of one document; the first are kept, which are the newest

# with U+FFFE and U+FFFF what XML 1.0 (2.2) forbids
_CONTROLS = bytes(number for number in range(32) if number not in b"\t\n\r")
_BINARY = (
    b"\x1f\x8b",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"%PDF",
    b"PK\x03\x04",
    b"GIF8",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One small document for each unseen item (`documents`, in the order of the feed, with their `hashes`).
    The other members are as in `Parsed`.
    """

    documents: tuple[bytes, ...]
    hashes: tuple[bytes, ...]
    item_hashes: tuple[bytes, ...]
    complete: bool
    total: int
    overlap: int
    refused: int


@dataclass(frozen=True, slots=True)
class _Choice:
    """The items of a document that are read: the hashes of all, and the numbers of unseen ones up to the
    limit.
    """

    hashes: tuple[bytes, ...]
    unseen: tuple[int, ...]
    overlap: int
    refused: int

    @property
    def held(self) -> tuple[int, ...]:
        """The numbers of the items that are not parsed because they were seen; empty if no other item is
        parsed.
        """
        unseen = frozenset(self.unseen)
        return tuple(number for number in range(len(self.hashes)) if number not in unseen) if unseen else ()

    @property
    def total(self) -> int:
        return len(self.hashes) + self.refused

    @property
    def warnings(self) -> tuple[str, ...]:
        return (f"{self.refused} items over the limit of {ITEM_LIMIT} were left out",) if self.refused else ()


def parse_feed(
    body: bytes, content_type: str, seen: frozenset[bytes], address: str = ""
) -> Parsed | ParseError:
    """The entries of a feed document whose hash is not in `seen`. Raises nothing for bytes that feedparser
    survives.

    `content_type`: the value of the HTTP header or ""; `address`: what relative links are joined to.
    """
    text = _text(body, content_type)
    if isinstance(text, ParseError):
        return text
    if text.startswith(("{", "[")):
        return _parse_json(text, seen, address)
    if (news := sitemap.load(text)) is not None:
        return _parse_sitemap(news, seen)
    pieces = split(text)
    return pieces if isinstance(pieces, ParseError) else _parse_xml(pieces, seen, address)


def cut(body: bytes, content_type: str, seen: frozenset[bytes]) -> Cut | ParseError:
    """One document for each unseen item, for `parse_feed(document, "", frozenset(), address)`; linear in
    `body`.
    """
    text = _text(body, content_type)
    if isinstance(text, ParseError):
        return text
    if text.startswith(("{", "[")):
        loaded = _load_json(text, seen)
        if isinstance(loaded, ParseError):
            return loaded
        head, items, complete, choice = loaded
        documents = [
            json.dumps({"version": head["version"], "language": head.get("language"), "items": [items[n]]})
            for n in choice.unseen
        ]
    else:
        pieces = split(text)
        if isinstance(pieces, ParseError):
            return pieces
        complete = pieces.complete
        choice = _choose([_hash(item) for item in pieces.items], seen)
        documents = [pieces.single(number) for number in choice.unseen]
    return Cut(
        documents=tuple(document.encode("utf-8", "replace") for document in documents),
        hashes=tuple(choice.hashes[number] for number in choice.unseen),
        item_hashes=choice.hashes,
        complete=complete,
        total=choice.total,
        overlap=choice.overlap,
        refused=choice.refused,
    )


def _text(body: bytes, content_type: str) -> str | ParseError:
    """The document as text that XML allows, without leading white space."""
    if not body.strip(b"\0 \t\r\n"):
        return (
            ParseError("not_a_feed", "the document holds only NULs")
            if b"\0" in body
            else ParseError("empty", "the document is empty")
        )
    if body.startswith(_BINARY):
        return ParseError("not_a_feed", "the document is a binary file")
    text = decode(body, content_type)
    if isinstance(text, ParseError):
        return text
    # deleting in UTF-8 takes a tenth of the time of a regular expression
    text = text.encode("utf-8", "ignore").translate(None, _CONTROLS).decode("utf-8")
    text = text.replace("\ufffe", "").replace("\uffff", "").lstrip("\ufeff \t\r\n\x85\u2028")
    return text or ParseError("empty", "the document is empty")


def _choose(hashes: Iterable[bytes], seen: frozenset[bytes]) -> _Choice:
    everything = tuple(hashes)
    kept = everything[:ITEM_LIMIT]
    unseen = tuple(number for number, item_hash in enumerate(kept) if item_hash not in seen)
    return _Choice(kept, unseen, len(kept) - len(unseen), len(everything) - len(kept))


def _hash(item: str) -> bytes:
    return blake2b(item.encode("utf-8", "replace"), digest_size=16).digest()


def _parse_xml(pieces: Pieces, seen: frozenset[bytes], address: str) -> Parsed | ParseError:
    choice = _choose(map(_hash, pieces.items), seen)
    numbers = choice.unseen
    result = feeds.read(pieces.only(frozenset(numbers)))
    if len(result["entries"]) != len(numbers) and choice.overlap:  # not the items that were cut: all are read
        numbers = tuple(range(len(choice.hashes)))
        result = feeds.read(pieces.only(frozenset(numbers)))
    if not result["entries"] and not pieces.items and not result["version"]:
        return ParseError("not_a_feed", "the document is neither RSS, Atom nor JSON Feed")
    apart = len(result["entries"]) == len(numbers)
    if apart:
        hashes = [choice.hashes[number] for number in numbers]
        entries = [entry for entry in feeds.entries(result, address, hashes) if entry.item_hash not in seen]
    else:  # items in items, or items that are none: a hash of its own for each
        every = islice(feeds.entries(result, address), ITEM_LIMIT)
        entries = [replace(entry, item_hash=_hash(repr(entry))) for entry in every]
    skip_hours, skip_days = feeds.skipped(pieces.around)
    hub, topic = feeds.pushed(pieces.around, address)
    parsed = _parsed(
        result["version"] or "xml",
        feeds.title(result),
        feeds.language(result),
        entries,
        choice,
        pieces.complete,
        tuple(identity(pieces.items[number]) for number in choice.held),
    )
    return replace(
        parsed,
        apart=apart and numbers == choice.unseen,
        ttl_s=feeds.ttl_s(result),
        skip_hours=skip_hours,
        skip_days=skip_days,
        older=feeds.older(pieces.around, address),
        hub=hub,
        topic=topic,
    )


def _parse_sitemap(news: Sitemap, seen: frozenset[bytes]) -> Parsed | ParseError:
    if not news.items and not news.sitemaps and news.complete:
        return ParseError("not_a_feed", "the sitemap has no news")
    choice = _choose(map(_hash, news.items), seen)
    entries = [sitemap.entry(news.items[number], news, choice.hashes[number]) for number in choice.unseen]
    lang = sitemap.language(news.items[0], news) if news.items else None
    held = tuple(sitemap.identity(news.items[number], news) for number in choice.held)
    parsed = _parsed("sitemap", news.publication, lang, entries, choice, news.complete, held)
    return replace(parsed, sitemaps=news.sitemaps)


def _load_json(
    text: str, seen: frozenset[bytes]
) -> tuple[dict[str, Any], list[dict[str, Any]], bool, _Choice] | ParseError:
    loaded = jsonfeed.load(text)
    if isinstance(loaded, ParseError):
        return loaded
    head, items, complete = loaded
    try:
        hashes = [_hash(json.dumps(item, sort_keys=True)) for item in items]
    except RecursionError:  # reading reaches a little deeper than writing
        return ParseError("not_a_feed", "the JSON is nested too deep")
    return head, items, complete, _choose(hashes, seen)


def _parse_json(text: str, seen: frozenset[bytes], address: str) -> Parsed | ParseError:
    loaded = _load_json(text, seen)
    if isinstance(loaded, ParseError):
        return loaded
    head, items, complete, choice = loaded
    entries = [jsonfeed.entry(items[number], head, choice.hashes[number]) for number in choice.unseen]
    kind = "json11" if str(head["version"]).rstrip("/").endswith("1.1") else "json1"
    held = tuple(jsonfeed.identity(items[number]) for number in choice.held)
    parsed = _parsed(kind, jsonfeed.title(head), jsonfeed.language(head), entries, choice, complete, held)
    hub, topic = jsonfeed.pushed(head, address)
    return replace(parsed, older=jsonfeed.older(head, address), hub=hub, topic=topic)


def _parsed(
    kind: str,
    title: str,
    lang: str | None,
    entries: list[FeedItem],
    choice: _Choice,
    complete: bool,
    held: tuple[tuple[str, str], ...],
) -> Parsed:
    return Parsed(
        format=kind,
        title=title,
        lang=lang,
        entries=tuple(entries),
        item_hashes=choice.hashes,
        guids=tuple(entry.guid for entry in entries),
        held=held,
        complete=complete,
        total=max(choice.total, choice.overlap + len(entries)),
        overlap=choice.overlap,
        refused=choice.refused,
        warnings=choice.warnings + (() if complete else ("the document was cut off",)),
    )
