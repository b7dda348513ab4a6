"""Feeds polled in shards, on executors of this machine; a Dask cluster is the same (test_cluster.py)."""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fakes_http import reply
from hypothesis import given, settings
from hypothesis import strategies as st
from polling_kit import START, World, live
from servers import rss

from monitor import pipeline
from monitor.model import Feed, FeedState, Fetched, NotModified
from monitor.pipeline import Context, Polled
from monitor.pipeline.batches import Batches, Shard
from monitor.pipeline.sharding import Records
from monitor.pipeline.turns import domain_of
from monitor.service.cluster import equipment
from monitor.service.shards import OtherVersion, packaged_words, poll_shard
from monitor.store import PollRecord

WIRE = rss(
    ("1", "Norway withdraws from the whaling convention", "http://wire.example/1"),
    ("2", "Rain in Oslo", "http://wire.example/2"),
    now=START,
).encode()
HOSTS = ("127.0.0.1", "localhost")


def feeds(*hosts: str) -> list[tuple[Feed, FeedState]]:
    return [(Feed(number, f"http://{host}/{number}"), FeedState()) for number, host in enumerate(hosts, 1)]


def ids(shard: Shard) -> list[int]:
    return [feed.id for feed, _ in shard]


# ---------------------------------------------------------------- which feeds are polled together


def test_a_shard_has_few_feeds_of_a_domain_and_no_other_shard_has_that_domain() -> None:
    batches = Batches(4, 2)
    batches.add(feeds("a.org", "www.a.org", "a.org", "b.org", "c.org", "d.org"))
    first, second = batches.take(), batches.take()
    assert (ids(first), ids(second), batches.take()) == ([1, 2, 4, 5], [6], ())
    batches.add(feeds("a.org"))
    assert len(batches) == 6, "what waits or is under way is not taken up again"
    batches.end(first)
    assert ids(batches.take()) == [3]


def test_a_domain_is_taken_out_of_what_waits() -> None:
    batches = Batches(1, 1)
    batches.add(feeds("a.org", "b.org", "b.org"))
    first = batches.take()
    assert [feed.id for feed in batches.drop("b.org")] == [2, 3]
    batches.clear()
    batches.end(first)
    assert (len(batches), batches.take(), batches.drop("a.org")) == (0, (), [])


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["a.org", "b.org", "c.org", "localhost"]), max_size=40),
    st.integers(1, 6),
    st.integers(1, 3),
    st.randoms(use_true_random=False),
)
def test_every_feed_is_taken_once_and_no_domain_is_in_two_shards(
    hosts: list[str], most: int, of_domain: int, chance: Any
) -> None:
    batches = Batches(most, of_domain)
    batches.add(feeds(*hosts))
    under_way: list[Shard] = []
    seen: list[int] = []
    while len(batches):
        shard = batches.take() if chance.random() < 0.6 else ()
        if shard:
            under_way.append(shard)
            seen += ids(shard)
        elif under_way:
            batches.end(under_way.pop(chance.randrange(len(under_way))))
        domains = [{domain_of(feed) for feed, _ in taken} for taken in under_way]
        assert sum(map(len, domains)) == len(set().union(*domains))
        assert all(len(taken) <= most for taken in under_way)
    assert sorted(seen) == list(range(1, len(hosts) + 1))


# ---------------------------------------------------------------- executors


@dataclass
class Workers:
    """A cluster of which a test says what it does."""

    runs: Executor | None
    task: Callable[[Shard, datetime], Records]
    shards: list[Shard] = field(default_factory=list)

    async def executor(self) -> Executor | None:
        return self.runs

    def width(self) -> int:
        return 2


