"""Finds patterns of words in a sentence and gives each its meaning, with one look-up for each word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from monitor.query import Token, cased
from monitor.rules.entries import Pattern, Slot

_HEAD = 2  # letters by which open beginnings and compound ends are looked up
_CACHED = 1 << 14  # words
_FEW = 8  # beginnings
_VERBLESS = "state"  # class of `out of`, `over`: no verb of its own


class Layer(StrEnum):
    """The sort of meaning of a mark. Marks of one layer do not overlap, except those of WORD."""

    PREDICATE = "predicate"
    WORD = "word"
    PARTY = "party"
    ENTRY = "entry"
    KIND = "kind"
    DESCRIPTION = "description"


LAYERS = tuple(Layer)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a pattern. `value`: a concept, a class of words, a state's code or a gazetteer entry.

    `kind`: of a predicate its class (leave, end ...), of a party its role (name, adjective, organ ...), of an
    entry its sort. `upper`: a word must have a capital; `lower`: no word may have one, except at the begin of
    a sentence or of a part of it. `exact`: the words in the case that they must have.
    """

    layer: Layer
    value: str
    kind: str = ""
    noun: bool = False
    of_subject: bool = False
    upper: bool = False
    lower: bool = False
    exact: tuple[str, ...] = ()


class Mark(NamedTuple):
    """The words `first:end` of a sentence and their meaning.

    `governs`: the sequences of words that may stand before what the predicate governs.
    """

    first: int
    end: int
    meaning: Meaning
    governs: tuple[tuple[str, ...], ...] = ()

    @property
    def value(self) -> str:
        return self.meaning.value

    @property
    def kind(self) -> str:
        return self.meaning.kind

    def overlaps(self, other: Mark) -> bool:
        """True if the two share a word."""
        return self.first < other.end and other.first < self.end


_Known = tuple[Pattern, Meaning]
Value = TypeVar("Value")


class ByWord(Generic[Value]):
    """A dictionary by folded words, beginnings of words and endings of words."""

    def __init__(self) -> None:
        self._exact: dict[str, tuple[Value, ...]] = {}
        self._begins: dict[str, list[tuple[str, Value]]] = {}
        self._tails: dict[str, list[tuple[str, Value]]] = {}

    def add(self, slot: Slot, value: Value, tail: str = "") -> None:
        """Adds a value under all words and beginnings of a slot, and under words with the ending `tail`."""
        for word in slot.words:
            self._exact[word] = (*self._exact.get(word, ()), value)
        for start in slot.begins:
            self._begins.setdefault(start[:_HEAD], []).append((start, value))
        if tail:
            self._tails.setdefault(tail[-_HEAD:], []).append((tail, value))

    def of(self, word: str) -> tuple[Value, ...]:
        """The values of a folded word: of the word itself, of its beginnings from the longest, of its
        endings.
        """
        values = list(self._exact.get(word, ()))
        begun = [
            (start, value) for start, value in self._begins.get(word[:_HEAD], ()) if word.startswith(start)
        ]
        values += [value for _, value in sorted(begun, key=lambda pair: -len(pair[0]))]
        values += [
            value
            for tail, value in self._tails.get(word[-_HEAD:], ())
            if word.endswith(tail) and word != tail
        ]
        return tuple(values)

    def places(self, words: Sequence[str]) -> list[int]:
        """The positions of words that may have values; a few of them have none."""
        exact, begins, tails = self._exact, self._begins, self._tails
        if self._may_be_open(words):
            return [
                at
                for at, word in enumerate(words)
                if word in exact or word[:_HEAD] in begins or word[-_HEAD:] in tails
            ]
        return (
            [] if exact.keys().isdisjoint(words) else [at for at, word in enumerate(words) if word in exact]
        )

    def _may_be_open(self, words: Sequence[str]) -> bool:
        """False if no word has a beginning or ending of the dictionary. A few beginnings are searched in the
        joined words, which is faster than word by word.
        """
        if self._tails or len(self._begins) > _FEW:
            return True
        together = " ".join(["", *words]) if self._begins else ""
        return any(f" {head}" in together for head in self._begins)


class _Opened:
    """The numbered patterns with one first word: by the second word in `before`, and in `alone` those of one
    word or with a gap or a wildcard behind the first.
    """

    __slots__ = ("alone", "before")

    def __init__(self, known: Sequence[_Known]) -> None:
        self.alone: list[tuple[int, _Known]] = []
        self.before: dict[str, list[tuple[int, _Known]]] = {}
        for number, (pattern, meaning) in enumerate(known):
            follows = pattern.rest[0] if pattern.rest else None
            if follows is None or follows.gap or follows.begins:
                self.alone.append((number, (pattern, meaning)))
            else:
                for word in follows.words:
                    self.before.setdefault(word, []).append((number, (pattern, meaning)))


