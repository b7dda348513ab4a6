"""Names as term lists that rule files use, by language too: @treaties, @organisations_ru; @states, @capitals_en, @offices, @peoples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from monitor.names import LANGUAGES
from monitor.rules.names import StateNames
from monitor.rules.tables import read_table

_NO_LANGUAGE = frozenset({"id", "name", "kind", "subject", "signed", "parties", "collective", "body"})


@lru_cache(maxsize=1)
def gazetteer_lists(path: str, text: str) -> str:
    """A rule file with nothing but term lists, from the text of the gazetteer. Raises RuleError for broken TOML."""
    lists: dict[str, dict[str, None]] = {}
    for entry in read_table(path, text)["entry"]:
        name = "organisations" if entry["kind"] == "organisation" else "treaties"
        for lang in entry.keys() - _NO_LANGUAGE:
            for key in (name, f"{name}_{lang}"):
                lists.setdefault(key, {}).update(dict.fromkeys(entry[lang]))
    return _file(lists)


def state_lists(states: StateNames) -> str:
    """The same from the names of states."""
    return _file(states.lists(LANGUAGES))


def _file(lists: Mapping[str, Iterable[str]]) -> str:
    lines = [f"{key} = {json.dumps(list(terms), ensure_ascii=False)}" for key, terms in sorted(lists.items())]
    return "\n".join(["[terms]", *lines, ""])
