"""The senders of all channels, chosen by a message's channel."""

from __future__ import annotations

from datetime import datetime

from monitor.channels.connections import Connections
from monitor.channels.registry import CHANNELS
from monitor.model import Attempt, Message, Outcome


class Senders:
    """One sender a channel. Raises `UsageError` for settings that cannot work."""

    def __init__(self, connections: Connections) -> None:
        self._senders = {channel.name: channel.sender(connections) for channel in CHANNELS}

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Try once. `now` (UTC) is the time of the attempt: webhooks sign it."""
        sender = self._senders.get(message.channel)
        if sender is None:
            return Attempt(Outcome.HALTED, "channel", f"this version has no channel {message.channel!r}")
        return await sender.send(message, now)

    async def aclose(self) -> None:
        """Close the connections kept for a next message; await it on the event loop that sent.

        The HTTP client is its owner's to close.
        """
        for sender in self._senders.values():
            await sender.aclose()
