"""An act as everybody may have it: short quotations, and no names of editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from monitor.model import Act, Cell, Evidence, Row, Story
from monitor.quote import ELLIPSIS, place, quote

QUOTED = 300  # characters of a story around the evidence that a page may show
NO_STORIES: Mapping[str, Story] = {}
Change = Callable[[Evidence], Evidence]


def published(act: Act, stories: Mapping[str, Story] = NO_STORIES) -> Act:
    """The act with each sentence cut around its value, and with edits that do not say who made them.

    `stories`: by key; they tell where a sentence has the words for its value.
    """
    change = partial(_published, stories=stories)
    return replace(
        act,
        actors=tuple(map(change, act.actors)),
        rows=tuple(_row(row, change) for row in act.rows),
        history=tuple(replace(step, evidence=change(step.evidence)) for step in act.history),
    )


def excerpt(sentence: str, spans: list[tuple[int, int]] | None = None) -> str:
    """At most 300 characters of a sentence, with the words at `spans` among them."""
    short = quote(sentence, spans or [(0, 1)], QUOTED) if len(sentence) > QUOTED else sentence
    return short if len(short) <= QUOTED else f"{short[: QUOTED - 1].rstrip()}{ELLIPSIS}"


def _row(row: Row, change: Change) -> Row:
    cells = {
        name: Cell(change(cell.leading), tuple(map(change, cell.others)))
        for name, cell in row.filled().items()
    }
    return replace(row.with_cells(cells), others=tuple(map(change, row.others)))


def _published(evidence: Evidence, stories: Mapping[str, Story]) -> Evidence:
    if evidence.edit is not None:
        return replace(evidence, edit=replace(evidence.edit, by=""))
    if len(evidence.sentence) <= QUOTED:
        return evidence
    value_place = place(evidence, stories.get(evidence.story))
    return replace(evidence, sentence=excerpt(evidence.sentence, [value_place] if value_place else None))
