"""Notices, settings of the file itself, and sizes."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.store import rows
from monitor.store.connection import Core
from monitor.store.sqlite import sqlite3
from monitor.store.values import Counts, Event

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
    """Write a notice inside a transaction; one that was written within the hour is counted instead, so that
    notices are never a flood.
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


class Events(Core):
    """The part of the store that tells how things are."""

    def add_event(
        self, kind: str, text: str, now: datetime, *, feed: int | None = None, destination: int | None = None
    ) -> None:
        """Write a notice."""
        with self.write() as db:
            note(db, kind, text, now, feed=feed, destination=destination)

    def events(
        self, kind: str | None = None, since: datetime | None = None, limit: int = 1000
    ) -> list[Event]:
        """Notices, newest first: of one kind, and no older than `since`, when given."""
        found = self.rows(
            "SELECT * FROM event WHERE (:kind IS NULL OR kind = :kind) AND (:since IS NULL OR at >= :since) "
            "ORDER BY at DESC, id DESC LIMIT :limit",
            {"kind": kind, "since": rows.maybe_stamp(since), "limit": limit},
        )
        return [
            Event(
                row["id"],
                row["kind"],
                row["text"],
                rows.when(row["at"]),
                row["count"],
                row["feed"],
                row["destination"],
            )
            for row in found
        ]

    def meta(self, key: str) -> str | None:
        """A setting of this file, or None."""
        row = self.row("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Store a setting of this file. `database` and `generation` are the store's own."""
        assert key not in ("database", "generation")
        with self.write() as db:
            db.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
                "excluded.value",
                (key, rows.plain(value)),
            )

    def counts(self) -> Counts:
        """Sizes, for health and metrics. Cheap: no table of stories is counted row by row."""
        feeds = self.rows(
            "SELECT enabled, error_since IS NOT NULL FROM feed JOIN feed_state ON feed = feed.id WHERE "
            "removed_at IS NULL"
        )
        states = {row[0]: row[1] for row in self.rows("SELECT state, count(*) FROM outbox GROUP BY state")}
        one = self.row(
            "SELECT (SELECT coalesce(max(id), 0) FROM story) AS stories, (SELECT coalesce(max(id), 0) "
            "FROM version) AS versions, "
            "(SELECT count(DISTINCT story) FROM act_story) "
            "+ (SELECT count(*) FROM unsettled WHERE story NOT IN (SELECT story FROM act_story)) AS flagged, "
            "(SELECT count(*) FROM unsettled) AS unsettled, (SELECT count(*) FROM act) AS acts, (SELECT "
            "count(*) FROM alert) AS alerts, "
            "(SELECT count(*) FROM destination WHERE removed_at IS NULL) AS destinations"
        )
        page, free = self.value("PRAGMA page_size"), self.value("PRAGMA freelist_count")
        assert one is not None
        return Counts(
            feeds=len(feeds),
            enabled=sum(enabled for enabled, _ in feeds),
            failing=sum(enabled and failing for enabled, failing in feeds),
            **{name: one[name] for name in one.keys()},  # noqa: SIM118 - a Row iterates over its values
            **{
                state: states.get(state, 0)
                for state in ("ready", "leased", "deferred", "sent", "dead", "suppressed")
            },
            bytes=self.path.stat().st_size,
            free_bytes=page * free,
        )
