"""Migrations of when and how politely feeds are polled, and of what may have been missed."""

from __future__ import annotations

POLLING = (
    "ALTER TABLE feed ADD COLUMN identity TEXT",
    "ALTER TABLE feed_state ADD COLUMN moved_since TEXT",
    "ALTER TABLE feed_state ADD COLUMN ttl_s INTEGER",
    "ALTER TABLE feed_state ADD COLUMN skip_hours TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feed_state ADD COLUMN skip_days TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE feed_state ADD COLUMN rhythm BLOB",
    """
    CREATE TABLE domain_pause (
      domain TEXT PRIMARY KEY,
      due_from TEXT NOT NULL, due_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE feed_gap (
      feed INTEGER NOT NULL REFERENCES feed(id),
      since TEXT NOT NULL, until TEXT NOT NULL,
      filled_at TEXT,
      PRIMARY KEY (feed, until)
    ) STRICT, WITHOUT ROWID
    """,
)

WEBSUB = (
    "ALTER TABLE feed_state ADD COLUMN pushed_until TEXT",
    """
    CREATE TABLE websub (
      feed INTEGER PRIMARY KEY REFERENCES feed(id),
      hub TEXT NOT NULL, topic TEXT NOT NULL,
      epoch INTEGER NOT NULL DEFAULT 0,
      wanted INTEGER NOT NULL DEFAULT 1 CHECK (wanted IN (0, 1)),
      pending TEXT CHECK (pending IN ('subscribe', 'unsubscribe')),
      lease_until TEXT, pushed_at TEXT,
      due_at TEXT NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
)

PAST_POLLS = ("ALTER TABLE feed_state ADD COLUMN past_polls TEXT NOT NULL DEFAULT ''",)
