"""Google Chat: a webhook of a space, whose address is the secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from monitor.channels.hooks import JSON, HookChannel, is_near
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest

MAX_BYTES = 32_000  # of the JSON of one message, its cards included
MAX_WIDGETS = 100  # of one card: what is beyond is not shown
_HOST = "chat.googleapis.com"
_PATH = re.compile(r"/v1/spaces/[\w-]+/messages", re.ASCII)


class GoogleChat(HookChannel):
    """A space of Google Chat."""

    name = "google_chat"
    service = "Google Chat"
    example = "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=XXXX&token=XXXX"

    def claims(self, address: str) -> bool:
        """Addresses on Google Chat's host."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return parts.scheme in ("https", "http") and (parts.hostname or "").lower() == _HOST

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: one of a space with key and token, or of a test server on this machine or in
        the `private` networks.
        """
        super().check_address(address, private)
        parts = urlsplit(address)
        if not self.claims(address) and is_near(parts.hostname or "", private):
            return address
        whole = self.claims(address) and _PATH.fullmatch(parts.path)
        if not (whole and {"key", "token"} <= parse_qs(parts.query).keys()):
            raise UsageError(
                f"A Google Chat webhook needs an https address like {self.example}, in quotation marks: in "
                "the space, choose Apps & integrations, then Webhooks, and copy the whole address."
            )
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """A card, about one widget an act. Follow-ups about an act are answers to its first message."""
        from monitor.channels.google_chat.payload import card, payload, widgets

        shown = card(digest)
        content = payload(digest, shown, envelope.wid)
        return Body(content, JSON, max(len(content) / (MAX_BYTES + 1), widgets(shown) / (MAX_WIDGETS + 1)))

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 200 and the name of the message."""
        from monitor.channels.google_chat.sender import GoogleChatSender

        return GoogleChatSender(connections.client)
