"""one_round(): every step once, for `treaty-monitor poll`; alerts are sent while other feeds are still
polled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.model import Attempt, Feed, FeedState, Message
from monitor.pipeline.composing import compose_in_turns
from monitor.pipeline.context import Context
from monitor.pipeline.delivering import deliver
from monitor.pipeline.falling_due import tell_due_in_turns
from monitor.pipeline.notices import report_dead
from monitor.pipeline.paging import read_pages
from monitor.pipeline.polling import Polled, poll
from monitor.pipeline.settling import settle_in_turns

PAUSE_S = 2.0  # between two rounds of settling and sending


@dataclass
class Round:
    """The result of one round: the polled feeds, the number of messages written, and each attempt to
    send one.
    """

    polled: list[Polled] = field(default_factory=list)
    written: int = 0
    sent: list[tuple[Message, Attempt]] = field(default_factory=list)


async def one_round(
    context: Context,
    due: Sequence[tuple[Feed, FeedState]],
    done: Callable[[Polled], None] = lambda polled: None,
) -> Round:
    """Polls these feeds; reads pages, settles, composes and delivers meanwhile and once more at the
    end. `done` is called with each poll.

    Digests are composed at the end only, so that they hold what came during the round. What is left then is
    told without waiting for more: the next round may be hours away.
    """
    result = Round()
    polling = asyncio.create_task(poll(context, due, done))
    try:
        ended = False
        while not ended:
            await asyncio.wait({polling}, timeout=PAUSE_S)
            ended = polling.done()
            await _tell(_without_window(context) if ended else context, result, digests=ended)
    finally:
        polling.cancel()
    result.polled = await polling
    return result


async def _tell(context: Context, result: Round, *, digests: bool) -> None:
    await read_pages(context)
    await settle_in_turns(context)
    if digests:
        await tell_due_in_turns(context)
    result.written += await compose_in_turns(context, digests=digests)
    await context.write(report_dead, context)
    result.sent += await deliver(context)


def _without_window(context: Context) -> Context:
    return replace(context, settings=replace(context.settings, window=timedelta()))
