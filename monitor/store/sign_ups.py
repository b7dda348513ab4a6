"""Sign-ups by the public form: what was asked for, the mail that asks for confirmation, and the destination
that a confirmation makes.

Nothing here tells a caller whether an address is known: that is decided when the mail is written, later
(docs/faults.md 133).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from monitor import channels
from monitor.model import Cadence, Consent, Destination, Message, Schedule, SignUp, Wanted
from monitor.store import buckets, rows
from monitor.store.buckets import Limit
from monitor.store.connection import Database
from monitor.store.destination_rows import begin_anew, change, insert, set_active
from monitor.store.destinations import Destinations
from monitor.store.digests import put
from monitor.store.erasing import erase_messages, overwriting
from monitor.store.events import note
from monitor.store.sqlite import sqlite3
from monitor.store.values import SIGN_UPS

KEPT = timedelta(days=7)  # without a confirmation, from the last mail on
MAIL = channels.NOTICES
_QUERY = (
    "name",
    "note",
    "kinds",
    "langs",
    "topics",
    "countries",
    "actors",
    "stages",
    "least",
    "query",
    "exits",
)
_OPEN = "SELECT * FROM sign_up WHERE confirmed_at IS NULL"


class SignUps:
    """Reads and writes sign-ups."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.destinations = Destinations(database)

    def ask(self, address: str, wanted: Wanted, now: datetime, *limits: tuple[Limit, str]) -> bool:
        """Stores that an address asks for messages; of several wishes the last one counts. False, and nothing
        is stored, if one of the limits is reached.
        """
        with self.database.write() as db:
            if not buckets.take(db, self.database.key, now, *limits):
                return False
            db.execute(
                "INSERT INTO sign_up (address, address_hash, wanted, asked_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (address_hash) WHERE address_hash IS NOT NULL "
                "DO UPDATE SET wanted = excluded.wanted, looked_at = NULL",
                (address, rows.address_hash(address), _text(wanted), rows.stamp(now)),
            )
            return True

    def get(self, number: int) -> SignUp | None:
        """A sign-up that waits for its confirmation."""
        row = self.database.row(f"{_OPEN} AND id = ?", (number,))
        return None if row is None else _sign_up(row)

    def new(self, limit: int) -> list[SignUp]:
        """Those of which it is not decided yet whether a mail is written, the oldest first."""
        fresh = self.database.rows(
            "SELECT * FROM sign_up WHERE looked_at IS NULL AND confirmed_at IS NULL ORDER BY id LIMIT ?",
            (limit,),
        )
        return list(map(_sign_up, fresh))

    def count(self) -> int:
        """How many wait for their confirmation."""
        return int(self.database.value("SELECT count(*) FROM sign_up WHERE confirmed_at IS NULL"))

    def consents(self) -> dict[int, Consent]:
        """When the readers of destinations asked and confirmed, by destination."""
        confirmed = self.database.rows("SELECT * FROM sign_up WHERE confirmed_at IS NOT NULL ORDER BY id")
        return {
            row["destination"]: Consent(rows.when(row["asked_at"]), rows.when(row["confirmed_at"]))
            for row in confirmed
        }

    def subscribed(self, address: str) -> Destination | None:
        """The destination that gets mail at this address now, or is paused."""
        live = [known for known in self.of_address(address) if known.disabled_at is None]
        return live[0] if live else None

    def of_address(self, address: str) -> list[Destination]:
        """The destinations that get mail at this address, disabled ones too."""
        numbers = self.database.rows(_SAME_ADDRESS, (MAIL, address.strip()))
        known = [self.destinations.get(row["id"]) for row in numbers]
        return [destination for destination in known if destination is not None]

    def sender(self, now: datetime) -> int:
        """The number of the destination that the mails which ask are stored for."""
        return self.destinations.hidden(SIGN_UPS, now)

    def answer(
        self, sign_up: SignUp, mail: Message, now: datetime, *limits: tuple[Limit, str], settles: bool = False
    ) -> bool:
        """Queues the mail that answers a sign-up, if nothing forbids it: a suppressed address, a limit.
        Returns False if nothing is sent; a sign-up to which nothing was ever sent is deleted then.

        `settles`: the address is subscribed already, so that there is nothing to confirm.
        """
        with self.database.write() as db:
            row = db.execute(f"{_OPEN} AND id = ? AND looked_at IS NULL", (sign_up.id,)).fetchone()
            if row is None or row["wanted"] != _text(sign_up.wanted):
                return False
            allowed = not _is_suppressed(db, row["address_hash"]) and buckets.take(
                db, self.database.key, now, *limits
            )
            mails = json.loads(row["mails"])
            if allowed:
                put(db, mail, now, notice=True)
                mails.append(db.execute("SELECT max(id) FROM outbox").fetchone()[0])
            if settles or not mails:
                db.execute("DELETE FROM sign_up WHERE id = ?", (sign_up.id,))
            else:
                db.execute(
                    "UPDATE sign_up SET looked_at = :at, mails = :mails, "
                    "asked_at = CASE WHEN :allowed THEN :at ELSE asked_at END WHERE id = :id",
                    {
                        "at": rows.stamp(now),
                        "mails": json.dumps(mails),
                        "allowed": allowed,
                        "id": sign_up.id,
                    },
                )
            self.database.trace("before_commit_sign_up")
            return allowed

    def confirm(
        self, number: int, now: datetime, *refilled: tuple[Limit, str], mark: str
    ) -> tuple[int, bool] | None:
        """Makes the destination of a sign-up, or enables and changes the one that its address had before;
        returns its number, and True the first time. Twice is the same as once.

        None: there is no such sign-up, it is too old, something else is wanted than what `mark` stands for,
        its address gets no mail any more, or the destination that it made is disabled or gone. `refilled`:
        limits that start anew.
        """
        with self.database.write() as db:
            row = db.execute("SELECT * FROM sign_up WHERE id = ?", (number,)).fetchone()
            if row is None:
                return None
            if row["confirmed_at"] is not None:
                return (row["destination"], False) if _is_active(db, row["destination"]) else None
            is_other = _mark(row["wanted"]) != mark
            if is_other or _is_old(row, now) or _is_suppressed(db, row["address_hash"]):
                return None
            destination = self._subscribe(db, row, now)
            for limit, who in refilled:
                buckets.refill(db, self.database.key, limit, who)
            db.execute("DELETE FROM sign_up WHERE destination = ?", (destination,))
            db.execute(
                "UPDATE sign_up SET address = NULL, address_hash = NULL, wanted = '', destination = ?, "
                "confirmed_at = ? WHERE id = ?",
                (destination, rows.stamp(now), number),
            )
            note(db, "subscribed", f"reader-{number} confirmed", now, destination=destination)
            self.database.trace("before_commit_confirm")
        return destination, True

    def _subscribe(self, db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> int:
        wanted = _wanted(row["wanted"])
        new = Destination(
            0, f"reader-{row['id']}", MAIL, row["address"], wanted.schedule,
            queries=(wanted.query,), reader=wanted.reader,
        )  # fmt: skip
        known = self.of_address(row["address"])
        if not known:
            return insert(db, self.database.key, replace(new, name=_free_name(db, new.name)), now)
        same = min(known, key=lambda other: other.disabled_at is not None)
        if same.disabled_at is not None:
            changed = replace(
                new, id=same.id, name=same.name, address=same.address, owner=same.owner, filters=same.filters
            )
            set_active(db, same.id, now)
            db.execute("UPDATE destination SET paused_at = NULL WHERE id = ?", (same.id,))
            change(db, changed, now)
            begin_anew(db, same.id, now)
        return same.id


_SAME_ADDRESS = (
    "SELECT id FROM destination WHERE removed_at IS NULL AND channel = ? AND lower(address) = lower(?) "
    "ORDER BY id"
)


def forget_old(db: sqlite3.Connection, now: datetime) -> None:
    """Erases sign-ups that nobody confirmed in time: the address, and what was sent to it."""
    old = db.execute(f"{_OPEN} AND asked_at < ?", (rows.stamp(now - KEPT),)).fetchall()
    with overwriting(db):
        for row in old:
            erase_messages(db, json.loads(row["mails"]), now)
            db.execute("DELETE FROM sign_up WHERE id = ?", (row["id"],))


def _is_old(row: sqlite3.Row, now: datetime) -> bool:
    return rows.when(row["asked_at"]) < now - KEPT


def _is_suppressed(db: sqlite3.Connection, address_hash: bytes) -> bool:
    row = db.execute("SELECT 1 FROM suppression WHERE address_hash = ?", (address_hash,)).fetchone()
    return row is not None


def _is_active(db: sqlite3.Connection, destination: int) -> bool:
    """True for a destination that is neither disabled nor removed."""
    row = db.execute(
        "SELECT 1 FROM destination WHERE id = ? AND removed_at IS NULL AND disabled_at IS NULL",
        (destination,),
    ).fetchone()
    return row is not None


def _free_name(db: sqlite3.Connection, name: str) -> str:
    """A name that no live destination has."""
    taken = {row["name"] for row in db.execute("SELECT name FROM destination WHERE removed_at IS NULL")}
    while name in taken:
        name += "x"
    return name


# ---------------------------------------------------------------- rows


def _sign_up(row: sqlite3.Row) -> SignUp:
    return SignUp(
        row["id"],
        row["address"],
        _wanted(row["wanted"]),
        rows.when(row["asked_at"]),
        len(json.loads(row["mails"])),
        _mark(row["wanted"]),
    )


def _mark(wanted: str) -> str:
    return blake2b(wanted.encode(), digest_size=8, person=b"sign-up").hexdigest()


def _text(wanted: Wanted) -> str:
    schedule = wanted.schedule
    record = {
        "query": dict(zip(_QUERY, rows.saved_query_row(0, wanted.query)[1:], strict=True)),
        "cadence": schedule.cadence.value,
        "at": schedule.at.isoformat(),
        "weekday": schedule.weekday,
        "zone": schedule.zone,
        "reader": wanted.reader,
    }
    return json.dumps(record, ensure_ascii=False)


def _wanted(text: str) -> Wanted:
    record: dict[str, Any] = json.loads(text)
    at, weekday, zone = time.fromisoformat(record["at"]), record["weekday"], record["zone"]
    query = rows.saved_query({**record["query"], "id": 0})
    return Wanted(query, Schedule(Cadence(record["cadence"]), at, weekday, zone), record["reader"])
