"""destinations edit | pause | resume | enable, and the options that they share with `add`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, TypeVar

import click

from monitor import channels
from monitor.channels.mail_address import checked_mail
from monitor.cli.asking import Asking, asks, yes_option
from monitor.cli.asking_text import tell_covered
from monitor.cli.forecasts import foreseen, tell_held_back
from monitor.cli.root import config, open_service, placed
from monitor.cli.timing import Timing, timed, when_text
from monitor.cli.webhooks import only_option
from monitor.errors import AddressError, UsageError
from monitor.service import destinations as verbs
from monitor.service.asking import held_back
from monitor.wording import LANGUAGES

P = ParamSpec("P")
R = TypeVar("R")


def chosen(function: Callable[P, R]) -> Callable[P, R]:
    """Adds the options that `add` and `edit` share, but for those of `timing` and `asking`."""
    options = (
        click.option("--owner", help="Mail address that is told when a webhook is gone."),
        click.option(
            "--language",
            "reader",
            type=click.Choice([*LANGUAGES]),
            help="Language of its messages; headlines and quotations stay as they are. Else English.",
        ),
        click.option(
            "--possible/--no-possible",
            "possible",
            default=None,
            help="Show possible exits, which nobody has confirmed, in its daily or weekly digest; else not.",
        ),
        click.option("--no-check", is_flag=True, help="Do not try whether the address answers."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def tried(channel: str, address: str) -> None:
    """Tries an address. Raises `AddressError` when it does not answer."""
    from monitor.service import trying

    if problem := asyncio.run(trying.destination(config(), channel, address)):
        raise AddressError(
            f"The address does not work ({problem}). Nothing was changed; --no-check takes it all the same."
        )


@click.command("edit")
@click.argument("name")
@click.option("--name", "new_name", help="Another name.")
@click.option("--address", help="Where it gets its messages from now on.")
@timed
@only_option
@chosen
@asks
@yes_option
@placed
def edit(
    timing: Timing,
    asking: Asking,
    name: str,
    new_name: str | None,
    address: str | None,
    only: tuple[str, ...],
    owner: str | None,
    reader: str | None,
    possible: bool | None,
    no_check: bool,
    sure: bool,
) -> None:
    """Change the destination NAME; options that are not given stay, and no alert is lost.

    What it asks for is that of its first saved query; `destinations queries` has all of them. An empty value
    deletes the old one: `--topic ""`, `--country ""`, `--actor ""`, `--stage ""`, `--lang ""`, `--query ""`,
    `--note ""`, `--owner ""`, `--only ""`, `--quiet ""`, `--urgent ""`.
    Options that may be repeated replace all old values.

    Example: treaty-monitor destinations edit desk --at 8 --at 17:00 --query country:RU
    """
    private = config().http.allow_private
    with open_service() as service:
        old = verbs.named(service, name)
        new = replace(
            old,
            name=new_name or old.name,
            address=old.address
            if address is None
            else channels.checked_address(old.channel, address, private),
            schedule=timing.schedule(old.schedule),
            urgent=timing.urgent_stages(old.urgent),
            empty=timing.wants_empty(old.empty),
            owner=old.owner if owner is None else checked_mail(owner) if owner else None,
            queries=(asking.saved(service, old.queries[0]), *old.queries[1:]),
            reader=reader or old.reader,
            filters=tuple(filter(None, only)) if only else old.filters,
            possible=old.possible if possible is None else possible,
        )
        if new == old:
            raise UsageError("Nothing to change: name what is to be different, as in --at 8.")
        if new.owner is None and channels.stored(new.channel).needs_owner:
            raise UsageError(
                "A webhook needs an owner: the mail address that is told when the endpoint is gone."
            )
        verbs.check_edit(service, old, new)
        if new.address != old.address and not no_check:
            tried(new.channel, new.address)
        if (new.queries, new.schedule, new.empty) != (old.queries, old.schedule, old.empty):
            foreseen(service, new, before=old, sure=sure)
        held = held_back(service, old) if new.queries != old.queries else 0
        new = verbs.edit(service, old, new)
    click.echo(f"Destination {new.name} changed ({new.channel}, {when_text(new)}).")
    tell_covered(old, new)
    tell_held_back(held)
    if new.address != old.address and channels.stored(new.channel).address_in_body:
        click.echo("Mails that were written before and still wait go to the old address: it stands in them.")


@click.command("pause")
@click.argument("name")
@placed
def pause(name: str) -> None:
    """Send nothing to NAME until it is resumed; its messages and alerts are kept.

    Example: treaty-monitor destinations pause desk
    """
    with open_service() as service:
        changed = verbs.pause(service, name)
    click.echo(
        f"Destination {name} is paused{'' if changed else ' already'}. `destinations resume` sends what "
        "came meanwhile."
    )


@click.command("resume")
@click.argument("name")
@placed
def resume(name: str) -> None:
    """End the pause of NAME: messages that waited and alerts that came meanwhile are sent.

    Example: treaty-monitor destinations resume desk
    """
    with open_service() as service:
        destination, changed = verbs.resume(service, name)
    click.echo(f"Destination {name} goes on." if changed else f"Destination {name} was not paused.")
    if destination.disabled_at is not None:
        click.echo(
            f"It is disabled ({destination.disabled_reason}): `treaty-monitor destinations enable {name}` "
            "takes that back."
        )


@click.command("enable")
@click.argument("name")
@click.option("--from-now", is_flag=True, help="Drop what waited and what came meanwhile.")
@placed
def enable(name: str, from_now: bool) -> None:
    """Enable NAME again. If its endpoint was gone (410), messages that waited and alerts that came meanwhile
    are sent.

    A destination that unsubscribed or complained gets only what comes from now on. An address whose mail
    bounced is tried again.

    Example: treaty-monitor destinations enable hook
    """
    with open_service() as service:
        destination, waited = verbs.enable(service, name, from_now=from_now)
        given_up = verbs.given_up(service, name)
    if waited is None:
        click.echo(f"Destination {name} was not disabled, and nothing kept mail from its address.")
    elif destination.disabled_at is None:
        click.echo(f"Messages to the address of {name} are tried again.")
    elif destination.gone and not from_now:
        waiting = "1 message that waited goes" if waited == 1 else f"{waited} messages that waited go"
        when = "out when it is resumed" if destination.paused_at else "out now"
        click.echo(f"Destination {name} is enabled. {waiting} {when}.")
    else:
        click.echo(f"Destination {name} is enabled. It gets what is found from now on.")
    if waited is not None and given_up:
        messages = "1 message was" if given_up == 1 else f"{given_up} messages were"
        click.echo(
            f"{messages} given up before: `treaty-monitor deliveries retry --all --state dead --destination "
            f"{name}` sends them again."
        )
    if destination.paused_at is not None:
        click.echo(f"It is paused: `treaty-monitor destinations resume {name}` ends that.")


COMMANDS = (edit, pause, resume, enable)
