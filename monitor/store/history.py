"""Stories that no feed brought: those of a replay and of the starter register.

No alert of theirs is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Hit, Story
from monitor.store import rows
from monitor.store.batch import insert
from monitor.store.connection import Database
from monitor.store.intake import gather
from monitor.store.sqlite import sqlite3
from monitor.store.values import PollResult

NO_FEED = "replay:"  # the address of the row that stands for "no feed"


class History:
    """Stores stories as if they had been polled."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, stories: Sequence[tuple[Story, tuple[Hit, ...]]], now: datetime) -> PollResult:
        """Stores these stories as seen at `now`, in one transaction; flagged ones wait to be settled.

        Stories that exist are not changed.
        """
        with self.database.write() as db:
            batch = gather(db, stories, feed=_no_feed(db, now), now=now, capped=False)
            insert(db, batch)
            self.database.trace("mid_tx_history")
        return PollResult(len(batch.stories), batch.changed, len(batch.flagged))

    def skip(self) -> None:
        """Moves the cursor of every destination past alerts of a replay, unless an alert that it is
        owed lies among them.
        """
        with self.database.write() as db:
            db.execute(
                "UPDATE destination SET cursor = (SELECT coalesce(max(id), 0) FROM alert) WHERE "
                "removed_at IS NULL "
                "AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.id > destination.cursor AND NOT history)"
            )


def _no_feed(db: sqlite3.Connection, now: datetime) -> int:
    """The id of the row that stands for no feed: removed, disabled, never polled; sightings must name a
    feed.
    """
    at = rows.stamp(now)
    db.execute(
        "INSERT INTO feed (address, title, publisher, kind, interval_s, enabled, added_at, removed_at) "
        "VALUES (?, 'Replay', '', 'press', 86400, 0, ?, ?) ON CONFLICT (address) DO NOTHING",
        (NO_FEED, at, at),
    )
    return int(db.execute("SELECT id FROM feed WHERE address = ?", (NO_FEED,)).fetchone()[0])
