"""The version of all that reads stories: when it changes, stories that were flagged before are to be read
again (`rereading`).

It is a fingerprint of code and words as packaged, because a number that is raised by hand is forgotten. One
change too many costs some background work and alters nothing. Rule files and frames of an installation are no
part of it: editing them changes what comes, and `treaty-monitor stories reread` applies them to what is
stored.
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

# whose change may change what is read
CODE = (
    "clauses/*.py",
    "extract/*.py",
    "judge/*.py",
    "langid.py",
    "names.py",
    "query/*.py",
    "rules/*.py",
)
WORDS = ("*.toml", "names/*", "vocabulary/*", "vocabulary/forms/*")  # so may that of these files


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Names the reading of this program."""
    return fingerprint_of(files())


def files() -> list[Path]:
    """What the reading is made of: code, and packaged words.

    The model of languages belongs to the code, which holds its hash.
    """
    package, rules = Path(monitor.__file__).parent, package_data("rules")
    code = [path for name in CODE for path in sorted(package.glob(name))]
    return [
        *code,
        *(path for name in WORDS for path in sorted(rules.glob(name)) if path.suffix in (".toml", ".txt")),
    ]


def step(service: Service, copy: Callable[[], None]) -> str:
    """The step of the start: a new reading begins; the background says what comes of it.

    No copy is made: texts stay, and an earlier program can read them as it did.
    """
    if service.store.readings.current() != fingerprint():
        service.store.readings.begin(fingerprint())
    return ""
