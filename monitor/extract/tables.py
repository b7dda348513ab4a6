"""Tables in the text of an article: rows of cells between pipes or tabs, one a line, or all in one line where
line breaks were lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer
from monitor.extract.story_marks import Place, Sentence
from monitor.query import tokenize

_CELLS = 12  # columns of the widest table that is read
_ROWS = 200
_FEW = 3  # rows of a short table
_RULE = re.compile(r"[\s:|+=-]*")
_GENERAL = "state"  # a column of states that may be either side
_MEANT = {
    (Layer.HELD, ""): "ended", (Layer.DATE, "effect"): "ended", (Layer.DATE, "own"): "ended",
    (Layer.EXIT, ""): "denounced", (Layer.EXIT, "noun"): "denounced", (Layer.DATE, "signed"): "signed",
    (Layer.HEAD, ""): "name", (Layer.FORM, ""): "decided",
}  # fmt: skip
_DIGITS = re.compile(r"\d{4}")
YEAR = "year"  # a column headed by the word alone
STATUS = "status"  # a column that says how far each has come
_ENDS = frozenset({"ended", "denounced", STATUS})
DAY = "day"  # the day of that
_TOLD = (Layer.EXIT, Layer.GIVEN, Layer.HELD)  # what a cell says that tells how far an exit has come
_SKIPPED = "skip"  # a column that is understood and says nothing of an exit


@dataclass(frozen=True, slots=True)
class TableCell:
    """Characters `start:end` of a field, without the spaces around."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below a heading that was understood. `cells` and their `headings` by meaning: actor, state,
    party, name, signed, notice, decided, denounced, ended, year, status, day, reason, cause. `top`: where the
    line of headings begins and ends. `spells`: no column is of ends: the table only spells out the agreements
    that prose counts.
    """

    cells: dict[str, TableCell]
    start: int
    end: int
    headings: dict[str, TableCell]
    top: tuple[int, int]
    spells: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    by: str  # what parts the cells
    framed: bool  # a pipe at both ends
    cells: tuple[TableCell, ...]


def find_tables(text: str, pack: Pack) -> tuple[list[TableRow], list[tuple[int, int]]]:
    """The rows of all tables about the end of agreements, and the characters that all tables take up."""
    if "|" not in text and "\t" not in text:
        return [], []
    rows: list[TableRow] = []
    taken: list[tuple[int, int]] = []
    lines = _lines(text)
    for by, block in groupby(lines, key=lambda line: line.by if line else ""):
        found = [line for line in block if line is not None]
        if not by or len(found) < 2:
            continue
        read = _read([line.cells for line in found if line.cells], pack)
        rows += read
        if read or (by == "|" and all(line.framed for line in found)):
            taken += [(line.start, line.end) for line in found]
    if not taken and text.count("|") >= 6:
        first, last = text.find("|"), text.rfind("|") + 1
        return _read(_unfold(_framed(text, first, last)), pack), [(first, last)]
    return rows, taken


def _lines(text: str) -> Iterable[_Line | None]:
    """The lines that have cells, None for the others; a blank line is passed over."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip("\r\n"))
        by = "|" if "|" in line else "\t" if "\t" in text[start:end].strip(" \t") else ""
        if by:
            yield _line(text, start, end, by)
        elif line.strip() and not (_RULE.fullmatch(line) and len(line) > 4):
            yield None
        start += len(line)


def _line(text: str, start: int, end: int, by: str) -> _Line:
    """One line cut into cells; a line of dashes has none. Pipes at the ends are a frame."""
    if _RULE.fullmatch(text, start, end):
        return _Line(start, end, by, True, ())
    low = start + len(text[start:end]) - len(text[start:end].lstrip(" "))
    high = low + len(text[low:end].rstrip(" "))
    framed = by == "|" and high - low > 1 and text[low] == "|" and text[high - 1] == "|"
    if framed:
        return _Line(start, end, by, True, tuple(_framed(text, low, high)))
    cuts = [at for at in range(low, high) if text[at] == by]
    if by == "|" and cuts and cuts[0] == low:
        cuts = cuts[1:]
        low += 1
    return _Line(
        start,
        end,
        by,
        False,
        tuple(_cell(text, left + 1, right) for left, right in pairwise([low - 1, *cuts, high])),
    )


def _cell(text: str, low: int, high: int) -> TableCell:
    raw = text[low:high]
    left = low + len(raw) - len(raw.lstrip())
    return TableCell(left, left + len(raw.strip()), raw.strip())


def _framed(text: str, start: int, end: int) -> list[TableCell]:
    """The cells between the pipes of `start:end`."""
    places = [at for at in range(start, end) if text[at] == "|"]
    return [_cell(text, low + 1, high) for low, high in pairwise(places)]


def _unfold(cells: Sequence[TableCell]) -> list[Sequence[TableCell]]:
    """Rows of a table whose line breaks were lost: the heading ends at the first empty cell, and all rows are
    as wide.
    """
    width = next((at for at, cell in enumerate(cells) if not cell.text), len(cells))
    if not 1 < width <= _CELLS:
        return []
    rows = [cells[at : at + width] for at in range(0, len(cells), width + 1)]
    return [row for row in rows if len(row) == width and not all(_RULE.fullmatch(cell.text) for cell in row)]


