"""What the answer to an HTTP call means for the message: webhooks and chat services."""

from __future__ import annotations

from datetime import datetime

from monitor.fetch import retry_after
from monitor.log import redact_url
from monitor.model import Attempt, FetchError, Outcome
from monitor.net import Answer

AGENT = "treaty-monitor"
# With these error codes nothing was sent. With any other one the endpoint may have the message.
_NOT_SENT = {
    "dns": Outcome.RETRY,
    "refused": Outcome.RETRY,
    "tls": Outcome.RETRY,
    "blocked_address": Outcome.HALTED,
    "bad_address": Outcome.DEAD,
}


def lost(url: str, error: FetchError) -> Attempt:
    """The attempt of a call without an answer.

    Only the error's code is kept: its text might quote the address, which is a secret.
    """
    return Attempt(
        _NOT_SENT.get(error.code, Outcome.UNKNOWN),
        error.code,
        f"no answer from {redact_url(url)}",
        error.retry_after_s,
    )


def answered(url: str, reply: Answer, now: datetime) -> Attempt:
    """The attempt of a call with an answer: 2xx is success, 410 disables, all else is tried again.

    The body is never quoted: it may repeat what was sent to it.
    """
    if 200 <= reply.status < 300:
        outcome = Outcome.SENT
    elif reply.status == 410:
        outcome = Outcome.DISABLED
    else:
        outcome = Outcome.RETRY
    wait = retry_after(reply.headers.get("retry-after", ""), now)
    return Attempt(outcome, str(reply.status), f"from {redact_url(url)}", wait)
