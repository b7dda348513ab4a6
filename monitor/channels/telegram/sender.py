"""Posts messages to Telegram's Bot API. Only `"ok": true` is a success."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from monitor.channels.http_answers import AGENT, answered, json_object, longer_wait, lost
from monitor.channels.telegram.address import with_chat
from monitor.model import Attempt, FetchError, Message, Outcome
from monitor.net import Answer, Client

# The bot's token is not valid any more (401, and 404 for one that never was).
_NO_BOT = frozenset({401, 404})
# Telegram's descriptions of a chat that the bot cannot write to: gone, or the bot was put out or silenced.
_NO_CHAT = (
    "chat not found",
    "bot was blocked by the user",
    "bot was kicked",
    "bot is not a member",
    "user is deactivated",
    "group chat was deleted",
    "bot can't initiate conversation",
    "bot can't send messages to",
    "not enough rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "message thread not found",
    "peer_id_invalid",
)


class TelegramSender:
    """POSTs of the frozen text; the query of the address names the chat.

    Telegram drops no repeats: the reference in the text lets people see one.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Post one message; at once a second time if the group has got another number."""
        reply = await self._post(message, message.address)
        moved = _new_chat(reply)
        if moved is None:
            return _meaning(message.address, reply, now)
        reply = await self._post(message, with_chat(message.address, moved))
        attempt = _meaning(message.address, reply, now)
        hint = f"the group has a new number: put chat_id={moved} into the address"
        return replace(attempt, text=f"{attempt.text}; {hint}")

    async def aclose(self) -> None:
        """Nothing is kept open."""

    async def _post(self, message: Message, address: str) -> Answer | FetchError:
        return await self._client.post(
            address, message.body, {"content-type": message.content_type, "user-agent": AGENT}
        )


def _meaning(address: str, reply: Answer | FetchError, now: datetime) -> Attempt:
    """What an answer of the Bot API means for the message."""
    if isinstance(reply, FetchError):
        return lost(address, reply)
    attempt = answered(address, reply, now)
    said = json_object(reply.body)
    if attempt.outcome is Outcome.SENT and said.get("ok") is not True:
        return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but not `ok`")
    if said.get("ok") is not False:
        return attempt  # accepted, or an answer of something in front of Telegram
    phrase = _phrase(said)
    if phrase:
        attempt = replace(attempt, text=f"{attempt.text}: {phrase}")
    if reply.status in _NO_BOT:
        return replace(attempt, outcome=Outcome.DISABLED, text=f"{attempt.text}: no such bot")
    if phrase and reply.status in (400, 403):
        return replace(attempt, outcome=Outcome.DISABLED)
    if reply.status == 400:
        return replace(attempt, outcome=Outcome.DEAD)
    if reply.status == 429:
        asked = _parameters(said).get("retry_after")
        return replace(attempt, retry_after_s=longer_wait(asked, attempt.retry_after_s))
    return attempt


def _phrase(said: dict[str, Any]) -> str:
    """Which of the known descriptions of a lost chat the answer has; "" for none. Nothing else is quoted."""
    description = str(said.get("description", ""))[:500].lower()
    return next((phrase for phrase in _NO_CHAT if phrase in description), "")


def _parameters(said: dict[str, Any]) -> dict[str, Any]:
    """`ResponseParameters` of an answer."""
    parameters = said.get("parameters")
    return parameters if isinstance(parameters, dict) else {}


def _new_chat(reply: Answer | FetchError) -> int | None:
    """The number that a group has since it became a supergroup; None in every other answer."""
    if isinstance(reply, FetchError) or reply.status != 400:
        return None
    moved = _parameters(json_object(reply.body)).get("migrate_to_chat_id")
    return moved if isinstance(moved, int) and not isinstance(moved, bool) else None
