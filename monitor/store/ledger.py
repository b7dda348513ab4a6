"""The delivery ledger as people read it and act on it; `outbox` has what the service does."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from monitor import channels
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.store import rows, sendable
from monitor.store.connection import Database
from monitor.store.digests import put
from monitor.store.sendable import Retried
from monitor.store.sqlite import sqlite3
from monitor.store.values import DeadLetters, Delivery, LoggedAttempt, addressee

REPORTED_EVERY = timedelta(days=1)  # dead letters of one destination
NAMED = 10  # newest dead letters that a report names
_DESTINATION = (
    ", secret, secret_until, owner, destination.name, destination.address AS address_now, disabled_at, "
    "disabled_reason, paused_at, gone, removed_at, quiet, zone, urgent "
    "FROM outbox JOIN destination ON destination.id = destination"
)
WITH_DESTINATION = f"SELECT outbox.* {_DESTINATION}"
_LIST = (
    "SELECT outbox.id, wid, ref, destination, notice, outbox.channel, outbox.address, subject, content_type, "
    "x'' AS body, outbox.sequence, "
    f"outbox.state, attempts, due_from, due_at, note, outbox.created_at, ended_at {_DESTINATION}"
)
_TO_JUDGE = (
    "SELECT outbox.id, outbox.destination, notice, outbox.channel, outbox.state, outbox.created_at, "
    f"address_hash, length(body) AS size {_DESTINATION}"
)
_IS_KEPT = (  # goes out when the destination is enabled: `Destinations.enable`
    "gone = 1 AND (SELECT outcome FROM attempt WHERE attempt.outbox = outbox.id "
    "ORDER BY attempt.id DESC LIMIT 1) = 'disabled'"
)
_AGAIN = (
    "UPDATE outbox SET state = 'ready', attempts = 0, note = '', ended_at = NULL, due_from = :at, "
    "due_at = :at WHERE length(body) > 0 AND"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which messages a person means: in a state, to one destination, written from `since` to `until`."""

    state: MessageState | None = None
    destination: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None  # only those with a lower id

    @property
    def condition(self) -> str:
        """The clause of SQL: only what is asked for, so that an index can answer it."""
        return " AND ".join(_CLAUSES[name] for name in self.values) or "1"

    @property
    def values(self) -> dict[str, Any]:
        """The values of `condition`."""
        values = {
            "state": self.state.value if self.state else None,
            "destination": self.destination,
            "since": rows.maybe_stamp(self.since),
            "until": rows.maybe_stamp(self.until),
            "before": self.before,
        }
        return {name: value for name, value in values.items() if value is not None}


ALL = Chosen()
_CLAUSES = {
    "state": "outbox.state = :state",
    "destination": "outbox.destination = :destination",
    "since": "outbox.created_at >= :since",
    "until": "outbox.created_at < :until",
    "before": "outbox.id < :before",
}


