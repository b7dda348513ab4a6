"""Exit clauses in English words, for commands and exports."""

from __future__ import annotations

from datetime import date

from monitor.dossiers.calculator import TWELVE_MONTHS, Computed, Term, Unmet, allowed_from, window_of
from monitor.dossiers.clause_words import article, period, rule
from monitor.dossiers.effects import Basis, Effect
from monitor.dossiers.values import Checked, Dossier, ExitClause, Period
from monitor.model import TreatyDate
from monitor.wording import ENGLISH

CHECKED = {
    Checked.TEXT: "the words of the article were read",
    Checked.CASES: "a past exit took effect on the day that the clause gives",
    Checked.MEMORY: "well known, but compared with neither the text nor a past exit",
}
UNMET = {
    Unmet.TOO_EARLY: "notice may not be given so early",
    Unmet.MAYBE_TOO_EARLY: "whether notice may be given yet depends on when the state joined",
    Unmet.OUTSIDE_WINDOW: "notice may be given only in a window, and this is outside it",
    Unmet.MAYBE_OUTSIDE_WINDOW: "notice may be given only in a window, and this may be outside it",
    Unmet.NO_CLAUSE: "the treaty says nothing of leaving: it can be left only if it implies a right to, "
    "and twelve months are the least",
    Unmet.EXPIRES: "the treaty ends before the notice takes effect",
    Unmet.MAYBE_EXPIRES: "the treaty may end before the notice takes effect",
    Unmet.ENDED: "the treaty had ended before",
    Unmet.NOT_IN_FORCE: "the treaty was not in force yet",
    Unmet.OTHER_TERM: "the end of the term in which notice was given is not known",
    Unmet.BEYOND: "the day lies beyond the year 9999",
}


def article_words(clause: ExitClause) -> str:
    """`art. 20`; a place without a number as it stands."""
    return article(clause, ENGLISH)


def rule_words(clause: ExitClause, dossier: Dossier) -> str:
    """The rule by which the day of effect is computed, as messages tell it."""
    if clause is TWELVE_MONTHS:
        return "not less than 12 months after the notice"
    return rule(clause, ENGLISH, terms=dossier.has_terms)


def effect_words(effect: Effect) -> str:
    """When an exit takes effect, and that no notice is known of an exit that was only announced; or why its
    notice has no effect.
    """
    refused, given = effect.computed.refused, effect.given
    if refused is not None and given is not None:
        return refusal_words(effect.dossier, effect.clause, refused, given)
    days = days_words(effect.computed, later=effect.clause.later)
    if effect.basis is not Basis.ANNOUNCEMENT or effect.computed.earliest is None or effect.first is None:
        return days
    earliest, first = (TreatyDate.of_day(day).show() for day in (effect.computed.earliest, effect.first))
    verb = "was" if effect.is_forgotten else "is"
    return f"no notice is known; not before {earliest}, if it {verb} given on {first}"


def difference_words(effect: Effect) -> str:
    """That the stated day is more than three days off what the clause gives; "" where it is not."""
    off, stated, before = effect.differs_days, effect.stated, effect.computed.earliest
    if not off or stated is None:
        return ""
    way = "earlier" if before and stated.latest < before else "later"
    by_clause = f"by the exit clause ({article_words(effect.clause)})"
    return f"the stated day is {off} days {way} than {by_clause}: {days_words(effect.computed)}"


def days_words(answer: Computed, *, later: bool = False) -> str:
    """When the exit takes effect: a day, a range, or one end. `later`: the notice may name a later day."""
    earliest, latest = (day and TreatyDate.of_day(day).show() for day in (answer.earliest, answer.latest))
    or_later = ", or on a later day that the notice names" if later else ""
    if answer.day:
        return f"takes effect on {earliest}{or_later}"
    if earliest and latest:
        return f"takes effect between {earliest} and {latest}{or_later}"
    if earliest:
        # without a clause the notice may be longer, also where its day is known
        early = "" if Unmet.NO_CLAUSE in answer.unmet else ", if notice is given that early"
        return f"takes effect not before {earliest}{early}"
    if latest:
        return f"takes effect by {latest}{or_later}"
    return UNMET[answer.refused] if answer.refused else "no day can be computed"


