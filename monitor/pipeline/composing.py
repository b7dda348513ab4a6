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
    """Settle each story whose time has come, and write the alerts of summaries that are due; the alerts that were written.

    `everything`: whatever waits, except the stories of a feed that has opened all the acts it may in this hour.
    """
    now = engine.clock()
    alerts: list[Alert] = []
    tried: set[str] = set()
    while waiting := [one for one in engine.store.unsettled(now, everything=everything) if one.story.key not in tried]:
        for one in waiting:
            tried.add(one.story.key)
            alerts += engine.books.settle(engine.store, one, now)
    return alerts + engine.books.release(engine.store, now, everything=everything)


def compose(engine: Engine) -> int:
    """Write the messages that are due at every destination; return how many."""
    now = engine.clock()
    written = 0
    destinations = engine.store.destinations()
    engine.wishes.keep(destinations)
    for destination in destinations:
        if destination.disabled_at is not None:
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
    groups = _groups(acts, wanted, instant=destination.schedule.cadence is Cadence.INSTANT)
    messages = []
    for number, group in enumerate(groups, 1):
        ids = {act.id for act in group}
        messages.append(freeze(engine, destination, group, [alert for alert in wanted if alert.act in ids], now, number))
    return messages, cut


def _groups(acts: list[Act], alerts: list[Alert], *, instant: bool) -> list[list[Act]]:
    """Acts by message: a digest has all in one; at once each has its own, unless they are many, or a cap made a summary of them."""
    summed = {alert.act for alert in alerts if alert.summary} - {alert.act for alert in alerts if not alert.summary}
    single = [act for act in acts if act.id not in summed]
    if not instant or len(single) > SINGLES:
        return [acts]
    together = [act for act in acts if act.id in summed]
    return [*([act] for act in single), *([together] if together else [])]


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
