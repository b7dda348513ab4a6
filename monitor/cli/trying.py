"""feeds check, and reading an address once before `feeds add` or `feeds edit` keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.root import config, json_option, moment, open_service, placed, print_json
from monitor.errors import AddressError, UsageError
from monitor.log import one_line, redact_url
from monitor.service import feeds as verbs
from monitor.service import utc_now
from monitor.service.feed_addresses import checked_address

if TYPE_CHECKING:
    from monitor.service.trying import Tried


def read_once(address: str) -> Tried:
    """The feed at `address`, or the only one that the web page there names. Raises `AddressError`."""
    import asyncio

    from monitor.service import trying

    tried = asyncio.run(trying.feed(config(), address, utc_now()))
    if tried.parsed is not None:
        return tried
    shown = redact_url(address, keep_path=True)
    if len(tried.named) == 1:
        [named] = tried.named
        click.echo(f"{shown} is a web page; its feed is {named.address}", err=True)
        following = asyncio.run(trying.feed(config(), named.address, utc_now()))
        if following.parsed is not None:
            return following
        shown, tried = redact_url(named.address, keep_path=True), following
    if tried.named:
        choice = "\n".join(f"  {named.address}  {one_line(named.title)}".rstrip() for named in tried.named)
        raise AddressError(
            f"{shown} is a web page that names {len(tried.named)} feeds; add the one you want:\n{choice}"
        )
    raise AddressError(
        f"{shown} cannot be read as a feed ({tried.problem}). Nothing was added; --no-check adds it all "
        "the same."
    )


def own_title(tried: Tried | None) -> str:
    return tried.parsed.title if tried is not None and tried.parsed is not None else ""


def described(tried: Tried) -> str:
    """What was read, for people: its name, format, number of items and the date of the newest."""
    parsed = tried.parsed
    assert parsed is not None
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    dated = f"newest of {moment(newest)} UTC" if newest else "none with a date that can be read"
    items = f"{len(parsed.entries)} items, {dated}" if parsed.entries else "no items"
    return f"{one_line(parsed.title) or 'no title'}: {parsed.format}, {items}"


@click.command("check")
@click.argument("feed", required=False)
@click.option("--all", "everything", is_flag=True, help="All feeds, with a table of which work.")
@click.option("--catalogue", is_flag=True, help="All sources of the catalogue, likewise.")
@click.option("--pause-dead", is_flag=True, help="With --all: pause those that are gone or no feeds.")
@json_option
@placed
def check(feed: str | None, everything: bool, catalogue: bool, pause_dead: bool, as_json: bool) -> None:
    """Read FEED (its id, its address, or any address) once and print the result; --all and --catalogue read
    many, a few at a time and with the pauses of the poller. Stores nothing.

    Exit code 1 when one does not work.

    \b
    Examples: treaty-monitor feeds check 12
              treaty-monitor feeds check --all --pause-dead
    """
    if (feed is not None) + everything + catalogue != 1:
        raise UsageError("Say which: FEED, --all or --catalogue, and one of them.")
    if pause_dead and not everything:
        raise UsageError("--pause-dead goes with --all.")
    if feed is not None:
        _check(feed, as_json)
        return
    from monitor.cli.checking import check_many

    if not check_many(catalogue=catalogue, pause_dead=pause_dead, as_json=as_json):
        raise SystemExit(1)


def _check(feed: str, as_json: bool) -> None:
    """Reads one feed and prints what it is."""
    import asyncio

    from monitor.service import trying

    if feed.isdecimal():
        with open_service() as service:
            address = verbs.named(service, feed).address
    else:
        address = checked_address(feed)
    tried = asyncio.run(trying.feed(config(), address, utc_now()))
    parsed = tried.parsed
    if as_json:
        print_json(
            {
                "address": address,
                "ok": parsed is not None,
                "problem": tried.problem or None,
                "title": parsed.title if parsed else None,
                "format": parsed.format if parsed else None,
                "items": len(parsed.entries) if parsed else None,
                "feeds": tried.named,
            }
        )
    elif parsed is not None:
        click.echo(f"ok: {described(tried)}")
        for entry in parsed.entries[:3]:
            click.echo(f"  {moment(entry.published):16}  {one_line(entry.title)[:100]}")
    else:
        click.echo(f"failed: {tried.problem}", err=True)
        for page_feed in tried.named:
            click.echo(
                f"  the page names {page_feed.address}  {one_line(page_feed.title)}".rstrip(), err=True
            )
    if parsed is None:
        raise SystemExit(1)
