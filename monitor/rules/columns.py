"""Reads the words of extraction from rules/vocabulary to one table for each language.

A row is a list of words with one use, a column a language:

    [[list]]
    id = "with"            # or "group.value": in a table of the language, under a key
    en = ["with"]
    like = ["be"]          # rows of predicates.toml and words.toml whose words belong to the list too
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.rules.scripts import spelled

LIST = "list"
PLAIN = "plain"  # names of entries of the gazetteer that are too plain for rules
LIKE = "like"
_ID = "id"

_Rows = dict[str, Mapping[str, Any]]  # of a group, by value; of a list, one row by ""


class Column(Mapping[str, Any]):
    """The lists of one language. Those of a language with other spellings are spelled when they are first
    asked for.
    """

    def __init__(self, lang: str, plain: Mapping[str, Any], lists: Mapping[str, _Rows]) -> None:
        """`plain`: values that are not spelled; `lists`: the rows whose cells are the lists."""
        self._lang = lang
        self._plain = plain
        self._lists = lists
        self._spelled: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key in self._plain:
            return self._plain[key]
        if key not in self._spelled:
            self._spelled[key] = spelled(self._lang, self._cells(self._lists[key]))
        return self._spelled[key]

    def _cells(self, rows: _Rows) -> Any:
        cells = {value: row[self._lang] for value, row in rows.items()}
        return cells.get("", cells)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._plain, *self._lists))

    def __len__(self) -> int:
        return len(self._plain) + len(self._lists)


def by_language(tables: Iterable[Mapping[str, Any]]) -> dict[str, Column]:
    """By language (those with a list or with traits), in alphabetical order: its lists by id, those with a
    dot in their id by group and value; under `names` its plain names, under `traits` what languages.toml says
    of it, under `lang` its code; under `like` the rows that a list shares words with. Terms stand in all
    spellings.
    """
    by_lang: dict[str, dict[str, _Rows]] = {}
    traits: dict[str, Mapping[str, Any]] = {}
    like: dict[str, tuple[str, ...]] = {}
    for table in tables:
        traits |= {
            lang: raw for lang, raw in table.items() if isinstance(raw, Mapping) and "prepositions" in raw
        }
        for row in table.get(LIST, ()):
            group, _, value = row[_ID].partition(".")
            alone = {"": row}
            if LIKE in row:
                like[row[_ID]] = tuple(row[LIKE])
            for lang in _filled(row):
                own = by_lang.setdefault(lang, {})
                if value:
                    own.setdefault(group, {})[value] = row
                else:
                    own[group] = alone
        for row in table.get(PLAIN, ()):
            for lang in _filled(row):
                by_lang.setdefault(lang, {}).setdefault("names", {})[row[_ID]] = row
    return {
        lang: Column(lang, {"lang": lang, "traits": traits.get(lang, {}), LIKE: like}, by_lang.get(lang, {}))
        for lang in sorted(by_lang.keys() | traits.keys())
    }


def _filled(row: Mapping[str, Any]) -> Iterable[str]:
    """The languages whose cell has terms; one that says why the language has no such word has none."""
    return (lang for lang, cell in row.items() if isinstance(cell, list) and lang != LIKE)
