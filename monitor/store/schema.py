"""The whole schema, readable in one place, and its append-only migrations.

    feed 1-1 feed_state          what is polled, and what the last poll left behind
    story 1-n version 1-n hit    identity, texts, matches; version_fts is the full-text index over `version`,
                                 in words of the rule language
    feed n-n story: sighting     who showed which story under which guid, and with which text
    unsettled                    flagged stories that wait for their page
    act 1-n act_story, alert     the register's core: alerts are append-only, their ids never reused; a story
                                 reports one act or several
    version 1-1 statement        what a flagged text states (extract), from which the register is computed;
                                 story_key: its blocks
    act 1-1 act_state 1-n act_row, act_value, act_stage, act_source    an act as computed, each value with its
                                                                       sentence
    correction                   what people decided, append-only; a value that one set names it
    version 1-1 page             the article behind a flagged text: wanted, read or failed
    story 1-1 possible                  exits that are not certain, until a person accepts or dismisses them
    outbox n-n act: tells        which acts a message tells; outbox.follows is the message that told the act
                                 first
    destination 1-n outbox 1-n attempt, suppression     the delivery ledger; destination 1-n unsubscribe_hash
    event, meta                  notices; settings of the file itself

Times are text, UTC, `2026-11-23T19:22:22.000000Z`: 27 characters, so that they sort. What is due has two of
them, `due_from` and `due_at`: due when `now >= due_at or now < due_from`, so that a clock set back freezes
nothing (docs/faults.md 154). Spans are JSON `[["title", 0, 5], ...]`. A migration that is released is never
changed; the next one is added below it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.store import searching
from monitor.store.sqlite import sqlite3

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x54724D6E  # "TrMn" in the file's header: tells our files from other SQLite databases


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, by its name in the database."""

    name: str
    function: Callable[[Database], None]


class Migrations:
    """The steps in order. sqlite-utils applies them; it is imported when one is pending, because that costs
    more than most commands do.
    """

    def __init__(self, steps: list[Migration]) -> None:
        self.steps = steps

    def __call__(self, *, name: str) -> Callable[[Callable[[Database], None]], Callable[[Database], None]]:
        """A decorator that adds the next step."""

        def add(function: Callable[[Database], None]) -> Callable[[Database], None]:
            self.steps.append(Migration(name, function))
            return function

        return add

    def applied(self, connection: sqlite3.Connection) -> set[str]:
        """The names of the steps that this database has seen, also those that are unknown here."""
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone():
            return set()
        rows = connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,)
        ).fetchall()
        return {row[0] for row in rows}

    def pending(self, connection: sqlite3.Connection) -> list[Migration]:
        """The steps that this database has not seen."""
        applied = self.applied(connection)
        return [step for step in self.steps if step.name not in applied]

    def apply(self, connection: sqlite3.Connection) -> None:
        """Apply the pending steps; the caller holds the transaction."""
        import sqlite_utils

        applier = sqlite_utils.Migrations(SET)
        for step in self.steps:
            applier(name=step.name)(step.function)
        applier.apply(sqlite_utils.Database(connection))


SET = "treaty-monitor"  # of steps, in the table of sqlite-utils
migrations = Migrations([])

FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE feed (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      address TEXT NOT NULL UNIQUE,        -- the address asked for, never the one that answered
      title TEXT NOT NULL,
      publisher TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('press', 'official')),
      state TEXT,
      lang TEXT,
      interval_s INTEGER NOT NULL CHECK (interval_s > 0),
      enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
      added_at TEXT NOT NULL,
      removed_at TEXT                      -- a removed feed keeps its row: its sightings outlive it
    ) STRICT
    """,
    """
    CREATE TABLE feed_state (
      feed INTEGER PRIMARY KEY REFERENCES feed(id),
      etag TEXT, last_modified TEXT, validated_at TEXT,
      body_hash BLOB,
      item_hashes BLOB NOT NULL DEFAULT x'',   -- 16 bytes each
      polled_at TEXT, ok_at TEXT, new_at TEXT,
      error_code TEXT, error_text TEXT, error_since TEXT, error_count INTEGER NOT NULL DEFAULT 0,
      moved_to TEXT, moved_count INTEGER NOT NULL DEFAULT 0,
      due_from TEXT NOT NULL, due_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX feed_state_due ON feed_state(due_at)",
    """
    CREATE TABLE story (
      id INTEGER PRIMARY KEY,              -- never deleted: "seen" outlives the text
      key TEXT NOT NULL UNIQUE,            -- normalize.story_key
      feed INTEGER REFERENCES feed(id),    -- the first that showed it
      guid TEXT NOT NULL, url TEXT, raw_url TEXT,
      source TEXT NOT NULL, host TEXT NOT NULL, author TEXT NOT NULL,
      lang TEXT, state TEXT, official INTEGER NOT NULL CHECK (official IN (0, 1)),
      published TEXT, published_raw TEXT NOT NULL,
      seen_at TEXT NOT NULL,
      current INTEGER NOT NULL,            -- number of the newest version
      erased_at TEXT                       -- retention took summary and body
    ) STRICT
    """,
    "CREATE INDEX story_seen ON story(seen_at) WHERE erased_at IS NULL",
    """
    CREATE TABLE version (
      id INTEGER PRIMARY KEY,
      story INTEGER NOT NULL REFERENCES story(id),
      number INTEGER NOT NULL,             -- from 1
      digest BLOB NOT NULL,
      seen_at TEXT NOT NULL,
      title TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL,
      UNIQUE (story, number)
    ) STRICT
    """,
    """
    CREATE VIRTUAL TABLE version_fts USING fts5(
      title, summary, body, content='version', content_rowid='id', tokenize="unicode61 remove_diacritics 2")
    """,
    """
    CREATE TABLE sighting (
      feed INTEGER NOT NULL REFERENCES feed(id),
      story INTEGER NOT NULL REFERENCES story(id),
      guid TEXT NOT NULL,
      digest BLOB NOT NULL,                -- of the text this feed shows now
      first_at TEXT NOT NULL,
      PRIMARY KEY (feed, story, guid)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hit (
      version INTEGER NOT NULL REFERENCES version(id),
      rule TEXT NOT NULL, digest TEXT NOT NULL,
      kind TEXT NOT NULL, stage TEXT NOT NULL,
      spans TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL,
      PRIMARY KEY (version, rule)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE unsettled (
      story INTEGER PRIMARY KEY REFERENCES story(id),
      version INTEGER NOT NULL REFERENCES version(id),
      feed INTEGER REFERENCES feed(id),
      quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
      since TEXT NOT NULL, settle_by TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE act (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      ref TEXT UNIQUE,                     -- for people: settle.short_ref(id)
      kind TEXT NOT NULL, stage TEXT NOT NULL,
      opened_at TEXT NOT NULL, changed_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE act_story (
      act INTEGER NOT NULL REFERENCES act(id),
      story INTEGER NOT NULL UNIQUE REFERENCES story(id),
      joined_at TEXT NOT NULL,
      PRIMARY KEY (act, story)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE alert (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      act INTEGER NOT NULL REFERENCES act(id),
      story INTEGER NOT NULL REFERENCES story(id),
      version INTEGER NOT NULL REFERENCES version(id),
      kind TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL,
      feed INTEGER REFERENCES feed(id), rule TEXT NOT NULL,   -- what the caps count
      at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX alert_act ON alert(act)",
    "CREATE INDEX alert_version ON alert(version)",
    "CREATE INDEX alert_feed ON alert(feed, at)",
    "CREATE INDEX alert_rule ON alert(rule, at)",
    "CREATE TRIGGER alert_stays BEFORE DELETE ON alert BEGIN SELECT RAISE(ABORT, 'alerts are "
    "append-only'); END",
    "CREATE TRIGGER alert_stands BEFORE UPDATE ON alert BEGIN SELECT RAISE(ABORT, 'alerts are "
    "append-only'); END",
    """
    CREATE TABLE destination (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, owner TEXT, secret TEXT,
      cadence TEXT NOT NULL, at TEXT NOT NULL, weekday INTEGER NOT NULL, zone TEXT NOT NULL,
      -- kinds, langs: words separated by spaces
      kinds TEXT NOT NULL, langs TEXT NOT NULL, query TEXT NOT NULL,
      cursor INTEGER NOT NULL, slot TEXT, sequence INTEGER NOT NULL DEFAULT 0,
      composed_at TEXT, last_message_at TEXT, created_at TEXT NOT NULL,
      token TEXT, token_hash BLOB UNIQUE,
      disabled_at TEXT, disabled_reason TEXT, removed_at TEXT
    ) STRICT
    """,
    "CREATE UNIQUE INDEX destination_name ON destination(name) WHERE removed_at IS NULL",
    """
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      wid TEXT NOT NULL UNIQUE, ref TEXT NOT NULL,
      destination INTEGER NOT NULL REFERENCES destination(id),
      -- to the owner: goes out although the destination is disabled
      notice INTEGER NOT NULL CHECK (notice IN (0, 1)),
      channel TEXT NOT NULL, address TEXT NOT NULL, address_hash BLOB NOT NULL,
      subject TEXT NOT NULL, content_type TEXT NOT NULL, body BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'deferred', 'sent', 'dead', 'suppressed')),
      attempts INTEGER NOT NULL DEFAULT 0,
      due_from TEXT NOT NULL, due_at TEXT NOT NULL,           -- of a leased row: the lease
      note TEXT NOT NULL DEFAULT '',
      created_at TEXT NOT NULL, ended_at TEXT
    ) STRICT
    """,
    "CREATE INDEX outbox_due ON outbox(due_at, id, destination) WHERE state IN ('ready', 'leased', "
    "'deferred')",
    "CREATE INDEX outbox_from ON outbox(due_from, id, destination) WHERE state IN ('ready', 'leased', "
    "'deferred')",
    "CREATE INDEX outbox_state ON outbox(state)",
    "CREATE INDEX outbox_ref ON outbox(ref)",
    """
    CREATE TRIGGER outbox_frozen BEFORE UPDATE OF wid, body, subject, address ON outbox
    WHEN new.wid IS NOT old.wid OR new.subject IS NOT old.subject OR new.address IS NOT old.address
      OR (new.body IS NOT old.body AND old.state IN ('ready', 'leased', 'deferred'))
    BEGIN SELECT RAISE(ABORT, 'a message is frozen'); END
    """,
    """
    CREATE TABLE attempt (
      id INTEGER PRIMARY KEY,
      outbox INTEGER NOT NULL REFERENCES outbox(id),
      at TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, retry_after_s INTEGER
    ) STRICT
    """,
    "CREATE INDEX attempt_outbox ON attempt(outbox)",
    "CREATE TABLE suppression (address_hash BLOB PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL) "
    "STRICT, WITHOUT ROWID",
    """
    CREATE TABLE event (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, count INTEGER NOT NULL,
      feed INTEGER REFERENCES feed(id), destination INTEGER REFERENCES destination(id)
    ) STRICT
    """,
    "CREATE INDEX event_kind ON event(kind, at)",
    "INSERT INTO meta (key, value) VALUES ('database', lower(hex(randomblob(16)))), ('generation', '0')",
    f"PRAGMA application_id = {APPLICATION_ID}",
)


@migrations(name="0001_first")
def _first(db: Database) -> None:
    for statement in FIRST:
        db.conn.execute(statement)


SECOND = (
    """
    -- of each flagged version; the one of the highest version of a story stands
    CREATE TABLE statement (
      version INTEGER PRIMARY KEY REFERENCES version(id),
      story INTEGER NOT NULL REFERENCES story(id),
      -- of the leading hit; kind '' for a text that no rule matches any more
      kind TEXT NOT NULL, stage TEXT NOT NULL,
      quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
      terminations TEXT NOT NULL,                  -- JSON, as values.terminations_text writes it
      stated_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX statement_story ON statement(story, version)",
    """
    -- through which stories meet: register.block, and ~ID for a person's correction
    CREATE TABLE story_key (
      key TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story(id),
      PRIMARY KEY (key, story)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX story_key_story ON story_key(story)",
    """
    CREATE TABLE act_state (
      act INTEGER PRIMARY KEY REFERENCES act(id),
      grade TEXT NOT NULL,
      closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
      rejected INTEGER NOT NULL CHECK (rejected IN (0, 1)),
      peak INTEGER NOT NULL, used INTEGER NOT NULL, told TEXT,      -- register.Known; told is JSON
      corrections TEXT NOT NULL,                                    -- JSON list of correction ids
      into_act INTEGER REFERENCES act(id),                          -- the act that took its stories
      withdrawn_at TEXT                                             -- no story is left to it
    ) STRICT
    """,
    """
    CREATE TABLE act_row (
      act INTEGER NOT NULL REFERENCES act(id), number INTEGER NOT NULL, place INTEGER NOT NULL,
      entry TEXT, kind TEXT NOT NULL, stage TEXT NOT NULL,
      PRIMARY KEY (act, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    -- a value of a cell with its sentence; row 0 is the act, of a cell place 0 leads
    CREATE TABLE act_value (
      act INTEGER NOT NULL REFERENCES act(id), number INTEGER NOT NULL, field TEXT NOT NULL,
      place INTEGER NOT NULL,
      -- story.key, or '' for a person's word
      value TEXT NOT NULL, sentence TEXT NOT NULL, story TEXT NOT NULL,
      part TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,  -- where in the story's text
      PRIMARY KEY (act, number, field, place)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE act_stage (
      act INTEGER NOT NULL REFERENCES act(id), place INTEGER NOT NULL, stage TEXT NOT NULL, at TEXT NOT NULL,
      value TEXT NOT NULL, sentence TEXT NOT NULL, story TEXT NOT NULL, part TEXT NOT NULL,
      start INTEGER NOT NULL, "end" INTEGER NOT NULL,
      PRIMARY KEY (act, place)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE act_source (
      story INTEGER PRIMARY KEY REFERENCES story(id),
      act INTEGER NOT NULL REFERENCES act(id), place INTEGER NOT NULL,
      at TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
      quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
      digest TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX act_source_act ON act_source(act)",
    """
    CREATE TABLE correction (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      fix TEXT NOT NULL CHECK (fix IN ('edit', 'merge', 'split', 'reject')),
      stories TEXT NOT NULL, apart TEXT NOT NULL,      -- JSON lists of story keys
      "row" TEXT,                                      -- JSON [entry, instrument, [others]] or null
      field TEXT NOT NULL, value TEXT NOT NULL,
      who TEXT NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TRIGGER correction_stays BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'corrections "
    "are append-only'); END",
    "CREATE TRIGGER correction_stands BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, "
    "'corrections are append-only'); END",
    # counts its changes: what was read before one is not written after it
    "INSERT INTO meta (key, value) VALUES ('register', '0')",
)


@migrations(name="0002_register")
def _register(db: Database) -> None:
    for statement in SECOND:
        db.conn.execute(statement)


THIRD = (
    """
    CREATE TABLE page (
      version INTEGER PRIMARY KEY REFERENCES version(id),
      story INTEGER NOT NULL REFERENCES story(id),
      state TEXT NOT NULL CHECK (state IN ('wanted', 'read', 'failed')),
      tries INTEGER NOT NULL DEFAULT 0,
      due_from TEXT NOT NULL, due_at TEXT NOT NULL,
      code TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',      -- why it could not be read
      url TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '',
      lang TEXT, published TEXT,               -- published: a day, as the page states it
      read_at TEXT
    ) STRICT
    """,
    "CREATE INDEX page_story ON page(story)",
    "CREATE INDEX page_due ON page(due_at) WHERE state = 'wanted'",
    """
    CREATE TABLE tells (
      act INTEGER NOT NULL REFERENCES act(id), outbox INTEGER NOT NULL REFERENCES outbox(id),
      PRIMARY KEY (act, outbox)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tells_outbox ON tells(outbox)",
    "ALTER TABLE outbox ADD COLUMN follows INTEGER REFERENCES outbox(id)",
    # Written by a replay or the starter register: nobody is ever told, not even when it dies half-way.
    "ALTER TABLE alert ADD COLUMN history INTEGER NOT NULL DEFAULT 0 CHECK (history IN (0, 1))",
    # What was flagged before there was a register goes through it now, and alerts nobody.
    """
    INSERT OR IGNORE INTO unsettled (story, version, feed, quiet, since, settle_by)
    SELECT story.id, version.id, story.feed, 1, story.seen_at, story.seen_at FROM story
    JOIN version ON version.story = story.id AND version.number = story.current
    WHERE EXISTS (SELECT 1 FROM hit WHERE hit.version = version.id)
      AND NOT EXISTS (SELECT 1 FROM statement WHERE statement.version = version.id)
    """,
)


@migrations(name="0003_pages_and_threads")
def _pages_and_threads(db: Database) -> None:
    for statement in THIRD:
        db.conn.execute(statement)


FOURTH = (
    # The order of an act's stories is that of time and key; a number would be written anew for each story
    # behind a late one.
    "ALTER TABLE act_source DROP COLUMN place",
    # Which act a correction means is found among all that hold its stories, so that these are read together.
    """
    INSERT OR IGNORE INTO story_key (key, story)
    SELECT '~' || correction.id, story.id FROM correction, json_each(correction.stories) AS named
      JOIN story ON story.key = named.value
    """,
)


@migrations(name="0004_sources_by_time")
def _sources_by_time(db: Database) -> None:
    for statement in FOURTH:
        db.conn.execute(statement)


FIFTH = (
    # whose story opened it: what the limit of acts an hour counts
    "ALTER TABLE act ADD COLUMN feed INTEGER REFERENCES feed(id)",
    "CREATE INDEX act_feed ON act(feed, opened_at) WHERE feed IS NOT NULL",
    # Went out late with others, in one message, because its feed had reached its cap (store/caps.py).
    "ALTER TABLE alert ADD COLUMN summary INTEGER NOT NULL DEFAULT 0 CHECK (summary IN (0, 1))",
    """
    CREATE TABLE held_alert (              -- owed, and written as an alert when due: its feed is over its cap
      act INTEGER PRIMARY KEY REFERENCES act(id),
      story INTEGER NOT NULL REFERENCES story(id),
      reason TEXT NOT NULL,
      feed INTEGER NOT NULL REFERENCES feed(id), rule TEXT NOT NULL,
      since TEXT NOT NULL, due_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX held_alert_feed ON held_alert(feed)",
    """
    -- the stories that an act had when it, or another one, became part of `taker`
    CREATE TABLE act_former (
      taker INTEGER NOT NULL REFERENCES act(id), act INTEGER NOT NULL REFERENCES act(id),
      story INTEGER NOT NULL REFERENCES story(id),
      PRIMARY KEY (taker, act, story)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE act_before (              -- what was told of `taker` before `act` became part of it
      taker INTEGER NOT NULL REFERENCES act(id), act INTEGER NOT NULL REFERENCES act(id), told TEXT,
      peak INTEGER NOT NULL,
      PRIMARY KEY (taker, act)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT OR IGNORE INTO act_former (taker, act, story) SELECT into_act, alert.act, alert.story FROM alert "
    "JOIN act_state ON act_state.act = alert.act WHERE into_act IS NOT NULL",
    "ALTER TABLE correction RENAME TO correction_of_before",
    """
    CREATE TABLE correction (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      fix TEXT NOT NULL CHECK (fix IN ('edit', 'merge', 'split', 'reject', 'undo')),
      stories TEXT NOT NULL, apart TEXT NOT NULL,      -- JSON lists of story keys
      "row" TEXT,                                      -- JSON [entry, instrument, [others]] or null
      field TEXT NOT NULL, value TEXT NOT NULL,
      -- who: the login name, never exported; "by": the name given for the record; command: the first
      -- correction of the same command
      who TEXT NOT NULL, why TEXT NOT NULL, at TEXT NOT NULL,
      "by" TEXT NOT NULL DEFAULT '',
      command INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    'INSERT INTO correction (id, fix, stories, apart, "row", field, value, who, why, at) '
    'SELECT id, fix, stories, apart, "row", field, value, who, why, at FROM correction_of_before',
    "DROP TRIGGER correction_stays",
    "DROP TABLE correction_of_before",
    "CREATE TRIGGER correction_stays BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'corrections "
    "are append-only'); END",
    "CREATE TRIGGER correction_stands BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, "
    "'corrections are append-only'); END",
    # Registered is not told. An act is told when an alert was written about it or about a story of it; one of
    # which all alerts are for the record counts as told at its stage. `peak` is from now on the highest rank
    # that was told.
    """
    UPDATE act_state SET told = json_array(heard.stage, json('[]')) FROM (
      SELECT act_source.act, alert.stage, max(alert.id) FROM act_source
        JOIN alert ON alert.story = act_source.story
      WHERE NOT alert.history GROUP BY act_source.act
    ) AS heard WHERE heard.act = act_state.act AND told IS NULL
    """,
    """
    WITH RECURSIVE
      rank(stage, rank) AS (VALUES ('threatened', 1), ('proposed', 2), ('decided', 3), ('notified', 4),
        ('suspended', 4),
        ('effective', 5), ('expired', 5), ('reversed', 0)),
      own(root, act) AS (SELECT act, act FROM act_state
        UNION SELECT own.root, act_state.act FROM own JOIN act_state ON act_state.into_act = own.act),
      heard(act, rank) AS (
        SELECT own.root, rank.rank FROM own JOIN alert ON alert.act = own.act
          JOIN rank ON rank.stage = alert.stage
        UNION ALL SELECT act, rank.rank FROM act_state JOIN rank ON rank.stage = json_extract(told, '$[0]')),
      highest(act, rank) AS (SELECT act, max(rank) FROM heard GROUP BY act)
    UPDATE act_state SET peak = highest.rank FROM highest WHERE highest.act = act_state.act
    """,
    "UPDATE act_state SET peak = 0 WHERE told IS NULL",
    """
    WITH RECURSIVE
      own(root, act) AS (SELECT act, act FROM act_state
        UNION SELECT own.root, act_state.act FROM own JOIN act_state ON act_state.into_act = own.act),
      heard(act, history) AS (SELECT own.root, min(alert.history) FROM own
        JOIN alert ON alert.act = own.act GROUP BY own.root)
    UPDATE act_state SET told = json_insert(told, '$[2]', 1) FROM heard
    WHERE heard.act = act_state.act AND heard.history AND told IS NOT NULL
    """,
)


@migrations(name="0005_told_and_undone")
def _told_and_undone(db: Database) -> None:
    for statement in FIFTH:
        db.conn.execute(statement)


SIXTH = (
    "CREATE INDEX outbox_destination ON outbox(destination, id)",
    # The alert up to which a destination has been told everything once this message is written; NULL for a
    # notice.
    "ALTER TABLE outbox ADD COLUMN reach INTEGER",
    # What a destination has heard of an act is asked for each destination at each compose.
    "ALTER TABLE tells ADD COLUMN destination INTEGER REFERENCES destination(id)",
    "UPDATE tells SET destination = (SELECT destination FROM outbox WHERE outbox.id = tells.outbox)",
    "CREATE INDEX tells_destination ON tells(destination, act, outbox)",
    "CREATE INDEX alert_story ON alert(story)",
    "CREATE INDEX act_story_joined ON act_story(joined_at)",
    "CREATE INDEX act_state_into ON act_state(into_act) WHERE into_act IS NOT NULL",
)


@migrations(name="0006_parts_of_a_message")
def _parts_of_a_message(db: Database) -> None:
    for statement in SIXTH:
        db.conn.execute(statement)


SEVENTH = (
    # The feed shows one link under several guids with different titles: its guids tell its stories apart
    # (store/identity.py).
    "ALTER TABLE feed ADD COLUMN by_guid INTEGER NOT NULL DEFAULT 0 CHECK (by_guid IN (0, 1))",
    # The index holds the words of the rule language instead of SQLite's own.
    "DROP TABLE version_fts",
    *searching.INDEX,
    f"INSERT INTO version_fts (rowid, title, summary, body) SELECT id, {searching.COLUMNS} FROM version",  # noqa: S608
)


@migrations(name="0007_words_and_guids")
def _words_and_guids(db: Database) -> None:
    searching.add_functions(db.conn)
    for statement in SEVENTH:
        db.conn.execute(statement)


EIGHTH = (
    # Paused, or gone (its endpoint answered 410): nothing is composed for it, and what waits is held.
    # `secret_until`: the second one's end.
    "ALTER TABLE destination ADD COLUMN paused_at TEXT",
    "ALTER TABLE destination ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1))",
    "ALTER TABLE destination ADD COLUMN secret_until TEXT",
    "UPDATE destination SET gone = 1 WHERE disabled_reason LIKE 'gone:%'",
    # Hashes of the unsubscribe tokens in links that were sent, which answer for ever. The tokens themselves
    # are derived, and kept nowhere.
    """
    CREATE TABLE unsubscribe_hash (
      hash BLOB PRIMARY KEY, destination INTEGER NOT NULL REFERENCES destination(id)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO unsubscribe_hash SELECT token_hash, id FROM destination WHERE token_hash IS NOT NULL",
    "UPDATE destination SET token = NULL, token_hash = NULL",
)


@migrations(name="0008_live_destinations")
def _live_destinations(db: Database) -> None:
    for statement in EIGHTH:
        db.conn.execute(statement)


NINTH = (
    # Possible exits: texts that a judge scored below the threshold of an alert. In no act until a person
    # accepts them.
    """
    CREATE TABLE possible (
      story INTEGER PRIMARY KEY REFERENCES story(id),
      version INTEGER NOT NULL REFERENCES version(id),
      rule TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
      spans TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL,
      score REAL NOT NULL,
      state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'dismissed')),
      at TEXT NOT NULL, decided_at TEXT, who TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX possible_open ON possible(at) WHERE state = 'open'",
)


@migrations(name="0009_possible_exits")
def _possible_exits(db: Database) -> None:
    for statement in NINTH:
        db.conn.execute(statement)


TENTH = (
    # The version in which it was first noticed: rises with each commit, as `at` does not. An edit does not
    # change it.
    "ALTER TABLE possible ADD COLUMN noticed INTEGER NOT NULL DEFAULT 0",
    "UPDATE possible SET noticed = version",
    # The last `noticed` that its digests have considered; NULL: it does not ask for possible exits.
    "ALTER TABLE destination ADD COLUMN possible_after INTEGER",
)


@migrations(name="0010_possible_for_those_who_ask")
def _possible_for_those_who_ask(db: Database) -> None:
    for statement in TENTH:
        db.conn.execute(statement)


ELEVENTH = (
    # With which judge, extraction and words its text was read (service/reading.py); '': with earlier ones.
    "ALTER TABLE statement ADD COLUMN reading TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX statement_reading ON statement(reading)",
)


@migrations(name="0011_readings")
def _readings(db: Database) -> None:
    for statement in ELEVENTH:
        db.conn.execute(statement)


TWELFTH = (
    # A story may report several acts: `report` tells them apart, from 1 (`model.report_key`).
    "ALTER TABLE act_story RENAME TO act_story_of_one",
    """
    CREATE TABLE act_story (
      act INTEGER NOT NULL REFERENCES act(id),
      story INTEGER NOT NULL REFERENCES story(id), report INTEGER NOT NULL,
      joined_at TEXT NOT NULL,
      PRIMARY KEY (act, story, report), UNIQUE (story, report)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO act_story SELECT act, story, 1, joined_at FROM act_story_of_one",
    "DROP TABLE act_story_of_one",
    "CREATE INDEX act_story_joined ON act_story(joined_at)",
    "ALTER TABLE act_source RENAME TO act_source_of_one",
    """
    CREATE TABLE act_source (
      story INTEGER NOT NULL REFERENCES story(id), report INTEGER NOT NULL,
      act INTEGER NOT NULL REFERENCES act(id),
      at TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
      quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
      digest TEXT NOT NULL,
      PRIMARY KEY (story, report)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO act_source SELECT story, 1, act, at, kind, stage, quiet, digest FROM act_source_of_one",
    "DROP TABLE act_source_of_one",
    "CREATE INDEX act_source_act ON act_source(act)",
    "ALTER TABLE act_former RENAME TO act_former_of_one",
    """
    -- the reports that an act had when it, or another one, became part of `taker`
    CREATE TABLE act_former (
      taker INTEGER NOT NULL REFERENCES act(id), act INTEGER NOT NULL REFERENCES act(id),
      story INTEGER NOT NULL REFERENCES story(id), report INTEGER NOT NULL,
      PRIMARY KEY (taker, act, story, report)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO act_former SELECT taker, act, story, 1 FROM act_former_of_one",
    "DROP TABLE act_former_of_one",
)


@migrations(name="0012_several_acts_a_story")
def _several_acts_a_story(db: Database) -> None:
    for statement in TWELFTH:
        db.conn.execute(statement)


_EDITED = """
  UPDATE {table} SET correction = (
    SELECT correction.id FROM correction, act_state
    WHERE act_state.act = {table}.act AND fix = 'edit' AND correction.field = {cell}
      AND coalesce(nullif("by", ''), 'an editor') || ', ' || substr(at, 1, 10) || ': ' || why = sentence
      AND (correction.value = {table}.value
        OR instr(' ' || correction.value || ' ', ' ' || replace({table}.value, ' ', '_') || ' ') > 0)
    ORDER BY correction.id IN (SELECT value FROM json_each(act_state.corrections)) DESC, correction.id DESC
    LIMIT 1
  ) WHERE part = 'people'
"""
THIRTEENTH = (
    # The correction that set a value, instead of a sentence that says who, when and why.
    "ALTER TABLE act_value ADD COLUMN correction INTEGER REFERENCES correction(id)",
    "ALTER TABLE act_stage ADD COLUMN correction INTEGER REFERENCES correction(id)",
    _EDITED.format(table="act_value", cell="act_value.field"),
    _EDITED.format(table="act_stage", cell="'stage'"),
    "UPDATE act_value SET sentence = '', part = '' WHERE correction IS NOT NULL",
    "UPDATE act_stage SET sentence = '', part = '' WHERE correction IS NOT NULL",
)


@migrations(name="0013_edits_as_values")
def _edits_as_values(db: Database) -> None:
    for statement in THIRTEENTH:
        db.conn.execute(statement)
