"""Decoding of a body under a limit: httpx hands out one chunk of any size (docs/faults.md 40, 41)."""

from __future__ import annotations

import re

from monitor.net.codings import Damaged, Stream, opened
from monitor.net.failure import Refused

OFFERED = "gzip, deflate, br, zstd"
UNKNOWN = "unknown"
_ENCODINGS = {
    "": "",
    "identity": "",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "deflate": "deflate",
    "br": "br",
    "zstd": "zstd",
}
# What each member begins with; padding and other bytes after the first are passed over.
_MARKS = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
# A document as text: what stands first in XML, HTML or JSON, and no byte that text does not hold. Compressed
# data always has some.
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[][^\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]*\Z")
_LOOKED_AT = 65_536  # bytes
_MEMBERS = 1_000  # of one body; each costs as much as kilobytes of text, also one that holds nothing


def encoding(header: str) -> str:
    """The one coding of a `Content-Encoding` header: "gzip", "deflate", "br", "zstd", "" for none, or
    "unknown" for others and for several.
    """
    return _ENCODINGS.get(header.strip().lower(), UNKNOWN)


class Decoder:
    """Decodes a body piece by piece; it never holds more than `limit` bytes, one chunk and one piece.

    It reads gzip with any number of members (RFC 1952, 2.2), deflate with or without its zlib wrapper (RFC
    9110, 8.4.1.2), br, zstd with any number of frames, and plain bytes. If the coding is unknown, or a body
    is not in the coding that its header names, a body that is clearly text is used as it is: some servers
    write a charset there, or do not compress.

    Raises `Refused`: `too_large`, `bad_encoding`, and `truncated` from `end()`.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._size = 0
        self._pieces: list[bytes] = []
        self._waiting = b""
        self._members = 0
        self._stream: Stream | None = None

    def feed(self, data: bytes) -> None:
        """Adds bytes as they were received."""
        if self._coding in ("", UNKNOWN):
            self._keep(data)
            return
        self._waiting += data
        while self._waiting and self._open():
            assert self._stream is not None
            waiting, self._waiting = self._waiting, b""
            try:
                for piece in self._stream.pieces(waiting):
                    self._keep(piece)
            except Damaged as error:
                self._take_as_text(waiting, error)
                return
            if self._stream.ended:
                self._waiting, self._stream, self._members = self._stream.rest, None, self._members + 1
                if self._members > _MEMBERS:
                    raise Refused("bad_encoding", f"the compressed answer has more than {_MEMBERS} parts")

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
        mark = _MARKS.get(self._coding)
        start = self._waiting[: len(mark or b"xx")]
        if self._members and (mark is None or not mark.startswith(start)):
            self._waiting = b""  # padding after the end, which gzip(1) ignores too
            return False
        if mark is not None and not mark.startswith(start):
            self._coding = UNKNOWN
            self._keep(self._waiting)
            self._waiting = b""
            return False
        if len(start) < len(mark or b"xx"):
            return False
        self._stream = opened(self._coding, start)
        return True

    def _take_as_text(self, received: bytes, error: Damaged) -> None:
        """Goes on with plain bytes if these are the first, and text: br has no mark that tells before."""
        if self._coding != "br" or self._size or self._members or not _TEXT.match(received[:_LOOKED_AT]):
            raise Refused("bad_encoding", "the compressed answer is damaged") from error
        self._coding, self._stream = UNKNOWN, None
        self._keep(received)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise Refused("too_large", f"the answer is larger than {self._limit} bytes")
        if piece:
            self._pieces.append(piece)
