"""Clients of a web port in a process of their own: what readers do, and what harms a server that is not guarded.

usage: web_load_child.py PORT WHAT, where WHAT is `readers`, `idle` or `upload`. Prints "ready" when it is at work,
and, when its standard input ends, what it did as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from itertools import count
from time import perf_counter

from waiting import drip, until

A_SECOND = 50  # requests of all readers
IDLE = 300  # connections
UPLOAD_BYTES = 500_000_000
PIECE = b"x" * 65_536
# what readers ask for: the pages that all of them open, and in each tenth request one that nobody has asked for
POPULAR = (
    "/",
    "/register",
    "/timeline",
    "/picture",
    "/states",
    "/treaties",
    "/states/NO",
    "/register.json",
    "/search",
)
RARE = (
    "/register?limit={n}",
    "/states/SE?limit={n}",
    "/search?q=minister&limit={n}",
    "/register.atom?limit={n}",
)


async def readers(port: int, done: dict[str, float]) -> None:
    """So many requests a second, each at its time whether or not the last one was answered."""
    started = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in count():
            await drip(max(0.0, started + number / A_SECOND - perf_counter()))
            path = (
                RARE[number // 10 % 4].format(n=1 + number // 40 % 50)
                if number % 10 == 0
                else POPULAR[number % 9]
            )
            group.create_task(asked(port, path, done))


async def asked(port: int, path: str, done: dict[str, float]) -> None:
    began = perf_counter()
    with suppress(OSError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
        done["answers"] = done.get("answers", 0) + answer.startswith(b"HTTP/1.1 200")
        done["longest_s"] = max(done.get("longest_s", 0), perf_counter() - began)


async def idle(port: int, done: dict[str, float]) -> None:
    """Connections that send half a request and wait; one that is hung up on comes again."""

    async def hold() -> None:
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
                done["opened"] = done.get("opened", 0) + 1
                await reader.read()
                writer.close()
            await drip(1)

    async with asyncio.TaskGroup() as group:
        for _ in range(IDLE):
            group.create_task(hold())


async def upload(port: int, done: dict[str, float]) -> None:
    """A form of 500 MB, with and without its length, again and again."""
    for number in count():
        length = b"Transfer-Encoding: chunked" if number % 2 else b"Content-Length: %d" % UPLOAD_BYTES
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /subscribe HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n\r\n")
            for _ in range(UPLOAD_BYTES // len(PIECE)):
                piece = b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if number % 2 else PIECE
                writer.write(piece)
                done["sent_mb"] = done.get("sent_mb", 0) + len(piece) / 1e6
                await writer.drain()
            writer.close()
        await drip(0.2)


async def main(port: int, what: str) -> None:
    done: dict[str, float] = {}
    begin, measure, enough = {
        "readers": (readers, "answers", A_SECOND // 5),
        "idle": (idle, "opened", IDLE),
        "upload": (upload, "sent_mb", 1),
    }[what]
    work = asyncio.create_task(begin(port, done))
    await until(lambda: done.get(measure, 0) >= enough)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    print(json.dumps(done))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
