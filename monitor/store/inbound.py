"""What incoming mails do: each of them once, in one transaction (docs/notes/inbound.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor import tokens
from monitor.inbound import Report, ReportKind
from monitor.model import Attempt, Outcome
from monitor.store import backoff, rows
from monitor.store.connection import Database
from monitor.store.events import note
from monitor.store.outcomes import log_attempt, suppress
from monitor.store.sqlite import sqlite3
from monitor.store.unsent import disable, unsubscribe
from monitor.store.values import MailOutcome, MailRead
from monitor.tokens import Purpose

KEYS_KEPT = timedelta(days=90)

_MESSAGE = (
    "SELECT outbox.id, ref, outbox.address_hash, state, notice, destination, name, "
    "destination.address AS address_now FROM outbox JOIN destination ON destination.id = destination "
    "WHERE outbox.id = ? AND outbox.address != ''"  # it is '' where a reader's data were erased
)
# What the log of attempts says of a report, and the note of its message.
_LOGGED = {
    ReportKind.HARD: Outcome.BOUNCED,
    ReportKind.SOFT: Outcome.SOFT,
    ReportKind.REFUSED: Outcome.REFUSED,
    ReportKind.COMPLAINT: Outcome.COMPLAINT,
}


class InboundMails:
    """Stores what incoming mails say, and does what follows from it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, key: str, report: Report, now: datetime) -> MailRead:
        """Does what a mail asks for, and remembers its key; a mail whose key is known does nothing.

        `key` is the same for the same mail. The report's token is read again with the key of this database.
        """
        with self.database.write() as db:
            if db.execute("SELECT 1 FROM inbound WHERE key = ?", (key,)).fetchone():
                return MailRead(MailOutcome.KNOWN)
            result = _apply(db, tokens.read(self.database.key, report.token), report, now)
            db.execute(
                "INSERT INTO inbound (key, at, outcome) VALUES (?, ?, ?)",
                (key, rows.stamp(now), result.outcome.value),
            )
            self.database.trace("before_commit_inbound")
        self.database.trace("after_commit_inbound")
        return result


def forget_old(db: sqlite3.Connection, now: datetime) -> None:
    """Forgets the keys of mails that were read long ago."""
    db.execute("DELETE FROM inbound WHERE at < ?", (rows.stamp(now - KEYS_KEPT),))


def _apply(db: sqlite3.Connection, token: tokens.Token | None, report: Report, now: datetime) -> MailRead:
    if token is None:
        return _without_token(db, report, now)
    match token.purpose:
        case Purpose.BOUNCE:
            row = db.execute(_MESSAGE, token.numbers[:1]).fetchone()
            return MailRead(MailOutcome.UNKNOWN) if row is None else _about_message(db, row, report, now)
        case Purpose.UNSUBSCRIBE:
            row = db.execute(
                "SELECT id, name, address FROM destination WHERE id = ? AND address != ''",
                token.numbers[:1],
            ).fetchone()
            return MailRead(MailOutcome.UNKNOWN) if row is None else _about_destination(db, row, report, now)
        case _:  # tokens of pages
            return MailRead(MailOutcome.NOTHING)


def _without_token(db: sqlite3.Connection, report: Report, now: datetime) -> MailRead:
    """A mail that may do nothing. The operator hears of a complaint, which some feedback loops send to one
    address.
    """
    if report.kind is ReportKind.COMPLAINT:
        note(db, "complaint", "A complaint came to an address without a token: nothing was done", now)
    return MailRead(MailOutcome.NO_TOKEN)


def _about_message(db: sqlite3.Connection, row: sqlite3.Row, report: Report, now: datetime) -> MailRead:
    """What a report about a message does to it and to its address."""
    outcome = _LOGGED.get(report.kind)
    if outcome is None:
        return MailRead(MailOutcome.NOTHING, row["name"], row["ref"])
    attempt = Attempt(outcome, report.code, report.diagnostic)
    told_before = _has_soft_bounce(db, row["id"])
    log_attempt(db, row["id"], attempt, now)
    words = rows.plain(attempt.words)
    db.execute(
        "UPDATE outbox SET note = ? WHERE id = ? AND state = 'sent'", (f"came back later: {words}", row["id"])
    )
    if report.kind is not ReportKind.SOFT or not told_before:
        _consequences(db, row, report, words, now)
    return MailRead(MailOutcome(report.kind.value), row["name"], row["ref"], words)


def _consequences(
    db: sqlite3.Connection, row: sqlite3.Row, report: Report, words: str, now: datetime
) -> None:
    """What a report changes besides its message, and the notice of it."""
    destination, about = row["destination"], f"message #{row['ref']}: {words}"
    match report.kind:
        case ReportKind.HARD:
            suppress(db, row["address_hash"], f"bounced: {report.code}", now)
            note(db, "bounced", about, now, destination=destination)
        case ReportKind.SOFT:
            number = backoff.count(db, row["address_hash"], now)
            note(db, "soft bounce", f"{about} ({number} of {backoff.MOST})", now, destination=destination)
            if number >= backoff.MOST:
                backoff.forget(db, row["address_hash"])
                suppress(db, row["address_hash"], f"bounced softly {number} times: {words}", now)
        case ReportKind.REFUSED:
            note(db, "refused", about, now, destination=destination)
        case ReportKind.COMPLAINT:
            suppress(db, row["address_hash"], _complaint(report), now)
            if not row["notice"] and rows.address_hash(row["address_now"]) == row["address_hash"]:
                disable(db, destination, _complaint(report), now)
            note(db, "complaint", about, now, destination=destination)


def _about_destination(db: sqlite3.Connection, row: sqlite3.Row, report: Report, now: datetime) -> MailRead:
    """What a mail to the address that ends a subscription does."""
    match report.kind:
        case ReportKind.UNSUBSCRIBE:
            unsubscribe(db, row["id"], row["name"], now)
        case ReportKind.COMPLAINT:
            suppress(db, rows.address_hash(row["address"]), _complaint(report), now)
            disable(db, row["id"], _complaint(report), now)
            note(db, "complaint", f"{row['name']}: {_complaint(report)}", now, destination=row["id"])
        case _:
            return MailRead(MailOutcome.NOTHING, row["name"])
    return MailRead(MailOutcome(report.kind.value), row["name"])


def _complaint(report: Report) -> str:
    return f"complaint: {report.code}"


def _has_soft_bounce(db: sqlite3.Connection, message: int) -> bool:
    """True if a soft bounce of this message was counted."""
    row = db.execute(
        "SELECT 1 FROM attempt WHERE outbox = ? AND outcome = ?", (message, Outcome.SOFT.value)
    ).fetchone()
    return row is not None
