"""read_pages(): fetches the article of each flagged story once; its story is settled with it, or again
if it was settled without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from monitor.model import Page
from monitor.pipeline.context import Context
from monitor.store import WantedPage

AT_ONCE = 8  # pages under way; the client is polite to each host
LOOK_S = 1.0  # between two looks for others, while pages are under way
RETRIES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))  # after a temporary failure


async def read_pages(
    context: Context,
    stopping: Callable[[], bool] = lambda: False,
    stored: Callable[[], None] = lambda: None,
) -> int:
    """Reads the pages whose time has come, a bounded number at a time; ends when nothing is left to start.
    One that is slow does not delay others. Returns the number that could be read.

    A page that cannot be read is stored with the reason; it raises nothing. `stored` is called after pages
    were stored.
    """
    if context.pages is None:
        return 0
    running: dict[asyncio.Task[bool], int] = {}  # with the texts whose pages are under way
    read = 0
    try:
        while True:
            if not stopping():
                under_way = set(running.values())
                for wanted in context.store.pages.wanted(context.clock(), AT_ONCE):
                    if wanted.version not in under_way and len(running) < AT_ONCE:
                        running[asyncio.create_task(read_one(context, wanted))] = wanted.version
            if not running:
                return read
            finished, _ = await asyncio.wait(running, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                read += task.result()
                del running[task]
            if finished:
                stored()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def read_one(context: Context, wanted: WantedPage) -> bool:
    """Reads one page and stores the result; returns True if there is a text."""
    assert context.pages is not None
    page = await context.pages.read(wanted.url)
    context.trace("after_page")
    now = context.clock()
    if isinstance(page, Page):
        await context.write(context.store.pages.record, wanted, page, now)
        return True
    again = RETRIES[wanted.tries] if page.retry and wanted.tries < len(RETRIES) else None
    await context.write(
        context.store.pages.record_failure,
        wanted,
        page.code,
        page.text,
        now,
        None if again is None else now + again,
    )
    return False
