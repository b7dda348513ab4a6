"""events edit | merge | split | reject | undo: what people correct in the register."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from monitor.cli import act_changes
from monitor.cli.root import json_option, open_service, placed
from monitor.errors import UsageError
from monitor.service import events as verbs
from monitor.service.correcting import Signed
from monitor.service.register import signed as checked_signature

P = ParamSpec("P")
R = TypeVar("R")


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


@click.command("edit")
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
    - instrument, reason, form, note, kind: a text
    - signed, decided, notified, ended: a date, as 1989-11-20, 2025-12, 2000 or 2000s
    - actors, others: codes of states and organisations, as "DE FR" or "RU, African Union"
    - entry: an id of the gazetteer
    - stage: of the whole act; stories that come later go on from there

    A value that a person set stays, whatever stories say later; their values are kept too. FIELD= empties a
    row's field. `treaty-monitor events undo` takes the last edit back.

    \b
    Examples: treaty-monitor events edit 12.1 --set signed=1989-11-20 --why "the treaty series has the date"
              treaty-monitor events edit K7QM --set actors=RU --set ended= --why "no date was given"
    """
    with open_service() as service:
        done = verbs.edit(service, act, settings, signed(by, why))
    act_changes.tell(done, as_json)


def _can_ask() -> bool:
    """Does a person sit before the terminal?"""
    return sys.stdin.isatty()


@click.command("merge")
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
    """Merge several acts into one. It keeps the number of the act with most stories; the other numbers then
    name it, too.

    It undoes an earlier split of these stories. `treaty-monitor events undo` takes it back: each act has its
    number and reference again. Acts that share neither actor nor agreement are merged only with --yes,
    or when you confirm it.

    Example: treaty-monitor events merge 12 15 --why "one decree"
    """
    with open_service() as service:
        doubt = "" if sure else verbs.unrelated(service, names)
        if doubt and not _can_ask():
            raise UsageError(f"{doubt} If they are one act all the same: --yes.")
        if doubt:
            click.confirm(f"{doubt} Merge them?", abort=True)
        done = verbs.merge(service, names, signed(by, why))
    act_changes.tell(done, as_json)


@click.command("split")
@click.argument("act")
@click.argument("stories", metavar="STORY...", type=int, nargs=-1, required=True)
@signature
@json_option
@placed
def split(act: str, stories: tuple[int, ...], by: str, why: str, as_json: bool) -> None:
    """Move stories out of ACT: they become an act of their own, and never join ACT again automatically.

    `treaty-monitor events show` lists an act's stories with their ids. `treaty-monitor events undo` takes the
    split back.

    Example: treaty-monitor events split 12 340 341 --why "another treaty"
    """
    with open_service() as service:
        done = verbs.split(service, act, stories, signed(by, why))
    act_changes.tell(done, as_json)


@click.command("reject")
@click.argument("act")
@click.option("--undo", is_flag=True, help="Take the rejection back: the act stands again.")
@signature
@json_option
@placed
def reject(act: str, undo: bool, by: str, why: str, as_json: bool) -> None:
    """Reject ACT: it is in no list and no export any more, and alerts nobody, whatever stories say later.

    Destinations that were told of it get the correction. `treaty-monitor events list --rejected` lists
    rejected acts.

    \b
    Examples: treaty-monitor events reject 12 --why "satire"
              treaty-monitor events reject 12 --undo --why "the ministry confirmed it"
    """
    with open_service() as service:
        done = verbs.reject(service, act, signed(by, why), undo=undo)
    act_changes.tell(done, as_json)


@click.command("undo")
@click.argument("act")
@signature
@json_option
@placed
def undo(act: str, by: str, why: str, as_json: bool) -> None:
    """Take back the last correction of ACT: an edit, with all that was set with it, a merge, a split or a
    rejection.

    Both stay on record. After the undoing of a merge each act has its number and reference again. A second
    `undo` takes back the correction before that.

    Example: treaty-monitor events undo 12 --why "the gazette was misread"
    """
    with open_service() as service:
        done = verbs.undo(service, act, signed(by, why))
    act_changes.tell(done, as_json)


COMMANDS = (edit, merge, split, reject, undo)
