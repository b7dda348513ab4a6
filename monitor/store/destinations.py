"""Destinations: who gets which messages, when and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import channels
from monitor.model import Destination, SavedQuery, Schedule, Stage
from monitor.store import links, rows, suppressions, unsent, withheld
from monitor.store.connection import Database
from monitor.store.destination_rows import begin_anew, change, insert, set_active
from monitor.store.signing_secrets import Secrets
from monitor.store.sqlite import sqlite3

_LIVE = "SELECT * FROM destination WHERE removed_at IS NULL"


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
        with self.database.write() as db:
            number = insert(db, self.database.key, new, now)
        added = self.get(number)
        assert added is not None
        return added

    def hidden(self, name: str, now: datetime) -> int:
        """The number of the destination of this name that mails of the service itself are stored for. It is
        removed from the start, so that no list shows it.
        """
        find = (
            "SELECT id FROM destination WHERE name = ? AND removed_at = created_at AND channel = ? "
            "ORDER BY id LIMIT 1"
        )
        known = self.database.row(find, (name, channels.NOTICES))
        if known is not None:
            return int(known["id"])
        at, schedule = rows.stamp(now), Schedule()
        with self.database.write() as db:
            number = db.execute(
                "INSERT INTO destination (name, channel, address, cadence, at, weekday, zone, cursor, "
                "created_at, removed_at) VALUES (?, ?, '', ?, ?, 0, 'UTC', 0, ?, ?)",
                (name, channels.NOTICES, schedule.cadence.value, schedule.at.isoformat(), at, at),
            ).lastrowid
        assert number is not None
        return number

    def name_of(self, number: int) -> str:
        """The name of a destination, removed ones too."""
        row = self.database.row("SELECT name FROM destination WHERE id = ?", (number,))
        return row["name"] if row else f"destination {number}"

    def edit(self, destination: Destination, now: datetime) -> None:
        """Stores what a person may change of a destination: name, address, owner, schedule, queries and
        what else `_columns` has.

        Its cursor and its messages stay. One that now shows possible exits gets those that are noticed
        from now on.

        A changed schedule counts from `now`: a time of today that has passed is not made up for. Raises
        `sqlite3.IntegrityError` for a name in use.
        """
        with self.database.write() as db:
            change(db, destination, now)

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
            set_active(db, destination, now)
            if row["gone"] and not from_now:
                return unsent.revive(db, destination, now)
            unsent.suppress(db, destination, "the destination was enabled again for what is new", now)
            begin_anew(db, destination, now)
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
