"""deliveries list | show | retry."""

from __future__ import annotations

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json, print_table, safe
from monitor.model import MessageState
from monitor.service import deliveries as verbs


@click.group("deliveries")
def group() -> None:
    """Messages: which were sent, wait or failed, and why."""


@group.command("list")
@click.option("--state", type=click.Choice([choice.value for choice in MessageState]), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@json_option
@placed
def listing(state: str | None, limit: int, as_json: bool) -> None:
    """List messages, newest first.

    Example: treaty-monitor deliveries list --state dead
    """
    with open_service() as service:
        rows = verbs.list_all(service, MessageState(state) if state else None, limit)
    if as_json:
        print_json(rows)
        return
    print_table(
        ("ref", "destination", "subject", "state", "attempts", "written (UTC)", "last reply"),
        [
            (
                f"#{row.message.ref}",
                row.destination,
                row.message.subject,
                row.message.state.value,
                str(row.message.attempts),
                moment(row.message.created_at),
                row.note,
            )
            for row in rows
        ],
        "No message yet.",
    )


@group.command("show")
@click.argument("message")
@click.option("--body", is_flag=True, help="Print the frozen bytes instead.")
@json_option
@placed
def show(message: str, body: bool, as_json: bool) -> None:
    """Show one MESSAGE (its reference or id) and every attempt.

    Example: treaty-monitor deliveries show A1B2
    """
    with open_service() as service:
        row = verbs.named(service, message)
    if body:
        click.echo(row.message.body)
    elif as_json:
        print_json(row)
    else:
        click.echo(f"#{row.message.ref}  {row.message.subject}")
        click.echo(
            f"{row.message.state.value}, written {moment(row.message.created_at)} UTC, next try "
            f"{moment(row.message.next_at)}"
        )
        if row.note:
            click.echo(safe(row.note).plain)
        print_table(
            ("attempt", "at (UTC)", "outcome", "code", "text"),
            [
                (
                    str(logged.number),
                    moment(logged.at),
                    logged.attempt.outcome.value,
                    logged.attempt.code,
                    logged.attempt.text,
                )
                for logged in row.attempts
            ],
            "No attempt yet.",
        )


@group.command("retry")
@click.argument("message")
@placed
def retry(message: str) -> None:
    """Send a dead or deferred MESSAGE again: same id, same bytes.

    Example: treaty-monitor deliveries retry A1B2
    """
    with open_service() as service:
        row = verbs.retry(service, message)
    click.echo(f"#{row.message.ref} goes out with the next tick of the running service.")


COMMANDS = (group,)
