"""A story's judgement: the best of its candidates, by model and frame."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses import Candidate, Reader, candidates
from monitor.judge.features import describe, read_clause, story_features
from monitor.judge.frames import Clause, frame
from monitor.judge.weights import LABELS, Weights
from monitor.model import Story



@dataclass(frozen=True, slots=True)
class Judgement:
    """`label` of the best candidate; `score`: probability that the story reports an act or a threat."""

    label: str
    score: float
    candidate: Candidate
    clause: Clause
    frame: str
    features: tuple[str, ...]
    probabilities: tuple[float, ...]


class Judge:
    """Judges stories of the languages that its reader knows."""

    def __init__(self, reader: Reader, weights: Weights) -> None:
        self.reader = reader
        self.weights = weights

    def judge(self, story: Story, lang: str) -> Judgement | None:
        """The judgement on a story; None when it has no candidate."""
        reading = self.reader.read(story, lang)
        if reading is None:
            return None
        shared = story_features(reading)
        judged = [self._judged(candidate, shared) for candidate in candidates(reading)]
        return max(judged, key=lambda one: one.score, default=None)

    def _judged(self, candidate: Candidate, shared: list[str]) -> Judgement:
        clause = read_clause(candidate)
        features = tuple(describe(candidate, clause, shared))
        held = frame(clause)
        probabilities = self.weights.probabilities(features, held)
        label = LABELS[max(range(len(LABELS)), key=probabilities.__getitem__)]
        return Judgement(label, probabilities[0] + probabilities[1], candidate, clause, held, features, probabilities)
