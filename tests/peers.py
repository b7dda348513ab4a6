"""The services behind the channels: what each answers, by its documentation, and a peer that answers so, badly or
not at all.

A new channel needs a row in `SERVICES`; then `test_channels.py` tries it with everything that a peer can do.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import readers
from waiting import drip

PAGE = b"<!doctype html><title>Sign in</title>"  # of a login or a proxy, with any status
TOKEN = "T0PSECRETTOKENabcd"  # the secret part of every address


@dataclass(frozen=True)
class Service:
    """What a service behind an http address answers, and what one of its messages may hold."""

    accepts: tuple[int, bytes]  # status and body for a message that it took
    refuses: tuple[bytes, ...] = ()  # bodies with which 200 is no success
    address: str = f"{{base}}/hooks/{TOKEN}"  # of a server of the tests, whose own is `{base}`
    max_bytes: int | None = None  # of one message
    fits: Callable[[Any], bool] = lambda payload: True  # the limits that its shape cannot say


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units, the stricter way to count characters."""
    return len(text.encode("utf-16-le")) // 2


def discord_fits(payload: Any) -> bool:
    """All texts of all embeds together, and each by the stricter count."""
    total = 0
    for embed in payload["embeds"]:
        title, description = embed.get("title", ""), embed.get("description", "")
        footer = embed.get("footer", {}).get("text", "")
        total += sum(map(utf16, (title, description, footer)))
        if utf16(title) > 256 or utf16(description) > 4096 or utf16(footer) > 2048:
            return False
    return total <= 6000 and utf16(payload["content"]) <= 2000


def google_fits(payload: Any) -> bool:
    """The widgets of a card: what is beyond 100 is not shown."""
    sections = payload["cardsV2"][0]["card"]["sections"]
    return len(payload["cardsV2"]) == 1 and sum(len(section["widgets"]) for section in sections) <= 100


def telegram_fits(payload: Any) -> bool:
    """The visible text, without tags and escapes."""
    return 0 < utf16(readers.telegram(payload).text) <= 4096


def ntfy_fits(payload: Any) -> bool:
    """The text in bytes: a longer one becomes an attachment."""
    return len(payload["message"].encode()) <= 4096


SERVICES: dict[str, Service] = {
    "webhook": Service((200, b""), max_bytes=20_000),  # Standard Webhooks: the status decides
    "slack": Service((200, b"ok"), (PAGE, b"invalid_token", b"")),
    "discord": Service(
        (204, b""), (PAGE, b'{"message": "Unknown Webhook", "code": 10015}'), fits=discord_fits
    ),
    "teams": Service(
        (202, b""), (PAGE, b"Webhook message delivery failed with error: HTTP error 429"), max_bytes=28_000
    ),
    "mattermost": Service((200, b"ok"), (PAGE, b'{"id": "api.context.404.app_error"}', b"")),
    "google_chat": Service(
        (200, b'{"name": "spaces/A/messages/1.1"}'),
        (PAGE, b'{"error": {"code": 500, "status": "INTERNAL"}}', b"{}"),
        f"{{base}}/v1/spaces/A/messages?key=K&token={TOKEN}",
        max_bytes=32_000,
        fits=google_fits,
    ),
    "telegram": Service(
        (200, b'{"ok": true, "result": {"message_id": 1}}'),
        (PAGE, b'{"ok": false, "error_code": 500, "description": "Internal"}', b"{}"),
        f"{{base}}/bot1:{TOKEN}/sendMessage?chat_id=-1001",
        fits=telegram_fits,
    ),
    "ntfy": Service(
        (200, b'{"id": "x1", "time": 1, "event": "message", "topic": "t"}'),
        (PAGE, b'{"code": 50001, "http": 500, "error": "internal"}', b'{"event": "open"}', b"{}"),
        f"{{base}}/{TOKEN}",
        max_bytes=8_192,
        fits=ntfy_fits,
    ),
    "matrix": Service(
        (200, b'{"event_id": "$x1"}'),
        (PAGE, b'{"errcode": "M_UNKNOWN", "error": "internal"}', b"{}"),
        f"{{base}}/!room:news.example?token={TOKEN}",
        max_bytes=65_536,
    ),
}


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer of HTTP/1.1; underscores in names of headers stand for hyphens."""
    lines = {
        "Content-Length": str(len(body)),
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Reason\r\n{head}\r\n".encode() + body


class Then(Enum):
    """What a peer does after the bytes that it says."""

    CLOSE = auto()
    WAIT = auto()  # until the other side goes
    DRIP = auto()  # a byte every 20 ms
    FLOOD = auto()  # as many bytes as are taken


@dataclass
class Peer:
    """A server that reads a whole request and says these bytes, whatever the method and path."""

    says: bytes = b""
    then: Then = Then.CLOSE
    requests: list[tuple[str, bytes]] = field(default_factory=list)  # first line and body
    sent: int = 0  # bytes of a flood
    base: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            self.requests.append(await _request(reader))
            writer.write(self.says)
            await writer.drain()
            await self._go_on(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _go_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while self.then is Then.FLOOD:
            writer.write(b"x" * 65_536)
            self.sent += 65_536
            await writer.drain()
        while self.then is Then.DRIP:
            writer.write(b"x")
            await writer.drain()
            await drip(0.02)
        if self.then is Then.WAIT:
            await reader.read()


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    return head[0], await reader.readexactly(int(headers.get("content-length", 0)))


@contextlib.asynccontextmanager
async def serving(peer: Peer) -> AsyncIterator[Peer]:
    """Runs the peer on a free port of this machine."""
    async with await asyncio.start_server(peer.serve, "127.0.0.1", 0) as server:
        peer.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield peer
