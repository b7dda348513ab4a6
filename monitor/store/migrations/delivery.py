"""Migrations 0014 and 0015: what a destination asks for and when, the ladder of evidence, and what reports of
delivery need.
"""

from __future__ import annotations

WHAT_AND_WHEN = (
    "UPDATE act_state SET grade = 'state' WHERE grade = 'official'",
    """
    CREATE TABLE saved_query (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      destination INTEGER NOT NULL REFERENCES destination(id),
      name TEXT NOT NULL, note TEXT NOT NULL,
      -- words separated by spaces; '' is all
      kinds TEXT NOT NULL, langs TEXT NOT NULL, topics TEXT NOT NULL, countries TEXT NOT NULL,
      actors TEXT NOT NULL, stages TEXT NOT NULL,
      least TEXT NOT NULL, query TEXT NOT NULL,
      UNIQUE (destination, name)
    ) STRICT
    """,
    "INSERT INTO saved_query (destination, name, note, kinds, langs, topics, countries, actors, stages, "
    "least, query) SELECT id, 'main', '', kinds, langs, '', '', '', '', 'press', query FROM destination",
    "ALTER TABLE destination DROP COLUMN kinds",
    "ALTER TABLE destination DROP COLUMN langs",
    "ALTER TABLE destination DROP COLUMN query",
    # local times from and to, separated by a space; '' for none
    "ALTER TABLE destination ADD COLUMN quiet TEXT NOT NULL DEFAULT ''",
    # stages, separated by spaces
    "ALTER TABLE destination ADD COLUMN urgent TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE destination ADD COLUMN reader TEXT NOT NULL DEFAULT 'en'",
    "ALTER TABLE destination ADD COLUMN empty INTEGER NOT NULL DEFAULT 0 CHECK (empty IN (0, 1))",
    # JSON list of conditions on fields of the body
    "ALTER TABLE destination ADD COLUMN filters TEXT NOT NULL DEFAULT '[]'",
    # rises with each change by a person
    "ALTER TABLE destination ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
    # percent of the way to being disabled that its owner was told of
    "ALTER TABLE destination ADD COLUMN warned INTEGER NOT NULL DEFAULT 0",
    """
    -- below the evidence that the destination asks for: told when it suffices
    CREATE TABLE withheld (
      destination INTEGER NOT NULL REFERENCES destination(id),
      act INTEGER NOT NULL REFERENCES act(id),
      alert INTEGER NOT NULL REFERENCES alert(id),
      since TEXT NOT NULL,
      PRIMARY KEY (destination, act)
    ) STRICT, WITHOUT ROWID
    """,
    """
    -- told in quiet hours, before the cursor came to it
    CREATE TABLE ahead (
      destination INTEGER NOT NULL REFERENCES destination(id),
      alert INTEGER NOT NULL REFERENCES alert(id),
      PRIMARY KEY (destination, alert)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE act_choice (
      destination INTEGER NOT NULL REFERENCES destination(id),
      act INTEGER NOT NULL REFERENCES act(id),
      choice TEXT NOT NULL CHECK (choice IN ('', 'mute', 'follow')),
      note TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (destination, act)
    ) STRICT, WITHOUT ROWID
    """,
    """
    -- soft bounces: nothing is sent to the address until then
    CREATE TABLE backoff (
      address_hash BLOB PRIMARY KEY, count INTEGER NOT NULL, last_at TEXT NOT NULL, until TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    -- mails that were read from the mailbox, so that each counts once
    CREATE TABLE inbound (key TEXT PRIMARY KEY, at TEXT NOT NULL, outcome TEXT NOT NULL) STRICT, WITHOUT ROWID
    """,
    """
    -- the same action failed several times in succession
    CREATE TABLE alarm (
      name TEXT PRIMARY KEY, since TEXT NOT NULL, count INTEGER NOT NULL, told_at TEXT, text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

DEAD_LETTERS = (
    # a message arrived, or the destination was enabled again or moved: failures count from here
    "ALTER TABLE destination ADD COLUMN healthy_at TEXT",
    "UPDATE destination SET healthy_at = (SELECT max(ended_at) FROM outbox WHERE state = 'sent' "
    "AND notice = 0 AND outbox.destination = destination.id)",
    # dead letters that ended until then were reported to the operator; and when that was last
    "ALTER TABLE destination ADD COLUMN dead_told TEXT",
    "ALTER TABLE destination ADD COLUMN dead_told_at TEXT",
    # those of earlier versions are no news
    "UPDATE destination SET dead_told = (SELECT max(ended_at) FROM outbox WHERE state = 'dead' "
    "AND outbox.destination = destination.id)",
    "CREATE INDEX outbox_dead ON outbox(destination, ended_at) WHERE state = 'dead'",
)

WITHHELD_BY_EVIDENCE = (
    # rank of the evidence that suffices; 0: the destination was edited since
    "ALTER TABLE withheld ADD COLUMN needs INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX withheld_act ON withheld(act, needs)",
)

LAST_DELIVERED = (
    "CREATE INDEX outbox_sent ON outbox(destination, ended_at) WHERE state = 'sent' AND notice = 0",
)
