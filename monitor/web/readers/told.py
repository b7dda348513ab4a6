"""Acts as pages show them: the same words as messages, each quotation cut to what may be public."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, overload

from monitor.digest import ActSummary, Agreement, cut
from monitor.public import Entry
from monitor.service import public
from monitor.service.public import ToldAct
from monitor.web.shown import Request
from monitor.wording import ENGLISH

QUOTED = 300  # characters of a story around the evidence that a page may show


class Cell(NamedTuple):
    """A cell of the register: what it is, its value, and the sentence that states it, cut."""

    field: str
    head: str
    value: str
    sentence: str = ""
    source: str = ""
    story: int | None = None


class TableRow(NamedTuple):
    """One agreement of an act, in a table."""

    entry: Entry
    summary: ActSummary
    cells: Sequence[Cell]


class Told(Sequence[ToldAct]):
    """Acts that are read when the first of them is asked for: a CSV file needs none of their words."""

    def __init__(self, request: Request, entries: Sequence[Entry]) -> None:
        self._request = request
        self._entries = entries

    @cached_property
    def _acts(self) -> list[ToldAct]:
        known, say = self._request.told, self._request.say
        missing = [entry.id for entry in self._entries if entry.id not in known]
        if missing:
            known.update(public.tell(self._request.service, missing, say))
        return [known[entry.id] for entry in self._entries if entry.id in known]

    def __len__(self) -> int:
        return len(self._acts)

    @overload
    def __getitem__(self, place: int) -> ToldAct: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[ToldAct]: ...

    def __getitem__(self, place: int | slice) -> ToldAct | Sequence[ToldAct]:
        return self._acts[place]


def told(request: Request, entries: Sequence[Entry]) -> Told:
    """These acts in their order, as messages would tell them now."""
    return Told(request, entries)


def sentences(request: Request, entries: Sequence[Entry]) -> dict[int, str]:
    """By act, what it is, in the language of the page; acts are read only where that is not English."""
    if request.say is ENGLISH:
        return {entry.id: entry.sentence for entry in entries}
    return {act.act.id: act.summary.sentence for act in told(request, entries)}


def cells(summary: ActSummary, row: Agreement) -> list[Cell]:
    """The cells of an agreement, each with its sentence."""
    proofs = {proof.field: proof for proof in row.cell_proofs}
    shown = []
    for key, head, value in zip(summary.column_keys, summary.columns, row.cells, strict=True):
        proof = proofs.get(_FIELDS.get(key, key))
        if proof is None:
            shown.append(Cell(key, head, value))
        else:
            shown.append(Cell(key, head, value, quotation(proof.sentence), proof.source, proof.story))
    return shown


_FIELDS = {
    "with": "others",
    "agreement": "instrument",
    "ends": "ended",
    "would-end": "ended",
    "was-to-end": "ended",
}


def quotation(sentence: str) -> str:
    """A sentence of a story as a page may show it."""
    return cut(sentence, QUOTED)
