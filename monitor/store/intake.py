"""Turns stories into rows of a batch: decides what is new, what is an edit and what must be settled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from operator import attrgetter

from monitor.model import Hit, Kind, Story, leading
from monitor.normalize import language_code
from monitor.store import identity, rows
from monitor.store.batch import Batch
from monitor.store.sqlite import sqlite3

# an edit that takes the match away must last this long: some outlets alternate between two headlines
CALM = timedelta(hours=1)
# guids stored for one story in one feed: some feeds make a new guid at each fetch (docs/faults.md 25)
GUIDS = 8
_WEIGHT = {Kind.AFTERMATH: 0, Kind.PASSING: 1, Kind.THREAT: 2, Kind.ACT: 3}
_TEXTS = tuple(column.name for column in fields(Story) if "str" in str(column.type))
_texts_of = attrgetter(*_TEXTS)


@dataclass(slots=True)
class _Known:
    """A story as it is in the database and in the rows gathered so far."""

    id: int
    number: int  # of the newest version
    version: int  # row of the newest version
    digests: set[bytes]
    guid: str = ""  # the first one
    title: str = ""  # of the newest version
    guids: dict[str, bytes] = field(default_factory=dict)  # in this feed, with the text shown under each
    newest: bytes = b""
    kind: Kind | None = None  # leading kind of the hits of the newest version that has any
    stated: bool = False  # it is in the register, or waits for it


def gather(
    db: sqlite3.Connection,
    items: Sequence[tuple[Story, tuple[Hit, ...]]],
    *,
    feed: int,
    now: datetime,
    quiet_before: datetime | None = None,
    page_wait_s: int | None = None,
    capped: bool = True,
    held: identity.Held = (),
) -> Batch:
    """Decides for each story: new, a new version, or only seen again (docs/notes/story-identity.md).

    Each text of a flagged story is settled.

    `quiet_before`: this is a first poll, and stories that are older, or have no date, alert nobody.
    `capped`: alerts count against the limits of the feed. `held`: guid and title of each item that the
    document still shows and that was left out because it was seen.
    """
    batch = Batch(feed)
    terms = _Terms(
        feed=feed if capped else None,
        now=rows.stamp(now),
        page_by=None if page_wait_s is None else rows.stamp(now + timedelta(seconds=page_wait_s)),
        calm=rows.stamp(now + CALM),
    )
    stories, known, silent = _identify(
        db, feed, [(_storable(story), hits) for story, hits in items], held, batch
    )
    next_story = db.execute("SELECT coalesce(max(id), 0) + 1 FROM story").fetchone()[0]
    next_version = db.execute("SELECT coalesce(max(id), 0) + 1 FROM version").fetchone()[0]
    batch.seen_before = bool(known)
    for story, story_hits in stories:
        stored = known.get(story.key)
        hits = tuple(hit for hit in story_hits if hit.kind is not Kind.POSSIBLE)
        lead = leading(hits)
        settles = _settles(stored, lead.kind if lead else None)
        if stored is None:
            stored = known[story.key] = _Known(next_story, 0, 0, set(), story.guid)
            next_story += 1
            batch.stories.append(_story_row(stored.id, story, feed, terms.now))
            batch.langs[language_code(story.lang)] += 1
        elif _is_new_text(stored, story):
            batch.changed += 1
        else:
            _see(batch, stored, story, feed, terms.now)
            continue
        _add_version(batch, stored, next_version, story, terms.now)
        next_version += 1
        if story_hits:
            _add_hits(batch, stored, hits, story_hits, terms.now)
        _see(batch, stored, story, feed, terms.now)
        if settles:
            quiet = story.key in silent or _is_history(story, quiet_before)
            _add_unsettled(batch, stored, story, lead, terms, quiet=quiet)
    return batch


@dataclass(frozen=True, slots=True)
class _Terms:
    """When stories of one document settle. `feed` is the one whose limits count, None for none."""

    feed: int | None
    now: str
    page_by: str | None  # by when the page of a flagged story must be there; None: no pages are read
    calm: str  # by when an edit that takes the match away settles


def _add_version(batch: Batch, stored: _Known, version: int, story: Story, now: str) -> None:
    """Adds a row for a new text of a story."""
    stored.number, stored.version, stored.newest = stored.number + 1, version, story.digest
    stored.digests.add(story.digest)
    batch.versions.append(
        (version, stored.id, stored.number, story.digest, now, story.title, story.summary, story.body)
    )
    if stored.number > 1:
        batch.current.append((stored.number, stored.id))


def _add_hits(
    batch: Batch, stored: _Known, hits: tuple[Hit, ...], story_hits: tuple[Hit, ...], now: str
) -> None:
    """Adds rows for the hits of a new text, or for the possible exits of one that no hit flags."""
    lead = leading(hits)
    stored.kind = lead.kind if lead else stored.kind
    batch.hits.extend(rows.hit_row(stored.version, hit) for hit in hits)
    if not hits and not stored.stated:
        batch.possible.extend(rows.possible_row(stored.id, stored.version, hit, now) for hit in story_hits)


def _add_unsettled(
    batch: Batch, stored: _Known, story: Story, lead: Hit | None, terms: _Terms, *, quiet: bool
) -> None:
    """Adds a row for a new text that is to be settled, and one for its page if it is flagged and has a
    link.
    """
    stored.stated = True
    batch.pages.pop(stored.id, None)
    settle_by = terms.calm if lead is None else terms.now
    if lead is not None:
        batch.flagged.add(stored.id)
        if story.url is not None and terms.page_by is not None:
            settle_by = terms.page_by
            batch.pages[stored.id] = (stored.version, stored.id, terms.now, terms.now)
    batch.unsettled[stored.id] = (
        stored.id, stored.version, terms.feed, int(quiet), terms.now, settle_by
    )  # fmt: skip


def _identify(
    db: sqlite3.Connection, feed: int, items: list[identity.StoryWithHits], held: identity.Held, batch: Batch
) -> tuple[list[identity.StoryWithHits], dict[str, _Known], set[str]]:
    """The stories with the keys that count for this feed, the known stories by key, and the keys of
    those that alert nobody.
    """
    row = db.execute(
        "SELECT coalesce(identity, address) AS identity, by_guid FROM feed WHERE id = ?", (feed,)
    ).fetchone()

    def look_up(keys: set[str]) -> dict[str, _Known]:
        return _look_up(db, feed, keys)

    items = identity.under_former_keys(items, row["identity"], look_up)
    known = look_up({story.key for story, _ in items})
    batch.by_guid = not row["by_guid"] and identity.one_link_for_many(db, items, known, held)
    if not row["by_guid"] and not batch.by_guid:
        return items, known, set()
    resolved = identity.by_guid(db, items, known, look_up)
    return resolved.stories, look_up({story.key for story, _ in resolved.stories}), resolved.quiet


def _is_history(story: Story, quiet_before: datetime | None) -> bool:
    """True for a story of a first poll that is old, or has no date."""
    return quiet_before is not None and (story.published is None or story.published < quiet_before)


def _settles(before: _Known | None, kind: Kind | None) -> bool:
    """True if a text with this leading kind must be settled.

    That is a flagged text, and an edit that takes the match away; an edit that only looks back keeps
    the earlier statement. A text of another feed is no edit: it counts if its kind is stronger.
    """
    if before is None or not before.stated:
        return kind is not None
    if before.guids:
        return kind is not Kind.AFTERMATH or before.kind is Kind.AFTERMATH
    return kind is not None and (before.kind is None or _WEIGHT[kind] > _WEIGHT[before.kind])


def _storable(story: Story) -> Story:
    """The story without lone surrogates (a JSON feed can have them): one bad character must not block a
    feed for ever.
    """
    texts = _texts_of(story)
    together = "".join(filter(None, texts))
    try:
        if not together.isascii():
            together.encode()
    except UnicodeEncodeError:
        plain = {name: rows.plain(text) for name, text in zip(_TEXTS, texts, strict=True) if text}
        return replace(story, **plain)  # type: ignore[arg-type]
    return story


def _look_up(db: sqlite3.Connection, feed: int, keys: Iterable[str]) -> dict[str, _Known]:
    """The known stories with these keys, by key."""
    story_rows = db.execute(
        "SELECT story.id, key, current, guid, version.id AS version, version.digest, version.title FROM "
        "story "
        "JOIN version ON version.story = story.id AND version.number = story.current WHERE key IN "
        "(SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(keys))),),
    ).fetchall()
    known = {
        row["key"]: _Known(
            row["id"],
            row["current"],
            row["version"],
            {row["digest"]},
            row["guid"],
            row["title"],
            newest=row["digest"],
        )
        for row in story_rows
    }
    if not known:
        return known
    by_id = {stored.id: stored for stored in known.values()}
    ids = json.dumps(list(by_id))
    for row in db.execute(
        "SELECT story, digest FROM version WHERE story IN (SELECT value FROM json_each(?))", (ids,)
    ):
        by_id[row["story"]].digests.add(row["digest"])
    for row in db.execute(
        "SELECT story, guid, digest FROM sighting WHERE feed = ? AND story IN (SELECT value FROM "
        "json_each(?)) ORDER BY first_at",
        (feed, ids),
    ):
        by_id[row["story"]].guids[row["guid"]] = row["digest"]
    for row in db.execute(
        "SELECT story FROM statement WHERE story IN (SELECT value FROM json_each(:ids)) GROUP BY story "
        "HAVING max(version) = max(version) FILTER (WHERE kind != '') "
        "UNION SELECT story FROM unsettled WHERE story IN (SELECT value FROM json_each(:ids))",
        {"ids": ids},
    ):
        by_id[row["story"]].stated = True
    hits: dict[int, list[Hit]] = {}
    for row in db.execute(
        "SELECT version.story AS of, hit.* FROM hit JOIN version ON version.id = hit.version WHERE "
        "hit.version IN (SELECT max(own.id) "
        "FROM version AS own JOIN hit ON hit.version = own.id WHERE own.story IN (SELECT value FROM "
        "json_each(?)) GROUP BY own.story)",
        (ids,),
    ):
        hits.setdefault(row["of"], []).append(rows.hit(row))
    for story, story_hits in hits.items():
        lead = leading(tuple(story_hits))
        by_id[story].kind = lead.kind if lead else None
    return known


def _is_new_text(stored: _Known, story: Story) -> bool:
    """True if this text is to be stored as a version.

    Two feeds that show one story with two texts must not make a version at each poll: a feed's text
    counts when that feed changed it, or when no feed has shown it before.
    """
    shown = stored.guids.get(story.guid)
    if shown is None:
        return story.digest not in stored.digests
    return shown != story.digest and story.digest != stored.newest


def _see(batch: Batch, stored: _Known, story: Story, feed: int, now: str) -> None:
    """Remembers that this feed shows the story under this guid, with this text."""
    if not stored.guids:
        batch.published.append(story.published)
    if stored.guids.get(story.guid) == story.digest or (
        story.guid not in stored.guids and len(stored.guids) >= GUIDS
    ):
        return
    stored.guids[story.guid] = story.digest
    batch.sightings.append((feed, stored.id, story.guid, story.digest, now))


def _story_row(number: int, story: Story, feed: int, now: str) -> tuple[object, ...]:
    return (
        number, story.key, feed, story.guid, story.url, story.raw_url, story.source, story.host, story.author,
        story.lang, story.state, int(story.official), story.depositary, rows.maybe_stamp(story.published),
        story.published_raw, now,
    )  # fmt: skip
