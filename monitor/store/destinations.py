"""Destinations and the Compose transaction: frozen messages, cursor, slot and sequence move together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model import Channel, Destination, Kind, Message, MessageState, Schedule
from monitor.store import rows
from monitor.store.connection import Core
from monitor.store.events import note
from monitor.store.sqlite import sqlite3

_LIVE = "SELECT * FROM destination WHERE removed_at IS NULL"


class Destinations(Core):
    """The part of the store that knows who gets what. A removed destination keeps its row, because the ledger refers to it."""

    def destinations(self) -> list[Destination]:
        """All destinations, disabled ones too, in the order they were added."""
        return [rows.destination(row) for row in self.rows(f"{_LIVE} ORDER BY id")]

    def destination(self, which: int | str) -> Destination | None:
        """The destination with this id or name."""
        column = "id" if isinstance(which, int) else "name"
        row = self.row(f"{_LIVE} AND {column} = ?", (which,))
        return None if row is None else rows.destination(row)

    def add_destination(
        self,
        *,
        name: str,
        channel: Channel,
        address: str,
        now: datetime,
        schedule: Schedule = Schedule(),  # noqa: B008 - a frozen value
        owner: str | None = None,
        secret: str | None = None,
        kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT}),
        langs: frozenset[str] = frozenset(),
        query: str = "",
        token: str | None = None,
    ) -> Destination:
        """Add a destination whose cursor stands at the newest alert: history is never sent.

        Whoever adds an address wants it to be written to: a suppression of it is lifted. Raises `sqlite3.IntegrityError` for a name in
        use.
        """
        with self.write() as db:
            number = db.execute(
                "INSERT INTO destination (name, channel, address, owner, secret, cadence, at, weekday, zone, kinds, langs, query, "
                "cursor, created_at, token, token_hash) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM alert), ?, ?, ?)",
                (
                    name, channel.value, address, owner, secret, schedule.cadence.value, schedule.at.isoformat(), schedule.weekday,
                    schedule.zone, " ".join(sorted(kinds)), " ".join(sorted(langs)), query, rows.stamp(now), token,
                    rows.token_hash(token) if token else None,
                ),
            ).lastrowid  # fmt: skip
            db.execute("DELETE FROM suppression WHERE address_hash = ?", (rows.address_hash(address),))
            return rows.destination(db.execute("SELECT * FROM destination WHERE id = ?", (number,)).fetchone())

    def remove_destination(self, destination: int, now: datetime) -> bool:
        """Send nothing more and forget the secret; the ledger keeps what was sent, the unsubscribe link stays valid. False: none."""
        with self.write() as db:
            removed = db.execute(
                "UPDATE destination SET removed_at = ?, secret = NULL WHERE id = ? AND removed_at IS NULL", (rows.stamp(now), destination)
            )
            _suppress_unsent(db, destination, "the destination was removed", now)
            return removed.rowcount == 1

    def disable_destination(self, destination: int, reason: str, now: datetime) -> None:
        """Stop composing for it; messages that wait are suppressed when their turn comes. One that is disabled keeps its first reason."""
        with self.write() as db:
            disable(db, destination, reason, now)

    def enable_destination(self, destination: int, now: datetime) -> bool:
        """Compose for it again, from now on: its cursor goes to the newest alert. False: there is none, or it was not disabled."""
        with self.write() as db:
            changed = db.execute(
                "UPDATE destination SET disabled_at = NULL, disabled_reason = NULL, composed_at = ?, "
                "cursor = (SELECT coalesce(max(id), 0) FROM alert) WHERE id = ? AND disabled_at IS NOT NULL AND removed_at IS NULL",
                (rows.stamp(now), destination),
            )
            return changed.rowcount == 1

    def unsubscribe(self, token: str, now: datetime) -> bool:
        """RFC 8058: end the subscription of this token and what waits for it. Doing it twice changes nothing. False: no such token."""
        with self.write() as db:
            row = db.execute("SELECT id, name FROM destination WHERE token_hash = ?", (rows.token_hash(token),)).fetchone()
            if row is None:
                return False
            self.trace("mid_tx_unsubscribe")
            if disable(db, row["id"], "unsubscribed", now):
                _suppress_unsent(db, row["id"], "unsubscribed", now)
                note(db, "unsubscribed", f"{row['name']} unsubscribed", now, destination=row["id"])
            return True

    def compose(self, destination: Destination, *, cut: int, slot: str | None, messages: Sequence[Message], now: datetime) -> bool:
        """Freeze these messages, each with the alert that it reaches to, and move the cursor to `cut`; slot and sequence too.

        One transaction. `destination` as it was read before the messages were drawn up; False, and nothing changed, when it has moved on
        since. `slot` None leaves the slot.
        """
        steps = [destination.cursor, *(message.reach for message in messages if message.reach is not None), cut]
        assert steps == sorted(steps)
        with self.write() as db:
            if not _compose(db, destination, cut, slot, len(messages), now):
                return False
            for message in messages:
                put(db, message, now, notice=False)
                self.trace("mid_tx_digest")
            self.trace("before_commit_digest")
        self.trace("after_commit_digest")
        return True

    def pass_over(self, moves: Iterable[tuple[Destination, int, str | None]], now: datetime) -> None:
        """Move cursor and slot of destinations that are owed nothing, in one transaction; one that has moved on since stays where it is."""
        with self.write() as db:
            for destination, cut, slot in moves:
                _compose(db, destination, cut, slot, 0, now)

    def add_notice(self, message: Message) -> None:
        """Queue a message to the owner of a destination: it goes out although the destination is disabled."""
        assert message.created_at is not None
        with self.write() as db:
            put(db, message, message.created_at, notice=True)


def _compose(db: sqlite3.Connection, destination: Destination, cut: int, slot: str | None, count: int, now: datetime) -> bool:
    """Move a destination to `cut` for `count` messages. False: it has moved on since it was read, or is gone."""
    moved = db.execute(
        "UPDATE destination SET cursor = :cut, slot = coalesce(:slot, slot), sequence = sequence + :count, composed_at = :now, "
        "last_message_at = CASE WHEN :count THEN :now ELSE last_message_at END "
        "WHERE id = :id AND cursor = :cursor AND sequence = :sequence AND slot IS :old "
        "AND disabled_at IS NULL AND removed_at IS NULL",
        {
            "cut": cut,
            "slot": slot,
            "count": count,
            "now": rows.stamp(now),
            "id": destination.id,
            "cursor": destination.cursor,
            "sequence": destination.sequence,
            "old": destination.slot,
        },
    )
    return moved.rowcount == 1


def put(db: sqlite3.Connection, message: Message, now: datetime, *, notice: bool) -> None:
    """One frozen row, ready at once."""
    at = rows.stamp(now)
    number = db.execute(
        "INSERT INTO outbox (wid, ref, destination, notice, channel, address, address_hash, subject, content_type, body, "
        "sequence, state, due_from, due_at, created_at, follows, reach) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.wid, message.ref, message.destination, int(notice), message.channel.value, message.address,
            rows.address_hash(message.address), message.subject, message.content_type, message.body, message.sequence,
            MessageState.READY.value, at, at, at, _followed(db, message), message.reach,
        ),
    ).lastrowid  # fmt: skip
    db.executemany(
        "INSERT INTO tells (act, outbox, destination) VALUES (?, ?, ?)", [(act, number, message.destination) for act in message.acts]
    )


def _followed(db: sqlite3.Connection, message: Message) -> int | None:
    """The message that first told this destination of the one act that `message` is about."""
    if len(message.acts) != 1:
        return None
    first = db.execute(
        "SELECT min(outbox) FROM tells WHERE destination = ? AND act = ?", (message.destination, message.acts[0])
    ).fetchone()[0]
    return None if first is None else int(first)


def disable(db: sqlite3.Connection, destination: int, reason: str, now: datetime) -> bool:
    """True when it was not disabled before."""
    return (
        db.execute(
            "UPDATE destination SET disabled_at = ?, disabled_reason = ? WHERE id = ? AND disabled_at IS NULL",
            (rows.stamp(now), rows.plain(reason), destination),
        ).rowcount
        == 1
    )


def _suppress_unsent(db: sqlite3.Connection, destination: int, reason: str, now: datetime) -> None:
    # A leased row is in flight: its attempt decides what it becomes.
    db.execute(
        "UPDATE outbox SET state = 'suppressed', note = ?, ended_at = ? WHERE destination = ? AND notice = 0 "
        "AND state IN ('ready', 'deferred')",
        (reason, rows.stamp(now), destination),
    )
