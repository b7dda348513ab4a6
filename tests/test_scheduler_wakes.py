"""What is due is begun when it is due, and what one step makes is taken up by the next one at once: no story
waits for a tick.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes_http import Request, reply
from polling_kit import START, World, live
from servers import rss
from waiting import other_tasks_run, until

from monitor import pipeline
from monitor.model import Page, Schedule
from monitor.pipeline import Context
from monitor.scheduler import Scheduler
from monitor.scheduler.ticks import Tick, Ticks
from monitor.service import destinations, utc_now

TITLES = ("Norway withdraws from the whaling convention", "Chile terminates its extradition treaty with Peru")
NEVER = 3600.0  # seconds


def document(*titles: str) -> bytes:
    now = datetime.now(UTC)
    items = [(title[:5], title, f"http://wire.example/{title[:5]}") for title in titles]
    return reply(200, rss(*items, now=now).encode())


async def hang(request: Request, writer: Any) -> None:
    await asyncio.Event().wait()


async def run(scheduler: Scheduler, scene: Callable[[], Awaitable[None]]) -> None:
    """Runs the scheduler while `scene` lasts."""
    running = asyncio.create_task(scheduler.run())
    try:
        await scene()
    finally:
        scheduler.stop()
        await scheduler.polling.aclose()
        await running


# ---------------------------------------------------------------- when it is due


def test_a_feed_is_polled_when_it_is_due_also_while_others_hang(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        scheduler = Scheduler(world.service, context)
        world.add("/hang", "/hang2")
        [later] = world.add("/a", host="localhost")
        due = START + timedelta(seconds=0.7)
        world.service.store.feeds.put_off([later.id], START, due)
        async with asyncio.timeout(3.5):  # ticks come each five seconds
            await scheduler.poll()
        assert not scheduler.first_round.is_set()
        world.now[0] = due
        waited_for = asyncio.create_task(scheduler.poll())
        await until(lambda: "/a" in world.server.paths())
        await scheduler.polling.aclose()
        await waited_for

    pages = {"/hang": hang, "/hang2": hang, "/a": document(*TITLES)}
    live(tmp_path, pages, scene, deadline_s=60)


def test_the_first_round_is_over_when_what_was_due_at_the_start_was_polled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.scheduler.DUE_AT_ONCE", 2)

    async def scene(world: World, context: Context) -> None:
        scheduler = Scheduler(world.service, context)
        world.add("/a", "/b", "/c")
        await scheduler.poll()
        assert not scheduler.first_round.is_set(), "more are due than one look takes up"
        await until(lambda: not len(scheduler.polling))
        world.add("/hang", host="localhost")
        await scheduler.poll()
        await until(lambda: "/hang" in world.server.paths())
        assert not scheduler.first_round.is_set(), "it was due, too"
        await scheduler.polling.aclose()

    pages = {"/hang": hang} | {f"/{name}": document(*TITLES) for name in "abc"}
    live(tmp_path, pages, scene, deadline_s=60)


def test_what_becomes_due_later_is_not_of_the_first_round(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        scheduler = Scheduler(world.service, context)
        answered = asyncio.Event()

        async def late(request: Request, writer: Any) -> None:
            await answered.wait()
            writer.write(document(*TITLES))

        world.add("/a")
        world.server.pages["/a"] = late
        due = START + timedelta(seconds=0.7)
        [later] = world.add("/hang", host="localhost")
        world.service.store.feeds.put_off([later.id], START, due)
        await scheduler.poll()
        assert not scheduler.first_round.is_set()
        world.now[0] = due
        polls = asyncio.create_task(scheduler.poll())
        await until(lambda: "/hang" in world.server.paths())
        answered.set()
        await polls
        assert len(scheduler.polling) == 1, "it hangs"
        assert scheduler.first_round.is_set()
        await scheduler.polling.aclose()

    live(tmp_path, {"/hang": hang}, scene, deadline_s=60)


def test_the_next_look_comes_without_a_tick(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        [feed] = world.add("/a")
        now = utc_now()
        world.service.store.feeds.put_off([feed.id], now, now + timedelta(seconds=2))
        scheduler = Scheduler(world.service, context)
        for tick in scheduler.ticks:
            tick.every_s = NEVER

        async def polled() -> None:
            await until(lambda: "/a" in world.server.paths())

        await run(scheduler, polled)

    live(tmp_path, {"/a": document(*TITLES)}, scene, clock=utc_now)


def test_what_is_due_next_is_known_and_what_is_under_way_is_not_taken_up_again(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        feeds, hour = world.service.store.feeds, timedelta(hours=1)
        assert feeds.next_due(START) is None
        first, second = world.add("/a", "/b")
        feeds.put_off([second.id], START, START + hour)
        assert feeds.next_due(START) == START + hour
        assert feeds.next_due(START + hour) is None
        later = START + 2 * hour
        assert [feed.id for feed, _ in feeds.due(later)] == [first.id, second.id]
        assert [feed.id for feed, _ in feeds.due(later, 1, [first.id])] == [second.id]
        assert feeds.due(later, 5, [first.id, second.id]) == []

    live(tmp_path, {}, scene)


# ---------------------------------------------------------------- one step wakes the next


def test_a_polled_story_is_told_without_any_tick(tmp_path: Path) -> None:
    box = tmp_path / "box"

    async def scene(world: World, context: Context) -> None:
        context = replace(context, settings=replace(context.settings, window=timedelta()))
        destinations.add(world.service, name="box", channel="maildir", address=str(box), schedule=Schedule())
        world.add("/a", interval_s=1)
        scheduler = Scheduler(world.service, context)
        for tick in scheduler.ticks:
            tick.every_s = NEVER

        async def told() -> None:
            for number in (1, 2):
                world.server.pages["/a"] = document(*TITLES[:number])
                await until(lambda: len(list(box.glob("new/*"))) == number, seconds=30)  # noqa: B023

        await run(scheduler, told)

    live(tmp_path, {"/a": reply(503)}, scene, clock=utc_now)


def test_a_page_that_is_slow_delays_no_other_page(tmp_path: Path) -> None:
    class Slow:
        """Pages of which the first one hangs."""

        def __init__(self) -> None:
            self.asked: list[str] = []
            self.answered = asyncio.Event()

        async def read(self, url: str) -> Page:
            self.asked.append(url)
            if len(self.asked) == 1:
                await self.answered.wait()
            return Page(url, "", "The treaty is ended.", "en")

    async def scene(world: World, context: Context) -> None:
        pages = Slow()
        settings = replace(context.settings, page_wait_s=60)
        context = replace(context, pages=pages, settings=settings)  # type: ignore[arg-type]
        stored: list[int] = []
        world.add("/a", "/b")
        world.server.pages["/b"] = reply(503)
        await world.poll(context)
        reading = asyncio.create_task(pipeline.read_pages(context, stored=lambda: stored.append(1)))
        await until(lambda: len(pages.asked) == 1)
        world.now[0] += timedelta(hours=1)
        world.server.pages["/b"] = reply(
            200, rss(("2", TITLES[1], "http://wire.example/2"), now=START).encode()
        )
        await world.poll(context)
        await until(lambda: bool(stored))
        assert pages.asked == ["http://wire.example/1", "http://wire.example/2"]
        assert not reading.done()
        pages.answered.set()
        assert await reading == 2

    first = rss(("1", TITLES[0], "http://wire.example/1"), now=START).encode()
    live(tmp_path, {"/a": reply(200, first)}, scene)


def test_a_tick_that_is_woken_while_it_runs_runs_once_more(tmp_path: Path) -> None:
    async def scene() -> None:
        ticks = Ticks(monotonic=time.monotonic, wall_clock=utc_now)
        ended = asyncio.Event()
        runs: list[int] = []

        async def job() -> None:
            runs.append(1)
            await ended.wait()

        ticks.ticks = [Tick("settle", NEVER, job), Tick("other", NEVER, other_tasks_run)]
        ticks.wake("settle")
        await other_tasks_run()
        assert runs == [], "nothing follows before it runs"
        running = asyncio.create_task(ticks.run())
        await until(lambda: len(runs) == 1)
        for _ in range(3):
            ticks.wake("settle")
        ended.set()
        await until(lambda: len(runs) == 2)
        ticks.wake("settle")
        await until(lambda: len(runs) == 3)
        assert ticks.ticks[1].runs == 1
        ticks.wake_in("settle", NEVER)
        ticks.wake_in("settle", 0.01)
        await until(lambda: len(runs) == 4)
        ticks.stop()
        await asyncio.wait_for(running, 10)
        ticks.wake("settle")
        await other_tasks_run()
        assert len(runs) == 4, "nothing begins after the end"

    asyncio.run(scene())
