"""What tells a headline that reports no news: a time long past that opens it, a question about any state."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.clauses import Candidate, Mark, Sentence

_OPENING = 3  # most words before the words that open a headline: `almost ten years ago`
_ACTOR = 7  # words before a predicate in which the noun of whoever acts stands
_ARTICLE = 2  # words before that noun in which its article stands
_HEADLINE = "t"  # first letter of the places of a headline


def opened_by(candidate: Candidate) -> frozenset[str]:
    """The classes of the words that open a headline before a party, a state or the predicate stands: `Ten
    years ago, Zambia quit`.
    """
    sentence = candidate.sentence
    if not sentence.place.startswith(_HEADLINE):
        return frozenset()
    actors = (*sentence.parties, *sentence.of("state-noun"), *sentence.predicates)
    before = min((mark.first for mark in actors), default=len(sentence.words))
    return frozenset(
        name
        for name, marks in sentence.classes.items()
        if any(mark.first < _OPENING and mark.end <= before for mark in marks)
    )


def is_anybody(candidate: Candidate) -> bool:
    """True if a sentence names no state, and who acts is any one: `can a state leave?`."""
    sentence, predicate = candidate.sentence, candidate.predicate
    if outside_names(sentence, sentence.parties):
        return False
    nouns = [
        mark
        for mark in sentence.of("state-noun")
        if predicate.first - _ACTOR <= mark.first and mark.end <= predicate.first
    ]
    return bool(nouns) and all(_is_indefinite(sentence, noun) for noun in nouns)


def outside_names(sentence: Sentence, parties: Iterable[Mark]) -> list[Mark]:
    """The parties that are no part of a longer name of an agreement: not `Ottawa` in `Ottawa Convention`."""
    names = [entry for entry in sentence.entries if entry.end - entry.first > 1]
    return [party for party in parties if not any(_is_part(party, name) for name in names)]


def _is_part(party: Mark, name: Mark) -> bool:
    """True if a party is only some words of a name."""
    return party.overlaps(name) and party.end - party.first < name.end - name.first


def _is_indefinite(sentence: Sentence, noun: Mark) -> bool:
    """True if an indefinite article stands before a noun: `a state`, `any country`."""
    before = sentence.words[max(noun.first - _ARTICLE, 0) : noun.first]
    return any(word in sentence.traits.indefinite for word in before)
