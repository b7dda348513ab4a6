"""read_pages(): fetches the article of each flagged story once; its story is settled with it, or again
if it was settled without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

from monitor.model import Page
from monitor.pipeline.context import Context
from monitor.store import WantedPage

AT_ONCE = 8  # pages under way; the client is polite to each host
BATCH = 200
RETRIES = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))  # after a temporary failure


async def read_pages(context: Context, stopping: Callable[[], bool] = lambda: False) -> int:
    """Reads the pages whose time has come; returns the number that could be read.

    A page that cannot be read is stored with the reason; it raises nothing.
    """
    if context.pages is None:
        return 0
    todo: Iterator[WantedPage] = iter(context.store.pages.wanted(context.clock(), BATCH))
    read = 0

    async def worker() -> None:
        nonlocal read
        for wanted in todo:
            if stopping():
                return
            read += await read_one(context, wanted)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(worker())
    return read


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
