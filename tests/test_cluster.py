"""Polling on a Dask cluster: workers and schedulers may die, and every item arrives once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cluster_kit import Running, certified, end, refused, scheduler, scheduler_port, worker, worker_of
from polling_kit import START
from publishers_kit import ITEMS, Publishers, publishing
from servers import free_port
from waiting import until, wait_until

from monitor import pipeline
from monitor.config import load
from monitor.errors import ConfigError
from monitor.pipeline import Polled
from monitor.service import Service, cluster
from monitor.service.cluster import DaskCluster

FEEDS, DOMAINS, WORKERS = 1_000, 125, 2
ONCE = [1] * (FEEDS * ITEMS)


def tcp(port: int) -> str:
    return f"tcp://127.0.0.1:{port}"


def configured(tmp_path: Path, address: str) -> Path:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = []\npause_s = 0\n'
        f'[cluster]\nscheduler = "{address}"\n[pages]\nenabled = false\n[rules]\npackaged = false\n'
    )
    return path


class Scene:
    """An installation that polls all publishers on a cluster, and what became of it."""

    def __init__(self, tmp_path: Path, address: str, publishers: Publishers) -> None:
        self.config = load(configured(tmp_path, address))
        self.publishers = publishers
        self.polled: list[Polled] = []

    async def run(self, meanwhile: Callable[[], object] = lambda: None) -> list[int]:
        """Polls all, and calls `meanwhile` when the first feeds are there. Returns how often each item
        arrived.
        """
        with Service.open(self.config, editing=False, packaged=False, clock=lambda: START) as service:
            for url in self.publishers.urls(FEEDS):
                service.store.feeds.add(url, now=START)
            async with service.context() as context:
                assert isinstance(context.cluster, DaskCluster)
                while context.cluster.width() < WORKERS + cluster.WAITING_SHARDS:
                    await context.cluster.executor()
                await asyncio.wait_for(self._poll(context, meanwhile), 400)
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


@pytest.fixture
def _looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """New workers are seen at once."""
    monkeypatch.setattr(cluster, "LOOK_S", 0.1)


@pytest.mark.soak
@pytest.mark.usefixtures("_looking_often")
def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with (
        scheduler_port() as port,
        publishing(DOMAINS) as publishers,
        scheduler(port),
        worker(tcp(port), "--no-nanny") as victim,
        worker(tcp(port), "--no-nanny") as other,
    ):
        publishers.slow_s = 0.2
        arrived = asyncio.run(Scene(tmp_path, tcp(port), publishers).run(lambda: end(victim)))
        assert other.poll() is None
    assert arrived == ONCE
    assert publishers.most <= 2 + 2, "what the killed worker had begun may still be open"


@pytest.mark.soak
@pytest.mark.usefixtures("_looking_often")
@pytest.mark.skipif(sys.platform != "linux", reason="it finds the worker of a nanny in /proc")
def test_a_worker_that_its_nanny_starts_anew_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with (
        scheduler_port() as port,
        publishing(DOMAINS) as publishers,
        scheduler(port),
        worker(tcp(port)) as nanny,
        worker(tcp(port)) as other,
    ):
        publishers.slow_s = 0.2

        def kill() -> None:
            victim = worker_of(nanny)
            assert victim is not None
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: worker_of(nanny) not in (None, victim), 60)

        arrived = asyncio.run(Scene(tmp_path, tcp(port), publishers).run(kill))
        assert (nanny.poll(), other.poll()) == (None, None)
    assert arrived == ONCE
    assert publishers.most <= 2 + 2, "what the killed worker had begun may still be open"


@pytest.mark.soak
@pytest.mark.usefixtures("_looking_often")
def test_a_scheduler_that_is_started_anew_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    with (
        scheduler_port() as port,
        publishing(DOMAINS) as publishers,
        worker(tcp(port), "--no-nanny"),
        worker(tcp(port), "--no-nanny"),
    ):
        publishers.slow_s = 0.2
        with scheduler(port) as first, ExitStack() as later:

            def restart() -> Running:
                end(first)
                return later.enter_context(scheduler(port))

            arrived = asyncio.run(Scene(tmp_path, tcp(port), publishers).run(restart))
    assert arrived == ONCE


@contextmanager
def configured_dask(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> Iterator[None]:
    """Dask in this process, as if it was started with these variables."""
    import dask

    with monkeypatch.context() as environment:
        for name, value in variables.items():
            environment.setenv(name, value)
        dask.config.refresh()
        yield
    dask.config.refresh()


@pytest.mark.soak
@pytest.mark.usefixtures("_looking_often")
def test_a_cluster_with_certificates_polls_and_lets_nobody_in_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, others = tmp_path / "own", tmp_path / "other"
    for folder in (parts, others):
        folder.mkdir()
    roles, strangers = certified(parts), certified(others)
    with scheduler_port() as port, publishing(DOMAINS) as publishers:
        address = f"tls://127.0.0.1:{port}"
        with (
            scheduler(port, "--protocol", "tls", **roles["scheduler"]),
            worker(address, **roles["worker"]),
            worker(address, **roles["worker"]),
        ):
            with pytest.raises(ConfigError, match="DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT"):
                DaskCluster(load(configured(tmp_path, address)), {})
            with configured_dask(monkeypatch, roles["client"]):
                assert asyncio.run(Scene(tmp_path, address, publishers).run()) == ONCE
            assert "certificate does not match" in refused(address, strangers["client"])
            assert "Error" in refused(tcp(port), {})


class Silent(Executor):
    """Takes tasks and never answers."""

    def submit(self, *task: Any, **options: Any) -> Future[Any]:
        return Future()


def test_while_there_is_no_cluster_it_is_tried_ever_more_rarely(tmp_path: Path) -> None:
    config = load(configured(tmp_path, tcp(free_port())))

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
        connection, dask = DaskCluster(config, {}), Dask()
        connection._dask = dask
        assert await connection.executor() is None
        assert await connection.executor() is None, "it waits before it tries again"
        assert (dask.asked, connection.width(), connection._pause_s) == (1, 1, 2.0)
        connection._next_try = -1e9
        assert await connection.executor() is None
        assert (dask.asked, connection._pause_s) == (2, 4.0)
        connection._next_try = -1e9
        executor = await connection.executor()
        assert executor is not None
        assert (connection.width(), connection._pause_s) == (5, 1.0)
        sent = executor.submit(len, ())
        dask.status = "closed"
        assert await connection.executor() is None
        assert connection.width() == 1
        assert sent.cancelled(), "what Dask would leave pending is read here"
        with pytest.raises(RuntimeError, match="over"):
            executor.submit(len, ())
        await connection.aclose()

    asyncio.run(scene())


def test_a_cluster_without_dask_is_an_error_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"treaty-monitor\[cluster\]"):
        DaskCluster(load(configured(tmp_path, tcp(8786))), {})


def test_a_scheduler_that_wants_certificates_is_refused_without_them_and_with_broken_ones(
    tmp_path: Path,
) -> None:
    config = load(configured(tmp_path, "tls://scheduler.example:8786"))
    with pytest.raises(ConfigError, match=r"TLS__CA_FILE, .*CLIENT__CERT, .*CLIENT__KEY"):
        DaskCluster(config, {})
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    import dask

    for path in (broken, tmp_path / "absent.pem"):
        names = {f"distributed.comm.tls.{name}": str(path) for name in ("ca-file", "client.cert")}
        with dask.config.set(names), pytest.raises(ConfigError, match="cannot be read"):
            DaskCluster(config, {})


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
