"""What extraction looked at and did not take: a recorder that `explain` hands to the sentences of a story.

`extract` has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from monitor.model import Evidence


class CellName(StrEnum):
    """A cell of a row: a field of `Termination`."""

    ACTORS = "actors"
    OTHERS = "others"
    INSTRUMENT = "instrument"
    STAGE = "stage"
    SIGNED = "signed"
    ENDED = "ended"
    FORM = "form"
    REASON = "reason"
    NOTE = "note"
    DECIDED = "decided"
    NOTIFIED = "notified"


_Refusals = dict[tuple[CellName, str, int, str], Evidence]


class Trace:
    """Keeps refusals: those of the story as a whole, then those of each row. The last reason that is given
    for the same words counts.

    A refusal is the evidence that was not taken for a cell; its `why` says why not.
    """

    def __init__(self) -> None:
        self._shared: _Refusals = {}
        self._rows: list[_Refusals] = []
        self._open: _Refusals | None = None
        self.lang = ""  # in which the text is read; "" for none
        self.nothing: Evidence | None = None  # why the story has no row: its words, and `why`

    def refuse(self, cell: CellName, found: Evidence) -> None:
        """Record a refusal, of the row that was begun or else of the story."""
        into = self._shared if self._open is None else self._open
        into[cell, found.field, found.start, found.value] = found

    def begin(self) -> None:
        """What follows is of the next row."""
        self._open = {}

    def end(self, *, kept: bool) -> None:
        """What follows is of the story again. `kept`: the row that was begun is one."""
        if kept and self._open is not None:
            self._rows.append(self._open)
        self._open = None

    def of(self, row: int) -> Iterable[tuple[CellName, Evidence]]:
        """The refusals of the story as a whole, and of one row for other words."""
        return [(key[0], found) for key, found in (self._rows[row] | self._shared).items()]
