"""Addresses to which nothing is sent, because of what came of earlier messages."""

from __future__ import annotations

from datetime import datetime

from monitor.store import backoff, rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3
from monitor.store.values import Unreachable


class Suppressions:
    """Reads which addresses get nothing."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def holds(self, address: str) -> bool:
        """True if nothing is sent to this address any more."""
        return bool(
            self.database.value(
                "SELECT count(*) FROM suppression WHERE address_hash = ?", (rows.address_hash(address),)
            )
        )

    def unreachable(self, now: datetime) -> list[Unreachable]:
        """The destinations that get nothing because of what came of earlier messages to their address."""
        suppressed = {
            row["address_hash"]: row["reason"]
            for row in self.database.rows("SELECT address_hash, reason FROM suppression")
        }
        waiting = backoff.waiting(self.database, now)
        if not suppressed and not waiting:
            return []
        addresses = self.database.rows(
            "SELECT name, address FROM destination WHERE removed_at IS NULL ORDER BY id"
        )
        hashes = [(row["name"], rows.address_hash(row["address"])) for row in addresses]
        return [
            Unreachable(name, suppressed.get(address_hash, ""), waiting.get(address_hash))
            for name, address_hash in hashes
            if address_hash in suppressed or address_hash in waiting
        ]


def lift(db: sqlite3.Connection, address: str) -> bool:
    """Starts anew with an address; False if nothing kept messages from it."""
    address_hash = rows.address_hash(address)
    suppressed = db.execute("DELETE FROM suppression WHERE address_hash = ?", (address_hash,)).rowcount
    return backoff.forget(db, address_hash) or suppressed > 0
