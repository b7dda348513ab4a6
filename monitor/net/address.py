"""Decides which addresses may be reached. Pure: it neither resolves nor connects.

`ipaddress.is_global` is not used: on supported Pythons it is True for NAT64, 6to4, multicast and
cloud-metadata addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from monitor.net.failure import BlockedAddress, Refused

Network = IPv4Network | IPv6Network

# IANA special-purpose registry (RFC 6890 and later), multicast and reserved space, and Azure's metadata
# service.
_DENIED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",
    )
)
# Only global unicast is public in IPv6; within it, these are not: Teredo and friends, documentation, 6to4.
_PUBLIC_6 = IPv6Network("2000::/3")
_DENIED_6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
# An address that is its own normal form, as most are; httpx reads all others.
_NORMAL = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([1-9][0-9]{0,4}))?"
    r"((?:/(?!\.)[A-Za-z0-9_.~-]*)*)((?:\?[A-Za-z0-9_.~=&/-]+)?)"
)
DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 8000


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which addresses may be dialled: public ones and those in `allow`. `ports`: None for any port."""

    allow: tuple[Network, ...] = ()
    ports: frozenset[int] | None = frozenset({80, 443})

    @classmethod
    def of(
        cls, allow: tuple[str, ...] = (), ports: frozenset[int] | None = frozenset({80, 443})
    ) -> AddressPolicy:
        """From text such as `192.168.1.0/24`; raises ValueError when one is not a network."""
        return cls(tuple(ip_network(text) for text in allow), ports)


PUBLIC_ONLY = AddressPolicy()


@lru_cache(maxsize=4096)
def allowed(address: str, policy: AddressPolicy) -> bool:
    """True if `address` (an IPv4 or IPv6 literal without zone id) may be dialled; False for any other
    text.
    """
    ip = _literal(address)
    if ip is None:
        return False
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:
            return False
        ip = ip.ipv4_mapped or ip
    if any(ip in network for network in policy.allow):
        return True
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _DENIED_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _DENIED_6)


def check(address: str, policy: AddressPolicy) -> None:
    """Raises `BlockedAddress` unless `address` is allowed."""
    if not allowed(address, policy):
        raise BlockedAddress("not a public address")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: an address that was checked, in its normal form (RFC 3986, 6.2.2).

    `host` is ASCII, an IPv6 address without brackets; `port` is None for the usual one; `path` has the query,
    and may be empty.
    """

    scheme: str
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """The host, and the port if it is not the usual one (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def dialled_port(self) -> int:
        """The port that is connected to."""
        return self.port or DEFAULT_PORTS[self.scheme]

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """What must be the same for a credential to be sent on (RFC 6454, 4)."""
        return self.scheme, self.host, self.port


def target(url: str, policy: AddressPolicy) -> Target:
    """Parses `url` for a request. Raises `Refused` (`bad_address`, `blocked_address`).

    Refused are schemes other than http and https, user names and passwords, hosts that parsers read
    differently (backslash, white space, percent signs, zone ids), and ports outside the policy. A trailing
    dot and the fragment are removed; IDN is encoded (IDNA 2008, which refuses digits of other scripts).
    """
    if len(url) > _LONGEST_URL or _FORBIDDEN.search(url):
        raise Refused(
            "bad_address", "the address is too long or holds a space, a backslash or a control character"
        )
    scheme, host, given, path = _parts(url)
    if not is_literal(host):
        host = host.removesuffix(".")
        if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
            raise Refused("bad_address", "the host name is not valid")
    usual = DEFAULT_PORTS[scheme]
    port = usual if given is None else given
    if not 0 < port < 65_536:
        raise Refused("bad_address", "the port is not valid")
    if policy.ports is not None and port not in policy.ports:
        raise Refused("blocked_address", f"port {port} is not in the list of allowed ports")
    return Target(scheme, host, None if port == usual else port, path)


def joined(here: Target, reference: str) -> str:
    """The address that a reference of an answer of `here` means (RFC 3986, 5.2). Raises `Refused`."""
    import httpx  # few answers lead elsewhere

    try:
        return str(httpx.URL(str(here)).join(reference))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("bad_address", "a redirect leads to an address that cannot be read") from error


def _parts(url: str) -> tuple[str, str, int | None, str]:
    """Scheme, ASCII host, port if one is given, and path with query."""
    normal = _NORMAL.fullmatch(url)
    if normal and (normal[2][-1].isalpha() or is_literal(normal[2])):
        scheme, host, port, path, query = normal.groups()
        return scheme, host, int(port) if port else None, path + query
    import httpx  # a tenth of a second, for few addresses

    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("bad_address", "the address cannot be read") from error
    if parsed.scheme not in DEFAULT_PORTS:
        raise Refused("bad_address", "only http and https addresses can be fetched")
    if parsed.userinfo:
        raise Refused("bad_address", "an address with a user name or password is refused")
    path = parsed.raw_path.decode("ascii")
    if not str(parsed.copy_with(fragment=None)).endswith(path):
        path = path[1:]  # a slash that the address does not have
    return parsed.scheme, parsed.raw_host.decode("ascii"), parsed.port, path


def host_of(url: str) -> str:
    """The host of any address in lower case, unchecked; "" for an address that cannot be read."""
    normal = _NORMAL.fullmatch(url)
    if normal:
        return normal[2]
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_literal(host: str) -> bool:
    """True if `host` is an IP address in its usual form. Forms such as 0x7f.1 are given to the resolver,
    whose answer is checked.
    """
    return _literal(host) is not None and "%" not in host


@lru_cache(maxsize=20_000)
def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that this text is; None for a name."""
    if ":" not in host and host[-1:].isalpha():
        return None  # as most hosts: what follows takes ten times as long for a name
    try:
        return ip_address(host)
    except ValueError:
        return None
