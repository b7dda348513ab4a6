"""Erases what is stored of a subscriber: address, messages, queries, choices.

What stays says nothing about anybody: that a message existed and how it ended, and the hash of the address in
`suppression`, so that nothing is ever sent to it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from monitor.store import backoff, rows
from monitor.store.connection import Database
from monitor.store.outcomes import suppress
from monitor.store.sqlite import sqlite3

REASON = "erased at the reader's request"
_TABLES = (
    "saved_query", "withheld", "ahead", "act_choice", "unsubscribe_hash", "event", "sign_up", "own_request",
)  # fmt: skip


class Erasing:
    """Erases subscribers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def erase(self, destinations: Sequence[int], now: datetime, *, bars: bool = True) -> None:
        """Erases these destinations, which get mail at one address, and all that is stored of them and of it.
        What is on its way while this is done may still arrive. `bars`: nothing is sent to the address again.
        """
        with self.database.write() as db:
            with overwriting(db):
                for number in destinations:
                    _erase(db, number, now, bars=bars)
            self.database.trace("before_commit_erase")


@contextmanager
def overwriting(db: sqlite3.Connection) -> Iterator[None]:
    """Overwrites in the file all that is deleted meanwhile, also whole pages."""
    db.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        db.execute("PRAGMA secure_delete = FAST")


def _erase(db: sqlite3.Connection, number: int, now: datetime, *, bars: bool) -> None:
    row = db.execute(
        "SELECT address FROM destination WHERE id = ? AND removed_at IS NULL", (number,)
    ).fetchone()
    if row is None:
        return
    address_hash = rows.address_hash(row["address"])
    if bars:
        suppress(db, address_hash, REASON, now)
        backoff.forget(db, address_hash)
    _erase_sign_ups(db, number, address_hash, now)
    _erase_requests(db, number, now)
    messages = db.execute("SELECT id FROM outbox WHERE destination = ?", (number,)).fetchall()
    erase_messages(db, [message["id"] for message in messages], now)
    for table in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE destination = ?", (number,))  # noqa: S608 - names of ours
    db.execute(
        "UPDATE destination SET name = 'erased-' || id, address = '', owner = NULL, secret = NULL, "
        "zone = 'UTC', quiet = '', urgent = '', filters = '[]', disabled_at = coalesce(disabled_at, :at), "
        "disabled_reason = :reason, removed_at = :at, revision = revision + 1 WHERE id = :id",
        {"at": rows.stamp(now), "reason": REASON, "id": number},
    )


def _erase_sign_ups(db: sqlite3.Connection, number: int, address_hash: bytes, now: datetime) -> None:
    """Erases the sign-ups of a destination and of its address, and the mails that asked to confirm."""
    asked = db.execute(
        "SELECT id, mails FROM sign_up WHERE destination = ? OR address_hash = ?", (number, address_hash)
    ).fetchall()
    for sign_up in asked:
        erase_messages(db, json.loads(sign_up["mails"]), now)
        db.execute("DELETE FROM sign_up WHERE id = ?", (sign_up["id"],))


def _erase_requests(db: sqlite3.Connection, number: int, now: datetime) -> None:
    """Erases the mails by which a reader confirmed what to do with its data; one may still wait."""
    mails = db.execute(
        "SELECT mail FROM own_request WHERE destination = ? AND mail IS NOT NULL", (number,)
    ).fetchall()
    erase_messages(db, [row["mail"] for row in mails], now)


def erase_messages(db: sqlite3.Connection, messages: Sequence[int], now: datetime) -> None:
    """Erases what messages said and to whom, inside a transaction; those that wait are not sent."""
    chosen = json.dumps([*messages])
    db.execute(
        "UPDATE outbox SET state = 'suppressed', ended_at = ? "
        "WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('ready', 'leased', 'deferred')",
        (rows.stamp(now), chosen),
    )
    db.execute(
        "UPDATE outbox SET address = '', address_hash = x'', subject = '', body = x'', note = ? "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (REASON, chosen),
    )
    # an answer of a server may repeat the address
    db.execute(
        "DELETE FROM event WHERE EXISTS (SELECT 1 FROM outbox WHERE id IN (SELECT value FROM json_each(?)) "
        "AND outbox.destination = event.destination AND instr(event.text, '#' || outbox.ref || ':'))",
        (chosen,),
    )
    db.execute(
        "UPDATE attempt SET text = '' WHERE outbox IN (SELECT value FROM json_each(?))",
        (chosen,),
    )
