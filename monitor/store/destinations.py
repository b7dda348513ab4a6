"""Destinations and the Compose transaction: frozen messages, cursor, slot and sequence move together."""

# ruff: noqa: S608 - what is put into SQL text are clauses written in this module, never values

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor import channels
from monitor.model import Destination, Kind, Message, MessageState, Schedule
from monitor.store import links, rows
from monitor.store.connection import Core
from monitor.store.events import note
from monitor.store.sqlite import sqlite3

_LIVE = "SELECT * FROM destination WHERE removed_at IS NULL"
_NEWEST_NOTICED = "(SELECT coalesce(max(id), 0) FROM version)"  # see PossibleExits.newest_noticed


class Destinations(Core):
    """The part of the store that knows who gets what.

    A removed destination keeps its row, because the ledger refers to it.
    """

    def destinations(self) -> list[Destination]:
        """All destinations, disabled ones too, in the order they were added."""
        return [self._destination(row) for row in self.rows(f"{_LIVE} ORDER BY id")]

    def destination(self, which: int | str) -> Destination | None:
        """The destination with this id or name."""
        column = "id" if isinstance(which, int) else "name"
        row = self.row(f"{_LIVE} AND {column} = ?", (which,))
        return None if row is None else self._destination(row)

    def _destination(self, row: sqlite3.Row) -> Destination:
        """With the token of its link; a Maildir is read by nobody who could follow one."""
        linked = channels.by_name(row["channel"]).links_to_unsubscribe
        return rows.destination(row, links.token(self.key, row["id"], row["created_at"]) if linked else None)

    def add_destination(
        self,
        *,
        name: str,
        channel: str,
        address: str,
        now: datetime,
        schedule: Schedule = Schedule(),  # noqa: B008 - a frozen value
        owner: str | None = None,
        secret: str | None = None,
        kinds: frozenset[Kind] = frozenset({Kind.ACT, Kind.THREAT}),
        langs: frozenset[str] = frozenset(),
        query: str = "",
        possible: bool = False,
    ) -> Destination:
        """Add a destination whose cursor stands at the newest alert, and at the newest possible exit if it
        asks: history is never sent.

        Whoever adds an address wants it to be written to: a suppression of it is lifted. Raises
        `sqlite3.IntegrityError` for a name in use.
        """
        with self.write() as db:
            number = db.execute(
                "INSERT INTO destination (name, channel, address, owner, secret, cadence, at, weekday, "
                "zone, kinds, langs, query, "
                "cursor, possible_after, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "(SELECT coalesce(max(id), 0) FROM alert), "
                f"CASE WHEN ? THEN {_NEWEST_NOTICED} END, ?)",
                (
                    name,
                    channel,
                    address,
                    owner,
                    secret,
                    schedule.cadence.value,
                    _clock(schedule),
                    schedule.weekday,
                    schedule.zone,
                    " ".join(sorted(kinds)),
                    " ".join(sorted(langs)),
                    query,
                    possible,
                    rows.stamp(now),
                ),
            ).lastrowid
            db.execute("DELETE FROM suppression WHERE address_hash = ?", (rows.address_hash(address),))
            row = db.execute("SELECT * FROM destination WHERE id = ?", (number,)).fetchone()
            links.remember(db, self.key, row["id"], row["created_at"])
            return self._destination(row)

    def edit_destination(self, destination: Destination, now: datetime) -> None:
        """Store its name, address, owner, schedule, kinds, languages, query and whether it asks for possible
        exits as given.

        What it was sent and its cursor stay; one that now asks for possible exits gets those noticed from now
        on.

        A changed schedule counts from `now`: a time of today that has passed is not made up for. Raises
        `sqlite3.IntegrityError` for a name in use.
        """
        schedule = destination.schedule
        with self.write() as db:
            old = db.execute("SELECT * FROM destination WHERE id = ?", (destination.id,)).fetchone()
            moved = rows.destination(old).schedule != schedule
            db.execute(
                "UPDATE destination SET name = ?, address = ?, owner = ?, cadence = ?, at = ?, weekday "
                "= ?, zone = ?, kinds = ?, "
                "langs = ?, query = ?, slot = CASE WHEN ? THEN NULL ELSE slot END, "
                "composed_at = CASE WHEN ? THEN ? ELSE composed_at END, "
                f"possible_after = CASE WHEN ? THEN coalesce(possible_after, {_NEWEST_NOTICED}) END "
                "WHERE id = ?",
                (
                    destination.name,
                    destination.address,
                    destination.owner,
                    schedule.cadence.value,
                    _clock(schedule),
                    schedule.weekday,
                    schedule.zone,
                    " ".join(sorted(destination.kinds)),
                    " ".join(sorted(destination.langs)),
                    destination.query,
                    moved,
                    moved,
                    rows.stamp(now),
                    destination.possible,
                    destination.id,
                ),
            )
            if old["address"] != destination.address:
                db.execute(
                    "DELETE FROM suppression WHERE address_hash = ?",
                    (rows.address_hash(destination.address),),
                )

    def pause_destination(self, destination: int, now: datetime) -> bool:
        """Compose nothing for it and hold what waits, until it is resumed. False: it was paused already."""
        with self.write() as db:
            changed = db.execute(
                "UPDATE destination SET paused_at = ? WHERE id = ? AND paused_at IS NULL AND removed_at "
                "IS NULL",
                (rows.stamp(now), destination),
            )
            return changed.rowcount == 1

    def resume_destination(self, destination: int) -> bool:
        """End a pause: what waited and what came meanwhile goes out. False: it was not paused."""
        with self.write() as db:
            return (
                db.execute(
                    "UPDATE destination SET paused_at = NULL WHERE id = ? AND paused_at IS NOT NULL",
                    (destination,),
                ).rowcount
                == 1
            )

    def rotate_secret(self, destination: int, secret: str, until: datetime) -> None:
        """Sign with `secret` from now on, and with the newest of the old ones as well until `until` (Standard
        Webhooks, key rotation).
        """
        with self.write() as db:
            old = (
                db.execute("SELECT secret FROM destination WHERE id = ?", (destination,)).fetchone()["secret"]
                or ""
            )
            both = " ".join([secret, *old.split()[:1]])
            db.execute(
                "UPDATE destination SET secret = ?, secret_until = ? WHERE id = ?",
                (both, rows.stamp(until), destination),
            )

    def remove_destination(self, destination: int, now: datetime) -> bool:
        """Send nothing more and forget the secret; the ledger keeps what was sent, the unsubscribe link stays
        valid. False: none.
        """
        with self.write() as db:
            removed = db.execute(
                "UPDATE destination SET removed_at = ?, secret = NULL WHERE id = ? AND removed_at IS NULL",
                (rows.stamp(now), destination),
            )
            _suppress_unsent(db, destination, "the destination was removed", now)
            return removed.rowcount == 1

    def disable_destination(self, destination: int, reason: str, now: datetime) -> None:
        """Stop composing for it; messages that wait are suppressed when their turn comes.

        One that is disabled keeps its first reason.
        """
        with self.write() as db:
            disable(db, destination, reason, now)

    def enable_destination(self, destination: int, now: datetime, *, from_now: bool = False) -> int | None:
        """Compose for it again; how many messages go out now that waited, or None: there is none, or it was
        not disabled.

        Of one whose endpoint was gone (410), what waited goes out, the message that was answered so among it,
        and what came meanwhile is composed; with `from_now` neither. Any other, as one that unsubscribed,
        gets what comes from now on.
        """
        with self.write() as db:
            row = db.execute(
                "SELECT gone FROM destination WHERE id = ? AND disabled_at IS NOT NULL AND removed_at "
                "IS NULL",
                (destination,),
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE destination SET disabled_at = NULL, disabled_reason = NULL, gone = 0 WHERE id = ?",
                (destination,),
            )
            if row["gone"] and not from_now:
                return _revive(db, destination, now)
            _suppress_unsent(db, destination, "the destination was enabled again for what is new", now)
            db.execute(
                "UPDATE destination SET composed_at = ?, cursor = (SELECT coalesce(max(id), 0) FROM alert), "
                f"possible_after = CASE WHEN possible_after IS NOT NULL THEN {_NEWEST_NOTICED} END "
                "WHERE id = ?",
                (rows.stamp(now), destination),
            )
            return 0

    def unsubscribe(self, token: str, now: datetime) -> bool:
        """RFC 8058: end the subscription of this token and what waits for it.

        Doing it twice changes nothing. False: no such token.
        """
        with self.write() as db:
            row = db.execute(
                "SELECT id, name FROM destination JOIN unsubscribe_hash ON destination = id WHERE hash = ?",
                (rows.token_hash(token),),
            ).fetchone()
            if row is None:
                return False
            self.trace("mid_tx_unsubscribe")
            if disable(db, row["id"], "unsubscribed", now):
                _suppress_unsent(db, row["id"], "unsubscribed", now)
                note(db, "unsubscribed", f"{row['name']} unsubscribed", now, destination=row["id"])
            return True

    def compose(
        self,
        destination: Destination,
        *,
        cut: int,
        slot: str | None,
        messages: Sequence[Message],
        now: datetime,
        noticed: int | None = None,
    ) -> bool:
        """Freeze these messages, each with the alert that it reaches to, and move the cursor to `cut`; slot
        and sequence too.

        One transaction. `destination` as it was read before the messages were drawn up; False, and nothing
        changed, when it has moved on since. `slot` None leaves the slot. `noticed`: the newest possible exit
        that they consider; None where they consider none.
        """
        steps = [
            destination.cursor,
            *(message.reach for message in messages if message.reach is not None),
            cut,
        ]
        assert steps == sorted(steps)
        with self.write() as db:
            if not _compose(db, destination, cut, slot, len(messages), now, noticed):
                return False
            for message in messages:
                put(db, message, now, notice=False)
                self.trace("mid_tx_digest")
            self.trace("before_commit_digest")
        self.trace("after_commit_digest")
        return True

    def pass_over(
        self, moves: Iterable[tuple[Destination, int, str | None, int | None]], now: datetime
    ) -> None:
        """Move cursor, slot and `noticed` (see `compose`) of destinations that are owed nothing, in one
        transaction.

        One that has moved on since stays where it is.
        """
        with self.write() as db:
            for destination, cut, slot, noticed in moves:
                _compose(db, destination, cut, slot, 0, now, noticed)

    def add_notice(self, message: Message) -> None:
        """Queue a message to the owner of a destination: it goes out although the destination is disabled."""
        assert message.created_at is not None
        with self.write() as db:
            put(db, message, message.created_at, notice=True)


