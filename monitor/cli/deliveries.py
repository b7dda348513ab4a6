"""deliveries list | show | retry | cancel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from monitor.cli.root import (
    json_option,
    moment,
    open_service,
    placed,
    plain,
    print_json,
    print_table,
    say,
)
from monitor.errors import UsageError
from monitor.model import MessageState
from monitor.service import deliveries as verbs

if TYPE_CHECKING:
    from monitor.service import Service
    from monitor.service.deliveries import Delivery

P = ParamSpec("P")
R = TypeVar("R")


@click.group("deliveries")
def group() -> None:
    """Messages: which were sent, wait or failed, and why."""


def chosen(function: Callable[P, R]) -> Callable[P, R]:
    """Adds the options that say which messages are meant."""
    options = (
        click.option("--destination", metavar="NAME", help="Only those to this destination."),
        click.option(
            "--since",
            metavar="WHEN",
            help="Only those written since then: 2026-11-23, 2026-11-23T08:00 (UTC), or 12h, 3d, 2w ago.",
        ),
        click.option("--until", metavar="WHEN", help="Only those written before then."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _wanted(service: Service, destination: str | None, since: str | None, until: str | None) -> verbs.Wanted:
    now = service.clock()
    return verbs.Wanted(
        destination,
        verbs.moment(since, now) if since else None,
        verbs.moment(until, now) if until else None,
    )


@group.command("list")
@click.option("--state", type=click.Choice([choice.value for choice in MessageState]), help="Only these.")
@chosen
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@json_option
@placed
def listing(
    state: str | None,
    destination: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List messages, newest first. `ready` goes out with the next tick, `deferred` failed and is tried again.

    Example: treaty-monitor deliveries list --state dead --destination hook --since 3d
    """
    with open_service() as service:
        wanted = _wanted(service, destination, since, until)
        rows = verbs.list_all(service, MessageState(state) if state else None, limit, wanted)
        states, next_try = verbs.states(service, wanted)
    if as_json:
        print_json([_record(row) for row in rows])
        return
    print_table(
        ("ref", "to", "subject", "state", "attempts", "written (UTC)", "next try", "why"),
        [
            (
                f"#{row.message.ref}",
                row.to,
                row.message.subject,
                row.message.state.value,
                str(row.message.attempts),
                moment(row.message.created_at),
                moment(row.message.next_at),
                row.held or row.note,
            )
            for row in rows
        ],
        "No message yet." if not wanted.destination and not since else "No such message.",
    )
    if states:
        click.echo(f"\nIn all: {_totals(states, next_try)}.")


def _totals(states: dict[MessageState, int], next_try: datetime | None) -> str:
    """`1 ready, 2 deferred (the next at 2026-11-23 08:05), 7 sent`."""
    parts = [f"{states[state]} {state.value}" for state in MessageState if state in states]
    when = f" deferred (the next at {moment(next_try)})"
    return ", ".join(part.replace(" deferred", when) for part in parts)


def _record(row: Delivery) -> dict[str, Any]:
    """A message as `--json` has it: without bytes and secrets, and of a secret address its host alone."""
    record: dict[str, Any] = plain(row)
    record["message"]["address"] = verbs.shown_address(row)
    return record


@group.command("show")
@click.argument("message")
@click.option("--body", is_flag=True, help="Print the frozen bytes instead.")
@json_option
@placed
def show(message: str, body: bool, as_json: bool) -> None:
    """Show one MESSAGE (its reference or id) and every attempt.

    The reference of an act, as subjects have it, means the newest message that tells the act.

    Example: treaty-monitor deliveries show A1B2
    """
    with open_service() as service:
        meant = verbs.find(service, message)
    if body:
        click.echo(meant.delivery.message.body)
    elif as_json:
        others = [other.message.ref for other in meant.others]
        print_json(_record(meant.delivery) | {"act": meant.act or None, "others": others})
    else:
        if meant.act:
            click.echo(_what_is(meant))
        _print(meant.delivery)
        _print_others(meant)


def _what_is(meant: verbs.Meant) -> str:
    if meant.delivery.message.ref == meant.act:
        return f"{meant.act} is the reference of this message, and of an act:"
    return f"{meant.act} is the reference of an act; this is a message about it:"


def _print_others(meant: verbs.Meant) -> None:
    """The other messages about the act that was named."""
    if not meant.others:
        return
    click.echo(f"\nOther messages about the act {meant.act}, newest first:")
    shown = meant.others[: verbs.MOST_NAMED]
    for other in shown:
        written, state = moment(other.message.created_at), other.message.state.value
        say(f"#{other.message.ref} to {other.to}, {state}, written {written}: {other.message.subject}")
    if more := len(meant.others) - len(shown):
        click.echo(f"and {more} more")


