"""events list | show | edit | merge | split | reject | export."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from monitor.cli import acts
from monitor.cli.root import json_option, placed, print_json, service
from monitor.errors import UsageError
from monitor.model import Stage
from monitor.register import export
from monitor.service import choosing
from monitor.service import register as verbs

P = ParamSpec("P")
R = TypeVar("R")


@click.group("events")
def group() -> None:
    """The register: acts by which states leave agreements, with proof. People read and correct it here."""


def filters(function: Callable[P, R]) -> Callable[P, R]:
    """The options by which acts are chosen."""
    for option in reversed(
        (
            click.option("--actor", metavar="CODE", help="Only acts of this state or organisation, such as RU or EU."),
            click.option("--with", "other", metavar="CODE", help="Only acts that end an agreement with this one."),
            click.option("--stage", type=click.Choice([one.value for one in Stage]), help="Only acts that stand there now."),
            click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only acts first seen on this day (UTC) or later."),
            click.option("--query", metavar="TEXT", default="", help="Only acts that fit a query: names, parties, values and sentences."),
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
        limit=limit,
    )


def signature(function: Callable[P, R]) -> Callable[P, R]:
    """The options that every correction takes."""
    function = click.option("--who", help="Who corrects; else the login name.")(function)
    return click.option("--why", required=True, help="Why; kept with the correction and shown.")(function)


def signed(who: str | None, why: str) -> verbs.Signed:
    """Who and why, as the options have them."""
    if who is None:
        try:
            who = getpass.getuser()
        except (KeyError, OSError, ImportError) as error:  # a container's user may have no name
            raise UsageError("This user has no login name; say who you are with --who NAME.") from error
    return verbs.signed(who, why)


@group.command("list")
@filters
@click.option("--rejected", is_flag=True, help="The acts that people struck out, instead of those that stand.")
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
    limit: int | None,
    as_json: bool,
) -> None:
    """List acts, newest first; with --json one object an act, one a line, oldest first.

    \b
    Examples: treaty-monitor events list --actor RU --since 2026-11-01
              treaty-monitor events list --query '"grain deal" OR whal*' --json
    """
    chosen = wanted(actor, other, stage, since, query, rejected=rejected, limit=limit)
    with service() as found:
        some = choosing.choose(found.store, chosen)
    if as_json:
        click.echo(export.json_lines(some), nl=False)
    else:
        acts.table(some[::-1], "No act yet." if chosen == choosing.Wanted(limit=limit) else "No act fits.")


@group.command("show")
@click.argument("act")
@json_option
@placed
def show(act: str, as_json: bool) -> None:
    """Show one ACT whole: its id, or its reference with or without #. Story ids lead on to `treaty-monitor stories show`.

    Example: treaty-monitor events show K7QM
    """
    with service() as found:
        one = verbs.find(found.store, act)
        corrections = found.store.corrections()
        stories = {} if as_json else acts.stories_of(found.store, one.act)
    if as_json:
        print_json(export.detail(one.act, corrections))
    else:
        acts.show(one, corrections, stories)


@group.command("edit")
@click.argument("act", metavar="ACT[.ROW]")
@click.option("--set", "settings", metavar="FIELD=VALUE", multiple=True, required=True, help="What to set; may be given several times.")
@signature
@json_option
@placed
def edit(act: str, settings: tuple[str, ...], who: str | None, why: str, as_json: bool) -> None:
    """Set fields of ACT, or of its row ACT.ROW when it has several.

    \b
    - instrument, reason, form, kind: a text
    - signed, ended: a date, as 1989-11-20, 2025-12, 2000 or 2000s
    - actors, others: codes of states and organisations, as "DE FR" or "RU, African Union"
    - entry: an id of the gazetteer
    - stage: of the whole act; stories that come later go on from there

    A value that a person set stands, whatever stories say later; they are kept beside it. FIELD= empties a row's field.
    To undo an edit, set the old value.

    \b
    Examples: treaty-monitor events edit 12.1 --set signed=1989-11-20 --why "the treaty series has the date"
              treaty-monitor events edit K7QM --set actors=RU --set ended= --why "no date was given"
    """
    with service() as found:
        done = verbs.edit(found.store, act, settings, signed(who, why), found.clock())
    acts.tell(done, as_json)


@group.command("merge")
@click.argument("names", metavar="ACT ACT...", nargs=-1, required=True)
@signature
@json_option
@placed
def merge(names: tuple[str, ...], who: str | None, why: str, as_json: bool) -> None:
    """Make several acts one. It keeps the number of the one with most stories, and the other numbers lead to it.

    It undoes an earlier split of these stories; `treaty-monitor events split` undoes it.

    Example: treaty-monitor events merge 12 15 --why "one decree"
    """
    with service() as found:
        done = verbs.merge(found.store, names, signed(who, why), found.clock())
    acts.tell(done, as_json)


@group.command("split")
@click.argument("act")
@click.argument("stories", metavar="STORY...", type=int, nargs=-1, required=True)
@signature
@json_option
@placed
def split(act: str, stories: tuple[int, ...], who: str | None, why: str, as_json: bool) -> None:
    """Part stories from ACT: they become an act of their own, and never join it again by themselves.

    `treaty-monitor events show` lists an act's stories with their ids. `treaty-monitor events merge` undoes a split.

    Example: treaty-monitor events split 12 340 341 --why "another treaty"
    """
    with service() as found:
        done = verbs.split(found.store, act, stories, signed(who, why), found.clock())
    acts.tell(done, as_json)


@group.command("reject")
@click.argument("act")
@click.option("--undo", is_flag=True, help="Take the rejection back: the act stands again.")
@signature
@json_option
@placed
def reject(act: str, undo: bool, who: str | None, why: str, as_json: bool) -> None:
    """Strike ACT out: it is in no list and no export any more, and alerts nobody, whatever comes.

    Who was told of it is told of the correction. `treaty-monitor events list --rejected` shows what was struck out.

    \b
    Examples: treaty-monitor events reject 12 --why "satire"
              treaty-monitor events reject 12 --undo --why "the ministry confirmed it"
    """
    with service() as found:
        done = verbs.reject(found.store, act, signed(who, why), found.clock(), undo=undo)
    acts.tell(done, as_json)


@group.command("export")
@click.option("--format", "shape", type=click.Choice([one.value for one in choosing.Format]), required=True)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write, whole or not at all; else the text is printed."
)
@filters
@placed
def exporting(
    shape: str, out: Path | None, actor: str | None, other: str | None, stage: str | None, since: datetime | None, query: str
) -> None:
    """Write the register without the acts that people struck out. csv, md and ics have a line or event a row, json an object an act.

    \b
    Examples: treaty-monitor events export --format csv --out register.csv
              treaty-monitor events export --format md --actor RU
              treaty-monitor events export --format ics --out treaty-exits.ics
    """
    with service() as found:
        some = choosing.choose(found.store, wanted(actor, other, stage, since, query))
        text = choosing.written(some, choosing.Format(shape), found.config.base_url)
    if out is None:
        click.echo(text.encode(), nl=False)
    else:
        choosing.save(text, out)
    rows = sum(len(act.entry.rows) for act in some)
    click.echo(f"{acts.count(len(some), 'act')}, {acts.count(rows, 'row')}{f' written to {out}' if out else ''}.", err=True)


COMMANDS = (group,)
