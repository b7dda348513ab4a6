"""Addresses that bounced softly: nothing is sent to them for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3

DELAYS = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=12), timedelta(hours=24))
MOST = 5  # soft bounces, none more than `WINDOW` after the one before; then the address is suppressed
WINDOW = timedelta(days=7)


def count(db: sqlite3.Connection, address_hash: bytes, now: datetime) -> int:
    """Counts a soft bounce of this address and makes it wait; returns how many there are now. The caller
    suppresses the address when they are `MOST`.

    While the address waits, bounces of what was sent before count with the one that made it wait.
    """
    before = db.execute("SELECT * FROM backoff WHERE address_hash = ?", (address_hash,)).fetchone()
    goes_on = before is not None and now - WINDOW <= rows.when(before["last_at"]) <= now
    if goes_on and now < rows.when(before["until"]):
        return int(before["count"])
    number = before["count"] + 1 if goes_on else 1
    until = now + DELAYS[min(number, len(DELAYS)) - 1]
    db.execute(
        "INSERT OR REPLACE INTO backoff (address_hash, count, last_at, until) VALUES (?, ?, ?, ?)",
        (address_hash, number, rows.stamp(now), rows.stamp(until)),
    )
    return int(number)


def waits_until(db: sqlite3.Connection, address_hash: bytes, now: datetime) -> datetime | None:
    """When something may be sent to this address again; None: now. A clock that was set back frees it."""
    row = db.execute(
        "SELECT until FROM backoff WHERE address_hash = ? AND until > ? AND last_at <= ?",
        (address_hash, rows.stamp(now), rows.stamp(now)),
    ).fetchone()
    return None if row is None else rows.when(row["until"])


def waiting(database: Database, now: datetime) -> dict[bytes, datetime]:
    """The addresses, by their hashes, that get nothing now, and until when."""
    at = rows.stamp(now)
    selected = database.rows("SELECT * FROM backoff WHERE until > ? AND last_at <= ?", (at, at))
    return {row["address_hash"]: rows.when(row["until"]) for row in selected}


def forget(db: sqlite3.Connection, address_hash: bytes) -> bool:
    """Starts anew with an address; False if it had no soft bounce."""
    return db.execute("DELETE FROM backoff WHERE address_hash = ?", (address_hash,)).rowcount > 0


def forget_old(db: sqlite3.Connection, now: datetime) -> None:
    """Forgets addresses whose last soft bounce counts no more."""
    db.execute("DELETE FROM backoff WHERE last_at < ?", (rows.stamp(now - WINDOW),))
