"""What a person should look at in an act: dates that contradict each other, what is due and was not told,
parties that are missing, weak evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from monitor.model import LABELS, Act, Grade, Row, Stage
from monitor.service.dossiers import known_effect

if TYPE_CHECKING:
    from monitor.dossiers import Dossiers, Effect
    from monitor.service import Service

READ = 200  # acts read at a time
NAME = 90  # characters of an agreement's name


class Sort(StrEnum):
    """Why an act is doubtful, the gravest first."""

    DATES = "dates"  # the stated end is not what the exit clause gives
    DUE = "due"  # the day has come, and no source says that it has happened
    PARTIES = "parties"  # who leaves, or what, is not known
    SOURCES = "sources"  # sources contradict each other
    EVIDENCE = "evidence"  # one outlet says it


class Doubt(NamedTuple):
    """A doubt, in words."""

    sort: Sort
    text: str


class Doubtful(NamedTuple):
    """An act with doubts; of the act only what a list shows, since many are kept."""

    id: int
    ref: str
    stage: Stage
    changed_at: datetime
    doubts: tuple[Doubt, ...]

    @property
    def sorts(self) -> frozenset[Sort]:
        """The sorts of its doubts."""
        return frozenset(doubt.sort for doubt in self.doubts)

    def of(self, sort: Sort) -> list[str]:
        """Its doubts of one sort, in words."""
        return [doubt.text for doubt in self.doubts if doubt.sort is sort]


class _Known(NamedTuple):
    """Doubts that are kept until an act, the dossiers or the day changes."""

    today: date
    dossiers: Dossiers
    stamps: dict[int, str]
    acts: dict[int, Doubtful]


_lock = Lock()
_kept: WeakKeyDictionary[Service, _Known] = WeakKeyDictionary()


def doubtful(service: Service) -> list[Doubtful]:
    """The acts with doubts, the one that changed last first. Only acts that changed are read again."""
    today, dossiers = service.clock().astimezone(UTC).date(), service.dossiers()
    with _lock:
        stamps, known = service.store.acts.public_stamps(), _kept.get(service)
        if known is None or known.today != today or known.dossiers is not dossiers:
            known = _Known(today, dossiers, {}, {})
        changed = [number for number, stamp in stamps.items() if known.stamps.get(number) != stamp]
        acts = {number: own for number, own in known.acts.items() if number in stamps}
        for number in changed:
            acts.pop(number, None)
        acts |= {own.id: own for own in _read(service, changed, dossiers, today)}
        _kept[service] = _Known(today, dossiers, stamps, acts)
    return sorted(acts.values(), key=lambda own: (own.changed_at, own.id), reverse=True)


def _read(service: Service, ids: list[int], dossiers: Dossiers, today: date) -> Iterator[Doubtful]:
    for begin in range(0, len(ids), READ):
        for act in service.store.acts.standing(ids[begin : begin + READ]):
            if doubts := doubts_of(act, dossiers, today):
                yield Doubtful(act.id, act.ref, act.stage, act.changed_at, doubts)


def doubts_of(act: Act, dossiers: Dossiers, today: date) -> tuple[Doubt, ...]:
    """The doubts about an act, the gravest first."""
    from monitor.dossiers import due_of

    doubts = []
    if not act.actors:
        doubts.append(Doubt(Sort.PARTIES, "nobody is named as leaving"))
    if not act.rows:
        doubts.append(Doubt(Sort.PARTIES, "no agreement is named"))
    if act.grade is Grade.PRESS:
        doubts.append(Doubt(Sort.EVIDENCE, "one outlet says it, and no official source"))
    for _, row in act.by_number:
        effect, due = known_effect(act, row, dossiers, today), due_of(act, row, dossiers)
        if effect is not None and effect.differs_days:
            doubts.append(Doubt(Sort.DATES, f"{_name(row)}: {_difference(effect)}"))
        if due is not None and due.is_due(today):
            doubts.append(Doubt(Sort.DUE, f"{_name(row)}: {due.words} since {due.day}; no source says so"))
        if row.instrument is None and row.entry is None:
            doubts.append(Doubt(Sort.PARTIES, f"{_name(row)}: the agreement is not named"))
        doubts += _contradictions(row)
    return tuple(sorted(doubts, key=lambda doubt: list(Sort).index(doubt.sort)))


def _difference(effect: Effect) -> str:
    computed = effect.computed
    first, last = computed.earliest, computed.latest
    days = f"{first} to {last}" if first and last and first != last else str(first or last)
    return f"sources say {effect.stated}, its exit clause gives {days}: {effect.differs_days} days apart"


def _contradictions(row: Row) -> Iterator[Doubt]:
    for name, cell in row.filled().items():
        if cell.others:
            values = " or ".join(dict.fromkeys(own.value for own in (cell.leading, *cell.others)))
            yield Doubt(Sort.SOURCES, f"{_name(row)}: {LABELS[name]} is {values}")


def _name(row: Row) -> str:
    name = row.instrument.value if row.instrument else row.entry or " ".join(row.states) or "one agreement"
    return name if len(name) <= NAME else f"{name[:NAME]}…"
