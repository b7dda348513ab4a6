"""The names of the gazetteer as term lists that rule files use, by language as well (@treaties_en).

@treaties has agreements and kinds of them, @kinds the latter alone, @organisations the bodies.
"""

from __future__ import annotations

import json
from functools import lru_cache

from monitor.rules.gazetteer import BODY, KIND, rows
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
    lines = [f"{key} = {json.dumps(list(terms), ensure_ascii=False)}" for key, terms in sorted(lists.items())]
    return "\n".join(["[terms]", *lines, ""])
