"""Delays between the attempts to send one message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
# Standard Webhooks 1.0.0, "Deliverability and reliability": the first attempt at once, the tenth 75 h later.
HOOK_DELAYS: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)
_MAIL_START, _MAIL_STEP, _MAIL_LIMIT = (
    (5 * _MINUTE, 15 * _MINUTE, 60 * _MINUTE, 2 * _HOUR),
    4 * _HOUR,
    timedelta(days=4),
)
_MAIL_STEPS = (_MAIL_LIMIT - sum(_MAIL_START, timedelta())) // _MAIL_STEP
# RFC 5321, 4.5.4.1: give up after 4 to 5 days. The first delays are short, for servers that greylist.
MAIL_DELAYS: tuple[timedelta, ...] = (*_MAIL_START, *(_MAIL_STEP,) * _MAIL_STEPS)


_JITTER = 0.1  # share of a delay, at most, by which it is shorter or longer


def retry_delay(delays: Sequence[timedelta], attempts: int, chance: float = 0.5) -> timedelta | None:
    """How long to wait after `attempts` failed attempts (0: none yet); None when it is time to give up.

    `chance` (0 to 1) spreads the attempts of messages that failed together: a tenth earlier to a tenth later;
    0.5 is the table's own value.
    """
    if attempts <= 0:
        return timedelta()
    if attempts > len(delays):
        return None
    return delays[attempts - 1] * (1 + _JITTER * (2 * chance - 1))
