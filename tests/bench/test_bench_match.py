"""Match: stories a second against (a) one `re` a word of every rule, (b) pyahocorasick with candidate
evaluation.

The three answer alike, and as the oracle does. The stories are those of the corpora when
TREATY_MONITOR_CORPORA is set, else made up with the same shape: 41 words, some words in every story and most
in few. All engines are handed words: making words of a text is no part of what is compared. What an engine
takes to build, from the texts of queries, is measured in a process of its own.
"""

from __future__ import annotations

import bisect
import gzip
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import ahocorasick
import pytest

from monitor.match import Document, Index, oracle
from monitor.match.story_index import StoryIndex
from monitor.query import Query, parse_query

pytestmark = pytest.mark.bench

STORIES = 4000
NEAR = 8
BUILD_TIMES = 3  # what building may take, in times of pyahocorasick


@dataclass(frozen=True)
class Rule:
    """What all engines understand: words or phrases that must be there, one of some, none of some, two near
    each other.
    """

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    near: tuple[str, str] | None = None

    def query(self) -> Query:
        return parse_query(self.text())

    def text(self) -> str:
        parts = [f'"{leaf}"' for leaf in self.every]
        if self.some:
            parts.append("(" + " OR ".join(f'"{leaf}"' for leaf in self.some) + ")")
        if self.near:
            parts.append(f'"{self.near[0]}" NEAR/{NEAR} "{self.near[1]}"')
        return " ".join([*parts, *(f'NOT "{leaf}"' for leaf in self.none)])

    def leaves(self) -> tuple[str, ...]:
        return (*self.every, *self.some, *self.none, *(self.near or ()))


# ---------------------------------------------------------------- stories and rules


def real() -> list[str]:
    """Stories of the corpora, plain letters only: the other engines fold nothing."""
    corpora = os.environ.get("TREATY_MONITOR_CORPORA")
    if not corpora:
        return []
    found: list[str] = []
    with gzip.open(Path(corpora) / "stream-2023-02.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = f"{record['title']}. {record.get('summary') or ''}"
            if text.isascii() and "_" not in text:
                found.append(re.sub(r"(?<=\b\w)\.(?=\w\b)", " ", text))
            if len(found) == STORIES:
                break
    return found


def made_up() -> list[str]:
    rnd = random.Random(1)
    names = sorted(
        {
            "".join(rnd.choices("bcdfghklmnprstvz", k=1) + rnd.choices("aeiou", k=1)) * 1
            + "".join(rnd.choices("aeioulnrst", k=rnd.randint(1, 6)))
            for _ in range(30_000)
        }
    )
    rnd.shuffle(names)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(names))))
    return [
        ". ".join(
            " ".join(rnd.choices(names, cum_weights=weights, k=rnd.randint(8, 20))).capitalize()
            for _ in range(3)
        )
        for _ in range(STORIES)
    ]


TEXTS = real() or made_up()
READ = [Document(text) for text in TEXTS]
WORDS = [story.texts[0].words for story in READ]


def rules(count: int) -> list[Rule]:
    """See `each_rule`."""
    return list(each_rule(count))


def each_rule(count: int) -> Iterator[Rule]:
    """AND, OR, NOT, phrases that occur and NEAR: two to four words (one in a phrase) that up to one story in
    twenty has, common ones more often.
    """
    rnd = random.Random(2)
    stories = Counter(word for words in WORDS for word in set(words))
    names = sorted(word for word, times in stories.items() if times <= len(TEXTS) / 20 and len(word) > 2)
    weights = list(accumulate(stories[name] ** 0.5 for name in names))

    def some(number: int) -> tuple[str, ...]:
        return tuple(rnd.choices(names, cum_weights=weights, k=number))

    rare = set(names)
    pairs = sorted(
        {
            f"{one} {other}"
            for words in WORDS
            for one, other in pairwise(words)
            if one in rare or other in rare
        }
    )

    def phrase() -> tuple[str, ...]:
        return (rnd.choice(pairs),)

    makers: list[Callable[[], Rule]] = [
        lambda: Rule(every=some(2)),
        lambda: Rule(every=some(1), some=some(3)),
        lambda: Rule(every=some(2), none=some(1)),
        lambda: Rule(every=phrase()),
        lambda: Rule(near=some(2)),  # type: ignore[arg-type]  # two of them
        lambda: Rule(every=some(1), near=some(2)),  # type: ignore[arg-type]  # two of them
        lambda: Rule(every=(*phrase(), *some(1))),
        lambda: Rule(every=some(3)),
    ]
    return (makers[number % len(makers)]() for number in range(count))


