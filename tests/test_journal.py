"""What the running service says, and what `doctor` tries."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from servers import Site, rss, site
from store_kit import NOW, feed, flag, mailbox, message

from monitor.config import load
from monitor.errors import StoreError
from monitor.log import configure
from monitor.model import Attempt, FeedState, FetchError, Outcome
from monitor.pipeline import Polled
from monitor.scheduler import TOTALS_S, Scheduler
from monitor.service import Service, doctor
from monitor.service.checks import Check
from monitor.service.doctor import unopened
from monitor.service.journal import Journal, outlet
from monitor.store import PollResult, Store


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    configure("info", "json", stream)
    return stream


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[http]\nallow_private = ["127.0.0.0/8"]\nports = '
        "[]\n[pages]\nenabled = false\n"
    )
    return path


@pytest.fixture
def service(config: Path) -> Iterator[Service]:
    with Service.open(load(config), editing=False, packaged=False) as found:
        yield found


def said(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def events(lines: io.StringIO) -> list[str]:
    return [str(line["event"]) for line in said(lines)]


# ---------------------------------------------------------------- the journal


def test_a_feed_is_said_when_it_begins_to_fail_and_when_it_is_back_and_not_between(
    service: Service, lines: io.StringIO
) -> None:
    journal = Journal(service.store)
    wire = feed(service.store)
    down = Polled(wire, PollResult(), FetchError("http_5xx", "the server answers 500"))
    journal.polled(down, FeedState())
    failing = FeedState(error_since=NOW, error_code="http_5xx", error_count=4)
    journal.polled(down, failing)
    journal.polled(Polled(wire, PollResult(3, 0, 1)), failing)
    journal.polled(Polled(wire, PollResult()), replace(failing, error_code="truncated"))
    assert events(lines) == ["feed failing", "feed back"]
    assert (
        said(lines)[0] | {"code": "http_5xx", "why": "the server answers 500", "level": "warning"}
        == said(lines)[0]
    )
    assert said(lines)[1]["failed"] == 4


def test_each_alert_is_said_once_whoever_wrote_it(service: Service, lines: io.StringIO) -> None:
    wire = feed(service.store)
    flag(service.store, wire, "old")
    journal = Journal(service.store)
    flag(service.store, wire, "a")
    assert (journal.alerted(), journal.alerted()) == (1, 0)
    (line,) = said(lines)
    assert (line["event"], line["kind"], line["stage"], line["reason"]) == ("alert", "act", "decided", "new")
    assert line["title"]


def test_each_message_is_said_with_what_came_of_it(service: Service, lines: io.StringIO) -> None:
    journal = Journal(service.store)
    desk = mailbox(service.store)
    one = message(desk, attempts=2, sequence=1)
    outcomes = (Outcome.SENT, Outcome.RETRY, Outcome.HALTED, Outcome.BOUNCED, Outcome.DISABLED)
    journal.delivered([(one, Attempt(outcome, "code", "text")) for outcome in outcomes])
    journal.delivered([])
    assert events(lines) == [
        "message sent",
        "message deferred",
        "message deferred",
        "message dead",
        "message dead",
        "destination disabled",
    ]
    assert said(lines)[0] | {"to": "desk", "ref": "#R001", "attempt": 2, "level": "info"} == said(lines)[0]
    assert (
        said(lines)[1] | {"why": "text", "code": "code", "outcome": "retry", "level": "warning"}
        == said(lines)[1]
    )


def test_mails_about_deliveries_are_said_with_who_gets_them(service: Service, lines: io.StringIO) -> None:
    desk = mailbox(service.store)
    service.store.destinations.edit(replace(desk, owner="ops@desk.example"), NOW)
    sent = Attempt(Outcome.SENT, "250")
    mails = [message(desk, address=to, sequence=0) for to in ("ops@desk.example", "operator@example.org")]
    Journal(service.store).delivered([(mail, sent) for mail in mails])
    assert [line["to"] for line in said(lines)] == ["owner of desk", "operator"]


def test_the_totals_are_those_since_the_last_line(service: Service, lines: io.StringIO) -> None:
    journal = Journal(service.store)
    wire = feed(service.store)
    journal.polled(Polled(wire, PollResult(3, 0, 1)), FeedState())
    journal.composed(2)
    for _ in range(2):
        journal.totals(service.store.counts(), service.health())
    first, second = said(lines)
    expected = {
        "event": "totals",
        "polls": 1,
        "failed": 0,
        "new": 3,
        "flagged": 1,
        "messages": 2,
        "feeds": 1,
        "problems": "none",
    }
    assert first | expected == first
    assert (second["polls"], second["messages"]) == (0, 0)


def test_the_running_service_says_what_it_does(service: Service, lines: io.StringIO) -> None:
    clock = [0.0]

    async def scenario() -> None:
        async with service.context() as context:
            scheduler = Scheduler(service, context, monotonic=lambda: clock[0])
            await scheduler.poll()
            await scheduler.settle()
            await scheduler.compose()
            await scheduler.deliver()
            await scheduler.totals()
            clock[0] += TOTALS_S
            await scheduler.totals()

    with site() as here:
        _fed(service, here)
        asyncio.run(scenario())
    assert sorted(events(lines)) == ["alert", "feed failing", "message sent", "totals"]


def _fed(service: Service, here: Site) -> None:
    good = here.put("/feed", rss(("1", "Canada withdraws from the Kyoto Protocol", "http://wire.example/1")))
    for address in (good, here.url("/missing")):
        service.store.feeds.add(address, title="", publisher="", interval_s=900, now=service.clock())

    service.store.destinations.add(
        name="box", channel="maildir", address=str(service.config.data_dir / "box"), now=service.clock()
    )


def test_the_start_line_says_where_mail_goes(tmp_path: Path) -> None:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{tmp_path}"\n')
    assert "smtp.host is not set" in outlet(load(path))
    path.write_text(f'data_dir = "{tmp_path}"\n[smtp]\nhost = "mail.example"\nport = 25\n')
    assert outlet(load(path)) == "mail.example:25"


# ---------------------------------------------------------------- doctor


def check(service: Service, name: str) -> Check:
    return next(one for one in service.doctor() if one.name == name)


def test_doctor_warns_when_more_than_a_third_of_the_feeds_fail(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    health = replace(service.health(), feeds=9, failing=3)
    monkeypatch.setattr(service, "health", lambda: health)
    assert check(service, "feeds").state == "ok"
    health = replace(health, failing=4)
    found = check(service, "feeds")
    assert (found.state, found.text) == ("warning", "9 enabled, 4 failing")
    assert "--failing" in found.hint


def test_doctor_goes_on_after_rules_that_are_broken_and_names_the_place(config: Path) -> None:
    own = load(config).data_dir / "rules" / "own.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[[rule]]\nid = "x"\nquery = "("\n')
    with Service.open(load(config), packaged=False) as service:
        found = check(service, "rules")
        assert check(service, "smtp").state == "missing"
    assert found.state == "bad"
    assert f"{own}:1:1: the rule 'x' has no title" in found.text


def test_the_log_says_what_is_wrong_with_rules_on_one_line(service: Service, lines: io.StringIO) -> None:
    own = service.config.data_dir / "rules" / "own.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[[rule]]\nid = "x"\nquery = "("\n')
    service.reload_rules()
    line = json.loads(lines.getvalue().splitlines()[-1])
    assert line["problem"].endswith("own.toml:1:1: the rule 'x' has no title; Add title = ... to it.")


def test_doctor_says_why_the_mail_server_does_not_take_mail(config: Path) -> None:
    config.write_text(
        config.read_text() + '[smtp]\nhost = "127.0.0.1"\nport = 9\ntls = "none"\nsender = "a@b.example"\n'
    )
    with Service.open(load(config), packaged=False) as service:
        found = check(service, "smtp")
    assert found.state == "bad"
    assert "127.0.0.1:9" in found.text
    assert "ConnectionRefusedError" in found.text


def test_doctor_names_a_webhook_that_is_called_in_clear_text(service: Service) -> None:

    for name, address in (
        ("old", "http://hook.example/in/secret"),
        ("near", "http://127.0.0.1:1/in"),
        ("new", "https://hook.example/in"),
    ):
        service.store.destinations.add(name=name, channel="webhook", address=address, secret="s", now=NOW)
    found = [one for one in service.doctor() if one.name == "webhook"]
    assert [one.text.split()[0] for one in found] == ["old"]
    assert "secret" not in found[0].text + found[0].hint


def test_a_directory_that_may_not_be_entered_is_a_matter_of_rights(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load(config)
    settings.data_dir.mkdir()
    real_stat, real_access = os.stat, os.access

    def stat(path: Any, **options: Any) -> os.stat_result:
        if str(path).startswith(f"{settings.data_dir}/"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real_stat(path, **options)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != settings.data_dir and real_access(path, mode)
    )
    with pytest.raises(StoreError, match="Permission denied") as raised:
        Service.open(settings, packaged=False, make=False)
    shown = [(one.name, one.state) for one in unopened(settings, raised.value)]
    assert shown == [("disk", "ok"), ("rights", "bad"), ("database", "bad")]


def test_doctor_tells_a_full_disk_from_wrong_rights(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = StoreError("it cannot be opened")
    assert [(one.name, one.state) for one in unopened(service.config, error)] == [
        ("disk", "ok"),
        ("database", "bad"),
    ]
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: "sqlite3" not in Path(path).name)
    names = [(one.name, one.state) for one in unopened(service.config, error)]
    assert names == [("disk", "ok"), ("rights", "bad"), ("database", "bad")]
    monkeypatch.undo()
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    assert [(one.name, one.state) for one in unopened(service.config, error)] == [
        ("disk", "bad"),
        ("database", "bad"),
    ]


# ---------------------------------------------------------------- health


def polled(
    store: Store, number: int, now: timedelta, *, error: bool = False, due: timedelta = timedelta(seconds=900)
) -> None:
    from monitor.model import Fetched, Parsed
    from monitor.store import PollRecord

    one = store.feeds.all()[number]
    fetched = FetchError("dns", "no such host") if error else Fetched(url=one.address, body=b"")
    parsed = None if error else Parsed(format="rss20", title="", lang=None, entries=(), item_hashes=())
    store.polls.record(one, PollRecord(now=NOW + now, fetched=fetched, parsed=parsed, next_due=due))


def test_fault_158_health_fails_only_when_every_feed_has_been_silent_for_two_intervals(config: Path) -> None:
    now = [NOW]
    with Service.open(load(config), packaged=False, clock=lambda: now[0]) as service:
        for name, interval in (("fast", 60), ("slow", 3600)):
            service.store.feeds.add(
                f"https://{name}.example/", title=name, publisher="", interval_s=interval, now=NOW
            )
        assert service.health().ok, "nothing was polled yet"
        now[0] = NOW + timedelta(seconds=121)
        assert not service.health().ok, "two intervals of the fastest, and nothing ever came"
        polled(service.store, 1, timedelta(seconds=190))
        polled(service.store, 0, timedelta(seconds=190), error=True)
        now[0] = NOW + timedelta(hours=2)
        assert service.health().ok, "the slow one was read within two intervals of its own"
        now[0] = NOW + timedelta(hours=2, minutes=10)
        assert not service.health().ok
        polled(service.store, 1, timedelta(hours=3), due=timedelta(hours=20))
        now[0] = NOW + timedelta(hours=20)
        assert service.health().ok, "a feed may ask to be read less often"


def test_after_a_start_polls_are_given_time(config: Path) -> None:
    now = [NOW]
    with Service.open(load(config), packaged=False, clock=lambda: now[0]) as service:
        service.store.feeds.add("https://a.example/", title="", publisher="", interval_s=900, now=NOW)
        polled(service.store, 0, -timedelta(days=2))
        now[0] = NOW + timedelta(minutes=4)
        assert service.health().ok
        now[0] = NOW + timedelta(minutes=6)
        assert not service.health().ok
