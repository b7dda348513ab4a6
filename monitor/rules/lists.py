"""The names of the gazetteer as term lists that rule files use: @treaties, @organisations; by language @treaties_en, @organisations_ru."""

from __future__ import annotations

import json
from functools import lru_cache

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
    lines = [f"{key} = {json.dumps(list(terms), ensure_ascii=False)}" for key, terms in sorted(lists.items())]
    return "\n".join(["[terms]", *lines, ""])
