"""Recorder: polls that end while the writer is busy are stored together, in one transaction.

A commit waits for the disk and writes each page that it changed: one for 32 feeds without news costs a
fifth of 32 (docs/notes/polling-cost.md). A poll waits for no other: what is there when the writer is free is
stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import zip_longest

from monitor.model import Feed
from monitor.store import PollRecord, PollResult

AT_ONCE = 32  # most polls of one transaction, so that other writes need not wait long

Waiting = tuple[Feed, PollRecord, "asyncio.Future[PollResult]"]
Write = Callable[[Sequence[tuple[Feed, PollRecord]]], Awaitable[list[PollResult | Exception]]]


class Recorder:
    """Stores polls. It belongs to one event loop at a time."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, write: Write, feed: Feed, record: PollRecord) -> PollResult:
        """Stores one poll, by `write` with all that wait; returns or raises what came of it."""
        stored: asyncio.Future[PollResult] = asyncio.get_running_loop().create_future()
        self._waiting.append((feed, record, stored))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(write))
        return await stored

    async def _write_all(self, write: Write) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                await self._write(write, taken)
        finally:
            for _, _, stored in self._waiting:  # left only when the loop ends
                stored.cancel()
            self._waiting = []

    async def _write(self, write: Write, taken: list[Waiting]) -> None:
        results: list[PollResult | Exception] = []
        try:
            results = await write([(feed, record) for feed, record, _ in taken])
        except Exception as error:  # noqa: BLE001 - the border of a job: each poll gets the error
            results = [error] * len(taken)
        finally:
            for (_, _, stored), result in zip_longest(taken, results):
                _settle(stored, result)


def _settle(stored: asyncio.Future[PollResult], result: PollResult | Exception | None) -> None:
    """Gives a poll its result, unless its worker was stopped meanwhile; None: the loop ends."""
    if stored.done():
        return
    if isinstance(result, Exception):
        stored.set_exception(result)
    elif result is None:
        stored.cancel()
    else:
        stored.set_result(result)
