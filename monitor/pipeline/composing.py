"""compose(): makes the messages that are due from alerts. One transaction a destination.

A destination that is told at once gets the first alert at once; what comes within the window after its last
message becomes one message when the window ends. In quiet hours nothing is due but urgent acts, which are
told ahead of the cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

from monitor import cadence
from monitor.errors import StoreError
from monitor.log import Sparing, get_logger
from monitor.model import NO_HELD_CHANGE, Alert, Destination, HeldChange, Message, Reason
from monitor.pipeline.context import Context
from monitor.pipeline.owing import owed, owed_possible
from monitor.pipeline.settling import settle, settle_in_turns
from monitor.pipeline.snapshot import Snapshot
from monitor.pipeline.writing import freeze

Made = TypeVar("Made")

_not_composed = Sparing(get_logger(__name__), "nothing composed for a destination")

TURN = 20  # messages that are composed before others may write
PASSED = 1000  # destinations without a message, moved in one transaction


def compose(context: Context) -> int:
    """Writes the messages that are due at every destination, all in the calling thread; returns their
    number.
    """
    due = due_now(context)
    if cuts(due):
        settle(context, everything=True)
    return sum(record(context, drafts) for drafts in drawn_up(context, due))


async def compose_in_turns(
    context: Context, *, stopping: Callable[[], bool] = lambda: False, digests: bool = True
) -> int:
    """Writes the same messages beside other writers: they are composed in another thread, and the
    writer's thread gets the transactions of one turn at a time.

    Ends early once `stopping()`: what is not written is composed later. Without `digests`, digests wait
    for a later call.
    """
    due = [entry for entry in await asyncio.to_thread(due_now, context) if digests or not entry.slot]
    if cuts(due):
        await settle_in_turns(context, everything=True, stopping=stopping)
    turns = drawn_up(context, due)
    written = 0
    while not stopping() and (drafts := await asyncio.to_thread(next, turns, None)) is not None:
        written += await context.write(record, context, drafts)
    return written


class Owed(NamedTuple):
    """A destination that is due, and the slot that is owed: "" at once, None for urgent acts alone."""

    destination: Destination
    slot: str | None


Due = list[Owed]


@dataclass(frozen=True, slots=True)
class Draft:
    """The messages for one destination, and the cursor and slot that it has once they are written.

    `noticed`: the newest possible exit that was considered; None for a destination that does not show
    them. `ahead`: alerts that are told before the cursor comes to them. `held`: what becomes of acts that
    were withheld, or are from now on.
    """

    destination: Destination
    messages: tuple[Message, ...]
    cut: int
    slot: str | None
    now: datetime
    noticed: int | None = None
    ahead: tuple[int, ...] = ()
    held: HeldChange = NO_HELD_CHANGE


def due_now(context: Context) -> Due:
    """The destinations for which something may be composed."""
    now = context.clock()
    destinations = context.store.destinations.all()
    context.queries.keep(destinations)
    entries = (
        _unless_it_fails(destination, partial(_owed_slot, context.settings.window, now))
        for destination in destinations
    )
    return [entry for entry in entries if entry is not None]


def _unless_it_fails(destination: Destination, make: Callable[[Destination], Made | None]) -> Made | None:
    """What `make` makes for a destination; None if it raises: the others are told all the same. Its cursor
    stays, so that it is owed the same at the next compose, and the audit finds it overdue.
    """
    try:
        return make(destination)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one destination, the others are told
        _not_composed(name=destination.name, error=repr(error))
        return None


def _owed_slot(window: timedelta, now: datetime, destination: Destination) -> Owed | None:
    """What is due for one destination; None when nothing is."""
    if not destination.active:
        return None
    last = destination.composed_at or destination.created_at
    slot = cadence.due(destination.schedule, destination.slot, last, now)
    if slot is None and not breaks_quiet_hours(destination, now):
        return None
    if not slot and cadence.within(destination.last_message_at, window, now):
        return None
    return Owed(destination, slot)


def breaks_quiet_hours(destination: Destination, now: datetime) -> bool:
    """True if only quiet hours hold what this destination is owed, and urgent acts may break them."""
    return bool(destination.urgent) and cadence.quiet_until(destination.schedule, now) is not None


def cuts(due: Due) -> bool:
    """True if a digest is due: then stories that wait are settled first."""
    return any(entry.slot for entry in due)


def drawn_up(context: Context, due: Due) -> Iterator[list[Draft]]:
    """Drafts for all destinations that are to be written, a turn at a time. Writes nothing."""
    snapshot = Snapshot(
        context.store,
        [destination for destination, _ in due],
        context.clock(),
        context.settings.treaties,
        context.settings.uncovered,
        context.settings.topics_of,
        context.considered,
        context.settings.dossiers,
        context.settings.complete_since,
    )
    turn: list[Draft] = []
    filled = 0.0
    for destination, slot in due:
        drafted = _unless_it_fails(destination, partial(_drafted, context, snapshot, slot))
        if drafted is None:
            continue
        if drafted.messages or drafted.slot or drafted.cut > destination.cursor or drafted.held:
            turn.append(drafted)
            filled += len(drafted.messages) / TURN or 1 / PASSED
        elif slot is not None:  # in quiet hours the other acts wait for their end
            context.considered[destination.id] = snapshot.now
        if filled >= 1:
            yield turn
            turn, filled = [], 0.0
    if turn:
        yield turn


def _drafted(context: Context, snapshot: Snapshot, slot: str | None, destination: Destination) -> Draft:
    if slot is None:
        return draft_urgent(context, snapshot, destination)
    return draft(context, snapshot, destination, slot)


def record(context: Context, drafts: Sequence[Draft]) -> int:
    """Writes drafts, one transaction for each destination that gets a message; returns the number of
    messages.

    A destination that changed meanwhile, or was removed, gets nothing here: the next compose reads it
    again.
    """
    written = 0
    for drafted in drafts:
        if drafted.messages:
            context.trace("before_compose")
            done = context.store.digests.compose(
                drafted.destination,
                cut=drafted.cut,
                slot=drafted.slot,
                messages=drafted.messages,
                now=drafted.now,
                noticed=drafted.noticed,
                ahead=drafted.ahead,
                held=drafted.held,
            )
            written += len(drafted.messages) if done else 0
            if done and drafted.slot is not None:
                context.considered[drafted.destination.id] = drafted.now
    if passed := [
        (drafted.destination, drafted.cut, drafted.slot, drafted.noticed, drafted.held)
        for drafted in drafts
        if not drafted.messages
    ]:
        context.store.digests.pass_over(passed, drafts[0].now)
    return written


def draft(context: Context, snapshot: Snapshot, destination: Destination, slot: str) -> Draft:
    """The frozen messages for `destination`, the cursor that they reach, and what becomes of withheld acts.
    Writes nothing.
    """
    told = owed(snapshot, context.queries, destination)
    possible = owed_possible(snapshot, context.queries, destination)
    last = destination.last_message_at or destination.created_at or snapshot.now
    silent = snapshot.now - last >= context.settings.heartbeat or (destination.empty and bool(slot))
    messages: list[Message] = []
    if told.acts or possible.count or silent:
        messages = freeze(context, snapshot, destination, told, 1, possible)
    messages = _reaching(messages, told.alerts, destination.cursor, snapshot.cut)
    cut = messages[-1].reach if messages else None
    return Draft(
        destination,
        tuple(messages),
        snapshot.cut if cut is None else cut,
        slot,
        snapshot.now,
        snapshot.noticed if destination.shows_possible else None,
        held=told.held,
    )


def _reaching(messages: Sequence[Message], alerts: Sequence[Alert], cursor: int, cut: int) -> list[Message]:
    """The messages, each with the alert up to which all is told once it is there: never past an alert whose
    act is in no message yet.
    """
    reaching, waiting = [], list(alerts)
    for message in messages:
        waiting = [alert for alert in waiting if alert.act not in message.acts]
        reach = max(cursor, waiting[0].id - 1) if waiting else cut
        reaching.append(replace(message, reach=reach))
    return reaching


def draft_urgent(context: Context, snapshot: Snapshot, destination: Destination) -> Draft:
    """The messages about urgent acts for a destination that has quiet hours. Cursor and slot stay: what else
    is owed comes when the quiet hours end, and without these acts.
    """
    whole = owed(snapshot, context.queries, destination)
    news = {alert.act for alert in whole.alerts if alert.reason is not Reason.DUE}  # a day wakes nobody
    urgent = whole.about([act for act in whole.acts if act.stage in destination.urgent and act.id in news])
    messages = freeze(context, snapshot, destination, urgent, 1) if urgent.acts else []
    told = {act for message in messages for act in message.acts}
    return Draft(
        destination,
        tuple(replace(message, reach=destination.cursor) for message in messages),
        destination.cursor,
        None,
        snapshot.now,
        ahead=tuple(
            alert.id for alert in urgent.alerts if alert.act in told and alert.id > destination.cursor
        ),
        held=urgent.held,
    )
