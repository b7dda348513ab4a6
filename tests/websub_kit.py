"""An installation with its web port, and a publisher and hub in one scripted server; only the clock is moved."""

from __future__ import annotations

import asyncio
import hmac
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
from fakes_http import Server, reply, serving
from servers import ONE_REQUEST_EACH, rss

from monitor import pipeline
from monitor.config import load
from monitor.pipeline import Context
from monitor.service import Service, websub
from monitor.service.pushes import Pushes
from monitor.web import build_app, listening, server
from monitor.web.server import REQUEST_S

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE_S = 86_400
HUB = "/hub"
TITLE = "Norway withdraws from treaty {}"


def document(
    server_: Server, *names: str, hub: str | None = None, at: datetime = START, title: str = TITLE
) -> bytes:
    """A feed of these items, which names its hub and itself."""
    items = ((name, title.format(name), f"http://wire.example/{name}") for name in names)
    links = f'<atom:link rel="hub" href="{hub or server_.url(HUB)}"/><atom:link rel="self" href="{server_.url("/feed")}"/>'
    text = rss(*items, now=at).replace("<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
    return text.replace("<item>", f"{links}<item>", 1).encode()


@dataclass
class World:
    service: Service
    context: Context
    server: Server
    client: httpx.AsyncClient
    pushes: Pushes
    now: list[datetime] = field(default_factory=lambda: [START])

    async def poll(self) -> list[pipeline.Polled]:
        return await pipeline.poll(self.context, self.service.store.feeds.due(self.now[0]))

    async def renew(self) -> None:
        await websub.ask_hubs(self.service, self.context)

    def forms(self) -> list[dict[str, str]]:
        """What the hub was asked for."""
        posts = [request.body for request in self.server.requests if request.method == "POST"]
        return [{name: texts[0] for name, texts in parse_qs(body.decode()).items()} for body in posts]

    async def ask(self, form: dict[str, str], **changed: str) -> httpx.Response:
        """What the hub asks before it confirms this request."""
        asked = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c-42",
            "hub.lease_seconds": str(LEASE_S),
        } | {f"hub.{name}": text for name, text in changed.items()}
        return await self.client.get(form["hub.callback"], params=asked)

    async def push(
        self, form: dict[str, str], body: bytes, *, method: str = "sha256", signature: str | None = None
    ) -> httpx.Response:
        """The hub sends a document, and it is read."""
        signed = f"{method}={hmac.new(form['hub.secret'].encode(), body, method).hexdigest()}"
        sent = (signed if signature is None else signature).encode("latin-1")
        headers = {b"content-type": b"application/rss+xml", b"x-hub-signature": sent}
        answer = await self.client.post(form["hub.callback"], content=body, headers=headers)
        await self.pushes.wait()
        return answer

    async def subscribed(self, *names: str) -> dict[str, str]:
        """A feed with these items is polled, and its hub sends what is new: what the hub was asked for."""
        self.server.pages["/feed"] = reply(200, document(self.server, *names))
        self.service.store.feeds.add(self.server.url("/feed"), now=self.now[0])
        await self.poll()
        await self.renew()
        form = self.forms()[-1]
        assert (await self.ask(form)).text == "c-42"
        return form

    def stories(self) -> int:
        return self.service.store.counts().stories


def live(
    folder: Path,
    scene: Callable[[World], Awaitable[None]],
    *,
    base: str = "",
    request_s: float = REQUEST_S,
    **http: Any,
) -> None:
    """Run `scene(world)`; `request_s`: for a request of the web port; `http`: more options of that group."""

    async def main() -> None:
        pages: dict[str, Any] = {HUB: reply(202)}
        door = listening("127.0.0.1", 0)
        async with serving(pages) as publisher:
            more = "".join(f"{name} = {value}\n" for name, value in http.items())
            path = folder / "treaty-monitor.toml"
            address = base or f"http://127.0.0.1:{door.getsockname()[1]}"
            path.write_text(
                f'data_dir = "{folder / "data"}"\nbase_url = "{address}"\n[http]\npause_s = 0\n'
                f'allow_private = ["127.0.0.0/8"]\nports = [{publisher.port}]\n{more}[websub]\nenabled = true\n'
                "[pages]\nenabled = false\n[rules]\npackaged = false\n"
            )
            (folder / "data" / "rules").mkdir(parents=True)
            shutil.copy(Path(__file__).parent / "data/small-rules/small.toml", folder / "data" / "rules")
            now = [START]
            with Service.open(load(path), editing=False, packaged=False, clock=lambda: now[0]) as service:
                pages_server = server(build_app(service), request_s=request_s)
                serves = asyncio.create_task(pages_server.serve(sockets=[door]))
                client = httpx.AsyncClient(trust_env=False, limits=ONE_REQUEST_EACH)
                async with service.context() as context, client:
                    pushes = Pushes(context)
                    service.take_push = pushes.take
                    await scene(World(service, context, publisher, client, pushes, now))
                    await pushes.aclose()
                pages_server.should_exit = True
                await serves

    asyncio.run(main())
