"""Follow-ups on the day when something is due: which acts may have such a day, and which were written."""

# ruff: noqa: S608 - what is put into SQL text are clauses written in this module, never values

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from monitor.model import Alert, Reason, Stage
from monitor.store import register_writes, rows
from monitor.store.connection import Database

_OPEN = (Stage.THREATENED, Stage.PROPOSED, Stage.DECIDED, Stage.NOTIFIED, Stage.SUSPENDED)


class DueFollowUp(NamedTuple):
    """A follow-up to write: the act, its rows by number with their days, and the story that it names."""

    act: int
    days: tuple[tuple[int, date], ...]
    story: str


class DueBefore(NamedTuple):
    """What was told of an act, and of acts that it took in or was part of: when first (None: never), and the
    days of follow-ups, each with the act and the number of its row.
    """

    told_at: datetime | None
    days: tuple[tuple[int, int, date], ...]


class DueDays:
    """The table `due`: follow-ups that were written, one for each act, row and day."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def candidates(self, entries: Iterable[str]) -> list[int]:
        """The open acts that state a day of notice or of their end, or end an agreement of these gazetteer
        entries, by id. Those that wait for the cap of a feed are left out: they are told first.
        """
        selected = self.database.rows(
            "SELECT act.id FROM act JOIN act_state ON act_state.act = act.id WHERE into_act IS NULL AND "
            "withdrawn_at IS NULL AND NOT rejected AND NOT closed "
            "AND stage IN (SELECT value FROM json_each(:stages)) "
            "AND act.id NOT IN (SELECT act FROM held_alert) AND ("
            "EXISTS (SELECT 1 FROM act_value WHERE act_value.act = act.id "
            "AND field IN ('notified', 'ended')) OR "
            "EXISTS (SELECT 1 FROM act_row WHERE act_row.act = act.id "
            "AND entry IN (SELECT value FROM json_each(:entries)))) ORDER BY act.id",
            {"stages": json.dumps([stage.value for stage in _OPEN]), "entries": json.dumps(sorted(entries))},
        )
        return [row["id"] for row in selected]

    def before(self, acts: Iterable[int]) -> Mapping[int, DueBefore]:
        """What was told of each of these acts. What a replay brought is told to nobody."""
        wanted = json.dumps(sorted(set(acts)))
        own = (
            "WITH RECURSIVE own(act, standing) AS (SELECT value, value FROM json_each(:acts) UNION "
            "SELECT act_state.act, own.standing FROM own JOIN act_state ON act_state.into_act = own.act) "
        )
        related = (
            "SELECT act, standing FROM own UNION SELECT taker, standing FROM own JOIN act_former USING (act) "
            "UNION SELECT act_former.act, standing FROM own JOIN act_former ON act_former.taker = own.act"
        )
        told = {
            row["standing"]: row["at"]
            for row in self.database.rows(
                f"{own} SELECT standing, min(at) AS at FROM own JOIN alert USING (act) "
                "WHERE NOT history GROUP BY standing",
                {"acts": wanted},
            )
        }
        days: dict[int, list[tuple[int, int, date]]] = {}
        for row in self.database.rows(
            f"{own} SELECT standing, due.act, number, day FROM ({related}) AS related "
            "JOIN due ON due.act = related.act ORDER BY day",
            {"acts": wanted},
        ):
            day = date.fromisoformat(row["day"])
            days.setdefault(row["standing"], []).append((row["act"], row["number"], day))
        return {
            act: DueBefore(rows.maybe_when(told.get(act)), tuple(days.get(act, ())))
            for act in json.loads(wanted)
        }

    def write(
        self, revision: int, follow_ups: Sequence[DueFollowUp], now: datetime
    ) -> tuple[Alert, ...] | None:
        """Writes the alerts of these follow-ups and that they were written, in one transaction.

        None, and nothing is written, when the register changed since `revision`.
        """
        with self.database.write() as db:
            if register_writes.revision(db) != revision:
                return None
            alerts = []
            for follow_up in follow_ups:
                keys = [(follow_up.act, number, day.isoformat()) for number, day in follow_up.days]
                if any(
                    db.execute("SELECT 1 FROM due WHERE (act, number, day) = (?, ?, ?)", key).fetchone()
                    for key in keys
                ):
                    continue
                alert = register_writes.insert_alert(db, follow_up.act, Reason.DUE, follow_up.story, now)
                self.database.trace("mid_tx_due")
                db.executemany(
                    "INSERT INTO due (act, number, day, alert, at) VALUES (?, ?, ?, ?, ?)",
                    [(*key, alert.id, rows.stamp(now)) for key in keys],
                )
                alerts.append(alert)
            self.database.trace("before_commit_due")
        self.database.trace("after_commit_due")
        return tuple(alerts)
