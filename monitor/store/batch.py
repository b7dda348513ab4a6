"""The rows of one document: gathered by `intake`, inserted with one statement a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from monitor.store import searching
from monitor.store.sqlite import sqlite3


@dataclass(slots=True)
class Batch:
    """Rows to insert, gathered without writing. `feed` shows the stories."""

    feed: int
    stories: list[tuple[object, ...]] = field(default_factory=list)
    versions: list[tuple[object, ...]] = field(default_factory=list)
    hits: list[tuple[object, ...]] = field(default_factory=list)
    sightings: list[tuple[object, ...]] = field(default_factory=list)
    current: list[tuple[int, int]] = field(default_factory=list)
    unsettled: dict[int, tuple[object, ...]] = field(default_factory=dict)
    pages: dict[int, tuple[object, ...]] = field(default_factory=dict)
    flagged: set[int] = field(default_factory=set)
    possible: list[tuple[object, ...]] = field(default_factory=list)
    langs: Counter[str] = field(default_factory=Counter)  # codes of the languages of new stories, "" for none
    published: list[datetime | None] = field(
        default_factory=list
    )  # of stories that this feed did not show yet
    changed: int = 0
    seen_before: bool = False
    by_guid: bool = False  # from this document on, the feed's guids tell its stories apart


def index_texts(db: sqlite3.Connection, first: object) -> None:
    """Adds the versions from `first` on to the full-text index, by one insert-select: it costs a third of the
    time of triggers, and the index writes its pages once a statement (docs/notes/store.md, "Refused").
    """
    db.execute(
        f"INSERT INTO version_fts (rowid, title, summary, body) SELECT id, {searching.COLUMNS} "  # noqa: S608
        "FROM version WHERE id >= ?",
        (first,),
    )


def insert(db: sqlite3.Connection, batch: Batch, *, indexed: bool = True) -> None:
    """Inserts the rows of a batch, one statement a table. Not `indexed`: the caller indexes the texts of
    several batches at once.
    """
    db.executemany(
        "INSERT INTO story (id, key, feed, guid, url, raw_url, source, host, author, lang, state, "
        "official, depositary, published, "
        "published_raw, seen_at, current) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        batch.stories,
    )
    if batch.versions:
        db.executemany(
            "INSERT INTO version (id, story, number, digest, seen_at, title, summary, body) VALUES (?, "
            "?, ?, ?, ?, ?, ?, ?)",
            batch.versions,
        )
        if indexed:
            index_texts(db, batch.versions[0][0])
    db.executemany(
        "INSERT INTO hit (version, rule, digest, kind, stage, spans, title, why) VALUES (?, ?, ?, ?, ?, "
        "?, ?, ?)",
        batch.hits,
    )
    db.executemany(
        "DELETE FROM possible WHERE story = ? AND state = 'open'", [(story,) for story in batch.flagged]
    )
    # A dismissed story stays dismissed after an edit.
    db.executemany(
        "INSERT INTO possible (story, version, noticed, rule, digest, kind, stage, spans, title, why, "
        "score, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story) DO UPDATE SET version = "
        "excluded.version, rule = excluded.rule, "
        "digest = excluded.digest, kind = excluded.kind, stage = excluded.stage, spans = "
        "excluded.spans, title = excluded.title, "
        "why = excluded.why, score = excluded.score WHERE state = 'open'",
        batch.possible,
    )
    db.executemany("UPDATE story SET current = ?, erased_at = NULL WHERE id = ?", batch.current)
    db.executemany(
        "INSERT INTO sighting (feed, story, guid, digest, first_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (feed, story, guid) DO UPDATE SET digest = excluded.digest",
        batch.sightings,
    )
    # A newer text replaces one that waits; if one of them may alert, the row may.
    db.executemany(
        "INSERT INTO unsettled (story, version, feed, quiet, since, settle_by) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (story) DO UPDATE SET version = excluded.version, quiet = min(quiet, excluded.quiet), "
        "settle_by = min(settle_by, excluded.settle_by)",
        batch.unsettled.values(),
    )
    db.executemany(
        "DELETE FROM page WHERE story = ? AND state = 'wanted'", [(story,) for story in batch.unsettled]
    )
    if batch.by_guid:
        db.execute("UPDATE feed SET by_guid = 1 WHERE id = ?", (batch.feed,))
    db.executemany(
        "INSERT INTO page (version, story, state, due_from, due_at) VALUES (?, ?, 'wanted', ?, ?)",
        batch.pages.values(),
    )
