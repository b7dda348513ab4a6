"""Pushes: the documents that hubs sent wait here, a few at most, and are read one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from monitor import metrics
from monitor.log import get_logger
from monitor.model import ParseError
from monitor.pipeline import Context, Push, read_push

log = get_logger(__name__)

ENDS_S = 10.0  # for the document that is being read when the service stops
WAITING = 32
WAITING_BYTES = 32_000_000


class Pushes:
    """Reads documents in the event loop in which it was made. `flagged` is called when a story of one waits
    to be settled.
    """

    def __init__(self, context: Context, flagged: Callable[[], None] = lambda: None) -> None:
        self._context = context
        self._flagged = flagged
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Push] = deque()
        self._worker: asyncio.Task[None] | None = None

    def take(self, push: Push) -> bool:
        """Takes a document; False if too many wait: its hub sends it again. Called in the event loop."""
        size = len(push.body) + sum(len(waiting.body) for waiting in self._waiting)
        if len(self._waiting) >= WAITING or (self._waiting and size > WAITING_BYTES):
            metrics.pushes.labels("full").inc()
            return False
        self._waiting.append(push)
        if self._worker is None or self._worker.done():
            self._worker = self._loop.create_task(self._work())
        return True

    async def wait(self) -> None:
        """Returns when nothing waits."""
        if self._worker is not None:
            await self._worker

    async def aclose(self) -> None:
        """Begins nothing new. What waited comes with the next poll."""
        self._waiting.clear()
        if self._worker is not None:
            await asyncio.wait({self._worker}, timeout=ENDS_S)

    async def _work(self) -> None:
        while self._waiting:
            await self._read(self._waiting.popleft())

    async def _read(self, push: Push) -> None:
        try:
            result = await read_push(self._context, push)
        except Exception as error:  # the border of a job: the next poll reads what this document held
            metrics.pushes.labels("failed").inc()
            log.exception("push failed", feed=push.feed.address, error=type(error).__name__)
            return
        if isinstance(result, ParseError):
            metrics.pushes.labels("failed").inc()
            log.warning("push not read", feed=push.feed.address, code=result.code, why=result.text)
            return
        metrics.pushes.labels("read").inc()
        metrics.stories.labels("new").inc(result.new)
        metrics.stories.labels("flagged").inc(result.flagged)
        if result.flagged:
            self._flagged()
