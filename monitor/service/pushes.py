"""Pushes: the documents that hubs sent wait here, a few at most, and are read one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from monitor import metrics
from monitor.log import get_logger
from monitor.model import ParseError
from monitor.pipeline import Context, Push, read_push

log = get_logger(__name__)

TELLING = frozenset({"pages", "settle", "compose", "deliver"})  # steps that follow at once
ENDS_S = 10.0  # for the document that is being read when the service stops
WAITING = 32
WAITING_BYTES = 32_000_000


class Pushes:
    """Reads documents in the event loop in which it was made. `steps` follow when what waited is stored, so
    that nothing waits for the next tick.
    """

    def __init__(self, context: Context, steps: Sequence[Callable[[], Awaitable[None]]]) -> None:
        self._context = context
        self._steps = steps
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Push] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._is_wanted = False

    def take(self, push: Push) -> bool:
        """Takes a document; False if too many wait: its hub sends it again. Called in the event loop."""
        size = len(push.body) + sum(len(waiting.body) for waiting in self._waiting)
        if len(self._waiting) >= WAITING or (self._waiting and size > WAITING_BYTES):
            metrics.pushes.labels("full").inc()
            return False
        self._waiting.append(push)
        self.tell()
        return True

    def tell(self) -> None:
        """Has the steps follow at once, also on what was polled. Called in the event loop."""
        self._is_wanted = True
        if self._worker is None or self._worker.done():
            self._worker = self._loop.create_task(self._work())

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
        while self._is_wanted:
            self._is_wanted = False
            while self._waiting:
                await self._read(self._waiting.popleft())
            for step in self._steps:
                await step()

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
