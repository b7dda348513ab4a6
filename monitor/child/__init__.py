"""The tasks of a child process. Arguments and results are plain values.

hold(knowledge, detector)  prepares a child before its first task
flagging(story)            a stored story -> its hits
judged(story, number)      a story that no feed brought -> the story with its language, and its hits
read_document(received)    a feed's bytes -> its stories with their hits
cut(body, ...)             the same bytes -> a document for each unseen item (`parse.cut`)
terminations(flagged)      a flagged story -> the terminations that it states
explained(story)           a story -> why it is flagged or not, and what it states
tried(files)               rule files -> the number of their rules, if their examples hold
fitting(files, stories)    rule files -> the stories that their rules match

The service imports this module too: what only a child needs (parser, rules, judge, extraction) is imported
when a task asks for it, or by the fork server, which imports `held`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from monitor.errors import RuleError
from monitor.model import Feed, Hit, Parsed, ParseError, Story, Termination

if TYPE_CHECKING:
    from monitor.child.held import Held
    from monitor.clauses import Detect
    from monitor.judge import Why
    from monitor.match import Matcher
    from monitor.parse import Cut

    # path of a model -> a function that gives the probable languages of a text
    DetectorAt = Callable[[str], Detect | None]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The texts that stories are judged with, path to text: rule files, lexicon, vocabulary.

    `key` changes with the texts; `languages` is the path of the model for language detection, "" for none.
    """

    key: str
    rules: Mapping[str, str]
    lexicon: Mapping[str, str]
    vocabulary: Mapping[str, str]
    languages: str = ""

    @classmethod
    def of(
        cls,
        rules: Mapping[str, str],
        lexicon: Mapping[str, str],
        vocabulary: Mapping[str, str] | None = None,
        languages: str = "",
        key: str = "",
    ) -> Knowledge:
        """From files. Without a vocabulary stories are judged by the rules alone. `key`: one that stands for
        these texts, so that they need not be digested.
        """
        words = vocabulary or {}
        if not key:
            digest = blake2b(digest_size=16)
            for texts in (rules, lexicon, words):
                digest.update(repr(sorted(texts.items())).encode("utf-8", "replace"))
            key = digest.hexdigest()
        return cls(key, rules, lexicon, words, languages)


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it was received. `seen`: hashes of the items that are not parsed again; `now` is aware,
    UTC.
    """

    body: bytes
    content_type: str
    seen: frozenset[bytes]
    url: str  # what relative links are joined to
    feed: Feed
    now: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A story with its hits. `says`: what a depositary's notice notifies, in a word or two (`exit`,
    `accession`, `unclear`); "" for other stories, and for a mail that is no notice.
    """

    story: Story
    hits: tuple[Hit, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A parsed document: `parsed` without its entries, and the stories with their hits."""

    parsed: Parsed
    stories: tuple[tuple[Story, tuple[Hit, ...]], ...]


@dataclass(frozen=True, slots=True)
class Flagged:
    """A story with its hits; `published` is the day to which "on Friday" refers."""

    story: Story
    hits: tuple[Hit, ...]
    published: date | None


def no_detector(path: str) -> Detect | None:
    """No language detection: stories have the language that they or their feeds name."""
    return None


_held: Held | None = None


def hold(knowledge: Knowledge, detector_at: DetectorAt = no_detector) -> None:
    """Prepares this process for tasks; does nothing in a child whose fork server has prepared the same
    knowledge. Raises `RuleError`.
    """
    global _held
    from monitor.child.held import Held

    if not holds(knowledge.key):
        _held = Held(knowledge, detector_at)


def holds(key: str) -> bool:
    """True if this process is prepared with the knowledge of this key."""
    return _held is not None and _held.key == key


def warm(knowledge: Knowledge, detector_at: DetectorAt = no_detector, *, settling: bool = True) -> None:
    """Prepares what every child needs, for a process whose children share its memory; with `settling` also
    what reads flagged stories. Raises `RuleError`.
    """
    hold(knowledge, detector_at)
    _prepared().warm()
    if settling:
        _prepared().warm_extraction()


def ready(task: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Makes what a task needs to read flagged stories or notices, before the limit of its time begins: on a
    slow machine that takes as long as the limit, and no story is to blame for it.
    """
    reads_notices = task is read_document and arguments[0].feed.depositary is not None
    if reads_notices or task in (terminations, judged, explained):
        _prepared().warm_extraction()


def _prepared() -> Held:
    assert _held is not None
    return _held


def read_document(received: Received) -> Read | ParseError:
    """The stories of a document whose items are not in `seen`, each with its hits. Raises nothing for bytes
    that feedparser survives.
    """
    return _prepared().read_document(received)


def cut(body: bytes, content_type: str, seen: frozenset[bytes]) -> Cut | ParseError:
    """One document for each unseen item: see `monitor.parse.cut`."""
    from monitor import parse

    return parse.cut(body, content_type, seen)


def judged(story: Story, number: str = "") -> Judged:
    """A story that no feed brought, with its detected language and its hits. `number`: that of a notice."""
    return _prepared().judged(story, number)


def flagging(story: Story) -> tuple[Hit, ...] | None:
    """The hits of a story, a possible exit included; None if there are no rules and no judge for its
    language.
    """
    return _prepared().detector.detect_if_covered(story)


def terminations(flagged: Flagged) -> tuple[Termination, ...]:
    """The terminations that a flagged story states: see `monitor.extract.extract`."""
    return _prepared().terminations(flagged)


@dataclass(frozen=True, slots=True)
class Explained:
    """A story in its detected language, why it is flagged or not, and what it states if it is. `notice`: what
    the notice of a depositary says, which alone decides there; "" for other stories.
    """

    story: Story
    why: Why
    stated: tuple[Termination, ...] = ()
    notice: str = ""


def explained(story: Story, nearest: int = 3) -> Explained:
    """Why a story is flagged or not, with the rules that match, or the nearest ones."""
    return _prepared().explained(story, nearest)


def tried(files: Mapping[str, str]) -> int | Refused:
    """The number of rules in these files (path to text), if their examples hold; else the first error."""
    from monitor.match import check
    from monitor.rules import load as load_rules

    try:
        rules = load_rules(files)
        check(rules)
    except RuleError as error:
        return Refused(error.problem, error.path, error.line, error.column, error.hint)
    return len(rules)


def fitting(files: Mapping[str, str], stories: Sequence[Story]) -> list[tuple[int, tuple[str, ...]]]:
    """Which of these stories the rules of the files match: the place of each, and the ids of its rules."""
    from monitor.match import Document

    matcher = _matcher(tuple(files.items()))
    flagged = []
    for place, story in enumerate(stories):
        if hits := matcher.match(Document.of(story)):
            flagged.append((place, tuple(hit.rule for hit in hits)))
    return flagged


@lru_cache(maxsize=1)
def _matcher(files: tuple[tuple[str, str], ...]) -> Matcher:
    from monitor.match import Matcher
    from monitor.rules import load as load_rules

    return Matcher(load_rules(dict(files)))


@dataclass(frozen=True, slots=True)
class Refused:
    """A `RuleError` as a value."""

    problem: str
    path: str
    line: int
    column: int
    hint: str


def examine(knowledge: Knowledge) -> int | Refused:
    """Checks the files with the examples of rules and frames: the number of rules, or the first error."""
    from monitor.judge import build_judge, check_frames
    from monitor.match import load
    from monitor.rules.frames import frame_files
    from monitor.rules.own import read_own

    files, lexicon, vocabulary = knowledge.rules, knowledge.lexicon, knowledge.vocabulary
    try:
        read_own(files, vocabulary, lexicon)
        if vocabulary and (own := frame_files(files)):
            check_frames(build_judge(vocabulary, lexicon, files), own)
        return len(load(files).rules)
    except RuleError as error:
        return Refused(error.problem, error.path, error.line, error.column, error.hint)
