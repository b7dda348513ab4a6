"""events list | show | edit | merge | split | reject | undo | check | export."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from monitor import exports
from monitor.cli import acts
from monitor.cli.root import json_option, open_service, placed, print_json
from monitor.errors import UsageError
from monitor.model import Stage
from monitor.service import choosing
from monitor.service import events as verbs
from monitor.service.register import Signed
from monitor.service.register import signed as checked_signature

P = ParamSpec("P")
R = TypeVar("R")


@click.group("events")
def group() -> None:
    """The register: acts by which states leave agreements, with proof. People read and correct it here."""


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
        rejected=rejected,
        untold=untold,
        limit=limit,
    )


def signature(function: Callable[P, R]) -> Callable[P, R]:
    """The options that every correction takes."""
    function = click.option(
        "--by", default="", metavar="NAME", help="Who corrects, for the record: readers and exports show it."
    )(function)
    return click.option("--why", required=True, help="Why; kept with the correction and shown.")(function)


def signed(by: str, why: str) -> Signed:
    """Who and why: the login name, which is kept and leaves the installation nowhere, and what the options
    have.
    """
    try:
        who = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        who = f"user {os.getuid()}"
    return checked_signature(who, why, by)


@group.command("list")
@filters
@click.option(
    "--rejected", is_flag=True, help="The acts that people struck out, instead of those that stand."
)
@click.option(
    "--untold",
    is_flag=True,
    help="Only acts that nobody was told of: from a feed's first poll, or over a cap.",
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
    rejected: bool,
    untold: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """List acts, newest first; with --json one object an act, one a line, oldest first.

    \b
    Examples: treaty-monitor events list --actor RU --since 2026-11-01
              treaty-monitor events list --query '"grain deal" OR whal*' --json
    """
    chosen = wanted(actor, other, stage, since, query, rejected=rejected, untold=untold, limit=limit)
    with open_service() as service:
        some = verbs.choose(service, chosen)
        text = verbs.written(service, some, choosing.Format.JSON) if as_json else ""
        treaties = verbs.treaties(service)
    if as_json:
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
    """Show one ACT whole: its id, or its reference with or without #. Story ids lead on to `treaty-monitor
    stories show`.

    \b
    Examples: treaty-monitor events show K7QM
              treaty-monitor events show K7QM --explain
    """
    with open_service() as service:
        shown = verbs.show(service, act, explain=why)
        treaties = verbs.treaties(service)
    if as_json:
        reasons = None if shown.reasons is None else shown.reasons.told
        print_json(exports.detail(shown.found.act, shown.alerts, shown.corrections, why=reasons))
    else:
        acts.show(shown, treaties)


@group.command("edit")
@click.argument("act", metavar="ACT[.ROW]")
@click.option(
    "--set",
    "settings",
    metavar="FIELD=VALUE",
    multiple=True,
    required=True,
    help="What to set; may be given several times.",
)
@signature
@json_option
@placed
def edit(act: str, settings: tuple[str, ...], by: str, why: str, as_json: bool) -> None:
    """Set fields of ACT, or of its row ACT.ROW when it has several.

    \b
    - instrument, reason, form, kind: a text
    - signed, ended: a date, as 1989-11-20, 2025-12, 2000 or 2000s
    - actors, others: codes of states and organisations, as "DE FR" or "RU, African Union"
    - entry: an id of the gazetteer
    - stage: of the whole act; stories that come later go on from there

    A value that a person set stands, whatever stories say later; they are kept beside it. FIELD= empties a
    row's field. `treaty-monitor events undo` takes the last edit back.

    \b
    Examples: treaty-monitor events edit 12.1 --set signed=1989-11-20 --why "the treaty series has the date"
              treaty-monitor events edit K7QM --set actors=RU --set ended= --why "no date was given"
    """
    with open_service() as service:
        done = verbs.edit(service, act, settings, signed(by, why))
    acts.tell(done, as_json)


def _can_ask() -> bool:
    """Does a person sit before the terminal?"""
    return sys.stdin.isatty()


@group.command("merge")
@click.argument("names", metavar="ACT ACT...", nargs=-1, required=True)
@click.option(
    "--yes",
    "sure",
    is_flag=True,
    help="Merge them even if they share neither actor nor agreement; else that is asked.",
)
@signature
@json_option
@placed
def merge(names: tuple[str, ...], sure: bool, by: str, why: str, as_json: bool) -> None:
    """Make several acts one. It keeps the number of the one with most stories, and the other numbers lead to
    it.

    It undoes an earlier split of these stories. `treaty-monitor events undo` takes it back: each act has its
    number and reference again. Acts that share neither actor nor agreement are merged only when you say that
    you are sure.

    Example: treaty-monitor events merge 12 15 --why "one decree"
    """
    with open_service() as service:
        doubt = "" if sure else verbs.unrelated(service, names)
        if doubt and not _can_ask():
            raise UsageError(f"{doubt} If they are one act all the same: --yes.")
        if doubt:
            click.confirm(f"{doubt} Merge them?", abort=True)
        done = verbs.merge(service, names, signed(by, why))
    acts.tell(done, as_json)


@group.command("split")
@click.argument("act")
@click.argument("stories", metavar="STORY...", type=int, nargs=-1, required=True)
@signature
@json_option
@placed
def split(act: str, stories: tuple[int, ...], by: str, why: str, as_json: bool) -> None:
    """Part stories from ACT: they become an act of their own, and never join it again by themselves.

    `treaty-monitor events show` lists an act's stories with their ids. `treaty-monitor events undo` takes the
    split back.

    Example: treaty-monitor events split 12 340 341 --why "another treaty"
    """
    with open_service() as service:
        done = verbs.split(service, act, stories, signed(by, why))
    acts.tell(done, as_json)


@group.command("reject")
@click.argument("act")
@click.option("--undo", is_flag=True, help="Take the rejection back: the act stands again.")
@signature
@json_option
@placed
def reject(act: str, undo: bool, by: str, why: str, as_json: bool) -> None:
    """Strike ACT out: it is in no list and no export any more, and alerts nobody, whatever comes.

    Who was told of it is told of the correction. `treaty-monitor events list --rejected` shows what was
    struck out.

    \b
    Examples: treaty-monitor events reject 12 --why "satire"
              treaty-monitor events reject 12 --undo --why "the ministry confirmed it"
    """
    with open_service() as service:
        done = verbs.reject(service, act, signed(by, why), undo=undo)
    acts.tell(done, as_json)


@group.command("undo")
@click.argument("act")
@signature
@json_option
@placed
def undo(act: str, by: str, why: str, as_json: bool) -> None:
    """Take back the last correction of ACT: an edit, with all that was set with it, a merge, a split or a
    rejection.

    Both stay on record. After the undoing of a merge each act has its number and reference again. Done twice,
    it takes back the correction before that.

    Example: treaty-monitor events undo 12 --why "the gazette was misread"
    """
    with open_service() as service:
        done = verbs.undo(service, act, signed(by, why))
    acts.tell(done, as_json)


@group.command("check")
@click.option(
    "--repair", is_flag=True, help="Rebuild what differs. Ids and references are kept, and nobody is told."
)
@json_option
@placed
def check(repair: bool, as_json: bool) -> None:
    """Compare the acts with what their stories make; exit 1 when something differs.

    Works beside a running service. Reads everything: some seconds for 10,000 flagged stories.

    \b
    Examples: treaty-monitor events check
              treaty-monitor events check --repair
    """
    with open_service() as service:
        compared = verbs.check(service, repair=repair)
    acts.compared(compared, repaired=repair, as_json=as_json)
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
) -> None:
    """Write the register without the acts that people struck out. csv, md and ics have a line or event a row,
    json an object an act.

    \b
    Examples: treaty-monitor events export --format csv --out register.csv
              treaty-monitor events export --format md --actor RU
              treaty-monitor events export --format ics --out treaty-exits.ics
    """
    with open_service() as service:
        some = verbs.choose(service, wanted(actor, other, stage, since, query))
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
