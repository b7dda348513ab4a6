"""destinations add | list | remove | test, and digest preview; `changing` has the commands that change
a destination.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from monitor import channels
from monitor.channels.mail_content import html as html_of
from monitor.channels.mail_content import text
from monitor.cli import asking as asking_commands
from monitor.cli import changing, choices, forecasts, subscribers, webhooks
from monitor.cli.asking import Asking, asks, yes_option
from monitor.cli.asking_text import asks_text, query_json
from monitor.cli.changing import chosen, tried
from monitor.cli.forecasts import forecast_json, foreseen
from monitor.cli.root import config, json_option, moment, open_service, placed, print_json, print_table
from monitor.cli.timing import Timing, timed, when_text
from monitor.cli.webhooks import key_values, only_option, show_key
from monitor.model import Consent, Destination, Outcome, SavedQuery, Schedule
from monitor.service import arrivals, signing_up
from monitor.service import destinations as verbs
from monitor.service.arrivals import Seen


@click.group("destinations")
def group() -> None:
    """Destinations: who gets which messages, and when."""


@group.command("add")
@click.argument("name")
@click.argument("address")
@click.option(
    "--channel",
    type=click.Choice([channel.name for channel in channels.CHANNELS]),
    help="Else guessed from the address.",
)
@click.option(
    "--asymmetric", is_flag=True, help="Sign webhooks with a key pair (ed25519) instead of a shared secret."
)
@timed
@only_option
@chosen
@asks
@yes_option
@json_option
@placed
def add(
    timing: Timing,
    asking: Asking,
    name: str,
    address: str,
    channel: str | None,
    asymmetric: bool,
    only: tuple[str, ...],
    owner: str | None,
    reader: str | None,
    possible: bool | None,
    no_check: bool,
    sure: bool,
    as_json: bool,
) -> None:
    """Add a destination NAME at ADDRESS: a mail address, an https address or a directory (Maildir).

    The host of a webhook or chat service is tried (name, connection, TLS), but nothing is sent;
    `destinations test` sends a message. docs/channels.md says how the address of each channel is written.

    \b
    Examples: treaty-monitor destinations add desk desk@example.org --at 07:30
              treaty-monitor destinations add hook https://example.org/in --owner ops@example.org
    """
    private = config().http.allow_private
    channel = channel or channels.by_address(address).name
    schedule = timing.schedule(Schedule())
    address = channels.checked_address(channel, address, private)
    if not no_check:
        tried(channel, address)
    with open_service(make=True) as service:
        wanted = Destination(
            0,
            name,
            channel,
            address,
            schedule,
            owner=owner,
            queries=(asking.saved(service, SavedQuery()),),
            urgent=timing.urgent_stages(frozenset()),
            empty=timing.wants_empty(False),
            reader=reader or "en",
            filters=only,
            possible=bool(possible),
        )
        verbs.check_new(service, wanted, asymmetric=asymmetric)
        forecast = foreseen(service, wanted, sure=sure, quiet=as_json)
        destination = verbs.add(
            service,
            name=name,
            channel=channel,
            address=address,
            schedule=schedule,
            owner=owner,
            queries=wanted.queries,
            urgent=wanted.urgent,
            empty=wanted.empty,
            asymmetric=asymmetric,
            filters=only,
            reader=wanted.reader,
            possible=wanted.possible,
        )
    if as_json:
        print_json(
            {
                "id": destination.id,
                "name": destination.name,
                "channel": destination.channel,
                **key_values(destination.secret, verbs.public_key_of(destination)),
                "forecast": forecast_json(forecast),
            }
        )
        return
    click.echo(
        f"Destination {destination.name} added ({destination.channel}, {when_text(destination)}). "
        "It gets what is found from now on."
    )
    show_key(destination.secret, verbs.public_key_of(destination))


@group.command("list")
@json_option
@placed
def listing(as_json: bool) -> None:
    """List the destinations, and say how many addresses were entered in the form and wait for a confirmation.

    Example: treaty-monitor destinations list
    """
    with open_service() as service:
        rows = verbs.list_all(service)
        seen = arrivals.seen(service, rows)
        sign_ups = signing_up.overview(service)
    consents = sign_ups.consents
    if as_json:
        print_json(
            [_shown(destination, seen[destination.id], consents.get(destination.id)) for destination in rows]
        )
        return
    print_table(
        ("name", "channel", "address", "when", "asks for", "last delivered", "state"),
        [
            (
                destination.name,
                destination.channel,
                seen[destination.id].address,
                when_text(destination),
                asks_text(destination),
                moment(seen[destination.id].arrival.delivered_at),
                _state(destination, seen[destination.id]) + _signed_up(consents.get(destination.id)),
            )
            for destination in rows
        ],
        "No destination. `treaty-monitor destinations add NAME ADDRESS` adds one.",
    )
    if waiting := sign_ups.waiting:
        wait = "1 address was" if waiting == 1 else f"{waiting} addresses were"
        click.echo(
            f"{wait} entered in the form and not confirmed yet; after {signing_up.DAYS} days that ends."
        )


def _signed_up(consent: Consent | None) -> str:
    return f", signed up {moment(consent.confirmed_at)}" if consent else ""


def _state(destination: Destination, seen: Seen) -> str:
    if not destination.served:
        return f"waits: this version has no channel {destination.channel!r}"
    if destination.disabled_at is not None:
        return f"disabled {moment(destination.disabled_at)}: {destination.disabled_reason}"
    if destination.paused_at is not None:
        return f"paused since {moment(destination.paused_at)}"
    if (unreachable := seen.unreachable) is not None:
        return unreachable.reason or f"address bounced: waits until {moment(unreachable.until)}"
    failing = arrivals.words(seen.arrival, moment(seen.arrival.failing_since))
    warned = f"failing: {destination.warned} % of the way to being disabled" if destination.warned else ""
    return ", ".join(part for part in (failing, warned) if part) or "on"


def _shown(destination: Destination, seen: Seen, consent: Consent | None) -> dict[str, object]:
    return {
        "id": destination.id,
        "name": destination.name,
        "channel": destination.channel,
        "address": seen.address,
        "owner": destination.owner,
        "schedule": destination.schedule,
        "queries": [query_json(saved) for saved in destination.queries],
        "urgent": destination.urgent,
        "language": destination.reader,
        "empty": destination.empty,
        "filters": destination.filters,
        "served": destination.served,
        "warned_percent": destination.warned,
        "possible": destination.possible,
        "last_message_at": destination.last_message_at,
        "last_delivered_at": seen.arrival.delivered_at,
        "failing_since": seen.arrival.failing_since,
        "waiting": seen.arrival.waiting,
        "given_up": seen.arrival.given_up,
        "address_problem": seen.unreachable.reason or "bounced" if seen.unreachable else None,
        "address_waits_until": seen.unreachable.until if seen.unreachable else None,
        "disabled_at": destination.disabled_at,
        "disabled_reason": destination.disabled_reason,
        "paused_at": destination.paused_at,
        "public_key": verbs.public_key_of(destination),
        "old_secret_until": destination.secret_until,
        "signed_up_at": consent.asked_at if consent else None,
        "confirmed_at": consent.confirmed_at if consent else None,
    }


@group.command("remove")
@click.argument("name")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
@placed
def remove(name: str, sure: bool) -> None:
    """Remove the destination NAME; what waits for it is not sent. On a terminal that is asked before.

    Example: treaty-monitor destinations remove desk
    """
    with open_service() as service:
        waiting = verbs.unsent(service, name)
        if not sure and forecasts.can_ask():
            click.confirm(f"{_dropped(name, waiting)} Remove {name}?", abort=True)
        verbs.remove(service, name)
    click.echo(f"Destination {name} removed. {_dropped(name, waiting)}")


def _dropped(name: str, waiting: int) -> str:
    if not waiting:
        return f"No message waits for {name}."
    if waiting == 1:
        return f"1 message that waits for {name} is not sent."
    return f"{waiting} messages that wait for {name} are not sent."


@group.command("test")
@click.argument("name")
@placed
def test(name: str) -> None:
    """Send one test message to NAME now. It is marked as a test and is not stored.

    Example: treaty-monitor destinations test desk
    """

    with open_service() as service:
        result = asyncio.run(verbs.send_test(service, name))
    click.echo(f"{result.outcome.value}: {result.words}")
    if result.outcome is not Outcome.SENT:
        raise SystemExit(1)


@click.group("digest")
def digest_group() -> None:
    """Digests before they are sent."""


@digest_group.command("preview")
@click.argument("name", default="local")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the HTML there as well; further parts go beside it, as FILE-2 and so on.",
)
@click.option("--since", type=click.IntRange(0), help="Show what came after this alert id, sent or not.")
@placed
def preview(name: str, html: Path | None, since: int | None) -> None:
    """Print the digest that NAME would get now. Sends and changes nothing.

    Example: treaty-monitor digest preview local-daily --html digest.html
    """
    with open_service() as service:
        parts = service.preview(verbs.named(service, name), since=since)
    if not parts:
        if since is None:
            click.echo(
                "Nothing waits for this destination. `--since 0` shows everything that was ever found."
            )
        else:
            click.echo(
                f"Nothing that this destination asks for was found after alert {since}. What `replay` "
                "reads is told to nobody."
            )
        return
    click.echo("\n".join(text(part) for part in parts), nl=False)
    for number, part in enumerate(parts if html else (), 1):
        assert html is not None
        path = html if number == 1 else html.with_stem(f"{html.stem}-{number}")
        path.write_text(html_of(part), encoding="utf-8")
        click.echo(f"HTML written: {path}", err=True)


for command in (
    *changing.COMMANDS,
    *asking_commands.COMMANDS,
    *webhooks.COMMANDS,
    *choices.COMMANDS,
    *subscribers.COMMANDS,
):
    group.add_command(command)

COMMANDS = (group, digest_group)
