"""The statements by which a change of the register is written; each runs inside the caller's transaction."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.corrections import Correction
from monitor.model import Act, Alert, Kind, Reason, Stage, story_of
from monitor.register import Bookkeeping, Change, FlaggedStory, block_keys, told
from monitor.store import register_rows, rows
from monitor.store.act_refs import act_ref
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unsettled

Key = tuple[object, ...]
# The present reading for a version that came under it, else ''.
_READING = (
    "CASE WHEN ? > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'reading after') "
    "THEN (SELECT value FROM meta WHERE key = 'reading') ELSE '' END"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A table with the rows of one act, by the columns that tell them apart and the others."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


_EVIDENCE = ("value", "sentence", "story", "part", "start", '"end"', "correction")
_ROWS = _Part("act_row", ("number",), ("place", "entry", "kind", "stage"))
_VALUES = _Part("act_value", ("number", "field", "place"), _EVIDENCE)
_STAGES = _Part("act_stage", ("place",), ("stage", "at", *_EVIDENCE))
_SOURCES = _Part("act_source", ("story", "report"), ("at", "kind", "stage", "quiet", "digest"))


def write_act(db: sqlite3.Connection, change: Change, now: datetime, feed: int | None = None) -> int:
    """Writes what becomes of one act; its id. `feed`: whose story settles."""
    at = rows.stamp(now)
    if change.act is None:
        assert change.id is not None, "an act that has lost its stories was stored"
        _write_end(db, change, change.id, at)
        return change.id
    act = change.act
    number = change.id
    if number is None:
        number = db.execute(
            "INSERT INTO act (kind, stage, opened_at, changed_at, feed) VALUES (?, ?, ?, ?, ?)",
            (act.kind.value, act.stage.value, at, at, feed),
        ).lastrowid
        assert number is not None
        db.execute("UPDATE act SET ref = ? WHERE id = ?", (act_ref(number), number))
    else:
        db.execute(
            "UPDATE act SET kind = ?, stage = ?, changed_at = ? WHERE id = ?",
            (act.kind.value, act.stage.value, at, number),
        )
    _write_state(db, number, act, change.bookkeeping)
    _rewrite(db, number, _ROWS, register_rows.numbered(act))
    _rewrite(db, number, _VALUES, register_rows.values(act))
    _rewrite(db, number, _STAGES, register_rows.stages(act))
    fresh = _rewrite(db, number, _SOURCES, register_rows.sources(act))
    db.executemany(
        "INSERT INTO act_story (act, story, report, joined_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (story, report) DO UPDATE SET act = excluded.act",
        [(number, *report, at) for report in fresh],
    )
    return number


def _write_end(db: sqlite3.Connection, change: Change, act: int, at: str) -> None:
    """Writes that an act is withdrawn, or part of another one. The rest of it stays: it may come back."""
    if change.into is not None:
        db.execute("DELETE FROM act_source WHERE act = ?", (act,))
    else:
        db.execute("UPDATE act SET changed_at = ? WHERE id = ?", (at, act))
    db.execute(
        "UPDATE act_state SET told = ?, withdrawn_at = ? WHERE act = ?",
        (register_rows.told_text(change.bookkeeping.told), at if change.into is None else None, act),
    )


def _write_state(db: sqlite3.Connection, number: int, act: Act, bookkeeping: Bookkeeping) -> None:
    db.execute(
        "INSERT OR REPLACE INTO act_state (act, grade, closed, rejected, peak, used, told, corrections) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            act.grade.value,
            act.closed,
            act.rejected,
            bookkeeping.peak,
            bookkeeping.used,
            register_rows.told_text(bookkeeping.told),
            json.dumps(act.corrections),
        ),
    )


def _rewrite(db: sqlite3.Connection, act: int, part: _Part, wanted: Mapping[Key, Key]) -> list[Key]:
    """Writes the rows of one part of an act that differ; returns the keys of those that are new in it.

    The stories in `act_story` stay until another act takes them: an alert may still show them.
    """
    width = len(part.key)
    names = ", ".join((*part.key, *part.columns))
    stored = db.execute(f"SELECT {names} FROM {part.table} WHERE act = ?", (act,))
    there = {tuple(row)[:width]: tuple(row)[width:] for row in stored}
    gone = [(act, *key) for key in there if key not in wanted]
    named = " AND ".join(f"{name} = ?" for name in part.key)
    db.executemany(f"DELETE FROM {part.table} WHERE act = ? AND {named}", gone)
    marks = ", ".join("?" * (1 + width + len(part.columns)))
    db.executemany(
        f"INSERT OR REPLACE INTO {part.table} (act, {names}) VALUES ({marks})",
        [(act, *key, *values) for key, values in wanted.items() if there.get(key) != values],
    )
    return [key for key in wanted if key not in there]


def waiting(db: sqlite3.Connection, settled: Unsettled) -> int | None:
    """The version row that waits to be settled; None when it is gone, or holds a newer text by now."""
    row = db.execute(
        "SELECT unsettled.version FROM unsettled JOIN version ON version.id = unsettled.version WHERE "
        "unsettled.story = ? AND number = ?",
        (settled.story.id, settled.version),
    ).fetchone()
    return None if row is None else int(row["version"])


def insert_statement(
    db: sqlite3.Connection, version: int, item: FlaggedStory | None, settled: Unsettled, now: datetime
) -> None:
    """Writes what a version states; without `item` nothing, because no rule matches it any more.

    A text that came before the program's present version was flagged by an earlier one: it is to be read
    again (`readings`).
    """
    story = settled.story.id
    kind, stage, quiet = (item.kind.value, item.stage.value, item.quiet) if item else ("", "", settled.quiet)
    terminations = register_rows.terminations_text(item.terminations if item else ())
    db.execute(
        "INSERT OR REPLACE INTO statement (version, story, kind, stage, quiet, terminations, stated_at, "
        "reading) "
        f"VALUES (?, ?, ?, ?, ?, ?, ?, {_READING})",
        (version, story, kind, stage, quiet, terminations, rows.stamp(now), version),
    )
    file_under_keys(db, story, item)


def file_under_keys(db: sqlite3.Connection, story: int | None, item: FlaggedStory | None) -> None:
    """File a story under the keys through which it meets others; those of people's corrections stay."""
    db.execute("DELETE FROM story_key WHERE story = ? AND key NOT LIKE '~%'", (story,))
    if item is not None:
        db.executemany(
            "INSERT INTO story_key (key, story) VALUES (?, ?)",
            [(rows.plain(key), story) for key in sorted(block_keys(item))],
        )


