"""References from code, tests and pages to the documentation: `docs/notes/store.md, "Search"`,
`docs/faults.md 55, 100-105`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("monitor", "tests", "docs", "rules", "templates", "training", "demo", ".ci")
TOP = ("README.md", "Makefile", "pyproject.toml", "Dockerfile", "compose.yaml")
SUFFIXES = {".py", ".toml", ".md", ".j2", ".yaml", ""}
LISTED = r"\d+(?:-\d+)?(?:(?:, and |, | and )\d+(?:-\d+)?)*"
_FAULTS = re.compile(rf"docs/faults\.md ({LISTED})")
_ELSEWHERE = re.compile(
    r"(?<!\w)[A-Z]{4,}(?:\.md)?,? section \d|(?<!\w)(?:FAULTS|DESIGN|LESSONS|PERFORMANCE),? \d"
)
_PAGE = re.compile(r"(?<![\w/.:-])((?:docs|rules)/[\w/-]+\.md)(?:`?, \"([^\"\n]+)\")?")


@cache
def sources() -> tuple[tuple[str, str], ...]:
    """Path and text of every file that may cite; lines that a comment or docstring breaks are joined."""
    paths = [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in SUFFIXES and path.is_file()
    ]
    paths += [ROOT / name for name in TOP]
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def cited_faults(text: str) -> Iterator[tuple[int, str]]:
    """Each number of a fault that a text cites, with the citation."""
    for match in _FAULTS.finditer(joined(text)):
        for number in expanded(match[1]):
            yield number, match[0]


def cited_pages(text: str) -> Iterator[tuple[str, str | None]]:
    """Each page of docs/ or rules/ that a text names, with the section if it names one."""
    for match in _PAGE.finditer(joined(text)):
        yield match[1], match[2]


def cited_elsewhere(text: str) -> list[str]:
    """Citations in the form of documents that the repository never had: a name in capitals and a section or
    number.
    """
    return _ELSEWHERE.findall(joined(text))


def expanded(numbers: str) -> Iterator[int]:
    """The numbers of a list such as "3-5, 117 and 139"."""
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", numbers):
        yield from range(int(first), int(last or first) + 1)


def joined(text: str) -> str:
    """A text with each line break and the indentation or comment sign behind it as one space."""
    return re.sub(r"\n\s*(?:# )?", " ", text)
