"""Sends messages through Apprise, each in a child process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from monitor.channels.apprise.process import COMMAND, DEADLINE_S, asked
from monitor.channels.apprise.request import Reply, Request, Result
from monitor.channels.apprise.services import schema_of
from monitor.channels.http_answers import json_object
from monitor.model import Attempt, Message, Outcome
from monitor.net import Client

CHILDREN = 4  # at a time
_TURN_S = 20.0  # how long a message waits for its turn, and holds a place among those that are sent
_MEANING = {
    Result.SENT: (Outcome.SENT, "taken"),
    Result.REFUSED: (Outcome.RETRY, "not taken"),
    Result.UNANSWERED: (Outcome.UNKNOWN, "no answer"),
    Result.UNREACHED: (Outcome.RETRY, "could not be reached"),
    Result.BLOCKED: (Outcome.HALTED, "another host or a private address was called, which is not allowed"),
    Result.ADDRESS: (Outcome.HALTED, "Apprise cannot read the address, or its service is not on the list"),
    Result.SEVERAL: (Outcome.HALTED, "the address has several receivers"),
    Result.MISSING: (Outcome.HALTED, "not installed: pip install 'treaty-monitor[apprise]'"),
}


class AppriseSender:
    """Asks a child to send. Of the service only yes or no is known, and the last status.

    Services drop no repeats: the reference in the text lets people see one.
    """

    def __init__(
        self, client: Client, command: Sequence[str] = COMMAND, deadline_s: float = DEADLINE_S
    ) -> None:
        self._allow = tuple(map(str, client.policy.allow))
        self._proxy = client.proxy
        self._command = command
        self._deadline_s = deadline_s
        self._turns = asyncio.Semaphore(CHILDREN)

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Send one message."""
        content = json_object(message.body)
        request = Request(
            message.address,
            str(content.get("title", "")),
            str(content.get("body", "")),
            self._allow,
            self._proxy,
        )
        if not request.body:
            return Attempt(Outcome.DEAD, "text", "the stored text is damaged")
        try:
            async with asyncio.timeout(_TURN_S):
                await self._turns.acquire()
        except TimeoutError:
            return Attempt(Outcome.RETRY, "busy", "too many messages at a time go through Apprise")
        try:
            return self._attempt(message, await asked(request, self._command, self._deadline_s))
        except TimeoutError:
            return Attempt(
                Outcome.UNKNOWN, "timeout", f"Apprise, {schema_of(message.address)}: no answer in time"
            )
        except OSError as error:
            return Attempt(Outcome.RETRY, type(error).__name__, "no child process could be started")
        finally:
            self._turns.release()

    async def aclose(self) -> None:
        """Nothing is kept open."""

    def _attempt(self, message: Message, reply: Reply | None) -> Attempt:
        """What the child's reply means. A child that died may have sent the message."""
        service = f"Apprise, {schema_of(message.address)}"
        if reply is None or reply.result not in _MEANING:
            return Attempt(Outcome.UNKNOWN, "child", f"{service}: the child process died")
        outcome, words = _MEANING[reply.result]
        return Attempt(outcome, str(reply.status or reply.result.value), f"{service}: {words}")
