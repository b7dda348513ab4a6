"""The ledger of deliveries, as an operator reads it and acts on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from servers import Site
from store_kit import message, open_store, queue

from monitor.errors import UsageError
from monitor.model import Attempt, Destination, Outcome
from monitor.service.deliveries import CAME_TO, moment
from monitor.store import Store
from monitor.store.digests import put

Call = Callable[..., Result]
NOW = datetime.now(UTC)
SECRET = "s3cretPathOfTheHook"


@pytest.fixture
def store(empty: Call, here: Site, tmp_path: Path) -> Iterator[Store]:
    """The database of an installation with the webhooks `hook` and `other`."""
    for name in ("hook", "other"):
        address = here.url(f"/{SECRET}/{name}")
        empty("destinations", "add", name, address, "--owner", "ops@hook.example", "--no-check")
    with open_store(tmp_path / "data" / "treaty-monitor.sqlite3") as opened:
        yield opened


def named(store: Store, name: str) -> Destination:
    destination = store.destinations.get(name)
    assert destination is not None
    return destination


def end(store: Store, outcome: Outcome, code: str = "500", *, at: datetime = NOW) -> None:
    """The next attempt comes to this."""
    (leased,) = store.outbox.lease(at, 1, 120)
    store.outbox.finish(leased, Attempt(outcome, code, "from there"), at, at + timedelta(hours=2))


def refs(call: Call, *words: str) -> list[str]:
    return [row["message"]["ref"] for row in json.loads(call("deliveries", "list", *words, "--json").stdout)]


# ---------------------------------------------------------------- list


def test_what_is_ready_and_what_is_deferred_stand_apart_with_the_next_try(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, 2, now=NOW)
    queue(store, named(store, "other"), 3, now=NOW + timedelta(seconds=1))
    end(store, Outcome.RETRY)
    told = empty("deliveries", "list").output
    when = f"{NOW + timedelta(hours=2):%Y-%m-%d %H:%M}"
    assert f"In all: 2 ready, 1 deferred (the next at {when})." in told
    (line,) = [line for line in told.splitlines() if "#R001" in line]
    assert "deferred" in line
    assert when in line
    assert "500 from there" in line
    assert refs(empty, "--state", "ready") == ["R003", "R002"]
    assert refs(empty, "--state", "deferred") == ["R001"]


def test_a_list_is_narrowed_by_destination_and_time(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, now=NOW - timedelta(days=5))
    queue(store, named(store, "hook"), 2, now=NOW - timedelta(hours=1))
    queue(store, named(store, "other"), 3, now=NOW)
    assert refs(empty, "--destination", "hook") == ["R002", "R001"]
    assert refs(empty, "--since", "3d") == ["R003", "R002"]
    assert refs(empty, "--until", "3d", "--destination", "hook") == ["R001"]
    assert refs(empty, "--since", f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M}", "--destination", "hook") == [
        "R002"
    ]
    assert "No such message." in empty("deliveries", "list", "--since", "3000-01-01").output
    assert "No destination 'none'" in empty("deliveries", "list", "--destination", "none", code=2).output


def test_what_is_held_says_why(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    empty("destinations", "pause", "hook")
    assert "the destination is paused" in empty("deliveries", "list").output
    assert "the destination is paused" in empty("deliveries", "show", "R001").output


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T08:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("2026-11-23T08:30+02:00", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_a_day_an_hour_or_a_span_before_now(text: str, at: datetime) -> None:
    assert moment(text, NOW) == at


@pytest.mark.parametrize("text", ["yesterday", "3", "3m", "-3d", "99999999d", "2026-13-01", ""])
def test_what_is_no_time_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(UsageError, match="3d"):
        moment(text, NOW)


# ---------------------------------------------------------------- show


def test_a_message_is_shown_with_every_attempt_its_time_and_code(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    end(store, Outcome.UNKNOWN, "timeout")
    end(store, Outcome.DEAD, "400", at=NOW + timedelta(hours=3))
    told = empty("deliveries", "show", "R001").output
    assert f"msg_{1:032x}" in told
    assert f"{NOW:%Y-%m-%d %H:%M:%S}" in told
    assert "no answer: it may have arrived; tried again" in " ".join(told.split())
    assert "failed for good" in " ".join(told.split())
    shown = json.loads(empty("deliveries", "show", "R001", "--json").stdout)
    codes = [(attempt["number"], attempt["attempt"]["code"]) for attempt in shown["attempts"]]
    assert codes == [(1, "timeout"), (2, "400")]
    assert shown["ended_at"] == (NOW + timedelta(hours=3)).isoformat()


def tell(store: Store, act: str, *numbers: int) -> None:
    """Stores the act with this reference, and that the messages with these numbers tell it."""
    with store.database.write() as db:
        made = db.execute(
            "INSERT INTO act (ref, kind, stage, opened_at, changed_at) VALUES (?, 'exit', 'decided', '', '')",
            (act,),
        ).lastrowid
        db.executemany(
            "INSERT INTO tells (act, outbox, destination) SELECT ?, id, destination FROM outbox WHERE ref = ?",
            [(made, f"R{number:03}") for number in numbers],
        )


def test_the_reference_of_an_act_shows_its_newest_message_and_lists_the_others(
    empty: Call, store: Store
) -> None:
    queue(store, named(store, "hook"), 1, 3, 4, now=NOW)
    queue(store, named(store, "other"), 2, now=NOW + timedelta(seconds=1))
    tell(store, "K7QM", 1, 2, 3)
    for name in ("K7QM", "#k7qm"):
        told = empty("deliveries", "show", name).output
        assert "K7QM is the reference of an act; this is a message about it:" in told
        assert "#R002  One exit" in told
        assert told.index("#R003 to hook, ready") < told.index("#R001 to hook, ready")
        assert "R004" not in told
    shown = json.loads(empty("deliveries", "show", "K7QM", "--json").stdout)
    assert (shown["message"]["ref"], shown["act"], shown["others"]) == ("R002", "K7QM", ["R003", "R001"])
    by_message = json.loads(empty("deliveries", "show", "R002", "--json").stdout)
    assert (by_message["act"], by_message["others"]) == (None, [])
    assert "No message 'ZZZZ'" in empty("deliveries", "show", "ZZZZ", code=2).output
    for verb in ("retry", "cancel"):
        refused = " ".join(empty("deliveries", verb, "K7QM", code=2).output.split())
        assert "reference of an act, not of a message" in refused
        assert "#R002 to other, #R003 to hook, #R001 to hook" in refused


def test_mails_to_owners_and_the_operator_are_listed_as_such(empty: Call, store: Store) -> None:
    hook = named(store, "hook")
    queue(store, hook, 1, now=NOW)
    with store.database.write() as db:
        for number, address in ((2, "ops@hook.example"), (3, "operator@example.org")):
            values = {"channel": "email", "address": address, "sequence": 0}
            put(db, message(hook, number, **values), NOW, notice=True)
    listed = json.loads(empty("deliveries", "list", "--json").stdout)
    assert [row["to"] for row in listed] == ["operator", "owner of hook", "hook"]
    assert [row["destination"] for row in listed] == ["hook"] * 3
    assert "owner of hook" in empty("deliveries", "list").output
    assert "to owner of hook (email, ops@hook.example)" in empty("deliveries", "show", "R002").output


def test_fault_119_neither_list_nor_show_tells_the_address_of_a_webhook(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    end(store, Outcome.DEAD)
    for words in (("list",), ("list", "--json"), ("show", "R001"), ("show", "R001", "--json")):
        told = empty("deliveries", *words).output
        assert SECRET not in told
        assert "whsec_" not in told
    record = json.loads(empty("deliveries", "show", "R001", "--json").stdout)
    assert record["message"]["address"].startswith("http://127.0.0.1")


def test_every_outcome_has_words_for_people() -> None:
    assert set(CAME_TO) == set(Outcome)


# ---------------------------------------------------------------- retry and cancel


def test_all_dead_messages_of_a_destination_and_time_are_sent_again(empty: Call, store: Store) -> None:
    hook, other = named(store, "hook"), named(store, "other")
    for number, destination, days in ((1, hook, 9), (2, hook, 1), (3, hook, 1), (4, other, 1)):
        queue(store, destination, number, now=NOW - timedelta(days=days))
        end(store, Outcome.DEAD)
    told = empty("deliveries", "retry", "--all", "--destination", "hook", "--since", "3d").output
    assert "2 messages go out" in told
    assert refs(empty, "--state", "ready") == ["R003", "R002"]
    assert refs(empty, "--state", "dead") == ["R004", "R001"]


def test_after_an_outage_one_command_sends_what_waits(empty: Call, store: Store) -> None:
    hook, other = named(store, "hook"), named(store, "other")
    queue(store, hook, 1, 2, now=NOW - timedelta(hours=1))
    queue(store, other, 3, now=NOW)
    for outcome in (Outcome.DEAD, Outcome.RETRY, Outcome.RETRY):
        end(store, outcome)
    told = empty("deliveries", "retry", "--all", "--state", "deferred").output
    assert told == "2 messages go out with the next tick of the running service (before: 2 deferred).\n"
    assert refs(empty, "--state", "ready") == ["R003", "R002"]
    assert "--all goes with --destination" in empty("deliveries", "retry", "--all", code=2).output
    assert "--state goes with --all" in empty("deliveries", "retry", "R001", "--state", "dead", code=2).output


def test_dead_and_deferred_messages_of_a_destination_are_retried_together(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, 2, 3, now=NOW)
    end(store, Outcome.DEAD)
    end(store, Outcome.RETRY)
    retry = ("deliveries", "retry", "--all", "--destination", "hook")
    assert empty(*retry, "--state", "dead").output.startswith("1 message goes out")
    end(store, Outcome.DEAD)
    end(store, Outcome.RETRY)
    told = empty(*retry).output
    assert told.startswith("3 messages go out with the next tick")
    assert "(before: 1 dead, 2 deferred)" in told
    assert "0 messages go out" in empty(*retry).output


def test_what_is_retried_and_waits_all_the_same_says_why(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, 2, now=NOW)
    end(store, Outcome.DEAD)
    end(store, Outcome.DISABLED, "410")
    told = empty("deliveries", "retry", "R001").output
    assert told == "#R001 waits: the destination is disabled until `destinations enable`.\n"
    told = empty("deliveries", "retry", "--all", "--destination", "hook").output
    assert "0 messages go out" in told
    assert "1 more waits: the destination is disabled until `destinations enable`." in told


def test_a_message_to_an_address_that_gets_nothing_is_not_said_to_go_out(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, 2, now=NOW)
    end(store, Outcome.DEAD)
    with store.database.write() as db:
        db.execute("INSERT INTO suppression SELECT address_hash, 'bounced: 5.1.1', '' FROM outbox LIMIT 1")
    refused = " ".join(empty("deliveries", "retry", "R001", code=2).output.split())
    assert "would not go out: bounced: 5.1.1. `treaty-monitor destinations enable hook` takes" in refused
    told = empty("deliveries", "retry", "--all", "--destination", "hook").output
    assert "0 messages go out" in told
    assert "1 more cannot be sent: bounced: 5.1.1." in told
    assert refs(empty, "--state", "dead") == ["R001"]


def test_dead_messages_whose_bytes_are_gone_are_counted(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    end(store, Outcome.DEAD)
    with store.database.write() as db:
        db.execute("UPDATE outbox SET body = x''")
    told = empty("deliveries", "retry", "--all", "--destination", "hook").output
    assert "0 messages go out" in told
    assert "1 more cannot be sent" in told
    assert "its bytes are gone" in empty("deliveries", "retry", "R001", code=2).output


def test_a_message_that_waits_is_cancelled_with_a_reason_and_can_be_sent_after_all(
    empty: Call, store: Store
) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    told = empty("deliveries", "cancel", "#r001", "--reason", "sent by hand").output
    assert "`deliveries retry R001` takes that back" in told
    assert "sent by hand" in empty("deliveries", "show", "R001").output
    assert refs(empty, "--state", "suppressed") == ["R001"]
    assert "only a message that waits" in empty("deliveries", "cancel", "R001", code=2).output
    empty("deliveries", "retry", "R001")
    (leased,) = store.outbox.lease(NOW + timedelta(minutes=1), 9, 120)
    assert leased.ref == "R001"
    assert "being sent at this moment" in empty("deliveries", "cancel", "R001", code=2).output


def test_all_that_waits_for_a_destination_is_cancelled(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, 2, now=NOW)
    queue(store, named(store, "other"), 3, now=NOW + timedelta(seconds=1))
    end(store, Outcome.RETRY)
    assert (
        "2 messages are not sent." in empty("deliveries", "cancel", "--all", "--destination", "hook").output
    )
    assert refs(empty, "--state", "ready") == ["R003"]


@pytest.mark.parametrize("verb", ["retry", "cancel"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name a MESSAGE"),
        (("--all",), "--all goes with --destination"),
        (("R001", "--all", "--destination", "hook"), "without a MESSAGE"),
        (("R001", "--destination", "hook"), "Name a MESSAGE"),
    ],
)
def test_it_must_be_clear_which_messages_are_meant(
    empty: Call, store: Store, verb: str, words: tuple[str, ...], says: str
) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    assert says in " ".join(empty("deliveries", verb, *words, code=2).output.split())


# ---------------------------------------------------------------- doctor and the list of destinations


def checks(call: Call) -> dict[str, str]:
    return {check["name"]: check["text"] for check in json.loads(call("doctor", "--json", code=1).stdout)}


def test_doctor_names_dead_letters_failing_endpoints_and_those_that_are_gone(
    empty: Call, store: Store
) -> None:
    assert not {"dead letters", "endpoint"} & checks(empty).keys()
    hook, other = named(store, "hook"), named(store, "other")
    queue(store, hook, 1, 2, now=NOW - timedelta(hours=1))
    end(store, Outcome.DEAD)
    end(store, Outcome.DEAD, "400")
    with store.database.write() as db:
        db.execute("UPDATE destination SET warned = 70 WHERE id = ?", (hook.id,))
    found = checks(empty)
    assert found["dead letters"] == (
        "2 messages were given up in the last 7 days: hook; the newest, #R002: 400 from there"
    )
    assert found["endpoint"] == "nothing arrives at hook: 70 % of the way to being disabled"
    assert "failing: 70 %" in " ".join(empty("destinations", "list").output.split())
    queue(store, other, 3, now=NOW)
    end(store, Outcome.DISABLED, "410")
    assert checks(empty)["endpoint"] == "other is disabled: gone: 410 from there"
    told = empty("destinations", "enable", "other").output
    assert "1 message that waited goes out now." in told
    assert "retry" not in told, "nothing is given up: what met the 410 waits again"


def test_enable_counts_what_goes_out_and_what_was_given_up_before(empty: Call, store: Store) -> None:
    queue(store, named(store, "hook"), 1, 2, 3, now=NOW)
    end(store, Outcome.DEAD, "400")
    end(store, Outcome.DISABLED, "410")
    told = empty("destinations", "enable", "hook").output
    assert "2 messages that waited go out now." in told
    assert "1 message was given up before: `treaty-monitor deliveries retry --all --state dead" in told
    assert refs(empty, "--state", "ready") == ["R003", "R002"]


def test_what_waits_for_a_removed_destination_is_counted_and_asked_about_on_a_terminal(
    empty: Call, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, named(store, "hook"), 1, 2, now=NOW)
    end(store, Outcome.RETRY)
    monkeypatch.setattr("monitor.cli.forecasts.can_ask", lambda: True)
    told = empty("destinations", "remove", "hook", code=1).output
    assert "2 messages that wait for hook are not sent. Remove hook?" in told
    assert store.destinations.get("hook") is not None
    told = empty("destinations", "remove", "hook", "--yes").output
    assert told == "Destination hook removed. 2 messages that wait for hook are not sent.\n"
    refused = " ".join(empty("deliveries", "retry", "R001", code=2).output.split())
    assert "#R001 would not go out: the destination was removed." in refused
    assert refs(empty, "--state", "suppressed") == ["R002", "R001"]


def test_fault_168_a_destination_whose_channel_this_version_lacks_is_listed_marked_and_can_be_removed(
    empty: Call, store: Store
) -> None:
    queue(store, named(store, "hook"), 1, now=NOW)
    with store.database.write() as db:
        db.execute("UPDATE destination SET channel = 'pigeon' WHERE name = 'hook'")
        db.execute("UPDATE outbox SET channel = 'pigeon'")
    assert "this version has no channel" in " ".join(empty("destinations", "list").output.split())
    assert SECRET not in empty("destinations", "list", "--json").output
    assert "has no channel 'pigeon'" in checks(empty)["channel"]
    assert "has no channel 'pigeon'" in " ".join(empty("deliveries", "list").output.split())
    for words in (("test", "hook"), ("edit", "hook", "--address", "https://x.example/in")):
        told = empty("destinations", *words, code=2).output
        assert "no channel 'pigeon'" in " ".join(told.split()).lower()
    empty("poll")
    empty("destinations", "pause", "hook")
    empty("destinations", "remove", "hook")
