"""The delivery ledger: leases, outcomes, the attempts log.

ready ──lease──> leased ──SENT──> sent
                   ├──RETRY, UNKNOWN, HALTED──> deferred ──lease──> ...
                   ├──DEAD, BOUNCED, DISABLED──> dead
                   └──(the process died: the lease runs out)──lease──> leased again, same id, same bytes
ready, deferred ──lease, but unsubscribed, bounced, disabled or removed meanwhile──> suppressed ready,
deferred of a destination that is paused, or whose endpoint is gone (410): held as they are until it goes on
dead, suppressed, deferred ──retry──> ready
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import channels
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.store import backoff, rows
from monitor.store.attempts import TEXT_LIMIT, log_attempt
from monitor.store.connection import Database
from monitor.store.destinations import disable
from monitor.store.digests import put
from monitor.store.events import note
from monitor.store.signing_secrets import Secrets
from monitor.store.sqlite import sqlite3
from monitor.store.values import Delivery, LoggedAttempt

FIRST_FIRST = timedelta(minutes=10)  # a follow-up waits this long for the message that first told its act
PAUSE = timedelta(minutes=5)  # of a deferred message when the caller gives no time
_OUTBOX = (
    ", secret, secret_until, owner, destination.name, destination.address AS address_now, disabled_at, "
    "disabled_reason, removed_at "
    "FROM outbox JOIN destination ON destination.id = destination"
)
_ALL = f"SELECT outbox.* {_OUTBOX}"
_LIST = (
    "SELECT outbox.id, wid, ref, destination, outbox.channel, outbox.address, subject, content_type, "
    "x'' AS body, outbox.sequence, "
    f"outbox.state, attempts, due_at, note, outbox.created_at {_OUTBOX}"
)
_STATES = {
    Outcome.SENT: MessageState.SENT,
    Outcome.RETRY: MessageState.DEFERRED,
    Outcome.UNKNOWN: MessageState.DEFERRED,
    Outcome.HALTED: MessageState.DEFERRED,
    Outcome.DEAD: MessageState.DEAD,
    Outcome.BOUNCED: MessageState.DEAD,
    Outcome.DISABLED: MessageState.DEAD,
}


class Outbox:
    """Hands out messages to be sent and stores the outcome of each attempt."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def lease(
        self, now: datetime, limit: int, lease_s: float, exclude: frozenset[int] = frozenset()
    ) -> list[Message]:
        """Takes up to `limit` messages whose time has come, at most one a destination and none of
        `exclude` (destination ids).

        They are leased for `lease_s` seconds, which must be longer than an attempt can last. Messages
        that may not go out any more are suppressed in the same transaction (docs/faults.md 113).
        `attempts` includes this one.
        """
        taken: list[Message] = []
        with self.database.write() as db:
            until = rows.stamp(now + timedelta(seconds=lease_s))
            busy = set(exclude)
            for number, destination in _due(db, now):
                if destination in busy:
                    continue
                row = db.execute(f"{_ALL} WHERE outbox.id = ?", (number,)).fetchone()
                if reason := _suppressed(db, row):
                    _end(db, number, MessageState.SUPPRESSED, reason, now)
                    continue
                if later := backoff.waits_until(db, row["address_hash"], now):
                    _put_off(
                        db, number, later, "the address bounced softly: it is left alone for a while", now
                    )
                    continue
                db.execute(
                    "UPDATE outbox SET state = 'leased', attempts = attempts + 1, due_from = ?, due_at "
                    "= ? WHERE id = ?",
                    (rows.stamp(now), until, number),
                )
                taken.append(
                    _as_sent(db, db.execute(f"{_ALL} WHERE outbox.id = ?", (number,)).fetchone(), now)
                )
                busy.add(destination)
                if len(taken) == limit:
                    break
            self.database.trace("before_commit_claim")
        self.database.trace("after_commit_claim")
        return taken

    def finish(
        self, message: Message, attempt: Attempt, now: datetime, next_at: datetime | None = None
    ) -> None:
        """Logs an attempt and moves its message to the next state; `next_at`: when a deferred message
        is due again.

        An attempt that outlived its lease is logged; it changes the state only if the peer accepted the
        message.
        """
        with self.database.write() as db:
            log_attempt(db, message.id, attempt, now)
            row = db.execute(
                "SELECT state, attempts, destination, address_hash FROM outbox WHERE id = ?", (message.id,)
            ).fetchone()
            ours = row["state"] == MessageState.LEASED and row["attempts"] == message.attempts
            if ours or (attempt.outcome is Outcome.SENT and row["state"] != MessageState.SENT):
                state = _STATES[attempt.outcome]
                if state is MessageState.DEFERRED:
                    db.execute(
                        "UPDATE outbox SET state = 'deferred', due_from = ?, due_at = ?, note = ? WHERE "
                        "id = ?",
                        (rows.stamp(now), rows.stamp(next_at or now + PAUSE), _words(attempt), message.id),
                    )
                else:
                    _end(db, message.id, state, "" if state is MessageState.SENT else _words(attempt), now)
            if ours:
                _consequences(db, message, attempt, row, now)
            self.database.trace("before_commit_sent")
        self.database.trace("after_commit_sent")

    def add_notice(self, message: Message) -> None:
        """Queues a message to the owner of a destination, which goes out although the destination is
        disabled.
        """
        assert message.created_at is not None
        with self.database.write() as db:
            put(db, message, message.created_at, notice=True)

    def expire_leases(self) -> int:
        """Ends every lease and returns their number.

        Only for a process that has just taken the file lock: the one that leased is dead.
        """
        with self.database.write() as db:
            return db.execute(
                "UPDATE outbox SET due_at = due_from WHERE state = 'leased' AND due_at > due_from"
            ).rowcount

    def retry(self, number: int, now: datetime) -> bool:
        """Makes a dead, suppressed or deferred message ready again, with its id and bytes and a new set
        of attempts. Returns False if that is not possible.
        """
        at = rows.stamp(now)
        with self.database.write() as db:
            changed = db.execute(
                "UPDATE outbox SET state = 'ready', attempts = 0, note = '', ended_at = NULL, due_from "
                "= ?, due_at = ? "
                "WHERE id = ? AND state IN ('dead', 'suppressed', 'deferred') AND length(body) > 0",
                (at, at, number),
            )
            return changed.rowcount == 1

    def waiting(self) -> dict[int, int]:
        """The number of messages that wait for another attempt, by destination."""
        return dict(
            map(
                tuple,
                self.database.rows(
                    "SELECT destination, count(*) FROM outbox WHERE state = 'deferred' GROUP BY destination"
                ),
            )
        )

    def find(self, state: MessageState | str | None = None, limit: int = 50) -> list[Delivery]:
        """Messages, newest first, without bodies and attempts."""
        wanted = None if state is None else str(state)
        message_rows = self.database.rows(
            f"{_LIST} WHERE :state IS NULL OR outbox.state = :state ORDER BY outbox.id DESC LIMIT :limit",
            {"state": wanted, "limit": limit},
        )
        return [Delivery(rows.message(row), row["name"], row["note"]) for row in message_rows]

    def get(self, which: int | str) -> Delivery | None:
        """One message with its attempts: by id, by reference (`A1B2`, `#a1b2`), by webhook-id (`msg_` and 32
        hex digits) or Message-ID.

        Of several messages with one reference, the newest.
        """
        text = str(which).strip().strip("<>")
        wid = re.fullmatch(r"(?:msg_)?([0-9a-f]{32})(?:@.*)?", text)
        if wid:
            row = self.database.row(f"{_ALL} WHERE wid = ?", (wid[1],))
        else:
            row = self.database.row(
                f"{_ALL} WHERE ref = :ref OR outbox.id = :id ORDER BY outbox.id = :id DESC, outbox.id DESC",
                {
                    "ref": text.lstrip("#").upper(),
                    "id": int(text) if text.isdecimal() and len(text) < 18 else None,
                },
            )
        if row is None:
            return None
        log = self.database.rows("SELECT * FROM attempt WHERE outbox = ? ORDER BY id", (row["id"],))
        attempts = tuple(
            LoggedAttempt(
                number,
                rows.when(logged["at"]),
                Attempt(Outcome(logged["outcome"]), logged["code"], logged["text"], logged["retry_after_s"]),
            )
            for number, logged in enumerate(log, 1)
        )
        return Delivery(rows.message(row), row["name"], row["note"], attempts)


