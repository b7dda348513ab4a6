"""What people decided about which stories belong together, as constraints on the gathering. The last word stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.register.values import Correction, Fix

Side = tuple[int, bool]  # (correction, the part that was moved away?)


@dataclass(frozen=True, slots=True)
class Constraints:
    """`sides`: for each story the splits it took part in; `together`: stories whose acts are one."""

    sides: dict[str, frozenset[Side]] = field(default_factory=dict)
    together: tuple[tuple[str, ...], ...] = ()


def by_time(corrections: Iterable[Correction]) -> list[Correction]:
    """Corrections in the order in which they were made."""
    return sorted(corrections, key=lambda one: (one.at, one.id))


def constraints(corrections: Iterable[Correction]) -> Constraints:
    """The splits and merges that still stand: a merge undoes earlier splits between its stories, a split earlier merges."""
    standing: list[Correction] = []
    for one in by_time(corrections):
        if one.fix in (Fix.MERGE, Fix.SPLIT):
            standing = [earlier for earlier in standing if not _against(earlier, one)]
            standing.append(one)
    sides: dict[str, set[Side]] = {}
    for one in standing:
        if one.fix is Fix.SPLIT:
            for moved, keys in ((True, one.stories), (False, one.apart)):
                for key in keys:
                    sides.setdefault(key, set()).add((one.id, moved))
    together = tuple(one.stories for one in standing if one.fix is Fix.MERGE)
    return Constraints({key: frozenset(own) for key, own in sides.items()}, together)


def _against(earlier: Correction, later: Correction) -> bool:
    """Do the two say opposite things about some stories?"""
    if earlier.fix is later.fix:
        return False
    merge, split = (earlier, later) if earlier.fix is Fix.MERGE else (later, earlier)
    joined = set(merge.stories)
    return bool(joined & set(split.stories)) and bool(joined & set(split.apart))
