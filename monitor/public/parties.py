"""What each state and organisation leaves, in figures; and its acts in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.model import Kind, Stage
from monitor.public.entries import Entry

_ORDER = (
    Stage.EFFECTIVE,
    Stage.EXPIRED,
    Stage.NOTIFIED,
    Stage.DECIDED,
    Stage.PROPOSED,
    Stage.THREATENED,
    Stage.SUSPENDED,
    Stage.REVERSED,
)


class Figures(NamedTuple):
    """How many acts a party has. `others`: those by which others leave an agreement with it."""

    exits: int = 0
    threats: int = 0
    suspended: int = 0
    reversed: int = 0
    others: int = 0

    @property
    def own(self) -> int:
        """All acts of its own."""
        return self.exits + self.threats + self.suspended + self.reversed


class Group(NamedTuple):
    """Acts of one party at one stage. `is_own`: it is who leaves."""

    is_own: bool
    stage: Stage
    is_threat: bool
    entries: Sequence[Entry]


def figures(code: str, entries: Iterable[Entry]) -> Figures:
    """How many of these acts a party has, by what they are."""
    counts = dict.fromkeys(Figures._fields, 0)
    for entry in entries:
        if code in entry.states:
            counts[_sort(entry)] += 1
        elif code in entry.others:
            counts["others"] += 1
    return Figures(**counts)


def _sort(entry: Entry) -> str:
    if entry.stage is Stage.REVERSED:
        return "reversed"
    if _is_threat(entry):
        return "threats"
    return "suspended" if entry.stage is Stage.SUSPENDED else "exits"


def _is_threat(entry: Entry) -> bool:
    """True if nothing is decided yet, or a threat is all that is reported."""
    is_open = entry.stage in (Stage.THREATENED, Stage.PROPOSED)
    return entry.stage is not Stage.REVERSED and (is_open or entry.kind is Kind.THREAT)


def grouped(code: str, entries: Sequence[Entry]) -> list[Group]:
    """The acts of a party by stage, the furthest first, its own before those of others; in a group they keep
    their order.
    """
    groups: dict[tuple[bool, int, bool], list[Entry]] = {}
    for entry in entries:
        is_threat = entry.kind is Kind.THREAT and entry.stage is not Stage.REVERSED
        place = _ORDER.index(Stage.THREATENED if is_threat else entry.stage)
        groups.setdefault((code not in entry.states, place, is_threat), []).append(entry)
    return [
        Group(not is_other, _ORDER[place], is_threat, own)
        for (is_other, place, is_threat), own in sorted(groups.items(), key=lambda group: group[0])
    ]
