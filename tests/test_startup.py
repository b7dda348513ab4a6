"""Starting is quick: the small commands import only what they use.

What that saves is measured by `make bench`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from monitor.__main__ import commands
from monitor.cli.root import Root

# What takes long to import, or belongs to the network, the rules and the pages.
HEAVY = frozenset(
    {         "aiohttp", "aiosmtplib", "apscheduler", "asyncio", "fastapi", "feedparser", "httpx", "jinja2", "multiprocessing",         "numpy", "pebble", "prometheus_client", "sqlite_utils", "structlog", "trafilatura", "uvicorn",         "monitor.extract", "monitor.match", "monitor.net", "monitor.pipeline", "monitor.query", "monitor.rules",     }
)  # fmt: skip
CALL = """
import json, sys
from monitor.__main__ import main
sys.argv = ["treaty-monitor", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)))
"""


def imported(*words: str) -> frozenset[str]:
    """The modules that a command has imported by its end."""
    answer = subprocess.run([sys.executable, "-c", CALL, *words], capture_output=True, text=True, check=True)
    return frozenset(json.loads(answer.stdout.splitlines()[-1]))


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "treaty.db")
    imported("init", "--db", path)
    return path


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_version_and_help_import_no_command(word: str) -> None:
    modules = imported(word)
    assert not modules & (HEAVY | {"pydantic", "rich", "sqlite3", "monitor.cli.feeds", "monitor.service"})


def test_listing_feeds_imports_neither_network_nor_rules(database: str) -> None:
    assert not imported("feeds", "list", "--db", database) & (HEAVY | {"urllib.request"})


def test_one_round_of_polling_imports_neither_pages_nor_what_children_and_messages_need(
    tmp_path: Path,
) -> None:
    place = ("--db", str(tmp_path / "treaty.db"))
    config = tmp_path / "without-pages.toml"
    config.write_text("[pages]\nenabled = false\n")
    imported("init", "--no-feeds", *place)
    assert not imported("poll", "--config", str(config), *place) & {
        *("fastapi", "uvicorn", "apscheduler", "monitor.web", "monitor.scheduler"),
        *("monitor.extract", "monitor.judge", "monitor.match", "monitor.clauses", "monitor.parse"),
        *("feedparser", "lxml", "jinja2", "css_inline", "rich", "pygments"),
    }


def test_the_health_check_of_a_container_imports_neither_database_nor_rules(database: str) -> None:
    modules = imported("doctor", "--health", "--db", database)
    assert not modules & (HEAVY | {"sqlite3", "monitor.service"})


def test_the_list_of_commands_says_what_each_command_says_of_itself() -> None:
    root = commands()
    root.load()
    context = click.Context(root)
    for name, place in root.places.items():
        command = root.get_command(context, name)
        assert command is not None
        assert click.Command(name, help=place.help).get_short_help_str(200) == command.get_short_help_str(200)


def test_a_walk_through_all_commands_has_one_order_whatever_was_called_before() -> None:
    root = Root("root")
    root.places = commands().places
    root.get_command(click.Context(root), "events")
    root.load()
    assert list(root.commands) == list(root.places)
