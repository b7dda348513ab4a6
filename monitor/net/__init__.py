"""The guarded HTTP client, which makes all HTTP requests of the service.

    Client.get(url)    follows redirects and checks each hop     -> Answer | FetchError
    Client.post(url)   one hop, reads 16 KB of the answer        -> Answer | FetchError
    Client.put(url)    the same with PUT                         -> Answer | FetchError
    Client.reach(url)  connects, agrees on TLS, disconnects      -> None | FetchError

`address` decides which addresses are allowed, `transport` checks them when it connects, `exchange` is one
request with its answer, `body` decodes under a limit, `failure` classifies errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from monitor.model import FetchError
from monitor.net import body as bodies
from monitor.net.address import PUBLIC_ONLY, AddressPolicy, allowed, joined, target
from monitor.net.exchange import Exchange
from monitor.net.failure import Refused, failure
from monitor.net.gates import Gates
from monitor.net.transport import Dial, GuardedTransport, Resolve, plain_socket, system_resolve

__all__ = ["AddressPolicy", "Answer", "Client", "Limits", "allowed"]

_FAILURES = (Refused, aiohttp.ClientError, HttpProcessingError, OSError)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ANSWER_TO_POST = 16_384
# Headers that are sent to another origin after a redirect: none that could be a credential.
_PORTABLE = frozenset(
    {"accept", "accept-encoding", "accept-language", "user-agent", "if-none-match", "if-modified-since"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one request. `deadline_s` includes DNS, TLS, all hops and the body."""

    deadline_s: float = 20.0
    connect_s: float = 5.0
    wire_bytes: int = 2_000_000
    body_bytes: int = 10_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of any status. `body` is decoded and, after GET, whole; it is read for 2xx only (after POST,
    PUT: at most 16 KB, any status).

    `url` is the address that answered; `hops` are the statuses of the redirects that led there; `headers`
    ignore case.
    """

    status: int
    url: str = field(repr=False)  # a webhook's address is a secret
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False, default=b"")
    hops: tuple[int, ...] = ()


class Client:
    """The client of all feeds and webhooks of one event loop. Close it with `aclose()` or `async with`.

    `proxy` (http://host:port) is trusted: it may have a private address, and it must check itself what names
    resolve to; targets that are literal addresses or resolve here are still checked. `per_host`: the most
    GETs to one registered domain at a time, `pause_s`: the time between the beginnings of two. `resolve` and
    `dial` are for tests.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        policy: AddressPolicy = PUBLIC_ONLY,
        *,
        proxy: str | None = None,
        per_host: int = 2,
        pause_s: float = 0.0,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = system_resolve,
        dial: Dial = plain_socket,
    ) -> None:
        self.limits = limits
        self.policy = policy
        self.proxy = proxy
        self.per_host = per_host
        self._transport = GuardedTransport(
            policy, connect_s=limits.connect_s, tls=tls, proxy=proxy, resolve=resolve, dial=dial
        )
        self._gates = Gates(per_host, pause_s)

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._transport.aclose()

    async def get(
        self, url: str, headers: Mapping[str, str] = {}, *, redirects: int | None = None
    ) -> Answer | FetchError:
        """GET, following at most `redirects` (default: of the limits) redirects, with at most `per_host`
        requests to a registered domain at a time. Time in which a request waits for its domain is not counted
        against the deadline.
        """
        try:
            return await self._get(url, headers, self.limits.redirects if redirects is None else redirects)
        except _FAILURES as error:
            return failure(error)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | FetchError:
        """POST once; a redirect is returned as the answer. An answer that breaks off after its head is an
        answer too.
        """
        return await self._once("POST", url, body, headers)

    async def put(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | FetchError:
        """PUT once, as `post` does."""
        return await self._once("PUT", url, body, headers)

    async def _once(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer | FetchError:
        try:
            there = target(url, self.policy)
            sent = _headers(headers, "identity") | {"content-length": str(len(body))}
            ends = asyncio.get_running_loop().time() + self.limits.deadline_s
            async with asyncio.timeout_at(ends):
                exchange = await self._transport.send(method, there, sent, body)
            return Answer(exchange.status, str(there), exchange.headers, await _read_some(exchange, ends))
        except _FAILURES as error:
            return failure(error)

    async def reach(self, url: str) -> FetchError | None:
        """Resolves the host of `url`, connects and agrees on TLS, and sends nothing. None if that works."""
        try:
            async with asyncio.timeout(self.limits.deadline_s):
                await self._transport.reach(target(url, self.policy))
        except (Refused, OSError) as error:
            return failure(error)
        return None

    async def _get(self, url: str, headers: Mapping[str, str], redirects: int) -> Answer:
        here = target(url, self.policy)
        sent = _headers(headers, bodies.OFFERED)
        left = self.limits.deadline_s
        hops: tuple[int, ...] = ()
        clock = asyncio.get_running_loop().time
        while True:
            async with self._gates.turn(here.host, follows=bool(hops)):
                started = clock()
                async with asyncio.timeout(left):
                    exchange = await self._transport.send("GET", here, sent)
                    try:
                        reference = _reference(exchange)
                        if reference is None:
                            body = await self._read(exchange)
                            return Answer(exchange.status, str(here), exchange.headers, body, hops)
                    finally:
                        exchange.release()
                left -= clock() - started
            hops = (*hops, exchange.status)
            if len(hops) > redirects:
                raise Refused("redirect_loop", f"more than {redirects} redirects")
            following = target(joined(here, reference), self.policy)
            if here.scheme == "https" and following.scheme == "http":
                raise Refused("redirect_downgrade", "a redirect leads from https to http")
            if following.origin != here.origin:
                sent = {name: value for name, value in sent.items() if name in _PORTABLE}
            here = following

    async def _read(self, exchange: Exchange) -> bytes:
        """The decoded body of a 2xx, within both limits; bodies of other answers are not read."""
        if not 200 <= exchange.status < 300:
            return b""
        decoder = bodies.Decoder(
            bodies.encoding(exchange.headers.get("content-encoding", "")), self.limits.body_bytes
        )
        wire = 0
        async for piece in exchange.pieces():
            wire += len(piece)
            if wire > self.limits.wire_bytes:
                raise Refused("too_large", f"more than {self.limits.wire_bytes} bytes came over the wire")
            decoder.feed(piece)
        return decoder.end()


async def _read_some(exchange: Exchange, ends: float) -> bytes:
    """The first 16 KB of a body, as far as they arrive until `ends` (loop time). Errors are ignored: the peer
    has already answered.
    """
    some = b""
    try:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            async with asyncio.timeout_at(ends):
                async for piece in exchange.pieces():
                    some += piece
                    if len(some) >= _ANSWER_TO_POST:
                        break
    finally:
        exchange.release()
    return some[:_ANSWER_TO_POST]


def _headers(headers: Mapping[str, str], offered: str) -> dict[str, str]:
    """The caller's headers, with our value for the accepted encodings."""
    return {**{name.lower(): value for name, value in headers.items()}, "accept-encoding": offered}


def _reference(exchange: Exchange) -> str | None:
    """Where a redirect leads; None if the answer is no redirect."""
    return (exchange.headers.get("location") or None) if exchange.status in _REDIRECTS else None
