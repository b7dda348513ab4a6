"""`docs/faults.md`: each fault has a number, a row and a test that names it, and code and tests cite only
numbers that are there.

`pytest --accept tests/test_faults.py` fills in the last column from the numbers in the tests' names and
texts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from citations import LISTED, cited_faults, expanded, sources

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "faults.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
NAME = re.compile(r"def test_faults?_((?:\d+_(?:and_)?)+)")
TITLE = re.compile(rf"\bfaults? ({LISTED})")  # in the name of a case: "fault 45: early hints"
UNTESTED = re.compile(r"^- \*\*.*?(?=[:(])", re.MULTILINE)


def files_by_fault() -> dict[int, set[str]]:
    """Number of a fault -> test files that name it."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in sorted(TESTS.rglob("test_*.py")):
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        named = {int(number) for match in NAME.finditer(text) for number in re.findall(r"\d+", match[1])}
        named |= {number for match in TITLE.finditer(text) for number in expanded(match[1])}
        for number in named | {number for number, _ in cited_faults(text)}:
            found[number].add(path.relative_to(TESTS).as_posix())
    return found


def filled(page: str) -> str:
    """The page with the tests of each row."""
    shown = files_by_fault()

    def row(match: re.Match[str]) -> str:
        tests = ", ".join(f"`{name}`" for name in sorted(shown.get(int(match[1]), ())))
        return f"| {match[1]} | {match[2]} | {match[3]} | {tests} |"

    return ROW.sub(row, page)


def numbers_of_rows() -> list[int]:
    return [int(match[1]) for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def numbers_without_a_row() -> list[int]:
    """The numbers of the two lists below the tables: true without a test, and not built yet."""
    page = PAGE.read_text(encoding="utf-8")
    return [int(number) for match in UNTESTED.finditer(page) for number in re.findall(r"\d+", match[0])]


def test_every_fault_stands_once_on_the_page() -> None:
    assert numbers_of_rows() == sorted(numbers_of_rows())
    counts = Counter(numbers_of_rows() + numbers_without_a_row())
    assert sorted(counts) == list(range(1, max(counts) + 1))
    assert max(counts.values()) == 1


def test_every_fault_with_a_row_has_a_test_that_names_it_and_no_other_is_named() -> None:
    assert sorted(files_by_fault()) == numbers_of_rows()


def test_the_page_says_what_the_tests_show(pytestconfig: pytest.Config) -> None:
    page = PAGE.read_text(encoding="utf-8")
    if pytestconfig.getoption("--accept"):
        PAGE.write_text(filled(page), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == filled(page), "run pytest --accept tests/test_faults.py"


def test_every_fault_that_is_cited_is_on_the_page() -> None:
    known = {*numbers_of_rows(), *numbers_without_a_row()}
    absent = [
        f"{path}: {number}"
        for path, text in sources()
        for number, _ in cited_faults(text)
        if number not in known
    ]
    assert absent == []
