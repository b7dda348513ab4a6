"""destinations export | erase | new-links: what readers do by the links in their mails, for those who ask the
operator.
"""

from __future__ import annotations

import click

from monitor.cli import forecasts
from monitor.cli.root import open_service, placed, print_json


@click.command("export")
@click.argument("name")
@placed
def export(name: str) -> None:
    """Print all that is stored about the reader of the mail destination NAME, as JSON.

    Example: treaty-monitor destinations export reader-12
    """
    from monitor.service import subscriber_export, subscribers

    with open_service() as service:
        record = subscriber_export.record(service, subscribers.named(service, name))
    print_json(record)


@click.command("erase")
@click.argument("name")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
@placed
def erase(name: str, sure: bool) -> None:
    """Erase all that is stored about the reader of the mail destination NAME, and end all destinations with
    that address. A hash of it stays, by which nothing is sent to it again. On a terminal this is asked first.

    Example: treaty-monitor destinations erase reader-12
    """
    from monitor.service import subscribers

    with open_service() as service:
        destination = subscribers.named(service, name)
        if not sure and forecasts.can_ask():
            click.confirm(f"Erase {destination.address} and all that is stored about it?", abort=True)
        names = subscribers.erase(service, destination)
    click.echo(f"Erased: {', '.join(names)}. Nothing is sent to this address any more; backups keep it.")


@click.command("new-links")
@click.argument("name")
@placed
def new_links(name: str) -> None:
    """End the links to preferences and acts in all mails to NAME so far, as when one of them got into other
    hands, and print the new address of the preferences. The next mail has it too.

    Example: treaty-monitor destinations new-links reader-12
    """
    from monitor.service import own_data, subscribers

    with open_service() as service:
        destination = own_data.end_links(service, name)
        link, base = subscribers.link(service, destination), str(service.config.base_url or "").rstrip("/")
    click.echo(f"The links in mails to {name} so far have ended; the next one has new ones.")
    if base:
        click.echo(f"Preferences: {base}/s/{link}")


COMMANDS = (export, erase, new_links)
