"""What readers asked for that is mailed to their address first: an export, an erasure, new links.

Whoever has a mail that was passed on has its links. Only the owner of the mailbox has the link of the mail
that answers such a request, which works once and for `LASTS`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.model import Message, Own, OwnRequest
from monitor.store import buckets, rows
from monitor.store.buckets import Limit
from monitor.store.connection import Database
from monitor.store.digests import put
from monitor.store.erasing import erase_messages, overwriting
from monitor.store.sqlite import sqlite3

LASTS = timedelta(hours=1)  # from the time at which the mail is written
KEPT = timedelta(days=7)


class OwnRequests:
    """Reads and writes these requests."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def ask(self, destination: int, what: Own, now: datetime, *limits: tuple[Limit, str]) -> bool:
        """Stores a request, and ends all links of mails so far if new ones are wanted. False, and nothing is
        stored, if one of the limits is reached.
        """
        with self.database.write() as db:
            if not buckets.take(db, self.database.key, now, *limits):
                return False
            if what is Own.LINK:
                end_links(db, destination)
            db.execute(
                "INSERT INTO own_request (destination, what, asked_at) VALUES (?, ?, ?)",
                (destination, what.value, rows.stamp(now)),
            )
            return True

    def end_links(self, destination: int) -> None:
        """Ends all links of mails so far; those of the next mail work."""
        with self.database.write() as db:
            end_links(db, destination)

    def new(self, limit: int) -> list[OwnRequest]:
        """Those for which no mail is written yet, the oldest first."""
        return [
            _request(row)
            for row in self.database.rows(
                "SELECT * FROM own_request WHERE mailed_at IS NULL ORDER BY id LIMIT ?", (limit,)
            )
        ]

    def answer(self, request: OwnRequest, mail: Message | None, now: datetime) -> bool:
        """Queues the mail of a request; None for one that is too old, or whose destination is gone. False if
        nothing is queued.
        """
        with self.database.write() as db:
            row = db.execute(
                "SELECT 1 FROM own_request WHERE id = ? AND mailed_at IS NULL", (request.id,)
            ).fetchone()
            if row is None:
                return False
            if mail is None:
                db.execute("DELETE FROM own_request WHERE id = ?", (request.id,))
                return False
            put(db, mail, now, notice=True)
            db.execute(
                "UPDATE own_request SET mail = (SELECT max(id) FROM outbox), mailed_at = ? WHERE id = ?",
                (rows.stamp(now), request.id),
            )
            self.database.trace("before_commit_own_request")
            return True

    def open(self, number: int, now: datetime) -> OwnRequest | None:
        """The request of a link that works: it was mailed within the last hour, and was not used."""
        row = self.database.row(_OPEN, (number, rows.stamp(now - LASTS)))
        return None if row is None else _request(row)

    def use(self, number: int, now: datetime) -> bool:
        """Ends the link of a request; False if it did not work any more."""
        with self.database.write() as db:
            if db.execute(_OPEN, (number, rows.stamp(now - LASTS))).fetchone() is None:
                return False
            db.execute("UPDATE own_request SET used_at = ? WHERE id = ?", (rows.stamp(now), number))
            return True


_OPEN = "SELECT * FROM own_request WHERE id = ? AND used_at IS NULL AND mailed_at >= ?"


def end_links(db: sqlite3.Connection, destination: int) -> None:
    """`OwnRequests.end_links` inside a transaction."""
    db.execute("UPDATE destination SET link_epoch = link_epoch + 1 WHERE id = ?", (destination,))


def forget_old(db: sqlite3.Connection, now: datetime) -> None:
    """Erases requests of earlier days, and what was mailed for them."""
    old = db.execute(
        "SELECT id, mail FROM own_request WHERE asked_at < ?", (rows.stamp(now - KEPT),)
    ).fetchall()
    with overwriting(db):
        erase_messages(db, [row["mail"] for row in old if row["mail"] is not None], now)
        db.executemany("DELETE FROM own_request WHERE id = ?", [(row["id"],) for row in old])


def _request(row: sqlite3.Row) -> OwnRequest:
    return OwnRequest(
        row["id"],
        row["destination"],
        Own(row["what"]),
        rows.when(row["asked_at"]),
        rows.maybe_when(row["mailed_at"]),
    )
