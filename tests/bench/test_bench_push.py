"""From publication to a delivered webhook: by a hub, and by polling (docs/notes/websub.md, "Measured").

The service runs whole, with its clockwork and its web port; publisher, hub and receiver are on loopback.
"""

from __future__ import annotations

import asyncio
import hmac
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from fakes_http import Request, Server, reply, serving
from waiting import until
from websub_kit import HUB, document

from monitor.config import load
from monitor.model import Schedule
from monitor.scheduler import Scheduler
from monitor.service import Service, destinations
from monitor.service.pushes import Pushes
from monitor.web import build_app, listening, server

pytestmark = pytest.mark.bench

PUSHED = 14  # items
INTERVAL_S = 10
HOOK, HANGS = "/hook", "/hangs"
TITLE = "{} withdraws from the Energy Charter Treaty"
OTHERS = ("whaling convention", "Ottawa Convention", "Open Skies Treaty")
STATES = ("Norway", "Sweden", "Japan", "Kenya", "Chile", "Peru", "Nepal", "Ghana", "Malta", "Cyprus", "Latvia",
    "Estonia", "Iceland", "Panama", "Uganda")  # fmt: skip


@dataclass
class Place:
    service: Service
    server: Server
    client: httpx.AsyncClient
    names: list[str] = field(default_factory=list)

    async def delivered(self, name: str) -> None:
        await until(lambda: self.is_delivered(name), seconds=60)

    def is_delivered(self, name: str) -> bool:
        return any(name.encode() in asked.body for asked in self._hooks())

    def _hooks(self) -> list[Request]:
        return [asked for asked in self.server.requests if asked.path == HOOK]

    def publish(self) -> tuple[str, bytes]:
        """A new item of the feed: its state, and the document that the hub sends."""
        name = STATES[len(self.names)]
        self.names.insert(0, name)
        now = datetime.now(UTC)
        body = document(self.server, *self.names, at=now, title=TITLE)
        self.server.pages["/feed"] = reply(200, body)
        return name, body


def add_hook(service: Service, name: str, address: str) -> None:
    destinations.add(
        service,
        name=name,
        channel="webhook",
        address=address,
        schedule=Schedule(),
        owner="team@news.example",
    )


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Place]:
    """A service as `run` has it, with a feed and a webhook."""
    pages: dict[str, Any] = {HUB: reply(202), HOOK: reply(204)}
    door = listening("127.0.0.1", 0)
    async with serving(pages) as publisher:
        path = folder / "treaty-monitor.toml"
        path.write_text(
            f'data_dir = "{folder / "data"}"\nbase_url = "http://127.0.0.1:{door.getsockname()[1]}"\n'
            f'[http]\npause_s = 0\nallow_private = ["127.0.0.0/8"]\nports = [{publisher.port}]\n'
            "[websub]\nenabled = true\n[digests]\nwindow_s = 0\n[pages]\nenabled = false\n"
            "[rules]\npackaged = false\n"
        )
        (folder / "data" / "rules").mkdir(parents=True)
        shutil.copy(Path(__file__).parents[1] / "data/small-rules/small.toml", folder / "data" / "rules")
        with Service.open(load(path), editing=False, packaged=False) as service:
            add_hook(service, "hook", publisher.url(HOOK))
            async with service.context() as context, httpx.AsyncClient(trust_env=False) as client:
                scheduler = Scheduler(service, context)
                pushes = Pushes(context, scheduler.flagged)
                service.take_push = pushes.take
                pages_server = server(build_app(service))
                tasks = [
                    asyncio.create_task(pages_server.serve(sockets=[door])),
                    asyncio.create_task(scheduler.run()),
                ]
                yield Place(service, publisher, client)
                scheduler.stop()
                pages_server.should_exit = True
                await asyncio.gather(*tasks)
                await pushes.aclose()


async def measured(place: Place, announce: Callable[[bytes], Awaitable[None]], news: int) -> list[float]:
    """Seconds from each publication to its webhook."""
    took = []
    for _ in range(news):
        name, body = place.publish()
        began = perf_counter()
        await announce(body)
        await place.delivered(name)
        took.append(perf_counter() - began)
    return sorted(took)


def test_what_a_hub_sends_is_delivered_in_under_a_second(tmp_path: Path) -> None:
    async def scene() -> list[float]:
        async with running(tmp_path) as place:
            place.publish()
            place.service.store.feeds.add(place.server.url("/feed"), now=datetime.now(UTC))
            await until(lambda: HUB in place.server.paths(), seconds=60)
            asked = next(request for request in place.server.requests if request.path == HUB)
            form = {name: texts[0] for name, texts in parse_qs(asked.body.decode()).items()}
            names = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "c"}
            await place.client.get(form["hub.callback"], params=names | {"hub.lease_seconds": "86400"})

            async def announce(body: bytes) -> None:
                signed = hmac.new(form["hub.secret"].encode(), body, "sha256").hexdigest()
                head = {"content-type": "application/rss+xml", "x-hub-signature": f"sha256={signed}"}
                answer = await place.client.post(form["hub.callback"], content=body, headers=head)
                assert answer.status_code == 202

            return await measured(place, announce, PUSHED)

    took = asyncio.run(scene())
    print(f"\npush to webhook, {len(took)} items: median {median(took):.3f} s, slowest {took[-1]:.3f} s")
    assert median(took) < 1


def test_what_is_polled_is_delivered_soon_after_the_interval(tmp_path: Path) -> None:
    """A feed a state, each with three items; another feed, and the receiver of another destination, hang."""

    async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async def scene() -> list[float]:
        async with running(tmp_path) as place:
            server, feeds = place.server, place.service.store.feeds
            server.pages[HANGS] = hang
            for state in STATES:
                server.pages[f"/{state}"] = reply(200, document(server, at=datetime.now(UTC)))
                feeds.add(server.url(f"/{state}"), now=datetime.now(UTC), interval_s=INTERVAL_S)
            await until(lambda: all(f"/{state}" in server.paths() for state in STATES), seconds=120)
            hangs = server.url(HANGS, "localhost")  # a domain of its own
            add_hook(place.service, "hangs", hangs)
            feeds.add(hangs, now=datetime.now(UTC))
            await until(lambda: HANGS in server.paths(), seconds=60)
            took: list[float] = []
            for treaty in OTHERS:
                titles = {state: f"{state} withdraws from the {treaty}" for state in STATES}
                published = {}
                for state, title in titles.items():
                    now = published[title] = datetime.now(UTC)
                    body = document(server, f"{state}-{treaty[:3]}", at=now, title=title)
                    server.pages[f"/{state}"] = reply(200, body)
                while published:
                    await until(lambda: any(map(place.is_delivered, published)), seconds=60)  # noqa: B023
                    now = datetime.now(UTC)
                    told = [title for title in published if place.is_delivered(title)]
                    took += [(now - published.pop(title)).total_seconds() for title in told]
            return sorted(took)

    took = asyncio.run(scene())
    late = took[int(0.99 * (len(took) - 1))]
    print(
        f"\npoll to webhook, {len(took)} items, interval {INTERVAL_S} s: median {median(took):.3f} s, "
        f"p99 {late:.3f} s, slowest {took[-1]:.3f} s"
    )
    assert late < INTERVAL_S + 2
