"""inbox read"""

from __future__ import annotations

from collections import Counter

import click

from monitor.cli.root import json_option, open_service, placed, print_json, print_table


@click.group("inbox")
def group() -> None:
    """Incoming mail: bounces, complaints and "unsubscribe"."""


@group.command("read")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Most mails to read."
)
@json_option
@placed
def read(limit: int, as_json: bool) -> None:
    """Read the mailbox once and do what its unseen mails ask for.

    A running service does that every minute. A hard bounce or a complaint ends all mail to its address, a
    soft bounce makes it wait, a mail to the address that unsubscribes does so; all others do nothing. Each
    mail is marked as seen.

    Example: treaty-monitor inbox read
    """
    from monitor.service import inbox as verbs

    with open_service() as service:
        mails = verbs.read(service, limit)
    if as_json:
        print_json(mails)
        return
    print_table(
        ("mail", "destination", "message", "what it says"),
        [
            (mail.outcome.value, mail.destination, f"#{mail.ref}" if mail.ref else "", mail.text)
            for mail in mails
        ],
        "No unseen mail.",
    )
    if mails:
        counts = Counter(mail.outcome.value for mail in mails)
        click.echo(", ".join(f"{number} {name}" for name, number in sorted(counts.items())))


COMMANDS = (group,)
