"""From an exit clause and the day of notice to the day of effect.

A day gives a day, a range a range, and an open end stays open. Months are counted as in `Period.after`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.dossiers.values import ExitClause, Period, Rounding, Windows, YearDay
from monitor.model import TreatyDate

# Vienna Convention on the Law of Treaties, art. 56(2)
TWELVE_MONTHS = ExitClause("56(2) VCLT", Period(months=12))
_YEAR_END = YearDay(12, 31)


class Unmet(StrEnum):
    """Why a computed day may not hold."""

    TOO_EARLY = "too-early"  # notice before the time when the clause allows it
    MAYBE_TOO_EARLY = "maybe-too-early"  # the entry into force for the state is not known
    OUTSIDE_WINDOW = "outside-window"
    BLOCKED = "blocked"  # something may hold the effect back
    NO_CLAUSE = "no-clause"  # there is a right to leave only if the treaty implies it (VCLT, art. 56(1))


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


def computed(
    clause: ExitClause,
    first: date | None,
    last: date | None,
    *,
    state: str = "",
    in_force: TreatyDate | None = None,
) -> Computed:
    """When an exit takes effect whose notice was given between `first` and `last`, both included; None: that
    end is open.

    `state`: who leaves, by code; `in_force`: of the treaty. A day beyond the year 9999 is None.
    """
    return Computed(
        _effect(clause, first),
        _effect(clause, last),
        _unmet(clause, first, last, state=state, in_force=in_force),
    )


def _effect(clause: ExitClause, notice: date | None) -> date | None:
    """The day of effect of a notice of this day."""
    if notice is None:
        return None
    try:
        return _rounded(clause, notice)
    except (OverflowError, ValueError):
        return None


def _rounded(clause: ExitClause, notice: date) -> date:
    """Raises OverflowError or ValueError beyond the year 9999."""
    if clause.rounding is Rounding.YEARLY:
        return _yearly(clause, notice)
    end = clause.notice.after(notice)
    match clause.rounding:
        case Rounding.NEXT_MONTH:
            return (end.replace(day=1) + timedelta(days=31)).replace(day=1)
        case Rounding.YEAR_END:
            is_late = clause.cut is not None and end > clause.cut.of(end.year)
            return _YEAR_END.of(end.year + is_late)
        case Rounding.NEXT_YEAR_END:
            return _YEAR_END.of(end.year + 1)
        case _:
            return end


def _yearly(clause: ExitClause, notice: date) -> date:
    on, cut = clause.on or _YEAR_END, clause.cut or clause.on or _YEAR_END
    after = clause.notice.after(notice)
    return on.of(after.year if after <= cut.of(after.year) else after.year + 1)


def _unmet(
    clause: ExitClause, first: date | None, last: date | None, *, state: str, in_force: TreatyDate | None
) -> tuple[Unmet, ...]:
    unmet = []
    if clause is TWELVE_MONTHS:
        unmet.append(Unmet.NO_CLAUSE)
    if (early := _too_early(clause, first, last, state, in_force)) is not None:
        unmet.append(early)
    if clause.windows and in_force and not _is_in_window(clause.windows, first, last, in_force):
        unmet.append(Unmet.OUTSIDE_WINDOW)
    if clause.blocked:
        unmet.append(Unmet.BLOCKED)
    return tuple(unmet)


def _too_early(
    clause: ExitClause, first: date | None, last: date | None, state: str, in_force: TreatyDate | None
) -> Unmet | None:
    """A notice before the state may give it; a state that joined later than the treaty has a later day."""
    if clause.not_before is None:
        return None
    if (joined := clause.joined.get(state)) is not None:
        allowed = clause.not_before.after(joined)
        if last is not None and last < allowed:
            return Unmet.TOO_EARLY
        return None if first is not None and first >= allowed else Unmet.MAYBE_TOO_EARLY
    if in_force is not None and last is not None and last < clause.not_before.after(in_force.earliest):
        return Unmet.TOO_EARLY
    return Unmet.MAYBE_TOO_EARLY


def _is_in_window(windows: Windows, first: date | None, last: date | None, in_force: TreatyDate) -> bool:
    """True if all days of the notice lie in one window."""
    if first is None or last is None or (begin := in_force.exact_day) is None:
        return False
    opens = windows.first.after(begin)
    while (closes := windows.open.after(opens)) <= first:
        opens = windows.every.after(opens)
    return opens <= first and last < closes
