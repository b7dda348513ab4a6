"""destinations add | list | remove | test, and digest preview."""

from __future__ import annotations

import asyncio
from datetime import time
from pathlib import Path

import click

from monitor import pipeline, render
from monitor.cli.root import json_option, moment, placed, print_json, print_table, service
from monitor.errors import UsageError
from monitor.log import redact_url
from monitor.model import Cadence, Channel, Destination, Kind, Outcome, Schedule
from monitor.service import Service
from monitor.service import destinations as verbs

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.group("destinations")
def group() -> None:
    """Who gets what, when."""


@group.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--channel", type=click.Choice([one.value for one in Channel]), help="Else guessed from the address.")
@click.option("--when", type=click.Choice([one.value for one in Cadence]), default="instant", show_default=True)
@click.option("--at", default="08:00", show_default=True, help="Local time of daily and weekly digests.")
@click.option("--day", type=click.Choice(DAYS), default="mon", show_default=True, help="Day of weekly digests.")
@click.option("--zone", default="UTC", show_default=True, help="IANA time zone, such as Europe/Berlin.")
@click.option("--owner", help="Mail address that is told when a webhook is gone.")
@click.option("--kind", "kinds", type=click.Choice(["act", "threat"]), multiple=True, help="Only these kinds; else both.")
@click.option("--lang", "langs", multiple=True, help="Only stories in these languages; else all.")
@click.option("--query", default="", help="Own query: only stories that it matches.")
@json_option
@placed
def add(
    name: str,
    address: str,
    channel: str | None,
    when: str,
    at: str,
    day: str,
    zone: str,
    owner: str | None,
    kinds: tuple[str, ...],
    langs: tuple[str, ...],
    query: str,
    as_json: bool,
) -> None:
    """Add a destination NAME at ADDRESS: a mail address, an https address or a directory (Maildir).

    \b
    Examples: treaty-monitor destinations add desk desk@example.org --when daily --at 07:30 --zone Europe/Berlin
              treaty-monitor destinations add hook https://example.org/in --owner ops@example.org
    """
    try:
        hour = time.fromisoformat(at)
    except ValueError as error:
        raise UsageError(f"--at {at!r} is not a time; give one like 07:30.") from error
    with service() as found:
        one = verbs.add(
            found.store,
            found.clock(),
            name=name,
            channel=Channel(channel) if channel else guess(address),
            address=address,
            schedule=Schedule(Cadence(when), hour, DAYS.index(day), zone),
            owner=owner,
            kinds=frozenset(Kind(kind) for kind in kinds) or frozenset({Kind.ACT, Kind.THREAT}),
            langs=frozenset(langs),
            query=query,
        )
    if as_json:
        print_json({"id": one.id, "name": one.name, "channel": one.channel, "secret": one.secret})
        return
    click.echo(f"Destination {one.name} added ({one.channel.value}, {one.schedule.cadence.value}). It gets what is found from now on.")
    if one.secret:
        click.echo(f"Signing secret, shown once: {one.secret}")


def guess(address: str) -> Channel:
    """The channel that an address speaks of."""
    if address.startswith(("https://hooks.slack.com/", "http://hooks.slack.com/")):
        return Channel.SLACK
    if "://" in address:
        return Channel.WEBHOOK
    return Channel.EMAIL if "@" in address and "/" not in address else Channel.MAILDIR


@group.command("list")
@json_option
@placed
def listing(as_json: bool) -> None:
    """List the destinations.

    Example: treaty-monitor destinations list
    """
    with service() as found:
        rows = found.store.destinations()
    if as_json:
        print_json([_shown(one) for one in rows])
        return
    print_table(
        ("name", "channel", "address", "when", "last message", "state"),
        [
            (one.name, one.channel.value, _address(one), _when(one.schedule), moment(one.last_message_at), one.disabled_reason or "on")
            for one in rows
        ],
        "No destination. `treaty-monitor destinations add NAME ADDRESS` adds one.",
    )


def _address(one: Destination) -> str:
    return redact_url(one.address) if one.channel in (Channel.WEBHOOK, Channel.SLACK) else one.address


def _shown(one: Destination) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "channel": one.channel,
        "address": _address(one),
        "owner": one.owner,
        "schedule": one.schedule,
        "kinds": one.kinds,
        "langs": one.langs,
        "query": one.query,
        "last_message_at": one.last_message_at,
        "disabled_at": one.disabled_at,
        "disabled_reason": one.disabled_reason,
    }


def _when(schedule: Schedule) -> str:
    match schedule.cadence:
        case Cadence.INSTANT | Cadence.HOURLY:
            return schedule.cadence.value
        case Cadence.DAILY:
            return f"daily {schedule.at:%H:%M} {schedule.zone}"
        case Cadence.WEEKLY:
            return f"{DAYS[schedule.weekday]} {schedule.at:%H:%M} {schedule.zone}"


def named(found: Service, name: str) -> Destination:
    """The destination of this name. Raises `UsageError`."""
    one = found.store.destination(name)
    if one is None:
        raise UsageError(f"No destination {name!r}; `treaty-monitor destinations list` shows them.")
    return one


@group.command("remove")
@click.argument("name")
@placed
def remove(name: str) -> None:
    """Remove the destination NAME; what waits for it is not sent.

    Example: treaty-monitor destinations remove desk
    """
    with service() as found:
        found.store.remove_destination(named(found, name).id, found.clock())
    click.echo(f"Destination {name} removed.")


@group.command("test")
@click.argument("name")
@placed
def test(name: str) -> None:
    """Send one test message to NAME now. It is marked as a test and enters no ledger.

    Example: treaty-monitor destinations test desk
    """

    async def send(found: Service) -> bool:
        async with found.engine() as engine:
            message = pipeline.trial_message(engine, named(found, name))
            result = await engine.senders.send(message, engine.clock())
            click.echo(f"{result.outcome.value}: {result.code} {result.text}".strip())
            return result.outcome is Outcome.SENT

    with service() as found:
        if not asyncio.run(send(found)):
            raise SystemExit(1)


@click.group("digest")
def digest_group() -> None:
    """Digests, before they are sent."""


@digest_group.command("preview")
@click.argument("name", default="local")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the HTML there as well.")
@click.option("--since", type=click.IntRange(0), help="Show what came after this alert id, sent or not.")
@placed
def preview(name: str, html: Path | None, since: int | None) -> None:
    """Print what NAME would get if its digest were cut now. Sends nothing, moves nothing.

    Example: treaty-monitor digest preview local-daily --html digest.html
    """
    with service() as found:
        parts = found.preview(named(found, name), since=since)
    if not parts:
        click.echo("Nothing waits for this destination. `--since 0` shows everything that was ever found.")
        return
    click.echo("\n".join(render.text(part) for part in parts), nl=False)
    for number, part in enumerate(parts if html else (), 1):
        assert html is not None
        path = html if number == 1 else html.with_stem(f"{html.stem}-{number}")
        path.write_text(render.html(part), encoding="utf-8")
        click.echo(f"HTML written: {path}", err=True)


COMMANDS = (group, digest_group)