def _compose(
    db: sqlite3.Connection,
    destination: Destination,
    cut: int,
    slot: str | None,
    count: int,
    now: datetime,
    noticed: int | None,
) -> bool:
    """Move a destination to `cut` for `count` messages.

    False: it has moved on since it was read, was changed, or is gone.
    """
    moved = db.execute(
        "UPDATE destination SET cursor = :cut, slot = coalesce(:slot, slot), sequence = sequence + "
        ":count, composed_at = :now, "
        "last_message_at = CASE WHEN :count THEN :now ELSE last_message_at END, possible_after = "
        "coalesce(:noticed, possible_after) "
        "WHERE id = :id AND cursor = :cursor AND sequence = :sequence AND slot IS :old "
        "AND address = :address AND kinds = :kinds AND langs = :langs AND query = :query AND "
        "possible_after IS :possible_after "
        "AND disabled_at IS NULL AND paused_at IS NULL AND removed_at IS NULL",
        {
            "cut": cut,
            "slot": slot,
            "count": count,
            "now": rows.stamp(now),
            "id": destination.id,
            "cursor": destination.cursor,
            "sequence": destination.sequence,
            "old": destination.slot,
            "address": destination.address,
            "kinds": " ".join(sorted(destination.kinds)),
            "langs": " ".join(sorted(destination.langs)),
            "query": destination.query,
            "possible_after": destination.possible_after if destination.possible else None,
            "noticed": noticed,
        },
    )
    return moved.rowcount == 1


