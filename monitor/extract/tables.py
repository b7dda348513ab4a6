"""Tables in the text of an article: rows of cells between pipes or tabs, one a line, or all in one line if
line breaks were lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.match.document import Text
from monitor.query import Token

_CELLS = 12  # columns of the widest table that is read
_ROWS = 200
_FEW = 3  # rows of a short table
_RULE = re.compile(r"[\s:|+=-]*")
GENERAL = "state"  # a column of states that may be either side
_MEANT = {
    (Layer.HELD, ""): "ended", (Layer.DATE, "effect"): "ended", (Layer.DATE, "own"): "ended",
    (Layer.EXIT, ""): "denounced", (Layer.EXIT, "noun"): "denounced", (Layer.DATE, "signed"): "signed",
    (Layer.HEAD, ""): "name", (Layer.FORM, ""): "decided",
}  # fmt: skip
_DIGITS = re.compile(r"\d{4}")
YEAR = "year"  # a column headed by the word alone
STATUS = "status"  # a column that says how far each has come
DAY = "day"  # a column with the days of that
_ENDS = frozenset({"ended", "denounced", STATUS})
_NAMES = frozenset({"name", "party", "actor", GENERAL})  # columns of agreements and of states
_OF_STATUS = frozenset({Layer.EXIT, Layer.GIVEN, Layer.HELD})  # words that say how far an exit has come
_SKIPPED = "skip"  # a column that is understood and says nothing of an exit


@dataclass(frozen=True, slots=True)
class TableCell:
    """Characters `start:end` of a field, without the spaces around, and their words."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below a heading that was understood.

    `cells` and their `headings` by meaning: actor, state, party, name, signed, notice, decided, denounced,
    ended, year, status, day, reason, cause. `start`, `end`, `top`: the characters of the row and of the line
    of headings. `spells`: no column is of ends; the table only names the agreements that prose counts.
    """

    cells: dict[str, TableCell]
    start: int
    end: int
    headings: dict[str, TableCell]
    top: tuple[int, int]
    spells: bool = False


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A row of a table with its place: the field, the key of the story, and the text of the field."""

    field: str
    story: str
    text: str
    row: TableRow


@dataclass(frozen=True, slots=True)
class _Line:
    """Characters `start:end`, cut into cells. `framed`: a pipe stands at both ends."""

    start: int
    end: int
    separator: str
    framed: bool
    cells: tuple[TableCell, ...]


def find_tables(text: Text, pack: Pack) -> tuple[list[TableRow], list[tuple[int, int]]]:
    """The rows of all tables about the end of agreements, and the characters that all tables take up."""
    if "|" not in text.text and "\t" not in text.text:
        return [], []
    rows: list[TableRow] = []
    taken: list[tuple[int, int]] = []
    for separator, block in groupby(_lines(text), key=lambda line: line.separator if line else ""):
        lines = [line for line in block if line is not None]
        if not separator or len(lines) < 2:
            continue
        understood = _read([line.cells for line in lines if line.cells], pack)
        rows += understood
        if understood or (separator == "|" and all(line.framed for line in lines)):
            taken += [(line.start, line.end) for line in lines]
    if not taken and text.text.count("|") >= 6:
        first, last = text.text.find("|"), text.text.rfind("|") + 1
        return _read(_unfold(_framed(text, first, last)), pack), [(first, last)]
    return rows, taken


def _lines(text: Text) -> Iterable[_Line | None]:
    """The lines that have cells, None for the others; blank lines are left out."""
    start = 0
    for line in text.text.splitlines(keepends=True):
        end = start + len(line.rstrip("\r\n"))
        separator = "|" if "|" in line else "\t" if "\t" in text.text[start:end].strip(" \t") else ""
        if separator:
            yield _line(text, start, end, separator)
        elif line.strip() and not (_RULE.fullmatch(line) and len(line) > 4):
            yield None
        start += len(line)


def _line(text: Text, start: int, end: int, separator: str) -> _Line:
    """One line cut into cells; a line of dashes has none. Pipes at the ends are a frame."""
    if _RULE.fullmatch(text.text, start, end):
        return _Line(start, end, separator, True, ())
    raw = text.text[start:end]
    low = start + len(raw) - len(raw.lstrip(" "))
    high = low + len(text.text[low:end].rstrip(" "))
    is_long = separator == "|" and high - low > 1
    if is_long and text.text[low] == "|" and text.text[high - 1] == "|":
        return _Line(start, end, separator, True, tuple(_framed(text, low, high)))
    cuts = [at for at in range(low, high) if text.text[at] == separator]
    if separator == "|" and cuts and cuts[0] == low:
        cuts = cuts[1:]
        low += 1
    cells = tuple(_cell(text, left + 1, right) for left, right in pairwise([low - 1, *cuts, high]))
    return _Line(start, end, separator, False, cells)


