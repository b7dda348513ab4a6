"""deliver(): sends messages that are ready; the outcome of each attempt is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import channels, digest
from monitor.channels.retries import retry_delay
from monitor.log import get_logger
from monitor.model import Attempt, Message, Outcome
from monitor.pipeline.context import Context
from monitor.pipeline.writing import frozen

log = get_logger(__name__)

LEASE_S = 120  # longer than any channel's deadline, so that a lease never expires under a living attempt


async def deliver(
    context: Context,
    stopping: Callable[[], bool] = lambda: False,
    done: Callable[[list[tuple[Message, Attempt]]], Awaitable[None]] | None = None,
) -> list[tuple[Message, Attempt]]:
    """Sends what is ready, a bounded number at a time; a slow endpoint does not delay others. Ends when
    nothing is left to start.

    `done` is called with the attempts that have ended.
    """
    running: set[asyncio.Task[tuple[Message, Attempt]]] = set()
    busy: dict[asyncio.Task[tuple[Message, Attempt]], int] = {}
    ended: list[tuple[Message, Attempt]] = []
    while True:
        free = 0 if stopping() else context.settings.slots - len(running)
        if free:
            batch = await context.write(
                context.store.outbox.lease,
                context.clock(),
                free,
                LEASE_S,
                exclude=frozenset(busy.values()),
                pace=context.pace,
            )
            for message in batch:
                task = asyncio.create_task(attempt(context, message))
                running.add(task)
                busy[task] = message.destination
        if not running:
            return ended
        finished, running = await asyncio.wait(running, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        for task in finished:
            busy.pop(task)
        results = [task.result() for task in finished]
        ended += results
        if results and done is not None:
            await done(results)


async def attempt(context: Context, message: Message) -> tuple[Message, Attempt]:
    """Sends one message once and stores the outcome."""
    context.trace("before_send")
    try:
        result = await context.senders.send(message, context.clock())
    except Exception as error:  # noqa: BLE001 - a fault here must not send the message again without end
        log.error("sender failed", message=message.id, channel=message.channel, error=repr(error))
        result = Attempt(Outcome.UNKNOWN, type(error).__name__, "a fault of this program: see its log")
    context.trace("after_accept")
    now = context.clock()
    next_at = None
    if result.outcome in (Outcome.RETRY, Outcome.UNKNOWN, Outcome.HALTED):
        delays = channels.by_name(message.channel).retry_delays
        delay = retry_delay(delays, message.attempts, int.from_bytes(context.random(4)) / 2**32)
        if delay is None:
            result = replace(
                result,
                outcome=Outcome.DEAD,
                text=f"given up after {message.attempts} attempts: {result.text}",
            )
        else:
            next_at = now + max(delay, timedelta(seconds=result.retry_after_s or 0))
    await context.write(context.store.outbox.finish, message, result, now, next_at)
    if result.outcome is Outcome.DISABLED:
        await context.write(tell_owner, context, message, result, now)
    return message, result


def tell_owner(context: Context, message: Message, result: Attempt, now: datetime) -> None:
    """Writes a mail to the owner (else the operator) which says that an endpoint is gone."""
    to = message.owner or context.settings.operator
    destination = context.store.destinations.get(message.destination)
    if to is None or destination is None:
        return
    wid = context.random(16).hex()
    composed = digest.notice(destination, now=now, ref=digest.message_ref(wid), reason=result.text)
    letter = replace(destination, channel=channels.NOTICES, address=to)
    context.store.outbox.add_notice(frozen(context.settings, letter, composed, wid)[0])