# ---------------------------------------------------------------- the engines


class Naive:
    """(a) One compiled `re` a leaf, every rule asked of every story."""

    def __init__(self, standing: list[Rule]) -> None:
        self.rules = [
            tuple(
                [re.compile(self._leaf(leaf)) for leaf in leaves]
                for leaves in (rule.every, rule.some, rule.none)
            )
            for rule in standing
        ]
        self.near = [re.compile(self._near(*rule.near)) if rule.near else None for rule in standing]

    @staticmethod
    def _leaf(leaf: str) -> str:
        return r"\b" + r"[^a-z0-9]+".join(map(re.escape, leaf.split())) + r"\b"

    @staticmethod
    def _near(one: str, other: str) -> str:
        between = rf"[^a-z0-9]+(?:[a-z0-9]+[^a-z0-9]+){{0,{NEAR}}}"
        return rf"\b{one}\b{between}{other}\b|\b{other}\b{between}{one}\b"

    def matching(self, story: Document) -> list[int]:
        low = " ".join(story.texts[0].words)
        return [
            number
            for number, ((every, some, none), near) in enumerate(zip(self.rules, self.near, strict=True))
            if all(leaf.search(low) for leaf in every)
            and (not some or any(leaf.search(low) for leaf in some))
            and not any(leaf.search(low) for leaf in none)
            and (near is None or near.search(low))
        ]


class Corasick:
    """(b) All leaves in one automaton; the rules whose rarest needed leaf was found are evaluated."""

    def __init__(self, standing: Iterable[Rule]) -> None:
        self.rules = list(standing)
        times = Counter(word for words in WORDS for word in set(words))
        self.automaton = ahocorasick.Automaton()
        for leaf in {leaf for rule in self.rules for leaf in rule.leaves()}:
            self.automaton.add_word(f" {leaf} ", (leaf, len(leaf)))
        self.automaton.make_automaton()
        self.waiting: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            needed = (*rule.every, *(rule.near or ()))
            self.waiting[min(needed, key=lambda leaf: min(times[word] for word in leaf.split()))].append(
                number
            )

    def matching(self, story: Document) -> list[int]:
        plain = f" {' '.join(story.texts[0].words)} "
        where: dict[str, list[int]] = defaultdict(list)
        for end, (leaf, size) in self.automaton.iter(plain):
            where[leaf].append(end - size)
        woken = [number for leaf in where for number in self.waiting.get(leaf, ())]
        if not woken:
            return []
        gaps = [at for at, letter in enumerate(plain) if letter == " "]
        return [number for number in woken if self._true(self.rules[number], where, gaps)]

    def _true(self, rule: Rule, where: dict[str, list[int]], gaps: list[int]) -> bool:
        if not all(leaf in where for leaf in rule.every) or any(leaf in where for leaf in rule.none):
            return False
        if rule.some and not any(leaf in where for leaf in rule.some):
            return False
        if rule.near is None:
            return True
        one, other = ([bisect.bisect(gaps, at) for at in where.get(leaf, ())] for leaf in rule.near)
        return any(0 < abs(a - b) <= NEAR + 1 for a in one for b in other)


class Ours:
    def __init__(self, standing: Iterable[Rule]) -> None:
        self.index = Index()
        for number, rule in enumerate(standing):
            self.index.add(str(number), rule.query())

    def matching(self, story: Document) -> list[int]:
        return [int(number) for number in self.index.matching(story)]


def rate(matching: Callable[[Document], list[int]], stories: list[Document], rounds: int = 3) -> float:
    """Stories a second of CPU: the best of some rounds after one to warm up, since the machine is shared."""
    best = 0.0
    for _ in range(rounds + 1):
        for story in stories:
            forget(story)
        start = time.process_time()
        for story in stories:
            matching(story)
        best = max(best, len(stories) / (time.process_time() - start))
    return best


def forget(story: Document) -> None:
    """Leave only the words of a story: what is made of them is part of matching."""
    story._vocabulary = story._joined = None
    for text in story.texts:
        text._places = text._sentences = None


def same(one: Iterable[int], other: Iterable[int]) -> bool:
    return sorted(one) == sorted(other)


# ---------------------------------------------------------------- figures


def test_all_engines_answer_as_the_oracle() -> None:
    standing = rules(400)
    engines = [Ours(standing), Naive(standing), Corasick(standing)]
    queries = [rule.query() for rule in standing]
    matches = 0
    for story in READ[:150]:
        expected = [number for number, query in enumerate(queries) if oracle(query, story) is not None]
        matches += len(expected)
        for engine in engines:
            assert same(engine.matching(story), expected), (type(engine).__name__, story.texts[0].text)
    assert matches
    standing = rules(5000)
    ours, corasick = Ours(standing), Corasick(standing)
    for story in READ[:1000]:
        assert same(ours.matching(story), corasick.matching(story)), story.texts[0].text


