"""The judgement on one candidate: its clause, frame, features and probabilities."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.clauses import Candidate, Mark
from monitor.judge.frames import Clause
from monitor.judge.statements import Statement, statement
from monitor.model import Span
from monitor.rules.frames import Frame


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement on one candidate. `label`: the most probable; `score`: the probability of act or
    threat.
    """

    label: str
    score: float
    candidate: Candidate
    clause: Clause
    frame: Frame
    features: tuple[str, ...]
    probabilities: tuple[float, ...]
    joins: frozenset[str] = frozenset()  # as in `Frames`

    @property
    def concerns_exit(self) -> float:
        """The probability that the clause tells of an exit in any way: act, threat or aftermath."""
        return 1 - self.probabilities[-1]

    @property
    def statement(self) -> Statement:
        """Who leaves what, to distinguish repetitions from other statements."""
        return statement(self.candidate, self.clause, self.joins)

    @property
    def words(self) -> tuple[str, str]:
        """The folded words of predicate and target."""
        folded = self.candidate.sentence.words
        predicate, target = self.candidate.predicate, self.candidate.target
        return " ".join(folded[predicate.first : predicate.end]), " ".join(folded[target.first : target.end])

    @property
    def spans(self) -> tuple[Span, ...]:
        """The characters of predicate and target, in reading order."""
        return self.spans_of(self.candidate.predicate, self.candidate.target)

    def spans_of(self, *marks: Mark) -> tuple[Span, ...]:
        """The characters of these marks, in reading order, without repetitions: a name may be party and
        entry.
        """
        sentence = self.candidate.sentence
        spans = []
        for first, end in sorted({(mark.first, mark.end) for mark in marks}):
            above = first < sentence.split
            field = ("title" if above else "summary") if sentence.field == "joined" else sentence.field
            spans.append(Span(field, sentence.tokens[first].start, sentence.tokens[end - 1].end))
        return tuple(spans)
