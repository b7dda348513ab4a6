"""Rows to values and back. Nothing here executes a statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from struct import Struct
from typing import TYPE_CHECKING, Any

from monitor.model import (
    Alert,
    Cadence,
    Destination,
    Exits,
    Feed,
    FeedKind,
    FeedState,
    Grade,
    Hit,
    Kind,
    Message,
    MessageState,
    Page,
    Reason,
    Rhythm,
    SavedQuery,
    Schedule,
    Span,
    Stage,
    Story,
)

if TYPE_CHECKING:
    from sqlite3 import Row

HASH_BYTES = 16
_RHYTHM = Struct("<2d31f")


def stamp(moment: datetime) -> str:
    """`2026-11-23T19:22:22.000000Z`: 27 characters, UTC, so that text order is time order.

    `moment` is aware.
    """
    assert moment.tzinfo is not None, "a naive datetime never reaches the store"
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def maybe_stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_when(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def plain(text: str) -> str:
    """Removes lone surrogates, which SQLite's UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def address_hash(address: str) -> bytes:
    """The hash by which a suppressed address is stored; upper and lower case are one mailbox."""
    return blake2b(plain(address.strip().lower()).encode(), digest_size=HASH_BYTES).digest()


def token_hash(token: str) -> bytes:
    """The hash by which an unsubscribe token is looked up, so that the time of the search says nothing
    about it.
    """
    return blake2b(plain(token).encode(), digest_size=HASH_BYTES).digest()


def feed(row: Row) -> Feed:
    return Feed(
        id=row["id"],
        address=row["address"],
        title=row["title"],
        publisher=row["publisher"],
        kind=FeedKind(row["kind"]),
        state=row["state"],
        lang=row["lang"],
        interval_s=row["interval_s"],
        enabled=bool(row["enabled"]),
        added_at=when(row["added_at"]),
        depositary=row["depositary"],
        identity=row["identity"] or "",
    )


def feed_state(row: Row, *, hashes: bool = True) -> FeedState:
    """`hashes`: with `item_hashes`, which only a poll needs."""
    return FeedState(
        etag=row["etag"],
        last_modified=row["last_modified"],
        validated_at=maybe_when(row["validated_at"]),
        body_hash=row["body_hash"],
        packed_hashes=row["item_hashes"] if hashes else b"",
        polled_at=maybe_when(row["polled_at"]),
        ok_at=maybe_when(row["ok_at"]),
        new_at=maybe_when(row["new_at"]),
        error_code=row["error_code"],
        error_text=row["error_text"],
        error_since=maybe_when(row["error_since"]),
        error_count=row["error_count"],
        moved_to=row["moved_to"],
        moved_count=row["moved_count"],
        ttl_s=row["ttl_s"],
        skip_hours=_numbers(row["skip_hours"]),
        skip_days=_numbers(row["skip_days"]),
        rhythm=rhythm(row["rhythm"]),
        pushed_until=maybe_when(row["pushed_until"]),
    )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(map(int, text.split(","))) if text else frozenset()


def pack_rhythm(rhythm: Rhythm) -> bytes:
    """Two times in seconds, the counts of the hours, and those of the days."""
    times = rhythm.since.timestamp(), rhythm.at.timestamp()
    return _RHYTHM.pack(*times, *rhythm.hours, *rhythm.days)


def rhythm(packed: bytes | None) -> Rhythm | None:
    """The rhythm that `pack_rhythm` packed."""
    if packed is None:
        return None
    since, at, *counts = _RHYTHM.unpack(packed)
    return Rhythm(
        tuple(counts[:24]),
        tuple(counts[24:]),
        datetime.fromtimestamp(since, UTC),
        datetime.fromtimestamp(at, UTC),
    )


# Columns of a story in one of its versions; `story` and `version` are the tables' names in the query.
STORY_COLUMNS = (
    "story.id, story.key, story.guid, story.url, story.raw_url, story.source, story.host, story.author, "
    "story.lang, story.state, "
    "story.official, story.depositary, story.published, story.published_raw, version.id AS version_id, "
    "version.number, version.digest, "
    "version.title, version.summary, version.body"
)


def story(row: Row) -> Story:
    return Story(
        key=row["key"],
        title=row["title"],
        summary=row["summary"],
        body=row["body"],
        url=row["url"],
        raw_url=row["raw_url"],
        source=row["source"],
        host=row["host"],
        lang=row["lang"],
        state=row["state"],
        guid=row["guid"],
        author=row["author"],
        published=maybe_when(row["published"]),
        published_raw=row["published_raw"],
        digest=row["digest"],
        id=row["id"],
        version=row["number"],
        official=bool(row["official"]),
        depositary=row["depositary"],
    )


def page(row: Row) -> Page | None:
    """The article page in the columns `page_...`, if there is one."""
    if row["page_url"] is None:
        return None
    published = date.fromisoformat(row["page_published"]) if row["page_published"] else None
    return Page(row["page_url"], row["page_title"], row["page_text"], row["page_lang"], published)


def hit(row: Row) -> Hit:
    return Hit(
        rule=row["rule"],
        digest=row["digest"],
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        spans=tuple(Span(*span) for span in json.loads(row["spans"])),
        title=row["title"],
        why=row["why"],
    )


