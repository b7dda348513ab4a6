"""Mail through an SMTP server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.channels.mail_address import checked_mail
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.channels.retries import MAIL_DELAYS

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest
    from monitor.net import Client


class Email:
    """A mail address."""

    name = "email"
    service = ""
    example = "name@example.org"
    retry_delays = MAIL_DELAYS
    secret_address = False
    needs_owner = False
    signs = False
    links_to_unsubscribe = True
    address_in_body = True
    suppresses_bounced = True
    needs_mail_server = True
    library = ""

    def claims(self, address: str) -> bool:
        """Any address with an @."""
        return "@" in address

    def check_address(self, address: str, private: Networks) -> str:
        """The address as it goes on the wire: ASCII, the domain in lower case."""
        return checked_mail(address)

    def in_clear_text(self, address: str, private: Networks) -> bool:
        """False: whether mail is encrypted is the mail server's part (`smtp.tls`)."""
        return False

    async def problem(self, address: str, connect: Callable[[], Client]) -> str | None:
        """None: only a message would tell."""
        return None

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """A mail to the destination's address, signed if there is a signer. Its size is that without the
        signature.
        """
        from monitor.channels.mail_message import mail

        body = mail(digest, envelope, to=envelope.address)
        if envelope.signer is None:
            return body
        return replace(body, content=envelope.signer.sign(body.content, digest.until))

    def sender(self, connections: Connections) -> Sender:
        """The SMTP server; without one, mail waits and says why. Raises `UsageError` for a sender's address
        that is none.
        """
        from monitor.channels.email.smtp import NoServer, Smtp

        return NoServer() if connections.smtp is None else Smtp(connections.smtp)
