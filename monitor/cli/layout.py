"""A table on a terminal: columns if they can be read there, else a block of lines for each row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

GAP = 2  # columns between two cells
MOST_LINES = 4  # of a cell in a table; more are hard to read in a narrow column
_NOTHING = ("", "-")

Rows = Sequence[Sequence[Text]]


def laid_out(columns: Sequence[str], rows: Rows, width: int) -> Table:
    """The rows as a table that no word is cut in, or as blocks if that is wider than `width` or too high."""
    widths = _widths(columns, rows, width)
    return _blocks(columns, rows) if widths is None else in_columns(columns, rows, widths)


def in_columns(columns: Sequence[str], rows: Rows, widths: Sequence[int] = ()) -> Table:
    """The rows as a table; without `widths`, as wide as its cells and the screen allow."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(columns):
        table.add_column(name, width=widths[place] if widths else None, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _blocks(columns: Sequence[str], rows: Rows) -> Table:
    """A line for each cell that says something, with its column's name; an empty line between rows."""
    grid = Table.grid(padding=(0, GAP))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, row in enumerate(rows):
        if number:
            grid.add_row("", "")
        for name, cell in zip(columns, row, strict=True):
            if cell.plain.strip() not in _NOTHING:
                grid.add_row(name, cell)
    return grid


def _widths(columns: Sequence[str], rows: Rows, width: int) -> list[int] | None:
    """The width of each column, the widest narrowed first, down to its longest word; None if that does not
    fit.
    """
    cells = [[Text(name) for name in columns], *rows]
    texts = [[row[place].plain for row in cells] for place in range(len(columns))]
    widths = [max(cell_len(line) for text in column for line in text.split("\n")) for column in texts]
    least = [max((cell_len(word) for text in column for word in text.split()), default=1) for column in texts]
    room = width - GAP * (len(columns) - 1)
    while sum(widths) > room:
        place = max(range(len(widths)), key=lambda at: (widths[at] > least[at], widths[at]))
        if widths[place] <= least[place]:
            return None
        widths[place] -= 1
    is_high = any(
        cell_len(text) > MOST_LINES * size
        for column, size in zip(texts, widths, strict=True)
        for text in column
    )
    return None if is_high else widths
