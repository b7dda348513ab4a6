"""Why a story gives the rows that it gives: the reason of each cell, and the values that were looked at and not taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.extract.trace import Cell, Trace
from monitor.model import Evidence, Termination

NEAREST = 3  # refused values of a cell
_DATES = frozenset({Cell.SIGNED, Cell.ENDED, Cell.DECIDED})
_FIELDS = ("title", "summary", "body")


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """A row. The evidence of each cell says why it was taken; `refused` are the nearest values that were not, whose `why` says why not."""

    row: Termination
    refused: Mapping[Cell, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rows of a story; where it has none, `nothing` are the words that say so, or no words, and why."""

    rows: tuple[ExplainedRow, ...]
    nothing: Evidence | None = None


def explained(rows: Iterable[Termination], trace: Trace) -> Explanation:
    """Rows with what was refused while they were read."""
    return Explanation(tuple(ExplainedRow(row, _refused(row, trace.of(at))) for at, row in enumerate(rows)), trace.nothing)


def chosen(row: Termination, cell: Cell) -> tuple[Evidence, ...]:
    """What stands in a cell."""
    found = getattr(row, cell.value)
    return found if isinstance(found, tuple) else (found,) if found is not None else ()


def _refused(row: Termination, refusals: Iterable[tuple[Cell, Evidence]]) -> dict[Cell, tuple[Evidence, ...]]:
    by_cell: dict[Cell, list[Evidence]] = {}
    for cell, one in refusals:
        if not any(_is_same(cell, one, taken) for taken in chosen(row, cell)):
            by_cell.setdefault(cell, []).append(one)
    return {cell: _nearest(found, next(iter(chosen(row, cell)), row.stage)) for cell, found in by_cell.items()}


def _is_same(cell: Cell, one: Evidence, taken: Evidence) -> bool:
    """Whether a refused value is the one that was taken, from other words or less exactly, or its words are in those of that value."""
    same_words = (one.story, one.field) == (taken.story, taken.field) and one.start < taken.end and taken.start < one.end
    same_date = cell in _DATES and (one.value.startswith(taken.value) or taken.value.startswith(one.value))
    return same_date or one.value.casefold() == taken.value.casefold() or (same_words and cell is not Cell.STAGE)


def _nearest(found: Iterable[Evidence], to: Evidence) -> tuple[Evidence, ...]:
    """The values whose words stand nearest to some others, each value once."""
    by_value: dict[str, Evidence] = {}
    for one in sorted(found, key=lambda one: (one.field != to.field, abs(one.start - to.start), _FIELDS.index(one.field))):
        by_value.setdefault(one.value.casefold(), one)
    return tuple(by_value.values())[:NEAREST]
