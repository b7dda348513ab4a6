"""The table of cells: the values that a row of the register has, each with its evidence.

A new cell is one line of `Cells`. The store, exports, the command line, messages and edits loop over
`CELL_TYPES`; extraction fills the cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

Value = TypeVar("Value")
_LAST = 99  # where a new cell goes: behind those that are stored and exported already
_OLDEST = 5  # cells that exports have in front of the columns of the act


class CellKind(StrEnum):
    """What the values of a cell are: a name, a treaty date, a word of a list, or words of a story."""

    NAME = "name"
    DATE = "date"
    CODE = "code"
    TEXT = "text"


NAME, DATE, CODE, TEXT = CellKind


@dataclass(frozen=True, slots=True)
class CellType:
    """One cell. A person may edit each of them; an empty value empties it."""

    name: str
    kind: CellKind
    stored: int  # place in a stored statement
    exported: int  # place among the columns of exports
    label: str  # for readers of the command line, and in the CSV export
    in_messages: bool  # False: only the register and exports show it


def _cell(
    kind: CellKind, stored: int = _LAST, exported: int = _LAST, *, label: str = "", in_messages: bool = True
) -> dict[str, Any]:
    """What the table says of a cell, as `CellType` has it. `label`: the name, unless given."""
    return {"kind": kind, "stored": stored, "exported": exported, "label": label, "in_messages": in_messages}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells(Generic[Value]):
    """The cells of a row, in the order in which people see them. None: nothing states the value.

    In the register a value is a `Cell`, in what one story states it is an `Evidence`.
    """

    instrument: Value | None = field(default=None, metadata=_cell(NAME, 1, 1, label="agreement"))
    signed: Value | None = field(default=None, metadata=_cell(DATE, 2, 2))
    # the day of the decree, law or vote
    decided: Value | None = field(default=None, metadata=_cell(DATE, 6, 7, in_messages=False))
    # the day on which notice was given
    notified: Value | None = field(default=None, metadata=_cell(DATE, 7, 8, in_messages=False))
    ended: Value | None = field(default=None, metadata=_cell(DATE, 3, 3))
    reason: Value | None = field(default=None, metadata=_cell(TEXT, 5, 4))
    # decree, law, note, vote ...
    form: Value | None = field(default=None, metadata=_cell(CODE, 4, 5))
    # a remark on the agreement, as a table has it
    note: Value | None = field(default=None, metadata=_cell(TEXT, 8, 6, in_messages=False))

    def cell(self, name: str) -> Value | None:
        """The value of the cell called `name`, one of `CELLS`."""
        value: Value | None = getattr(self, name)
        return value

    def with_cells(self, cells: Mapping[str, Value | None]) -> Self:
        """The same with other values in some cells, by name."""
        changes: dict[str, Any] = dict(cells)
        return replace(self, **changes)

    def filled(self) -> dict[str, Value]:
        """The cells that have a value, by name."""
        return {name: value for name in CELLS if (value := self.cell(name)) is not None}


def _cell_types() -> tuple[CellType, ...]:
    cells = {cell.name: dict(cell.metadata) for cell in fields(Cells)}
    return tuple(CellType(name, **about | {"label": about["label"] or name}) for name, about in cells.items())


CELL_TYPES = _cell_types()
CELLS = tuple(cell.name for cell in CELL_TYPES)
DATES = tuple(cell.name for cell in CELL_TYPES if cell.kind is DATE)
_PLACES = {cell.name: cell.exported for cell in sorted(CELL_TYPES, key=lambda cell: cell.exported)}
LABELS = {cell.name: cell.label for cell in CELL_TYPES}

# The fields of a row in exports and payloads, `kind` behind the agreement and `stage` behind the dates. A CSV
# file has the later ones behind the columns of the act.
_FIRST = tuple(name for name, place in _PLACES.items() if place <= _OLDEST)
ROW_FIELDS = (*_FIRST[:1], "kind", *_FIRST[1:3], "stage", *_FIRST[3:])
LATER_FIELDS = tuple(name for name in _PLACES if name not in _FIRST)

STORED = tuple(sorted(CELL_TYPES, key=lambda cell: cell.stored))
BY_KIND = tuple(sorted(CELL_TYPES, key=lambda cell: list(CellKind).index(cell.kind)))
