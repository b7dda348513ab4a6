"""Unsubscribe links: their tokens are derived from the key beside the database and looked up by their
hashes.

A token is stored nowhere, so that a copy of the database can unsubscribe nobody. A hash is deleted only with
all data of its reader: a link in a mail that was sent stays valid, also when the key was lost and another was
made.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from hashlib import blake2b

from monitor.store import rows
from monitor.store.sqlite import sqlite3

_MARK = "links"  # in `meta`: which key the hashes of all destinations were written with


def token(key: bytes, destination: int, created_at: str) -> str:
    """22 characters of base64url, 128 bits: HMAC-SHA256 over the destination's id and the time it was
    added, as stored.
    """
    digest = hmac.digest(key, f"unsubscribe {destination} {created_at}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def remember(db: sqlite3.Connection, key: bytes, destination: int, created_at: str) -> None:
    """Writes the hash of a destination's token, inside a write transaction."""
    db.execute(
        "INSERT OR IGNORE INTO unsubscribe_hash (hash, destination) VALUES (?, ?)",
        (rows.token_hash(token(key, destination, created_at)), destination),
    )


def marked(db: sqlite3.Connection, key: bytes) -> bool:
    """True if the hashes of this key are stored."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (_MARK,)).fetchone()
    return row is not None and row[0] == _fingerprint(key)


def remember_all(db: sqlite3.Connection, key: bytes) -> None:
    """Writes the hashes of all destinations for a new key, inside a write transaction."""
    for destination, created_at in db.execute("SELECT id, created_at FROM destination").fetchall():
        remember(db, key, destination, created_at)
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_MARK, _fingerprint(key)))


def _fingerprint(key: bytes) -> str:
    return blake2b(key, digest_size=8, person=b"links").hexdigest()
