"""TOML texts as tables, each read once: extraction, clauses and the names in sentences need the same ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import tomli

from monitor.errors import RuleError

_FILES = 64  # lexicon, names, gazetteer and vocabulary


@lru_cache(maxsize=_FILES)
def read_table(path: str, text: str) -> dict[str, Any]:
    """The table of a text, which nobody may change. Raises RuleError for broken TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise RuleError(str(error), path=path, hint="Mend the TOML syntax there.") from None
