"""What the tests of the store share: a moment, a database, feeds, stories, hits, polls. Own sentences."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from monitor.extract import Lexicon
from monitor.model import (
    Alert,
    Destination,
    Feed,
    Fetched,
    Hit,
    Kind,
    Message,
    Parsed,
    Span,
    Stage,
    Story,
)
from monitor.pipeline import RegisterCache
from monitor.query import words
from monitor.store import PollRecord, PollResult, Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
MEMORY = Path("/dev/shm")  # every commit is synced: in memory that costs nothing


@contextmanager
def place() -> Iterator[Path]:
    """Where a test's database goes: a new folder of its own."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="treaty-") as name:
        yield Path(name) / "treaty.db"


def digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def story(
    name: str = "a",
    title: str = "Norland denounces its fisheries treaty",
    summary: str = "",
    *,
    guid: str | None = None,
    **more: object,
) -> Story:
    """A story at https://press.example/NAME; its guid is its name unless told otherwise."""
    values: dict[str, object] = {
        "key": f"https://press.example/{name}",
        "url": f"https://press.example/{name}",
        "title": title,
        "summary": summary,
        "guid": name if guid is None else guid,
        "source": "Press",
        "host": "press.example",
        "digest": digest(f"{title}\x1f{summary}"),
        "published": NOW - timedelta(hours=1),
    }
    return Story(**(values | more))  # type: ignore[arg-type]


def hit(kind: Kind = Kind.ACT, stage: Stage = Stage.DECIDED, rule: str = "en.act.denounces") -> Hit:
    return Hit(
        rule,
        "d1",
        kind,
        stage,
        (Span("title", 0, 7),),
        "A state denounces",
        "A verb of leaving near a treaty.",
    )


ACT = (hit(),)
THREAT = (hit(Kind.THREAT, Stage.THREATENED, "en.threat"),)
AFTERMATH = (hit(Kind.AFTERMATH, Stage.EFFECTIVE, "en.aftermath"),)
PASSING = (hit(Kind.PASSING, Stage.DECIDED, "clause.passing.denounce"),)
StoryWithHits = tuple[Story, tuple[Hit, ...]]


def fetched(etag: str | None = '"v1"', **more: object) -> Fetched:
    return Fetched(
        url="https://press.example/feed",
        body=b"<rss/>",
        etag=etag,
        last_modified="Mon, 23 Nov 2026 11:00:00 GMT",
        **more,
    )  # type: ignore[arg-type]


def parsed(hashes: Sequence[bytes] = (), *, overlap: int = 0, **more: object) -> Parsed:
    return Parsed("rss20", "Press", "en", (), tuple(hashes), total=len(hashes), overlap=overlap, **more)  # type: ignore[arg-type]


def record(
    *stories: StoryWithHits, now: datetime = NOW, quiet_before: datetime | None = None, **document: object
) -> PollRecord:
    """A poll whose document holds just these stories; `document` goes to `parsed`."""
    hashes = [digest(f"item {one.key} {one.digest.hex()}") for one, _ in stories]
    document = {"hashes": hashes, "overlap": 1} | document
    return PollRecord(
        now=now,
        fetched=fetched(),
        next_due=QUARTER,
        parsed=parsed(**document),
        body_hash=b"b" * 16,
        stories=stories,
        quiet_before=quiet_before,
    )  # type: ignore[arg-type]


def poll(
    store: Store, feed: Feed, *stories: StoryWithHits, now: datetime = NOW, **more: object
) -> PollResult:
    return store.polls.record(feed, record(*stories, now=now, **more))  # type: ignore[arg-type]


def feed(store: Store, address: str = "https://press.example/feed", **more: object) -> Feed:
    return store.feeds.add(address, now=NOW, title="Press", **more)  # type: ignore[arg-type]


def flag(store: Store, source: Feed, *names: str, now: datetime = NOW) -> list[int]:
    """Poll flagged stories with these names and settle them; the ids of their alerts."""
    poll(store, source, *((story(name), ACT) for name in names), now=now)
    return [alert.id for alert in settle(store, now)]


def settle(store: Store, now: datetime = NOW, *, everything: bool = False) -> list[Alert]:
    """Settle what waits as the pipeline does, with a lexicon that knows no language: each story states its
    hits alone.
    """
    cache = RegisterCache(Lexicon({}, {}))
    return [
        alert
        for waiting in store.unsettled.due(now, everything=everything)
        for alert in cache.settle(store, waiting, now)
    ]


def mailbox(
    store: Store, name: str = "desk", address: str = "desk@news.example", **more: object
) -> Destination:
    return store.destinations.add(name=name, channel="email", address=address, now=NOW, **more)  # type: ignore[arg-type]


def message(destination: Destination, number: int = 1, **more: object) -> Message:
    values: dict[str, object] = {
        "wid": f"{number:032x}",
        "ref": f"R{number:03}",
        "destination": destination.id,
        "channel": destination.channel,
        "address": destination.address,
        "subject": "One exit",
        "content_type": "message/rfc822",
        "body": b"To: desk\r\n\r\nNorland leaves.\r\n",
        "sequence": destination.sequence + 1,
        "created_at": NOW,
    }
    return Message(**(values | more))  # type: ignore[arg-type]


def queue(store: Store, destination: Destination, *numbers: int, now: datetime = NOW) -> None:
    """Compose these messages for a destination, as it stands in the store."""
    current = store.destinations.get(destination.id)
    assert current is not None
    assert store.digests.compose(
        current,
        cut=current.cursor,
        slot=None,
        messages=[message(current, number) for number in numbers],
        now=now,
    )


def open_store(path: Path, **more: object) -> Store:
    return Store.open(path, ballast_bytes=0, **more)  # type: ignore[arg-type]


def indexed(store: Store) -> list[tuple[object, ...]]:
    """The whole full-text index: version, column, number and text of each word."""
    with store.database.write() as db:
        db.execute("INSERT INTO version_fts (version_fts) VALUES ('integrity-check')")
        db.execute("CREATE VIRTUAL TABLE temp.instances USING fts5vocab('main', 'version_fts', 'instance')")
        found = [tuple(row) for row in db.execute('SELECT doc, col, "offset", term FROM instances')]
        db.execute("DROP TABLE temp.instances")
    return sorted(found)


def stored_words(store: Store) -> list[tuple[object, ...]]:
    """What `indexed` must be."""
    return sorted(
        (row["id"], column, number, word)
        for row in store.database.rows("SELECT id, title, summary, body FROM version")
        for column in ("title", "summary", "body")
        for number, word in enumerate(words(row[column]))
    )
