"""Migrations 0005 to 0008: what was told, messages in parts, search, and the life of destinations."""

from __future__ import annotations

from monitor.store import searching

TOLD_AND_UNDONE = (
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

PARTS_OF_A_MESSAGE = (
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

WORDS_AND_GUIDS = (
    # The feed shows one link under several guids with different titles: its guids tell its stories apart
    # (store/identity.py).
    "ALTER TABLE feed ADD COLUMN by_guid INTEGER NOT NULL DEFAULT 0 CHECK (by_guid IN (0, 1))",
    # The index holds the words of the rule language instead of SQLite's own.
    "DROP TABLE version_fts",
    *searching.INDEX,
    f"INSERT INTO version_fts (rowid, title, summary, body) SELECT id, {searching.COLUMNS} FROM version",  # noqa: S608
)

LIVE_DESTINATIONS = (
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
