"""Parses TOML texts, each once: extraction, clauses and names share the tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import tomli

from monitor.errors import RuleError

_FILES = 64  # lexicon, names, gazetteer and vocabulary


@lru_cache(maxsize=_FILES)
def read_table(path: str, text: str) -> dict[str, Any]:
    """The table of a text, which must not be changed. Raises RuleError for invalid TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise RuleError(str(error), path=path, hint="Mend the TOML syntax there.") from None
