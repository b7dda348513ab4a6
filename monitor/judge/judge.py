"""Judges the candidates of a story by model and frames, and makes one hit for each statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b

from monitor.clauses import TAKE_BACK, Candidate, Reader, Sentence, candidates
from monitor.judge.clause import read_clause
from monitor.judge.features import describe, story_features
from monitor.judge.frames import Frames
from monitor.judge.judgement import Judgement
from monitor.judge.reversals import with_reversals
from monitor.judge.statements import MOST, Statement
from monitor.judge.target import YEAR
from monitor.judge.weights import LABELS, Weights
from monitor.match import Document
from monitor.model import Hit, Kind, Story
from monitor.rules.frames import Makes

# Probability that a subordinate clause mentions an exit, from which the mention is news if the exit is
# unknown.
IN_PASSING = 0.9
HARDLY = 0.005  # probability of an act below which a mention in passing is no news

_YEARS = re.compile(rf"(?:{YEAR.pattern})\w{{0,2}}")
_STATING = frozenset({Makes.ACT, Makes.THREAT, Makes.PASSING, Makes.REVERSAL})


def _of_old(sentence: Sentence) -> bool:
    """True if a sentence has words for the past, a year, or a decade (`1990s`, `1990er`)."""
    return bool(sentence.of("long-ago") or sentence.of("anniversary")) or any(
        _YEARS.fullmatch(word) for word in sentence.words
    )


def _is_mentioned(judged: Judgement) -> bool:
    """True if a clause mentions a recent exit in passing, by its probabilities and the words of its
    sentence.
    """
    _, threat, aftermath, none = judged.probabilities
    is_exit = 1 - none >= IN_PASSING and aftermath > threat and judged.score >= HARDLY
    return is_exit and not _of_old(judged.candidate.sentence)


class Judge:
    """Judges stories of the languages of its reader. `digest` changes with vocabulary, weights and frames."""

    def __init__(self, reader: Reader, weights: Weights, frames: Frames) -> None:
        self.reader = reader
        self.weights = weights
        self.frames = frames
        self.digest = blake2b(f"{weights.fingerprint} {frames.digest}".encode(), digest_size=8).hexdigest()

    def judge(
        self, story: Story, lang: str | None = None, document: Document | None = None
    ) -> Judgement | None:
        """The judgement on the best candidate of a story; None if it has none. Arguments as of
        `judgements`.
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
        """The judgements on all candidates of a story, best first; empty if it is not read.

        `lang`: the language to read it in, by default its own. `document`: the words of the story, if they
        were already read. `every`: read the story whatever its pairs.
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
        """The hits of a story, one for each statement (act, threat or act mentioned in passing), best first.

        If its best candidate is none of these, there is at most one hit: an aftermath or a possible exit.
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
        """The best judgement of each statement that alerts; if the best of all does not alert, that one
        alone.

        `judged`: the judgements on a story, best first. Those whose target a frame refuses are skipped if the
        next one alerts and its slots state who leaves what. An exit that is taken back goes before all
        others.
        """
        judged = with_reversals(judged)
        first = next((at for at, judgement in enumerate(judged) if not judgement.frame.refuses_target), 0)
        if first and self._states(judged[first]):
            judged = judged[first:]
        kind = self.kind(judged[0]) if judged else None
        if kind is None:
            return []
        return self._distinct(judged) if kind.alerts else [judged[0]]

    def _distinct(self, judged: Sequence[Judgement]) -> list[Judgement]:
        """The judgements that alert, without those that repeat the statement of a better one."""
        seen: list[tuple[Statement, Judgement]] = []
        kept: list[Statement] = []
        distinct: list[Judgement] = []
        for judgement in judged:
            statement = judgement.statement
            same_predicate = [pair for pair in seen if statement.shares_predicate(pair[0])]
            lead = next((lead for other, lead in same_predicate if statement.listed_with(other)), None)
            if lead is not None:  # the members of a list are left together, however far the last one stands
                judgement = replace(
                    judgement, score=lead.score, frame=lead.frame, probabilities=lead.probabilities
                )
            elif same_predicate or (seen and not self._states(judgement)):
                continue
            seen.append((statement, judgement))
            if not any(statement.repeats(other) for other in kept):
                kept.append(statement)
                distinct.append(judgement)
        return distinct[:MOST]

    def _states(self, judged: Judgement) -> bool:
        """True if a judgement alerts, and a frame for who leaves what holds for its clause."""
        kind = self.kind(judged)
        return kind is not None and kind.alerts and judged.frame.makes in _STATING

    def kind(self, judged: Judgement) -> Kind | None:
        """The kind of hit that a judgement gives by the thresholds of the weights; None if it gives no
        hit.
        """
        act, threat, aftermath, none = judged.probabilities
        frame = judged.frame
        if frame.makes is Makes.REVERSAL and judged.concerns_exit >= self.weights.possible:
            return Kind.ACT
        alerts = judged.score >= self.weights.alert and not frame.refuses
        if alerts and threat > act:
            return Kind.THREAT
        if frame.makes is Makes.PASSING and (alerts or _is_mentioned(judged)):
            return Kind.PASSING
        if alerts:
            return Kind.ACT
        possible = judged.score >= self.weights.possible
        if aftermath > max(judged.score, none) or (frame.makes is Makes.AFTER and possible):
            return Kind.AFTERMATH
        return Kind.POSSIBLE if possible else None

    def _hits(self, judged: Judgement) -> Iterator[Hit]:
        """Yields the hit of a judgement; if several states leave together, one for each."""
        kind = self.kind(judged)
        if kind is None:
            return
        label = "threat" if judged.probabilities[1] > judged.probabilities[0] else "act"
        score, making = judged.score, "passing" if kind is Kind.PASSING else label
        concept = judged.candidate.predicate.value
        if judged.frame.makes is Makes.REVERSAL:
            score, making, concept = judged.concerns_exit, Makes.REVERSAL, TAKE_BACK
        who = judged.statement.leavers if kind.alerts else ()
        hit = Hit(
            rule=f"clause.{kind.value}.{concept}",
            digest=self.digest,
            kind=kind,
            stage=self.frames.stage(making, judged.clause),
            spans=judged.spans,
            title=f"{concept} + {judged.candidate.sort}",
            why=f"{judged.candidate.sentence.field}: {' '.join(judged.words)}",
            score=round(score, 2),
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
        described = frame if frame.feature else self.frames.with_feature(clause)
        features = tuple(describe(candidate, clause, described, shared))
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
