"""Polls in shards: many feeds at a time on an executor, whose workers may be other machines.

    Batches -> a shard -> on a worker: fetch, parse, match -> records => here: one transaction a feed

Workers have no database. A shard whose worker or cluster is lost is read in this process: nothing is lost,
and nothing is stored twice, because only what comes back is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from monitor.log import get_logger
from monitor.model import Feed, FeedState, Fetched
from monitor.pipeline.batches import Batches, Shard
from monitor.pipeline.context import Context, Tools
from monitor.pipeline.polling import Polled, Polling, asked_pause_s, keep, read_feed
from monitor.pipeline.turns import Due, Turns, domain_of
from monitor.store import PollRecord

log = get_logger(__name__)

SHARD_FEEDS = 100
SHARD_DOMAIN = 10  # feeds of one domain in a shard
SHARD_S = 60.0  # a worker begins no feed after this time, and leaves the rest to a later shard
LOST_S = 240.0  # without an answer after this time, a shard is read here

Records = dict[int, PollRecord]  # by id of the feed


class Cluster(Protocol):
    """Workers that read shards."""

    @property
    def task(self) -> Callable[[Shard, datetime], Records]:
        """The function that a worker calls, to be pickled."""

    async def executor(self) -> Executor | None:
        """What runs tasks on the workers; None while there are none."""

    def width(self) -> int:
        """How many shards may be under way at once."""


async def read_shard(tools: Tools, shard: Shard) -> Records:
    """Reads feeds, at most `per_host` of one domain at a time. What is not begun in time, or belongs to a
    server that asks to be left alone, has no record.
    """
    turns = Turns(tools.client.per_host)
    turns.add(shard)
    records: Records = {}
    clock = asyncio.get_running_loop().time
    ends = clock() + SHARD_S

    async def work() -> None:
        while clock() < ends and (turn := turns.take()) is not None:
            domain, feed, state = turn
            record = await read_feed(tools, feed, state)
            turns.end(domain, feed)
            records[feed.id] = _without_body(record)
            if asked_pause_s(record.error):
                turns.drop(domain)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(len(shard), tools.settings.concurrency)):
            group.create_task(work())
    return records


def _without_body(record: PollRecord) -> PollRecord:
    """The body was read; it need not travel."""
    if isinstance(record.fetched, Fetched):
        return replace(record, fetched=replace(record.fetched, body=b""))
    return record


class ShardPolling(Polling):
    """Polls like `Polling`, on the workers of a cluster."""

    def __init__(self, context: Context, cluster: Cluster, done: Callable[[Polled], None]) -> None:
        super().__init__(context, done)
        self._cluster = cluster
        self._batches = Batches(SHARD_FEEDS, SHARD_DOMAIN)
        self._here = asyncio.Lock()  # one shard at a time is read in this process

    def __len__(self) -> int:
        return len(self._batches)

    def known(self) -> tuple[int, ...]:
        return tuple(self._batches.known)

    def add(self, due: Iterable[Due], of_domain: int | None = None) -> None:
        self._batches.add(due, of_domain)
        self._begin(min(len(self._batches), self._cluster.width()))

    def stop(self) -> None:
        self._batches.clear()

    def _drop(self, domain: str) -> list[Feed]:
        return self._batches.drop(domain)

    async def _work(self) -> None:
        while shard := self._batches.take():
            left: Shard = ()
            try:
                due = await self._allowed(shard)
                records = await self._read(due) if due else {}
                await self._keep_all([(*pair, records[pair[0].id]) for pair in due if pair[0].id in records])
                left = tuple(pair for pair in due if pair[0].id not in records)
            finally:
                self._batches.end(shard)
            self._batches.add(left)

    async def _keep_all(self, read: list[tuple[Feed, FeedState, PollRecord]]) -> None:
        """Stores what was read, many feeds in a transaction. Raises the first failure of our own."""
        ended = await asyncio.gather(*(self._keep(*poll) for poll in read), return_exceptions=True)
        for failure in ended:
            if failure is not None:
                raise failure

    async def _keep(self, feed: Feed, state: FeedState, record: PollRecord) -> None:
        polled = await keep(self._context, feed, state, record)
        await self._remember_pause(domain_of(feed), polled)
        self._done(polled)

    async def _allowed(self, shard: Shard) -> Shard:
        """Without the feeds of servers that asked to be left alone, which are then due later."""
        return tuple(
            [(feed, state) for feed, state in shard if not await self._put_off(domain_of(feed), feed)]
        )

    async def _read(self, shard: Shard) -> Records:
        executor = await self._cluster.executor()
        if executor is not None:
            try:
                async with asyncio.timeout(LOST_S):
                    future = executor.submit(self._cluster.task, shard, self._context.clock())
                    return _checked(await asyncio.wrap_future(future), shard)
            except asyncio.CancelledError as error:  # executors that end cancel what they have
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    raise
                _say_lost(shard, error)
            except Exception as error:  # noqa: BLE001 - a worker may raise anything; the shard is read here
                _say_lost(shard, error)
        async with self._here:
            return await read_shard(self._context, shard)


def _checked(answer: Any, shard: Shard) -> Records:
    """The answer of a worker. Raises `TypeError` if it is anything but records of feeds of the shard: storing
    it would fail, and end the polling of all.
    """
    if not isinstance(answer, dict) or not all(isinstance(record, PollRecord) for record in answer.values()):
        raise TypeError("a worker answers something that is no records")
    if not answer.keys() <= {feed.id for feed, _ in shard}:
        raise TypeError("a worker answers for feeds that it was not asked for")
    return answer


def _say_lost(shard: Shard, error: BaseException) -> None:
    log.warning("shard lost", feeds=len(shard), error=type(error).__name__, text=str(error)[:200])
