"""Acts as messages and pages show them, and what a destination has heard of them."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from monitor.model import Act, ActStories, FirstMessage, Kind, Stage
from monitor.register import Known
from monitor.store import rows
from monitor.store.connection import Database
from monitor.store.register import Register
from monitor.store.sqlite import sqlite3
from monitor.store.stories import hits_by_version

_NEVER_LINKED = "coalesce(act_source.kind, '') != 'aftermath'"


class Acts:
    """The part of the store that shows acts."""

    def __init__(self, database: Database, register: Register) -> None:
        self.database = database
        self.register = register

    def views(self, ids: Iterable[int]) -> list[Act]:
        """These acts as they stand now, by id; one that was merged is shown as the act that took it, once."""
        wanted = {self.register.standing_act(number) for number in ids}
        known = {one.id: one for one in self.register.known_acts(wanted)}
        acts = self.database.rows(
            "SELECT act.*, withdrawn_at FROM act LEFT JOIN act_state ON act_state.act = act.id "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(sorted(wanted)),),
        )
        return [_act(row, known.get(row["id"])) for row in acts]

    def stories(self, acts: Iterable[Act]) -> dict[int, ActStories]:
        """The texts of the stories of these acts, by act.

        Stories that only look back are left out; each is given in its newest version that a rule matched.
        """
        wanted = {act.id: act for act in acts}
        stories = self._stories_of(json.dumps(sorted(wanted)))
        ranked = {number: _best_first(wanted[number], found) for number, found in stories.items()}
        hits = hits_by_version(self.database, (found[0]["version_id"] for found in ranked.values()))
        return {
            number: ActStories(tuple(map(rows.story, found)), hits.get(found[0]["version_id"], ()))
            for number, found in ranked.items()
        }

    def _stories_of(self, numbers: str) -> dict[int, list[sqlite3.Row]]:
        """Story rows by act, in order of id: those of the act, and those that its alerts were about."""
        found = self.database.rows(
            f"SELECT own.act, act_source.stage AS brought, min(act_source.report), {rows.STORY_COLUMNS} "
            "FROM ("
            "SELECT act, story FROM act_story WHERE act IN (SELECT value FROM json_each(:acts)) UNION "
            "SELECT alert.act, alert.story FROM alert WHERE alert.act IN (SELECT value FROM "
            "json_each(:acts)) "
            "AND NOT EXISTS (SELECT 1 FROM act_story WHERE act_story.act = alert.act)) AS own "
            "JOIN story ON story.id = own.story LEFT JOIN act_source ON act_source.story = story.id AND "
            "act_source.act = own.act "
            "JOIN version ON version.id = "
            "(SELECT max(seen.id) FROM version AS seen JOIN hit ON hit.version = seen.id WHERE "
            "seen.story = story.id) "
            f"WHERE {_NEVER_LINKED} GROUP BY own.act, story.id ORDER BY story.id",
            {"acts": numbers},
        )
        stories: dict[int, list[sqlite3.Row]] = {}
        for row in found:
            stories.setdefault(row["act"], []).append(row)
        return stories

    def first_told(
        self, destination: int, acts: Iterable[int], taken: Mapping[int, int] | None = None
    ) -> dict[int, FirstMessage]:
        """For each of these acts that this destination has heard of: the first message that told it, or an
        act that it took in.

        `taken` as `taken_acts` gives it for these acts at least: who asks for many destinations asks for it
        once.
        """
        wanted = set(acts)
        whole = self.taken_acts(wanted) if taken is None else taken
        asked = [act for act, standing in whole.items() if standing in wanted]
        found = self.database.rows(
            "SELECT tells.act, outbox.wid, outbox.ref, outbox.created_at, (SELECT story.url FROM alert "
            "JOIN story ON story.id = alert.story WHERE alert.act = tells.act ORDER BY alert.id LIMIT "
            "1) AS url "
            "FROM tells JOIN outbox ON outbox.id = tells.outbox WHERE tells.destination = ? AND "
            "outbox.state != 'suppressed' "
            "AND tells.act IN (SELECT value FROM json_each(?)) ORDER BY outbox.id",
            (destination, json.dumps(asked)),
        )
        first: dict[int, FirstMessage] = {}
        for row in found:
            first.setdefault(
                whole[row["act"]],
                FirstMessage(row["wid"], row["ref"], rows.when(row["created_at"]), row["url"]),
            )
        return first

    def taken_acts(self, acts: Iterable[int]) -> dict[int, int]:
        """These acts and all that were merged into them, each with the one of these acts that speaks for
        it.
        """
        found = self.database.rows(
            "WITH RECURSIVE own(act, standing) AS (SELECT value, value FROM json_each(?) UNION "
            "SELECT act_state.act, own.standing FROM own JOIN act_state ON act_state.into_act = "
            "own.act) SELECT * FROM own ORDER BY act",
            (json.dumps(sorted(set(acts))),),
        )
        return {row["act"]: row["standing"] for row in found}

    def joined_silently(self, since: datetime | None) -> list[datetime]:
        """When stories joined an act since then without an alert of their own, in order of time."""
        found = self.database.rows(
            "SELECT joined_at FROM act_story JOIN alert AS first ON first.id = (SELECT min(id) FROM "
            "alert WHERE act = act_story.act) "
            "WHERE joined_at > ? AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.story = "
            "act_story.story) ORDER BY joined_at",
            (rows.maybe_stamp(since) or "",),
        )
        return [rows.when(row["joined_at"]) for row in found]


def _best_first(act: Act, found: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """The stories of an act, best first: official ones, those that brought it to where it stands, the one
    that proves it, the earliest.
    """
    stage = act.stage.value if act.history else None
    proof = act.history[-1].evidence.story if act.history else None
    return sorted(
        found, key=lambda row: (not row["official"], row["brought"] != stage, row["key"] != proof, row["id"])
    )


def _act(row: sqlite3.Row, known: Known | None) -> Act:
    act = Act(
        id=row["id"],
        ref=row["ref"],
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        opened_at=rows.when(row["opened_at"]),
        changed_at=rows.when(row["changed_at"]),
        withdrawn=row["withdrawn_at"] is not None,
    )
    if known is None:
        return act
    entry = known.entry
    return replace(
        act,
        actors=entry.actors,
        rows=entry.rows,
        history=entry.history,
        grade=entry.grade,
        rejected=entry.rejected,
    )
