"""Parses TOML texts, each once: extraction, clauses and names share the tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import tomli

from monitor.errors import RuleError

# names of files: an installation may have frames of its own; the rest is packaged
FRAMES = "frames.toml"
TRAITS = "languages.toml"
JUDGED = (TRAITS, "predicates.toml", "words.toml")  # what the weights are learnt with; extraction reads more
WEIGHTS = "weights.txt"
EXTRACT_WEIGHTS = "extract-weights.toml"

_FILES = 64  # lexicon, names, gazetteer and vocabulary


def forget_tables() -> None:
    """Drops the texts and tables that nothing else holds."""
    read_table.cache_clear()


@lru_cache(maxsize=_FILES)
def read_table(path: str, text: str) -> dict[str, Any]:
    """The table of a text, which must not be changed. Raises RuleError for invalid TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise RuleError(str(error), path=path, hint="Mend the TOML syntax there.") from None
