"""tell_due(): one follow-up on the day when something that was told is due. One transaction for a day's acts.

No stage changes: a follow-up says what is due, and that no source has said yet that it has happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from monitor.dossiers import TOLERANCE_DAYS, Due, due_between
from monitor.model import Act, Alert
from monitor.pipeline.context import Context
from monitor.store import DueBefore, DueFollowUp

LATE = timedelta(days=30)  # what was due before is shown in the register only


@dataclass(frozen=True, slots=True)
class DueNow:
    """The follow-ups to write, by the register of this revision."""

    revision: int
    follow_ups: tuple[DueFollowUp, ...]
    now: datetime


def tell_due(context: Context) -> tuple[Alert, ...]:
    """Writes the follow-ups of what is due by today (UTC), in the calling thread; returns their alerts."""
    return _written(context, due_follow_ups(context))


async def tell_due_in_turns(context: Context) -> tuple[Alert, ...]:
    """Writes the same beside other writers: it is read in another thread."""
    due_now = await asyncio.to_thread(due_follow_ups, context)
    return await context.write(_written, context, due_now) if due_now.follow_ups else ()


def due_follow_ups(context: Context) -> DueNow:
    """The follow-ups that are owed now. Writes nothing."""
    now, store = context.clock(), context.store
    today = now.astimezone(UTC).date()
    revision = store.register.revision()
    if not revision:
        return DueNow(0, (), now)  # no act was ever stored: the dossiers are not read (0.1 s, 8 MB)
    dossiers = context.settings.dossiers()
    acts = store.acts.standing(store.due.candidates(dossiers.expiring))
    due = [own for own in due_between(acts, dossiers, today - LATE, today) if not own.is_known_late]
    before = store.due.before(own.act.id for own in due)
    return DueNow(revision, _follow_ups([own for own in due if _is_owed(own, before)]), now)


def _written(context: Context, due_now: DueNow) -> tuple[Alert, ...]:
    """Writes follow-ups; none if the register changed meanwhile, so that a later call finds them again."""
    if not due_now.follow_ups:
        return ()
    return context.store.due.write(due_now.revision, due_now.follow_ups, due_now.now) or ()


def _is_owed(due: Due, before: Mapping[int, DueBefore]) -> bool:
    """True if the act was told before the day, and no follow-up of it about nearly the same day was written:
    an act that was merged, or parted again, is not told twice.
    """
    told = before[due.act.id]
    if told.told_at is None or told.told_at >= _begin(due.day):
        return False
    return not any(
        abs((day - due.day).days) <= TOLERANCE_DAYS
        for act, number, day in told.days
        if act != due.act.id or number == due.row.number
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _follow_ups(due: Sequence[Due]) -> tuple[DueFollowUp, ...]:
    """One for each act, with all its rows."""
    acts = {own.act.id: own.act for own in due}
    return tuple(
        DueFollowUp(number, tuple((own.row.number, own.day) for own in due if own.act.id == number), story)
        for number, act in acts.items()
        if (story := _story(act))
    )


def _story(act: Act) -> str:
    """The story that proves where the act stands; the best one, where a person said it."""
    proof = act.history[-1].evidence.story if act.history else ""
    best = act.best
    return proof if proof in {source.story for source in act.sources} else best.story if best else ""
