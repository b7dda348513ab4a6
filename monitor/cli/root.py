"""The group of all commands, and what they share: opening the service, printing, errors."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from enum import Enum
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import click

from monitor import __version__
from monitor.errors import MonitorError, UsageError

# Nothing heavy is imported here: `--help` and the small commands must answer at once.
if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from monitor.config import Config
    from monitor.service import Service

P = ParamSpec("P")
R = TypeVar("R")


class Place(NamedTuple):
    """Where a command is defined (a module with `COMMANDS`), and its line in the list of `--help`."""

    module: str
    help: str


class Root(click.Group):
    """Imports the module of a command when it is called; prints our exceptions as one sentence and sets
    the exit code.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Place] = {}

    def load(self) -> None:
        """Imports every command, in the order of `places`, for callers that list `commands`."""
        self.commands = {name: self._imported(name) for name in self.places}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self.commands, *self.places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._imported(cmd_name) if cmd_name in self.places else super().get_command(ctx, cmd_name)

    def _imported(self, name: str) -> click.Command:
        if name not in self.commands:
            module = import_module(self.places[name].module)
            self.add_command(next(command for command in module.COMMANDS if command.name == name))
        return self.commands[name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._line(name).get_short_help_str(width)) for name in names])

    def _line(self, name: str) -> click.Command:
        return (
            click.Command(name, help=self.places[name].help) if name in self.places else self.commands[name]
        )

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"treaty-monitor: {error}", err=True)
            ctx.exit(2)
        except MonitorError as error:
            click.echo(f"treaty-monitor: {error}", err=True)
            ctx.exit(1)


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="treaty-monitor")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Configuration file (TOML).")
@click.option(
    "--db", type=click.Path(path_type=Path), help="Database file; its folder is the data directory."
)
@click.pass_context
def root(ctx: click.Context, config_file: Path | None, db: Path | None) -> None:
    """Watch the news for states that end, suspend or threaten to leave an agreement.

    \b
    Start:     treaty-monitor demo      see it work, without internet
               treaty-monitor run       the real service
               treaty-monitor doctor    what is missing for real use
    """
    ctx.obj = (config_file, db)


def placed(function: Callable[P, R]) -> Callable[P, R]:
    """Gives a command its own `--config` and `--db`; they override those before the command's name."""

    @click.option(
        "--config", "config_file", type=click.Path(path_type=Path), help="Configuration file (TOML)."
    )
    @click.option("--db", "db", type=click.Path(path_type=Path), help="Database file.")
    @click.pass_context
    @wraps(function)
    def command(
        ctx: click.Context, /, *args: Any, config_file: Path | None, db: Path | None, **kwargs: Any
    ) -> R:
        from monitor.config import load
        from monitor.log import configure

        before = ctx.find_root().obj or (None, None)
        ctx.obj = load(config_file or before[0], db or before[1], os.environ, Path.cwd())
        configure(ctx.obj.log.level, ctx.obj.log.format)
        return ctx.invoke(function, *args, **kwargs)

    return command  # type: ignore[return-value]  # click's decorators lose the signature


def config() -> Config:
    """The configuration of the command that is running."""
    options: Config = click.get_current_context().obj
    return options


@contextmanager
def open_service(*, editing: bool = True, make: bool = False, with_feeds: bool = True) -> Iterator[Service]:
    """The service of the command that is running, closed at the end.

    Only a command that adds something may `make` the database, `with_feeds` of the packaged list or without.
    """
    from monitor.service import Service

    with Service.open(config(), editing=editing, make=make, with_feeds=with_feeds) as service:
        yield service


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def processes(asked: int | None) -> int:
    """The number of processes to use: as many as asked for, else one a core."""
    return (os.cpu_count() or 1) if asked is None else asked


def plain(value: object) -> Any:
    """A value as JSON has it: dataclasses become objects, sets sorted lists, bytes their length."""
    match value:
        case None | bool() | int() | float() | str():
            return value.value if isinstance(value, Enum) else value
        case datetime():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            return value.total_seconds()
        case bytes():
            return f"{len(value)} bytes"
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case frozenset() | set():
            return sorted(plain(inner) for inner in value)
        case list() | tuple():
            return [plain(inner) for inner in value]
        case Path():
            return str(value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {
                inner.name: plain(getattr(value, inner.name))
                for inner in dataclasses.fields(value)
                if inner.repr
            }
        case _:
            return str(value)


def print_json(value: object) -> None:
    """Prints one JSON document; a list of records is one array."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def safe(text: str) -> Text:
    """Text of a feed for a terminal, without markup and control characters (docs/faults.md 163)."""
    from rich.text import Text

    return Text(
        "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)
    )


def console(*, err: bool = False) -> Console:
    """The terminal; when the output is not one, lines are not cut."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(
        file=stream, width=None if stream.isatty() else 160, highlight=False, soft_wrap=not stream.isatty()
    )


def say(text: str, style: str = "", hang: int = 0) -> None:
    """Prints a line; on a terminal, what does not fit goes on `hang` columns in."""
    screen = console()
    pieces = wrapped(text, screen.width, hang) if screen.is_terminal else [text]
    for piece in pieces:
        screen.print(safe(piece), style=style)


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """The text in lines of `width` columns; commands and options are not broken at their hyphens."""
    return textwrap.wrap(text, width, subsequent_indent=" " * hang, break_on_hyphens=False)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]], empty: str) -> None:
    """Prints a table that stays readable in a pipe; `empty` is printed when there is no row."""
    lines = [tuple(safe(cell) if isinstance(cell, str) else cell for cell in row) for row in rows]
    if not lines:
        click.echo(empty)
        return
    screen = console()
    if not screen.is_terminal and (plain := _aligned(columns, lines, screen.width)) is not None:
        click.echo(plain)
        return
    from monitor.cli.layout import in_columns, laid_out

    screen.print(laid_out(columns, lines, screen.width) if screen.is_terminal else in_columns(columns, lines))


def _aligned(columns: Sequence[str], lines: Sequence[Sequence[Text]], width: int) -> str | None:
    """The table as text, as rich sets it but ten times faster;

    None when it is too wide, or a cell has several lines.
    """
    from rich.cells import cell_len

    cells = [tuple(columns), *(tuple(cell.plain for cell in line) for line in lines)]
    if any("\n" in cell for line in cells for cell in line):
        return None
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return None
    return "\n".join(
        "  ".join(cell + " " * (size - cell_len(cell)) for cell, size in zip(line, widths, strict=True))
        for line in cells
    )


def moment(at: datetime | None) -> str:
    """A time for a table: UTC, to the minute."""
    return at.strftime("%Y-%m-%d %H:%M") if at else "-"
