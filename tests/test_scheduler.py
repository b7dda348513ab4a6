"""The clockwork: ticks run, failures end nothing, the watchdog wakes what a clock set back would freeze."""

from __future__ import annotations

import asyncio
import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_MISSED
from clauses_kit import OTHERS
from servers import Site, rss, site
from waiting import hold_up, other_tasks_run, until

from monitor import metrics, pipeline
from monitor.config import load
from monitor.model import MessageState, Schedule
from monitor.scheduler import Scheduler, Tick
from monitor.service import Service, destinations, gauges


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as found:
        yield found


@pytest.fixture
def service(tmp_path: Path, here: Site) -> Iterator[Service]:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = [{here.port}]\n'
        f"[pages]\nenabled = false\n[rules]\npackaged = false\n"
    )
    (tmp_path / "data" / "rules").mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "data" / "small-rules" / "small.toml", tmp_path / "data" / "rules")
    with Service.open(load(config), editing=False, packaged=False) as found:
        yield found


def measured(name: str, **labels: str) -> float:
    """The value of a metric of this process."""
    value = metrics.REGISTRY.get_sample_value(name, labels)
    assert value is not None, name
    return value


def add_feed(service: Service, address: str) -> None:
    service.store.feeds.add(address, title="Wire", publisher="Wire", interval_s=900, now=service.clock())


def test_a_running_service_polls_flags_and_delivers_by_itself_and_stops_when_asked(
    service: Service, here: Site, tmp_path: Path
) -> None:
    add_feed(
        service,
        here.put(
            "/feed", rss(("1", "Norway withdraws from the whaling convention", "http://wire.example/1"))
        ),
    )
    box = tmp_path / "box"
    destinations.add(
        service,
        name="box",
        channel="maildir",
        address=str(box),
        schedule=Schedule(),
    )

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            for tick in scheduler.ticks:
                tick.every_s = min(tick.every_s, 0.1)
            running = asyncio.create_task(scheduler.run())
            await until(lambda: list(box.glob("new/*")))
            await until(lambda: service.store.outbox.find(MessageState.SENT, 10))
            scheduler.stop()
            await asyncio.wait_for(running, 10)

    asyncio.run(scenario())
    assert len(list(box.glob("new/*"))) == 1


def test_the_metrics_count_alerts_not_stories_and_an_age_that_is_not_known_is_not_zero(
    service: Service, here: Site
) -> None:
    wire = rss(
        ("1", "Norway withdraws from the whaling convention", "http://wire.example/1"),
        ("2", "Mood after leaving the treaty", "http://wire.example/2"),
    )

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            await scheduler.poll()
            gauges.measure(service)
            assert measured("treaty_monitor_poll_age_seconds") == math.inf
            add_feed(service, here.put("/feed", wire))
            before = measured("treaty_monitor_alerts_total")
            await scheduler.poll()
            gauges.measure(service)
            assert measured("treaty_monitor_poll_age_seconds") < 60
            await scheduler.settle()
            assert measured("treaty_monitor_alerts_total") - before == 1, (
                "the look back is settled too, and alerts nobody"
            )

    asyncio.run(scenario())


def test_new_stories_in_a_language_that_no_rules_read_are_counted_by_its_code(
    service: Service, here: Site
) -> None:
    add_feed(
        service,
        here.put(
            "/feed",
            rss(("1", "Norge lämnar", "http://wire.example/1"), ("2", "Regn", "http://wire.example/2")),
        ),
    )
    add_feed(service, here.put("/other", rss(("3", "Xyz", "http://wire.example/3"))))
    for feed, lang in zip(service.store.feeds.all(), (f"{OTHERS[0]}-XX", "qx"), strict=True):
        service.store.feeds.update(replace(feed, lang=lang))

    def counted(code: str) -> float:
        return (
            metrics.REGISTRY.get_sample_value("treaty_monitor_uncovered_stories_total", {"code": code}) or 0.0
        )

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            await scheduler.poll()
            await scheduler.poll()

    codes = (OTHERS[0], "other", "qx")
    before = [counted(code) for code in codes]
    asyncio.run(scenario())
    assert [counted(code) - count for code, count in zip(codes, before, strict=True)] == [2, 1, 0]


def test_what_an_earlier_version_read_is_read_again_after_the_first_round(
    service: Service, here: Site
) -> None:
    add_feed(
        service,
        here.put(
            "/feed", rss(("1", "Norway withdraws from the whaling convention", "http://wire.example/1"))
        ),
    )

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            await scheduler.poll()
            await scheduler.settle()
            assert service.store.readings.begin("new") == 1
            scheduler.first_round.clear()
            await scheduler.reread()
            assert service.store.readings.unread("new") == 1
            scheduler.first_round.set()
            await scheduler.reread()
            assert service.store.readings.unread("new") == 0

    asyncio.run(scenario())


def test_fault_157_a_tick_that_raises_is_counted_and_runs_again(service: Service) -> None:
    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            calls: list[int] = []

            async def broken() -> None:
                calls.append(1)
                raise RuntimeError("a bug")

            tick = Tick("broken", 1, broken)
            await scheduler.run_tick(tick)
            await scheduler.run_tick(tick)
            assert (len(calls), tick.failures, tick.running) == (2, 2, False)

    asyncio.run(scenario())


