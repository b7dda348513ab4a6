"""A scriptable HTTP server on loopback, and doubles that make public names lead to it.

A page is bytes (a whole answer, head included) or an async function `(request, writer)`. The server counts
connections and requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from waiting import drip, other_tasks_run

from monitor.net import AddressPolicy, Client, Limits

LOOPBACK = AddressPolicy.of(("127.0.0.0/8",), ports=None)
ANY_PORT = AddressPolicy(ports=None)
PUBLIC = "93.184.215.14"  # never dialled: `Dialler` leads it to loopback


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Page = bytes | Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


def reply(status: int = 200, body: bytes = b"", **headers: str | int) -> bytes:
    """A whole answer; underscores in header names stand for hyphens, and a Content-Length is added unless
    given.
    """
    lines = {
        "content-length": len(body),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Reason\r\n{head}\r\n".encode("latin-1") + body


def redirect(where: str, status: int = 302) -> bytes:
    return reply(status, location=where)


def raw(data: bytes) -> Page:
    """Send these bytes and close."""

    async def page(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return page


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Page:
    """Send `head`, then `piece` again and again until the client goes away."""

    async def page(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await drip(pause)

    return page


@dataclass
class Server:
    """Serves `pages` by path (query included); an unknown path is a 404."""

    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                request = await _read(reader)
                self.requests.append(request)
                page = self.pages.get(request.path, reply(404))
                if isinstance(page, bytes):
                    writer.write(page)
                    await writer.drain()
                else:
                    await page(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()
        except asyncio.CancelledError:
            writer.transport.abort()
            raise


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    return Request(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


@contextlib.asynccontextmanager
async def serving(pages: dict[str, Page], tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Run a server on a free loopback port; handlers still running at the end are cancelled."""
    server = Server(dict(pages), scheme="https" if tls else "http")
    handlers: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(server.serve(reader, writer))
        handlers.add(task)
        task.add_done_callback(handlers.discard)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in handlers:
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        await other_tasks_run()  # the transports close their sockets
        await listener.wait_closed()


Scene = Callable[[Server, Client], Awaitable[Any]]


def play(
    scene: Scene,
    pages: dict[str, Page],
    *,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    policy: AddressPolicy = LOOPBACK,
    **options: Any,
) -> Any:
    """Run `scene(server, client)` and give back what it returns."""

    async def main() -> Any:
        async with serving(pages) as server, Client(limits, policy, **options) as client:
            return await scene(server, client)

    return asyncio.run(main())


def get(path: str, page: Page, **options: Any) -> Any:
    """What the client makes of one page."""
    return play(lambda server, client: client.get(server.url(path)), {path: page}, **options)


class Names:
    """A resolver: each host has a queue of answers; the last one stays. Counts the look-ups."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        known = self.answers.get(host.replace(".", "_"))
        if known is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return known.pop(0) if len(known) > 1 else known[0]


class Dialler:
    """Writes down every address that is dialled, and connects to loopback instead, on the port that was asked
    for.
    """

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def __call__(self, address: tuple[Any, ...]) -> socket.socket:
        return _Detour(self.dialled, address[4][0])


class _Detour(socket.socket):
    def __init__(self, dialled: list[str], asked: str) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self._dialled = dialled
        self._asked = asked

    def connect(self, address: Any) -> None:
        self._dialled.append(self._asked)
        super().connect(("127.0.0.1", address[1]))
