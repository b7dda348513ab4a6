"""What readers chose for single acts: muted, followed, with a note."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from monitor.model import NOTE_CHARS, ActChoice, Choice, newest
from monitor.store import rows
from monitor.store.acts import Acts
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3

MUTED = "its exit was muted by the reader"


class ActChoices:
    """Reads and writes the choices of destinations."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.acts = Acts(database)

    def all(self) -> dict[int, dict[int, ActChoice]]:
        """The choices of every destination, by destination and act."""
        choices: dict[int, dict[int, ActChoice]] = {}
        for row in self.database.rows("SELECT * FROM act_choice ORDER BY destination, act"):
            choices.setdefault(row["destination"], {})[row["act"]] = _choice(row)
        return choices

    def of(self, destination: int) -> dict[int, ActChoice]:
        """The choices of one destination by act, the newest first."""
        chosen = self.database.rows(
            "SELECT * FROM act_choice WHERE destination = ? ORDER BY at DESC, act", (destination,)
        )
        return {row["act"]: _choice(row) for row in chosen}

    def get(self, destination: int, act: int) -> ActChoice:
        """The choice for an act that stands: its own, or that for an act that it took in, the newest."""
        chosen = self.database.rows(
            "SELECT * FROM act_choice WHERE destination = ? AND act IN (SELECT value FROM json_each(?))",
            (destination, json.dumps([*self.acts.taken_acts([act])])),
        )
        return newest(map(_choice, chosen))

    def choose(self, destination: int, act: int, choice: Choice, now: datetime) -> None:
        """Mutes an act that stands, follows it, or takes that back. Its note stays.

        Messages about a muted act alone that wait are suppressed.
        """
        note, taken = self.get(destination, act).note, self.acts.taken_acts([act])
        with self.database.write() as db:
            _put(db, destination, act, ActChoice(choice, note, now))
            if choice is Choice.MUTE:
                _suppress_waiting(db, destination, taken, now)

    def write_note(self, destination: int, act: int, note: str, now: datetime) -> None:
        """Writes the note beside an act that stands, "" for none; its choice stays."""
        choice = self.get(destination, act).choice
        with self.database.write() as db:
            _put(db, destination, act, ActChoice(choice, rows.plain(note)[:NOTE_CHARS], now))


def is_muted(db: sqlite3.Connection, message: int, destination: int) -> bool:
    """True if a message tells of acts, and its destination has muted each of them."""
    row = db.execute(
        "SELECT count(*) AS acts, count(act_choice.act) AS muted FROM tells LEFT JOIN act_choice "
        "ON act_choice.destination = ? AND act_choice.act = tells.act AND choice = 'mute' "
        "WHERE tells.outbox = ?",
        (destination, message),
    ).fetchone()
    return bool(row["acts"]) and row["acts"] == row["muted"]


def _choice(row: sqlite3.Row) -> ActChoice:
    return ActChoice(Choice(row["choice"]), row["note"], rows.when(row["at"]))


def _put(db: sqlite3.Connection, destination: int, act: int, choice: ActChoice) -> None:
    assert choice.at is not None
    db.execute(
        "INSERT OR REPLACE INTO act_choice (destination, act, choice, note, at) VALUES (?, ?, ?, ?, ?)",
        (destination, act, choice.choice.value, choice.note, rows.stamp(choice.at)),
    )


def _suppress_waiting(db: sqlite3.Connection, destination: int, acts: Iterable[int], now: datetime) -> None:
    """Suppresses messages to a destination that wait and tell of no other act than these."""
    numbers = json.dumps([*acts])
    db.execute(
        "UPDATE outbox SET state = 'suppressed', note = ?, ended_at = ? WHERE destination = ? AND notice = 0 "
        "AND state IN ('ready', 'deferred') AND EXISTS (SELECT 1 FROM tells WHERE tells.outbox = outbox.id) "
        "AND NOT EXISTS (SELECT 1 FROM tells WHERE tells.outbox = outbox.id AND tells.act NOT IN "
        "(SELECT value FROM json_each(?)))",
        (MUTED, rows.stamp(now), destination, numbers),
    )
