"""A story's judgements: each of its candidates by model and frame; and the hits that they give, one a
statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from monitor.clauses import Candidate, Mark, Reader, Sentence, candidates
from monitor.judge.features import YEAR, describe, read_clause, story_features
from monitor.judge.frames import Clause, Frames
from monitor.judge.statements import MOST, Statement, statement
from monitor.judge.weights import LABELS, Weights
from monitor.match import Document
from monitor.model import Hit, Kind, Span, Story
from monitor.rules.frames import Frame, Makes

# Probability that a subordinate clause tells of an exit at all, from which that is news when nobody knows of
# it yet.
IN_PASSING = 0.9
HARDLY = 0.005  # probability of an act below which what is told in passing is no news

_YEARS = re.compile(rf"(?:{YEAR.pattern})\w{{0,2}}")
_TELLING = frozenset({Makes.ACT, Makes.THREAT, Makes.PASSING})


@dataclass(frozen=True, slots=True)
class Judgement:
    """One candidate. `label`: the likeliest; `score`: probability that it reports an act or a threat."""

    label: str
    score: float
    candidate: Candidate
    clause: Clause
    frame: Frame
    features: tuple[str, ...]
    probabilities: tuple[float, ...]
    joins: frozenset[str] = frozenset()  # as in `Frames`

    @property
    def statement(self) -> Statement:
        """Who leaves what, to tell repetitions from other statements."""
        return statement(self.candidate, self.clause, self.joins)

    @property
    def words(self) -> tuple[str, str]:
        """Predicate and target, as folded words."""
        folded = self.candidate.sentence.words
        predicate, target = self.candidate.predicate, self.candidate.target
        return " ".join(folded[predicate.first : predicate.end]), " ".join(folded[target.first : target.end])

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words of predicate and target, in reading order."""
        return self.spans_of(self.candidate.predicate, self.candidate.target)

    def spans_of(self, *marks: Mark) -> tuple[Span, ...]:
        """The words of these marks of its sentence, in reading order, each once: a name may be a party and an
        entry.
        """
        sentence = self.candidate.sentence
        spans = []
        for first, end in sorted({(mark.first, mark.end) for mark in marks}):
            above = first < sentence.split
            field = ("title" if above else "summary") if sentence.field == "joined" else sentence.field
            spans.append(Span(field, sentence.tokens[first].start, sentence.tokens[end - 1].end))
        return tuple(spans)


def _of_old(sentence: Sentence) -> bool:
    """True if a sentence says that what it tells was long ago: by its words, by a year, or by a decade
    (`1990s`, `1990er`).
    """
    return bool(sentence.of("long-ago") or sentence.of("anniversary")) or any(
        _YEARS.fullmatch(word) for word in sentence.words
    )


