"""The schema as it is today, in one place; `migrations` leads any earlier database to it.

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
    story 1-1 possible           exits that are not certain, until a person accepts or dismisses them
    outbox n-n act: tells        which acts a message tells; outbox.follows is the message that told the act
                                 first
    destination 1-n outbox 1-n attempt, suppression     messages; destination 1-n unsubscribe_hash
    destination 1-n sign_up      who asked for messages by the form; bucket: limits of clients
    destination 1-n own_request      what readers asked for that is mailed to them first
    operator 1-n operator_session    who may log in to the pages
    event, meta                  notices; settings of the file itself

Times are text, UTC, `2026-11-23T19:22:22.000000Z`: 27 characters, so that they sort. What is due has two of
them, `due_from` and `due_at`: due when `now >= due_at or now < due_from`, so that a clock set back freezes
nothing (docs/faults.md 154). Spans are JSON `[["title", 0, 5], ...]`.

`TODAY` is for readers: a database is made by all migrations in order, and a test compares the two.
"""

from __future__ import annotations

APPLICATION_ID = 0x54724D6E  # "TrMn" in the file's header: tells our files from other SQLite databases

TODAY = """
-- The file itself

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Feeds

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
  removed_at TEXT,                     -- a removed feed keeps its row: its sightings outlive it
  by_guid INTEGER NOT NULL DEFAULT 0 CHECK (by_guid IN (0, 1)),  -- guids tell its stories apart (identity.py)
  depositary TEXT,                     -- code of the depositary whose notices it has
  identity TEXT                        -- its first address, when it has moved: stories without a page keep it
) STRICT;
CREATE TABLE feed_state (
  feed INTEGER PRIMARY KEY REFERENCES feed(id),
  etag TEXT, last_modified TEXT, validated_at TEXT,
  body_hash BLOB,
  item_hashes BLOB NOT NULL DEFAULT x'',   -- 16 bytes each
  polled_at TEXT, ok_at TEXT, new_at TEXT,
  error_code TEXT, error_text TEXT, error_since TEXT, error_count INTEGER NOT NULL DEFAULT 0,
  moved_to TEXT, moved_count INTEGER NOT NULL DEFAULT 0,
  due_from TEXT NOT NULL, due_at TEXT NOT NULL,
  moved_since TEXT,
  ttl_s INTEGER,                           -- what the last whole document asks for: RSS ttl, sy:updatePeriod
  skip_hours TEXT NOT NULL DEFAULT '', skip_days TEXT NOT NULL DEFAULT '',   -- numbers with commas
  rhythm BLOB,                             -- when it brings stories (rows.pack_rhythm)
  pushed_until TEXT,                       -- until then a hub is trusted to send what is new
  past_polls TEXT NOT NULL DEFAULT ''      -- the last ones, the newest first (past_polls.py)
) STRICT;
CREATE INDEX feed_state_due ON feed_state(due_at);

-- who sends what is new of a feed (WebSub), and the subscription there; a feed without a hub has none
CREATE TABLE websub (
  feed INTEGER PRIMARY KEY REFERENCES feed(id),
  hub TEXT NOT NULL, topic TEXT NOT NULL,
  epoch INTEGER NOT NULL DEFAULT 0,    -- rises with each new subscription: tokens and secrets so far end
  wanted INTEGER NOT NULL DEFAULT 1 CHECK (wanted IN (0, 1)),
  pending TEXT CHECK (pending IN ('subscribe', 'unsubscribe')),  -- what the hub was asked for
  lease_until TEXT, pushed_at TEXT,
  due_at TEXT NOT NULL,                -- when the hub is asked next
  failures INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT ''
) STRICT;
-- a server that asked to be left alone, by registered domain
CREATE TABLE domain_pause (
  domain TEXT PRIMARY KEY,
  due_from TEXT NOT NULL, due_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- spans of which items may have been missed; filled_at: when an archive of the feed closed it
CREATE TABLE feed_gap (
  feed INTEGER NOT NULL REFERENCES feed(id),
  since TEXT NOT NULL, until TEXT NOT NULL,
  filled_at TEXT,
  PRIMARY KEY (feed, until)
) STRICT, WITHOUT ROWID;

-- Stories, their texts and what flagged them

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
  erased_at TEXT,                      -- retention took summary and body
  depositary TEXT NOT NULL DEFAULT ''  -- code of the depositary whose own notice it is
) STRICT;
CREATE INDEX story_seen ON story(seen_at) WHERE erased_at IS NULL;
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  story INTEGER NOT NULL REFERENCES story(id),
  number INTEGER NOT NULL,             -- from 1
  digest BLOB NOT NULL,
  seen_at TEXT NOT NULL,
  title TEXT NOT NULL, summary TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE (story, number)
) STRICT;

CREATE VIRTUAL TABLE version_fts USING fts5(title, summary, body, content='', tokenize='ascii');

CREATE VIRTUAL TABLE version_words USING fts5vocab(version_fts, 'row');
CREATE TABLE sighting (
  feed INTEGER NOT NULL REFERENCES feed(id),
  story INTEGER NOT NULL REFERENCES story(id),
  guid TEXT NOT NULL,
  digest BLOB NOT NULL,                -- of the text this feed shows now
  first_at TEXT NOT NULL,
  PRIMARY KEY (feed, story, guid)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_first ON sighting(feed, first_at);
CREATE TABLE hit (
  version INTEGER NOT NULL REFERENCES version(id),
  rule TEXT NOT NULL, digest TEXT NOT NULL,
  kind TEXT NOT NULL, stage TEXT NOT NULL,
  spans TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (version, rule)
) STRICT, WITHOUT ROWID;
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
) STRICT;
CREATE INDEX page_story ON page(story);
CREATE INDEX page_due ON page(due_at) WHERE state = 'wanted';
CREATE TABLE unsettled (
  story INTEGER PRIMARY KEY REFERENCES story(id),
  version INTEGER NOT NULL REFERENCES version(id),
  feed INTEGER REFERENCES feed(id),
  quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
  since TEXT NOT NULL, settle_by TEXT NOT NULL
) STRICT;
CREATE TABLE possible (
  story INTEGER PRIMARY KEY REFERENCES story(id),
  version INTEGER NOT NULL REFERENCES version(id),
  rule TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
  spans TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL,
  score REAL NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'dismissed')),
  at TEXT NOT NULL, decided_at TEXT, who TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
  noticed INTEGER NOT NULL DEFAULT 0  -- rises with each commit, as `at` does not
) STRICT;
CREATE INDEX possible_open ON possible(at) WHERE state = 'open';

-- What stories state, and what people decided

CREATE TABLE statement (
  version INTEGER PRIMARY KEY REFERENCES version(id),
  story INTEGER NOT NULL REFERENCES story(id),
  -- of the leading hit; kind '' for a text that no rule matches any more
  kind TEXT NOT NULL, stage TEXT NOT NULL,
  quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
  terminations TEXT NOT NULL,                  -- JSON, as values.terminations_text writes it
  stated_at TEXT NOT NULL,
  reading TEXT NOT NULL DEFAULT ''  -- the version of judge and extraction that read it
) STRICT;
CREATE INDEX statement_story ON statement(story, version);
CREATE INDEX statement_reading ON statement(reading);
CREATE TABLE story_key (
  key TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story(id),
  PRIMARY KEY (key, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_key_story ON story_key(story);
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
) STRICT;
CREATE TRIGGER correction_stays BEFORE DELETE ON correction
  BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;
CREATE TRIGGER correction_stands BEFORE UPDATE ON correction
  BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END;

-- Acts as computed

CREATE TABLE act (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ref TEXT UNIQUE,                     -- for people: act_refs.act_ref(id)
  kind TEXT NOT NULL, stage TEXT NOT NULL,
  opened_at TEXT NOT NULL, changed_at TEXT NOT NULL,
  feed INTEGER REFERENCES feed(id)  -- whose story opened it
) STRICT;
CREATE INDEX act_feed ON act(feed, opened_at) WHERE feed IS NOT NULL;
CREATE TABLE act_state (
  act INTEGER PRIMARY KEY REFERENCES act(id),
  grade TEXT NOT NULL,
  closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
  rejected INTEGER NOT NULL CHECK (rejected IN (0, 1)),
  peak INTEGER NOT NULL, used INTEGER NOT NULL, told TEXT,      -- register.Bookkeeping; told is JSON
  corrections TEXT NOT NULL,                                    -- JSON list of correction ids
  into_act INTEGER REFERENCES act(id),                          -- the act that took its stories
  withdrawn_at TEXT                                             -- no story is left to it
) STRICT;
CREATE INDEX act_state_into ON act_state(into_act) WHERE into_act IS NOT NULL;
CREATE TABLE act_row (
  act INTEGER NOT NULL REFERENCES act(id), number INTEGER NOT NULL, place INTEGER NOT NULL,
  entry TEXT, kind TEXT NOT NULL, stage TEXT NOT NULL,
  PRIMARY KEY (act, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_value (
  act INTEGER NOT NULL REFERENCES act(id), number INTEGER NOT NULL, field TEXT NOT NULL,
  place INTEGER NOT NULL,
  -- story.key, or '' for a person's word
  value TEXT NOT NULL, sentence TEXT NOT NULL, story TEXT NOT NULL,
  part TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  -- the correction that set it, or NULL
  correction INTEGER REFERENCES correction(id),
  PRIMARY KEY (act, number, field, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_stage (
  act INTEGER NOT NULL REFERENCES act(id), place INTEGER NOT NULL, stage TEXT NOT NULL, at TEXT NOT NULL,
  value TEXT NOT NULL, sentence TEXT NOT NULL, story TEXT NOT NULL, part TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  -- the correction that set it, or NULL
  correction INTEGER REFERENCES correction(id),
  PRIMARY KEY (act, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_source (
  story INTEGER NOT NULL REFERENCES story(id), report INTEGER NOT NULL,
  act INTEGER NOT NULL REFERENCES act(id),
  at TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL,
  quiet INTEGER NOT NULL CHECK (quiet IN (0, 1)),
  digest TEXT NOT NULL,
  PRIMARY KEY (story, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_source_act ON act_source(act);
CREATE TABLE act_story (
  act INTEGER NOT NULL REFERENCES act(id),
  story INTEGER NOT NULL REFERENCES story(id), report INTEGER NOT NULL,
  joined_at TEXT NOT NULL,
  PRIMARY KEY (act, story, report), UNIQUE (story, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_story_joined ON act_story(joined_at);
CREATE TABLE act_former (
  taker INTEGER NOT NULL REFERENCES act(id), act INTEGER NOT NULL REFERENCES act(id),
  story INTEGER NOT NULL REFERENCES story(id), report INTEGER NOT NULL,
  PRIMARY KEY (taker, act, story, report)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_before (              -- what was told of `taker` before `act` became part of it
  taker INTEGER NOT NULL REFERENCES act(id), act INTEGER NOT NULL REFERENCES act(id), told TEXT,
  peak INTEGER NOT NULL,
  PRIMARY KEY (taker, act)
) STRICT, WITHOUT ROWID;

-- Alerts

CREATE TABLE alert (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  act INTEGER NOT NULL REFERENCES act(id),
  story INTEGER NOT NULL REFERENCES story(id),
  version INTEGER NOT NULL REFERENCES version(id),
  kind TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL,
  feed INTEGER REFERENCES feed(id), rule TEXT NOT NULL,   -- what the caps count
  at TEXT NOT NULL,
  history INTEGER NOT NULL DEFAULT 0 CHECK (history IN (0, 1)),  -- of a replay: for the record
  summary INTEGER NOT NULL DEFAULT 0 CHECK (summary IN (0, 1))  -- written late, with others of its feed
) STRICT;
CREATE INDEX alert_act ON alert(act);
CREATE INDEX alert_version ON alert(version);
CREATE INDEX alert_feed ON alert(feed, at);
CREATE INDEX alert_rule ON alert(rule, at);
CREATE TRIGGER alert_stays BEFORE DELETE ON alert
  BEGIN SELECT RAISE(ABORT, 'alerts are append-only'); END;
CREATE TRIGGER alert_stands BEFORE UPDATE ON alert
  BEGIN SELECT RAISE(ABORT, 'alerts are append-only'); END;
CREATE INDEX alert_story ON alert(story);
CREATE TABLE held_alert (              -- owed, and written as an alert when due: its feed is over its cap
  act INTEGER PRIMARY KEY REFERENCES act(id),
  story INTEGER NOT NULL REFERENCES story(id),
  reason TEXT NOT NULL,
  feed INTEGER NOT NULL REFERENCES feed(id), rule TEXT NOT NULL,
  since TEXT NOT NULL, due_at TEXT NOT NULL
) STRICT;
CREATE INDEX held_alert_feed ON held_alert(feed);
CREATE TABLE due (                     -- follow-ups on the day of effect that was computed
  act INTEGER NOT NULL REFERENCES act(id), number INTEGER NOT NULL,
  day TEXT NOT NULL,
  alert INTEGER REFERENCES alert(id),  -- NULL: told to nobody
  at TEXT NOT NULL,
  PRIMARY KEY (act, number, day)
) STRICT, WITHOUT ROWID;

-- Destinations and messages

CREATE TABLE destination (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, owner TEXT, secret TEXT,
  cadence TEXT NOT NULL, at TEXT NOT NULL, weekday INTEGER NOT NULL, zone TEXT NOT NULL,
  cursor INTEGER NOT NULL, slot TEXT, sequence INTEGER NOT NULL DEFAULT 0,
  composed_at TEXT, last_message_at TEXT, created_at TEXT NOT NULL,
  token TEXT, token_hash BLOB UNIQUE,
  disabled_at TEXT, disabled_reason TEXT, removed_at TEXT,
  paused_at TEXT,  -- nothing is composed for it
  gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),  -- its endpoint answered 410
  secret_until TEXT,  -- when each of the older secrets ends
  possible_after INTEGER,  -- last `possible.noticed` considered; NULL: does not ask
  quiet TEXT NOT NULL DEFAULT '',     -- local times from and to, separated by a space; '' for none
  urgent TEXT NOT NULL DEFAULT '',    -- stages, separated by spaces
  reader TEXT NOT NULL DEFAULT 'en',
  empty INTEGER NOT NULL DEFAULT 0 CHECK (empty IN (0, 1)),
  filters TEXT NOT NULL DEFAULT '[]',  -- JSON list of conditions on fields of the body
  revision INTEGER NOT NULL DEFAULT 0,  -- rises with each change by a person
  warned INTEGER NOT NULL DEFAULT 0,  -- percent of the way to being disabled that its owner was told of
  healthy_at TEXT,  -- a message arrived, or it was enabled or moved: failures count from here
  dead_told TEXT,  -- dead letters that ended until then were reported to the operator
  dead_told_at TEXT,  -- when that was last
  link_epoch INTEGER NOT NULL DEFAULT 0  -- rises when the reader gets new links: those of mails so far end
) STRICT;
CREATE UNIQUE INDEX destination_name ON destination(name) WHERE removed_at IS NULL;
CREATE TABLE saved_query (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination INTEGER NOT NULL REFERENCES destination(id),
  name TEXT NOT NULL, note TEXT NOT NULL,
  -- words separated by spaces; '' is all
  kinds TEXT NOT NULL, langs TEXT NOT NULL, topics TEXT NOT NULL, countries TEXT NOT NULL,
  actors TEXT NOT NULL, stages TEXT NOT NULL,
  least TEXT NOT NULL, query TEXT NOT NULL,
  exits TEXT NOT NULL DEFAULT 'all',  -- all, without-principled, principled
  UNIQUE (destination, name)
) STRICT;
CREATE TABLE withheld (                -- below the evidence that is asked for: told when it suffices
  destination INTEGER NOT NULL REFERENCES destination(id),
  act INTEGER NOT NULL REFERENCES act(id),
  alert INTEGER NOT NULL REFERENCES alert(id),
  since TEXT NOT NULL,
  -- rank of the evidence that suffices; 0: the destination was edited since
  needs INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (destination, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX withheld_act ON withheld(act, needs);
CREATE TABLE ahead (                   -- told in quiet hours, before the cursor came to it
  destination INTEGER NOT NULL REFERENCES destination(id),
  alert INTEGER NOT NULL REFERENCES alert(id),
  PRIMARY KEY (destination, alert)
) STRICT, WITHOUT ROWID;
CREATE TABLE act_choice (
  destination INTEGER NOT NULL REFERENCES destination(id),
  act INTEGER NOT NULL REFERENCES act(id),
  choice TEXT NOT NULL CHECK (choice IN ('', 'mute', 'follow')),
  note TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (destination, act)
) STRICT, WITHOUT ROWID;
CREATE TABLE unsubscribe_hash (
  hash BLOB PRIMARY KEY, destination INTEGER NOT NULL REFERENCES destination(id)
) STRICT, WITHOUT ROWID;
CREATE TABLE suppression (address_hash BLOB PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL)
STRICT, WITHOUT ROWID;
CREATE TABLE backoff (                 -- soft bounces: nothing is sent to the address until then
  address_hash BLOB PRIMARY KEY, count INTEGER NOT NULL, last_at TEXT NOT NULL, until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE inbound (key TEXT PRIMARY KEY, at TEXT NOT NULL, outcome TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE notice_mail (             -- mails of depositaries that were read, and those that were refused
  key TEXT PRIMARY KEY,
  at TEXT NOT NULL, outcome TEXT NOT NULL,
  sender TEXT NOT NULL, number TEXT NOT NULL,  -- C.N.865.2016; '' for none
  story INTEGER REFERENCES story(id),
  text TEXT NOT NULL                           -- its subject, or why it was refused
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_mail_at ON notice_mail(at);
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
  created_at TEXT NOT NULL, ended_at TEXT,
  follows INTEGER REFERENCES outbox(id),  -- the message that told its act first
  reach INTEGER  -- the alert up to which all is told; NULL for a notice
) STRICT;
CREATE INDEX outbox_due ON outbox(due_at, id, destination) WHERE state IN ('ready', 'leased', 'deferred');
CREATE INDEX outbox_from ON outbox(due_from, id, destination) WHERE state IN ('ready', 'leased', 'deferred');
CREATE INDEX outbox_state ON outbox(state);
CREATE INDEX outbox_ref ON outbox(ref);
CREATE TRIGGER outbox_frozen BEFORE UPDATE OF wid, body, subject, address ON outbox
WHEN new.wid IS NOT old.wid OR (old.state IN ('ready', 'leased', 'deferred') AND
  (new.body IS NOT old.body OR new.subject IS NOT old.subject OR new.address IS NOT old.address))
BEGIN SELECT RAISE(ABORT, 'a message is frozen'); END;
CREATE INDEX outbox_destination ON outbox(destination, id);
CREATE INDEX outbox_dead ON outbox(destination, ended_at) WHERE state = 'dead';
CREATE INDEX outbox_sent ON outbox(destination, ended_at) WHERE state = 'sent' AND notice = 0;
CREATE TABLE tells (
  act INTEGER NOT NULL REFERENCES act(id), outbox INTEGER NOT NULL REFERENCES outbox(id),
  destination INTEGER REFERENCES destination(id),
  PRIMARY KEY (act, outbox)
) STRICT, WITHOUT ROWID;
CREATE INDEX tells_outbox ON tells(outbox);
CREATE INDEX tells_destination ON tells(destination, act, outbox);
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  outbox INTEGER NOT NULL REFERENCES outbox(id),
  at TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, retry_after_s INTEGER
) STRICT;
CREATE INDEX attempt_outbox ON attempt(outbox);

-- Sign-ups by the form, invitations of teams, and limits of clients

CREATE TABLE bucket (                  -- what clients and addresses have taken of their limits
  key BLOB PRIMARY KEY,          -- keyed hash of the limit and of who is limited
  taken REAL NOT NULL, at TEXT NOT NULL,
  free_at TEXT                   -- when nothing is taken any more; NULL: never
) STRICT, WITHOUT ROWID;
CREATE TABLE sign_up (                 -- who asked for messages by the form
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT, address_hash BLOB,  -- NULL once it is confirmed
  wanted TEXT NOT NULL,             -- JSON: what, when, language; '' once it is confirmed
  asked_at TEXT NOT NULL,
  looked_at TEXT,                   -- it was decided whether a mail is written; NULL: not yet
  mails TEXT NOT NULL DEFAULT '[]', -- JSON list of the messages that were written
  destination INTEGER REFERENCES destination(id), confirmed_at TEXT
) STRICT;
CREATE UNIQUE INDEX sign_up_address ON sign_up(address_hash) WHERE address_hash IS NOT NULL;
CREATE INDEX sign_up_destination ON sign_up(destination) WHERE destination IS NOT NULL;
CREATE INDEX sign_up_new ON sign_up(id) WHERE looked_at IS NULL;
CREATE TABLE invitation (              -- teams that may connect, or have connected, a destination by a form
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,                  -- the only channel; '' for any
  token_hash BLOB NOT NULL UNIQUE,
  created_at TEXT NOT NULL, expires_at TEXT NOT NULL,
  used_at TEXT, destination INTEGER REFERENCES destination(id)
) STRICT;

-- Notices

CREATE TABLE alarm (                   -- the same action failed several times in succession
  name TEXT PRIMARY KEY, since TEXT NOT NULL, count INTEGER NOT NULL, told_at TEXT, text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, count INTEGER NOT NULL,
  feed INTEGER REFERENCES feed(id), destination INTEGER REFERENCES destination(id)
) STRICT;
CREATE INDEX event_kind ON event(kind, at);

-- What readers asked for that is mailed to them first

CREATE TABLE own_request (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  destination INTEGER NOT NULL REFERENCES destination(id),
  what TEXT NOT NULL CHECK (what IN ('export', 'erase', 'link')),
  asked_at TEXT NOT NULL,
  mail INTEGER, mailed_at TEXT,                          -- NULL: not written yet
  used_at TEXT                                         -- its link works once
) STRICT;
CREATE INDEX own_request_destination ON own_request(destination);

-- Programs that use the API

CREATE TABLE api_token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  token_hash BLOB NOT NULL UNIQUE,
  scope TEXT NOT NULL,                 -- read or operate
  created_at TEXT NOT NULL,
  used_at TEXT                         -- to the hour; NULL: never
) STRICT;

-- Operators of the pages

CREATE TABLE operator (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,              -- argon2id, with its parameters
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL             -- of the password
) STRICT;
CREATE TABLE operator_session (
  token_hash BLOB PRIMARY KEY,
  operator INTEGER NOT NULL REFERENCES operator(id),
  began_at TEXT NOT NULL, used_at TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT ''        -- JSON [id, text]: what the last change came to
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_session_operator ON operator_session(operator);
"""
