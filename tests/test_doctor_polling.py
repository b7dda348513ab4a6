"""What `doctor` says of polling and of push."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_kit import poll, story

from monitor.config import load
from monitor.model import Feed
from monitor.service import Service, polling_checks
from monitor.service.checks import Check

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@contextmanager
def opened(folder: Path, options: str = "") -> Iterator[Service]:
    path = folder / "treaty-monitor.toml"
    path.write_text(f'data_dir = "{folder / "data"}"\n{options}\n')
    with Service.open(load(path), packaged=False, with_feeds=False, clock=lambda: NOW) as service:
        yield service


def add(service: Service, name: str, *ages: timedelta) -> Feed:
    """A feed whose polls brought a story each, so long ago."""
    feed = service.store.feeds.add(f"https://{name}.example/feed", title=name, now=NOW - 60 * DAY)
    for number, age in enumerate(sorted(ages, reverse=True)):
        key = f"{name}-{number}"
        poll(service.store, feed, (story(key, f"Story {key}", key=key), ()), now=NOW - age)
    return feed


def by_name(checks: Iterator[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_nothing_is_said_of_polling_without_a_feed(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        assert list(polling_checks.polling(service)) == []


def test_late_feeds_are_named_and_what_is_complete_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        wire = add(service, "wire", 2 * DAY, timedelta(minutes=5))
        assert by_name(polling_checks.polling(service))["polling"] == Check(
            "polling", "ok", "no feed is late; 100 % of the last seven days is known to be complete, "
            "0 gaps of feeds open"
        )  # fmt: skip
        poll(service.store, wire, (story("gap"), ()), now=NOW - timedelta(minutes=1), overlap=0)
        for number in range(5):
            add(service, f"late{number}", (5 - number) * HOUR)
        check = by_name(polling_checks.polling(service))["polling"]
        assert check.state == "warning"
        assert check.text.startswith(
            "5 feeds late, the first due 2026-11-23 03:15 UTC (late0, late1, late2 and 2 more)"
        )
        assert "1 gap of feeds open" in check.text
        assert "poll.concurrency" in check.hint


def test_silent_feeds_are_named(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        add(
            service,
            "quiet",
            *(timedelta(days=8 + day, hours=hour) for day in range(10) for hour in (0, 6, 12)),
        )
        check = by_name(polling_checks.polling(service))["silent feeds"]
        assert check.text == "1 feed answers and brings less than is usual: quiet"
        assert "feeds discover" in check.hint


@pytest.mark.parametrize(("pause", "state"), [(HOUR, "ok"), (20 * HOUR, "warning")])
def test_domains_that_are_left_alone_are_named(tmp_path: Path, pause: timedelta, state: str) -> None:
    with opened(tmp_path) as service:
        add(service, "wire", timedelta(minutes=5))
        service.store.domain_pauses.set("busy.example", NOW, NOW + pause)
        check = by_name(polling_checks.polling(service))["domains"]
        assert (check.state, bool(check.hint)) == (state, state == "warning")
        assert (
            f"1 domain left alone, as the servers asked: busy.example until {NOW + pause:%Y-%m-%d %H:%M}"
            in check.text
        )


@pytest.mark.parametrize(
    ("options", "state", "said"),
    [
        ("[websub]\nenabled = false", "ok", "off (websub.enabled)"),
        ("[websub]\nenabled = true", "warning", "base_url is not set"),
        ('base_url = "https://10.1.2.3"\n[websub]\nenabled = true', "warning", "no public address"),
        ('base_url = "http://monitor.example.org"\n[websub]\nenabled = true', "warning", "is not https"),
        (
            'base_url = "https://monitor.example.org"\n[websub]\nenabled = true',
            "ok",
            "0 feeds of 0 with a hub",
        ),
    ],
)
def test_push_needs_a_public_https_address(tmp_path: Path, options: str, state: str, said: str) -> None:
    with opened(tmp_path, options) as service:
        check = by_name(polling_checks.push(service))["push"]
        assert check.state == state
        assert said in check.text
        assert bool(check.hint) == (state == "warning")


def test_refused_subscriptions_and_leases_that_end_are_named(tmp_path: Path) -> None:
    def hub(feed: Feed, act: Callable[[], object] = lambda: None, lease: timedelta = 5 * DAY) -> None:
        subscriptions.discovered(feed.id, "https://hub.example/", feed.address, NOW)
        subscriptions.began(feed.id, NOW + lease, NOW)
        act()

    options = 'base_url = "https://monitor.example.org"\n[websub]\nenabled = true'
    with opened(tmp_path, options) as service:
        subscriptions = service.store.websub
        good, refused, ending, unwanted = (
            add(service, name) for name in ("good", "refused", "ending", "unwanted")
        )
        hub(good)
        hub(refused, lambda: subscriptions.ended(refused.id, NOW, "the hub refuses"))
        hub(ending, lambda: subscriptions.asking(ending.id, "subscribe", NOW), lease=HOUR)
        hub(unwanted, lambda: subscriptions.want(unwanted.id, wanted=False, now=NOW))
        checks = by_name(polling_checks.push(service))
        assert checks["push"].text == "2 feeds of 3 with a hub pushed by it"
        assert checks["hubs"].text == "1 subscription refused or failed: refused"
        assert "websub list" in checks["hubs"].hint
        assert (
            checks["leases"].text == "1 lease not renewed yet and about to end: ending 2026-11-23 09:00 UTC"
        )
        assert "https://monitor.example.org/websub/" in checks["leases"].hint