def test_a_tick_that_raises_three_times_in_succession_is_told_to_the_operator_once(service: Service) -> None:
    async def scenario() -> None:
        async with service.context() as context:
            context = replace(context, settings=replace(context.settings, operator="ops@monitor.example"))
            scheduler = Scheduler(service, context)
            ticks = {tick.name: tick for tick in scheduler.ticks}

            async def broken() -> None:
                raise OSError("secret path")

            ticks["rules"].job = broken
            for _ in range(5):
                await scheduler.run_tick(ticks["rules"])
                await scheduler.run_tick(ticks["audit"])

    asyncio.run(scenario())
    [alarm] = service.store.alarms.all()
    assert alarm.text == "the step rules of the service fails: OSError"
    assert measured("treaty_monitor_alarms") == 1
    letters = service.store.database.rows("SELECT subject FROM outbox WHERE notice = 1")
    assert [row["subject"] for row in letters] == ["[Treaty Monitor] Alarm: 1 problem"]


def test_fault_154_a_tick_three_intervals_late_on_the_monotonic_clock_is_started_whatever_the_wall_clock_says(
    service: Service,
) -> None:
    async def scenario() -> None:
        now = 1000.0
        async with service.context() as context:
            scheduler = Scheduler(service, context, monotonic=lambda: now)
            ran: list[str] = []

            async def job() -> None:
                ran.append("ran")

            scheduler.ticks = [Tick("poll", 5, job, began=now)]
            now += 14
            assert scheduler.wake_late() == []
            now += 2
            assert scheduler.wake_late() == ["poll"]
            await until(lambda: ran)
            assert scheduler.wake_late() == []

    asyncio.run(scenario())


def test_a_tick_that_worked_for_long_is_not_called_late_when_it_ends(service: Service) -> None:
    async def scenario() -> None:
        now = 1000.0
        async with service.context() as context:
            scheduler = Scheduler(service, context, monotonic=lambda: now)
            answered = asyncio.Event()

            async def job() -> None:
                await answered.wait()

            tick = Tick("deliver", 2, job, began=now)
            scheduler.ticks = [tick]
            working = asyncio.create_task(scheduler.run_tick(tick))
            await until(lambda: tick.running)
            now += 20.5
            assert scheduler.wake_late() == []
            answered.set()
            await working
            assert scheduler.wake_late() == []
            now += 3
            await scheduler.run_tick(tick)
            assert measured("treaty_monitor_tick_late_seconds", tick="deliver") == 1
            now += 7
            assert scheduler.wake_late() == ["deliver"], "it did not begin again"
            await until(lambda: tick.runs == 3)

    asyncio.run(scenario())


def test_fault_156_a_tick_that_hangs_does_not_stop_the_others(service: Service) -> None:
    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            forever = asyncio.Event()
            beats: list[int] = []

            async def hang() -> None:
                await forever.wait()

            async def beat() -> None:
                beats.append(1)

            scheduler.ticks = [Tick("hang", 0.1, hang), Tick("beat", 0.1, beat)]
            running = asyncio.create_task(scheduler.run())
            await until(lambda: len(beats) >= 3)
            forever.set()
            scheduler.stop()
            await asyncio.wait_for(running, 10)

    asyncio.run(scenario())


def test_fault_155_no_tick_is_ever_dropped_for_being_late(service: Service) -> None:
    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            missed: list[object] = []
            scheduler._scheduler.add_listener(missed.append, EVENT_JOB_MISSED)
            running = asyncio.create_task(scheduler.run())
            await other_tasks_run()
            jobs = scheduler._scheduler.get_jobs()
            hold_up(1.5)  # longer than APScheduler's own patience of a second
            await until(lambda: all(tick.runs for tick in scheduler.ticks))
            scheduler.stop()
            await asyncio.wait_for(running, 10)
            assert len(jobs) == len(scheduler.ticks)
            assert all(job.misfire_grace_time is None and job.coalesce for job in jobs)
            assert missed == []

    asyncio.run(scenario())


def test_after_a_start_compose_waits_for_the_first_poll_round_but_not_for_ever(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: list[int] = []

    async def compose(context: object, **more: object) -> int:
        composed.append(1)
        return 0

    monkeypatch.setattr(pipeline, "compose_in_turns", compose)

    async def scenario() -> None:
        now = 0.0
        async with service.context() as context:
            scheduler = Scheduler(service, context, monotonic=lambda: now)
            await scheduler.compose()
            assert composed == []
            now = 301.0
            await scheduler.compose()
            assert composed == [1]
            now = 0.0
            await scheduler.poll()
            await scheduler.compose()
            assert composed == [1, 1]

    asyncio.run(scenario())


def test_rules_that_change_on_disk_are_taken_up_and_broken_ones_leave_the_old_in_force(
    service: Service,
) -> None:
    own = service.config.data_dir / "rules"
    before = len(service.rules.rules)
    rule = (
        '[[rule]]\nid = "own.{0}"\ntitle = "Own"\nlang = "en"\nkind = "act"\nstage = '
        '"decided"\nquery = "{1}"\nwhy = "ours"\n'
    )

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context)
            (own / "own.toml").write_text(rule.format("one", "zanzibar AND treaty"))
            await scheduler.rules()
            assert len(service.rules.rules) == before + 1
            assert service.health().rules_ok
            (own / "own.toml").write_text(rule.format("one", "zanzibar AND ("))
            await scheduler.rules()
            assert len(service.rules.rules) == before + 1, "the old rules stay (docs/faults.md 74)"
            assert not service.health().rules_ok
            assert "own.toml" in (service.rules_error or "")
            (own / "own.toml").unlink()
            await scheduler.rules()
            assert len(service.rules.rules) == before
            assert service.health().rules_ok

    asyncio.run(scenario())
