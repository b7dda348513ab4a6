"""Reads stories: full-text search, one by one, and all of them for a backtest."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from monitor.errors import StoreSlow
from monitor.model import Hit, Story
from monitor.normalize import safe_link
from monitor.store import rows, searching
from monitor.store.connection import Database
from monitor.store.searching import Bounds, Unknown

if TYPE_CHECKING:
    from monitor.query import Query
    from monitor.store.sqlite import sqlite3

_FOUND = (
    "story.id IN (SELECT version.story FROM version_fts JOIN version ON version.id = "
    "version_fts.rowid WHERE version_fts MATCH ?)"
)
BATCH = 500
VOCABULARY = 5_000  # words of the index that are compared with a mistyped word
CANDIDATES = 1_500  # texts that one page of a search looks at
CHECKED = 150  # if the query has to be checked on each of them
_LAST = (1 << 63) - 1
_CANDIDATES = (
    "SELECT rowid AS id FROM version_fts WHERE version_fts MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
)
_ALL = "SELECT id FROM version WHERE id < ? ORDER BY id DESC LIMIT ?"


class SeenStory(NamedTuple):
    """A story in its newest version, when that was first seen (UTC), and its hits."""

    story: Story
    seen: datetime
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Stories of a search, newest text first. `before`: where the next page begins; None at the end."""

    stories: tuple[SeenStory, ...]
    before: int | None = None