class Patterns(dict[str, _Opened | None]):
    """The patterns by their first folded word, filled when first asked for. `add` all before the first
    `find`.

    `openers`: the words before which a clause ends.
    """

    def __init__(self, openers: Collection[str] = ()) -> None:
        super().__init__()
        self._openers = openers
        self._known: ByWord[_Known] = ByWord()

    def add(self, pattern: Pattern, meaning: Meaning) -> None:
        """Adds a pattern."""
        self._known.add(pattern.first, (pattern, meaning), pattern.tail)

    def __missing__(self, word: str) -> _Opened | None:
        if len(self) >= _CACHED:
            self.clear()
        known = self._known.of(word)
        opened = self[word] = _Opened(known) if known else None
        return opened

    def find(self, words: Sequence[str], tokens: Sequence[Token]) -> list[Mark]:
        """All marks of a sentence in the order of their first word. Of overlapping marks of one layer the
        first and longest is kept.
        """
        marks: list[tuple[int, int, int, int, int, Mark]] = []
        for at, (opened, after) in enumerate(
            zip(map(self.__getitem__, words), chain(words[1:], ("",)), strict=False)
        ):
            if opened is None:
                continue
            following = opened.before.get(after)
            for number, (pattern, meaning) in (
                opened.alone if following is None else (*opened.alone, *following)
            ):
                end = closed = at + 1
                if pattern.rest:
                    end = (
                        self._closing(pattern.rest[0], words, tokens, end)
                        if pattern.closes
                        else end_of(pattern.rest, words, end)
                    )
                    closed = _closed(pattern, at, end)
                if end and (
                    not (meaning.upper or meaning.lower or meaning.exact)
                    or _written(meaning, tokens, at, end)
                ):
                    marks.append(
                        (
                            at,
                            -closed,
                            -len(pattern.rest),
                            number,
                            end,
                            Mark(at, closed, meaning, pattern.governs),
                        )
                    )
        marks.sort()  # no two have one place and one number
        kept: list[Mark] = []
        free = dict.fromkeys(LAYERS, 0)
        particles: set[int] = set()  # last words of verbs with a gap: `out` of `pull ... out`
        for *_, end, mark in marks:
            layer = mark.meaning.layer
            if layer is Layer.WORD:
                kept.append(mark)
            elif mark.first >= free[layer] and not (mark.kind == _VERBLESS and mark.first in particles):
                free[layer] = mark.end
                if layer is Layer.PREDICATE and end > mark.end:
                    particles.add(end - 1)
                kept.append(mark)
        return kept

    def _closing(self, slot: Slot, words: Sequence[str], tokens: Sequence[Token], at: int) -> int:
        """The position behind the first word that fits the slot and ends its clause; 0 if there is none."""
        for place in range(at, min(len(words), at + slot.gap + 1)):
            if slot.fits(words[place]) and self._is_last(words, tokens, place):
                return place + 1
        return 0

    def _is_last(self, words: Sequence[str], tokens: Sequence[Token], place: int) -> bool:
        if place + 1 == len(words):
            return True
        return tokens[place + 1].start - tokens[place].end > 1 or words[place + 1] in self._openers


def end_of(rest: tuple[Slot, ...], words: Sequence[str], at: int) -> int:
    """The position behind a pattern whose other words are searched from `at` on; 0 if they are not there."""
    count = len(words)
    for slot in rest:
        if not slot.gap:
            if at >= count or not slot.fits(words[at]):
                return 0
            at += 1
            continue
        place = _place_of(slot, words, at)
        if place < 0:
            return 0
        at = place + 1
    return at


def _place_of(slot: Slot, words: Sequence[str], at: int) -> int:
    """The position of the first word that fits a slot, as many words behind `at` as it allows, without those
    of a day (`29 February 2024`); -1 if there is none.
    """
    left = slot.gap
    for place in range(at, len(words)):
        if slot.fits(words[place]):
            return place
        left -= not _is_of_day(words, place)
        if left < 0:
            break
    return -1


def _is_of_day(words: Sequence[str], place: int) -> bool:
    """True for a number, and for the word between two numbers."""
    if words[place].isdecimal():
        return True
    return 0 < place < len(words) - 1 and words[place - 1].isdecimal() and words[place + 1].isdecimal()


def _closed(pattern: Pattern, at: int, end: int) -> int:
    """The position where the mark of a pattern ends: at its first gap, which may hold the target."""
    together = gap_of(pattern.rest)
    return at + together if together else end


def gap_of(rest: tuple[Slot, ...]) -> int:
    """The number of words of a pattern before its first gap; 0 if it has no gap."""
    return next((place + 1 for place, slot in enumerate(rest) if slot.gap), 0)


def _written(meaning: Meaning, tokens: Sequence[Token], first: int, end: int) -> bool:
    """True if the words have the case that the meaning needs."""
    if meaning.exact:
        return tuple(cased(token.raw) for token in tokens[first:end]) == meaning.exact
    if meaning.lower:
        raw = tokens[first].raw
        opens = first == 0 or tokens[first].start - tokens[first - 1].end > 1
        return opens or raw.isupper() or not raw[0].isupper()
    return not meaning.upper or any(
        token.raw[0].isupper() or token.raw[0].isdigit() for token in tokens[first:end]
    )
