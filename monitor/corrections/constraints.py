"""What people decided about which stories belong together, as constraints on the gathering.

The last word stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.corrections.values import Correction, Fix

Side = tuple[int, bool]  # a split by id, and whether the story is of the part that was moved away


@dataclass(frozen=True, slots=True)
class Constraints:
    """`sides`: for each story the splits it took part in; `together`: stories whose acts are one."""

    sides: dict[str, frozenset[Side]] = field(default_factory=dict)
    together: tuple[tuple[str, ...], ...] = ()


def by_time(corrections: Iterable[Correction]) -> list[Correction]:
    """Corrections in the order in which they were made."""
    return sorted(corrections, key=lambda correction: (correction.at, correction.id))


def undone(corrections: Iterable[Correction]) -> frozenset[int]:
    """The ids of the corrections that people took back.

    An undo itself stands: what it took back is done again, not undone again.
    """
    return frozenset(
        int(number)
        for correction in corrections
        if correction.fix is Fix.UNDO
        for number in correction.value.split()
    )


def constraints(corrections: Iterable[Correction]) -> Constraints:
    """The splits and merges that still stand.

    A merge undoes earlier splits between its stories; a split takes the stories that it moves out of earlier
    merges.
    """
    made = by_time(corrections)
    gone = undone(made)
    standing: list[Correction] = []
    for correction in made:
        if correction.id in gone:
            continue
        if correction.fix is Fix.MERGE:
            standing = [*(earlier for earlier in standing if not _parts(earlier, correction)), correction]
        elif correction.fix is Fix.SPLIT:
            standing = [*(_without(earlier, correction) for earlier in standing), correction]
    sides: dict[str, set[Side]] = {}
    for correction in standing:
        if correction.fix is Fix.SPLIT:
            for moved, keys in ((True, correction.stories), (False, correction.apart)):
                for key in keys:
                    sides.setdefault(key, set()).add((correction.id, moved))
    together = tuple(correction.stories for correction in standing if correction.fix is Fix.MERGE)
    return Constraints({key: frozenset(own) for key, own in sides.items()}, together)


def _parts(split: Correction, merge: Correction) -> bool:
    """True for a split that parts what a later merge joins."""
    joined = set(merge.stories)
    return split.fix is Fix.SPLIT and bool(joined & set(split.stories)) and bool(joined & set(split.apart))


def _without(merge: Correction, split: Correction) -> Correction:
    """The merge without the stories that a later split moved away from others of it; the rest stays
    joined.
    """
    if merge.fix is not Fix.MERGE or not _parts(split, merge):
        return merge
    return replace(merge, stories=tuple(key for key in merge.stories if key not in split.stories))
