"""The vocabulary: texts of rules/vocabulary/ in, one frozen `Vocabulary` out.

Tables hold a concept or a class of words a row and a language a column. A cell holds entries: a lemma with what it governs, in the
notation of rules/vocabulary/README.md. Which forms a lemma has stands in forms/LANG.txt, made once by `make forms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from monitor.errors import RuleError
from monitor.query import fold, words
from monitor.rules.entries import Pattern, Slot, compile_entry, inflected
from monitor.rules.scripts import JOINED, in_scripts, joined, spelled
from monitor.tables import read_table

CLASSES = frozenset({"leave", "end", "suspend", "lapse", "state", "notify", "return", "breach"})
TRAITS = "languages.toml"
JUDGED = (TRAITS, "predicates.toml", "words.toml")  # tables that the weights are learnt with; extraction reads the others
LOOKALIKE = "lookalike"  # class of words that hold one of leaving and mean something else: `kündigt ... an` announces
NONE = "none: "  # a cell that says why the language has no such word


@dataclass(frozen=True, slots=True)
class Concept:
    """A row of predicates.toml. `kind` is one of `CLASSES`; `of_subject`: what ends stands as the subject; `noun`: a noun of ending."""

    id: str
    kind: str
    of_subject: bool
    noun: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an installation: for a concept, or (None) the class of words `id`; terms by language, and the file they stand in."""

    id: str
    concept: Concept | None
    cells: Mapping[str, tuple[str, ...]]
    path: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What the analysis needs to know of a language; all words folded. `endings`: form of a verb, and the ends and
    the beginnings of words that tell it.
    """

    prepositions: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    endings: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    verb_last: frozenset[str] = frozenset()  # forms that stand behind what they govern; `always` for all
    capitals: frozenset[str] = frozenset()  # what has a capital beside names: `nouns` in German
    possessive: frozenset[str] = frozenset()  # words that make what follows a noun: the `s` of `Peru's`
    openers: frozenset[str] = frozenset()  # words before which a clause is closed
    modifiers: str = "behind"  # where what qualifies a noun stands; `before` in `tax treaty`
    letters: int = 1  # of a word on average, where each letter is a word of its own to the tokenizer (Han)

    def words_in(self, count: int) -> int:
        """Words in so many tokens."""
        return count // self.letters

    def stands_last(self, form: str) -> bool:
        """True if a verb of this form stands behind its object in this language."""
        return form in self.verb_last or "always" in self.verb_last

    def is_function(self, word: str) -> bool:
        """True for a preposition or an article."""
        return word in self.prepositions or word in self.definite or word in self.indefinite

    def form(self, word: str) -> str:
        """The form of a folded verb by its ending: present, past, participle, infinitive ...; `base` when no ending tells."""
        return next((form for form, ends, starts in self.endings if word.endswith(ends) or word.startswith(starts)), "base")


@dataclass(frozen=True, slots=True)
class Language:
    """The columns of one language."""

    lang: str
    traits: Traits
    predicates: tuple[tuple[Concept, Pattern], ...]
    words: tuple[tuple[str, Pattern], ...]  # class of words, pattern


@dataclass(frozen=True, slots=True)
class Use:
    """Where a word stands in the vocabulary: a row of one language, the pattern as words (alternatives in brackets), and its file."""

    lang: str
    row: str
    kind: str
    pattern: str
    file: str = ""  # of an installation


@dataclass(frozen=True, slots=True)
class _Kit:
    """How the entries of a language are read."""

    lang: str
    verb_last: bool
    fused: Mapping[str, Sequence[str]]
    letters: int

    def compiled(self, entry: str, forms: Mapping[str, frozenset[str]]) -> Iterator[Pattern]:
        """The patterns of an entry. Raises ValueError for one without a word."""
        if entry.startswith("*") and self.lang in JOINED:  # what may be joined to a word need not be
            yield from compile_entry(entry[1:], {})
        for pattern in compile_entry(entry, forms, self.verb_last, self.fused, self.letters):
            first = pattern.first
            words, begins = joined(self.lang, first.words), joined(self.lang, first.begins)
            same = len(words) == len(first.words) and len(begins) == len(first.begins)
            yield pattern if same else replace(pattern, first=Slot(words, tuple(sorted(begins)), first.gap))

    def patterns(self, path: str, row: Mapping[str, Any], forms: Mapping[str, frozenset[str]]) -> Iterator[Pattern]:
        """The patterns of a cell. Raises RuleError for a broken entry."""
        for entry in in_scripts(self.lang, map(str, _cell(path, row, self.lang))):
            try:
                yield from self.compiled(entry, forms)
            except ValueError as error:
                hint = "Write a lemma, and what it governs behind >."
                raise RuleError(f"row {row['id']}: {error}: {entry!r}", path=path, hint=hint) from None


class Vocabulary:
    """All languages. A language is compiled when it is first asked for; that every cell is filled is checked at once.

    `fingerprint` changes with any text of the vocabulary. `own` words go before packaged ones; they are taken as they are written.
    """

    def __init__(
        self, tables: Mapping[str, Mapping[str, Any]], forms: Mapping[str, str], fingerprint: str = "", own: Iterable[Words] = ()
    ) -> None:
        self.fingerprint = fingerprint
        self._own = tuple(own)
        self._files: dict[tuple[str, str, Pattern], str] = {}
        self._tables = tables
        self._forms = forms
        self._traits = {lang: raw for table in tables.values() for lang, raw in table.items() if isinstance(raw, dict)}
        self._languages: dict[str, Language] = {}
        for path, table in tables.items():
            for row in table.get("concept", ()):
                concept_of(path, row)
            for row in [*table.get("concept", ()), *table.get("class", ())]:
                for lang in self._traits:
                    _cell(path, row, lang)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes, in alphabetical order."""
        return tuple(sorted(self._traits))

    def rows(self, sort: str) -> frozenset[str]:
        """The ids of all rows of a sort: `concept` or `class`."""
        own = {words.id for words in self._own if (words.concept is not None) == (sort == "concept")}
        return frozenset(row["id"] for table in self._tables.values() for row in table.get(sort, ())) | own

    def language(self, lang: str) -> Language:
        """The columns of a language. Raises RuleError for a broken entry, KeyError for a language that is not covered."""
        if lang not in self._languages:
            self._languages[lang] = self._compiled(lang, _traits(spelled(lang, self._traits[lang])))
        return self._languages[lang]

    def uses(self, word: str = "", lang: str | None = None) -> list[Use]:
        """The patterns in which a word stands, in one language or in all; without a word, those of an installation."""
        folded = fold(word)
        found = []
        for code in [lang] if lang else self.languages:
            language = self.language(code)
            rows = [(concept.id, concept.kind, pattern) for concept, pattern in language.predicates]
            rows += [(name, "word", pattern) for name, pattern in language.words]
            for row, kind, pattern in rows:
                file = self._files.get((code, row, pattern), "")
                if pattern.holds(folded) if word else file:
                    found.append(Use(code, row, kind, pattern.shown, file))
        return found

    def _compiled(self, lang: str, traits: Traits) -> Language:
        forms = read_forms(self._forms.get(lang, ""))
        kit = _Kit(lang, "infinitive" in traits.verb_last, self._traits[lang].get("fused", {}), traits.letters)
        predicates: list[tuple[Concept, Pattern]] = []
        classes: list[tuple[str, Pattern]] = []
        for own in self._own:
            for pattern in (pattern for entry in in_scripts(lang, own.cells.get(lang, ())) for pattern in kit.compiled(entry, {})):
                self._files[lang, own.id, pattern] = own.path
                if own.concept is None:
                    classes.append((own.id, pattern))
                else:
                    predicates.append((own.concept, pattern))
        for path, table in self._tables.items():
            for row in table.get("concept", ()):
                concept = concept_of(path, row)
                predicates += [(concept, pattern) for pattern in kit.patterns(path, row, forms)]
            for row in table.get("class", ()):
                known = forms if row.get("inflects", True) else {}
                classes += [(row["id"], pattern) for pattern in kit.patterns(path, row, known)]
        return Language(lang, traits, tuple(predicates), tuple(classes))


