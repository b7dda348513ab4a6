"""destinations rotate-secret | schema, and `--only`: what only webhooks have."""

from __future__ import annotations

from datetime import timedelta

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json
from monitor.service import destinations as verbs

only_option = click.option(
    "--only",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Of a webhook: only messages with this value, as in data.items.stage=notified or type!=heartbeat; "
    "may be repeated, and all must hold.",
)
MOST_HOURS = 7 * 24  # that an old secret signs as well


@click.command("rotate-secret")
@click.argument("name")
@click.option(
    "--hours",
    type=click.IntRange(0, MOST_HOURS),
    default=24,
    show_default=True,
    help="How long the old secret signs as well.",
)
@click.option(
    "--asymmetric/--symmetric",
    "asymmetric",
    default=None,
    help="Change to a key pair (ed25519), or to a shared secret; else the sort stays.",
)
@json_option
@placed
def rotate_secret(name: str, hours: int, asymmetric: bool | None, as_json: bool) -> None:
    """Give the webhook NAME a new signing secret; for some hours messages carry a signature by the old one
    too.

    Example: treaty-monitor destinations rotate-secret hook --hours 48
    """
    with open_service() as service:
        rotated = verbs.rotate_secret(service, name, timedelta(hours=hours), asymmetric=asymmetric)
    if as_json:
        keys = key_values(rotated.secret, rotated.public_key)
        print_json({"name": name, **keys, "old_secret_until": rotated.until})
        return
    show_key(rotated.secret, rotated.public_key)
    click.echo(
        f"The old one signs as well until {moment(rotated.until)} UTC."
        if hours
        else "The old one no longer signs."
    )


def key_values(secret: str | None, public_key: str | None) -> dict[str, str | None]:
    """What the receiver of a webhook needs, as `--json` has it: a public key, else the shared secret."""
    return {"secret": None if public_key else secret, "public_key": public_key}


def show_key(secret: str | None, public_key: str | None) -> None:
    """Prints what the receiver of a webhook needs; nothing for a channel that does not sign."""
    if public_key:
        click.echo(f"Public key for the receiver: {public_key}")
    elif secret:
        click.echo(f"Signing secret, shown once: {secret}")


@click.command("schema")
@placed
def schema() -> None:
    """Print the JSON Schema of the messages that webhooks get, for receivers and for `--only`.

    Example: treaty-monitor destinations schema
    """
    from monitor.channels.webhook.schema import schema_text

    click.echo(schema_text(), nl=False)


COMMANDS = (rotate_secret, schema)
