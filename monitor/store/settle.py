"""What waits to be settled, what subscribers are owed, and the caps on it. The Settle transaction is `register.replace_block`."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import Alert, Hit, Story
from monitor.store import rows
from monitor.store.connection import Core
from monitor.store.events import note
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unsettled

FEED_CAP = 100  # alerts one feed may cause in an hour: a poisoned feed must not drown the others (FAULTS 32)
RULE_CAP = 300  # alerts one rule may cause in an hour
CAP_WINDOW = timedelta(hours=1)

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # 31, without I, L, O, 0 and 1


def short_ref(number: int, length: int = 4) -> str:
    """A short reference such as `K7QM`, different for each id: four letters for the first 923,521, then five, and so on.

    The number is multiplied within its block, so that neighbours do not look alike; a factor that shares no divisor with the size of
    the block (a power of 31) makes that a permutation.
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
        """Stories whose time to settle has come, oldest first; `everything`: all that wait. One without hits was flagged before an edit."""
        found = self.rows(
            f"SELECT {rows.STORY_COLUMNS}, story.seen_at, unsettled.feed, unsettled.quiet, unsettled.settle_by, page.url AS page_url, "
            "page.title AS page_title, page.text AS page_text, page.lang AS page_lang, page.published AS page_published FROM unsettled "
            "JOIN story ON story.id = unsettled.story JOIN version ON version.id = unsettled.version "
            "LEFT JOIN page ON page.version = unsettled.version AND page.state = 'read' "
            "WHERE :everything OR settle_by <= :now OR since > :now ORDER BY settle_by, story.id",
            {"now": rows.stamp(now), "everything": everything},
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

    def alerts(self, after: int, upto: int | None = None) -> list[Alert]:
        """Alerts with `after < id <= upto` that somebody may be owed, in the order they were written; those of a replay are not."""
        found = self.rows(
            "SELECT * FROM alert WHERE id > :after AND (:upto IS NULL OR id <= :upto) AND NOT history ORDER BY id",
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
            "SELECT * FROM hit WHERE version IN (SELECT value FROM json_each(?)) ORDER BY rule", (json.dumps(list(versions)),)
        ):
            found.setdefault(row["version"], []).append(rows.hit(row))
        return {version: tuple(hits) for version, hits in found.items()}


def capped(db: sqlite3.Connection, waiting: Unsettled, lead: Hit, now: datetime) -> bool:
    """Has the feed or the rule used up its hour? Then the story is registered, and one notice counts what was not alerted.

    What no feed brought, as in a replay, knows no cap.
    """
    if waiting.feed is None:
        return False
    window = (rows.stamp(now - CAP_WINDOW), rows.stamp(now))
    for column, value, cap in (("feed", waiting.feed, FEED_CAP), ("rule", lead.rule, RULE_CAP)):
        if db.execute(f"SELECT count(*) FROM alert WHERE {column} = ? AND at > ? AND at <= ?", (value, *window)).fetchone()[0] >= cap:
            _count_capped(db, waiting.feed, f"The {column} {_name(db, column, value)} reached {cap} alerts in an hour", now, window)
            return True
    return False


def _name(db: sqlite3.Connection, column: str, value: object) -> str:
    if column == "rule":
        return str(value)
    row = db.execute("SELECT title, address FROM feed WHERE id = ?", (value,)).fetchone()
    return str(row["title"] or row["address"])


def _count_capped(db: sqlite3.Connection, feed: int | None, start: str, now: datetime, window: tuple[str, str]) -> None:
    open_notice = db.execute(
        "SELECT id, count FROM event WHERE kind = 'cap' AND text LIKE ? || '%' AND at > ? AND at <= ?", (start, *window)
    ).fetchone()
    count = 1 + (open_notice["count"] if open_notice else 0)
    text = f"{start}; {count} more flagged {'story is' if count == 1 else 'stories are'} registered without an alert"
    if open_notice is None:
        note(db, "cap", text, now, feed=feed)
    else:
        db.execute("UPDATE event SET text = ?, count = ? WHERE id = ?", (rows.plain(text), count, open_notice["id"]))
