"""Builds the term lists of names that rule files may use, also by language: @treaties, @organisations_ru;
@states, @capitals_en, @offices, @peoples.

@treaties has agreements and kinds of agreements, @kinds only kinds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from monitor.names import LANGUAGES
from monitor.rules.gazetteer import BODY, KIND, GazetteerRow, rows
from monitor.rules.names import StateNames
from monitor.rules.own_values import NONE, Own
from monitor.tables import read_table

_LISTS = {BODY: ("organisations",), KIND: ("treaties", "kinds")}


def gazetteer_lists(path: str, text: str, wanted: frozenset[str], own: Own = NONE) -> str:
    """A rule file that contains the `wanted` term lists, from the text of the gazetteer and the entries of an
    installation. Raises RuleError.
    """
    if own.rows:
        return _gazetteer(rows([own.table, read_table(path, text)]), wanted)
    return _packaged(path, text, wanted)


@lru_cache(maxsize=1)
def _packaged(path: str, text: str, wanted: frozenset[str]) -> str:
    return _gazetteer(rows([read_table(path, text)]), wanted)


def _gazetteer(known: Iterable[GazetteerRow], wanted: Collection[str]) -> str:
    lists: dict[str, dict[str, None]] = {}
    for row in known:
        for name in _LISTS.get(row.kind, ("treaties",)):
            for lang in row.languages:
                for key in (name, f"{name}_{lang}"):
                    if key in wanted:
                        lists.setdefault(key, {}).update(dict.fromkeys(row.names(lang)))
    return _file(lists)


def state_lists(states: StateNames, wanted: Collection[str]) -> str:
    """The same from the names of states."""
    return _file({name: terms for name, terms in states.lists(LANGUAGES).items() if name in wanted})


def _file(lists: Mapping[str, Iterable[str]]) -> str:
    lines = [f"{key} = {json.dumps(list(terms), ensure_ascii=False)}" for key, terms in sorted(lists.items())]
    return "\n".join(["[terms]", *lines, ""])
