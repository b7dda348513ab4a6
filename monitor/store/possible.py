"""Possible exits: stories that score below the threshold of an alert, until a person accepts or
dismisses them.
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

from datetime import datetime

from monitor.model import Kind
from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3
from monitor.store.values import Possible

_COLUMNS = (
    "possible.rule, possible.digest AS hit_digest, possible.kind, possible.stage, possible.spans, "
    "possible.title AS hit_title, "
    "possible.why, possible.score, possible.state AS decision, possible.at AS noticed_at, "
    "possible.noticed"
)


class PossibleExits:
    """Reads and decides possible exits.

    They are in no act and alert nobody until they are accepted.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def newest_noticed(self) -> int:
        """The highest `Possible.noticed` that is stored by now."""
        return int(self.database.value("SELECT coalesce(max(id), 0) FROM version"))

    def count_open(self) -> int:
        """The number of possible exits that nobody has decided."""
        return int(self.database.value("SELECT count(*) FROM possible WHERE state = 'open'"))

    def state_of(self, story: int) -> str:
        """`open`, `accepted` or `dismissed`; "" for a story that is no possible exit."""
        row = self.database.row("SELECT state FROM possible WHERE story = ?", (story,))
        return "" if row is None else str(row["state"])

    def find(
        self,
        *,
        since: datetime | None = None,
        noticed: tuple[int, int] | None = None,
        limit: int | None = 50,
        state: str = "open",
    ) -> list[Possible]:
        """Possible exits in this state, best first. `since`: only those of polls that began after this
        time.

        `noticed`: only those whose number is above the first of these and at most the second. `limit`
        None: all of them.
        """
        after, until = noticed or (-1, None)
        exit_rows = self.database.rows(
            f"SELECT {rows.STORY_COLUMNS}, {_COLUMNS} FROM possible JOIN story ON story.id = possible.story "
            "JOIN version ON version.id = possible.version WHERE possible.state = :state AND (:since IS "
            "NULL OR possible.at > :since) "
            "AND possible.noticed > :after AND (:until IS NULL OR possible.noticed <= :until) "
            "ORDER BY possible.score DESC, possible.story DESC LIMIT :limit",
            {
                "state": state,
                "since": rows.maybe_stamp(since),
                "after": after,
                "until": until,
                "limit": -1 if limit is None else limit,
            },
        )
        return [
            Possible(
                rows.story(row),
                rows.possible_hit(row),
                row["score"],
                row["decision"],
                rows.when(row["noticed_at"]),
                row["noticed"],
            )
            for row in exit_rows
        ]

    def accept(
        self, story: int, now: datetime, *, kind: Kind | None = None, who: str = "", why: str = ""
    ) -> bool:
        """Makes a possible exit a flagged story that is settled at once, as `kind` (default: its own).
        Returns False if none is open.
        """
        with self.database.write() as db:
            row = db.execute("SELECT * FROM possible WHERE story = ? AND state = 'open'", (story,)).fetchone()
            if row is None:
                return False
            values = (
                row["version"],
                row["rule"],
                row["digest"],
                (kind or Kind(row["kind"])).value,
                row["stage"],
                row["spans"],
            )
            # hits of an earlier reading that a later one removed
            db.execute("DELETE FROM hit WHERE version = ?", (row["version"],))
            db.execute(
                "INSERT INTO hit (version, rule, digest, kind, stage, spans, title, why) VALUES (?, ?, "
                "?, ?, ?, ?, ?, ?)",
                (*values, row["title"], row["why"]),
            )
            at = rows.stamp(now)
            db.execute(
                "INSERT INTO unsettled (story, version, feed, quiet, since, settle_by) VALUES (?, ?, "
                "NULL, 0, ?, ?) "
                "ON CONFLICT (story) DO UPDATE SET version = excluded.version, quiet = 0, settle_by = "
                "excluded.settle_by",
                (story, row["version"], at, at),
            )
            _decide(db, story, "accepted", at, who, why)
        return True

    def dismiss(self, story: int, now: datetime, *, who: str = "", why: str = "") -> bool:
        """Decides that a story reports no exit; it is kept with that state. Returns False if none is
        open.
        """
        with self.database.write() as db:
            if (
                db.execute("SELECT 1 FROM possible WHERE story = ? AND state = 'open'", (story,)).fetchone()
                is None
            ):
                return False
            _decide(db, story, "dismissed", rows.stamp(now), who, why)
        return True


def _decide(db: sqlite3.Connection, story: int, state: str, at: str, who: str, why: str) -> None:
    db.execute(
        "UPDATE possible SET state = ?, decided_at = ?, who = ?, reason = ? WHERE story = ?",
        (state, at, rows.plain(who), rows.plain(why), story),
    )
