"""deliver(): sends messages that are ready; the outcome of each attempt is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import channels
from monitor.channels.retries import retry_delay
from monitor.errors import StoreError
from monitor.log import get_logger
from monitor.model import Attempt, Message, Outcome
from monitor.pipeline import notices, oversize
from monitor.pipeline.context import Context
from monitor.store.values import Verdict

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
    result, next_at = _next(context, message, result, now)
    result, instead = _instead(context, message, result, now)
    await context.write(_finish, context, message, result, now, next_at, instead)
    return message, result


def _next(
    context: Context, message: Message, result: Attempt, now: datetime
) -> tuple[Attempt, datetime | None]:
    """The outcome, and when the message is tried again; it is dead after the last attempt of its channel."""
    if result.outcome not in (Outcome.RETRY, Outcome.UNKNOWN, Outcome.HALTED):
        return result, None
    chance = int.from_bytes(context.random(4)) / 2**32
    delay = retry_delay(channels.stored(message.channel).retry_delays, message.attempts, chance)
    if delay is None:
        text = f"given up after {message.attempts} attempts: {result.text}"
        return replace(result, outcome=Outcome.DEAD, text=text), None
    return result, now + max(delay, timedelta(seconds=result.retry_after_s or 0))


def _instead(
    context: Context, message: Message, result: Attempt, now: datetime
) -> tuple[Attempt, Message | None]:
    """The outcome, and the message that takes the place of this one; it is dead if that cannot be made."""
    try:
        return oversize.answered(context, message, result, now)
    except Exception as error:  # noqa: BLE001 - an outcome that is not stored sends the message again
        log.error("no short form", message=message.id, error=repr(error))
        return replace(result, outcome=Outcome.DEAD, text=f"{result.text}; no short form could be made"), None


def _finish(
    context: Context,
    message: Message,
    result: Attempt,
    now: datetime,
    next_at: datetime | None,
    instead: Message | None,
) -> None:
    """Stores an outcome together with what it means for the endpoint and what its owner is told of that."""
    context.store.outbox.finish(
        message, result, now, next_at, _verdict(context, message, result, now), instead
    )


def _verdict(context: Context, message: Message, result: Attempt, now: datetime) -> Verdict | None:
    try:
        return notices.verdict(context, message, result, now)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - as in `_instead`: the outcome is stored without the mail
        log.error("no mail to the owner", message=message.id, error=repr(error))
        return None
