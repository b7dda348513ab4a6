"""What the values of options may be: addresses, names, networks, lists written as one text."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

_DNS_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_CODE = re.compile(r"[A-Z0-9]{1,12}")  # of a depositary: UN, COE, NL
TAGGED_LOCAL = 24  # characters before the @ of an address that gets `+` and a token behind them: 64 in all


def _listed(value: object) -> object:
    """A list written as one text, as in an environment variable:

    `80, 443`; a comma alone is the empty list.
    """
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError(
            "must be an http or https address without a user name, such as https://monitor.example.org"
        )
    if parts.query or parts.fragment:
        raise ValueError("must not have a query (?) or a fragment (#)")
    return value.rstrip("/")


def _mail_address(value: str) -> str:
    local, at, domain = value.strip().rpartition("@")
    if (
        not at
        or not local
        or not domain
        or any(not char.isprintable() or char in ' ,;<>()"' for char in value.strip())
    ):
        raise ValueError("must be one bare mail address, such as desk@example.org")
    return value.strip()


def _tagged_address(value: str) -> str:
    """A mail address with room for `+` and a token (`monitor.tokens`) before the @ (RFC 5321, 4.5.3.1.1)."""
    address = _mail_address(value)
    local = address.rpartition("@")[0]
    if "+" in local or len(local) > TAGGED_LOCAL:
        raise ValueError(
            f"must have at most {TAGGED_LOCAL} characters and no + before the @, such as bounces@example.org"
        )
    return address


def _dns_name(value: str) -> str:
    name = value.strip().rstrip(".").lower()
    if len(name) > 200 or not _DNS_NAME.fullmatch(name):
        raise ValueError("must be a name in DNS: letters, digits, hyphens and dots, such as mail2026")
    return name


def _domain_group(value: str) -> str:
    domains = value.lower().split()
    if len(domains) < 2:
        raise ValueError("must be two domains or more with blanks between them")
    for domain in domains:
        _dns_name(domain)
    return " ".join(domains)


def _depositary_sender(value: str) -> str:
    """`ADDRESS=CODE` or `@DOMAIN=CODE`: who may write, and the depositary whose notices they are."""
    address, _, code = (part.strip() for part in value.partition("="))
    domain = address.rpartition("@")[2].lower()
    if not _CODE.fullmatch(code.upper()) or "@" not in address or "." not in domain:
        raise ValueError("must be an address or @domain, = and a depositary, such as treaties@un.org=UN")
    _mail_address(address if not address.startswith("@") else f"a{address}")
    _dns_name(domain)
    return f"{address.lower()}={code.upper()}"


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value.strip()


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("must be the http address of a proxy, such as http://proxy.example.org:3128")
    return value


def _network(value: object) -> object:
    try:
        return ip_network(str(value))
    except ValueError as error:
        raise ValueError("must be a network address such as 192.168.1.0/24") from error


def _closed_network(value: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    if not value.prefixlen:
        raise ValueError("must not be every address: anybody could then say to be another client")
    return value


def _ports(value: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(value)))


Listed = (BeforeValidator(_listed),)
WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
DepositarySender = Annotated[str, AfterValidator(_depositary_sender)]
DnsName = Annotated[str, AfterValidator(_dns_name)]
DomainGroup = Annotated[str, AfterValidator(_domain_group)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Proxies = Annotated[tuple[Annotated[Network, AfterValidator(_closed_network)], ...], *Listed]
Port = Annotated[int, Field(ge=1, le=65535)]
TaggedAddress = Annotated[str, AfterValidator(_tagged_address)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Ports = Annotated[tuple[Port, ...], *Listed, AfterValidator(_ports)]
