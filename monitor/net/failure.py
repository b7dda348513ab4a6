"""Classifies exceptions to `model.FetchError` by type and cause; never by text, and without text of an answer
or an address.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from monitor.model import FetchError


class Refused(Exception):
    """A request that we end ourselves; it has the error value."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.error = FetchError(code, text)


class BlockedAddress(OSError):
    """The policy does not allow this address. An OSError, so that aiohttp treats it as a failed dial."""


# The first row that fits any exception of the chain wins.
_BY_TYPE: tuple[tuple[type[BaseException], str, str], ...] = (
    (BlockedAddress, "blocked_address", "the host leads to an address that is not public"),
    (aiohttp.ClientConnectorCertificateError, "tls", "the server's certificate is not valid for this host"),
    (aiohttp.ClientConnectorDNSError, "dns", "the host name could not be resolved"),
    (socket.gaierror, "dns", "the host name could not be resolved"),
    (TimeoutError, "timeout", "no whole answer came in time"),
    (ssl.SSLCertVerificationError, "tls", "the server's certificate is not valid for this host"),
    (aiohttp.ClientSSLError, "tls", "no secure connection could be agreed on"),
    (ssl.SSLError, "tls", "the secure connection broke"),
    (ConnectionRefusedError, "refused", "the server refused the connection"),
    (aiohttp.ClientPayloadError, "truncated", "the answer ended before its announced length"),
    (aiohttp.InvalidURL, "bad_address", "the address cannot be read"),
    (aiohttp.ClientHttpProxyError, "connection", "the proxy refused to connect"),
    (HttpProcessingError, "protocol", "the answer is not valid HTTP, or its head is too long"),
)


def failure(error: BaseException) -> FetchError:
    """The error value of an exception of the transport, or of a `Refused`."""
    chain = tuple(_causes(error))
    if isinstance(error, Refused):
        return error.error
    for kind, code, text in _BY_TYPE:
        if any(isinstance(error, kind) for error in chain):
            return FetchError(code, text)
    return FetchError("connection", "the connection failed or was closed by the server")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and its causes (`__cause__` only: a context may be an unrelated failure)."""
    while error is not None:
        yield error
        error = error.__cause__
