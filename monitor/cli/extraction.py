"""extract: what one text states."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from monitor.cli.root import config, console, json_option, placed, print_json, safe
from monitor.errors import UsageError
from monitor.match import Matcher
from monitor.model import Evidence, Termination
from monitor.service import reading, rulebook


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Day of publication, from which 'on Friday' counts.")
@click.option("--lang", help="Language of the text; else found out.")
@json_option
@placed
def extract(file: Path, published: datetime | None, lang: str | None, as_json: bool) -> None:
    """Print what FILE states, a row an agreement: who leaves it, with whom, signed when, ended when, why; each with its sentence.

    FILE is a text, an HTML page, one line of a story file, or - for standard input.

    Example: treaty-monitor extract article.txt --published 2025-12-06
    """
    if str(file) == "-":
        name, text = "-", sys.stdin.read(reading.SIZE_LIMIT + 1)
    else:
        name, text = file.name, _text(file)
    story = reading.story_in(text, name, lang)
    day: date | None = published.date() if published else None
    rows = reading.terminations(Matcher(rulebook.load_rules(config())), story, day)
    if as_json:
        print_json(rows)
        return
    screen = console()
    for row in rows:
        _show(screen.print, row)
    if not rows:
        click.echo("The text states no exit from an agreement.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text.") from error


def _show(show: object, row: Termination) -> None:
    assert callable(show)
    name = row.instrument.value if row.instrument else "(agreement not named)"
    show(safe(name), style="bold")
    cells: list[tuple[str, tuple[Evidence | None, ...]]] = [
        ("by", row.actors), ("with", row.others), ("stage", (row.stage,)), ("signed", (row.signed,)), ("ended", (row.ended,)),
        ("form", (row.form,)), ("reason", (row.reason,)),
    ]  # fmt: skip
    for label, values in cells:
        for value in values:
            if value is not None:
                show(safe(f"  {label:7} {value.value}"))
                show(safe(f"          “{value.sentence[:300]}”"), style="dim")


COMMANDS = (extract,)
