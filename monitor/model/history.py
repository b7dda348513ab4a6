"""The history of an act, from the stages that its stories give it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.model.acts import Step
from monitor.model.stories import Evidence, Stage


@dataclass(frozen=True, slots=True)
class Claim:
    """The stage that a story (by key, of the moment `at`) gives an act, and the sentence that says so."""

    story: str
    at: datetime
    official: bool
    stage: Stage
    evidence: Evidence


def steps(claims: Iterable[Claim]) -> tuple[Step, ...]:
    """Each stage that went further than all before, and a reversal; after it, only laggards follow.

    `claims` in order of the stories.
    """
    history: list[Step] = []
    advance(history, claims)
    return tuple(history)


def advance(history: list[Step], claims: Iterable[Claim]) -> None:
    """Add to a history the steps that these claims bring."""
    for claim in claims:
        if not history:
            history.append(Step(claim.stage, claim.at, claim.evidence))
        elif not _is_over(history[-1], claim) and _goes_on(history[-1], claim):
            history.append(Step(claim.stage, max(claim.at, history[-1].at), claim.evidence))


def _is_over(last: Step, claim: Claim) -> bool:
    """True after a reversal; after one that a person set only a further reversal is left out."""
    return last.stage is Stage.REVERSED and (last.evidence.edit is None or claim.stage is Stage.REVERSED)


def _goes_on(last: Step, claim: Claim) -> bool:
    return claim.stage is Stage.REVERSED or claim.stage.rank > last.stage.rank
