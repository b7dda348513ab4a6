"""Word forms: the files rules/vocabulary/forms/LANG.txt, which `make forms` writes from the lemmas of the
tables.

A file names the lemmas that it was made from, so that a test can find files that are older than the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from monitor.rules.entries import inflected
from monitor.tables import read_table

_MADE_FROM = "# lemmas: "
_LINE = re.compile(rf"^{_MADE_FROM}.*\n", re.MULTILINE)


@lru_cache(maxsize=2)  # judge and extraction read those of a language
def read_forms(text: str) -> Mapping[str, frozenset[str]]:
    """Reads forms/LANG.txt: each line has a lemma and its folded forms, separated by spaces; # begins a
    comment.
    """
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {lemma: frozenset(others) for lemma, *others in lines}


def lemmas(files: Mapping[str, str]) -> dict[str, set[str]]:
    """By language, the words of the tables (path to text) whose forms `make forms` writes."""
    needed: dict[str, set[str]] = {}
    for path, text in files.items():
        table = read_table(path, text)
        for row in [*table.get("concept", ()), *table.get("class", ())]:
            for lang, cell in row.items():
                if isinstance(cell, list) and row.get("inflects", True):
                    needed.setdefault(lang, set()).update(word for entry in cell for word in inflected(entry))
    return needed


def made_from(words: Iterable[str]) -> str:
    """The line of a file with a hash of the lemmas that it was made from."""
    return f"{_MADE_FROM}{blake2b(' '.join(sorted(words)).encode(), digest_size=8).hexdigest()}"


def is_up_to_date(text: str, words: Iterable[str]) -> bool:
    """True if the file was made from these lemmas."""
    return made_from(words) in text.splitlines()[:3]


def forms_alone(text: str) -> str:
    """The text of a file without the line of `made_from`, which does not change the forms."""
    return _LINE.sub("", text, count=1)
