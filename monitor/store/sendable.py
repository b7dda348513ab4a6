"""Whether a message may go out now: what ends it unsent, and what holds it for some time.

Rows are those of `outbox` joined with their destination.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor import cadence
from monitor.errors import UsageError
from monitor.model import MessageState, Schedule
from monitor.store import backoff, choices, rows
from monitor.store.sqlite import sqlite3
from monitor.store.unsent import QUIET

REMOVED = "the destination was removed"


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of messages that a person sends again.

    `again`: those that are ready now, by the state in which they were; `held`: how many of them wait all the
    same, by reason; `barred`: those that were left as they are, since they would not go out, by reason;
    `lost`: those whose bytes are no longer kept.
    """

    again: Mapping[MessageState, int]
    held: Mapping[str, int]
    barred: Mapping[str, int]
    lost: int


def barred(db: sqlite3.Connection, row: sqlite3.Row) -> str | None:
    """The reason why this message must not go out, or None."""
    gone = db.execute(
        "SELECT reason FROM suppression WHERE address_hash = ?", (row["address_hash"],)
    ).fetchone()
    if gone is not None:
        return str(gone["reason"])
    if row["notice"]:
        return None
    if row["removed_at"] is not None:
        return REMOVED
    if choices.is_muted(db, row["id"], row["destination"]):
        return choices.MUTED
    if row["disabled_at"] is None or row["gone"]:  # what waits for an endpoint that is gone is held
        return None
    return str(row["disabled_reason"])


def held(db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> tuple[datetime, str] | None:
    """Until when a message must wait that may go out otherwise, and why; None: it may go out now."""
    if later := backoff.waits_until(db, row["address_hash"], now):
        return later, "the address bounced softly: it is left alone for a while"
    if row["notice"] or not row["quiet"]:
        return None
    schedule = Schedule(zone=row["zone"], quiet=rows.quiet_hours(row["quiet"]))
    try:
        until = cadence.quiet_until(schedule, now)
        composed_until = cadence.quiet_until(schedule, rows.when(row["created_at"]))
    except UsageError:  # a time zone that this machine does not know must not hold up every message
        return None
    if until is None or composed_until == until or _is_urgent(db, row):
        return None
    return until, QUIET


def _is_urgent(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """True if a message tells of an act that may break quiet hours, whenever it was composed."""
    return (
        db.execute(
            "SELECT 1 FROM tells JOIN act ON act.id = tells.act WHERE tells.outbox = ? "
            "AND act.stage IN (SELECT value FROM json_each(?)) LIMIT 1",
            (row["id"], json.dumps(row["urgent"].split())),
        ).fetchone()
        is not None
    )
