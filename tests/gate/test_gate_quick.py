"""The quick reader agrees with feedparser on every stored document that it does not leave to it, and unseen items
read as they do in the whole document.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from gate.feeds_corpus import ADDRESS, corpora, documents

from monitor.model import FeedItem, Parsed, ParseError
from monitor.parse import feeds, parse_feed, quick
from monitor.parse.charset import decode
from monitor.parse.cut import Pieces, split

REAL = "feeds-real/"
QUICK_REAL = 0.95  # least share of the real feeds that the quick reader reads
FALLBACKS_REAL = 0.05  # most of the real feeds whose items cannot be read apart from each other

pytestmark = pytest.mark.gate


def prepared(body: bytes) -> bytes | None:
    """The document as it is given to a reader; None for what is no XML feed with items."""
    text = decode(body, "")
    pieces = split(text.lstrip("\ufeff \t\r\n")) if isinstance(text, str) and text.strip() else None
    if not isinstance(pieces, Pieces) or not pieces.items:
        return None
    return feeds.repair_references(pieces.only(frozenset(range(len(pieces.items))))).encode(
        "utf-8", "replace"
    )


def told(result: object) -> tuple[object, ...]:
    """All that is used of a reader's result."""
    head = (feeds.title(result), feeds.language(result), feeds.ttl_s(result), result["version"])  # type: ignore[index]
    return (list(feeds.entries(result, ADDRESS)), *head)


def test_both_readers_agree_on_every_stored_document() -> None:
    given, read, wrong = {True: 0, False: 0}, {True: 0, False: 0}, []
    for path, body in documents(corpora()):
        document = prepared(body)
        if document is None:
            continue
        given[path.startswith(REAL)] += 1
        result = quick.read(document)
        if result is not None:
            read[path.startswith(REAL)] += 1
            if told(result) != told(feeds.read_slowly(document)):
                wrong.append(path)
    print(
        f"\nread quickly: {read[True]} of {given[True]} real feeds, "
        f"{read[False]} of {given[False]} other documents with items"
    )
    assert wrong == []
    assert given[True] > 100
    assert read[True] >= QUICK_REAL * given[True]


def subsets(hashes: tuple[bytes, ...]) -> list[frozenset[bytes]]:
    """What may have been seen before: all, all but the first, every second, nothing."""
    return [frozenset(hashes), frozenset(hashes[1:]), frozenset(hashes[::2]), frozenset()]


def texts(entries: tuple[FeedItem, ...]) -> list[FeedItem]:
    """The entries without their hashes."""
    return [replace(entry, item_hash=b"") for entry in entries]


def trouble(whole: Parsed, again: Parsed, seen: frozenset[bytes]) -> str:
    """What differs between the unseen items read alone and read in the whole document. Of items in items, which have
    no hash of their own there, only the texts must be the same.
    """
    if not whole.apart:
        known = texts(whole.entries)
        return "" if all(entry in known for entry in texts(again.entries)) else "other texts"
    if again.entries != tuple(entry for entry in whole.entries if entry.item_hash not in seen):
        return "other entries"
    head = (again.title, again.lang, again.format, again.ttl_s, again.item_hashes)
    same = head == (whole.title, whole.lang, whole.format, whole.ttl_s, whole.item_hashes)
    return "" if same else "another head"


def test_unseen_items_read_as_in_the_whole_document_or_all_are_read() -> None:
    several, fallbacks, wrong = {True: 0, False: 0}, {True: 0, False: 0}, []
    for path, body in documents(corpora()):
        whole = parse_feed(body, "", frozenset(), ADDRESS)
        if isinstance(whole, ParseError) or len(whole.item_hashes) < 2:
            continue
        several[path.startswith(REAL)] += 1
        apart = whole.apart
        for seen in subsets(whole.item_hashes):
            again = parse_feed(body, "", seen, ADDRESS)
            assert isinstance(again, Parsed)
            apart = apart and again.apart
            if problem := trouble(whole, again, seen):
                wrong.append(f"{path}, {len(seen)} of {len(whole.item_hashes)} seen: {problem}")
        fallbacks[path.startswith(REAL)] += not apart
    print(
        f"\nread whole: {fallbacks[True]} of {several[True]} real feeds with two items or more, "
        f"{fallbacks[False]} of {several[False]} other documents"
    )
    assert wrong == []
    assert fallbacks[True] < FALLBACKS_REAL * several[True]
