"""Descriptions ("oil cartel") as entries of the gazetteer, once all sentences of a story are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.clauses.names import Entity
from monitor.clauses.patterns import Layer, Mark
from monitor.rules.gazetteer import Scope, meant


def entry_marks(names: Sequence[Mark], kinds: Iterable[Mark]) -> list[Mark]:
    """Names of entries, and those of kinds of treaty that hold no word of a name."""
    free = [kind for kind in kinds if not any(kind.overlaps(name) for name in names)]
    return sorted([*names, *free], key=lambda mark: mark.first)


def settle(
    mark: Mark,
    entries: Sequence[Mark],
    named: set[str],
    states: set[str],
    scopes: Mapping[str, Scope],
    entities: Mapping[str, Entity],
) -> list[Mark] | None:
    """The entries of a sentence with a description among them; None where it can mean several, or a name stands in its place."""
    if any(name.overlaps(mark) and name.kind != "kind" and not _holds(mark, name) for name in entries):
        return None
    id_ = meant([scopes[id_] for id_ in mark.value.split()], named, states)
    if not id_:
        return None
    settled = mark._replace(meaning=replace(mark.meaning, layer=Layer.ENTRY, value=id_, kind=entities[id_].sort))
    return sorted([settled, *(name for name in entries if not name.overlaps(mark))], key=lambda name: name.first)


def _holds(mark: Mark, name: Mark) -> bool:
    """Whether the name is a part of the description: the UN of "UN health agency"."""
    return mark.first <= name.first and name.end <= mark.end and (mark.first, mark.end) != (name.first, name.end)
