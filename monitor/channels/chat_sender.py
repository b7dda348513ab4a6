"""What the senders of chat services have in common: one POST of the frozen bytes, without a signature."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import datetime

from monitor.channels.http_answers import AGENT, answered, lost
from monitor.model import Attempt, FetchError, Message
from monitor.net import Answer, Client

_PAGE = re.compile(rb"\s*<")  # a login page or the error page of a proxy


class ChatSender(ABC):
    """POSTs of frozen payloads. `judged` says what the answers of one service mean."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Post one message. `now` is UTC."""
        headers = {"content-type": message.content_type, "user-agent": AGENT}
        reply = await self._client.post(self.address(message), message.body, headers)
        if isinstance(reply, FetchError):
            return lost(message.address, reply)
        return self.judged(reply, answered(message.address, reply, now))

    def address(self, message: Message) -> str:
        """Where the message is posted to."""
        return message.address

    @abstractmethod
    def judged(self, reply: Answer, attempt: Attempt) -> Attempt:
        """The attempt that an answer makes; `attempt` is what its status alone says."""

    async def aclose(self) -> None:  # noqa: B027 - a hook that no chat service needs
        """Nothing is kept open."""


def is_page(body: bytes) -> bool:
    """True for an HTML page, with which no chat service answers."""
    return bool(_PAGE.match(body))
