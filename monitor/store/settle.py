"""What waits to be settled, and what subscribers are owed.

The Settle transaction is `register.replace_block`; its caps are in `caps`.
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from monitor.model import Alert, Hit, Story
from monitor.store import caps, rows
from monitor.store.connection import Core
from monitor.store.values import Unsettled

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # 31, without I, L, O, 0 and 1


def short_ref(number: int, length: int = 4) -> str:
    """A short reference such as `K7QM`, different for each id: four letters for the first 923,521, then five,
    and so on.

    The number is multiplied within its block, so that neighbours do not look alike; a factor that shares no
    divisor with the size of the block (a power of 31) makes that a permutation.
    """
    size = len(LETTERS) ** length
    if number >= size:
        return short_ref(number - size, length + 1)
    scrambled = number * 387_420_489 % size
    text = ""
    for _ in range(length):
        scrambled, digit = divmod(scrambled, len(LETTERS))
        text += LETTERS[digit]
    return text


class Settle(Core):
    """The part of the store that knows acts and alerts."""

    def unsettled(self, now: datetime, everything: bool = False) -> list[Unsettled]:
        """Stories whose time to settle has come, oldest first; `everything`: all that wait. One without hits
        was flagged before an edit.

        Of each feed as many as it may still open acts in this hour (`caps.ACT_LIMIT`), those that may alert
        first; the rest waits.
        """
        found = self.rows(
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
        hits = self._hits(row["version_id"] for row in found)
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
            for row in found
        ]

    def waiting_for_caps(self, now: datetime) -> list[caps.Waiting]:
        """The feeds of which something waits because of what they brought in the last hour."""
        found = self.rows(
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
        return [caps.Waiting(*row) for row in found]

    def alerts(self, after: int, upto: int | None = None) -> list[Alert]:
        """Alerts with `after < id <= upto` that somebody may be owed, in the order they were written; those
        of a replay are not.
        """
        found = self.rows(
            "SELECT * FROM alert WHERE id > :after AND (:upto IS NULL OR id <= :upto) AND NOT history "
            "ORDER BY id",
            {"after": after, "upto": upto},
        )
        return [rows.alert(row) for row in found]

    def max_alert(self) -> int:
        """The id of the newest alert; 0 before the first."""
        return int(self.value("SELECT coalesce(max(id), 0) FROM alert"))

    def hits(self, story: Story) -> tuple[Hit, ...]:
        """The rules that matched this version of a stored story."""
        row = self.row("SELECT id FROM version WHERE story = ? AND number = ?", (story.id, story.version))
        return () if row is None else self._hits([row["id"]]).get(row["id"], ())

    def _hits(self, versions: Iterable[int]) -> dict[int, tuple[Hit, ...]]:
        """Hits by version row."""
        found: dict[int, list[Hit]] = {}
        for row in self.rows(
            "SELECT * FROM hit WHERE version IN (SELECT value FROM json_each(?)) ORDER BY rule",
            (json.dumps(list(versions)),),
        ):
            found.setdefault(row["version"], []).append(rows.hit(row))
        return {version: tuple(hits) for version, hits in found.items()}
