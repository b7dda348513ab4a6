"""operators add | list | password | unlock | remove."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json, print_table
from monitor.errors import UsageError
from monitor.service import operators as verbs

password_file = click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File that has the password alone; without it the password is asked for twice.",
)


@click.group("operators")
def group() -> None:
    """Who may log in to the operator's pages."""


@group.command("add")
@click.argument("name")
@password_file
@placed
def add(name: str, password_file: Path | None) -> None:
    """Let NAME log in at /operator/login. The first operator switches the operator's pages on.

    Example: treaty-monitor operators add alice
    """
    with open_service() as service:
        verbs.add(service, name, _password(password_file))
    click.echo(f"{name} can log in at /operator/login.")


@group.command("list")
@json_option
@placed
def listing(as_json: bool) -> None:
    """List the operators.

    Example: treaty-monitor operators list
    """
    with open_service() as service:
        operators = verbs.list_all(service)
    if as_json:
        print_json(
            [
                {"name": person.name, "created_at": person.created_at, "changed_at": person.changed_at}
                for person in operators
            ]
        )
        return
    print_table(
        ("name", "since (UTC)", "password set (UTC)"),
        [(person.name, moment(person.created_at), moment(person.changed_at)) for person in operators],
        "No operator: every /operator address is a 404. `treaty-monitor operators add NAME` adds one.",
    )


@group.command("password")
@click.argument("name")
@password_file
@placed
def password(name: str, password_file: Path | None) -> None:
    """Give the operator NAME another password. All sessions of NAME end.

    Example: treaty-monitor operators password alice
    """
    with open_service() as service:
        verbs.change_password(service, name, _password(password_file))
    click.echo(f"{name} has another password; all sessions of {name} have ended.")


@group.command("unlock")
@click.argument("name")
@click.option(
    "--from",
    "client",
    metavar="ADDRESS",
    help="Network address whose failed logins are forgotten too.",
)
@placed
def unlock(name: str, client: str | None) -> None:
    """Let the operator NAME log in although too many logins failed. A browser in which NAME has logged in
    before needs this only for its own failures.

    Example: treaty-monitor operators unlock alice --from 203.0.113.7
    """
    from monitor.service import logins

    with open_service() as service:
        logins.unlock(service, name, client or "")
    click.echo(f"Failed logins of {name} are forgotten.")


@group.command("remove")
@click.argument("name")
@placed
def remove(name: str) -> None:
    """Do not let the operator NAME log in any more. All sessions of NAME end.

    Example: treaty-monitor operators remove alice
    """
    with open_service() as service:
        verbs.remove(service, name)
        last = not verbs.exist(service)
    click.echo(f"{name} is removed{'; without an operator the pages are off' if last else ''}.")


def _password(path: Path | None) -> str:
    """The password in a file, without the end of its line, or as it is typed twice. Raises `UsageError`."""
    if path is None:
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text.") from error


COMMANDS = (group,)
