"""Microsoft Teams: a webhook of the Workflows app (Power Automate), whose address is the secret."""

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

# Of the JSON of one message. Documented are "about 28 KB" with all that Teams makes of it; others measured
# refusals from 21 kB on. The flow answers 202 before Teams refuses, so nobody would hear of a lost message.
MAX_BYTES = 20_000
_HOST = re.compile(r"(?:[\w-]+\.)+(?:logic\.azure|api\.powerplatform)\.(?:com|us|cn)", re.ASCII)
_PATH = re.compile(r"/(?:[\w./-]+/)?workflows/[\w-]+/triggers/[\w-]+/paths/invoke/?", re.ASCII)


class Teams(HookChannel):
    """A channel or chat of Microsoft Teams."""

    name = "teams"
    service = "Microsoft Teams"
    example = (
        "https://prod-07.westeurope.logic.azure.com:443/workflows/0a1b/triggers/manual/paths/invoke"
        "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=XXXX"
    )

    def claims(self, address: str) -> bool:
        """Addresses of flows on the hosts of Power Automate."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        host = (parts.hostname or "").lower()
        return "://" in address and bool(_HOST.fullmatch(host) and "/workflows/" in parts.path)

    def check_address(self, address: str, private: Networks) -> str:
        """The address unchanged: one of a flow with its signature, or of a test server on this machine or in
        the `private` networks.
        """
        super().check_address(address, private)
        parts = urlsplit(address)
        if not self.claims(address) and is_near(parts.hostname or "", private):
            return address
        if not (self.claims(address) and _PATH.fullmatch(parts.path)):
            raise UsageError(
                "A Teams webhook needs an https address of the Workflows app: in Teams, choose Workflows in "
                "the menu of the channel, then the template that posts when a webhook request is received, "
                "and copy the whole address that it shows."
            )
        if "sig" not in parse_qs(parts.query):
            raise UsageError(
                "The address has no signature (sig=...): copy it whole, in quotation marks, and let anyone "
                "trigger the flow. A Teams webhook needs an https address that ends in its signature."
            )
        return address

    def render(self, digest: Digest, envelope: Envelope) -> Body:
        """An Adaptive Card."""
        from monitor.channels.teams.payload import payload

        content = payload(digest)
        return Body(content, JSON, len(content) / (MAX_BYTES + 1))

    def sender(self, connections: Connections) -> Sender:
        """POSTs that succeed with the answer 202, or 200 where the flow has an answer of its own."""
        from monitor.channels.teams.sender import TeamsSender

        return TeamsSender(connections.client)
