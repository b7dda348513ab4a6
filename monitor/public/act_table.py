"""The agreements of an act as a table: each value with the number of the sentence that states it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from monitor.digest import ending, short
from monitor.model import CELL_TYPES, Act, CellKind, Evidence, Row
from monitor.public.addresses import state_path, treaty_path
from monitor.public.sentences import Sentences
from monitor.wording import Language, Treaty, partners, party_name

MOST_ROWS = 60  # of one act on a page; the others are counted
MOST_OTHERS = 4  # contradicting values of a cell
_WIDTHS = {CellKind.NAME: 200, CellKind.DATE: 40, CellKind.CODE: 60, CellKind.TEXT: 240}
_TYPES = {cell.name: cell for cell in CELL_TYPES}
# in the order of the page; `others` are the counterparties
_COLUMNS = (
    "others",
    "instrument",
    "signed",
    "decided",
    "notified",
    "ended",
    "stage",
    "form",
    "reason",
    "note",
)


class Value(NamedTuple):
    """A value in words, the number of its sentence (0: none), and the page that it leads to, or "".

    `others`: values that contradict it.
    """

    text: str
    number: int = 0
    href: str = ""
    others: tuple[Value, ...] = ()


class Table(NamedTuple):
    """The agreements of an act. `rows` have a cell for each of `heads`, each with its values; `more`:
    agreements that did not fit.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[Value, ...], ...], ...]
    more: int = 0


def act_table(
    act: Act, sentences: Sentences, treaties: Mapping[str, Treaty], now: datetime, say: Language
) -> Table:
    """The table of an act, without the columns that are empty. Asks `sentences` for those that it needs."""
    rows = [row for _, row in act.by_number[:MOST_ROWS]]
    end = ending(act, "UTC", now, treaties)
    words = _Words(sentences, treaties, end, say)
    lines = [[words.cell(act, row, name) for name in _COLUMNS] for row in rows]
    used = [place for place in range(len(_COLUMNS)) if any(line[place] for line in lines)]
    if len({row.stage for row in rows}) == 1:
        used.remove(_COLUMNS.index("stage"))  # that of the act, or told above the table
    heads = tuple(words.head(_COLUMNS[place]) for place in used)
    return Table(
        heads, tuple(tuple(line[place] for place in used) for line in lines), len(act.rows) - len(rows)
    )


class _Words:
    """Writes cells in the reader's language."""

    def __init__(self, sentences: Sentences, treaties: Mapping[str, Treaty], end: str, say: Language) -> None:
        self._sentences = sentences
        self._treaties = treaties
        self._end = end
        self._say = say

    def head(self, name: str) -> str:
        """The heading of a column."""
        match name:
            case "others":
                return self._say("head.with")
            case "instrument":
                return self._say("head.agreement")
            case "ended":
                return self._say(f"head.{self._end}")
            case "signed" | "stage":
                return self._say(f"head.{name}")
            case _:
                return self._say(f"web.cell.{name}")

    def cell(self, act: Act, row: Row, name: str) -> tuple[Value, ...]:
        """The values of one cell; none where nothing is stated."""
        if name == "others":
            return tuple(self._party(party) for party in parties(row, self._treaties))
        if name == "stage":
            return self._stage(act, row)
        cell = row.cell(name)
        if cell is None:
            return self._known_name(row) if name == "instrument" else ()
        others = tuple(self._value(name, evidence) for evidence in cell.others[:MOST_OTHERS])
        leading = self._value(name, cell.leading)
        href = self._page(row) if name == "instrument" else ""
        return (leading._replace(others=others, href=href),)

    def _known_name(self, row: Row) -> tuple[Value, ...]:
        """The gazetteer's name of an agreement that no story names."""
        known = self._treaties.get(row.entry or "")
        return (Value(known.name, href=self._page(row)),) if known else ()

    def _page(self, row: Row) -> str:
        return treaty_path(row.entry) if row.entry in self._treaties else ""

    def _party(self, party: Evidence) -> Value:
        text = short(party_name(party.value, "name", self._say, self._treaties), 60)
        return Value(text, self._sentences.number(party, self.head("others")), state_path(party.value))

    def _stage(self, act: Act, row: Row) -> tuple[Value, ...]:
        step = next((step for step in reversed(act.history) if step.stage is row.stage), None)
        text = self._say(f"stage.{row.stage.value}")
        number = self._sentences.number(step.evidence, self.head("stage")) if step else 0
        return (Value(text, number),)

    def _value(self, name: str, evidence: Evidence) -> Value:
        text = short(value_words(name, evidence.value, self._say), _WIDTHS[_TYPES[name].kind])
        return Value(text, self._sentences.number(evidence, self.head(name)))


def value_words(name: str, value: str, say: Language) -> str:
    """A value of a cell in the reader's language: a date, a legal form; any other text as it is."""
    if _TYPES[name].kind is CellKind.DATE:
        return say.stored_date(value)
    return say(f"form.{value}") if name == "form" and say.has(f"form.{value}") else value


def parties(row: Row, treaties: Mapping[str, Treaty]) -> Sequence[Evidence]:
    """The counterparties of a row with their sentences; a body that is left is none of its own."""
    codes = partners(row, treaties)
    return [party for party in row.others if party.value in codes]