def _due(db: sqlite3.Connection, now: datetime) -> Iterator[tuple[int, int]]:
    """Id and destination of messages whose time has come: overdue first, then those whose clock was set
    back.

    Two queries, each read from its own index no further than the caller goes: there may be a message
    for each of 100,000 subscribers. What the caller does to a row takes it out of the range that is
    read.
    """
    at, patience = rows.stamp(now), rows.stamp(now - FIRST_FIRST)
    live = (
        "state IN ('ready', 'leased', 'deferred') AND NOT (follows IS NOT NULL AND created_at > ? AND "
        "created_at <= ? AND EXISTS "
        "(SELECT 1 FROM outbox AS first WHERE first.id = outbox.follows AND first.state IN ('ready', "
        "'leased', 'deferred'))) "
        "AND NOT (notice = 0 AND EXISTS (SELECT 1 FROM destination AS held WHERE held.id = "
        "outbox.destination "
        "AND held.removed_at IS NULL AND (held.paused_at IS NOT NULL OR held.gone = 1)))"
    )
    yield from map(
        tuple,
        db.execute(
            f"SELECT id, destination FROM outbox WHERE {live} AND due_at <= ? ORDER BY due_at, id",
            (patience, at, at),
        ),
    )
    yield from map(
        tuple,
        db.execute(
            f"SELECT id, destination FROM outbox WHERE {live} AND due_from > ? AND due_at > ? ORDER BY "
            "due_from, id",
            (patience, at, at, at),
        ),
    )


