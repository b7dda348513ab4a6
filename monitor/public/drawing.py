"""What pictures share: how wide a text is, round numbers of a scale, lines of a legend. Lengths are units of
the picture's own, of which a browser makes pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.digest import columns, cut

LETTER = 7.0  # width of a letter on average, at the size of the pictures' texts
LINE = 20.0  # from one line of text to the next
BOX = 12.0  # side of a coloured box in a legend


class Text(NamedTuple):
    """A text and where its line begins, ends or has its middle (`anchor`: start, end, middle)."""

    x: float
    y: float
    text: str
    anchor: str = "start"


class Mark(NamedTuple):
    """A coloured box in a legend with its text; `name` says which colour."""

    x: float
    y: float
    name: str
    text: Text


def width_of(text: str) -> float:
    """About how wide a text is."""
    return columns(text) * LETTER


def fitting(text: str, width: float) -> str:
    """The text, cut so that it is about as wide as this at most."""
    return cut(text, max(int(width / LETTER), 2))


def top_of(most: int) -> tuple[int, int]:
    """The top of a scale that has room for `most`, and its step: two to five steps of a round number."""
    step = 1
    while step * 5 < most:
        step = {1: 2, 2: 5, 5: 10}[int(str(step)[0])] * 10 ** (len(str(step)) - 1)
    return max(-(-most // step) * step, 2 * step if step == 1 else step), step


def legend(names: Sequence[tuple[str, str]], left: float, top: float, right: float) -> tuple[Mark, ...]:
    """Boxes with texts (by name) in lines from `left` to `right`; the first line is at `top`."""
    marks: list[Mark] = []
    x, y = left, top
    for name, text in names:
        width = BOX + 6 + width_of(text)
        if marks and x + width > right:
            x, y = left, y + LINE
        marks.append(Mark(x, y - BOX + 2, name, Text(x + BOX + 6, y, text)))
        x += width + 18
    return tuple(marks)
