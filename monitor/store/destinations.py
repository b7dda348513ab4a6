"""Destinations: who gets which messages, when and where."""

# ruff: noqa: S608 - what is put into SQL text are clauses written in this module, never values

from __future__ import annotations

from datetime import datetime

from monitor import channels
from monitor.model import Destination, Kind, Schedule
from monitor.store import links, rows
from monitor.store.connection import Database
from monitor.store.events import note
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
        return [self._destination(row) for row in self.database.rows(f"{_LIVE} ORDER BY id")]

    def get(self, which: int | str) -> Destination | None:
        """The destination with this id or name."""
        column = "id" if isinstance(which, int) else "name"
        row = self.database.row(f"{_LIVE} AND {column} = ?", (which,))
        return None if row is None else self._destination(row)

    def _destination(self, row: sqlite3.Row) -> Destination:
        """A row as a destination, with the token of its unsubscribe link if its channel shows links."""
        linked = channels.by_name(row["channel"]).links_to_unsubscribe
        token = links.token(self.database.key, row["id"], row["created_at"]) if linked else None
        return rows.destination(row, token)

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
        kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT}),
        langs: frozenset[str] = frozenset(),
        query: str = "",
        possible: bool = False,
    ) -> Destination:
        """Adds a destination whose cursor is at the newest alert, and at the newest possible exit if it
        shows them: no earlier alert is sent.

        A suppression of its address ends. Raises `sqlite3.IntegrityError` for a name in use.
        """
        with self.database.write() as db:
            number = db.execute(
                "INSERT INTO destination (name, channel, address, owner, secret, cadence, at, weekday, "
                "zone, kinds, langs, query, "
                "cursor, possible_after, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "(SELECT coalesce(max(id), 0) FROM alert), "
                f"CASE WHEN ? THEN {_NEWEST_NOTICED} END, ?)",
                (
                    name,
                    channel,
                    address,
                    owner,
                    secret,
                    schedule.cadence.value,
                    _clock(schedule),
                    schedule.weekday,
                    schedule.zone,
                    " ".join(sorted(kinds)),
                    " ".join(sorted(langs)),
                    query,
                    possible,
                    rows.stamp(now),
                ),
            ).lastrowid
            db.execute("DELETE FROM suppression WHERE address_hash = ?", (rows.address_hash(address),))
            row = db.execute("SELECT * FROM destination WHERE id = ?", (number,)).fetchone()
            links.remember(db, self.database.key, row["id"], row["created_at"])
            return self._destination(row)

    def edit(self, destination: Destination, now: datetime) -> None:
        """Stores name, address, owner, schedule, kinds, languages, query and `possible` of a
        destination.

        Its cursor and its messages stay. One that now shows possible exits gets those that are noticed
        from now on.

        A changed schedule counts from `now`: a time of today that has passed is not made up for. Raises
        `sqlite3.IntegrityError` for a name in use.
        """
        schedule = destination.schedule
        with self.database.write() as db:
            old = db.execute("SELECT * FROM destination WHERE id = ?", (destination.id,)).fetchone()
            moved = rows.destination(old).schedule != schedule
            db.execute(
                "UPDATE destination SET name = ?, address = ?, owner = ?, cadence = ?, at = ?, weekday "
                "= ?, zone = ?, kinds = ?, "
                "langs = ?, query = ?, slot = CASE WHEN ? THEN NULL ELSE slot END, "
                "composed_at = CASE WHEN ? THEN ? ELSE composed_at END, "
                f"possible_after = CASE WHEN ? THEN coalesce(possible_after, {_NEWEST_NOTICED}) END "
                "WHERE id = ?",
                (
                    destination.name,
                    destination.address,
                    destination.owner,
                    schedule.cadence.value,
                    _clock(schedule),
                    schedule.weekday,
                    schedule.zone,
                    " ".join(sorted(destination.kinds)),
                    " ".join(sorted(destination.langs)),
                    destination.query,
                    moved,
                    moved,
                    rows.stamp(now),
                    destination.possible,
                    destination.id,
                ),
            )
            if old["address"] != destination.address:
                db.execute(
                    "DELETE FROM suppression WHERE address_hash = ?",
                    (rows.address_hash(destination.address),),
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

    def resume(self, destination: int) -> bool:
        """Ends a pause: held messages go out, and what came meanwhile is composed. Returns False if it
        was not paused.
        """
        with self.database.write() as db:
            return (
                db.execute(
                    "UPDATE destination SET paused_at = NULL WHERE id = ? AND paused_at IS NOT NULL",
                    (destination,),
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
                (*Secrets(row["secret"], row["secret_until"]).rotated(secret, until), destination),
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
            _suppress_unsent(db, destination, "the destination was removed", now)
            return removed.rowcount == 1

    def disable(self, destination: int, reason: str, now: datetime) -> None:
        """Stops composing for it; waiting messages are suppressed when their turn comes.

        One that is disabled keeps its first reason.
        """
        with self.database.write() as db:
            disable(db, destination, reason, now)

    def enable(self, destination: int, now: datetime, *, from_now: bool = False) -> int | None:
        """Composes for it again. Returns the number of waiting messages that go out now, or None if it
        was not disabled.

        After an endpoint was gone (410), waiting messages and the one that was answered 410 go out, and
        alerts that came meanwhile are composed; with `from_now` neither happens. Any other destination,
        such as one that unsubscribed, gets only what comes from now on.
        """
        with self.database.write() as db:
            row = db.execute(
                "SELECT gone FROM destination WHERE id = ? AND disabled_at IS NOT NULL AND removed_at "
                "IS NULL",
                (destination,),
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE destination SET disabled_at = NULL, disabled_reason = NULL, gone = 0 WHERE id = ?",
                (destination,),
            )
            if row["gone"] and not from_now:
                return _revive(db, destination, now)
            _suppress_unsent(db, destination, "the destination was enabled again for what is new", now)
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
            if disable(db, row["id"], "unsubscribed", now):
                _suppress_unsent(db, row["id"], "unsubscribed", now)
                note(db, "unsubscribed", f"{row['name']} unsubscribed", now, destination=row["id"])
            return True


def disable(
    db: sqlite3.Connection, destination: int, reason: str, now: datetime, *, gone: bool = False
) -> bool:
    """Disables a destination inside a transaction; returns False if it was disabled before.

    `gone`: its endpoint answered 410, and messages are held until it is enabled again.
    """
    changed = db.execute(
        "UPDATE destination SET disabled_at = ?, disabled_reason = ?, gone = ? WHERE id = ? AND "
        "disabled_at IS NULL",
        (rows.stamp(now), rows.plain(reason), int(gone), destination),
    )
    return changed.rowcount == 1


def _clock(schedule: Schedule) -> str:
    """The times of day as stored: separated by spaces, the earliest first."""
    return " ".join(at.isoformat() for at in schedule.times)


def _revive(db: sqlite3.Connection, destination: int, now: datetime) -> int:
    """Makes ready the messages that wait for a destination, and those that its endpoint refused with
    410; returns their number.
    """
    at = rows.stamp(now)
    changed = db.execute(
        "UPDATE outbox SET state = 'ready', attempts = 0, note = '', ended_at = NULL, due_from = :at, "
        "due_at = :at "
        "WHERE destination = :destination AND notice = 0 AND length(body) > 0 AND (state IN ('ready', "
        "'deferred') OR state = 'dead' AND "
        "(SELECT outcome FROM attempt WHERE attempt.outbox = outbox.id ORDER BY attempt.id DESC LIMIT "
        "1) = 'disabled')",
        {"at": at, "destination": destination},
    )
    return changed.rowcount


def _suppress_unsent(db: sqlite3.Connection, destination: int, reason: str, now: datetime) -> None:
    # A leased message is being sent: its attempt decides the state.
    db.execute(
        "UPDATE outbox SET state = 'suppressed', note = ?, ended_at = ? WHERE destination = ? AND notice = 0 "
        "AND state IN ('ready', 'deferred')",
        (reason, rows.stamp(now), destination),
    )
