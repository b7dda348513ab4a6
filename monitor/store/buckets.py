"""Token buckets: how often a client or an address may still do something. A restart forgets nothing.

Who is limited is stored as a keyed hash alone: the table names no address and no client.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3

_HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` times at once; each comes back after its share of `period`. Without a period none comes back."""

    name: str  # what is limited: limits of the same name share their buckets
    most: int
    period: timedelta | None = None

    def left_over(self, taken: float, elapsed: timedelta) -> float:
        """How many are still taken after that time."""
        if self.period is None:
            return taken
        return max(0.0, taken - max(elapsed, timedelta()) / self.period * self.most)

    def free_at(self, taken: float, now: datetime) -> datetime | None:
        """When nothing is taken any more; None: never."""
        return None if self.period is None else now + taken / self.most * self.period


class Buckets:
    """Takes from the buckets of limits. `who`: a client, an address, a login name; "" for everyone."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def take(self, now: datetime, *wanted: tuple[Limit, str]) -> bool:
        """Takes one from each of these buckets, or nothing from any: False if one of them is empty."""
        with self.database.write() as db:
            return take(db, self.database.key, now, *wanted)

    def refill(self, limit: Limit, who: str) -> None:
        """Fills one bucket, as after a login that succeeded."""
        with self.database.write() as db:
            refill(db, self.database.key, limit, who)


def take(db: sqlite3.Connection, key: bytes, now: datetime, *wanted: tuple[Limit, str]) -> bool:
    """`Buckets.take` inside a transaction."""
    fuller = []
    for limit, who in wanted:
        name = _hash(key, limit, who)
        row = db.execute("SELECT taken, at FROM bucket WHERE key = ?", (name,)).fetchone()
        taken = limit.left_over(row["taken"], now - rows.when(row["at"])) if row else 0.0
        if taken + 1 > limit.most:
            return False
        fuller.append((name, taken + 1, rows.stamp(now), rows.maybe_stamp(limit.free_at(taken + 1, now))))
    db.executemany("INSERT OR REPLACE INTO bucket (key, taken, at, free_at) VALUES (?, ?, ?, ?)", fuller)
    return True


def refill(db: sqlite3.Connection, key: bytes, limit: Limit, who: str) -> None:
    """`Buckets.refill` inside a transaction."""
    db.execute("DELETE FROM bucket WHERE key = ?", (_hash(key, limit, who),))


def forget_old(db: sqlite3.Connection, now: datetime) -> None:
    """Forgets the buckets that are full again."""
    db.execute("DELETE FROM bucket WHERE free_at < ?", (rows.stamp(now),))


def _hash(key: bytes, limit: Limit, who: str) -> bytes:
    return hmac.digest(key, f"bucket {limit.name} {who}".encode("utf-8", "replace"), hashlib.sha256)[
        :_HASH_BYTES
    ]
