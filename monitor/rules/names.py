"""Reads the names of states and of those who act for them (rules/names), for flagging and extraction.

A file has one role: names of states, former states, offices and leaders, capitals, peoples. A row is a state,
a column a language. The names of states and cities of CLDR (babel) are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from babel import Locale
from babel.core import UnknownLocaleError

from monitor.errors import QueryError
from monitor.query import leaf
from monitor.rules.scripts import spellings
from monitor.rules.vocabulary import NONE
from monitor.tables import read_table

# if two roles have the same term, the first counts
ROLES = (
    "name",
    "former",
    "organ",
    "capital",
    "adjective",
)
# names of the term lists in rule files
LISTS = {
    "name": "states",
    "organ": "offices",
    "capital": "capitals",
    "adjective": "peoples",
}
_LOCALES = {"sr": ("sr_Latn",), "zh": ("zh_Hans", "zh_Hant")}
NOT_STATES = frozenset(
    {
        "EU",
        "EZ",
        "UN",
        "ZZ",
        "XA",
        "XB",
        "QO",
        "AQ",
        "AC",
        "CP",
        "CQ",
        "DG",
        "EA",
        "IC",
        "TA",
        "BV",
        "HM",
        "UM",
        "IO",
        "TF",
    }
)


class Named(NamedTuple):
    """The terms of one state in one role. `code`: that of the state, of several states joined by +, "" for
    terms without state. `upper`: True if the words need a capital.
    """

    role: str
    code: str
    terms: tuple[str, ...]
    upper: bool = True


class StateNames:
    """The terms of all states by language. `party` in a table: names of an installation, each with code and
    role.
    """

    def __init__(self, tables: Sequence[Mapping[str, Any]] = ()) -> None:
        self._rows: dict[str, dict[str, Mapping[str, Any]]] = {role: {} for role in ROLES}
        self._traits: dict[str, Mapping[str, Any]] = {}
        self._own = [row for table in tables for row in table.get("party", ())]
        for table in tables:
            self._traits |= table.get("language", {})
            if "role" in table:
                self._rows[table["role"]] |= {
                    code: row for code, row in table.items() if isinstance(row, Mapping)
                }

    def of(self, lang: str) -> Iterator[Named]:
        """The terms of a language: first those of an installation, then those of the files by role, then
        those of CLDR.
        """
        traits = self._traits.get(lang, {})
        for row in self._own:
            if terms := spellings(lang, _terms(row.get(lang))):
                role = row.get("role", "name")
                yield Named(role, row["code"], terms, _is_upper(role, traits))
        for role in ROLES:
            for code, row in self._rows[role].items():
                if terms := spellings(lang, _terms(row.get(lang))):
                    yield Named(role, code, terms, _is_upper(role, traits))
        for locale in locales_of(lang):
            yield from self._in_locale(lang, locale, traits)

    def _in_locale(self, lang: str, locale: Locale, traits: Mapping[str, Any]) -> Iterator[Named]:
        """The names of states and capitals in CLDR."""
        endings, strip = traits.get("endings", ()), traits.get("strip", "")
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in NOT_STATES:
                yield Named(
                    "name", code, spellings(lang, declined(name, endings, strip)), _is_upper("name", traits)
                )
        for code, row in self._rows["capital"].items():
            if zone := row.get("zone"):
                yield Named(
                    "capital",
                    code,
                    spellings(lang, declined(_city(locale, zone), endings, strip)),
                    _is_upper("capital", traits),
                )

    def declines(self, lang: str) -> bool:
        """True if a language declines names."""
        return bool(self._traits.get(lang, {}).get("endings"))

    def reason(self, role: str, code: str, lang: str) -> str:
        """The reason why a cell is empty, for one language or for all; "" if none is given."""
        row = self._rows[role].get(code, {})
        said = row.get(lang, row.get("all", ""))
        return said[len(NONE) :].strip() if isinstance(said, str) and said.startswith(NONE) else ""

    def lists(self, langs: Iterable[str]) -> dict[str, dict[str, None]]:
        """The term lists for rule files: `states`, `capitals`, `offices`, `peoples`, and those of one
        language (`states_en`).
        """
        codes: dict[str, dict[str, None]] = {}
        for lang in langs:
            for role, code, terms, _ in self.of(lang):
                if code and role in LISTS:
                    for name in (LISTS[role], f"{LISTS[role]}_{lang}"):
                        codes.setdefault(name, {}).update(
                            dict.fromkeys(term for term in terms if _in_a_query(term))
                        )
        return codes


def parse_state_names(files: Mapping[str, str], own: Mapping[str, Any] = MappingProxyType({})) -> StateNames:
    """Reads the files of rules/names among these (path to text). `own`: names of an installation. Raises
    RuleError for invalid TOML.
    """
    return StateNames([own, *(read_table(path, text) for path, text in sorted(files.items()))])


def declined(name: str, endings: Iterable[str], strip: str) -> tuple[str, ...]:
    """A name and, in languages that decline names, its forms: endings are added to a name of one word; the
    words of a longer name become beginnings.
    """
    if not endings:
        return (name,)
    parts = name.split()
    if len(parts) > 1:
        stems = [part.rstrip(strip) for part in parts]
        return name, " ".join(
            f"{stem}*" if len(stem) > 2 and len(part) > 3 else part
            for stem, part in zip(stems, parts, strict=True)
        )
    stem = name.rstrip(strip) if len(name.rstrip(strip)) > 2 else name
    return name, *(stem + ending for ending in endings)


@lru_cache(maxsize=32)
def locales_of(lang: str) -> tuple[Locale, ...]:
    """The CLDR data of a language, one for each script that the tables do not write themselves; empty if CLDR
    lacks the language.
    """
    try:
        return tuple(map(Locale.parse, _LOCALES.get(lang, (lang,))))
    except (UnknownLocaleError, ValueError):
        return ()


def _is_upper(role: str, traits: Mapping[str, Any]) -> bool:
    """True if a name in this role has a capital."""
    return not traits.get("caseless") and (role != "adjective" or bool(traits.get("upper")))


def _terms(cell: object) -> tuple[str, ...]:
    return tuple(cell) if isinstance(cell, list) else ()


def _city(locale: Locale, zone: str) -> str:
    """The city in the name of a time zone."""
    return str(locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " "))


def _in_a_query(term: str) -> bool:
    """True for a term that a query may have: a beginning needs three letters there."""
    try:
        leaf(term)
    except QueryError:
        return False
    return True