def _as_sent(db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> Message:
    """A message as it goes out now: to the present address of its destination, unless its bytes contain
    the address, signed with the present secrets.
    """
    message = rows.message(row)
    stored = Secrets(row["secret"], row["secret_until"])
    if (secrets := stored.at(now)) != stored:
        db.execute(
            "UPDATE destination SET secret = ?, secret_until = ? WHERE id = ?",
            (*secrets, message.destination),
        )
        message = replace(message, secret=secrets.secret)
    if channels.by_name(message.channel).address_in_body:
        return message
    return replace(message, address=row["address_now"])


def _suppressed(db: sqlite3.Connection, row: sqlite3.Row) -> str | None:
    """The reason why this message must not go out, or None."""
    gone = db.execute(
        "SELECT reason FROM suppression WHERE address_hash = ?", (row["address_hash"],)
    ).fetchone()
    if gone is not None:
        return str(gone["reason"])
    if row["notice"]:
        return None
    if row["removed_at"] is not None:
        return "the destination was removed"
    return None if row["disabled_at"] is None else str(row["disabled_reason"])


def _put_off(db: sqlite3.Connection, number: int, until: datetime, reason: str, now: datetime) -> None:
    """Defers a message without an attempt."""
    db.execute(
        "UPDATE outbox SET state = 'deferred', due_from = ?, due_at = ?, note = ? WHERE id = ?",
        (rows.stamp(now), rows.stamp(until), reason, number),
    )


def _end(db: sqlite3.Connection, number: int, state: MessageState, words: str, now: datetime) -> None:
    db.execute(
        "UPDATE outbox SET state = ?, note = ?, ended_at = ? WHERE id = ?",
        (state.value, words, rows.stamp(now), number),
    )


def _words(attempt: Attempt) -> str:
    return rows.plain(attempt.words)[:TEXT_LIMIT]


def _consequences(
    db: sqlite3.Connection, message: Message, attempt: Attempt, row: sqlite3.Row, now: datetime
) -> None:
    """What an outcome changes besides its message: suppresses an address, disables an endpoint, writes
    a notice.
    """
    match attempt.outcome:
        case Outcome.BOUNCED:
            if channels.by_name(message.channel).suppresses_bounced:
                db.execute(
                    "INSERT INTO suppression (address_hash, reason, at) VALUES (?, ?, ?) ON CONFLICT DO "
                    "NOTHING",
                    (row["address_hash"], rows.plain(f"bounced: {attempt.code}"), rows.stamp(now)),
                )
            note(
                db,
                "bounced",
                f"message #{message.ref}: {_words(attempt)}",
                now,
                destination=row["destination"],
            )
        case Outcome.DISABLED:
            disable(db, row["destination"], f"gone: {_words(attempt)}", now, gone=True)
            note(
                db,
                "disabled",
                f"message #{message.ref}: {_words(attempt)}",
                now,
                destination=row["destination"],
            )
        case Outcome.HALTED:
            note(db, "halted", _words(attempt), now, destination=row["destination"])
        case Outcome.DEAD:
            note(
                db, "dead", f"message #{message.ref}: {_words(attempt)}", now, destination=row["destination"]
            )
