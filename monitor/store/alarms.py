"""Alarms: the same action failed several times in succession, or work is overdue. A row for each that is
open; what was said of it is an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Message
from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.destinations import Destinations
from monitor.store.digests import put
from monitor.store.events import note
from monitor.store.values import Alarm

_OPERATOR = "operator"  # the destination of mails to the operator; it is removed, so that no list shows it


class Alarms:
    """Reads and writes open alarms."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.destinations = Destinations(database)

    def all(self) -> list[Alarm]:
        """The open alarms, the oldest first."""
        return [
            Alarm(
                row["name"],
                rows.when(row["since"]),
                row["count"],
                row["text"],
                rows.maybe_when(row["told_at"]),
            )
            for row in self.database.rows("SELECT * FROM alarm ORDER BY since, name")
        ]

    def operator(self, now: datetime) -> int:
        """The number of the destination that mails to the operator are stored for."""
        return self.destinations.hidden(_OPERATOR, now)

    def change(
        self, begun: Sequence[Alarm], ended: Sequence[Alarm], mail: Message | None, now: datetime
    ) -> None:
        """Stores alarms that have begun or are to be told, deletes those that have ended, and queues the mail
        about both to the operator, in one transaction. Each that begins or ends is an event.

        Without a mail those that begin are stored as not told.
        """
        at = rows.stamp(now)
        with self.database.write() as db:
            for alarm in begun:
                is_new = db.execute("SELECT 1 FROM alarm WHERE name = ?", (alarm.name,)).fetchone() is None
                db.execute(
                    "INSERT INTO alarm (name, since, count, told_at, text) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET count = excluded.count, told_at = excluded.told_at, "
                    "text = excluded.text",
                    (
                        alarm.name,
                        rows.stamp(alarm.since),
                        alarm.count,
                        at if mail is not None else None,
                        rows.plain(alarm.text),
                    ),
                )
                if is_new:
                    note(db, alarm.kind, alarm.text, now)
            for alarm in ended:
                db.execute("DELETE FROM alarm WHERE name = ?", (alarm.name,))
                note(db, alarm.kind, f"over: {alarm.text}", now)
            if mail is not None:
                put(db, mail, now, notice=True)
            self.database.trace("before_commit_alarm")