class Ledger:
    """Reads messages and their attempts; sends some again, or not at all."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(
        self, state: MessageState | str | None = None, limit: int = 50, chosen: Chosen = ALL
    ) -> list[Delivery]:
        """Messages, newest first, without bodies and attempts."""
        wanted = chosen if state is None else replace(chosen, state=MessageState(state))
        message_rows = self.database.rows(
            f"{_LIST} WHERE {wanted.condition} ORDER BY outbox.id DESC LIMIT :limit",
            wanted.values | {"limit": limit},
        )
        return [_delivery(row) for row in message_rows]

    def states(self, chosen: Chosen = ALL) -> dict[MessageState, int]:
        """How many messages are in each state."""
        state_rows = self.database.rows(
            f"SELECT state, count(*) FROM outbox WHERE {chosen.condition} GROUP BY state", chosen.values
        )
        return {MessageState(state): number for state, number in state_rows}

    def next_try(self, chosen: Chosen = ALL) -> datetime | None:
        """When the first deferred message is due; None without one."""
        deferred = replace(chosen, state=MessageState.DEFERRED)
        due = self.database.value(
            f"SELECT min(due_at) FROM outbox WHERE {deferred.condition}", deferred.values
        )
        return rows.maybe_when(due)

    def get(self, which: int | str) -> Delivery | None:
        """One message with its attempts: by id, by reference (`A1B2`, `#a1b2`), by webhook-id (`msg_` and 32
        hex digits) or Message-ID.

        Of several messages with one reference, the newest.
        """
        text = str(which).strip().strip("<>")
        wid = re.fullmatch(r"(?:msg_)?([0-9a-f]{32})(?:@.*)?", text)
        if wid:
            row = self.database.row(f"{WITH_DESTINATION} WHERE wid = ?", (wid[1],))
        else:
            row = self.database.row(
                f"{WITH_DESTINATION} WHERE ref = :ref OR outbox.id = :id "
                "ORDER BY outbox.id = :id DESC, outbox.id DESC",
                {
                    "ref": text.lstrip("#").upper(),
                    "id": int(text) if text.isdecimal() and len(text) < 18 else None,
                },
            )
        return None if row is None else _delivery(row, self._attempts(row["id"]))

    def telling(self, ref: str) -> list[Delivery]:
        """The messages that tell the act with this reference, newest first, without bodies and attempts."""
        message_rows = self.database.rows(
            f"{_LIST} WHERE outbox.id IN (SELECT tells.outbox FROM act JOIN tells ON tells.act = act.id "
            "WHERE act.ref = ?) ORDER BY outbox.id DESC",
            (ref.strip().lstrip("#").upper(),),
        )
        return [_delivery(row) for row in message_rows]

    def _attempts(self, number: int) -> tuple[LoggedAttempt, ...]:
        log = self.database.rows("SELECT * FROM attempt WHERE outbox = ? ORDER BY id", (number,))
        return tuple(
            LoggedAttempt(
                place,
                rows.when(logged["at"]),
                Attempt(Outcome(logged["outcome"]), logged["code"], logged["text"], logged["retry_after_s"]),
            )
            for place, logged in enumerate(log, 1)
        )

    def retry(self, number: int, now: datetime) -> bool:
        """Makes a dead, suppressed or deferred message ready again, with its id and bytes and a new set
        of attempts. Returns False if that is not possible.
        """
        with self.database.write() as db:
            changed = db.execute(
                f"{_AGAIN} id = :id AND state IN ('dead', 'suppressed', 'deferred')",
                {"id": number, "at": rows.stamp(now)},
            )
            return changed.rowcount == 1

    def barred(self, number: int) -> str:
        """Why a message would not go out if it were ready again; "" if it would."""
        row = self.database.row(f"{_TO_JUDGE} WHERE outbox.id = ?", (number,))
        return "" if row is None else sendable.barred(self.database.reader(), row) or ""

    def held(self, number: int, now: datetime) -> str:
        """Why a message that is ready waits all the same; "" if it goes out."""
        row = self.database.row(f"{_TO_JUDGE} WHERE outbox.id = ?", (number,))
        return "" if row is None else self._held_now(row, now)

    def _held_now(self, row: sqlite3.Row, now: datetime) -> str:
        if why := _stopped(row):
            return why
        until = sendable.held(self.database.reader(), row, now)
        return "" if until is None else f"{until[1]}, until {until[0]:%Y-%m-%d %H:%M} (UTC)"

    def retry_all(self, chosen: Chosen, states: Sequence[MessageState], now: datetime) -> Retried:
        """Makes all chosen messages in these states (dead, deferred) ready again, but for those that would
        not go out. Mails about deliveries are among them only if no destination is chosen.
        """
        wanted = chosen.values | {"states": json.dumps(states)}
        notices = "notice = 0 AND" if chosen.destination is not None else ""
        message_rows = self.database.rows(
            f"{_TO_JUDGE} WHERE outbox.state IN (SELECT value FROM json_each(:states)) AND {notices} "
            f"{chosen.condition} ORDER BY outbox.id",
            wanted,
        )
        lost, barred, again = 0, Counter[str](), {}
        for row in message_rows:
            if not row["size"]:
                lost += 1
            elif why := sendable.barred(self.database.reader(), row):
                barred[why] += 1
            else:
                again[row["id"]] = row
        with self.database.write() as db:
            changed = db.execute(
                f"{_AGAIN} id IN (SELECT value FROM json_each(:ids)) "
                "AND state IN (SELECT value FROM json_each(:states)) RETURNING id",
                {"ids": json.dumps([*again]), "states": wanted["states"], "at": rows.stamp(now)},
            ).fetchall()
        changed_rows = [again[row["id"]] for row in changed]
        reasons = (self._held_now(row, now) for row in changed_rows)
        return Retried(
            Counter(MessageState(row["state"]) for row in changed_rows),
            Counter(why for why in reasons if why),
            barred,
            lost,
        )

    def unsent(self, destination: int) -> int:
        """How many messages wait for a destination."""
        return self._number(destination, "state IN ('ready', 'deferred')")

    def given_up(self, destination: int) -> int:
        """How many messages to a destination are dead and can be sent again."""
        return self._number(destination, "state = 'dead' AND length(body) > 0")

    def _number(self, destination: int, condition: str) -> int:
        return int(
            self.database.value(
                f"SELECT count(*) FROM outbox WHERE destination = ? AND notice = 0 AND {condition}",
                (destination,),
            )
        )

    def cancel(self, number: int, reason: str, now: datetime) -> bool:
        """Suppresses a message that waits. Returns False if it does not, or is being sent just now."""
        with self.database.write() as db:
            changed = db.execute(
                "UPDATE outbox SET state = 'suppressed', note = ?, ended_at = ? "
                "WHERE id = ? AND state IN ('ready', 'deferred')",
                (rows.plain(reason), rows.stamp(now), number),
            )
            return changed.rowcount == 1

    def cancel_all(self, chosen: Chosen, reason: str, now: datetime) -> int:
        """Suppresses all chosen messages that wait; returns their number."""
        with self.database.write() as db:
            changed = db.execute(
                "UPDATE outbox SET state = 'suppressed', note = :reason, ended_at = :at "
                f"WHERE state IN ('ready', 'deferred') AND notice = 0 AND {chosen.condition}",
                chosen.values | {"reason": rows.plain(reason), "at": rows.stamp(now)},
            )
            return changed.rowcount

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

    def dead(self, since: datetime) -> list[DeadLetters]:
        """The messages of each destination that were given up since then, whether reported or not."""
        return self._dead("ended_at >= :since", {"since": rows.stamp(since)})

    def unreported_dead(self, now: datetime) -> list[DeadLetters]:
        """The dead letters of each destination that its operator is owed a report of, once a day at most."""
        return self._dead(
            "ended_at > coalesce(dead_told, '') AND (dead_told_at IS NULL OR dead_told_at <= :day_ago "
            "OR dead_told_at > :now)",
            {"day_ago": rows.stamp(now - REPORTED_EVERY), "now": rows.stamp(now)},
        )

    def _dead(self, condition: str, values: dict[str, Any]) -> list[DeadLetters]:
        destination_rows = self.database.rows(
            "SELECT destination, name, dead_told, count(*) AS number, min(ended_at) AS first_at, "
            f"max(ended_at) AS last_at, sum({_IS_KEPT}) AS kept "
            "FROM outbox JOIN destination ON destination.id = destination "
            f"WHERE outbox.state = 'dead' AND notice = 0 AND removed_at IS NULL AND {condition} "
            "GROUP BY destination ORDER BY destination",
            values,
        )
        return [
            DeadLetters(
                row["destination"],
                row["name"],
                row["number"],
                rows.when(row["first_at"]),
                rows.when(row["last_at"]),
                self._newest_dead(row["destination"], row["first_at"]),
                rows.maybe_when(row["dead_told"]),
                row["kept"],
            )
            for row in destination_rows
        ]

    def _newest_dead(self, destination: int, since: str) -> tuple[Delivery, ...]:
        message_rows = self.database.rows(
            f"{_LIST} WHERE outbox.state = 'dead' AND notice = 0 AND destination = ? AND ended_at >= ? "
            "ORDER BY ended_at DESC, outbox.id DESC LIMIT ?",
            (destination, since, NAMED),
        )
        return tuple(map(_delivery, message_rows))

    def report_dead(self, letters: DeadLetters, notice: Message, now: datetime) -> bool:
        """Queues the report of these dead letters. Returns False if they were reported meanwhile."""
        with self.database.write() as db:
            changed = db.execute(
                "UPDATE destination SET dead_told = ?, dead_told_at = ? WHERE id = ? AND dead_told IS ?",
                (
                    rows.stamp(letters.last_at),
                    rows.stamp(now),
                    letters.destination,
                    rows.maybe_stamp(letters.told),
                ),
            )
            if changed.rowcount:
                put(db, notice, now, notice=True)
            return changed.rowcount == 1


def _delivery(row: sqlite3.Row, attempts: tuple[LoggedAttempt, ...] = ()) -> Delivery:
    to = addressee(
        row["name"], row["owner"], row["address"], is_notice=bool(row["notice"]), own=row["address_now"]
    )
    ended_at = rows.maybe_when(row["ended_at"])
    return Delivery(rows.message(row), row["name"], row["note"], attempts, ended_at, _held(row), to)


def _held(row: sqlite3.Row) -> str:
    """Why a message waits although its time may have come; "" for one that goes out."""
    return _stopped(row) if row["state"] in ("ready", "deferred") else ""


def _stopped(row: sqlite3.Row) -> str:
    """Why nothing goes to the destination at present; "" if something does."""
    if not channels.serves(row["channel"]):
        return f"this version has no channel {row['channel']!r}"
    if row["notice"] or row["removed_at"] is not None:
        return ""
    if row["paused_at"] is not None:
        return "the destination is paused"
    return "the destination is disabled until `destinations enable`" if row["gone"] else ""
