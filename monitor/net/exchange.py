"""One request and its answer, on a connection of aiohttp's pool (HTTP/1.1, RFC 9112).

The pool connects, agrees on TLS and keeps connections; aiohttp's parser reads the answer. What its session
would add (cookies, redirects, decoding, types for requests and answers) is left out: see
docs/notes/transport.md.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

from aiohttp import StreamReader
from aiohttp.connector import Connection
from aiohttp.http import RawResponseMessage

HEAD_BYTES = 65_536  # most bytes of a header field
_LINE = re.compile(r"[^\r\n\0]+")


class Headers(Mapping[str, str]):
    """The fields of a head by name, in any case; several of one name are joined by commas (RFC 9110, 5.3)."""

    __slots__ = ("_values",)

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, str] = {}
        for name_bytes, value in raw:
            name, text = name_bytes.decode("latin-1").lower(), _text(value)
            self._values[name] = f"{self._values[name]}, {text}" if name in self._values else text

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Exchange:
    """An answer whose head has come. `release` it: only then is its connection free for another."""

    __slots__ = ("_body", "_connection", "headers", "status")

    def __init__(self, connection: Connection, message: RawResponseMessage, body: StreamReader) -> None:
        self._connection = connection
        self._body = body
        self.status = message.code
        self.headers = Headers(message.raw_headers)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it arrives, without its framing. Raises `aiohttp.ClientError`."""
        while piece := await self._body.readany():
            yield piece

    def release(self) -> None:
        """Gives the connection back, or closes it if a part of the answer was not read."""
        self._connection.release()


async def exchanged(
    connection: Connection, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> Exchange:
    """Sends a request and waits for the head of its answer. Raises `aiohttp.ClientError` and
    `aiohttp.http_exceptions.HttpProcessingError`, and `ValueError` for a header that is no line of ASCII.
    """
    try:
        protocol, transport = connection.protocol, connection.transport
        assert protocol is not None
        assert transport is not None
        protocol.set_response_params(read_until_eof=True, auto_decompress=False, max_field_size=HEAD_BYTES)
        transport.write(_request(method, path, headers, body))
        while True:
            message, content = await protocol.read()
            if not 100 <= message.code < 200 or message.code == 101:
                return Exchange(connection, message, content)
    except BaseException:
        connection.close()
        raise


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if not all(map(_LINE.fullmatch, lines)):
        raise ValueError("a header of a request holds a line break")
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _text(value: bytes) -> str:
    """The value of a field: ASCII, else UTF-8, else Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
