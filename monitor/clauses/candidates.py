"""Finds candidates: pairs of a predicate and a target near each other in one sentence, in any order."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses.pairs import ACRONYM_SORT, JOINED_WINDOW, TARGETS, WINDOW, pair_features
from monitor.clauses.patterns import Mark
from monitor.clauses.reader import Reading, Sentence, joined


@dataclass(frozen=True, slots=True)
class Candidate:
    """A predicate and its target. `sort` of the target: entry-treaty, entry-body, entry-kind, acronym, or the
    class of the word.
    """

    sentence: Sentence
    predicate: Mark
    target: Mark
    sort: str

    @property
    def behind(self) -> bool:
        """True if the target stands behind the predicate."""
        return self.target.first >= self.predicate.end

    @property
    def between(self) -> tuple[int, int]:
        """The words low:high between the two."""
        if self.behind:
            return self.predicate.end, self.target.first
        return self.target.end, self.predicate.first

    @property
    def gap(self) -> int:
        """The number of words between the two."""
        low, high = self.between
        return self.sentence.traits.words_in(high - low)

    @property
    def pair(self) -> tuple[str, ...]:
        """The features for the first stage of the model."""
        return pair_features(self.predicate.meaning, self.sort, self.gap, self.behind, self.sentence.place)


def candidates(reading: Reading) -> list[Candidate]:
    """All pairs within one sentence; if there are none, those of headline and first sentence read as one."""
    pairs = [pair for sentence in reading.sentences for pair in _pairs(sentence, WINDOW)]
    if not pairs and len(reading.sentences) > 1:
        first, second = reading.sentences[:2]
        if first.field == "title" and second.field == "summary":
            pairs = _pairs(joined(first, second), JOINED_WINDOW)
    return pairs


def targets(sentence: Sentence) -> list[tuple[Mark, str]]:
    """The marks that may be an agreement or a body, each with its sort: gazetteer entries, nouns outside of
    entries, and acronyms.
    """
    marks = [(mark, f"entry-{mark.kind}") for mark in sentence.entries]
    for name in TARGETS:
        marks += [(mark, name) for mark in sentence.of(name) if not _is_in_entry(mark, sentence)]
    return marks + [(mark, ACRONYM_SORT) for mark in sentence.acronyms]


def _is_in_entry(mark: Mark, sentence: Sentence) -> bool:
    return any(entry.first <= mark.first and mark.end <= entry.end for entry in sentence.entries)


def _pairs(sentence: Sentence, window: int) -> list[Candidate]:
    if not sentence.predicates:
        return []
    pairs = []
    for target, sort in targets(sentence):
        for predicate in sentence.predicates:
            if not predicate.overlaps(target):
                pair = Candidate(sentence, predicate, target, sort)
                if pair.gap <= window:
                    pairs.append(pair)
    return pairs
