"""Reads the dossiers of `rules/dossiers/`. Raises RuleError with the place of the first error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from monitor.dossiers.calculator import Term
from monitor.dossiers.values import (
    Checked,
    Dossier,
    Dossiers,
    ExitClause,
    Period,
    PrincipledWords,
    Rounding,
    Start,
    Usual,
    Windows,
    YearDay,
)
from monitor.model import TreatyDate
from monitor.query import did_you_mean
from monitor.rules.gazetteer import GazetteerRow
from monitor.rules.locate import Path
from monitor.rules.strict import StrictFile

_DOSSIER = (
    "id", "official", "signed", "in_force", "parties", "parties_on", "depositary", "wikidata", "page",
    "least_parties", "falls_with", "expires", "renews", "first_term", "ended", "replaced_by", "checked",
    "none", "no_exit", "note", "exit",
)  # fmt: skip
_EXIT = (
    "article", "notice", "from", "rounding", "on", "cut", "not_before", "joined", "blocked", "windows",
    "survival", "survives", "later", "requires", "for",
)  # fmt: skip
_USUAL = ("kind", "notice", "from", "rounding", "survival", "survives", "note")
_PRINCIPLED = ("lang", "exits", "causes", "replaced", "doubts")
_WINDOWS = ("first", "every", "open")
_WIKIDATA = re.compile(r"Q[1-9]\d*", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Za-z-]{1,15}", re.ASCII)
_YEAR_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
Table = dict[str, Any]


def read_dossiers(texts: Mapping[str, str], gazetteer: Iterable[GazetteerRow]) -> Dossiers:
    """The dossiers of these files, path to text. A later file replaces a dossier of the same id, and
    words of the same language.

    `gazetteer`: entries and kinds that dossiers are about. Raises `RuleError`.
    """
    rows = {row.id: row for row in gazetteer}
    by_id: dict[str, Dossier] = {}
    usual: dict[str, Usual] = {}
    principled: dict[str, PrincipledWords] = {}
    for path, text in texts.items():
        file = _DossierFile(path, text, rows)
        by_id |= {dossier.id: dossier for dossier in file.dossiers()}
        usual |= {own.kind: own for own in file.usual()}
        principled |= {words.lang: words for words in file.principled()}
    return Dossiers(by_id, usual, tuple(principled.values()))


class _DossierFile(StrictFile):
    """One file; `rows`: the gazetteer by id."""

    def __init__(self, path: str, text: str, rows: Mapping[str, GazetteerRow]) -> None:
        super().__init__(path, text)
        self._rows = rows
        self.known((), self.table, ("dossier", "usual", "principled"))

    def dossiers(self) -> list[Dossier]:
        """The dossiers of the file; each id once."""
        dossiers: dict[str, Dossier] = {}
        for number, table in enumerate(self.tables(("dossier",), self.table.get("dossier", []))):
            place: Path = ("dossier", number)
            dossier = self._dossier(place, table)
            if dossier.id in dossiers:
                self.refuse_value((*place, "id"), f"a second dossier of {dossier.id!r}", "Make them one.")
            dossiers[dossier.id] = dossier
        return list(dossiers.values())

    def usual(self) -> list[Usual]:
        """What is usual for kinds of treaty."""
        return [
            self._usual(("usual", number), table)
            for number, table in enumerate(self.tables(("usual",), self.table.get("usual", [])))
        ]

    def principled(self) -> list[PrincipledWords]:
        """The words of principled exits, by language."""
        return [
            self._principled(("principled", number), table)
            for number, table in enumerate(self.tables(("principled",), self.table.get("principled", [])))
        ]

    def _dossier(self, place: Path, table: Table) -> Dossier:
        self.known(place, table, _DOSSIER)
        row = self._row(place, table, "id")
        exits = tuple(
            self._exit((*place, "exit", number), clause)
            for number, clause in enumerate(self.tables((*place, "exit"), table.get("exit", [])))
        )
        no_clause, no_exit = self._flag(place, table, "none"), self._flag(place, table, "no_exit")
        answers = bool(exits) + no_clause + no_exit
        ends_otherwise = "expires" in table or "replaced_by" in table
        if answers > 1 or not (answers or ends_otherwise):
            self.refuse_key(
                place,
                "a dossier has exit clauses or none",
                "Write [[dossier.exit]], none = true, no_exit = true, expires or replaced_by.",
            )
        parties = table.get("parties", 0)
        circle = self.texts((*place, "parties"), parties) if isinstance(parties, list) else ()
        dossier = Dossier(
            id=row.id,
            name=str(row.raw["name"]),
            subject=str(row.raw.get("subject", "")),
            kind=row.kind,
            checked=self.choice(place, table, "checked", Checked),
            official=self.text(place, table, "official"),
            signed=self._date(place, table, "signed") or _known_date(row),
            in_force=self._date(place, table, "in_force"),
            circle=frozenset(circle or row.raw.get("parties", ())),
            parties=0 if circle else self._number(place, table, "parties"),
            parties_on=self._date(place, table, "parties_on"),
            depositaries=self._codes(place, table, "depositary"),
            wikidata=self._matching(place, table, "wikidata", _WIKIDATA, "Q178012"),
            page=self._matching(place, table, "page", re.compile(r"https://\S+"), "https://..."),
            exits=exits,
            no_clause=no_clause,
            no_exit=no_exit,
            least_parties=self._number(place, table, "least_parties"),
            falls_with=self._entries(place, table, "falls_with"),
            expires=self._date(place, table, "expires"),
            renews=self._period(place, table, "renews"),
            first_term=self._period(place, table, "first_term"),
            ended=self._date(place, table, "ended"),
            replaced_by=self.text(place, table, "replaced_by"),
            same_as=tuple(sorted(_same_as(row, self._rows.values()))),
            note=self.text(place, table, "note"),
        )
        self._check_dates(place, table, row, dossier)
        return dossier

    def _check_dates(self, place: Path, table: Table, row: GazetteerRow, dossier: Dossier) -> None:
        if "signed" in table and "signed" in row.raw and table["signed"] != row.raw["signed"]:
            self.refuse_value(
                (*place, "signed"), f"the gazetteer says {row.raw['signed']}", "Leave it out here."
            )
        if dossier.parties and dossier.parties_on is None:
            self.refuse_value(
                (*place, "parties"), "a number of parties needs its date", 'Write parties_on = "2025".'
            )
        if dossier.renews == Period():
            self.refuse_value((*place, "renews"), "a treaty renewed for no time", 'Write renews = "P5Y".')
        self._check_terms(place, dossier)
        needs_day = any(clause.windows for clause in dossier.exits)
        if needs_day and (dossier.in_force is None or dossier.in_force.exact_day is None):
            self.refuse_key(place, "windows are counted from in_force", 'Write in_force = "1991-09-05".')

    def _check_terms(self, place: Path, dossier: Dossier) -> None:
        """The present term is one of those that are counted from the first."""
        if dossier.ended and dossier.renews:
            self.refuse_value((*place, "ended"), "a treaty that is renewed has not ended", "Leave one out.")
        term = Term.of(dossier)
        if dossier.first_term is None:
            return
        if term is None or term.renews is None or term.first_end is None:
            self.refuse_value(
                (*place, "first_term"), "a first term needs the days of in_force and expires, and renews"
            )
        if term.ending(term.end) != term.end:
            self.refuse_value((*place, "expires"), "no term ends on that day, counted from the first")

    def _exit(self, place: Path, table: Table) -> ExitClause:
        self.known(place, table, _EXIT)
        rounding = self._choice(place, table, "rounding", Rounding, Rounding.NONE)
        clause = ExitClause(
            article=self._needed(place, table, "article"),
            notice=self._needed_period(place, table, "notice"),
            start=self._choice(place, table, "from", Start, Start.RECEIPT),
            rounding=rounding,
            on=self._year_day(place, table, "on"),
            cut=self._year_day(place, table, "cut"),
            not_before=self._period(place, table, "not_before"),
            joined=self._joined(place, table),
            blocked=self.text(place, table, "blocked"),
            windows=self._windows(place, table),
            survival=self._period(place, table, "survival"),
            survives=self.text(place, table, "survives"),
            later=self._flag(place, table, "later"),
            requires=self.text(place, table, "requires"),
            states=frozenset(self._codes(place, table, "for")),
        )
        if (clause.on is None) == (rounding is Rounding.YEARLY):
            self.refuse_key(place, "`on` and rounding yearly need each other", 'Write on = "06-30".')
        if clause.cut and rounding not in (Rounding.YEARLY, Rounding.YEAR_END):
            self.refuse_value((*place, "cut"), "a cut needs rounding yearly or year-end")
        if clause.cut and clause.on and (clause.cut.month, clause.cut.day) > (clause.on.month, clause.on.day):
            self.refuse_value((*place, "cut"), "a cut after the day of effect", "Write a day up to `on`.")
        return clause

    def _usual(self, place: Path, table: Table) -> Usual:
        self.known(place, table, _USUAL)
        return Usual(
            kind=self._row(place, table, "kind").id,
            notice=self._period(place, table, "notice"),
            start=self._choice(place, table, "from", Start, Start.NOTICE),
            rounding=self._choice(place, table, "rounding", Rounding, Rounding.NONE),
            survival=self._period(place, table, "survival"),
            survives=self.text(place, table, "survives"),
            note=self.text(place, table, "note"),
        )

    def _principled(self, place: Path, table: Table) -> PrincipledWords:
        self.known(place, table, _PRINCIPLED)
        lang = self._needed(place, table, "lang")
        words = {key: self.texts((*place, key), table.get(key)) for key in _PRINCIPLED if key != "lang"}
        for key, phrases in words.items():
            if not all(re.search(r"\w", phrase) for phrase in phrases):
                self.refuse_value((*place, key), f"{key} has a text without words")
        return PrincipledWords(lang, **words)

    # ------------------------------------------------------------ values

    def _row(self, place: Path, table: Table, key: str) -> GazetteerRow:
        value = self._needed(place, table, key)
        if value not in self._rows:
            self.refuse_value(
                (*place, key), f"the gazetteer has no {value!r}", did_you_mean(value, list(self._rows))
            )
        return self._rows[value]

    def _entries(self, place: Path, table: Table, key: str) -> tuple[str, ...]:
        if key not in table:
            return ()
        ids = self.texts((*place, key), table[key])
        for value in ids:
            if value not in self._rows:
                self.refuse_value(
                    (*place, key), f"the gazetteer has no {value!r}", did_you_mean(value, list(self._rows))
                )
        return ids

    def _needed(self, place: Path, table: Table, key: str) -> str:
        value = self.text(place, table, key)
        if not value.strip():
            self.refuse_key(place, f"{key} is missing", f"Write {key} = ...")
        return value

    def _choice(self, place: Path, table: Table, key: str, kind: Any, default: Any) -> Any:
        return self.choice(place, table, key, kind) if key in table else default

    def _flag(self, place: Path, table: Table, key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.refuse_value((*place, key), f"{key} is neither true nor false")
        return value

    def _number(self, place: Path, table: Table, key: str) -> int:
        value = table.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 999:
            self.refuse_value((*place, key), f"{key} is no number from 1 to 999")
        return value

    def _date(self, place: Path, table: Table, key: str) -> TreatyDate | None:
        if key not in table:
            return None
        text = self.text(place, table, key)
        try:
            return TreatyDate.parse(text)
        except ValueError as error:
            self.refuse_value((*place, key), str(error))

    def _period(self, place: Path, table: Table, key: str) -> Period | None:
        return self._needed_period(place, table, key) if key in table else None

    def _needed_period(self, place: Path, table: Table, key: str) -> Period:
        text = self._needed(place, table, key)
        try:
            return Period.parse(text)
        except ValueError as error:
            self.refuse_value((*place, key), str(error))

    def _year_day(self, place: Path, table: Table, key: str) -> YearDay | None:
        if key not in table:
            return None
        match = _YEAR_DAY.fullmatch(self.text(place, table, key))
        try:
            month, day = (int(match[1]), int(match[2])) if match else (0, 0)
            date(2001, month, day)  # not 29 February: every year has the day
        except ValueError:
            self.refuse_value((*place, key), f"{key} is no day of every year", f'Write {key} = "06-30".')
        return YearDay(month, day)

    def _codes(self, place: Path, table: Table, key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        codes = [value] if isinstance(value, str) else list(self.texts((*place, key), value)) if value else []
        for code in codes:
            if not _CODE.fullmatch(code):
                self.refuse_value(
                    (*place, key), f"{code!r} is no code of a state or body", "Write US, UN or COE."
                )
        return tuple(codes)

    def _matching(self, place: Path, table: Table, key: str, form: re.Pattern[str], example: str) -> str:
        value = self.text(place, table, key)
        if value and not form.fullmatch(value):
            self.refuse_value((*place, key), f"{value!r} is no {key}", f'Write {key} = "{example}".')
        return value

    def _joined(self, place: Path, table: Table) -> dict[str, date]:
        joined = {}
        for code, text in self._inline(place, table, "joined").items():
            try:
                joined[code] = date.fromisoformat(str(text))
            except ValueError:
                self.refuse_value(
                    (*place, "joined"), f"{text!r} is no day", 'Write joined = { US = "2021-02-19" }.'
                )
        return joined

    def _windows(self, place: Path, table: Table) -> Windows | None:
        if "windows" not in table:
            return None
        windows = self._inline(place, table, "windows")
        self.known((*place, "windows"), windows, _WINDOWS)
        first, every, opened = (self._needed_period((*place, "windows"), windows, key) for key in _WINDOWS)
        if every == Period():
            self.refuse_value(
                (*place, "windows"), "windows come again after no time", 'Write every = "P10Y".'
            )
        return Windows(first, every, opened)

    def _inline(self, place: Path, table: Table, key: str) -> Table:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.refuse_value((*place, key), f"{key} is no table", f"Write {key} = {{ ... }}.")
        return value


def _same_as(row: GazetteerRow, rows: Iterable[GazetteerRow]) -> set[str]:
    """The body that a treaty founded, and the treaties that founded a body, by the gazetteer."""
    founders = {other.id for other in rows if other.raw.get("body") == row.id}
    return founders | ({str(row.raw["body"])} if "body" in row.raw else set())


def _known_date(row: GazetteerRow) -> TreatyDate | None:
    return TreatyDate.parse(row.raw["signed"]) if "signed" in row.raw else None
