"""Store: 20,000 stories in polls of 45, with full-text search (docs/notes/store.md, "Figures")."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlite_utils
from store_kit import NOW, StoryWithHits, feed, message, open_store, place, record, story

from monitor.store import Store, rows

pytestmark = pytest.mark.bench

STORIES = 20_000
BATCH = 45
WORDS = [
    f"{start}{end}"
    for start in [
        "nor",
        "treaty",
        "pact",
        "fish",
        "river",
        "trade",
        "border",
        "minister",
        "parliament",
        "accord",
    ]
    for end in ["a", "e", "land", "ation", "ing"]
]


@pytest.fixture(scope="module")
def batches() -> list[list[StoryWithHits]]:
    """Stories of 41 words on average, as in the measurement, in polls of 45; none is flagged, as almost none
    is.
    """
    chance = random.Random(7)
    made = [
        (
            story(
                f"{n}", " ".join(chance.choices(WORDS, k=9)) + f" {n}", " ".join(chance.choices(WORDS, k=32))
            ),
            (),
        )
        for n in range(STORIES)
    ]
    return [list(made[start : start + BATCH]) for start in range(0, STORIES, BATCH)]


@pytest.fixture
def path() -> Iterator[Path]:
    with place() as made:
        yield made


def cpu_us(step: Callable[[], object], count: int) -> float:
    """Microseconds of CPU for each of `count` things that one call of `step` does."""
    began = time.process_time()
    step()
    return (time.process_time() - began) / count * 1e6


def with_sqlite_utils(path: Path, batches: list[list[StoryWithHits]]) -> sqlite_utils.Database:
    """The same three tables and index as one would write them with sqlite-utils: insert_all, full-text search
    by triggers.
    """
    db = sqlite_utils.Database(path)
    db.enable_wal()
    db.execute("PRAGMA synchronous = FULL")
    seen = rows.stamp(NOW)
    numbered = 0
    for batch in batches:
        tables: dict[str, list[dict[str, object]]] = {"story": [], "version": [], "sighting": []}
        for one, _ in batch:
            numbered += 1
            tables["story"].append(
                {
                    "id": numbered,
                    "key": one.key,
                    "feed": 1,
                    "guid": one.guid,
                    "url": one.url,
                    "raw_url": None,
                    "source": one.source,
                    "host": one.host,
                    "author": "",
                    "lang": None,
                    "state": None,
                    "official": 0,
                    "published": seen,
                    "published_raw": "",
                    "seen_at": seen,
                    "current": 1,
                    "erased_at": None,
                }
            )
            tables["version"].append(
                {
                    "id": numbered,
                    "story": numbered,
                    "number": 1,
                    "digest": one.digest,
                    "seen_at": seen,
                    "title": one.title,
                    "summary": one.summary,
                    "body": one.body,
                }
            )
            tables["sighting"].append(
                {"feed": 1, "story": numbered, "guid": one.guid, "digest": one.digest, "first_at": seen}
            )
        if numbered == len(batch):  # the schema comes with the first rows
            for name, keys in (("story", "id"), ("version", "id"), ("sighting", ("feed", "story", "guid"))):
                db[name].create(
                    {
                        column: type(value) if value is not None else str
                        for column, value in tables[name][0].items()
                    },
                    pk=keys,
                )
            db["story"].create_index(["key"], unique=True)
            db["version"].create_index(["story", "number"], unique=True)
            db["version"].enable_fts(["title", "summary", "body"], create_triggers=True)
        with db.atomic():
            known = {
                row["key"]
                for row in db.query(
                    f"SELECT key FROM story WHERE key IN ({','.join('?' * len(batch))})",
                    [one.key for one, _ in batch],
                )
            }
            assert not known
            for name, values in tables.items():
                db[name].insert_all(values)
    return db


def test_a_poll_is_stored_with_less_work_than_sqlite_utils_would_do(
    path: Path, batches: list[list[StoryWithHits]]
) -> None:
    store = open_store(path)
    source = feed(store)

    polls = [record(*batch) for batch in batches]

    def ours() -> None:
        for one in polls:
            store.polls.record(source, one)

    mine = cpu_us(ours, STORIES)
    other: list[sqlite_utils.Database] = []
    theirs = cpu_us(lambda: other.append(with_sqlite_utils(path.with_name("other.db"), batches)), STORIES)
    assert (
        len(store.stories.search("treatyland", 50))
        == 50
        == len(list(other[0]["version"].search("treatyland", limit=50)))
    )
    other[0].close()
    seen_again = cpu_us(ours, STORIES)
    store.close()
    ratio = theirs / mine
    print(
        f"\nstore: {mine:.0f} us a story, sqlite-utils with triggers {theirs:.0f} us: {ratio:.2f}x; "
        f"seen again {seen_again:.0f} us"
    )
    assert ratio > 1.1


def test_search_and_the_outbox_stay_quick_when_they_are_full(
    path: Path, batches: list[list[StoryWithHits]]
) -> None:
    with open_store(path) as store:
        source = feed(store)
        for batch in batches[:100]:
            store.polls.record(source, record(*batch))
        search = (
            cpu_us(lambda: [store.stories.search("treatyland norland", 50) for _ in range(20)], 20) / 1000
        )
        fill(store, 2000)
        lease = cpu_us(lambda: [store.outbox.lease(NOW, 16, 120) for _ in range(100)], 1600) / 1000
    print(f"\nsearch of 4,500 stories {search:.1f} ms; lease {lease:.2f} ms a message with 2,000 waiting")
    assert search < 100
    assert lease < 5


def fill(store: Store, count: int) -> None:
    """One message each for many destinations."""
    for number in range(count):
        made = store.destinations.add(
            name=f"d{number}", channel="email", address=f"d{number}@news.example", now=NOW
        )
        assert store.digests.compose(
            made, cut=made.cursor, slot=None, messages=[message(made, number)], now=NOW
        )
