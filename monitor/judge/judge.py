"""A story's judgement: the best of its candidates, by model and frame; and the hit that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.clauses import Candidate, Reader, candidates
from monitor.judge.features import describe, read_clause, story_features
from monitor.judge.frames import Clause, frame
from monitor.judge.stages import stage
from monitor.judge.weights import LABELS, Weights
from monitor.model import Hit, Kind, Span, Story


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

    @property
    def words(self) -> tuple[str, str]:
        """Predicate and target, as folded words."""
        folded = self.candidate.sentence.words
        predicate, target = self.candidate.predicate, self.candidate.target
        return " ".join(folded[predicate.first : predicate.end]), " ".join(folded[target.first : target.end])

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words of predicate and target, in reading order."""
        tokens = self.candidate.sentence.tokens
        marks = sorted((self.candidate.predicate, self.candidate.target), key=lambda mark: mark.first)
        split = self.candidate.sentence.split
        places = [(mark.first < split, tokens[mark.first].start, tokens[mark.end - 1].end) for mark in marks]
        field = self.candidate.sentence.field
        return tuple(Span(("title" if above else "summary") if field == "joined" else field, start, end) for above, start, end in places)


class Judge:
    """Judges stories of the languages that its reader knows."""

    def __init__(self, reader: Reader, weights: Weights) -> None:
        self.reader = reader
        self.weights = weights

    def judge(self, story: Story, lang: str | None = None, known: Mapping[str, list[str]] | None = None) -> Judgement | None:
        """The judgement on a story, read in `lang` (default: its own language); None when it has no candidate, or cannot be read.

        `known` are its folded words by field, where somebody has them.
        """
        lang = lang or self.reader.language(story)
        if lang is None:
            return None
        reading = self.reader.read(story, lang, known)
        found = [] if reading is None else candidates(reading)
        if reading is None or not found:
            return None
        shared = story_features(reading)
        return max((self._judged(candidate, shared) for candidate in found), key=lambda judged: judged.score)

    def hit(self, story: Story, lang: str | None = None, known: Mapping[str, list[str]] | None = None) -> Hit | None:
        """What the judgement makes of a story: act, threat, a look back or a possible exit; None for nothing."""
        judged = self.judge(story, lang, known)
        kind = None if judged is None else self.kind(judged)
        if judged is None or kind is None:
            return None
        label = "threat" if judged.probabilities[1] > judged.probabilities[0] else "act"
        concept = judged.candidate.predicate.value
        return Hit(
            rule=f"clause.{kind.value}.{concept}",
            digest=self.weights.fingerprint,
            kind=kind,
            stage=stage(label, judged.clause),
            spans=judged.spans,
            title=f"{concept} + {judged.candidate.sort}",
            why=f"{judged.candidate.sentence.field}: {' '.join(judged.words)}",
            score=round(judged.score, 2),
        )

    def kind(self, judged: Judgement) -> Kind | None:
        """The kind of hit that a judgement gives, by the thresholds."""
        act, threat, aftermath, none = judged.probabilities
        if judged.score >= self.weights.alert:
            return Kind.THREAT if threat > act else Kind.ACT
        if aftermath > max(judged.score, none):
            return Kind.AFTERMATH
        return Kind.POSSIBLE if judged.score >= self.weights.possible else None

    def _judged(self, candidate: Candidate, shared: list[str]) -> Judgement:
        clause = read_clause(candidate)
        features = tuple(describe(candidate, clause, shared))
        held = frame(clause)
        probabilities = self.weights.probabilities(features)
        label = LABELS[max(range(len(LABELS)), key=probabilities.__getitem__)]
        return Judgement(label, probabilities[0] + probabilities[1], candidate, clause, held, features, probabilities)
