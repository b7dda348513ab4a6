"""Webhooks: signed JSON to any address (Standard Webhooks 1.0.0). docs/webhooks.md describes the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.channels.hooks import JSON, HookChannel
from monitor.channels.protocol import Body, Envelope, Sender

if TYPE_CHECKING:
    from monitor.channels.connections import Connections
    from monitor.digest import Digest

MAX_BYTES = 20_000  # Standard Webhooks, "Payload size"


class Webhook(HookChannel):
    """An http address that takes signed JSON."""

    name = "webhook"
    service = ""
    example = "https://example.org/in"
    signs = True

    def claims(self, address: str) -> bool:
        """Any address with a scheme."""
        return "://" in address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """The JSON that `fields` describes."""
        from monitor.channels.webhook.payload import payload

        content = payload(digest)
        return Body(content, JSON, len(content) / MAX_BYTES)

    def sender(self, connections: Connections) -> Sender:
        """Signed POSTs."""
        from monitor.channels.webhook.sender import WebhookSender

        return WebhookSender(connections.client)
