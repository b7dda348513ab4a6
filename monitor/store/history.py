"""Stories that no feed brought: those of a replay and of the starter register.

No alert of theirs is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import FeedKind, Hit, Story
from monitor.store.batch import insert
from monitor.store.connection import Database
from monitor.store.feeds import stand_in
from monitor.store.intake import gather
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
            feed = stand_in(db, NO_FEED, "Replay", FeedKind.PRESS, now)
            batch = gather(db, stories, feed=feed, now=now, capped=False)
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
