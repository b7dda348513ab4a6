"""Matrix: an account writes to a room; its access token, in the address, is the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.channels.hooks import HookChannel
from monitor.channels.matrix.address import names_room, target_of
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest


class Matrix(HookChannel):
    """A room of a Matrix homeserver, not encrypted."""

    name = "matrix"
    service = "Matrix"
    example = "https://matrix.example.org/!room:example.org?token=XXXXXXXX"

    def claims(self, address: str) -> bool:
        """Addresses that end in the id of a room."""
        return names_room(address)

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: the homeserver, the id of a room and an access token."""
        super().check_address(address, private)
        try:
            target_of(address)
        except ValueError as error:
            raise UsageError(f"A Matrix room needs an https address like {self.example}: {error}.") from None
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """A notice, as text and as HTML."""
        from monitor.channels.matrix.payload import body

        return body(digest)

    def sender(self, connections: Connections) -> Sender:
        """PUTs under the message's own id, of which the homeserver keeps one."""
        from monitor.channels.matrix.sender import MatrixSender

        return MatrixSender(connections.client)
