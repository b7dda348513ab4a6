"""The operator's catalogue of sources, and the form that finds the feeds of a site."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from operator_kit import Browser, logged_in
from servers import Site, rss
from store_kit import poll, story

from monitor.config import load
from monitor.model import FetchError, Parsed
from monitor.parse.discover import Named
from monitor.service import Service, catalogue, operators, trying, trying_feeds
from monitor.service.trying import Tried
from monitor.store import PollRecord

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOME = "/operator/feeds/catalogue"
DISCOVER = "/operator/feeds/discover"


@pytest.fixture
def service(tmp_path: Path, here: Site) -> Iterator[Service]:
    path = tmp_path / "treaty-monitor.toml"
    path.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[http]\npause_s = 0\nallow_private = ["127.0.0.1/32"]\n'
        f"ports = [{here.port}]\n"
    )
    with Service.open(load(path), packaged=False, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


def ticks(page: str) -> list[str]:
    return re.findall(r'name="source" value="([^"]+)"', page)


def test_the_catalogue_is_filtered_and_has_pages(service: Service, browser: Browser) -> None:
    page = browser.get(HOME).text
    assert "267 sources" in page
    assert "Nobody tried their addresses" in page
    assert len(ticks(page)) == 50
    assert len(page) < 100_000
    assert "1 to 50 of 267" in page
    assert len(ticks(browser.get(f"{HOME}?from=250").text)) == 17
    gazettes = [own for own in catalogue.read() if own.kind == "gazette" and own.lang == "en"]
    assert len(ticks(browser.get(f"{HOME}?kind=gazette&lang=en").text)) == len(gazettes) > 0
    swiss = browser.get(f"{HOME}?state=CH").text
    assert ">Switzerland</option>" in swiss
    assert 0 < len(ticks(swiss)) == sum(own.state == "CH" for own in catalogue.read())
    assert "No source fits." in browser.get(f"{HOME}?q=nothing+has+these").text
    assert browser.get(f"{HOME}?odd=1").status_code == 400
    assert ticks(browser.get(f"{HOME}?from=99999999999").text) == ticks(page)


def test_sources_that_are_ticked_are_added_once_and_marked(service: Service, browser: Browser) -> None:
    wanted = ticks(browser.get(f"{HOME}?kind=gazette").text)[:2]
    fields = {"do": "ticked", "kind": "gazette", "source": [*wanted, "https://not.in/the-catalogue"]}
    page = browser.follow(browser.post(HOME, fields)).text
    assert "2 feeds added, 0 known already." in page
    assert [feed.address for feed in service.store.feeds.all()] == wanted
    assert not set(wanted) & set(ticks(page)), "what is there already has no box"
    assert ">feed 1</a>" in page
    assert "0 feeds added, 2 known already." in browser.follow(browser.post(HOME, fields)).text
    assert len(service.store.feeds.all()) == 2
    assert operators.done(service)[0].text.startswith("desk: 0 feeds added")


def test_a_whole_filter_is_added_and_what_is_known_here_is_told(service: Service, browser: Browser) -> None:
    page = browser.get(f"{HOME}?kind=depositary").text
    number = len(ticks(page))
    assert f"Add all {number} of this filter" in page
    answer = browser.post(HOME, {"do": "all", "kind": "depositary"})
    assert answer.headers["location"].startswith(f"{HOME}?kind=depositary&said=")
    assert f"{number} feed" in browser.follow(answer).text
    [feed, *_] = service.store.feeds.all()
    assert feed.depositary
    assert "not polled yet" in browser.get(f"{HOME}?kind=depositary&tried=not+polled+yet").text
    poll(service.store, feed, (story(), ()), now=NOW)
    assert '<span class="ok">works</span>' in browser.get(f"{HOME}?tried=works").text
    failed = PollRecord(NOW, FetchError("http_404", "not there"), timedelta(hours=1))
    service.store.polls.record(feed, failed)
    assert '<span class="bad">fails</span>' in browser.get(f"{HOME}?tried=fails").text
    absent = browser.get(f"{HOME}?tried=not+among+the+feeds&kind=depositary").text
    assert ticks(absent) == []


def test_nothing_is_added_without_a_tick_a_login_or_the_token_of_the_form(
    service: Service, browser: Browser
) -> None:
    browser.get(HOME)
    assert "No source was ticked." in browser.post(HOME, {"do": "ticked"}).text
    wanted = {"do": "all", "kind": "depositary"}
    assert browser.post(HOME, wanted, token="0" * 32).status_code == 403
    assert browser.post(HOME, wanted, headers={"Origin": "https://evil.example"}).status_code == 403
    assert Browser(service).post(HOME, wanted).headers["location"] == "/operator/login"
    assert service.store.feeds.all() == []


# ---------------------------------------------------------------- discover


def test_the_feeds_that_a_page_names_are_found_and_added(
    service: Service, browser: Browser, here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying_feeds, "LIMIT_S", 60.0)
    name = "وكالة &lt;b&gt; 通讯社"
    links = (
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{path}">'
        for path in ("good.xml", "missing.xml")
    )
    here.put("/news", f"<!doctype html><html><head>{''.join(links)}</head></html>", content_type="text/html")
    here.put("/good.xml", rss(("1", "Rain", "http://w.example/1")))
    browser.get(DISCOVER)
    page = browser.post(DISCOVER, {"address": here.url("/news")}).text
    assert "the page names it" in page
    assert "rss20, 1 items" in page
    assert "cannot be read</span>: http_404" in page
    assert "<b>" not in page
    assert page.count('action="/operator/feeds/add"') == 1
    added = browser.follow(
        browser.post("/operator/feeds/add", {"address": here.url("/good.xml"), "title": "Wire"})
    )
    assert "added; it is polled with the next tick" in added.text
    assert "feed 1 already" in browser.post(DISCOVER, {"address": here.url("/news")}).text


INSIDE = {
    "http://10.0.0.1/": "an address that is not public",
    "http://[::1]/feed": "an address that is not public",
    "http://169.254.169.254/latest": "an address that is not public",
    "http://127.0.0.1:22/": "a port that is not allowed",
}
WRONG = {
    "file:///etc/passwd": "is not an http or https address",
    "https://user:secret@wire.example/": "cannot have a user name",
    "": "is not an http or https address",
}


def test_fault_33_an_inside_address_is_not_asked_and_the_form_says_why(browser: Browser) -> None:
    browser.get(DISCOVER)
    for address, said in (INSIDE | WRONG).items():
        answer = browser.post(DISCOVER, {"address": address})
        assert answer.status_code == (400 if address in WRONG else 200)
        assert said in answer.text, address


def test_a_site_that_takes_too_long_shows_what_came_until_then(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is over before the second feed answers, which it never does."""
    parsed = Parsed(format="rss20", title="Quick", lang=None, entries=(), item_hashes=())
    named = tuple(Named(f"https://w.example/{name}", name) for name in ("slow", "quick"))

    class Reader:
        def __init__(self, *arguments: object, **options: object) -> None: ...

        async def __aenter__(self) -> Reader:
            return self

        async def __aexit__(self, *error: object) -> None: ...

        async def feed(self, address: str, now: datetime) -> Tried:
            if address.endswith("slow"):
                await asyncio.Event().wait()
            return Tried(address, parsed) if address.endswith("quick") else Tried(address, named=named)

    monkeypatch.setattr(trying, "FeedReader", Reader)
    with monkeypatch.context() as short:
        short.setattr(trying_feeds, "LIMIT_S", 0.05)
        found = trying_feeds.discover(service, "https://w.example/")
    assert ([feed.title for feed in found.feeds], found.is_cut) == (["Quick"], True)
    monkeypatch.setattr(trying_feeds, "discover", lambda service, address: found)
    browser.get(DISCOVER)
    page = browser.post(DISCOVER, {"address": "https://w.example/"}).text
    assert "rss20, 0 items" in page
    assert "After 8 seconds not all of it was read." in page
