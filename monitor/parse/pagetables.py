"""The tables of a page: which hold data, their rows as `| a | b |`, and their place among the lines of the
main text.

The rest of the program reads facts from them (`extract`), so a cell must stay in its column: cells that span
are repeated or padded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from monitor.normalize import clean_text

_CELLS = 12  # columns of the widest table of data
_ROWS = 400
_CELL_CHARS = 600  # a longer cell holds prose: the table is there for the layout
_LINKED = 0.6  # share of linked text from which a table is navigation
_SPAN = 50  # rows that one cell may span
_START = 24  # characters by which a line of the text is found again in the page
_NEAR = 3  # levels up from a table to an element that holds a paragraph of the article
# a table in these is no part of an article
_OUTSIDE = frozenset({"nav", "aside", "footer", "form", "header"})
_UNSEEN = frozenset({"script", "style", "head", "noscript", "template"})
_FRAME = re.compile(r"[\s|]+")


def open_layout_tables(tree: Any) -> list[Any]:
    """The tables of data of a page; all others become plain blocks, so that their cells are judged as
    text.
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
    """`lines`, the main text of `tree`, in which its tables `data` stand as they should.

    Rows that are there get their cells in order. A table that is missing comes after the last line that
    stands before it in the page, when it is inside the article: more of it follows, or the table shares its
    box with a part of it.
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
    return [one for place, line in enumerate(lines) for one in (line, *after.get(place, ()))]


def table_rows(table: Any) -> Iterator[tuple[str, str]]:
    """The rows of a table of data, each with the text of its own cells by which it is known again; a single
    cell is a line of its own.
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
    """Put in what spans down into the next columns of this row."""
    while (spanning := held.pop(len(cells), None)) is not None:
        left, text = spanning
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(value: str | None, most: int) -> int:
    text = (value or "").strip()[:4]
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() else 1


def _is_data(table: Any) -> bool:
    """Two rows of two cells or more, all of them short, not mainly links, no table or form inside."""
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
    """For each missing table inside the article, the number of the line it comes after."""
    from lxml import etree

    starts: dict[str, int] = {}
    for number, line in enumerate(lines):
        starts.setdefault(line.removeprefix("- ")[:_START], number)
    last = -1
    boxes: set[Any] = set()  # what holds a part of the article
    found: list[tuple[Any, int]] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    outside = 0
    ends = -1
    for event, element in walk:
        start = event == "start"
        if element.tag in _OUTSIDE:
            outside += 1 if start else -1
        if start and (element.tag in _UNSEEN or element in missing):
            walk.skip_subtree()
            if element in missing and last >= 0 and not outside:
                found.append((element, last))
            continue
        text = element.text if start else element.tail
        if not text or len(text) < _START or outside:
            continue
        number = starts.get(clean_text(text[: 8 * _START])[:_START], -1)
        if number >= last and number >= 0:
            last = number
            ends = len(found)
            holder = element if start else element.getparent()
            boxes.update(islice(holder.iterancestors(), _NEAR - 1))
    for number, (table, place) in enumerate(found):
        if number < ends or any(
            box in boxes and box.tag not in ("body", "html") for box in islice(table.iterancestors(), _NEAR)
        ):
            yield table, place
