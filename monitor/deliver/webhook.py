"""Webhooks by Standard Webhooks 1.0.0.

Only 2xx is success; redirects are never followed; 410 ends the endpoint.
"""

from __future__ import annotations

from datetime import datetime

from monitor import sign
from monitor.errors import UsageError
from monitor.fetch import retry_after
from monitor.log import redact_url
from monitor.model import Attempt, FetchError, Message, Outcome
from monitor.net import Answer, Client

AGENT = "treaty-monitor"
# Nothing was sent: safe to say so. With any other code the endpoint may have the message.
_NOT_SENT = {
    "dns": Outcome.RETRY,
    "refused": Outcome.RETRY,
    "tls": Outcome.RETRY,
    "blocked_address": Outcome.HALTED,
    "bad_address": Outcome.DEAD,
}


class Webhook:
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


def lost(url: str, error: FetchError) -> Attempt:
    """There is no answer.

    Only the code is told: an error's text might quote the address, which is a secret.
    """
    return Attempt(
        _NOT_SENT.get(error.code, Outcome.UNKNOWN),
        error.code,
        f"no answer from {redact_url(url)}",
        error.retry_after_s,
    )


def answered(url: str, reply: Answer, now: datetime) -> Attempt:
    """There is a status. The body is never quoted: it may repeat what was sent to it."""
    if 200 <= reply.status < 300:
        outcome = Outcome.SENT
    elif reply.status == 410:
        outcome = Outcome.DISABLED
    else:
        outcome = Outcome.RETRY
    wait = retry_after(reply.headers.get("retry-after", ""), now)
    return Attempt(outcome, str(reply.status), f"from {redact_url(url)}", wait)
