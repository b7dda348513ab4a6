"""A recorder of the values that extraction considered and did not take. `explain` gives it to the sentences
of a story; `extract` gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from monitor.model import Evidence


class CellName(StrEnum):
    """Fields of `Termination` for which refusals are recorded."""

    ACTORS = "actors"
    OTHERS = "others"
    INSTRUMENT = "instrument"
    STAGE = "stage"
    SIGNED = "signed"
    ENDED = "ended"
    FORM = "form"
    REASON = "reason"


_Refusals = dict[tuple[CellName, str, int, str], Evidence]


class Trace:
    """Keeps the refusals of the story as a whole and those of each row. Of several for the same words, the
    last one counts.

    A refusal is the evidence that was not taken for a cell; its `why` says why not.
    """

    def __init__(self) -> None:
        self._shared: _Refusals = {}
        self._rows: list[_Refusals] = []
        self._open: _Refusals | None = None
        self.lang = ""  # of the pack that reads the text; "" for none
        self.nothing: Evidence | None = None  # why the story has no row: its words, and `why`

    def refuse(self, cell: CellName, refused: Evidence) -> None:
        """Record a refusal, of the row that was begun or else of the story."""
        refusals = self._shared if self._open is None else self._open
        refusals[cell, refused.field, refused.start, refused.value] = refused

    def begin(self) -> None:
        """Begin the next row: the next refusals are of it."""
        self._open = {}

    def end(self, *, kept: bool) -> None:
        """End the row that was begun: the next refusals are of the story. `kept`: the story has the row."""
        if kept and self._open is not None:
            self._rows.append(self._open)
        self._open = None

    def of(self, row: int) -> Iterable[tuple[CellName, Evidence]]:
        """The refusals of the story as a whole, and of one row for other words."""
        return [(key[0], refused) for key, refused in (self._rows[row] | self._shared).items()]
