"""Reads the dossiers of `rules/dossiers/`. Raises RuleError with the place of the first error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from monitor.dossiers.calculator import Term
from monitor.dossiers.file_values import FileValues, Table
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
)
from monitor.model import TreatyDate
from monitor.rules.gazetteer import GazetteerRow
from monitor.rules.locate import Path

_DOSSIER = (
    "id", "official", "signed", "in_force", "parties", "parties_on", "depositary", "wikidata", "page",
    "least_parties", "falls_with", "expires", "renews", "first_term", "ended", "replaced_by", "checked",
    "none", "no_exit", "not_in_force", "outside", "former", "note", "exit",
)  # fmt: skip
_EXIT = (
    "article", "notice", "from", "rounding", "on", "cut", "not_before", "of_treaty", "joined", "blocked",
    "windows", "survival", "survives", "later", "requires", "for",
)  # fmt: skip
_USUAL = ("kind", "notice", "from", "rounding", "survival", "survives", "note")
_PRINCIPLED = ("lang", "exits", "causes", "replaced", "doubts")
_WIKIDATA = re.compile(r"Q[1-9]\d*", re.ASCII)


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


class _DossierFile(FileValues):
    """One file; `rows`: the gazetteer by id."""

    def __init__(self, path: str, text: str, rows: Mapping[str, GazetteerRow]) -> None:
        super().__init__(path, text, rows)
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
        row = self.gazetteer_row(place, table, "id")
        exits = tuple(
            self._exit((*place, "exit", number), clause)
            for number, clause in enumerate(self.tables((*place, "exit"), table.get("exit", [])))
        )
        no_clause, no_exit = self.flag(place, table, "none"), self.flag(place, table, "no_exit")
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
            signed=self.treaty_date(place, table, "signed") or _known_date(row),
            in_force=self.treaty_date(place, table, "in_force"),
            circle=frozenset(circle or row.raw.get("parties", ())),
            parties=0 if circle else self.number(place, table, "parties"),
            parties_on=self.treaty_date(place, table, "parties_on"),
            depositaries=self.codes(place, table, "depositary"),
            wikidata=self.matching(place, table, "wikidata", _WIKIDATA, "Q178012"),
            page=self.matching(place, table, "page", re.compile(r"https://\S+"), "https://..."),
            exits=exits,
            no_clause=no_clause,
            no_exit=no_exit,
            not_in_force=self.flag(place, table, "not_in_force"),
            outside=frozenset(self.codes(place, table, "outside")),
            former=frozenset(self.codes(place, table, "former")),
            least_parties=self.number(place, table, "least_parties"),
            falls_with=self.entries(place, table, "falls_with"),
            expires=self.treaty_date(place, table, "expires"),
            renews=self.period(place, table, "renews"),
            first_term=self.period(place, table, "first_term"),
            ended=self.treaty_date(place, table, "ended"),
            replaced_by=self.text(place, table, "replaced_by"),
            same_as=tuple(sorted(_same_as(row, self.rows.values()))),
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
        if inside := (dossier.outside | dossier.former) & dossier.circle:
            self.refuse_value(
                (*place, "parties"), f"{', '.join(sorted(inside))} cannot be a party and outside"
            )
        if dossier.not_in_force and dossier.in_force:
            self.refuse_value((*place, "in_force"), "a treaty that is not in force has no such day")
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
        rounding = self.optional_choice(place, table, "rounding", Rounding, Rounding.NONE)
        clause = ExitClause(
            article=self.needed(place, table, "article"),
            notice=self.needed_period(place, table, "notice"),
            start=self.optional_choice(place, table, "from", Start, Start.RECEIPT),
            rounding=rounding,
            on=self.year_day(place, table, "on"),
            cut=self.year_day(place, table, "cut"),
            not_before=self.period(place, table, "not_before"),
            of_treaty=self.flag(place, table, "of_treaty"),
            joined=self.joined(place, table),
            blocked=self.text(place, table, "blocked"),
            windows=self.windows(place, table),
            survival=self.period(place, table, "survival"),
            survives=self.text(place, table, "survives"),
            later=self.flag(place, table, "later"),
            requires=self.text(place, table, "requires"),
            states=frozenset(self.codes(place, table, "for")),
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
            kind=self.gazetteer_row(place, table, "kind").id,
            notice=self.period(place, table, "notice"),
            start=self.optional_choice(place, table, "from", Start, Start.NOTICE),
            rounding=self.optional_choice(place, table, "rounding", Rounding, Rounding.NONE),
            survival=self.period(place, table, "survival"),
            survives=self.text(place, table, "survives"),
            note=self.text(place, table, "note"),
        )

    def _principled(self, place: Path, table: Table) -> PrincipledWords:
        self.known(place, table, _PRINCIPLED)
        lang = self.needed(place, table, "lang")
        words = {key: self.texts((*place, key), table.get(key)) for key in _PRINCIPLED if key != "lang"}
        for key, phrases in words.items():
            if not all(re.search(r"\w", phrase) for phrase in phrases):
                self.refuse_value((*place, key), f"{key} has a text without words")
        return PrincipledWords(lang, **words)


def _same_as(row: GazetteerRow, rows: Iterable[GazetteerRow]) -> set[str]:
    """The body that a treaty founded, and the treaties that founded a body, by the gazetteer."""
    founders = {other.id for other in rows if other.raw.get("body") == row.id}
    return founders | ({str(row.raw["body"])} if "body" in row.raw else set())


def _known_date(row: GazetteerRow) -> TreatyDate | None:
    return TreatyDate.parse(row.raw["signed"]) if "signed" in row.raw else None
