"""Story files, and the result of a rule set on them: the backtest.

A story file is JSON lines with `id, title, summary, body?, url?, published, source, lang`, plain or
gzipped; `label` is used if it is there.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from monitor.errors import UsageError
from monitor.judge import Detector
from monitor.match import Matcher, Score, load, score
from monitor.model import Hit, Kind, Story, leading
from monitor.normalize import clean_text, language_code, lead, safe_link
from monitor.service import knowledge

T = TypeVar("T")

GZIP = b"\x1f\x8b"
Matched = tuple[str | None, tuple[Hit, ...]]  # a story's language, and its hits

BATCH = 500  # stories handed to a process at once


@dataclass(frozen=True, slots=True)
class Line:
    """One story of a file: its id there, the story, and its label (`""`: none)."""

    id: str
    story: Story
    label: str = ""


def read_stories(path: Path) -> Iterator[Line]:
    """The stories of a file. Raises `UsageError` with the line's number for a line that is no story."""
    return read_records(
        path, lambda record: Line(str(record["id"]), story_of(record), str(record.get("label") or ""))
    )


def read_records(path: Path, made: Callable[[dict[str, Any]], T]) -> Iterator[T]:
    """The result of `made` for each line of a story file.

    Raises `UsageError` with the line's number for a line that is no story.
    """
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                yield made(json.loads(text))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UsageError(
                    f"{path}, line {number}: not a story ({type(error).__name__}: {error}); a line is "
                    "one JSON object with id and title."
                ) from error


def story_of(record: dict[str, object]) -> Story:
    """A record of a story file as a `Story`; its text is cleaned as a feed's would be."""

    def text(key: str) -> str:
        return clean_text(str(record.get(key) or ""))

    source, url, body = text("source"), safe_link(text("url")), text("body")
    return Story(
        key=str(record["id"]),
        title=clean_text(str(record["title"] or "")),
        summary=text("summary") or lead(body),
        body=body,
        url=url,
        source=source,
        host=urlsplit(url or source).hostname or "",
        lang=text("lang") or None,
        published_raw=text("published"),
    )


def flag(
    lines: Iterable[Line], texts: Mapping[str, str], *, workers: int = 0
) -> Iterator[tuple[Line, tuple[Hit, ...]]]:
    """Each story, in its language, with its hits under the rules of `texts` (path to text), in order.

    `workers`: the number of processes that match batches of stories, each with its own rules; 0 matches
    in this process.
    """
    if not workers:
        detector = Detector(Matcher(load(texts)), partial(knowledge.judge, texts))
        for line in lines:
            story, hits = detector.read(line.story)
            yield replace(line, story=story), hits
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(texts,)) as pool:
        waiting: deque[tuple[list[Line], Future[list[Matched]]]] = deque()
        for batch in _batches(lines):
            waiting.append((batch, pool.submit(_match, [line.story for line in batch])))
            if len(waiting) > 2 * workers:
                yield from _done(*waiting.popleft())
        while waiting:
            yield from _done(*waiting.popleft())


_detector: Detector | None = None  # of a worker process


def _prepare(texts: Mapping[str, str]) -> None:
    global _detector
    _detector = Detector(Matcher(load(texts)), partial(knowledge.judge, texts))


def _match(stories: list[Story]) -> list[Matched]:
    assert _detector is not None
    return [(story.lang, hits) for story, hits in map(_detector.read, stories)]


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    source = iter(lines)
    while batch := list(islice(source, BATCH)):
        yield batch


def _done(batch: list[Line], matched: Future[list[Matched]]) -> Iterator[tuple[Line, tuple[Hit, ...]]]:
    for line, (lang, hits) in zip(batch, matched.result(), strict=True):
        yield replace(line, story=replace(line.story, lang=lang)), hits


def record_of(line: Line, hits: tuple[Hit, ...]) -> dict[str, object] | None:
    """The line that `rules backtest --json` prints for a flagged story; None for one without hits.

    `passing` (true) is present if the story tells its exit in passing: it alerts only if nobody was
    told of the exit yet.
    """
    hit = leading(hits)
    if hit is None:
        return None
    spans = [[span.field, span.start, span.end] for rule_hit in hits for span in rule_hit.spans]
    return {
        "id": line.id,
        "kind": hit.kind.of_act.value,
        "stage": hit.stage.value,
        "score": hit.score or 1.0,
        "rules": [rule_hit.rule for rule_hit in hits],
        "spans": spans,
        **({"passing": True} if hit.kind is Kind.PASSING else {}),
    }


# the label of a story -> the kind it should be flagged with
WANTED = {
    "done": Kind.ACT.value,
    "threat": Kind.THREAT.value,
}


@dataclass
class Tally:
    """The figures of a backtest. Labels are those of `WANTED`; stories with other labels should not
    alert.

    `covered` are the codes of the languages that rules or vocabulary cover; `uncovered` counts other
    stories by language.
    """

    covered: Collection[str]
    stories: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    labels: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    rows: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    uncovered: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line, hits: tuple[Hit, ...]) -> None:
        """Counts one story."""
        self.stories += 1
        hit = leading(hits)
        kind = hit.kind.of_act.value if hit else "none"
        self.kinds[kind] += 1
        code = language_code(line.story.lang)
        if code and code not in self.covered:
            self.uncovered[code] += 1
        if not line.label or line.label == "unsure":
            return
        lang = line.story.lang or "?"
        self.labels.setdefault((lang, line.label), Counter())[kind] += 1
        self.rows.append((line.id, lang, WANTED.get(line.label), kind if hit and hit.kind.alerts else None))

    def scores(self) -> dict[str, Score]:
        """Precision, recall and kind accuracy by language; "" is all together."""
        return score(self.rows)
