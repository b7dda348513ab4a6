"""HTTP calls of webhooks and chat services: what an answer means for the message."""

from __future__ import annotations

from datetime import datetime

from monitor.fetch import retry_after
from monitor.log import redact_url
from monitor.model import Attempt, FetchError, Outcome
from monitor.net import Answer

AGENT = "treaty-monitor"
# Nothing was sent: safe to say so. With any other code the endpoint may have the message.
_NOT_SENT = {
    "dns": Outcome.RETRY,
    "refused": Outcome.RETRY,
    "tls": Outcome.RETRY,
    "blocked_address": Outcome.HALTED,
    "bad_address": Outcome.DEAD,
}


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
