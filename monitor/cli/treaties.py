"""effect, treaties list | show: what is known of the exit from a treaty, and the day its clause gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.root import config, json_option, placed, print_json, print_table, say
from monitor.errors import UsageError

# The dossiers are read when a command is called: `--help` must answer at once.
if TYPE_CHECKING:
    from monitor.dossiers import Computed, Dossier, ExitClause
    from monitor.model import TreatyDate


@click.command("effect")
@click.option("--treaty", required=True, metavar="NAME", help="Its id, its name or a unique part of it.")
@click.option("--notice", metavar="DATE", help="When notice was given: 2025-06-27, 2025-06 or 2025.")
@click.option("--announced", metavar="DATE", help="When the exit was announced; notice follows.")
@click.option("--state", metavar="CODE", default="", help="Who leaves, such as US.")
@json_option
@placed
def effect(treaty: str, notice: str | None, announced: str | None, state: str, as_json: bool) -> None:
    """Say when an exit takes effect by the treaty's exit clause.

    \b
    Examples: treaty-monitor effect --treaty ottawa --notice 2025-06-27
              treaty-monitor effect --treaty "Paris Agreement" --notice 2025-01 --state US
              treaty-monitor effect --treaty ottawa --announced 2025-06-01
    """
    from monitor.dossiers.calculator import TWELVE_MONTHS, Term, computed
    from monitor.service import rulebook
    from monitor.service.dossiers import named_dossier

    if (notice is None) == (announced is None):
        raise UsageError("Give either --notice DATE or --announced DATE.")
    given = _date(notice or announced or "")
    dossier, state = named_dossier(treaty, rulebook.dossiers(config())), state.upper()
    clause = dossier.exit_of((state,) if state else ()) or (TWELVE_MONTHS if dossier.no_clause else None)
    if clause is None:
        raise UsageError(f"No exit clause of {dossier.name} is known{f' for {state}' if state else ''}.")
    answer = computed(
        clause,
        given.earliest,
        None if notice is None else given.latest,
        state=state,
        in_force=dossier.in_force,
        term=Term.of(dossier),
    )
    if as_json:
        print_json(_effect_record(dossier, clause, answer))
        return
    _say_effect(dossier, clause, answer)


def _date(text: str) -> TreatyDate:
    """Raises `UsageError`."""
    from monitor.model import TreatyDate

    try:
        return TreatyDate.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _say_effect(dossier: Dossier, clause: ExitClause, answer: Computed) -> None:
    from monitor.dossiers import Unmet
    from monitor.dossiers.words import (
        CHECKED,
        UNMET,
        article_words,
        condition_words,
        days_words,
        rule_words,
        survival_words,
    )

    say(f"{dossier.name}: {days_words(answer)} (computed)", "bold")
    say(f"  rule: {rule_words(clause)} ({article_words(clause)})", hang=4)
    say(f"  how sure: {CHECKED[dossier.checked]}", hang=4)
    for words in condition_words(clause):
        say(f"  condition: {words}", hang=4)
    for unmet in answer.unmet:
        if unmet is not Unmet.BLOCKED:
            say(f"  careful: {UNMET[unmet]}", hang=4)
    if words := survival_words(clause):
        say(f"  {words}", hang=4)


def _effect_record(dossier: Dossier, clause: ExitClause, answer: Computed) -> dict[str, object]:
    from monitor.dossiers.words import rule_words

    return {
        "treaty": dossier.id,
        "name": dossier.name,
        "from": answer.earliest and answer.earliest.isoformat(),
        "to": answer.latest and answer.latest.isoformat(),
        "exact": answer.day is not None,
        "basis": "computed",
        "article": clause.article,
        "rule": rule_words(clause),
        "checked": dossier.checked.value,
        "conditions": [unmet.value for unmet in answer.unmet],
        "survival": clause.survival and str(clause.survival),
        "survives": clause.survives or None,
    }


@click.group("treaties")
def group() -> None:
    """Treaty dossiers: exit clauses and facts."""


@group.command("list")
@click.option("--subject", metavar="TEXT", help="Only treaties about this, such as arms or climate.")
@json_option
@placed
def listing(subject: str | None, as_json: bool) -> None:
    """List the treaties that have a dossier.

    \b
    Example: treaty-monitor treaties list --subject arms
    """
    from monitor.dossiers.words import rule_words
    from monitor.service import rulebook

    wanted = (subject or "").casefold()
    known = rulebook.dossiers(config()).by_id.values()
    dossiers = [
        dossier
        for dossier in sorted(known, key=lambda dossier: dossier.name.casefold())
        if wanted in dossier.subject.casefold()
    ]
    if as_json:
        print_json([_record(dossier) for dossier in dossiers])
        return
    lines = [
        (dossier.id, dossier.name, dossier.subject, clause.article if clause else "",
         rule_words(clause) if clause else "no clause" if dossier.no_clause else "")
        for dossier in dossiers
        for clause in (dossier.exit_of(),)
    ]  # fmt: skip
    print_table(("id", "treaty", "subject", "article", "exit takes effect"), lines, "No dossier fits.")


@group.command("show")
@click.argument("treaty")
@json_option
@placed
def show(treaty: str, as_json: bool) -> None:
    """Show the dossier of one TREATY: its id, its name or a unique part of it.

    \b
    Example: treaty-monitor treaties show ottawa
    """
    from monitor.service import rulebook
    from monitor.service.dossiers import named_dossier

    dossier = named_dossier(treaty, rulebook.dossiers(config()))
    if as_json:
        print_json(_record(dossier))
    else:
        _say_dossier(dossier)


def _say_dossier(dossier: Dossier) -> None:
    from monitor.dossiers.words import (
        CHECKED,
        article_words,
        condition_words,
        period_words,
        rule_words,
        survival_words,
    )

    say(f"{dossier.name} ({dossier.id})", "bold")
    if dossier.official not in ("", dossier.name):
        say(f"  {dossier.official}", hang=4)
    renews = f", then goes on for {period_words(dossier.renews)} each time" if dossier.renews else ""
    facts = (
        ("signed", dossier.signed.show() if dossier.signed else ""),
        ("in force", dossier.in_force.show() if dossier.in_force else ""),
        ("ends", dossier.expires.show() + renews if dossier.expires else ""),
        ("parties", _parties(dossier)),
        ("depositary", ", ".join(dossier.depositaries)),
        ("fewest", f"ends with fewer than {dossier.least_parties} parties" if dossier.least_parties else ""),
        ("falls with", ", ".join(dossier.falls_with)),
        ("replaced", dossier.replaced_by),
        ("note", dossier.note),
        ("page", dossier.page),
    )
    for clause in dossier.exits:
        states = f" (only {', '.join(sorted(clause.states))})" if clause.states else ""
        say(f"  {'exit':10} {article_words(clause)}: {rule_words(clause)}{states}", hang=13)
        for words in filter(None, (*condition_words(clause), survival_words(clause))):
            say(f"  {'':10} {words}", hang=13)
    if dossier.no_clause:
        say(f"  {'exit':10} no clause (Vienna Convention on the Law of Treaties, art. 56)", hang=13)
    for label, text in facts:
        if text:
            say(f"  {label:10} {text}", hang=13)
    say(f"  {'checked':10} {CHECKED[dossier.checked]}", hang=13)


def _parties(dossier: Dossier) -> str:
    if dossier.circle:
        return ", ".join(sorted(dossier.circle))
    on = f" ({dossier.parties_on.show()})" if dossier.parties_on else ""
    return f"{dossier.parties}{on}" if dossier.parties else ""


def _record(dossier: Dossier) -> dict[str, object]:
    from monitor.dossiers.words import rule_words

    return {
        "id": dossier.id,
        "name": dossier.name,
        "official": dossier.official or None,
        "subject": dossier.subject or None,
        "signed": dossier.signed and str(dossier.signed),
        "in_force": dossier.in_force and str(dossier.in_force),
        "expires": dossier.expires and str(dossier.expires),
        "renews": dossier.renews and str(dossier.renews),
        "parties": sorted(dossier.circle) or dossier.parties or None,
        "parties_on": dossier.parties_on and str(dossier.parties_on),
        "depositary": list(dossier.depositaries),
        "least_parties": dossier.least_parties or None,
        "falls_with": list(dossier.falls_with),
        "replaced_by": dossier.replaced_by or None,
        "wikidata": dossier.wikidata or None,
        "page": dossier.page or None,
        "checked": dossier.checked.value,
        "note": dossier.note or None,
        "no_clause": dossier.no_clause,
        "exits": [
            {
                "article": clause.article,
                "notice": str(clause.notice),
                "from": clause.start.value,
                "rounding": clause.rounding.value,
                "rule": rule_words(clause),
                "blocked": clause.blocked or None,
                "survival": clause.survival and str(clause.survival),
                "survives": clause.survives or None,
                "for": sorted(clause.states),
            }
            for clause in dossier.exits
        ],
    }


COMMANDS = (effect, group)
