"""The log of attempts: what came of each, and what a mail said of the message later."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Attempt
from monitor.store import rows
from monitor.store.sqlite import sqlite3

TEXT_LIMIT = 500  # characters of an attempt's text


def log_attempt(db: sqlite3.Connection, message: int, attempt: Attempt, now: datetime) -> None:
    """Writes a line of the log of a message, inside a write transaction."""
    db.execute(
        "INSERT INTO attempt (outbox, at, outcome, code, text, retry_after_s) VALUES (?, ?, ?, ?, ?, ?)",
        (
            message,
            rows.stamp(now),
            attempt.outcome.value,
            rows.plain(attempt.code),
            rows.plain(attempt.text)[:TEXT_LIMIT],
            attempt.retry_after_s,
        ),
    )
