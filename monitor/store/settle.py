"""The Settle transaction: a flagged story becomes part of an act, and what subscribers are owed is written down.

Until the register groups stories, each flagged story is its own act. Alerts are append-only.
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import Act, Alert, Hit, Kind, Reason, Stage, Story, leading
from monitor.store import rows
from monitor.store.connection import Core
from monitor.store.events import note
from monitor.store.values import Unsettled

FEED_CAP = 100  # alerts one feed may cause in an hour: a poisoned feed must not drown the others (FAULTS 32)
RULE_CAP = 300  # alerts one rule may cause in an hour
CAP_WINDOW = timedelta(hours=1)

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # 31, without I, L, O, 0 and 1
_WEIGHT = {Kind.AFTERMATH: 0, Kind.THREAT: 1, Kind.ACT: 2}


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
        """Flagged stories whose time to settle has come, oldest first; `everything`: all that wait."""
        found = self.rows(
            f"SELECT {rows.STORY_COLUMNS}, unsettled.feed, unsettled.quiet, unsettled.settle_by FROM unsettled "
            "JOIN story ON story.id = unsettled.story JOIN version ON version.id = unsettled.version "
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
            )
            for row in found
        ]

    def settle(self, waiting: Unsettled, now: datetime) -> Alert | None:
        """Join the story to its act, write the alert that is owed, and end its wait; return the alert.

        Nothing happens when the row is gone or holds a newer text by now: it is settled, or will be.
        """
        lead = leading(waiting.hits)
        assert lead is not None, "only flagged stories wait"
        with self.write() as db:
            row = db.execute(
                "SELECT unsettled.version FROM unsettled JOIN version ON version.id = unsettled.version "
                "WHERE unsettled.story = ? AND number = ?",
                (waiting.story.id, waiting.version),
            ).fetchone()
            if row is None:
                return None
            act, reason = _join(db, waiting, lead, now)
            alert = None
            if reason is not None and not waiting.quiet and not _capped(db, waiting, lead, now):
                alert = _alert(db, act, row["version"], waiting, lead, reason, now)
            self.trace("mid_tx_settle")
            db.execute("DELETE FROM unsettled WHERE story = ?", (waiting.story.id,))
            self.trace("before_commit_settle")
        self.trace("after_commit_settle")
        return alert

    def alerts(self, after: int, upto: int | None = None) -> list[Alert]:
        """Alerts with `after < id <= upto`, in the order they were written."""
        found = self.rows(
            "SELECT * FROM alert WHERE id > :after AND (:upto IS NULL OR id <= :upto) ORDER BY id", {"after": after, "upto": upto}
        )
        return [rows.alert(row) for row in found]

    def max_alert(self) -> int:
        """The id of the newest alert; 0 before the first."""
        return int(self.value("SELECT coalesce(max(id), 0) FROM alert"))

    def act_views(self, ids: Iterable[int]) -> list[Act]:
        """These acts as they stand now, by id. Each story is shown in its newest version that a rule matched."""
        wanted = json.dumps(sorted(set(ids)))
        acts = self.rows("SELECT * FROM act WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (wanted,))
        found = self.rows(
            f"SELECT act_story.act, {rows.STORY_COLUMNS} FROM act_story JOIN story ON story.id = act_story.story "
            "JOIN version ON version.id = "
            "(SELECT max(seen.id) FROM version AS seen JOIN hit ON hit.version = seen.id WHERE seen.story = story.id) "
            "WHERE act IN (SELECT value FROM json_each(?)) ORDER BY official DESC, story.id",
            (wanted,),
        )
        stories: dict[int, list[sqlite3.Row]] = {}
        for row in found:
            stories.setdefault(row["act"], []).append(row)
        hits = self._hits(own[0]["version_id"] for own in stories.values())
        return [
            rows.act(act, tuple(rows.story(row) for row in stories[act["id"]]), hits.get(stories[act["id"]][0]["version_id"], ()))
            for act in acts
        ]

    def act(self, which: int | str) -> Act | None:
        """The act with this id or reference (`K7QM`, `#k7qm`)."""
        if isinstance(which, str):
            row = self.row("SELECT id FROM act WHERE ref = ?", (which.strip().lstrip("#").upper(),))
            if row is None:
                return None
            which = int(row["id"])
        return next(iter(self.act_views([which])), None)

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


def _join(db: sqlite3.Connection, waiting: Unsettled, lead: Hit, now: datetime) -> tuple[int, Reason | None]:
    """The story's act, made or raised, and why an alert is owed, if one is."""
    at = rows.stamp(now)
    known = db.execute("SELECT act.* FROM act JOIN act_story ON act = act.id WHERE story = ?", (waiting.story.id,)).fetchone()
    if known is None:
        act = db.execute(
            "INSERT INTO act (kind, stage, opened_at, changed_at) VALUES (?, ?, ?, ?)", (lead.kind.value, lead.stage.value, at, at)
        ).lastrowid
        assert act is not None
        db.execute("UPDATE act SET ref = ? WHERE id = ?", (short_ref(act), act))
        db.execute("INSERT INTO act_story (act, story, joined_at) VALUES (?, ?, ?)", (act, waiting.story.id, at))
        return act, Reason.NEW if lead.kind.alerts else None
    act = known["id"]
    reason = _change(Kind(known["kind"]), Stage(known["stage"]), lead)
    if reason is not None:
        db.execute("UPDATE act SET kind = ?, stage = ?, changed_at = ? WHERE id = ?", (lead.kind.value, lead.stage.value, at, act))
    return act, reason


def _change(kind: Kind, stage: Stage, lead: Hit) -> Reason | None:
    """Why an act of this kind and stage owes an alert now that one of its stories reads like `lead`; None: it joins silently."""
    if not lead.kind.alerts:
        return None
    if kind is Kind.AFTERMATH:
        return Reason.NEW
    if lead.stage is Stage.REVERSED and stage is not Stage.REVERSED:
        return Reason.REVERSED
    weight = _WEIGHT[lead.kind] - _WEIGHT[kind]
    if weight > 0 or (weight == 0 and lead.stage.rank > stage.rank):
        return Reason.RISES
    return None


def _alert(db: sqlite3.Connection, act: int, version: int, waiting: Unsettled, lead: Hit, reason: Reason, now: datetime) -> Alert:
    assert waiting.story.id is not None
    number = db.execute(
        "INSERT INTO alert (act, story, version, kind, stage, reason, feed, rule, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (act, waiting.story.id, version, lead.kind.value, lead.stage.value, reason.value, waiting.feed, lead.rule, rows.stamp(now)),
    ).lastrowid
    assert number is not None
    return Alert(number, act, waiting.story.id, lead.kind, lead.stage, reason, now)


def _capped(db: sqlite3.Connection, waiting: Unsettled, lead: Hit, now: datetime) -> bool:
    """Has the feed or the rule used up its hour? Then the story is registered, and one notice counts what was not alerted."""
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
