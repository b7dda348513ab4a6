"""ntfy: push messages to the phones that subscribe to a topic of ntfy.sh or of a server of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.channels.hooks import HookChannel
from monitor.channels.ntfy.address import HOST, parts_of, target_of
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest


class Ntfy(HookChannel):
    """A topic, whose name is the secret."""

    name = "ntfy"
    service = "ntfy"
    example = "https://ntfy.sh/treaties-hard-to-guess-7f3a"

    def claims(self, address: str) -> bool:
        """Addresses on the public server; one's own is named with `--channel`."""
        parts = parts_of(address)
        return parts is not None and (parts.hostname or "").lower() == HOST

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: a server, a topic, perhaps an access token."""
        super().check_address(address, private)
        try:
            target_of(address)
        except ValueError as error:
            raise UsageError(f"An ntfy topic needs an https address like {self.example}: {error}.") from None
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """Title, text, priority and tags; the topic is added when it is sent."""
        from monitor.channels.ntfy.payload import body

        return body(digest, envelope.wid)

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 200 and the message that was made."""
        from monitor.channels.ntfy.sender import NtfySender

        return NtfySender(connections.client)
