"""Treaty dossiers on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from monitor.cli.effect_text import deadline_words
from monitor.cli.root import say

# The dossiers are read when a command is called: `--help` must answer at once.
if TYPE_CHECKING:
    from monitor.dossiers import Dossier, Dossiers, ExitClause
    from monitor.model import Act

HANG = 14  # columns before the text of a line of facts


def say_dossier(dossier: Dossier, acts: Sequence[Act], today: date, dossiers: Dossiers) -> None:
    """One of the dossiers with its clauses in words, its facts and its acts."""
    from monitor.dossiers.words import CHECKED
    from monitor.names import country

    say(f"{dossier.name} ({dossier.id})", "bold")
    if dossier.official not in ("", dossier.name):
        say(f"  {dossier.official}", hang=4)
    for clause in dossier.exits:
        _say_clause(dossier, clause, today)
    if dossier.no_clause:
        _fact("exit", "no clause (Vienna Convention on the Law of Treaties, art. 56)")
    if dossier.no_exit:
        _fact("exit", "by its own words no party may leave alone")
    depositaries = ", ".join(_BODIES.get(code, country(code)) for code in dossier.depositaries)
    for label, text in (
        ("signed", dossier.signed.show() if dossier.signed else ""),
        ("in force", dossier.in_force.show() if dossier.in_force else ""),
        ("ends", _end(dossier)),
        ("ended", dossier.ended.show() if dossier.ended else ""),
        ("parties", _parties(dossier)),
        ("depositary", depositaries),
        ("ends if", f"fewer than {dossier.least_parties} parties remain" if dossier.least_parties else ""),
        ("same exit", _names(dossier.same_as, dossiers)),
        ("falls with", _names(dossier.falls_with, dossiers)),
        ("replaced by", dossier.replaced_by),
        ("note", dossier.note),
        ("page", dossier.page),
        ("checked", CHECKED[dossier.checked]),
    ):
        _fact(label, text)
    _say_acts(acts, dossiers, today)


_BODIES = {
    "AUC": "Chairperson of the African Union Commission",
    "UN": "Secretary-General of the United Nations",
    "COE": "Secretary General of the Council of Europe",
}


def _fact(label: str, text: str) -> None:
    if text:
        say(f"  {label:11} {text}", hang=HANG)


def _say_clause(dossier: Dossier, clause: ExitClause, today: date) -> None:
    from monitor.dossiers.words import article_words, condition_words, rule_words, survival_words
    from monitor.names import country

    states = ", ".join(country(code) for code in sorted(clause.states))
    joined = ", ".join(
        f"{country(code)} {' and '.join(map(_day, days))}" for code, days in sorted(clause.joined.items())
    )
    only = f" (only for {states})" if states else ""
    _fact("exit", f"{article_words(clause)}: {rule_words(clause, dossier)}{only}")
    for words in (
        *condition_words(clause),
        *deadline_words(dossier, clause, today),
        f"entry into force for the state: {joined}" if joined else "",
        survival_words(clause),
    ):
        if words:
            say(f"  {'':11} {words}", hang=HANG)


def _say_acts(acts: Sequence[Act], dossiers: Dossiers, today: date) -> None:
    """The acts of the register on the treaty, newest first, a line each."""
    from monitor.names import country

    for number, act in enumerate(acts):
        who = ", ".join(country(code) for code in act.states) or "actor not known"
        line = f"#{act.ref}  {who}: {act.stage.value}{_act_effect(act, dossiers, today)}"
        say(f"  {'acts' if number == 0 else '':11} {line}", hang=HANG)


def _act_effect(act: Act, dossiers: Dossiers, today: date) -> str:
    """`, 27 Dec 2025`; what is computed says so. Of several rows the first with a date."""
    from monitor.dossiers import effect_of
    from monitor.dossiers.words import effect_words

    for row in act.rows:
        if row.ended and row.ended.treaty_date:
            return f", ends {row.ended.treaty_date.show()}"
        effect = effect_of(act, row, dossiers, today)
        if effect and (effect.computed.earliest or effect.computed.latest):
            return f", {effect_words(effect)} (computed)"
        if effect and effect.computed.refused:
            return f": {effect_words(effect)}"
    return ""


def _day(day: date) -> str:
    from monitor.model import TreatyDate

    return TreatyDate.of_day(day).show()


def _end(dossier: Dossier) -> str:
    from monitor.dossiers.clause_words import period
    from monitor.wording import ENGLISH

    if dossier.expires is None:
        return ""
    renews = f", then goes on for {period(dossier.renews, ENGLISH)} each time" if dossier.renews else ""
    return dossier.expires.show() + renews


def _names(ids: Sequence[str], dossiers: Dossiers) -> str:
    by_id = dossiers.by_id
    return ", ".join(by_id[key].name if key in by_id else key for key in ids)


def _parties(dossier: Dossier) -> str:
    from monitor.names import country

    if dossier.circle:
        return ", ".join(sorted(map(country, dossier.circle)))
    on = f" ({dossier.parties_on.show()})" if dossier.parties_on else ""
    return f"{dossier.parties}{on}" if dossier.parties else ""


def act_records(acts: Sequence[Act], dossiers: Dossiers, today: date) -> list[dict[str, object]]:
    """The acts on a treaty as JSON: who, which stage, and the effect of each row."""
    from monitor.dossiers import effect_of
    from monitor.exports.effects import effect_record as row_effect

    return [
        {
            "id": act.id,
            "ref": act.ref,
            "actors": list(act.states),
            "stage": act.stage.value,
            "effects": [row_effect(act, row, effect_of(act, row, dossiers, today)) for row in act.rows],
        }
        for act in acts
    ]
