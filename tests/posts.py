"""One POST to a chat service: what the sender of a channel makes of an answer of the service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from ipaddress import ip_network

from servers import Site

from monitor import channels
from monitor.channels.connections import Connections
from monitor.model import Attempt, Message
from monitor.net import AddressPolicy, Client, Limits

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
OPEN = AddressPolicy(allow=(ip_network("127.0.0.0/8"),), ports=None)
WID = "ab" * 16
PATH = "/hooks/T0PSECRETTOKEN"
BODY = b'{"text":"frozen"}'


def post_to(channel: str, address: str) -> Attempt:
    """What comes of one attempt to post a message to this address."""

    async def run() -> Attempt:
        message = Message(WID, "A1B2", 1, channel, address, "s", "application/json", BODY)
        async with Client(Limits(deadline_s=2.0), OPEN) as client:
            sender = channels.by_name(channel).sender(Connections(client))
            try:
                return await sender.send(message, NOW)
            finally:
                await sender.aclose()

    return asyncio.run(run())


def attempt(
    here: Site, channel: str, status: int, body: str | bytes = "", path: str = PATH, **headers: str
) -> Attempt:
    """What comes of one attempt that the service answers so."""
    return post_to(channel, here.put(path, body, status=status, content_type="application/json", **headers))
