"""Exits that are taken back: the word of leaving behind `reverses its` or `drops its decision to` is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.clauses import TAKE_BACK, Mark
from monitor.judge.judgement import Judgement
from monitor.rules.frames import Makes

# most words from a verb of taking back to the word of leaving: `revoked last year's decision to leave`
_REACH = 7


def with_reversals(judged: Sequence[Judgement]) -> list[Judgement]:
    """The judgements on a story with those of exits that are taken back first, the most probable one leading.

    A clause of leaving that a verb of taking back governs gets the frame of that verb.
    """
    takers = [judgement for judgement in judged if judgement.candidate.predicate.value == TAKE_BACK]
    if not takers:
        return list(judged)
    framed = [_taken_back(judgement, takers) for judgement in judged]
    reversals = [judgement for judgement in framed if judgement.frame.makes is Makes.REVERSAL]
    rest = [judgement for judgement in framed if judgement.frame.makes is not Makes.REVERSAL]
    return [*sorted(reversals, key=lambda judgement: -judgement.concerns_exit), *rest]


def _taken_back(judgement: Judgement, takers: Sequence[Judgement]) -> Judgement:
    """The judgement with the frame of the verb that takes its exit back; itself if none does."""
    candidate = judgement.candidate
    if candidate.predicate.value == TAKE_BACK:
        return judgement
    own = [taker for taker in takers if taker.candidate.target == candidate.target]
    for taker in own or takers:
        other = taker.candidate
        if other.sentence is candidate.sentence and _reaches(other.predicate, judgement):
            return replace(judgement, frame=taker.frame)
    return judgement


def _reaches(verb: Mark, judgement: Judgement) -> bool:
    """True if a word of leaving stands in or right behind a verb of taking back, without a comma or `and`
    between.
    """
    sentence, at = judgement.candidate.sentence, judgement.candidate.predicate.first
    if not verb.first <= at <= verb.end + _REACH:
        return False
    if any(verb.first < place <= at for place in sentence.breaks):
        return False
    return judgement.joins.isdisjoint(sentence.words[verb.end : at])
