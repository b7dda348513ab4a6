"""The judge of clauses: stories a second beside the reading of their words, in one run; and what a candidate
costs.

The stories are those of the corpora when TREATY_MONITOR_CORPORA is set, else made up in the same length.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from monitor.clauses import candidates
from monitor.judge import Detector
from monitor.match import Document, Matcher
from monitor.model import Story
from monitor.rules import Rules
from monitor.service import knowledge

pytestmark = pytest.mark.bench

STORIES, RUNS = 4000, 3
CANDIDATE_S = 0.001
SHARE = 8.0  # CPU of words and judge against that of the words alone, at most
WORDS = tuple(
    """the a of to in on and for with after over says its new minister council market storm players hospital election talks
    prices coach city school police report people year week company border leaders vote plan energy film island railway""".split()  # noqa: SIM905
)


def stream() -> list[Story]:
    """Natural news in English, or what looks like it; one story in forty speaks of leaving an agreement."""
    corpora = os.environ.get("TREATY_MONITOR_CORPORA")
    if corpora:
        with gzip.open(Path(corpora) / "stream-2023-02.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in islice(lines, STORIES)]
        return [
            Story(key=row["id"], title=row["title"], summary=row.get("summary") or "", lang=row["lang"])
            for row in rows
        ]
    chance = random.Random(1)
    return [made_up(number, chance) for number in range(STORIES)]


def made_up(number: int, chance: random.Random) -> Story:
    title, summary = (" ".join(chance.choices(WORDS, k=count)).capitalize() for count in (10, 40))
    if number % 40 == 0:
        title = f"Zambia may quit the fisheries treaty, {title}"
    return Story(key=str(number), title=title, summary=f"{summary}.", lang="en")


def cpu_s(work: Callable[[Story], object], stories: list[Story]) -> float:
    """CPU seconds for all stories: the least of some runs."""
    taken = []
    for _ in range(RUNS):
        before = time.process_time()
        for story in stories:
            work(story)
        taken.append(time.process_time() - before)
    return min(taken)


def test_the_judge_costs_little_more_than_reading_the_words() -> None:
    stories = stream()
    detector = Detector(Matcher(Rules()), knowledge.judge)
    ways: dict[str, Callable[[Story], object]] = {
        "words": lambda story: Document.of(story).view,  # reads the words of each field
        "words and judge": detector.detect,
    }
    for work in ways.values():
        for story in stories:
            work(story)
    taken = {name: cpu_s(work, stories) for name, work in ways.items()}
    print()
    for name, seconds in taken.items():
        print(
            f"{name:16} {len(stories) / seconds:7.0f} stories/s, {seconds / len(stories) * 1e6:5.0f} us "
            "a story"
        )
    assert taken["words and judge"] / taken["words"] <= SHARE


def test_a_candidate_takes_less_than_a_millisecond() -> None:
    judge = knowledge.judge()
    count = 0
    held = []
    for story in stream():
        lang = judge.reader.language(story)
        reading = judge.reader.read(story, lang) if lang else None
        if reading is not None and (pairs := len(candidates(reading))):
            held.append(story)
            count += pairs
    seconds = cpu_s(judge.judge, held)
    print(
        f"\n{count} candidates in {len(held)} stories: {seconds / count * 1e6:.0f} us each, reading included"
    )
    assert count
    assert seconds / count <= CANDIDATE_S
