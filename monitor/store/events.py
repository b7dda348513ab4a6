"""Notices for operators and readers."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3
from monitor.store.values import Event

REPEATS = timedelta(hours=1)
TEXT_LIMIT = 2_000  # characters of one notice


def note(
    db: sqlite3.Connection,
    kind: str,
    text: str,
    now: datetime,
    *,
    feed: int | None = None,
    destination: int | None = None,
) -> None:
    """Writes a notice inside a transaction. The same notice within an hour is counted instead of
    written again.
    """
    text, at = rows.plain(text)[:TEXT_LIMIT], rows.stamp(now)
    same = db.execute(
        "UPDATE event SET count = count + 1, at = ? WHERE kind = ? AND at > ? AND at <= ? AND text = ? "
        "AND feed IS ? AND destination IS ?",
        (at, kind, rows.stamp(now - REPEATS), at, text, feed, destination),
    )
    if same.rowcount == 0:
        db.execute(
            "INSERT INTO event (kind, text, at, count, feed, destination) VALUES (?, ?, ?, 1, ?, ?)",
            (kind, text, at, feed, destination),
        )


class Events:
    """Reads and writes notices."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self, kind: str, text: str, now: datetime, *, feed: int | None = None, destination: int | None = None
    ) -> None:
        """Writes a notice."""
        with self.database.write() as db:
            note(db, kind, text, now, feed=feed, destination=destination)

    def of_feed(self, feed: int, limit: int) -> list[Event]:
        """The notices about a feed, newest first."""
        return [
            _event(row)
            for row in self.database.rows(
                "SELECT * FROM event WHERE feed = ? ORDER BY at DESC, id DESC LIMIT ?", (feed, limit)
            )
        ]

    def find(self, kind: str | None = None, since: datetime | None = None, limit: int = 1000) -> list[Event]:
        """Notices, newest first; of one kind, and no older than `since`, when given."""
        event_rows = self.database.rows(
            "SELECT * FROM event WHERE (:kind IS NULL OR kind = :kind) AND (:since IS NULL OR at >= :since) "
            "ORDER BY at DESC, id DESC LIMIT :limit",
            {"kind": kind, "since": rows.maybe_stamp(since), "limit": limit},
        )
        return [_event(row) for row in event_rows]

    def last(self, kind: str) -> Event | None:
        """The newest notice of this kind."""
        row = self.database.row(
            "SELECT * FROM event WHERE kind = ? ORDER BY at DESC, id DESC LIMIT 1", (kind,)
        )
        return None if row is None else _event(row)


def _event(row: sqlite3.Row) -> Event:
    return Event(
        row["id"],
        row["kind"],
        row["text"],
        rows.when(row["at"]),
        row["count"],
        row["feed"],
        row["destination"],
    )