def refusal_words(
    dossier: Dossier, clause: ExitClause, refused: Unmet, given: TreatyDate, state: str = ""
) -> str:
    """Why no notice of this time takes effect, and when one may be given, if that is known."""
    if refused is Unmet.ENDED:
        return _ended_words(dossier)
    if refused is Unmet.EXPIRES and (term := Term.of(dossier)):
        return f"notice given {_on(given)} has no effect: the treaty ends before, {_on_day(term.end)}"
    no_notice, when = f"no notice can be given {_on(given)}", ""
    if refused is Unmet.NOT_IN_FORCE and dossier.in_force:
        when = f"the treaty entered into force {_on(dossier.in_force)}"
    elif refused is Unmet.TOO_EARLY and (day := allowed_from(clause, state, dossier.in_force, given.latest)):
        is_known = clause.of_treaty or clause.joined_by(state) is not None
        later = "" if is_known else ", later for a party that joined later"
        when = f"the first day for it is {TreatyDate.of_day(day).show()}{later}"
    elif clause.windows and (window := window_of(clause.windows, dossier.in_force, given.earliest)):
        opens, closes = (TreatyDate.of_day(end).show() for end in window)
        when = f"the next window for notice is from {opens} to {closes}"
    return f"{no_notice}: {when}" if when else no_notice


def no_clause_words(dossier: Dossier, given: TreatyDate, state: str = "") -> str:
    """Why a dossier without an exit clause for this state gives no day."""
    if has_ended(dossier, given):
        return _ended_words(dossier)
    if dossier.not_in_force:
        return "the treaty is not in force: no exit from it takes effect"
    if dossier.no_exit:
        return "no party can leave it alone"
    end = f"; it ends by itself {_on(dossier.expires)}" if dossier.expires and not dossier.renews else ""
    return f"no exit clause is known{f' for {state}' if state else ''}{end}"


def has_ended(dossier: Dossier, given: TreatyDate) -> bool:
    """True if the treaty had ended before this time."""
    term = Term.of(dossier)
    return term is not None and not term.renews and given.earliest > term.end


def _ended_words(dossier: Dossier) -> str:
    end = dossier.ended or dossier.expires
    return f"the treaty ended{f' {_on(end)}' if end else ''}: there is nothing to leave"


def _on(time: TreatyDate) -> str:
    """`on 27 Dec 2025`, `in Dec 2025`."""
    return f"{'on' if time.exact_day else 'in'} {time.show()}"


def _on_day(day: date) -> str:
    return _on(TreatyDate.of_day(day))


def condition_words(clause: ExitClause, *, later: bool = True) -> list[str]:
    """What else the clause says: what the notice may and must hold, when it may be given, and what holds the
    effect back. `later`: also that it may name a later day.
    """
    words = ["the notice may name a later day"] if clause.later and later else []
    if clause.requires:
        words.append(f"the notice must {clause.requires}")
    if clause.not_before:
        words.append(
            f"notice may be given {_period(clause.not_before)} after entry into force"
            f"{' of the treaty' if clause.of_treaty else ' for the state'}, no earlier"
        )
    if clause.windows:
        first, every = _period(clause.windows.first), _period(clause.windows.every)
        words.append(
            f"notice may be given for {_period(clause.windows.open)}, first {first} after the treaty's "
            f"entry into force and then every {every}"
        )
    if clause.blocked:
        words.append(f"may be held back: {clause.blocked}")
    return words


def survival_words(clause: ExitClause) -> str:
    """What goes on after the exit; "" for nothing that is known."""
    if clause.survival is None:
        return f"goes on after the exit: {clause.survives}" if clause.survives else ""
    words = ENGLISH("meaning.survival", period=_period(clause.survival))
    what = f" ({clause.survives})" if clause.survives else ""
    return f"{words[:1].lower()}{words[1:]}{what}"


def _period(length: Period) -> str:
    return period(length, ENGLISH)
