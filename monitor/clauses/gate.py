"""The gate before a story is read: a predicate and a target near each other whose pair is worth it, from one look-up a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from monitor.clauses.patterns import Layer, Meaning, Patterns, end_of, gap_of
from monitor.query import offsets, sentence_starts, words
from monitor.rules.vocabulary import Slot

TARGETS = ("treaty", "deal", "body", "membership")  # classes of words that may be what is left, when no entry names it
WINDOW = 12  # words between predicate and target in one sentence
JOINED_WINDOW = 20  # between those of headline and first sentence
JOINED = "j"  # place of headline and first sentence read as one
ACRONYM_SORT = "acronym"
DISTANCES = ((1, "0-1"), (3, "2-3"), (6, "4-6"), (9, "7-9"))
_LEAVING = frozenset({"leave", "state", "notify"})  # kinds of predicates that a body takes
_REACH = 24  # words between the beginnings of a predicate and a target that may be a pair
_CACHED = 1 << 16  # words
_LETTERS = re.compile("[^\\W\\d_\u02bb\u02bc]{3,}")  # apostrophes that are letters to Unicode end a word

_Rest = tuple[Slot, ...]  # how a pattern goes on behind its first word


class Place(NamedTuple):
    """Words `first:end` that are a predicate or a target; `meaning` is the predicate's meaning, or the sort of the target."""

    first: int
    end: int
    meaning: Meaning | str


@dataclass(frozen=True, slots=True)
class PairWeights:
    """The first stage of the model: a pair whose weights add up to `least` is worth reading its story for. Without weights each one is."""

    by_feature: Mapping[str, float] = field(default_factory=dict)
    least: float = 0.0

    def worth(self, features: Sequence[str]) -> float:
        """The sum of the weights of these features."""
        return sum(self.by_feature.get(name, 0.0) for name in features)


def distance_of(gap: int) -> str:
    """The name of a distance in words."""
    return next((name for most, name in DISTANCES if gap <= most), "10+")


def pair_features(predicate: Meaning, sort: str, gap: int, behind: bool, place: str) -> tuple[str, ...]:
    """What is known of a pair before its sentence is read: concept, form, sort of the target, distance, order and place."""
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


class _Ending(NamedTuple):
    """How a pattern goes on; `closed`: its words that stand together, 0 for all."""

    rest: _Rest
    closed: int
    meaning: Meaning | str


class Opening(NamedTuple):
    """What a word may begin: predicates and targets.

    `follow`: the words of which one must stand next for a predicate; empty when that tells nothing.
    """

    predicates: tuple[_Ending, ...]
    targets: tuple[_Ending, ...]
    leaves: bool
    follow: frozenset[str]


