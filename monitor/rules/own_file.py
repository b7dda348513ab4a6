"""Reads the own words of one rule file. Raises RuleError with the place of the first error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import QueryError
from monitor.names import LANGUAGES, is_country
from monitor.query import did_you_mean, leaf, words
from monitor.rules.entries import compile_entry
from monitor.rules.locate import Path
from monitor.rules.names import LISTS as ROLES
from monitor.rules.notice_words import LANGUAGES as NOTICE_LANGUAGES
from monitor.rules.notice_words import check_phrase
from monitor.rules.own_values import SORTS, Known, OwnRow
from monitor.rules.strict import StrictFile
from monitor.rules.vocabulary import CLASSES, Concept, concept_of

KINDS = (
    "treaty", "convention", "protocol", "agreement", "memorandum", "statute", "covenant", "charter",
    "declaration", "organisation",
)  # fmt: skip
_KEYS = {
    "concept": ("id", "class", "target", "noun", "note"),
    "class": ("id", "note"),
    "party": ("code", "role", "note"),
    "entry": ("id", "name", "kind", "subject", "signed", "parties", "collective", "body", "note"),
    "kind": ("id", "name", "subject", "note"),
    "notice": ("id", "note"),
}
_NOTICE_HINT = "Write words as rules/depositary.toml does: denounce/denounces, {leaving}, the?, reserv*."
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SIGNED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z", re.ASCII)
_ACTOR = 60  # characters of the name of an actor that is no state
_STATES = frozenset({"EU", "UN", "XK"})


class OwnFile(StrictFile):
    """One rule file; `known`: the packaged values."""

    def __init__(self, path: str, text: str, known: Known) -> None:
        super().__init__(path, text)
        self._known = known

    def rows(self) -> Iterator[tuple[Path, OwnRow]]:
        """Yields the tables with their places in the file. Raises RuleError."""
        for sort in SORTS:
            for number, table in enumerate(self.tables((sort,), self.table.get(sort, []))):
                yield (sort, number), self._row(sort, (sort, number), table)

    def _row(self, sort: str, path: Path, table: dict[str, Any]) -> OwnRow:
        languages = NOTICE_LANGUAGES if sort == "notice" else LANGUAGES
        self.known(path, table, (*_KEYS[sort], *languages))
        name = "code" if sort == "party" else "id"
        value = self.text(path, table, name)
        if not value.strip():
            self.refuse_key(path, f"the {sort} has no {name}", f"Add {name} = ... to it.")
        if sort not in ("party", "notice") and not _ID.match(value):
            self.refuse_value(
                (*path, name), f"{value!r} is not an id", "Use small letters, digits and -, as in open-skies."
            )
        cells = {lang: self._cell(sort, (*path, lang), table[lang]) for lang in languages if lang in table}
        if not cells:
            self.refuse_key(
                path,
                f"the {sort} {value!r} has no words",
                f'Add a language, as in {LANGUAGES[0]} = ["word", "other word"].',
            )
        concept, raw = None, table
        if sort == "concept":
            concept = self._concept(path, table)
        elif sort == "class":
            self._of_known((*path, "id"), "class of words", value, self._known.classes)
        elif sort == "party":
            self._party(path, table)
        elif sort == "notice":
            self._of_known((*path, "id"), "list of words of notices", value, self._known.notices)
        else:
            raw = self._named(sort, path, table, cells)
        return OwnRow(sort, value, cells, raw, self.path, self.where.key(path)[0], concept)

    def _cell(self, sort: str, path: Path, cell: object) -> tuple[str, ...]:
        terms = self.texts(path, cell)
        for number, term in enumerate(terms):
            try:
                if sort in ("concept", "class"):
                    compile_entry(term, {})
                elif sort == "notice":
                    check_phrase(term, self._known.notices)
                elif not words(term):
                    raise ValueError("an entry needs a word")
                elif "*" in term:
                    leaf(term)
            except (ValueError, IndexError, QueryError) as error:
                problem = error.problem if isinstance(error, QueryError) else f"{term!r} has no word"
                if sort == "notice":
                    self.refuse_value((*path, number), str(error), _NOTICE_HINT)
                self.refuse_value(
                    (*path, number), problem, "Write a word or a phrase; a * may stand at the end of a word."
                )
        return terms

    def _concept(self, path: Path, table: dict[str, Any]) -> Concept | None:
        packaged = self._known.concepts.get(table["id"])
        for key in ("class", "target", "noun"):
            if packaged is not None and key in table:
                self.refuse_key(
                    (*path, key),
                    f"the concept {table['id']!r} is packaged: only words can be added",
                    f"Leave {key} out.",
                )
        if packaged is not None or not self._known.concepts:
            return packaged
        if "class" not in table:
            hint = (
                f"{did_you_mean(table['id'], sorted(self._known.concepts))} A new one needs class = "
                f"...: {', '.join(sorted(CLASSES))}."
            )
            self.refuse_value((*path, "id"), f"there is no concept {table['id']!r}", hint.strip())
        if self.text(path, table, "class") not in CLASSES:
            self.refuse_value(
                (*path, "class"), f"unknown class {table['class']!r}", f"One of {', '.join(sorted(CLASSES))}."
            )
        if "target" in table and self.text(path, table, "target") != "subject":
            self.refuse_value(
                (*path, "target"),
                f"unknown target {table['target']!r}",
                'Write target = "subject", or leave it out.',
            )
        self._flag(path, table, "noun")
        return concept_of(self.path, table)

    def _of_known(self, path: Path, what: str, name: str, known: frozenset[str]) -> None:
        """Refuses a name that is not among the packaged ones, if these are known."""
        if known and name not in known:
            self.refuse_value(path, f"there is no {what} {name!r}", did_you_mean(name, sorted(known)))

    def _party(self, path: Path, table: dict[str, Any]) -> None:
        for part in table["code"].split("+"):
            if not 2 <= len(part) <= _ACTOR or (len(part) == 2 and not (is_country(part) or part in _STATES)):
                hint = (
                    "Write the code of a state (ISO 3166), as in RU, or the name of an actor that is "
                    "no state."
                )
                self.refuse_value((*path, "code"), f"{part!r} is no state", hint)
        role = self.text(path, table, "role", "name")
        if role not in ROLES:
            self.refuse_value((*path, "role"), f"unknown role {role!r}", f"One of {', '.join(ROLES)}.")

    def _named(
        self, sort: str, path: Path, table: dict[str, Any], cells: Mapping[str, tuple[str, ...]]
    ) -> dict[str, Any]:
        """The entry or kind in the form of the gazetteer."""
        fields = {key: table[key] for key in _KEYS[sort] if key in table and key != "note"}
        same, others = (
            (self._known.entries, self._known.kinds)
            if sort == "entry"
            else (self._known.kinds, self._known.entries)
        )
        packaged = same.get(table["id"])
        if packaged is not None:
            if len(fields) > 1:
                problem = f"the {sort} {table['id']!r} is packaged: only names can be added"
                self.refuse_key(
                    (*path, list(fields)[1]), problem, "Keep id and names, or give it an id of its own."
                )
            return {
                **packaged,
                **{lang: [*terms, *_list(packaged.get(lang))] for lang, terms in cells.items()},
            }
        if table["id"] in others:
            other = "kind" if sort == "entry" else "entry"
            hint = f"Give the {sort} an id of its own, or write [[{other}]] to add names to the packaged one."
            self.refuse_value((*path, "id"), f"{table['id']!r} is the id of a packaged {other}", hint)
        if not self.text(path, table, "name").strip():
            self.refuse_key(path, f"the {sort} {table['id']!r} has no name", "Add name = ... to it.")
        self.text(path, table, "subject")
        if sort == "entry":
            self._entry(path, table)
        return {"subject": "", **fields, **{lang: list(terms) for lang, terms in cells.items()}}

    def _entry(self, path: Path, table: dict[str, Any]) -> None:
        if not self.text(path, table, "kind").strip():
            self.refuse_key(path, f"the entry {table['id']!r} has no kind", f"One of {', '.join(KINDS)}.")
        if table["kind"] not in KINDS:
            self.refuse_value(
                (*path, "kind"), f"unknown kind {table['kind']!r}", f"One of {', '.join(KINDS)}."
            )
        bodies = {*self._known.entries, *self._ids()}
        if "body" in table and self.text(path, table, "body") not in bodies:
            self.refuse_value(
                (*path, "body"),
                f"there is no entry {table['body']!r}",
                did_you_mean(table["body"], sorted(bodies)),
            )
        if "signed" in table and not _SIGNED.match(self.text(path, table, "signed")):
            self.refuse_value(
                (*path, "signed"),
                f"{table['signed']!r} is not a date",
                'Write signed = "1989-11-20", a month or a year.',
            )
        for number, code in enumerate(
            self.texts((*path, "parties"), table["parties"]) if "parties" in table else ()
        ):
            if not is_country(code):
                self.refuse_value(
                    (*path, "parties", number), f"{code!r} is no state", "Write its ISO 3166 code, as in RU."
                )
        self._flag(path, table, "collective")

    def _ids(self) -> list[str]:
        """The ids of this file's entries."""
        return [entry["id"] for entry in self.table.get("entry", ()) if isinstance(entry.get("id"), str)]

    def _flag(self, path: Path, table: dict[str, Any], key: str) -> None:
        if not isinstance(table.get(key, False), bool):
            self.refuse_value(
                (*path, key), f"{key} is neither true nor false", f"Write {key} = true, or leave it out."
            )


def _list(cell: object) -> list[str]:
    """The terms of a packaged cell, which may instead be the reason why there are none."""
    return list(cell) if isinstance(cell, list) else []
