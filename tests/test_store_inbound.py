"""What incoming mails do to addresses, messages and destinations (docs/faults.md 104, 105, 113, 114, 137)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from store_kit import NOW, mailbox, message, open_store, place, queue

from monitor import tokens
from monitor.inbound import Report, ReportKind
from monitor.model import Attempt, Destination, MessageState, Outcome
from monitor.store import Delivery, MailOutcome, MailRead, Store
from monitor.store.digests import put
from monitor.store.values import Unreachable
from monitor.tokens import Purpose

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SENT = Attempt(Outcome.SENT, "250", "queued")
GONE = ("5.1.1", "550 5.1.1 no such user")
FULL = ("5.2.2", "552 5.2.2 full")


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


@pytest.fixture
def desk(store: Store) -> Destination:
    return mailbox(store)


def token(store: Store, purpose: Purpose, *numbers: int) -> str:
    return tokens.write(store.database.key, purpose, *numbers)


def bounce(store: Store, kind: ReportKind, message: int, code: str = "", text: str = "") -> Report:
    return Report(kind, token(store, Purpose.BOUNCE, message), code, text)


def leave(store: Store, destination: Destination) -> Report:
    return Report(ReportKind.UNSUBSCRIBE, token(store, Purpose.UNSUBSCRIBE, destination.id))


def send(store: Store, destination: Destination, number: int, now: object = NOW) -> int:
    """Queues a message and sends it; its row."""
    queue(store, destination, number, now=now)  # type: ignore[arg-type]
    [leased] = store.outbox.lease(now, 9, 120)  # type: ignore[arg-type]
    store.outbox.finish(leased, SENT, now)  # type: ignore[arg-type]
    return leased.id


def shown(store: Store, message: int) -> Delivery:
    delivery = store.outbox.get(message)
    assert delivery is not None
    return delivery


def goes_out(store: Store, destination: Destination, number: int, now: object) -> str:
    """The state of a new message after one look at what may be sent."""
    queue(store, destination, number, now=now)  # type: ignore[arg-type]
    for leased in store.outbox.lease(now, 9, 120):  # type: ignore[arg-type]
        store.outbox.finish(leased, SENT, now)  # type: ignore[arg-type]
    return shown(store, f"{number:032x}").message.state.value  # type: ignore[arg-type]


def events(store: Store) -> list[tuple[str, str]]:
    return [(event.kind, event.text) for event in store.events.find()]


# ---------------------------------------------------------------- bounces


def test_fault_104_a_hard_bounce_suppresses_the_address_and_the_message_stays_sent(
    store: Store, desk: Destination
) -> None:
    number = send(store, desk, 1)
    read = store.inbound.record("k", bounce(store, ReportKind.HARD, number, *GONE), NOW + HOUR)
    assert read == MailRead(MailOutcome.HARD, "desk", "R001", "5.1.1 550 5.1.1 no such user")
    delivery = shown(store, number)
    assert delivery.message.state is MessageState.SENT
    assert delivery.note == "came back later: 5.1.1 550 5.1.1 no such user"
    assert [logged.attempt.outcome for logged in delivery.attempts] == [Outcome.SENT, Outcome.BOUNCED]
    assert goes_out(store, desk, 2, NOW + HOUR) == "suppressed"
    assert shown(store, "R002").note == "bounced: 5.1.1"  # type: ignore[arg-type]
    assert events(store) == [("bounced", "message #R001: 5.1.1 550 5.1.1 no such user")]


def test_an_address_that_bounced_is_written_to_again_once_somebody_adds_it_again(
    store: Store, desk: Destination
) -> None:
    store.inbound.record("k", bounce(store, ReportKind.HARD, send(store, desk, 1), *GONE), NOW)
    other = mailbox(store, "again")
    assert goes_out(store, other, 2, NOW) == "sent"


def test_enabling_a_destination_tries_its_address_again(store: Store, desk: Destination) -> None:
    assert store.destinations.enable(desk.id, NOW) is None
    store.inbound.record("k", bounce(store, ReportKind.HARD, send(store, desk, 1), *GONE), NOW)
    assert store.suppressions.unreachable(NOW) == [Unreachable("desk", "bounced: 5.1.1", None)]
    assert store.destinations.enable(desk.id, NOW) == 0
    assert store.suppressions.unreachable(NOW) == []
    assert goes_out(store, desk, 2, NOW) == "sent"
    store.inbound.record("l", bounce(store, ReportKind.SOFT, send(store, desk, 3), *FULL), NOW)
    assert store.suppressions.unreachable(NOW) == [Unreachable("desk", "", NOW + HOUR)]
    assert store.destinations.enable(desk.id, NOW) == 0
    store.inbound.record("m", bounce(store, ReportKind.COMPLAINT, send(store, desk, 4), "abuse"), NOW)
    assert store.destinations.enable(desk.id, NOW) == 0
    assert goes_out(store, desk, 5, NOW) == "sent"


def test_a_bounce_of_an_old_address_leaves_the_new_one_alone(store: Store, desk: Destination) -> None:
    number = send(store, desk, 1)
    store.destinations.edit(replace(desk, address="new@news.example"), NOW)
    store.inbound.record("k", bounce(store, ReportKind.HARD, number, *GONE), NOW)
    assert goes_out(store, desk, 2, NOW) == "sent"
    store.inbound.record("l", bounce(store, ReportKind.COMPLAINT, number, "abuse"), NOW)
    assert goes_out(store, desk, 3, NOW) == "sent"


@pytest.mark.parametrize(("count", "hours"), [(1, 1), (2, 4), (3, 12), (4, 24)])
def test_soft_bounces_make_an_address_wait_longer_each_time(
    store: Store, desk: Destination, count: int, hours: int
) -> None:
    now = NOW
    for number in range(1, count + 1):
        row = send(store, desk, number, now)
        store.inbound.record(f"k{number}", bounce(store, ReportKind.SOFT, row, *FULL), now)
        last, now = now, now + DAY
    queue(store, desk, 99, now=last)
    assert store.outbox.lease(last + hours * HOUR - timedelta(seconds=1), 9, 120) == []
    delivery = shown(store, "R099")  # type: ignore[arg-type]
    assert (delivery.message.state, delivery.message.attempts) == (MessageState.DEFERRED, 0)
    assert delivery.note == "the address bounced softly: it is left alone for a while"
    assert delivery.attempts == ()
    [leased] = store.outbox.lease(last + hours * HOUR, 9, 120)
    assert leased.attempts == 1


def test_the_fifth_soft_bounce_suppresses_the_address(store: Store, desk: Destination) -> None:
    for number in range(1, 6):
        row = send(store, desk, number, NOW + number * DAY)
        store.inbound.record(f"k{number}", bounce(store, ReportKind.SOFT, row, *FULL), NOW + number * DAY)
    assert goes_out(store, desk, 6, NOW + 9 * DAY) == "suppressed"
    assert shown(store, "R006").note == "bounced softly 5 times: 5.2.2 552 5.2.2 full"  # type: ignore[arg-type]
    assert events(store)[0] == ("soft bounce", "message #R005: 5.2.2 552 5.2.2 full (5 of 5)")


def test_soft_bounces_more_than_a_week_apart_never_add_up(store: Store, desk: Destination) -> None:
    for number in range(1, 9):
        row = send(store, desk, number, NOW + number * 8 * DAY)
        store.inbound.record(f"k{number}", bounce(store, ReportKind.SOFT, row, *FULL), NOW + number * 8 * DAY)
    assert goes_out(store, desk, 99, NOW + 100 * DAY) == "sent"


def test_bounces_of_what_was_sent_before_an_address_waits_count_as_one(
    store: Store, desk: Destination
) -> None:
    sent_before = [send(store, desk, number) for number in range(1, 11)]
    for number, row in enumerate(sent_before):
        report = bounce(store, ReportKind.SOFT, row, *FULL)
        store.inbound.record(f"k{number}", report, NOW + number * timedelta(minutes=5))
    assert all(text.endswith("(1 of 5)") for _, text in events(store))
    assert goes_out(store, desk, 11, NOW + HOUR) == "sent"


def test_a_message_counts_as_one_soft_bounce_however_many_reports_come(
    store: Store, desk: Destination
) -> None:
    row = send(store, desk, 1)
    for number in range(9):
        store.inbound.record(
            f"k{number}", bounce(store, ReportKind.SOFT, row, *FULL), NOW + number * timedelta(minutes=1)
        )
    assert len(shown(store, row).attempts) == 10
    assert goes_out(store, desk, 2, NOW + 2 * HOUR) == "sent"


def test_fault_154_a_clock_set_back_frees_an_address_that_waits(store: Store, desk: Destination) -> None:
    store.inbound.record("k", bounce(store, ReportKind.SOFT, send(store, desk, 1), *FULL), NOW)
    assert goes_out(store, desk, 2, NOW - HOUR) == "sent"


def test_fault_105_a_refusal_of_our_mail_harms_no_subscriber(store: Store, desk: Destination) -> None:
    for number in range(1, 9):
        row = send(store, desk, number)
        report = bounce(store, ReportKind.REFUSED, row, "5.7.26", "unauthenticated")
        assert store.inbound.record(f"k{number}", report, NOW).outcome is MailOutcome.REFUSED
    assert goes_out(store, desk, 9, NOW) == "sent"
    assert ("refused", "message #R001: 5.7.26 unauthenticated") in events(store)


def test_a_bounce_of_a_notice_harms_the_owner_alone(store: Store) -> None:
    hook = store.destinations.add(
        name="hook", channel="webhook", address="https://in.example/x", owner="o@news.example", now=NOW
    )
    notice = message(hook, 1, channel="email", address="o@news.example")
    with store.database.write() as db:
        put(db, notice, NOW, notice=True)
    [leased] = store.outbox.lease(NOW, 9, 120)
    store.outbox.finish(leased, SENT, NOW)
    store.inbound.record("k", bounce(store, ReportKind.COMPLAINT, leased.id, "abuse"), NOW)
    kept = store.destinations.get("hook")
    assert kept is not None
    assert kept.active


# ---------------------------------------------------------------- complaints


def test_a_complaint_suppresses_at_once_and_disables_the_destination(store: Store, desk: Destination) -> None:
    number = send(store, desk, 1)
    queue(store, desk, 2)
    read = store.inbound.record("k", bounce(store, ReportKind.COMPLAINT, number, "abuse", "by Webmail"), NOW)
    assert read == MailRead(MailOutcome.COMPLAINT, "desk", "R001", "abuse: by Webmail")
    assert store.outbox.lease(NOW, 9, 120) == []
    assert shown(store, "R002").note == "complaint: abuse"  # type: ignore[arg-type]
    stopped = store.destinations.get("desk")
    assert stopped is not None
    assert (stopped.active, stopped.disabled_reason) == (False, "complaint: abuse")
    assert events(store) == [("complaint", "message #R001: abuse: by Webmail")]


def test_a_complaint_to_the_address_that_unsubscribes_counts_too(store: Store, desk: Destination) -> None:
    report = Report(ReportKind.COMPLAINT, token(store, Purpose.UNSUBSCRIBE, desk.id), "abuse")
    assert store.inbound.record("k", report, NOW) == MailRead(MailOutcome.COMPLAINT, "desk")
    stopped = store.destinations.get("desk")
    assert stopped is not None
    assert stopped.disabled_reason == "complaint: abuse"


def test_fault_114_a_complaint_without_a_token_is_told_to_the_operator_and_does_nothing(
    store: Store, desk: Destination
) -> None:
    send(store, desk, 1)
    report = Report(ReportKind.COMPLAINT, "", "abuse")
    assert store.inbound.record("k", report, NOW) == MailRead(MailOutcome.NO_TOKEN)
    assert events(store) == [
        ("complaint", "A complaint came to an address without a token: nothing was done")
    ]
    assert goes_out(store, desk, 2, NOW) == "sent"


# ---------------------------------------------------------------- unsubscribing


def test_fault_113_a_mail_that_unsubscribes_stops_what_waits(store: Store, desk: Destination) -> None:
    queue(store, desk, 1)
    other = mailbox(store, "other", "other@news.example")
    assert store.inbound.record("k", leave(store, desk), NOW) == MailRead(MailOutcome.UNSUBSCRIBE, "desk")
    assert store.outbox.lease(NOW, 9, 120) == []
    stopped, untouched = store.destinations.get("desk"), store.destinations.get("other")
    assert stopped is not None
    assert untouched is not None
    assert (stopped.disabled_reason, untouched.active) == ("unsubscribed", True)
    assert events(store) == [("unsubscribed", "desk unsubscribed")]
    assert goes_out(store, other, 2, NOW) == "sent"


def test_fault_137_a_token_does_nothing_but_what_it_is_for(store: Store, desk: Destination) -> None:
    number = send(store, desk, 1)
    act = tokens.write(store.database.key, Purpose.ACT, desk.id, 1)
    for key, report in enumerate(
        [
            Report(ReportKind.UNSUBSCRIBE, token(store, Purpose.BOUNCE, number)),
            Report(ReportKind.HARD, token(store, Purpose.UNSUBSCRIBE, desk.id), "5.1.1"),
            Report(ReportKind.UNSUBSCRIBE, act),
            Report(ReportKind.HARD, act, "5.1.1"),
            Report(ReportKind.OTHER, token(store, Purpose.BOUNCE, number)),
        ]
    ):
        assert store.inbound.record(f"k{key}", report, NOW).outcome is MailOutcome.NOTHING
    assert events(store) == []
    assert goes_out(store, desk, 2, NOW) == "sent"


@pytest.mark.parametrize("purpose", [Purpose.BOUNCE, Purpose.UNSUBSCRIBE])
def test_fault_137_a_token_of_another_installation_does_nothing(
    store: Store, desk: Destination, purpose: Purpose
) -> None:
    send(store, desk, 1)
    for kind in ReportKind:
        report = Report(kind, tokens.write(b"x" * 32, purpose, 1), "5.1.1")
        assert store.inbound.record(kind.value, report, NOW).outcome is MailOutcome.NO_TOKEN
    assert goes_out(store, desk, 2, NOW) == "sent"


def test_a_message_or_destination_that_is_not_here_is_unknown(store: Store) -> None:
    for number, report in enumerate(
        [
            bounce(store, ReportKind.HARD, 77, *GONE),
            Report(ReportKind.UNSUBSCRIBE, token(store, Purpose.UNSUBSCRIBE, 77)),
        ]
    ):
        assert store.inbound.record(f"k{number}", report, NOW) == MailRead(MailOutcome.UNKNOWN)


# ---------------------------------------------------------------- once


def test_a_mail_counts_once(store: Store, desk: Destination) -> None:
    row = send(store, desk, 1)
    report = bounce(store, ReportKind.HARD, row, *GONE)
    assert store.inbound.record("k", report, NOW).outcome is MailOutcome.HARD
    assert store.inbound.record("k", report, NOW + DAY) == MailRead(MailOutcome.KNOWN)
    assert len(shown(store, row).attempts) == 2


def test_keys_of_mails_are_forgotten_after_90_days(store: Store) -> None:
    store.inbound.record("old", Report(ReportKind.OTHER), NOW)
    store.inbound.record("new", Report(ReportKind.OTHER), NOW + 80 * DAY)
    store.retention.run(NOW + 91 * DAY, 400)
    assert [row["key"] for row in store.database.rows("SELECT key FROM inbound")] == ["new"]
