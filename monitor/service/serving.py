"""A process that serves pages beside the running service: it neither polls nor sends, and works on the same
database file.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from monitor import preload, store
from monitor.errors import RuleError
from monitor.sandbox import Sandbox
from monitor.service import context, rulebook
from monitor.service.children import sources

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.service import Service

LOOK_S = 10.0  # between two looks at the rule files


def beside(config: Config) -> AbstractContextManager[None]:
    """What the parent of such processes holds: `restore` is refused meanwhile. Raises `StoreBusy`."""
    return store.serving_pages(config.db)


@asynccontextmanager
async def pages_alone(service: Service) -> AsyncIterator[None]:
    """What the pages need of such a process: a child that reads texts, which is started when somebody asks
    for that.
    """
    service.polls = False
    service.examine = partial(context.examine_apart, service.config)
    loop, reading = asyncio.get_running_loop(), _TextReader(service)

    def ask_child(task: Callable[..., Any], *values: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(reading.sandbox().run(task, *values), loop).result()

    service.ask_child = ask_child
    try:
        yield
    finally:
        service.ask_child = None
        await asyncio.to_thread(service.backtests.stop)
        reading.close()


class _TextReader:
    """The child process, made at the first question. Safe to use from several threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = Lock()
        self._sandbox: Sandbox | None = None

    def sandbox(self) -> Sandbox:
        with self._lock:
            if self._sandbox is None:
                config = self._service.config
                prepare = (preload.hold, sources(self._service.rule_texts(), config.rules.packaged))
                self._sandbox = context.children(
                    config, workers=1, time_limit_s=config.poll.parse_limit_s, prepare=prepare
                )
            return self._sandbox

    def close(self) -> None:
        with self._lock:
            if self._sandbox is not None:
                self._sandbox.stop()


class WatchedRules:
    """Whether the rule files have changed since the processes began, and their examples hold: a process keeps
    those of its start.

    The running service tries the examples; what it refuses is not taken up here either. Beside a copy of the
    database there is none (`are_tried` False): there it is enough that they can be read.
    """

    def __init__(
        self, config: Config, monotonic: Callable[[], float] = time.monotonic, *, are_tried: bool = True
    ) -> None:
        self._config = config
        self._has_service = are_tried
        self._monotonic = monotonic
        self._stamp = rulebook.stamp(config)
        self._looked = monotonic()

    def have_changed(self) -> bool:
        """True once for each change. Files are looked at every `LOOK_S` seconds."""
        if self._monotonic() - self._looked < LOOK_S:
            return False
        self._looked = self._monotonic()
        try:
            stamp = rulebook.stamp(self._config)
            if stamp == self._stamp or not self._are_tried():
                return False
        except (RuleError, OSError):  # the service says what is wrong
            return False
        self._stamp = stamp
        return True

    def _are_tried(self) -> bool:
        texts = rulebook.texts(self._config)
        rulebook.check_dossiers(self._config, texts)
        return not self._has_service or rulebook.tested(self._config, texts) is not None
