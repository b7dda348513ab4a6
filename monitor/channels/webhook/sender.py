"""Posts messages to a webhook, signed by Standard Webhooks 1.0.0. Redirects are not followed."""

from __future__ import annotations

from datetime import datetime

from monitor import sign
from monitor.channels.http_answers import AGENT, answered, lost
from monitor.errors import UsageError
from monitor.model import Attempt, FetchError, Message, Outcome
from monitor.net import Client


class WebhookSender:
    """Signed POSTs of the frozen body."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, message: Message, now: datetime) -> Attempt:
        """Post one message, signed at `now`.

        The id and the body are the same at every attempt, the timestamp is not.
        """
        try:
            signed = sign.headers(message.secret or "", message.wid, now, message.body)
        except UsageError as error:
            return Attempt(Outcome.HALTED, "secret", str(error))
        headers = {"content-type": message.content_type, "user-agent": AGENT, **signed}
        reply = await self._client.post(message.address, message.body, headers)
        if isinstance(reply, FetchError):
            return lost(message.address, reply)
        return answered(message.address, reply, now)

    async def aclose(self) -> None:
        """Nothing is kept open."""
