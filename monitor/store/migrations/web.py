"""Migrations 0020 and later: what the pages of readers, subscribers, teams and operators store."""

from __future__ import annotations

SIGN_UPS = (
    """
    -- what clients and addresses have taken of their limits
    CREATE TABLE bucket (
      key BLOB PRIMARY KEY,          -- keyed hash of the limit and of who is limited
      taken REAL NOT NULL, at TEXT NOT NULL,
      free_at TEXT                   -- when nothing is taken any more; NULL: never
    ) STRICT, WITHOUT ROWID
    """,
    """
    -- who asked for messages by the form
    CREATE TABLE sign_up (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      address TEXT, address_hash BLOB,  -- NULL once it is confirmed
      wanted TEXT NOT NULL,             -- JSON: what, when, language; '' once it is confirmed
      asked_at TEXT NOT NULL,
      looked_at TEXT,                   -- it was decided whether a mail is written; NULL: not yet
      mails TEXT NOT NULL DEFAULT '[]', -- JSON list of the messages that were written
      destination INTEGER REFERENCES destination(id), confirmed_at TEXT
    ) STRICT
    """,
    "CREATE UNIQUE INDEX sign_up_address ON sign_up(address_hash) WHERE address_hash IS NOT NULL",
    "CREATE INDEX sign_up_destination ON sign_up(destination) WHERE destination IS NOT NULL",
    "CREATE INDEX sign_up_new ON sign_up(id) WHERE looked_at IS NULL",
    # the address and the subject of a message that has ended may be erased, as its body may
    "DROP TRIGGER outbox_frozen",
    """
    CREATE TRIGGER outbox_frozen BEFORE UPDATE OF wid, body, subject, address ON outbox
    WHEN new.wid IS NOT old.wid OR (old.state IN ('ready', 'leased', 'deferred') AND
      (new.body IS NOT old.body OR new.subject IS NOT old.subject OR new.address IS NOT old.address))
    BEGIN SELECT RAISE(ABORT, 'a message is frozen'); END
    """,
)

API_TOKENS = (
    """
    CREATE TABLE api_token (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      token_hash BLOB NOT NULL UNIQUE,
      scope TEXT NOT NULL,                 -- read or operate
      created_at TEXT NOT NULL,
      used_at TEXT                         -- to the hour; NULL: never
    ) STRICT
    """,
)

OPERATORS = (
    """
    CREATE TABLE operator (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      password TEXT NOT NULL,              -- argon2id, with its parameters
      created_at TEXT NOT NULL,
      changed_at TEXT NOT NULL             -- of the password
    ) STRICT
    """,
    """
    CREATE TABLE operator_session (
      token_hash BLOB PRIMARY KEY,
      operator INTEGER NOT NULL REFERENCES operator(id),
      began_at TEXT NOT NULL, used_at TEXT NOT NULL,
      said TEXT NOT NULL DEFAULT ''        -- JSON [id, text]: what the last change came to
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX operator_session_operator ON operator_session(operator)",
    "CREATE INDEX sighting_first ON sighting(feed, first_at)",
)

INVITATIONS = (
    """
    -- teams that may connect, or have connected, a chat service or webhook by a form
    CREATE TABLE invitation (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,                  -- the only channel; '' for any
      token_hash BLOB NOT NULL UNIQUE,
      created_at TEXT NOT NULL, expires_at TEXT NOT NULL,
      used_at TEXT, destination INTEGER REFERENCES destination(id)
    ) STRICT
    """,
)

LINKS_OF_READERS = (
    # rises when the reader gets new links: those of mails so far end
    "ALTER TABLE destination ADD COLUMN link_epoch INTEGER NOT NULL DEFAULT 0",
    """
    -- what a reader asked for that is mailed to the address first
    CREATE TABLE own_request (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      destination INTEGER NOT NULL REFERENCES destination(id),
      what TEXT NOT NULL CHECK (what IN ('export', 'erase', 'link')),
      asked_at TEXT NOT NULL,
      mail INTEGER, mailed_at TEXT,                          -- NULL: not written yet
      used_at TEXT                                         -- its link works once
    ) STRICT
    """,
    "CREATE INDEX own_request_destination ON own_request(destination)",
)
