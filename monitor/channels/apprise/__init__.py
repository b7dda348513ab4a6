"""Apprise: chat and push services that have no channel of their own, through the library of that name.

It is an optional extra, and its addresses are for the operator alone: the commands take them, no form of a
web page may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from monitor.channels.apprise.services import SERVICES, schema_of, service_of
from monitor.channels.hooks import HookChannel
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest
    from monitor.net import Client

INSTALL = "pip install 'treaty-monitor[apprise]'"


class Apprise(HookChannel):
    """An address of Apprise for one of the services on the list."""

    name = "apprise"
    service = ""
    library = "apprise"
    example = "pover://XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX@XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"

    def claims(self, address: str) -> bool:
        """Addresses of services on the list."""
        return service_of(address) is not None

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: one that Apprise can read, of a service on the list, with one receiver."""
        from monitor.channels.apprise.process import checked
        from monitor.channels.apprise.request import Request, Result

        if service_of(address) is None:
            raise UsageError(
                f"Apprise needs an https service that is on the list of this program: {', '.join(SERVICES)}. "
                f"An address of Pushover is like {self.example}."
            )
        reply = checked(Request(address))
        if reply is None:
            raise UsageError("The address could not be checked: the process of Apprise died. Try again.")
        if reply.result is Result.MISSING:
            raise UsageError(f"Apprise is not installed. `{INSTALL}` adds it.")
        if reply.result is Result.SEVERAL:
            raise UsageError(
                "The address has several receivers, or asks for retries: a repeat after a failure would "
                "reach some of them twice. Add a destination for each receiver."
            )
        if reply.result is not Result.VALID:
            raise UsageError(
                f"Apprise cannot read this address of {schema_of(address)}. Its documentation shows how one "
                "is written."
            )
        return address

    def in_clear_text(self, address: str, private: Networks) -> bool:
        """False for services on the list, which are called over https."""
        return service_of(address) is None and super().in_clear_text(address, private)

    async def problem(self, address: str, connect: Callable[[], Client]) -> str | None:
        """Find the service's host, connect and agree on TLS; nothing is sent. None where an address decides
        about the host.
        """
        service = service_of(address)
        if service is None:
            return await super().problem(address, connect)
        host = service.hosts[0]
        return None if host.startswith("*") else await super().problem(f"https://{host}/", connect)

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """Title and plain text, in the length that the service takes."""
        from monitor.channels.apprise.payload import body

        return body(digest, envelope.address)

    def sender(self, connections: Connections) -> Sender:
        """A child process for each message."""
        from monitor.channels.apprise.sender import AppriseSender

        return AppriseSender(connections.client)
