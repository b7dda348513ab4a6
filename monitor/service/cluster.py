"""The Dask cluster on which feeds are polled (`cluster.scheduler`, extra `treaty-monitor[cluster]`).

While it cannot be reached, feeds are read in this process, and it is tried again, ever more rarely.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from datetime import datetime
from functools import partial
from typing import Any

from monitor.config import Config
from monitor.errors import ConfigError
from monitor.fetch import user_agent
from monitor.log import get_logger
from monitor.pipeline.batches import Shard
from monitor.pipeline.sharding import Records
from monitor.service import wiring
from monitor.service.shards import Equipment, Reading, packaged_words, poll_shard

log = get_logger(__name__)

CONNECT_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0  # between two attempts to reach the cluster
LOOK_S = 5.0  # between two looks at how many workers there are
WAITING_SHARDS = 1  # beside those that each thread of a worker has
_ENCRYPTED = ("tls://", "wss://")
_CERTIFICATES = tuple(
    f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY")
)


class _Tasks(Executor):
    """Tasks on the workers. They are cancelled with the connection: futures of Dask, whose event loop ends
    with its client, may stay pending for ever.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._pending: set[Future[Any]] = set()
        self._is_over = False

    def submit(self, task: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """Sends a task to a worker. Raises `RuntimeError` once the connection is over."""
        if self._is_over:
            raise RuntimeError("the connection to the cluster is over")
        future = self._executor.submit(task, *args, **options)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)
        return future

    def cancel(self) -> None:
        """Cancels what has no result, and takes no more."""
        self._is_over = True
        for future in list(self._pending):
            future.cancel()


class DaskCluster:
    """A connection to the scheduler of a Dask cluster, made anew when it was lost.

    Raises `ConfigError` if Dask is not installed, or has no certificates for a scheduler that wants some.
    """

    def __init__(self, config: Config, rules: Mapping[str, str]) -> None:
        try:
            self._dask = importlib.import_module("distributed")
        except ImportError as error:
            raise ConfigError(
                f"{config.source_of('cluster.scheduler')}: cluster.scheduler needs Dask: "
                "pip install 'treaty-monitor[cluster]'"
            ) from error
        assert config.cluster.scheduler is not None
        self._address = config.cluster.scheduler
        self._security = self._secured(config) if self._address.startswith(_ENCRYPTED) else None
        self._config = config
        self._client: Any = None
        self._tasks: _Tasks | None = None
        self._threads = 0
        self._looked = self._next_try = -1e9  # monotonic
        self._pause_s = FIRST_PAUSE_S
        self._connecting = asyncio.Lock()
        self.task: Callable[[Shard, datetime], Records]
        self.use(rules)

    def use(self, rules: Mapping[str, str]) -> None:
        """From now on, stories are judged with these rule files (path to text)."""
        self.task = partial(poll_shard, equipment(self._config, rules))

    def width(self) -> int:
        """How many shards may be under way at once."""
        return self._threads + WAITING_SHARDS

    async def executor(self) -> Executor | None:
        """What runs tasks on the workers; None while there are none."""
        async with self._connecting:
            await asyncio.to_thread(self._look)
        if self._client is None or not self._threads:
            return None
        return self._tasks

    async def aclose(self) -> None:
        """Leaves the cluster; its workers stay."""
        await asyncio.to_thread(self._leave)

    def _secured(self, config: Config) -> Any:
        """The certificates that Dask's own configuration names (`distributed.comm.tls`). Raises `ConfigError`
        if they are not there or cannot be read.
        """
        where = f"{config.source_of('cluster.scheduler')}: cluster.scheduler needs certificates"
        try:
            security = self._dask.Security(require_encryption=True)
            is_ready = security.get_connection_args("client").get("ssl_context") is not None
        except (OSError, ValueError, TypeError) as error:  # ssl.SSLError is an OSError
            raise ConfigError(f"{where}, which cannot be read: {error}") from error
        if not is_ready:
            raise ConfigError(f"{where}: set {', '.join(_CERTIFICATES)} (docs/cluster.md)")
        return security

    def _look(self) -> None:
        """Connects if that is to be tried now, and counts the workers' threads."""
        now = time.monotonic()
        if self._client is None and now < self._next_try:
            return
        if self._client is not None and self._client.status == "running" and now - self._looked < LOOK_S:
            return
        try:
            if self._client is None:
                self._client = self._dask.Client(
                    self._address, security=self._security, timeout=CONNECT_S, set_as_default=False
                )
                # a shard may be sent again as it stands, and none is kept for another
                self._tasks = _Tasks(self._client.get_executor(pure=False))
            self._threads = sum(self._client.nthreads().values())
            if self._client.status != "running":
                raise OSError(f"the connection is {self._client.status}")
        except Exception as error:  # noqa: BLE001 - Dask raises many kinds; feeds are then read here
            self._lost(error)
            return
        self._looked, self._pause_s = now, FIRST_PAUSE_S

    def _lost(self, error: Exception) -> None:
        log.warning(
            "cluster lost", scheduler=self._address, error=type(error).__name__, text=str(error)[:200]
        )
        self._leave()
        self._next_try = time.monotonic() + self._pause_s
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _leave(self) -> None:
        client, self._client, self._threads = self._client, None, 0
        tasks, self._tasks = self._tasks, None
        try:
            if client is not None:
                client.close(timeout=CONNECT_S)
        finally:
            if tasks is not None:
                tasks.cancel()


def equipment(config: Config, rules: Mapping[str, str]) -> Equipment:
    """What workers get: no secret but that of `http.proxy`."""
    reading = Reading(
        user_agent(config.contact),
        config.http.concurrency,
        config.poll.adaptive,
        config.poll.parse_limit_s,
        config.poll.parse_workers,
    )
    return Equipment(
        reading,
        wiring.limits(config),
        wiring.policy(config),
        packaged_words(),
        rules=tuple(rules.items()),
        judging=config.rules.packaged,
        per_host=config.http.per_host,
        pause_s=config.http.pause_s,
        proxy=config.http.proxy,
    )
