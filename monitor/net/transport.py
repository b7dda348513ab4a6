"""The guarded transport: httpx requests over aiohttp, where every address is checked when it is dialled.

There are two checks. Names go through our resolver, which refuses a name if ANY of its addresses is not
allowed, so that a second look-up cannot give another address (DNS rebinding). aiohttp does not resolve
literal addresses; the socket factory checks every address that is dialled.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp.transport import AiohttpResponseStream, AiohttpTransport, map_aiohttp_exceptions
from yarl import URL

from monitor.net.address import AddressPolicy, check, is_literal
from monitor.net.heads import Connector

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]  # host, port -> addresses as text; raises OSError
# (family, type, protocol, name, sockaddr) -> an unconnected socket
Dial = Callable[[tuple[Any, ...]], socket.socket]

_HEAD_BYTES = 65_536
_DNS_TTL_S = 60
_IDLE_S = 2.0  # a burst over thousands of hosts must not keep thousands of TLS connections open (300 kB each)
_DNS_THREADS = (
    128  # more than requests under way: a look-up that waits for a thread would count against its own feed
)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The TLS context of the process (creating one takes 24 ms); the operator may set SSL_CERT_FILE."""
    return httpx.create_ssl_context()


@lru_cache(maxsize=1)
def _dns_threads() -> ThreadPoolExecutor:
    """Threads for getaddrinfo, which cannot be cancelled: a dead name server must not use up the default
    executor.
    """
    return ThreadPoolExecutor(_DNS_THREADS, thread_name_prefix="dns")


async def system_resolve(host: str, port: int) -> list[str]:
    """All addresses of `host`, as the operating system resolves it."""
    loop = asyncio.get_running_loop()
    addresses = await loop.run_in_executor(
        _dns_threads(),
        partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG),
    )
    return [str(item[4][0]) for item in addresses]


def plain_socket(address: tuple[Any, ...]) -> socket.socket:
    """An unconnected socket for one resolved address."""
    family, kind, protocol, _, _ = address
    return socket.socket(family, kind, protocol)


class GuardedResolver(AbstractResolver):
    """Resolves a name once, and refuses it if any of its addresses is not allowed."""

    def __init__(self, resolve: Resolve, policy: AddressPolicy) -> None:
        self._resolve = resolve
        self._policy = policy

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = list(dict.fromkeys(await self._resolve(host, port)))
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for address in addresses:
            check(address, self._policy)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Does nothing: the resolver holds nothing."""


class GuardedTransport(AiohttpTransport):
    """A pool of connections, without cookies, environment, automatic decompression and re-encoding of
    addresses.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        *,
        connect_s: float,
        tls: ssl.SSLContext | None = None,
        proxy: str | None = None,
        resolve: Resolve = system_resolve,
        dial: Dial = plain_socket,
    ) -> None:
        super().__init__(verify=tls or tls_context(), trust_env=False, client=self._session)
        self._policy = policy
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect_s)
        self._proxy = URL(proxy) if proxy else None
        self._resolver = GuardedResolver(resolve, policy)
        self._dial = dial

    def _session(self) -> aiohttp.ClientSession:
        """The session, created at the first request, because it belongs to the running loop."""
        # With a proxy the only address ever dialled is the proxy's, which the operator trusts.
        guarded = self._proxy is None
        connector = Connector(
            resolver=self._resolver if guarded else None,
            socket_factory=self._socket if guarded else self._dial,
            ssl=self.ssl_context,
            limit=0,
            ttl_dns_cache=_DNS_TTL_S,
            keepalive_timeout=_IDLE_S,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_field_size=_HEAD_BYTES,
            trust_env=False,
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        check(address[4][0], self._policy)
        return self._dial(address)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request as the library does, but with the address unchanged: aiohttp's quoting turns `%2f`
        into `/`.
        """
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        url = URL(str(request.url), encoded=True)
        with map_aiohttp_exceptions():
            if self._proxy is not None:
                await self._check_behind_proxy(request.url)
            response = await self.client.request(
                request.method,
                url,
                headers=request.headers,
                data=request.content or None,
                allow_redirects=False,
                timeout=self._timeout,
                proxy=self._proxy,
            )
        return httpx.Response(
            response.status,
            headers=response.raw_headers,
            stream=AiohttpResponseStream(response),
            request=request,
        )

    async def reach(self, url: httpx.URL) -> None:
        """Dials the host of `url`, agrees on TLS for https, and closes the connection without sending. Raises
        what dialling raises.

        Behind a proxy only the address is checked, because only a request shows what the proxy can reach.
        """
        if self._proxy is not None:
            await self._check_behind_proxy(url)
            return
        host = url.raw_host.decode("ascii")
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        addresses = (
            [ip["host"] for ip in await self._resolver.resolve(host, port)]
            if not is_literal(url.host)
            else [url.host]
        )
        for number, address in enumerate(addresses, 1):
            try:
                await self._dial_once(address, port, host if secure else None)
                return
            except OSError:
                if number == len(addresses):
                    raise

    async def _dial_once(self, address: str, port: int, secure_name: str | None) -> None:
        check(address, self._policy)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        plain = self._dial((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)))
        try:
            plain.setblocking(False)
            await asyncio.get_running_loop().sock_connect(plain, (address, port))
            context = self.ssl_context if secure_name else None
            _, writer = await asyncio.open_connection(sock=plain, ssl=context, server_hostname=secure_name)
            writer.transport.abort()
        finally:
            plain.close()

    async def _check_behind_proxy(self, url: httpx.URL) -> None:
        """Checks a target that a proxy will dial, as far as possible: literal addresses, and names that
        resolve here.
        """
        if is_literal(url.host):
            check(url.host, self._policy)
            return
        try:
            await self._resolver.resolve(url.raw_host.decode("ascii"))
        except socket.gaierror:
            return  # this machine may know no outside names; then the proxy's own rules decide
