"""Reads the words around a target: what makes it an agreement between states and not any deal."""

from __future__ import annotations

import re

from monitor.clauses import Candidate, Mark, Sentence
from monitor.clauses.reader import COMPOUND
from monitor.judge.frames import OTHERS

NEAR_TARGET = 5  # words around the target
_PHRASE = 5  # words of a noun phrase before its head
YEAR = re.compile(r"1[89]\d\d|20[0-4]\d")


def is_specific(candidate: Candidate) -> bool:
    """True if a subject, a party, a name or a year stands beside the noun, or an adjective before it."""
    beside = has_subject(candidate) or has_party_before(candidate) or has_party_behind(candidate)
    return beside or has_year(candidate) or is_named(candidate) or is_modified(candidate)


def is_modified(candidate: Candidate) -> bool:
    """True if the noun is a compound, or a word that qualifies it stands before it."""
    sentence, target = candidate.sentence, candidate.target
    return target.meaning.kind == COMPOUND or noun_phrase_start(sentence, target) < target.first


def has_subject(candidate: Candidate) -> bool:
    """True if a word for the subject of an agreement (fisheries, taxes) stands near the target."""
    sentence, target = candidate.sentence, candidate.target
    return sentence.near("subject", target.first - NEAR_TARGET, target.first) or sentence.near(
        "subject", target.end, target.end + NEAR_TARGET
    )


def is_named(candidate: Candidate) -> bool:
    """True if the target, or one of the two words behind it, is part of a name."""
    target = candidate.target
    return bool(candidate.sentence.names & set(range(target.first, target.end + 3)))


def has_party_before(candidate: Candidate) -> bool:
    """True if a party stands right before the target, and behind the predicate if that comes first."""
    low = candidate.predicate.end if candidate.behind else 0
    first = candidate.target.first
    return any(mark.first >= max(low, first - 4) and mark.end <= first for mark in candidate.sentence.parties)


def has_party_behind(candidate: Candidate) -> bool:
    """True if a party stands right behind the target."""
    end = candidate.target.end
    return any(end <= mark.first <= end + 5 for mark in candidate.sentence.parties)


def has_year(candidate: Candidate) -> bool:
    """True if a year stands near the target."""
    words = candidate.sentence.words[max(0, candidate.target.first - NEAR_TARGET) : candidate.target.end + 4]
    return any(YEAR.fullmatch(word) for word in words)


def noun_phrase_start(sentence: Sentence, target: Mark) -> int:
    """The position of the first word of the noun phrase whose head is the target, in a language where words
    that qualify a noun stand before it; else that of the target.
    """
    at = target.first
    if sentence.traits.modifiers == "behind":
        return at
    first = max(0, target.first - _PHRASE)
    while at > first and _continues_phrase(sentence, at):
        at -= 1
        if any(mark.first <= at < mark.end for mark in sentence.predicates):
            return at + 1
        if sentence.traits.modifiers == "both" and any(sentence.near(name, at, at + 1) for name in OTHERS):
            # a noun that the target belongs to: adjectives stand before a noun, other nouns behind
            return at + 1
    return at


def _continues_phrase(sentence: Sentence, at: int) -> bool:
    """True if the word before `at` may belong to the noun phrase that goes on at `at`."""
    return at not in sentence.breaks and not sentence.traits.is_function(sentence.words[at - 1])
