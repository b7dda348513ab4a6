"""feeds archive: reads the older pages of a feed when a person asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.root import json_option, open_service, placed, print_json
from monitor.log import one_line
from monitor.service import feeds as verbs

if TYPE_CHECKING:
    from monitor.model import Feed
    from monitor.pipeline import Archived
    from monitor.service import Service


@click.command("archive")
@click.argument("feed")
@click.option(
    "--pages", type=click.IntRange(1, 1000), default=20, show_default=True, help="Pages to read at most."
)
@json_option
@placed
def archive(feed: str, pages: int, as_json: bool) -> None:
    """Read the older pages that FEED (its id or address) names: its archive (RFC 5005), or the next pages of
    a JSON Feed. What is older than two days is registered and alerts nobody. Refused while a service runs.

    Example: treaty-monitor feeds archive 12 --pages 50
    """
    import asyncio

    with open_service(editing=False) as service, service.alone():
        named = verbs.named(service, feed)
        archived = asyncio.run(_read(service, named, pages))
    if as_json:
        print_json(archived)
        return
    older = max(0, archived.pages - 1)
    click.echo(
        f"{older} page{'' if older == 1 else 's'} of the archive read, {archived.items} "
        f"item{'' if archived.items == 1 else 's'}, {archived.new} new"
    )
    if archived.problem:
        click.echo(f"stopped: {one_line(archived.problem)}", err=True)
    elif not older:
        click.echo("The feed names no older pages.")
    if not archived.pages:
        raise SystemExit(1)


async def _read(service: Service, feed: Feed, pages: int) -> Archived:
    from monitor import pipeline

    async with service.context() as context:
        archived = await pipeline.read_archive(context, feed, pages=pages)
        await pipeline.settle_in_turns(context)
        return archived