def test_a_thousand_queries_are_a_hundred_times_faster_than_one_re_a_rule() -> None:
    standing = rules(1000)
    ours, naive = rate(Ours(standing).matching, READ), rate(Naive(standing).matching, READ[:100], rounds=1)
    print(f"\n1,000 queries: {ours:,.0f} stories/s, one re a rule {naive:,.0f}, {ours / naive:.0f}x")
    assert ours / naive >= 100


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_own_queries_are_matched_as_fast_as_with_pyahocorasick(count: int) -> None:
    standing = rules(count)
    ours, corasick = Ours(standing), Corasick(standing)
    stories = READ[:1000]
    first = rate(ours.matching, stories, rounds=0)  # no story has woken a query before
    pairs = [(rate(ours.matching, stories, 2), rate(corasick.matching, stories, 2)) for _ in range(2)]
    best = max(one / other for one, other in pairs)
    print(f"\n{count:,} queries: {max(pairs)[0]:,.0f} stories/s ({first:,.0f} in the first round),", end=" ")
    print(f"pyahocorasick {max(pairs)[1]:,.0f}, {best:.2f}x")
    assert best >= 1
    assert first >= max(pairs)[1]


def build(engine: str, count: int) -> None:
    """Print the CPU seconds and the MB that an engine takes to build.

    The texts or rules that it keeps count as memory, not as time.
    """
    before = memory_mb()
    given: list[Rule] | list[str] = (
        rules(count) if engine == "Corasick" else [rule.text() for rule in each_rule(count)]
    )
    start = time.process_time()
    if engine == "Corasick":
        built: object = Corasick(given)  # type: ignore[arg-type]  # rules
    else:
        built = index = Index()
        for number, text in enumerate(given):
            index.add(str(number), parse_query(text))  # type: ignore[arg-type]  # texts
    print(time.process_time() - start, memory_mb() - before, built is not None)


def memory_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]  # Linux always has it


def in_own_process(engine: str, count: int) -> tuple[float, float]:
    code = f"import test_bench_match as bench; bench.build({engine!r}, {count})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, check=True, capture_output=True, text=True
    )
    seconds, mb, _ = done.stdout.split()
    return float(seconds), float(mb)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("count", [10_000, 100_000])
def test_own_queries_are_built_in_a_few_times_what_pyahocorasick_takes(count: int) -> None:
    pairs = [(in_own_process("Ours", count), in_own_process("Corasick", count)) for _ in range(2)]
    (seconds, mb), (other_seconds, other_mb) = (
        tuple(map(min, zip(*runs, strict=True))) for runs in zip(*pairs, strict=True)
    )
    print(
        f"\n{count:,} queries: read and built in {seconds:.2f} s and {mb:.0f} MB, pyahocorasick "
        f"{other_seconds:.2f} s and {other_mb:.0f} MB"
    )
    assert seconds <= BUILD_TIMES * other_seconds
    assert mb <= 2 * other_mb


def test_growth_with_the_number_of_queries() -> None:
    rates: dict[int, float] = {}
    print()
    for count in (10, 1000, 10_000, 100_000):
        engine = Ours(each_rule(count))
        rates[count] = rate(engine.matching, READ[:1000], 2)
        woken = sum(len(engine.index.selected(StoryIndex(story))) for story in READ[:500]) / 500
        other = rate(Corasick(each_rule(count)).matching, READ[:1000], 2)
        print(
            f"{count:>7,} queries: {rates[count]:>8,.0f} stories/s, pyahocorasick {other:>8,.0f}; "
            f"{woken:.2f} selected a story"
        )
    assert rates[100_000] > rates[10_000] / 10


def test_adding_and_removing_a_query_of_ten_thousand_takes_less_than_a_millisecond() -> None:
    engine = Ours(each_rule(10_000))
    rate(engine.matching, READ[:1000], 1)
    queries = [rule.query() for rule in rules(10_200)[10_000:]]
    start = time.process_time()
    for number, query in enumerate(queries):
        engine.index.add(f"new{number}", query)
    for number in range(len(queries)):
        engine.index.remove(f"new{number}")
    taken = (time.process_time() - start) / len(queries) * 1000
    print(f"\nadd and remove: {taken:.3f} ms")
    assert taken < 1
