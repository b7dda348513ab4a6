"""Applies edits and rejections to acts, on top of what their stories say.

They survive later stories, because they name stories and not acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from monitor.corrections.constraints import by_time, undone
from monitor.corrections.rows import pointed
from monitor.corrections.stage_edits import edited, restaged
from monitor.corrections.values import KEPT, Correction, Fix
from monitor.model import CELLS, Act, Cell, Claim, Evidence, Row

# they say nothing of one act's values; each act that holds a story of theirs lists them
_OF_SEVERAL = (Fix.MERGE, Fix.SPLIT, Fix.UNDO)


def corrected(
    acts: Sequence[Act],
    claims: Callable[[int], Sequence[Claim]],
    corrections: Iterable[Correction],
    heads: frozenset[str],
) -> tuple[Act, ...]:
    """The acts after every edit and rejection that stands, in the order in which they were made.

    `claims` gives which stage each story gives the act at a place of `acts`.
    """
    result = list(acts)
    home = {key: place for place, act in enumerate(acts) for key in act.stories}
    stage_edits: dict[int, list[Correction]] = {}
    made = by_time(corrections)
    taken_back = undone(made)
    for correction in made:
        places = [home[key] for key in correction.stories if key in home]
        if not places:
            continue
        concerned = set(places) if correction.fix in _OF_SEVERAL else {most(places)}
        for place in concerned:
            result[place] = _noted(result[place], correction)
        if correction.fix in _OF_SEVERAL or correction.id in taken_back:
            continue
        (place,) = concerned
        if correction.field == "stage":
            stage_edits.setdefault(place, []).append(correction)
        else:
            result[place] = _with_correction(result[place], correction, heads)
    for place, edits in stage_edits.items():
        result[place] = restaged(result[place], claims(place), edits)
    return tuple(result)


def most(places: Sequence[int]) -> int:
    """Of acts, each as often as stories of a correction are in it, the one that the correction means; among
    equals the first.
    """
    return max(sorted(set(places)), key=places.count)


def concerns(act: Act, correction: Correction) -> bool:
    """True if the correction shaped the act, or parted stories from it."""
    parted = correction.fix is Fix.SPLIT and not set(correction.apart).isdisjoint(act.stories)
    return parted or correction.id in act.corrections


def _with_correction(act: Act, correction: Correction, heads: frozenset[str]) -> Act:
    """The act after a rejection, or after an edit of anything but its stage."""
    if correction.fix is Fix.REJECT:
        return replace(act, rejected=correction.value != KEPT)
    return _edited(act, correction, heads)


def _noted(act: Act, correction: Correction) -> Act:
    return replace(act, corrections=(*act.corrections, correction.id))


def _edited(act: Act, correction: Correction, heads: frozenset[str]) -> Act:
    if correction.field == "actors":
        return replace(act, actors=_codes(correction))
    chosen = pointed(act.rows, correction.row, heads)
    rows = tuple(
        _row_edited(row, correction) if place in chosen else row for place, row in enumerate(act.rows)
    )
    return replace(act, rows=rows)


def _codes(correction: Correction) -> tuple[Evidence, ...]:
    return tuple(edited(correction, code.replace("_", " ")) for code in sorted(set(correction.value.split())))


def _row_edited(row: Row, correction: Correction) -> Row:
    if correction.field == "others":
        return replace(row, others=_codes(correction))
    if correction.field == "entry":
        return replace(row, entry=correction.value or None)
    if correction.field == "kind":
        return replace(row, kind=correction.value)
    assert correction.field in CELLS, f"no such field: {correction.field}"
    before = row.cell(correction.field)
    stated = () if before is None else (before.leading, *before.others)
    others = tuple(evidence for evidence in stated if evidence.value != correction.value)
    cell = Cell(edited(correction, correction.value), others) if correction.value else None
    return row.with_cells({correction.field: cell})
