"""Removes invalid lines from the head of an answer, so that the rest of the answer can be read.

aiohttp refuses an answer with a space in a header name (`X Cache Status: hit`), as RFC 9112 (5.1) asks of
servers. Such a line of an answer is not needed. Space between a name and its colon is removed, as the same
section asks of proxies.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler

_LIMIT = 262_144  # most bytes of a head that are collected; aiohttp's limits then refuse it
_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:")
# a head without such lines, as nearly all are
_VALID = re.compile(rb"[^\r\n]*\r?\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*\r?\n)*\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d(?!\d)")
_WITHOUT_BODY = re.compile(rb"HTTP/1\.[01] (?:204|304)(?!\d)")


def readable(head: bytes) -> bytes:
    """The head, from its status line to its empty line, with valid header lines only. A folded line belongs
    to the line before it.
    """
    if _VALID.fullmatch(head):
        return head
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
    """Collects each head until it is complete, and passes it on as `readable`."""

    _held: bytes | None = None  # None: what comes is a body

    def set_response_params(self, **params: Any) -> None:
        """Called once for each request on this connection, before its answer is read."""
        self._held = b""
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Receives bytes: of a head, which may come in pieces, or of the body."""
        if self._held is None or not data:
            super().data_received(data)
            return
        self._held += data
        while self._held and (end := _END.search(self._held)):
            head, rest = self._held[: end.end()], self._held[end.end() :]
            interim = _INTERIM.match(head) is not None
            self._held = rest if interim else None
            if rest and _WITHOUT_BODY.match(head):  # what follows is no part of it (RFC 9112, 6.3)
                rest = b""
                self.force_close()
            super().data_received(readable(head) if interim else readable(head) + rest)
        if self._held and len(self._held) > _LIMIT:
            self._hand_on()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Passes an incomplete head to aiohttp."""
        self._hand_on()
        super().connection_lost(exc)

    def _hand_on(self) -> None:
        if self._held:
            held, self._held = self._held, None
            super().data_received(held)


class Connector(aiohttp.TCPConnector):
    """The connector of aiohttp, with connections that read answers as above."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = cast("partial[ResponseHandler]", partial(_Answers, loop=self._loop))
