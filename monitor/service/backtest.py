"""Story files, and what a rule set does to them: the backtest.

A story file is JSON lines with `id, title, summary, body?, url?, published, source, lang`, plain or gzipped;
`label` is used when it is there.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from monitor.errors import UsageError
from monitor.match import Matcher
from monitor.model import Hit, Story, leading
from monitor.normalize import clean_text, safe_link

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Line:
    """One story of a file: its id there, the story, and its label (`""`: none)."""

    id: str
    story: Story
    label: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """One story that the rules flag, as the leading hit says."""

    id: str
    title: str
    hit: Hit
    hits: tuple[Hit, ...]
    label: str = ""


def read_stories(path: Path) -> Iterator[Line]:
    """The stories of a file. Raises `UsageError` with the line's number for a line that is no story."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                record = json.loads(text)
                yield Line(str(record["id"]), story_of(record), str(record.get("label") or ""))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UsageError(
                    f"{path}, line {number}: not a story ({type(error).__name__}: {error}); a line is one JSON object with id and title."
                ) from error


def story_of(record: dict[str, object]) -> Story:
    """A record of a story file as a `Story`; its text is cleaned as a feed's would be."""

    def text(key: str) -> str:
        return clean_text(str(record.get(key) or ""))

    source, url = text("source"), safe_link(text("url"))
    return Story(
        key=str(record["id"]),
        title=clean_text(str(record["title"] or "")),
        summary=text("summary"),
        body=text("body"),
        url=url,
        source=source,
        host=urlsplit(url or source).hostname or "",
        lang=text("lang") or None,
        published_raw=text("published"),
    )


def flag(matcher: Matcher, lines: Iterator[Line]) -> Iterator[tuple[Line, Flagged | None]]:
    """Each story with what the rules say of it."""
    for line in lines:
        hits = matcher.match(line.story)
        hit = leading(hits)
        yield line, Flagged(line.id, line.story.title, hit, hits, line.label) if hit else None


def record_of(flagged: Flagged) -> dict[str, object]:
    """The line that `rules backtest --json` prints for a flagged story."""
    spans = [[span.field, span.start, span.end] for one in flagged.hits for span in one.spans]
    return {
        "id": flagged.id,
        "kind": flagged.hit.kind.value,
        "stage": flagged.hit.stage.value,
        "rules": [one.rule for one in flagged.hits],
        "spans": spans,
    }