def fingerprint_of(files: Mapping[str, str]) -> str:
    """A short hash of what the judge reads of a vocabulary, whatever its folder is called: its tables and the word forms."""
    named = sorted((name, text) for path, text in files.items() if (name := _name(path)) in JUDGED or name.endswith(".txt"))
    return blake2b(repr(named).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def parse_vocabulary(files: Mapping[str, str], fingerprint: str = "", own: Iterable[Words] = ()) -> Vocabulary:
    """Reads the vocabulary from its files (path to text). Raises RuleError with path and place for a broken table."""
    named = {path: _name(path) for path in sorted(files)}
    tables = {path: read_table(path, files[path]) for path, name in named.items() if name.endswith(".toml")}
    forms = {name.removesuffix(".txt"): files[path] for path, name in named.items() if name.endswith(".txt")}
    return Vocabulary(tables, forms, fingerprint, own)


def read_forms(text: str) -> dict[str, frozenset[str]]:
    """forms/LANG.txt: a line a lemma, its folded forms behind it, separated by spaces; # begins a comment."""
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {lemma: frozenset(others) for lemma, *others in lines}


def lemmas(files: Mapping[str, str]) -> dict[str, set[str]]:
    """By language, the words of the tables whose forms are needed: what `make forms` writes out."""
    needed: dict[str, set[str]] = {}
    for path, text in files.items():
        table = read_table(path, text)
        for row in [*table.get("concept", ()), *table.get("class", ())]:
            for lang, cell in row.items():
                if isinstance(cell, list) and row.get("inflects", True):
                    needed.setdefault(lang, set()).update(word for entry in cell for word in inflected(entry))
    return needed


def _cell(path: str, row: Mapping[str, Any], lang: str) -> Iterable[str]:
    """The entries of a cell; none where it says so with a reason. Raises RuleError for an empty or missing one."""
    cell = row.get(lang)
    if isinstance(cell, str) and cell.startswith(NONE) and cell[len(NONE) :].strip():
        return ()
    if not isinstance(cell, list) or not cell:
        hint = f'Fill it, or say "{NONE}" and why the language has no such word.'
        raise RuleError(f"row {row.get('id', '?')}: the cell of {lang} is empty", path=path, hint=hint)
    return cell


def concept_of(path: str, row: Mapping[str, Any]) -> Concept:
    """The concept of a row. Raises RuleError for an unknown class."""
    if row.get("class") not in CLASSES | {LOOKALIKE}:
        hint = f"One of {', '.join(sorted(CLASSES))}."
        raise RuleError(f"row {row.get('id', '?')}: the class {row.get('class')!r} is unknown", path=path, hint=hint)
    return Concept(row["id"], row["class"], row.get("target") == "subject", bool(row.get("noun")))


def _folded(ends: Iterable[str], mark: str) -> tuple[str, ...]:
    """The ends that carry this mark, without it."""
    return tuple(fold(end[len(mark) :]) for end in ends if end.startswith("^") == bool(mark))


def _traits(raw: Mapping[str, Any]) -> Traits:
    folded = {name: frozenset(word for term in raw[name] for word in words(term)) for name in ("prepositions", "indefinite", "definite")}
    endings = tuple((form, _folded(ends, ""), _folded(ends, "^")) for form, ends in raw.get("endings", ()))
    lists = {name: frozenset(raw.get(name, ())) for name in ("verb_last", "capitals", "possessive", "openers")}
    return Traits(endings=endings, modifiers=raw.get("modifiers", "behind"), letters=raw.get("letters", 1), **folded, **lists)
