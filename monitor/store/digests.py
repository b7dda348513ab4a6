"""The Compose transaction: frozen messages, cursor, slot and sequence are written together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model import NO_HELD_CHANGE, Destination, HeldChange, Message, MessageState
from monitor.store import rows, withheld
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3


class Digests:
    """Stores the messages of a digest and moves the cursor of its destination."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def compose(
        self,
        destination: Destination,
        *,
        cut: int,
        slot: str | None,
        messages: Sequence[Message],
        now: datetime,
        noticed: int | None = None,
        held: HeldChange = NO_HELD_CHANGE,
        ahead: Sequence[int] = (),
    ) -> bool:
        """Freezes these messages, and moves cursor (to `cut`), slot and sequence of their destination,
        in one transaction.

        `destination` is as it was read before the messages were composed; returns False, and writes
        nothing, if it changed since. `slot` None leaves the slot, and the time at which the next digest's
        period begins. `noticed`: the newest possible exit that was considered; None if none was. `ahead`:
        alerts beyond the cursor that these messages tell. `held`: what becomes of withheld acts.
        """
        steps = [
            destination.cursor,
            *(message.reach for message in messages if message.reach is not None),
            cut,
        ]
        assert steps == sorted(steps)
        with self.database.write() as db:
            # an act that is filtered out breaks no silence; a sign of life that is filtered out was its turn
            heard = any(not message.filtered or not message.acts for message in messages)
            if not _compose(db, destination, cut, slot, len(messages), now, noticed, heard=heard):
                return False
            withheld.write(db, destination.id, held, now)
            for message in messages:
                put(db, message, now, notice=False)
                self.database.trace("mid_tx_digest")
            db.executemany(
                "INSERT INTO ahead (destination, alert) VALUES (?, ?)",
                [(destination.id, alert) for alert in ahead],
            )
            _forget_ahead(db)
            self.database.trace("before_commit_digest")
        self.database.trace("after_commit_digest")
        return True

    def pass_over(
        self, moves: Iterable[tuple[Destination, int, str | None, int | None, HeldChange]], now: datetime
    ) -> None:
        """Moves cursor, slot and `noticed` (see `compose`) of destinations that get no message, and writes
        what becomes of their withheld acts, in one transaction.

        One that changed since it was read stays as it is.
        """
        with self.database.write() as db:
            for destination, cut, slot, noticed, held in moves:
                if _compose(db, destination, cut, slot, 0, now, noticed):
                    withheld.write(db, destination.id, held, now)
            _forget_ahead(db)

    def told_ahead(self) -> dict[int, set[int]]:
        """The alerts that were told before the cursor came to them, by destination."""
        told: dict[int, set[int]] = {}
        for destination, alert in self.database.rows("SELECT destination, alert FROM ahead"):
            told.setdefault(destination, set()).add(alert)
        return told


def _compose(
    db: sqlite3.Connection,
    destination: Destination,
    cut: int,
    slot: str | None,
    count: int,
    now: datetime,
    noticed: int | None,
    *,
    heard: bool = False,
) -> bool:
    """Moves a destination's cursor to `cut` for `count` messages; `heard`: its silence ends with them.

    Returns False if the destination changed since it was read, or is gone.
    """
    moved = db.execute(
        "UPDATE destination SET cursor = :cut, slot = coalesce(:slot, slot), sequence = sequence + "
        ":count, composed_at = CASE WHEN :slot IS NULL THEN composed_at ELSE :now END, "
        "last_message_at = CASE WHEN :heard THEN :now ELSE last_message_at END, possible_after = "
        "coalesce(:noticed, possible_after) "
        "WHERE id = :id AND cursor = :cursor AND sequence = :sequence AND slot IS :old "
        "AND revision = :revision AND possible_after IS :possible_after "
        "AND disabled_at IS NULL AND paused_at IS NULL AND removed_at IS NULL",
        {
            "cut": cut,
            "slot": slot,
            "count": count,
            "heard": heard,
            "now": rows.stamp(now),
            "id": destination.id,
            "cursor": destination.cursor,
            "sequence": destination.sequence,
            "old": destination.slot,
            "revision": destination.revision,
            "possible_after": destination.possible_after if destination.possible else None,
            "noticed": noticed,
        },
    )
    return moved.rowcount == 1


def _forget_ahead(db: sqlite3.Connection) -> None:
    """Deletes what was told ahead and now lies behind the cursor. There are rows in quiet hours only."""
    db.execute(
        "DELETE FROM ahead WHERE alert <= (SELECT cursor FROM destination WHERE id = ahead.destination)"
    )


def put(db: sqlite3.Connection, message: Message, now: datetime, *, notice: bool) -> None:
    """Inserts one frozen message, ready to be sent; one that is filtered is suppressed, and tells nothing."""
    at = rows.stamp(now)
    state = MessageState.SUPPRESSED if message.filtered else MessageState.READY
    number = db.execute(
        "INSERT INTO outbox (wid, ref, destination, notice, channel, address, address_hash, subject, "
        "content_type, body, "
        "sequence, state, due_from, due_at, created_at, follows, reach, note, ended_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.wid,
            message.ref,
            message.destination,
            int(notice),
            message.channel,
            message.address,
            rows.address_hash(message.address),
            message.subject,
            message.content_type,
            message.body,
            message.sequence,
            state.value,
            at,
            at,
            at,
            _followed(db, message),
            message.reach,
            message.filtered,
            at if message.filtered else None,
        ),
    ).lastrowid
    if message.filtered:
        return
    db.executemany(
        "INSERT INTO tells (act, outbox, destination) VALUES (?, ?, ?)",
        [(act, number, message.destination) for act in message.acts],
    )


def _followed(db: sqlite3.Connection, message: Message) -> int | None:
    """The row of the message that first told this destination of the act, if `message` is about one
    act; not one that never went out.
    """
    if len(message.acts) != 1:
        return None
    first = db.execute(
        "SELECT min(outbox) FROM tells JOIN outbox ON outbox.id = tells.outbox "
        "WHERE tells.destination = ? AND act = ? AND state != 'suppressed'",
        (message.destination, message.acts[0]),
    ).fetchone()[0]
    return None if first is None else int(first)
