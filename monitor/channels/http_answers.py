"""What the answer to an HTTP call means for the message: webhooks and chat services."""

from __future__ import annotations

import json
from datetime import datetime
from math import ceil
from typing import Any

from monitor.fetch import retry_after
from monitor.log import redact_url
from monitor.model import Attempt, FetchError, Outcome
from monitor.net import Answer

AGENT = "treaty-monitor"
_LONGEST_WAIT_S = 86_400
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


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty where there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def longer_wait(seconds: object, header_s: int | None) -> int | None:
    """The longer of two waits: that of the body, in seconds, and that of `Retry-After`. A wait that is no
    number, negative or longer than a day is ignored.
    """
    if (
        not isinstance(seconds, (int, float))
        or isinstance(seconds, bool)
        or not 0 < seconds < _LONGEST_WAIT_S
    ):
        return header_s
    return max(ceil(seconds), header_s or 0)
