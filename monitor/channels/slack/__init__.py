"""Slack: an incoming webhook, whose address is the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.channels.hooks import JSON, HookChannel
from monitor.channels.protocol import Body, Envelope, Sender

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest

MAX_BLOCKS = 50  # of one message


class Slack(HookChannel):
    """A channel of a Slack workspace."""

    name = "slack"
    service = "Slack"
    example = "https://hooks.slack.com/services/T000/B000/XXXX"

    def claims(self, address: str) -> bool:
        """Addresses on Slack's host for incoming webhooks."""
        return address.startswith(("https://hooks.slack.com/", "http://hooks.slack.com/"))

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """Slack blocks."""
        from monitor.channels.slack.payload import blocks, payload

        shown = blocks(digest)
        return Body(payload(digest, shown), JSON, len(shown) / (MAX_BLOCKS + 1))

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 200 `ok`."""
        from monitor.channels.slack.sender import SlackSender

        return SlackSender(connections.client)
