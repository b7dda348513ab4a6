"""Labelled stories, and how they are split: all stories of one agreement stand on one side."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from html import unescape
from pathlib import Path

import feedparser

from monitor.clauses import Names, Reader, candidates, parse_names
from monitor.judge import MODIFIERS, Frames, describe, read_clause, read_frames, story_features
from monitor.model import Story
from monitor.rules.vocabulary import Vocabulary, fingerprint_of, parse_vocabulary
from monitor.service.packaged import GAZETTEER
from training.stories import LABELS, read_own

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
OWN = ROOT / "training" / "labelled"
CORPORA = ("stories-labelled.jsonl.gz", "stories-labelled-2.jsonl.gz", "stories-idiomatic.jsonl")
NATURAL = "feeds"  # source of the stories of real feeds
STREAM = "stream-2023-02.jsonl.gz"
VERDICTS = ROOT / "tests" / "gate" / "stream-2023-02-verdicts.csv"
NEWS = 5  # stories that tell of an exit from an agreement before its exit was the month's news
# labels by class of a verdict
_VERDICTS = {
    "threat or plan": "threat",
    "analysis": "after",
    "looking back": "after",
}
PARTS = ("first",) * 4 + ("second",) * 4 + ("third",) * 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """A story with its label (of `monitor.judge.LABELS`), the group of its agreement, and the features of its
    candidates.
    """

    id: str
    lang: str
    source: str
    label: str
    group: str
    candidates: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, ...], ...] = ()  # of each candidate, what the gate knew


def vocabulary() -> Vocabulary:
    """The vocabulary of this checkout."""
    folder = RULES / "vocabulary"
    paths = [*sorted(folder.glob("*.toml")), *sorted((folder / "forms").glob("*.txt"))]
    texts = {str(path): path.read_text(encoding="utf-8") for path in paths}
    return parse_vocabulary(texts, fingerprint_of(texts))


def names() -> Names:
    """The names of this checkout."""
    folders = (RULES / "vocabulary", RULES / "names")
    paths = [
        *(path for folder in folders for path in sorted(folder.glob("*.toml"))),
        *(RULES / name for name in GAZETTEER),
    ]
    return parse_names({str(path): path.read_text(encoding="utf-8") for path in paths})


def frames() -> Frames:
    """The frames of this checkout."""
    path = RULES / "frames.toml"
    return read_frames({str(path): path.read_text(encoding="utf-8")}, vocabulary(), MODIFIERS)


def reader() -> Reader:
    """A reader over this checkout's vocabulary and names."""
    return Reader(vocabulary(), names())


def corpora() -> Path:
    """The folder of the corpora. Raises SystemExit, saying what to do, when it is not there."""
    folder = Path(os.environ.get("TREATY_MONITOR_CORPORA") or ROOT.parent / "shared" / "corpora")
    if not folder.is_dir():
        raise SystemExit(
            "make train reads corpora that are not in the repository: set TREATY_MONITOR_CORPORA to "
            "their folder."
        )
    return folder


def labelled(read_with: Reader) -> list[Labelled]:
    """All labelled stories, of the corpora and our own; of the corpora those on which labellers disagreed are
    left out.

    Raises RuleError for a story of our own that is not written as it must be.
    """
    groups = tomllib.loads((ROOT / "training" / "agreements.toml").read_text(encoding="utf-8"))["groups"]
    paths = [*(corpora() / name for name in CORPORA), *sorted(OWN.glob("*.jsonl"))]
    held = frames()
    stories = [
        (path, row) for path in paths for row in (read_own(path) if path.parent == OWN else read_rows(path))
    ]
    return [
        _described(row, path.name, groups, read_with, held) for path, row in stories if row["label"] in LABELS
    ]


def natural(read_with: Reader) -> list[Labelled]:
    """The stories of real feeds that hold a candidate: of nothing, but for those that `natural.csv`
    (id,label) names; and of a stream.
    """
    with (ROOT / "training" / "natural.csv").open(encoding="utf-8", newline="") as file:
        exits = {row["id"]: row["label"] for row in csv.DictReader(file)}
    held = frames()
    stories = []
    for row in _feed_rows():
        lang = read_with.language(_story(row))
        if lang is not None:
            stories.append(
                _described(
                    {**row, "lang": lang, "label": exits.get(row["id"], "no")}, NATURAL, {}, read_with, held
                )
            )
    return [story for story in [*stories, *_stream(read_with, held)] if story.candidates]


