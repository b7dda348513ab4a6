"""Applies frames to clauses. A frame decides by the slots of a clause whether it reports an act, a threat or
nothing; it is also a feature of the model.

Frames are data: rules/frames.toml, read by `monitor.rules.frames`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from monitor.clauses import Mark
from monitor.model import Stage
from monitor.rules.frames import Condition, Frame, Known, Makes, frames_digest, parse_frames, parse_joins
from monitor.rules.vocabulary import CLASSES, Vocabulary

INTENT = frozenset(
    {"plan", "consider", "threaten", "vow", "propose", "call", "hypothesis", "vote", "must", "not-yet"}
)
OTHERS = (
    "talks",
    "troops",
    "conflict",
    "measure",
    "company",
    "sport",
    "rebels",
    "domestic",
    "post",
    "breach",
)
NO_FRAME = Frame("none", Makes.NOTHING, "no frame describes it")
# by label, if no frame gives a stage
_STAGES = {
    "act": Stage.DECIDED,
    "threat": Stage.THREATENED,
    "passing": Stage.DECIDED,
    "reversal": Stage.REVERSED,
}

Test = Callable[["Clause"], bool]


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate with its slots. `start:end`: the words of the clause in its sentence; `inside`: the parties
    before the predicate in the clause.
    """

    kind: str
    concept: str
    noun: bool
    of_subject: bool
    form: str
    slot: str
    gap: int  # words between predicate and target
    behind: bool  # True if the target stands where the language puts the object of a predicate
    sort: str
    dressed: bool  # True if a name, party, subject or year stands beside the noun
    actor: str
    modifiers: frozenset[str]  # classes of words right beside the predicate that change what it says
    words: Collection[str]  # classes of words anywhere in the sentence
    subordinate: str
    other_object: bool
    belongs_to: frozenset[str]  # classes of the nouns that the target belongs to: `talks on the treaty`
    across: frozenset[str]  # classes of the words between predicate and target that open a clause
    object_of: frozenset[str]  # concepts of other verbs of the sentence whose object the target is
    opened_by: frozenset[str]  # classes of the words that open a headline before anybody is named
    anybody: bool  # True if only some state or other acts: `a state may leave`
    other_predicate: bool
    led_by: frozenset[str]  # classes of the words of leaving that stand before the predicate in its clause
    start: int
    end: int
    inside: tuple[Mark, ...]


class Frames:
    """The frames in the order in which they are tried. `digest` changes with the text of any frame.

    `joins`: the words that join the last member of a list (`and`).
    """

    def __init__(self, frames: Iterable[Frame], joins: Collection[str] = (), digest: str = "") -> None:
        self.all = tuple(frames)
        self.joins = frozenset(joins)
        self.digest = digest
        compiled = [(frame, _compiled(frame)) for frame in self.all]
        self._by_class = {
            kind: [(frame, tests) for frame, tests in compiled if _concerns(frame, kind)] for kind in CLASSES
        }

    def of(self, clause: Clause) -> Frame:
        """The first frame that holds for a clause; `NO_FRAME` if none does."""
        return next(self._holding(clause), NO_FRAME)

    def with_feature(self, clause: Clause) -> Frame:
        """The first frame that holds and that is a feature of the model; `NO_FRAME` if none does."""
        return next((frame for frame in self._holding(clause) if frame.feature), NO_FRAME)

    def _holding(self, clause: Clause) -> Iterator[Frame]:
        for frame, tests in self._by_class[clause.kind]:
            for test in tests:
                if not test(clause):
                    break
            else:
                yield frame

    def stage(self, label: str, clause: Clause) -> Stage:
        """The stage of a story by one clause; `label`: act, threat, passing or reversal. Extraction may find
        another stage in the whole text.
        """
        for frame in self._holding(clause):
            if frame.stage is not None and frame.makes in (label, Makes.NOTHING):
                return frame.stage
        return _STAGES[label]

    def nearest(self, clause: Clause) -> Frame | None:
        """The first frame for an act or a threat that holds, whatever frames hold before it; None if none
        does.
        """
        return next(
            (frame for frame in self._holding(clause) if frame.makes in (Makes.ACT, Makes.THREAT)), None
        )


def read_frames(files: Mapping[str, str], vocabulary: Vocabulary, modifiers: Collection[str]) -> Frames:
    """Reads the frames of files (path to text) in their order. Raises RuleError.

    `modifiers`: the classes of words that `Clause.modifiers` may have.
    """
    known = Known(vocabulary.rows("concept"), modifiers, vocabulary.rows("class"))
    return Frames(parse_frames(files, known), parse_joins(files), frames_digest(files))


def has(clause: Clause, condition: Condition) -> str:
    """The value of the clause that a condition compares, as text; of a set, the values that the condition
    names.
    """
    value = getattr(clause, _ATTRIBUTES[condition.name])
    if condition.name in _SETS:
        return " and ".join(name for name in condition.values if name in value) or "none"
    return str(value).lower()


_ATTRIBUTES = {
    "class": "kind", "concept": "concept", "slot": "slot", "sort": "sort", "form": "form", "actor": "actor",
    "modifier": "modifiers", "word": "words", "clause": "subordinate", "noun": "noun",
    "of-subject": "of_subject", "usual-order": "behind", "dressed": "dressed", "other-object": "other_object",
    "other-predicate": "other_predicate", "led-by": "led_by", "gap-over": "gap", "belongs-to": "belongs_to",
    "across": "across", "object-of": "object_of", "opened-by": "opened_by", "anybody": "anybody",
}  # fmt: skip
_SETS = ("modifier", "word", "led-by", "belongs-to", "across", "object-of", "opened-by")


def _compiled(frame: Frame) -> tuple[Test, ...]:
    tests = [_test(condition) for condition in frame.conditions]
    if frame.unless:
        tests.append(_not_all([_test(condition) for condition in frame.unless]))
    return tuple(tests)


def _test(condition: Condition) -> Test:
    value: Callable[[Clause], Any] = attrgetter(_ATTRIBUTES[condition.name])
    values = frozenset(condition.values)
    if condition.name in _SETS:
        return lambda clause: not values.isdisjoint(value(clause))
    if condition.name == "clause":
        openers = frozenset(
            name for opener in values for name in (opener, f"sub-{opener}", f"sub-{opener}-first")
        )
        return lambda clause: clause.subordinate in openers
    if condition.name == "gap-over":
        most = int(condition.values[0])
        return lambda clause: clause.gap > most
    if values <= {"true", "false"}:
        wanted = values == {"true"}
        return lambda clause: value(clause) is wanted
    return lambda clause: value(clause) in values


def _not_all(tests: list[Test]) -> Test:
    if len(tests) == 1:
        test = tests[0]
        return lambda clause: not test(clause)
    return lambda clause: not all(test(clause) for test in tests)


def _concerns(frame: Frame, kind: str) -> bool:
    """False if a condition of the frame excludes predicates of this class."""
    return all(kind in condition.values for condition in frame.conditions if condition.name == "class")
