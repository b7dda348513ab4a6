"""events list | show | check | export; `correcting` has the commands that change an act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from monitor import exports
from monitor.cli import act_changes, acts, correcting
from monitor.cli.root import json_option, open_service, placed, print_json
from monitor.model import Stage
from monitor.service import choosing
from monitor.service import events as verbs

DAYS_AHEAD = 90  # of what is due soon
P = ParamSpec("P")
R = TypeVar("R")


@click.group("events")
def group() -> None:
    """The register: acts by which states leave agreements, with proof. Read and correct it."""


def filters(function: Callable[P, R]) -> Callable[P, R]:
    """The options by which acts are chosen."""
    for option in reversed(
        (
            click.option(
                "--actor", metavar="CODE", help="Only acts of this state or organisation, such as RU or EU."
            ),
            click.option(
                "--with", "other", metavar="CODE", help="Only acts that end an agreement with this one."
            ),
            click.option(
                "--stage",
                type=click.Choice([choice.value for choice in Stage]),
                help="Only acts that stand there now.",
            ),
            click.option(
                "--since",
                type=click.DateTime(["%Y-%m-%d"]),
                help="Only acts first seen on this day (UTC) or later.",
            ),
            click.option(
                "--query",
                metavar="TEXT",
                default="",
                help="Only acts that fit a query: names, parties, values and sentences.",
            ),
            click.option(
                "--principled/--no-principled",
                default=None,
                help="Only exits that follow from joining a later treaty in its place; or all others.",
            ),
        )
    ):
        function = option(function)
    return function


def wanted(
    actor: str | None,
    other: str | None,
    stage: str | None,
    since: datetime | None,
    query: str,
    principled: bool | None,
    *,
    rejected: bool = False,
    untold: bool = False,
    limit: int | None = None,
) -> choosing.Wanted:
    """The filter that the options ask for."""
    return choosing.Wanted(
        actor=actor,
        other=other,
        stage=Stage(stage) if stage else None,
        since=since.replace(tzinfo=UTC) if since else None,
        query=query,
        principled=principled,
        rejected=rejected,
        untold=untold,
        limit=limit,
    )


@group.command("list")
@filters
@click.option("--rejected", is_flag=True, help="Rejected acts instead of those that stand.")
@click.option(
    "--untold",
    is_flag=True,
    help="Only acts that nobody was told of: from a feed's first poll, or over a cap.",
)
@click.option("--due", "due", is_flag=True, help="What is due soon or was due in the last 30 days, by day.")
@click.option(
    "--days", type=click.IntRange(0, 36500), help="With --due: how many days ahead; 90 if not given."
)
@click.option("--limit", type=click.IntRange(1), help="Only the newest; else all.")
@json_option
@placed
def listing(
    actor: str | None,
    other: str | None,
    stage: str | None,
    since: datetime | None,
    query: str,
    principled: bool | None,
    rejected: bool,
    untold: bool,
    due: bool,
    days: int | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List acts, newest first; with --json one object an act, one a line, oldest first. With --due what is
    due to take effect or to end, the earliest day first: no source has said that it has happened.

    \b
    Examples: treaty-monitor events list --actor RU --since 2026-11-01
              treaty-monitor events list --query '"grain deal" OR whal*' --json
              treaty-monitor events list --due --days 180
    """
    if days is not None and not due:
        raise click.UsageError("--days needs --due")
    chosen = wanted(
        actor, other, stage, since, query, principled, rejected=rejected, untold=untold, limit=limit
    )
    with open_service() as service:
        some = verbs.choose(service, chosen)
        soon = verbs.due_soon(service, some, DAYS_AHEAD if days is None else days) if due else ()
        text = verbs.written(service, some, choosing.Format.JSON) if as_json and not due else ""
        treaties = verbs.treaties(service)
    if due:
        (acts.print_due if as_json else acts.due_table)(soon)
    elif as_json:
        click.echo(text, nl=False)
    else:
        acts.table(
            some[::-1],
            "No act yet." if chosen == choosing.Wanted(limit=limit) else "No act fits.",
            treaties,
        )


@group.command("show")
@click.argument("act")
@click.option(
    "--explain",
    "why",
    is_flag=True,
    help="Say of each value why it was taken and which other was not: reads its stories again.",
)
@json_option
@placed
def show(act: str, why: bool, as_json: bool) -> None:
    """Show everything of one ACT: its id, or its reference with or without #. `treaty-monitor stories show`
    takes the ids of its stories.

    \b
    Examples: treaty-monitor events show K7QM
              treaty-monitor events show K7QM --explain
    """
    with open_service() as service:
        shown = verbs.show(service, act, explain=why)
        treaties = verbs.treaties(service)
    if as_json:
        reasons = None if shown.reasons is None else shown.reasons.told
        print_json(
            exports.detail(
                shown.named.act,
                shown.alerts,
                shown.corrections,
                why=reasons,
                effect_of=lambda _, row: shown.effects.get(row.number),
                dossier_of=lambda row: shown.dossiers.get(row.number),
                wave_of=lambda act: next(iter(shown.waves), None),
                is_principled=lambda _: bool(shown.principled),
                usual_of=lambda _, row: shown.usual.get(row.number),
            )
        )
    else:
        acts.show(shown, treaties)


for command in correcting.COMMANDS:
    group.add_command(command)


@group.command("check")
@click.option(
    "--repair", is_flag=True, help="Rebuild what differs. Ids and references are kept, and nobody is told."
)
@json_option
@placed
def check(repair: bool, as_json: bool) -> None:
    """Compare the acts with what their stories make; exit 1 when something differs.

    Works while a service runs. Reads everything: some seconds for 10,000 flagged stories.

    \b
    Examples: treaty-monitor events check
              treaty-monitor events check --repair
    """
    with open_service() as service:
        compared = verbs.check(service, repair=repair)
    act_changes.compared(compared, repaired=repair, as_json=as_json)
    if not compared.same and not repair:
        raise SystemExit(1)


@group.command("export")
@click.option(
    "--format", "shape", type=click.Choice([choice.value for choice in choosing.Format]), required=True
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write, whole or not at all; else the text is printed.",
)
@filters
@placed
def exporting(
    shape: str,
    out: Path | None,
    actor: str | None,
    other: str | None,
    stage: str | None,
    since: datetime | None,
    query: str,
    principled: bool | None,
) -> None:
    """Write the register without rejected acts. csv, md and ics have one line or event for each row, json one
    object for each act; jsonld is one document of linked data.

    \b
    Examples: treaty-monitor events export --format csv --out register.csv
              treaty-monitor events export --format md --actor RU
              treaty-monitor events export --format ics --out treaty-exits.ics
              treaty-monitor events export --format jsonld --out register.jsonld
    """
    with open_service() as service:
        some = verbs.choose(service, wanted(actor, other, stage, since, query, principled))
        text = verbs.written(service, some, choosing.Format(shape))
    if out is None:
        click.echo(text.encode(), nl=False)
    else:
        choosing.save(text, out, choosing.Format(shape))
    rows = sum(len(act.rows) for act in some)
    click.echo(
        f"{acts.count(len(some), 'act')}, {acts.count(rows, 'row')}{f' written to {out}' if out else ''}.",
        err=True,
    )


COMMANDS = (group,)
