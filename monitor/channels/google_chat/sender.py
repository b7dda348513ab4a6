"""Posts messages to a webhook of Google Chat. Success is the answer 200 with the name of a message.

Each message has its own `requestId`: for one that Google has seen, it returns the message that is there and
posts none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from monitor.channels.chat_sender import ChatSender
from monitor.channels.http_answers import json_object, longer_wait
from monitor.model import Attempt, Message, Outcome
from monitor.net import Answer

# google.rpc.Code: space or webhook are gone, the token is not valid, or it may not post there any more.
_GONE = frozenset({"NOT_FOUND", "UNAUTHENTICATED", "PERMISSION_DENIED"})
_BAD_PAYLOAD = "INVALID_ARGUMENT"
# The answer repeats the message and may be longer than what is read of it. A text cannot hold this: its
# quotation marks are escaped.
_NAME = re.compile(rb'"name"\s*:\s*"spaces/')
_DELAY = re.compile(r"(\d+(?:\.\d+)?)s")  # a google.protobuf.Duration
# A follow-up stands in the thread of the first message about the act, or begins a new one.
_REPLY = "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"


class GoogleChatSender(ChatSender):
    """POSTs whose refusals are Google's JSON errors."""

    def address(self, message: Message) -> str:
        """The address with the message's id and the rule for threads."""
        query = message.address.partition("?")[2]
        reply = "" if "messageReplyOption=" in query else f"&{_REPLY}"
        return f"{message.address}{'&' if query else '?'}requestId={message.wid}{reply}"

    def judged(self, reply: Answer, attempt: Attempt) -> Attempt:
        """By the status of Google's error, then by that of HTTP."""
        error = json_object(reply.body).get("error")
        error = error if isinstance(error, dict) else {}
        status = error.get("status")
        status = status if isinstance(status, str) else ""
        if status in _GONE:
            return replace(attempt, outcome=Outcome.DISABLED, text=f"{attempt.text}: {status}")
        if status == _BAD_PAYLOAD or reply.status == 413:
            return replace(attempt, outcome=Outcome.DEAD)
        if reply.status == 429:
            return replace(attempt, retry_after_s=longer_wait(_delay(error), attempt.retry_after_s))
        if attempt.outcome is Outcome.SENT and not (reply.status == 200 and _is_message(reply.body)):
            return replace(attempt, outcome=Outcome.RETRY, text=f"{attempt.text}, but no message of Google")
        return attempt


def _is_message(body: bytes) -> bool:
    return body.lstrip().startswith(b"{") and bool(_NAME.search(body))


def _delay(error: dict[str, Any]) -> float | None:
    """The delay in seconds of a google.rpc.RetryInfo; None: the error has none."""
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None
        if isinstance(delay, str) and (match := _DELAY.fullmatch(delay)):
            return float(match[1])
    return None
