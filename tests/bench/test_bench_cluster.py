"""What one worker of a cluster reads: CPU of its process tree a feed, by kind of answer, and how many workers so many
feeds need (docs/cluster.md). Its documents are those of test_bench_peers.py; publishers answer at once, on loopback.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from bench.peers.publishers import host_of
from bench.test_bench_memory import tree
from bench.test_bench_peers import publishers
from polling_kit import START
from waiting import cpu_ticks

from monitor.config import load
from monitor.model import Feed, FeedState, Fetched, Parsed
from monitor.pipeline.sharding import SHARD_FEEDS, Records
from monitor.service.cluster import equipment
from monitor.service.shards import poll_shard

pytestmark = pytest.mark.bench

FEEDS, THREADS = 400, 2  # threads of a worker, as docs/cluster.md begins it
# kind of answer -> items that each feed has gained, whether the publishers send validators, and its share of a usual
# round: most polls bring nothing, and half of those have no validators that work
KINDS = {
    "first poll": (0, 1, 0.0),
    "304": (0, 1, 0.6),
    "one new item": (1, 1, 0.15),
    "same document": (1, 0, 0.25),
}
INSTALLATIONS = [
    (10_000, 15),
    (100_000, 15),
    (100_000, 60),
    (1_000_000, 15),
    (1_000_000, 60),
    (1_000_000, 240),
]
BUSY = 0.7  # share of a core that is planned
A_THREAD = 4  # feeds a second that a thread is planned for: a shard lasts as long as a feed that hangs


def worker_cpu_s(apart: set[int]) -> float:
    """The CPU time of this process and its children, without those `apart`."""
    pids = set(tree(os.getpid())) - apart
    return sum(cpu_ticks(pid) for pid in pids) / os.sysconf("SC_CLK_TCK")


def after(state: FeedState, records: Records, feed: Feed) -> FeedState:
    """The state of a feed after its poll, as the store keeps it."""
    record = records[feed.id]
    assert record.error is None
    state = replace(state, ok_at=START, polled_at=START)
    if isinstance(record.fetched, Fetched):
        state = replace(state, etag=record.fetched.etag, validated_at=START, body_hash=record.body_hash)
    if isinstance(record.parsed, Parsed):
        state = replace(state, item_hashes=frozenset(record.parsed.item_hashes))
    return state


def test_what_a_worker_reads_in_a_second(tmp_path: Path) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text('[http]\nallow_private = ["127.0.0.0/8"]\nports = []\n[poll]\nparse_workers = 2\n')
    task = partial(poll_shard, equipment(load(config), {}))
    others = set(tree(os.getpid())) - {os.getpid()}
    with publishers(FEEDS) as (port, phase), ThreadPoolExecutor(THREADS) as threads:
        others |= {pid for pid in tree(os.getpid()) if pid != os.getpid()}
        due = {
            Feed(place + 1, f"http://{host_of(place)}:{port}/{place}.xml"): FeedState()
            for place in range(FEEDS)
        }
        first = next(iter(due.items()))
        task((first,), START)  # its children start
        figures = {}
        for kind, (added, validators, _) in KINDS.items():
            phase(added, validators)
            pairs = list(due.items())
            shards = [tuple(pairs[start : start + SHARD_FEEDS]) for start in range(0, FEEDS, SHARD_FEEDS)]
            before = worker_cpu_s(others)
            records: Records = {}
            for answer in threads.map(lambda shard: task(shard, START), shards):
                records |= answer
            figures[kind] = 1000 * (worker_cpu_s(others) - before) / FEEDS
            due = {feed: after(state, records, feed) for feed, state in due.items()}
    print("\n| answer | ms of CPU a feed | feeds a second and core |\n|---|---|---|")
    for kind, cpu_ms in figures.items():
        print(f"| {kind} | {cpu_ms:.2f} | {1000 / cpu_ms:.0f} |")
    usual_ms = sum(share * figures[kind] for kind, (_, _, share) in KINDS.items())
    print(
        f"\na usual round: {usual_ms:.2f} ms of CPU a feed\n\n| feeds | every | polls a second | cores | threads |\n|---|---|---|---|---|"
    )
    for number, minutes in INSTALLATIONS:
        polls = number / (60 * minutes)
        print(
            f"| {number:,} | {minutes} min | {polls:.0f} | {polls * usual_ms / 1000 / BUSY:.2f} "
            f"| {polls / A_THREAD:.0f} |"
        )
    assert figures["304"] < figures["one new item"] < figures["first poll"]
