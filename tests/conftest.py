"""Options and fixtures that several test files use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from servers import Site, site

Call = Callable[..., Result]
RULES = Path(__file__).parent / "data" / "small-rules"
EXPECTED = Path(__file__).parent / "expected"

# Images of containers often forbid it. Each worker and each child then compiles the program and the tests anew:
# 24 s of CPU a worker, 1 s a child.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write tests/expected/* from what the code gives now; read the diff before you commit",
    )
    parser.addoption(
        "--pictures",
        metavar="FOLDER",
        help="save what each page looks like: `pytest tests/browser/test_pages_in_chromium.py --pictures /tmp/pages`",
    )


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`expected(name, text)` compares text with tests/expected/<name>; with --accept it writes the file."""

    def check(name: str, text: str) -> None:
        path = EXPECTED / name
        if request.config.getoption("--accept"):
            path.write_text(text, encoding="utf-8", newline="")
        assert path.exists(), f"{path} is missing: run pytest --accept and read the new file"
        assert text == path.read_bytes().decode(), (
            f"{path.name} differs: if that is meant, run pytest --accept and read the diff"
        )

    return check


# ---------------------------------------------------------------- the store


@pytest.fixture(scope="session", autouse=True)
def copied_databases() -> Iterator[None]:
    """A new database is a copy (new_databases.py)."""
    from new_databases import connection, copying, create

    connection.create = copying()
    yield
    connection.create = create


@pytest.fixture
def made_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of how a database is made: here each new one is, by all migrations."""
    from new_databases import connection, create

    monkeypatch.setattr(connection, "create", create)


# ---------------------------------------------------------------- the command line


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as found:
        yield found


@pytest.fixture
def config(tmp_path: Path, here: Site) -> Path:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = '
        f"[{here.port}]\n[pages]\nenabled = false\n"
        f'[web]\nport = 0\n[log]\nlevel = "error"\n[rules]\npackaged = false\ndir = "{RULES}"\n'
    )
    return path


@pytest.fixture
def call(config: Path) -> Call:
    from monitor.__main__ import commands

    def invoke(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(commands(), [*words, "--config", str(config)])
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


@pytest.fixture
def empty(call: Call) -> Call:
    """An installation without the packaged feeds, so that nothing leaves this machine."""
    call("init", "--no-feeds")
    return call
