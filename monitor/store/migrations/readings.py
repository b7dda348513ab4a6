"""Migrations 0009 to 0013: possible exits, readings, several acts a story, and edits as values."""

from __future__ import annotations

POSSIBLE_EXITS = (
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

POSSIBLE_FOR_THOSE_WHO_ASK = (
    # The version in which it was first noticed: rises with each commit, as `at` does not. An edit does not
    # change it.
    "ALTER TABLE possible ADD COLUMN noticed INTEGER NOT NULL DEFAULT 0",
    "UPDATE possible SET noticed = version",
    # The last `noticed` that its digests have considered; NULL: it does not ask for possible exits.
    "ALTER TABLE destination ADD COLUMN possible_after INTEGER",
)

READINGS = (
    # With which judge, extraction and words its text was read (service/reading.py); '': with earlier ones.
    "ALTER TABLE statement ADD COLUMN reading TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX statement_reading ON statement(reading)",
)

SEVERAL_ACTS_A_STORY = (
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

# Several corrections may say the same of one act on one day. First comes one that shaped the act and was not
# taken back, then the one with exactly this value, then the one of this row (its entry, its name, its
# counterparties), then the newest.
_EDITED = """
  UPDATE {table} SET correction = (
    SELECT correction.id FROM correction, act_state
    WHERE act_state.act = {table}.act AND fix = 'edit' AND correction.field = {cell}
      AND coalesce(nullif("by", ''), 'an editor') || ', ' || substr(correction.at, 1, 10) || ': ' || why
        = sentence
      AND (correction.value = {table}.value OR {cell} IN ('actors', 'others')
        AND instr(' ' || correction.value || ' ', ' ' || replace({table}.value, ' ', '_') || ' ') > 0)
      AND {also}
    ORDER BY correction.id IN (SELECT value FROM json_each(act_state.corrections)) DESC,
      EXISTS (SELECT 1 FROM correction AS undo
        WHERE undo.fix = 'undo' AND instr(' ' || undo.value || ' ', ' ' || correction.id || ' ') > 0),
      correction.value = {table}.value DESC, {fit} DESC, correction.id DESC
    LIMIT 1
  ) WHERE part = 'people'
"""
_OF_THIS_ROW = """
  (coalesce(json_extract("row", '$[0]') = (
      SELECT entry FROM act_row WHERE (act_row.act, act_row.number) = (act_value.act, act_value.number)), 0)
    + coalesce(json_extract("row", '$[1]') = (
      SELECT value FROM act_value AS name WHERE (name.act, name.number, name.field, name.place)
        = (act_value.act, act_value.number, 'instrument', 0)), 0)
    + coalesce(json_extract("row", '$[2]') = (
      SELECT json_group_array(value) FROM (SELECT value FROM act_value AS party
        WHERE (party.act, party.number, party.field) = (act_value.act, act_value.number, 'others')
        ORDER BY value)), 0))
"""
EDITS_AS_VALUES = (
    # The correction that set a value, instead of a sentence that says who, when and why.
    "ALTER TABLE act_value ADD COLUMN correction INTEGER REFERENCES correction(id)",
    "ALTER TABLE act_stage ADD COLUMN correction INTEGER REFERENCES correction(id)",
    _EDITED.format(table="act_value", cell="act_value.field", also="TRUE", fit=_OF_THIS_ROW),
    # a step of the history has the moment of its correction
    _EDITED.format(table="act_stage", cell="'stage'", also="correction.at = act_stage.at", fit="TRUE"),
    "UPDATE act_value SET sentence = '', part = '' WHERE correction IS NOT NULL",
    "UPDATE act_stage SET sentence = '', part = '' WHERE correction IS NOT NULL",
)
