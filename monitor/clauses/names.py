"""Names of states, organisations and agreements in every language: texts of the lexicon and the gazetteer in, patterns out.

Names of states and capitals come from CLDR (babel); what CLDR does not know stands in the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError

from monitor.clauses.patterns import Layer, Meaning
from monitor.query import cased, fold, tokenize, words
from monitor.rules.gazetteer import BODY, KIND, Row, described, rows
from monitor.rules.tables import read_table
from monitor.rules.vocabulary import Pattern, Slot

_ROLES = (("name", "parties"), ("former", "former"), ("organ", "organs"), ("capital", "capitals"), ("adjective", "adjectives"))
NOT_STATES = frozenset(
    {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AQ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "BV", "HM", "UM", "IO", "TF"}
)


@dataclass(frozen=True, slots=True)
class Entity:
    """An entry of the gazetteer: `sort` is `body` for an organisation, `kind` for a kind of treaty, else `treaty`."""

    id: str
    name: str
    sort: str


class Names:
    """Names by language; the patterns of a language are made when they are first asked for."""

    def __init__(self, tables: Sequence[Mapping[str, Any]] = ()) -> None:
        self._languages = {table["lang"]: table for table in tables if "lang" in table}
        self._rows = rows(tables)
        self._zones = {code: zone for table in tables for code, zone in table.get("zones", {}).items()}
        self._patterns: dict[str, tuple[tuple[Pattern, Meaning], ...]] = {}
        self.scopes = {row.id: row.scope for row in self._rows}
        self.entities = {row.id: Entity(row.id, row.raw["name"], _sort(row)) for row in self._rows}
        self.little = {lang: frozenset(map(fold, table.get("function_words", ()))) for lang, table in self._languages.items()}

    def patterns(self, lang: str) -> tuple[tuple[Pattern, Meaning], ...]:
        """The patterns of parties and entries of a language; none for one that is not known."""
        if lang not in self._patterns:
            table = self._languages.get(lang)
            self._patterns[lang] = () if table is None else tuple(_language(table, self._rows, self._zones))
        return self._patterns[lang]


def parse_names(files: Mapping[str, str]) -> Names:
    """Reads the names from the lexicon's files and the gazetteer (path to text). Raises RuleError for broken TOML."""
    return Names([read_table(path, text) for path, text in sorted(files.items())])


def _sort(row: Row) -> str:
    return {BODY: "body", KIND: "kind"}.get(row.kind, "treaty")


def _language(table: Mapping[str, Any], gazetteer: Sequence[Row], zones: Mapping[str, str]) -> Iterable[tuple[Pattern, Meaning]]:
    lang = table["lang"]
    proper = table.get("adjectives_upper", lang == "en")
    for role, section in _ROLES:
        upper = role != "adjective" or proper
        for code, terms in table.get(section, {}).items():
            yield from _known(terms, Layer.PARTY, code, role, upper)
    locale = locale_of(lang)
    if locale is not None:
        endings, strip = table.get("endings", ()), table.get("strip", "")
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in NOT_STATES:
                yield from _known(declined(name, endings, strip), Layer.PARTY, code, "name", True)
        for code, zone in zones.items():
            city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            yield from _known(declined(city, endings, strip), Layer.PARTY, code, "capital", True)
    for row in gazetteer:
        for key in dict.fromkeys((lang, "en")):
            yield from _known(row.names(key), Layer.KIND if row.kind == KIND else Layer.ENTRY, row.id, _sort(row), False)
        yield from _known(table.get("names", {}).get(row.id, ()), Layer.ENTRY, row.id, _sort(row), False)
    sorts = {row.id: _sort(row) for row in gazetteer}
    for term, ids in described(gazetteer, lang).items():
        yield from _known([term], Layer.DESCRIPTION, ids, sorts[ids.split()[0]], False)


def _known(terms: Iterable[str], layer: Layer, value: str, kind: str, upper: bool) -> Iterable[tuple[Pattern, Meaning]]:
    """The patterns of one meaning. Terms of one word are one pattern, because a declined name has a dozen."""
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
    """The pattern of a term, and how it must be written. Many languages share a name: it is kept once."""
    if "*" not in term and not term.startswith("="):
        plain = tuple(_slot(word, False) for word in words(term))
        return (Pattern(plain[0], plain[1:]), ()) if plain else (None, ())
    tokens = tokenize(term)
    if not tokens:
        return None, ()
    slots = tuple(_slot(token.text, term[token.end : token.end + 1] == "*") for token in tokens)
    return Pattern(slots[0], slots[1:]), tuple(cased(token.raw) for token in tokens) if term.startswith("=") else ()


@lru_cache(maxsize=1 << 12)
def _slot(word: str, is_open: bool) -> Slot:
    return Slot(frozenset(), (word,)) if is_open else Slot(frozenset({word}))


@lru_cache(maxsize=1 << 14)
def _meaning(layer: Layer, value: str, kind: str, upper: bool, exact: tuple[str, ...]) -> Meaning:
    return Meaning(layer, value, kind, upper=upper, exact=exact)


def declined(name: str, endings: Iterable[str], strip: str) -> list[str]:
    """A name and, in languages that decline names, its forms: one word gets the endings, several words open ones."""
    if not endings:
        return [name]
    parts = name.split()
    if len(parts) > 1:
        stems = [part.rstrip(strip) for part in parts]
        return [name, " ".join(f"{stem}*" if len(stem) > 2 and len(part) > 3 else part for stem, part in zip(stems, parts, strict=True))]
    stem = name.rstrip(strip) if len(name.rstrip(strip)) > 2 else name
    return [name, *(stem + ending for ending in endings)]


def locale_of(lang: str) -> Locale | None:
    """CLDR's data of a language; None for one that it does not know."""
    try:
        return Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return None
