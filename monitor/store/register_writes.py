"""The statements by which a change of the register is written; each runs inside the caller's transaction."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from datetime import datetime

from monitor.model import Alert, Kind, Reason, Stage
from monitor.register import Change, Correction, Fix, Item, block
from monitor.store import register_rows, rows
from monitor.store.settle import short_ref
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unsettled

_VALUE_COLUMNS = 'value, sentence, story, part, start, "end"'


def apply(db: sqlite3.Connection, change: Change, now: datetime, feed: int | None = None) -> int:
    """Write one act; its id. `feed`: whose story settles."""
    at = rows.stamp(now)
    entry = change.entry
    if entry is None:
        assert change.act is not None
        if change.into is not None:
            db.execute("DELETE FROM act_source WHERE act = ?", (change.act,))  # the rest stays: the act may come back
        else:
            db.execute("UPDATE act SET changed_at = ? WHERE id = ?", (at, change.act))
        db.execute(
            "UPDATE act_state SET told = ?, withdrawn_at = ? WHERE act = ?",
            (register_rows.told_text(change.told), at if change.into is None else None, change.act),
        )
        return change.act
    act = change.act
    if act is None:
        act = db.execute(
            "INSERT INTO act (kind, stage, opened_at, changed_at, feed) VALUES (?, ?, ?, ?, ?)",
            (entry.kind.value, entry.stage.value, at, at, feed),
        ).lastrowid
        assert act is not None
        db.execute("UPDATE act SET ref = ? WHERE id = ?", (short_ref(act), act))
    else:
        db.execute("UPDATE act SET kind = ?, stage = ?, changed_at = ? WHERE id = ?", (entry.kind.value, entry.stage.value, at, act))
    _clear(db, act)
    db.execute(
        "INSERT OR REPLACE INTO act_state (act, grade, closed, rejected, peak, used, told, corrections) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            act, entry.grade.value, entry.closed, entry.rejected, change.peak, change.used, register_rows.told_text(change.told),
            json.dumps(entry.corrections),
        ),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO act_row (act, number, place, entry, kind, stage) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (act, number, place, row.entry, row.kind, row.stage.value)
            for place, (number, row) in enumerate(zip(change.numbers, entry.rows, strict=True))
        ],
    )
    db.executemany(
        f"INSERT INTO act_value (act, number, field, place, {_VALUE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(act, *place, *register_rows.spread(found)) for place, found in register_rows.values(entry, change.numbers)],
    )
    db.executemany(
        f"INSERT INTO act_stage (act, place, stage, at, {_VALUE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (act, place, step.stage.value, rows.stamp(step.at), *register_rows.spread(step.evidence))
            for place, step in enumerate(entry.history)
        ],
    )
    stories = [(source.id, act, place, rows.stamp(source.at), source) for place, source in enumerate(entry.sources)]
    db.executemany(
        "INSERT OR REPLACE INTO act_source (story, act, place, at, kind, stage, quiet, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*start, one.kind.value, one.stage.value, one.quiet, one.digest) for *start, one in stories],
    )
    db.executemany(
        "INSERT INTO act_story (act, story, joined_at) VALUES (?, ?, ?) ON CONFLICT (story) DO UPDATE SET act = excluded.act",
        [(act, source.id, at) for source in entry.sources],
    )
    return act


def _clear(db: sqlite3.Connection, act: int) -> None:
    """Take away what was computed of an act. Its stories in `act_story` stay until another act takes them: an alert may still show them."""
    for table in ("act_row", "act_value", "act_stage", "act_source"):
        db.execute(f"DELETE FROM {table} WHERE act = ?", (act,))


def waiting(db: sqlite3.Connection, settled: Unsettled) -> int | None:
    """The version row that waits to be settled; None when it is gone, or holds a newer text by now."""
    row = db.execute(
        "SELECT unsettled.version FROM unsettled JOIN version ON version.id = unsettled.version WHERE unsettled.story = ? AND number = ?",
        (settled.story.id, settled.version),
    ).fetchone()
    return None if row is None else int(row["version"])


def state(db: sqlite3.Connection, version: int, item: Item | None, settled: Unsettled, now: datetime) -> None:
    """Write what a version states; without `item` nothing, because no rule matches it any more."""
    story = settled.story.id
    kind, stage, quiet = (item.kind.value, item.stage.value, item.quiet) if item else ("", "", settled.quiet)
    terminations = register_rows.terminations_text(item.terminations if item else ())
    db.execute(
        "INSERT OR REPLACE INTO statement (version, story, kind, stage, quiet, terminations, stated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (version, story, kind, stage, quiet, terminations, rows.stamp(now)),
    )
    file_under_keys(db, story, item)


def file_under_keys(db: sqlite3.Connection, story: int | None, item: Item | None) -> None:
    """File a story under the keys through which it meets others; what people merged stays."""
    db.execute("DELETE FROM story_key WHERE story = ? AND key NOT LIKE '~%'", (story,))
    if item is not None:
        db.executemany("INSERT INTO story_key (key, story) VALUES (?, ?)", [(rows.plain(key), story) for key in sorted(block(item))])


def correct(db: sqlite3.Connection, one: Correction) -> None:
    db.execute(
        'INSERT INTO correction (id, fix, stories, apart, "row", field, value, who, why, at, "by", command) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.id, one.fix.value, json.dumps(one.stories), json.dumps(one.apart), register_rows.row_ref_text(one.row), one.field,
            rows.plain(one.value), rows.plain(one.who), rows.plain(one.why), rows.stamp(one.at),
            rows.plain(one.by), one.command,
        ),
    )  # fmt: skip
    if one.fix is Fix.MERGE:
        db.execute(
            "INSERT INTO story_key (key, story) SELECT ?, id FROM story WHERE key IN (SELECT value FROM json_each(?))",
            (f"~{one.id}", json.dumps(one.stories)),
        )


def remember(db: sqlite3.Connection, act: int, taker: int) -> None:
    """Keep which stories an act has before it becomes part of `taker`, and which that one has: they may part again."""
    db.execute("DELETE FROM act_former WHERE taker = ? AND act IN (?, ?)", (taker, act, taker))
    db.execute("INSERT INTO act_former (taker, act, story) SELECT ?, act, story FROM act_source WHERE act IN (?, ?)", (taker, act, taker))


def owe(
    db: sqlite3.Connection,
    act: int,
    reason: Reason,
    story: str | None,
    now: datetime,
    *,
    feed: int | None = None,
    rule: str = "",
    history: bool = False,
    summary: bool = False,
) -> Alert:
    """Write an alert that names the story with this key, with the stage of its act as it is now. `history`: for the record, to nobody.

    `feed` is the one whose cap it counts against, unless it is part of a `summary`.
    """
    row = db.execute(
        "SELECT story.id, version.id AS version, act.kind, act.stage FROM story JOIN version ON version.story = story.id "
        "JOIN act ON act.id = ? WHERE story.key = ? "
        "ORDER BY EXISTS (SELECT 1 FROM hit WHERE hit.version = version.id) DESC, version.id DESC LIMIT 1",
        (act, story),
    ).fetchone()
    assert row is not None, "an alert names a stored story"
    values = (
        act, row["id"], row["version"], row["kind"], row["stage"], reason.value, feed, rule, rows.stamp(now), history, summary,
    )  # fmt: skip
    columns = "act, story, version, kind, stage, reason, feed, rule, at, history, summary"
    db.execute("DELETE FROM held_alert WHERE act = ?", (act,))
    number = db.execute(f"INSERT INTO alert ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values).lastrowid
    assert number is not None
    return Alert(number, act, row["id"], Kind(row["kind"]), Stage(row["stage"]), reason, now, summary)
