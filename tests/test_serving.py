"""`treaty-monitor web`: pages served by several processes beside the one that polls and sends."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from fakes_http import reply
from operator_kit import Browser, logged_in
from processes_kit import children, configured, others, started, wait_for
from servers import free_port
from smtp_double import Inbox, server_in_a_thread
from store_kit import poll, story
from subscribe_kit import FORM
from waiting import wait_until
from web_kit import ask, installation
from websub_kit import World, document, live

from monitor.__main__ import commands
from monitor.config import load
from monitor.errors import UsageError
from monitor.model import Hit, Kind, Span, Stage
from monitor.service import Service, events, logins, operators, rulebook, stories
from monitor.service.backtest_values import State
from monitor.service.register import signed
from monitor.service.serving import LOOK_S, WatchedRules, beside
from monitor.service.shared_backtest import DEAD, SharedBacktest
from monitor.service.stories import Decision
from monitor.web import build_service_app

BACKTEST = "/operator/backtest"
RULE = """lang = "en"
[[rule]]
id = "own.walks"
title = "Walks"
kind = "act"
stage = "decided"
query = "walks"
"""
PATHS = ("/readyz", "/healthz", "/register", "/operator", "/websub/x")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def other(service: Service) -> Iterator[Service]:
    """Another process on the same database, as far as caches and connections go."""
    with Service.open(service.config, packaged=False, make=False, clock=service.clock) as opened:
        yield opened


# ---------------------------------------------------------------- what one process writes, another one shows


def test_a_merge_in_one_process_is_seen_by_another_at_once(service: Service, other: Service) -> None:
    refs = ["ECWS", "JEHA"]
    pages = [f"/acts/{ref}" for ref in refs]
    assert [ask(other, "GET", page).status_code for page in pages] == [200, 200]
    assert len(ask(other, "GET", "/register.json").json()["acts"]) == 3
    events.merge(service, [f"#{ref}" for ref in refs], signed("desk", "one and the same"))
    assert sorted(ask(other, "GET", page).status_code for page in pages) == [200, 301]
    assert len(ask(other, "GET", "/register.json").json()["acts"]) == 2


def test_a_login_holds_in_all_processes_and_ends_in_all(service: Service, other: Service) -> None:
    browser = logged_in(service)
    elsewhere = Browser(other)
    elsewhere.cookies, elsewhere.token = browser.cookies, browser.token
    assert elsewhere.get("/operator/queue").status_code == 200
    elsewhere.post("/operator/logout")
    assert browser.get("/operator/queue").status_code == 303


def test_fault_143_wrong_passwords_are_counted_in_all_processes_together(
    service: Service, other: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "CLIENT_LOGINS", 4)
    operators.add(service, "desk", "a long password of the desk")
    refused = [
        logins.log_in(where, "desk", "a guessed password", "198.51.100.9")
        for where in (service, other, service, other, service)
    ]
    assert [refusal.value for refusal in refused if isinstance(refusal, logins.Refusal)] == [
        *["wrong"] * 4,
        "too often",
    ]


def test_a_decision_waits_for_one_in_another_process(service: Service, other: Service) -> None:
    wire = next(iter(service.store.feeds.all()))
    words = "title: quits the treaty"
    hit = Hit("clause.quit", "d", Kind.POSSIBLE, Stage.DECIDED, (Span("title", 8, 13),), "", words, 0.3)
    poll(service.store, wire, (story("p", "Norland quits a wool treaty"), (hit,)))
    (waiting,) = service.store.possible.find()
    number = waiting.story.id or 0
    with ThreadPoolExecutor(1) as pool, service.store.turn():
        later = pool.submit(stories.decide, other, number, Decision.DISMISS)
        assert service.store.possible.accept(number, service.clock())
    with pytest.raises(UsageError, match="no open possible exit"):
        later.result()
    assert service.store.possible.state_of(number) == "accepted"


def test_a_backtest_is_shown_and_stopped_by_any_process(service: Service, other: Service) -> None:
    browser = logged_in(service)
    browser.get(BACKTEST)
    assert 'name="rule"' in browser.follow(browser.post(BACKTEST, {"rule": RULE})).text
    service.backtests.wait()
    elsewhere = other.backtests.latest()
    assert elsewhere is not None
    assert (elsewhere.state, elsewhere.read) == (State.DONE, service.store.counts().stories)
    assert [flagged.story.title for flagged in elsewhere.flagged] == ["Union walks out"]
    assert other.backtests.get(elsewhere.id) == service.backtests.get(elsewhere.id)
    running = replace(elsewhere, state=State.RUNNING)
    SharedBacktest(service).write(running)
    with pytest.raises(UsageError, match="A backtest runs"):
        other.backtests.start(RULE)
    other.backtests.stop_any()
    assert SharedBacktest(service).is_to_stop(running)
    later = service.clock() + 2 * DEAD
    service.clock = other.clock = lambda: later
    assert SharedBacktest(other).read() == replace(running, state=State.STOPPED), "its process died"


def test_no_backup_is_restored_under_processes_that_serve_pages(service: Service, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    service.store.backup(backup)
    words = ["restore", str(backup), "--yes", "--db", str(service.config.db)]
    with beside(service.config), beside(service.config):  # two services of pages on one file
        refused = CliRunner().invoke(commands(), words)
        assert (refused.exit_code, "in use" in refused.output) == (1, True)
    assert CliRunner().invoke(commands(), words).exit_code == 0


# ---------------------------------------------------------------- what such a process does not do


def test_a_document_of_a_hub_that_comes_to_a_process_of_pages_has_the_feed_polled(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        store = world.service.store
        assert store.feeds.due(world.now[0]) == []
        world.service.polls = False
        assert (await world.push(form, document(world.server, "b"), signature="x")).status_code == 202
        assert store.feeds.due(world.now[0]) == [], "its signature is wrong"
        assert (await world.push(form, document(world.server, "b"))).status_code == 202
        assert world.stories() == 1
        world.server.pages["/feed"] = reply(200, document(world.server, "a", "b"))
        assert [feed.id for feed, _ in store.feeds.due(world.now[0])] == [1]
        await world.poll()
        assert world.stories() == 2

    live(tmp_path, scene)


def test_health_and_metrics_of_a_process_of_pages_tell_what_it_knows(service: Service) -> None:
    counted = ask(service, "GET", "/metrics", peer="127.0.0.1", headers={"host": "127.0.0.1"}).text
    service.polls = False
    assert ask(service, "GET", "/healthz").status_code == 200
    assert ask(service, "GET", "/readyz").json()["ready"] is True
    known = ask(service, "GET", "/metrics", peer="127.0.0.1", headers={"host": "127.0.0.1"}).text
    names = [
        set(re.findall(r"^# TYPE treaty_monitor_(\w+)", text, re.MULTILINE)) for text in (counted, known)
    ]
    assert {"alerts_total", "polls_total", "outbox"} <= names[0]
    assert names[1] == {
        "outbox",
        "poll_age_seconds",
        "completeness",
        "coverage",
        "push_leases",
        "copy_age_seconds",
    }


def test_a_service_whose_pages_others_serve_has_its_health_alone(service: Service) -> None:
    statuses = {path: ask(service, "GET", path, app=build_service_app(service)).status_code for path in PATHS}
    assert statuses == {"/readyz": 200, "/healthz": 200, "/register": 404, "/operator": 404, "/websub/x": 404}


def test_rule_files_are_taken_up_once_their_examples_hold(service: Service) -> None:
    now = [0.0]
    watched = WatchedRules(service.config, lambda: now[0])
    folder = service.config.data_dir / "rules"
    folder.mkdir()
    (folder / "own.toml").write_text(
        '[[rule]]\nid = "own.x"\ntitle = "Own"\nlang = "en"\nkind = "act"\nstage = "decided"\nquery = "zanzibar"\n'
    )
    now[0] += LOOK_S
    assert not watched.have_changed(), "the running service has not tried them"
    rulebook.load_rules(service.config)
    assert not watched.have_changed(), "too soon"
    now[0] += LOOK_S
    assert watched.have_changed()
    now[0] += LOOK_S
    assert not watched.have_changed()
    (folder / "own.toml").write_text("[[rule]\n")
    now[0] += LOOK_S
    assert not watched.have_changed(), "broken"


# ---------------------------------------------------------------- as processes


def init(config: Path) -> None:
    result = CliRunner().invoke(commands(), ["init", "--no-feeds", "--config", str(config)])
    assert result.exit_code == 0, result.output


def get(port: int, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=30)


def test_a_port_that_the_service_has_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = configured(tmp_path, taken.getsockname()[1])
        init(config)
        refused = CliRunner().invoke(commands(), ["web", "--config", str(config)])
    assert refused.exit_code == 2
    assert "web.enabled = false" in refused.output


def test_a_killed_process_is_replaced_and_no_request_after_it_fails(tmp_path: Path) -> None:
    port = free_port()
    config = configured(tmp_path, port)
    init(config)
    with started("web", "--processes", "2", "--config", str(config)) as web:
        wait_for(port)
        for signal_ in (signal.SIGKILL, signal.SIGKILL):
            process = children(web.pid)[0]
            os.kill(process, signal_)
            assert [get(port, path).status_code for path in ("/", "/register", "/api/v1/acts")] == [200] * 3
            wait_until(others(web.pid, process, 2))
        old = children(web.pid)
        web.send_signal(signal.SIGHUP)
        wait_until(lambda: get(port, "/").status_code == 200 and not set(old) & set(children(web.pid)), 60)
        left = children(web.pid)
        web.send_signal(signal.SIGTERM)
        assert web.wait(30) == 0
        assert not any(Path(f"/proc/{process}").exists() for process in left)


def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    port = free_port()
    config = configured(tmp_path, port)
    init(config)
    with started("web", "--processes", "2", "--config", str(config)) as web:
        wait_for(port)
        own = children(web.pid)
        web.kill()
        web.wait()
        wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in own))


@pytest.mark.soak
def test_a_sign_up_in_one_process_is_confirmed_in_another_and_its_mail_comes_once(tmp_path: Path) -> None:
    inbox, ports = Inbox(), [free_port(), free_port()]
    with server_in_a_thread(inbox) as smtp:
        more = f'[smtp]\nhost = "127.0.0.1"\nport = {smtp}\ntls = "none"\nsender = "a@monitor.example"'
        configs = [configured(tmp_path, port, more, name=f"web{port}") for port in ports]
        init(configs[0])
        with (
            started("run", "--config", str(configs[0])),
            started("web", "--config", str(configs[0])),
            started("web", "--config", str(configs[1])),
        ):
            for port in ports:
                wait_for(port)
            link = _asked(inbox, ports[0], "ana@press.example")
            page = get(ports[1], link).text
            mark = re.search(r'name="mark" value="(\w+)"', page)
            assert mark is not None
            for port in (ports[1], ports[0]):  # the button is pressed twice
                answer = _post(port, link, {"mark": mark[1]})
                assert answer.status_code == 200, answer.text
            _asked(inbox, ports[1], "ben@press.example")  # by now the service has sent all that it owed
        with Service.open(load(configs[0]), make=False) as service:
            mails = [row for row in service.store.destinations.all() if row.address == "ana@press.example"]
    assert len(mails) == 1
    asked = [mail for mail in _mails(inbox) if "/confirm/" in mail[1] and mail[0] == "ana@press.example"]
    assert len(asked) == 1


def _asked(inbox: Inbox, port: int, address: str) -> str:
    """The path of the link in the mail that follows the form."""
    assert _post(port, "/subscribe", {**FORM, "address": address}).status_code in (200, 202, 303)
    wait_until(lambda: any(to == address for to, _ in _mails(inbox)), 30)
    text = next(text for to, text in _mails(inbox) if to == address)
    link = re.search(r"http://127\.0\.0\.1:\d+(/confirm/\S+)", text)
    assert link is not None, text
    return link[1]


def _post(port: int, path: str, form: dict[str, object]) -> httpx.Response:
    address = f"http://127.0.0.1:{port}"
    headers = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
    return httpx.post(f"{address}{path}", data=form, headers=headers, trust_env=False, timeout=30)


def _mails(inbox: Inbox) -> list[tuple[str, str]]:
    """To whom each mail went, and its text."""
    found = []
    for envelope in inbox.envelopes:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=SMTP)
        body = mail.get_body(("plain",))  # type: ignore[attr-defined]
        found.append((str(mail["To"]), body.get_content()))
    return found
