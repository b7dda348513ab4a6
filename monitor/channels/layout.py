"""Plain text laid out by display columns: 72 of them, words whole, wide scripts broken between characters;
tables with wrapped cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.digest import columns

WIDTH = 72
GAP = 2  # columns between two cells
NARROW = 12  # a date fits; no column is made narrower


def wrap(text: str, indent: int = 0, hang: int | None = None, width: int = WIDTH) -> str:
    """Lines of at most `width` columns; the first begins after `indent` spaces, the others after `hang`
    (default: the same).

    An address is never broken, however long.
    """
    after = " " * (indent if hang is None else hang)
    lines: list[str] = []
    line = " " * indent
    used, empty = indent, True
    for word in text.split():
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
    """A word, or its pieces when it takes more than `room` columns and is not an address;

    True: no space before it.
    """
    if columns(word) <= room // 2 or "://" in word or word.startswith("mailto:"):
        yield word, False
        return
    wide = [columns(ch) == 2 for ch in word]
    piece, joined = "", False
    for at, ch in enumerate(word):
        breakable = (piece and columns(ch) and (wide[at] or wide[at - 1])) or columns(piece) >= room
        if breakable:
            yield piece, joined
            piece, joined = "", True
        piece += ch
    yield piece, joined


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], indent: int = 0) -> list[str]:
    """The rows as blocks of aligned lines, after one for the headings; cells are wrapped so that a line takes
    at most 72 columns.

    Where a row takes more than two lines, an empty one parts the rows.
    """
    widths = [max(columns(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    room = WIDTH - indent - GAP * (len(heads) - 1)
    while sum(widths) > room and max(widths) > NARROW:
        widest = widths.index(max(widths))
        widths[widest] = max(
            NARROW, widths[widest] - (sum(widths) - room), sorted(widths)[-2] - 1 if len(widths) > 1 else 0
        )
    head, *blocks = (_block(row, widths, indent) for row in (heads, *rows))
    apart = "\n" if any(block.count("\n") > 1 for block in blocks) else ""
    return [head, *blocks[:1], *(apart + block for block in blocks[1:])]


def _block(row: Sequence[str], widths: Sequence[int], indent: int) -> str:
    cells = [wrap(cell, width=width).split("\n") for cell, width in zip(row, widths, strict=True)]
    lines = []
    for at in range(max(map(len, cells), default=0)):
        pieces = [(cell[at] if at < len(cell) else "") for cell in cells]
        padded = [piece + " " * (width - columns(piece)) for piece, width in zip(pieces, widths, strict=True)]
        lines.append((" " * indent + (" " * GAP).join(padded)).rstrip())
    return "\n".join(lines)
