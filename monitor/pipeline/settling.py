"""settle() beside other writers: a child process finds what a story states, in bounded time; each is joined in a job of its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from monitor import child
from monitor.log import get_logger
from monitor.model import Alert, Termination
from monitor.pipeline.books import answered, question
from monitor.pipeline.engine import Engine
from monitor.register import Item
from monitor.sandbox import ChildCrashed
from monitor.store import Unsettled

HEADLINE = 300  # characters that are read when more takes too long

log = get_logger(__name__)


async def settle_in_turns(engine: Engine, *, everything: bool = False) -> list[Alert]:
    """Settle each story whose time has come; the alerts that were written. `everything`: whatever waits.

    Each story is one job of the writer's thread, so that polls are stored between two of them.
    """
    now = engine.clock()
    alerts: list[Alert] = []
    for waiting in await asyncio.to_thread(engine.store.unsettled, now, everything=everything):
        item = await stated_apart(engine, waiting)
        alerts += await engine.write(engine.books.join, engine.store, waiting, item, now)
    return alerts


async def stated_apart(engine: Engine, waiting: Unsettled) -> Item | None:
    """As `books.stated`. Of a text that takes too long or kills its child, headline and summary are read, else the headline alone."""
    flagged = question(waiting)
    if flagged is None:
        return None
    story = flagged.story
    limit = engine.settings.extract_limit_s
    found: tuple[Termination, ...] = ()
    for text in (story, replace(story, body=""), replace(story, title=story.title[:HEADLINE], summary="", body="")):
        try:
            found = await engine.sandbox.run(child.terminations, replace(flagged, story=text), time_limit_s=limit)
            break
        except (TimeoutError, ChildCrashed) as error:
            log.warning("story not read whole", story=story.id, reason=str(error) or f"over {limit:g} s")
    return answered(waiting, flagged, found)
