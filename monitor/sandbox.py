"""Child processes with limits of time and memory that can be killed. A hostile feed can hold the interpreter
lock for minutes, so that a time-out in a thread has no effect.

The start method is `forkserver`, because forked children would inherit the parent's locks and sockets, and
hold a dead parent's file lock. A child ignores Ctrl-C and exits when its parent has gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from math import ceil
from pickle import PicklingError
from types import MappingProxyType
from typing import Any, TypeVar, TypeVarTuple

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Prepare = tuple[Callable[[Any], None], Any]
Ready = Callable[[Callable[..., Any], tuple[Any, ...]], None]

_TASKS_A_CHILD = 1000  # tasks after which a child is replaced, to bound memory leaks of libraries
# Seconds that the first child may take to start: a second on a quiet machine, 50 at a load of 20. Nothing can
# be read before, and no document is to blame.
START_S = 600
LOOK_S = 2.0  # between two looks at a pool that starts
# A child may take so many times its limit by the clock: on a busy machine it waits for the processor, and
# what it reads must not be given up for that.
_PATIENCE = 10


class ChildCrashed(Exception):
    """The child died or its function raised. The text has the kind of failure and no text of the input."""


class Sandbox:
    """A pool of `workers` children, which start at the first task or `warm()`. Any thread or loop may call
    the methods.

    `preload`: modules that the fork server imports once for all children; `environment`: variables for them.
    Both are used by the first `Sandbox` of a process, which starts the one fork server. `prepare` (a function
    and its argument) is called once in each new child before its first task, without a limit of time; it must
    not raise. `ready` is called in the child with the function and arguments of each task before its limit
    begins: it makes what takes long and what no input is to blame for.
    """

    def __init__(
        self,
        workers: int = 2,
        time_limit_s: float = 3.0,
        memory_bytes: int = 512 * 1024 * 1024,
        preload: Sequence[str] = (),
        environment: Mapping[str, str] = MappingProxyType({}),
        prepare: Prepare | None = None,
        ready: Ready | None = None,
    ) -> None:
        self.time_limit_s = time_limit_s
        self._workers = workers
        self._memory_bytes = memory_bytes
        self._preload = list(preload)
        self._environment = dict(environment)
        self._prepare = prepare
        self._ready = ready
        self._pool: ProcessPool | None = None
        self._running: dict[Future[Any], ProcessPool] = {}
        self._starting = threading.RLock()

    async def warm(self) -> None:
        """Starts the children; returns when one answers."""
        await asyncio.to_thread(self._start)

    async def run(self, function: Callable[[*Ts], T], *args: *Ts, time_limit_s: float | None = None) -> T:
        """Runs `function(*args)` in a child; both must be picklable. Time in which the task waits for a free
        child is not counted.

        Raises `TimeoutError` if the child was killed after the limit (seconds of its CPU time; default: that
        of the sandbox) or after `_PATIENCE` times as long by the clock, `ChildCrashed` if it died or the
        function raised.
        """
        limit = self.time_limit_s if time_limit_s is None else time_limit_s
        future, pool = await self._schedule(function, args, limit)
        self._running[future] = pool
        try:
            return await asyncio.wrap_future(future)
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGPROF:
                raise TimeoutError from None
            raise ChildCrashed(f"the child process died (exit code {error.exitcode})") from None
        except BrokenProcessPool:
            await asyncio.to_thread(self._end, ProcessPool.stop, pool)
            raise ChildCrashed("the child processes had to be started anew") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise ChildCrashed("the child processes were stopped") from None
        except (
            AttributeError,
            TypeError,
            PicklingError,
        ):  # what cannot be pickled, and pebble's word for a pipe closed by `stop`
            if self._pool is pool:
                raise
            raise ChildCrashed("the child processes were stopped") from None
        finally:
            del self._running[future]

    async def _schedule(
        self, function: Callable[[*Ts], T], args: tuple[*Ts], limit: float
    ) -> tuple[Future[T], ProcessPool]:
        """Gives the task to the pool. If a child died while idle, pebble ends the whole pool, and a new one
        is started.
        """
        while True:
            pool = self._pool
            if pool is None:
                pool = await asyncio.to_thread(self._start)
            try:
                return pool.schedule(_call, args=(function, args, limit), timeout=limit * _PATIENCE), pool
            except RuntimeError:
                await asyncio.to_thread(self._end, ProcessPool.stop, pool)

    def renew(self, prepare: Prepare) -> None:
        """Replaces the children for the next task: new ones are prepared anew, running tasks end in the old
        ones. Returns when the old ones are gone.
        """
        self._prepare = prepare
        self._end(ProcessPool.close)

    def close(self) -> None:
        """Waits for running tasks, then ends the children."""
        self._end(ProcessPool.close)

    def stop(self) -> None:
        """Kills the children; running tasks raise `ChildCrashed`."""
        self._end(ProcessPool.stop)

    def _start(self) -> ProcessPool:
        with self._starting:
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload([__name__, *self._preload])
                self._pool = ProcessPool(
                    max_workers=self._workers,
                    max_tasks=_TASKS_A_CHILD,
                    initializer=_limit_child,
                    initargs=(self._memory_bytes, self._prepare, self._ready),
                    context=context,
                )
                os.environ.update(self._environment)  # the fork server is started now, and inherits them
                try:
                    _await_start(self._pool)
                except (BrokenProcessPool, TimeoutError):
                    self._end(ProcessPool.stop)
                    raise ChildCrashed("no child process could be started") from None
                finally:
                    for name in self._environment:
                        os.environ.pop(name, None)
            return self._pool

    def _end(self, how: Callable[[ProcessPool], None], pool: ProcessPool | None = None) -> None:
        """Ends `pool` (default: the current one); the next task starts a new one."""
        with self._starting:
            current = self._pool
            if current is None or pool not in (None, current):
                return  # somebody else has ended it
            self._pool = None
        how(current)
        current.join()
        for future, its_pool in list(self._running.items()):
            if its_pool is current:
                future.cancel()  # pebble leaves them pending for ever


def _await_start(pool: ProcessPool) -> None:
    """Returns when a child answers. Raises `BrokenProcessPool`, or `TimeoutError` after `START_S` or when the
    pool has ended: one that breaks while a task comes may leave it without an answer.
    """
    answer = pool.schedule(_nothing)
    for _ in range(ceil(START_S / LOOK_S)):
        try:
            answer.result(timeout=LOOK_S)
        except TimeoutError:
            if not pool.active:
                raise
        else:
            return
    raise TimeoutError


_ready: Ready | None = None  # of this child


def _limit_child(memory_bytes: int, prepare: Prepare | None, ready: Ready | None) -> None:
    """Sets the limits of a new child."""
    global _ready
    _ready = ready
    # a Python handler would wait for the very loop that is to be killed
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # a child returns values; log lines of libraries about its input are not needed
    logging.disable(logging.CRITICAL)
    if prepare is not None:
        function, argument = prepare
        function(argument)


def _call(function: Callable[[*Ts], T], args: tuple[*Ts], limit: float) -> T:
    """Calls the function of a task in the child. Every exception becomes `ChildCrashed`, because other
    exceptions may not be picklable.

    After `limit` seconds of CPU time the kernel kills the child (SIGPROF), whatever holds the interpreter's
    lock; the limit of the process stands behind it.
    """
    try:
        if _ready is not None:
            _allow(START_S)
            _ready(function, args)
        _allow(limit)
        return function(*args)
    except BaseException as error:  # noqa: BLE001 - the child's entry
        raise ChildCrashed(f"{type(error).__name__} in {_where(error)}") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _allow(cpu_s: float) -> None:
    """Lets this process use so many seconds of CPU time from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = ceil(used.ru_utime + used.ru_stime) + ceil(cpu_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    signal.setitimer(signal.ITIMER_PROF, cpu_s)


def _where(error: BaseException) -> str:
    """Module and line of the innermost frame."""
    trace = error.__traceback__
    place = "the child"
    while trace is not None:
        with contextlib.suppress(KeyError):
            place = f"{trace.tb_frame.f_globals['__name__']}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _nothing() -> None:
    """A task that shows that a child answers."""
