"""What `effect` prints: the day that an exit clause gives, or why there is none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from monitor.cli.root import say

# The dossiers are read when a command is called: `--help` must answer at once.
if TYPE_CHECKING:
    from monitor.dossiers import Computed, Dossier, ExitClause
    from monitor.model import TreatyDate


def say_effect(
    dossier: Dossier,
    clause: ExitClause,
    answer: Computed,
    given: TreatyDate,
    state: str = "",
    again: Computed | None = None,
) -> None:
    """When an exit takes effect, or why it does not; then by which rule and under which conditions. `given`:
    when notice was given or announced; `again`: the answer if it is given today.
    """
    from monitor.dossiers import Unmet
    from monitor.dossiers.words import (
        CHECKED,
        UNMET,
        article_words,
        condition_words,
        rule_words,
        survival_words,
    )
    from monitor.model import TreatyDate

    say(f"{dossier.name}: {headline(dossier, clause, answer, given, state)}", "bold")
    if again and again.earliest:
        say(f"  if no notice has been given by today: not before {TreatyDate.of_day(again.earliest).show()}")
    say(f"  rule: {rule_words(clause, dossier)} ({article_words(clause)})", hang=4)
    say(f"  how sure: {CHECKED[dossier.checked]}", hang=4)
    for words in (*condition_words(clause, later=False), *deadline_words(dossier, clause, given.earliest)):
        say(f"  condition: {words}", hang=4)
    for unmet in answer.unmet:
        if unmet not in (Unmet.BLOCKED, answer.refused):
            say(f"  careful: {UNMET[unmet]}", hang=4)
    if words := survival_words(clause):
        say(f"  {words}", hang=4)
    _say_note(dossier)


def headline(
    dossier: Dossier, clause: ExitClause, answer: Computed, given: TreatyDate, state: str = ""
) -> str:
    """What holds first: why no notice can take effect, else when it does."""
    from monitor.dossiers.words import days_words, refusal_words

    if answer.refused:
        return refusal_words(dossier, clause, answer.refused, given, state)
    words = days_words(answer, later=clause.later)
    return f"{words} (computed)" if answer.earliest or answer.latest else words


def say_no_clause(dossier: Dossier, given: TreatyDate, state: str = "") -> None:
    """Why a treaty whose dossier has no exit clause for this state gives no day."""
    from monitor.dossiers.words import CHECKED, no_clause_words

    say(f"{dossier.name}: {no_clause_words(dossier, given, state)}", "bold")
    say(f"  how sure: {CHECKED[dossier.checked]}", hang=4)
    _say_note(dossier)


def _say_note(dossier: Dossier) -> None:
    if dossier.note:
        say(f"  note: {dossier.note}", hang=4)


def deadline_words(dossier: Dossier, clause: ExitClause, day: date) -> list[str]:
    """The window of notice that is open on a day or comes next; the last day for notice against renewal."""
    from monitor.dossiers.calculator import Term, last_notice, window_of
    from monitor.model import TreatyDate

    words = []
    window = window_of(clause.windows, dossier.in_force, day) if clause.windows else None
    if window is not None:
        opens, closes = (TreatyDate.of_day(end).show() for end in window)
        is_open = window[0] <= day
        words.append(f"the window {'is open' if is_open else 'opens next'}: from {opens} to {closes}")
    term = Term.of(dossier)
    if (days := last_notice(clause, term, day) if term else None) is not None:
        last, end = (TreatyDate.of_day(end).show() for end in days)
        words.append(f"last day for notice against renewal: {last} (the term ends on {end})")
    return words


def effect_record(
    dossier: Dossier,
    clause: ExitClause,
    answer: Computed,
    given: TreatyDate,
    state: str = "",
    again: Computed | None = None,
) -> dict[str, object]:
    """A computed effect as JSON; `refused`: why no notice can take effect; `from_if_today`: the first day if
    notice of an exit that was announced is given today.
    """
    from monitor.dossiers.words import rule_words
    from monitor.exports.effects import conditions

    return {
        "treaty": dossier.id,
        "name": dossier.name,
        "from": answer.earliest and answer.earliest.isoformat(),
        "to": answer.latest and answer.latest.isoformat(),
        "from_if_today": again and again.earliest and again.earliest.isoformat(),
        "exact": answer.day is not None,
        "basis": "computed",
        "refused": answer.refused and answer.refused.value,
        "says": headline(dossier, clause, answer, given, state),
        "article": clause.article,
        "rule": rule_words(clause, dossier),
        "checked": dossier.checked.value,
        "conditions": conditions(clause, answer),
        "later": clause.later,
        "requires": clause.requires or None,
        **_deadlines(dossier, clause, given.earliest),
        "survival": clause.survival and str(clause.survival),
        "survives": clause.survives or None,
        "note": dossier.note or None,
    }


def no_clause_record(dossier: Dossier, given: TreatyDate, state: str = "") -> dict[str, object]:
    """The same for a treaty whose dossier has no exit clause for this state."""
    from monitor.dossiers.words import has_ended, no_clause_words

    return {
        "treaty": dossier.id,
        "name": dossier.name,
        "from": None,
        "to": None,
        "exact": False,
        "basis": "computed",
        "refused": "ended" if has_ended(dossier, given) else "no-exit" if dossier.no_exit else "not-known",
        "says": no_clause_words(dossier, given, state),
        "checked": dossier.checked.value,
        "note": dossier.note or None,
    }


def _deadlines(dossier: Dossier, clause: ExitClause, day: date) -> dict[str, object]:
    from monitor.dossiers.calculator import Term, last_notice, window_of

    window = window_of(clause.windows, dossier.in_force, day) if clause.windows else None
    term = Term.of(dossier)
    last = last_notice(clause, term, day) if term else None
    return {
        "window": window and {"from": window[0].isoformat(), "to": window[1].isoformat()},
        "last_notice": last and last[0].isoformat(),
    }
