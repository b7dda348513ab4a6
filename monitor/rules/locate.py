"""Finds the line and column of tables, keys and values in a TOML text, which `tomllib` does not keep.

The text must be valid for `tomllib`. Inline tables are not searched: their content has the place of their
key, or in a list the place where they begin.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TypeAlias

# ("rule", 2, "query"), ("terms", "verbs", 5); tables of arrays count from 0
Path: TypeAlias = tuple[str | int, ...]
Position: TypeAlias = tuple[int, int]  # line and column, from 1

_LEXEME = re.compile(
    r"""(?P<comment>\#[^\n]*) | (?P<newline>\r?\n) | (?P<space>[ \t]+)
      | (?P<string>\"\"\"(?:[^\\]|\\.)*?\"{3,5} | '''.*?'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
      | (?P<mark>[\[\]{},=]) | (?P<other>[^\s\[\]{},=#"']+)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = re.compile(r"(?:\"\"\"|''')(?:\r?\n)?|[\"']")


class Locations:
    """Positions by path. A path without position has that of its nearest known parent."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._keys: dict[Path, int] = {}
        self._values: dict[Path, int] = {}
        _Scan(text, self._keys, self._values).run()

    def key(self, path: Path) -> Position:
        """The position of a key's name or of a table's header."""
        return self._position(self._nearest(self._keys, path))

    def value(self, path: Path) -> Position:
        """The position of a value's first character; of a string, behind the quotation mark."""
        at = self._values.get(path)
        return self.key(path) if at is None else self._position(at)

    def inside(self, path: Path, line: int, column: int) -> Position:
        """The position of a line and column within the string at `path`; exact if the string has no
        escapes.
        """
        first_line, first_column = self.value(path)
        return (first_line + line - 1, column if line > 1 else first_column + column - 1)

    def _nearest(self, known: dict[Path, int], path: Path) -> int:
        while path and path not in known and (*path, 0) not in known:
            path = path[:-1]
        return known.get(path, known.get((*path, 0), 0))

    def _position(self, at: int) -> Position:
        return self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at)


class _Scan:
    def __init__(self, text: str, keys: dict[Path, int], values: dict[Path, int]) -> None:
        self._lexemes = [
            match for match in _LEXEME.finditer(text) if match.lastgroup not in ("comment", "space")
        ]
        self._keys = keys
        self._values = values
        self._tables: Counter[Path] = Counter()
        self._at = 0

    def run(self) -> None:
        table: Path = ()
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            if lexeme.lastgroup == "newline":
                self._at += 1
            elif lexeme[0] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _line(self) -> list[re.Match[str]]:
        """Yields the lexemes up to the end of the line."""
        start = self._at
        while self._at < len(self._lexemes) and self._lexemes[self._at].lastgroup != "newline":
            self._at += 1
        return self._lexemes[start : self._at]

    def _header(self) -> Path:
        line = self._line()
        names = _names("".join(match[0] for match in line if match[0] not in "[]"))
        path: Path = ()
        for depth, name in enumerate(names):
            path = (*path, name)
            if depth == len(names) - 1 and len(line) > 1 and line[1][0] == "[":
                path = (*path, self._tables[path])
                self._tables[path[:-1]] += 1
            elif path in self._tables:
                path = (*path, self._tables[path] - 1)
        self._keys[path] = line[0].start()
        return path

    def _pair(self, table: Path) -> None:
        start = self._lexemes[self._at].start()
        name = ""
        while self._at < len(self._lexemes) and self._lexemes[self._at][0] != "=":
            name += self._lexemes[self._at][0]
            self._at += 1
        self._at += 1
        path: Path = (*table, *_names(name))
        self._keys[path] = start
        depth = count = 0
        while self._at < len(self._lexemes):
            lexeme = self._lexemes[self._at]
            if lexeme.lastgroup == "newline" and depth == 0:
                break
            is_item = lexeme.lastgroup in ("string", "other") or lexeme[0] == "{"  # of a list
            if depth == 0 or (depth == 1 and is_item):
                opening = _OPENING.match(lexeme[0]) if lexeme.lastgroup == "string" else None
                self._values.setdefault(
                    (*path, count) if depth else path, lexeme.start() + (opening.end() if opening else 0)
                )
                count += depth
            depth += (lexeme[0] in ("[", "{")) - (lexeme[0] in ("]", "}"))
            self._at += 1


def _names(dotted: str) -> list[str]:
    return [name.strip("\"' ") for name in dotted.split(".")]
