"""Migration 0001: the tables of the first database."""

from __future__ import annotations

from monitor.store.schema import APPLICATION_ID

FIRST_RELEASE = (
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
