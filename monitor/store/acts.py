"""Acts as the store has them: those that stand, what is kept beside them, their stories, and which messages
told them.
"""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from monitor.model import Act, ActStories, FirstMessage, Stage
from monitor.register import Bookkeeping
from monitor.store import register_rows, rows
from monitor.store.connection import Database
from monitor.store.sqlite import sqlite3
from monitor.store.stories import hits_by_version

NONE_FOUNDED: Mapping[str, str] = {}
_NEVER_LINKED = "coalesce(act_source.kind, '') != 'aftermath'"


class Acts:
    """Reads acts; `Register.replace_block` writes them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def stored(self, ids: Iterable[int] | None = None, *, taken: bool = False) -> tuple[Act, ...]:
        """Acts as they were last computed, by id, withdrawn ones too; `ids` None: all.

        `taken`: those that became part of another one, as they were then.
        """
        wanted: dict[str, object] = {"ids": None if ids is None else json.dumps(sorted(set(ids)))}
        # only where wanted: an OR over it would read the whole tables
        some = "IN (SELECT value FROM json_each(:ids))"
        acts = self.database.rows(
            "SELECT act.*, act_state.* FROM act JOIN act_state ON act_state.act = act.id "
            f"WHERE (into_act IS NOT NULL) = {int(taken)} {'' if ids is None else f'AND act.id {some}'} "
            "ORDER BY act.id",
            wanted,
        )

        def by_act(sql: str) -> dict[int, list[sqlite3.Row]]:
            grouped: dict[int, list[sqlite3.Row]] = {}
            for row in self.database.rows(sql, wanted):
                grouped.setdefault(row["act"], []).append(row)
            return grouped

        of = "" if ids is None else f"WHERE act {some}"
        own_rows = by_act(f"SELECT * FROM act_row {of} ORDER BY act, place")
        own_values = by_act(f"{_with_edits('act_value')} {of} ORDER BY act, number, act_value.field, place")
        stages = by_act(f"{_with_edits('act_stage')} {of} ORDER BY act, place")
        sources = by_act(
            "SELECT act_source.*, story.id, story.key, story.source, story.host, story.official, "
            "story.state, story.depositary, story.lang FROM act_source "
            f"JOIN story ON story.id = act_source.story {of} ORDER BY act, act_source.at, story.key, report"
        )
        return tuple(
            register_rows.act(
                act,
                own_rows.get(act["id"], ()),
                own_values.get(act["id"], ()),
                stages.get(act["id"], ()),
                sources.get(act["id"], ()),
            )
            for act in acts
        )

    def get(self, act: int) -> Act | None:
        """One act as it was last computed; None when it is unknown or merged."""
        return next(iter(self.stored([act])), None)

    def standing(self, ids: Iterable[int] | None = None) -> list[Act]:
        """The acts that lists and exports show, by id: neither merged nor withdrawn. `ids` None: all."""
        return [act for act in self.stored(ids) if not act.withdrawn]

    def views(self, ids: Iterable[int]) -> list[Act]:
        """These acts as they stand now, by id; one that was merged is shown as the act that took it, once.

        Withdrawn ones are shown too. Of an act that was never computed only kind and stage are known.
        """
        wanted = {self.standing_id(number) for number in ids}
        acts = {act.id: act for act in self.stored(wanted)}
        rest = self.database.rows(
            "SELECT * FROM act WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(wanted - acts.keys())),),
        )
        acts |= {row["id"]: register_rows.bare_act(row) for row in rest}
        return [acts[number] for number in sorted(acts)]

    def departed(self) -> dict[str, dict[str, date]]:
        """By entry of the gazetteer, the states that have left it by an act that stands, each with the day
        (UTC) of the first report that its exit is in effect.
        """
        selected = self.database.rows(
            """SELECT act_row.entry, act_value.value AS state, min(act_stage.at) AS at
            FROM act_row JOIN act_state USING (act) JOIN act_value USING (act) JOIN act_stage USING (act)
            WHERE act_row.stage = 'effective' AND act_row.entry IS NOT NULL
              AND act_state.rejected = 0 AND act_state.withdrawn_at IS NULL AND act_state.into_act IS NULL
              AND act_value.number = 0 AND act_value.field = 'actors' AND act_stage.stage = 'effective'
            GROUP BY act_row.entry, act_value.value"""
        )
        departed: dict[str, dict[str, date]] = {}
        for row in selected:
            departed.setdefault(row["entry"], {})[row["state"]] = datetime.fromisoformat(row["at"]).date()
        return departed

    def bookkeeping(self, acts: Iterable[Act]) -> dict[int, Bookkeeping]:
        """What is kept beside these acts, by id."""
        selected = self.database.rows(
            "SELECT act, told, peak, used FROM act_state WHERE act IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(act.id for act in acts)),),
        )
        return {row["act"]: register_rows.bookkeeping(row) for row in selected}

    def ids(
        self,
        *,
        rejected: bool = False,
        untold: bool = False,
        stage: Stage | None = None,
        since: datetime | None = None,
    ) -> list[int]:
        """The ids of the acts that stand, in order;

        `rejected`: of those that people struck out, `untold`: that nobody was told of.
        """
        selected = self.database.rows(
            "SELECT act.id FROM act JOIN act_state ON act_state.act = act.id WHERE into_act IS NULL AND "
            "withdrawn_at IS NULL "
            "AND rejected = :rejected AND (told IS NULL OR NOT :untold) AND (:stage IS NULL OR "
            "act.stage = :stage) "
            "AND (:since IS NULL OR opened_at >= :since) ORDER BY act.id",
            {
                "rejected": rejected,
                "untold": untold,
                "stage": stage and stage.value,
                "since": rows.maybe_stamp(since),
            },
        )
        return [row["id"] for row in selected]

    def sharing(self, ids: Iterable[int], founded: Mapping[str, str] = NONE_FOUNDED) -> dict[str, list[Act]]:
        """By id in the gazetteer, the acts that stand on each agreement of these acts, by id; only of an
        agreement that two acts or more are on. `founded`: by id of a treaty, the body that it founded; acts
        on either stand under the body.
        """
        bodies = {founded.get(entry, entry) for entry in self._entries(ids)}
        entries = bodies | {treaty for treaty, body in founded.items() if body in bodies}
        selected = self.database.rows(
            "SELECT DISTINCT entry, act_row.act FROM act_row JOIN act_state ON act_state.act = act_row.act "
            "WHERE entry IN (SELECT value FROM json_each(?)) "
            "AND into_act IS NULL AND withdrawn_at IS NULL AND NOT rejected ORDER BY act_row.act",
            (json.dumps(sorted(entries)),),
        )
        by_entry: dict[str, dict[int, None]] = {}
        for row in selected:
            by_entry.setdefault(founded.get(row["entry"], row["entry"]), {})[row["act"]] = None
        shared = {entry: own for entry, own in by_entry.items() if len(own) > 1}
        wanted = {act for own in shared.values() for act in own}
        acts = {act.id: act for act in self.standing(wanted)} if wanted else {}
        return {entry: [acts[act] for act in own if act in acts] for entry, own in shared.items()}

    def public_stamps(self) -> dict[int, str]:
        """By id, when each public act was changed last: one that stands and that nobody rejected."""
        selected = self.database.rows(
            "SELECT act.id, act.changed_at FROM act JOIN act_state ON act_state.act = act.id "
            "WHERE into_act IS NULL AND withdrawn_at IS NULL AND NOT rejected ORDER BY act.id"
        )
        return {row["id"]: row["changed_at"] for row in selected}

    def _entries(self, ids: Iterable[int]) -> set[str]:
        """The ids in the gazetteer of the agreements of these acts."""
        selected = self.database.rows(
            "SELECT DISTINCT entry FROM act_row "
            "WHERE entry IS NOT NULL AND act IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(ids))),),
        )
        return {row["entry"] for row in selected}

    def on_entries(self, entries: Iterable[str]) -> list[int]:
        """Ids of the acts that stand on the agreements with these ids in the gazetteer, in order."""
        selected = self.database.rows(
            "SELECT DISTINCT act_row.act FROM act_row JOIN act_state ON act_state.act = act_row.act "
            "WHERE entry IN (SELECT value FROM json_each(?)) "
            "AND into_act IS NULL AND withdrawn_at IS NULL AND NOT rejected ORDER BY act_row.act",
            (json.dumps(sorted(set(entries))),),
        )
        return [row["act"] for row in selected]

    def party_codes(self, field: str) -> set[str]:
        """The codes that acts have as `actors` or `others`."""
        return {
            row["value"]
            for row in self.database.rows("SELECT DISTINCT value FROM act_value WHERE field = ?", (field,))
        }

    def refs_of_story(self, story: int) -> tuple[str, ...]:
        """The references of the acts that the story with this id reports."""
        act_rows = self.database.rows(
            "SELECT DISTINCT ref FROM act_story JOIN act ON act.id = act WHERE story = ? ORDER BY ref",
            (story,),
        )
        return tuple(row["ref"] for row in act_rows)

    def number(self, name: str) -> int | None:
        """The act of this id or short reference (`12`, `#K7QM`, `k7qm`), merged and withdrawn ones too; None
        for no act.

        A reference may be all digits: after a # it is one, else the id comes first.
        """
        plain = name.strip()
        selected = self.database.rows(
            "SELECT id, ref = :ref AS named FROM act WHERE ref = :ref OR CAST(id AS TEXT) = :ref",
            {"ref": plain.lstrip("#").upper()},
        )
        best = sorted(selected, key=lambda row: bool(row["named"]) != plain.startswith("#"))
        return int(best[0]["id"]) if best else None

    def standing_id(self, act: int) -> int:
        """The act that this one was merged into, over any number of merges; itself when it was not."""
        while (into := self.database.rows("SELECT into_act FROM act_state WHERE act = ?", (act,))) and into[
            0
        ]["into_act"] is not None:
            act = into[0]["into_act"]
        return act

    def stories(self, acts: Iterable[Act]) -> dict[int, ActStories]:
        """The texts of the stories of these acts, by act.

        Stories that only look back are left out; each is given in its newest version that a rule matched.
        """
        wanted = {act.id: act for act in acts}
        stories = self._stories_of(json.dumps(sorted(wanted)))
        ranked = {number: _best_first(wanted[number], own) for number, own in stories.items()}
        hits = hits_by_version(self.database, (own[0]["version_id"] for own in ranked.values()))
        return {
            number: ActStories(tuple(map(rows.story, own)), hits.get(own[0]["version_id"], ()))
            for number, own in ranked.items()
        }

    def _stories_of(self, numbers: str) -> dict[int, list[sqlite3.Row]]:
        """Story rows by act, in order of id: those of the act, and those that its alerts were about."""
        selected = self.database.rows(
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
        for row in selected:
            stories.setdefault(row["act"], []).append(row)
        return stories

    def first_messages(
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
        selected = self.database.rows(
            "SELECT tells.act, outbox.wid, outbox.ref, outbox.created_at, (SELECT story.url FROM alert "
            "JOIN story ON story.id = alert.story WHERE alert.act = tells.act ORDER BY alert.id LIMIT "
            "1) AS url "
            "FROM tells JOIN outbox ON outbox.id = tells.outbox WHERE tells.destination = ? AND "
            "outbox.state != 'suppressed' "
            "AND tells.act IN (SELECT value FROM json_each(?)) ORDER BY outbox.id",
            (destination, json.dumps(asked)),
        )
        first: dict[int, FirstMessage] = {}
        for row in selected:
            first.setdefault(
                whole[row["act"]],
                FirstMessage(row["wid"], row["ref"], rows.when(row["created_at"]), row["url"]),
            )
        return first

    def taken_acts(self, acts: Iterable[int]) -> dict[int, int]:
        """These acts and all that were merged into them, each with the one of these acts that speaks for
        it.
        """
        selected = self.database.rows(
            "WITH RECURSIVE own(act, standing) AS (SELECT value, value FROM json_each(?) UNION "
            "SELECT act_state.act, own.standing FROM own JOIN act_state ON act_state.into_act = "
            "own.act) SELECT * FROM own ORDER BY act",
            (json.dumps(sorted(set(acts))),),
        )
        return {row["act"]: row["standing"] for row in selected}

    def joined_silently(self, since: datetime | None) -> list[datetime]:
        """When stories joined an act since then without an alert of their own, in order of time."""
        selected = self.database.rows(
            "SELECT joined_at FROM act_story JOIN alert AS first ON first.id = (SELECT min(id) FROM "
            "alert WHERE act = act_story.act) "
            "WHERE joined_at > ? AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.story = "
            "act_story.story) ORDER BY joined_at",
            (rows.maybe_stamp(since) or "",),
        )
        return [rows.when(row["joined_at"]) for row in selected]

    def older_stories(self, since: datetime | None) -> list[datetime]:
        """When stories that were too old to be told joined an act that nobody was told of, since then, in
        order of time.
        """
        selected = self.database.rows(
            "SELECT min(joined_at) AS at FROM act_story JOIN act_source USING (story, report) "
            "WHERE joined_at > ? AND quiet AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.act = "
            "act_story.act) GROUP BY act_story.story ORDER BY at",
            (rows.maybe_stamp(since) or "",),
        )
        return [rows.when(row["at"]) for row in selected]


def _best_first(act: Act, stories: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """The stories of an act, best first: official ones, those that brought it to where it stands, the one
    that proves it, the earliest.
    """
    stage = act.stage.value if act.history else None
    proof = act.history[-1].evidence.story if act.history else None
    return sorted(
        stories,
        key=lambda row: (not row["official"], row["brought"] != stage, row["key"] != proof, row["id"]),
    )


def _with_edits(table: str) -> str:
    """Selects the rows of a table of evidence, with the corrections that set them."""
    return (
        f"SELECT {table}.*, {register_rows.EDIT} FROM {table} "
        f"LEFT JOIN correction ON correction.id = {table}.correction"
    )