def put(db: sqlite3.Connection, message: Message, now: datetime, *, notice: bool) -> None:
    """One frozen row, ready at once."""
    at = rows.stamp(now)
    number = db.execute(
        "INSERT INTO outbox (wid, ref, destination, notice, channel, address, address_hash, subject, "
        "content_type, body, "
        "sequence, state, due_from, due_at, created_at, follows, reach) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            MessageState.READY.value,
            at,
            at,
            at,
            _followed(db, message),
            message.reach,
        ),
    ).lastrowid
    db.executemany(
        "INSERT INTO tells (act, outbox, destination) VALUES (?, ?, ?)",
        [(act, number, message.destination) for act in message.acts],
    )


def _followed(db: sqlite3.Connection, message: Message) -> int | None:
    """The message that first told this destination of the one act that `message` is about."""
    if len(message.acts) != 1:
        return None
    first = db.execute(
        "SELECT min(outbox) FROM tells WHERE destination = ? AND act = ?",
        (message.destination, message.acts[0]),
    ).fetchone()[0]
    return None if first is None else int(first)


def disable(
    db: sqlite3.Connection, destination: int, reason: str, now: datetime, *, gone: bool = False
) -> bool:
    """True when it was not disabled before.

    `gone`: its endpoint says so, and what waits is held until it is enabled again.
    """
    changed = db.execute(
        "UPDATE destination SET disabled_at = ?, disabled_reason = ?, gone = ? WHERE id = ? AND "
        "disabled_at IS NULL",
        (rows.stamp(now), rows.plain(reason), int(gone), destination),
    )
    return changed.rowcount == 1


def _clock(schedule: Schedule) -> str:
    """Its times of day as stored: divided by spaces, the earliest first."""
    return " ".join(at.isoformat() for at in schedule.times)


def _revive(db: sqlite3.Connection, destination: int, now: datetime) -> int:
    """Make ready what waits for a destination, and what its endpoint refused because it was gone; return how
    many messages.
    """
    at = rows.stamp(now)
    changed = db.execute(
        "UPDATE outbox SET state = 'ready', attempts = 0, note = '', ended_at = NULL, due_from = :at, "
        "due_at = :at "
        "WHERE destination = :destination AND notice = 0 AND length(body) > 0 AND (state IN ('ready', "
        "'deferred') OR state = 'dead' AND "
        "(SELECT outcome FROM attempt WHERE attempt.outbox = outbox.id ORDER BY attempt.id DESC LIMIT "
        "1) = 'disabled')",
        {"at": at, "destination": destination},
    )
    return changed.rowcount


def _suppress_unsent(db: sqlite3.Connection, destination: int, reason: str, now: datetime) -> None:
    # A leased row is in flight: its attempt decides what it becomes.
    db.execute(
        "UPDATE outbox SET state = 'suppressed', note = ?, ended_at = ? WHERE destination = ? AND notice = 0 "
        "AND state IN ('ready', 'deferred')",
        (reason, rows.stamp(now), destination),
    )
