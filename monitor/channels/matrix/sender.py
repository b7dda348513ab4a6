"""Puts messages into a Matrix room. Only an answer with the id of the event is a success."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.channels.http_answers import AGENT, answered, json_object, longer_wait, lost
from monitor.channels.matrix.address import target_of
from monitor.model import Attempt, FetchError, Message, Outcome
from monitor.net import Client

# Codes of Matrix ("Standard error response") for an account that may not write to the room: it is not in it,
# lacks the right, is deactivated, or its token has ended.
_GONE = frozenset(
    {
        "M_FORBIDDEN",
        "M_UNKNOWN_TOKEN",
        "M_MISSING_TOKEN",
        "M_NOT_FOUND",
        "M_USER_DEACTIVATED",
        "M_GUEST_ACCESS_FORBIDDEN",
    }
)
# and for content that no attempt will make acceptable
_BAD_CONTENT = frozenset({"M_TOO_LARGE", "M_BAD_JSON", "M_NOT_JSON", "M_INVALID_PARAM", "M_MISSING_PARAM"})
_BUSY = frozenset({"M_LIMIT_EXCEEDED", "M_USER_LOCKED", "M_USER_SUSPENDED", "M_RESOURCE_LIMIT_EXCEEDED"})


class MatrixSender:
    """PUTs of the frozen content.

    The message's id is the transaction's: of repeats with the same token the homeserver makes one event.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Put one message."""
        try:
            target = target_of(message.address)
        except ValueError:
            return Attempt(Outcome.DEAD, "address", "the address names no room and token")
        reply = await self._client.put(
            target.event_url(message.wid),
            message.body,
            {
                "content-type": message.content_type,
                "user-agent": AGENT,
                "authorization": f"Bearer {target.token}",
            },
        )
        if isinstance(reply, FetchError):
            return lost(message.address, reply)
        attempt = answered(message.address, reply, now)
        said = json_object(reply.body)
        code = str(said.get("errcode", ""))
        if attempt.outcome is Outcome.SENT and not isinstance(said.get("event_id"), str):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but no id of an event")
        if code in _GONE | _BAD_CONTENT | _BUSY:
            attempt = replace(attempt, text=f"{attempt.text}: {code}")
        if code in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED)
        if code in _BAD_CONTENT or (reply.status == 400 and code):
            return replace(attempt, outcome=Outcome.DEAD)
        if code == "M_LIMIT_EXCEEDED":
            return replace(attempt, retry_after_s=longer_wait(_seconds(said), attempt.retry_after_s))
        return attempt

    async def aclose(self) -> None:
        """Nothing is kept open."""


def _seconds(said: dict[str, object]) -> float | None:
    """`retry_after_ms` in seconds."""
    wait = said.get("retry_after_ms")
    return wait / 1000 if isinstance(wait, (int, float)) and not isinstance(wait, bool) else None
