"""When an agreement of an act ends: what sources state of it, and what its exit clause gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.dossiers.calculator import TWELVE_MONTHS, Computed, Term, Unmet, computed
from monitor.dossiers.values import Dossier, Dossiers, ExitClause
from monitor.model import Act, Row, Stage, TreatyDate

TOLERANCE_DAYS = 3  # a stated day so near to the computed one does not differ from it
FORGOTTEN = timedelta(days=548)  # 18 months without news end an episode of the register
ANNOUNCED = (Stage.THREATENED, Stage.PROPOSED, Stage.DECIDED)
# an exit clause says nothing of how a suspension takes effect
_NO_EXIT = (Stage.REVERSED, Stage.EXPIRED, Stage.SUSPENDED)


class Basis(StrEnum):
    """What the day is computed from."""

    NOTICE = "notice"  # the day on which notice was given, as exactly as it is stated
    REPORT = "report"  # notice was given, nobody says when: not later than it was reported
    ANNOUNCEMENT = "announcement"  # no notice is known: not before this day, if it is given at once


@dataclass(frozen=True, slots=True)
class Effect:
    """When one row of an act takes effect. `computed` is what its clause gives, `stated` what sources say;
    neither is ever put for the other.
    """

    dossier: Dossier
    clause: ExitClause
    basis: Basis
    first: date | None  # the notice was given between these days; None: that end is open
    last: date | None
    computed: Computed
    stated: TreatyDate | None = None
    is_forgotten: bool = False  # an exit that was only announced, and that nobody has reported for 18 months

    @property
    def given(self) -> TreatyDate | None:
        """When notice was given, or can be first: the day, month or year that the days make up."""
        day = self.first or self.last
        if day is None:
            return None
        last = self.last or day
        spans = (TreatyDate.of_day(day), TreatyDate(day.year, day.month), TreatyDate(day.year))
        return next((span for span in spans if last <= span.latest), spans[0])

    @property
    def is_exact(self) -> bool:
        """True if the clause gives one day, by a stated day of notice, and only a block can move it."""
        sure = set(self.computed.unmet) <= {Unmet.BLOCKED}
        return self.basis is Basis.NOTICE and self.computed.day is not None and sure

    @property
    def differs_days(self) -> int:
        """How many days the stated date lies off what the clause gives, if more than three; else 0.

        A later date is no difference where the notice may name one.
        """
        if self.stated is None:
            return 0
        before, after = self.computed.earliest, self.computed.latest
        early = (before - self.stated.latest).days if before else 0
        late = (self.stated.earliest - after).days if after and not self.clause.later else 0
        off = max(early, late, 0)
        return off if off > TOLERANCE_DAYS else 0


def effect_of(act: Act, row: Row, dossiers: Dossiers, today: date | None = None) -> Effect | None:
    """When a row of an act takes effect by its exit clause. None without a clause that is in force, or with a
    different one for each of its states, for an act that does not stand or was reversed, for a suspension,
    and for an agreement that ran out.

    `today` (UTC): notice of an exit that was only announced can be given from this day on; None, or an exit
    that nobody reports any more: from the announcement on, since it may have been given long ago.
    """
    dossier = dossiers.of(row)
    stage = act.stage if act.stage is Stage.REVERSED else row.stage
    if dossier is None or dossier.not_in_force or act.rejected or act.withdrawn or stage in _NO_EXIT:
        return None
    state = act.states[0] if len(act.states) == 1 else ""
    clause = dossier.exit_of(frozenset(act.states)) or (TWELVE_MONTHS if dossier.no_clause else None)
    is_forgotten = today is not None and stage in ANNOUNCED and today - act.changed_at.date() > FORGOTTEN
    notice = _notice(act, row, stage, None if is_forgotten else today)
    if clause is None or notice is None:
        return None
    basis, first, last = notice
    return Effect(
        dossier,
        clause,
        basis,
        first,
        last,
        computed(clause, first, last, state=state, in_force=dossier.in_force, term=Term.of(dossier)),
        row.ended.treaty_date if row.ended else None,
        is_forgotten,
    )


def _notice(
    act: Act, row: Row, stage: Stage, today: date | None
) -> tuple[Basis, date | None, date | None] | None:
    """Between which days notice was given, or from which on it can be."""
    stated = row.notified.treaty_date if row.notified else None
    if stated is not None:
        return Basis.NOTICE, stated.earliest, stated.latest
    decided = row.decided.treaty_date if row.decided else None
    if stage in ANNOUNCED:
        day = decided.earliest if decided else _day(act, stage)
        return None if day is None else (Basis.ANNOUNCEMENT, max(day, today or day), None)
    if stage is Stage.NOTIFIED and (reported := _day(act, stage)) is not None:
        first = decided.earliest if decided and decided.earliest <= reported else None
        return Basis.REPORT, first, reported
    return None


def _day(act: Act, stage: Stage) -> date | None:
    """The day (UTC) on which the act was first reported at this stage or further."""
    return next((step.at.date() for step in act.history if step.stage.rank >= stage.rank), None)
