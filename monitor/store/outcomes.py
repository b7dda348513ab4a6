"""What the outcome of an attempt changes besides its message: addresses, destinations, notices."""

from __future__ import annotations

from datetime import datetime

from monitor import channels
from monitor.model import Attempt, Message, Outcome
from monitor.store import rows
from monitor.store.digests import put
from monitor.store.events import note
from monitor.store.sqlite import sqlite3
from monitor.store.unsent import disable
from monitor.store.values import Verdict

TEXT_LIMIT = 500  # characters of an attempt's text


def words(attempt: Attempt) -> str:
    """Code and text of an attempt, as they are stored."""
    return rows.plain(attempt.words)[:TEXT_LIMIT]


def log_attempt(db: sqlite3.Connection, message: int, attempt: Attempt, now: datetime) -> None:
    """Writes a line of the log of a message."""
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


def suppress(db: sqlite3.Connection, address_hash: bytes, reason: str, now: datetime) -> None:
    """Sends nothing to an address any more, until somebody adds it again. The first reason stays."""
    db.execute(
        "INSERT INTO suppression (address_hash, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (address_hash, rows.plain(reason), rows.stamp(now)),
    )


def consequences(
    db: sqlite3.Connection,
    message: Message,
    attempt: Attempt,
    row: sqlite3.Row,
    now: datetime,
    verdict: Verdict | None,
) -> None:
    """Suppresses an address, warns of an endpoint or disables it, writes a notice. `row`: that of the
    message.
    """
    what = "mail of the service" if row["notice"] else "message"
    number, said = row["destination"], f"{what} #{message.ref}: {words(attempt)}"
    match attempt.outcome:
        case Outcome.SENT:
            _healthy(db, row, now)
        case Outcome.BOUNCED:
            if channels.stored(message.channel).suppresses_bounced:
                suppress(db, row["address_hash"], f"bounced: {attempt.code}", now)
            note(db, "bounced", said, now, destination=number)
        case Outcome.DISABLED:
            changed = disable(db, number, f"gone: {words(attempt)}", now, gone=True)
            _write_notices(db, verdict if changed else None, now)
            note(db, "disabled", said, now, destination=number)
        case Outcome.HALTED:
            note(db, "halted", words(attempt), now, destination=number)
        case Outcome.DEAD:
            note(db, "dead", said, now, destination=number)
    if verdict is not None and attempt.outcome is not Outcome.DISABLED:
        _warn(db, number, verdict, now)


def _healthy(db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> None:
    """A message arrived: failures count from here."""
    if not row["notice"]:
        db.execute(
            "UPDATE destination SET healthy_at = ?, warned = 0 WHERE id = ?",
            (rows.stamp(now), row["destination"]),
        )


def _warn(db: sqlite3.Connection, destination: int, verdict: Verdict, now: datetime) -> None:
    """Writes down what the owner is told, and tells it; the endpoint is disabled at 100 percent."""
    changed = db.execute(
        "UPDATE destination SET warned = ? WHERE id = ? AND warned = ? AND disabled_at IS NULL",
        (verdict.warned, destination, verdict.before),
    )
    if changed.rowcount == 0:
        return
    if verdict.warned < 100:
        note(db, "failing", verdict.reason, now, destination=destination)
    else:
        disable(db, destination, verdict.reason, now, gone=True)
        note(db, "disabled", verdict.reason, now, destination=destination)
    _write_notices(db, verdict, now)


def _write_notices(db: sqlite3.Connection, verdict: Verdict | None, now: datetime) -> None:
    for notice in verdict.notices if verdict else ():
        put(db, notice, now, notice=True)