def hit_row(version: int, hit: Hit) -> tuple[object, ...]:
    spans = json.dumps([[span.field, span.start, span.end] for span in hit.spans], separators=(",", ":"))
    return (version, hit.rule, hit.digest, hit.kind.value, hit.stage.value, spans, hit.title, hit.why)


def possible_hit(row: Row) -> Hit:
    """The hit in the columns of a possible exit."""
    return Hit(
        rule=row["rule"],
        digest=row["hit_digest"],
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        spans=tuple(Span(*span) for span in json.loads(row["spans"])),
        title=row["hit_title"],
        why=row["why"],
        score=row["score"],
    )


def possible_row(story: int, version: int, hit: Hit, at: str) -> tuple[object, ...]:
    """The row of a possible exit; its kind is what it would be: a threat by its stage, else an act."""
    kind = Kind.THREAT if hit.stage in (Stage.THREATENED, Stage.PROPOSED) else Kind.ACT
    number, rule, digest, _, stage, spans, title, why = hit_row(version, hit)
    return (story, number, number, rule, digest, kind.value, stage, spans, title, why, hit.score, at)


def alert(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        act=row["act"],
        story=row["story"],
        kind=Kind(row["kind"]),
        stage=Stage(row["stage"]),
        reason=Reason(row["reason"]),
        at=when(row["at"]),
        summary=bool(row["summary"]),
        history=bool(row["history"]),
    )


def destination(row: Row, queries: tuple[SavedQuery, ...], token: str | None = None) -> Destination:
    """`token` is that of its unsubscribe link, which is stored nowhere."""
    first, *later = (time.fromisoformat(text) for text in row["at"].split())
    return Destination(
        id=row["id"],
        name=row["name"],
        channel=row["channel"],
        address=row["address"],
        schedule=Schedule(
            Cadence(row["cadence"]),
            first,
            row["weekday"],
            row["zone"],
            tuple(later),
            quiet_hours(row["quiet"]),
        ),
        owner=row["owner"],
        secret=row["secret"],
        queries=queries,
        urgent=frozenset(map(Stage, row["urgent"].split())),
        reader=row["reader"],
        empty=bool(row["empty"]),
        filters=tuple(json.loads(row["filters"])),
        cursor=row["cursor"],
        slot=row["slot"],
        composed_at=maybe_when(row["composed_at"]),
        last_message_at=maybe_when(row["last_message_at"]),
        created_at=maybe_when(row["created_at"]),
        sequence=row["sequence"],
        revision=row["revision"],
        token=token,
        disabled_at=maybe_when(row["disabled_at"]),
        disabled_reason=row["disabled_reason"],
        gone=bool(row["gone"]),
        warned=row["warned"],
        paused_at=maybe_when(row["paused_at"]),
        secret_until=maybe_when(row["secret_until"].split()[0] if row["secret_until"] else None),
        possible=row["possible_after"] is not None,
        possible_after=row["possible_after"] or 0,
        link_epoch=row["link_epoch"],
    )


def quiet_hours(text: str) -> tuple[time, time] | None:
    """Quiet hours of what is stored: "22:00:00 07:00:00"."""
    if not text:
        return None
    begin, end = map(time.fromisoformat, text.split())
    return begin, end


def saved_query(row: Row | Mapping[str, Any]) -> SavedQuery:
    return SavedQuery(
        name=row["name"],
        note=row["note"],
        kinds=frozenset(map(Kind, row["kinds"].split())),
        langs=frozenset(row["langs"].split()),
        topics=frozenset(row["topics"].split()),
        countries=frozenset(row["countries"].split()),
        actors=frozenset(row["actors"].split()),
        stages=frozenset(map(Stage, row["stages"].split())),
        least=Grade(row["least"]),
        query=row["query"],
        exits=Exits(row["exits"]),
        id=row["id"],
    )


def saved_query_row(destination: int, query: SavedQuery) -> tuple[object, ...]:
    """A saved query in the order of the columns behind `id`."""
    words = (query.kinds, query.langs, query.topics, query.countries, query.actors, query.stages)
    return (
        destination,
        query.name,
        plain(query.note),
        *(" ".join(sorted(members)) for members in words),
        query.least.value,
        plain(query.query),
        query.exits.value,
    )


def message(row: Row) -> Message:
    """A row of `outbox` joined with `secret` and `owner` of its destination."""
    state = MessageState(row["state"])
    # A ready message with a later time is one that `Pace` put off.
    waits = state is MessageState.DEFERRED or (
        state is MessageState.READY and row["due_at"] > row["due_from"]
    )
    return Message(
        wid=row["wid"],
        ref=row["ref"],
        destination=row["destination"],
        channel=row["channel"],
        address=row["address"],
        subject=row["subject"],
        content_type=row["content_type"],
        body=row["body"],
        id=row["id"],
        sequence=row["sequence"],
        state=state,
        attempts=row["attempts"],
        created_at=when(row["created_at"]),
        next_at=when(row["due_at"]) if waits else None,
        secret=row["secret"],
        owner=row["owner"],
    )
