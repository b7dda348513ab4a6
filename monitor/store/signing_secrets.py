"""The signing secrets of a webhook as its row holds them (Standard Webhooks, key rotation).

The newest one stands first; older ones sign as well for a while, each until a time of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.store import rows

MOST = 4  # older ones that are kept: the header of a message has room for few


@dataclass(frozen=True, slots=True)
class Secrets:
    """The columns `secret` and `secret_until` of a destination.

    `secret`: the newest secret, then the older ones; `until`: the time at which each older one ends.
    """

    secret: str | None = field(repr=False)
    until: str | None

    @property
    def columns(self) -> tuple[str | None, str | None]:
        """The values of both columns."""
        return self.secret, self.until

    def rotated(self, new: str, until: datetime) -> Secrets:
        """With `new` in front. The one that was newest ends at `until`; older ones end when they were to, but
        no later than that.
        """
        limit = rows.stamp(until)
        older = (self.secret or "").split()[: MOST + 1]
        ends = [limit, *(min(end, limit) for end in (self.until or "").split())]
        kept = list(zip(older, ends, strict=False))[:MOST]
        return Secrets(
            " ".join([new, *(secret for secret, _ in kept)]), " ".join(end for _, end in kept) or None
        )

    def at(self, now: datetime) -> Secrets:
        """Without the older ones that have ended."""
        if self.secret is None or self.until is None:
            return self
        newest, *older = self.secret.split()
        kept = [
            (secret, end)
            for secret, end in zip(older, self.until.split(), strict=False)
            if end > rows.stamp(now)
        ]
        return Secrets(
            " ".join([newest, *(secret for secret, _ in kept)]), " ".join(end for _, end in kept) or None
        )
