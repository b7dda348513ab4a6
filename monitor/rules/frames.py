"""Parses frames.toml, one list of frames for all languages. A frame says what a clause reports by its slots.

A frame has conditions; all must hold, and those under `unless` must not all hold. The first frame that holds
decides. `monitor.judge.frames` evaluates the conditions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from monitor.model import Stage
from monitor.query import did_you_mean, fold
from monitor.rules.locate import Path
from monitor.rules.strict import StrictFile
from monitor.rules.values import Example
from monitor.rules.vocabulary import CLASSES
from monitor.tables import FRAMES


class Makes(StrEnum):
    """The result of a frame. `PASSING`: an act mentioned beside another event; `AFTER`: an aftermath, which
    is no news; `REVERSAL`: an exit that is taken back.
    """

    ACT = "act"
    THREAT = "threat"
    PASSING = "passing"
    AFTER = "after"
    REVERSAL = "reversal"
    NOTHING = "nothing"


# Reasons why a frame makes nothing of a clause (the first part of its id) for which the model has weights.
REASONS = (
    "denied",
    "other-object",
    "opinion",
    "bare",
    "far",
    "subject",
    "other-predicate",
    "no-actor",
    "none",
)
_FEATURES = {
    Makes.ACT: "act",
    Makes.THREAT: "threat",
    Makes.PASSING: "subordinate",
    Makes.AFTER: "subordinate",
}
SLOTS = (
    "object",
    "governed",
    "ungoverned",
    "behind-preposition",
    "subject",
    "far-subject",
    "before-noun",
    "far",
)
SORTS = ("entry-treaty", "entry-body", "entry-kind", "treaty", "deal", "body", "membership", "acronym")
FORMS = (
    "none", "base", "present", "past", "participle", "finite", "reflexive", "infinitive", "gerund", "future",
    "conditional", "noun", "passive", "perfect", "pluperfect", "to", "will", "modal", "be-gerund",
)  # fmt: skip
ACTORS = ("in-clause", "state-noun", "first-person", "earlier", "behind", "none")
CLAUSES = ("main", "after", "when", "relative")
_LISTS = (  # any of these values
    "class", "concept", "slot", "sort", "form", "actor", "modifier", "word", "clause", "led-by",
    "belongs-to", "across", "object-of", "opened-by",
)  # fmt: skip
_FLAGS = ("noun", "of-subject", "usual-order", "dressed", "other-object", "other-predicate", "anybody")
_NUMBERS = ("gap-over",)
CONDITIONS = (*_LISTS, *_FLAGS, *_NUMBERS)
# conditions on the target, or on who may leave
_OF_TARGET = ("sort", "slot", "dressed", "gap-over", "belongs-to", "anybody")
_FRAME_KEYS = ("id", "makes", "stage", "refuses", "why", "unless", "example", *CONDITIONS)
_EXAMPLE_KEYS = ("text", "title", "summary", "match", "lang", "note")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a clause: one of `values` must be there. A flag has `true` or `false`, `gap-over` a
    number.
    """

    name: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} = {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `refuses`: its clause never alerts, whatever the model says. `stage`: the stage that the
    clause reports.
    """

    id: str
    makes: Makes
    why: str = ""
    refuses: bool = False
    stage: Stage | None = None
    conditions: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    examples: tuple[Example, ...] = ()
    path: str = ""
    line: int = 0

    @property
    def refuses_target(self) -> bool:
        """True if the frame refuses a clause because of its target; another clause of the story may still
        alert.
        """
        return self.refuses and any(condition.name in _OF_TARGET for condition in self.conditions)

    @property
    def feature(self) -> str:
        """The feature of the model: what the frame makes of a clause, or why it makes nothing of it. Empty
        for a frame that only refuses.
        """
        reason = self.id.split(".")[0]
        known = _FEATURES.get(self.makes) or (reason if reason in REASONS else "")
        return known or ("" if self.refuses else "none")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that conditions may use: concepts, classes of words that change a clause, all classes of
    words.
    """

    concepts: Collection[str]
    modifiers: Collection[str]
    words: Collection[str]


def parse_frames(files: Mapping[str, str], known: Known) -> tuple[Frame, ...]:
    """The frames of all files (path to text) in order; of two that hold, the first counts. Term lists are
    shared by all files.

    Raises RuleError for the first error. `monitor.judge.check_frames` checks the examples.
    """
    opened = [_File(path, text, known) for path, text in files.items()]
    terms: dict[str, tuple[str, ...]] = {}
    for file in opened:
        terms |= {name: values for name, values in file.lists().items() if name not in terms}
    frames: dict[str, Frame] = {}
    for file in opened:
        for place, frame in enumerate(file.frames(terms)):
            if (other := frames.get(frame.id)) is not None:
                problem = f"the frame {frame.id!r} is there twice, first at {other.path}:{other.line}"
                file.refuse_key(
                    ("frame", place),
                    problem,
                    "Give it its own id; own frames are tried before the packaged ones.",
                )
            frames[frame.id] = frame
    return tuple(frames.values())


def parse_joins(files: Mapping[str, str]) -> frozenset[str]:
    """The folded words of all files (path to text) that join the last member of a list. Raises RuleError."""
    joins: set[str] = set()
    for path, text in files.items():
        file = StrictFile(path, text)
        joins |= {fold(word) for word in file.texts(("joins",), file.table.get("joins", ["and"]))}
    return frozenset(joins)


def frame_files(files: Mapping[str, str]) -> dict[str, str]:
    """The files among these (path to text) that have frames: their name is `FRAMES`."""
    return {
        path: text for path, text in files.items() if path.replace("\\", "/").rpartition("/")[2] == FRAMES
    }


def frames_digest(files: Mapping[str, str]) -> str:
    """A short hash of the texts of all frames, independent of their folder."""
    return blake2b("\x1f".join(files.values()).encode("utf-8", "replace"), digest_size=8).hexdigest()


class _File(StrictFile):
    def __init__(self, path: str, text: str, known: Known) -> None:
        super().__init__(path, text)
        self.known((), self.table, ("about", "joins", "lists", "frame"))
        self._allowed: dict[str, Collection[str]] = {
            "class": sorted(CLASSES), "concept": known.concepts, "slot": SLOTS, "sort": SORTS, "form": FORMS,
            "actor": ACTORS, "modifier": known.modifiers, "word": known.words, "clause": CLAUSES,
            "led-by": sorted(CLASSES), "belongs-to": known.words, "across": known.words,
            "object-of": known.concepts, "opened-by": known.words,
        }  # fmt: skip

    def lists(self) -> dict[str, tuple[str, ...]]:
        """The lists of values that conditions refer to with @."""
        lists = self.table.get("lists", {})
        if not isinstance(lists, dict):
            self.refuse_key(("lists",), "lists is not a table", "Write [lists] and the lists below it.")
        return {name: self.texts(("lists", name), values) for name, values in lists.items()}

    def frames(self, terms: Mapping[str, tuple[str, ...]]) -> Iterator[Frame]:
        """The frames in the order of the file."""
        for number, table in enumerate(self.tables(("frame",), self.table.get("frame", []))):
            yield self._frame(("frame", number), table, terms)

    def _frame(self, path: Path, table: dict[str, Any], terms: Mapping[str, tuple[str, ...]]) -> Frame:
        self.known(path, table, _FRAME_KEYS)
        for key in ("id", "makes", "why"):
            if not self.text(path, table, key).strip():
                self.refuse_key(
                    (*path, key), f"the frame {table.get('id', '')!r} has no {key}", f"Add {key} = ... to it."
                )
        if not _ID.match(table["id"]):
            self.refuse_value(
                (*path, "id"),
                f"{table['id']!r} is not an id",
                "Use small letters, digits, dots and -, as in act.left.",
            )
        unless = table.get("unless", {})
        if not isinstance(unless, dict):
            self.refuse_value(
                (*path, "unless"), "unless is not a table", 'Write unless.slot = "...", or another condition.'
            )
        self.known((*path, "unless"), unless, CONDITIONS)
        return Frame(
            id=table["id"],
            makes=self.choice(path, table, "makes", Makes),
            why=table["why"],
            refuses=self._flag(path, table, "refuses"),
            stage=self.choice(path, table, "stage", Stage) if "stage" in table else None,
            conditions=self._conditions(path, table, terms),
            unless=self._conditions((*path, "unless"), unless, terms),
            examples=tuple(
                self._example((*path, "example", number), example)
                for number, example in enumerate(self.tables((*path, "example"), table.get("example", [])))
            ),
            path=self.path,
            line=self.where.key(path)[0],
        )

    def _conditions(
        self, path: Path, table: dict[str, Any], terms: Mapping[str, tuple[str, ...]]
    ) -> tuple[Condition, ...]:
        return tuple(
            Condition(key, self._values((*path, key), key, table, terms))
            for key in table
            if key in CONDITIONS
        )

    def _values(
        self, path: Path, key: str, table: dict[str, Any], terms: Mapping[str, tuple[str, ...]]
    ) -> tuple[str, ...]:
        value = table[key]
        if key in _FLAGS:
            return ("true" if self._flag(path[:-1], table, key) else "false",)
        if key in _NUMBERS:
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                self.refuse_value(path, f"{key} is not a number", f"Write {key} = 6, in words.")
            return (str(value),)
        values: list[str] = []
        for name in self.texts(path, [value] if isinstance(value, str) else value):
            if name.startswith("@") and name[1:] not in terms:
                self.refuse_value(path, f"unknown list {name!r}", did_you_mean(name[1:], list(terms)))
            values += terms[name[1:]] if name.startswith("@") else [name]
        for name in values:
            if name not in self._allowed[key]:
                self.refuse_value(
                    path, f"unknown {key} {name!r}", did_you_mean(name, sorted(self._allowed[key]))
                )
        return tuple(dict.fromkeys(values))

    def _flag(self, path: Path, table: dict[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.refuse_value(
                (*path, key), f"{key} is neither true nor false", f"Write {key} = true or {key} = false."
            )
        return value

    def _example(self, path: Path, table: dict[str, Any]) -> Example:
        self.known(path, table, _EXAMPLE_KEYS)
        texts = {key: self.text(path, table, key) for key in ("text", "title", "summary", "lang", "note")}
        if bool(texts["text"]) == bool(texts["title"]):
            self.refuse_value(
                path, "the example needs text or title: one of the two", 'Write text = "..." and lang = "en".'
            )
        if not texts["lang"]:
            self.refuse_value(path, "the example has no language", 'Add lang = "en" to it.')
        match = table.get("match", True)
        if not isinstance(match, bool):
            self.refuse_value(
                (*path, "match"), "match is neither true nor false", "Write match = false, or leave it out."
            )
        line, column = self.where.value(path)
        return Example(
            texts["text"] or texts["title"],
            texts["summary"],
            "",
            match,
            texts["lang"],
            "",
            None,
            line,
            column,
        )
