"""Parses TOML texts, each once: extraction, clauses and names share the tables."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from functools import lru_cache
from sys import intern
from typing import Any

import tomli

from monitor.errors import RuleError

# names of files: an installation may have frames of its own; the rest is packaged
FRAMES = "frames.toml"
TRAITS = "languages.toml"
JUDGED = (TRAITS, "predicates.toml", "words.toml")  # what the weights are learnt with; extraction reads more
NAMES = "names"  # the folder of names of states
GAZETTEER = ("gazetteer.toml", "plain-names.toml")
NAMED = (*GAZETTEER, "little.toml", TRAITS)  # what else names are read from
WEIGHTS = "weights.txt"
EXTRACT_WEIGHTS = "extract-weights.toml"

_FILES = 64  # lexicon, names, gazetteer and vocabulary


def forget_tables() -> None:
    """Drops the texts and tables that nothing else holds."""
    read_table.cache_clear()


class Row(Mapping[str, Any]):
    """A table of a file, mostly words of fifteen languages of which a process reads one or two.

    Its lists and tables are kept as bytes, a quarter of their size, and made anew when they are asked for.
    """

    __slots__ = ("_cells",)

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._cells = {intern(key): _packed(value) for key, value in raw.items()}

    def __getitem__(self, key: str) -> Any:
        value = self._cells[key]
        return marshal.loads(value) if isinstance(value, bytes) else value  # noqa: S302 - bytes of `_packed`

    def __contains__(self, key: object) -> bool:
        return key in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


def _packed(value: Any) -> Any:
    """A list or table as bytes; others as they are. TOML has no bytes."""
    if not isinstance(value, (list, dict)):
        return value
    try:
        return marshal.dumps(value)
    except ValueError:  # it has a date
        return value


@lru_cache(maxsize=_FILES)
def read_table(path: str, text: str) -> dict[str, Any]:
    """The table of a text, which must not be changed; the tables in it are `Row`s. Raises RuleError for
    invalid TOML.
    """
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise RuleError(str(error), path=path, hint="Mend the TOML syntax there.") from None
    return {name: _rows(value) for name, value in table.items()}


def _rows(value: Any) -> Any:
    """A table, or an array of tables, as rows; others as they are."""
    if isinstance(value, dict):
        return Row(value)
    is_array = isinstance(value, list) and all(isinstance(table, dict) for table in value)
    return [Row(table) for table in value] if is_array else value
