"""Decides which stories are read: those with a predicate near a target whose features have enough weight.

It needs one dictionary look-up for each word; most stories are rejected because no word is an anchor of a
predicate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.clauses.anchors import AnchoredPhrases, Place, word_counts
from monitor.clauses.pairs import (
    ACRONYM_SORT,
    DISTANCES,
    JOINED,
    JOINED_WINDOW,
    TAKE_BACK,
    TARGETS,
    WINDOW,
    PairWeights,
    pair_features,
)
from monitor.clauses.patterns import Layer, Meaning
from monitor.match.document import Text
from monitor.rules.entries import Pattern
from monitor.rules.traits import Traits
from monitor.rules.vocabulary import LOOKALIKE

_NAMES = (Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION)  # layers of the gazetteer
_ASCII_CAPITALS = re.compile("[A-Z]{3}(?<![A-Za-z]...)[A-Z]*(?![A-Za-z])")
_LETTERS = re.compile("[^\\W\\d_\u02bb\u02bc]{3,}")  # apostrophes that are letters to Unicode end a word


class _Part(NamedTuple):
    """The words low:high in which a pair may stand, with at most `window` words between its parts."""

    place: str  # as in `Sentence.place`
    low: int
    high: int
    window: int


class Gate:
    """Decides which texts of one language are read."""

    def __init__(
        self, patterns: Sequence[tuple[Pattern, Meaning]], weights: PairWeights, traits: Traits
    ) -> None:
        self._weights = weights
        self._words_in = traits.words_in
        counts = word_counts(pattern for pattern, _ in patterns)
        self._predicates = AnchoredPhrases(counts)
        self._targets = AnchoredPhrases(counts)
        self._worth: dict[tuple[Meaning, str, int, bool, str], bool] = {}
        self._acronyms: dict[Meaning, bool] = {}
        self._places = tuple(
            sorted(name.partition("=")[2] for name in weights.by_feature if name.startswith("place="))
        ) or (JOINED,)
        for pattern, meaning in patterns:
            if meaning.layer is Layer.PREDICATE and meaning.kind != LOOKALIKE:
                self._predicates.add_pattern(pattern, meaning)
            elif sort := _sort(meaning):
                self._targets.add_pattern(pattern, sort)

    def admits(self, title: Text, summary: Text) -> bool:
        """True if one sentence, or the headline with the first sentence of the summary, has a pair with
        enough weight.
        """
        words = [*title.words, *summary.words]
        predicates = self._predicates.find(words)
        if not predicates:
            return False
        targets = self._targets.find(words)
        near = self._pairs(predicates, targets, JOINED_WINDOW)
        if any(self._is_worth_anywhere(*pair) for pair in near) and self._has_pair(
            predicates, targets, title, summary
        ):
            return True
        if not any(self._takes_acronym(predicate) for predicate in predicates):
            return False
        acronyms = _acronyms(title, summary)
        return bool(acronyms) and self._has_pair(predicates, acronyms, title, summary)

    def _has_pair(self, predicates: list[Place], targets: list[Place], title: Text, summary: Text) -> bool:
        return any(self._is_in_part(predicates, targets, part) for part in _parts(title, summary))

    def _is_in_part(self, predicates: list[Place], targets: list[Place], part: _Part) -> bool:
        """True if a pair within a part of the text has enough weight."""
        inside = [predicate for predicate in predicates if part.low <= predicate.first < part.high]
        if not inside:
            return False
        near = [target for target in targets if part.low <= target.first < part.high]
        return any(self._is_worth(*pair, part.place) for pair in self._pairs(inside, near, part.window))

    def _pairs(
        self, predicates: list[Place], targets: list[Place], window: int
    ) -> Iterator[tuple[Meaning, str, int, bool]]:
        """Predicate, sort of the target, number of words between, and True if the target is behind the
        predicate, of all pairs with at most `window` words between.
        """
        for first, end, meaning in predicates:
            for start, stop, sort in targets:
                behind = start >= end
                gap = self._words_in(start - end if behind else first - stop)
                if 0 <= gap <= window:
                    yield meaning, sort, gap, behind  # type: ignore[misc]

    def _takes_acronym(self, predicate: Place) -> bool:
        """True if the predicate with an unknown name in capitals can have enough weight."""
        key = predicate.meaning
        assert isinstance(key, Meaning)
        known = self._acronyms.get(key)
        if known is None:
            gaps = [most for most, _ in DISTANCES] + [WINDOW]
            known = self._acronyms[key] = any(
                self._is_worth_anywhere(key, ACRONYM_SORT, gap, behind)
                for gap in gaps
                for behind in (False, True)
            )
        return known

    def _is_worth_anywhere(self, predicate: Meaning, sort: str, gap: int, behind: bool) -> bool:
        return any(self._is_worth(predicate, sort, gap, behind, place) for place in self._places)

    def _is_worth(self, predicate: Meaning, sort: str, gap: int, behind: bool, place: str) -> bool:
        key = (predicate, sort, gap, behind, place)
        known = self._worth.get(key)
        if known is None and predicate.value == TAKE_BACK:
            known = self._worth[key] = True
        if known is None:
            weights = self._weights
            features = pair_features(predicate, sort, gap, behind, place)
            known = self._worth[key] = not weights.by_feature or weights.worth(features) >= weights.least
        return known


def _sort(meaning: Meaning) -> str:
    """The sort of a target as in `Candidate.sort`; "" if it is no target."""
    if meaning.layer in _NAMES:
        return f"entry-{meaning.kind}"
    return meaning.value if meaning.layer is Layer.WORD and meaning.value in TARGETS else ""


def _parts(title: Text, summary: Text) -> Iterator[_Part]:
    """The sentences of headline and summary, then a headline of one sentence with the first of the
    summary.
    """
    count = len(title.words)
    for text, letter, shift in ((title, "t", 0), (summary, "s", count)):
        for number, (low, high) in enumerate(text.sentences):
            yield _Part(f"{letter}{min(number, 2)}", shift + low, shift + high, WINDOW)
    if len(title.sentences) == 1 and summary.sentences:
        yield _Part(JOINED, 0, count + summary.sentences[0][1], JOINED_WINDOW)


def _acronyms(title: Text, summary: Text) -> list[Place]:
    """The words of three characters or more in capitals, which may be names of bodies."""
    if not _has_capitals(title.text) and not _has_capitals(summary.text):
        return []
    places = []
    for text, shift in ((title, 0), (summary, len(title.words))):
        upper = (
            at
            for at, (start, end) in enumerate(text.offsets, shift)
            if end - start > 2 and text.text[start:end].isupper()
        )
        places += [Place(at, at + 1, ACRONYM_SORT) for at in upper]
    return places


def _has_capitals(text: str) -> bool:
    """True if a word of three letters or more may be in capitals."""
    if text.isascii():
        return _ASCII_CAPITALS.search(text) is not None
    return any(map(str.isupper, _LETTERS.findall(text)))
