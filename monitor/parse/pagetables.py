"""Finds the tables of a page that contain data, writes their rows as `| a | b |`, and puts them in their
place among the lines of the main text.

`extract` reads values from the rows, so each cell must stay in its column: cells that span several are
repeated or padded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from monitor.normalize import clean_text

_CELLS = 12  # columns of the widest table of data
_ROWS = 400
_CELL_CHARS = 600  # a longer cell contains prose: the table is used for layout
_LINKED = 0.6  # share of linked text from which a table is navigation
_SPAN = 50  # rows that one cell may span
_START = 24  # first characters by which a line of the text is found in the page
_NEAR = 3  # levels up from a table to an element that contains a paragraph of the article
# elements whose tables are no part of an article
_OUTSIDE = frozenset({"nav", "aside", "footer", "form", "header"})
_UNSEEN = frozenset({"script", "style", "head", "noscript", "template"})
_FRAME = re.compile(r"[\s|]+")


def open_layout_tables(tree: Any) -> list[Any]:
    """The tables of a page that contain data. The elements of all others become `div`, so that their cells
    are read as text.
    """
    data = []
    for table in list(tree.iter("table")):
        if _is_data(table):
            data.append(table)
            continue
        for part in list(table.iterchildren("tbody", "thead", "tfoot", "tr", "caption")):
            for row in (part, *part.iterchildren("tr")):
                for cell in row.iterchildren("td", "th"):
                    cell.tag = "div"
                row.tag = "div"
        table.tag = "div"
    return data


def put_back(lines: list[str], tree: Any, data: list[Any]) -> list[str]:
    """The lines of the main text of `tree` with the rows of its tables `data`.

    Rows that the lines have get their cells in order. A missing table is added after the last line before it
    in the page if it is inside the article: if a line of the article follows, or an element near above
    contains a part of the article.
    """
    rows = {table: dict(table_rows(table)) for table in data}
    ours = {key: row for of_table in rows.values() for key, row in of_table.items()}
    keys = [_FRAME.sub("", line) for line in lines]
    lines = [
        ours.get(key, line) if line.startswith("|") else line for key, line in zip(keys, lines, strict=True)
    ]
    there = set(keys)
    missing = {table for table in data if sum(key in there for key in rows[table]) * 2 < len(rows[table])}
    if not missing:
        return lines
    after: dict[int, list[str]] = {}
    for table, place in _places(lines, tree, missing):
        after.setdefault(place, []).extend(row for key, row in rows[table].items() if key not in there)
    with_tables = ((line, *after.get(place, ())) for place, line in enumerate(lines))
    return list(chain.from_iterable(with_tables))


def table_rows(table: Any) -> Iterator[tuple[str, str]]:
    """Yields the rows of a table, each with the text of its cells as a key; a row of one cell is a line of
    text.
    """
    held: dict[int, tuple[int, str]] = {}  # column -> rows still to fill, text of the cell that spans them
    for row in islice(table.iter("tr"), _ROWS):
        cells: list[str] = []
        own = ""
        for cell in islice(row.iterchildren("td", "th"), _CELLS):
            _fill(cells, held)
            text = clean_text(" ".join(cell.itertext())).replace("|", "/")
            own += text
            for column in range(_span(cell.get("colspan"), _CELLS)):
                if (deep := _span(cell.get("rowspan"), _SPAN)) > 1:
                    held[len(cells)] = (deep - 1, text if column == 0 else "")
                cells.append(text if column == 0 else "")
        _fill(cells, held)
        stated = [text for text in cells if text]
        if len(stated) > 1:
            yield _FRAME.sub("", own), f"| {' | '.join(cells)} |"
        elif own:
            yield _FRAME.sub("", own), own


def _fill(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Adds the cells of rows above that span down into the next columns of this row."""
    while (spanning := held.pop(len(cells), None)) is not None:
        left, text = spanning
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(value: str | None, most: int) -> int:
    text = (value or "").strip()[:4]
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() else 1


def _is_data(table: Any) -> bool:
    """True for a table with two or more rows of two or more short cells, few links, and no table or form
    inside.
    """
    if next(table.iterdescendants("table", "form", "input"), None) is not None:
        return False
    full = chars = linked = 0
    for row in islice(table.iter("tr"), _ROWS + 1):
        cells = list(islice(row.iterchildren("td", "th"), _CELLS + 1))
        sizes = [len(" ".join("".join(cell.itertext()).split())) for cell in cells]
        if len(cells) > _CELLS or max(sizes, default=0) > _CELL_CHARS:
            return False
        full += sum(size > 0 for size in sizes) > 1
        chars += sum(sizes)
        linked += sum(len("".join(link.itertext())) for link in row.iter("a"))
    return 1 < full <= _ROWS and linked < _LINKED * chars


def _places(lines: list[str], tree: Any, missing: set[Any]) -> Iterator[tuple[Any, int]]:
    """Each missing table inside the article, with the number of the line that it comes after."""
    walk = _Walk(lines, missing)
    walk.read(tree)
    for number, (table, place) in enumerate(walk.tables):
        if number < walk.followed or walk.shares_box(table):
            yield table, place


class _Walk:
    """Reads a page in order and finds the missing tables among the lines of the article.

    `tables`: missing tables, each with the number of the last line before it. `followed`: the number of
    tables that a line of the article follows.
    """

    def __init__(self, lines: list[str], missing: set[Any]) -> None:
        self.tables: list[tuple[Any, int]] = []
        self.followed = 0
        self._missing = missing
        self._line_numbers: dict[str, int] = {}
        for number, line in enumerate(lines):
            self._line_numbers.setdefault(line.removeprefix("- ")[:_START], number)
        self._last = -1  # line of the article
        self._boxes: set[Any] = set()  # elements that contain a part of the article
        self._outside = 0  # open elements that are no part of an article

    def read(self, tree: Any) -> None:
        """Reads a page."""
        from lxml import etree

        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            starts = event == "start"
            if element.tag in _OUTSIDE:
                self._outside += 1 if starts else -1
            if starts and (element.tag in _UNSEEN or element in self._missing):
                walk.skip_subtree()
                self._skip(element)
            elif starts:
                self._read_text(element.text, element)
            else:
                self._read_text(element.tail, element.getparent())

    def _skip(self, element: Any) -> None:
        if element in self._missing and self._last >= 0 and not self._outside:
            self.tables.append((element, self._last))

    def _read_text(self, text: str | None, holder: Any) -> None:
        """Finds the line of the article that begins with this text; `holder` is the element that has it."""
        if not text or len(text) < _START or self._outside:
            return
        number = self._line_numbers.get(clean_text(text[: 8 * _START])[:_START], -1)
        if number >= self._last and number >= 0:
            self._last = number
            self.followed = len(self.tables)
            self._boxes.update(islice(holder.iterancestors(), _NEAR - 1))

    def shares_box(self, table: Any) -> bool:
        """True if an element near above the table, other than the page itself, contains a part of the
        article.
        """
        near = islice(table.iterancestors(), _NEAR)
        return any(box in self._boxes and box.tag not in ("body", "html") for box in near)
