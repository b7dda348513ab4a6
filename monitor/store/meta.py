"""Settings of the database file itself."""

from __future__ import annotations

from monitor.store import rows
from monitor.store.connection import Database


class Meta:
    """Reads and writes settings by key; `database` and `generation` belong to the connection."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, key: str) -> str | None:
        """A setting of this file, or None."""
        row = self.database.row("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row["value"])

    def set(self, key: str, value: str) -> None:
        """Stores a setting of this file. `database` and `generation` are the store's own."""
        assert key not in ("database", "generation")
        with self.database.write() as db:
            db.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
                "excluded.value",
                (key, rows.plain(value)),
            )
