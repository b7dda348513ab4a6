"""Keys that mail is signed with."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.root import config, json_option, placed, print_json
from monitor.errors import UsageError


@click.group("dkim")
def dkim_group() -> None:
    """Keys that mail is signed with (DKIM)."""


@dkim_group.command("new-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--kind",
    type=click.Choice(["rsa", "ed25519"]),
    default="rsa",
    show_default=True,
    help="rsa is what every provider verifies; ed25519 is a second key beside it.",
)
@click.option("--selector", help="Name of the key in DNS; by default `monitor` and the month: monitor202611.")
@click.option("--domain", help="Domain that signs; by default `dkim.domain`, else that of `smtp.sender`.")
@json_option
@placed
def new_key(file: Path, kind: str, selector: str | None, domain: str | None, as_json: bool) -> None:
    """Make a private key in FILE and print its record for DNS. Changes no configuration.

    Publish the record first, then set the options that are printed.

    Example: treaty-monitor dkim new-key dkim.pem
    """
    from monitor.service import dkim, utc_now

    ours = domain or dkim.signing_domain(config())
    if ours is None:
        raise UsageError("No domain to sign for: set smtp.sender, or give --domain example.org.")
    name = selector or f"{'monitor' if kind == 'rsa' else 'ed'}{utc_now():%Y%m}"
    made = dkim.make_key(file.absolute(), kind=kind, selector=name, domain=ours)
    if as_json:
        print_json(made)
        return
    second = "second_" if config().dkim.selector else ""
    click.echo(f"Key      {made.file}")
    click.echo(f"In DNS   {made.zone_line}")
    click.echo("Then, in the configuration:")
    click.echo(f'[dkim]\n{second}selector = "{made.selector}"\n{second}key_file = "{made.file}"')
    if config().dkim.domain != ours and ours != dkim.signing_domain(config()):
        click.echo(f'domain = "{ours}"')


@dkim_group.command("record")
@json_option
@placed
def record(as_json: bool) -> None:
    """Print the DNS records of the keys of the configuration. Asks no server: `doctor email` does.

    Example: treaty-monitor dkim record
    """
    from monitor.service import dkim

    keys = dkim.keys(config())
    if as_json:
        print_json(
            [{"host": key.host, "kind": key.kind, "bits": key.bits, "record": key.record} for key in keys]
        )
        return
    if not keys:
        click.echo("No key is configured: mail is signed by the mail server, or by nobody.")
    for key in keys:
        click.echo(key.zone_line)


COMMANDS = (dkim_group,)
