"""Finds the places of query leaves (words, phrases, choices of them) in one story, and keeps the results.

A phrase is compared only where its rarest word stands. Of a long list, only those alternatives are compared
whose key word is in the story: each alternative is filed under one of its words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.match.document import Document, Interval, Text
from monitor.query import Leaf, Or, Phrase, Word, leaves

FEW = 8  # up to this many alternatives are compared one by one
LISTS = 1024  # long lists whose key words are kept
_NOWHERE: list[Interval] = []


@dataclass(frozen=True, slots=True)
class KeyWords:
    """The alternatives of a long list by their key word, or by its beginning if it ends with a wildcard."""

    whole: dict[str, list[Word | Phrase]] = field(default_factory=dict)
    begins: dict[str, list[Word | Phrase]] = field(default_factory=dict)
    sizes: frozenset[int] = frozenset()  # lengths of the beginnings

    def alternatives(self, word: str) -> Iterator[Word | Phrase]:
        """The alternatives whose key word is this word of a story."""
        yield from self.whole.get(word, ())
        for size in self.sizes:
            yield from self.begins.get(word[:size], ())


@lru_cache(maxsize=LISTS)
def key_words(leaf: Or) -> KeyWords:
    """Files each alternative under its longest word without wildcard, if it has one."""
    whole: dict[str, list[Word | Phrase]] = {}
    begins: dict[str, list[Word | Phrase]] = {}
    for item in leaves(leaf):
        key_word = max(parts(item), key=lambda word: (not word.prefix, len(word.text)))
        (begins if key_word.prefix else whole).setdefault(key_word.key, []).append(item)
    return KeyWords(whole, begins, frozenset(map(len, begins)))


def parts(item: Word | Phrase) -> tuple[Word, ...]:
    """The words of a word or phrase."""
    return (item,) if isinstance(item, Word) else item.words


class StoryIndex:
    """The words of one story for query evaluation. `memo` keeps the results of named patterns."""

    __slots__ = ("_places", "_sorted", "document", "memo", "words")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = document.vocabulary
        self.memo: dict[int, bool] = {}  # by the id() of their node
        self._sorted: list[str] | None = None
        self._places: dict[tuple[Leaf, int], list[Interval]] = {}

    # ------------------------------------------------------------ presence

    def has(self, leaf: Leaf) -> bool:
        """True if the leaf is anywhere in the story."""
        if isinstance(leaf, Word):
            if leaf.cased:
                return leaf.key in self.words and self._is_placed(leaf)
            return self._begins(leaf.text) if leaf.prefix else leaf.text in self.words
        if isinstance(leaf, Phrase):
            return self._has_phrase(leaf)
        if len(leaf.items) <= FEW:
            return any(map(self.has, leaf.items))  # type: ignore[arg-type]  # the items of a leaf are leaves
        return any(map(self.has, self._possible(leaf, self.words)))

    def _has_phrase(self, leaf: Phrase) -> bool:
        texts = []
        for word in leaf.words:
            if word.prefix or word.cased:
                return self._is_placed(leaf)
            if word.text not in self.words:
                return False
            texts.append(word.text)
        return f" {' '.join(texts)} " in self.document.joined

    def _is_placed(self, leaf: Leaf) -> bool:
        return any(self.places(leaf, number) for number, _, _ in self.document.view)

    def _begins(self, prefix: str) -> bool:
        at = bisect_left(self._alphabet, prefix)
        return at < len(self._alphabet) and self._alphabet[at].startswith(prefix)

    @property
    def _alphabet(self) -> list[str]:
        if self._sorted is None:
            self._sorted = sorted(self.words)
        return self._sorted

    @staticmethod
    def _possible(leaf: Or, words: set[str]) -> list[Word | Phrase]:
        """The alternatives of a long list whose key word is among these words."""
        keys = key_words(leaf)
        if keys.sizes:
            return [item for word in words for item in keys.alternatives(word)]
        return [item for word in keys.whole.keys() & words for item in keys.whole[word]]

    # ------------------------------------------------------------ places

    def places(self, leaf: Leaf, number: int) -> list[Interval]:
        """The places of a leaf in field `number`, sorted by start, the longest first."""
        text = self.document.texts[number]
        if isinstance(leaf, Word) and not leaf.prefix and not leaf.cased:
            return text.places.get(leaf.text, _NOWHERE)
        key = (leaf, number)
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = self._find(leaf, text, number)
        return places

    def _find(self, leaf: Leaf, text: Text, number: int) -> list[Interval]:
        if isinstance(leaf, Word):
            return [place for place in self._word(leaf, text) if _is(leaf, text, place[0])]
        if isinstance(leaf, Phrase):
            return self._phrase(leaf, text)
        items = (
            leaf.items if len(leaf.items) <= FEW else dict.fromkeys(self._possible(leaf, set(text.places)))
        )
        every = {place for item in items for place in self.places(item, number)}  # type: ignore[arg-type]  # leaves
        return sorted(every, key=_longest_first)

    def _word(self, word: Word, text: Text) -> list[Interval]:
        """The places of a word in order, whatever its case."""
        if not word.prefix:
            return text.places.get(word.key, _NOWHERE)
        alphabet = self._alphabet
        places: list[Interval] = []
        for at in range(bisect_left(alphabet, word.text), len(alphabet)):
            if not alphabet[at].startswith(word.text):
                break
            places += text.places.get(alphabet[at], _NOWHERE)
        return sorted(places)

    def _phrase(self, leaf: Phrase, text: Text) -> list[Interval]:
        """The places of a phrase: the other words are compared at each place of its rarest word."""
        choices = [(self._word(word, text), offset) for offset, word in enumerate(leaf.words)]
        places, offset = min(choices, key=lambda choice: len(choice[0]))
        starts = [place[0] - offset for place in places]
        size = len(leaf.words)
        return [
            (start, start + size)
            for start in starts
            if 0 <= start <= len(text.words) - size
            and all(_is(word, text, start + at) for at, word in enumerate(leaf.words))
        ]

    def within(self, leaf: Leaf, number: int, low: int, high: int) -> list[Interval]:
        """The places of a leaf among the words `low:high` of field `number`."""
        places = self.places(leaf, number)
        if not places or (places[0][0] >= low and high >= len(self.document.texts[number].words)):
            return places
        some = places[bisect_left(places, (low,)) : bisect_left(places, (high,))]
        return [place for place in some if place[1] <= high]


def _is(word: Word, text: Text, at: int) -> bool:
    if word.cased:
        return text.cased[at] == word.text
    return text.words[at].startswith(word.text) if word.prefix else text.words[at] == word.text


def _longest_first(place: Interval) -> Interval:
    return place[0], -place[1]
