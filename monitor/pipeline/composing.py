"""compose(): makes the messages that are due from alerts. One transaction a destination."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor import cadence
from monitor.model import NO_HELD_CHANGE, Act, Alert, Cadence, Destination, HeldChange, Message
from monitor.pipeline.context import Context
from monitor.pipeline.owing import owed, owed_possible
from monitor.pipeline.settling import settle, settle_in_turns
from monitor.pipeline.snapshot import Snapshot
from monitor.pipeline.writing import freeze

SINGLES = 10  # acts of one instant cut that get a message each; more become one message
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
    due = [owed for owed in await asyncio.to_thread(due_now, context) if digests or not owed[1]]
    if cuts(due):
        await settle_in_turns(context, everything=True, stopping=stopping)
    turns = drawn_up(context, due)
    written = 0
    while not stopping() and (drafts := await asyncio.to_thread(next, turns, None)) is not None:
        written += await context.write(record, context, drafts)
    return written


Due = list[tuple[Destination, str]]  # with the slot that is owed, "" at once


@dataclass(frozen=True, slots=True)
class Draft:
    """The messages for one destination, and the cursor and slot that it has once they are written.

    `noticed`: the newest possible exit that was considered; None for a destination that does not show
    them. `held`: what becomes of its withheld acts.
    """

    destination: Destination
    messages: tuple[Message, ...]
    cut: int
    slot: str
    now: datetime
    noticed: int | None = None
    held: HeldChange = NO_HELD_CHANGE


def due_now(context: Context) -> Due:
    """The destinations for which something may be composed."""
    now = context.clock()
    destinations = context.store.destinations.all()
    context.queries.keep(destinations)
    due = []
    for destination in destinations:
        if destination.active:
            last = destination.composed_at or destination.created_at
            slot = cadence.due(destination.schedule, destination.slot, last, now)
            if slot is not None:
                due.append((destination, slot))
    return due


def cuts(due: Due) -> bool:
    """True if a digest is due: then stories that wait are settled first."""
    return any(slot for _, slot in due)


def drawn_up(context: Context, due: Due) -> Iterator[list[Draft]]:
    """Drafts for all destinations that are to be written, a turn at a time. Writes nothing."""
    snapshot = Snapshot(
        context.store,
        [destination for destination, _ in due],
        context.clock(),
        context.settings.treaties,
        context.settings.uncovered,
        context.settings.topics_of,
    )
    turn: list[Draft] = []
    filled = 0.0
    for destination, slot in due:
        messages, cut, held = draft(context, snapshot, destination)
        if messages or slot or cut > destination.cursor or held:
            noticed = snapshot.noticed if destination.shows_possible else None
            turn.append(Draft(destination, tuple(messages), cut, slot, snapshot.now, noticed, held))
            filled += len(messages) / TURN or 1 / PASSED
        if filled >= 1:
            yield turn
            turn, filled = [], 0.0
    if turn:
        yield turn


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
                held=drafted.held,
            )
            written += len(drafted.messages) if done else 0
    if passed := [
        (drafted.destination, drafted.cut, drafted.slot, drafted.noticed, drafted.held)
        for drafted in drafts
        if not drafted.messages
    ]:
        context.store.digests.pass_over(passed, drafts[0].now)
    return written


def draft(
    context: Context, snapshot: Snapshot, destination: Destination
) -> tuple[list[Message], int, HeldChange]:
    """The frozen messages for `destination`, the cursor that they reach, and what becomes of withheld acts.
    Writes nothing.

    Each message moves the cursor only as far as all alerts are told: never past an alert whose act is
    in no message.
    """
    told = owed(snapshot, context.queries, destination)
    possible = owed_possible(snapshot, context.queries, destination)
    if not told.acts:
        last = destination.last_message_at or destination.created_at or snapshot.now
        silent = snapshot.now - last >= context.settings.heartbeat
        messages = []
        if possible.count or silent:
            messages = freeze(context, snapshot, destination, told, 1, possible)
        return messages, snapshot.cut, told.held
    messages = []
    instant = destination.schedule.cadence is Cadence.INSTANT
    for group in _groups(told.acts, told.alerts, instant=instant):
        messages += freeze(context, snapshot, destination, told.about(group), len(messages) + 1, possible)
    wanted = list(told.alerts)
    reach, reaching = snapshot.cut, []
    for message in messages:
        wanted = [alert for alert in wanted if alert.act not in message.acts]
        reach = max(destination.cursor, wanted[0].id - 1) if wanted else snapshot.cut
        reaching.append(replace(message, reach=reach))
    return reaching, reach, told.held


def _groups(acts: Sequence[Act], alerts: Sequence[Alert], *, instant: bool) -> list[Sequence[Act]]:
    """Acts by message: a digest has all in one; at once each act has its own message, unless there are
    many, or a limit made a summary of them.
    """
    summed = {alert.act for alert in alerts if alert.summary} - {
        alert.act for alert in alerts if not alert.summary
    }
    single = [act for act in acts if act.id not in summed]
    if not instant or len(single) > SINGLES:
        return [acts]
    together = [act for act in acts if act.id in summed]
    return [*([act] for act in single), *([together] if together else [])]
