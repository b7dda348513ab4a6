"""The delivery ledger: leases, outcomes, suppression, retries (docs/faults.md 96, 100, 104, 105, 113, 123,
154).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from store_kit import NOW, mailbox, message, open_store, place, queue

from monitor.model import Attempt, Destination, Message, MessageState, Outcome
from monitor.store import Store
from monitor.store.values import Failing, Verdict

LATER = NOW + timedelta(minutes=5)
SENT = Attempt(Outcome.SENT, "250", "queued")


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def lease_one(store: Store, now: object = NOW) -> Message:
    [one] = store.outbox.lease(now, 9, 120)  # type: ignore[arg-type]
    return one


def state(store: Store, which: int | str = 1) -> tuple[str, str]:
    found = store.outbox.get(which)
    assert found is not None
    return found.message.state.value, found.note


def test_a_message_is_leased_sent_and_logged(store: Store) -> None:
    made = mailbox(store, secret="whsec", owner="ops@news.example")
    queue(store, made, 1)
    leased = lease_one(store)
    frozen = message(made)
    assert (leased.wid, leased.body, leased.subject, leased.secret, leased.owner) == (
        frozen.wid,
        frozen.body,
        frozen.subject,
        "whsec",
        "ops@news.example",
    )
    assert (leased.state, leased.attempts) == (MessageState.LEASED, 1)
    assert store.outbox.lease(NOW, 9, 120) == []
    store.outbox.finish(leased, SENT, LATER)
    assert state(store) == ("sent", "")
    found = store.outbox.get(1)
    assert found is not None
    assert [(one.number, one.at, one.attempt) for one in found.attempts] == [(1, LATER, SENT)]
    assert store.outbox.lease(NOW + timedelta(days=9), 9, 120) == []


def test_a_lease_that_ran_out_is_given_again_with_the_same_id_and_bytes(store: Store) -> None:
    queue(store, mailbox(store), 1)
    first = lease_one(store)
    assert store.outbox.lease(NOW + timedelta(seconds=119), 9, 120) == []
    second = lease_one(store, NOW + timedelta(seconds=120))
    assert (second.wid, second.body, second.attempts) == (first.wid, first.body, 2)


def test_fault_154_a_clock_set_back_frees_leases_and_deferred_messages(store: Store) -> None:
    queue(store, mailbox(store), 1)
    lease_one(store)
    again = lease_one(store, NOW - timedelta(hours=1))
    store.outbox.finish(again, Attempt(Outcome.RETRY), NOW, NOW + timedelta(hours=5))
    assert store.outbox.lease(NOW + timedelta(hours=4), 9, 120) == []
    assert lease_one(store, NOW - timedelta(seconds=1)).attempts == 3


def test_who_takes_the_lock_may_take_over_the_leases_of_the_dead(store: Store) -> None:
    queue(store, mailbox(store), 1)
    lease_one(store)
    assert store.outbox.expire_leases() == 1
    assert store.outbox.expire_leases() == 0
    assert lease_one(store).attempts == 2


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.UNKNOWN, Outcome.HALTED])
def test_fault_100_105_what_may_succeed_later_is_deferred_and_suppresses_nobody(
    store: Store, outcome: Outcome
) -> None:
    queue(store, mailbox(store), 1)
    store.outbox.finish(lease_one(store), Attempt(outcome, "451", "later"), NOW, LATER)
    assert state(store) == ("deferred", "451 later")
    found = store.outbox.get(1)
    assert found is not None
    assert found.message.next_at == LATER
    assert store.outbox.lease(LATER - timedelta(seconds=1), 9, 120) == []
    assert lease_one(store, LATER).attempts == 2
    assert [one.kind for one in store.events.find()] == (["halted"] if outcome is Outcome.HALTED else [])
    assert store.database.value("SELECT count(*) FROM suppression") == 0


def test_a_deferred_message_without_a_time_waits_five_minutes(store: Store) -> None:
    queue(store, mailbox(store), 1)
    store.outbox.finish(lease_one(store), Attempt(Outcome.RETRY), NOW)
    assert store.outbox.lease(LATER - timedelta(seconds=1), 9, 120) == []
    lease_one(store, LATER)


def test_a_message_that_is_dead_is_told_and_can_be_sent_again(store: Store) -> None:
    queue(store, mailbox(store), 1)
    leased = lease_one(store)
    assert not store.outbox.retry(1, NOW), "in flight"
    store.outbox.finish(leased, Attempt(Outcome.DEAD, "554", "refused"), NOW)
    assert state(store) == ("dead", "554 refused")
    assert store.events.find("dead")[0].text == "message #R001: 554 refused"
    assert store.outbox.retry(1, LATER)
    again = lease_one(store, LATER)
    assert (again.wid, again.body, again.attempts) == (leased.wid, leased.body, 1)
    store.outbox.finish(again, SENT, LATER)
    assert not store.outbox.retry(1, LATER), "sent is sent"


def test_fault_104_an_address_that_is_gone_is_suppressed_everywhere_until_it_is_added_again(
    store: Store,
) -> None:
    queue(store, mailbox(store), 1)
    queue(store, mailbox(store, "other", "DESK@news.example"), 2)
    first, second = store.outbox.lease(NOW, 9, 120)
    store.outbox.finish(second, Attempt(Outcome.RETRY), NOW, LATER)
    store.outbox.finish(first, Attempt(Outcome.BOUNCED, "550 5.1.1", "no such user"), NOW)
    assert state(store) == ("dead", "550 5.1.1 no such user")
    assert store.outbox.lease(LATER, 9, 120) == []
    assert state(store, 2) == ("suppressed", "bounced: 550 5.1.1")
    assert "desk@news.example" not in str(
        [tuple(row) for row in store.database.rows("SELECT * FROM suppression")]
    )
    mailbox(store, "third", "desk@news.example")
    assert store.outbox.retry(2, LATER)
    assert lease_one(store, LATER).wid == second.wid


def test_a_bounce_of_something_that_is_no_mail_suppresses_no_address(store: Store) -> None:
    made = store.destinations.add(name="hook", channel="webhook", address="https://hook.example", now=NOW)
    queue(store, made, 1)
    store.outbox.finish(lease_one(store), Attempt(Outcome.BOUNCED, "550"), NOW)
    assert store.database.value("SELECT count(*) FROM suppression") == 0


def hook(store: Store, name: str = "hook", **more: object) -> Destination:
    return store.destinations.add(
        name=name,
        channel="webhook",
        address=f"https://{name}.example",
        owner="ops@news.example",
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def to_owner(made: Destination, number: int) -> Message:
    return message(made, number, channel="email", address="ops@news.example")


def test_fault_123_an_endpoint_that_is_gone_is_disabled_and_its_owner_told_in_one_transaction(
    store: Store,
) -> None:
    made = hook(store)
    queue(store, made, 1, 2)
    told = Verdict(100, 0, "gone", (to_owner(made, 3),))
    store.outbox.finish(lease_one(store), Attempt(Outcome.DISABLED, "410", "Gone"), NOW, None, told)
    [after] = store.destinations.all()
    assert (after.disabled_at, after.disabled_reason) == (NOW, "gone: 410 Gone")
    assert [event.kind for event in store.events.find()] == ["disabled"]
    letter = lease_one(store)
    assert (letter.wid, letter.address, letter.channel) == (f"{3:032x}", "ops@news.example", "email")
    store.outbox.finish(letter, Attempt(Outcome.SENT), NOW)
    assert state(store, 2) == ("ready", ""), "held, not suppressed"
    assert store.outbox.find()[1].held == "the destination is disabled until `destinations enable`"
    assert store.outbox.lease(LATER, 9, 120) == []


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize(("point", "told"), [("before_commit_sent", False), ("after_commit_sent", True)])
def test_fault_123_no_crash_parts_a_disabled_endpoint_from_the_notice_to_its_owner(
    store: Store, point: str, told: bool
) -> None:
    made = hook(store)
    queue(store, made, 1)
    leased = lease_one(store)

    def die(place: str) -> None:
        if place == point:
            raise Killed

    store.database.trace = die
    with pytest.raises(Killed):
        store.outbox.finish(
            leased,
            Attempt(Outcome.DISABLED, "410"),
            NOW,
            None,
            Verdict(100, 0, "gone", (to_owner(made, 3),)),
        )
    store.database.trace = lambda place: None
    after = store.destinations.get(made.id)
    assert after is not None
    assert (after.disabled_at is not None, store.outbox.get(f"{3:032x}") is not None) == (told, told)


# ---------------------------------------------------------------- endpoints at which nothing arrives


def give_up(store: Store, made: Destination, number: int, first: datetime, last: datetime) -> None:
    """A message whose first attempt fails at `first`, and which is given up at `last`."""
    queue(store, made, number, now=first)
    leased = lease_one(store, first)
    store.outbox.finish(leased, Attempt(Outcome.RETRY, "500"), first, last)
    store.outbox.finish(lease_one(store, last), Attempt(Outcome.DEAD, "500"), last)


def test_failures_count_from_the_first_attempt_since_a_message_last_arrived(store: Store) -> None:
    made, hour = hook(store), timedelta(hours=1)
    assert store.outbox.failing(made.id, None, NOW) == Failing(0, None, 0)
    give_up(store, made, 1, NOW, NOW + 75 * hour)
    give_up(store, made, 2, NOW + 76 * hour, NOW + 80 * hour)
    assert store.outbox.failing(made.id, None, NOW + 80 * hour) == Failing(2, NOW, 0)
    queue(store, made, 3, now=NOW + 80 * hour)
    leased = lease_one(store, NOW + 80 * hour)
    assert store.outbox.failing(made.id, leased.id, NOW + 80 * hour) == Failing(3, NOW, 0)
    store.outbox.finish(leased, SENT, NOW + 80 * hour)
    assert store.outbox.failing(made.id, None, NOW + 80 * hour) == Failing(0, None, 0)
    give_up(store, made, 4, NOW + 81 * hour, NOW + 90 * hour)
    assert store.outbox.failing(made.id, None, NOW + 90 * hour) == Failing(1, NOW + 81 * hour, 0)


def test_an_owner_is_told_each_warning_once_and_a_message_that_arrives_takes_it_back(store: Store) -> None:
    made = hook(store)
    queue(store, made, 1, 2)
    warned = Verdict(50, 0, "nothing arrives", (to_owner(made, 3),))
    store.outbox.finish(lease_one(store), Attempt(Outcome.RETRY), NOW, LATER, warned)
    again = Verdict(50, 0, "nothing arrives", (to_owner(made, 4),))
    store.outbox.finish(lease_one(store), Attempt(Outcome.RETRY), NOW, LATER, again)
    assert store.outbox.get(f"{4:032x}") is None, "it had changed since it was read"
    assert store.outbox.get(f"{3:032x}") is not None
    assert store.destinations.all()[0].warned == 50
    assert [event.kind for event in store.events.find()] == ["failing"]
    store.outbox.finish(lease_one(store, NOW), SENT, NOW)  # the notice itself proves nothing
    assert store.destinations.all()[0].warned == 50
    store.outbox.finish(lease_one(store, LATER), SENT, LATER)
    assert store.destinations.all()[0].warned == 0


def test_fault_167_at_a_hundred_percent_an_endpoint_is_disabled_and_what_waits_is_held(store: Store) -> None:
    made = hook(store)
    queue(store, made, 1, 2)
    last = Verdict(100, 0, "nothing arrived for five days", (to_owner(made, 3),))
    store.outbox.finish(lease_one(store), Attempt(Outcome.DEAD, "500"), NOW, None, last)
    [after] = store.destinations.all()
    assert (after.gone, after.disabled_reason) == (True, "nothing arrived for five days")
    assert store.outbox.failing(made.id, None, NOW) is None
    assert [leased.channel for leased in store.outbox.lease(LATER, 9, 120)] == ["email"]
    assert store.destinations.enable(made.id, LATER) == 1
    assert store.destinations.all()[0].warned == 0
    assert store.outbox.failing(made.id, None, LATER) == Failing(0, None, 0), "it starts anew"


def test_an_endpoint_that_moves_starts_anew(store: Store) -> None:
    made = hook(store)
    give_up(store, made, 1, NOW, LATER)
    current = store.destinations.get(made.id)
    assert current is not None
    store.destinations.edit(replace(current, address="https://new.example"), LATER)
    assert store.outbox.failing(made.id, None, LATER) == Failing(0, None, 0)


def test_what_waited_for_an_endpoint_that_was_gone_goes_out_when_it_is_enabled_again(store: Store) -> None:
    made = store.destinations.add(
        name="hook",
        channel="webhook",
        address="https://hook.example",
        owner="ops@news.example",
        now=NOW,
    )
    queue(store, made, 1, 2)
    store.outbox.finish(lease_one(store), Attempt(Outcome.DISABLED, "410", "Gone"), NOW)
    store.destinations.edit(replace(made, address="https://new.example/in"), NOW)
    assert store.destinations.enable(made.id, LATER) == 2
    assert not store.destinations.all()[0].gone
    sent = []
    for _ in range(2):
        one = lease_one(store, LATER)
        sent.append((one.wid, one.address))
        store.outbox.finish(one, Attempt(Outcome.SENT), LATER)
    assert sent == [(f"{number:032x}", "https://new.example/in") for number in (1, 2)]


def test_one_that_was_gone_may_be_enabled_for_what_is_new_alone(store: Store) -> None:
    made = store.destinations.add(
        name="hook",
        channel="webhook",
        address="https://hook.example",
        owner="ops@news.example",
        now=NOW,
    )
    queue(store, made, 1, 2)
    store.outbox.finish(lease_one(store), Attempt(Outcome.DISABLED, "410", "Gone"), NOW)
    assert store.destinations.enable(made.id, LATER, from_now=True) == 0
    assert store.outbox.lease(LATER, 9, 120) == []
    assert (state(store)[0], state(store, 2)[0]) == ("dead", "suppressed")


def test_what_waits_for_a_paused_destination_is_held_until_it_is_resumed(store: Store) -> None:
    made, other = mailbox(store), mailbox(store, "other", "other@news.example")
    queue(store, made, 1)
    queue(store, other, 2)
    assert store.destinations.pause(made.id, NOW)
    assert not store.destinations.pause(made.id, LATER)
    assert store.destinations.get("desk").paused_at == NOW  # type: ignore[union-attr]
    assert [one.destination for one in store.outbox.lease(LATER, 9, 120)] == [other.id]
    assert store.destinations.resume(made.id, LATER)
    assert not store.destinations.resume(made.id, LATER)
    assert [one.destination for one in store.outbox.lease(LATER, 9, 120)] == [made.id]


def signed_with(store: Store, now: datetime) -> str | None:
    """The secrets of the next attempt at `now`, which fails."""
    leased = lease_one(store, now)
    store.outbox.finish(leased, Attempt(Outcome.RETRY), now, now)
    return leased.secret


def test_fault_125_during_a_change_of_secrets_all_sign_until_their_time_is_over(store: Store) -> None:
    made = store.destinations.add(
        name="hook", channel="webhook", address="https://hook.example", secret="old", now=NOW
    )
    queue(store, made, 1)
    hour = timedelta(hours=1)
    store.destinations.rotate_secret(made.id, "new", NOW + hour)
    assert signed_with(store, NOW) == "new old"
    store.destinations.rotate_secret(made.id, "newer", NOW + 2 * hour)
    after = store.destinations.get("hook")
    assert after is not None
    assert (after.secret, after.secret_until) == ("newer new old", NOW + 2 * hour)
    assert signed_with(store, NOW + hour) == "newer new"
    assert signed_with(store, NOW + 2 * hour) == "newer"
    ended = store.destinations.get("hook")
    assert ended is not None
    assert (ended.secret, ended.secret_until) == ("newer", None)


def test_a_secret_that_must_end_at_once_takes_those_before_it_along(store: Store) -> None:
    made = store.destinations.add(
        name="hook", channel="webhook", address="https://hook.example", secret="old", now=NOW
    )
    queue(store, made, 1)
    store.destinations.rotate_secret(made.id, "stolen", NOW + timedelta(days=7))
    store.destinations.rotate_secret(made.id, "new", NOW)
    assert signed_with(store, NOW) == "new"


def test_no_more_than_five_secrets_sign_one_message(store: Store) -> None:
    made = store.destinations.add(
        name="hook", channel="webhook", address="https://hook.example", secret="s0", now=NOW
    )
    queue(store, made, 1)
    for number in range(1, 9):
        store.destinations.rotate_secret(made.id, f"s{number}", NOW + timedelta(days=1))
    assert signed_with(store, NOW) == "s8 s7 s6 s5 s4"


def test_fault_113_what_was_unsubscribed_or_removed_after_queueing_is_not_sent(store: Store) -> None:
    left, removed = mailbox(store), mailbox(store, "gone", "gone@news.example")
    queue(store, left, 1)
    queue(store, removed, 2)
    taken = store.outbox.lease(NOW, 9, 120)
    for one in taken:  # both were in flight when they left, and come back
        store.outbox.finish(one, Attempt(Outcome.RETRY), NOW, LATER)
    store.destinations.unsubscribe(left.token or "", NOW)
    store.destinations.remove(removed.id, NOW)
    assert store.outbox.retry(1, LATER)
    assert store.outbox.retry(2, LATER)
    assert store.outbox.lease(LATER, 9, 120) == []
    assert (state(store), state(store, 2)) == (
        ("suppressed", "unsubscribed"),
        ("suppressed", "the destination was removed"),
    )


def test_fault_127_one_destination_takes_one_slot_and_busy_ones_none(store: Store) -> None:
    first, second = mailbox(store), mailbox(store, "other", "other@news.example")
    queue(store, first, 1, 2, 3)
    queue(store, second, 4)
    assert [one.wid[-1] for one in store.outbox.lease(NOW, 1, 120)] == ["1"]
    assert store.outbox.lease(NOW, 9, 120, exclude=frozenset({first.id, second.id})) == []
    assert [one.wid[-1] for one in store.outbox.lease(NOW, 9, 120, exclude=frozenset({first.id}))] == ["4"]
    assert [one.wid[-1] for one in store.outbox.lease(NOW, 9, 120)] == ["2"]


def test_an_attempt_that_outlived_its_lease_is_logged_and_only_its_success_counts(store: Store) -> None:
    queue(store, mailbox(store), 1)
    slow = lease_one(store)
    fast = lease_one(store, NOW + timedelta(seconds=200))
    store.outbox.finish(slow, Attempt(Outcome.DEAD, "554"), LATER)
    assert state(store)[0] == "leased"
    store.outbox.finish(slow, SENT, LATER)
    assert state(store)[0] == "sent"
    store.outbox.finish(fast, Attempt(Outcome.RETRY), LATER)
    assert state(store)[0] == "sent"
    found = store.outbox.get(1)
    assert found is not None
    assert [one.attempt.outcome for one in found.attempts] == [Outcome.DEAD, Outcome.SENT, Outcome.RETRY]


def test_deliveries_are_listed_newest_first_and_found_by_every_name(store: Store) -> None:
    made = mailbox(store)
    queue(store, made, 1, 0xAB)
    store.outbox.finish(lease_one(store), SENT, NOW)
    assert [(one.message.id, one.destination, one.message.body) for one in store.outbox.find()] == [
        (2, "desk", b""),
        (1, "desk", b""),
    ]
    assert [one.message.id for one in store.outbox.find(MessageState.SENT)] == [1]
    assert store.outbox.find("dead") == []
    assert len(store.outbox.find(limit=1)) == 1
    wid = f"{0xAB:032x}"
    names: list[int | str] = [2, "2", "R171", "#r171", wid, f"msg_{wid}", f"<{wid}@news.example>"]
    assert [found.message.id for name in names if (found := store.outbox.get(name))] == [2] * len(names)
    for unknown in ("", "ZZZZ", "9" * 40, 77, "msg_x"):
        assert store.outbox.get(unknown) is None


def test_counts_tell_the_states_apart(store: Store) -> None:
    made = mailbox(store)
    queue(store, made, 1, 2, 3)
    store.outbox.finish(lease_one(store), SENT, NOW)
    store.outbox.finish(lease_one(store), Attempt(Outcome.RETRY), NOW, LATER)
    counts = store.counts()
    assert (counts.ready, counts.leased, counts.deferred, counts.sent, counts.destinations) == (1, 0, 1, 1, 1)
