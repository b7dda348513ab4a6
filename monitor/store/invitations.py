"""Invitations of teams, each of which connects one chat service or webhook by a form. Of a link only the
hash of its token is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.model import Destination, Message
from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.destination_rows import insert
from monitor.store.digests import put
from monitor.store.events import note
from monitor.store.sqlite import sqlite3

if TYPE_CHECKING:
    from sqlite3 import Row

CONNECTED = "connected"  # the kind of event


@dataclass(frozen=True, slots=True)
class Invitation:
    """Lets its holder connect one destination until `expires_at`.

    `kind`: the only channel that it is for, "" for any; `used_at`, `destination`: None until it is used.
    """

    id: int
    name: str
    kind: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    destination: int | None = None


class Invitations:
    """Reads and writes invitations."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> list[Invitation]:
        """The invitations by name, also those that are used or too old."""
        return [_invitation(row) for row in self.database.rows("SELECT * FROM invitation ORDER BY name")]

    def of(self, token: str) -> Invitation | None:
        """The invitation with this token, used or not; None if there is none, or it was revoked."""
        row = self.database.row("SELECT * FROM invitation WHERE token_hash = ?", (rows.token_hash(token),))
        return None if row is None else _invitation(row)

    def get(self, number: int) -> Invitation | None:
        """The invitation with this id, used or not."""
        row = self.database.row("SELECT * FROM invitation WHERE id = ?", (number,))
        return None if row is None else _invitation(row)

    def named(self, name: str) -> Invitation | None:
        """The invitation with this name, used or not."""
        row = self.database.row("SELECT * FROM invitation WHERE name = ?", (name,))
        return None if row is None else _invitation(row)

    def used_for(self, destination: int) -> Invitation | None:
        """The invitation by which a destination was connected, unless it was revoked since."""
        row = self.database.row("SELECT * FROM invitation WHERE destination = ?", (destination,))
        return None if row is None else _invitation(row)

    def add(self, name: str, kind: str, token: str, now: datetime, expires_at: datetime) -> bool:
        """Stores an invitation; it takes the place of one of this name that is too old, or whose destination
        was removed. False if there is another one of this name.
        """
        with self.database.write() as db:
            db.execute(_FORGET, {"name": name, "now": rows.stamp(now)})
            added = db.execute(
                "INSERT INTO invitation (name, kind, token_hash, created_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                (name, kind, rows.token_hash(token), rows.stamp(now), rows.stamp(expires_at)),
            )
            return added.rowcount == 1

    def connect(self, invitation: int, new: Destination, mail: Message, now: datetime) -> int | None:
        """Uses an invitation: adds its destination and queues the mail to the owner; returns the number of
        the destination. None, and nothing is changed, if it was used or revoked meanwhile, or is too old.
        """
        with self.database.write() as db:
            used = db.execute(
                "UPDATE invitation SET used_at = :now "
                "WHERE id = :id AND used_at IS NULL AND expires_at > :now",
                {"now": rows.stamp(now), "id": invitation},
            )
            if used.rowcount == 0:
                return None
            name = _free_name(db, new.name)
            number = insert(db, self.database.key, replace(new, name=name), now)
            db.execute("UPDATE invitation SET destination = ? WHERE id = ?", (number, invitation))
            put(db, replace(mail, destination=number), now, notice=True)
            note(db, CONNECTED, f"{name} was connected by its team", now, destination=number)
            self.database.trace("before_commit_connect")
        return number

    def remove(self, name: str) -> bool:
        """Deletes the invitation of this name; False if there is none."""
        with self.database.write() as db:
            return db.execute("DELETE FROM invitation WHERE name = ?", (name,)).rowcount == 1


_FORGET = (
    "DELETE FROM invitation WHERE name = :name AND ((used_at IS NULL AND expires_at <= :now) OR EXISTS "
    "(SELECT 1 FROM destination WHERE destination.id = invitation.destination AND removed_at IS NOT NULL))"
)


def _free_name(db: sqlite3.Connection, name: str) -> str:
    """A name that no live destination has: that of the invitation, if it was not taken meanwhile."""
    taken = {row["name"] for row in db.execute("SELECT name FROM destination WHERE removed_at IS NULL")}
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free not in taken)


def _invitation(row: Row) -> Invitation:
    return Invitation(
        row["id"],
        row["name"],
        row["kind"],
        rows.when(row["created_at"]),
        rows.when(row["expires_at"]),
        rows.maybe_when(row["used_at"]),
        row["destination"],
    )