def _print(row: Delivery) -> None:
    """A message and its attempts for people."""
    say(f"#{row.message.ref}  {row.message.subject}", hang=7)
    say(f"to {row.to} ({row.message.channel}, {verbs.shown_address(row)}), id msg_{row.message.wid}", hang=3)
    ended = f", ended {moment(row.ended_at)}" if row.ended_at else ""
    again = f", next try {moment(row.message.next_at)}" if row.message.next_at else ""
    say(f"{row.message.state.value}, written {moment(row.message.created_at)}{again}{ended} (UTC)")
    if why := row.held or row.note:
        say(why)
    print_table(
        ("attempt", "at (UTC)", "outcome", "code", "text"),
        [
            (
                str(logged.number),
                f"{logged.at:%Y-%m-%d %H:%M:%S}",
                verbs.CAME_TO[logged.attempt.outcome],
                logged.attempt.code,
                logged.attempt.text,
            )
            for logged in row.attempts
        ],
        "No attempt yet.",
    )


def _checked_choice(message: str | None, all_of_them: bool, destination: str | None) -> None:
    """Raises `UsageError` unless one message is named, or all of one destination."""
    if all_of_them and (message is not None or destination is None):
        raise UsageError("--all goes with --destination NAME, and without a MESSAGE.")
    if not all_of_them and (message is None or destination is not None):
        raise UsageError("Name a MESSAGE (its reference), or --all --destination NAME.")


@group.command("retry")
@click.argument("message", required=False)
@click.option("--all", "all_of_them", is_flag=True, help="All dead and deferred ones of a destination.")
@click.option(
    "--state",
    type=click.Choice([state.value for state in verbs.WAITING]),
    help="With --all, only these. Without --destination: `deferred`, those of all destinations.",
)
@chosen
@placed
def retry(
    message: str | None,
    all_of_them: bool,
    state: str | None,
    destination: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Send a dead, deferred or suppressed MESSAGE again: same id, same bytes. A deferred one is due now.

    After an outage of the mail server, `--all --state deferred` sends what waits for all destinations.

    \b
    Examples: treaty-monitor deliveries retry A1B2
              treaty-monitor deliveries retry --all --destination hook --since 3d
              treaty-monitor deliveries retry --all --state deferred
    """
    if state is not None and not all_of_them:
        raise UsageError("--state goes with --all.")
    if not (all_of_them and message is None and state == MessageState.DEFERRED):
        _checked_choice(message, all_of_them, destination)
    with open_service() as service:
        if message is not None:
            row, held = verbs.retry(service, message)
            when = f"waits: {held}" if held else "goes out with the next tick of the running service"
            click.echo(f"#{row.message.ref} {when}.")
            return
        states = (MessageState(state),) if state else verbs.WAITING
        retried = verbs.retry_all(service, _wanted(service, destination, since, until), states)
    _print_retried(retried)


def _print_retried(retried: verbs.Retried) -> None:
    """How many messages go out, wait all the same, or cannot be sent."""
    number, held = sum(retried.again.values()), sum(retried.held.values())
    parts = ", ".join(f"{count} {state.value}" for state, count in sorted(retried.again.items()))
    was = f" (before: {parts})" if parts else ""
    going = "1 message goes" if number - held == 1 else f"{number - held} messages go"
    click.echo(f"{going} out with the next tick of the running service{'' if held else was}.")
    for why, count in retried.held.items():
        click.echo(f"{count} more {'waits' if count == 1 else 'wait'}: {why}.")
    for why, count in retried.barred.items():
        click.echo(f"{count} more cannot be sent: {why}.")
    if retried.lost:
        click.echo(
            f"{retried.lost} more cannot be sent: their bytes are older than what is kept (retention)."
        )


@group.command("cancel")
@click.argument("message", required=False)
@click.option("--all", "all_of_them", is_flag=True, help="All that wait for a destination.")
@chosen
@click.option("--reason", default=verbs.NO_REASON, show_default=True, help="Why; it stays in the ledger.")
@placed
def cancel(
    message: str | None,
    all_of_them: bool,
    destination: str | None,
    since: str | None,
    until: str | None,
    reason: str,
) -> None:
    """Do not send a MESSAGE that waits: it ends as `suppressed`, and `retry` takes that back.

    \b
    Examples: treaty-monitor deliveries cancel A1B2 --reason "sent by hand"
              treaty-monitor deliveries cancel --all --destination hook --until 2026-11-20
    """
    _checked_choice(message, all_of_them, destination)
    with open_service() as service:
        if message is not None:
            row = verbs.cancel(service, message, reason)
            click.echo(
                f"#{row.message.ref} is not sent. `deliveries retry {row.message.ref}` takes that back."
            )
            return
        number = verbs.cancel_all(service, _wanted(service, destination, since, until), reason)
    click.echo("1 message is not sent." if number == 1 else f"{number} messages are not sent.")


COMMANDS = (group,)
