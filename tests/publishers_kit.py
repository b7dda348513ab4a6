"""Many virtual publishers in one thread: each address of 127.0.0.0/8 is a domain of its own, and any path is
a feed.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime

from fakes_http import reply
from polling_kit import START
from servers import rss
from waiting import drip, other_tasks_run

ITEMS = 3


@dataclass
class Publishers:
    """What was asked for. `hanging`: paths that get no answer. `slow_s`: how long an answer takes. `newer`:
    how many editions a feed is ahead of the others, by path.
    """

    hosts: list[str]
    port: int = 0
    slow_s: float = 0.0
    edition: int = 0  # newer editions have one more item
    newer: Counter[str] = field(default_factory=Counter)
    title: str = "Norland leaves convention {name} of {place}"
    hanging: frozenset[str] = frozenset()
    asked: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)  # requests, by host
    most: int = 0  # requests under way to one host

    def urls(self, number: int) -> list[str]:
        """So many feeds, spread over the hosts."""
        hosts = self.hosts
        return [f"http://{hosts[place % len(hosts)]}:{self.port}/feed/{place}" for place in range(number)]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                self.asked[path] += 1
                self.under_way[host] += 1
                self.most = max(self.most, self.under_way[host])
                try:
                    if path in self.hanging:
                        await reader.read(1)  # until the client goes away
                    await drip(self.slow_s)
                    writer.write(self._reply(path, head))
                    await writer.drain()
                finally:
                    self.under_way[host] -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.transport.abort()

    def _reply(self, path: str, head: str) -> bytes:
        edition = self.edition + self.newer[path]
        tag = f'"{edition}"'
        if f"if-none-match: {tag}" in head.lower():
            return reply(304, etag=tag)
        name = path.rpartition("/")[2]
        items = [
            (
                f"{name}-{place}",
                self.title.format(name=name, place=place),
                f"http://wire.example/{name}/{place}",
            )
            for place in range(ITEMS + edition)
        ]
        return reply(200, rss(*items, now=START).encode(), etag=tag, date=format_datetime(START, usegmt=True))


@contextlib.contextmanager
def publishing(domains: int) -> Iterator[Publishers]:
    """Runs the publishers in a thread, each at an address of its own."""
    publishers = Publishers([f"127.{1 + place // 250}.0.{1 + place % 250}" for place in range(domains)])
    started = threading.Event()
    stops: list[Callable[[], object]] = []

    async def serve() -> None:
        stopped, loop = asyncio.Event(), asyncio.get_running_loop()
        first = await asyncio.start_server(publishers.answer, publishers.hosts[0], 0, backlog=1024)
        publishers.port = first.sockets[0].getsockname()[1]
        others = await asyncio.start_server(
            publishers.answer, publishers.hosts[1:], publishers.port, backlog=1024
        )
        stops.append(lambda: loop.call_soon_threadsafe(stopped.set))
        started.set()
        await stopped.wait()
        first.close()
        others.close()
        answers = asyncio.all_tasks() - {asyncio.current_task()}
        for answer in answers:
            answer.cancel()
        await asyncio.gather(*answers, return_exceptions=True)
        await other_tasks_run()  # the transports close their sockets

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait()
    try:
        yield publishers
    finally:
        stops[0]()
        thread.join()
