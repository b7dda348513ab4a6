"""The tokens of programs that use the API. Of a token only its hash is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.store import rows
from monitor.store.connection import Database

if TYPE_CHECKING:
    from sqlite3 import Row


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a program may do. `scope` is `read` or `operate`; `used_at` is exact to the hour, None before the
    first use.
    """

    id: int
    name: str
    scope: str
    created_at: datetime
    used_at: datetime | None


class ApiTokens:
    """Reads and writes tokens."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> list[ApiToken]:
        """The tokens by name."""
        return [_token(row) for row in self.database.rows("SELECT * FROM api_token ORDER BY name")]

    def of(self, token: str) -> ApiToken | None:
        """The token that this is; None if it is none, or was revoked."""
        row = self.database.row("SELECT * FROM api_token WHERE token_hash = ?", (rows.token_hash(token),))
        return None if row is None else _token(row)

    def add(self, name: str, token: str, scope: str, now: datetime) -> bool:
        """Stores a token; False if there is one of this name."""
        with self.database.write() as db:
            added = db.execute(
                "INSERT INTO api_token (name, token_hash, scope, created_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (name) DO NOTHING",
                (name, rows.token_hash(token), scope, rows.stamp(now)),
            )
            return added.rowcount == 1

    def use(self, number: int, now: datetime) -> None:
        """Stores that a token is in use."""
        with self.database.write() as db:
            db.execute("UPDATE api_token SET used_at = ? WHERE id = ?", (rows.stamp(now), number))

    def remove(self, name: str) -> bool:
        """Deletes the token of this name; False if there is none."""
        with self.database.write() as db:
            return db.execute("DELETE FROM api_token WHERE name = ?", (name,)).rowcount == 1


def _token(row: Row) -> ApiToken:
    return ApiToken(
        row["id"],
        row["name"],
        row["scope"],
        rows.when(row["created_at"]),
        rows.maybe_when(row["used_at"]),
    )
