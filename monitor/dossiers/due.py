"""What is due on a day: an exit that its clause lets take effect, an end that was stated, the end of a term.

Time alone never says that an exit has taken effect: a source does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.dossiers.calculator import Unmet, last_notice_by
from monitor.dossiers.effects import ANNOUNCED, TOLERANCE_DAYS, Basis, Effect, effect_of
from monitor.dossiers.values import Dossier, Dossiers
from monitor.model import Act, Cell, Row, Stage

_OPEN = (*ANNOUNCED, Stage.NOTIFIED, Stage.SUSPENDED)
_ONE_DAY = timedelta(days=1)


class DueEvent(StrEnum):
    """What is due."""

    EFFECT = "effect"  # an exit of which notice was given takes effect
    SUSPENSION_ENDS = "suspension-ends"
    END = "end"  # an end that was announced, or the end of the treaty's only term
    RENEWAL = "renewal"  # the last day for notice has passed: the treaty goes on for another term


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of one row of an act, and on which day (UTC). `is_stated`: a source states the day, else it
    is computed. `blocked`: what may hold it back, in few words. `last`: the last of several days on which it
    may be; None where `day` is exact. `depends`: it holds only if the state had been a party long enough to
    give notice, which is not known.
    """

    act: Act
    row: Row
    event: DueEvent
    day: date
    is_stated: bool = False
    blocked: str = ""
    last: date | None = None
    depends: bool = False

    def is_due(self, today: date) -> bool:
        """True from the day on; of several days, when all have come."""
        return self.latest <= today

    @property
    def latest(self) -> date:
        """The day, or the last of several."""
        return self.last or self.day

    @property
    def is_known_late(self) -> bool:
        """True if the act came to its stage on the day or later: what was told of it then says the day."""
        return bool(self.act.history) and self.act.history[-1].at.date() >= self.day

    @property
    def words(self) -> str:
        """In English: "due to take effect (computed)"; of several days "on one of these days"."""
        days = " on one of these days" if self.last else ""
        basis = "as stated" if self.is_stated else "computed"
        held = f"; may be held back: {self.blocked}" if self.blocked else ""
        depends = "; if the state could give notice then" if self.depends else ""
        return f"{_WORDS[self.event]}{days} ({basis}{held}{depends})"


_WORDS = {
    DueEvent.EFFECT: "due to take effect",
    DueEvent.SUSPENSION_ENDS: "suspension due to end",
    DueEvent.END: "due to end",
    DueEvent.RENEWAL: "due to be renewed unless notice was given",
}


def due_of(act: Act, row: Row, dossiers: Dossiers) -> Due | None:
    """What is due of a row, whatever today is; None where no exact day is known or something contradicts it,
    and of acts that do not stand, are over or were reversed.
    """
    if act.rejected or act.withdrawn or act.closed or act.stage not in _OPEN or row.stage not in _OPEN:
        return None
    if Stage.NOTIFIED in (act.stage, row.stage) and Stage.SUSPENDED not in (act.stage, row.stage):
        return _effect(act, row, dossiers)
    if _is_disputed(row.ended):
        return None
    stated = row.ended.day if row.ended else None
    if Stage.SUSPENDED in (act.stage, row.stage):
        return Due(act, row, DueEvent.SUSPENSION_ENDS, stated, is_stated=True) if stated else None
    if row.ended is not None:
        is_decided = stated is not None and row.stage is Stage.DECIDED
        return Due(act, row, DueEvent.END, stated, is_stated=True) if is_decided and stated else None
    return _term(act, row, dossiers.of(row))


def due_between(acts: Iterable[Act], dossiers: Dossiers, first: date, last: date) -> tuple[Due, ...]:
    """All that is due from `first` to `last`, both included, the earliest day first; only exact days."""
    return _within((due_of(act, row, dossiers) for act, row in _rows(acts)), first, last)


def due_or_near(acts: Iterable[Act], dossiers: Dossiers, first: date, last: date) -> tuple[Due, ...]:
    """The same, and what is due on one of several days, if some of them are in this time, or only if the
    state could give notice then.
    """
    due = (due_of(act, row, dossiers) or range_of(act, row, dossiers) for act, row in _rows(acts))
    return _within(due, first, last)


