"""Why a story gives the rows that it gives: the reason of each cell, and the values that were looked at and
not taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.extract.trace import CellName, Trace
from monitor.model import DATES, Evidence, Termination, TreatyDate

NEAREST = 3  # refused values of a cell
# The day of a notice is left out: why it is not that of the end is worth telling.
_DATES = tuple(name for name in DATES if name != "notified")
_FIELDS = ("title", "summary", "body")


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """A row. The evidence of each cell says why it was taken;

    `refused` are the nearest values that were not, whose `why` says why not.
    """

    row: Termination
    refused: Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The rows of a story, read in the language `lang`; where it has none, `nothing` are the words that say
    so, or no words, and why.
    """

    rows: tuple[ExplainedRow, ...]
    lang: str
    nothing: Evidence | None = None


def explained(rows: Iterable[Termination], trace: Trace) -> Explanation:
    """Rows with what was refused while they were read."""
    return Explanation(
        tuple(ExplainedRow(row, _refused(row, trace.of(at))) for at, row in enumerate(rows)),
        trace.lang,
        trace.nothing,
    )


def chosen(row: Termination, cell: str) -> tuple[Evidence, ...]:
    """The values of a cell; none if it is empty."""
    value = getattr(row, cell)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _refused(
    row: Termination, refusals: Iterable[tuple[CellName, Evidence]]
) -> dict[str, tuple[Evidence, ...]]:
    """The nearest refused values by cell, without those that were taken from other words."""
    by_cell: dict[str, list[Evidence]] = {}
    for cell, refused in refusals:
        if not any(_is_same(cell, refused, taken) for taken in chosen(row, cell)):
            by_cell.setdefault(cell, []).append(refused)
    days = [day for cell in _DATES for day in chosen(row, cell)]
    return {
        cell: _nearest(values, next(iter(chosen(row, cell)), row.stage), days)
        for cell, values in by_cell.items()
    }


def _is_same(cell: str, refused: Evidence, taken: Evidence) -> bool:
    """True if a refused value is the one that was taken, from other words or less exactly, or its words are
    in those of that value.
    """
    same_date = cell in _DATES and _is_same_date(refused.treaty_date, taken.treaty_date)
    return (
        same_date
        or refused.value.casefold() == taken.value.casefold()
        or (_overlap(refused, taken) and cell != CellName.STAGE)
    )


def _is_same_date(date: TreatyDate | None, other: TreatyDate | None) -> bool:
    """True if one of the dates is the other, less exactly."""
    return date is not None and other is not None and not date.contradicts(other)


def _overlap(value: Evidence, other: Evidence) -> bool:
    """True if two values share characters."""
    is_same_field = (value.story, value.field) == (other.story, other.field)
    return is_same_field and value.start < other.end and other.start < value.end


def _nearest(values: Iterable[Evidence], to: Evidence, days: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The values whose words stand nearest to some others, each value once; those of a day that stands in
    another cell come last.
    """

    def distance(value: Evidence) -> tuple[bool, bool, int, int]:
        is_other = any(_overlap(value, day) for day in days)
        return is_other, value.field != to.field, abs(value.start - to.start), _FIELDS.index(value.field)

    by_value: dict[str, Evidence] = {}
    for value in sorted(values, key=distance):
        by_value.setdefault(value.value.casefold(), value)
    return tuple(by_value.values())[:NEAREST]
