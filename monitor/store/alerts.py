"""Reads alerts, which are never changed once they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from monitor.model import Alert
from monitor.store import rows
from monitor.store.connection import Database


class Alerts:
    """Reads alerts; `Register.replace_block` and `Register.release` write them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def between(self, after: int, upto: int | None = None) -> list[Alert]:
        """Alerts with `after < id <= upto` that destinations may be sent, in the order they were
        written; those of a replay are left out.
        """
        alert_rows = self.database.rows(
            "SELECT * FROM alert WHERE id > :after AND (:upto IS NULL OR id <= :upto) AND NOT history "
            "ORDER BY id",
            {"after": after, "upto": upto},
        )
        return [rows.alert(row) for row in alert_rows]

    def of_changed_acts(self, since: datetime) -> list[tuple[datetime, Alert]]:
        """The newest alert of each act that changed after `since`, with when it did; none of a replay, and
        no follow-up of a day that is due, which only tells more to those who know the act.
        """
        alert_rows = self.database.rows(
            "SELECT changed_at, alert.* FROM act JOIN alert ON alert.id = "
            "(SELECT max(newest.id) FROM alert AS newest WHERE newest.act = act.id AND NOT newest.history "
            "AND newest.reason != 'due') WHERE changed_at > ? ORDER BY alert.id",
            (rows.stamp(since),),
        )
        return [(rows.when(row["changed_at"]), rows.alert(row)) for row in alert_rows]

    def of_acts(self, acts: Iterable[int]) -> dict[int, list[Alert]]:
        """The alerts of these acts, by act, in the order they were written; those of a replay too."""
        alert_rows = self.database.rows(
            "SELECT * FROM alert WHERE act IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(acts)),),
        )
        alerts: dict[int, list[Alert]] = {}
        for row in alert_rows:
            alerts.setdefault(row["act"], []).append(rows.alert(row))
        return alerts

    def newest(self, before: datetime | None = None) -> int:
        """The id of the newest alert, or of the newest before a moment; 0 before the first."""
        return int(
            self.database.value(
                "SELECT coalesce(max(id), 0) FROM alert WHERE :before IS NULL OR at < :before",
                {"before": rows.maybe_stamp(before)},
            )
        )
