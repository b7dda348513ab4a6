"""How a subscription ends or begins again, and what becomes of its unsent messages. All within the caller's
transaction.
"""

from __future__ import annotations

from datetime import datetime

from monitor.store import rows, withheld
from monitor.store.events import note
from monitor.store.sqlite import sqlite3

QUIET = "it is quiet at the destination"  # the note of a message that waits for the end of quiet hours


def look_again_at_quiet_hours(db: sqlite3.Connection, destination: int, now: datetime) -> None:
    """Makes messages due that wait for the end of quiet hours, since those may be others now."""
    db.execute(
        "UPDATE outbox SET due_from = :at, due_at = :at WHERE destination = :id AND state = 'deferred' "
        "AND note = :note",
        {"at": rows.stamp(now), "id": destination, "note": QUIET},
    )


def unsubscribe(db: sqlite3.Connection, destination: int, name: str, now: datetime) -> None:
    """Ends a subscription; one that has ended stays as it is."""
    if disable(db, destination, "unsubscribed", now):
        withheld.forget(db, destination)
        suppress(db, destination, "unsubscribed", now)
        note(db, "unsubscribed", f"{name} unsubscribed", now, destination=destination)


def disable(
    db: sqlite3.Connection, destination: int, reason: str, now: datetime, *, gone: bool = False
) -> bool:
    """Disables a destination; returns False if it was disabled before.

    `gone`: its endpoint answered 410, and messages are held until it is enabled again.
    """
    changed = db.execute(
        "UPDATE destination SET disabled_at = ?, disabled_reason = ?, gone = ? WHERE id = ? AND "
        "disabled_at IS NULL",
        (rows.stamp(now), rows.plain(reason), int(gone), destination),
    )
    return changed.rowcount == 1


def revive(db: sqlite3.Connection, destination: int, now: datetime) -> int:
    """Makes ready the messages that wait for a destination, and those that its endpoint refused with
    410; returns their number.
    """
    at = rows.stamp(now)
    changed = db.execute(
        "UPDATE outbox SET state = 'ready', attempts = 0, note = '', ended_at = NULL, due_from = :at, "
        "due_at = :at "
        "WHERE destination = :destination AND notice = 0 AND length(body) > 0 AND (state IN ('ready', "
        "'deferred') OR state = 'dead' AND "
        "(SELECT outcome FROM attempt WHERE attempt.outbox = outbox.id ORDER BY attempt.id DESC LIMIT "
        "1) = 'disabled')",
        {"at": at, "destination": destination},
    )
    return changed.rowcount


def suppress(db: sqlite3.Connection, destination: int, reason: str, now: datetime) -> None:
    """Suppresses the messages that were not sent, for this reason."""
    # A leased message is being sent: its attempt decides the state.
    db.execute(
        "UPDATE outbox SET state = 'suppressed', note = ?, ended_at = ? WHERE destination = ? AND notice = 0 "
        "AND state IN ('ready', 'deferred')",
        (reason, rows.stamp(now), destination),
    )
