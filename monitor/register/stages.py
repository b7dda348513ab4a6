"""The stages of an act when a person said where it stands: a function of what the stories say and of what
that person had read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.model import Edit, Evidence, Stage, Step
from monitor.register.values import Correction, Entry, Item

Claim = tuple[Item, Stage, Evidence]  # a story, the stage that it gives its act, and the sentence

REPEATED = timedelta(days=30)  # outlets repeat for so long what a person has overruled


def edited(correction: Correction, value: str) -> Evidence:
    """The evidence of a value that a person set; of several codes each has its own."""
    edit = Edit(
        correction.id, correction.field, correction.value, correction.by, correction.at, correction.why
    )
    return Evidence(value, "", "", "", edit=edit)


def steps(claims: Iterable[Claim]) -> tuple[Step, ...]:
    """Each stage that went further than all before, and a reversal; after it, only laggards follow."""
    found: list[Step] = []
    _advance(found, claims)
    return tuple(found)


def restaged(entry: Entry, claims: Sequence[Claim], edits: Sequence[Correction]) -> Entry:
    """The entry with its history told anew: `claims` in order of the stories, `edits` of the stage in order
    of time, at least one.

    An edit stands on the stories that it names. A stage of theirs that it takes back is not heard again from
    the press for `REPEATED`; what it did not know, an official source, and all that comes later go on from
    where the person put the act.
    """
    found: list[Step] = []
    waiting = list(claims)
    last, overruled = edits[0], frozenset[Stage]()
    for edit in edits:
        read = [claim for claim in waiting if claim[0].key in edit.stories]
        waiting = [claim for claim in waiting if claim[0].key not in edit.stories]
        _advance(found, _heard(read, last, overruled))
        stage = Stage(edit.value)
        overruled = frozenset(
            said for item, said, _ in claims if item.key in edit.stories and _further(said, stage)
        )
        found.append(Step(stage, edit.at, edited(edit, edit.value)))
        last = edit
    _advance(found, _heard(waiting, last, overruled))
    here = found[-1]
    person = here.evidence.edit is not None
    rows = tuple(
        replace(row, stage=here.stage) if person or row.stage.rank > here.stage.rank else row
        for row in entry.rows
    )
    return replace(entry, history=tuple(found), rows=rows)


def _further(said: Stage, stage: Stage) -> bool:
    return said is not stage and (said is Stage.REVERSED or stage is Stage.REVERSED or said.rank > stage.rank)


def _heard(claims: Iterable[Claim], edit: Correction, overruled: frozenset[Stage]) -> list[Claim]:
    """The claims without those that only repeat what a person has overruled."""
    return [
        claim
        for claim in claims
        if claim[1] not in overruled or claim[0].official or claim[0].at - edit.at > REPEATED
    ]


def _advance(found: list[Step], claims: Iterable[Claim]) -> None:
    for item, stage, evidence in claims:
        last = found[-1] if found else None
        if (
            last is not None
            and last.stage is Stage.REVERSED
            and (last.evidence.edit is None or stage is Stage.REVERSED)
        ):
            continue
        if last is None or stage is Stage.REVERSED or stage.rank > last.stage.rank:
            found.append(Step(stage, item.at if last is None else max(item.at, last.at), evidence))
