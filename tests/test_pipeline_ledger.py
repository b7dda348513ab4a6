"""What deliveries come to over days: warnings to owners, reports to the operator, slow and foreign endpoints.

A real database and real endpoints on loopback; only the clock is moved.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from servers import site
from store_kit import queue
from test_pipeline import AT_ONCE, EXIT, THREAT, World, made_world, poll

from monitor import pipeline
from monitor.channels.failing import percent_failing, warning_due
from monitor.model import Attempt, Message, MessageState, Outcome
from monitor.pipeline import Context
from monitor.service import delivery_checks, destinations
from monitor.store import Delivery, outcomes
from monitor.store.rows import address_hash

OTHERS = 500  # docs/faults.md 127


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with site() as here:
        here.put("/hook", b"", status=204)
        with made_world(here, tmp_path) as made:
            yield made


def letters(world: World) -> list[Delivery]:
    """The mails to owners and to the operator, the oldest first, each with its bytes."""
    store = world.service.store
    found = [delivery for delivery in store.outbox.find(None, 1000) if delivery.message.channel == "email"]
    whole = [store.outbox.get(delivery.message.id) for delivery in reversed(found)]
    return [delivery for delivery in whole if delivery is not None]


def text_of(letter: Delivery) -> str:
    body = message_from_bytes(letter.message.body, policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def subjects(world: World) -> list[str]:
    return [letter.message.subject.removeprefix("[Treaty Monitor] ") for letter in letters(world)]


def deliver_hourly(world: World, hours: int, each: Callable[[Context], object] | None = None) -> None:
    """Delivers, and lets an hour pass, so many times; without a mail server mails wait."""

    async def all_of() -> None:
        async with world.service.context() as context:
            for _ in range(hours):
                if each is not None:
                    each(context)
                await pipeline.deliver(context)
                world.wait(hours=1)

    asyncio.run(all_of())


# ---------------------------------------------------------------- endpoints at which nothing arrives


def test_the_way_to_being_disabled_is_five_days_and_three_messages() -> None:
    day = timedelta(days=1)
    assert percent_failing(0, 9 * day) == 0
    assert percent_failing(1, 9 * day) == 33
    assert percent_failing(2, 9 * day) == 66
    assert percent_failing(3, timedelta(days=2, hours=12)) == 50
    assert percent_failing(9, 5 * day - timedelta(seconds=1)) == 99
    assert percent_failing(3, 5 * day) == 100
    assert percent_failing(3, -day) == 0, "a clock that was set back"


@pytest.mark.parametrize(
    ("percent", "warned", "due"),
    [
        (49, 0, None),
        (50, 0, 50),
        (69, 50, None),
        (70, 50, 70),
        (95, 0, 90),
        (90, 90, None),
        (100, 90, 100),
        (100, 100, None),
        (0, 70, None),
    ],
)
def test_each_warning_is_due_once(percent: int, warned: int, due: int | None) -> None:
    assert warning_due(percent, warned) == due


def test_fault_167_an_endpoint_that_refuses_everything_for_five_days_is_disabled_after_warnings_to_its_owner(
    world: World,
) -> None:
    world.site.put("/hook", b"", status=500)
    made = world.add()
    queue(world.service.store, made, 1, 2, 3, 4, now=world.now[0])

    def one_more_a_day(context: Context) -> None:
        if world.now[0].hour == 9:
            number = 100 + world.now[0].day
            queue(context.store, made, number, now=world.now[0])

    deliver_hourly(world, 24 * 6, one_more_a_day)
    after = world.service.store.destinations.get(made.id)
    assert after is not None
    assert after.gone
    assert str(after.disabled_reason).startswith("nothing arrived for five days, the last answer: 500")
    told = [letter for letter in letters(world) if letter.message.address == "owner@desk.example"]
    percents = [text_of(letter).partition(" % of that")[0].rpartition(" ")[2] for letter in told[:-1]]
    assert percents == ["50", "70", "90"]
    assert "Nothing has arrived at the webhook destination “team” since" in text_of(told[0])
    assert told[-1].message.subject == "[Treaty Monitor] Disabled: team"
    assert all(world.site.url("/hook") not in text_of(letter) for letter in told)
    waiting = [row for row in world.service.store.outbox.find(None, 100) if row.held]
    assert waiting, "what was not given up yet is held, and goes out after `destinations enable`"
    world.site.put("/hook", b"", status=204)
    destinations.enable(world.service, "team")
    world.run(pipeline.deliver)
    assert all(
        row.message.state is MessageState.SENT
        for row in world.service.store.outbox.find(None, 100)
        if row.message.id in {held.message.id for held in waiting}
    )


def test_a_message_that_arrives_in_time_ends_the_count(world: World) -> None:
    world.site.put("/hook", b"", status=500)
    made = world.add()
    queue(world.service.store, made, 1, 2, 3, now=world.now[0])
    deliver_hourly(world, 24 * 4)
    warned = world.service.store.destinations.get(made.id)
    assert warned is not None
    assert warned.warned >= 50
    world.site.put("/hook", b"", status=204)
    queue(world.service.store, made, 4, now=world.now[0])
    deliver_hourly(world, 1)
    world.site.put("/hook", b"", status=500)
    queue(world.service.store, made, 5, now=world.now[0])
    deliver_hourly(world, 24 * 2)
    after = world.service.store.destinations.get(made.id)
    assert after is not None
    assert (after.disabled_at, after.warned) == (None, 0)


# ---------------------------------------------------------------- reports to the operator


def test_dead_letters_are_reported_to_the_operator_once_a_destination_and_day(world: World) -> None:
    store = world.service.store
    made = world.add()
    queue(store, made, 1, 2, 3, now=world.now[0])

    def given_up(number: int) -> None:
        (leased,) = store.outbox.lease(world.now[0], 1, 120)
        assert leased.wid == f"{number:032x}"
        dead = Attempt(Outcome.DEAD, "400", "from https://hook.example/...abcd")
        store.outbox.finish(leased, dead, world.now[0])

    given_up(1)
    given_up(2)
    assert world.run(pipeline.report_dead, pipeline.report_dead) == [1, 0]
    world.wait(hours=3)
    queue(store, made, 4, now=world.now[0])
    given_up(3)
    assert world.run(pipeline.report_dead) == [0]
    world.wait(hours=21)
    assert world.run(pipeline.report_dead) == [1]
    assert subjects(world) == ["2 messages given up: team", "1 message given up: team"]
    first, second = letters(world)
    assert {first.message.address, second.message.address} == {"operator@desk.example"}
    assert "#R001: 400 from https://hook.example/...abcd" in text_of(first)
    assert "#R002" in text_of(first)
    assert "#R003" in text_of(second)
    assert "#R001" not in text_of(second)
    assert "treaty-monitor deliveries retry --all --destination team" in text_of(first)
    world.wait(hours=24)
    assert world.run(pipeline.report_dead) == [0]


def test_a_report_that_could_not_be_delivered_is_not_reported_itself(world: World) -> None:
    store = world.service.store
    made = world.add()
    queue(store, made, 1, now=world.now[0])
    (leased,) = store.outbox.lease(world.now[0], 1, 120)
    store.outbox.finish(leased, Attempt(Outcome.DEAD, "400"), world.now[0])
    assert world.run(pipeline.report_dead) == [1]
    (report,) = store.outbox.lease(world.now[0], 1, 120)
    store.outbox.finish(report, Attempt(Outcome.BOUNCED, "550"), world.now[0])
    world.wait(hours=48)
    assert world.run(pipeline.report_dead) == [0]


# ---------------------------------------------------------------- what is filtered


def test_what_is_filtered_breaks_no_silence_and_a_filtered_sign_of_life_comes_once_a_week(
    world: World,
) -> None:
    made = world.add("some", filters=("data.items.kind!=act",))
    world.add("none", filters=("type=alert",))
    world.publish(EXIT)
    world.run(poll, pipeline.settle, pipeline.compose)
    after = world.service.store.destinations.get(made.id)
    assert after is not None
    assert after.last_message_at is None
    world.wait(days=7, minutes=1)
    world.run(pipeline.compose, pipeline.compose, pipeline.compose)
    states = [(row.destination, row.message.state.value) for row in world.service.store.outbox.find()]
    assert sorted(states) == [
        ("none", "ready"),  # the alert of a week ago
        ("none", "suppressed"),  # the sign of life, once
        ("some", "ready"),  # the sign of life
        ("some", "suppressed"),  # the alert
    ]
    world.wait(days=7, minutes=1)
    world.run(pipeline.compose, pipeline.compose)
    lives = [row for row in world.service.store.outbox.find() if row.destination == "none"]
    assert [row.message.state.value for row in lives] == ["suppressed", "suppressed", "ready"]


# ---------------------------------------------------------------- secrets


def test_fault_119_no_mail_notice_or_log_about_a_failing_endpoint_has_its_address_or_its_key(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    store, token = world.service.store, "T0PSECRETTOKENabcd"
    made = destinations.add(
        world.service,
        name="team",
        channel="webhook",
        address=world.site.url(f"/in/{token}"),
        schedule=AT_ONCE,
        owner="owner@desk.example",
        asymmetric=True,
    )
    key = (made.secret or "").removeprefix("whsk_")
    world.site.put(f"/in/{token}", f"no: {token}", status=500)
    queue(store, made, 1, 2, 3, now=world.now[0])
    deliver_hourly(world, 24 * 4)
    world.run(pipeline.report_dead)
    world.site.put(f"/in/{token}", f"gone: {token}", status=410)
    queue(store, made, 4, now=world.now[0])
    deliver_hourly(world, 1)
    mails = letters(world)
    assert {"Failing: team", "Disabled: team"} < set(subjects(world))
    told = [letter.message.body.decode() for letter in mails]
    told += [event.text for event in store.events.find()]
    told += [f"{check.text} {check.hint}" for check in delivery_checks.checks(world.service)]
    told += [repr(store.outbox.find(None, 100)), repr(store.destinations.get("team"))]
    told += [caplog.text, *capfd.readouterr()]
    assert key not in "".join(told)
    assert token not in "".join(told)


def test_owner_and_operator_are_told_the_same_of_a_message_that_met_410(world: World) -> None:
    store = world.service.store
    made = world.add("hook")
    world.site.put("/hook", b"", status=410)
    queue(store, made, 1, now=world.now[0])
    world.run(pipeline.deliver, pipeline.report_dead)
    owner, operator = letters(world)
    assert (owner.to, operator.to) == ("owner of hook", "operator")
    assert operator.message.subject.endswith("1 message kept: hook")
    for told in (text_of(owner), text_of(operator)):
        assert "switch the destination on again" in told
        assert "treaty-monitor destinations enable hook" in told
        assert "retry" not in told
    world.site.put("/hook", b"", status=204)
    destinations.enable(world.service, "hook")
    world.run(pipeline.deliver)
    assert len(world.site.posts("/hook")) == 2


def test_an_owner_whom_mail_does_not_reach_is_replaced_by_the_operator(world: World) -> None:
    store = world.service.store
    made = world.add("hook")
    with store.database.write() as db:
        outcomes.suppress(db, address_hash("owner@desk.example"), "bounced: 5.1.1", world.now[0])
    world.site.put("/hook", b"", status=410)
    queue(store, made, 1, now=world.now[0])
    world.run(pipeline.deliver)
    (letter,) = letters(world)
    assert (letter.message.address, letter.message.subject) == (
        world.service.config.operator,
        "[Treaty Monitor] Disabled: hook",
    )


# ---------------------------------------------------------------- slow and foreign endpoints


def test_fault_127_one_endpoint_that_answers_never_costs_500_others_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = world.service.store
    slow = world.add("slow")
    others = [world.add(f"hook{number}") for number in range(OTHERS)]
    for number, made in enumerate([slow, *others]):
        queue(store, made, 2 * number, 2 * number + 1, now=world.now[0])
    waited: list[float] = []

    async def scenario() -> None:
        async with world.service.context() as context:
            real, others_done = context.senders.send, asyncio.Event()
            sent = 0

            async def send(message: Message, now: datetime) -> Attempt:
                nonlocal sent
                if message.destination == slow.id:
                    started = time.monotonic()
                    await others_done.wait()
                    waited.append(time.monotonic() - started)
                    return Attempt(Outcome.UNKNOWN, "timeout")
                result = await real(message, now)
                sent += 1
                if sent == 2 * OTHERS:
                    others_done.set()
                return result

            monkeypatch.setattr(context.senders, "send", send)
            await asyncio.wait_for(pipeline.deliver(context), 120)

    asyncio.run(scenario())
    states = {row.message.state for row in store.outbox.find(None, 3000) if row.destination != "slow"}
    assert states == {MessageState.SENT}
    assert len(world.site.posts("/hook")) == 2 * OTHERS
    assert len(waited) == 2, "the slow one had one slot, and its messages came one after the other"


def test_fault_127_what_becomes_ready_while_an_endpoint_is_slow_does_not_wait_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = world.service.store
    slow, fast = world.add("slow"), world.add("fast")
    queue(store, slow, 1, now=world.now[0])

    async def scenario() -> None:
        async with world.service.context() as context:
            real, slow_began, fast_done = context.senders.send, asyncio.Event(), asyncio.Event()

            async def send(message: Message, now: datetime) -> Attempt:
                if message.destination == slow.id:
                    slow_began.set()
                    await fast_done.wait()
                    return await real(message, now)
                result = await real(message, now)
                fast_done.set()
                return result

            monkeypatch.setattr(context.senders, "send", send)
            delivering = asyncio.create_task(pipeline.deliver(context))
            await slow_began.wait()
            await asyncio.to_thread(queue, store, fast, 2, now=world.now[0])
            ended = await asyncio.wait_for(delivering, 20)
            assert [message.destination for message, _ in ended] == [fast.id, slow.id]

    asyncio.run(scenario())


def test_fault_128_what_had_to_wait_arrives_after_what_was_written_later_and_the_numbers_tell(
    world: World,
) -> None:
    world.add()
    world.site.put("/hook", b"", status=503)
    world.publish(EXIT)
    world.round()
    world.site.put("/hook", b"", status=204)
    world.wait(seconds=1)
    world.publish(THREAT, path="/later")
    world.round()
    world.wait(seconds=6)
    world.run(pipeline.deliver)
    arrived = [(body["data"]["sequence"], body["data"]["items"][0]["headline"]) for body in world.told()]  # type: ignore[index]
    assert arrived == [(1, EXIT), (2, THREAT), (1, EXIT)], "the first is the attempt that was refused"


def test_fault_168_a_destination_whose_channel_this_version_lacks_stops_nobody_and_its_messages_wait(
    world: World,
) -> None:
    store = world.service.store
    world.add()
    foreign = world.add("pigeons")
    queue(store, foreign, 1, now=world.now[0])
    with store.database.write() as db:
        db.execute("UPDATE destination SET channel = 'pigeon' WHERE id = ?", (foreign.id,))
        db.execute("UPDATE outbox SET channel = 'pigeon' WHERE destination = ?", (foreign.id,))
    world.publish(EXIT)
    world.run(poll, pipeline.settle, pipeline.compose, pipeline.deliver)
    assert world.headlines() == [EXIT]
    after = store.destinations.get("pigeons")
    assert after is not None
    assert (after.served, after.active, after.cursor) == (False, False, foreign.cursor)
    (waiting,) = [row for row in store.outbox.find(None, 10) if row.destination == "pigeons"]
    assert waiting.message.state is MessageState.READY
    assert waiting.held == "this version has no channel 'pigeon'"
    with store.database.write() as db:  # an update brings the channel
        db.execute("UPDATE destination SET channel = 'webhook' WHERE id = ?", (foreign.id,))
        db.execute("UPDATE outbox SET channel = 'webhook' WHERE destination = ?", (foreign.id,))
    world.run(pipeline.compose, pipeline.deliver)
    assert len(world.site.posts("/hook")) == 3, "what waited, and what came meanwhile"
