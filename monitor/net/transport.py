"""The guarded transport: requests on aiohttp's connections; every address is checked when it is dialled.

There are two checks. Names go through our resolver, which refuses a name if ANY of its addresses is not
allowed, so that a second look-up cannot give another address (DNS rebinding). aiohttp does not resolve
literal addresses; the socket factory checks every address that is dialled.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from monitor.net.address import AddressPolicy, Target, check, is_literal
from monitor.net.exchange import Exchange, exchanged
from monitor.net.heads import Connector

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]  # host, port -> addresses as text; raises OSError
# (family, type, protocol, name, sockaddr) -> an unconnected socket
Dial = Callable[[tuple[Any, ...]], socket.socket]

_REPEATABLE = frozenset({"GET", "PUT"})  # methods that may be sent again (RFC 9110, 9.2.2)
_SKIPPED = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")  # headers that aiohttp would add
_DNS_TTL_S = 60
_IDLE_S = 2.0  # a burst over thousands of hosts must not keep thousands of TLS connections open (300 kB each)
_DNS_THREADS = (
    128  # more than requests under way: a look-up that waits for a thread would count against its own feed
)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The TLS context of the process (creating one takes 24 ms); the operator may set SSL_CERT_FILE."""
    import httpx  # its context takes certificates from SSL_CERT_FILE and SSL_CERT_DIR

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


class _Place(NamedTuple):
    """What connections are kept by, in aiohttp's pool."""

    host: str
    port: int
    is_ssl: bool
    ssl: bool


class _Url(NamedTuple):
    """What the connector asks of an address: its host, of IPv6 without brackets."""

    raw_host: str


class _Wanted:
    """What aiohttp's connector asks of a request that needs a connection. The target itself is dialled."""

    __slots__ = ("connection_key", "host", "port", "url")
    proxy = server_hostname = None
    ssl = True

    def __init__(self, target: Target) -> None:
        self.host, self.port = target.host, target.dialled_port
        self.connection_key = _Place(self.host, self.port, target.scheme == "https", True)
        self.url = _Url(target.host)

    def is_ssl(self) -> bool:
        return self.connection_key.is_ssl


class GuardedTransport:
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
        self._tls = tls or tls_context()
        self._policy = policy
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect_s)
        self._proxy = URL(proxy) if proxy else None
        self._resolver = GuardedResolver(resolve, policy)
        self._dial = dial
        self._connections: Connector | None = None

    async def aclose(self) -> None:
        """Closes all connections."""
        if self._connections is not None:
            await self._connections.close()

    def _connector(self) -> Connector:
        """The pool, created at the first request, because it belongs to the running loop."""
        if self._connections is None:
            # With a proxy the only address ever dialled is the proxy's, which the operator trusts.
            guarded = self._proxy is None
            self._connections = Connector(
                resolver=self._resolver if guarded else None,
                socket_factory=self._socket if guarded else self._dial,
                ssl=self._tls,
                limit=0,
                ttl_dns_cache=_DNS_TTL_S,
                keepalive_timeout=_IDLE_S,
            )
        return self._connections

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        check(address[4][0], self._policy)
        return self._dial(address)

    async def send(
        self, method: str, target: Target, headers: Mapping[str, str], body: bytes = b""
    ) -> Exchange:
        """Sends a request, with the address unchanged, and waits for the head of its answer. GET and PUT are
        sent once more when the connection breaks before that: a kept one may have been closed meanwhile (RFC
        9112, 9.3.1).

        Raises `aiohttp.ClientError`, `aiohttp.http_exceptions.HttpProcessingError` and `OSError`.
        """
        if self._proxy is not None:
            await self._check_behind_proxy(target)
        try:
            return await self._send(method, target, headers, body)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            if method not in _REPEATABLE:
                raise
        return await self._send(method, target, headers, body)

    async def _send(self, method: str, target: Target, headers: Mapping[str, str], body: bytes) -> Exchange:
        fields: Mapping[str, str] = {"host": target.authority, **headers}
        path = target.path if target.path.startswith("/") else f"/{target.path}"
        if self._proxy is None:
            wanted = cast("aiohttp.ClientRequest", _Wanted(target))
        else:
            wanted = self._by_proxy(method, target, headers)
            fields = wanted.headers  # to which connecting adds what the proxy asks for
            path = path if wanted.is_ssl() else f"{target.scheme}://{target.authority}{path}"
        connection = await self._connector().connect(wanted, [], self._timeout)
        return await exchanged(connection, method, path, fields, body)

    def _by_proxy(self, method: str, target: Target, headers: Mapping[str, str]) -> aiohttp.ClientRequest:
        """What the connector asks of a request that goes to the proxy."""
        return aiohttp.ClientRequest(
            method,
            URL(str(target), encoded=True),
            headers=headers,
            skip_auto_headers=_SKIPPED,
            proxy=self._proxy,
            loop=asyncio.get_running_loop(),
        )

    async def reach(self, target: Target) -> None:
        """Dials the host of `target`, agrees on TLS for https, and closes the connection without sending.
        Raises what dialling raises.

        Behind a proxy only the address is checked, because only a request shows what the proxy can reach.
        """
        if self._proxy is not None:
            await self._check_behind_proxy(target)
            return
        host, port = target.host, target.dialled_port
        secure = target.scheme == "https"
        addresses = (
            [host]
            if is_literal(host)
            else [str(ip["host"]) for ip in await self._resolver.resolve(host, port)]
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
            context = self._tls if secure_name else None
            _, writer = await asyncio.open_connection(sock=plain, ssl=context, server_hostname=secure_name)
            writer.transport.abort()
        finally:
            plain.close()

    async def _check_behind_proxy(self, target: Target) -> None:
        """Checks a target that a proxy will dial, as far as possible: literal addresses, and names that
        resolve here.
        """
        if is_literal(target.host):
            check(target.host, self._policy)
            return
        try:
            await self._resolver.resolve(target.host)
        except socket.gaierror:
            return  # this machine may know no outside names; then the proxy's own rules decide
