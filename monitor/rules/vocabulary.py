"""Reads the vocabulary (texts of rules/vocabulary/) to one frozen `Vocabulary`.

A row of a table is a concept or a class of words, a column a language. A cell has entries: a lemma with what
it governs, in the notation of rules/vocabulary/README.md. The forms of each lemma are in forms/LANG.txt,
which `make forms` writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, NoReturn

from monitor.errors import RuleError
from monitor.query import did_you_mean, words
from monitor.rules.entries import Pattern, Slot, compile_entry
from monitor.rules.forms import forms_alone, read_forms
from monitor.rules.locate import Locations, Path
from monitor.rules.notation import NotationError
from monitor.rules.scripts import JOINED, in_scripts, joined, spelled
from monitor.rules.traits import TraitError, Traits, read_traits
from monitor.rules.traits import check as check_traits
from monitor.tables import JUDGED, TRAITS, read_table

CLASSES = frozenset({"leave", "end", "suspend", "lapse", "state", "notify", "return", "breach"})
LOOKALIKE = (
    "lookalike"  # class of words that contain a predicate and mean something else: `kündigt ... an` announces
)
_FIELDS = ("id", "class", "target", "noun", "inflects", "note")
NONE = "none: "  # begins a cell that gives the reason why the language has no such word


@dataclass(frozen=True, slots=True)
class Concept:
    """A row of predicates.toml. `kind` is one of `CLASSES`; `of_subject`: True if the target is the subject;
    `noun`: True for nouns.
    """

    id: str
    kind: str
    of_subject: bool
    noun: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an installation for a concept, or (None) for the class of words `id`: terms by language, and
    their file.
    """

    id: str
    concept: Concept | None
    cells: Mapping[str, tuple[str, ...]]
    path: str


@dataclass(frozen=True, slots=True)
class Language:
    """The columns of one language."""

    lang: str
    traits: Traits
    predicates: tuple[tuple[Concept, Pattern], ...]
    words: tuple[tuple[str, Pattern], ...]  # class of words, pattern


@dataclass(frozen=True, slots=True)
class Use:
    """A word in the vocabulary: row, language, pattern as words (alternatives in brackets), and file."""

    lang: str
    row: str
    kind: str
    pattern: str
    file: str = ""  # of an installation


@dataclass(frozen=True, slots=True)
class _Kit:
    """What is needed to compile the entries of a language."""

    lang: str
    verb_last: bool
    fused: Mapping[str, Sequence[str]]
    letters: int

    def compiled(self, entry: str, forms: Mapping[str, frozenset[str]]) -> Iterator[Pattern]:
        """The patterns of an entry. Raises NotationError if its notation is wrong."""
        if entry.startswith("*") and self.lang in JOINED:  # little words may be joined to a word
            yield from compile_entry(entry[1:], {})
        for pattern in compile_entry(entry, forms, self.verb_last, self.fused, self.letters):
            first = pattern.first
            words, begins = joined(self.lang, first.words), joined(self.lang, first.begins)
            same = len(words) == len(first.words) and len(begins) == len(first.begins)
            yield pattern if same else replace(pattern, first=Slot(words, tuple(sorted(begins)), first.gap))


