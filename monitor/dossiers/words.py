"""Exit clauses in English words, for the command line."""

from __future__ import annotations

from monitor.dossiers.calculator import TWELVE_MONTHS, Computed, Unmet
from monitor.dossiers.values import Checked, ExitClause, Period, Rounding, Start
from monitor.model import TreatyDate

_FROM = {
    Start.RECEIPT: "the depositary receives the notice",
    Start.DEPOSIT: "the instrument is deposited",
    Start.NOTICE: "notice is given",
    Start.REGISTRATION: "the depositary registers the notice",
}
_ROUNDED = {
    Rounding.NONE: "{}",
    Rounding.NEXT_MONTH: "{}, on the first day of the month that follows",
    Rounding.YEAR_END: "{}, on 31 December of that year",
    Rounding.NEXT_YEAR_END: "{}, on 31 December of the year that follows",
}
_AT_ONCE = {
    Rounding.NONE: "at once when {}",
    Rounding.NEXT_MONTH: "on the first day of the month after the one in which {}",
    Rounding.YEAR_END: "on 31 December of the year in which {}",
    Rounding.NEXT_YEAR_END: "on 31 December of the year after the one in which {}",
}
CHECKED = {
    Checked.TEXT: "the words of the article were read",
    Checked.CASES: "a past exit took effect on the day that the clause gives",
    Checked.MEMORY: "well known, but compared with neither the text nor a past exit",
}
UNMET = {
    Unmet.TOO_EARLY: "notice may not be given so early: the day does not hold",
    Unmet.MAYBE_TOO_EARLY: "whether notice may be given yet depends on when the state joined",
    Unmet.OUTSIDE_WINDOW: "notice may be given only in a window, and this is outside it",
    Unmet.MAYBE_OUTSIDE_WINDOW: "notice may be given only in a window, and this may be outside it",
    Unmet.NO_CLAUSE: "the treaty says nothing of leaving: it can be left only if it implies a right to, "
    "and twelve months are the least",
    Unmet.EXPIRES: "the treaty ends by itself before that day",
    Unmet.OTHER_TERM: "the end of the term in which notice was given is not known",
    Unmet.BEYOND: "the day lies beyond the year 9999",
}


def period_words(period: Period) -> str:
    """`1 year and 6 months`, `90 days`; `at once` for no time."""
    years, months = divmod(period.months, 12)
    counted = ((years, "year"), (months, "month"), (period.days, "day"))
    parts = [f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in counted if number]
    return " and ".join(parts) or "at once"


def article_words(clause: ExitClause) -> str:
    """`art. 20`; "Article 127(1) of the Rome Statute" as it stands."""
    return clause.article if clause.article.startswith("Art") else f"art. {clause.article}"


def rule_words(clause: ExitClause) -> str:
    """The rule by which the day of effect is computed."""
    if clause is TWELVE_MONTHS:
        return "not less than 12 months after notice is given"
    if clause.rounding is Rounding.YEARLY and clause.on:
        on = _day_of_year(clause.on.month, clause.on.day)
        if clause.cut:
            by = _day_of_year(clause.cut.month, clause.cut.day)
            length = period_words(clause.notice)
            passed = f" and {length} or more before" if clause.notice != Period() else ""
            return f"on {on} of the first year in which notice was given by {by}{passed}"
        return (
            f"on the first {on} that comes {period_words(clause.notice)} or more after {_FROM[clause.start]}"
        )
    begin = _FROM[clause.start]
    rounded = _AT_ONCE[clause.rounding]
    if clause.notice != Period():
        begin, rounded = f"{period_words(clause.notice)} after {begin}", _ROUNDED[clause.rounding]
    late = ""
    if clause.cut:
        late = f"; notice after {_day_of_year(clause.cut.month, clause.cut.day)} counts for the next year"
    return f"{rounded.format(begin)}{late}"


def days_words(answer: Computed) -> str:
    """When the exit takes effect: a day, a range, or one end of it."""
    earliest, latest = (day and TreatyDate.of_day(day).show() for day in (answer.earliest, answer.latest))
    if answer.day:
        return f"takes effect on {earliest}"
    if earliest and latest:
        return f"takes effect between {earliest} and {latest}"
    if earliest:
        # without a clause the notice may be longer, also where its day is known
        early = "" if Unmet.NO_CLAUSE in answer.unmet else ", if notice is given that early"
        return f"takes effect not before {earliest}{early}"
    return f"takes effect not after {latest}" if latest else "no day can be computed"


def condition_words(clause: ExitClause) -> list[str]:
    """What else the clause asks for: when notice may be given, and what holds the effect back."""
    words = ["the notice may name a later day"] if clause.later else []
    if clause.requires:
        words.append(f"the notice must {clause.requires}")
    if clause.not_before:
        words.append(
            f"notice may be given {period_words(clause.not_before)} after entry into force for the state, "
            "no earlier"
        )
    if clause.windows:
        first, every = period_words(clause.windows.first), period_words(clause.windows.every)
        words.append(
            f"notice may be given for {period_words(clause.windows.open)}, first {first} after the treaty's "
            f"entry into force and then every {every}"
        )
    if clause.blocked:
        words.append(f"may be held back: {clause.blocked}")
    return words


def survival_words(clause: ExitClause) -> str:
    """What goes on after the exit; "" for nothing that is known."""
    if clause.survival is None:
        return f"goes on after the exit: {clause.survives}" if clause.survives else ""
    length = period_words(clause.survival)
    what = f", for {clause.survives}" if clause.survives else ""
    return f"its rules go on for {length} after the exit{what}"


def _day_of_year(month: int, day: int) -> str:
    return TreatyDate(2000, month, day).show().removesuffix(" 2000")
