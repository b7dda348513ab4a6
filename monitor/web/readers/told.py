"""Acts as pages show them: in the same words as messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import overload

from monitor.public import Entry
from monitor.service import public
from monitor.service.public import ToldAct
from monitor.web.shown import Request
from monitor.wording import ENGLISH


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
            known |= {act.act.id: act for act in public.tell(self._request.service, missing, say)}
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
