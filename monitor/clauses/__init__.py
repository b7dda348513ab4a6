"""Sentences of a story as marked words, and the clauses that may report an exit: computed once, used to judge
and to extract.

Reader.tell(story) -> Told                     the language that it is in
Reader.read(story, lang) -> Reading            sentences with their marks; None when no word of leaving meets
                                               an agreement
candidates(reading) -> list[Candidate]         predicate and target near each other, in any order
"""

from __future__ import annotations

from monitor.clauses.candidates import Candidate, candidates
from monitor.clauses.gate import PairWeights
from monitor.clauses.languages import Detect, Told
from monitor.clauses.names import Entity, Names, parse_names
from monitor.clauses.patterns import Layer, Mark, Meaning, Patterns
from monitor.clauses.reader import Reader, Reading, Sentence

__all__ = [
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
    "Told",
    "candidates",
    "parse_names",
]
