"""Reads a TOML file strictly: each error is a RuleError with path, line, column and a hint."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from monitor.errors import RuleError
from monitor.query import did_you_mean
from monitor.rules.locate import Locations, Path

# the size of all packaged term lists together; `rulebook` limits files on disk further
MAX_BYTES = 2_000_000

_TOML_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\Z")

Choice = TypeVar("Choice", bound=StrEnum)


class StrictFile:
    """One file that is being read. Every method raises RuleError with the place of what it refuses."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise RuleError(
                f"the file is larger than {MAX_BYTES // 1_000_000} MB",
                path=path,
                line=1,
                column=1,
                hint="Split it into several files.",
            )
        self.table = self._parse(text)
        self.where = Locations(text)

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except RecursionError:
            raise RuleError(
                "values are nested too deeply",
                path=self.path,
                line=1,
                column=1,
                hint="Rule files need no nested arrays.",
            ) from None
        except tomllib.TOMLDecodeError as error:
            position = _TOML_POSITION.search(str(error))
            lines = text.split("\n")
            line, column = (
                (int(position[1]), int(position[2]))
                if position and position[1]
                else (len(lines), len(lines[-1]) + 1)
            )
            problem = str(error)[: position.start()] if position else str(error)
            hint = (
                "The file is not TOML (toml.io); look at quotes, brackets and commas here and on the "
                "line before."
            )
            raise RuleError(problem, path=self.path, line=line, column=column, hint=hint) from None

    def refuse_key(self, path: Path, problem: str, hint: str = "") -> NoReturn:
        """Raises RuleError at a key or a table's header."""
        line, column = self.where.key(path)
        raise RuleError(problem, path=self.path, line=line, column=column, hint=hint)

    def refuse_value(self, path: Path, problem: str, hint: str = "") -> NoReturn:
        """Raises RuleError at a value."""
        line, column = self.where.value(path)
        raise RuleError(problem, path=self.path, line=line, column=column, hint=hint)

    def known(self, path: Path, table: dict[str, Any], keys: tuple[str, ...]) -> None:
        """Raises RuleError for a key that is not among `keys`."""
        for key in table:
            if key not in keys:
                self.refuse_key((*path, key), f"unknown key {key!r}", did_you_mean(key, keys))

    def text(self, path: Path, table: dict[str, Any], key: str, default: str = "") -> str:
        """The text under a key."""
        value = table.get(key, default)
        if not isinstance(value, str):
            self.refuse_value((*path, key), f"{key} is not a text", f'Write {key} = "...".')
        return value

    def choice(self, path: Path, table: dict[str, Any], key: str, kind: type[Choice]) -> Choice:
        """The text under a key as a member of `kind`."""
        value = self.text(path, table, key)
        if value not in list(kind):
            self.refuse_value(
                (*path, key), f"unknown {key} {value!r}", did_you_mean(value, [str(name) for name in kind])
            )
        return kind(value)

    def texts(self, path: Path, value: object) -> tuple[str, ...]:
        """A list of texts that is not empty."""
        if not isinstance(value, list) or not value or not all(isinstance(name, str) for name in value):
            self.refuse_value(
                path, f"{path[-1]} is not a list of texts", f'Write {path[-1]} = ["one", "other"].'
            )
        return tuple(value)

    def tables(self, path: Path, value: object) -> list[dict[str, Any]]:
        """A list of tables, as `[[name]]` writes it."""
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            self.refuse_key(
                path,
                f"{path[-1]} is not a list of tables",
                f"Write [[{'.'.join(part for part in path if isinstance(part, str))}]] above each.",
            )
        return value
