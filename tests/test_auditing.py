"""Lost work is found: what was due is compared with what was written, and repeated failures become alarms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from compose_kit import context_of
from store_kit import ACT, NOW, feed, mailbox, open_store, place, poll, queue, settle, story

from monitor import pipeline
from monitor.config import load
from monitor.model import Attempt, Cadence, Destination, Message, Outcome, Schedule
from monitor.pipeline import auditing
from monitor.pipeline.auditing import Finding, Lost
from monitor.service import Service
from monitor.service.watch import (
    FAILURES,
    FEED_FAILURES,
    MAIL_SERVER,
    TICK,
    Changes,
    Watch,
    is_fault_of_server,
)
from monitor.store import Store, caps

WINDOW = timedelta(seconds=120)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAILY = Schedule(Cadence.DAILY, time(8))
MORNING = NOW.replace(hour=8, minute=0, second=0, microsecond=0) + DAY
OPERATOR = "ops@monitor.example"


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def found(store: Store, now: datetime, started_at: datetime | None = None) -> list[Finding]:
    work = store.audits.work(now, auditing.PATIENCE, auditing.LEASE_PATIENCE)
    return auditing.overdue(work, now, window=WINDOW, started_at=started_at)


def lost(store: Store, now: datetime) -> list[tuple[Lost, datetime]]:
    return [(finding.what, finding.since) for finding in found(store, now)]


# ---------------------------------------------------------------- what is overdue


def test_a_destination_whose_time_zone_is_unknown_is_found_and_hides_no_other(store: Store) -> None:
    mailbox(store, "bad", schedule=DAILY)
    mailbox(store, "daily", schedule=DAILY)
    with store.database.write() as db:
        db.execute("UPDATE destination SET zone = 'Mars/Phobos' WHERE name = 'bad'")
    texts = [finding.text for finding in found(store, MORNING + HOUR)]
    assert [text.partition(":")[0] for text in texts] == [
        "nothing for bad can be composed",
        "the digest for daily is due and not composed",
    ]


def test_fault_169_a_digest_that_is_fifteen_minutes_late_is_found_and_one_that_was_composed_is_not(
    store: Store,
) -> None:
    mailbox(store, schedule=DAILY)
    assert lost(store, MORNING + 15 * MINUTE) == []
    assert lost(store, MORNING + 16 * MINUTE) == [(Lost.DIGEST, MORNING)]
    pipeline.compose(context_of(store, MORNING + 16 * MINUTE))
    assert lost(store, MORNING + 17 * MINUTE) == []


def test_the_time_before_the_start_of_the_service_does_not_count(store: Store) -> None:
    mailbox(store, schedule=DAILY)
    now = MORNING + 3 * HOUR
    assert found(store, now, started_at=now - 10 * MINUTE) == []
    assert len(found(store, now, started_at=now - 16 * MINUTE)) == 1


def test_a_digest_that_quiet_hours_hold_is_late_from_their_end(store: Store) -> None:
    mailbox(store, schedule=replace(DAILY, at=time(5), quiet=(time(22), time(8))))
    assert lost(store, MORNING - HOUR) == []
    assert lost(store, MORNING + 10 * MINUTE) == []
    assert lost(store, MORNING + 16 * MINUTE) == [(Lost.DIGEST, MORNING)]


def test_an_alert_that_no_compose_took_up_is_found_after_the_window_and_five_minutes(store: Store) -> None:
    mailbox(store)
    mailbox(store, "paused", "paused@news.example")
    store.destinations.pause(2, NOW)
    poll(store, feed(store), (story("a", "Norland quits the pact"), ACT))
    settle(store, everything=True)
    assert lost(store, NOW + 7 * MINUTE) == []
    assert lost(store, NOW + 7 * MINUTE + timedelta(seconds=1)) == [(Lost.ALERT, NOW)]
    pipeline.compose(context_of(store, NOW + 8 * MINUTE))
    assert Lost.ALERT not in {what for what, _ in lost(store, NOW + 9 * MINUTE)}


def test_an_alert_that_quiet_hours_hold_is_not_lost(store: Store) -> None:
    night = NOW.replace(hour=23)
    mailbox(store, schedule=Schedule(quiet=(time(22), time(8))))
    poll(store, feed(store), (story("a", "Norland quits the pact"), ACT), now=night)
    settle(store, night, everything=True)
    assert lost(store, night + 2 * HOUR) == []
    assert lost(store, MORNING + 5 * MINUTE) == []
    assert lost(store, MORNING + 8 * MINUTE) == [(Lost.ALERT, MORNING)]


def test_messages_past_their_time_and_leases_that_ran_out_are_found(store: Store) -> None:
    desk, other = mailbox(store), mailbox(store, "other", "other@news.example")
    queue(store, desk, 1)
    queue(store, other, 2)
    [leased] = store.outbox.lease(NOW, 1, 120)
    assert {what for what, _ in lost(store, NOW + 16 * MINUTE)} == {Lost.LEASE, Lost.MESSAGE}
    assert lost(store, NOW + 6 * MINUTE) == []
    assert lost(store, NOW + 8 * MINUTE) == [(Lost.LEASE, NOW + 2 * MINUTE)]
    store.outbox.finish(leased, Attempt(Outcome.RETRY), NOW + 8 * MINUTE, NOW + 60 * MINUTE)
    assert [finding.destination for finding in found(store, NOW + 16 * MINUTE)] == [other.id], (
        "what waits for its next attempt is not late"
    )
    store.destinations.pause(other.id, NOW)
    assert found(store, NOW + 16 * MINUTE) == [], "what is held by a pause is not late"


def test_a_queue_that_is_being_worked_off_is_not_late_however_long_it_is(store: Store) -> None:
    desk = mailbox(store)
    queue(store, desk, 1, 2, 3)
    [first] = store.outbox.lease(NOW, 1, 120)
    store.outbox.finish(first, Attempt(Outcome.SENT), NOW + 10 * MINUTE)
    assert lost(store, NOW + 20 * MINUTE) == []
    assert lost(store, NOW + 26 * MINUTE) == [(Lost.MESSAGE, NOW)]


def test_flagged_stories_that_are_not_settled_are_found_unless_a_limit_holds_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(store, feed(store), (story("a", "Norland quits the pact"), ACT), (story("b", "Sutland quits"), ACT))
    [late] = found(store, NOW + 20 * MINUTE)
    assert (late.what, late.text) == (Lost.STORY, "2 flagged stories are not in the register yet")
    monkeypatch.setattr(caps, "ACT_LIMIT", 0)
    assert found(store, NOW + 20 * MINUTE) == []


def test_a_clock_that_was_set_back_makes_nothing_late(store: Store) -> None:
    mailbox(store, schedule=DAILY)
    queue(store, mailbox(store, "other", "other@news.example"), 1)
    assert lost(store, NOW - DAY) == []


# ---------------------------------------------------------------- alarms


def watching(store: Store) -> Watch:
    return Watch(store, NOW, WINDOW)


def audited(store: Store, watch: Watch, now: datetime, operator: str | None = OPERATOR) -> Changes:
    """One audit, and what it changes is stored and told."""
    context = context_of(store, now)
    context = replace(context, settings=replace(context.settings, operator=operator))
    changes = watch.audit(now, can_tell=operator is not None)
    if changes.begun or changes.ended:
        pipeline.report_alarms(context, changes.begun, changes.ended, now)
    return changes


def letters(store: Store) -> list[tuple[str, str]]:
    rows = store.database.rows("SELECT address, subject FROM outbox WHERE notice = 1 ORDER BY id")
    return [tuple(row) for row in rows]


def test_fault_169_an_action_that_fails_three_times_in_succession_is_told_once_and_once_more_when_it_works(
    store: Store,
) -> None:
    watch = watching(store)
    for number in range(1, 6):
        watch.failed(
            f"{TICK}compose", "the step compose of the service fails: OSError", NOW + number * MINUTE
        )
        assert bool(audited(store, watch, NOW + number * MINUTE).begun) == (number == FAILURES)
    assert letters(store) == [(OPERATOR, "[Treaty Monitor] Alarm: 1 problem")]
    [alarm] = store.alarms.all()
    assert (alarm.name, alarm.since, alarm.kind) == ("tick compose", NOW + MINUTE, "alarm")
    watch.worked(f"{TICK}compose")
    audited(store, watch, NOW + 9 * MINUTE)
    audited(store, watch, NOW + 10 * MINUTE)
    assert letters(store)[1:] == [(OPERATOR, "[Treaty Monitor] Over: 1 problem")]
    assert store.alarms.all() == []
    assert [event.text for event in store.events.find("alarm")] == [
        "over: the step compose of the service fails: OSError",
        "the step compose of the service fails: OSError",
    ]


def test_failures_that_do_not_follow_each_other_are_no_alarm(store: Store) -> None:
    watch = watching(store)
    for _ in range(2 * FAILURES):
        for _ in range(FAILURES - 1):
            watch.failed(f"{TICK}poll", "fails", NOW)
        watch.worked(f"{TICK}poll")
        assert audited(store, watch, NOW) == Changes()


def test_without_an_operator_an_alarm_is_an_event_and_told_once_there_is_one(store: Store) -> None:
    watch = watching(store)
    for _ in range(FAILURES):
        watch.failed(f"{TICK}poll", "polling fails", NOW)
    for _ in range(3):
        audited(store, watch, NOW, operator=None)
    assert letters(store) == []
    assert [event.text for event in store.events.find("alarm")] == ["polling fails"]
    audited(store, watch, NOW + MINUTE)
    audited(store, watch, NOW + 2 * MINUTE)
    assert [subject for _, subject in letters(store)] == ["[Treaty Monitor] Alarm: 1 problem"]
    assert len(store.events.find("alarm")) == 1


def test_overdue_work_is_told_when_two_audits_find_it_and_when_it_is_done(store: Store) -> None:
    mailbox(store, schedule=DAILY)
    watch = watching(store)
    late = MORNING + 20 * MINUTE
    assert audited(store, watch, late) == Changes()
    assert len(audited(store, watch, late + MINUTE).begun) == 1
    assert audited(store, watch, late + 2 * MINUTE) == Changes()
    assert [event.text for event in store.events.find("overdue")] == [
        "the digest for desk is due and not composed"
    ]
    pipeline.compose(context_of(store, late + 3 * MINUTE))
    assert len(audited(store, watch, late + 4 * MINUTE).ended) == 1
    assert len(letters(store)) == 2


def test_a_restart_neither_ends_an_alarm_nor_tells_it_again(store: Store) -> None:
    mailbox(store, schedule=DAILY)
    watch, late = watching(store), MORNING + 20 * MINUTE
    for number in range(FAILURES):
        watch.failed(f"{TICK}deliver", "delivering fails", NOW)
        audited(store, watch, late + number * MINUTE)
    assert len(store.alarms.all()) == 2
    again = Watch(store, late + 5 * MINUTE, WINDOW)
    assert audited(store, again, late + 6 * MINUTE) == Changes()
    again.worked(f"{TICK}deliver")
    assert [alarm.name for alarm in audited(store, again, late + 7 * MINUTE).ended] == ["tick deliver"]


def test_a_crash_while_an_alarm_is_told_leaves_neither_alarm_nor_mail(store: Store) -> None:
    class Killed(Exception):
        pass

    def dies(point: str) -> None:
        if point == "before_commit_alarm":
            raise Killed

    watch = watching(store)
    for _ in range(FAILURES):
        watch.failed(f"{TICK}poll", "polling fails", NOW)
    real, store.database.trace = store.database.trace, dies
    with pytest.raises(Killed):
        audited(store, watch, NOW)
    store.database.trace = real
    assert (store.alarms.all(), letters(store), store.events.find("alarm")) == ([], [], [])
    audited(store, watch, NOW)
    assert (len(store.alarms.all()), len(letters(store))) == (1, 1)


def attempted(watch: Watch, made: Destination, *attempts: Attempt) -> None:
    message = Message(
        "0" * 32,
        "R1",
        made.id,
        made.channel,
        made.address,
        "s",
        "text/plain",
        b"",
        sequence=1,
        created_at=NOW,
    )
    for attempt in attempts:
        watch.attempted(message, attempt, NOW)


def test_a_destination_that_refuses_three_times_is_one_alarm_without_its_address(store: Store) -> None:
    hook = store.destinations.add(
        name="hook", channel="webhook", address="https://hook.example/secret", now=NOW, owner=OPERATOR
    )
    watch = watching(store)
    refused = Attempt(Outcome.RETRY, "500", "Internal Server Error")
    attempted(watch, hook, *[refused] * (FAILURES - 1))
    assert audited(store, watch, NOW) == Changes()
    attempted(watch, hook, *[refused] * 50)
    [alarm] = audited(store, watch, NOW).begun
    assert alarm.text == "attempts to deliver to hook fail: 500 Internal Server Error"
    assert "secret" not in repr(store.alarms.all())
    letter = Message("1" * 32, "R2", hook.id, "email", OPERATOR, "s", "text/plain", b"", created_at=NOW)
    watch.attempted(letter, Attempt(Outcome.SENT), NOW)
    assert audited(store, watch, NOW) == Changes(), "the mail to its owner arrives elsewhere"
    attempted(watch, hook, Attempt(Outcome.SENT))
    assert [ended.name for ended in audited(store, watch, NOW).ended] == [f"destination {hook.id}"]


def test_the_alarm_of_a_destination_ends_with_the_destination(store: Store) -> None:
    hook = store.destinations.add(name="hook", channel="webhook", address="https://hook.example/x", now=NOW)
    watch = watching(store)
    attempted(watch, hook, *[Attempt(Outcome.UNKNOWN, "timeout")] * FAILURES)
    audited(store, watch, NOW)
    store.destinations.remove(hook.id, NOW)
    assert len(audited(store, watch, NOW + MINUTE).ended) == 1
    assert audited(store, watch, NOW + 2 * MINUTE) == Changes()


def test_a_mail_server_that_is_away_is_one_alarm_for_all_destinations(store: Store) -> None:
    desks = [mailbox(store, f"desk{number}", f"d{number}@news.example") for number in range(FAILURES)]
    watch = watching(store)
    for desk in desks:
        attempted(watch, desk, Attempt(Outcome.RETRY, "connect", "the server could not be reached"))
    assert [alarm.name for alarm in audited(store, watch, NOW).begun] == [MAIL_SERVER]
    attempted(watch, desks[0], Attempt(Outcome.RETRY, "451 4.3.0", "try later"))
    assert [alarm.name for alarm in audited(store, watch, NOW).ended] == [MAIL_SERVER], "it answers"


@pytest.mark.parametrize(
    ("attempt", "fault"),
    [
        (Attempt(Outcome.SENT), False),
        (Attempt(Outcome.RETRY, "450 4.2.1"), False),
        (Attempt(Outcome.BOUNCED, "550 5.1.1"), False),
        (Attempt(Outcome.DEAD, "552"), False),
        (Attempt(Outcome.HALTED, "535 5.7.8"), True),
        (Attempt(Outcome.HALTED, "tls"), True),
        (Attempt(Outcome.UNKNOWN, "timeout"), True),
    ],
)
def test_fault_105_a_fault_of_the_mail_server_is_told_from_one_of_a_recipient(
    attempt: Attempt, fault: bool
) -> None:
    assert is_fault_of_server(attempt) is fault


def test_a_feed_is_an_alarm_after_a_day_of_failures_and_is_over_when_it_answers(store: Store) -> None:
    wire = feed(store)
    watch = watching(store)

    def failures(number: int) -> None:
        with store.database.write() as db:
            db.execute(
                "UPDATE feed_state SET error_count = ?, error_since = ?, error_text = 'timeout' WHERE feed = ?",
                (number, NOW.isoformat() if number else None, wire.id),
            )

    failures(FEED_FAILURES - 1)
    assert audited(store, watch, NOW) == Changes()
    failures(FEED_FAILURES)
    [alarm] = audited(store, watch, NOW).begun
    assert alarm.name == f"feed {wire.id}"
    failures(FEED_FAILURES + 9)
    assert audited(store, watch, NOW) == Changes()
    failures(0)
    assert len(audited(store, watch, NOW).ended) == 1


def test_a_feed_that_brings_nothing_although_it_usually_does_is_an_alarm_until_it_does(store: Store) -> None:
    wire = feed(store)
    watch = watching(store)

    def brings(name: str, at: datetime) -> None:
        poll(store, wire, (story(name, f"Story {name}", key=name), ()), now=at)

    with store.database.write() as db:
        db.execute("UPDATE feed SET added_at = ?", ((NOW - timedelta(days=60)).isoformat(),))
    for number in range(60):
        brings(f"k{number}", NOW - timedelta(days=38) + timedelta(hours=12 * number))
    assert audited(store, watch, NOW - timedelta(days=8)).begun == ()
    changes = audited(store, watch, NOW)
    assert [(alarm.name, alarm.text) for alarm in changes.begun] == [
        (f"feed {wire.id} silent", "Press answers, and has brought nothing new since 2026-11-15")
    ]
    brings("new", NOW)
    assert len(audited(store, watch, NOW).ended) == 1


def test_the_mail_to_the_operator_names_each_problem_and_a_command(store: Store) -> None:
    watch = watching(store)
    for number in range(25):
        for _ in range(FAILURES):
            watch.failed(f"{TICK}t{number:02}", f"the step t{number:02} fails", NOW)
    audited(store, watch, NOW)
    body = store.database.value("SELECT body FROM outbox").decode()
    assert "Alarm: 25 problems" in body
    assert "the step t19 fails" in body
    assert "the step t20 fails" not in body
    assert "5 others" in body
    assert "treaty-monitor doctor" in body


def test_the_operator_s_destination_is_in_no_list(store: Store) -> None:
    watch = watching(store)
    for _ in range(FAILURES):
        watch.failed(MAIL_SERVER, "the mail server does not take mail", NOW)
    audited(store, watch, NOW)
    assert store.destinations.all() == []
    assert store.alarms.operator(NOW) == store.alarms.operator(NOW + DAY)
    [letter] = store.outbox.lease(NOW, 10, 120)
    assert letter.address == OPERATOR


# ---------------------------------------------------------------- where it is shown


def test_doctor_and_health_say_what_is_overdue(tmp_path: Path) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\n[rules]\npackaged = false\n')
    now = [NOW]
    with Service.open(load(config), packaged=False, clock=lambda: now[0]) as service:
        mailbox(service.store, schedule=DAILY)
        now[0] = MORNING + HOUR
        checks = {check.name: check for check in service.doctor()}
        assert "the digest for desk is due and not composed" in checks["overdue"].text
        assert "run" in (checks["overdue"].hint or "")
        watch = Watch(service.store, NOW, WINDOW)
        for _ in range(FAILURES):
            watch.failed(f"{TICK}poll", "polling fails", NOW)
            audited(service.store, watch, now[0])
        assert "polling fails" in {check.name: check for check in service.doctor()}["alarm"].text
        health = service.health()
        assert (health.ready, health.overdue, health.alarms) == (False, 1, 1)
