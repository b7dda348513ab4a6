"""The front page: the latest acts, what falls due, and what is watched; and the verb that says the latter."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from events_kit import CHANNEL, NOW, report
from register_kit import item, leaves
from web_kit import ask, installation

from monitor.config import load
from monitor.model import FeedKind, FetchError, NotModified, Stage
from monitor.service import Service, events, watched
from monitor.service.register import signed
from monitor.store import PollRecord
from monitor.store.events import note
from monitor.web import build_app


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Service]:
    path = tmp_path / "empty" / "treaty-monitor.sqlite3"
    with Service.open(load(None, path), packaged=False, with_feeds=False, clock=lambda: NOW) as opened:
        yield opened


def shown(service: Service, query: str = "") -> str:
    answer = ask(service, "GET", f"/{query}")
    assert answer.status_code == 200
    return answer.text


def facts(page: str) -> dict[str, str]:
    """What the page says of what is watched."""
    found = re.findall(r"<dt>([^<]*)</dt><dd><bdi>([^<]*)</bdi>", page)
    return {name: unescape(text) for name, text in found}


def read_feed(service: Service, days: float) -> int:
    """A feed that was added so many days ago and is read well; its id."""
    feed = service.store.feeds.add(CHANNEL, now=NOW - timedelta(days=days), title="Herald", lang="en")
    service.store.polls.record(feed, PollRecord(NOW, NotModified(CHANNEL), timedelta(hours=1)))
    return feed.id


# ---------------------------------------------------------------- what is watched


def test_nothing_is_watched_at_first(empty: Service) -> None:
    state = watched.read(empty)
    assert (state.feeds, state.since, state.read_at, state.gap) == (0, None, None, None)
    page = shown(empty)
    assert "No feed is watched yet." in page
    assert "The register is empty:" in page
    assert "Feeds were last read" not in page


def test_a_feed_that_was_not_read_yet_is_no_silence_to_rely_on(empty: Service) -> None:
    empty.store.feeds.add(CHANNEL, now=NOW, title="Herald", lang="en")
    state = watched.read(empty)
    assert (state.feeds, state.new, state.since) == (1, 1, None)
    told = facts(shown(empty))
    assert told["No known gap since"] == "not known yet"
    assert told["Last read"] == "not yet"


def test_languages_and_official_feeds_are_counted(empty: Service) -> None:
    for number, lang in enumerate(["en-GB", "fr", "en", None]):
        kind = FeedKind.OFFICIAL if number else FeedKind.PRESS
        empty.store.feeds.add(f"https://f{number}.example/", now=NOW, kind=kind, lang=lang)
    state = watched.read(empty)
    assert (state.feeds, state.official, state.languages) == (4, 3, ("en", "fr"))
    told = facts(shown(empty))
    assert told["Feeds"] == "4 feeds in 2 languages, 3 of states and organisations."
    assert told["Languages"] == "English and French"


def test_it_is_told_since_when_nothing_is_known_to_be_missing(empty: Service) -> None:
    number = read_feed(empty, days=30)
    assert watched.read(empty).since == NOW - timedelta(days=30)
    with empty.store.database.write() as db:
        note(db, "gap", "items", NOW - timedelta(days=2), feed=number)
        note(db, "gap", "items", NOW - timedelta(days=1), feed=number)
        note(db, "cap", "acts", NOW, feed=number)
    state = watched.read(empty)
    assert state.since == NOW - timedelta(days=1)
    assert state.gap == (NOW - timedelta(days=1), "Herald")
    assert "no known gap since Tue 31 Mar, 08:00 UTC" in shown(empty)


def test_older_gaps_than_are_kept_are_not_denied(empty: Service) -> None:
    read_feed(empty, days=30)
    retention = empty.config.retention.model_copy(update={"bodies_days": 3})
    empty.config = empty.config.model_copy(update={"retention": retention})
    assert watched.read(empty).since == NOW - timedelta(days=3)


def test_feeds_that_fail_are_counted_with_the_longest_time(service: Service) -> None:
    for number in (1, 2):
        feed = service.store.feeds.add(f"https://f{number}.example/", now=NOW)
        poll = PollRecord(
            NOW - timedelta(hours=number), FetchError("dns", "no such host"), timedelta(hours=1)
        )
        service.store.polls.record(feed, poll)
    state = watched.read(service)
    assert (state.failing, state.failing_since, state.new) == (2, NOW - timedelta(hours=2), 0)
    assert facts(shown(service))["Cannot be read"] == "2 feeds, the longest since Wed 1 Apr, 06:00 UTC"


def test_feeds_that_bring_nothing_new_are_counted(service: Service) -> None:
    service.clock = lambda: NOW + timedelta(days=400)
    assert watched.read(service).silent == 1


def test_a_paused_feed_is_not_watched(service: Service) -> None:
    feed = service.store.feeds.get(CHANNEL)
    assert feed is not None
    service.store.feeds.update(replace(feed, enabled=False))
    assert watched.read(service).feeds == 0


def test_a_gap_of_a_feed_without_a_name_tells_no_address(empty: Service) -> None:
    feed = empty.store.feeds.add("https://secret.example/?key=hush", now=NOW)
    with empty.store.database.write() as db:
        note(db, "gap", "https://secret.example/?key=hush: items", NOW, feed=feed.id)
    for path in ("/", "/index.json"):
        page = ask(empty, "GET", path).text
        assert "secret" not in page
        assert "hush" not in page
    assert "a feed: items may have been missed" in facts(shown(empty))["Last gap"]


def test_the_page_says_when_the_service_does_not_work(service: Service) -> None:
    service.started_at = NOW - timedelta(days=3)
    assert watched.read(service).well is False
    assert "The service does not read as it should at the moment" in shown(service)
    assert ask(service, "GET", "/index.json").json()["watched"]["status"] == "failing"


def test_after_a_start_a_long_silence_is_told_at_once(empty: Service) -> None:
    read_feed(empty, days=30)
    assert watched.read(empty).well
    empty.started_at = NOW + timedelta(days=10)
    empty.clock = lambda: NOW + timedelta(days=10)
    assert empty.health().ok, "health waits for polls after a start"
    assert not watched.read(empty).well
    page = shown(empty)
    assert facts(page)["No known gap since"] == "Mon 2 Mar, 08:00 UTC, until Wed 1 Apr, 08:00 UTC"
    assert "It last read a feed Wed 1 Apr, 08:00 UTC." in page
    assert "Feeds were last read" not in page


def test_the_page_is_made_anew_each_minute(service: Service) -> None:
    async def call() -> list[str]:
        transport = httpx.ASGITransport(app=build_app(service))
        pages = []
        async with httpx.AsyncClient(transport=transport, base_url="http://monitor.example") as client:
            for later in (timedelta(), timedelta(), timedelta(minutes=1)):
                service.clock = lambda later=later: NOW + later
                pages.append((await client.get("/")).text)
                service.store.feeds.add(f"https://new{len(pages)}.example/", now=NOW)
        return pages

    first, second, third = asyncio.run(call())
    assert first == second
    assert facts(third)["Not read yet"] == "2 feeds"


# ---------------------------------------------------------------- acts and what falls due


def test_the_latest_acts_come_first(service: Service) -> None:
    page = shown(service)
    refs = re.findall(r'<p class="what"><a href="/acts/(\w+)"', page)
    entries = sorted(service.register.now().entries.values(), key=lambda entry: entry.changed_at)
    assert refs == [entry.ref for entry in reversed(entries)]


def test_stages_are_counted_and_lead_to_the_register(service: Service) -> None:
    page = shown(service)
    assert '<a href="/register?stage=decided">Exit decided</a> <span class="number">2</span>' in page
    assert '<a href="/register?stage=notified">Exit notified</a> <span class="number">1</span>' in page


def test_what_falls_due_is_told_with_its_day(service: Service) -> None:
    notice = leaves(
        "n", "FI", "SE", "Ferry Treaty", Stage.NOTIFIED, ended=str(NOW.date() + timedelta(days=20))
    )
    report(service.store, item("n", 9, notice))
    (due,) = ask(service, "GET", "/index.json").json()["due"]
    assert due["day"] == str(NOW.date() + timedelta(days=20))
    assert (due["event"], due["stated"], due["blocked"]) == ("effect", True, "")
    page = shown(service)
    assert f'<time datetime="{due["day"]}">' in page
    assert "Due to take effect" in page
    assert "(as stated)" in page


def test_what_was_due_lately_is_told_as_unconfirmed(service: Service) -> None:
    notice = leaves(
        "n", "FI", "SE", "Ferry Treaty", Stage.NOTIFIED, ended=str(NOW.date() - timedelta(days=2))
    )
    report(service.store, item("n", 9, notice))
    assert "no source says so yet" in shown(service)
    service.clock = lambda: NOW + timedelta(days=40)
    assert "no source says so yet" not in shown(service)


def test_a_day_that_a_story_told_when_it_had_come_is_not_due(service: Service) -> None:
    told_late = leaves("n", "FI", "SE", "Ferry Treaty", Stage.NOTIFIED, ended="2026-03-05")
    report(service.store, item("n", 9, told_late))
    assert ask(service, "GET", "/index.json").json()["due"] == []


def test_nothing_of_a_rejected_act_is_told(service: Service) -> None:
    notice = leaves(
        "n", "FI", "SE", "Ferry Treaty", Stage.NOTIFIED, ended=str(NOW.date() + timedelta(days=20))
    )
    report(service.store, item("n", 9, notice))
    (due,) = ask(service, "GET", "/index.json").json()["due"]
    events.reject(service, f"#{due['ref']}", signed("desk", "no exit"))
    answer = ask(service, "GET", "/index.json").json()
    assert answer["due"] == []
    assert due["ref"] not in json.dumps(answer)
    assert "Nothing that is known by its day falls due" in shown(service)


def test_days_are_counted_in_utc(service: Service) -> None:
    assert service.clock().date() == date(2026, 4, 1)


# ---------------------------------------------------------------- frame


def test_the_page_leads_to_data_and_says_how_to_cite(service: Service) -> None:
    service.config = service.config.model_copy(update={"base_url": "https://monitor.example"})
    page = shown(service)
    assert '<a href="/register.json">register.json</a>' in page
    cited = "Treaty Monitor, “Register of exits from treaties”, https://monitor.example/register (read "
    assert f'id="citation">{cited}' in page
    assert ask(service, "GET", "/index.metadata.json").json()["citation"].startswith(cited)


def test_every_page_of_the_navigation_is_there_and_says_that_it_is_the_present_one(service: Service) -> None:
    navigation = shown(service).split("<nav")[1].split("</nav>")[0]
    paths = re.findall(r'href="([^"]+)"', navigation)
    assert "/picture" in paths
    for path in paths:
        assert f'<a href="{path}" aria-current="page">' in ask(service, "GET", path).text


@pytest.mark.parametrize("path", ["/", "/register", "/nothing"])
def test_every_page_has_the_frame(service: Service, path: str) -> None:
    page = ask(service, "GET", path).text
    assert '<a class="skip" href="#content">' in page
    for name in ("register", "treaties", "states", "timeline", "search"):
        assert f'<li><a href="/{name}"' in page
    assert page.count("<main") == page.count("<h1") == 1
    assert '<html lang="en" dir="ltr">' in page


def test_the_present_page_is_marked_in_the_navigation(service: Service) -> None:
    assert '<a href="/register" aria-current="page">' in shown(service, "register")
    assert '<a href="/states" aria-current="true">' in shown(service, "states/NO")


def test_style_and_script_are_small(service: Service) -> None:
    page = shown(service)
    style = ask(service, "GET", re.findall(r'rel="stylesheet" href="([^"]*)"', page)[0])
    script = ask(service, "GET", re.findall(r'<script src="([^"]*)"', page)[0])
    assert len(style.content) < 15_000
    assert len(script.content) < 3_000
    assert "url(" not in style.text
    assert "@import" not in style.text
