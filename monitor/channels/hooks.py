"""Channels that post to an http address: what webhooks and chat services have in common."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from monitor.channels.protocol import Networks
from monitor.channels.retries import HOOK_DELAYS
from monitor.errors import UsageError
from monitor.log import redact_url

if TYPE_CHECKING:
    from monitor.net import Client

JSON = "application/json"


class HookChannel:
    """A channel whose address is an http address, which is a secret."""

    retry_delays = HOOK_DELAYS
    secret_address = True
    needs_owner = True
    signs = False
    links_to_unsubscribe = True
    address_in_body = False
    suppresses_bounced = False
    needs_mail_server = False
    library = ""

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: https, or http to this machine or one of the `private` networks."""
        parts = _parts(address)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None:
            raise UsageError("A webhook needs an https address without a user name.")
        if self.in_clear_text(address, private):
            raise UsageError(
                "A webhook needs https: over http, its address, which is its secret, and all it is told can "
                "be read on the way. "
                "Only this machine and the networks of http.allow_private may be called over http."
            )
        return address

    def in_clear_text(self, address: str, private: Networks) -> bool:
        """True for http to another machine that is in none of the `private` networks."""
        parts = _parts(address)
        return parts.scheme == "http" and not is_near(parts.hostname or "", private)

    async def problem(self, address: str, connect: Callable[[], Client]) -> str | None:
        """Find the host, connect and agree on TLS; nothing is sent."""
        async with connect() as client:
            error = await client.reach(address)
        return None if error is None else f"{redact_url(address)}: {error.code}: {error.text}"


def json_bytes(value: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _parts(address: str) -> SplitResult:
    """The parts of an address; all are empty if it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_near(host: str, private: Networks) -> bool:
    """Whether a host is this machine, or all its addresses are in these networks; a name is looked up only
    where there are any.
    """
    if host.lower() == "localhost":
        return True
    try:
        addresses = [ip_address(host)]
    except ValueError:
        addresses = _looked_up(host) if private else []
    return bool(addresses) and all(
        ip.is_loopback or any(ip in network for network in private) for ip in addresses
    )


def _looked_up(host: str) -> list[IPv4Address | IPv6Address]:
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return [ip_address(address[0]) for *_, address in answers]
    except (OSError, ValueError):
        return []
