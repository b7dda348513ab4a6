"""Polling beside the pages: 200 feeds, alone and while 50 requests a second, 300 idle connections and uploads of
500 MB reach the same process (docs/notes/web.md, "Measured").

Feeds answer after a fifth of a second, as feeds elsewhere do, half of them with news. The rounds with and without
clients alternate, so that what else the machine does reaches both alike. Clock times, on a machine that does
nothing else: `make bench` says if it is busy.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from large_kit import LAST, fill_large
from pace import loop_s
from store_kit import place

from monitor import pipeline
from monitor.config import load
from monitor.pipeline import Context
from monitor.service import Service, feeds
from monitor.web import build_app, listening, server

pytestmark = pytest.mark.bench

FEEDS, ROUNDS = 200, 7
SLOWER = 1.1  # at most
ACTS, STORIES = 2_000, 10_000
CHILD = Path(__file__).parents[1] / "web_load_child.py"
FEED_SERVER = """
import asyncio, sys
from itertools import count

numbers = count()
ITEM = (
    "<item><guid isPermaLink='false'>{n}</guid><link>http://w.example/{n}</link>"
    "<title>Rain over the harbour, {n}</title></item>"
)

class Feed(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        feed = int(data.split(b" ", 2)[1].strip(b"/"))
        is_same = feed % 2 and b"if-none-match" in data.lower()
        asyncio.get_running_loop().call_later(0.2, self.answer, feed, is_same)

    def answer(self, feed, is_same):
        if is_same:
            self.transport.write(b"HTTP/1.1 304 Not Modified\\r\\n\\r\\n")
            return
        items = "".join(ITEM.format(n=f"{feed}-{number}") for number in (next(numbers) + 100, *range(20)))
        body = f"<rss version='2.0'><channel><title>Feed {feed}</title>{items}</channel></rss>".encode()
        head = 'HTTP/1.1 200 OK\\r\\nContent-Type: application/rss+xml\\r\\nETag: "x"\\r\\nContent-Length: '
        self.transport.write(f"{head}{len(body)}\\r\\n\\r\\n".encode() + body)

async def main():
    here = await asyncio.get_running_loop().create_server(Feed, "127.0.0.1", 0)
    print(here.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@contextmanager
def feed_server() -> Iterator[int]:
    """The port of a process that serves the feeds."""
    with subprocess.Popen([sys.executable, "-c", FEED_SERVER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@asynccontextmanager
async def clients(port: int, kinds: Sequence[str]) -> AsyncIterator[dict[str, dict[str, float]]]:
    """Clients of these kinds; what they did is in the mapping at the end."""
    done: dict[str, dict[str, float]] = {}
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, str(CHILD), str(port))
    running = {
        kind: await asyncio.create_subprocess_exec(*command, kind, stdin=pipe, stdout=pipe) for kind in kinds
    }
    for process in running.values():
        assert process.stdout is not None
        await process.stdout.readline()
    try:
        yield done
    finally:
        for kind, process in running.items():
            said, _ = await process.communicate(b"")
            done[kind] = json.loads(said)


async def round_s(service: Service, context: Context) -> float:
    """Seconds of one round of all feeds."""
    due = feeds.due(service, everything=True)
    began = perf_counter()
    polled = await pipeline.poll(context, due)
    taken = perf_counter() - began
    assert [own.error for own in polled if own.error] == []
    return taken


async def compared(
    service: Service, kinds: Sequence[str]
) -> tuple[float, float, list[dict[str, dict[str, float]]]]:
    """Seconds of a round alone, with clients, and what the clients did."""
    door = listening("127.0.0.1", 0)
    pages = server(build_app(service))
    serving = asyncio.create_task(pages.serve(sockets=[door]))
    alone, beside, seen = [], [], []
    async with service.context() as context:
        await round_s(service, context)  # all feeds are new
        for _ in range(ROUNDS):
            alone.append(await round_s(service, context))
            async with clients(door.getsockname()[1], kinds) as done:
                beside.append(await round_s(service, context))
            seen.append(done)
    pages.should_exit = True
    await serving
    return median(alone), median(beside), seen


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with place() as path, feed_server() as port:
        config = path.with_name("treaty-monitor.toml")
        config.write_text(
            f'data_dir = "{path.parent}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = [{port}]\n'
            'per_host = 64\npause_s = 0\n[pages]\nenabled = false\n[log]\nlevel = "error"\n'
        )
        with Service.open(load(config, path), packaged=False, with_feeds=False) as opened:
            fill_large(opened.store, ACTS, STORIES)
            for number in range(FEEDS):
                opened.store.feeds.add(f"http://127.0.0.1:{port}/{number}", now=LAST)
            yield opened


@pytest.mark.parametrize("kinds", [("readers",), ("readers", "idle", "upload")], ids=" and ".join)
def test_polling_is_not_slowed_by_more_than_a_tenth(service: Service, kinds: Sequence[str]) -> None:
    alone, beside, seen = asyncio.run(compared(service, kinds))
    print(
        f"\npolling {FEEDS} feeds: {alone:.2f} s alone, {beside:.2f} s with {', '.join(kinds)} ({beside / alone:.2f} x)"
    )
    for kind in kinds:
        print(f"  {kind}: {seen[-1][kind]}")
    assert all(done["readers"]["answers"] for done in seen)
    if beside > SLOWER * alone and waits_for_others():
        pytest.skip("other work has the cores: such times say nothing of ours")
    assert beside <= SLOWER * alone


def waits_for_others() -> bool:
    """True if this process gets much less than a core."""
    began = perf_counter()
    cpu_s = sum(loop_s() for _ in range(20))
    return perf_counter() - began > 1.5 * cpu_s
