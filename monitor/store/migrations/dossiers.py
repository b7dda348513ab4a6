"""Migrations 0018 and 0019: notices of depositaries, what follows from a computed day, principled exits."""

from __future__ import annotations

NOTICES_AND_DAYS = (
    # code of the depositary whose notices a feed has, and whose own notice a story is
    "ALTER TABLE feed ADD COLUMN depositary TEXT",
    "ALTER TABLE story ADD COLUMN depositary TEXT NOT NULL DEFAULT ''",
    """
    -- follow-ups on the day of effect that was computed
    CREATE TABLE due (
      act INTEGER NOT NULL REFERENCES act(id), number INTEGER NOT NULL,
      day TEXT NOT NULL,
      alert INTEGER REFERENCES alert(id),  -- NULL: told to nobody
      at TEXT NOT NULL,
      PRIMARY KEY (act, number, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    -- mails of depositaries that were read, and those that were refused
    CREATE TABLE notice_mail (
      key TEXT PRIMARY KEY,
      at TEXT NOT NULL, outcome TEXT NOT NULL,
      sender TEXT NOT NULL, number TEXT NOT NULL,  -- C.N.865.2016; '' for none
      story INTEGER REFERENCES story(id),
      text TEXT NOT NULL                           -- its subject, or why it was refused
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX notice_mail_at ON notice_mail(at)",
)

PRINCIPLED_EXITS = (
    # all, without-principled, principled
    "ALTER TABLE saved_query ADD COLUMN exits TEXT NOT NULL DEFAULT 'all'",
)
