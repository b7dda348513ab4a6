"""`docs/notes/faults.md` says for each of the 166 catalogued faults which test file shows that it does no harm, or what it waits for.

The file is written by `pytest --accept tests/test_faults_note.py` from the numbers in the tests' names and docstrings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NOTE = TESTS.parent / "docs" / "notes" / "faults.md"
NAME = re.compile(r"def test_faults?_((?:\d+_(?:and_)?)+)")
MENTION = re.compile(r"faults? ((?:\d+(?:, | and |-)?)+)", re.IGNORECASE)
GROUPS = {
    "A. Feeds in": range(1, 33),
    "B. HTTP fetching": range(33, 55),
    "C. Storage": range(55, 72),
    "D. Rules": range(72, 84),
    "E. Templates and digests": range(84, 97),
    "F. Email out": range(97, 117),
    "G. Webhooks and chat out": range(117, 131),
    "H. Web pages and API": range(131, 146),
    "I. Config and CLI": range(146, 154),
    "J. Operations": range(154, 167),
}
WAITING = {
    78: "examples that must not match stand in `rules/frames.toml`; `make gate` counts false alarms on hard negatives",
    79: "rules added later do not look back at stored stories; `rules backtest --stored` shows what they would flag",
    81: "does not apply: rule files are TOML, which has no anchors, aliases or objects; size and depth are bounded (72)",
    83: "holds by construction: a story is settled once whatever the number of rules, and the alert lists them all",
    86: "does not apply: templates are ours, feed text is never a template",
    112: "waits for subscribers in numbers; the outbox resumes after a kill at every point (55, 100, 120)",
    114: "waits for bounce handling by mail (VERP)",
    132: "waits for the public subscribe form",
    134: "waits for admin forms",
    136: "waits for the web pages: there is no `next=` yet",
    138: "waits for the story pages; the one page there is runs under a strict CSP (131)",
    142: "waits for the web pages; links in mails come from `base_url` alone",
    143: "waits for logins",
    149: "waits for the import of subscribers",
    161: "one machine: the file lock of 67; replicas on several machines are out of scope",
    164: "no weekly audit yet: the lock file pins every package by hash",
    166: "waits for the erasing of subscribers; suppressed addresses are kept as hashes only",
}


def numbered() -> dict[int, set[str]]:
    """Fault number -> test files that name it."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in sorted(TESTS.rglob("test_*.py")):
        if path.name == Path(__file__).name:
            continue
        text = path.read_text(encoding="utf-8")
        named = [match[1] for pattern in (NAME, MENTION) for match in pattern.finditer(text)]
        numbers = [number for numbers in named for number in re.findall(r"\d+", numbers)]
        for number in numbers:
            found[int(number)].add(path.relative_to(TESTS).as_posix())
    return found


def written() -> str:
    """The note as it should read."""
    shown = numbered()
    lines = [
        "# Faults and hostile inputs: where each is tested",
        "",
        "The numbers are those of our catalogue of measured faults. A test has the number in its name (`test_fault_67_...`) or docstring.",
        "This page is written by `pytest --accept tests/test_faults_note.py`; a test compares.",
    ]
    for title, numbers in GROUPS.items():
        lines += ["", f"## {title}", "", "| fault | where |", "|---|---|"]
        for number in numbers:
            where = ", ".join(f"`{name}`" for name in sorted(shown.get(number, ())))
            lines.append(f"| {number} | {where or WAITING.get(number, 'NOT TESTED')} |")
    return "\n".join([*lines, ""])


def test_every_fault_is_tested_or_says_what_it_waits_for() -> None:
    shown = numbered()
    silent = [number for numbers in GROUPS.values() for number in numbers if number not in shown and number not in WAITING]
    assert silent == []
    assert [number for number in WAITING if number in shown] == [], "no longer waiting"


def test_the_note_says_what_the_tests_show(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--accept"):
        NOTE.write_text(written(), encoding="utf-8")
    assert NOTE.read_text(encoding="utf-8") == written()
