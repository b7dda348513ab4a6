"""Builds the patterns for names of states, organisations and agreements from rules/names, vocabulary and
gazetteer, by language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from monitor.clauses.patterns import Layer, Meaning
from monitor.query import cased, fold, tokenize, words
from monitor.rules.columns import by_language
from monitor.rules.entries import Pattern, Slot
from monitor.rules.gazetteer import BODY, KIND, GazetteerRow, described, rows
from monitor.rules.names import StateNames
from monitor.rules.own_values import NONE, Own
from monitor.tables import NAMED, NAMES, read_table


@dataclass(frozen=True, slots=True)
class Entity:
    """A gazetteer entry. `sort` is `body` for an organisation, `kind` for a kind of treaty, else `treaty`."""

    id: str
    name: str
    sort: str


class Names:
    """Names by language; the patterns of a language are built when they are first asked for."""

    def __init__(self, tables: Sequence[Mapping[str, Any]] = ()) -> None:
        self._languages = by_language(tables)
        self._rows = rows(tables)
        self._states = StateNames(tables)
        self._patterns: dict[str, tuple[tuple[Pattern, Meaning], ...]] = {}
        self.scopes = {row.id: row.scope for row in self._rows}
        self.entities = {row.id: Entity(row.id, row.raw["name"], _sort(row)) for row in self._rows}
        self.little = {
            lang: frozenset(map(fold, (*table.get("function_words", ()), *table.get("little_words", ()))))
            for lang, table in self._languages.items()
        }

    def patterns(self, lang: str) -> tuple[tuple[Pattern, Meaning], ...]:
        """The patterns of parties and entries of a language with their meanings; empty without names for
        it.
        """
        if lang not in self._patterns:
            table = self._languages.get(lang)
            self._patterns[lang] = () if table is None else tuple(_language(table, self._rows, self._states))
        return self._patterns[lang]


def parse_names(files: Mapping[str, str], own: Own = NONE) -> Names:
    """Reads those of the files (path to text) that hold names: `has_names`. Raises RuleError."""
    paths = filter(has_names, sorted(files))
    return Names([own.table, *(read_table(path, files[path]) for path in paths)])


def has_names(path: str) -> bool:
    """True for a file of rules/names, for the gazetteer, and for the tables of the vocabulary by which names
    are read.
    """
    folder, _, name = path.rpartition("/")
    return name in NAMED or (name.endswith(".toml") and folder.rpartition("/")[2] == NAMES)


def _sort(row: GazetteerRow) -> str:
    return {BODY: "body", KIND: "kind"}.get(row.kind, "treaty")


def _language(
    table: Mapping[str, Any], gazetteer: Sequence[GazetteerRow], states: StateNames
) -> Iterable[tuple[Pattern, Meaning]]:
    lang = table["lang"]
    for role, code, terms, upper in states.of(lang):
        yield from _known(terms, Layer.PARTY, code, role, upper)
    for row in gazetteer:
        for key in dict.fromkeys((lang, "en")):
            yield from _known(
                row.names(key), Layer.KIND if row.kind == KIND else Layer.ENTRY, row.id, _sort(row), False
            )
        yield from _known(table.get("names", {}).get(row.id, ()), Layer.ENTRY, row.id, _sort(row), False)
    sorts = {row.id: _sort(row) for row in gazetteer}
    for term, ids in described(gazetteer, lang).items():
        yield from _known([term], Layer.DESCRIPTION, ids, sorts[ids.split()[0]], False)


def _known(
    terms: Iterable[str], layer: Layer, value: str, kind: str, upper: bool
) -> Iterable[tuple[Pattern, Meaning]]:
    """The patterns of terms with one meaning. Terms of one word become one pattern: a declined name has
    many.
    """
    single: set[str] = set()
    for term in terms:
        pattern, exact = _pattern(term)
        if pattern is None:
            continue
        if pattern.rest or pattern.first.begins or exact:
            yield pattern, _meaning(layer, value, kind, upper, exact)
        else:
            single |= pattern.first.words
    if single:
        yield Pattern(Slot(frozenset(single))), _meaning(layer, value, kind, upper, ())


@lru_cache(maxsize=1 << 12)
def _pattern(term: str) -> tuple[Pattern | None, tuple[str, ...]]:
    """The pattern of a term, and the words as they must be written ("=": in this case), empty for any
    case.
    """
    if "*" not in term and not term.startswith("="):
        plain = tuple(_slot(word, False) for word in words(term))
        return (Pattern(plain[0], plain[1:]), ()) if plain else (None, ())
    tokens = tokenize(term)
    if not tokens:
        return None, ()
    slots = tuple(_slot(token.text, term[token.end : token.end + 1] == "*") for token in tokens)
    return Pattern(slots[0], slots[1:]), tuple(cased(token.raw) for token in tokens) if term.startswith(
        "="
    ) else ()


@lru_cache(maxsize=1 << 12)
def _slot(word: str, is_open: bool) -> Slot:
    return Slot(frozenset(), (word,)) if is_open else Slot(frozenset({word}))


@lru_cache(maxsize=1 << 14)
def _meaning(layer: Layer, value: str, kind: str, upper: bool, exact: tuple[str, ...]) -> Meaning:
    return Meaning(layer, value, kind, upper=upper, exact=exact)