def _cell(text: Text, low: int, high: int) -> TableCell:
    """The characters `low:high` as a cell."""
    raw = text.text[low:high]
    start = low + len(raw) - len(raw.lstrip())
    end = start + len(raw.strip())
    return TableCell(start, end, raw.strip(), tuple(text.tokens_in(start, end)))


def _framed(text: Text, start: int, end: int) -> list[TableCell]:
    """The cells between the pipes of `start:end`."""
    places = [at for at in range(start, end) if text.text[at] == "|"]
    return [_cell(text, low + 1, high) for low, high in pairwise(places)]


def _unfold(cells: Sequence[TableCell]) -> list[Sequence[TableCell]]:
    """The rows of a table whose line breaks were lost. The heading ends at the first empty cell, and all rows
    have its width.
    """
    width = next((at for at, cell in enumerate(cells) if not cell.text), len(cells))
    if not 1 < width <= _CELLS:
        return []
    rows = [cells[at : at + width] for at in range(0, len(cells), width + 1)]
    return [row for row in rows if len(row) == width and not all(_RULE.fullmatch(cell.text) for cell in row)]


def _read(lines: Sequence[Sequence[TableCell]], pack: Pack) -> list[TableRow]:
    """The rows below headings that are understood. Rows may lack empty cells at their end."""
    rows: list[TableRow] = []
    columns: dict[int, str] = {}
    headings: dict[str, TableCell] = {}
    width, top = 0, (0, 0)
    for number, line in enumerate(lines[:_ROWS]):
        may_be_heading = len(line) != width or not columns
        heading = _heading(line, lines[number + 1 : _ROWS], pack) if may_be_heading else {}
        if heading:
            columns, width, top = heading, len(line), (line[0].start, line[-1].end)
            headings = {meaning: line[at] for at, meaning in columns.items()}
        elif columns and 1 < len(line) <= width:
            cells = {meaning: line[at] for at, meaning in columns.items() if at < len(line) and line[at].text}
            spells = not _ENDS & set(columns.values())
            rows.append(TableRow(cells, line[0].start, line[-1].end, headings, top, spells))
        elif len(line) > 1:
            columns, width = {}, len(line)
    return rows


def _heading(line: Sequence[TableCell], below: Sequence[Sequence[TableCell]], pack: Pack) -> dict[int, str]:
    """The meanings of the columns by number; none unless the table is of agreements or parties and their end
    or status, or of agreements and their signature.
    """
    columns = _by_heading(line, pack)
    meanings = set(columns.values())
    has_names = bool(meanings & _NAMES)
    columns = _with_sides(columns)
    rows = [row for row in below if len(row) == len(line)]
    if "name" in meanings:
        columns = _without_other_states(columns, rows, pack)
    if has_names and not meanings & {"ended", "denounced"}:
        columns |= _by_content(line, rows, columns, pack)
        meanings = set(columns.values())
    if meanings & {"ended", "denounced"}:
        columns = _with_remarks(columns)
    is_of_ends = has_names and bool(meanings & _ENDS)
    return columns if is_of_ends or meanings >= {"name", "signed"} else {}


def _by_heading(line: Sequence[TableCell], pack: Pack) -> dict[int, str]:
    """The meanings that the headings give, the first column of each. A second column of states is of the
    other parties: `Country | Contracting party`.
    """
    columns: dict[int, str] = {}
    for at, cell in enumerate(line[:_CELLS]):
        meaning = _meaning(cell, pack)
        if meaning == GENERAL and GENERAL in columns.values():
            meaning = "party"
        if meaning not in ("", _SKIPPED) and meaning not in columns.values():
            columns[at] = meaning
    return columns


def _with_sides(columns: dict[int, str]) -> dict[int, str]:
    """The columns; one of states in general is of the side that has no column of its own, if one side has."""
    sides = {"actor", "party"} & set(columns.values())
    if len(sides) != 1:
        return columns
    other = "actor" if sides == {"party"} else "party"
    return {at: other if meaning == GENERAL else meaning for at, meaning in columns.items()}


