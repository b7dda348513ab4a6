"""effect, treaties list | show: what is known of the exit from a treaty, and the day its clause gives."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from monitor.cli.dossier_text import act_records, say_dossier
from monitor.cli.effect_text import effect_record, no_clause_record, say_effect, say_no_clause
from monitor.cli.root import config, json_option, open_service, placed, print_json, print_table
from monitor.errors import UsageError

# The dossiers are read when a command is called: `--help` must answer at once.
if TYPE_CHECKING:
    from monitor.dossiers import Dossier
    from monitor.model import Act, TreatyDate

FIRST_YEAR = 1815  # of a notice; no treaty of a dossier is older
YEARS_AHEAD = 50  # of a notice that is planned


@click.command("effect")
@click.option(
    "--treaty",
    required=True,
    metavar="NAME",
    help="Its id, name or abbreviation, or words of a name that no other has.",
)
@click.option("--notice", metavar="DATE", help="When notice was given: 2025-06-27, 2025-06 or 2025.")
@click.option("--announced", metavar="DATE", help="When the exit was announced; notice follows.")
@click.option("--state", metavar="STATE", default="", help='Who leaves: US, "United States".')
@json_option
@placed
def effect(treaty: str, notice: str | None, announced: str | None, state: str, as_json: bool) -> None:
    """Say when an exit takes effect by the treaty's exit clause. Exit code 1 when no notice of that time can
    take effect: it is too early, outside a window, or the treaty has ended.

    \b
    Examples: treaty-monitor effect --treaty ottawa --notice 2025-06-27
              treaty-monitor effect --treaty "Paris Agreement" --notice 2025-01 --state US
              treaty-monitor effect --treaty ottawa --announced 2025-06-01
    """
    from monitor.dossiers.calculator import TWELVE_MONTHS, Term, computed
    from monitor.service import rulebook, utc_now
    from monitor.service.naming import named_dossier, named_state

    if (notice is None) == (announced is None):
        raise UsageError("Give either --notice DATE or --announced DATE.")
    given = _date(notice or announced or "")
    dossier = named_dossier(treaty, rulebook.dossiers(config()))
    state = named_state(state, dossier)
    clause = dossier.exit_of((state,) if state else ()) or (TWELVE_MONTHS if dossier.no_clause else None)
    if clause is None or dossier.not_in_force:
        if as_json:
            print_json(no_clause_record(dossier, given, state))
        else:
            say_no_clause(dossier, given, state)
        raise SystemExit(1)
    compute = partial(computed, clause, state=state, in_force=dossier.in_force, term=Term.of(dossier))
    answer = compute(given.earliest, given.latest if notice else None)
    # a notice that was announced long ago and has not been given can only be given from today on
    today = utc_now().date()
    again = compute(today, None) if announced and given.earliest < today else None
    if as_json:
        print_json(effect_record(dossier, clause, answer, given, state, again))
    else:
        say_effect(dossier, clause, answer, given, state, again)
    if answer.refused:
        raise SystemExit(1)


def _date(text: str) -> TreatyDate:
    """Raises `UsageError`."""
    from monitor.model import TreatyDate
    from monitor.service import utc_now

    try:
        given = TreatyDate.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    last_year = utc_now().year + YEARS_AHEAD
    if not FIRST_YEAR <= given.year <= last_year:
        raise UsageError(f"{text} is no time of a notice. Give one from {FIRST_YEAR} to {last_year}.")
    return given


@click.group("treaties")
def group() -> None:
    """Treaty dossiers: exit clauses and facts."""


@group.command("list")
@click.option("--subject", metavar="TEXT", help="Only treaties about this, such as arms or climate.")
@click.option("--exit/--all", "with_exit", default=False, help="Only those with an exit clause, or all.")
@json_option
@placed
def listing(subject: str | None, with_exit: bool, as_json: bool) -> None:
    """List the treaties that have a dossier.

    \b
    Example: treaty-monitor treaties list --subject arms --exit
    """
    from monitor.dossiers.words import rule_words
    from monitor.exports.dossier_records import dossier_record
    from monitor.service import rulebook

    wanted = (subject or "").casefold()
    known = rulebook.dossiers(config()).by_id.values()
    dossiers = [
        dossier
        for dossier in sorted(known, key=lambda dossier: dossier.name.casefold())
        if wanted in dossier.subject.casefold() and (dossier.exits or not with_exit)
    ]
    if as_json:
        print_json([dossier_record(dossier) for dossier in dossiers])
        return
    lines = [
        (dossier.id, dossier.name, dossier.subject, clause.article if clause else "",
         rule_words(clause, dossier) if clause else "no clause" if dossier.no_clause else "")
        for dossier in dossiers
        for clause in (dossier.exit_of(),)
    ]  # fmt: skip
    print_table(("id", "treaty", "subject", "article", "exit takes effect"), lines, "No dossier fits.")


@group.command("show")
@click.argument("treaty")
@json_option
@placed
def show(treaty: str, as_json: bool) -> None:
    """Show the dossier of one TREATY and the acts of the register on it, newest first. TREATY is its id, its
    name or abbreviation, or words of a name that no other has.

    \b
    Examples: treaty-monitor treaties show ottawa
              treaty-monitor treaties show IWC --json
    """
    from monitor.exports.dossier_records import dossier_record
    from monitor.service import rulebook
    from monitor.service.naming import named_dossier

    dossiers = rulebook.dossiers(config())
    dossier = named_dossier(treaty, dossiers)
    acts, today = _acts(dossier)
    if as_json:
        print_json(dossier_record(dossier) | {"acts": act_records(acts, dossiers, today)})
    else:
        say_dossier(dossier, acts, today, dossiers)


def _acts(dossier: Dossier) -> tuple[list[Act], date]:
    """The acts on a treaty, none where there is no register yet, and the day (UTC)."""
    from monitor.service import utc_now
    from monitor.service.dossiers import acts_on

    if not config().db.exists():
        return [], utc_now().date()
    with open_service(editing=False) as service:
        return acts_on(service, dossier), service.clock().date()


COMMANDS = (effect, group)
