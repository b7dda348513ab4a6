"""Migrations 0002 to 0004: the register, article pages, and the order of an act's stories."""

from __future__ import annotations

REGISTER = (
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

PAGES_AND_THREADS = (
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

SOURCES_BY_TIME = (
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
