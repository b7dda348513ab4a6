"""Plain text in lines of 72 columns: wrapped paragraphs and tables.

Words stay whole; scripts without spaces (a character takes two columns) are broken between characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.digest import columns

WIDTH = 72
# white space at which a line may end: no line begins with a point between facts
_BREAKS = r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]++(?!·(?:\s|$))"
GAP = 2  # columns between two cells
MIN_COLUMNS = 12  # of a cell: a date fits


def wrap(text: str, indent: int = 0, hang: int | None = None, width: int = WIDTH) -> str:
    """Lines of at most `width` columns; the first begins after `indent` spaces, the others after `hang`
    (default: the same).

    An address is never broken, however long.
    """
    after = " " * (indent if hang is None else hang)
    lines: list[str] = []
    line = " " * indent
    used, empty = indent, True
    for word in re.split(_BREAKS, text.strip()):
        for piece, joined in _pieces(word, width - len(after)):
            size = columns(piece)
            gap = 0 if empty or joined else 1
            if not empty and used + gap + size > width:
                lines.append(line)
                line, used, gap = after, len(after), 0
            line += " " * gap + piece
            used += gap + size
            empty = False
    return "\n".join([*lines, line])


def _pieces(word: str, room: int) -> Iterator[tuple[str, bool]]:
    """The word in pieces of at most `room` columns, each with whether it follows the last one without a
    space. A short word and an address are one piece.
    """
    if columns(word) <= room // 2 or "://" in word or word.startswith("mailto:"):
        yield word, False
        return
    piece, joined = "", False
    for place, character in enumerate(word):
        if columns(piece) >= room or (piece and _breakable(word, place)):
            yield piece, joined
            piece, joined = "", True
        piece += character
    yield piece, joined


def _breakable(word: str, place: int) -> bool:
    """Whether a line may end before this character: beside a wide one, and not before a combining mark."""
    beside_wide = columns(word[place]) == 2 or columns(word[place - 1]) == 2
    return beside_wide and columns(word[place]) > 0


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], indent: int = 0) -> list[str]:
    """The lines of the headings, then the lines of each row, as one text each; cells are wrapped to fit into
    72 columns.

    If a row takes more than two lines, an empty line stands between rows.
    """
    widths = _widths(heads, rows, indent)
    head, *blocks = (_block(row, widths, indent) for row in (heads, *rows))
    spacing = "\n" if any(block.count("\n") > 1 for block in blocks) else ""
    return [head, *blocks[:1], *(spacing + block for block in blocks[1:])]


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], indent: int) -> list[int]:
    """The columns of each cell; the widest become narrower until a row fits into a line."""
    widths = [max(columns(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    room = WIDTH - indent - GAP * (len(heads) - 1)
    while sum(widths) > room and max(widths) > MIN_COLUMNS:
        widest = widths.index(max(widths))
        second = sorted(widths)[-2] if len(widths) > 1 else 1
        widths[widest] = max(MIN_COLUMNS, widths[widest] - (sum(widths) - room), second - 1)
    return widths


def _block(row: Sequence[str], widths: Sequence[int], indent: int) -> str:
    """The lines of one row."""
    cells = [wrap(cell, width=width).split("\n") for cell, width in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(map(len, cells), default=0)):
        pieces = [(cell[number] if number < len(cell) else "") for cell in cells]
        padded = [piece + " " * (width - columns(piece)) for piece, width in zip(pieces, widths, strict=True)]
        lines.append((" " * indent + (" " * GAP).join(padded)).rstrip())
    return "\n".join(lines)
