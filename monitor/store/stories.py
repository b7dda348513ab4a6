"""Reading stories: full-text search, one by one, all of them for a backtest."""

# ruff: noqa: S608 - what is put into SQL text are names and clauses written in this package, never values

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import Story
from monitor.store import rows
from monitor.store.connection import Core

TERMS = 32  # words and phrases of a search that count; the rest is ignored
BATCH = 500
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')


def fts_query(text: str) -> str:
    """Any text as an FTS5 query: words and "phrases", all of which must occur; `word*` for a beginning. "" when there is no word in it.

    Every piece is quoted, so that no input is an operator, a column or a syntax error (FAULTS 76).
    """
    pieces = []
    for phrase, word in _PIECE.findall(text.replace("\x00", " ")):
        content = phrase or word
        if any(letter.isalnum() for letter in content):
            star = "*" if word.endswith("*") and word[-2:-1].isalnum() else ""
            pieces.append(f'"{rows.plain(content)}"{star}')
    return " ".join(pieces[:TERMS])


class Stories(Core):
    """The part of the store that reads stories."""

    def search(self, text: str, limit: int = 50) -> list[Story]:
        """Stories in whose title, summary or body (of any version) all words and "phrases" occur, newest first, as they read now.

        An empty text gives the newest stories.
        """
        if not text.strip():
            return self._stories("1 ORDER BY story.id DESC LIMIT ?", (limit,))
        query = fts_query(text)
        if not query:
            return []
        return self._stories(
            "story.id IN (SELECT version.story FROM version_fts JOIN version ON version.id = version_fts.rowid WHERE version_fts MATCH ?) "
            "ORDER BY story.id DESC LIMIT ?",
            (query, limit),
        )

    def story(self, number: int, version: int | None = None) -> Story | None:
        """One story, in its newest version or in the one that is asked for."""
        if version is None:
            return next(iter(self._stories("story.id = ?", (number,))), None)
        row = self.row(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.story = story.id WHERE story.id = ? AND version.number = ?",
            (number, version),
        )
        return None if row is None else rows.story(row)

    def story_by_key(self, key: str) -> Story | None:
        """The story of this identity (`normalize.story_key`), in its newest version."""
        return next(iter(self._stories("story.key = ?", (key,))), None)

    def versions(self, number: int) -> list[Story]:
        """All versions of one story that are kept, oldest first."""
        found = self.rows(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.story = story.id WHERE story.id = ? ORDER BY version.number",
            (number,),
        )
        return [rows.story(row) for row in found]

    def iter_stories(self) -> Iterator[Story]:
        """Every story as it reads now, oldest first, in batches: no long read transaction holds up the checkpoint."""
        after = 0
        while batch := self._stories("story.id > ? ORDER BY story.id LIMIT ?", (after, BATCH)):
            yield from batch
            after = batch[-1].id or 0

    def _stories(self, where: str, values: tuple[object, ...]) -> list[Story]:
        found = self.rows(
            f"SELECT {rows.STORY_COLUMNS} FROM story JOIN version ON version.story = story.id AND version.number = story.current "
            f"WHERE {where}",
            values,
        )
        return [rows.story(row) for row in found]
