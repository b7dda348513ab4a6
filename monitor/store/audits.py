"""Reads what is due and not written yet, for the comparison of `pipeline.auditing`."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.model import Destination
from monitor.store import caps, rows
from monitor.store.connection import Database
from monitor.store.destinations import Destinations

AT_ONCE = "instant"


class LateMessages(NamedTuple):
    """Messages to one destination whose time has passed: ready or deferred ones, or leases that ran out."""

    destination: int
    name: str
    leased: bool
    number: int
    since: datetime


class LateStories(NamedTuple):
    """Flagged stories whose time to be settled has passed, and that no limit of their feed holds."""

    number: int
    since: datetime


class Work(NamedTuple):
    """What is due: the active destinations, when the first alert was written that an instant one was not
    composed, and what waits though its time has passed.
    """

    destinations: tuple[Destination, ...] = ()
    alerts: dict[int, datetime] = {}  # noqa: RUF012 - never written to
    messages: tuple[LateMessages, ...] = ()
    stories: LateStories | None = None


class Audits:
    """One read for each audit."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def work(self, now: datetime, message_patience: timedelta, lease_patience: timedelta) -> Work:
        """What is due at `now`. Messages count that are as late as `message_patience`, of destinations for
        which nothing is under way and none ended since; leases that ran out `lease_patience` ago.
        """
        destinations = [
            destination for destination in Destinations(self.database).all() if destination.active
        ]
        return Work(
            tuple(destinations),
            self._alerts(),
            (*self._messages(now, message_patience), *self._leases(now, lease_patience)),
            self._stories(now, message_patience),
        )

    def _alerts(self) -> dict[int, datetime]:
        """When the oldest alert behind the cursor was written, by instant destination."""
        owed = self.database.rows(
            "SELECT destination.id, (SELECT at FROM alert WHERE alert.id > cursor AND NOT history "
            "ORDER BY alert.id LIMIT 1) AS at FROM destination WHERE cadence = ? AND removed_at IS NULL "
            "AND disabled_at IS NULL AND paused_at IS NULL",
            (AT_ONCE,),
        )
        return {row["id"]: rows.when(row["at"]) for row in owed if row["at"] is not None}

    def _messages(self, now: datetime, patience: timedelta) -> list[LateMessages]:
        """Ready and deferred messages; those of destinations that are paused or gone are held, not late."""
        return self._late(
            "outbox.state IN ('ready', 'deferred') AND NOT (notice = 0 AND removed_at IS NULL AND "
            "(paused_at IS NOT NULL OR gone = 1)) AND NOT EXISTS (SELECT 1 FROM outbox AS other WHERE "
            "other.destination = outbox.destination AND (other.ended_at > :late OR (other.state = 'leased' "
            "AND other.due_at > :now)))",
            now,
            patience,
        )

    def _leases(self, now: datetime, patience: timedelta) -> list[LateMessages]:
        return self._late("outbox.state = 'leased'", now, patience)

    def _late(self, condition: str, now: datetime, patience: timedelta) -> list[LateMessages]:
        late_rows = self.database.rows(
            "SELECT outbox.destination, name, outbox.state = 'leased' AS leased, count(*) AS number, "
            "min(outbox.due_at) AS since FROM outbox JOIN destination ON destination.id = outbox.destination "
            "WHERE outbox.state IN ('ready', 'leased', 'deferred') AND outbox.due_at < :late "
            f"AND outbox.due_from <= :now AND {condition} GROUP BY outbox.destination",
            {"late": rows.stamp(now - patience), "now": rows.stamp(now)},
        )
        return [
            LateMessages(
                row["destination"], row["name"], bool(row["leased"]), row["number"], rows.when(row["since"])
            )
            for row in late_rows
        ]

    def _stories(self, now: datetime, patience: timedelta) -> LateStories | None:
        """None if no story is late."""
        row = self.database.row(
            f"WITH {caps.OPENED} SELECT count(*) AS number, min(settle_by) AS since FROM unsettled LEFT JOIN "
            "opened ON opened.feed = unsettled.feed WHERE settle_by < :late AND since <= :now "
            "AND coalesce(acts, 0) < :limit",
            caps.window(now) | {"late": rows.stamp(now - patience), "limit": caps.ACT_LIMIT},
        )
        assert row is not None
        return LateStories(row["number"], rows.when(row["since"])) if row["number"] else None
