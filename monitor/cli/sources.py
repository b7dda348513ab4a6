"""sources mail"""

from __future__ import annotations

import asyncio
from collections import Counter

import click

from monitor.cli.root import json_option, open_service, placed, print_json, print_table


@click.group("sources")
def group() -> None:
    """Sources that are no feeds: mail of depositaries."""


@group.command("mail")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Most mails to read."
)
@json_option
@placed
def mail(limit: int, as_json: bool) -> None:
    """Read the mailbox of depositaries once, and put what its notices say into the register. Refused while a
    service runs: that reads it every minute.

    A mail counts if its sender is allowed and our own mail server found it signed by the sender's domain
    (DKIM). All others change nothing, and are listed with the reason. Each mail is marked as seen.

    Example: treaty-monitor sources mail
    """
    from monitor.service import sources as verbs

    with open_service(editing=False) as service, service.alone():
        mails = asyncio.run(verbs.read_and_settle(service, limit))
    if as_json:
        print_json(mails)
        return
    print_table(
        ("mail", "sender", "depositary", "number", "what it says"),
        [(mail.shown, mail.sender, mail.depositary, mail.number, mail.text) for mail in mails],
        "No unseen mail.",
    )
    if mails:
        counts = Counter(mail.outcome.value for mail in mails)
        click.echo(", ".join(f"{name}: {number}" for name, number in sorted(counts.items())))


COMMANDS = (group,)