class _Tables:
    """The tables of the vocabulary (path to table), and their texts, to give errors a line."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]], texts: Mapping[str, str]) -> None:
        self._tables = tables
        self._texts = texts

    def rows(self, *sorts: str) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
        """Path, place in its file and content of each row of these sorts: `concept`, `class`."""
        for path, table in self._tables.items():
            for sort in sorts:
                for number, row in enumerate(table.get(sort, ())):
                    yield path, (sort, number), row

    def traits(self) -> dict[str, Mapping[str, Any]]:
        """By language its traits as they are written. Raises RuleError for a trait that is wrong."""
        languages: dict[str, Mapping[str, Any]] = {}
        for path, table in self._tables.items():
            for lang, raw in table.items():
                if isinstance(raw, Mapping):
                    try:
                        check_traits(raw)
                    except TraitError as error:
                        self.refuse(path, (lang, *error.place), f"{lang}: {error}", error.hint)
                    languages[lang] = raw
        return languages

    def refuse(self, path: str, place: Path, problem: str, hint: str) -> NoReturn:
        """Raises RuleError with the place in a file."""
        line, column = Locations(self._texts[path]).value(place) if path in self._texts else (0, 0)
        raise RuleError(problem, path=path, line=line, column=column, hint=hint) from None

    def refuse_columns(self, langs: Collection[str]) -> None:
        """Raises RuleError for a key of a row that is neither a field nor a language with traits."""
        for path, place, row in self.rows("concept", "class"):
            for key in row:
                if key not in _FIELDS and key not in langs:
                    hint = (
                        f"A language needs a table [{key}] in {TRAITS}. "
                        f"{did_you_mean(key, [*_FIELDS, *langs])}"
                    )
                    self.refuse(
                        path, (*place, key), f"row {row.get('id', '?')}: unknown column {key!r}", hint
                    )

    def refuse_gaps(self, langs: Iterable[str]) -> None:
        """Raises RuleError that names every empty cell of these languages."""
        empty: dict[tuple[str, str], list[str]] = {}
        places: dict[str, Path] = {}
        for path, place, row in self.rows("concept", "class"):
            for lang in langs:
                if not is_filled(row.get(lang)):
                    empty.setdefault((path, lang), []).append(str(row.get("id", "?")))
                    places.setdefault(path, place)
        if empty:
            told = [f"{lang} in {_name(path)}: row {', '.join(ids)}" for (path, lang), ids in empty.items()]
            count = sum(map(len, empty.values()))
            hint = f'Fill each, or say "{NONE}" and why the language has no such word.'
            problem = (
                f"the cell of {told[0]}, is empty"
                if count == 1
                else f"{count} cells are empty. {'; '.join(told)}"
            )
            path = next(iter(places))
            self.refuse(path, places[path], problem, hint)


class Vocabulary:
    """All languages. A language is compiled when it is first asked for; empty cells are refused at once.

    `fingerprint` changes with any text of the vocabulary. `own` words are tried before packaged ones, and
    have no word forms.
    """

    def __init__(
        self, tables: _Tables, forms: Mapping[str, str], fingerprint: str = "", own: Iterable[Words] = ()
    ) -> None:
        self.fingerprint = fingerprint
        self._own = tuple(own)
        self._files: dict[tuple[str, str, Pattern], str] = {}
        self._tables = tables
        self._forms = forms
        self._traits = tables.traits()
        self._languages: dict[str, Language] = {}
        for path, _, row in tables.rows("concept"):
            concept_of(path, row)
        tables.refuse_columns(self._traits)
        tables.refuse_gaps(self._traits)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes, in alphabetical order."""
        return tuple(sorted(self._traits))

    def rows(self, sort: str) -> frozenset[str]:
        """The ids of all rows of a sort: `concept` or `class`."""
        own = {words.id for words in self._own if (words.concept is not None) == (sort == "concept")}
        return frozenset(row["id"] for _, _, row in self._tables.rows(sort)) | own

    def language(self, lang: str) -> Language:
        """The columns of a language. Raises RuleError for a wrong entry, KeyError for a language that is not
        covered.
        """
        if lang not in self._languages:
            self._languages[lang] = self._compiled(lang, read_traits(spelled(lang, self._traits[lang])))
        return self._languages[lang]

    def uses(self, word: str = "", lang: str | None = None) -> list[Use]:
        """The patterns that contain a word or a phrase, in one language or in all; without a word, those of
        an installation.
        """
        phrase = words(word)
        uses = []
        for code in [lang] if lang else self.languages:
            language = self.language(code)
            rows = [(concept.id, concept.kind, pattern) for concept, pattern in language.predicates]
            rows += [(name, "word", pattern) for name, pattern in language.words]
            for row, kind, pattern in rows:
                file = self._files.get((code, row, pattern), "")
                if pattern.holds(phrase) if word else file:
                    uses.append(Use(code, row, kind, pattern.shown, file))
        return uses

    def _compiled(self, lang: str, traits: Traits) -> Language:
        forms = read_forms(self._forms.get(lang, ""))
        kit = _Kit(
            lang, "infinitive" in traits.verb_last, self._traits[lang].get("fused", {}), traits.letters
        )
        predicates: list[tuple[Concept, Pattern]] = []
        classes: list[tuple[str, Pattern]] = []
        for own in self._own:
            for pattern in (
                pattern
                for entry in in_scripts(lang, own.cells.get(lang, ()))
                for pattern in kit.compiled(entry, {})
            ):
                self._files[lang, own.id, pattern] = own.path
                if own.concept is None:
                    classes.append((own.id, pattern))
                else:
                    predicates.append((own.concept, pattern))
        for path, place, row in self._tables.rows("concept"):
            concept = concept_of(path, row)
            predicates += [(concept, pattern) for pattern in self._patterns(kit, path, place, row, forms)]
        for path, place, row in self._tables.rows("class"):
            known = forms if row.get("inflects", True) else {}
            classes += [(row["id"], pattern) for pattern in self._patterns(kit, path, place, row, known)]
        return Language(lang, traits, tuple(predicates), tuple(classes))

    def _patterns(
        self, kit: _Kit, path: str, place: Path, row: Mapping[str, Any], forms: Mapping[str, frozenset[str]]
    ) -> Iterator[Pattern]:
        """The patterns of a cell. Raises RuleError for a wrong entry."""
        for number, entry in enumerate(_entries(row[kit.lang])):
            for spelling in in_scripts(kit.lang, [str(entry)]):
                try:
                    yield from kit.compiled(spelling, forms)
                except NotationError as error:
                    self._tables.refuse(
                        path, (*place, kit.lang, number), f"row {row['id']}: {error}: {entry!r}", error.hint
                    )


