"""Names as term lists that rule files use, by language too: @treaties, @organisations_ru; @states, @capitals_en, @offices, @peoples.

@treaties has agreements and kinds of them, @kinds the latter alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from monitor.names import LANGUAGES
from monitor.rules.gazetteer import BODY, KIND, rows
from monitor.rules.names import StateNames
from monitor.rules.tables import read_table

_LISTS = {BODY: ("organisations",), KIND: ("treaties", "kinds")}


@lru_cache(maxsize=1)
def gazetteer_lists(path: str, text: str) -> str:
    """A rule file with nothing but term lists, from the text of the gazetteer. Raises RuleError for broken TOML."""
    lists: dict[str, dict[str, None]] = {}
    for row in rows([read_table(path, text)]):
        for name in _LISTS.get(row.kind, ("treaties",)):
            for lang in row.languages:
                for key in (name, f"{name}_{lang}"):
                    lists.setdefault(key, {}).update(dict.fromkeys(row.names(lang)))
    return _file(lists)


def state_lists(states: StateNames) -> str:
    """The same from the names of states."""
    return _file(states.lists(LANGUAGES))


def _file(lists: Mapping[str, Iterable[str]]) -> str:
    lines = [f"{key} = {json.dumps(list(terms), ensure_ascii=False)}" for key, terms in sorted(lists.items())]
    return "\n".join(["[terms]", *lines, ""])
