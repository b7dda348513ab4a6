"""Destinations: who gets which messages, when and where."""

# ruff: noqa: S608 - what is put into SQL text are clauses written in this module, never values

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import channels
from monitor.model import Destination, SavedQuery, Schedule, Stage
from monitor.store import links, rows, suppressions, unsent, withheld
from monitor.store.connection import Database
from monitor.store.signing_secrets import Secrets
from monitor.store.sqlite import sqlite3

_LIVE = "SELECT * FROM destination WHERE removed_at IS NULL"
_NEWEST_NOTICED = "(SELECT coalesce(max(id), 0) FROM version)"  # see PossibleExits.newest_noticed


class Destinations:
    """Reads and writes destinations.

    A removed destination keeps its row, because messages refer to it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> list[Destination]:
        """All destinations, disabled ones too, in the order they were added."""
        queries: dict[int, list[SavedQuery]] = {}
        for row in self.database.rows("SELECT * FROM saved_query ORDER BY id"):
            queries.setdefault(row["destination"], []).append(rows.saved_query(row))
        return [
            self._destination(row, tuple(queries[row["id"]]))
            for row in self.database.rows(f"{_LIVE} ORDER BY id")
        ]

    def get(self, which: int | str) -> Destination | None:
        """The destination with this id or name."""
        column = "id" if isinstance(which, int) else "name"
        row = self.database.row(f"{_LIVE} AND {column} = ?", (which,))
        if row is None:
            return None
        saved = self.database.rows(
            "SELECT * FROM saved_query WHERE destination = ? ORDER BY id", (row["id"],)
        )
        return self._destination(row, tuple(map(rows.saved_query, saved)))

    def _destination(self, row: sqlite3.Row, queries: tuple[SavedQuery, ...]) -> Destination:
        """A row as a destination, with the token of its unsubscribe link if its channel shows links."""
        served = channels.serves(row["channel"])
        linked = channels.stored(row["channel"]).links_to_unsubscribe
        token = links.token(self.database.key, row["id"], row["created_at"]) if linked else None
        return replace(rows.destination(row, queries, token), served=served)

    def add(
        self,
        *,
        name: str,
        channel: str,
        address: str,
        now: datetime,
        schedule: Schedule = Schedule(),  # noqa: B008 - a frozen value
        owner: str | None = None,
        secret: str | None = None,
        queries: Sequence[SavedQuery] = (SavedQuery(),),
        urgent: frozenset[Stage] = frozenset(),
        reader: str = "en",
        empty: bool = False,
        filters: Sequence[str] = (),
        possible: bool = False,
    ) -> Destination:
        """Adds a destination whose cursor is at the newest alert, and at the newest possible exit if it
        shows them: no earlier alert is sent.

        A suppression of its address ends. Raises `sqlite3.IntegrityError` for a name in use.
        """
        new = Destination(
            0, name, channel, address, schedule, owner, secret, tuple(queries), urgent, reader, empty,
            tuple(filters), possible=possible,
        )  # fmt: skip
        values = {**_columns(new), "channel": channel, "secret": secret, "created_at": rows.stamp(now)}
        with self.database.write() as db:
            number = db.execute(
                f"INSERT INTO destination ({', '.join(values)}, cursor, possible_after) "
                f"VALUES ({', '.join(f':{column}' for column in values)}, "
                "(SELECT coalesce(max(id), 0) FROM alert), "
                f"CASE WHEN :possible THEN {_NEWEST_NOTICED} END)",
                values | {"possible": possible},
            ).lastrowid
            assert number is not None
            _save_queries(db, number, queries)
            suppressions.lift(db, address)
            row = db.execute("SELECT * FROM destination WHERE id = ?", (number,)).fetchone()
            links.remember(db, self.database.key, row["id"], row["created_at"])
        added = self.get(number)
        assert added is not None
        return added

    def edit(self, destination: Destination, now: datetime) -> None:
        """Stores what a person may change of a destination: name, address, owner, schedule, queries and
        what else `_columns` has.

        Its cursor and its messages stay. One that now shows possible exits gets those that are noticed
        from now on.

        A changed schedule counts from `now`: a time of today that has passed is not made up for. Raises
        `sqlite3.IntegrityError` for a name in use.
        """
        values = _columns(destination)
        with self.database.write() as db:
            old = db.execute("SELECT * FROM destination WHERE id = ?", (destination.id,)).fetchone()
            moved = any(old[column] != values[column] for column in _SCHEDULE)
            db.execute(
                f"UPDATE destination SET {', '.join(f'{column} = :{column}' for column in values)}, "
                "revision = revision + 1, slot = CASE WHEN :moved THEN NULL ELSE slot END, "
                "composed_at = CASE WHEN :moved THEN :now ELSE composed_at END, "
                "possible_after = CASE WHEN :possible THEN "
                f"coalesce(possible_after, {_NEWEST_NOTICED}) END "
                "WHERE id = :id",
                values
                | {
                    "moved": moved,
                    "now": rows.stamp(now),
                    "possible": destination.possible,
                    "id": destination.id,
                },
            )
            _save_queries(db, destination.id, destination.queries)
            withheld.look_again(db, destination.id)
            unsent.look_again_at_quiet_hours(db, destination.id, now)
            if old["address"] != destination.address:
                suppressions.lift(db, destination.address)
                db.execute(
                    "UPDATE destination SET healthy_at = ?, warned = 0 WHERE id = ?",
                    (rows.stamp(now), destination.id),
                )

    def pause(self, destination: int, now: datetime) -> bool:
        """Composes nothing for it and holds its messages until `resume`. Returns False if it was paused
        already.
        """
        with self.database.write() as db:
            changed = db.execute(
                "UPDATE destination SET paused_at = ? WHERE id = ? AND paused_at IS NULL AND removed_at "
                "IS NULL",
                (rows.stamp(now), destination),
            )
            return changed.rowcount == 1

    def resume(self, destination: int, now: datetime) -> bool:
        """Ends a pause: held messages go out, and what came meanwhile is composed; failures of its endpoint
        count anew. Returns False if it was not paused.
        """
        with self.database.write() as db:
            return (
                db.execute(
                    "UPDATE destination SET paused_at = NULL, warned = 0, healthy_at = ? "
                    "WHERE id = ? AND paused_at IS NOT NULL",
                    (rows.stamp(now), destination),
                ).rowcount
                == 1
            )

    def rotate_secret(self, destination: int, secret: str, until: datetime) -> None:
        """Signs with `secret` from now on, and until `until` also with those that signed so far (Standard
        Webhooks, key rotation).
        """
        with self.database.write() as db:
            row = db.execute(
                "SELECT secret, secret_until FROM destination WHERE id = ?", (destination,)
            ).fetchone()
            db.execute(
                "UPDATE destination SET secret = ?, secret_until = ? WHERE id = ?",
                (*Secrets(row["secret"], row["secret_until"]).rotated(secret, until).columns, destination),
            )

    def remove(self, destination: int, now: datetime) -> bool:
        """Stops all messages to it and deletes its secret; its messages are kept, and its unsubscribe
        link stays valid. Returns False if there is none.
        """
        with self.database.write() as db:
            removed = db.execute(
                "UPDATE destination SET removed_at = ?, secret = NULL WHERE id = ? AND removed_at IS NULL",
                (rows.stamp(now), destination),
            )
            withheld.forget(db, destination)
            unsent.suppress(db, destination, "the destination was removed", now)
            return removed.rowcount == 1

    def disable(self, destination: int, reason: str, now: datetime) -> None:
        """Stops composing for it; waiting messages are suppressed when their turn comes.

        One that is disabled keeps its first reason.
        """
        with self.database.write() as db:
            unsent.disable(db, destination, reason, now)

    def enable(self, destination: int, now: datetime, *, from_now: bool = False) -> int | None:
        """Composes for it again. Returns the number of waiting messages that go out now, or None if it
        was not disabled, and its address neither suppressed nor left alone: that ends too.

        After an endpoint was gone (410), waiting messages and the one that was answered 410 go out, and
        alerts that came meanwhile are composed; with `from_now` neither happens. Any other destination,
        such as one that unsubscribed, gets only what comes from now on.
        """
        with self.database.write() as db:
            row = db.execute(
                "SELECT gone, disabled_at, address FROM destination WHERE id = ? AND removed_at IS NULL",
                (destination,),
            ).fetchone()
            if row is None:
                return None
            freed = suppressions.lift(db, row["address"])
            if row["disabled_at"] is None:
                return 0 if freed else None
            db.execute(
                "UPDATE destination SET disabled_at = NULL, disabled_reason = NULL, gone = 0, warned = 0, "
                "healthy_at = ? WHERE id = ?",
                (rows.stamp(now), destination),
            )
            if row["gone"] and not from_now:
                return unsent.revive(db, destination, now)
            withheld.forget(db, destination)
            unsent.suppress(db, destination, "the destination was enabled again for what is new", now)
            db.execute(
                "UPDATE destination SET composed_at = ?, cursor = (SELECT coalesce(max(id), 0) FROM alert), "
                f"possible_after = CASE WHEN possible_after IS NOT NULL THEN {_NEWEST_NOTICED} END "
                "WHERE id = ?",
                (rows.stamp(now), destination),
            )
            return 0

    def unsubscribe(self, token: str, now: datetime) -> bool:
        """Ends the subscription with this token and suppresses its waiting messages (RFC 8058).

        Calling it twice changes nothing. Returns False for an unknown token.
        """
        with self.database.write() as db:
            row = db.execute(
                "SELECT id, name FROM destination JOIN unsubscribe_hash ON destination = id WHERE hash = ?",
                (rows.token_hash(token),),
            ).fetchone()
            if row is None:
                return False
            self.database.trace("mid_tx_unsubscribe")
            unsent.unsubscribe(db, row["id"], row["name"], now)
            return True


# Columns of a schedule: where one of them changes, a destination is due anew.
_SCHEDULE = ("cadence", "at", "weekday", "zone", "quiet")


def _columns(destination: Destination) -> dict[str, object]:
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


def _save_queries(db: sqlite3.Connection, destination: int, queries: Sequence[SavedQuery]) -> None:
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
