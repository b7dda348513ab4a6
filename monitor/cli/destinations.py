"""destinations add | list | edit | pause | resume | enable | rotate-secret | remove | test, and digest preview."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from monitor import pipeline, render
from monitor.cli.root import config, json_option, moment, placed, print_json, print_table, service
from monitor.errors import AddressError, UsageError
from monitor.log import redact_url
from monitor.model import Cadence, Channel, Destination, Kind, Outcome, Schedule
from monitor.service import Service
from monitor.service import destinations as verbs

P = ParamSpec("P")
R = TypeVar("R")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.group("destinations")
def group() -> None:
    """Who gets what, when."""


def chosen(function: Callable[P, R]) -> Callable[P, R]:
    """The options that `add` and `edit` share: when, and what."""
    options = (
        click.option("--when", type=click.Choice([one.value for one in Cadence]), help="How often; else at once, or daily with --at."),
        click.option("--at", multiple=True, help="Local time of daily and weekly digests, such as 8 or 07:30; may be repeated."),
        click.option("--day", type=click.Choice(DAYS), help="Day of weekly digests."),
        click.option("--zone", help="IANA time zone, such as Europe/Berlin."),
        click.option("--owner", help="Mail address that is told when a webhook is gone."),
        click.option("--kind", "kinds", type=click.Choice(["act", "threat"]), multiple=True, help="Only these kinds; else both."),
        click.option("--lang", "langs", multiple=True, help="Only stories in these languages; else all."),
        click.option("--query", help="Own query: only stories that it matches."),
        click.option("--no-check", is_flag=True, help="Do not try whether the address answers."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def schedule_of(base: Schedule, when: str | None, at: tuple[str, ...], day: str | None, zone: str | None) -> Schedule:
    """`base` with what was named: --at alone asks for a daily digest, --day for a weekly one. Raises `UsageError`."""
    asked = Cadence(when) if when else Cadence.WEEKLY if day else base.cadence
    if not when and at and asked in (Cadence.INSTANT, Cadence.HOURLY):
        asked = Cadence.DAILY
    if asked not in (Cadence.DAILY, Cadence.WEEKLY) and at:
        raise UsageError(f"--at is the time of a daily or weekly digest; --when {asked.value} has none.")
    if asked is not Cadence.WEEKLY and day:
        raise UsageError(f"--day is the day of a weekly digest; --when {asked.value} has none.")
    times = verbs.times(at) if at else base.times
    return Schedule(asked, times[0], DAYS.index(day) if day else base.weekday, zone or base.zone, times[1:])


def tried(channel: Channel, address: str) -> None:
    """Raises `AddressError` when the address does not answer."""
    from monitor.service import trying

    if problem := asyncio.run(trying.destination(config(), channel, address)):
        raise AddressError(f"The address does not work ({problem}). Nothing was changed; --no-check takes it all the same.")


@group.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--channel", type=click.Choice([one.value for one in Channel]), help="Else guessed from the address.")
@chosen
@json_option
@placed
def add(
    name: str,
    address: str,
    channel: str | None,
    when: str | None,
    at: tuple[str, ...],
    day: str | None,
    zone: str | None,
    owner: str | None,
    kinds: tuple[str, ...],
    langs: tuple[str, ...],
    query: str | None,
    no_check: bool,
    as_json: bool,
) -> None:
    """Add a destination NAME at ADDRESS: a mail address, an https address or a directory (Maildir).

    A webhook's host is tried (found, connected, TLS); nothing is sent to it: `destinations test` does that.

    \b
    Examples: treaty-monitor destinations add desk desk@example.org --at 07:30 --at 17:00 --zone Europe/Berlin
              treaty-monitor destinations add hook https://example.org/in --owner ops@example.org
    """
    private = config().http.allow_private
    way = Channel(channel) if channel else guess(address)
    schedule = schedule_of(Schedule(), when, at, day, zone)
    address = verbs.checked_address(way, address, private)
    if not no_check:
        tried(way, address)
    with service() as found:
        one = verbs.add(
            found.store,
            found.clock(),
            name=name,
            channel=way,
            address=address,
            schedule=schedule,
            owner=owner,
            kinds=frozenset(Kind(kind) for kind in kinds) or frozenset({Kind.ACT, Kind.THREAT}),
            langs=frozenset(langs),
            query=query or "",
            private=private,
        )
    if as_json:
        print_json({"id": one.id, "name": one.name, "channel": one.channel, "secret": one.secret})
        return
    click.echo(f"Destination {one.name} added ({one.channel.value}, {_when(one.schedule)}). It gets what is found from now on.")
    if one.secret:
        click.echo(f"Signing secret, shown once: {one.secret}")


@group.command("edit")
@click.argument("name")
@click.option("--name", "new_name", help="Another name.")
@click.option("--address", help="Where it gets its messages from now on.")
@chosen
@placed
def edit(
    name: str,
    new_name: str | None,
    address: str | None,
    when: str | None,
    at: tuple[str, ...],
    day: str | None,
    zone: str | None,
    owner: str | None,
    kinds: tuple[str, ...],
    langs: tuple[str, ...],
    query: str | None,
    no_check: bool,
) -> None:
    """Change the destination NAME; what is not named stays, and nothing is lost: it goes on where it was.

    `--lang ""`, `--query ""` and `--owner ""` take the old value away. `--kind` and `--lang` replace all that was there.

    Example: treaty-monitor destinations edit desk --at 8 --at 17:00 --query country:RU
    """
    private = config().http.allow_private
    with service() as found:
        old = named(found, name)
        new = replace(
            old,
            name=new_name or old.name,
            address=old.address if address is None else verbs.checked_address(old.channel, address, private),
            schedule=schedule_of(old.schedule, when, at, day, zone),
            owner=old.owner if owner is None else verbs.checked_mail(owner) if owner else None,
            kinds=frozenset(Kind(kind) for kind in kinds) or old.kinds,
            langs=frozenset(filter(None, langs)) if langs else old.langs,
            query=old.query if query is None else query,
        )
        if new == old:
            raise UsageError("Nothing to change: name what is to be different, as in --at 8.")
        if new.owner is None and new.channel in (Channel.WEBHOOK, Channel.SLACK):
            raise UsageError("A webhook needs an owner: the mail address that is told when the endpoint is gone.")
        if new.address != old.address and not no_check:
            tried(new.channel, new.address)
        new = verbs.edit(found.store, found.clock(), old, new, private=private)
    click.echo(f"Destination {new.name} changed ({new.channel.value}, {_when(new.schedule)}).")
    if new.address != old.address and new.channel is Channel.EMAIL:
        click.echo("Mails that were written before and still wait go to the old address: it stands in them.")


@group.command("pause")
@click.argument("name")
@placed
def pause(name: str) -> None:
    """Send nothing to NAME until it is resumed; what waits and what comes is kept for it.

    Example: treaty-monitor destinations pause desk
    """
    with service() as found:
        changed = found.store.pause_destination(named(found, name).id, found.clock())
    click.echo(f"Destination {name} is paused{'' if changed else ' already'}. `destinations resume` sends what came meanwhile.")


@group.command("resume")
@click.argument("name")
@placed
def resume(name: str) -> None:
    """End the pause of NAME: what waited and what came meanwhile goes out.

    Example: treaty-monitor destinations resume desk
    """
    with service() as found:
        one = named(found, name)
        changed = found.store.resume_destination(one.id)
    click.echo(f"Destination {name} goes on." if changed else f"Destination {name} was not paused.")
    if one.disabled_at is not None:
        click.echo(f"It is disabled ({one.disabled_reason}): `treaty-monitor destinations enable {name}` takes that back.")


@group.command("enable")
@click.argument("name")
@click.option("--from-now", is_flag=True, help="Drop what waited and what came meanwhile.")
@placed
def enable(name: str, from_now: bool) -> None:
    """Take back that NAME is disabled. After an endpoint was gone (410), what waited goes out and what came meanwhile is told.

    A destination that unsubscribed gets what comes from now on.

    Example: treaty-monitor destinations enable hook
    """
    with service() as found:
        one = named(found, name)
        waited = found.store.enable_destination(one.id, found.clock(), from_now=from_now)
    if waited is None:
        click.echo(f"Destination {name} was not disabled.")
    elif one.gone and not from_now:
        click.echo(
            f"Destination {name} is enabled. {waited} {'message that waited goes' if waited == 1 else 'messages that waited go'} out now."
        )
    else:
        click.echo(f"Destination {name} is enabled. It gets what is found from now on.")
    if one.paused_at is not None:
        click.echo(f"It is paused: `treaty-monitor destinations resume {name}` ends that.")


@group.command("rotate-secret")
@click.argument("name")
@click.option("--hours", type=click.IntRange(0, 24 * 90), default=24, show_default=True, help="How long the old secret signs as well.")
@json_option
@placed
def rotate_secret(name: str, hours: int, as_json: bool) -> None:
    """Give the webhook NAME a new signing secret; for some hours messages carry a signature by the old one too.

    Example: treaty-monitor destinations rotate-secret hook --hours 48
    """
    with service() as found:
        one = named(found, name)
        if one.channel is not Channel.WEBHOOK:
            raise UsageError(f"{name} is no webhook: only webhooks are signed.")
        secret, until = verbs.rotate_secret(found.store, one, found.clock(), timedelta(hours=hours))
    if as_json:
        print_json({"name": name, "secret": secret, "old_secret_until": until})
        return
    click.echo(f"New signing secret, shown once: {secret}")
    click.echo(f"The old one signs as well until {moment(until)} UTC." if hours else "The old one no longer signs.")


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
        [(one.name, one.channel.value, _address(one), _when(one.schedule), moment(one.last_message_at), _state(one)) for one in rows],
        "No destination. `treaty-monitor destinations add NAME ADDRESS` adds one.",
    )


def _address(one: Destination) -> str:
    return redact_url(one.address) if one.channel in (Channel.WEBHOOK, Channel.SLACK) else one.address


def _state(one: Destination) -> str:
    if one.disabled_at is not None:
        return f"disabled {moment(one.disabled_at)}: {one.disabled_reason}"
    return f"paused since {moment(one.paused_at)}" if one.paused_at is not None else "on"


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
        "paused_at": one.paused_at,
        "old_secret_until": one.secret_until,
    }


def _when(schedule: Schedule) -> str:
    times = ", ".join(f"{at:%H:%M}" for at in schedule.times)
    match schedule.cadence:
        case Cadence.INSTANT | Cadence.HOURLY:
            return schedule.cadence.value
        case Cadence.DAILY:
            return f"daily {times} {schedule.zone}"
        case Cadence.WEEKLY:
            return f"{DAYS[schedule.weekday]} {times} {schedule.zone}"


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
        view = found.preview(named(found, name), since=since)
    if view is None:
        click.echo("Nothing waits for this destination. `--since 0` shows everything that was ever found.")
        return
    click.echo(render.text(view), nl=False)
    if html:
        html.write_text(render.html(view), encoding="utf-8")
        click.echo(f"HTML written: {html}", err=True)


COMMANDS = (group, digest_group)
