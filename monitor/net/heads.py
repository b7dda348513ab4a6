"""The head of an answer, without the lines that are no headers: one of them must not cost the whole answer.

aiohttp refuses an answer with a header name that holds a space (`X Cache Status: hit`), as RFC 9112 (5.1)
asks of servers. Of an answer, what such a line says is not needed. Space between a name and its colon is
taken out, as the same section asks of proxies.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler

_LIMIT = 262_144  # bytes of a head that are waited for; aiohttp's own limits refuse it then
_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d(?!\d)")


def readable(head: bytes) -> bytes:
    """The head, from its status line to its empty line, with header lines only; a folded line goes with the
    one it continues.
    """
    lines = head.splitlines(keepends=True)
    kept = lines[:1]
    dropped = False
    for line in lines[1:]:
        if line.strip(b"\r\n") and not (line[:1] in b" \t" and not dropped):
            name = _HEADER.match(line)
            dropped = name is None
            if name:
                kept.append(name[1] + line[name.end() - 1 :])
        elif not line.strip(b"\r\n") or not dropped:
            kept.append(line)
    return b"".join(kept)


class _Answers(ResponseHandler):
    """Holds each head back until it is whole, and hands it on as `readable`."""

    _held: bytes | None = None  # None: what comes is a body

    def set_response_params(self, **params: Any) -> None:
        """Called once for each request on this connection, before its answer is read."""
        self._held = b""
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Bytes of the peer: of a head, which may come in pieces, or of the body after it."""
        if self._held is None or not data:
            super().data_received(data)
            return
        self._held += data
        while self._held and (end := _END.search(self._held)):
            head, rest = self._held[: end.end()], self._held[end.end() :]
            interim = _INTERIM.match(head) is not None
            self._held = rest if interim else None
            super().data_received(readable(head) if interim else readable(head) + rest)
        if self._held and len(self._held) > _LIMIT:
            self._hand_on()

    def connection_lost(self, exc: BaseException | None) -> None:
        """A head that did not come to its end is what aiohttp makes of it."""
        self._hand_on()
        super().connection_lost(exc)

    def _hand_on(self) -> None:
        if self._held:
            held, self._held = self._held, None
            super().data_received(held)


class Connector(aiohttp.TCPConnector):
    """aiohttp's, whose connections read answers as above."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = cast("partial[ResponseHandler]", partial(_Answers, loop=self._loop))
