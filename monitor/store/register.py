"""The register in the store: what stories state, what people decided, and the acts that follow from both.

A change has three steps. `Register.block` reads what one story or correction may touch; `register.build` and
`register.decide` compute without a transaction; `replace_block` writes the result in one transaction, and
refuses when the register moved meanwhile.
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.corrections import Correction
from monitor.model import Act, Alert, Kind, Reason, leading, number_of, report_key, story_of
from monitor.register import Bookkeeping, Change, FlaggedStory, Former, reports
from monitor.store import caps, register_audits, register_rows, register_writes
from monitor.store.acts import Acts
from monitor.store.connection import Database
from monitor.store.register_values import Audit, Block
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unsettled

_ITEM_COLUMNS = (
    "story.id, story.key, story.seen_at, story.published, story.source, story.host, story.official, "
    "story.state, story.depositary, story.lang, "
    "statement.kind, statement.stage, statement.quiet, statement.terminations"
)
_STANDING = (
    "statement.version = (SELECT max(version) FROM statement AS newer WHERE newer.story = "
    "story.id) AND statement.kind != ''"
)


class Register:
    """The part of the store that knows what stories state and how acts are put together."""

    def __init__(self, database: Database, acts: Acts) -> None:
        self.database = database
        self.acts = acts

    def block(self, keys: Iterable[str] = (), stories: Iterable[str] = ()) -> Block:
        """What can share an act with these keys (`register.block_keys`) or stories (by key), directly or
        through others, and its acts.

        One snapshot. A story whose text changed belongs to the keys of its old and of its new text: give its
        key and the new keys.
        """
        names = {story_of(key) for key in stories}
        db = self.database.reader()
        db.execute("BEGIN")
        try:
            revision = register_writes.revision(db)
            selected = self.database.rows(
                "WITH RECURSIVE start(key) AS (SELECT value FROM json_each(:keys) UNION SELECT "
                "story_key.key FROM story_key "
                "JOIN story ON story.id = story_key.story WHERE story.key IN (SELECT value FROM "
                "json_each(:stories))), "
                "reached(key) AS (SELECT key FROM start UNION SELECT other.key FROM reached "
                "JOIN story_key AS own ON own.key = reached.key JOIN story_key AS other ON other.story "
                "= own.story) "
                f"SELECT DISTINCT {_ITEM_COLUMNS} FROM reached "
                "JOIN story_key ON story_key.key = reached.key JOIN story ON story.id = story_key.story "
                f"JOIN statement ON statement.story = story.id AND {_STANDING} ORDER BY story.id",
                {"keys": json.dumps(list(keys)), "stories": json.dumps(sorted(names))},
            )
            flagged = tuple(register_rows.item(row) for row in selected)
            wanted = {report.key for item in flagged for report in reports(item)} | names
            return self._block(revision, self._holding(wanted), flagged)
        finally:
            db.execute("COMMIT")

    def holding(self, stories: Iterable[str]) -> Block:
        """The acts that hold any of these stories (keys): all that is needed beside a `register.Ledger`.

        `flagged` is empty.
        """
        db = self.database.reader()
        db.execute("BEGIN")
        try:
            return self._block(register_writes.revision(db), self._holding(stories))
        finally:
            db.execute("COMMIT")

    def whole(self) -> Block:
        """All that is stated, all corrections and the act of each story, in one snapshot: what a
        `register.Ledger` starts from.
        """
        db = self.database.reader()
        db.execute("BEGIN")
        try:
            revision = register_writes.revision(db)
            flagged = tuple(register_rows.item(row) for row in self._stated())
            sources = self.database.rows(
                "SELECT story.key, report, act FROM act_source JOIN story ON story.id = act_source.story"
            )
            homes = {report_key(row["key"], row["report"]): row["act"] for row in sources}
            return Block(flagged, tuple(self.corrections()), (), revision, homes=homes)
        finally:
            db.execute("COMMIT")

    def audit(self) -> Audit:
        """All that is stated, and all that is shown."""
        db = self.database.reader()
        db.execute("BEGIN")
        try:
            revision = register_writes.revision(db)
            flagged = tuple(register_rows.item(row) for row in self._stated())
            block = self._block(revision, self.acts.stored(), flagged)
            lost, keys = register_audits.lost_stories(self.database), register_audits.keys(self.database)
            return Audit(
                flagged, block.corrections, block.acts, block.bookkeeping, block.former, lost, keys, revision
            )
        finally:
            db.execute("COMMIT")

    def flagged(self) -> tuple[int, int]:
        """How many stories state something, and how many of those that may alert are in no act.

        Cheap: reads no text.
        """
        row = self.database.row(
            "SELECT count(*) AS stories, coalesce(sum("
            "statement.kind IN (SELECT value FROM json_each(:kinds)) "
            "AND story.id NOT IN (SELECT story FROM act_source)), 0) AS homeless "
            f"FROM story JOIN statement ON statement.story = story.id AND {_STANDING}",
            {"kinds": json.dumps([kind.value for kind in Kind if kind.alerts])},
        )
        assert row is not None
        return row["stories"], row["homeless"]

    def is_empty(self) -> bool:
        """True if no story has stated anything yet."""
        return not self.database.rows("SELECT 1 FROM statement LIMIT 1")

    def refresh_keys(self, revision: int, stories: Iterable[str]) -> bool:
        """File these stories (by key) under the block keys of what they state;

        False, and nothing is written, when the register moved.
        """
        wanted = {item.key: item for item in self.whole().stories}
        with self.database.write() as db:
            if register_writes.revision(db) != revision:
                return False
            for key in stories:
                register_writes.file_under_keys(db, wanted[key].id, wanted[key])
            register_writes.count_change(db)
        return True

    def revision(self) -> int:
        """Counts the changes of the register."""
        return register_writes.revision(self.database.reader())

    def corrections(self) -> list[Correction]:
        """All corrections, oldest first."""
        selected = self.database.rows("SELECT * FROM correction ORDER BY id")
        return [register_rows.correction(row) for row in selected]

    def replace_block(
        self,
        revision: int,
        changes: Sequence[Change],
        *,
        now: datetime,
        stated: FlaggedStory | None = None,
        settled: Unsettled | None = None,
        corrected: Sequence[Correction] = (),
    ) -> list[Alert] | None:
        """Writes what a story states or a person decided, the acts that change by it, and the alerts that are
        owed; one transaction.

        `settled` is the story's row that waits, which goes, and `stated` the story as it was computed with;
        without `stated` its text states nothing any more. `corrected` get the ids they have. None, and
        nothing is written, when the register moved since `revision`, or the waiting row is gone or holds a
        newer text.
        """
        with self.database.write() as db:
            if register_writes.revision(db) != revision:
                return None
            if settled is not None:
                version = register_writes.waiting(db, settled)
                if version is None:
                    return None
                register_writes.insert_statement(db, version, stated, settled, now)
            for correction in corrected:
                register_writes.insert_correction(db, correction)
            alerts = self.write_changes(db, changes, settled, now)
            register_writes.count_change(db)
            self.database.trace("mid_tx_settle")
            if settled is not None:
                db.execute("DELETE FROM unsettled WHERE story = ?", (settled.story.id,))
            self.database.trace("before_commit_settle")
        self.database.trace("after_commit_settle")
        return alerts

    def write_changes(
        self, db: sqlite3.Connection, changes: Sequence[Change], settled: Unsettled | None, now: datetime
    ) -> list[Alert]:
        """Writes the acts, and the alerts that are owed now; those of a feed over its cap are held."""
        feed = settled.feed if settled is not None else None
        lead = leading(settled.hits) if settled is not None else None
        held = caps.over(db, changes, settled, now)
        for change in changes:
            if (
                change.into is not None
                and change.id is not None
                and (taker := changes[change.into].id) is not None
            ):
                register_writes.keep_former(db, change.id, taker)
        written = [
            change.suppressed() if waits else change for change, waits in zip(changes, held, strict=True)
        ]
        numbers = [register_writes.write_act(db, change, now, feed) for change in written]
        alerts = []
        for number, change, waits in zip(numbers, changes, held, strict=True):
            if change.into is not None:
                db.execute("UPDATE act_state SET into_act = ? WHERE act = ?", (numbers[change.into], number))
            if waits and settled is not None:
                caps.hold(db, number, change, settled, lead, now)
            elif change.alert is not None:
                rule = lead.rule if lead else ""
                alert, history = change.alert, change.history
                alerts.append(
                    register_writes.insert_alert(
                        db, number, alert, change.story, now, feed=feed, rule=rule, history=history
                    )
                )
        opened = sum(change.id is None for change in changes)
        if feed is not None and opened:
            caps.limit_reached(db, feed, opened, now)
        return alerts

    def release(self, now: datetime, *, everything: bool = False) -> tuple[list[Alert], int | None]:
        """Writes the alerts whose feeds' hour is over (`everything`: all that are held), in one transaction,
        marked as parts of a summary.

        Returns them and the register's new revision; None when nothing was held that long. What was rejected
        or withdrawn meanwhile is owed no more.
        """
        if not caps.due(self.database.reader(), now, everything=everything):
            return [], None
        alerts = []
        with self.database.write() as db:
            for row in caps.due(db, now, everything=everything):
                db.execute("DELETE FROM held_alert WHERE act = ?", (row["act"],))
                standing = self.acts.stored([self.acts.standing_id(row["act"])])
                parts = self.acts.stored([row["act"]], taken=True)  # it may part again
                bookkeeping = self.acts.bookkeeping([*standing, *parts])
                if not standing or not caps.is_owed_still(
                    Reason(row["reason"]), standing[0], bookkeeping[standing[0].id]
                ):
                    continue
                key = db.execute("SELECT key FROM story WHERE id = ?", (row["story"],)).fetchone()[0]
                reason = Reason(row["reason"])
                alerts.append(
                    register_writes.insert_alert(
                        db, row["act"], reason, key, now, feed=row["feed"], rule=row["rule"], summary=True
                    )
                )
                told = bookkeeping[standing[0].id].told
                if standing[0].id == row["act"] or told is None or told.history:
                    register_writes.count_as_told(db, standing[0], bookkeeping[standing[0].id])
                for part in parts:
                    register_writes.count_as_told(db, part, bookkeeping[part.id])
            register_writes.count_change(db)
            revision = register_writes.revision(db)
            self.database.trace("mid_tx_release")
        return alerts, revision

    # ------------------------------------------------------------ reading

    def _stated(self) -> list[sqlite3.Row]:
        """What each flagged story states, by id."""
        return self.database.rows(
            f"SELECT {_ITEM_COLUMNS} FROM story JOIN statement ON statement.story = story.id AND "
            f"{_STANDING} ORDER BY story.id"
        )

    def _block(self, revision: int, acts: tuple[Act, ...], flagged: tuple[FlaggedStory, ...] = ()) -> Block:
        """The block of these acts and of what may go on in them."""
        bookkeeping = self.acts.bookkeeping(acts)
        return Block(flagged, tuple(self.corrections()), acts, revision, bookkeeping, self._former(acts))

    def _holding(self, stories: Iterable[str]) -> tuple[Act, ...]:
        acts = self.database.rows(
            "SELECT DISTINCT act_source.act FROM json_each(?) AS wanted JOIN story ON story.key = "
            "wanted.value ->> 0 "
            "JOIN act_source ON act_source.story = story.id AND act_source.report = wanted.value ->> 1",
            (json.dumps([(story_of(key), number_of(key)) for key in sorted(stories)]),),
        )
        return self.acts.stored([row["act"] for row in acts])

    def _former(self, known: Iterable[Act]) -> tuple[Former, ...]:
        """What these acts are made of, over any number of merges.

        The records of merges that were taken back are left out.
        """
        selected = self.database.rows(
            "WITH RECURSIVE own(act) AS (SELECT value FROM json_each(?) UNION "
            "SELECT act_state.act FROM own JOIN act_state ON act_state.into_act = own.act) "
            "SELECT taker, act_former.act, story.key, report FROM own JOIN act_former ON "
            "act_former.taker = own.act "
            "JOIN act_state ON act_state.act = act_former.act AND own.act IN (act_state.act, "
            "act_state.into_act) "
            "JOIN story ON story.id = act_former.story ORDER BY taker, act_former.act",
            (json.dumps([act.id for act in known]),),
        )
        stories: dict[tuple[int, int], set[str]] = {}
        for row in selected:
            stories.setdefault((row["act"], row["taker"]), set()).add(report_key(row["key"], row["report"]))
        if not stories:
            return ()
        acts = {act for act, _ in stories}
        taken = {act.id: act for act in self.acts.stored(acts, taken=True)}
        bookkeeping = self.acts.bookkeeping(taken.values())
        before = {
            (row["act"], row["taker"]): (register_rows.told(row["told"]), row["peak"])
            for row in self.database.rows(
                "SELECT * FROM act_before WHERE act IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(acts)),),
            )
        }
        return tuple(
            Former(
                act,
                taker,
                frozenset(keys),
                taken.get(act),
                bookkeeping.get(act, Bookkeeping()),
                *before.get((act, taker), (None, 0)),
            )
            for (act, taker), keys in stories.items()
        )
