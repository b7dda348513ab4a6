"""Where acts go that became part of another one, and what counts as told when they part again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from monitor.model import Act
from monitor.register.values import Bookkeeping, Former


def largest(stories: Iterable[str], home: Mapping[str, int], best: int | None = None) -> int | None:
    """The place that holds most of these stories, among equals `best`, then the first; None when none holds
    any. `home`: the place of each story.
    """
    places = Counter(home[key] for key in stories if key in home)
    return min(places, key=lambda place: (-places[place], place != best, place), default=None)


def moved_parts(
    former: Sequence[Former], home: Mapping[str, int], places: Mapping[int, int | None]
) -> dict[int, tuple[Act, int]]:
    """The acts that became part of one from which their stories part now, and that do not come back: each
    with the place where its stories go.

    `places`: where the acts go that stand, or come back.
    """
    parts = {part.act: part for part in former if part.act not in (part.taker, *places)}

    def place(act: int) -> int | None:
        if act not in parts:
            return places.get(act)
        there = place(parts[act].taker)
        return largest(parts[act].stories, home, best=there)

    moved = {}
    for act, part in parts.items():
        there, here = place(part.taker), place(act)
        if part.was is not None and there is not None and here is not None and here != there:
            moved[act] = (part.was, here)
    return moved


def before_merge(
    act: int, bookkeeping: Bookkeeping, former: Sequence[Former], leaving: Set[int]
) -> Bookkeeping | None:
    """The bookkeeping of an act (by id) before it took in the acts that now leave it, back to the last alert
    that told of the whole; None when that changes nothing.
    """
    parts = [part for part in former if part.taker == act and part.act in leaving]
    steps = {(part.told_before, part.peak_before) for part in parts}  # several may join in one
    restored = None
    for told, peak in sorted(steps, key=lambda step: (step[0] is None, -step[1])):  # the last one first
        joined = [part for part in parts if (part.told_before, part.peak_before) == (told, peak)]
        known = {told, *(part.bookkeeping.told for part in joined if part.was is not None)}
        if (restored or bookkeeping).told not in known:
            break
        restored = replace(restored or bookkeeping, told=told, peak=peak)
    return restored
