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
from typing import NamedTuple

from monitor import cadence, digest
from monitor.model import NO_CHOICE, Act, Alert, Choice, Destination, Message, Reason, SavedQuery, Story
from monitor.pipeline.context import Context
from monitor.pipeline.settling import settle, settle_in_turns
from monitor.pipeline.snapshot import Snapshot
from monitor.pipeline.subscriber_queries import SubscriberQueries
from monitor.pipeline.writing import freeze
from monitor.wording import language

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
    due = [owed for owed in await asyncio.to_thread(due_now, context) if digests or not owed.slot]
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
    them. `ahead`: alerts that are told before the cursor comes to them.
    """

    destination: Destination
    messages: tuple[Message, ...]
    cut: int
    slot: str | None
    now: datetime
    noticed: int | None = None
    ahead: tuple[int, ...] = ()


def due_now(context: Context) -> Due:
    """The destinations for which something may be composed."""
    now = context.clock()
    destinations = context.store.destinations.all()
    context.queries.keep(destinations)
    owed = (_owed_slot(destination, context.settings.window, now) for destination in destinations)
    return [due for due in owed if due is not None]


def _owed_slot(destination: Destination, window: timedelta, now: datetime) -> Owed | None:
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
    return any(owed.slot for owed in due)


def drawn_up(context: Context, due: Due) -> Iterator[list[Draft]]:
    """Drafts for all destinations that are to be written, a turn at a time. Writes nothing."""
    snapshot = Snapshot(
        context.store,
        [destination for destination, _ in due],
        context.clock(),
        context.settings.treaties,
        context.settings.uncovered,
    )
    turn: list[Draft] = []
    filled = 0.0
    for destination, slot in due:
        if slot is None:
            drafted = draft_urgent(context, snapshot, destination)
        else:
            messages, cut = draft(context, snapshot, destination, slot)
            noticed = snapshot.noticed if destination.shows_possible else None
            drafted = Draft(destination, tuple(messages), cut, slot, snapshot.now, noticed)
        if drafted.messages or drafted.slot or drafted.cut > destination.cursor:
            turn.append(drafted)
            filled += len(drafted.messages) / TURN or 1 / PASSED
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
                ahead=drafted.ahead,
            )
            written += len(drafted.messages) if done else 0
    if passed := [
        (drafted.destination, drafted.cut, drafted.slot, drafted.noticed)
        for drafted in drafts
        if not drafted.messages
    ]:
        context.store.digests.pass_over(passed, drafts[0].now)
    return written


def draft(
    context: Context, snapshot: Snapshot, destination: Destination, slot: str
) -> tuple[list[Message], int]:
    """The frozen messages for `destination`, and the cursor that they reach. Writes nothing.

    Each message moves the cursor only as far as all alerts are told: never past an alert whose act is
    in no message.
    """
    wanted, acts = owed(snapshot, context.queries, destination)
    possible = owed_possible(snapshot, context.queries, destination)
    if not acts and possible.count:
        return freeze(context, snapshot, destination, (), (), 1, possible), snapshot.cut
    if not acts:
        last = destination.last_message_at or destination.created_at or snapshot.now
        silent = snapshot.now - last >= context.settings.heartbeat or (destination.empty and bool(slot))
        return (freeze(context, snapshot, destination, (), (), 1) if silent else []), snapshot.cut
    messages = freeze(context, snapshot, destination, acts, wanted, 1, possible)
    reach, reaching = snapshot.cut, []
    for message in messages:
        wanted = [alert for alert in wanted if alert.act not in message.acts]
        reach = wanted[0].id - 1 if wanted else snapshot.cut
        reaching.append(replace(message, reach=reach))
    return reaching, reach


def draft_urgent(context: Context, snapshot: Snapshot, destination: Destination) -> Draft:
    """The messages about urgent acts for a destination that has quiet hours. Cursor and slot stay: what else
    is owed comes when the quiet hours end, and without these acts.
    """
    wanted, acts = owed(snapshot, context.queries, destination)
    urgent = [act for act in acts if act.stage in destination.urgent]
    alerts = [alert for alert in wanted if alert.act in {act.id for act in urgent}]
    messages = freeze(context, snapshot, destination, urgent, alerts, 1) if urgent else []
    told = {act for message in messages for act in message.acts}
    return Draft(
        destination,
        tuple(replace(message, reach=destination.cursor) for message in messages),
        destination.cursor,
        None,
        snapshot.now,
        ahead=tuple(alert.id for alert in alerts if alert.act in told),
    )


def owed(
    snapshot: Snapshot, queries: SubscriberQueries, destination: Destination
) -> tuple[list[Alert], list[Act]]:
    """The alerts in (cursor, cut] that this destination asks for and was not told ahead, and their acts, each
    once.

    An act that another act was merged into stands for both: that the merged one was new is not told to
    those who know the other.
    """
    alerts = snapshot.alerts(destination)
    if not alerts:
        return [], []
    acts = snapshot.acts(alerts)
    known = snapshot.told(destination, {act.id for act in acts.values()})
    choices = snapshot.choices(destination)
    wanted = []
    for alert in alerts:
        act = acts[alert.act]
        if (act.rejected or act.withdrawn) and act.id not in known:
            continue  # an act that was never told needs no correction
        if act.id != alert.act and act.id in known and alert.reason is Reason.NEW:
            continue
        chosen = choices.get(act.id, NO_CHOICE).choice
        if chosen is Choice.MUTE:
            continue
        if chosen is Choice.FOLLOW or wants(queries, destination, act, snapshot.stories(act).stories, alert):
            wanted.append(replace(alert, act=act.id))
    standing = {act.id: act for act in acts.values()}
    return wanted, [standing[number] for number in dict.fromkeys(alert.act for alert in wanted)]


def owed_possible(
    snapshot: Snapshot, queries: SubscriberQueries, destination: Destination
) -> digest.PossibleExits:
    """The possible exits for the next digest of this destination, by its kinds, languages and query,
    best first.
    """
    asked = [
        possible
        for possible in snapshot.possible(destination)
        if any(
            possible.hit.kind in saved.kinds
            and _speaks(saved, [possible.story])
            and queries.met_by_story(saved, possible.story)
            for saved in destination.queries
        )
    ]
    shown = asked[: digest.MOST_POSSIBLE]
    zone, say = destination.schedule.zone, language(destination.reader)
    exits = (snapshot.possible_exit(possible, zone, say) for possible in shown)
    return digest.PossibleExits(tuple(exits), len(asked) - len(shown))


def _speaks(saved: SavedQuery, stories: Sequence[Story]) -> bool:
    """True if one of the stories is in a language that the saved query asks for."""
    return not saved.langs or any((story.lang or "").split("-")[0] in saved.langs for story in stories)


def wants(
    queries: SubscriberQueries, destination: Destination, act: Act, stories: Sequence[Story], alert: Alert
) -> bool:
    """True if one of the saved queries of the destination asks for this act with these stories."""
    return any(
        alert.kind in saved.kinds and _speaks(saved, stories) and queries.met(saved, act, stories)
        for saved in destination.queries
    )
