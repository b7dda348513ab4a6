"""From an exit clause and the day of notice to the day of effect.

A day gives a day, a range a range, and an open end stays open: each rule keeps the order of days, so that the
ends of a range of notices give the ends of the range of effects. Months are counted as in `Period.after`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from monitor.dossiers.values import Dossier, ExitClause, Period, Rounding, Windows, YearDay
from monitor.model import TreatyDate

# Vienna Convention on the Law of Treaties, art. 56(2): not less than twelve months
TWELVE_MONTHS = ExitClause("56(2) VCLT", Period(months=12))
_YEAR_END = YearDay(12, 31)


class Unmet(StrEnum):
    """Why a computed day may not hold, or why there is none."""

    TOO_EARLY = "too-early"  # notice before the time when the clause allows it
    MAYBE_TOO_EARLY = "maybe-too-early"  # the entry into force for the state is not known
    OUTSIDE_WINDOW = "outside-window"
    MAYBE_OUTSIDE_WINDOW = "maybe-outside-window"  # some days on which notice may have been given are outside
    BLOCKED = "blocked"  # something may hold the effect back
    NO_CLAUSE = "no-clause"  # there is a right to leave only if the treaty implies it (VCLT, art. 56(1))
    EXPIRES = "expires"  # the treaty ends by itself before that day
    OTHER_TERM = "other-term"  # the end of the term in which notice was given is not known
    BEYOND = "beyond"  # beyond the year 9999


@dataclass(frozen=True, slots=True)
class Computed:
    """When an exit takes effect by its clause: between two days, both included. None: that side is open.

    `unmet`: conditions under which the days do not hold.
    """

    earliest: date | None
    latest: date | None
    unmet: tuple[Unmet, ...] = ()

    @property
    def day(self) -> date | None:
        """The day, if there is only one."""
        return self.earliest if self.earliest == self.latest else None


@dataclass(frozen=True, slots=True)
class Term:
    """The treaty ends on `end`; with `renews` it goes on for so long each time unless notice is given."""

    end: date
    renews: Period | None = None

    @staticmethod
    def of(dossier: Dossier) -> Term | None:
        """The present term of a treaty; None without a last day that is known."""
        end = dossier.expires.exact_day if dossier.expires else None
        return Term(end, dossier.renews) if end else None

    def ending(self, day: date) -> date | None:
        """The end of the first term that lasts until `day` or longer; None if that is a term before the
        present one. Raises OverflowError beyond the year 9999.
        """
        if self.renews is None:
            return day
        if day <= self.end:
            return self.end if self.renews.after(day) > self.end else None
        return next(end for number in count(1) if (end := self.renews.times(number).after(self.end)) >= day)


def computed(
    clause: ExitClause,
    first: date | None,
    last: date | None,
    *,
    state: str = "",
    in_force: TreatyDate | None = None,
    term: Term | None = None,
) -> Computed:
    """When an exit takes effect whose notice was given between `first` and `last`, both included; None: that
    end is open.

    `state`: who leaves, by code; `in_force`, `term`: of the treaty. A day beyond the year 9999 is None.
    """
    unmet = _unmet(clause, first, last, state=state, in_force=in_force)
    days: list[date | None] = []
    for notice in (first, last):
        day, why = (None, None) if notice is None else _effect(clause, notice, term)
        days.append(day)
        unmet += [why] if why and why not in unmet else []
    earliest, latest = days
    if clause is TWELVE_MONTHS:
        latest = None  # the notice may be longer
    if term and not term.renews and any(day and day > term.end for day in (earliest, latest)):
        unmet.append(Unmet.EXPIRES)
    return Computed(earliest, latest, tuple(unmet))


def _effect(clause: ExitClause, notice: date, term: Term | None) -> tuple[date | None, Unmet | None]:
    """The day of effect of a notice of this day, or why there is none."""
    try:
        day = _rounded(clause, notice)
        ending = day if term is None else term.ending(day)
    except (OverflowError, ValueError):
        return None, Unmet.BEYOND
    return ending, None if ending else Unmet.OTHER_TERM


def _rounded(clause: ExitClause, notice: date) -> date:
    """Raises OverflowError or ValueError beyond the year 9999."""
    match clause.rounding:
        case Rounding.YEARLY:
            return _yearly(clause, notice)
        case Rounding.NEXT_MONTH:
            return (clause.notice.after(notice).replace(day=1) + timedelta(days=31)).replace(day=1)
        case Rounding.YEAR_END:
            is_late = clause.cut is not None and notice > clause.cut.of(notice.year)
            counted = date(notice.year + 1, 1, 1) if is_late else notice
            return _YEAR_END.of(clause.notice.after(counted).year)
        case Rounding.NEXT_YEAR_END:
            return _YEAR_END.of(clause.notice.after(notice).year + 1)
        case Rounding.NONE:
            return clause.notice.after(notice)


def _yearly(clause: ExitClause, notice: date) -> date:
    """The fixed day of the first year in which notice was given by the cut, and the period has passed by that
    day.
    """
    on = clause.on or _YEAR_END
    end, cut = clause.notice.after(notice), clause.cut or on
    by_cut = notice.year if notice <= cut.of(notice.year) else notice.year + 1
    return on.of(max(by_cut, end.year if end <= on.of(end.year) else end.year + 1))


# ------------------------------------------------------------ conditions


def _unmet(
    clause: ExitClause, first: date | None, last: date | None, *, state: str, in_force: TreatyDate | None
) -> list[Unmet]:
    unmet = []
    if clause is TWELVE_MONTHS:
        unmet.append(Unmet.NO_CLAUSE)
    if (early := _too_early(clause, first, last, state, in_force)) is not None:
        unmet.append(early)
    if clause.windows and (outside := _outside(clause.windows, first, last, in_force)) is not None:
        unmet.append(outside)
    if clause.blocked:
        unmet.append(Unmet.BLOCKED)
    return unmet


def allowed_from(clause: ExitClause, state: str = "", in_force: TreatyDate | None = None) -> date | None:
    """The first day on which a state may give notice; None if there is no such rule, or entry into force is
    not known for it. That of the treaty is the earliest that a state can have.
    """
    start = clause.joined.get(state) or (in_force.earliest if in_force else None)
    if clause.not_before is None or start is None:
        return None
    try:
        return clause.not_before.after(start)
    except OverflowError:
        return None


def _too_early(
    clause: ExitClause, first: date | None, last: date | None, state: str, in_force: TreatyDate | None
) -> Unmet | None:
    """A notice before the state may give it. A state that joined later than the treaty has a later day, and a
    notice from before the state joined belongs to an earlier membership.
    """
    if clause.not_before is None:
        return None
    joined = clause.joined.get(state)
    if joined is not None and last is not None and last < joined:
        joined = None
    allowed = allowed_from(clause, state if joined else "", in_force)
    if allowed is not None and last is not None and last < allowed:
        return Unmet.TOO_EARLY
    is_allowed = joined is not None and allowed is not None and first is not None and first >= allowed
    return None if is_allowed else Unmet.MAYBE_TOO_EARLY


def window_of(windows: Windows, in_force: TreatyDate | None, day: date) -> tuple[date, date] | None:
    """The first window that has not closed on this day: its first and its last day. None if the treaty's
    entry into force is not known to the day, or the window lies beyond the year 9999.
    """
    begin = in_force.exact_day if in_force else None
    if begin is None:
        return None
    try:
        for number in count():
            opens = windows.every.times(number).after(windows.first.after(begin))
            closes = windows.open.after(opens)
            if closes >= day:
                return opens, closes
    except OverflowError:
        pass
    return None


def _outside(
    windows: Windows, first: date | None, last: date | None, in_force: TreatyDate | None
) -> Unmet | None:
    """Whether notice of these days falls outside the windows: surely, maybe, or (None) not."""
    if first is None or (window := window_of(windows, in_force, first)) is None:
        return Unmet.MAYBE_OUTSIDE_WINDOW
    opens, closes = window
    if last is None:
        return Unmet.OUTSIDE_WINDOW if first < opens else Unmet.MAYBE_OUTSIDE_WINDOW
    if last < opens:
        return Unmet.OUTSIDE_WINDOW
    return None if opens <= first and last <= closes else Unmet.MAYBE_OUTSIDE_WINDOW


def last_notice(clause: ExitClause, term: Term, day: date) -> tuple[date, date] | None:
    """The last day for notice against the renewal that comes next after `day`, and the end of that term. None
    if the treaty is not renewed, or that lies outside the calendar.
    """
    if term.renews is None:
        return None
    try:
        for number in count():
            end = term.renews.times(number).after(term.end)
            if (last := clause.notice.before(end)) >= day:
                return last, end
    except (OverflowError, ValueError):
        pass
    return None
