"""Publishes messages on an ntfy server. Only an answer with the message that was made is a success."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.channels.hooks import json_bytes
from monitor.channels.http_answers import AGENT, answered, json_object, lost
from monitor.channels.ntfy.address import target_of
from monitor.model import Attempt, FetchError, Message, Outcome
from monitor.net import Client

# The server's own codes: the token is not valid, the topic is reserved or closed to it.
_GONE = frozenset({40101, 40301})
# Codes for limits of a day, of messages and of traffic.
_DAILY = frozenset({42905, 42908})
_HOUR_S = 3600


class NtfySender:
    """POSTs of the frozen message, with the topic, to the root of the server."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Publish one message."""
        try:
            target = target_of(message.address)
        except ValueError:
            return Attempt(Outcome.DEAD, "address", "the address names no topic")
        headers = {"content-type": message.content_type, "user-agent": AGENT}
        if target.token is not None:
            headers["authorization"] = f"Bearer {target.token}"
        body = json_bytes({"topic": target.topic, **json_object(message.body)})
        reply = await self._client.post(target.server, body, headers)
        if isinstance(reply, FetchError):
            return lost(message.address, reply)
        attempt = answered(message.address, reply, now)
        said = json_object(reply.body)
        if attempt.outcome is Outcome.SENT and said.get("event") != "message":
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but no message")
        code = said.get("code")
        return _refined(attempt, code) if isinstance(code, int) else attempt

    async def aclose(self) -> None:
        """Nothing is kept open."""


def _refined(attempt: Attempt, code: int) -> Attempt:
    """What ntfy's own code adds to the status: its first three digits are the status again."""
    attempt = replace(attempt, text=f"{attempt.text}: ntfy's code {code}")
    if code in _GONE:
        return replace(attempt, outcome=Outcome.DISABLED)
    if code // 100 in (400, 413):
        return replace(attempt, outcome=Outcome.DEAD)
    if code in _DAILY:
        return replace(attempt, retry_after_s=max(_HOUR_S, attempt.retry_after_s or 0))
    return attempt
