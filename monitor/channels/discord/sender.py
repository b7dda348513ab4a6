"""Posts messages to a Discord webhook.

Success is the answer 204, or 200 with the message where the address asks for it (`?wait=true`).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

from monitor.channels.http_answers import AGENT, answered, lost
from monitor.model import Attempt, FetchError, Message, Outcome
from monitor.net import Client

# Discord's own codes in the body: the webhook was deleted, or its token is no longer valid.
_GONE = frozenset({(404, 10015), (401, 50027), (403, 50027)})
_LONGEST_WAIT_S = 86_400


class DiscordSender:
    """POSTs of the frozen payload.

    Discord drops no repeats: the reference in the text lets people see one.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Post one message."""
        reply = await self._client.post(
            message.address, message.body, {"content-type": message.content_type, "user-agent": AGENT}
        )
        if isinstance(reply, FetchError):
            return lost(message.address, reply)
        attempt = answered(message.address, reply, now)
        said = _object(reply.body)
        code = said.get("code")
        code = code if isinstance(code, int) else None
        if code is not None:
            attempt = replace(attempt, text=f"{attempt.text}: Discord's code {code}")
        if (reply.status, code) in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED)
        if reply.status == 400:
            return replace(attempt, outcome=Outcome.DEAD)
        if reply.status == 429:
            return replace(attempt, retry_after_s=_wait(said.get("retry_after"), attempt.retry_after_s))
        if attempt.outcome is Outcome.SENT and reply.status not in (200, 204):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but neither 200 nor 204")
        return attempt

    async def aclose(self) -> None:
        """Nothing is kept open."""


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty where there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _wait(seconds: object, header_s: int | None) -> int | None:
    """The longer of two waits: that of the body, in seconds with a fraction, and that of `Retry-After`."""
    if (
        not isinstance(seconds, (int, float))
        or isinstance(seconds, bool)
        or not 0 < seconds < _LONGEST_WAIT_S
    ):
        return header_s
    return max(ceil(seconds), header_s or 0)
