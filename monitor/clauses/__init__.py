"""Detects the language of a story, labels the words of its sentences, and finds clauses that may report an
exit.

Reader.detect_language(story) -> StoryLanguage
Reader.read(story, lang) -> Reading | None     labelled sentences; None if no pair has enough weight
candidates(reading) -> list[Candidate]         pairs of a predicate and a target near each other
"""

from __future__ import annotations

from monitor.clauses.candidates import Candidate, candidates
from monitor.clauses.languages import Detect, StoryLanguage
from monitor.clauses.names import Entity, Names, has_names, parse_names
from monitor.clauses.pairs import TAKE_BACK, PairWeights
from monitor.clauses.patterns import Layer, Mark, Meaning, Patterns
from monitor.clauses.reader import Reader, Reading, Sentence

__all__ = [
    "TAKE_BACK",
    "Candidate",
    "Detect",
    "Entity",
    "Layer",
    "Mark",
    "Meaning",
    "Names",
    "PairWeights",
    "Patterns",
    "Reader",
    "Reading",
    "Sentence",
    "StoryLanguage",
    "candidates",
    "has_names",
    "parse_names",
]
