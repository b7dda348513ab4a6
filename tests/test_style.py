"""Counts what makes code slow to read in monitor/: branches in a function, long lines, names that say nothing.

Both limits below are what the code reached. A change that exceeds one is split or renamed instead.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from radon.complexity import cc_rank, cc_visit_ast

MONITOR = Path(__file__).resolve().parent.parent / "monitor"
LINE = 110  # columns, without a comment for mypy or ruff
COMPLEX_FUNCTIONS = 0  # functions of grade D or worse (21 branches or more)
VAGUE_NAMES = 0  # variables and parameters whose name does not say what they hold
VAGUE = {"one", "found", "each"}


def sources() -> list[tuple[Path, str]]:
    return [(path.relative_to(MONITOR), path.read_text("utf-8")) for path in sorted(MONITOR.rglob("*.py"))]


def complex_functions(text: str) -> list[str]:
    blocks = cc_visit_ast(ast.parse(text))
    functions = [block for block in blocks if not hasattr(block, "methods")]  # a class has methods
    return [f"{block.name} ({block.complexity})" for block in functions if cc_rank(block.complexity) >= "D"]


def vague_names(text: str) -> list[str]:
    nodes = ast.walk(ast.parse(text))
    return [name for node in nodes if (name := bound(node)) in VAGUE]


def bound(node: ast.AST) -> str:
    """The name that the node gives a value to, or "" if it gives none."""
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    return ""


def test_few_functions_have_many_branches() -> None:
    functions = [f"{path}: {function}" for path, text in sources() for function in complex_functions(text)]
    assert len(functions) <= COMPLEX_FUNCTIONS, "\n".join(functions)


def test_variables_are_named_for_what_they_hold() -> None:
    names = [f"{path}: {name}" for path, text in sources() for name in vague_names(text)]
    assert len(names) <= VAGUE_NAMES, "\n".join(names)


def test_no_line_is_longer_than_the_limit() -> None:
    long = [
        f"{path}:{number}"
        for path, text in sources()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(re.split("  # (?:type|noqa):", line)[0]) > LINE
    ]
    assert not long, "\n".join(long)


def test_names_and_branches_are_counted_as_described() -> None:
    assert vague_names("for one in acts:\n    found = one") == ["one", "found"]
    assert vague_names("def f(each):\n    return found") == ["each"]
    branches = "\n".join(f"    if a == {number}: return {number}" for number in range(20))
    assert complex_functions(f"def f(a):\n{branches}") == ["f (21)"]


def test_tests_wait_for_conditions_and_never_for_a_time() -> None:
    tests = sorted(Path(__file__).parent.rglob("*.py"))
    pauses = re.compile(r"\b(?:asyncio|time)\.sleep\b")
    assert [path.name for path in tests if pauses.search(path.read_text("utf-8"))] == ["waiting.py"]
