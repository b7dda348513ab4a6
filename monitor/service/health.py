"""Is the service alive and telling the truth: one value, computed from rows, shown by /healthz, /readyz,
`doctor` and metrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store import FeedTotals, Store

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
    totals = store.feeds.totals(now, GRACE)
    problems = [
        *_silence(totals, now - started_at),
        *([f"the rule files are broken, the old rules stay in force: {rules_error}"] if rules_error else ()),
        *(["the disk is full: nothing is stored until there is room"] if store.database.full else ()),
        *([] if writer_alive else ["the database writer has stopped"]),
    ]
    alarms = store.alarms.all()
    overdue = sum(alarm.is_overdue for alarm in alarms)
    return Health(
        problems=tuple(problems),
        feeds=totals.feeds,
        failing=totals.failing,
        poll_age_s=(now - totals.newest).total_seconds() if totals.newest else None,
        complete=totals.fresh / totals.feeds if totals.feeds else 0.0,
        rules_ok=rules_error is None,
        writer_alive=writer_alive,
        ready=totals.newest is not None and not problems and not overdue,
        overdue=overdue,
        alarms=len(alarms) - overdue,
    )


def _silence(totals: FeedTotals, uptime: timedelta) -> list[str]:
    """What is wrong when no poll succeeds; `uptime`: the time since the start."""
    if totals.shortest is None:
        return ["no feed is enabled: `treaty-monitor feeds add ADDRESS` adds one"]
    patience = GRACE if totals.newest else SILENT_INTERVALS * totals.shortest
    if uptime > patience and not totals.alive:
        return ["no feed was polled successfully for two intervals: is the network there?"]
    return []
