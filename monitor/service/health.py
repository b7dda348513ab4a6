"""Is the service alive and telling the truth: one value, computed from rows, shown by /healthz, /readyz,
`doctor` and metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.model import Feed, FeedState
from monitor.store import Store

GRACE = timedelta(minutes=5)  # after a start, until polls are expected
SILENT_INTERVALS = 2  # without a good poll of any feed


@dataclass(frozen=True, slots=True)
class Health:
    """`problems` is empty when all is well; ages are in seconds.

    `complete` is the share of enabled feeds polled well within two intervals. `overdue` and `alarms` are the
    numbers of open alarms about work that is overdue, and about actions that fail: a restart mends neither,
    so they are no problems of health, but the service is not ready while work is overdue.
    """

    problems: tuple[str, ...]
    feeds: int
    failing: int
    poll_age_s: float | None
    complete: float
    rules_ok: bool
    writer_alive: bool
    ready: bool
    overdue: int = 0
    alarms: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems


def health(
    store: Store, *, now: datetime, rules_error: str | None, writer_alive: bool, started_at: datetime
) -> Health:
    """Fails when no feed was polled well for two of its intervals (docs/faults.md 158), the rules are
    broken or the writer is gone.
    """
    polls = [_FeedPoll(feed, state, due) for feed, state, due in store.feeds.states() if feed.enabled]
    newest = max((poll.state.ok_at for poll in polls if poll.state.ok_at), default=None)
    problems = [
        *_silence(polls, newest, now, now - started_at),
        *([f"the rule files are broken, the old rules stay in force: {rules_error}"] if rules_error else ()),
        *(["the disk is full: nothing is stored until there is room"] if store.database.full else ()),
        *([] if writer_alive else ["the database writer has stopped"]),
    ]
    alarms = store.alarms.all()
    overdue = sum(alarm.is_overdue for alarm in alarms)
    return Health(
        problems=tuple(problems),
        feeds=len(polls),
        failing=sum(poll.state.error_since is not None for poll in polls),
        poll_age_s=(now - newest).total_seconds() if newest else None,
        complete=sum(poll.is_fresh(now) for poll in polls) / len(polls) if polls else 0.0,
        rules_ok=rules_error is None,
        writer_alive=writer_alive,
        ready=newest is not None and not problems and not overdue,
        overdue=overdue,
        alarms=len(alarms) - overdue,
    )


class _FeedPoll(NamedTuple):
    """An enabled feed, what its last poll left behind, and when the next one is due."""

    feed: Feed
    state: FeedState
    due: datetime

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.feed.interval_s)

    def is_fresh(self, now: datetime) -> bool:
        """True if the last good poll is no older than two intervals, or than its rhythm or server wanted."""
        if self.state.ok_at is None:
            return False
        planned = self.state.error_since is None and now <= self.due + self.interval + GRACE
        return planned or now - self.state.ok_at <= 2 * self.interval + GRACE

    def is_alive(self, now: datetime) -> bool:
        """True if the last good poll is no older than two intervals, or the feed asked for a later one."""
        if self.state.ok_at is None:
            return False
        asked_later = (
            self.state.error_since is None and now <= self.due + (SILENT_INTERVALS - 1) * self.interval
        )
        return now - self.state.ok_at <= SILENT_INTERVALS * self.interval or asked_later


def _silence(
    polls: Sequence[_FeedPoll], newest: datetime | None, now: datetime, uptime: timedelta
) -> list[str]:
    """What is wrong when no poll succeeds; `newest` is the last good one, `uptime` since the start."""
    if not polls:
        return ["no feed is enabled: `treaty-monitor feeds add ADDRESS` adds one"]
    shortest = min(poll.interval for poll in polls)
    patience = GRACE if newest else SILENT_INTERVALS * shortest
    if uptime > patience and not any(poll.is_alive(now) for poll in polls):
        return ["no feed was polled successfully for two intervals: is the network there?"]
    return []