def _read(lines: Sequence[Sequence[TableCell]], pack: Pack) -> list[TableRow]:
    rows: list[TableRow] = []
    columns: dict[int, str] = {}
    headings: dict[str, TableCell] = {}
    width, top = 0, (0, 0)
    for number, line in enumerate(lines[:_ROWS]):
        heading = _heading(line, lines[number + 1 : _ROWS], pack) if len(line) != width or not columns else {}
        if heading:
            columns, width, top = heading, len(line), (line[0].start, line[-1].end)
            headings = {meaning: line[at] for at, meaning in columns.items()}
        elif columns and 1 < len(line) <= width:  # empty cells at the end may be left out
            cells = {meaning: line[at] for at, meaning in columns.items() if at < len(line) and line[at].text}
            spells = not _ENDS & set(columns.values())
            rows.append(TableRow(cells, line[0].start, line[-1].end, headings, top, spells))
        elif len(line) > 1:
            columns, width = {}, len(line)
    return rows


def _heading(line: Sequence[TableCell], below: Sequence[Sequence[TableCell]], pack: Pack) -> dict[int, str]:
    """Meanings of the columns; none unless agreements or parties and an end, or how far each has come, stand
    in it.

    Where one column is of the other side, a column of states in general is of those that act.
    """
    columns: dict[int, str] = {}
    for at, cell in enumerate(line[:_CELLS]):
        meaning = _meaning(cell, pack)
        if meaning == _GENERAL and _GENERAL in columns.values():
            meaning = "party"  # Country | Contracting party
        if meaning not in ("", _SKIPPED) and meaning not in columns.values():
            columns[at] = meaning
    meanings = set(columns.values())
    if "party" in meanings and "actor" not in meanings:
        columns = {at: "actor" if value == _GENERAL else value for at, value in columns.items()}
    if "actor" in meanings and "party" not in meanings:  # who leaves has a column of its own
        columns = {at: "party" if value == _GENERAL else value for at, value in columns.items()}
    named = bool(meanings & {"name", "party", "actor", _GENERAL})
    rows = [row for row in below if len(row) == len(line)]
    if "name" in meanings and not any(
        Layer.PARTY in _layers(row[at], pack) for row in rows for at in columns if columns[at] == _GENERAL
    ):
        # `État`, of how far each has come
        columns = {at: value for at, value in columns.items() if value != _GENERAL}
    if named and not meanings & {"ended", "denounced"}:
        columns |= _by_content(line, rows, columns, pack)
        meanings = set(columns.values())
    if meanings & {"ended", "denounced"}:  # then the status is a remark
        columns = {
            at: "reason" if value == STATUS and "reason" not in meanings else value
            for at, value in columns.items()
        }
    return columns if (named and meanings & _ENDS) or meanings >= {"name", "signed"} else {}


def _by_content(
    line: Sequence[TableCell], below: Sequence[Sequence[TableCell]], columns: Mapping[int, str], pack: Pack
) -> dict[int, str]:
    """The column that says in words of its own how far each has come, whatever its heading, and the one with
    the days of that.

    A third of its cells speak of an end or of a notice, two at least in a longer table: `notice given`.
    """
    free = [
        at
        for at in range(min(len(line), _CELLS))
        if columns.get(at) not in ("name", "party", "actor", _GENERAL, "signed")
    ]
    told = {at: sum(bool(_layers(row[at], pack) & set(_TOLD)) for row in below) for at in free}
    headed = next((at for at in free if columns.get(at) == STATUS), None)
    status = max(free, key=lambda at: (told[at], -at), default=None) if headed is None else headed
    few = status is not None and (
        told[status] < (1 if len(below) <= _FEW else 2) or 3 * told[status] < len(below)
    )
    if status is None or (few and headed is None):
        return {}
    dated = {
        at: sum(
            Layer.DATE in _layers(row[at], pack) or _DIGITS.search(row[at].text) is not None for row in below
        )
        for at in free
    }
    day = next(
        (at for at in free if at > status and 2 * dated[at] >= len(below) and columns.get(at) is None), None
    )
    return {status: STATUS} | ({day: DAY} if day is not None else {})


def _layers(cell: TableCell, pack: Pack) -> set[Layer]:
    return {mark.layer for mark in pack.phrases.find(tokenize(cell.text))}


def _meaning(cell: TableCell, pack: Pack) -> str:
    """What a column holds: by the words for columns, else by what its words mean in a sentence."""
    marks = pack.phrases.find(tokenize(cell.text))
    values = [mark.value for mark in marks if mark.layer is Layer.COLUMN]
    own = [value for value in values if value != _GENERAL] or values
    if (
        not own
        and any((mark.layer, mark.value) == (Layer.PERIOD, YEAR) for mark in marks)
        and len(tokenize(cell.text)) == 1
    ):
        return YEAR
    if any(mark.layer is Layer.GIVEN for mark in marks) and not set(own) & {"name", "party", "signed"}:
        return "notice"  # Note delivered
    if set(own) <= _ENDS and any(
        mark.layer is Layer.CONTEXT and mark.value in ("event", "office", "thing") for mark in marks
    ):
        return ""  # the end of a term of office
    return (
        own[-1]
        if own
        else next((meaning for mark in marks if (meaning := _MEANT.get((mark.layer, mark.role), ""))), "")
    )


def as_sentence(text: str, cell: TableCell, row: TableRow, like: tuple[str, str], pack: Pack) -> Sentence:
    """A cell as a sentence of its own, whose evidence shows the whole row. `like`: field and story."""
    part = text[cell.start : cell.end]
    tokens = tuple(
        type(token)(token.text, token.raw, token.start + cell.start, token.end + cell.start, 0)
        for token in tokenize(part)
    )
    first, end = row.top if cell in row.headings.values() else (row.start, row.end)
    whole = " | ".join(piece.strip() for piece in re.split(r"[|\t]", text[first:end]))
    marks = tuple(mark for mark in pack.phrases.find(tokens) if mark.value)  # "ruling party" is no ruling
    return Sentence(like[0], 10_000, whole, tokens, marks, text, like[1], Place.MIDDLE)
