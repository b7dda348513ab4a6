"""The pages of the running service, asked as a client would ask them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from web_kit import pages_of

from monitor.config import load
from monitor.model import Fetched, Parsed, Schedule
from monitor.service import Service, destinations, running_checks
from monitor.store import PollRecord
from monitor.web import build_app
from monitor.web.proxied import ENOUGH


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.open(load(None, tmp_path / "data" / "treaty-monitor.sqlite3"), packaged=False) as found:
        found.store.feeds.add(
            "https://wire.example/feed", title="Wire", publisher="Wire", interval_s=900, now=found.clock()
        )
        yield found


def ask(
    service: Service,
    method: str,
    path: str,
    *,
    peer: str = "127.0.0.1",
    host: str = "http://127.0.0.1:8484",
    **options: object,
) -> httpx.Response:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app=pages_of(service), client=(peer, 1234))
        async with httpx.AsyncClient(transport=transport, base_url=host) as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(call())


def polled_at(service: Service, age: timedelta) -> None:
    """Let the one feed have been polled well, `age` ago."""
    now = service.clock() - age
    feed = service.store.feeds.all()[0]
    parsed = Parsed(format="rss20", title="Wire", lang=None, entries=(), item_hashes=())
    service.store.polls.record(
        feed,
        PollRecord(
            now=now,
            fetched=Fetched(url=feed.address, body=b""),
            parsed=parsed,
            next_due=timedelta(seconds=900),
        ),
    )


def test_health_is_good_after_a_poll_and_bad_when_the_newest_good_poll_is_too_old(service: Service) -> None:
    polled_at(service, timedelta(minutes=1))
    assert ask(service, "GET", "/healthz").status_code == 200
    assert ask(service, "GET", "/readyz").json()["ready"] is True


def test_fault_158_health_fails_when_no_poll_succeeded_for_three_intervals(service: Service) -> None:
    polled_at(service, timedelta(hours=2))
    service.started_at -= timedelta(hours=3)
    assert ask(service, "GET", "/healthz").status_code == 503


def test_the_service_is_not_ready_before_the_first_poll(service: Service) -> None:
    assert ask(service, "GET", "/readyz").status_code == 503


def test_health_fails_when_the_rules_are_broken_or_the_writer_is_gone(service: Service) -> None:
    polled_at(service, timedelta(minutes=1))
    service.rules_error = "own.toml:3:1: broken"
    assert ask(service, "GET", "/healthz").status_code == 503
    service.rules_error = None
    service.writer_alive = lambda: False
    assert ask(service, "GET", "/healthz").status_code == 503


def test_fault_141_health_and_metrics_tell_no_addresses_and_metrics_answer_this_machine_only(
    service: Service,
) -> None:
    destinations.add(
        service,
        name="desk",
        channel="email",
        address="desk@newsroom.example",
        schedule=Schedule(),
    )
    for path in ("/healthz", "/readyz", "/metrics"):
        text = ask(service, "GET", path).text
        assert "wire.example" not in text
        assert "newsroom" not in text
    assert ask(service, "GET", "/metrics").status_code == 200
    assert ask(service, "GET", "/metrics", peer="192.0.2.7").status_code == 403


def test_fault_141_metrics_do_not_answer_a_page_that_leads_another_name_to_this_machine(
    service: Service,
) -> None:
    assert ask(service, "GET", "/metrics", host="http://rebound.example:8484").status_code == 403
    assert ask(service, "GET", "/metrics", headers={"Host": "[::1"}).status_code == 403
    assert ask(service, "GET", "/metrics", host="http://localhost:8484").status_code == 200


def public(service: Service, **web: object) -> None:
    """Gives the service an address on another machine."""
    config = service.config
    service.config = config.model_copy(
        update={"base_url": "https://monitor.example", "web": config.web.model_copy(update=web)}
    )


def test_fault_141_metrics_do_not_answer_where_a_proxy_without_headers_may_stand(service: Service) -> None:
    public(service)
    answer = ask(service, "GET", "/metrics")
    assert answer.status_code == 403
    assert "web.metrics_token" in answer.text


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_fault_141_metrics_do_not_answer_through_a_proxy_on_this_machine(service: Service, name: str) -> None:
    assert ask(service, "GET", "/metrics", headers={name: "192.0.2.7"}).status_code == 403


def test_fault_158_metrics_tell_the_age_of_the_last_poll_when_no_tick_runs_any_more(service: Service) -> None:
    def age() -> float:
        lines = ask(service, "GET", "/metrics").text.splitlines()
        return float(next(line for line in lines if line.startswith("treaty_monitor_poll_age")).split()[1])

    polled_at(service, timedelta(hours=1))
    assert 3_600 <= age() < 3_700
    clock = service.clock
    service.clock = lambda: clock() + timedelta(hours=2)
    assert age() >= 10_800


def test_metrics_with_a_token_ask_for_it(tmp_path: Path) -> None:
    config = tmp_path / "treaty-monitor.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\n[web]\nmetrics_token = "a-long-long-secret"\n')
    with Service.open(load(config), packaged=False) as service:
        assert ask(service, "GET", "/metrics").status_code == 403
        assert (
            ask(
                service,
                "GET",
                "/metrics",
                peer="192.0.2.7",
                headers={"Authorization": "Bearer a-long-long-secret"},
            ).status_code
            == 200
        )


def test_fault_131_following_the_unsubscribe_link_changes_nothing_and_the_one_click_post_unsubscribes(
    service: Service,
) -> None:
    one = destinations.add(
        service,
        name="desk",
        channel="email",
        address="desk@newsroom.example",
        schedule=Schedule(),
    )
    for method in ("GET", "GET"):
        page = ask(service, method, f"/u/{one.token}")
        assert page.status_code == 200
        assert '<form method="post"' in page.text
    assert ask(service, "HEAD", f"/u/{one.token}").status_code in (200, 405)
    assert service.store.destinations.all()[0].disabled_at is None

    done = ask(service, "POST", f"/u/{one.token}", data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert service.store.destinations.all()[0].disabled_at is not None
    again = ask(service, "POST", f"/u/{one.token}", data={"List-Unsubscribe": "One-Click"})
    assert (again.status_code, again.text) == (200, done.text), "twice is the same as once (RFC 8058)"


@pytest.mark.parametrize(
    ("query", "asks", "done"),
    [
        ("", "Stop these messages?", "You are unsubscribed"),
        ("?lang=fr", "Ne plus recevoir ces messages", "Désabonnement effectué"),
        ("?lang=ru", "Больше не получать эти сообщения?", "Вы отписались"),
        ("?lang=xx%22%3E", "Stop these messages?", "You are unsubscribed"),
    ],
)
def test_fault_133_the_unsubscribe_page_has_the_language_of_its_link_for_any_token(
    service: Service, query: str, asks: str, done: str
) -> None:
    desk = destinations.add(
        service,
        name="desk",
        channel="email",
        address="desk@newsroom.example",
        schedule=Schedule(),
        reader="fr",
    )
    known, unknown = (f"/u/{token}{query}" for token in (desk.token, "A" * 22))
    assert asks in ask(service, "GET", known).text
    assert ask(service, "GET", known).text == ask(service, "GET", unknown).text
    assert done in ask(service, "POST", known).text
    assert ask(service, "POST", known).text == ask(service, "POST", unknown).text


def test_fault_137_another_token_unsubscribes_nobody_and_gets_the_same_answer(service: Service) -> None:
    one = destinations.add(
        service,
        name="desk",
        channel="email",
        address="desk@newsroom.example",
        schedule=Schedule(),
    )
    guess = "A" * len(one.token or "")
    answer = ask(service, "POST", f"/u/{guess}")
    assert answer.status_code == 200
    assert service.store.destinations.all()[0].disabled_at is None
    assert answer.text == ask(service, "POST", f"/u/{one.token}").text, (
        "no difference that tells who is subscribed (docs/faults.md 133)"
    )


@pytest.mark.parametrize("path", ["/u/short", "/u/" + "a" * 65, "/u/..%2f..%2fetc", "/nothing"])
def test_odd_paths_are_refused_quietly(service: Service, path: str) -> None:
    assert ask(service, "GET", path).status_code == 404


def test_fault_135_138_every_answer_carries_the_headers_that_keep_tokens_and_scripts_in_check(
    service: Service,
) -> None:
    headers = ask(service, "GET", "/u/" + "a" * 22).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


def through_proxy(app: FastAPI, *requests: dict[str, str]) -> None:
    async def call() -> None:
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8484") as client:
            for headers in requests:
                await client.get("/nothing", headers=headers)
        await asyncio.get_running_loop().shutdown_default_executor()

    asyncio.run(call())


def test_a_proxy_that_does_not_say_for_whom_it_asks_is_told_by_doctor(service: Service) -> None:
    def told() -> list[str]:
        return [check.state for check in running_checks.proxy(service)]

    through_proxy(build_app(service), *[{}] * ENOUGH)
    assert told() == [], "without a public address there is no proxy"
    public(service)
    through_proxy(build_app(service), *[{}] * (ENOUGH - 1))
    assert told() == []
    through_proxy(build_app(service), *[{}] * ENOUGH)
    assert told() == ["warning"]
    through_proxy(build_app(service), *[{"X-Forwarded-For": "192.0.2.7"}] * 2)
    assert told() == []
    public(service, proxies=(IPv4Network("10.0.0.0/8"),))
    through_proxy(build_app(service), *[{}] * ENOUGH)
    assert told() == []
