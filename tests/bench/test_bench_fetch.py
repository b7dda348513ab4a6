"""What one unchanged feed costs: CPU of our fetch against plain httpx over the same local server, 64 workers,
20 hosts.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from monitor.fetch import fetch
from monitor.model import Feed, FeedState, NotModified
from monitor.net import AddressPolicy, Client

FEEDS, HOSTS, WORKERS, ROUNDS = 1000, 20, 64, 3
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SERVER = """
import asyncio, sys

class Unchanged(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(b'HTTP/1.1 304 Not Modified\\r\\nETag: "x"\\r\\n\\r\\n' * data.count(b"\\r\\n\\r\\n"))

async def main():
    hosts = [f"127.0.0.{number}" for number in range(1, int(sys.argv[1]) + 1)]
    loop = asyncio.get_running_loop()
    first = await loop.create_server(Unchanged, hosts[0], 0)
    port = first.sockets[0].getsockname()[1]
    await loop.create_server(Unchanged, hosts[1:], port)
    print(port, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""

pytestmark = pytest.mark.bench


@pytest.fixture
def addresses() -> Iterator[list[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(HOSTS)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        yield [f"http://127.0.0.{1 + number % HOSTS}:{port}/feed/{number}.xml" for number in range(FEEDS)]
        server.kill()


async def pooled(addresses: list[str], one: Callable[[str], Awaitable[None]]) -> float:
    """Milliseconds of CPU for each address, fetched by a pool of workers."""
    todo = iter(addresses)

    async def worker() -> None:
        for address in todo:
            await one(address)

    started = time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(worker())
    return (time.process_time() - started) * 1000 / len(addresses)


async def ours(addresses: list[str]) -> float:
    state = FeedState(etag='"x"', validated_at=NOW)
    async with Client(policy=AddressPolicy.of(("127.0.0.0/8",), ports=None)) as client:

        async def one(address: str) -> None:
            assert isinstance(
                await fetch(client, Feed(1, address), state, user_agent="bench", now=NOW), NotModified
            )

        return await pooled(addresses, one)


async def plain(addresses: list[str]) -> float:
    async with httpx.AsyncClient(
        limits=httpx.Limits(max_connections=WORKERS), timeout=20, trust_env=False
    ) as client:

        async def one(address: str) -> None:
            answer = await client.get(address, headers={"user-agent": "bench", "if-none-match": '"x"'})
            assert answer.status_code == 304

        return await pooled(addresses, one)


def test_an_unchanged_feed_costs_at_most_two_thirds_of_plain_httpx(addresses: list[str]) -> None:
    best = {run.__name__: min(asyncio.run(run(addresses)) for _ in range(ROUNDS)) for run in (ours, plain)}
    ratio = best["plain"] / best["ours"]
    print(f"\n304: ours {best['ours']:.3f} ms CPU, httpx {best['plain']:.3f} ms CPU, ratio {ratio:.2f}")
    assert ratio >= 1.5
