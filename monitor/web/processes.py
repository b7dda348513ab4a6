"""Several processes that serve pages on one socket: a parent starts them, and another one for each that dies.

The parent opens neither the database nor a thread, so that it may fork. All accept connections from the one
socket that it opened: what waits there when a process dies is taken by the others, or by the one that
follows.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from monitor.errors import MonitorError
from monitor.log import get_logger

log = get_logger(__name__)

SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD})
LOOK_S = 1.0  # between two looks at what is due
SOON_S = 5.0  # a process that dies sooner after its start is followed by a later one
LATEST_S = 30.0
ENDS_S = 20.0  # for the answers under way; a request has ten seconds


class Processes:
    """`number` processes that call `work`. Its argument is the end of a pipe that becomes readable when the
    parent has gone; the process ends when `work` returns, which SIGTERM has to bring about.

    `is_outdated`: asked now and then; True replaces the processes, one after the other, as SIGHUP does.
    """

    def __init__(self, number: int, work: Callable[[int], None], is_outdated: Callable[[], bool]) -> None:
        self._number = number
        self._work = work
        self._is_outdated = is_outdated
        self._running: dict[int, float] = {}  # by process, when it began (monotonic, seconds)
        self._ended: set[int] = set()  # that were asked to end
        self._outdated: list[int] = []  # that are to be replaced
        self._failures = 0  # of processes that died soon, one after the other
        self._not_before = 0.0
        self._alive = os.pipe()

    def run(self) -> None:
        """Keeps the processes until SIGTERM or SIGINT, then waits for them."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        while True:
            self._fill()
            received = signal.sigtimedwait(SIGNALS, LOOK_S)
            self._reap()
            if received is not None and received.si_signo in (signal.SIGTERM, signal.SIGINT):
                break
            if (received is not None and received.si_signo == signal.SIGHUP) or self._is_outdated():
                self._outdated = list(self._running)
            self._replace_one()
        self._end()

    def _fill(self) -> None:
        """Starts what is missing."""
        while len(self._running) < self._number and time.monotonic() >= self._not_before:
            process = os.fork()
            if process == 0:
                self._be_child()
            self._running[process] = time.monotonic()

    def _be_child(self) -> NoReturn:
        """What a new process does."""
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            os.close(self._alive[1])
            self._work(self._alive[0])
            code = 0
        except MonitorError as error:
            log.error("pages not served", problem=str(error))
        except BaseException as error:
            log.exception("pages not served", error=type(error).__name__)
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        """Takes note of the processes that have ended."""
        for process in list(self._running):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                self._note(process, os.waitstatus_to_exitcode(status))

    def _note(self, process: int, code: int) -> None:
        lived_s = time.monotonic() - self._running.pop(process)
        if process in self._ended:
            self._ended.discard(process)
            return
        self._failures = self._failures + 1 if lived_s < SOON_S else 0
        wait_s = min(2.0 ** (self._failures - 1), LATEST_S) if self._failures else 0.0
        self._not_before = time.monotonic() + wait_s
        log.warning("web process died", process=process, code=code, after_s=round(lived_s, 1))

    def _replace_one(self) -> None:
        """Ends the next process that is to be replaced, if no other one has just ended."""
        self._outdated = [process for process in self._outdated if process in self._running]
        newest = max(self._running.values(), default=0.0)
        is_settled = len(self._running) == self._number and time.monotonic() - newest > LOOK_S
        if self._outdated and is_settled and not self._ended:
            self._ask_to_end(self._outdated.pop(0))

    def _ask_to_end(self, process: int) -> None:
        self._ended.add(process)
        os.kill(process, signal.SIGTERM)

    def _end(self) -> None:
        """Ends all, after the answers under way."""
        for process in self._running:
            self._ask_to_end(process)
        end = time.monotonic() + ENDS_S
        while self._running and time.monotonic() < end:
            signal.sigtimedwait({signal.SIGCHLD}, LOOK_S)
            self._reap()
        for process in self._running:
            log.warning("web process killed", process=process, hint="its answers took too long")
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
