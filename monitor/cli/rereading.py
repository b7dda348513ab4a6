"""stories reread: reads stored stories again that were flagged, and prints what changes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from monitor.cli.root import console, json_option, open_service, placed, print_json, safe

if TYPE_CHECKING:
    from monitor.model import Termination
    from monitor.register import FlaggedStory
    from monitor.service import Service
    from monitor.service.rereading import Changed, Report

WORDS = {
    "same": "as before",
    "changed": "state something else",
    "out": "no longer flagged",
    "possible": "only possible exits now",
    "unreadable": "cannot be read again and stay as they are",
    "later": "were changed by somebody else meanwhile",
}


@click.command("reread")
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@json_option
@placed
def reread(dry_run: bool, as_json: bool) -> None:
    """Read all flagged stories again, from their stored text, by the judge, rules and words in force. Nobody
    is alerted.

    A running service does the same in the background, after an update with a new judge or extraction. Use
    the command to read all at once, to see what would change, and after a change of your own rules. It works
    while a service runs.

    Stories that a person accepted or dismissed, those of acts that people corrected, and those that a rule of
    your own flagged stay flagged as they are.

    \b
    Examples: treaty-monitor stories reread --dry-run
              treaty-monitor stories reread
    """
    with open_service() as service:
        report = asyncio.run(_read(service, dry=dry_run))
    if as_json:
        print_json(
            {"dry_run": dry_run, **report.named, "sample": [_record(changed) for changed in report.sample]}
        )
        return
    click.echo(
        f"{report.stories:,} {'story' if report.stories == 1 else 'stories'} read "
        f"again{', nothing changed' if dry_run else ''}"
    )
    for name, words in WORDS.items():
        if number := report.named[name]:
            click.echo(f"{number:>9,} {words}")
    screen = console()
    for changed in report.sample:
        screen.print(safe(f"\n{changed.story.id}: {changed.story.title}"), style="bold")
        for when, item in (("before", changed.before), ("after", changed.after)):
            for line in _lines(item):
                screen.print(safe(f"  {when + ':':<8}{line}"))


async def _read(service: Service, *, dry: bool) -> Report:
    """Reads all stories, with a progress bar on the terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from monitor.service import rereading

    screen = console(err=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with service.context() as context:
        with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
            task = bar.add_task("", total=rereading.stored(context))
            return await rereading.everything(
                context, dry=dry, progress=lambda report: bar.update(task, completed=report.stories)
            )


def _lines(item: FlaggedStory | None) -> list[str]:
    """What a story states, a line an agreement."""
    if item is None:
        return ["in no act"]
    return [_line(stated) for stated in item.terminations] or [
        f"{item.kind.value}, {item.stage.value}; no agreement"
    ]


def _line(stated: Termination) -> str:
    actors, others = (
        " ".join(party.value for party in parties) for parties in (stated.actors, stated.others)
    )
    dates = (
        (name, date.value)
        for name, date in (("signed", stated.signed), ("ended", stated.ended))
        if date is not None
    )
    agreement = stated.instrument.value if stated.instrument is not None else "an agreement without a name"
    parts = (
        f"{actors or '?'}: {agreement}",
        f"with {others}" if others else "",
        *map(" ".join, dates),
        stated.stage.value,
    )
    return ", ".join(part for part in parts if part)


def _record(changed: Changed) -> dict[str, object]:
    return {
        "story": changed.story.id,
        "title": changed.story.title,
        "before": _lines(changed.before),
        "after": _lines(changed.after),
    }
