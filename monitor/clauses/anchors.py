"""Finds patterns of words by their rarest word, the anchor: one dictionary look-up for each word of a
text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.clauses.patterns import ByWord, Meaning, end_of, gap_of
from monitor.match.rarity import COMMON
from monitor.rules.entries import Pattern, Slot

_LONG = 4  # letters from which a word is rarer than a short one
_CACHED = 1 << 14  # anchors


class Place(NamedTuple):
    """The words `first:end` of a predicate or a target.

    `meaning` is that of the predicate, or the sort of the target.
    """

    first: int
    end: int
    meaning: Meaning | str


class AnchoredPhrases(ByWord["_Phrase"]):
    """Phrases by their anchor. Phrases with the same anchor are grouped when a text first has that word.

    `counts` says how many patterns have each word.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__()
        self._counts = counts
        self._families: dict[str, _Family] = {}

    def add_pattern(self, pattern: Pattern, meaning: Meaning | str) -> None:
        """Adds a pattern under its anchor."""
        slots = (pattern.first, *pattern.rest)
        anchor = 0
        if not pattern.tail:
            anchor = max(range(len(slots)), key=lambda place: (_rarity(slots[place], self._counts), place))
        reach = anchor + sum(slot.gap for slot in slots[1 : anchor + 1])
        self.add(slots[anchor], _Phrase(slots, anchor, reach, gap_of(pattern.rest), meaning), pattern.tail)

    def find(self, text: list[str]) -> list[Place]:
        """The places of all phrases in a text of folded words."""
        families = self._families
        places: list[Place] = []
        for anchor in self.places(text):
            family = families.get(text[anchor]) or self._family(text[anchor])
            places += family.at(text, anchor)
        return places

    def _family(self, word: str) -> _Family:
        if len(self._families) >= _CACHED:
            self._families.clear()
        family = self._families[word] = _Family(self.of(word))
        return family


def word_counts(patterns: Iterable[Pattern]) -> Counter[str]:
    """The number of patterns that have each word, or beginning of a word."""
    slots = (slot for pattern in patterns for slot in (pattern.first, *pattern.rest))
    return Counter(word for slot in slots for word in (*slot.words, *slot.begins))


class _Phrase(NamedTuple):
    """A phrase that is found by its anchor.

    Between `before` and `reach` words stand before the anchor. `closed`: the number of words up to the first
    gap, 0 if the phrase has no gap.
    """

    slots: tuple[Slot, ...]
    before: int
    reach: int
    closed: int
    meaning: Meaning | str

    def at(self, text: list[str], anchor: int) -> Place | None:
        """The place of the phrase whose anchor is the word `anchor`; None if the other words do not fit."""
        if not self.reach:
            return self._place(text, anchor)
        for first in range(anchor - self.before, max(anchor - self.reach, 0) - 1, -1):
            if self.slots[0].fits(text[first]) and (place := self._place(text, first)):
                return place
        return None

    def _place(self, text: list[str], first: int) -> Place | None:
        end = end_of(self.slots[1:], text, first + 1)
        if not end:
            return None
        return Place(first, first + self.closed if self.closed else end, self.meaning)


class _Family:
    """The phrases of one anchor, by the word beside it: most phrases need one more look-up."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        self._single: list[Meaning | str] = []  # meanings of phrases of one word
        self._others: list[_Phrase] = []
        self._by_next: dict[str, list[_Phrase]] = {}  # by the word behind the anchor
        self._by_previous: dict[str, list[_Phrase]] = {}  # by the word before the anchor
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: _Phrase) -> None:
        anchor = phrase.slots[phrase.before]
        following = phrase.slots[phrase.before + 1 : phrase.before + 2]
        previous = phrase.slots[phrase.before - 1 : phrase.before]
        if len(phrase.slots) == 1:
            if phrase.meaning not in self._single:
                self._single.append(phrase.meaning)
        elif following and not following[0].gap and not following[0].begins:
            _file(self._by_next, following[0], phrase)
        elif previous and not anchor.gap and not previous[0].begins:
            _file(self._by_previous, previous[0], phrase)
        else:
            self._others.append(phrase)

    def at(self, text: list[str], anchor: int) -> list[Place]:
        """The places of the phrases whose anchor is the word `anchor`."""
        phrases = self._others
        if self._by_next and anchor + 1 < len(text) and text[anchor + 1] in self._by_next:
            phrases = [*phrases, *self._by_next[text[anchor + 1]]]
        if self._by_previous and anchor and text[anchor - 1] in self._by_previous:
            phrases = [*phrases, *self._by_previous[text[anchor - 1]]]
        places = [Place(anchor, anchor + 1, meaning) for meaning in self._single]
        if phrases:
            places += [place for phrase in phrases if (place := phrase.at(text, anchor)) is not None]
        return places


def _file(by_word: dict[str, list[_Phrase]], slot: Slot, phrase: _Phrase) -> None:
    for word in slot.words:
        by_word.setdefault(word, []).append(phrase)


def _rarity(slot: Slot, counts: Mapping[str, int]) -> tuple[int, int]:
    """A sort key: rarest are words of four letters or more that few patterns have, then short words by
    length; frequent words of the news are never rare.
    """
    forms: Sequence[str] = (*slot.words, *slot.begins)
    length = min(map(len, forms))
    if not COMMON.isdisjoint(forms):
        return (0, length)
    return (_LONG, -max(counts[form] for form in forms)) if length >= _LONG else (length, 0)
