"""Finds the state of a house whose name several states have (`Bundesrat`), by other names of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.antecedents import before_group
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Sentence

_ANY = "any"
_NAMES = ("name", "adjective", "capital")
# before a state that is the other side, not whose news it is
_LED = (
    "with",
    "between",
    "against",
    "toward",
    "to",
    "told",
)


def of_their_state(sentences: Sequence[Sentence], pack: Pack) -> list[Sentence]:
    """The sentences, in which `Bundesrat` is the house of the state that the article names: Switzerland's
    beside Bern.
    """
    if not any(sentence.of(Layer.SHARED) for sentence in sentences):
        return list(sentences)
    named: list[str] = []
    first: set[str] = set()
    for sentence in sentences:
        own = [party.value for party in sentence.of(Layer.PARTY) if _is_own(sentence, party, pack)]
        named += own
        if sentence.place in FIRST:
            first.update(own)
    return [_settled(sentence, named, first) for sentence in sentences]


def capital_above(sentences: Sequence[Sentence]) -> tuple[Sentence, Mark] | None:
    """The capital that stands before the first sentence: `QUITO, 25 abr. -`, `Bogotá.`; None without one."""
    above = (sentence for sentence in sentences if sentence.field == "body" and sentence.place in FIRST)
    first = next(above, None)
    for party in first.of(Layer.PARTY) if first is not None else ():
        if first is not None and party.first == 0 and party.role == "capital":
            gap = first.gap(party.end) if party.end < len(first.tokens) else "."
            return (first, party) if set(gap) & set(",.(–—-/") else None
    return None


def _is_own(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a name is that of a state whose news it may be: not behind `with` or `against`."""
    led = before_group(sentence, party, pack)
    return party.role in _NAMES and not any(pack.has(name, led) for name in _LED)


def _settled(sentence: Sentence, named: Sequence[str], first: set[str]) -> Sentence:
    """The sentence, each of its shared houses with the state that the text names: the first of those that
    have it.
    """
    shared = sentence.of(Layer.SHARED)
    if not shared:
        return sentence
    marks = tuple(_own(mark, shared, named, first) for mark in sentence.marks)
    return replace(sentence, marks=marks)


def _own(mark: Mark, shared: Sequence[Mark], named: Sequence[str], first: set[str]) -> Mark:
    """A mark; if it is a shared house, with the state that the text names."""
    if mark.layer is not Layer.PARTY or mark.role != "organ" or mark.value in first:
        return mark
    house = next((house for house in shared if house.first < mark.end and mark.first < house.end), None)
    if house is None:
        return mark
    states = [value for value in named if house.value == _ANY or value in house.value.split("+")]
    if house.value == _ANY:
        states = [] if mark.value in named else [value for value in states if value in first]
    return replace(mark, value=states[0]) if states else mark
