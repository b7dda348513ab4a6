"""Mattermost: an incoming webhook of a server of one's own, whose address is the secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.channels.hooks import JSON, HookChannel
from monitor.channels.protocol import Body, Envelope, Networks, Sender
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest

MAX_CHARACTERS = 16_383  # of one post; the server divides a longer text without regard to its content
_ID = re.compile(r"(?:/.*)?/hooks/[a-z0-9]{26}")  # ids of Mattermost have 26 characters
_PATH = re.compile(r"(?:/.*)?/hooks/[A-Za-z0-9]+")


class Mattermost(HookChannel):
    """A channel of a Mattermost server."""

    name = "mattermost"
    service = "Mattermost"
    example = "https://chat.example.org/hooks/xxxxxxxxxxxxxxxxxxxxxxxxxx"

    def claims(self, address: str) -> bool:
        """Addresses whose path is that of an incoming webhook; any host may have a Mattermost."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return parts.scheme in ("https", "http") and bool(_ID.fullmatch(parts.path))

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged."""
        super().check_address(address, private)
        if not _PATH.fullmatch(urlsplit(address).path):
            raise UsageError(
                f"A Mattermost webhook needs an https address like {self.example}: in Mattermost, choose "
                "Integrations, then Incoming Webhooks."
            )
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """One post in Markdown."""
        from monitor.channels.mattermost.payload import payload, post

        text = post(digest)
        return Body(payload(text), JSON, len(text) / (MAX_CHARACTERS + 1))

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 200 `ok`."""
        from monitor.channels.mattermost.sender import MattermostSender

        return MattermostSender(connections.client)
