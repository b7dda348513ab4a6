"""Alerts: what destinations may be owed, append-only."""

from __future__ import annotations

import json
from collections.abc import Iterable

from monitor.model import Alert
from monitor.store import rows
from monitor.store.connection import Database


class Alerts:
    """Reads alerts; `Register.replace_block` and `Register.release` write them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def between(self, after: int, upto: int | None = None) -> list[Alert]:
        """Alerts with `after < id <= upto` that somebody may be owed, in the order they were written; those
        of a replay are not.
        """
        found = self.database.rows(
            "SELECT * FROM alert WHERE id > :after AND (:upto IS NULL OR id <= :upto) AND NOT history "
            "ORDER BY id",
            {"after": after, "upto": upto},
        )
        return [rows.alert(row) for row in found]

    def of_acts(self, acts: Iterable[int]) -> dict[int, list[Alert]]:
        """The alerts of these acts, by act, in the order they were written; those of a replay too."""
        found = self.database.rows(
            "SELECT * FROM alert WHERE act IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(acts)),),
        )
        alerts: dict[int, list[Alert]] = {}
        for row in found:
            alerts.setdefault(row["act"], []).append(rows.alert(row))
        return alerts

    def newest(self) -> int:
        """The id of the newest alert; 0 before the first."""
        return int(self.database.value("SELECT coalesce(max(id), 0) FROM alert"))
