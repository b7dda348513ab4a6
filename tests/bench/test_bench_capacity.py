"""The coordinator of a large installation: what many feeds cost it, network and parsing apart (docs/cluster.md)."""

from __future__ import annotations

import math
import os
import pickle
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from store_kit import NOW, open_store, place

from monitor import rhythm
from monitor.model import NotModified
from monitor.pipeline.completeness import WINDOW
from monitor.pipeline.recording import AT_ONCE
from monitor.pipeline.sharding import SHARD_FEEDS
from monitor.store import PollRecord, Store, rows

pytestmark = pytest.mark.bench

INTERVAL = timedelta(minutes=15)
DUE = 500  # what a poll tick takes up (scheduler.DUE_AT_ONCE)
HASHES = os.urandom(16 * 45)  # of the items of a document


def filled(path: Path, number: int) -> Store:
    """A database of so many feeds, which are due evenly over one interval."""
    store = open_store(path)
    known = rows.pack_rhythm(rhythm.first([NOW], NOW))
    at = rows.stamp(NOW - INTERVAL)
    feeds = (
        (place, f"https://site{place // 3}.example/feed/{place}", f"Feed {place}", at)
        for place in range(1, number + 1)
    )
    states = (
        (place, f'"{place}"', at, HASHES, at, at, at, rows.stamp(NOW + INTERVAL * (place / number)), known)
        for place in range(1, number + 1)
    )
    with store.database.write() as db:
        db.executemany(
            "INSERT INTO feed (id, address, title, publisher, kind, interval_s, enabled, added_at) "
            "VALUES (?, ?, ?, '', 'press', 900, 1, ?)",
            feeds,
        )
        db.executemany(
            "INSERT INTO feed_state (feed, etag, validated_at, item_hashes, polled_at, ok_at, due_from, due_at, "
            "rhythm) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            states,
        )
    return store


def cpu_ms(task: Callable[[], object]) -> tuple[float, float]:
    """CPU time and time by the clock of a call, in milliseconds."""
    cpu, clock = time.process_time(), time.perf_counter()
    task()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - clock)


def told(store: Store) -> None:
    """What `/metrics` reads of the feeds."""
    store.counts()
    store.feeds.totals(NOW, INTERVAL)
    store.feeds.doubtful(NOW - WINDOW)
    store.feeds.gaps(NOW - WINDOW)


def resident_mb() -> float:
    """The memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


@pytest.mark.parametrize("number", [10_000, 100_000, 1_000_000])
def test_what_many_feeds_cost_the_coordinator(number: int) -> None:
    with place() as path:
        store = filled(path, number)
        later = NOW + INTERVAL * (DUE / number)
        first_ms, _ = cpu_ms(lambda: store.feeds.due(NOW - timedelta(seconds=1), DUE))
        before = resident_mb()
        due_ms, due_clock = cpu_ms(lambda: store.feeds.due(later, DUE))
        all_ms, _ = cpu_ms(lambda: store.feeds.due(NOW + 2 * INTERVAL, DUE))
        due = store.feeds.due(later, DUE)
        grown = resident_mb() - before
        shards = [tuple(due[start : start + SHARD_FEEDS]) for start in range(0, DUE, SHARD_FEEDS)]
        sent_ms, _ = cpu_ms(lambda: [pickle.dumps(shard) for shard in shards])
        size = len(pickle.dumps(shards[0]))
        polls = [(feed, PollRecord(later, NotModified(feed.address), INTERVAL)) for feed, _ in due]

        def record() -> None:
            for start in range(0, DUE, AT_ONCE):
                store.polls.record_all(polls[start : start + AT_ONCE])

        stored_ms, stored_clock = cpu_ms(record)
        # as the figures were made before: from all feeds, read one by one
        states_ms = cpu_ms(store.feeds.states)[0] if number < 1_000_000 else math.nan
        told_ms, _ = cpu_ms(lambda: told(store))
        a_feed = (due_ms + sent_ms + stored_ms) / DUE
        file_mb = path.stat().st_size / 1e6
        print(
            f"\n{number} feeds: file {file_mb:.0f} MB; first due {first_ms:.0f} ms; due {due_ms:.1f} ms CPU ({due_clock:.1f} ms), all due {all_ms:.1f} ms;"
            f" {DUE} feeds sent {sent_ms:.1f} ms ({size / 1000:.0f} kB a shard), stored {stored_ms:.1f} ms"
            f" ({stored_clock:.1f} ms); {a_feed:.3f} ms of CPU a feed, {a_feed * number / 1000:.0f} s for all;"
            f" memory +{grown:.1f} MB; figures of health and coverage {told_ms:.0f} ms, all feeds read {states_ms:.0f} ms"
        )
        assert due_ms < 200
        assert told_ms < 0.3 * states_ms or number == 1_000_000
        store.close()
