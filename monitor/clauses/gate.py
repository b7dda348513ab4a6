"""The gate before a story is read: a predicate and a target near each other whose pair is worth it, from one
look-up a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from monitor.clauses.patterns import ByWord, Layer, Meaning, end_of, gap_of
from monitor.match.rarity import COMMON
from monitor.query import offsets, sentence_starts, words
from monitor.rules.entries import Pattern, Slot
from monitor.rules.traits import Traits
from monitor.rules.vocabulary import LOOKALIKE

# classes of words that may be what is left, when no entry names it
TARGETS = (
    "treaty",
    "deal",
    "body",
    "membership",
)
WINDOW = 12  # words between predicate and target in one sentence
JOINED_WINDOW = 20  # between those of headline and first sentence
JOINED = "j"  # place of headline and first sentence read as one
ACRONYM_SORT = "acronym"
DISTANCES = ((1, "0-1"), (3, "2-3"), (6, "4-6"), (9, "7-9"))
_LONG = 4  # letters of a word that is not a common little one
_CACHED = 1 << 14  # words
_NAMES = (Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION)  # layers of the gazetteer
_ASCII_CAPITALS = re.compile("[A-Z]{3}(?<![A-Za-z]...)[A-Z]*(?![A-Za-z])")
_LETTERS = re.compile("[^\\W\\d_\u02bb\u02bc]{3,}")  # apostrophes that are letters to Unicode end a word


class Place(NamedTuple):
    """Words `first:end` that are a predicate or a target;

    `meaning` is the predicate's meaning, or the sort of the target.
    """

    first: int
    end: int
    meaning: Meaning | str


@dataclass(frozen=True, slots=True)
class PairWeights:
    """The first stage of the model: a pair whose weights add up to `least` is worth reading its story for.

    Without weights each one is.
    """

    by_feature: Mapping[str, float] = field(default_factory=dict)
    least: float = 0.0

    def worth(self, features: Sequence[str]) -> float:
        """The sum of the weights of these features."""
        return sum(self.by_feature.get(name, 0.0) for name in features)


def distance_of(gap: int) -> str:
    """The name of a distance in words."""
    return next((name for most, name in DISTANCES if gap <= most), "10+")


def pair_features(predicate: Meaning, sort: str, gap: int, behind: bool, place: str) -> tuple[str, ...]:
    """What is known of a pair before its sentence is read: concept, form, sort of the target, distance, order
    and place.
    """
    form = f"{predicate.kind}/{'noun' if predicate.noun else 'verb'}"
    order = "behind" if behind else "before"
    return (
        "bias",
        f"concept={predicate.value}",
        f"class={form}",
        f"target={sort}",
        f"class={form}&target={sort}",
        f"distance={distance_of(gap)}&order={order}",
        f"place={place}",
    )


class _Phrase(NamedTuple):
    """A predicate or a target, known by its rarest word.

    `before:reach`: the least and the most words that stand before that word; `closed`: the words that stand
    together, 0 for all.
    """

    slots: tuple[Slot, ...]
    before: int
    reach: int
    closed: int
    meaning: Meaning | str

    def at(self, text: list[str], anchor: int) -> Place | None:
        """Where the phrase stands, if its rarest word stands at `anchor`."""
        if not self.reach:
            end = end_of(self.slots[1:], text, anchor + 1)
            return Place(anchor, anchor + self.closed if self.closed else end, self.meaning) if end else None
        for first in range(anchor - self.before, max(anchor - self.reach, 0) - 1, -1):
            if self.slots[0].fits(text[first]):
                end = end_of(self.slots[1:], text, first + 1)
                if end:
                    return Place(first, first + self.closed if self.closed else end, self.meaning)
        return None


class _Family:
    """The phrases whose rarest word is the same, by the word that stands beside it: most need no more than
    one look-up.
    """

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        self._single: list[Meaning | str] = []  # of phrases of one word
        self._alone: list[_Phrase] = []
        self._before: dict[str, list[_Phrase]] = {}  # by the word that stands behind the rarest one
        self._behind: dict[str, list[_Phrase]] = {}  # by the word that stands before it
        for phrase in phrases:
            here, behind = phrase.slots[phrase.before], phrase.slots[phrase.before + 1 : phrase.before + 2]
            before = phrase.slots[phrase.before - 1 : phrase.before]
            if len(phrase.slots) == 1:
                if phrase.meaning not in self._single:
                    self._single.append(phrase.meaning)
            elif behind and not behind[0].gap and not behind[0].begins:
                self._file(self._before, behind[0], phrase)
            elif before and not here.gap and not before[0].begins:
                self._file(self._behind, before[0], phrase)
            else:
                self._alone.append(phrase)

    @staticmethod
    def _file(by_word: dict[str, list[_Phrase]], slot: Slot, phrase: _Phrase) -> None:
        for word in slot.words:
            by_word.setdefault(word, []).append(phrase)

    def at(self, text: list[str], anchor: int) -> list[Place]:
        """Where phrases stand whose rarest word stands at `anchor`."""
        phrases = self._alone
        if self._before and anchor + 1 < len(text) and text[anchor + 1] in self._before:
            phrases = [*phrases, *self._before[text[anchor + 1]]]
        if self._behind and anchor and text[anchor - 1] in self._behind:
            phrases = [*phrases, *self._behind[text[anchor - 1]]]
        places = [Place(anchor, anchor + 1, meaning) for meaning in self._single]
        return (
            [*places, *(place for phrase in phrases if (place := phrase.at(text, anchor)) is not None)]
            if phrases
            else places
        )


class _Phrases(ByWord[_Phrase]):
    """Phrases by their rarest word. Families are made when a text first holds their word."""

    def __init__(self) -> None:
        super().__init__()
        self._families: dict[str, _Family] = {}

    def found(self, text: list[str]) -> list[Place]:
        """Where phrases stand in a text."""
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


class Gate:
    """Says which texts are worth reading.

    Most leave because none of their words is the rarest one of a predicate.
    """

    def __init__(
        self, patterns: Sequence[tuple[Pattern, Meaning]], weights: PairWeights, traits: Traits
    ) -> None:
        self._weights = weights
        self._words_in = traits.words_in
        self._predicates = _Phrases()
        self._targets = _Phrases()
        self._worth: dict[tuple[Meaning, str, int, bool, str], bool] = {}
        self._acronyms: dict[Meaning, bool] = {}
        self._positions = tuple(
            sorted(name.partition("=")[2] for name in weights.by_feature if name.startswith("place="))
        ) or (JOINED,)
        counts = Counter(
            word
            for pattern, _ in patterns
            for slot in (pattern.first, *pattern.rest)
            for word in (*slot.words, *slot.begins)
        )
        for pattern, meaning in patterns:
            if meaning.layer is Layer.PREDICATE and meaning.kind != LOOKALIKE:
                self._predicates.add(*_anchored(pattern, meaning, counts))
            elif sort := _sort(meaning):
                self._targets.add(*_anchored(pattern, sort, counts))

    def admits(self, title: str, summary: str, title_words: list[str], summary_words: list[str]) -> bool:
        """True if a pair of the text is worth reading it: near in one sentence, or in the headline and the
        first sentence behind it.
        """
        text = [*title_words, *summary_words]
        predicates = self._predicates.found(text)
        if not predicates:
            return False
        targets = self._targets.found(text)
        capitals = any(self._takes_acronym(predicate) for predicate in predicates) and (
            _has_capitals(title) or _has_capitals(summary)
        )
        if not (
            capitals or any(self._anywhere(*pair) for pair in self._pairs(predicates, targets, JOINED_WINDOW))
        ):
            return False
        return self._in_sentences(
            predicates, targets, _parts(title, title_words), _parts(summary, summary_words), capitals
        )

    def _in_sentences(
        self,
        predicates: list[Place],
        targets: list[Place],
        title: list[tuple[str, int]],
        summary: list[tuple[str, int]],
        capitals: bool,
    ) -> bool:
        low = 0
        for name, parts in (("t", title), ("s", summary)):
            for number, (part, count) in enumerate(parts):
                if self._near(
                    predicates,
                    targets,
                    low,
                    low + count,
                    part if capitals else "",
                    WINDOW,
                    f"{name}{min(number, 2)}",
                ):
                    return True
                low += count
        if len(title) != 1 or not summary:
            return False
        both = f"{title[0][0]}\n{summary[0][0]}" if capitals else ""
        return self._near(predicates, targets, 0, title[0][1] + summary[0][1], both, JOINED_WINDOW, JOINED)

    def _near(
        self,
        predicates: list[Place],
        targets: list[Place],
        low: int,
        high: int,
        text: str,
        window: int,
        place: str,
    ) -> bool:
        """True if a pair among the words low:high is worth it.

        `text` is theirs where names in capitals may be targets too.
        """
        inside = [predicate for predicate in predicates if low <= predicate.first < high]
        if not inside:
            return False
        near = [target for target in targets if low <= target.first < high]
        if any(self._is_worth(*pair, place) for pair in self._pairs(inside, near, window)):
            return True
        spans = enumerate(offsets(text), low) if text else ()
        named = [
            Place(at, at + 1, ACRONYM_SORT)
            for at, (start, end) in spans
            if end - start > 2 and text[start:end].isupper()
        ]
        return any(self._is_worth(*pair, place) for pair in self._pairs(inside, named, window))

    def _pairs(
        self, predicates: list[Place], targets: list[Place], window: int
    ) -> Iterator[tuple[Meaning, str, int, bool]]:
        """Predicate, sort of the target, words between the two, and whether the target stands behind, for
        those that are near.
        """
        for first, end, meaning in predicates:
            for start, stop, sort in targets:
                behind = start >= end
                gap = self._words_in(start - end if behind else first - stop)
                if 0 <= gap <= window:
                    yield meaning, sort, gap, behind  # type: ignore[misc]

    def _takes_acronym(self, predicate: Place) -> bool:
        """True if a name in capitals may be what this predicate ends, wherever it stands."""
        key = predicate.meaning
        assert isinstance(key, Meaning)
        known = self._acronyms.get(key)
        if known is None:
            gaps = [most for most, _ in DISTANCES] + [WINDOW]
            known = self._acronyms[key] = any(
                self._anywhere(key, ACRONYM_SORT, gap, behind) for gap in gaps for behind in (False, True)
            )
        return known

    def _anywhere(self, predicate: Meaning, sort: str, gap: int, behind: bool) -> bool:
        return any(self._is_worth(predicate, sort, gap, behind, place) for place in self._positions)

    def _is_worth(self, predicate: Meaning, sort: str, gap: int, behind: bool, place: str) -> bool:
        key = (predicate, sort, gap, behind, place)
        known = self._worth.get(key)
        if known is None:
            weights = self._weights
            features = pair_features(predicate, sort, gap, behind, place)
            known = self._worth[key] = not weights.by_feature or weights.worth(features) >= weights.least
        return known


def _anchored(
    pattern: Pattern, meaning: Meaning | str, counts: Mapping[str, int]
) -> tuple[Slot, _Phrase, str]:
    """The slot of the rarest word, the phrase under it, and the ends of words that are that word too."""
    slots = (pattern.first, *pattern.rest)
    rarest = (
        0
        if pattern.tail
        else max(range(len(slots)), key=lambda place: (_rarity(slots[place], counts), place))
    )
    reach = rarest + sum(slot.gap for slot in slots[1 : rarest + 1])
    return slots[rarest], _Phrase(slots, rarest, reach, gap_of(pattern.rest), meaning), pattern.tail


def _rarity(slot: Slot, counts: Mapping[str, int]) -> tuple[int, int]:
    """Words of four letters or more that few patterns hold are rare, of the short ones the longer; never
    those that most texts have.
    """
    forms = (*slot.words, *slot.begins)
    length = min(map(len, forms))
    if not COMMON.isdisjoint(forms):
        return (0, length)
    return (_LONG, -max(counts[form] for form in forms)) if length >= _LONG else (length, 0)


def _sort(meaning: Meaning) -> str:
    """The sort of a target as `Candidate.sort` has it; empty for what is none."""
    if meaning.layer in _NAMES:
        return f"entry-{meaning.kind}"
    return meaning.value if meaning.layer is Layer.WORD and meaning.value in TARGETS else ""


def _parts(text: str, folded: list[str]) -> list[tuple[str, int]]:
    """The sentences that have words, each with their number."""
    starts = sentence_starts(text)
    if len(starts) == 1:
        return [(text, len(folded))] if folded else []
    parts = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    return [(part, count) for part in parts if (count := len(words(part)))]


def _has_capitals(text: str) -> bool:
    """True if a word of three letters or more may be a name in capitals."""
    if text.isascii():
        return _ASCII_CAPITALS.search(text) is not None
    return any(map(str.isupper, _LETTERS.findall(text)))
