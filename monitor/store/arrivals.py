"""What becomes of the messages to each destination: what arrived, what waits, what fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.store import rows
from monitor.store.connection import Database


@dataclass(frozen=True, slots=True)
class Arrival:
    """`delivered_at`: when a message was last accepted. `failing_since`: the first failed attempt since
    a message arrived; None if none failed. `given_up`: dead messages since a message arrived.
    """

    delivered_at: datetime | None = None
    failing_since: datetime | None = None
    waiting: int = 0
    oldest: datetime | None = None  # of those that wait, when it was written
    given_up: int = 0


class Arrivals:
    """Three reads for all destinations, each from its own index. Messages to owners count for nobody."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> dict[int, Arrival]:
        """By the id of a destination; removed ones are missing."""
        delivered = self.database.rows(
            "SELECT id, (SELECT max(ended_at) FROM outbox INDEXED BY outbox_sent WHERE "
            "outbox.destination = destination.id AND state = 'sent' AND notice = 0) AS delivered_at "
            "FROM destination WHERE removed_at IS NULL"
        )
        arrivals = {row["id"]: Arrival(rows.maybe_when(row["delivered_at"])) for row in delivered}
        waiting = self.database.rows(
            "SELECT destination, count(*) AS number, min(outbox.created_at) AS oldest, "
            "min(CASE WHEN outbox.state <> 'ready' THEN (SELECT min(at) FROM attempt WHERE "
            "attempt.outbox = outbox.id AND at > coalesce(healthy_at, '')) END) AS failed_at "
            "FROM outbox JOIN destination ON destination.id = destination WHERE notice = 0 "
            "AND outbox.state IN ('ready', 'leased', 'deferred') GROUP BY destination"
        )
        for row in waiting:
            if arrival := arrivals.get(row["destination"]):
                arrivals[row["destination"]] = replace(
                    arrival,
                    waiting=row["number"],
                    oldest=rows.when(row["oldest"]),
                    failing_since=rows.maybe_when(row["failed_at"]),
                )
        return self._with_dead(arrivals)

    def _with_dead(self, arrivals: dict[int, Arrival]) -> dict[int, Arrival]:
        dead = self.database.rows(
            "SELECT destination, count(*) AS number, min((SELECT min(at) FROM attempt WHERE "
            "attempt.outbox = outbox.id AND at > coalesce(healthy_at, ''))) AS failed_at "
            "FROM outbox JOIN destination ON destination.id = destination WHERE outbox.state = 'dead' "
            "AND notice = 0 AND outbox.ended_at > coalesce(healthy_at, '') GROUP BY destination"
        )
        for row in dead:
            if arrival := arrivals.get(row["destination"]):
                times = (arrival.failing_since, rows.maybe_when(row["failed_at"]))
                since = min((time for time in times if time is not None), default=None)
                arrivals[row["destination"]] = replace(arrival, given_up=row["number"], failing_since=since)
        return arrivals
