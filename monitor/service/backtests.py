"""Backtests of a rule that an operator tries: which stored stories it would have flagged.

One runs at a time, in a thread, which hands stories to a child process in batches, the newest first. It ends
after `LIMIT_S` seconds at the latest, and says how far it came. The newest is stored while it runs, for the
other processes that serve pages.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from monitor import child
from monitor.errors import MonitorError, UsageError
from monitor.log import get_logger
from monitor.model import Story
from monitor.sandbox import ChildCrashed, Sandbox
from monitor.service import rulebook
from monitor.service.backtest_values import LIMIT_S, Backtest, Flagged, State
from monitor.service.shared_backtest import SharedBacktest

if TYPE_CHECKING:
    from monitor.service import Service

log = get_logger(__name__)

BATCH_S = 20.0  # of CPU time, for one batch
BATCH = 500
SHOWN = 200  # stories that are kept for the page
KEPT = 5  # backtests
LONGEST = 12_000  # characters of a rule
FILE = "your-rule.toml"


class Backtests:
    """Starts and keeps backtests: those of this process, and the newest of all. Safe to use from several
    threads.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._kept: dict[str, Backtest] = {}
        self._stop = Event()
        self._shared = SharedBacktest(service)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="backtest")
        self._running: Future[None] | None = None

    def start(self, text: str) -> Backtest:
        """Begins a backtest of the rules in `text` (TOML). Raises `UsageError` and `RuleError`."""
        if len(text) > LONGEST:
            raise UsageError(f"A rule has at most {LONGEST:,} characters here.")
        files = rulebook.with_shared(self._service.config, FILE, text)
        if not rulebook.parsed(files).rules:
            raise UsageError("There is no [[rule]] in that text.")
        with self._service.store.turn(), self._lock:
            newest = self._shared.read()
            runs_elsewhere = newest is not None and newest.state is State.RUNNING
            if runs_elsewhere or (self._running is not None and not self._running.done()):
                raise UsageError("A backtest runs: wait for its end, or stop it.")
            begun = Backtest(
                secrets.token_urlsafe(6), text, self._service.clock(), self._service.store.counts().stories
            )
            self._kept = dict(list(self._kept.items())[1 - KEPT :])
            self._kept[begun.id] = begun
            self._shared.write(begun)
            self._stop.clear()
            self._running = self._pool.submit(self._run, begun, files)
        return begun

    def get(self, key: str) -> Backtest | None:
        """The backtest with this id, as it is now."""
        with self._lock:
            own = self._kept.get(key)
        newest = self._shared.read() if own is None else None
        return newest if newest is not None and newest.id == key else own

    def latest(self) -> Backtest | None:
        """The backtest that began last, in any process."""
        newest = self._shared.read()
        return (self.get(newest.id) or newest) if newest is not None else None

    def stop(self) -> None:
        """Ends the one that runs in this process, and waits until it has ended."""
        self._stop.set()
        self.wait()

    def stop_any(self) -> None:
        """Ends the one that runs, also in another process, which does so soon."""
        self._shared.ask_to_stop()
        self.stop()

    def wait(self) -> None:
        """Waits for the end of the one that runs."""
        if self._running is not None:
            self._running.result()

    def _keep(self, now: Backtest) -> None:
        with self._lock:
            self._kept[now.id] = now
        self._shared.write(now)

    # ------------------------------------------------------------ in the thread

    def _run(self, begun: Backtest, files: dict[str, str]) -> None:
        start = time.monotonic()
        try:
            ended = asyncio.run(self._all(begun, files, start))
        except (TimeoutError, ChildCrashed):
            ended = self._failed(begun, "The rule takes too long on these stories.")
        except MonitorError as error:
            ended = self._failed(begun, str(error))
        except Exception as error:
            log.exception("backtest failed", error=type(error).__name__)
            ended = self._failed(begun, "Something went wrong here; the log has it.")
        self._keep(replace(ended, seconds=time.monotonic() - start))

    def _failed(self, begun: Backtest, problem: str) -> Backtest:
        return replace(self.get(begun.id) or begun, state=State.FAILED, problem=problem)

    async def _all(self, begun: Backtest, files: dict[str, str], start: float) -> Backtest:
        sandbox = Sandbox(workers=1, time_limit_s=BATCH_S) if self._service.ask_child is not None else None

        async def ask(task: Callable[..., Any], *values: Any) -> Any:
            return task(*values) if sandbox is None else await sandbox.run(task, *values)

        try:
            refusal = await ask(child.tried, files)
            if isinstance(refusal, child.Refused):
                where = f"line {refusal.line}: " if refusal.line else ""
                return self._failed(begun, f"{where}{refusal.problem} {refusal.hint}".strip())
            now = begun
            for batch in self._service.store.stories.newest(BATCH):
                now = self._with(now, batch, await ask(child.fitting, files, batch))
                now = replace(now, seconds=time.monotonic() - start)
                self._keep(now)
                if self._stop.is_set() or self._shared.is_to_stop(now):
                    return replace(now, state=State.STOPPED)
                if now.seconds > LIMIT_S:
                    return replace(now, state=State.OUT_OF_TIME)
            return replace(now, state=State.DONE)
        finally:
            if sandbox is not None:
                sandbox.stop()

    def _with(
        self, now: Backtest, batch: list[Story], fitting: list[tuple[int, tuple[str, ...]]]
    ) -> Backtest:
        """The backtest after one more batch."""
        known = self._service.store.stories.flagged([batch[place].id or 0 for place, _ in fitting])
        more = [Flagged(batch[place], rules, batch[place].id in known) for place, rules in fitting]
        return replace(
            now,
            read=now.read + len(batch),
            total=max(now.total, now.read + len(batch)),
            oldest=batch[-1].published or now.oldest,
            count=now.count + len(more),
            known=now.known + sum(flagged.is_known for flagged in more),
            flagged=(*now.flagged, *more)[:SHOWN],
        )
