"""Addresses of our own mailbox that carry a signed token: `bounces+b-1f-...@example.org`."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor import tokens


@dataclass(frozen=True, slots=True)
class ReturnAddresses:
    """The mailbox (`local@domain`, as `mail_address.address` gives it) and the key of the installation.

    What arrives there acts by its token alone, never by its From (docs/faults.md 114).
    """

    mailbox: str
    key: bytes = field(repr=False)

    def bounce(self, message: int) -> str:
        """Where reports about a message (its id) go: the envelope's MAIL FROM (VERP)."""
        return self._tagged(tokens.write(self.key, tokens.Purpose.BOUNCE, message))

    def unsubscribe(self, destination: int) -> str:
        """Where any mail ends the subscription of a destination (its id)."""
        return self._tagged(tokens.write(self.key, tokens.Purpose.UNSUBSCRIBE, destination))

    def _tagged(self, token: str) -> str:
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+{token}@{domain}"
