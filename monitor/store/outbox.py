"""The delivery ledger: leases, outcomes, the attempts log.

ready ──lease──> leased ──SENT──> sent
                   ├──RETRY, UNKNOWN, HALTED──> deferred ──lease──> ...
                   ├──DEAD, BOUNCED, DISABLED──> dead
                   ├──TOO_LARGE──> suppressed, and its short form is ready
                   └──(the process died: the lease runs out)──lease──> leased again, same id, same bytes
ready, deferred ──lease, but quiet hours of the destination, or soft bounces──> deferred
ready, deferred ──lease, but unsubscribed, bounced, disabled or removed meanwhile──> suppressed ready,
deferred of a destination that is paused, or whose endpoint is gone (410): held as they are until it goes on
dead, suppressed, deferred ──retry──> ready
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from monitor import channels
from monitor.channels.pacing import Pace
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.store import rows, sendable
from monitor.store.digests import put
from monitor.store.ledger import WITH_DESTINATION, Ledger
from monitor.store.outcomes import consequences, log_attempt, words
from monitor.store.signing_secrets import Secrets
from monitor.store.sqlite import sqlite3
from monitor.store.values import Failing, Verdict

FIRST_FIRST = timedelta(minutes=10)  # a follow-up waits this long for the message that first told its act
PAUSE = timedelta(minutes=5)  # of a deferred message when the caller gives no time
MOST_MOVED = 5_000  # messages that are put off in one transaction, which takes half a second
_STATES = {
    Outcome.SENT: MessageState.SENT,
    Outcome.RETRY: MessageState.DEFERRED,
    Outcome.UNKNOWN: MessageState.DEFERRED,
    Outcome.HALTED: MessageState.DEFERRED,
    Outcome.DEAD: MessageState.DEAD,
    Outcome.TOO_LARGE: MessageState.SUPPRESSED,  # not lost: the short form is owed instead
    Outcome.BOUNCED: MessageState.DEAD,
    Outcome.DISABLED: MessageState.DEAD,
}


class Outbox(Ledger):
    """Hands out messages to be sent and stores the outcome of each attempt."""

    def lease(
        self,
        now: datetime,
        limit: int,
        lease_s: float,
        exclude: frozenset[int] = frozenset(),
        pace: Pace | None = None,
    ) -> list[Message]:
        """Takes up to `limit` messages whose time has come, at most one a destination and none of
        `exclude` (destination ids).

        They are leased for `lease_s` seconds, which must be longer than an attempt can last. Messages
        that may not go out any more are suppressed in the same transaction (docs/faults.md 113).
        `attempts` includes this one. Mail to a domain that has had its share of this minute (`pace`) is
        put off, without an attempt, and so is what goes to an address that bounced softly, or in quiet
        hours to a destination, unless it was composed in them or tells of an
        act that is urgent there.
        """
        taken: list[Message] = []
        with self.database.write() as db:
            until = rows.stamp(now + timedelta(seconds=lease_s))
            busy, moved = set(exclude), 0
            for number, destination, channel, address in _due(db, now):
                if destination in busy:
                    continue
                paced = pace if channel in channels.BY_MAIL_SERVER else None
                if paced and paced.full(address, now):
                    if moved < MOST_MOVED:
                        place = paced.book(address, now, at_once=_is_told_at_once(db, number))
                        _put_off(db, number, now, place)
                    moved += 1
                    continue
                row = db.execute(f"{WITH_DESTINATION} WHERE outbox.id = ?", (number,)).fetchone()
                if reason := sendable.barred(db, row):
                    _end(db, number, MessageState.SUPPRESSED, reason, now)
                    continue
                if hold := sendable.held(db, row, now):
                    _defer(db, number, now, *hold)
                    continue
                db.execute(
                    "UPDATE outbox SET state = 'leased', attempts = attempts + 1, due_from = ?, due_at "
                    "= ? WHERE id = ?",
                    (rows.stamp(now), until, number),
                )
                taken.append(
                    _as_sent(
                        db, db.execute(f"{WITH_DESTINATION} WHERE outbox.id = ?", (number,)).fetchone(), now
                    )
                )
                busy.add(destination)
                if paced:
                    paced.take(address, now)
                if len(taken) == limit:
                    break
            self.database.trace("before_commit_claim")
        self.database.trace("after_commit_claim")
        return taken

    def finish(
        self,
        message: Message,
        attempt: Attempt,
        now: datetime,
        next_at: datetime | None = None,
        verdict: Verdict | None = None,
        instead: Message | None = None,
    ) -> None:
        """Logs an attempt and moves its message to the next state; `next_at`: when a deferred message
        is due again; `verdict`: what a failed attempt means for its endpoint; `instead`: the message that
        takes the place of this one.

        An attempt that outlived its lease is logged; it changes the state only if the peer accepted the
        message.
        """
        with self.database.write() as db:
            row = db.execute(
                "SELECT state, attempts, destination, address, address_hash, notice FROM outbox WHERE id = ?",
                (message.id,),
            ).fetchone()
            # an answer may repeat an address that was erased meanwhile
            log_attempt(db, message.id, attempt if row["address"] else replace(attempt, text=""), now)
            ours = row["state"] == MessageState.LEASED and row["attempts"] == message.attempts
            if ours or (attempt.outcome is Outcome.SENT and row["state"] != MessageState.SENT):
                state = _STATES[attempt.outcome]
                if state is MessageState.DEFERRED:
                    _defer(db, message.id, now, next_at or now + PAUSE, words(attempt))
                else:
                    _end(db, message.id, state, "" if state is MessageState.SENT else words(attempt), now)
            if ours and instead is not None:
                _put_instead(db, message.id, instead, now, notice=bool(row["notice"]))
            if ours or attempt.outcome is Outcome.SENT:
                consequences(db, message, attempt, row, now, verdict)
            self.database.trace("before_commit_sent")
        self.database.trace("after_commit_sent")

    def failing(self, destination: int, giving_up: int | None, now: datetime) -> Failing | None:
        """What the endpoint of a destination has done since a message last arrived there; None for one
        that is removed or disabled.

        `giving_up`: the message that is given up `now`, which counts too.
        """
        row = self.database.row(
            "SELECT count(outbox.id) AS dead, warned, healthy_at, "
            "min((SELECT min(at) FROM attempt WHERE attempt.outbox = outbox.id)) AS first_at "
            "FROM destination LEFT JOIN outbox ON outbox.destination = destination.id "
            "AND outbox.state = 'dead' AND outbox.notice = 0 AND outbox.ended_at > coalesce(healthy_at, '') "
            "WHERE destination.id = ? AND disabled_at IS NULL AND removed_at IS NULL GROUP BY destination.id",
            (destination,),
        )
        if row is None:
            return None
        firsts = [rows.when(row["first_at"])] if row["first_at"] else []
        if giving_up is not None:
            first = self.database.value("SELECT min(at) FROM attempt WHERE outbox = ?", (giving_up,))
            firsts.append(rows.when(first) if first else now)
        since = min(firsts, default=None)
        if since is not None and row["healthy_at"] is not None:
            since = max(since, rows.when(row["healthy_at"]))
        return Failing(row["dead"] + (giving_up is not None), since, row["warned"])

    def expire_leases(self) -> int:
        """Ends every lease and returns their number.

        Only for a process that has just taken the file lock: the one that leased is dead.
        """
        with self.database.write() as db:
            return db.execute(
                "UPDATE outbox SET due_at = due_from WHERE state = 'leased' AND due_at > due_from"
            ).rowcount


def _put_off(db: sqlite3.Connection, number: int, now: datetime, later: datetime) -> None:
    """Moves a message to a later time; its state and its attempts stay."""
    db.execute(
        "UPDATE outbox SET due_from = ?, due_at = ? WHERE id = ?",
        (rows.stamp(now), rows.stamp(later), number),
    )


def _is_told_at_once(db: sqlite3.Connection, number: int) -> bool:
    """True for a notice, and for a message to a destination that waits for no digest."""
    row = db.execute(
        "SELECT notice OR cadence = 'instant' AS at_once FROM outbox "
        "JOIN destination ON destination.id = destination WHERE outbox.id = ?",
        (number,),
    ).fetchone()
    return bool(row["at_once"])


def _defer(db: sqlite3.Connection, number: int, now: datetime, later: datetime, why: str) -> None:
    """Lets a message wait until a later time; its attempts stay."""
    db.execute(
        "UPDATE outbox SET state = 'deferred', due_from = ?, due_at = ?, note = ? WHERE id = ?",
        (rows.stamp(now), rows.stamp(later), why, number),
    )


def _put_instead(
    db: sqlite3.Connection, number: int, instead: Message, now: datetime, *, notice: bool
) -> None:
    """Stores the message that takes the place of another: it tells the same acts, and follows it."""
    put(db, instead, now, notice=notice)
    new = db.execute("SELECT id FROM outbox WHERE wid = ?", (instead.wid,)).fetchone()["id"]
    db.execute(
        "UPDATE outbox SET follows = ?, reach = (SELECT reach FROM outbox WHERE id = ?) WHERE id = ?",
        (number, number, new),
    )
    db.execute(
        "INSERT INTO tells (act, outbox, destination) SELECT act, ?, destination FROM tells WHERE outbox = ?",
        (new, number),
    )


def _due(db: sqlite3.Connection, now: datetime) -> Iterator[tuple[int, int, str, str]]:
    """Id, destination, channel and address of messages whose time has come: overdue first, then those
    whose clock was set back.

    Two queries, each read from its own index no further than the caller goes: there may be a message
    for each of 100,000 subscribers. What the caller does to a row takes it out of the range that is
    read.
    """
    at, patience = rows.stamp(now), rows.stamp(now - FIRST_FIRST)
    # Without INDEXED BY, SQLite reads and sorts all that waits, because it knows nothing of its number.
    select = "SELECT id, destination, channel, address FROM outbox INDEXED BY"
    names = ", ".join(f"'{channel.name}'" for channel in channels.CHANNELS)  # messages of others wait
    live = (  # no value is put into it, only names of this package
        f"WHERE state IN ('ready', 'leased', 'deferred') AND channel IN ({names}) "  # noqa: S608
        "AND NOT (follows IS NOT NULL AND created_at > ? AND created_at <= ? AND EXISTS "
        "(SELECT 1 FROM outbox AS first WHERE first.id = outbox.follows AND first.state IN ('ready', "
        "'leased', 'deferred'))) "
        "AND NOT (notice = 0 AND EXISTS (SELECT 1 FROM destination AS held WHERE held.id = "
        "outbox.destination "
        "AND held.removed_at IS NULL AND (held.paused_at IS NOT NULL OR held.gone = 1)))"
    )
    overdue = db.execute(
        f"{select} outbox_due {live} AND due_at <= ? ORDER BY due_at, id", (patience, at, at)
    )
    yield from map(tuple, overdue)
    ahead = db.execute(
        f"{select} outbox_from {live} AND due_from > ? AND due_at > ? ORDER BY due_from, id",
        (patience, at, at, at),
    )
    yield from map(tuple, ahead)


def _as_sent(db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> Message:
    """A message as it goes out now: to the present address of its destination, unless its bytes contain
    the address, signed with the present secrets.
    """
    message = rows.message(row)
    stored = Secrets(row["secret"], row["secret_until"])
    if (secrets := stored.at(now)) != stored:
        db.execute(
            "UPDATE destination SET secret = ?, secret_until = ? WHERE id = ?",
            (*secrets.columns, message.destination),
        )
        message = replace(message, secret=secrets.secret)
    if channels.stored(message.channel).address_in_body:
        return message
    return replace(message, address=row["address_now"])


def _end(db: sqlite3.Connection, number: int, state: MessageState, words: str, now: datetime) -> None:
    db.execute(
        "UPDATE outbox SET state = ?, note = ?, ended_at = ? WHERE id = ?",
        (state.value, words, rows.stamp(now), number),
    )
