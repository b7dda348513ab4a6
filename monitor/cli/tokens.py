"""tokens add | list | revoke."""

from __future__ import annotations

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json, print_table
from monitor.service import api_tokens as verbs
from monitor.service.api_tokens import Scope


@click.group("tokens")
def group() -> None:
    """Tokens with which programs use the parts of the API that are not public."""


@group.command("add")
@click.argument("name")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.READ.value,
    show_default=True,
    help="read: destinations, deliveries, feeds, possible exits, explain. operate: also send messages again.",
)
@json_option
@placed
def add(name: str, scope: str, as_json: bool) -> None:
    """Make a token for the program NAME, and print it. Only a hash of it is stored: it is shown this once.

    Example: treaty-monitor tokens add dashboard --scope read
    """
    with open_service() as service:
        token = verbs.add(service, name, Scope(scope))
    if as_json:
        print_json({"name": name, "scope": scope, "token": token})
        return
    click.echo(token)
    click.echo(
        f"Keep it: it is shown this once. {name} sends it as `Authorization: Bearer {token[:6]}...`.",
        err=True,
    )


@group.command("list")
@json_option
@placed
def listing(as_json: bool) -> None:
    """List the tokens, without the secrets.

    Example: treaty-monitor tokens list
    """
    with open_service() as service:
        tokens = verbs.list_all(service)
    if as_json:
        print_json(
            [
                {
                    "name": token.name,
                    "scope": token.scope,
                    "created_at": token.created_at,
                    "used_at": token.used_at,
                }
                for token in tokens
            ]
        )
        return
    print_table(
        ("name", "scope", "since (UTC)", "last used (UTC)"),
        [(token.name, token.scope, moment(token.created_at), moment(token.used_at)) for token in tokens],
        "No token: the API gives what is public. `treaty-monitor tokens add NAME` makes one.",
    )


@group.command("revoke")
@click.argument("name")
@placed
def revoke(name: str) -> None:
    """End the token of the program NAME at once.

    Example: treaty-monitor tokens revoke dashboard
    """
    with open_service() as service:
        verbs.revoke(service, name)
    click.echo(f"{name} may not use the API any more.")


COMMANDS = (group,)
