"""Waiting in tests: the only module of the tests that lets time pass.

A test waits for a condition or an event, never for a number of seconds. What is timed here is what other
processes and servers do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BETWEEN_LOOKS_S = 0.01
SLOW_TASK = time.sleep  # for a child process, which imports nothing of the tests


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Return as soon as `condition` holds; it is brought about by another process or thread.

    Raises AssertionError after `seconds`.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(BETWEEN_LOOKS_S)


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """The same for a task of an event loop. Raises TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens on disk and in other threads
            await asyncio.sleep(BETWEEN_LOOKS_S)


async def other_tasks_run() -> None:
    """Let the other tasks of the event loop run once."""
    await asyncio.sleep(0)


async def drip(seconds: float) -> None:
    """What a slow server does between two pieces of an answer."""
    await asyncio.sleep(seconds)


def hold_up(seconds: float) -> None:
    """Keep this thread, and the event loop that runs in it, from everything else."""
    time.sleep(seconds)


def cpu_ticks(pid: int) -> int:
    """The CPU time that a process has used, in ticks of the kernel (mostly 10 ms); Linux alone."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


async def longest_pause(work: asyncio.Task[Any]) -> float:
    """Await `work`, whose outcome stays in it, and return the longest time (seconds) that the loop was away."""
    longest = 0.0
    while not work.done():
        before = time.monotonic()
        await asyncio.sleep(BETWEEN_LOOKS_S)
        longest = max(longest, time.monotonic() - before)
    return longest
