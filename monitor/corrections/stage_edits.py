"""The stages of an act when a person said where it stands: a function of what the stories say and of what
that person had read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.corrections.values import Correction
from monitor.model import Act, Claim, Edit, Evidence, Stage, Step, advance

REPEATED = timedelta(days=30)  # outlets repeat for so long what a person has overruled


def edited(correction: Correction, value: str) -> Evidence:
    """The evidence of a value that a person set; of several codes each has its own."""
    edit = Edit(
        correction.id, correction.field, correction.value, correction.by, correction.at, correction.why
    )
    return Evidence(value, "", "", "", edit=edit)


def restaged(act: Act, claims: Sequence[Claim], edits: Sequence[Correction]) -> Act:
    """The act with its history told anew: `claims` in order of the stories, `edits` of the stage in order
    of time, at least one.

    An edit stands on the stories that it names. A stage of theirs that it takes back is not heard again from
    the press for `REPEATED`; what it did not know, an official source, and all that comes later go on from
    where the person put the act.
    """
    history: list[Step] = []
    waiting = list(claims)
    last, overruled = edits[0], frozenset[Stage]()
    for edit in edits:
        read = [claim for claim in waiting if claim.story in edit.stories]
        waiting = [claim for claim in waiting if claim.story not in edit.stories]
        advance(history, _heard(read, last, overruled))
        stage = Stage(edit.value)
        overruled = frozenset(
            claim.stage for claim in claims if claim.story in edit.stories and _further(claim.stage, stage)
        )
        history.append(Step(stage, edit.at, edited(edit, edit.value)))
        last = edit
    advance(history, _heard(waiting, last, overruled))
    here = history[-1]
    person = here.evidence.edit is not None
    rows = tuple(
        replace(row, stage=here.stage) if person or row.stage.rank > here.stage.rank else row
        for row in act.rows
    )
    return replace(act, stage=here.stage, history=tuple(history), rows=rows)


def _further(said: Stage, stage: Stage) -> bool:
    return said is not stage and (said is Stage.REVERSED or stage is Stage.REVERSED or said.rank > stage.rank)


def _heard(claims: Iterable[Claim], edit: Correction, overruled: frozenset[Stage]) -> list[Claim]:
    """The claims without those that only repeat what a person has overruled."""
    return [
        claim
        for claim in claims
        if claim.stage not in overruled or claim.official or claim.at - edit.at > REPEATED
    ]
