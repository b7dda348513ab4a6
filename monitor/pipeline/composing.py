"""settle() and compose(): flagged stories become acts and alerts; alerts become the messages that are due. One transaction each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor import cadence
from monitor.model import Act, Alert, Cadence, Destination, Message, Reason
from monitor.pipeline.engine import Engine
from monitor.pipeline.wishes import Wishes
from monitor.pipeline.writing import freeze
from monitor.store import Store

SINGLES = 10  # acts of one instant cut that get a message each; more become one message


def settle(engine: Engine, *, everything: bool = False) -> list[Alert]:
    """Settle each story whose time has come; the alerts that were written. `everything`: whatever waits."""
    now = engine.clock()
    waiting = engine.store.unsettled(now, everything=everything)
    return [alert for one in waiting for alert in engine.books.settle(engine.store, one, now)]


def compose(engine: Engine) -> int:
    """Write the messages that are due at every destination; return how many."""
    now = engine.clock()
    written = 0
    destinations = engine.store.destinations()
    engine.wishes.keep(destinations)
    for destination in destinations:
        if not destination.active:
            continue
        slot = cadence.due(destination.schedule, destination.slot, destination.composed_at or destination.created_at, now)
        if slot is None:
            continue
        if slot:
            settle(engine, everything=True)  # a cut first settles what waits
        messages, cut = draft(engine, destination, now)
        if messages or slot or cut > destination.cursor:
            engine.trace("before_compose")
            written += len(messages) if engine.store.compose(destination, cut=cut, slot=slot, messages=messages, now=now) else 0
    return written


def draft(engine: Engine, destination: Destination, now: datetime) -> tuple[list[Message], int]:
    """The messages that `destination` is owed at `now`, frozen, and the cut they reach to. Writes nothing."""
    cut = engine.store.max_alert()
    wanted, acts = owed(engine.store, engine.wishes, destination, cut)
    if not acts:
        last = destination.last_message_at or destination.created_at or now
        silent = now - last >= engine.settings.heartbeat
        return ([freeze(engine, destination, (), (), now, 1)] if silent else []), cut
    alone = destination.schedule.cadence is Cadence.INSTANT and len(acts) <= SINGLES
    groups = [[act] for act in acts] if alone else [acts]
    messages = []
    for number, group in enumerate(groups, 1):
        ids = {act.id for act in group}
        messages.append(freeze(engine, destination, group, [alert for alert in wanted if alert.act in ids], now, number))
    return messages, cut


def owed(store: Store, wishes: Wishes, destination: Destination, cut: int) -> tuple[list[Alert], list[Act]]:
    """The alerts in (cursor, cut] that this destination asks for, and their acts as they stand, each once.

    An act that took another one in speaks for both: its alerts name it, and that the other was new is no news to who knows it.
    """
    alerts = store.alerts(destination.cursor, cut)
    standing = {number: store.standing_act(number) for number in {alert.act for alert in alerts}}
    acts = {act.id: act for act in store.act_views(standing.values())}
    known = store.first_told(destination.id, acts)
    wanted = []
    for alert in alerts:
        act = acts[standing[alert.act]]
        if (act.rejected or act.withdrawn) and act.id not in known:
            continue  # what was never told needs no correction
        if act.id != alert.act and act.id in known and alert.reason is Reason.NEW:
            continue
        if wants(wishes, destination, act, alert):
            wanted.append(replace(alert, act=act.id))
    return wanted, [acts[number] for number in dict.fromkeys(alert.act for alert in wanted)]


def wants(wishes: Wishes, destination: Destination, act: Act, alert: Alert) -> bool:
    """Does this destination ask for this act: its kinds, its languages and its own query."""
    if alert.kind not in destination.kinds:
        return False
    if destination.langs and not any((story.lang or "").split("-")[0] in destination.langs for story in act.stories):
        return False
    return wishes.met(destination, act)