def _rows(acts: Iterable[Act]) -> Iterator[tuple[Act, Row]]:
    return ((act, row) for act in acts for row in act.rows)


def _within(due: Iterable[Due | None], first: date, last: date) -> tuple[Due, ...]:
    chosen = [own for own in due if own is not None and own.day <= last and first <= own.latest]
    return tuple(sorted(chosen, key=lambda own: (own.day, own.act.id, own.row.number)))


def range_of(act: Act, row: Row, dossiers: Dossiers) -> Due | None:
    """Between which days an exit takes effect of which notice was given: a source states the month or year of
    the effect, else of the notice; or the day, if the state could give notice then. None where the day is
    exact, one end is open or something contradicts it.
    """
    if act.rejected or act.withdrawn or act.closed or {act.stage, row.stage} != {Stage.NOTIFIED}:
        return None
    effect = effect_of(act, row, dossiers)
    if (effect is not None and effect.differs_days) or _is_disputed(row.ended):
        return None
    days = _days(row, effect)
    unmet = effect.computed.unmet if effect and row.ended is None else ()
    depends = Unmet.MAYBE_TOO_EARLY in unmet
    if days is None or (days[0] == days[1] and not depends):
        return None
    last = days[1] if days[1] > days[0] else None
    blocked = effect.clause.blocked if effect and Unmet.BLOCKED in effect.computed.unmet else ""
    return Due(act, row, DueEvent.EFFECT, days[0], row.ended is not None, blocked, last, depends)


def _days(row: Row, effect: Effect | None) -> tuple[date, date] | None:
    """The first and last day of an end that is stated, else computed; None if one is not known."""
    if row.ended is not None:
        stated = row.ended.treaty_date
        return (stated.earliest, stated.latest) if stated else None
    if effect is None or effect.basis is not Basis.NOTICE or _is_disputed(row.notified):
        return None
    first, last = effect.computed.earliest, effect.computed.latest
    may_hold = set(effect.computed.unmet) <= {Unmet.BLOCKED, Unmet.MAYBE_TOO_EARLY}
    return (first, last) if may_hold and first and last else None


def _effect(act: Act, row: Row, dossiers: Dossiers) -> Due | None:
    """The day of effect of a row of which notice was given: the stated one before the computed one."""
    effect = effect_of(act, row, dossiers)
    if effect is not None and effect.differs_days:
        return None
    if _is_disputed(row.ended):
        return None
    is_blocked = effect is not None and Unmet.BLOCKED in effect.computed.unmet
    blocked = effect.clause.blocked if effect is not None and is_blocked else ""
    if row.ended is not None and row.ended.day is not None:
        return Due(act, row, DueEvent.EFFECT, row.ended.day, is_stated=True, blocked=blocked)
    if effect is None or not effect.is_exact or _is_disputed(row.notified):
        return None
    day = effect.computed.day
    return Due(act, row, DueEvent.EFFECT, day, blocked=blocked) if day else None


def _term(act: Act, row: Row, dossier: Dossier | None) -> Due | None:
    """What the end of a treaty's term is for an exit that was only announced."""
    end = dossier.expires.exact_day if dossier and dossier.expires else None
    if dossier is None or end is None:
        return None
    if dossier.renews is None:
        return Due(act, row, DueEvent.END, end)
    clause = dossier.exit_of(act.states)
    last = last_notice_by(clause, end) if clause else None
    return Due(act, row, DueEvent.RENEWAL, last + _ONE_DAY) if last else None


def _is_disputed(cell: Cell | None) -> bool:
    """True if another source states a date that lies more than three days off."""
    leading = cell.treaty_date if cell else None
    if cell is None or leading is None:
        return False
    tolerance = timedelta(days=TOLERANCE_DAYS)
    dates = [other.treaty_date for other in cell.others]
    return any(
        date_ is not None
        and (date_.earliest - leading.latest > tolerance or leading.earliest - date_.latest > tolerance)
        for date_ in dates
    )
