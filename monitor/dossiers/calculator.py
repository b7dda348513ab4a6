"""From an exit clause and the day of notice to the day of effect.

A day gives a day, a range a range, and an open end stays open: each rule keeps the order of days, so that the
ends of a range of notices give the ends of the range of effects. Months are counted as in `Period.after`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
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
    EXPIRES = "expires"  # the treaty ends before that day
    MAYBE_EXPIRES = "maybe-expires"  # it ends before some of these days
    ENDED = "ended"  # the treaty had ended before notice was given
    NOT_IN_FORCE = "not-in-force"  # the treaty was not in force yet
    OTHER_TERM = "other-term"  # the end of the term in which notice was given is not known
    BEYOND = "beyond"  # beyond the year 9999


# a notice of these days can have no effect, so that no day is computed
_REFUSING = (Unmet.ENDED, Unmet.NOT_IN_FORCE, Unmet.TOO_EARLY, Unmet.OUTSIDE_WINDOW, Unmet.EXPIRES)


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

    @property
    def refused(self) -> Unmet | None:
        """Why no notice of these days can take effect; None if one may."""
        return next((reason for reason in _REFUSING if reason in self.unmet), None)


@dataclass(frozen=True, slots=True)
class Term:
    """The treaty ends on `end`; with `renews` it goes on for so long each time unless notice is given.

    `first_end`: the end of its first term; None: terms before the present one are not known.
    """

    end: date
    renews: Period | None = None
    first_end: date | None = None

    @staticmethod
    def of(dossier: Dossier) -> Term | None:
        """The present term of a treaty, or the time that it lasted; None without a last day that is known."""
        if dossier.ended is not None:
            return Term(dossier.ended.latest)
        end = dossier.expires.exact_day if dossier.expires else None
        return Term(end, dossier.renews, dossier.first_end) if end else None

    def ends(self, day: date = date.min) -> Iterator[date]:
        """The ends of all terms that are known, in their order; the first ones may be left out if they are
        before `day`. Raises OverflowError beyond the year 9999.
        """
        if self.renews is None:
            yield self.end
            return
        first = self.first_end or self.end
        longest = 31 * self.renews.months + self.renews.days  # days of a term, at most
        for number in count(max(0, (day - first).days // longest) if longest else 0):
            yield self.renews.times(number).after(first)

    def ending(self, day: date) -> date | None:
        """The end of the first term that lasts until `day` or longer; None if that is a term whose end is not
        known. Raises OverflowError beyond the year 9999.
        """
        if self.renews is None:
            return day
        is_before = self.first_end is None and day < self.end and self.renews.after(day) <= self.end
        return None if is_before else next(end for end in self.ends(day) if end >= day)


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

    `state`: who leaves, by code; `in_force`, `term`: of the treaty. None are a day beyond the year 9999 and
    those of a notice that can have no effect (`Computed.refused`).
    """
    if last is None and first is not None:
        first = _first_possible(clause, first, state, in_force)
    unmet = _outlived(first, last, in_force, term) or _unmet(
        clause, first, last, state=state, in_force=in_force
    )
    answer = _computed(clause, first, last, term, unmet)
    return Computed(None, None, answer.unmet) if answer.refused else answer


def _first_possible(clause: ExitClause, first: date, state: str, in_force: TreatyDate | None) -> date:
    """The first day from `first` on when a state may give notice, by its membership on that day."""
    allowed = allowed_from(clause, state, in_force, first)
    return max(first, allowed) if allowed is not None else first


def _computed(
    clause: ExitClause, first: date | None, last: date | None, term: Term | None, unmet: list[Unmet]
) -> Computed:
    """The days by the clause alone, with these conditions and those that follow from the days."""
    days: list[date | None] = []
    for notice in (first, last):
        day, why = (None, None) if notice is None else _effect(clause, notice, term)
        days.append(day)
        unmet += [why] if why and why not in unmet else []
    earliest, latest = days
    if clause is TWELVE_MONTHS:
        latest = None  # the notice may be longer
    if term and not term.renews and Unmet.ENDED not in unmet:
        if earliest and earliest > term.end:
            unmet.append(Unmet.EXPIRES)
        elif latest and latest > term.end:
            unmet.append(Unmet.MAYBE_EXPIRES)
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


def _outlived(
    first: date | None, last: date | None, in_force: TreatyDate | None, term: Term | None
) -> list[Unmet]:
    """Whether the treaty had ended, or was not in force yet, on all of these days."""
    if term and not term.renews and first is not None and first > term.end:
        return [Unmet.ENDED]
    is_before = in_force is not None and last is not None and last < in_force.earliest
    return [Unmet.NOT_IN_FORCE] if is_before else []


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


def allowed_from(
    clause: ExitClause, state: str = "", in_force: TreatyDate | None = None, by: date | None = None
) -> date | None:
    """The first day on which a state may give notice; None if there is no such rule, or entry into force is
    not known for it. That of the treaty is the earliest that a state can have.

    `by`: the state's membership on this day counts; None: its last one.
    """
    joined = None if clause.of_treaty else clause.joined_by(state, by)
    start = joined or (in_force.earliest if in_force else None)
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
    allowed = allowed_from(clause, state, in_force, last)
    if allowed is not None and last is not None and last < allowed:
        return Unmet.TOO_EARLY
    is_known = clause.of_treaty or clause.joined_by(state) is not None
    is_allowed = is_known and allowed is not None and first is not None and first >= allowed
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
        for end in term.ends(day):
            last = last_notice_by(clause, end) if end >= day else None
            if last is not None and last >= day:
                return last, end
    except OverflowError:
        pass
    return None


def last_notice_by(clause: ExitClause, end: date) -> date | None:
    """The last day on which notice takes effect by `end`; None if no day is early enough."""

    def ordinal_of_effect(ordinal: int) -> int:
        try:
            return _rounded(clause, date.fromordinal(ordinal)).toordinal()
        except (OverflowError, ValueError):
            return date.max.toordinal() + 1

    # who gives notice later leaves no earlier
    days = range(1, end.toordinal() + 1)
    number = bisect_right(days, end.toordinal(), key=ordinal_of_effect)
    return date.fromordinal(number) if number else None
