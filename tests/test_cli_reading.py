"""Reading makes nothing: no command but those that add something makes a database, or feeds and destinations
in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import commands
from monitor.config import load
from monitor.store import Store

RULES = Path(__file__).parent / "data" / "small-rules"
MAKERS = {"init", "run", "poll", "demo", "replay", "restore", "feeds add", "feeds import", "destinations add"}
WITHOUT_DATABASE = {
    "dkim new-key",
    "dkim record",
    "config show",
    "rules list",
    "rules test",
    "rules vocabulary check",
    "extract",
    "destinations schema",
    "effect",
    "treaties list",
    "treaties show",
    "feeds catalogue",
    "feeds discover",
}
# what an argument of each sort would not do
NEEDED = {
    "deliveries retry": ["A1B2"],
    "deliveries cancel": ["A1B2"],
    "destinations choose": ["desk", "A1B2", "--mute"],
    "feeds check": ["1"],
    "rules explain": ["42"],
    "rules backtest": ["--stored"],
    "events edit": ["A1B2", "--set", "ended=2026", "--why", "a test"],
}

root = commands()
root.load()


def every(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


READERS = [(path, command) for path, command in every(root) if path not in MAKERS | WITHOUT_DATABASE]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[rules]\npackaged = false\ndir = "{RULES}"\n[log]\nlevel = '
        '"error"\n'
    )
    return path


def call(config: Path, path: str, *words: str) -> Result:
    return CliRunner().invoke(root, [*path.split(), *words, "--config", str(config)])


def arguments(path: str, command: click.Command, folder: Path) -> list[str]:
    """Something for each argument and each option that a command cannot do without."""
    if path in NEEDED:
        return NEEDED[path]
    given: list[str] = []
    for parameter in command.params:
        if parameter.required:
            value = "1"
            if isinstance(parameter.type, click.Path):
                value = str(folder / "new.file")
            elif isinstance(parameter.type, click.Choice):
                value = str(parameter.type.choices[0])
            given += (
                [parameter.opts[0], value]
                if isinstance(parameter, click.Option)
                else [value] * max(parameter.nargs, 1)
            )
    return given


@pytest.mark.parametrize(("path", "command"), [pytest.param(*reader, id=reader[0]) for reader in READERS])
def test_a_command_that_adds_nothing_refuses_a_database_that_is_not_there(
    path: str, command: click.Command, config: Path
) -> None:
    result = call(config, path, *arguments(path, command, config.parent))
    assert result.exit_code == 1, result.output + repr(result.exception)
    assert (
        f"There is no database at {config.parent / 'data' / 'treaty-monitor.sqlite3'}"
        in result.stderr.replace("\n", " ")
    )
    assert result.stdout == ""
    assert list(config.parent.iterdir()) == [config]


@pytest.mark.parametrize(
    "words",
    [
        ["rules", "list"],
        ["rules", "test"],
        ["rules", "explain", "Norway leaves the whaling convention"],
        ["config", "show"],
    ],
    ids=" ".join,
)
def test_what_needs_no_database_makes_none(words: list[str], config: Path) -> None:
    result = call(config, *words)
    assert result.exit_code == 0, result.output
    assert list(config.parent.iterdir()) == [config]


@pytest.mark.parametrize(
    "words",
    ["feeds list", "feeds export", "destinations list", "events list", "stories search norland", "doctor"],
)
def test_reading_a_database_that_was_never_filled_adds_no_feeds_and_no_destinations(
    words: str, config: Path
) -> None:
    """As a replay leaves it."""
    path = load(config).db
    path.parent.mkdir()
    Store.open(path, ballast_bytes=0).close()
    assert call(config, *words.split()).exit_code in (0, 1)
    with Store.open(path, ballast_bytes=0) as store:
        assert store.feeds.all() == []
        assert store.destinations.all() == []
        assert store.meta.get("initialised") is None


def test_a_command_that_adds_something_makes_the_database(config: Path) -> None:
    opml = config.parent / "feeds.opml"
    opml.write_text('<opml><body><outline xmlUrl="https://a.example/feed"/></body></opml>')
    assert call(config, "feeds import", str(opml)).exit_code == 0
    assert load(config).db.exists()


@pytest.mark.parametrize("words", ["init", "run", "poll", "feeds import"])
def test_a_data_directory_that_cannot_be_made_is_named_with_the_reason(words: str, config: Path) -> None:
    in_the_way = config.parent / "file"
    in_the_way.write_text('<opml><body><outline xmlUrl="https://a.example/feed"/></body></opml>')
    config.write_text(config.read_text().replace(str(config.parent / "data"), str(in_the_way / "data")))
    result = call(config, words, *([str(in_the_way)] if words == "feeds import" else []))
    assert result.exit_code == 1, repr(result.exception)
    assert f"The data directory {in_the_way / 'data'} cannot be made (Not a directory)" in result.stderr