class Judge:
    """Judges stories of the languages that its reader knows.

    `digest` changes with vocabulary, weights and frames.
    """

    def __init__(self, reader: Reader, weights: Weights, frames: Frames) -> None:
        self.reader = reader
        self.weights = weights
        self.frames = frames
        self.digest = blake2b(f"{weights.fingerprint} {frames.digest}".encode(), digest_size=8).hexdigest()

    def judge(
        self, story: Story, lang: str | None = None, document: Document | None = None
    ) -> Judgement | None:
        """The judgement on the best candidate of a story; None when it has none, or cannot be read.

        Arguments as of `judgements`.
        """
        return next(iter(self.judgements(story, lang, document)), None)

    def judgements(
        self,
        story: Story,
        lang: str | None = None,
        document: Document | None = None,
        *,
        every: bool = False,
    ) -> list[Judgement]:
        """The judgements on all candidates of a story, read in `lang` (default: its own language), best
        first.

        `known` are its folded words by field, where somebody has them; `every`: also of a story that is not
        worth reading.
        """
        lang = lang or self.reader.language(story, document)
        reading = None if lang is None else self.reader.read(story, lang, document, every=every)
        if reading is None:
            return []
        shared = story_features(reading)
        judged = [self._judged(candidate, shared) for candidate in candidates(reading)]
        return sorted(judged, key=lambda judgement: -judgement.score)

    def hits(
        self, story: Story, lang: str | None = None, document: Document | None = None
    ) -> tuple[Hit, ...]:
        """What a story states, a hit a statement, best first: acts, threats and acts told in passing.

        When its best candidate alerts nobody there is at most one hit: a look back or a possible exit.
        """
        judged = self.judgements(story, lang, document)
        if not judged:
            return ()
        hits = [hit for judgement in self.statements(judged) for hit in self._hits(judgement)][:MOST]
        seen: Counter[str] = Counter()
        numbered = []
        for hit in hits:
            seen[hit.rule] += 1
            numbered.append(hit if seen[hit.rule] == 1 else replace(hit, rule=f"{hit.rule}.{seen[hit.rule]}"))
        return tuple(numbered)

    def statements(self, judged: Sequence[Judgement]) -> list[Judgement]:
        """Of the judgements on a story, best first: the best of each statement that alerts; when the best one
        does not, it alone.

        One whose target a frame refuses makes room for the next, if that one alerts and its slots say who
        leaves what.
        """
        first = next((at for at, judgement in enumerate(judged) if not judgement.frame.refuses_target), 0)
        if first and self._tells(judged[first]):
            judged = judged[first:]
        kind = self.kind(judged[0]) if judged else None
        if kind is None or not kind.alerts:
            return list(judged[:1]) if kind is not None else []
        seen: list[tuple[Statement, Judgement]] = []
        kept: list[Statement] = []
        told: list[Judgement] = []
        for judgement in judged:
            one = judgement.statement
            same = [(other, lead) for other, lead in seen if one.shares_predicate(other)]
            lead = next((lead for other, lead in same if one.listed_with(other)), None)
            if (same and lead is None) or not (lead or not seen or self._tells(judgement)):
                continue
            if lead is not None:  # members of a list are left together, however far the last one stands
                judgement = replace(
                    judgement, score=lead.score, frame=lead.frame, probabilities=lead.probabilities
                )
            seen.append((one, judgement))
            if not any(one.repeats(other) for other in kept):
                kept.append(one)
                told.append(judgement)
        return told[:MOST]

    def _tells(self, judged: Judgement) -> bool:
        """True if a statement beside the best one alerts, and its slots say by themselves who leaves what."""
        kind = self.kind(judged)
        return kind is not None and kind.alerts and judged.frame.makes in _TELLING

    def kind(self, judged: Judgement) -> Kind | None:
        """The kind of hit that a judgement gives, by the thresholds."""
        act, threat, aftermath, none = judged.probabilities
        frame = judged.frame
        alerts = judged.score >= self.weights.alert and not frame.refuses
        if alerts and threat > act:
            return Kind.THREAT
        told = (
            1 - none >= IN_PASSING
            and aftermath > threat
            and judged.score >= HARDLY
            and not _of_old(judged.candidate.sentence)
        )
        if frame.makes is Makes.PASSING and (alerts or told):
            return Kind.PASSING
        if alerts:
            return Kind.ACT
        if aftermath > max(judged.score, none) or (
            frame.makes is Makes.AFTER and judged.score >= self.weights.possible
        ):
            return Kind.AFTERMATH
        return Kind.POSSIBLE if judged.score >= self.weights.possible else None

    def _hits(self, judged: Judgement) -> Iterator[Hit]:
        """The hit of a judgement; of several states that leave together, one for each."""
        kind = self.kind(judged)
        if kind is None:
            return
        label = "threat" if judged.probabilities[1] > judged.probabilities[0] else "act"
        concept = judged.candidate.predicate.value
        who = judged.statement.leavers if kind.alerts else ()
        hit = Hit(
            rule=f"clause.{kind.value}.{concept}",
            digest=self.digest,
            kind=kind,
            stage=self.frames.stage("passing" if kind is Kind.PASSING else label, judged.clause),
            spans=judged.spans,
            title=f"{concept} + {judged.candidate.sort}",
            why=f"{judged.candidate.sentence.field}: {' '.join(judged.words)}",
            score=round(judged.score, 2),
        )
        if len(who) < 2:
            yield hit
            return
        for party in who:
            spans = judged.spans_of(party, judged.candidate.predicate, judged.candidate.target)
            yield replace(hit, spans=spans, why=f"{party.value}, {hit.why}")

    def _judged(self, candidate: Candidate, shared: list[str]) -> Judgement:
        clause = read_clause(candidate)
        frame = self.frames.of(clause)
        known = frame if frame.feature else self.frames.known(clause)
        features = tuple(describe(candidate, clause, known, shared))
        probabilities = self.weights.probabilities(features)
        label = LABELS[max(range(len(LABELS)), key=probabilities.__getitem__)]
        joins = self.frames.joins
        return Judgement(
            label,
            probabilities[0] + probabilities[1],
            candidate,
            clause,
            frame,
            features,
            probabilities,
            joins,
        )
