"""The web port against clients that are slow, idle, many or odd."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from fastapi import FastAPI
from servers import Site, rss
from starlette.exceptions import HTTPException
from waiting import wait_until

from monitor.config import load
from monitor.service import Service
from monitor.web import build_app, listening, readers, server
from monitor.web.shown import Request, Shown

Call = Callable[..., Result]
HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
UNFINISHED = b"POST /u/aaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx"
WHOLE = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\n')
    with Service.open(load(config), packaged=False) as opened:
        yield opened


@pytest.fixture
def app(service: Service) -> FastAPI:
    return build_app(service)


def play(app: FastAPI, scene: Callable[[int], Awaitable[None]], request_s: float = 10.0) -> None:
    """Run `scene(port)` against the app on a port of its own."""

    async def main() -> None:
        door = listening("127.0.0.1", 0)
        here = server(app, request_s=request_s)
        task = asyncio.create_task(here.serve(sockets=[door]))
        try:
            async with asyncio.timeout(20):
                await scene(door.getsockname()[1])
        finally:
            here.should_exit = True
            await task

    asyncio.run(main())


async def opened(port: int, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    return reader, writer


async def closed(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server hangs up."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


def test_the_body_of_an_answer_does_not_wait_for_the_client_to_acknowledge_its_head() -> None:
    with (
        listening("127.0.0.1", 0) as door,
        socket.create_connection(door.getsockname()),
        door.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("data", [b"", HALF, b"POST /u/aaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\n", WHOLE])
def test_fault_140_a_client_that_sends_no_whole_request_in_time_is_dropped(app: FastAPI, data: bytes) -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port, data)
        await closed(reader)
        writer.close()

    play(app, scene, request_s=0.2)


def test_fault_140_bodies_that_never_come_begin_no_work_and_make_room_for_others(app: FastAPI) -> None:
    async def scene(port: int) -> None:
        waiting = [await opened(port, UNFINISHED) for _ in range(100)]
        reader, writer = await opened(port, WHOLE)
        assert (await reader.read(12)) == b"HTTP/1.1 404"
        assert await closed(waiting[0][0]) == b""
        waiting[-1][1].write(b"x" * 99)
        assert (await waiting[-1][0].read(12)) == b"HTTP/1.1 200", "the newest are still served"
        for _, other in (*waiting, (reader, writer)):
            other.close()

    play(app, scene)


@pytest.mark.parametrize("length", [b"16385", b"99999999999999999999", b"-1", b"x"])
def test_fault_140_a_large_body_is_refused_unread(app: FastAPI, length: bytes) -> None:
    async def scene(port: int) -> None:
        head = (
            b"POST /u/aaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n"
        )
        reader, writer = await opened(port, head)
        assert (await reader.read(12)) in (b"HTTP/1.1 413", b"HTTP/1.1 400")
        writer.close()

    play(app, scene)


def test_fault_140_a_request_with_ten_thousand_query_parameters_is_refused(app: FastAPI) -> None:
    async def scene(port: int) -> None:
        query = "&".join(f"a{number}=1" for number in range(10_000))
        reader, writer = await opened(port, f"GET /healthz?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert (await reader.read(12)) in (b"HTTP/1.1 414", b"HTTP/1.1 400")
        writer.close()

    play(app, scene)


def test_a_new_client_takes_the_place_of_the_one_that_has_been_idle_longest(app: FastAPI) -> None:
    async def scene(port: int) -> None:
        waiting = [await opened(port, HALF) for _ in range(100)]
        reader, writer = await opened(port, WHOLE)
        assert (await reader.read(12)) == b"HTTP/1.1 404"
        assert await closed(waiting[0][0]) == b""
        waiting[-1][1].write(b"a\r\n\r\n")
        assert (await waiting[-1][0].read(9)) == b"HTTP/1.1 ", "the newest are still served"
        for _, other in (*waiting, (reader, writer)):
            other.close()

    play(app, scene)


def test_several_requests_on_one_connection_are_answered(app: FastAPI) -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port, WHOLE + WHOLE)
        answers = b""
        while answers.count(b"HTTP/1.1 404") < 2:
            answers += await reader.read(1000)
        writer.close()

    play(app, scene)


def test_fault_140_clients_that_hang_up_leave_no_more_work_than_there_are_places(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, running, most = threading.Event(), set[int](), [0]

    def slow(request: Request) -> Shown:
        running.add(threading.get_ident())
        most[0] = max(most[0], len(running))
        go_on.wait(15)
        running.discard(threading.get_ident())
        raise HTTPException(404, "nothing")

    monkeypatch.setattr(readers, "VIEWS", [replace(view, show=slow) for view in readers.VIEWS])

    async def scene(port: int) -> None:
        for number in range(200):
            path = f"/{'register' if number % 2 else 'search'}?q={number}"
            _, writer = await opened(port, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            writer.close()
        for path in (b"/healthz", b"/u/aaaaaaaaaaaaaaaaaaaaaa"):
            reader, writer = await opened(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.read(9)) == b"HTTP/1.1 ", path
            writer.close()
        reader, writer = await opened(port, b"GET /register?q=x HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await reader.read(2_000)
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 5" in answer.lower()
        writer.close()
        assert most[0] <= 6, "4 pages and 2 searches"
        go_on.set()

    try:
        play(build_app(service), scene)
    finally:
        go_on.set()


def test_fault_140_three_hundred_half_requests_under_256_descriptors_leave_polling_and_health_alone(
    empty: Call, config: Path, here: Site
) -> None:
    first, second = (
        here.put(path, rss(("1", "Rain", f"http://w.example{path}"))) for path in ("/first", "/second")
    )
    empty("feeds", "add", "--no-check", first)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config.write_text(
        config.read_text()
        .replace("port = 0", f"port = {port}")
        .replace('level = "error"', 'level = "info"\nformat = "json"')
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TREATY_MONITOR_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run", "--config", str(config)],
        env=environment,
        text=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256)),
    )

    def healthy() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_for(condition: Callable[[], bool]) -> None:
        wait_until(lambda: process.poll() is not None or condition(), 40)
        assert process.poll() is None, process.stderr.read() if process.stderr else ""

    try:
        wait_for(healthy)
        with ExitStack() as held:
            for _ in range(300):
                client = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
                client.sendall(HALF)
            assert healthy(), "a whole request is answered among them"
            empty("feeds", "add", "--no-check", second)
            wait_for(lambda: here.hits("/second") > 0)
            assert healthy()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    lines = [json.loads(line) for line in errors.splitlines()]
    assert [line["event"] for line in lines].count("web clients dropped") == 1
    assert {line["level"] for line in lines} <= {"info", "warning"}
