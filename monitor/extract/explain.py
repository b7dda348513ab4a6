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
    """What stands in a cell."""
    found = getattr(row, cell)
    return found if isinstance(found, tuple) else (found,) if found is not None else ()


def _refused(
    row: Termination, refusals: Iterable[tuple[CellName, Evidence]]
) -> dict[str, tuple[Evidence, ...]]:
    by_cell: dict[str, list[Evidence]] = {}
    for cell, one in refusals:
        if not any(_is_same(cell, one, taken) for taken in chosen(row, cell)):
            by_cell.setdefault(cell, []).append(one)
    days = [day for cell in _DATES for day in chosen(row, cell)]
    return {
        cell: _nearest(found, next(iter(chosen(row, cell)), row.stage), days)
        for cell, found in by_cell.items()
    }


def _is_same(cell: str, one: Evidence, taken: Evidence) -> bool:
    """Whether a refused value is the one that was taken, from other words or less exactly, or its words are
    in those of that value.
    """
    same_date = cell in _DATES and _is_same_date(one.treaty_date, taken.treaty_date)
    return (
        same_date
        or one.value.casefold() == taken.value.casefold()
        or (_overlap(one, taken) and cell != CellName.STAGE)
    )


def _is_same_date(date: TreatyDate | None, other: TreatyDate | None) -> bool:
    """True if one of the dates is the other, less exactly."""
    return date is not None and other is not None and not date.contradicts(other)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return (
        (one.story, one.field) == (other.story, other.field)
        and one.start < other.end
        and other.start < one.end
    )


def _nearest(found: Iterable[Evidence], to: Evidence, days: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The values whose words stand nearest to some others, each value once; those of a day that stands in
    another cell come last.
    """

    def distance(one: Evidence) -> tuple[bool, bool, int, int]:
        is_other = any(_overlap(one, day) for day in days)
        return is_other, one.field != to.field, abs(one.start - to.start), _FIELDS.index(one.field)

    by_value: dict[str, Evidence] = {}
    for one in sorted(found, key=distance):
        by_value.setdefault(one.value.casefold(), one)
    return tuple(by_value.values())[:NEAREST]
