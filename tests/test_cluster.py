"""Polling on a Dask cluster: workers and schedulers may die, and every item arrives once."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from polling_kit import START
from publishers_kit import ITEMS, Publishers, publishing
from servers import free_port
from waiting import until

from monitor import pipeline
from monitor.config import load
from monitor.errors import ConfigError
from monitor.pipeline import Polled
from monitor.service import Service
from monitor.service.cluster import DaskCluster

FEEDS, DOMAINS, WORKERS = 1_000, 125, 2
DASK = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask, which is ended at the end, its children too."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        env=os.environ | DASK,
        start_new_session=True,
        **quiet,  # type: ignore[call-overload]
    )
    try:
        yield running
    finally:
        end(running)


def end(running: subprocess.Popen[bytes]) -> None:
    """Kills the process with its children."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


@contextmanager
def scheduler_port() -> Iterator[int]:
    """A free port for a scheduler. A client of Dask that is closed while it connects anew leaves its socket to
    the garbage collector, and so its warning to another test: it is closed here.
    """
    port = free_port()
    yield port
    gc.collect()
    for left in [value for value in gc.get_objects() if isinstance(value, socket.socket)]:
        with suppress(OSError):
            if left.getpeername()[1] == port:
                left.close()


def scheduler(port: int) -> Any:
    return process(
        "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"
    )


def worker(port: int) -> Any:
    """One without a nanny, which nobody starts anew."""
    return process(
        "dask_worker", f"tcp://127.0.0.1:{port}", "--no-nanny", "--no-dashboard", "--nthreads", "1",
        "--host", "127.0.0.1", "--death-timeout", "60",
    )  # fmt: skip


def configured(tmp_path: Path, port: int) -> Path:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = []\npause_s = 0\n'
        f'[cluster]\nscheduler = "tcp://127.0.0.1:{port}"\n[pages]\nenabled = false\n[rules]\npackaged = false\n'
    )
    return path


class Scene:
    """An installation that polls all publishers on a cluster, and what became of it."""

    def __init__(self, tmp_path: Path, port: int, publishers: Publishers) -> None:
        self.config = load(configured(tmp_path, port))
        self.publishers = publishers
        self.polled: list[Polled] = []

    async def run(self, meanwhile: Any) -> list[int]:
        """Polls all, and calls `meanwhile` when the first shards are there. Returns how often each item
        arrived.
        """
        with Service.open(self.config, editing=False, packaged=False, clock=lambda: START) as service:
            for url in self.publishers.urls(FEEDS):
                service.store.feeds.add(url, now=START)
            async with service.context() as context:
                assert isinstance(context.cluster, DaskCluster)
                await until(lambda: self._workers(context.cluster) == WORKERS, 60)
                await asyncio.wait_for(self._poll(context, meanwhile), 120)
            database = service.store.database
            assert [done.error for done in self.polled if done.error] == []
            assert sorted(done.feed.id for done in self.polled) == list(range(1, FEEDS + 1))
            return [row[0] for row in database.rows("SELECT count(*) FROM sighting GROUP BY story")]

    async def _poll(self, context: pipeline.Context, meanwhile: Any) -> None:
        polling = pipeline.polling_of(context, self.polled.append)
        await context.cluster.executor()  # type: ignore[union-attr]
        try:
            polling.add(context.store.feeds.due(START, limit=FEEDS))
            await until(lambda: len(self.polled) > 0, 60)
            await asyncio.to_thread(meanwhile)
            assert len(self.polled) < FEEDS, "it was in the middle"
            assert await polling.wait()
        finally:
            await polling.aclose()

    @staticmethod
    def _workers(cluster: Any) -> int:
        cluster._looked = -1e9
        cluster._look()
        threads: int = cluster._threads
        return threads


@pytest.mark.soak
def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with (
        scheduler_port() as port,
        publishing(DOMAINS) as publishers,
        scheduler(port),
        worker(port) as victim,
        worker(port) as other,
    ):
        publishers.slow_s = 0.2
        arrived = asyncio.run(Scene(tmp_path, port, publishers).run(lambda: end(victim)))
        assert other.poll() is None
    assert arrived == [1] * (FEEDS * ITEMS)
    assert publishers.most <= 2 + 2, "what the killed worker had begun may still be open"


@pytest.mark.soak
def test_a_scheduler_that_is_started_anew_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with scheduler_port() as port, publishing(DOMAINS) as publishers, worker(port), worker(port):
        publishers.slow_s = 0.2
        with scheduler(port) as first:
            again: list[Any] = []

            def restart() -> None:
                end(first)
                again.append(scheduler(port))
                again[0].__enter__()

            try:
                arrived = asyncio.run(Scene(tmp_path, port, publishers).run(restart))
            finally:
                for running in again:
                    running.__exit__(None, None, None)
    assert arrived == [1] * (FEEDS * ITEMS)


class Silent(Executor):
    """Takes tasks and never answers."""

    def submit(self, *task: Any, **options: Any) -> Future[Any]:
        return Future()


def test_while_there_is_no_cluster_it_is_tried_ever_more_rarely(tmp_path: Path) -> None:
    config = load(configured(tmp_path, free_port()))

    class Dask:
        """A scheduler that answers the second time."""

        asked = 0
        status = "running"

        def Client(self, address: str, **options: Any) -> Dask:
            self.asked += 1
            if self.asked < 3:
                raise OSError("timed out")
            return self

        def nthreads(self) -> dict[str, int]:
            return {"a": 2, "b": 2}

        def get_executor(self, **options: Any) -> Silent:
            return Silent()

        def close(self, **options: Any) -> None:
            self.status = "closed"

    async def scene() -> None:
        cluster, dask = DaskCluster(config, {}), Dask()
        cluster._dask = dask
        assert await cluster.executor() is None
        assert await cluster.executor() is None, "it waits before it tries again"
        assert (dask.asked, cluster.width(), cluster._pause_s) == (1, 1, 2.0)
        cluster._next_try = -1e9
        assert await cluster.executor() is None
        assert (dask.asked, cluster._pause_s) == (2, 4.0)
        cluster._next_try = -1e9
        executor = await cluster.executor()
        assert executor is not None
        assert (cluster.width(), cluster._pause_s) == (5, 1.0)
        sent = executor.submit(len, ())
        dask.status = "closed"
        assert await cluster.executor() is None
        assert cluster.width() == 1
        assert sent.cancelled(), "what Dask would leave pending is read here"
        with pytest.raises(RuntimeError, match="over"):
            executor.submit(len, ())
        await cluster.aclose()

    asyncio.run(scene())


def test_a_cluster_without_dask_is_an_error_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"treaty-monitor\[cluster\]"):
        DaskCluster(load(configured(tmp_path, 8786)), {})


@pytest.mark.parametrize(
    "address", ["scheduler:8786", "http://scheduler:8786", "tcp://scheduler", "tcp://u@s:1"]
)
def test_the_address_of_a_scheduler_is_checked_at_the_start(tmp_path: Path, address: str) -> None:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(f'[cluster]\nscheduler = "{address}"\n')
    with pytest.raises(ConfigError, match=r"cluster\.scheduler"):
        load(path)


def test_nothing_imports_dask_without_a_scheduler() -> None:
    code = "import sys, monitor.cli.running, monitor.scheduler, monitor.service.context; print('distributed' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
