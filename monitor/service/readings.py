"""The version of all code and words that read stories: when it changes, flagged stories are read again
(`rereading`).

It is a fingerprint of code and words as packaged, because a number that is raised by hand is forgotten.
A change without effect costs some background work and alters nothing. Rule files and frames of an
installation are not part of it: editing them concerns stories that come later, and `treaty-monitor
stories reread` applies them to stored ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import monitor
from monitor.config import package_data
from monitor.service.steps import fingerprint_of

if TYPE_CHECKING:
    from monitor.service import Service

# code whose change may change what stories state
CODE = (
    "clauses/*.py",
    "extract/*.py",
    "judge/*.py",
    "langid.py",
    "match/*.py",
    "model/cells.py",
    "model/stories.py",
    "model/treaty_date.py",
    "names.py",
    "query/*.py",
    "rules/*.py",
)
WORDS = (
    "*.toml",
    "dossiers/*",
    "names/*",
    "vocabulary/*",
    "vocabulary/forms/*",
)  # words whose change may do so


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The name of this program's reading."""
    return fingerprint_of(files())


def files() -> list[Path]:
    """The files that the reading depends on: code, and packaged words.

    The model of languages is covered by the code, which holds its hash.
    """
    package, rules = Path(monitor.__file__).parent, package_data("rules")
    code = [path for name in CODE for path in sorted(package.glob(name))]
    return [
        *code,
        *(path for name in WORDS for path in sorted(rules.glob(name)) if path.suffix in (".toml", ".txt")),
    ]


def step(service: Service, copy: Callable[[], None]) -> str:
    """The step at the start: a new reading begins, and the background reads stories again.

    No copy of the database is made: texts stay, and an earlier program can read them as before.
    """
    if service.store.readings.current() != fingerprint():
        service.store.readings.begin(fingerprint())
    return ""
