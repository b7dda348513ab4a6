"""Article pages of flagged stories: those that are to be read, and the result of reading them."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Page
from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.values import WantedPage


class Pages:
    """Reads and writes article pages. `Polls.record` adds a row for each flagged text."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def wanted(self, now: datetime, limit: int) -> list[WantedPage]:
        """Pages whose time has come, the longest waiting first."""
        page_rows = self.database.rows(
            "SELECT page.version, story.url, tries FROM page JOIN story ON story.id = page.story "
            "WHERE page.state = 'wanted' AND (due_at <= :now OR due_from > :now) ORDER BY due_at, "
            "version LIMIT :limit",
            {"now": rows.stamp(now), "limit": limit},
        )
        return [WantedPage(row["version"], row["url"], row["tries"]) for row in page_rows]

    def record(self, wanted: WantedPage, page: Page, now: datetime) -> None:
        """Stores a page; its story is settled now, again if it was settled without the page."""
        with self.database.write() as db:
            kept = db.execute(
                "UPDATE page SET state = 'read', tries = tries + 1, url = ?, title = ?, text = ?, lang "
"= ?, published = ?, read_at = ? "
                "WHERE version = ? AND state = 'wanted'",
                (
                    rows.plain(page.url), rows.plain(page.title), rows.plain(page.text), page.lang,
                    page.published.isoformat() if page.published else None, rows.stamp(now), wanted.version,
                ),
            )  # fmt: skip
            if kept.rowcount == 0:
                return  # a newer text of the story replaced it
            self.database.trace("mid_tx_page")
            at = rows.stamp(now)
            if (
                db.execute(
                    "UPDATE unsettled SET settle_by = ? WHERE version = ?", (at, wanted.version)
                ).rowcount
                == 0
            ):
                db.execute(
                    "INSERT INTO unsettled (story, version, feed, quiet, since, settle_by) "
                    "SELECT statement.story, statement.version, story.feed, quiet, ?, ? FROM statement "
                    "JOIN story ON story.id = statement.story JOIN version ON version.id = statement.version "
                    "WHERE statement.version = ? AND version.number = story.current",
                    (at, at, wanted.version),
                )
        self.database.trace("after_commit_page")

    def record_failure(
        self, wanted: WantedPage, code: str, note: str, now: datetime, next_at: datetime | None
    ) -> None:
        """Stores why a page could not be read; `next_at`: when to try again. Its story is settled
        without it.
        """
        at = rows.stamp(now)
        with self.database.write() as db:
            db.execute(
                "UPDATE page SET state = ?, tries = tries + 1, code = ?, note = ?, due_from = ?, due_at = ? "
                "WHERE version = ? AND state = 'wanted'",
                (
                    "failed" if next_at is None else "wanted",
                    code,
                    rows.plain(note),
                    at,
                    rows.maybe_stamp(next_at) or at,
                    wanted.version,
                ),
            )
            db.execute(
                "UPDATE unsettled SET settle_by = ? WHERE version = ? AND settle_by > ?",
                (at, wanted.version, at),
            )

    def get(self, story: int) -> Page | None:
        """The page of the newest flagged text of a story, or None."""
        row = self.database.row(
            "SELECT url AS page_url, title AS page_title, text AS page_text, lang AS page_lang, "
            "published AS page_published FROM page "
            "WHERE story = ? AND state = 'read' ORDER BY version DESC LIMIT 1",
            (story,),
        )
        return None if row is None else rows.page(row)