def _without_other_states(
    columns: dict[int, str], rows: Sequence[Sequence[TableCell]], pack: Pack
) -> dict[int, str]:
    """The columns without one of states in general that holds no state: `État`, of how far each has come."""
    general = [at for at, meaning in columns.items() if meaning == GENERAL]
    if any(Layer.PARTY in _layers(row[at], pack) for row in rows for at in general):
        return columns
    return {at: meaning for at, meaning in columns.items() if meaning != GENERAL}


def _with_remarks(columns: dict[int, str]) -> dict[int, str]:
    """The columns of a table with one of ends: there the status is a remark."""
    if "reason" in columns.values():
        return columns
    return {at: "reason" if meaning == STATUS else meaning for at, meaning in columns.items()}


def _by_content(
    line: Sequence[TableCell],
    below: Sequence[Sequence[TableCell]],
    columns: Mapping[int, str],
    pack: Pack,
) -> dict[int, str]:
    """The column that says in free words how far each has come, whatever its heading, and the one with the
    days of that.
    """
    free = [
        at
        for at in range(min(len(line), _CELLS))
        if columns.get(at) not in _NAMES and columns.get(at) != "signed"
    ]
    status = _status_column(free, below, columns, pack)
    if status is None:
        return {}
    day = next(
        (
            at
            for at in free
            if at > status and columns.get(at) is None and 2 * _dates_in(below, at, pack) >= len(below)
        ),
        None,
    )
    return {status: STATUS} if day is None else {status: STATUS, day: DAY}


def _status_column(
    free: Sequence[int], below: Sequence[Sequence[TableCell]], columns: Mapping[int, str], pack: Pack
) -> int | None:
    """The column of the `free` ones that says how far each has come: by its heading, or because most of its
    cells, a third of the rows and two in a longer table, say it (`notice given`).
    """
    headed = next((at for at in free if columns.get(at) == STATUS), None)
    if headed is not None or not free:
        return headed
    counts = {at: sum(bool(_layers(row[at], pack) & _OF_STATUS) for row in below) for at in free}
    status = max(free, key=lambda at: (counts[at], -at))
    least = 1 if len(below) <= _FEW else 2
    return status if counts[status] >= least and 3 * counts[status] >= len(below) else None


def _dates_in(rows: Sequence[Sequence[TableCell]], at: int, pack: Pack) -> int:
    """How many cells of a column hold a word of dates or a year."""
    return sum(Layer.DATE in _layers(row[at], pack) or bool(_DIGITS.search(row[at].text)) for row in rows)


def _layers(cell: TableCell, pack: Pack) -> set[Layer]:
    """The layers of the marks in a cell."""
    return {mark.layer for mark in pack.phrases.find(cell.tokens)}


def _meaning(cell: TableCell, pack: Pack) -> str:
    """The meaning of a column by the words for columns in its heading, else by what these words mean in a
    sentence; "" without one.
    """
    marks = pack.phrases.find(cell.tokens)
    values = [mark.value for mark in marks if mark.layer is Layer.COLUMN]
    specific = [value for value in values if value != GENERAL] or values
    is_year = len(cell.tokens) == 1 and any(
        (mark.layer, mark.value) == (Layer.PERIOD, YEAR) for mark in marks
    )
    if not specific and is_year:
        return YEAR
    if any(mark.layer is Layer.GIVEN for mark in marks) and not {*specific} & {"name", "party", "signed"}:
        return "notice"  # Note delivered
    if {*specific} <= _ENDS and any(_is_of_other_end(mark) for mark in marks):
        return ""
    if specific:
        return specific[-1]
    return next((meaning for mark in marks if (meaning := _MEANT.get((mark.layer, mark.role), ""))), "")


def _is_of_other_end(mark: Mark) -> bool:
    """True for a word of something else that ends: a term of office."""
    return mark.layer is Layer.CONTEXT and mark.value in ("event", "office", "thing")


def as_sentence(table: StoryRow, cell: TableCell, pack: Pack) -> Sentence:
    """A cell, or a heading of its table, as a sentence of its own, whose evidence shows the whole line."""
    text, row = table.text, table.row
    first, end = row.top if cell in row.headings.values() else (row.start, row.end)
    line = " | ".join(piece.strip() for piece in re.split(r"[|\t]", text[first:end]))
    marks = tuple(
        mark for mark in pack.phrases.find(cell.tokens) if mark.value
    )  # "ruling party" is no ruling
    return Sentence(table.field, 10_000, line, cell.tokens, marks, text, table.story, Place.MIDDLE)
