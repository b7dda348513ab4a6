"""Is the service alive and telling the truth: one value, computed from rows, shown by /healthz, /readyz,
`doctor` and metrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Feed, FeedState
from monitor.store import Store

GRACE = timedelta(minutes=5)  # after a start, before polls are expected
SILENT_INTERVALS = 3  # without one good poll of any feed


@dataclass(frozen=True, slots=True)
class Health:
    """`problems` is empty when all is well; ages are in seconds.

    `complete` is the share of enabled feeds polled well within two intervals.
    """

    problems: tuple[str, ...]
    feeds: int
    failing: int
    poll_age_s: float | None
    complete: float
    rules_ok: bool
    writer_alive: bool
    ready: bool

    @property
    def ok(self) -> bool:
        return not self.problems


def health(
    store: Store, *, now: datetime, rules_error: str | None, writer_alive: bool, started_at: datetime
) -> Health:
    """Fails when no feed was polled well for three of its intervals (docs/faults.md 158), the rules are
    broken or the writer is gone.
    """
    rows = [row for row in store.feeds.states() if row[0].enabled]
    states = [(feed, state) for feed, state, _ in rows]
    newest = max((state.ok_at for _, state in states if state.ok_at), default=None)
    shortest = min((feed.interval_s for feed, _ in states), default=900)
    fresh = sum(
        state.ok_at is not None and now - state.ok_at <= timedelta(seconds=2 * feed.interval_s) + GRACE
        for feed, state in states
    )
    problems = []
    if not states:
        problems.append("no feed is enabled: `treaty-monitor feeds add ADDRESS` adds one")
    elif now - started_at > (GRACE if newest else timedelta(seconds=SILENT_INTERVALS * shortest)) and not any(
        _alive(feed, state, due, now) for feed, state, due in rows
    ):
        problems.append("no feed was polled successfully for three intervals: is the network there?")
    if rules_error:
        problems.append(f"the rule files are broken, the old rules stay in force: {rules_error}")
    if store.database.full:
        problems.append("the disk is full: nothing is stored until there is room")
    if not writer_alive:
        problems.append("the database writer has stopped")
    return Health(
        problems=tuple(problems),
        feeds=len(states),
        failing=sum(state.error_since is not None for _, state in states),
        poll_age_s=(now - newest).total_seconds() if newest else None,
        complete=fresh / len(states) if states else 0.0,
        rules_ok=rules_error is None,
        writer_alive=writer_alive,
        ready=newest is not None and not problems,
    )


def _alive(feed: Feed, state: FeedState, due: datetime, now: datetime) -> bool:
    """Whether the last good poll is no older than three intervals, or than the feed's own wish to be asked
    less often explains.
    """
    if state.ok_at is None:
        return False
    interval = timedelta(seconds=feed.interval_s)
    asked_later = state.error_since is None and now <= due + (SILENT_INTERVALS - 1) * interval
    return now - state.ok_at <= SILENT_INTERVALS * interval or asked_later
