"""Which version of judge and extraction has read a flagged story, and reading stories again.

A *reading* is the name of one version of all code and words that read stories (`service/reading.py`
makes it). `meta` has the present one, and the newest text that was stored when it began: later texts
belong to it, earlier ones once they are read again. Nothing here alerts anybody.
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model import Hit, Kind, Story
from monitor.register import Change
from monitor.store import register_rows, register_writes, rows
from monitor.store.connection import Database
from monitor.store.register import Register
from monitor.store.sqlite import sqlite3
from monitor.store.stories import hits_by_version
from monitor.store.values import Reread, Stated, Unsettled

# The newest statement of a story; an empty one counts as long as there is no newer text. Stories that wait
# are read when they are settled.
_STANDING = (
    "statement.version = (SELECT max(version) FROM statement AS newer WHERE newer.story = statement.story) "
    "AND (statement.kind != '' OR EXISTS (SELECT 1 FROM story AS own WHERE own.id = statement.story AND "
    "own.current = "
    "(SELECT number FROM version WHERE version.id = statement.version))) "
    "AND NOT EXISTS (SELECT 1 FROM unsettled WHERE unsettled.story = statement.story)"
)
_OLD = "(statement.reading < :reading OR statement.reading > :reading)"  # not `!=`, which no index serves
_DECIDED = (
    "EXISTS (SELECT 1 FROM possible WHERE possible.story = statement.story AND possible.state != 'open')"
)
_CORRECTED = (
    "(EXISTS (SELECT 1 FROM story_key WHERE story_key.story = statement.story AND story_key.key LIKE "
    "'~%') OR EXISTS (SELECT 1 "
    "FROM act_source JOIN act_state ON act_state.act = act_source.act WHERE act_source.story = "
    "statement.story AND corrections != '[]'))"
)


class Readings:
    """Reads and writes the reading of each statement."""

    def __init__(self, database: Database, register: Register) -> None:
        self.database = database
        self.register = register

    def current(self) -> str:
        """The present reading; "" before the first."""
        row = self.database.row("SELECT value FROM meta WHERE key = 'reading'")
        return "" if row is None else str(row["value"])

    def begin(self, reading: str) -> int:
        """Makes `reading` the present one; returns the number of stories that another one has read."""
        with self.database.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('reading', ?), "
                "('reading after', (SELECT coalesce(max(id), 0) FROM version))",
                (reading,),
            )
        return self.unread(reading)

    def unread(self, reading: str) -> int:
        """The number of stories that this reading has not read yet."""
        return int(
            self.database.value(
                f"SELECT count(*) FROM statement WHERE {_OLD} AND {_STANDING}", {"reading": reading}
            )
        )

    def statements(self) -> int:
        """The number of stories that a new reading reads again."""
        return int(self.database.value(f"SELECT count(*) FROM statement WHERE {_STANDING}"))

    def stated(self, *, reading: str | None = None, after: int = 0, limit: int = 200) -> list[Stated]:
        """What stories stated when they were read, by the row of their text, from above `after`;
        `reading`: only those that another reading has read.
        """
        where = f"{_OLD if reading is not None else 'true'} AND {_STANDING} AND statement.version > :after"
        return self._texts(
            f"{where} ORDER BY statement.version LIMIT :limit",
            {"after": after, "limit": limit} | ({} if reading is None else {"reading": reading}),
        )

    def stated_by(self, keys: Sequence[str]) -> list[Stated]:
        """What the stories of these keys stated when they were last read."""
        chosen = "story.key IN (SELECT value FROM json_each(:keys))"
        return self._texts(
            f"{chosen} AND {_STANDING} ORDER BY statement.version", {"keys": json.dumps(list(keys))}
        )

    def _texts(self, where: str, values: dict[str, object]) -> list[Stated]:
        statement_rows = self.database.rows(
            f"SELECT {rows.STORY_COLUMNS}, story.seen_at, statement.kind, statement.stage, "
            "statement.quiet, statement.terminations, "
            "statement.stated_at, page.url AS page_url, page.title AS page_title, page.text AS "
            "page_text, page.lang AS page_lang, "
            "page.published AS page_published, story.erased_at IS NULL AND coalesce(page.text, ' ') != "
            "'' AS whole, "
            f"{_DECIDED} AS decided, {_CORRECTED} AS corrected FROM statement JOIN story ON story.id = "
            "statement.story "
            "JOIN version ON version.id = statement.version LEFT JOIN page ON page.version = "
            "statement.version AND page.state = 'read' "
            f"WHERE {where}",
            values,
        )
        hits = hits_by_version(self.database, (row["version_id"] for row in statement_rows))
        return [_stated(row, hits.get(row["version_id"], ())) for row in statement_rows]

    def taken_out(self, story: Story) -> bool:
        """True if this text has hits of an earlier reading, and a later reading says that it states
        nothing.
        """
        taken = self.database.rows(
            "SELECT 1 FROM version JOIN statement ON statement.version = version.id AND kind = '' "
            "WHERE version.story = ? AND number = ? AND EXISTS (SELECT 1 FROM hit WHERE hit.version = "
            "version.id)",
            (story.id, story.version),
        )
        return bool(taken)

    def keep(self, stated: Iterable[Stated], reading: str) -> None:
        """Notes that these stories were read again without a change, in one transaction."""
        chosen = json.dumps([[statement.version, rows.stamp(statement.stated_at)] for statement in stated])
        with self.database.write() as db:
            db.execute(
                "UPDATE statement SET reading = ? FROM json_each(?) AS chosen WHERE version = "
                "json_extract(chosen.value, '$[0]') "
                "AND stated_at = json_extract(chosen.value, '$[1]')",
                (reading, chosen),
            )

    def replace(self, revision: int, changes: Sequence[Change], reread: Reread, now: datetime) -> bool:
        """Writes the hits and statement of a story by a new reading, and the acts that this changes, in
        one transaction.

        A story that states nothing any more keeps its earlier hits. Returns False, and writes nothing,
        if the register changed since `revision`, a person corrected the act, or the story was read or
        settled meanwhile. `changes` alert nobody.
        """
        stated = reread.stated
        assert not any(change.alert for change in changes), "a new reading is told to nobody"
        with self.database.write() as db:
            if register_writes.revision(db) != revision or not _unmoved(db, stated):
                return False
            if reread.item is None:
                _keep_possible(db, reread)
            else:
                _replace_hits(db, reread)
            register_writes.insert_statement(db, stated.version, reread.item, stated.text, now)
            db.execute("UPDATE statement SET reading = ? WHERE version = ?", (reread.reading, stated.version))
            self.register.write_changes(db, changes, None, now)
            register_writes.count_change(db)
            self.database.trace("mid_tx_reread")
        self.database.trace("after_commit_reread")
        return True


def _stated(row: sqlite3.Row, hits: tuple[Hit, ...]) -> Stated:
    seen, stated_at = rows.when(row["seen_at"]), rows.when(row["stated_at"])
    text = Unsettled(
        story=rows.story(row),
        hits=hits,
        quiet=bool(row["quiet"]),
        version=row["number"],
        settle_by=stated_at,
        feed=None,
        seen=seen,
        page=rows.page(row),
    )
    return Stated(
        version=row["version_id"],
        text=text,
        item=register_rows.item(row) if row["kind"] else None,
        stated_at=stated_at,
        whole=bool(row["whole"]),
        decided=bool(row["decided"]),
        corrected=bool(row["corrected"]),
    )


def _unmoved(db: sqlite3.Connection, stated: Stated) -> bool:
    """True if a story is as it was when `stated` was read, and no person has corrected its act
    meanwhile.
    """
    standing = db.execute(
        f"SELECT 1 FROM statement WHERE version = ? AND stated_at = ? AND {_STANDING} AND NOT {_CORRECTED}",
        (stated.version, rows.stamp(stated.stated_at)),
    )
    return standing.fetchone() is not None


def _replace_hits(db: sqlite3.Connection, reread: Reread) -> None:
    """Stores the hits of the new reading; the story is no possible exit any more."""
    version = reread.stated.version
    db.execute("DELETE FROM hit WHERE version = ?", (version,))
    db.executemany(
        "INSERT INTO hit (version, rule, digest, kind, stage, spans, title, why) VALUES (?, ?, ?, ?, ?, "
        "?, ?, ?)",
        [rows.hit_row(version, hit) for hit in reread.hits],
    )
    db.execute("DELETE FROM possible WHERE story = ? AND state = 'open'", (reread.stated.text.story.id,))


def _keep_possible(db: sqlite3.Connection, reread: Reread) -> None:
    """Stores a story that is no longer flagged as a possible exit, if it is one and no person has
    decided it.

    It counts as noticed when its text was stored: digests that were written since do not show it.
    """
    text = reread.stated.text
    db.executemany(
        "INSERT INTO possible (story, version, noticed, rule, digest, kind, stage, spans, title, why, "
        "score, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story) DO NOTHING",
        [
            rows.possible_row(text.story.id or 0, reread.stated.version, hit, rows.stamp(text.seen))
            for hit in reread.hits
            if hit.kind is Kind.POSSIBLE
        ],
    )
