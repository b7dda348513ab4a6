"""settle(): makes acts and alerts of flagged stories. One transaction a story."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from monitor import child
from monitor.log import get_logger
from monitor.model import Alert, Termination
from monitor.pipeline.context import Context
from monitor.pipeline.register_cache import answered, question
from monitor.register import FlaggedStory
from monitor.sandbox import ChildCrashed
from monitor.store import Unsettled

SETTLED = 5  # stories that are joined before others may write
HEADLINE = 300  # characters that are read of a text that takes too long

log = get_logger(__name__)


def settle(context: Context, *, everything: bool = False) -> list[Alert]:
    """Settles each story whose time has come, and writes the alerts of summaries that are due; returns
    the alerts.

    All in the calling thread. `everything`: all that wait, except stories of a feed that has reached
    its limit of acts in this hour.
    """
    now = context.clock()
    alerts: list[Alert] = []
    tried: set[str] = set()
    while waiting := _waiting(context, now, tried, everything=everything):
        alerts += [
            alert for story in waiting for alert in context.register_cache.settle(context.store, story, now)
        ]
    return alerts + context.register_cache.release(context.store, now, everything=everything)


async def settle_in_turns(
    context: Context, *, everything: bool = False, stopping: Callable[[], bool] = lambda: False
) -> list[Alert]:
    """Does the same beside other writers: children find what the stories state, in bounded time, and
    the writer's thread joins a few at a time. Ends early once `stopping()`.
    """
    now = context.clock()
    alerts: list[Alert] = []
    tried: set[str] = set()
    while waiting := await asyncio.to_thread(_waiting, context, now, tried, everything=everything):
        for at in range(0, len(waiting), SETTLED):
            if stopping():
                return alerts
            stated = [(story, await stated_apart(context, story)) for story in waiting[at : at + SETTLED]]
            alerts += await context.write(_join, context, stated, now)
    return alerts + await context.write(
        context.register_cache.release, context.store, now, everything=everything
    )


def _waiting(context: Context, now: datetime, tried: set[str], *, everything: bool) -> list[Unsettled]:
    """The stories to settle that were not tried yet.

    A story that joins an existing act does not count against the limit of its feed.
    """
    waiting = [
        story
        for story in context.store.unsettled.due(now, everything=everything)
        if story.story.key not in tried
    ]
    tried |= {story.story.key for story in waiting}
    return waiting


def _join(
    context: Context, stated: Iterable[tuple[Unsettled, FlaggedStory | None]], now: datetime
) -> list[Alert]:
    """Joins these stories; one that was settled meanwhile, or has a newer text, is skipped."""
    return [
        alert
        for story, item in stated
        for alert in context.register_cache.join(context.store, story, item, now)
    ]


async def stated_apart(context: Context, waiting: Unsettled) -> FlaggedStory | None:
    """As `register_cache.stated`, in a child.

    Of a text that takes too long or kills its child, headline and summary are read, else the headline
    alone.
    """
    flagged = question(waiting)
    if flagged is None:
        return None
    story = flagged.story
    limit = context.settings.extract_limit_s
    terminations: tuple[Termination, ...] = ()
    for text in (
        story,
        replace(story, body=""),
        replace(story, title=story.title[:HEADLINE], summary="", body=""),
    ):
        try:
            terminations = await context.sandbox.run(
                child.terminations, replace(flagged, story=text), time_limit_s=limit
            )
            break
        except (TimeoutError, ChildCrashed) as error:
            log.warning("story not read whole", story=story.id, reason=str(error) or f"over {limit:g} s")
    return answered(waiting, flagged, terminations)
