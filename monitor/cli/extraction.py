"""extract: prints what one text states."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from pathlib import Path

import click

from monitor.cli import explaining, judging
from monitor.cli.root import config, console, json_option, placed, print_json, safe
from monitor.errors import UsageError
from monitor.model import BY_KIND, CellKind, Evidence, Story, Termination
from monitor.quote import place, quote
from monitor.service import knowledge, reading, rulebook, utc_now

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
QUOTE = 300  # columns of a sentence; the words of the value are always included
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("source", metavar="FILE|URL|-")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of publication, from which 'on Friday' counts; else the day that a page at URL states.",
)
@click.option("--lang", help="Language of the text; else found out.")
@click.option(
    "--explain",
    "why",
    is_flag=True,
    help="Say of each value why it was taken, and which other was not; of a text without a row why.",
)
@json_option
@placed
def extract(source: str, published: datetime | None, lang: str | None, why: bool, as_json: bool) -> None:
    """Print what a text states, a row an agreement: who leaves it, with whom, signed when, ended when, why;
    each with its sentence.

    FILE is a text, an HTML page, or one line of a story file; - is standard input. The page at URL is fetched
    as the service does it: its robots.txt is honoured, private addresses are refused, and only its main text
    is read.

    --explain with --json prints one object: `rows`, each value with its `words` and `why`, each row with what
    was `refused` by cell; `lang`, in which the text was read; and `nothing`, which says why there is no row.

    \b
    Examples: treaty-monitor extract article.txt --published 2025-12-06
              treaty-monitor extract https://example.org/article
              treaty-monitor extract article.txt --explain
    """
    stated: date | None = None
    if _ADDRESS.match(source):
        from monitor.service import article

        story, stated = article.story_at(config(), source, lang, utc_now)
    elif source == "-":
        story = reading.story_in(sys.stdin.read(reading.SIZE_LIMIT + 1), "-", lang)
    else:
        file = _FILE.convert(source, None, click.get_current_context())
        story = reading.story_in(_text(file), file.name, lang)
    day = published.date() if published else stated
    rules, texts = rulebook.load_rules(config()), rulebook.texts(config())
    detector = judging.detector(rules, texts)
    if why:
        explanation = reading.explanation(detector, knowledge.lexicon(texts), story, day)
        if as_json:
            print_json(explaining.as_json(explanation, story))
        else:
            explaining.show(explanation, story)
        return
    rows = reading.terminations(detector, knowledge.lexicon(texts), story, day)
    if as_json:
        print_json([row.values for row in rows])
        return
    screen = console()
    for row in rows:
        _show(screen.print, row, story)
    if not rows:
        click.echo("The text states no exit from an agreement.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text.") from error


def _show(show: object, row: Termination, story: Story) -> None:
    assert callable(show)
    name = row.instrument.value if row.instrument else "(agreement not named)"
    show(safe(name), style="bold")
    cells: list[tuple[str, tuple[Evidence | None, ...]]] = [
        ("by", row.actors), ("with", row.others), ("stage", (row.stage,)),
        *((cell.label, (row.cell(cell.name),)) for cell in BY_KIND if cell.kind is not CellKind.NAME),
    ]  # fmt: skip
    for label, values in cells:
        for value in values:
            if value is not None:
                show(safe(f"  {label:8} {value.value}"))
                span = place(value, story)
                show(
                    safe(f"           “{quote(value.sentence, [span] if span else [], QUOTE)}”"),
                    style="dim",
                )


COMMANDS = (extract,)
