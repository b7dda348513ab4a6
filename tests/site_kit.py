"""An installation that runs: its pages on a port of loopback, a mail server, a receiver of webhooks, and a
clock that tests move.

Nothing is faked but the clock. What the scheduler of a running service does every few seconds happens when a
test calls `RunningSite.round`, so that no test waits for it.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, TypeVar

import trustme
from servers import Site, site
from smtp_double import Inbox, server_in_a_thread
from subscribe_kit import Clock

from monitor import pipeline
from monitor.config import load
from monitor.pipeline import Context
from monitor.service import Service
from monitor.web import build_app, listening, server

Result = TypeVar("Result")
CERTIFICATE = trustme.CA().issue_cert("127.0.0.1")
LIMIT_S = 60.0  # for anything that the loop of the installation is asked to do


class LoopThread:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Begins this in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Does this in the loop; returns, or raises, what it does."""
        return self.start(work).result(LIMIT_S)

    def call(self, function: Callable[[], object]) -> None:
        """Calls this in the loop."""
        self._loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT_S)
        self._loop.close()


@dataclass
class RunningSite:
    """The installation, the address of its pages, and what reached the servers around it."""

    service: Service
    base: str
    inbox: Inbox
    receiver: Site
    context: Context
    loop: LoopThread

    def round(self, **later: float) -> None:
        """So much time passes; then the service settles stories, and writes and sends what it owes."""
        clock = self.service.clock
        assert isinstance(clock, Clock)
        clock.forward(timedelta(**later))
        self.loop.run(_round(self.context))

    def mails(self) -> list[EmailMessage]:
        """The mails that arrived, the oldest first."""
        contents = [envelope.content for envelope in self.inbox.envelopes]
        return [
            message_from_bytes(content, policy=SMTP) for content in contents if isinstance(content, bytes)
        ]  # type: ignore[misc]


async def _round(context: Context) -> None:
    await pipeline.settle_in_turns(context)
    await context.write(pipeline.answer_sign_ups, context)
    await context.write(pipeline.answer_own_requests, context)
    await pipeline.compose_in_turns(context)
    await pipeline.deliver(context)


@contextmanager
def running_site(folder: Path, *, web: str = "") -> Iterator[RunningSite]:
    """Runs one without feeds. `web`: further options of the table [web]."""
    inbox, loop, door = Inbox(), LoopThread(), listening("127.0.0.1", 0)
    proxy = loop.run(_tls_proxy(door.getsockname()[1]))
    base = f"https://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    try:
        with server_in_a_thread(inbox) as port, site() as receiver:
            config = folder / "treaty-monitor.toml"
            config.write_text(
                f'data_dir = "{folder / "data"}"\nbase_url = "{base}"\noperator = "desk@monitor.example"\n'
                f"[web]\nsign_up = true\n{web}\n[pages]\nenabled = false\n"
                f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{receiver.port}]\n'
                f'[smtp]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nsender = "alerts@monitor.example"\n'
            )
            with Service.open(load(config), packaged=False, with_feeds=False, clock=Clock()) as service:
                web_server = server(build_app(service), request_s=LIMIT_S)  # a busy machine is no slow client
                serving = loop.start(web_server.serve(sockets=[door]))
                making = service.context()
                context = loop.run(making.__aenter__())
                try:
                    yield RunningSite(service, base, inbox, receiver, context, loop)
                finally:
                    web_server.should_exit = True
                    serving.result(LIMIT_S)
                    loop.run(making.__aexit__(None, None, None))
    finally:
        loop.call(proxy.close)
        door.close()
        loop.stop()


async def _tls_proxy(port: int) -> asyncio.Server:
    """A proxy that ends TLS, as it stands before the pages on the internet: cookies are bound to the host,
    and mails offer one click, with https alone.
    """
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    CERTIFICATE.configure_cert(tls)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_pages = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pass_on(reader, to_pages[1]), _pass_on(to_pages[0], writer))

    return await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hands on what comes until either side ends."""
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()
