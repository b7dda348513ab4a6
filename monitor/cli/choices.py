"""destinations choices | choose: what readers chose for single acts."""

from __future__ import annotations

import click

from monitor.cli.root import json_option, moment, open_service, placed, print_json, print_table, safe
from monitor.errors import UsageError
from monitor.model import Choice


@click.command("choices")
@click.argument("name")
@json_option
@placed
def choices(name: str, as_json: bool) -> None:
    """List the acts that the reader of destination NAME has muted, follows or has noted.

    Readers choose by the link beside each act of a mail. Notes are private: they are shown to this
    destination only.

    Example: treaty-monitor destinations choices desk
    """
    from monitor.service import choices as verbs

    with open_service() as service:
        rows = verbs.listed(service, name)
    if as_json:
        print_json(rows)
        return
    print_table(
        ("act", "choice", "what", "note", "since (UTC)"),
        [(f"#{row.act}", row.choice.value or "-", row.sentence, row.note, moment(row.at)) for row in rows],
        f"{name} gets what it asked for: no act is muted, followed or noted.",
    )


@click.command("choose")
@click.argument("name")
@click.argument("act")
@click.option("--mute", "choice", flag_value="mute", help="Send nothing more about this act.")
@click.option(
    "--follow", "choice", flag_value="follow", help="Send everything about it, whatever was asked for."
)
@click.option("--neither", "choice", flag_value="", help="Send what was asked for.")
@click.option("--note", help='Private note, shown beside the act in later messages; "" for none.')
@placed
def choose(name: str, act: str, choice: str | None, note: str | None) -> None:
    """Mute, follow or note an ACT (its reference or number) for destination NAME, as its link in a mail does.

    Example: treaty-monitor destinations choose desk 7KQ --follow --note "our brief of March"
    """
    from monitor.service import choices as verbs

    if choice is None and note is None:
        raise UsageError("Say what is to change: --mute, --follow, --neither or --note TEXT.")
    with open_service() as service:
        shown = verbs.set_by_name(service, name, act, None if choice is None else Choice(choice), note)
    state = {"mute": "muted", "follow": "followed", "": "sent as asked for"}[shown.chosen.choice.value]
    note_shown = f"; note: {shown.chosen.note}" if shown.chosen.note else ""
    click.echo(safe(f"{shown.sentence}: {state}{note_shown}").plain)


COMMANDS = (choices, choose)