def insert_correction(db: sqlite3.Connection, correction: Correction) -> None:
    db.execute(
        'INSERT INTO correction (id, fix, stories, apart, "row", field, value, who, why, at, "by", command) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            correction.id,
            correction.fix.value,
            json.dumps(correction.stories),
            json.dumps(correction.apart),
            register_rows.row_ref_text(correction.row),
            correction.field,
            rows.plain(correction.value),
            rows.plain(correction.who),
            rows.plain(correction.why),
            rows.stamp(correction.at),
            rows.plain(correction.by),
            correction.command,
        ),
    )
    db.execute(
        "INSERT INTO story_key (key, story) SELECT ?, id FROM story WHERE key IN (SELECT value FROM "
        "json_each(?))",
        (f"~{correction.id}", json.dumps([story_of(key) for key in correction.stories])),
    )


def keep_former(db: sqlite3.Connection, act: int, taker: int) -> None:
    """Keeps what an act and `taker` are before the one becomes part of the other, their stories and what was
    told: they may part again.

    One that is part of a third act until now has the stories that it had then.
    """
    db.execute(
        "INSERT OR REPLACE INTO act_before (taker, act, told, peak) SELECT act, ?, told, peak FROM "
        "act_state WHERE act = ?",
        (act, taker),
    )
    db.execute("DELETE FROM act_former WHERE taker = ? AND act IN (?, ?)", (taker, act, taker))
    db.execute(
        "INSERT INTO act_former (taker, act, story, report) "
        "SELECT :taker, act, story, report FROM act_source WHERE act IN (:act, :taker) "
        "UNION SELECT :taker, act_former.act, story, report FROM act_former JOIN act_state ON "
        "act_state.act = act_former.act "
        "WHERE act_former.taker = act_state.into_act AND act_former.act IN (:act, :taker)",
        {"act": act, "taker": taker},
    )


def count_as_told(db: sqlite3.Connection, act: Act, bookkeeping: Bookkeeping) -> None:
    """An act as it is counts as told to subscribers."""
    sent, peak = register_rows.told_text(told(act)), max(bookkeeping.peak, act.stage.rank)
    db.execute("UPDATE act_state SET told = ?, peak = ? WHERE act = ?", (sent, peak, act.id))


def insert_alert(
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
    """Writes an alert that names the story with this key, with the stage of its act as it is now. `history`:
    for the record, to nobody.

    `feed` is the one whose cap it counts against, unless it is part of a `summary`.
    """
    row = db.execute(
        "SELECT story.id, version.id AS version, act.kind, act.stage FROM story JOIN version ON "
        "version.story = story.id "
        "JOIN act ON act.id = ? WHERE story.key = ? "
        "ORDER BY EXISTS (SELECT 1 FROM hit WHERE hit.version = version.id) DESC, version.id DESC LIMIT 1",
        (act, story),
    ).fetchone()
    assert row is not None, "an alert names a stored story"
    values = (
        act,
        row["id"],
        row["version"],
        row["kind"],
        row["stage"],
        reason.value,
        feed,
        rule,
        rows.stamp(now),
        history,
        summary,
    )
    columns = "act, story, version, kind, stage, reason, feed, rule, at, history, summary"
    db.execute("DELETE FROM held_alert WHERE act = ?", (act,))
    number = db.execute(
        f"INSERT INTO alert ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
    ).lastrowid
    assert number is not None
    return Alert(
        number, act, row["id"], Kind(row["kind"]), Stage(row["stage"]), reason, now, summary, history
    )


def revision(db: sqlite3.Connection) -> int:
    """The number of changes of the register so far."""
    return int(db.execute("SELECT value FROM meta WHERE key = 'register'").fetchone()[0])


def count_change(db: sqlite3.Connection) -> None:
    """Counts a change: what was read before it is not written after it (see `Register.replace_block`)."""
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'register'")
