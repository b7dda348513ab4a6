"""Sends the test message of a destination, stored or not: in a running service too, since it makes nothing
but a client of its own.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.model import Attempt, Destination, Message, Outcome

if TYPE_CHECKING:
    from monitor.service import Service

WAIT_S = 8.0  # for somebody who looks at a page: less than the web port gives a request


async def send(service: Service, destination: Destination) -> Attempt:
    """Sends one message that is marked as a test, and returns the outcome; nothing of it is stored."""
    from monitor.channels.connections import Connections
    from monitor.channels.senders import Senders
    from monitor.net import Client
    from monitor.service import wiring

    config = service.config
    message = await asyncio.to_thread(_composed, service, destination)
    client = Client(wiring.hook_limits(config), wiring.policy(config), proxy=config.http.proxy)
    async with client:
        returns = wiring.returns(config, service.store)
        senders = Senders(Connections(client, wiring.smtp(config, returns)))
        try:
            return await senders.send(message, service.clock())
        finally:
            await senders.aclose()


async def send_soon(service: Service, destination: Destination, wait_s: float = WAIT_S) -> Attempt:
    """The same for somebody who waits: a service that has not answered by then may have the message."""
    from monitor.log import redact_url

    try:
        async with asyncio.timeout(wait_s):
            return await send(service, destination)
    except TimeoutError:
        text = f"no answer from {redact_url(destination.address)} in {wait_s:g} seconds"
        return Attempt(Outcome.UNKNOWN, "timeout", text)


def _composed(service: Service, destination: Destination) -> Message:
    from monitor import pipeline
    from monitor.service import dkim

    settings, now = replace(service.settings(), signer=dkim.signer(service.config)), service.clock()
    new = replace(
        destination,
        cursor=service.store.alerts.newest(),  # it tells of no act
        created_at=destination.created_at or now,
    )
    return pipeline.trial_message(service.store, settings, new, now, secrets.token_hex(16))
