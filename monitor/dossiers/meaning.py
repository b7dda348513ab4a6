"""What an exit means, by its dossier and the register: facts as values, without words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from monitor.dossiers.calculator import Unmet
from monitor.dossiers.effects import Effect
from monitor.dossiers.values import Dossier, Dossiers, Period, Usual
from monitor.model import Act, Row, Stage, TreatyDate

# by entry of the gazetteer, the states whose exit the register has as effective, each with its day
Departed = Mapping[str, Mapping[str, date]]
NO_DEPARTED: Departed = {}
_NOBODY: Mapping[str, date] = {}
_BILATERAL = 2
_NO_EXIT = {
    Stage.REVERSED,
    Stage.SUSPENDED,
    Stage.EXPIRED,
}  # nobody leaves: what an exit means does not follow


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from an exit. What dossier and register do not prove is empty, 0 or None."""

    remaining: tuple[str, ...] = ()  # codes of the parties that remain of a closed treaty, sorted
    number: int = 0  # how many remain of an open one ...
    parties: int = 0  # ... of so many that it had ...
    on: TreatyDate | None = None  # ... at that time
    is_bilateral: bool = False  # it ends when one party leaves
    no_exit: bool = False  # its own words let no party leave alone
    least: int = 0  # it ends with fewer parties
    falls: tuple[str, ...] = ()  # ids of the treaties that are left with this one, sorted
    fell: tuple[str, ...] = ()  # ids of those with which this one was left: the register has these exits
    survival: Period | None = None  # how long rules go on after the exit ...
    survives: str = ""  # for what, in English; also where nobody says how long
    until: date | None = None  # ... and until when, if the day of effect is known
    is_until_stated: bool = False  # that day is stated, not computed
    expires: TreatyDate | None = None  # it ends by itself then, if it is not prolonged
    renews: Period | None = None


def meaning_of(
    act: Act, row: Row, effect: Effect | None, dossiers: Dossiers, departed: Departed = NO_DEPARTED
) -> Meaning | None:
    """What a row of an act means; None without a dossier, for an act that does not stand or was reversed, for
    a suspension, and for an agreement that ran out or had ended before.

    `effect`: when the row takes effect, if that is known.
    """
    dossier = dossiers.of(row)
    if dossier is None or act.rejected or act.withdrawn or not act.states:
        return None
    if _NO_EXIT & {act.stage, row.stage}:
        return None
    if effect is not None and effect.computed.refused is Unmet.ENDED:
        return None  # nobody is left to be a party
    leaving = frozenset(act.states)
    gone = departed.get(dossier.id, _NOBODY)
    remaining, number = _remaining(dossier, leaving | gone.keys()), _number(dossier, act, leaving, gone)
    until, is_stated = _until(effect)
    return Meaning(
        remaining=remaining,
        number=number,
        parties=dossier.parties if number else 0,
        on=dossier.parties_on if number else None,
        is_bilateral=len(dossier.circle) == _BILATERAL
        and bool(leaving & dossier.circle)
        and not dossier.no_exit,
        no_exit=dossier.no_exit,
        least=dossier.least_parties,
        falls=_falling(dossier.id, dossiers.by_id.values()),
        fell=_fallen(dossier, leaving, dossiers, departed),
        survival=effect.clause.survival if effect else None,
        survives=effect.clause.survives if effect else "",
        until=until,
        is_until_stated=is_stated,
        expires=dossier.expires,
        renews=dossier.renews,
    )


def usual_of(act: Act, row: Row, dossiers: Dossiers) -> Usual | None:
    """What is usual for the exit from an agreement without a dossier; None if nothing is known of its kind,
    where the exit is over or none, and for an act that does not stand.
    """
    if act.rejected or act.withdrawn or row.stage is Stage.EFFECTIVE or _NO_EXIT & {act.stage, row.stage}:
        return None
    return dossiers.usual_of(row)


def _remaining(dossier: Dossier, gone: frozenset[str]) -> tuple[str, ...]:
    """The parties that remain of a closed treaty of more than two; none if nobody of the circle leaves."""
    is_known = len(dossier.circle) > _BILATERAL and bool(gone & dossier.circle)
    return tuple(sorted(dossier.circle - gone)) if is_known else ()


def _number(dossier: Dossier, act: Act, leaving: frozenset[str], gone: Mapping[str, date]) -> int:
    """How many of the counted parties remain without those that leave or have left since the count; 0 where
    the act began before it.
    """
    if not dossier.parties or dossier.parties_on is None or not act.history:
        return 0
    counted = dossier.parties_on.latest
    since = leaving | {state for state, day in gone.items() if day > counted}
    return dossier.parties - len(since) if act.history[0].at.date() > counted else 0


def _falling(entry: str, dossiers: Iterable[Dossier]) -> tuple[str, ...]:
    return tuple(sorted(dossier.id for dossier in dossiers if entry in dossier.falls_with))


def _fallen(
    dossier: Dossier, leaving: frozenset[str], dossiers: Dossiers, departed: Departed
) -> tuple[str, ...]:
    """Of the treaties with which this one falls, those that all who leave it have left."""
    left = (entry for entry in dossier.falls_with if leaving <= departed.get(entry, _NOBODY).keys())
    return tuple(sorted(entry for entry in left if entry in dossiers.by_id))


def _until(effect: Effect | None) -> tuple[date | None, bool]:
    """Until when rules go on, and whether the day from which that is counted is stated."""
    if effect is None or effect.clause.survival is None:
        return None, False
    stated = effect.stated.exact_day if effect.stated else None
    begin = stated or (effect.computed.day if effect.stated is None and effect.is_exact else None)
    try:
        return (effect.clause.survival.after(begin) if begin else None), stated is not None
    except OverflowError:
        return None, False
