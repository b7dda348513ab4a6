"""Retention: deletes old texts; that a story was seen is kept."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from datetime import datetime, timedelta

from monitor.errors import StoreFull
from monitor.store import backoff, buckets, inbound, notice_mails, own_requests, rows, searching, sign_ups
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3
from monitor.store.values import Retained

BATCH = 500  # stories of one transaction, so that other writers wait only for these
# moves the WAL into the file; an open reader postpones that
CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
PAGES = 1000  # freed at a time, for the same reason
WITHHELD = timedelta(days=550)  # after which an act has no later story (18 months): its evidence stays
VERSIONS = 10  # texts kept of a story whose feed changes it at each fetch; flagged ones are kept anyway


class Retention:
    """Makes room in the database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def run(self, now: datetime, days: int) -> Retained:
        """Deletes summary and body of unflagged stories older than `days`, superseded unflagged
        versions, and article pages and bodies of messages of that age; returns the room to the file
        system.

        Title, link and the fact that a story was seen are kept for ever. Nothing is deleted that was
        flagged, that waits for a person as a possible exit, or that a message still contains
        (docs/faults.md 70). On a full disk the ballast file is deleted first (docs/faults.md 56).
        """
        try:
            return self._retain(now, days)
        except StoreFull:
            if not self.database.ballast.release():
                raise
            made = self._retain(now, days)
            self.database.ballast.make()
            return made

    def _retain(self, now: datetime, days: int) -> Retained:
        before = rows.stamp(now - timedelta(days=days))
        stories = versions = 0
        while erased := self._erase_texts(before, rows.stamp(now)):
            stories += erased
        while dropped := self._drop_versions():
            versions += dropped
        with self.database.write() as db:
            messages = db.execute(
                "UPDATE outbox SET body = x'' WHERE state IN ('sent', 'dead', 'suppressed') AND "
                "ended_at < ? AND length(body) > 0",
                (before,),
            ).rowcount
            db.execute("UPDATE page SET text = '' WHERE read_at < ? AND text != ''", (before,))
            db.execute("DELETE FROM event WHERE at < ?", (before,))
            db.execute("DELETE FROM feed_gap WHERE until < ?", (before,))
            db.execute("DELETE FROM withheld WHERE since < ?", (rows.stamp(now - WITHHELD),))
            inbound.forget_old(db, now)
            notice_mails.forget_old(db, now)
            backoff.forget_old(db, now)
            buckets.forget_old(db, now)
            sign_ups.forget_old(db, now)
            own_requests.forget_old(db, now)
        return Retained(stories, versions, messages, self._give_back())

    def _erase_texts(self, before: str, now: str) -> int:
        with self.database.write() as db:
            selected = db.execute(
                "SELECT id FROM story WHERE erased_at IS NULL AND seen_at < ? AND id NOT IN (SELECT "
                "story FROM act_story) "
                "AND id NOT IN (SELECT story FROM possible WHERE state = 'open') "
                "AND NOT EXISTS (SELECT 1 FROM version JOIN hit ON hit.version = version.id WHERE "
                "version.story = story.id) LIMIT ?",
                (before, BATCH),
            ).fetchall()
            if not selected:
                return 0
            chosen = json.dumps([row["id"] for row in selected])
            texts = "SELECT id FROM version WHERE story IN (SELECT value FROM json_each(?))"
            _unindex(db, texts, chosen)
            db.execute(
                "UPDATE version SET summary = '', body = '' WHERE story IN (SELECT value FROM json_each(?))",
                (chosen,),
            )
            db.execute(
                f"INSERT INTO version_fts (rowid, title, summary, body) SELECT id, {searching.COLUMNS} "
                f"FROM version WHERE id IN ({texts})",
                (chosen,),
            )
            db.execute(
                "UPDATE story SET erased_at = ? WHERE id IN (SELECT value FROM json_each(?))", (now, chosen)
            )
            self.database.trace("mid_tx_retention")
        self.database.trace("after_commit_retention")
        return len(selected)

    def _drop_versions(self) -> int:
        # Selected outside the transaction, because it reads every story. The selection stays valid: hits are
        # written with their version.
        selected = self.database.rows(
            "SELECT version.id FROM story JOIN version ON version.story = story.id "
            "WHERE story.current > ? AND version.number BETWEEN 2 AND story.current - ? "
            "AND NOT EXISTS (SELECT 1 FROM hit WHERE hit.version = version.id) "
            "AND NOT EXISTS (SELECT 1 FROM statement WHERE statement.version = version.id) "
            "AND NOT EXISTS (SELECT 1 FROM unsettled WHERE unsettled.version = version.id) "
            "AND NOT EXISTS (SELECT 1 FROM possible WHERE possible.version = version.id) LIMIT ?",
            (VERSIONS, VERSIONS, BATCH),
        )
        if not selected:
            return 0
        chosen = json.dumps([row["id"] for row in selected])
        with self.database.write() as db:
            _unindex(db, "SELECT value FROM json_each(?)", chosen)
            db.execute("DELETE FROM version WHERE id IN (SELECT value FROM json_each(?))", (chosen,))
        return len(selected)

    def _give_back(self) -> int:
        """Returns free pages to the file system; the result is the number of bytes."""
        if self.database.editing:
            return 0
        free = self.database.value("PRAGMA freelist_count")
        # Not `execute`: this pragma frees one page a step, and Python would execute only one step of a
        # statement without columns.
        steps = [CHECKPOINT, *[f"PRAGMA incremental_vacuum({PAGES})"] * -(-free // PAGES), CHECKPOINT]
        sizes = []
        for step in steps:
            self.database.run_script(step)
            sizes.append(self.database.path.stat().st_size)
        return sizes[0] - sizes[-1]


def _unindex(db: sqlite3.Connection, versions: str, chosen: str) -> None:
    """Removes these versions from the full-text index, which needs the texts it holds for that (FTS5,
    "The 'delete' command").
    """
    db.execute(
        "INSERT INTO version_fts (version_fts, rowid, title, summary, body) "
        f"SELECT 'delete', id, {searching.COLUMNS} FROM version WHERE id IN ({versions})",
        (chosen,),
    )
