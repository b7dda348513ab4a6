"""Acts that destinations were not told, because their evidence is below what they ask for."""

# ruff: noqa: S608 - what is put into SQL text are clauses written in this module, never values

from __future__ import annotations

import json
from datetime import datetime

from monitor.model import Grade, HeldChange, Withheld
from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3

_COLUMNS = "withheld.destination, withheld.act AS held, withheld.needs, alert.*"
_RANKS = " ".join(f"WHEN '{grade.value}' THEN {grade.rank}" for grade in Grade)
# Acts of which something is withheld, each once: of an act may be as many rows as there are destinations.
_ACTS = (
    "WITH RECURSIVE own(act) AS (SELECT min(act) FROM withheld UNION ALL "
    "SELECT (SELECT min(act) FROM withheld WHERE act > own.act) FROM own WHERE own.act IS NOT NULL)"
)


class WithheldActs:
    """Reads what is withheld; `Digests` writes it with the messages."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def in_play(self, after: int, upto: int) -> dict[int, list[Withheld]]:
        """By destination, what may be told now: acts whose evidence suffices or that another act took in, and
        acts that alerts with `after < id <= upto` are about.
        """
        risen = self.database.rows(
            f"{_ACTS} SELECT {_COLUMNS} FROM own CROSS JOIN act_state ON act_state.act = own.act "
            "CROSS JOIN withheld ON withheld.act = own.act AND withheld.needs <= "
            f"CASE WHEN into_act IS NULL THEN CASE grade {_RANKS} END ELSE {len(Grade)} END "
            "JOIN alert ON alert.id = withheld.alert WHERE into_act IS NOT NULL OR NOT rejected AND "
            "withdrawn_at IS NULL"
        )
        alerted = self.database.rows(
            f"SELECT {_COLUMNS} FROM withheld JOIN alert ON alert.id = withheld.alert WHERE withheld.act IN "
            "(SELECT act FROM alert WHERE id > ? AND id <= ?)",
            (after, upto),
        )
        by_destination: dict[int, dict[int, Withheld]] = {}
        for row in (*risen, *alerted):
            held = Withheld(row["held"], rows.alert(row), row["needs"])
            by_destination.setdefault(row["destination"], {})[held.act] = held
        return {destination: list(held.values()) for destination, held in by_destination.items()}

    def acts(self, destination: int, since: datetime | None) -> set[int]:
        """The acts that are withheld from this destination since then and still stand."""
        selected = self.database.rows(
            "SELECT withheld.act FROM withheld JOIN act_state ON act_state.act = withheld.act WHERE "
            "destination = ? AND since > ? AND into_act IS NULL AND NOT rejected AND withdrawn_at IS NULL",
            (destination, rows.maybe_stamp(since) or ""),
        )
        return {row["act"] for row in selected}


def write(db: sqlite3.Connection, destination: int, change: HeldChange, now: datetime) -> None:
    """Writes what becomes of withheld acts, inside the transaction of the messages. An act that was withheld
    before keeps its time.
    """
    db.execute(
        "DELETE FROM withheld WHERE destination = ? AND act IN (SELECT value FROM json_each(?))",
        (destination, json.dumps(change.ended)),
    )
    db.executemany(
        "INSERT INTO withheld (destination, act, alert, since, needs) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (destination, act) DO UPDATE SET alert = excluded.alert, needs = excluded.needs",
        [(destination, held.act, held.alert.id, rows.stamp(now), held.needs) for held in change.withheld],
    )


def look_again(db: sqlite3.Connection, destination: int) -> None:
    """Makes the next compose compare all that is withheld from a destination, since its queries changed."""
    db.execute("UPDATE withheld SET needs = 0 WHERE destination = ?", (destination,))


def forget(db: sqlite3.Connection, destination: int) -> None:
    """Withholds nothing from a destination any more, and tells nothing of it."""
    db.execute("DELETE FROM withheld WHERE destination = ?", (destination,))
