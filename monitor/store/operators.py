"""The operators, who may log in to the pages of the installation, and their sessions.

Of a password only its argon2 hash is stored, of the token of a session only a hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.store import rows
from monitor.store.connection import Database

if TYPE_CHECKING:
    from sqlite3 import Row


@dataclass(frozen=True, slots=True)
class Operator:
    """Who may log in. `password` is the argon2 hash; `changed_at`: when it was set."""

    id: int
    name: str
    password: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class OperatorSession:
    """A login. `said`: a random id and what the last change came to, `("", "")` before the first."""

    operator: int
    name: str
    began_at: datetime
    used_at: datetime
    said: tuple[str, str]


class Operators:
    """Reads and writes operators and their sessions."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def exist(self) -> bool:
        """True if there is an operator: without one there are no pages for operators."""
        return bool(self.database.value("SELECT EXISTS (SELECT 1 FROM operator)"))

    def all(self) -> list[Operator]:
        """The operators by name."""
        return [_operator(row) for row in self.database.rows("SELECT * FROM operator ORDER BY name")]

    def named(self, name: str) -> Operator | None:
        """The operator of this name."""
        row = self.database.row("SELECT * FROM operator WHERE name = ?", (name,))
        return None if row is None else _operator(row)

    def add(self, name: str, password: str, now: datetime) -> bool:
        """Adds an operator; False if there is one of this name."""
        at = rows.stamp(now)
        with self.database.write() as db:
            added = db.execute(
                "INSERT INTO operator (name, password, created_at, changed_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (name) DO NOTHING",
                (name, password, at, at),
            )
            return added.rowcount == 1

    def change_password(self, number: int, password: str, now: datetime) -> None:
        """Stores another hash, and ends all sessions of the operator."""
        with self.database.write() as db:
            db.execute(
                "UPDATE operator SET password = ?, changed_at = ? WHERE id = ?",
                (password, rows.stamp(now), number),
            )
            db.execute("DELETE FROM operator_session WHERE operator = ?", (number,))

    def renew_hash(self, number: int, old: str, new: str) -> None:
        """Stores another hash of the same password."""
        with self.database.write() as db:
            db.execute("UPDATE operator SET password = ? WHERE id = ? AND password = ?", (new, number, old))

    def remove(self, number: int) -> None:
        """Deletes an operator with all sessions."""
        with self.database.write() as db:
            db.execute("DELETE FROM operator_session WHERE operator = ?", (number,))
            db.execute("DELETE FROM operator WHERE id = ?", (number,))

    # ------------------------------------------------------------ sessions

    def begin(self, number: int, token: str, now: datetime, over: tuple[datetime, datetime]) -> None:
        """Stores a session, and deletes those that began or were used last before `over`."""
        at = rows.stamp(now)
        began, used = map(rows.stamp, over)
        with self.database.write() as db:
            db.execute("DELETE FROM operator_session WHERE began_at < ? OR used_at < ?", (began, used))
            db.execute(
                "INSERT INTO operator_session (token_hash, operator, began_at, used_at) VALUES (?, ?, ?, ?)",
                (rows.token_hash(token), number, at, at),
            )

    def session(self, token: str) -> OperatorSession | None:
        """The session with this token."""
        row = self.database.row(
            "SELECT operator, name, began_at, used_at, said FROM operator_session "
            "JOIN operator ON operator.id = operator WHERE token_hash = ?",
            (rows.token_hash(token),),
        )
        if row is None:
            return None
        said = json.loads(row["said"]) if row["said"] else ("", "")
        began, used = rows.when(row["began_at"]), rows.when(row["used_at"])
        return OperatorSession(row["operator"], row["name"], began, used, (said[0], said[1]))

    def use(self, token: str, now: datetime) -> None:
        """Stores that a session is in use."""
        with self.database.write() as db:
            db.execute(
                "UPDATE operator_session SET used_at = ? WHERE token_hash = ?",
                (rows.stamp(now), rows.token_hash(token)),
            )

    def say(self, token: str, key: str, text: str) -> None:
        """Stores what a change came to, under a random id."""
        said = json.dumps([key, rows.plain(text)], ensure_ascii=False)
        with self.database.write() as db:
            db.execute(
                "UPDATE operator_session SET said = ? WHERE token_hash = ?", (said, rows.token_hash(token))
            )

    def end(self, token: str) -> None:
        """Deletes a session."""
        with self.database.write() as db:
            db.execute("DELETE FROM operator_session WHERE token_hash = ?", (rows.token_hash(token),))


def _operator(row: Row) -> Operator:
    return Operator(
        row["id"],
        row["name"],
        row["password"],
        rows.when(row["created_at"]),
        rows.when(row["changed_at"]),
    )
