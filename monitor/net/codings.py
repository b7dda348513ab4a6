"""Content codings, each decoded in small steps: gzip and deflate (zlib), br (RFC 7932), zstd (RFC 8878)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

# What a call may add at most: brotli doubles its buffer up to a limit, and zstandard has none.
_STEP = 65_536
_ZSTD_STEP = 64  # bytes of input, of which each four may be a block of 128 KB (RFC 8878, 3.1.1.2)
_ZSTD_WINDOW = 1 << 23  # bytes of memory that a frame may ask for (RFC 9659)
_GZIP_BITS = zlib.MAX_WBITS | 16


class Damaged(Exception):
    """The bytes are not of this coding."""


class Stream(Protocol):
    """One compressed stream (a gzip member, a zstd frame). `rest`: what follows when it has `ended`."""

    ended: bool
    rest: bytes

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """The decoded bytes, in pieces of about 2 MB at most. Raises `Damaged`."""
        ...


class Zlib:
    """gzip, or deflate with or without its wrapper."""

    def __init__(self, bits: int) -> None:
        self.ended, self.rest = False, b""
        self._stream = zlib.decompressobj(bits)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """See `Stream`."""
        while data and not self.ended:
            try:
                yield self._stream.decompress(data, _STEP)
            except zlib.error as error:
                raise Damaged from error
            data, self.ended = self._stream.unconsumed_tail, self._stream.eof
        self.rest = self._stream.unused_data


class Brotli:
    """br, which has no mark at its beginning and no members."""

    def __init__(self) -> None:
        import brotli  # few servers answer so

        self.ended, self.rest = False, b""
        self._error = brotli.error
        self._stream = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """See `Stream`."""
        piece = data
        while piece and not self.ended:
            try:
                piece = self._stream.process(data, output_buffer_limit=_STEP)
            except self._error as error:
                raise Damaged from error
            data, self.ended = b"", self._stream.is_finished()
            yield piece


class Zstd:
    """One frame of zstd. One that needs more than 8 MB of memory is refused."""

    def __init__(self) -> None:
        import zstandard  # few servers answer so

        self.ended, self.rest = False, b""
        self._error = zstandard.ZstdError
        self._stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """See `Stream`."""
        for start in range(0, len(data), _ZSTD_STEP):
            try:
                yield self._stream.decompress(data[start : start + _ZSTD_STEP])
            except self._error as error:
                raise Damaged from error
            if self._stream.eof:
                self.ended, self.rest = True, self._stream.unused_data + data[start + _ZSTD_STEP :]
                return


def opened(coding: str, start: bytes) -> Stream:
    """The stream that begins with these bytes (two at least)."""
    if coding == "br":
        return Brotli()
    if coding == "zstd":
        return Zstd()
    return Zlib(_GZIP_BITS if coding == "gzip" else _deflate_bits(start))


def _deflate_bits(start: bytes) -> int:
    """The window bits for `zlib`: of a zlib header (RFC 1950, 2.2), else of a deflate stream without header,
    which many servers send.
    """
    wrapped = start[0] & 0x0F == 8 and int.from_bytes(start[:2]) % 31 == 0
    return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
