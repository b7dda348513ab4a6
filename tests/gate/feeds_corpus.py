"""The feed documents of the corpora (`feeds.tar.xz`), what feedparser alone makes of each, and the
differences that are explained.

For every gate that reads these documents, by function call or over HTTP: take `documents`, bring the number
of entries that you got for each, and give both to `assert_explained`.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest

from monitor.model import Parsed, ParseError
from monitor.parse import ITEM_LIMIT, Cut, cut, parse_feed
from monitor.parse.charset import decode

DIFFERENCES = Path(__file__).with_name("feeds-differences.toml")
ADDRESS = "https://feeds.example/feed"


def corpora() -> Path:
    """The folder of the corpora; without one the test is skipped, or fails where a gate must run (CI)."""
    folder = os.environ.get("TREATY_MONITOR_CORPORA")
    if folder:
        return Path(folder)
    reason = "the corpora are not part of the repository: set TREATY_MONITOR_CORPORA to their folder"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Path inside the archive and bytes of every document."""
    with tarfile.open(folder / "feeds.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None and not member.name.endswith("/LICENSE"):
                yield member.name.removeprefix("./"), file.read()


def expected(body: bytes) -> int:
    """How many entries feedparser alone finds in the text of `body`; for a JSON Feed, how many items it
    has.
    """
    text = decode(body, "")
    if isinstance(text, ParseError):
        return 0
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except ValueError:
            return 0
        items = document.get("items")
        return len(items) if "jsonfeed.org" in str(document.get("version")) and isinstance(items, list) else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")), sanitize_html=False, resolve_relative_uris=False
        )
    return min(len(result.entries), ITEM_LIMIT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one document came to. `trouble` names a broken promise of parse.py, or is empty."""

    path: str
    ours: int
    theirs: int
    result: str  # format or refusal
    trouble: str = ""


def examine(path: str, body: bytes) -> Outcome:
    """Parse a document whole, again with every second item seen, and cut into single items; runs in a
    child.
    """
    parsed = parse_feed(body, "", frozenset(), ADDRESS)
    theirs = expected(body)
    if isinstance(parsed, ParseError):
        return Outcome(path, 0, theirs, parsed.code)
    return Outcome(path, len(parsed.entries), theirs, parsed.format, _trouble(parsed, body))


def _trouble(parsed: Parsed, body: bytes) -> str:
    if len(parsed.entries) != len(parsed.item_hashes):
        return ""  # items in items: then nothing is promised of single items
    seen = frozenset(parsed.item_hashes[::2])
    again = parse_feed(body, "", seen, ADDRESS)
    if not isinstance(again, Parsed) or again.entries != tuple(
        entry for entry in parsed.entries if entry.item_hash not in seen
    ):
        return "the unseen items read differently beside seen ones"
    pieces = cut(body, "", seen)
    if not isinstance(pieces, Cut) or len(pieces.documents) != len(again.entries):
        return "there is not one document for each unseen item"
    return ""


def explained() -> dict[str, tuple[int, int]]:
    """Path -> (our entries, feedparser's), as the committed list has them."""
    return {
        entry["path"]: (entry["ours"], entry["theirs"])
        for entry in tomllib.loads(DIFFERENCES.read_text())["difference"]
    }


def assert_explained(ours: Mapping[str, int], theirs: Mapping[str, int]) -> None:
    """Fail for every path where the two numbers differ and the list does not say so, or says so wrongly."""
    found = {path: (ours[path], theirs[path]) for path in ours if ours[path] != theirs[path]}
    listed = explained()
    wrong = [
        f"{path}: {pair[0]} entries, feedparser alone {pair[1]}"
        for path, pair in sorted(found.items())
        if listed.get(path) != pair
    ]
    gone = [f"{path}: listed, but no longer so" for path in sorted(listed.keys() - found.keys())]
    assert not wrong + gone, "\n".join(
        [f"{len(wrong)} unexplained, {len(gone)} outdated in {DIFFERENCES.name}", *wrong, *gone]
    )