class Gate(dict[str, "Opening | None"]):
    """By word: what it may begin, None for nothing; filled when asked."""

    def __init__(self, patterns: Patterns, weights: PairWeights) -> None:
        super().__init__()
        self._patterns = patterns
        self._weights = weights
        self._worth: dict[tuple[Meaning, str, int, bool, str], bool] = {}
        self._acronyms: dict[Meaning, bool] = {}
        self._places = tuple(sorted(name.partition("=")[2] for name in weights.by_feature if name.startswith("place="))) or (JOINED,)

    def __missing__(self, word: str) -> Opening | None:
        if len(self) >= _CACHED:
            self.clear()
        opening = self[word] = _opening(self._patterns, word)
        return opening

    def admits(self, title: str, summary: str, title_words: list[str], summary_words: list[str]) -> bool:
        """True if a pair of the text is worth reading it: near in one sentence, or in the headline and the first sentence behind it."""
        text = [*title_words, *summary_words]
        openings = [(at, opening) for at, opening in enumerate(map(self.__getitem__, text)) if opening is not None]
        predicates = list(_predicates(openings, text))
        if not predicates:
            return False
        targets = [place for at, opening in openings if opening.targets for place in _places(opening.targets, text, at)]
        capitals = any(self._takes_acronym(predicate) for predicate in predicates) and (_has_capitals(title) or _has_capitals(summary))
        if not (capitals or any(self._any_place(*pair) for pair in _pairs(predicates, targets, JOINED_WINDOW))):
            return False
        return self._in_sentences(predicates, targets, _parts(title, title_words), _parts(summary, summary_words), capitals)

    def _in_sentences(
        self, predicates: list[Place], targets: list[Place], title: list[tuple[str, int]], summary: list[tuple[str, int]], capitals: bool
    ) -> bool:
        low = 0
        for name, parts in (("t", title), ("s", summary)):
            for number, (part, count) in enumerate(parts):
                if self._near(predicates, targets, low, low + count, part if capitals else "", WINDOW, f"{name}{min(number, 2)}"):
                    return True
                low += count
        if len(title) != 1 or not summary:
            return False
        both = f"{title[0][0]}\n{summary[0][0]}" if capitals else ""
        return self._near(predicates, targets, 0, title[0][1] + summary[0][1], both, JOINED_WINDOW, JOINED)

    def _near(self, predicates: list[Place], targets: list[Place], low: int, high: int, text: str, window: int, place: str) -> bool:
        """True if a pair among the words low:high is worth it. `text` is theirs where names in capitals may be targets too."""
        inside = [predicate for predicate in predicates if low <= predicate.first < high]
        if not inside:
            return False
        near = [target for target in targets if low <= target.first < high]
        if any(self._is_worth(*pair, place) for pair in _pairs(inside, near, window)):
            return True
        spans = enumerate(offsets(text), low) if text else ()
        named = [Place(at, at + 1, ACRONYM_SORT) for at, (start, end) in spans if end - start > 2 and text[start:end].isupper()]
        return any(self._is_worth(*pair, place) for pair in _pairs(inside, named, window))

    def _takes_acronym(self, predicate: Place) -> bool:
        """True if a name in capitals may be what this predicate ends, wherever it stands."""
        key = predicate.meaning
        assert isinstance(key, Meaning)
        known = self._acronyms.get(key)
        if known is None:
            gaps = [most for most, _ in DISTANCES] + [WINDOW]
            known = self._acronyms[key] = any(self._any_place(key, ACRONYM_SORT, gap, behind) for gap in gaps for behind in (False, True))
        return known

    def _any_place(self, predicate: Meaning, sort: str, gap: int, behind: bool) -> bool:
        return any(self._is_worth(predicate, sort, gap, behind, place) for place in self._places)

    def _is_worth(self, predicate: Meaning, sort: str, gap: int, behind: bool, place: str) -> bool:
        key = (predicate, sort, gap, behind, place)
        known = self._worth.get(key)
        if known is None:
            weights = self._weights
            features = pair_features(predicate, sort, gap, behind, place)
            known = self._worth[key] = not weights.by_feature or weights.worth(features) >= weights.least
        return known


_Openings = list[tuple[int, Opening]]  # by word


def _predicates(openings: _Openings, text: list[str]) -> Iterator[Place]:
    """The predicates near which a target may begin; those of leaving wherever they stand."""
    targets = [at for at, opening in openings if opening.targets]
    for at, opening in openings:
        if not opening.predicates or (opening.follow and opening.follow.isdisjoint(text[at + 1 : at + 2])):
            continue
        if opening.leaves or any(-_REACH < target - at < _REACH for target in targets):
            yield from _places(opening.predicates, text, at)


def _places(endings: tuple[_Ending, ...], text: list[str], at: int) -> Iterator[Place]:
    for rest, closed, meaning in endings:
        end = end_of(rest, text, at + 1) if rest else at + 1
        if end:
            yield Place(at, at + closed if closed else end, meaning)


def _pairs(predicates: list[Place], targets: list[Place], window: int) -> Iterator[tuple[Meaning, str, int, bool]]:
    """Predicate, sort of the target, words between the two, and whether the target stands behind, for those that are near."""
    for first, end, meaning in predicates:
        for start, stop, sort in targets:
            behind = start >= end
            gap = start - end if behind else first - stop
            if 0 <= gap <= window:
                yield meaning, sort, gap, behind  # type: ignore[misc]


def _opening(patterns: Patterns, word: str) -> Opening | None:
    known = patterns.begun_by(word)
    endings = [_Ending(pattern.rest, gap_of(pattern.rest), meaning) for pattern, meaning in known if meaning.layer is Layer.PREDICATE]
    targets = [_Ending(pattern.rest, 0, sort) for pattern, meaning in known if (sort := _sort(meaning))]
    if not endings and not targets:
        return None
    tells = not targets and all(rest and not rest[0].gap and not rest[0].begins for rest, _, _ in endings)
    return Opening(
        predicates=tuple(dict.fromkeys(endings)),
        targets=tuple(dict.fromkeys(targets)),
        leaves=any(isinstance(meaning, Meaning) and meaning.kind in _LEAVING for _, _, meaning in endings),
        follow=frozenset().union(*(rest[0].words for rest, _, _ in endings)) if tells else frozenset(),
    )


def _sort(meaning: Meaning) -> str:
    """The sort of a target as `Candidate.sort` has it; empty for what is none."""
    if meaning.layer is Layer.ENTRY:
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
    return any(map(str.isupper, _LETTERS.findall(text)))
