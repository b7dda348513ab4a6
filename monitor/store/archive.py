"""Reads what one destination was sent, for a public archive: messages that tell acts, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3

_COLUMNS = "outbox.id, outbox.sequence, subject, outbox.created_at, outbox.channel, reader"
_SENT = (
    "FROM outbox JOIN destination ON destination.id = outbox.destination WHERE outbox.destination = ? "
    "AND state = 'sent' AND notice = 0 AND EXISTS (SELECT 1 FROM tells WHERE tells.outbox = outbox.id)"
)


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that arrived. `number`: that of the destination's messages; `acts`: ids of those that it
    told. In lists, `body` is empty.
    """

    number: int
    subject: str
    at: datetime
    channel: str
    reader: str
    acts: tuple[int, ...]
    body: bytes = b""


class Archive:
    """Reads messages that were sent."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def page(self, destination: int, before: int, limit: int) -> list[SentMessage]:
        """Messages with numbers below `before`, the newest first."""
        message_rows = self.database.rows(
            f"SELECT {_COLUMNS}, x'' AS body {_SENT} "
            "AND outbox.sequence < ? ORDER BY outbox.sequence DESC, outbox.id DESC LIMIT ?",
            (destination, before, limit),
        )
        return self._messages(message_rows)

    def get(self, destination: int, number: int) -> SentMessage | None:
        """The message with this number, with its body."""
        message_rows = self.database.rows(
            f"SELECT {_COLUMNS}, body {_SENT} AND outbox.sequence = ? ORDER BY outbox.id DESC LIMIT 1",
            (destination, number),
        )
        return next(iter(self._messages(message_rows)), None)

    def stamp(self, destination: int) -> tuple[int, int]:
        """A value that changes with each message that arrives at this destination."""
        row = self.database.rows(
            "SELECT count(*), coalesce(max(id), 0) FROM outbox WHERE destination = ? AND state = 'sent' "
            "AND notice = 0",
            (destination,),
        )[0]
        return row[0], row[1]

    def standing_ids(self, acts: Iterable[int]) -> dict[int, int]:
        """These acts, each with the one that it was merged into, over any number of merges, else itself."""
        selected = self.database.rows(
            "WITH RECURSIVE own(act, standing) AS (SELECT value, value FROM json_each(?) UNION "
            "SELECT own.act, into_act FROM own JOIN act_state ON act_state.act = own.standing "
            "WHERE into_act IS NOT NULL) SELECT own.act, standing FROM own LEFT JOIN act_state ON "
            "act_state.act = standing WHERE into_act IS NULL",
            (json.dumps(sorted(set(acts))),),
        )
        return {row["act"]: row["standing"] for row in selected}

    def refs(self, acts: Iterable[int]) -> dict[int, str]:
        """The references of these acts, merged and withdrawn ones too."""
        selected = self.database.rows(
            "SELECT id, ref FROM act WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(acts))),),
        )
        return {row["id"]: row["ref"] for row in selected}

    def _messages(self, message_rows: Sequence[sqlite3.Row]) -> list[SentMessage]:
        acts: dict[int, list[int]] = {}
        for row in self.database.rows(
            "SELECT outbox, act FROM tells WHERE outbox IN (SELECT value FROM json_each(?)) ORDER BY act",
            (json.dumps([row["id"] for row in message_rows]),),
        ):
            acts.setdefault(row["outbox"], []).append(row["act"])
        return [
            SentMessage(
                row["sequence"],
                row["subject"],
                rows.when(row["created_at"]),
                row["channel"],
                row["reader"],
                tuple(acts[row["id"]]),
                row["body"],
            )
            for row in message_rows
        ]
