"""What lists and `doctor` say of the way to each destination: what arrived, what waits, what fails."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from servers import Site
from store_kit import feed, open_store, poll, queue

from monitor.config import load
from monitor.model import Attempt, Destination, Outcome
from monitor.service import Service, installation, utc_now
from monitor.store import Arrival, Store, rows

Call = Callable[..., Result]
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(empty: Call, tmp_path: Path) -> Iterator[Store]:
    """The database of an installation with the webhooks `hook` and `hookpk`, whose addresses are short."""
    for name in ("hook", "hookpk"):
        address = f"http://127.0.0.1:18090/{name}"
        empty("destinations", "add", name, address, "--owner", "ops@hook.example", "--no-check")
    with open_store(tmp_path / "data" / "treaty-monitor.sqlite3") as opened:
        yield opened


def hook(store: Store) -> Destination:
    destination = store.destinations.get("hook")
    assert destination is not None
    return destination


def attempt(store: Store, outcome: Outcome, at: datetime) -> None:
    """The next attempt comes to this; a deferred message is due again after two hours."""
    (leased,) = store.outbox.lease(at, 1, 120)
    store.outbox.finish(leased, Attempt(outcome, "500", "from there"), at, at + timedelta(hours=2))


def row(call: Call, name: str = "hook") -> dict[str, object]:
    rows = json.loads(call("destinations", "list", "--json").stdout)
    return next(destination for destination in rows if destination["name"] == name)


def listed(call: Call) -> str:
    return " ".join(call("destinations", "list").output.split())


# ---------------------------------------------------------------- the list of destinations


def test_a_destination_is_failing_since_the_first_attempt_after_a_message_arrived(store: Store) -> None:
    queue(store, hook(store), 1, now=NOW)
    assert store.arrivals.all()[hook(store).id] == Arrival(waiting=1, oldest=NOW)
    attempt(store, Outcome.SENT, NOW)
    assert store.arrivals.all()[hook(store).id] == Arrival(delivered_at=NOW)
    queue(store, hook(store), 2, 3, now=NOW + MINUTE)
    attempt(store, Outcome.RETRY, NOW + 2 * MINUTE)
    attempt(store, Outcome.DEAD, NOW + 3 * MINUTE)
    assert store.arrivals.all()[hook(store).id] == Arrival(
        delivered_at=NOW,
        failing_since=NOW + 2 * MINUTE,
        waiting=1,
        oldest=NOW + MINUTE,
        given_up=1,
    )
    queue(store, hook(store), 4, now=NOW + 4 * MINUTE)
    attempt(store, Outcome.SENT, NOW + 4 * MINUTE)
    after = store.arrivals.all()[hook(store).id]
    assert (after.failing_since, after.waiting, after.given_up) == (None, 1, 0), "one message is not the way"


def test_the_list_says_since_when_nothing_arrives_and_how_many_messages_wait(
    empty: Call, store: Store
) -> None:
    assert row(empty)["last_delivered_at"] is None
    queue(store, hook(store), 1, 2, 3, now=NOW)
    attempt(store, Outcome.SENT, NOW)
    assert datetime.fromisoformat(str(row(empty)["last_delivered_at"])) == NOW
    attempt(store, Outcome.RETRY, NOW + MINUTE)
    said = f"failing since {NOW + MINUTE:%Y-%m-%d %H:%M} (2 wait)"
    assert said in listed(empty)
    assert "last delivered" in listed(empty)
    assert (row(empty)["waiting"], row(empty, "hookpk")["waiting"]) == (2, 0)
    store.destinations.disable(hook(store).id, "unsubscribed", NOW)
    assert "unsubscribed" in listed(empty)
    assert said not in listed(empty)


def test_the_list_says_that_the_address_gets_nothing(empty: Call, store: Store) -> None:
    queue(store, hook(store), 1, now=NOW)
    attempt(store, Outcome.DEAD, NOW)
    with store.database.write() as db:
        db.execute(
            "INSERT INTO suppression VALUES (?, 'bounced: 5.1.1', ?)",
            (rows.address_hash(hook(store).address), rows.stamp(NOW)),
        )
    assert "bounced: 5.1.1" in listed(empty)
    assert row(empty)["address_problem"] == "bounced: 5.1.1"
    assert row(empty, "hookpk")["address_problem"] is None


def test_the_list_asks_three_times_whatever_the_number_of_destinations(store: Store) -> None:
    asked: list[str] = []
    store.database.reader().set_trace_callback(asked.append)
    store.arrivals.all()
    assert len(asked) == 3
    plans = [
        " ".join(str(step[3]) for step in store.database.reader().execute(f"EXPLAIN QUERY PLAN {sql}"))
        for sql in asked[:3]
    ]
    assert "outbox_sent" in plans[0]
    assert not [plan for plan in plans if "SCAN outbox" in plan.replace("SCAN outbox USING INDEX", "")]


# ---------------------------------------------------------------- addresses


def test_short_secret_addresses_are_told_apart_without_the_secret(empty: Call, store: Store) -> None:
    first, second = str(row(empty)["address"]), str(row(empty, "hookpk")["address"])
    assert first != second
    assert first.startswith("http://127.0.0.1:18090/... (")
    assert "hook" not in first + second
    assert first == str(row(empty)["address"]), "it stays the same"
    longer = "http://127.0.0.1:18090/a-long-secret-path-abcd"
    empty("destinations", "edit", "hook", "--address", longer, "--no-check")
    assert str(row(empty)["address"]) == "http://127.0.0.1:18090/...abcd"


# ---------------------------------------------------------------- doctor


def checks(service: Service, name: str) -> list[tuple[str, str]]:
    """State and text of the lines of this name."""
    return [(check.state, check.text) for check in service.doctor() if check.name == name]


@pytest.fixture
def service(config: Path) -> Iterator[Service]:
    with Service.open(load(config), packaged=False) as opened:
        yield opened


def test_doctor_says_what_waits_since_when_and_where_nothing_arrives(empty: Call, store: Store) -> None:
    def lines(name: str) -> list[str]:
        answer = json.loads(empty("doctor", "--json", code=1).stdout)
        return [f"{line['state']}: {line['text']}" for line in answer if line["name"] == name]

    assert lines("messages") == ["ok: none waits"]
    assert lines("delivery") == []
    queue(store, hook(store), 1, 2, now=NOW)
    attempt(store, Outcome.RETRY, NOW + MINUTE)
    assert lines("messages") == [f"ok: 2 messages wait, the oldest since {NOW:%Y-%m-%d %H:%M} UTC"]
    assert lines("delivery") == [f"warning: hook: failing since {NOW + MINUTE:%Y-%m-%d %H:%M} UTC (2 wait)"]


def test_doctor_says_whether_the_service_runs(service: Service) -> None:
    assert checks(service, "service") == [("missing", "was not started yet; no feed was polled yet")]
    installation.remember_command(service, installation.RUN)
    assert checks(service, "service") == [("bad", "is not running; no feed was polled yet")]
    with service.alone():
        ((state, text),) = checks(service, "service")
        assert state == "bad"
        assert "its health page http://127.0.0.1:0/healthz does not answer" in text
    installation.remember_command(service, installation.POLL)
    with service.alone():
        ((state, text),) = checks(service, "service")
        assert (state, text.split(" (")[0]) == ("ok", f"process {os.getpid()}")


def test_doctor_judges_a_service_of_single_rounds_by_its_polls(service: Service) -> None:
    installation.remember_command(service, installation.POLL)
    source = feed(service.store)
    poll(service.store, source, now=service.clock() - MINUTE)
    ((state, text),) = checks(service, "service")
    assert (state, text.split(" 20")[0]) == ("ok", "is not running; `poll` is called instead; last poll")
    service.clock = lambda: utc_now() + timedelta(days=3)
    ((state, text),) = checks(service, "service")
    assert state == "warning"
    assert "no feed was polled successfully for two intervals" in text


def test_doctor_says_that_a_service_that_runs_is_not_healthy(service: Service, here: Site) -> None:
    here.put("/healthz", '{"status": "failing"}', status=503)
    installation.remember_command(service, installation.RUN)
    installation.remember_port(service, here.port)
    with service.alone():
        ((state, text),) = checks(service, "service")
    assert (state, text.split(":")[0]) == ("bad", "runs, but is not healthy")
    here.put("/healthz", '{"status": "ok"}')
    with service.alone():
        ((state, text),) = checks(service, "service")
    assert state == "ok"


def test_asking_who_runs_hinders_no_start(service: Service) -> None:
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            service.store.lock_holder()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(50):
            with service.store.lock():
                pass
    finally:
        stop.set()
        asking.join()


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("http://monitor.example.org", "warning"),
        ("https://monitor.example.org", "ok"),
        ("http://127.0.0.1:8484", "ok"),
    ],
)
def test_doctor_warns_of_a_public_address_without_tls(config: Path, address: str, state: str) -> None:
    config.write_text(f'base_url = "{address}"\n{config.read_text()}')
    with Service.open(load(config), packaged=False) as opened:
        assert [found for found, _ in checks(opened, "base address")] == [state]
