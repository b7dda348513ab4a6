"""Words of an installation: tables of its rule files that add to vocabulary, names and gazetteer. Texts in,
`Own` out.

[[concept]]  words of a predicate, known or new      [[class]]  words of a class of words
[[party]]    names of a state or of another actor    [[entry]]  an agreement or a body    [[kind]]  a kind of
             treaty

Each may stand in any rule file. Words are taken as they are written: they have no stored forms, so that the
fingerprint of the weights is that of the packaged vocabulary alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import QueryError
from monitor.names import LANGUAGES, is_country
from monitor.query import did_you_mean, leaf, words
from monitor.rules.entries import compile_entry
from monitor.rules.frames import frame_files
from monitor.rules.locate import Path
from monitor.rules.names import LISTS as ROLES
from monitor.rules.strict import StrictFile
from monitor.rules.vocabulary import CLASSES, Concept, Use, Words, concept_of
from monitor.tables import read_table

SORTS = ("concept", "class", "party", "entry", "kind")
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
}
_HEADER = re.compile(
    rf"^[ \t]*(?:\[\[[ \t]*\"?(?:{'|'.join(SORTS)})\"?[ \t]*\]\]|(?:concept|class|party|entry)[ "
    r"\t]*=|kind[ \t]*=[ \t]*\[)",
    re.MULTILINE,
)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SIGNED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z", re.ASCII)
_ACTOR = 60  # characters of the name of an actor that is no state
_STATES = frozenset({"EU", "UN", "XK"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is packaged: concepts by id, ids of classes of words, entries and kinds of the gazetteer by id,
    nouns of agreements.
    """

    concepts: Mapping[str, Concept]
    classes: frozenset[str]
    entries: Mapping[str, Mapping[str, Any]]
    kinds: Mapping[str, Mapping[str, Any]]
    nouns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One table. `id` of a concept, class, entry or kind; of a party its code. `cells`: terms by language.

    `raw`: the fields and cells, as a packaged table has them; of an entry that is packaged too with what it
    has there.
    """

    sort: str
    id: str
    cells: Mapping[str, tuple[str, ...]]
    raw: Mapping[str, Any]
    path: str
    line: int
    concept: Concept | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """All tables, in the order of files and lines."""

    rows: tuple[OwnRow, ...] = ()
    # of agreements by language, for the names of kinds
    nouns: Mapping[str, Any] = field(default_factory=dict)

    def of(self, *sorts: str) -> Iterator[OwnRow]:
        """The tables of some sorts."""
        return (row for row in self.rows if row.sort in sorts)

    @property
    def words(self) -> tuple[Words, ...]:
        """What the vocabulary is extended with."""
        return tuple(Words(row.id, row.concept, row.cells, row.path) for row in self.of("concept", "class"))

    @property
    def has_new_concepts(self) -> bool:
        """True if there is a concept that is not packaged."""
        return any("class" in row.raw for row in self.of("concept"))

    @property
    def table(self) -> Mapping[str, Any]:
        """Names and entries as tables of the packaged files hold them."""
        return {sort: [row.raw for row in self.of(sort)] for sort in ("party", "entry", "kind")} | {
            "nouns": self.nouns
        }


NONE = Own()


def own_files(files: Mapping[str, str]) -> dict[str, str]:
    """The rule files among these (path to text) that may hold own words."""
    frames = frame_files(files)
    return {path: text for path, text in files.items() if path not in frames and _HEADER.search(text)}


def known_of(vocabulary: Mapping[str, str], names: Mapping[str, str]) -> Known:
    """What the files (path to text) of the vocabulary and of the gazetteer hold."""
    tables = {
        path: read_table(path, text)
        for path, text in (*vocabulary.items(), *names.items())
        if path.endswith(".toml")
    }
    return Known(
        {
            row["id"]: concept_of(path, row)
            for path, table in tables.items()
            for row in table.get("concept", ())
        },
        frozenset(row["id"] for table in tables.values() for row in table.get("class", ())),
        {row["id"]: row for table in tables.values() for row in table.get("entry", ())},
        {row["id"]: row for table in tables.values() for row in table.get("kind", ())},
        {lang: nouns for table in tables.values() for lang, nouns in table.get("nouns", {}).items()},
    )


def parse_own(files: Mapping[str, str], known: Known) -> Own:
    """The own words in some rule files (path to text). Raises RuleError for the first thing that is wrong.

    Without packaged concepts nothing is judged, and own words of the vocabulary are passed over.
    """
    rows: list[OwnRow] = []
    first: dict[str, OwnRow] = {}  # entries and kinds by id
    for path, text in own_files(files).items():
        file = _File(path, text, known)
        for place, row in file.rows():
            other = first.setdefault(row.id, row) if row.sort in ("entry", "kind") else row
            if other is not row:
                problem = (
                    f"the id {row.id!r} is there twice, first for the {other.sort} at "
                    f"{other.path}:{other.line}"
                )
                file.refuse_key(place, problem, "Give it its own id.")
            rows.append(row)
    return Own(
        tuple(row for row in rows if known.concepts or row.sort not in ("concept", "class")), known.nouns
    )


def named(own: Own, word: str = "", lang: str | None = None) -> list[Use]:
    """The own names of parties, entries and kinds in which a word or a phrase stands, or all of them, in one
    language or in all.
    """
    phrase = words(word)
    return [
        Use(code, row.id, row.sort, term, row.path)
        for row in own.of("party", "entry", "kind")
        for code, terms in row.cells.items()
        for term in terms
        if lang in (None, code) and (not word or _holds(words(term), phrase))
    ]


def _holds(term: Sequence[str], phrase: Sequence[str]) -> bool:
    """True if the words of a phrase stand side by side in a term."""
    return bool(phrase) and any(list(term[at : at + len(phrase)]) == list(phrase) for at in range(len(term)))


class _File(StrictFile):
    def __init__(self, path: str, text: str, known: Known) -> None:
        super().__init__(path, text)
        self._known = known

    def rows(self) -> Iterator[tuple[Path, OwnRow]]:
        """The tables with their places."""
        for sort in SORTS:
            for number, table in enumerate(self.tables((sort,), self.table.get(sort, []))):
                yield (sort, number), self._row(sort, (sort, number), table)

    def _row(self, sort: str, path: Path, table: dict[str, Any]) -> OwnRow:
        self.known(path, table, (*_KEYS[sort], *LANGUAGES))
        name = "code" if sort == "party" else "id"
        value = self.text(path, table, name)
        if not value.strip():
            self.refuse_key(path, f"the {sort} has no {name}", f"Add {name} = ... to it.")
        if sort != "party" and not _ID.match(value):
            self.refuse_value(
                (*path, name), f"{value!r} is not an id", "Use small letters, digits and -, as in open-skies."
            )
        cells = {lang: self._cell(sort, (*path, lang), table[lang]) for lang in LANGUAGES if lang in table}
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
            self._class(path, value)
        elif sort == "party":
            self._party(path, table)
        else:
            raw = self._named(sort, path, table, cells)
        return OwnRow(sort, value, cells, raw, self.path, self.where.key(path)[0], concept)

    def _cell(self, sort: str, path: Path, cell: object) -> tuple[str, ...]:
        terms = self.texts(path, cell)
        for number, term in enumerate(terms):
            try:
                if sort in ("concept", "class"):
                    compile_entry(term, {})
                elif not words(term):
                    raise ValueError("an entry needs a word")
                elif "*" in term:
                    leaf(term)
            except (ValueError, IndexError, QueryError) as error:
                problem = error.problem if isinstance(error, QueryError) else f"{term!r} has no word"
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

    def _class(self, path: Path, name: str) -> None:
        known = self._known.classes
        if known and name not in known:
            self.refuse_value(
                (*path, "id"), f"there is no class of words {name!r}", did_you_mean(name, sorted(known))
            )

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
        """The entry or kind as the gazetteer has it."""
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
    """The terms of a packaged cell, which may say why there are none."""
    return list(cell) if isinstance(cell, list) else []