def fingerprint_of(files: Mapping[str, str]) -> str:
    """A short hash of the tables and word forms that the judge reads, independent of their folder."""
    named = [(name, files[path]) for path in files if (name := _name(path)) in JUDGED]
    named += [(name, forms_alone(files[path])) for path in files if (name := _name(path)).endswith(".txt")]
    named.sort()
    return blake2b(repr(named).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def parse_vocabulary(
    files: Mapping[str, str], fingerprint: str = "", own: Iterable[Words] = ()
) -> Vocabulary:
    """Reads the vocabulary from its files (path to text). Raises RuleError with path and place."""
    named = {path: _name(path) for path in sorted(files)}
    tables = {path: read_table(path, files[path]) for path, name in named.items() if name.endswith(".toml")}
    return Vocabulary(_Tables(tables, files), forms_in(files), fingerprint, own)


def forms_in(files: Mapping[str, str]) -> dict[str, str]:
    """The texts of word forms among these files (path to text), by language."""
    return {_name(path).removesuffix(".txt"): text for path, text in files.items() if path.endswith(".txt")}


def is_filled(cell: object) -> bool:
    """True for a cell with entries, and for one that gives the reason why it has none."""
    if isinstance(cell, str):
        return cell.startswith(NONE) and bool(cell[len(NONE) :].strip())
    return isinstance(cell, list) and bool(cell)


def _entries(cell: object) -> Sequence[object]:
    """The entries of a filled cell; none if it gives a reason instead."""
    return cell if isinstance(cell, list) else ()


def concept_of(path: str, row: Mapping[str, Any]) -> Concept:
    """The concept of a row. Raises RuleError for an unknown class."""
    if row.get("class") not in CLASSES | {LOOKALIKE}:
        hint = f"One of {', '.join(sorted(CLASSES))}."
        raise RuleError(
            f"row {row.get('id', '?')}: the class {row.get('class')!r} is unknown", path=path, hint=hint
        )
    return Concept(row["id"], row["class"], row.get("target") == "subject", bool(row.get("noun")))
