"""An act as lists and exports show it: an entry with its ids, and what subscribers heard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Cell, Evidence, Reason, Row, Source, Stage
from monitor.register.values import Correction, Entry, Fix

# what commands a terminal, or turns the text after it around (docs/faults.md 163)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Heard:
    """One alert of an act. `history`: for the record, told to nobody."""

    at: datetime
    stage: Stage
    reason: Reason
    history: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An act with its id, its short reference and its row numbers. Times are aware and in UTC."""

    id: int
    ref: str
    entry: Entry
    numbers: tuple[int, ...]
    first_seen: datetime
    changed_at: datetime
    alerts: tuple[Heard, ...] = ()
    url: str | None = None  # of the best story; None until it is asked for (`Stories.links`)
    untold: bool = False  # registered, and nobody was told of it

    @property
    def best(self) -> Source | None:
        """The story that shows the act best; None for an act without stories."""
        return min(self.entry.sources, key=worse, default=None)

    def lang_of(self, story: str) -> str | None:
        """The language of a story of the act, by its key."""
        return next((source.lang for source in self.entry.sources if source.story == story), None)

    def concerns(self, correction: Correction) -> bool:
        """Did the correction shape the act, or part stories from it?"""
        parted = correction.fix is Fix.SPLIT and not set(correction.apart).isdisjoint(self.entry.stories)
        return parted or correction.id in self.entry.corrections

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Each row with its id, which is stable: `12.1`; by number."""
        for number, row in sorted(zip(self.numbers, self.entry.rows, strict=True), key=lambda pair: pair[0]):
            yield f"{self.id}.{number}", row


def worse(source: Source) -> tuple[object, ...]:
    """A sort key, the best first: official before press, reports before what looks back, the further stage,
    the earlier.
    """
    return (not source.official, source.linked, -source.stage.rank, source.at, source.key)


def standing(acts: Sequence[Listed]) -> list[Listed]:
    """The acts that people did not reject, by id."""
    return sorted((act for act in acts if not act.entry.rejected), key=lambda act: act.id)


def shown(cell: Cell | None) -> str:
    """A cell's leading value, "" for an empty one."""
    return cell.value if cell else ""


def parties(found: Sequence[Evidence]) -> list[str]:
    """Codes, sorted."""
    return sorted(one.value for one in found)
