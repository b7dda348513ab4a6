"""What people changed in an entry, on top of what the stories say.

It survives later stories, because it names stories and not acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from monitor.model import CELLS, Cell, Evidence, Row
from monitor.register.cluster import Group
from monitor.register.constraints import by_time, undone
from monitor.register.entries import claims, entry
from monitor.register.facts import stems
from monitor.register.likeness import OVERLAP
from monitor.register.stages import edited, restaged
from monitor.register.values import Correction, Entry, Fix, RowRef

KEPT = "no"  # value of a REJECT that takes an earlier one back
# they say nothing of one act's values; each act that holds a story of theirs lists them
_OF_SEVERAL = (
    Fix.MERGE,
    Fix.SPLIT,
    Fix.UNDO,
)


def corrected(
    groups: Iterable[Group], corrections: Iterable[Correction], heads: frozenset[str]
) -> tuple[Entry, ...]:
    """The entries of gathered acts after every edit and rejection that stands, in the order in which they
    were made.
    """
    gathered = list(groups)
    found = [entry(group, heads) for group in gathered]
    home = {key: place for place, one in enumerate(found) for key in one.stories}
    staged: dict[int, list[Correction]] = {}
    made = by_time(corrections)
    gone = undone(made)
    for one in made:
        places = [home[key] for key in one.stories if key in home]
        if not places:
            continue
        if one.fix in _OF_SEVERAL:
            for place in set(places):
                found[place] = _noted(found[place], one)
            continue
        place = most(places)
        found[place] = _noted(found[place], one)
        if one.id in gone:
            continue
        if one.fix is Fix.REJECT:
            found[place] = replace(found[place], rejected=one.value != KEPT)
        elif one.field == "stage":
            staged.setdefault(place, []).append(one)
        else:
            found[place] = _edited(found[place], one, heads)
    for place, edits in staged.items():
        found[place] = restaged(found[place], claims(gathered[place], heads), edits)
    return tuple(found)


def most(places: Sequence[int]) -> int:
    """Of acts, each as often as stories of a correction are in it, the one that the correction means; among
    equals the first.
    """
    return max(sorted(set(places)), key=places.count)


def _noted(entry: Entry, one: Correction) -> Entry:
    return replace(entry, corrections=(*entry.corrections, one.id))


def _edited(entry: Entry, one: Correction, heads: frozenset[str]) -> Entry:
    if one.field == "actors":
        return replace(entry, actors=_codes(one))
    chosen = pointed(entry.rows, one.row, heads)
    rows = tuple(_row_edited(row, one) if place in chosen else row for place, row in enumerate(entry.rows))
    return replace(entry, rows=rows)


def _codes(one: Correction) -> tuple[Evidence, ...]:
    return tuple(edited(one, code.replace("_", " ")) for code in sorted(set(one.value.split())))


def _row_edited(row: Row, one: Correction) -> Row:
    if one.field == "others":
        return replace(row, others=_codes(one))
    if one.field == "entry":
        return replace(row, entry=one.value or None)
    if one.field == "kind":
        return replace(row, kind=one.value)
    assert one.field in CELLS, f"no such field: {one.field}"
    before = row.cell(one.field)
    others = (
        ()
        if before is None
        else tuple(said for said in (before.leading, *before.others) if said.value != one.value)
    )
    cell = Cell(edited(one, one.value), others) if one.value else None
    return _with(row, one.field, cell)


def _with(row: Row, name: str, cell: Cell | None) -> Row:
    change: dict[str, Any] = {name: cell}
    return replace(row, **change)


def pointed(rows: tuple[Row, ...], ref: RowRef | None, heads: frozenset[str]) -> frozenset[int]:
    """The places of the rows that a reference means: all without one, else those that fit best."""
    if ref is None:
        return frozenset(range(len(rows)))
    scores = [points(row, ref, heads) for row in rows]
    best = max(scores, default=0)
    if best <= 0:
        return frozenset({0}) if len(rows) == 1 else frozenset()
    return frozenset({scores.index(best)})


def same_agreement(row: Row, other: Row, heads: frozenset[str]) -> bool:
    """Do two rows name one agreement: the same entry of the gazetteer, or names with most words in common?"""
    if row.entry and other.entry:
        return row.entry == other.entry
    if row.instrument is None or other.instrument is None:
        return False
    names = stems(row.instrument.value, heads), stems(other.instrument.value, heads)
    return row.instrument.value == other.instrument.value or len(names[0] & names[1]) > OVERLAP * min(
        map(len, names)
    )


def shares_agreement(entry: Entry, other: Entry, heads: frozenset[str]) -> bool:
    """Have two acts a row of one agreement? Not where both tell the counterparties and no party is the same:
    two tax treaties are two.
    """
    for row in entry.rows:
        for known in other.rows:
            apart = bool(row.states and known.states) and {*entry.states, *row.states}.isdisjoint(
                {*other.states, *known.states}
            )
            if not apart and same_agreement(row, known, heads):
                return True
    return False


def points(row: Row, ref: RowRef, heads: frozenset[str]) -> int:
    """How well a reference fits a row; 0 or less: not at all."""
    score = 4 if ref.entry and ref.entry == row.entry else 0
    score += 3 * len(set(ref.others) & set(row.states)) - len(set(ref.others) ^ set(row.states))
    if ref.instrument and row.instrument is not None:
        names = stems(ref.instrument, heads), stems(row.instrument.value, heads)
        score += (
            3
            if ref.instrument == row.instrument.value
            else 2 * (len(names[0] & names[1]) > OVERLAP * min(map(len, names)))
        )
    return score
