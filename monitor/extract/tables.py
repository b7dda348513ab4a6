"""Tables in the text of an article: rows of cells between pipes, one a line, or all in one line where line breaks were lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer
from monitor.extract.scene import Sentence
from monitor.query import tokenize

_CELLS = 12  # columns of the widest table that is read
_ROWS = 200
_LINE = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s:|-]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """Characters `start:end` of a field, without the spaces around."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below a heading that was understood. `cells` by meaning: actor, party, name, signed, ended, reason."""

    cells: dict[str, Cell]
    start: int
    end: int


def find_tables(text: str, pack: Pack) -> tuple[list[TableRow], list[tuple[int, int]]]:
    """The rows of all tables about the end of agreements, and the characters that all tables take up."""
    if text.count("|") < 6:
        return [], []
    lines = [_cells(text, found.start(), found.end()) for found in _LINE.finditer(text)]
    if len(lines) > 1:
        taken = [(found.start(), found.end()) for found in _LINE.finditer(text)]
        return _read([line for line in lines if line], pack), taken
    first, last = text.find("|"), text.rfind("|") + 1
    return _read(_unfold(_cells(text, first, last, keep=True)), pack), [(first, last)]


def _cells(text: str, start: int, end: int, *, keep: bool = False) -> list[Cell]:
    """The cells between the pipes of `start:end`; a line of dashes gives none. `keep`: the empty ones between two pipes too."""
    if not keep and _RULE.fullmatch(text, start, end):
        return []
    places = [at for at in range(start, end) if text[at] == "|"]
    cells = []
    for low, high in pairwise(places):
        raw = text[low + 1 : high]
        left = low + 1 + len(raw) - len(raw.lstrip())
        cells.append(Cell(left, left + len(raw.strip()), raw.strip()))
    return cells


def _unfold(cells: list[Cell]) -> list[list[Cell]]:
    """Rows of a table whose line breaks were lost: the heading ends at the first empty cell, and all rows are as wide."""
    width = next((at for at, cell in enumerate(cells) if not cell.text), len(cells))
    if not 1 < width <= _CELLS:
        return []
    rows = [cells[at : at + width] for at in range(0, len(cells), width + 1)]
    return [row for row in rows if len(row) == width and not all(_RULE.fullmatch(cell.text) for cell in row)]


def _read(lines: Sequence[list[Cell]], pack: Pack) -> list[TableRow]:
    rows: list[TableRow] = []
    columns: dict[int, str] = {}
    width = 0
    for line in lines[:_ROWS]:
        heading = _heading(line, pack) if len(line) != width or not columns else {}
        if heading:
            columns, width = heading, len(line)
        elif columns and len(line) == width:
            cells = {meaning: line[at] for at, meaning in columns.items() if line[at].text}
            rows.append(TableRow(cells, line[0].start, line[-1].end))
        else:
            columns, width = {}, len(line)
    return rows


def _heading(line: Sequence[Cell], pack: Pack) -> dict[int, str]:
    """Meanings of the columns; none unless agreements or parties and an end stand in it."""
    columns: dict[int, str] = {}
    for at, cell in enumerate(line[:_CELLS]):
        marks = [mark for mark in pack.phrases.find(tokenize(cell.text)) if mark.layer is Layer.COLUMN]
        if marks and marks[-1].value not in columns.values():
            columns[at] = marks[-1].value
    meanings = set(columns.values())
    return columns if "ended" in meanings and meanings & {"name", "party"} else {}


def as_sentence(text: str, cell: Cell, row: TableRow, like: tuple[str, str], pack: Pack) -> Sentence:
    """A cell as a sentence of its own, whose evidence shows the whole row. `like`: field and story."""
    part = text[cell.start : cell.end]
    tokens = tuple(type(token)(token.text, token.raw, token.start + cell.start, token.end + cell.start, 0) for token in tokenize(part))
    whole = " | ".join(piece.strip() for piece in text[row.start : row.end].split("|"))
    return Sentence(like[0], 10_000, whole, tokens, tuple(pack.phrases.find(tokens)), text, like[1])