def is_learnt(story_id: str) -> bool:
    """True for the half of the stories of the stream that is learnt from; the gate measures the other one
    apart.
    """
    return split(story_id, 2) == 0


def _stream(read_with: Reader, held: Frames) -> Iterator[Labelled]:
    """One half of a natural stream: by their verdicts the stories that once alerted, of nothing the others;
    left out are those that name an agreement whose exit was that month's news, since nobody has read them.
    """
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        verdicts = {
            row["id"]: _VERDICTS.get(row["class"], "done" if row["verdict"] == "right" else "no")
            for row in csv.DictReader(file)
        }
    rows = [row for row in read_rows(corpora() / STREAM) if is_learnt(row["id"]) or row["id"] in verdicts]
    told = Counter(
        name for row in rows if verdicts.get(row["id"]) == "done" for name in _entries(read_with, row)
    )
    for row in rows:
        lang = read_with.language(_story(row))
        if lang is None or not is_learnt(row["id"]):
            continue
        if row["id"] in verdicts or not any(told[name] >= NEWS for name in _entries(read_with, row)):
            yield _described(
                {**row, "lang": lang, "label": verdicts.get(row["id"], "no")}, STREAM, {}, read_with, held
            )


def _entries(read_with: Reader, row: Mapping[str, str]) -> set[str]:
    """The agreements and bodies that a story names."""
    story = _story(row)
    reading = read_with.read(story, read_with.language(story) or "en")
    return {mark.value for sentence in (reading.sentences if reading else ()) for mark in sentence.entries}


def _feed_rows() -> Iterator[dict[str, str]]:
    """Headlines and summaries of the real feeds of the corpora, each once.

    The id is the document and the place in it.
    """
    seen: set[tuple[str, str]] = set()
    with tarfile.open(corpora() / "feeds.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() and "feeds-real/" in member.name else None
            if file is None:
                continue
            document = feedparser.parse(file.read())
            lang = document.feed.get("language") or ""
            for number, entry in enumerate(document.entries):
                title, summary = (_plain(entry.get(name) or "") for name in ("title", "summary"))
                if title and (title, summary) not in seen:
                    seen.add((title, summary))
                    yield {
                        "id": f"{member.name.partition('feeds-real/')[2]}#{number}",
                        "lang": lang,
                        "title": title,
                        "summary": summary,
                    }


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", markup)).split())[:600]


def read_rows(path: Path) -> list[dict[str, str]]:
    """The stories of a file, one JSON object a line."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def split(group: str, parts: int) -> int:
    """Which of `parts` a group belongs to: always the same one."""
    return int.from_bytes(blake2b(group.encode(), digest_size=4).digest()) % parts


def part(group: str) -> str:
    """The part a group belongs to. `first`: words may be read off its stories; weights are learnt on it and
    on `second`; thresholds are chosen on `third`, which nobody reads.
    """
    return PARTS[split(group, len(PARTS))]


def _described(
    row: dict[str, str], source: str, groups: dict[str, list[str]], read_with: Reader, held: Frames
) -> Labelled:
    reading = read_with.read(_story(row), row["lang"])
    described: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    if reading is not None:
        shared = story_features(reading)
        clauses = [(candidate, read_clause(candidate)) for candidate in candidates(reading)]
        described = tuple(
            tuple(describe(candidate, clause, held.with_feature(clause), shared))
            for candidate, clause in clauses
        )
        pairs = tuple(candidate.pair for candidate, _ in clauses)
    return Labelled(
        row["id"], row["lang"], source, LABELS[row["label"]], _group(row, groups), described, pairs
    )


def _story(row: Mapping[str, str]) -> Story:
    return Story(
        key=row["id"],
        title=row["title"],
        summary=row.get("summary") or "",
        body="",
        source="",
        host="",
        lang=row["lang"],
    )


def _group(row: dict[str, str], groups: dict[str, list[str]]) -> str:
    """The agreement that a story is about, whatever it calls it; a story about none is a group of its own."""
    name = (row.get("instrument") or row.get("agreement") or "").lower()
    return next(
        (group for group, words in groups.items() if any(word in name for word in words)), name or row["id"]
    )
