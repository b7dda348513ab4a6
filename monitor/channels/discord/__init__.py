"""Discord: a webhook of a channel, whose address is the secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.channels.hooks import JSON, HookChannel, is_near
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest

MAX_EMBEDS = 10  # of one message
MAX_CHARACTERS = 6000  # of all embeds of one message
_HOST = re.compile(r"(?:[\w-]+\.)?discord(?:app)?\.com")
_PATH = re.compile(r"/api/(?:v\d+/)?webhooks/")
_WHOLE_PATH = re.compile(rf"{_PATH.pattern}\d+/[\w-]+/?", re.ASCII)


class Discord(HookChannel):
    """A channel of a Discord server."""

    name = "discord"
    service = "Discord"
    example = "https://discord.com/api/webhooks/1234/XXXX"

    def claims(self, address: str) -> bool:
        """Addresses of webhooks on Discord's hosts."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        host = (parts.hostname or "").lower()
        return "://" in address and bool(_HOST.fullmatch(host) and _PATH.match(parts.path))

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: one of Discord's, or of a test server on this machine or in the `private`
        networks. `/slack` and `/github` at its end ask for payloads of other services.
        """
        super().check_address(address, private)
        parts = urlsplit(address)
        if not self.claims(address) and is_near(parts.hostname or "", private):
            return address
        if not (self.claims(address) and _WHOLE_PATH.fullmatch(parts.path)):
            raise UsageError(
                f"A Discord webhook needs an https address like {self.example}, and nothing after it."
            )
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """Embeds, about one an act."""
        from monitor.channels.discord.payload import embeds, payload, size

        shown = embeds(digest)
        fill = max(size(shown) / (MAX_CHARACTERS + 1), len(shown) / (MAX_EMBEDS + 1))
        return Body(payload(digest, shown), JSON, fill)

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 204, or 200 where the address asks to wait."""
        from monitor.channels.discord.sender import DiscordSender

        return DiscordSender(connections.client)
