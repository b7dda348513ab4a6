"""When messages are composed: alerts close in time become one, quiet hours hold all but what is urgent, and
digests without acts are sent to those who ask.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from compose_kit import context_of
from store_kit import ACT, NOW, feed, hit, mailbox, open_store, place, poll, settle, story

from monitor import pipeline
from monitor.model import (
    Attempt,
    Cadence,
    Destination,
    Hit,
    Kind,
    Message,
    MessageState,
    Outcome,
    Schedule,
    Stage,
)
from monitor.pipeline import Context
from monitor.store import Store

WINDOW = timedelta(seconds=120)
NIGHT = NOW.replace(hour=23, minute=0, second=0, microsecond=0)
QUIET = Schedule(quiet=(time(22), time(7)))
NOTIFIED = (hit(stage=Stage.NOTIFIED),)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def context_at(store: Store, now: datetime) -> Context:
    context = context_of(store, now)
    return replace(context, settings=replace(context.settings, window=WINDOW))


def reported(store: Store, *numbers: int, at: datetime = NOW, flagged: tuple[Hit, ...] = ACT) -> None:
    """An act for each of these numbers, with an alert."""
    poll(
        store,
        feed(store),
        *(
            (story(f"s{number}", f"Norland denounces treaty number {number:03}"), flagged)
            for number in numbers
        ),
        now=at,
    )
    assert len(settle(store, at, everything=True)) == len(numbers)


def mails(store: Store, made: Destination) -> list[EmailMessage]:
    return [
        message_from_bytes(sent.body, policy=policy.default)  # type: ignore[misc]
        for sent in outbox(store)
        if sent.destination == made.id
    ]


def outbox(store: Store) -> list[Message]:
    listed = [store.outbox.get(row.message.id) for row in reversed(store.outbox.find(None, 1000))]
    return [delivery.message for delivery in listed if delivery is not None]


def told(store: Store) -> list[list[int]]:
    """The acts of each message, in the order of the outbox."""
    tells = store.database.rows("SELECT outbox, act FROM tells ORDER BY outbox, act")
    return [
        [row["act"] for row in tells if row["outbox"] == number]
        for number in dict.fromkeys(row["outbox"] for row in tells)
    ]


# ---------------------------------------------------------------- alerts close in time


def test_the_first_alert_comes_at_once_and_those_within_the_window_become_one_message(store: Store) -> None:
    mailbox(store)
    reported(store, 1)
    assert pipeline.compose(context_at(store, NOW)) == 1
    reported(store, 2, at=NOW + timedelta(seconds=30))
    assert pipeline.compose(context_at(store, NOW + timedelta(seconds=30))) == 0
    reported(store, 3, at=NOW + timedelta(seconds=90))
    assert pipeline.compose(context_at(store, NOW + timedelta(seconds=119))) == 0
    assert pipeline.compose(context_at(store, NOW + WINDOW)) == 1
    assert told(store) == [[1], [2, 3]]


def test_fault_154_a_clock_set_back_holds_no_alert(store: Store) -> None:
    mailbox(store)
    reported(store, 1)
    assert pipeline.compose(context_at(store, NOW)) == 1
    reported(store, 2)
    assert pipeline.compose(context_at(store, NOW - timedelta(hours=1))) == 1


def test_all_acts_of_one_cut_are_one_message_with_their_counts_and_the_heaviest_first(store: Store) -> None:
    made = mailbox(store)
    threat = (hit(kind=Kind.THREAT, stage=Stage.THREATENED),)
    reported(store, 900, flagged=threat)
    reported(store, *range(1, 13), flagged=NOTIFIED)
    assert pipeline.compose(context_at(store, NOW)) == 1
    [mail] = mails(store, made)
    body = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Alert: 12 exits, 1 threat" in body
    assert "and 12 more" in str(mail["Subject"])
    assert body.index("number 001") < body.index("number 900")
    assert "Coverage".upper() not in body, "an alert says nothing of feeds"


def test_a_later_alert_about_one_act_still_answers_the_message_that_told_it(store: Store) -> None:
    made = mailbox(store)
    reported(store, 1)
    pipeline.compose(context_at(store, NOW))
    with store.database.write() as db:
        db.execute(
            "INSERT INTO alert (act, story, version, kind, stage, reason, feed, rule, at) "
            "SELECT act, story, version, kind, stage, 'correction', feed, rule, at FROM alert"
        )
    pipeline.compose(context_at(store, NOW + WINDOW))
    first, second = mails(store, made)
    assert second["In-Reply-To"] == first["Message-ID"]


def test_digests_have_no_window(store: Store) -> None:
    mailbox(store, schedule=Schedule(Cadence.HOURLY))
    begin = NOW.replace(minute=59, second=30) + timedelta(hours=1)
    for number, at in ((1, begin), (2, begin + timedelta(seconds=40))):
        reported(store, number, at=at)
        assert pipeline.compose(context_at(store, at)) == 1


# ---------------------------------------------------------------- quiet hours


def test_what_comes_in_quiet_hours_is_one_message_in_the_morning(store: Store) -> None:
    mailbox(store, schedule=QUIET)
    for number in range(1, 4):
        at = NIGHT + timedelta(hours=number)
        reported(store, number, at=at)
        assert pipeline.compose(context_at(store, at)) == 0
    assert pipeline.compose(context_at(store, NIGHT + timedelta(hours=7, minutes=59))) == 0
    assert pipeline.compose(context_at(store, NIGHT + timedelta(hours=8))) == 1
    assert told(store) == [[1, 2, 3]]


@pytest.mark.parametrize("cadence", [Cadence.INSTANT, Cadence.HOURLY])
def test_urgent_acts_break_quiet_hours_and_are_not_told_again(store: Store, cadence: Cadence) -> None:
    made = mailbox(
        store, schedule=replace(QUIET, cadence=cadence), urgent=frozenset({Stage.NOTIFIED, Stage.EFFECTIVE})
    )
    reported(store, 1, at=NIGHT)
    reported(store, 2, at=NIGHT, flagged=NOTIFIED)
    assert pipeline.compose(context_at(store, NIGHT)) == 1
    assert pipeline.compose(context_at(store, NIGHT + timedelta(minutes=10))) == 0
    reported(store, 3, at=NIGHT + timedelta(hours=1), flagged=NOTIFIED)
    assert pipeline.compose(context_at(store, NIGHT + timedelta(hours=1))) == 1
    assert told(store) == [[2], [3]]
    before = store.destinations.get(made.id)
    assert before is not None
    assert (before.cursor, before.sequence, before.slot) == (0, 2, None), "the cursor waits"
    assert pipeline.compose(context_at(store, NIGHT + timedelta(hours=8))) == 1
    assert told(store) == [[2], [3], [1]]
    assert store.digests.told_ahead() == {}, "what the cursor has passed is forgotten"


def test_urgent_acts_that_come_close_in_time_are_one_message_too(store: Store) -> None:
    mailbox(store, schedule=QUIET, urgent=frozenset({Stage.NOTIFIED}))
    reported(store, 1, at=NIGHT, flagged=NOTIFIED)
    pipeline.compose(context_at(store, NIGHT))
    for number in (2, 3):
        reported(store, number, at=NIGHT, flagged=NOTIFIED)
        pipeline.compose(context_at(store, NIGHT + timedelta(seconds=10 * number)))
    pipeline.compose(context_at(store, NIGHT + WINDOW))
    assert told(store) == [[1], [2, 3]]


def test_what_waits_about_an_act_goes_with_its_urgent_message(store: Store) -> None:
    mailbox(store, schedule=QUIET, urgent=frozenset({Stage.NOTIFIED}))
    reported(store, 1, at=NIGHT)
    assert pipeline.compose(context_at(store, NIGHT)) == 0
    same = story("other", "Norland denounces treaty number 001", source="Other wire")
    poll(store, feed(store), (same, NOTIFIED), now=NIGHT + timedelta(hours=1))
    settle(store, NIGHT + timedelta(hours=1), everything=True)
    assert pipeline.compose(context_at(store, NIGHT + timedelta(hours=1))) == 1
    pipeline.compose(context_at(store, NIGHT + timedelta(hours=8)))
    assert Counter(act for acts in told(store) for act in acts).most_common(1)[0][1] == 1


def test_what_was_composed_before_quiet_hours_is_sent_after_them_and_what_is_urgent_at_once(
    store: Store,
) -> None:
    made = mailbox(store, schedule=QUIET, urgent=frozenset({Stage.NOTIFIED}))
    before = NIGHT.replace(hour=21, minute=59)
    reported(store, 1, at=before)
    pipeline.compose(context_at(store, before))
    assert store.outbox.lease(NIGHT, 10, 120) == []
    [held] = store.outbox.find()
    assert (held.message.state, held.note) == (MessageState.DEFERRED, "it is quiet at the destination")
    assert held.message.attempts == 0
    reported(store, 2, at=NIGHT, flagged=NOTIFIED)
    pipeline.compose(context_at(store, NIGHT))
    [urgent] = store.outbox.lease(NIGHT, 10, 120)
    store.outbox.finish(urgent, Attempt(Outcome.RETRY), NIGHT, NIGHT + timedelta(minutes=5))
    [again] = store.outbox.lease(NIGHT + timedelta(minutes=5), 10, 120)
    assert again.wid == urgent.wid
    assert store.outbox.find()[1].message.state is MessageState.DEFERRED
    store.outbox.finish(again, Attempt(Outcome.SENT), NIGHT + timedelta(minutes=5))
    [morning] = store.outbox.lease(NIGHT + timedelta(hours=8), 10, 120)
    assert (morning.destination, morning.attempts) == (made.id, 1)


@pytest.mark.parametrize("point", ["mid_tx_digest", "before_commit_digest"])
def test_fault_170_a_crash_while_an_urgent_act_is_told_leaves_neither_message_nor_mark(
    store: Store, point: str
) -> None:
    class Killed(Exception):
        pass

    mailbox(store, schedule=QUIET, urgent=frozenset({Stage.NOTIFIED}))
    reported(store, 1, at=NIGHT, flagged=NOTIFIED)

    def dies(reached: str) -> None:
        if reached == point:
            raise Killed

    real, store.database.trace = store.database.trace, dies
    with pytest.raises(Killed):
        pipeline.compose(context_at(store, NIGHT))
    store.database.trace = real
    assert (told(store), store.digests.told_ahead()) == ([], {})
    assert pipeline.compose(context_at(store, NIGHT)) == 1
    assert pipeline.compose(context_at(store, NIGHT + timedelta(hours=8))) == 0
    assert told(store) == [[1]]


@pytest.mark.parametrize("seed", range(6))
def test_over_days_with_quiet_hours_every_act_is_told_once(store: Store, seed: int) -> None:
    drawn = random.Random(seed)
    made = [
        mailbox(store, "plain", "plain@news.example"),
        mailbox(store, "quiet", "quiet@news.example", schedule=QUIET),
        mailbox(
            store, "urgent", "urgent@news.example", schedule=QUIET, urgent=frozenset({Stage.NOTIFIED})
        ),
        mailbox(
            store, "hours", "hours@news.example", schedule=replace(QUIET, cadence=Cadence.HOURLY),
            urgent=frozenset({Stage.NOTIFIED}),
        ),
    ]  # fmt: skip
    now, number = NIGHT - timedelta(hours=3), 0
    while now < NIGHT + timedelta(hours=30):
        for _ in range(drawn.choice([0, 0, 1, 2])):
            number += 1
            reported(store, number, at=now, flagged=drawn.choice([ACT, NOTIFIED]))
        pipeline.compose(context_at(store, now))
        now += timedelta(seconds=drawn.choice([40, 1800, 3600, 7200]))
    pipeline.compose(context_at(store, NIGHT + timedelta(days=2, hours=12)))
    for destination in made:
        counts = Counter(
            row["act"]
            for row in store.database.rows("SELECT act FROM tells WHERE destination = ?", (destination.id,))
        )
        assert counts == dict.fromkeys(range(1, number + 1), 1), destination.name
    in_the_night = {
        row["name"]
        for row in store.database.rows(
            "SELECT name, outbox.created_at AS at FROM outbox JOIN destination ON destination.id = destination"
        )
        if not 7 <= int(row["at"][11:13]) < 22
    }
    assert "quiet" not in in_the_night


def test_an_urgent_act_that_was_composed_before_quiet_hours_and_not_sent_breaks_them(store: Store) -> None:
    mailbox(store, schedule=QUIET, urgent=frozenset({Stage.NOTIFIED}))
    before = NIGHT.replace(hour=21, minute=59)
    reported(store, 1, at=before, flagged=NOTIFIED)
    pipeline.compose(context_at(store, before))
    [refused] = store.outbox.lease(before, 10, 120)
    store.outbox.finish(refused, Attempt(Outcome.RETRY), before, NIGHT)
    [again] = store.outbox.lease(NIGHT, 10, 120)
    assert again.wid == refused.wid


def test_what_quiet_hours_hold_goes_out_when_they_are_deleted(store: Store) -> None:
    made = mailbox(store, schedule=QUIET)
    before = NIGHT.replace(hour=21, minute=59)
    reported(store, 1, at=before)
    pipeline.compose(context_at(store, before))
    assert store.outbox.lease(NIGHT, 10, 120) == []
    store.destinations.edit(replace(made, reader="fr"), NIGHT)
    assert store.outbox.lease(NIGHT, 10, 120) == []
    store.destinations.edit(replace(made, schedule=Schedule()), NIGHT)
    assert len(store.outbox.lease(NIGHT, 10, 120)) == 1


def test_quiet_hours_in_an_unknown_time_zone_hold_up_no_message(store: Store) -> None:
    mailbox(store, "bad", schedule=QUIET)
    mailbox(store, "good")
    reported(store, 1)
    assert pipeline.compose(context_at(store, NOW)) == 2
    with store.database.write() as db:
        db.execute("UPDATE destination SET zone = 'Mars/Phobos' WHERE name = 'bad'")
    assert len(store.outbox.lease(NOW, 10, 120)) == 2


# ---------------------------------------------------------------- conditions on messages


@pytest.mark.parametrize("condition", ["data.items.stage!=threatened", "data.items.kind!=threat"])
def test_an_act_is_not_lost_to_a_condition_that_only_its_company_does_not_meet(
    store: Store, condition: str
) -> None:
    hook = {"channel": "webhook", "address": "https://hook.example/in", "owner": "ops@desk.example"}
    store.destinations.add(name="hook", now=NOW, filters=(condition,), **hook)  # type: ignore[arg-type]
    reported(store, 900, flagged=(hit(kind=Kind.THREAT, stage=Stage.THREATENED),))
    reported(store, 1, 2, flagged=NOTIFIED)
    assert pipeline.compose(context_at(store, NOW)) == 2
    sent, left_out = outbox(store)
    assert (sent.state, left_out.state) == (MessageState.READY, MessageState.SUPPRESSED)
    assert [sent.sequence, left_out.sequence] == [1, 2]
    assert told(store) == [[2, 3]], "what is left out tells nothing"
    items = json.loads(sent.body)["data"]["items"]
    assert [item["stage"] for item in items] == ["notified", "notified"]
    assert [item["stage"] for item in json.loads(left_out.body)["data"]["items"]] == ["threatened"]
    assert pipeline.compose(context_at(store, NOW + WINDOW)) == 0, "each is told once"


def test_a_message_that_no_act_of_it_may_send_is_left_out_whole(store: Store) -> None:
    hook = {"channel": "webhook", "address": "https://hook.example/in", "owner": "ops@desk.example"}
    conditions = ("data.items.stage=effective",)
    store.destinations.add(name="hook", now=NOW, filters=conditions, **hook)  # type: ignore[arg-type]
    reported(store, 1, 2, flagged=NOTIFIED)
    assert pipeline.compose(context_at(store, NOW)) == 1
    [left_out] = outbox(store)
    assert left_out.state is MessageState.SUPPRESSED


# ---------------------------------------------------------------- a destination that cannot be served


@pytest.mark.parametrize("fault", ["zone = 'Mars/Phobos'", "address = 'no address'"])
@pytest.mark.parametrize("cadence", [Cadence.INSTANT, Cadence.DAILY])
def test_a_destination_for_which_nothing_can_be_composed_keeps_nothing_from_the_others(
    store: Store, fault: str, cadence: Cadence
) -> None:
    mailbox(store, "bad", schedule=Schedule(cadence, time(8)))
    made = mailbox(store, "good", schedule=Schedule(cadence, time(8)))
    with store.database.write() as db:
        db.execute(f"UPDATE destination SET {fault} WHERE name = 'bad'")
    reported(store, 1)
    assert pipeline.compose(context_at(store, NOW + timedelta(days=1))) == 1
    assert len(mails(store, made)) == 1
    bad = store.destinations.get("bad")
    assert bad is not None
    assert bad.cursor == 0, "it is owed the same once it can be served"
