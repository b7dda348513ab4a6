"""The compose files: what they name is there, and their commands are run as they stand (docs/cluster.md)."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from cluster_kit import end, scheduler_port
from polling_kit import START
from publishers_kit import ITEMS, publishing

from monitor.config import load
from monitor.model import Feed, FeedState
from monitor.service import cluster
from monitor.service.cluster import DaskCluster

ROOT = Path(__file__).parent.parent
FILES = ("compose.yaml", "docs/cluster-compose.yaml")
CLUSTER: dict[str, Any] = yaml.safe_load((ROOT / FILES[1]).read_text())["services"]
HARDENED = ("init", "read_only", "tmpfs", "cap_drop", "security_opt", "restart")


def test_a_cluster_is_as_closed_as_a_single_machine() -> None:
    [alone] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"].values()
    for service in CLUSTER.values():
        assert {name: service[name] for name in HARDENED} == {name: alone[name] for name in HARDENED}
    coordinator = CLUSTER["treaty-monitor"]
    assert (coordinator["ports"], coordinator["volumes"]) == (alone["ports"], alone["volumes"])
    assert coordinator["stop_grace_period"] == alone["stop_grace_period"]
    assert all(
        port.startswith("127.0.0.1:") for service in CLUSTER.values() for port in service.get("ports", ())
    )
    assert not {"ports", "volumes"} & (CLUSTER["scheduler"].keys() | CLUSTER["worker"].keys())
    assert CLUSTER["scheduler"]["networks"] == ["cluster"]


@pytest.mark.parametrize("name", FILES)
def test_the_networks_and_volumes_that_services_use_are_those_that_are_declared(name: str) -> None:
    file = yaml.safe_load((ROOT / name).read_text())
    services = file["services"].values()
    networks = {network for service in services for network in service.get("networks", ())}
    volumes = {volume.split(":")[0] for service in services for volume in service.get("volumes", ())}
    assert networks == set(file.get("networks", ()))
    assert volumes == set(file.get("volumes", ()))


def test_the_image_of_a_cluster_is_built_of_files_that_the_builder_gets() -> None:
    for service in CLUSTER.values():
        dockerfile = service["build"]["dockerfile_inline"]
        copied = re.findall(r"^COPY (\S+) ", dockerfile, re.MULTILINE)
        assert copied
        for file in copied:
            assert (ROOT / "docs" / service["build"]["context"] / file).is_file()
            assert f"!{file}\n" in (ROOT / ".dockerignore").read_text()
            assert f"--require-hashes -r /tmp/{file}" in dockerfile, "older pips take no hashes from -c"
        base = re.search(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
        assert base
        assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)[-1] == base[1]


def test_the_options_of_its_commands_exist_and_its_addresses_lead_to_its_scheduler() -> None:
    from distributed.cli import dask_scheduler, dask_worker

    mains = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}
    asked = {}
    for name, main in mains.items():
        program, command, *words = CLUSTER[name]["entrypoint"]
        assert (program, command) == ("dask", name)
        with main.make_context(f"dask {name}", list(words)) as parsed:
            asked[name] = parsed.params
    address = asked["worker"]["scheduler"]
    assert (urlsplit(address).hostname, str(urlsplit(address).port)) == (
        "scheduler",
        asked["scheduler"]["port"],
    )
    assert CLUSTER["treaty-monitor"]["environment"]["TREATY_MONITOR_CLUSTER__SCHEDULER"] == address
    on_it = {name for name, service in CLUSTER.items() if "cluster" in service.get("networks", ())}
    assert on_it == {"treaty-monitor", "scheduler", "worker"}


def test_the_commands_of_the_program_exist() -> None:
    from monitor.__main__ import commands

    for name in CLUSTER.keys() - {"scheduler", "worker"}:
        words = CLUSTER[name].get("command", ["run"])
        assert "entrypoint" not in CLUSTER[name]
        program = commands()
        with program.make_context("treaty-monitor", list(words)) as context:
            command = program.get_command(context, words[0])
            assert command is not None
            command.make_context(words[0], list(words[1:]), parent=context).close()


def test_its_variables_are_options(tmp_path: Path) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text("")
    environment = CLUSTER["treaty-monitor"]["environment"]
    assert load(config, environ=environment).cluster.scheduler == "tcp://scheduler:8786"


@contextmanager
def started(name: str, port: int, folder: Path) -> Iterator[None]:
    """A service of the cluster by its own command, in a folder where nobody can write, without HOME."""
    words = [
        word.replace("scheduler:8786", f"127.0.0.1:{port}")
        .replace("8786", str(port))
        .replace("/tmp", str(folder))
        for word in CLUSTER[name]["entrypoint"][1:]
    ]
    variables = {"PATH": os.environ["PATH"], "TMPDIR": str(folder), **CLUSTER[name].get("environment", {})}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env=variables,
        cwd="/proc",
        start_new_session=True,
        **quiet,  # type: ignore[call-overload]
    )
    try:
        yield
    finally:
        end(running)


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is where nobody can write")
def test_its_commands_as_they_stand_make_a_cluster_that_reads_feeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LOOK_S", 0.1)
    config = tmp_path / "treaty-monitor.toml"

    async def read(url: str, port: int) -> int:
        config.write_text(
            f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{urlsplit(url).port}]\n'
            f'[cluster]\nscheduler = "tcp://127.0.0.1:{port}"\n'
        )
        connection = DaskCluster(load(config), {})
        async with asyncio.timeout(120):
            while (executor := await connection.executor()) is None:
                pass
            shard = ((Feed(1, url), FeedState()),)
            records = await asyncio.wrap_future(executor.submit(connection.task, shard, START))
        await connection.aclose()
        return len(records[1].stories)

    with (
        scheduler_port() as port,
        publishing(2) as publishers,
        started("scheduler", port, tmp_path),
        started("worker", port, tmp_path),
    ):
        assert asyncio.run(read(publishers.urls(1)[0], port)) == ITEMS
