"""Repeated jobs (ticks), what wakes them before their time, and a watchdog.

APScheduler only starts the ticks (UTC interval jobs, `misfire_grace_time=None`, `coalesce=True`,
`max_instances=1`). Its timers follow the wall clock, so that a clock that was set back stops it for that
length of time (docs/faults.md 154); the watchdog uses the monotonic clock and runs a tick that is three
intervals late.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import metrics
from monitor.log import get_logger

log = get_logger(__name__)

DRAIN_S = 30.0  # SIGTERM: time for what is in flight
LATE = 3  # intervals


@dataclass
class Tick:
    """One repeated job and when it last began and ended, on the monotonic clock (seconds). `again`: it was
    woken while it ran.
    """

    name: str
    every_s: float
    job: Callable[[], Awaitable[None]]
    began: float = field(default_factory=time.monotonic)
    ended: float = -math.inf
    running: bool = False
    again: bool = False
    runs: int = 0
    failures: int = 0

    @property
    def idle_since(self) -> float:
        """Since when it could begin again: a tick that works for long is not late at its end."""
        return max(self.began, self.ended)


class Ticks:
    """Runs ticks until `stop()`. What a tick raises is for `attempt`, which a subclass overrides."""

    def __init__(self, *, monotonic: Callable[[], float], wall_clock: Callable[[], datetime]) -> None:
        self.monotonic = monotonic
        self.wall_clock = wall_clock  # of APScheduler, which compares start times with it
        self.ticks: Sequence[Tick] = ()
        self.stopped = asyncio.Event()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._is_running = False

    async def attempt(self, tick: Tick) -> None:
        """Does the job of a tick."""
        await tick.job()

    async def run_tick(self, tick: Tick) -> None:
        """Runs one tick, unless it is running already or the service is stopping.

        It raises only cancellation.
        """
        if tick.running or self.stopped.is_set():
            return
        now = self.monotonic()
        metrics.tick_late.labels(tick.name).set(max(0.0, now - tick.idle_since - tick.every_s))
        tick.began, tick.running, tick.again = now, True, False
        tick.runs += 1
        try:
            await self.attempt(tick)
        finally:
            tick.running, tick.ended = False, self.monotonic()
            if tick.again:
                self._start(tick)

    # ------------------------------------------------------------ before their time

    def wake(self, *names: str) -> None:
        """Has these ticks begin now, or again when they end: something waits for them. In a scheduler that
        does not run, nothing follows. Called in the event loop.
        """
        if not self._is_running:
            return
        for tick in self.ticks:
            if tick.name in names:
                tick.again = tick.running
                if not tick.running:
                    self._start(tick)

    def wake_in(self, name: str, seconds: float) -> None:
        """Wakes a tick after this time, in place of the last time that was set for it."""
        if (timer := self._timers.pop(name, None)) is not None:
            timer.cancel()
        if self._is_running:
            self._timers[name] = asyncio.get_running_loop().call_later(seconds, self.wake, name)

    async def watch(self) -> None:
        """The watchdog: starts what is three intervals late, whatever the wall clock says."""
        while not self.stopped.is_set():
            self.wake_late()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), 1.0)

    def wake_late(self) -> list[str]:
        """Starts every tick that is idle for three intervals; returns their names."""
        late = [
            tick
            for tick in self.ticks
            if not tick.running and self.monotonic() - tick.idle_since > LATE * tick.every_s
        ]
        for tick in late:
            log.warning("tick late", tick=tick.name, seconds=round(self.monotonic() - tick.idle_since, 1))
            # The scheduler's own next run lies behind a clock that was set back: move it to now as well.
            if self._scheduler.get_job(tick.name):
                self._scheduler.modify_job(
                    tick.name, next_run_time=self.wall_clock() + timedelta(seconds=tick.every_s)
                )
            self._start(tick)
        return [tick.name for tick in late]

    # ------------------------------------------------------------ running

    async def run(self) -> None:
        """Runs ticks until `stop()`, then finishes what is in flight, for at most `DRAIN_S` seconds."""
        for tick in self.ticks:
            self._scheduler.add_job(
                self._start_soon,
                "interval",
                args=[tick],
                id=tick.name,
                seconds=tick.every_s,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
                next_run_time=self.wall_clock(),
            )
        self._is_running = True
        self._scheduler.start()
        try:
            await self.watch()
        finally:
            self._is_running = False
            for timer in self._timers.values():
                timer.cancel()
            self._scheduler.shutdown(wait=False)
            await self.drain()

    async def drain(self) -> None:
        """Ends what is in flight."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def stop(self) -> None:
        """Makes `run` end: no new work is started."""
        self.stopped.set()

    async def _start_soon(self, tick: Tick) -> None:
        self._start(tick)

    def _start(self, tick: Tick) -> None:
        task = asyncio.ensure_future(self.run_tick(tick))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
