"""Polls that end together are stored together, and none harms another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from store_kit import NOW, QUARTER, feed, open_store, place, record, story
from waiting import other_tasks_run

from monitor.errors import StoreFull
from monitor.model import Feed, NotModified
from monitor.pipeline.recording import AT_ONCE, Recorder
from monitor.store import PollRecord, PollResult, Store

UNCHANGED = PollRecord(NOW, NotModified("x"), QUARTER)
Polls = Sequence[tuple[Feed, PollRecord]]


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def generation(store: Store) -> int:
    """How often something was committed."""
    return int(store.database.value("SELECT value FROM meta WHERE key = 'generation'"))


def test_several_polls_are_one_transaction(store: Store) -> None:
    feeds = [feed(store, f"https://press.example/{number}") for number in range(3)]
    before = generation(store)
    results = store.polls.record_all([(source, record((story(source.address), ()))) for source in feeds])
    assert [result.new for result in results if isinstance(result, PollResult)] == [1, 1, 1]
    assert (generation(store) - before, store.counts().stories) == (1, 3)


def test_a_poll_that_cannot_be_stored_keeps_no_other_from_it(store: Store) -> None:
    good, bad, other = (feed(store, f"https://press.example/{number}") for number in range(3))
    broken = record((story("b"), ()), hashes=[None])
    polls = [(good, record((story("a"), ()))), (bad, broken), (other, record((story("c"), ())))]
    first, second, third = store.polls.record_all(polls)
    assert (first, third) == (PollResult(1, langs=first.langs), PollResult(1, langs=third.langs))  # type: ignore[union-attr]
    assert isinstance(second, TypeError)
    assert store.counts().stories == 2


def test_a_full_disk_is_told_to_all_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def full(*poll: object) -> PollResult:
        tries.append(poll)
        raise StoreFull("no room")

    monkeypatch.setattr(store.polls, "_record", full)
    with pytest.raises(StoreFull):
        store.polls.record_all([(feed(store), UNCHANGED)] * 3)
    assert len(tries) == 1


def test_what_waits_for_the_writer_is_stored_in_one_go_up_to_a_limit() -> None:
    written: list[int] = []

    async def write(polls: Polls) -> list[PollResult | Exception]:
        written.append(len(polls))
        await other_tasks_run()
        return [PollResult(new=source.id) for source, _ in polls]

    async def run() -> list[PollResult]:
        recorder = Recorder()
        sources = [Feed(number, f"https://press.example/{number}") for number in range(AT_ONCE + 9)]
        first = asyncio.create_task(recorder.record(write, sources[0], UNCHANGED))
        await other_tasks_run()
        others = [recorder.record(write, source, UNCHANGED) for source in sources[1:]]
        return [await first, *await asyncio.gather(*others)]

    assert [result.new for result in asyncio.run(run())] == list(range(AT_ONCE + 9))
    assert written[0] in (1, AT_ONCE)
    assert max(written) == AT_ONCE
    assert len(written) <= 3


def test_an_error_reaches_the_poll_that_it_concerns_and_a_stopped_poll_is_no_trouble() -> None:
    async def write(polls: Polls) -> list[PollResult | Exception]:
        await other_tasks_run()
        return [ValueError("bad") if source.id == 2 else PollResult(new=source.id) for source, _ in polls]

    async def run() -> list[object]:
        recorder = Recorder()
        tasks = [
            asyncio.create_task(recorder.record(write, Feed(number, "x"), UNCHANGED)) for number in (1, 2, 3)
        ]
        await other_tasks_run()
        tasks[0].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, second, third = asyncio.run(run())
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(second, ValueError)
    assert third == PollResult(new=3)


def test_a_failure_of_the_writer_is_raised_in_each_poll_and_later_ones_work() -> None:
    async def full(polls: Polls) -> list[PollResult | Exception]:
        raise StoreFull("no room")

    async def write(polls: Polls) -> list[PollResult | Exception]:
        return [PollResult()] * len(polls)

    async def run() -> tuple[list[object], PollResult]:
        recorder = Recorder()
        given = [recorder.record(full, Feed(number, "x"), UNCHANGED) for number in (1, 2)]
        failed = await asyncio.gather(*given, return_exceptions=True)
        return failed, await recorder.record(write, Feed(3, "x"), UNCHANGED)

    failed, later = asyncio.run(run())
    assert [type(error) for error in failed] == [StoreFull, StoreFull]
    assert later == PollResult()
