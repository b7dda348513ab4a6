"""What is written of a destination, inside transactions: a new row, a change by a person, a new start."""

# ruff: noqa: S608 - what is put into SQL text are clauses written in this module, never values

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from monitor.model import Destination, SavedQuery
from monitor.store import links, rows, suppressions, unsent, withheld
from monitor.store.sqlite import sqlite3

NEWEST_NOTICED = "(SELECT coalesce(max(id), 0) FROM version)"  # see PossibleExits.newest_noticed


def insert(db: sqlite3.Connection, key: bytes, new: Destination, now: datetime) -> int:
    """Adds a destination, and returns its number; its cursor is at the newest alert. A suppression of its
    address ends. `key`: that of the unsubscribe links.
    """
    at = rows.stamp(now)
    values = {**columns(new), "channel": new.channel, "secret": new.secret, "created_at": at}
    number = db.execute(
        f"INSERT INTO destination ({', '.join(values)}, cursor, possible_after) "
        f"VALUES ({', '.join(f':{column}' for column in values)}, "
        "(SELECT coalesce(max(id), 0) FROM alert), "
        f"CASE WHEN :possible THEN {NEWEST_NOTICED} END)",
        values | {"possible": new.possible},
    ).lastrowid
    assert number is not None
    save_queries(db, number, new.queries)
    suppressions.lift(db, new.address)
    links.remember(db, key, number, at)
    return number


def change(db: sqlite3.Connection, destination: Destination, now: datetime) -> None:
    """Stores what a person changed of a destination (see `Destinations.edit`); nothing of one that was
    removed meanwhile.
    """
    values = columns(destination)
    old = db.execute(
        "SELECT * FROM destination WHERE id = ? AND removed_at IS NULL", (destination.id,)
    ).fetchone()
    if old is None:
        return
    moved = any(old[column] != values[column] for column in _SCHEDULE)
    db.execute(
        f"UPDATE destination SET {', '.join(f'{column} = :{column}' for column in values)}, "
        "revision = revision + 1, slot = CASE WHEN :moved THEN NULL ELSE slot END, "
        "composed_at = CASE WHEN :moved THEN :now ELSE composed_at END, "
        "possible_after = CASE WHEN :possible THEN "
        f"coalesce(possible_after, {NEWEST_NOTICED}) END "
        "WHERE id = :id",
        values
        | {"moved": moved, "now": rows.stamp(now), "possible": destination.possible, "id": destination.id},
    )
    save_queries(db, destination.id, destination.queries)
    withheld.look_again(db, destination.id)
    unsent.look_again_at_quiet_hours(db, destination.id, now)
    if old["address"] != destination.address:
        suppressions.lift(db, destination.address)
        db.execute(
            "UPDATE destination SET healthy_at = ?, warned = 0 WHERE id = ?",
            (rows.stamp(now), destination.id),
        )


def set_active(db: sqlite3.Connection, destination: int, now: datetime) -> None:
    """Takes back that a destination is disabled."""
    db.execute(
        "UPDATE destination SET disabled_at = NULL, disabled_reason = NULL, gone = 0, warned = 0, "
        "healthy_at = ? WHERE id = ?",
        (rows.stamp(now), destination),
    )


def begin_anew(db: sqlite3.Connection, destination: int, now: datetime) -> None:
    """Lets a destination be told only what comes from now on."""
    withheld.forget(db, destination)
    db.execute(
        "UPDATE destination SET composed_at = ?, cursor = (SELECT coalesce(max(id), 0) FROM alert), "
        f"possible_after = CASE WHEN possible_after IS NOT NULL THEN {NEWEST_NOTICED} END "
        "WHERE id = ?",
        (rows.stamp(now), destination),
    )


# Columns of a schedule: where one of them changes, a destination is due anew.
_SCHEDULE = ("cadence", "at", "weekday", "zone", "quiet")


def columns(destination: Destination) -> dict[str, object]:
    """What a person chooses of a destination, by column."""
    schedule = destination.schedule
    return {
        "name": destination.name,
        "address": destination.address,
        "owner": destination.owner,
        "cadence": schedule.cadence.value,
        "at": " ".join(at.isoformat() for at in schedule.times),
        "weekday": schedule.weekday,
        "zone": schedule.zone,
        "quiet": " ".join(at.isoformat() for at in schedule.quiet or ()),
        "urgent": " ".join(sorted(destination.urgent)),
        "reader": destination.reader,
        "empty": int(destination.empty),
        "filters": json.dumps(destination.filters, ensure_ascii=False),
    }


def save_queries(db: sqlite3.Connection, destination: int, queries: Sequence[SavedQuery]) -> None:
    """Makes these the saved queries of a destination; one whose name was there keeps its id and place."""
    names = [query.name for query in queries]
    db.execute(
        "DELETE FROM saved_query WHERE destination = ? AND name NOT IN (SELECT value FROM json_each(?))",
        (destination, json.dumps(names)),
    )
    db.executemany(
        "INSERT INTO saved_query (destination, name, note, kinds, langs, topics, countries, actors, stages, "
        "least, query, exits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (destination, name) DO UPDATE SET note = excluded.note, "
        "kinds = excluded.kinds, langs = excluded.langs, topics = excluded.topics, "
        "countries = excluded.countries, actors = excluded.actors, stages = excluded.stages, "
        "least = excluded.least, query = excluded.query, exits = excluded.exits",
        [rows.saved_query_row(destination, query) for query in queries],
    )
