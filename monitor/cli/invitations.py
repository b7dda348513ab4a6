"""invitations add | list | link | revoke."""

from __future__ import annotations

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json, print_table
from monitor.service import invitations as verbs
from monitor.service.invitations import DAYS, KINDS, MOST_DAYS, Listed, State


@click.group("invitations")
def group() -> None:
    """Invitations: links by which teams connect their own chat service or webhook."""


@group.command("add")
@click.argument("name")
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=DAYS,
    show_default=True,
    help="How long the link may be used.",
)
@click.option("--kind", type=click.Choice(KINDS), help="The only channel that it is for; else any of these.")
@json_option
@placed
def add(name: str, days: int, kind: str | None, as_json: bool) -> None:
    """Invite the team NAME, and print the link to its form. The link works once; only a hash of it is stored.

    Behind it the team enters an address, which gets a test message first. Its destination is called NAME.

    \b
    Examples: treaty-monitor invitations add "Desk of the Herald"
              treaty-monitor invitations add lawyers --kind slack --days 2
    """
    with open_service() as service:
        address, invitation = verbs.add(service, name, days=days, kind=kind or "")
    if as_json:
        expires = invitation.expires_at
        print_json({"name": invitation.name, "kind": kind, "link": address, "expires_at": expires})
        return
    click.echo(address)
    click.echo(
        f"Give it to {invitation.name} alone: it is shown this once, and works until "
        f"{moment(invitation.expires_at)} UTC.",
        err=True,
    )


@group.command("list")
@json_option
@placed
def listing(as_json: bool) -> None:
    """List the invitations, and what became of them. The links themselves are not stored.

    Example: treaty-monitor invitations list
    """
    with open_service() as service:
        invitations = verbs.list_all(service)
    if as_json:
        print_json([_shown(listed) for listed in invitations])
        return
    print_table(
        ("name", "channel", "made (UTC)", "until (UTC)", "state"),
        [
            (
                listed.invitation.name,
                listed.invitation.kind or "any",
                moment(listed.invitation.created_at),
                moment(listed.invitation.expires_at),
                _state(listed),
            )
            for listed in invitations
        ],
        "No invitation. `treaty-monitor invitations add NAME` makes one.",
    )


def _state(listed: Listed) -> str:
    if listed.state is State.CONNECTED:
        return f"connected {listed.destination} {moment(listed.invitation.used_at)}"
    return listed.state.value


def _shown(listed: Listed) -> dict[str, object]:
    invitation = listed.invitation
    return {
        "name": invitation.name,
        "kind": invitation.kind or None,
        "state": listed.state.value,
        "destination": listed.destination or None,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "used_at": invitation.used_at,
    }


@group.command("link")
@click.argument("name")
@placed
def link(name: str) -> None:
    """Print the link to the page of the team NAME, which has connected a destination and lost its link.

    Example: treaty-monitor invitations link lawyers
    """
    with open_service() as service:
        address = verbs.page(service, name)
    click.echo(address)


@group.command("revoke")
@click.argument("name")
@placed
def revoke(name: str) -> None:
    """End the invitation NAME at once; if it was used, the page of its team. Its destination stays.

    Example: treaty-monitor invitations revoke lawyers
    """
    with open_service() as service:
        listed = verbs.revoke(service, name)
    if listed.state is State.CONNECTED:
        click.echo(
            f"The page of {listed.invitation.name} is closed. The destination {listed.destination} stays: "
            f"`treaty-monitor destinations remove` ends it."
        )
    else:
        click.echo(f"The invitation {listed.invitation.name} may not be used any more.")


COMMANDS = (group,)