class Stories:
    """Reads stories."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def search(self, text: str, limit: int = 50) -> list[Story]:
        """Stories of which any version matches the query `text`, newest first, in their newest version.

        The language is that of the rules, without `@lists`; an empty text returns the newest stories.
        Raises `QueryError` with the place.
        """
        if not text.strip():
            return self._stories("1 ORDER BY story.id DESC LIMIT ?", (limit,))
        query = searching.parsed(text)
        asked = searching.expression(query.root)
        if asked.exact:
            return self._stories(f"{_FOUND} ORDER BY story.id DESC LIMIT ?", (asked.text, limit))
        stories: list[Story] = []
        for story in self._candidates(asked.text):
            versions = [story] if story.version == 1 else self.versions(story.id or 0)
            if any(searching.holds(query, version) for version in versions):
                stories.append(story)
                if len(stories) == limit:
                    break
        return stories

    def page(
        self,
        text: str,
        *,
        before: int | None = None,
        lang: str = "",
        limit: int = 20,
        bounds: Bounds = searching.ANYBODY,
    ) -> SearchPage:
        """Stories whose newest version matches the query `text`, by the time when that version came, newest
        first; `lang`: only those in this language (`fr` includes `fr-CA`).

        It looks at a limited number of texts, so that no query takes long: a page may have fewer stories than
        `limit`, or none, and yet not be the last. Raises `QueryError` with the place, and `StoreSlow`.
        """
        query = searching.parsed(text, bounds) if text.strip() else None
        with self.database.within(bounds.cpu_s) as is_over:
            shown, following = self._looked(query, before or _LAST, lang, limit, is_over)
            hits = hits_by_version(self.database, (row["version_id"] for row in shown))
        stories = (
            SeenStory(rows.story(row), rows.when(row["seen_at"]), hits.get(row["version_id"], ()))
            for row in shown
        )
        return SearchPage(tuple(stories), following)

    def _looked(
        self, query: Query | None, place: int, lang: str, limit: int, is_over: Callable[[], bool]
    ) -> tuple[list[sqlite3.Row], int | None]:
        """The versions of one page, and where the next one begins."""
        asked = searching.expression(query.root) if query else searching.Expression("", True)
        looked = CANDIDATES if asked.exact else CHECKED
        shown: list[sqlite3.Row] = []
        size = limit
        begin = place
        while looked > 0:
            size = min(looked, 4 * size)
            try:
                versions = self._versions(asked.text, place, size)
            except StoreSlow:
                if place == begin:
                    raise
                return shown, place
            for row in versions:
                if _is_asked(row, lang) and (asked.exact or _holds(query, row)):
                    if len(shown) == limit:
                        return shown, row["version_id"] + 1
                    shown.append(row)
                place = row["version_id"]
                if is_over():
                    return shown, place
            if len(versions) < size:
                return shown, None
            looked -= size
        return shown, place

    def newest_version(self) -> int:
        """A number that rises with each text that comes in."""
        return int(self.database.value("SELECT coalesce(max(id), 0) FROM version"))

    def _versions(self, expression: str, before: int, size: int) -> list[sqlite3.Row]:
        """Versions that FTS5 finds, or all, newest first."""
        candidates, values = (_CANDIDATES, (expression,)) if expression else (_ALL, ())
        return self.database.rows(
            f"SELECT {rows.STORY_COLUMNS}, story.current, version.seen_at FROM ({candidates}) AS candidate "
            "JOIN version ON version.id = candidate.id JOIN story ON story.id = version.story "
            "ORDER BY version.id DESC",
            (*values, before, size),
        )

    def first_seen(self) -> datetime | None:
        """When the first story came that was ever stored; None before that."""
        row = self.database.row("SELECT seen_at FROM story ORDER BY id LIMIT 1")
        return rows.when(row["seen_at"]) if row else None

    def acts_of(self, stories: Iterable[int]) -> dict[int, list[int]]:
        """By story, the ids of the acts that it belongs to now, in order; rejected ones too."""
        selected = self.database.rows(
            "SELECT DISTINCT story, act FROM act_source WHERE story IN (SELECT value FROM json_each(?)) "
            "ORDER BY act",
            (json.dumps(list(stories)),),
        )
        acts: dict[int, list[int]] = {}
        for row in selected:
            acts.setdefault(row["story"], []).append(row["act"])
        return acts

    def unknown_words(self, text: str, most: int | None = None) -> list[Unknown]:
        """The words of a search that are in no story, the first `most` of them, with similar words that are.

        Raises `QueryError` with the place.
        """
        words = searching.unknown(searching.asked_words(searching.parsed(text)), self._has_word)[:most]
        return [Unknown(word, searching.similar(word, self._words_alike)) for word in words]

    def unknown_to(self, text: str, most: int, bounds: Bounds = searching.ANYBODY) -> list[Unknown]:
        """The same within `bounds`: similar words are looked up if one word alone is unknown. Raises
        `StoreSlow`, too.
        """
        with self.database.within(bounds.cpu_s):
            asked = searching.asked_words(searching.parsed(text, bounds))
            words = searching.unknown(asked, self._has_word)[:most]
            near = searching.similar(words[0], self._words_alike) if len(words) == 1 else ()
        return [Unknown(word, near) for word in words]

    def _has_word(self, low: str, high: str) -> bool:
        return bool(
            self.database.rows(
                "SELECT 1 FROM version_words WHERE term >= ? AND term < ? LIMIT 1", (low, high)
            )
        )

    def _words_alike(self, begin: str, shortest: int, longest: int) -> list[str]:
        term_rows = self.database.rows(
            "SELECT term FROM version_words WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? "
            "LIMIT ?",
            (begin, begin + "\U0010ffff", shortest, longest, VOCABULARY),
        )
        return [row["term"] for row in term_rows]

    def _candidates(self, expression: str) -> Iterator[Story]:
        """Stories that FTS5 finds, or all, newest first, in batches."""
        chosen, values = (f"{_FOUND} AND", (expression,)) if expression else ("", ())
        before = _LAST
        while batch := self._stories(
            f"{chosen} story.id < ? ORDER BY story.id DESC LIMIT ?", (*values, before, BATCH)
        ):
            yield from batch
            before = batch[-1].id or 0

    def get(self, number: int, version: int | None = None) -> Story | None:
        """One story, in its newest version or in the given one."""
        if version is None:
            return next(iter(self._stories("story.id = ?", (number,))), None)
        row = self.database.row(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.story = story.id WHERE "
            "story.id = ? AND version.number = ?",
            (number, version),
        )
        return None if row is None else rows.story(row)

    def by_key(self, key: str) -> Story | None:
        """The story of this identity (`normalize.story_key`), in its newest version."""
        return next(iter(self._stories("story.key = ?", (key,))), None)

    def flagged_versions(self, keys: Iterable[str]) -> dict[str, tuple[Story, tuple[Hit, ...]]]:
        """These stories by key, each in the newest version that a rule matched, else in the newest one, with
        its hits.
        """
        story_rows = self.database.rows(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.id = coalesce("
            "(SELECT max(seen.id) FROM version AS seen JOIN hit ON hit.version = seen.id "
            "WHERE seen.story = story.id), "
            "(SELECT id FROM version AS newest WHERE newest.story = story.id "
            "AND newest.number = story.current)) "
            "WHERE story.key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        hits = hits_by_version(self.database, (row["version_id"] for row in story_rows))
        return {row["key"]: (rows.story(row), hits.get(row["version_id"], ())) for row in story_rows}

    def links(self, keys: Iterable[str]) -> dict[str, str]:
        """The addresses of these stories by key; those without one, or with one that is no link of the web,
        are left out.
        """
        story_rows = self.database.rows(
            "SELECT key, url FROM story WHERE key IN (SELECT value FROM json_each(?)) AND url IS NOT NULL",
            (json.dumps(list(keys)),),
        )
        return {row["key"]: link for row in story_rows if (link := safe_link(row["url"]))}

    def hits(self, story: Story) -> tuple[Hit, ...]:
        """The hits of this version of a stored story."""
        row = self.database.row(
            "SELECT id FROM version WHERE story = ? AND number = ?", (story.id, story.version)
        )
        return () if row is None else hits_by_version(self.database, [row["id"]]).get(row["id"], ())

    def versions(self, number: int) -> list[Story]:
        """All versions of one story that are kept, oldest first."""
        story_rows = self.database.rows(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.story = story.id WHERE "
            "story.id = ? ORDER BY version.number",
            (number,),
        )
        return [rows.story(row) for row in story_rows]

    def all(self) -> Iterator[Story]:
        """Every story in its newest version, oldest first, in batches: no long read transaction blocks
        the checkpoint.
        """
        after = 0
        while batch := self._stories("story.id > ? ORDER BY story.id LIMIT ?", (after, BATCH)):
            yield from batch
            after = batch[-1].id or 0

    def newest(self, size: int) -> Iterator[list[Story]]:
        """Every story in its newest version, newest first, in batches of this size."""
        before = _LAST
        while batch := self._stories("story.id < ? ORDER BY story.id DESC LIMIT ?", (before, size)):
            yield batch
            before = batch[-1].id or 0

    def flagged(self, numbers: Iterable[int]) -> frozenset[int]:
        """Which of the stories with these ids have a hit in a version."""
        story_rows = self.database.rows(
            "SELECT DISTINCT story FROM version JOIN hit ON hit.version = version.id "
            "WHERE story IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        return frozenset(row["story"] for row in story_rows)

    def rules_since(self, *moments: datetime) -> dict[str, tuple[int, ...]]:
        """By rule, how many stories it flagged whose text came at each of these moments or later. The first
        moment is the earliest.
        """
        counts = ", ".join("sum(newest >= ?)" for _ in moments)
        stamps = [rows.stamp(moment) for moment in moments]
        count_rows = self.database.rows(
            f"SELECT rule, {counts} FROM (SELECT rule, max(seen_at) AS newest FROM hit "
            "JOIN version ON version.id = version GROUP BY rule, story HAVING newest >= ?) GROUP BY rule",
            (*stamps, stamps[0]),
        )
        return {row[0]: tuple(row[1:]) for row in count_rows}

    def languages_since(self, moment: datetime) -> list[tuple[str | None, str, int]]:
        """Language tag (None: no tag), name of the feed and number of the stories that were first seen at
        `moment` or later.

        Only stories whose text is kept count.
        """
        language_rows = self.database.rows(
            "SELECT story.lang, coalesce(nullif(feed.title, ''), feed.address, story.source), count(*) "
            "FROM story "
            "LEFT JOIN feed ON feed.id = story.feed WHERE story.erased_at IS NULL AND story.seen_at >= "
            "? GROUP BY 1, 2 ORDER BY 1, 2",
            (rows.stamp(moment),),
        )
        return [(row[0], row[1], row[2]) for row in language_rows]

    def _stories(self, where: str, values: tuple[object, ...]) -> list[Story]:
        story_rows = self.database.rows(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.story = story.id AND "
            "version.number = story.current "
            f"WHERE {where}",
            values,
        )
        return [rows.story(row) for row in story_rows]


def _is_asked(row: sqlite3.Row, lang: str) -> bool:
    """True for the newest version of a story in this language."""
    is_in = not lang or (row["lang"] or "").split("-")[0].lower() == lang
    return is_in and row["number"] == row["current"]


def _holds(query: Query | None, row: sqlite3.Row) -> bool:
    return query is None or searching.holds(query, rows.story(row))


def hits_by_version(database: Database, versions: Iterable[int]) -> dict[int, tuple[Hit, ...]]:
    """The hits of these versions (row numbers of `version`), by version."""
    by_version: dict[int, list[Hit]] = {}
    for row in database.rows(
        "SELECT * FROM hit WHERE version IN (SELECT value FROM json_each(?)) ORDER BY rule",
        (json.dumps(list(versions)),),
    ):
        by_version.setdefault(row["version"], []).append(rows.hit(row))
    return {version: tuple(hits) for version, hits in by_version.items()}
