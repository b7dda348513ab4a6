"""The numbers of an act's rows, which stay the same while stories and corrections change the rows."""

from __future__ import annotations

from dataclasses import replace

from monitor.corrections import points, row_ref
from monitor.model import Act


def numbered(act: Act, was: Act | None = None, used: int = 0) -> tuple[Act, int]:
    """The act with numbered rows, and the highest number that was ever given.

    A row of the act as it `was` keeps its number by its entry, name and counterparties. `used`: the highest
    number until now.
    """
    old = was.rows if was is not None else ()
    pairs = sorted(
        (-points(row, row_ref(before), frozenset()), before.number, place)
        for place, row in enumerate(act.rows)
        for before in old
    )
    alone = len(act.rows) == len(old) == 1
    numbers: dict[int, int] = {}
    for score, number, place in pairs:
        if (score < 0 or alone) and place not in numbers and number not in numbers.values():
            numbers[place] = number
    for place in range(len(act.rows)):
        if place not in numbers:
            used += 1
            numbers[place] = used
    rows = tuple(replace(row, number=numbers[place]) for place, row in enumerate(act.rows))
    return replace(act, rows=rows), used
