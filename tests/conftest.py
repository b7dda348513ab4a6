"""Options and fixtures that several test files use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

EXPECTED = Path(__file__).parent / "expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write tests/expected/* from what the code gives now; read the diff before you commit"
    )


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`expected(name, text)` compares text with tests/expected/<name>; with --accept it writes the file."""

    def check(name: str, text: str) -> None:
        path = EXPECTED / name
        if request.config.getoption("--accept"):
            path.write_text(text, encoding="utf-8", newline="")
        assert path.exists(), f"{path} is missing: run pytest --accept and read the new file"
        assert text == path.read_bytes().decode(), f"{path.name} differs: if that is meant, run pytest --accept and read the diff"

    return check
