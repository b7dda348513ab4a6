"""Finds the gazetteer entry that a description ("oil cartel") means, once all sentences of a story are
read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.clauses.patterns import Layer, Mark
from monitor.rules.gazetteer import Scope, meant


def entry_marks(names: Sequence[Mark], kinds: Iterable[Mark]) -> list[Mark]:
    """The marks of entries, and of kinds of treaty that share no word with an entry, in order."""
    free = [kind for kind in kinds if not any(kind.overlaps(name) for name in names)]
    return sorted([*names, *free], key=lambda mark: mark.first)


def resolve(
    mark: Mark,
    entries: Sequence[Mark],
    named: Collection[str],
    states: Collection[str],
    scopes: Mapping[str, Scope],
) -> list[Mark] | None:
    """The entries of a sentence with a description replaced by the entry that it means.

    None if it can mean several entries, or shares words with a name. `named`: ids of the entries that the
    story names; `states`: codes of the states near the description.
    """
    if any(name.overlaps(mark) and name.kind != "kind" and not _holds(mark, name) for name in entries):
        return None
    entry = meant([scopes[id_] for id_ in mark.value.split()], named, states)
    if not entry:
        return None
    name = mark._replace(meaning=replace(mark.meaning, layer=Layer.ENTRY, value=entry))
    return sorted(
        [name, *(other for other in entries if not other.overlaps(mark))], key=lambda mark: mark.first
    )


def _holds(mark: Mark, name: Mark) -> bool:
    """True if the name is a part of the description: the UN of "UN health agency"."""
    return (
        mark.first <= name.first and name.end <= mark.end and (mark.first, mark.end) != (name.first, name.end)
    )
