"""Flagged stories that wait to become part of an act. The Settle transaction is `Register.replace_block`."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

from datetime import datetime

from monitor.store import caps, rows
from monitor.store.connection import Database
from monitor.store.stories import hits_by_version
from monitor.store.values import Unsettled


class UnsettledStories:
    """Reads the stories that wait to be settled."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def is_waiting(self, story: int) -> bool:
        """True if the story with this id waits to be settled."""
        return bool(self.database.value("SELECT EXISTS (SELECT 1 FROM unsettled WHERE story = ?)", (story,)))

    def due(self, now: datetime, everything: bool = False) -> list[Unsettled]:
        """Stories whose time to settle has come, oldest first; `everything`: all that wait. One without
        hits was flagged before an edit.

        Of each feed at most as many as it may still open acts in this hour (`caps.ACT_LIMIT`), those
        that may alert first.
        """
        waiting_rows = self.database.rows(
            f"WITH {caps.OPENED}, due AS (SELECT unsettled.*, row_number() OVER (PARTITION BY feed "
            "ORDER BY quiet, settle_by, story) "
            "AS place FROM unsettled WHERE :everything OR settle_by <= :now OR since > :now) "
            f"SELECT {rows.STORY_COLUMNS}, story.seen_at, due.feed, due.quiet, due.settle_by, page.url "
            "AS page_url, "
            "page.title AS page_title, page.text AS page_text, page.lang AS page_lang, page.published "
            "AS page_published FROM due "
            "JOIN story ON story.id = due.story JOIN version ON version.id = due.version "
            "LEFT JOIN page ON page.version = due.version AND page.state = 'read' LEFT JOIN opened ON "
            "opened.feed = due.feed "
            "WHERE due.feed IS NULL OR place <= :limit - coalesce(opened.acts, 0) ORDER BY settle_by, "
            "story.id",
            caps.window(now) | {"everything": everything, "limit": caps.ACT_LIMIT},
        )
        hits = hits_by_version(self.database, (row["version_id"] for row in waiting_rows))
        return [
            Unsettled(
                story=rows.story(row),
                hits=hits.get(row["version_id"], ()),
                quiet=bool(row["quiet"]),
                version=row["number"],
                settle_by=rows.when(row["settle_by"]),
                feed=row["feed"],
                seen=rows.when(row["seen_at"]),
                page=rows.page(row),
            )
            for row in waiting_rows
        ]

    def waiting_for_caps(self, now: datetime) -> list[caps.Waiting]:
        """The feeds with stories or alerts that wait because of a limit of the last hour."""
        feed_rows = self.database.rows(
            f"WITH {caps.OPENED}, held AS (SELECT feed, count(*) AS alerts FROM held_alert GROUP BY feed), "
            "late AS (SELECT unsettled.feed, count(*) AS stories FROM unsettled JOIN opened ON "
            "opened.feed = unsettled.feed "
            "WHERE settle_by <= :now AND acts >= :limit GROUP BY unsettled.feed) "
            "SELECT coalesce(nullif(feed.title, ''), feed.address) AS name, coalesce(alerts, 0), "
            "coalesce(stories, 0) FROM feed "
            "LEFT JOIN held ON held.feed = feed.id LEFT JOIN late ON late.feed = feed.id "
            "WHERE alerts IS NOT NULL OR stories IS NOT NULL ORDER BY name",
            caps.window(now) | {"limit": caps.ACT_LIMIT},
        )
        return [caps.Waiting(*row) for row in feed_rows]
