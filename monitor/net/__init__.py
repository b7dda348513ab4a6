"""The guarded HTTP client, which makes all HTTP requests of the service.

    Client.get(url)    follows redirects and checks each hop     -> Answer | FetchError
    Client.post(url)   one hop, reads 16 KB of the answer        -> Answer | FetchError
    Client.put(url)    the same with PUT                         -> Answer | FetchError
    Client.reach(url)  connects, agrees on TLS, disconnects      -> None | FetchError

`address` decides which addresses are allowed, `transport` checks them when it connects, `body` decodes under
a limit, `failure` classifies errors. The transport is used without httpx's client, which would add a cookie
jar, proxies of the environment, its own redirects, and full addresses in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType

import aiohttp
import httpx

from monitor.model import FetchError
from monitor.net import body as bodies
from monitor.net.address import PUBLIC_ONLY, AddressPolicy, allowed, target
from monitor.net.failure import Refused, failure
from monitor.net.gates import Gates
from monitor.net.transport import Dial, GuardedTransport, Resolve, plain_socket, system_resolve

__all__ = ["AddressPolicy", "Answer", "Client", "Limits", "allowed"]

# at INFO it prints full addresses, which for webhooks are secrets
logging.getLogger("httpx").setLevel(logging.WARNING)

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
        except (Refused, httpx.TransportError, aiohttp.ClientError, OSError) as error:
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
            request = httpx.Request(
                method, target(url, self.policy), headers=_headers(headers, "identity"), content=body
            )
            ends = asyncio.get_running_loop().time() + self.limits.deadline_s
            async with asyncio.timeout_at(ends):
                response = await self._transport.handle_async_request(request)
            return Answer(
                response.status_code, str(request.url), response.headers, await _read_some(response, ends)
            )
        except (Refused, httpx.TransportError, aiohttp.ClientError, OSError) as error:
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
                async with (
                    asyncio.timeout(left),
                    self._send(httpx.Request("GET", here, headers=sent)) as response,
                ):
                    there = _location(response)
                    if there is None:
                        return Answer(
                            response.status_code,
                            str(here),
                            response.headers,
                            await self._read(response),
                            hops,
                        )
                left -= clock() - started
            hops = (*hops, response.status_code)
            if len(hops) > redirects:
                raise Refused("redirect_loop", f"more than {redirects} redirects")
            following = target(there, self.policy)
            if here.scheme == "https" and following.scheme == "http":
                raise Refused("redirect_downgrade", "a redirect leads from https to http")
            if _origin(following) != _origin(here):
                sent = {name: value for name, value in sent.items() if name in _PORTABLE}
            here = following

    @contextlib.asynccontextmanager
    async def _send(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._transport.handle_async_request(request)
        try:
            yield response
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response) -> bytes:
        """The decoded body of a 2xx, within both limits; bodies of other answers are not read."""
        if not response.is_success:
            return b""
        decoder = bodies.Decoder(
            bodies.encoding(response.headers.get("content-encoding", "")), self.limits.body_bytes
        )
        wire = 0
        async for chunk in response.aiter_raw():
            wire += len(chunk)
            if wire > self.limits.wire_bytes:
                raise Refused("too_large", f"more than {self.limits.wire_bytes} bytes came over the wire")
            decoder.feed(chunk)
        return decoder.end()


async def _read_some(response: httpx.Response, ends: float) -> bytes:
    """The first 16 KB of a body, as far as they arrive until `ends` (loop time). Errors are ignored: the peer
    has already answered.
    """
    some = b""
    with contextlib.suppress(httpx.TransportError, aiohttp.ClientError, OSError):
        async with asyncio.timeout_at(ends), contextlib.aclosing(response):
            async for chunk in response.aiter_raw():
                some += chunk
                if len(some) >= _ANSWER_TO_POST:
                    break
    return some[:_ANSWER_TO_POST]


def _headers(headers: Mapping[str, str], offered: str) -> dict[str, str]:
    """The caller's headers, with our value for the accepted encodings."""
    return {**{name.lower(): value for name, value in headers.items()}, "accept-encoding": offered}


def _location(response: httpx.Response) -> str | None:
    """The target of a redirect; None if the answer is no redirect."""
    location = response.headers.get("location") if response.status_code in _REDIRECTS else None
    if not location:
        return None
    try:
        return str(response.request.url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("bad_address", "a redirect leads to an address that cannot be read") from error


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
