"""So many mails a minute to one domain: what waits is put off without an attempt, and holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from compose_kit import context_of
from hypothesis import given
from hypothesis import strategies as st
from store_kit import NOW, mailbox, open_store, place, queue

from monitor import pipeline
from monitor.channels.pacing import MINUTE, MOST_DOMAINS, Pace
from monitor.model import Attempt, Cadence, Destination, Message, MessageState, Outcome, Schedule
from monitor.store import Store, outbox

GROUPS = ("gmail.com googlemail.com",)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def subscribers(store: Store, domain: str, count: int, start: int = 1) -> list[Destination]:
    """Mailboxes of one domain, with a message for each."""
    made = []
    for number in range(start, start + count):
        made.append(mailbox(store, f"{domain}-{number}", f"reader{number}@{domain}"))
        queue(store, made[-1], 1000 * number + len(domain))
    return made


def leased(store: Store, pace: Pace, now: datetime, limit: int = 100) -> list[str]:
    return [message.address for message in store.outbox.lease(now, limit, 120, pace=pace)]


def due_times(store: Store) -> list[str]:
    return [row["due_at"] for row in store.database.rows("SELECT due_at FROM outbox WHERE state = 'ready'")]


# ---------------------------------------------------------------- the pace


@given(st.lists(st.integers(0, 40), max_size=300), st.integers(1, 20))
def test_no_minute_ever_has_more_than_the_limit(pauses: list[int], limit: int) -> None:
    pace, now, taken = Pace(limit), NOW, list[datetime]()
    for pause in pauses:
        now += timedelta(seconds=pause)
        if not pace.full("a@b.example", now):
            pace.take("a@b.example", now)
            taken.append(now)
    for first in taken:
        assert sum(first <= other < first + MINUTE for other in taken) <= limit


def test_places_are_spread_over_the_minutes_that_are_needed() -> None:
    pace = Pace(2)
    for _ in range(2):
        pace.take("a@b.example", NOW)
    places = [pace.book("a@b.example", NOW) for _ in range(4)]
    assert places == [later(60), later(90), later(120), later(150)]


def test_an_alert_waits_for_alerts_and_not_for_ten_thousand_digests(store: Store) -> None:
    pace = Pace(2)
    for number in range(10):
        made = mailbox(store, f"d{number}", f"reader{number}@news.example", schedule=Schedule(Cadence.DAILY))
        queue(store, made, number + 1)
    for message in store.outbox.lease(NOW, 100, 120, pace=pace):
        store.outbox.finish(message, Attempt(Outcome.SENT), NOW)
    for number in range(2):
        queue(store, mailbox(store, f"a{number}", f"alert{number}@news.example"), 100 + number)
    assert leased(store, pace, later(1)) == []
    taken: dict[str, float] = {}
    for seconds in range(2, 600):
        for message in store.outbox.lease(later(seconds), 100, 120, pace=pace):
            store.outbox.finish(message, Attempt(Outcome.SENT), later(seconds))
            assert message.address not in taken
            taken[message.address] = seconds
    assert max(taken[f"alert{number}@news.example"] for number in range(2)) <= 120
    assert len(taken) == 10, "the digests come all the same, each once"


def test_a_place_that_has_passed_is_not_given_again() -> None:
    pace = Pace(1)
    pace.take("a@b.example", NOW)
    pace.book("a@b.example", NOW)
    pace.take("a@b.example", later(300))
    assert pace.book("a@b.example", later(301)) == later(360)


def test_domains_of_one_provider_share_their_limit_and_others_do_not() -> None:
    pace = Pace(1, GROUPS)
    pace.take("a@googlemail.com", NOW)
    assert pace.full("b@GMAIL.com", NOW)
    assert not pace.full("b@mail.gmail.com", NOW)
    assert not pace.full("b@other.example", NOW)


def test_no_limit_counts_nothing() -> None:
    pace = Pace(0)
    pace.take("a@b.example", NOW)
    assert not pace.full("a@b.example", NOW)


def test_fault_154_a_clock_that_was_set_back_holds_nothing_up() -> None:
    pace = Pace(1)
    pace.take("a@b.example", NOW)
    assert not pace.full("a@b.example", NOW - timedelta(days=1))


def test_domains_that_got_nothing_lately_are_forgotten() -> None:
    pace = Pace(5)
    for number in range(MOST_DOMAINS + 2):
        pace.take(f"a@d{number}.example", NOW)
    pace.take("a@b.example", later(61))
    assert len(pace._taken) == 1


# ---------------------------------------------------------------- messages that wait


def test_fault_111_a_domain_that_is_full_waits_and_the_others_go_on(store: Store) -> None:
    subscribers(store, "gmail.com", 5)
    subscribers(store, "other.example", 2, start=10)
    pace = Pace(3, GROUPS)
    taken = leased(store, pace, NOW)
    assert [address.partition("@")[2] for address in taken] == ["gmail.com"] * 3 + ["other.example"] * 2
    assert due_times(store) == ["2026-11-23T12:01:00.000000Z", "2026-11-23T12:01:20.000000Z"]
    assert leased(store, pace, later(59)) == []
    assert leased(store, pace, later(60)) == ["reader4@gmail.com"]
    assert leased(store, pace, later(80)) == ["reader5@gmail.com"]


def test_a_message_that_is_put_off_keeps_its_state_and_its_attempts(store: Store) -> None:
    first, second = subscribers(store, "gmail.com", 2)
    pace = Pace(1)
    assert leased(store, pace, NOW) == [first.address]
    [waiting] = store.outbox.find(MessageState.READY)
    assert (waiting.message.address, waiting.message.attempts, waiting.attempts) == (second.address, 0, ())
    assert waiting.message.next_at == later(60)


def test_a_retry_counts_as_a_message_too(store: Store) -> None:
    subscribers(store, "gmail.com", 1)
    pace = Pace(1)
    [message] = store.outbox.lease(NOW, 1, 120, pace=pace)
    store.outbox.finish(message, Attempt(Outcome.RETRY, "451"), NOW, later(30))
    assert leased(store, pace, later(30)) == []
    [waiting] = store.outbox.find(MessageState.DEFERRED)
    assert (waiting.message.attempts, waiting.message.next_at) == (1, later(60))
    assert leased(store, pace, later(60)) == ["reader1@gmail.com"]


def test_only_so_many_are_moved_in_one_transaction_and_the_rest_holds_nobody_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_MOVED", 2)
    subscribers(store, "gmail.com", 6)
    subscribers(store, "other.example", 1, start=10)
    assert leased(store, Pace(1), NOW) == ["reader1@gmail.com", "reader10@other.example"]
    assert due_times(store).count("2026-11-23T12:00:00.000000Z") == 3


def test_channels_without_a_mail_server_have_no_pace(store: Store) -> None:
    for number in range(3):
        made = store.destinations.add(
            name=f"w{number}", channel="webhook", address=f"https://hook.example/{number}", now=NOW
        )
        queue(store, made, number + 1)
    assert len(store.outbox.lease(NOW, 10, 120, pace=Pace(1))) == 3


def test_what_is_read_for_a_lease_does_not_grow_with_what_waits(store: Store) -> None:
    plans = []
    with store.database.write() as db:
        trace = plans.append
        db.set_trace_callback(trace)
        list(outbox._due(db, NOW))
        db.set_trace_callback(None)
        asked = [statement for statement in plans if statement.startswith("SELECT")]
        assert len(asked) == 2
        for statement, index in zip(asked, ("outbox_due", "outbox_from"), strict=True):
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert f"USING INDEX {index}" in plan[0]
            assert not any("TEMP B-TREE" in step for step in plan)


class Sink:
    """A sender that accepts everything at once."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, message: Message, now: datetime) -> Attempt:
        self.sent.append(message.address)
        return Attempt(Outcome.SENT, "250")


def test_a_round_of_delivery_ends_when_only_a_full_domain_is_left(store: Store) -> None:
    subscribers(store, "gmail.com", 4)
    subscribers(store, "other.example", 2, start=10)
    sink = Sink()
    with ThreadPoolExecutor(1) as writer:
        context = replace(context_of(store, NOW, writer), senders=sink, pace=Pace(2, GROUPS))
        asyncio.run(pipeline.deliver(context))
    assert sorted(sink.sent) == [
        "reader10@other.example",
        "reader11@other.example",
        "reader1@gmail.com",
        "reader2@gmail.com",
    ]
    assert store.counts().ready == 2
