"""Domains whose servers asked to be left alone for a while, kept over restarts."""

from __future__ import annotations

from datetime import datetime

from monitor.store import rows
from monitor.store.connection import Database


class DomainPauses:
    """Reads and writes pauses of registered domains."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def set(self, domain: str, now: datetime, until: datetime) -> None:
        """Nothing is asked of this domain until then; pauses that have ended are forgotten."""
        with self.database.write() as db:
            db.execute(
                "DELETE FROM domain_pause WHERE due_at <= :now OR due_from > :now", {"now": rows.stamp(now)}
            )
            db.execute(
                "INSERT INTO domain_pause (domain, due_from, due_at) VALUES (?, ?, ?) ON CONFLICT (domain) "
                "DO UPDATE SET due_from = excluded.due_from, due_at = max(due_at, excluded.due_at)",
                (domain, rows.stamp(now), rows.stamp(until)),
            )

    def all(self, now: datetime) -> dict[str, datetime]:
        """The domains that are left alone at `now`, and until when. A clock that was set back frees them."""
        selected = self.database.rows(
            "SELECT * FROM domain_pause WHERE due_at > :now AND due_from <= :now", {"now": rows.stamp(now)}
        )
        return {row["domain"]: rows.when(row["due_at"]) for row in selected}
