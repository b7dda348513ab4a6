"""feeds check --all and --catalogue: many feeds, each read once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from monitor.cli.root import config, console, moment, open_service, print_json, print_table
from monitor.service import feeds as verbs
from monitor.service import utc_now

if TYPE_CHECKING:
    from monitor.model import Feed
    from monitor.service.checking import Checked


def check_many(*, catalogue: bool, pause_dead: bool, as_json: bool) -> bool:
    """Reads all feeds, or all sources of the catalogue, prints the result, and with `pause_dead` pauses the
    feeds that are gone or are no feeds. True if all of them work.
    """
    from monitor.service import checking

    checked = _read(_sources() if catalogue else _feeds())
    paused: list[Feed] = []
    if pause_dead:
        with open_service() as service:
            paused = checking.pause_dead(service, checked)
    if as_json:
        print_json([_record(entry, entry.feed in paused) for entry in checked])
    else:
        _print(checked, paused)
    return all(entry.works for entry in checked)


def _sources() -> list[Feed]:
    from monitor.service import catalogue

    return [source.feed for source in catalogue.read()]


def _feeds() -> list[Feed]:
    with open_service() as service:
        return [feed for feed, _, _ in verbs.list_all(service)]


def _read(feeds: list[Feed]) -> list[Checked]:
    import asyncio

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from monitor.service import checking

    screen = console(err=True)
    columns = (TextColumn("reading feeds"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=len(feeds))
        return asyncio.run(checking.check(config(), feeds, utc_now(), lambda _: bar.advance(task)))


def _record(entry: Checked, is_paused: bool) -> dict[str, object]:
    return {
        "feed": entry.feed.id or None,
        "title": entry.feed.title,
        "address": entry.feed.address,
        "verdict": entry.verdict,
        "problem": entry.words or None,
        "items": entry.items,
        "newest": entry.newest,
        "moved_to": entry.moved_to,
        "paused": is_paused,
    }


def _print(checked: list[Checked], paused: list[Feed]) -> None:
    rows = [
        (
            str(entry.feed.id or "-"),
            entry.feed.title or entry.feed.address,
            entry.verdict.value,
            moment(entry.newest),
            entry.words,
        )
        for entry in checked
    ]
    print_table(("id", "feed", "result", "newest item", "what is wrong"), rows, "No feed.")
    counts = Counter(entry.verdict.value for entry in checked)
    click.echo(", ".join(f"{number} {verdict}" for verdict, number in counts.most_common()))
    for feed in paused:
        click.echo(f"Feed {feed.id} is paused: {feed.title or feed.address}")