class Failing(Executor):
    """An executor whose tasks end with an error, or are cancelled."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.asked = 0

    def submit(self, task: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked += 1
        future: Future[Any] = Future()
        if self.error is None:
            future.cancel()
        else:
            future.set_exception(self.error)
        return future


def workers_of(world: World, runs: Executor | None) -> Workers:
    config = world.service.config
    return Workers(runs, partial(poll_shard, equipment(config, world.service.rule_texts())))


def stored(world: World) -> list[tuple[str, int]]:
    """The key of each story with each feed that shows it."""
    rows = world.service.store.database.rows(
        "SELECT key, sighting.feed FROM sighting JOIN story ON story = id ORDER BY 1, 2"
    )
    return [tuple(row) for row in rows]


@pytest.fixture(params=["threads", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "threads":
        with ThreadPoolExecutor(2) as threads:
            yield threads
    else:
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
            yield processes


def test_a_shard_and_its_equipment_are_plain_values(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> tuple[bytes, Records]:
        world.add("/a")
        task = workers_of(world, None).task
        shard = tuple(context.store.feeds.due(START))
        sent = pickle.loads(pickle.dumps((task, shard)))
        return pickle.dumps(sent), await asyncio.to_thread(sent[0], sent[1], START)

    sent, records = live(tmp_path, {"/a": reply(200, WIRE, etag='"1"')}, scene)
    assert len(sent) < 20_000, "the packaged words do not travel"
    [record] = records.values()
    assert isinstance(record.fetched, Fetched)
    assert (record.fetched.body, record.fetched.etag, record.body_hash is None) == (b"", '"1"', False)
    assert [(story.title, bool(hits)) for story, hits in record.stories] == [
        ("Norway withdraws from the whaling convention", True),
        ("Rain in Oslo", False),
    ]
    assert START <= record.now < START + timedelta(minutes=1), "the clock of the coordinator counts"


def test_polls_on_an_executor_store_what_polls_here_store(tmp_path: Path, executor: Executor) -> None:
    pages = {
        "/a": reply(200, WIRE, etag='"1"'),
        "/b": reply(500),
        "/c": reply(200, WIRE.replace(b"Rain", b"Snow")),
    }

    def scene_on(runs: Executor | None) -> Any:
        async def scene(world: World, context: Context) -> Any:
            for host in HOSTS:
                world.add(*pages, host=host)
            if runs is not None:
                context = replace(context, cluster=workers_of(world, runs))
            polled = await world.poll(context)
            errors = world.service.store.database.rows(
                "SELECT feed, error_code FROM feed_state ORDER BY feed"
            )
            return {
                "errors": [tuple(row) for row in errors],
                "polled": sorted(done.feed.id for done in polled),
                "stored": stored(world),
            }

        return scene

    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    patient = {"connect_s": 60, "deadline_s": 120}
    on_workers = live(there, dict(pages), scene_on(executor), **patient)
    in_this_process = live(here, dict(pages), scene_on(None), **patient)
    for name in ("errors", "polled", "stored"):
        assert on_workers[name] == in_this_process[name]


@pytest.mark.parametrize("error", [BrokenExecutor("gone"), OSError("unreachable"), None])
def test_a_shard_whose_worker_is_lost_is_read_here(tmp_path: Path, error: Exception | None) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/a", "/b")
        failing = Failing(error)
        context = replace(context, cluster=workers_of(world, failing))
        polled = await world.poll(context)
        assert [done.error for done in polled] == [None, None]
        assert failing.asked == 1
        assert len(stored(world)) == 4

    live(tmp_path, {"/a": reply(200, WIRE), "/b": reply(200, WIRE)}, scene)


class Forging(Executor):
    """An executor whose workers answer what they like."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def submit(self, task: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(self.answer)
        return future


RECORD = PollRecord(START, NotModified("http://wire.example/"), timedelta(days=3650))


@pytest.mark.parametrize(
    "answer", [None, [], (1, 2), {1: None}, {1: ("a", "b")}, {"1": RECORD}, {99: RECORD}]
)
def test_an_answer_that_is_no_answer_to_the_shard_is_not_stored(tmp_path: Path, answer: Any) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/a", "/b")
        context = replace(context, cluster=workers_of(world, Forging(answer)))
        assert [done.error for done in await world.poll(context)] == [None, None]
        assert len(stored(world)) == 4

    live(tmp_path, {"/a": reply(200, WIRE), "/b": reply(200, WIRE)}, scene)


def test_without_workers_feeds_are_read_here(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/a")
        assert len(await world.poll(replace(context, cluster=workers_of(world, None)))) == 1

    live(tmp_path, {"/a": reply(200, WIRE)}, scene)


def test_fault_51_a_busy_server_is_left_alone_by_all_workers(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/busy", "/a", "/b", "/c", "/d")
        context = replace(context, cluster=workers_of(world, None))
        polled = await world.poll(context)
        asked = {request.path for request in world.server.requests}
        assert len(polled) == len(asked) < 5, "the rest is left alone"
        assert {f"/{name}" for name, due in world.due().items() if due < timedelta(hours=1)} == asked - {
            "/busy"
        }

    pages = {f"/{name}": reply(200, WIRE) for name in "abcd"}
    live(
        tmp_path,
        pages | {"/busy": reply(429, retry_after=7200)},
        scene,
    )


def test_a_worker_with_other_words_refuses_the_shard(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        other = replace(equipment(world.service.config, {}), words="other")
        with pytest.raises(OtherVersion):
            poll_shard(other, (), START)
        assert packaged_words() == equipment(world.service.config, {}).words

    live(tmp_path, {}, scene)


def test_a_running_poll_can_be_cut_off(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/a")
        waits = Waiting()
        results: list[Polled] = []
        polling = pipeline.polling_of(replace(context, cluster=workers_of(world, waits)), results.append)
        polling.add(context.store.feeds.due(START))
        assert not await polling.wait(0.01)
        polling.stop()
        await polling.aclose()
        assert (results, world.server.requests) == ([], [])

    live(tmp_path, {}, scene)


class Waiting(Executor):
    """An executor that answers nothing."""

    def submit(self, task: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()
