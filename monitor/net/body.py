"""Decoding of a body under a limit.

`zlib` with `max_length`, because httpx hands out one chunk of any size (docs/faults.md 40).
"""

from __future__ import annotations

import re
import zlib

from monitor.net.failure import Refused

OFFERED = "gzip, deflate"
UNKNOWN = "unknown"
_ENCODINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_GZIP = b"\x1f\x8b"
# A document as text: what stands first in XML, HTML or JSON, and no byte that text does not hold. Compressed
# data always has some.
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[][^\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]*\Z")
_LOOKED_AT = 65_536  # bytes
_GZIP_BITS = zlib.MAX_WBITS | 16


def encoding(header: str) -> str:
    """The one coding of a `Content-Encoding` header: "gzip", "deflate", "" for none, or "unknown" for others
    and for several.
    """
    return _ENCODINGS.get(header.strip().lower(), UNKNOWN)


class Decoder:
    """Decodes a body piece by piece; it never holds more than `limit` bytes and one chunk.

    It reads gzip with any number of members (RFC 1952, 2.2), deflate with or without its zlib wrapper (RFC
    9110, 8.4.1.2), and plain bytes. If the coding is unknown, or a body is not in the gzip that its header
    names, a body that is clearly text is used as it is: some servers write a charset there, or do not
    compress. Raises `Refused`: `too_large`, `bad_encoding`, and `truncated` from `end()`.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._size = 0
        self._pieces: list[bytes] = []
        self._waiting = b""
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> None:
        """Adds bytes as they were received."""
        if self._coding in ("", UNKNOWN):
            self._keep(data)
            return
        self._waiting += data
        while self._waiting and self._open():
            assert self._stream is not None
            try:
                self._keep(self._stream.decompress(self._waiting, self._limit + 1 - self._size))
            except zlib.error as error:
                raise Refused("bad_encoding", "the compressed answer is damaged") from error
            if self._stream.eof:
                self._waiting, self._stream, self._members = self._stream.unused_data, None, self._members + 1
            else:
                self._waiting = self._stream.unconsumed_tail

    def end(self) -> bytes:
        """The whole body. Raises `Refused`: `truncated` for a compressed body without its end, `bad_encoding`
        for one that cannot be decoded.
        """
        if self._coding == UNKNOWN and not _TEXT.match(b"".join(self._pieces)[:_LOOKED_AT]):
            raise Refused("bad_encoding", "the answer is compressed in a way that was not offered")
        if self._stream is not None or (self._waiting and not self._members):
            raise Refused("truncated", "the compressed answer ended too early")
        return b"".join(self._pieces)

    def _open(self) -> bool:
        """Opens a stream for the waiting bytes; False if more bytes are needed, or these are no part of the
        body.
        """
        if self._stream is not None:
            return True
        start = self._waiting[:2]
        if self._members and (self._coding == "deflate" or not _GZIP.startswith(start[: len(_GZIP)])):
            self._waiting = b""  # padding after the end, which gzip(1) ignores too
            return False
        if len(start) < 2:
            return False
        if self._coding == "gzip" and start != _GZIP:
            self._coding = UNKNOWN
            self._keep(self._waiting)
            self._waiting = b""
            return False
        self._stream = zlib.decompressobj(_GZIP_BITS if self._coding == "gzip" else _deflate_bits(start))
        return True

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise Refused("too_large", f"the answer is larger than {self._limit} bytes")
        self._pieces.append(piece)


def _deflate_bits(start: bytes) -> int:
    """The window bits for `zlib`: of a zlib header (RFC 1950, 2.2), else of a deflate stream without header,
    which many servers send.
    """
    wrapped = start[0] & 0x0F == 8 and int.from_bytes(start) % 31 == 0
    return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
