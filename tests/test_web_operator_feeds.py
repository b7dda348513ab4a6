"""The operator's page of feeds: how they are doing, and what may be done with them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from operator_kit import Browser, logged_in
from store_kit import mailbox, poll, story

from monitor.config import load
from monitor.model import Feed, FetchError, Parsed
from monitor.parse.discover import Named
from monitor.pipeline.snapshot import Snapshot
from monitor.service import Service, feed_health, operators, trying, trying_feeds, watched
from monitor.service.feed_health import Doing
from monitor.service.opml import OPML_LIMIT
from monitor.service.trying import Tried
from monitor.service.watch import Watch
from monitor.store import PollRecord
from monitor.web.bodies import sent_with_file

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
OPML = b'<opml version="2.0"><body><outline type="rss" text="New" xmlUrl="https://new.example/rss"/></body></opml>'


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    file = tmp_path / "treaty-monitor.toml"
    file.write_text("[websub]\nenabled = true\n", encoding="utf-8")
    config = load(file, tmp_path / "data" / "treaty-monitor.sqlite3")
    with Service.open(config, packaged=False, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def browser(service: Service) -> Browser:
    return logged_in(service)


def add(service: Service, name: str, **values: object) -> Feed:
    return service.store.feeds.add(
        f"https://{name}.example/feed",
        title=name.title(),
        now=NOW - timedelta(days=60),
        **values,  # type: ignore[arg-type]
    )


def brings(service: Service, feed: Feed, ages: list[timedelta]) -> None:
    """Polls of the feed bring a story each, so long ago."""
    for number, age in enumerate(sorted(ages, reverse=True)):
        key = f"{feed.id}-{number}"
        poll(service.store, feed, (story(key, f"Story {key}", key=key), ()), now=NOW - age)


def fails(service: Service, feed: Feed, age: timedelta, text: str = "no route to host") -> None:
    record = PollRecord(
        now=NOW - age, fetched=FetchError("connection", text), parsed=None, next_due=timedelta(minutes=15)
    )
    service.store.polls.record(feed, record)


def doing(service: Service) -> dict[str, Doing]:
    return {health.name: health.doing for health in feed_health.all_of(service)}


def test_operator_readers_and_alarms_call_the_same_feeds_silent(service: Service) -> None:
    usual = [timedelta(days=8 + day, hours=hour) for day in range(10) for hour in (0, 6, 12)]
    fresh, silent, slow = (add(service, name) for name in ("fresh", "silent", "slow"))
    brings(service, fresh, [*usual, timedelta(days=4)])
    brings(service, silent, usual)
    brings(service, slow, [timedelta(days=days) for days in (50, 33, 26, 19, 12)])
    assert watched.read(service).silent == 1
    watch = Watch(service.store, NOW - timedelta(days=60), timedelta(minutes=15))
    assert [alarm.text for alarm in watch.audit(NOW, can_tell=False).begun] == [
        "Silent answers, and has brought nothing new since 2026-11-15"
    ]
    noted = Snapshot(service.store, [mailbox(service.store)], NOW).silence(mailbox(service.store, "b")).quiet
    assert [note.title for note in noted] == ["Silent"]
    assert doing(service) == {"Fresh": Doing.WELL, "Silent": Doing.SILENT, "Slow": Doing.WELL}
    by_name = {health.name: health.volume for health in feed_health.all_of(service)}
    assert (by_name["Silent"].week, round(by_name["Silent"].usual or 0)) == (0, 7)


def test_what_the_first_poll_brought_does_not_count_as_usual(service: Service) -> None:
    feed = add(service, "wire")
    together = [(story(f"k{number}", f"Story {number}", key=f"k{number}"), ()) for number in range(60)]
    poll(service.store, feed, *together, now=NOW - timedelta(days=20))
    [health] = feed_health.all_of(service)
    assert (health.volume.usual, health.doing) == (0.0, Doing.WELL)


def test_the_page_tells_how_each_feed_is_doing(service: Service, browser: Browser) -> None:
    good, bad, paused = (add(service, name) for name in ("good", "bad", "paused"))
    brings(service, good, [timedelta(hours=1)])
    fails(service, bad, timedelta(hours=5))
    service.store.feeds.update(replace(paused, enabled=False))
    add(service, "fresh")
    page = browser.get("/operator/feeds").text
    for words in ("no route to host", "since 2026-11-23 03:00", "1 failing", "1 paused", "1 not polled yet"):
        assert words in page
    failing = browser.get("/operator/feeds?show=failing").text
    assert ">Bad</a>" in failing
    assert ">Good</a>" not in failing
    assert ">Good</a>" in browser.get("/operator/feeds?q=good.example").text
    assert "No feed fits." in browser.get("/operator/feeds?q=nothing").text


def test_a_long_list_has_pages(service: Service, browser: Browser) -> None:
    service.store.feeds.add_all([Feed(0, f"https://f{number}.example/rss") for number in range(120)], NOW)
    page = browser.get("/operator/feeds").text
    assert len(page) < 100_000
    assert page.count('name="feed"') == 50
    assert "1 to 50 of 120" in page
    last = browser.get("/operator/feeds?from=100").text
    assert last.count('name="feed"') == 20
    assert "Next page" not in last


def test_the_page_says_when_each_feed_is_polled_next_and_why_and_how_complete_it_is(
    service: Service, browser: Browser
) -> None:
    good, gappy, pushed, late = (add(service, name) for name in ("good", "gappy", "pushed", "late"))
    for feed in (good, gappy, pushed):
        brings(service, feed, [timedelta(days=2), timedelta(minutes=5)])
    poll(service.store, gappy, (story("g", "New", key="g"), ()), now=NOW - timedelta(minutes=1), overlap=0)
    brings(service, late, [timedelta(hours=3)])
    service.store.websub.discovered(pushed.id, "https://hub.example/", "https://pushed.example/feed", NOW)
    service.store.websub.began(pushed.id, NOW + timedelta(days=5), NOW + timedelta(days=4))
    service.store.domain_pauses.set("busy.example", NOW, NOW + timedelta(hours=1))
    page = browser.get("/operator/feeds").text
    for words in (
        "2026-11-23 08:10",
        "every 15 min: its own interval",
        "1 gap<",
        "until 2026-11-28 08:00 UTC",
        "1 late</a>",
        "1 with gaps</a>",
        "1 pushed</a>",
        "busy.example until 2026-11-23 09:00",
        "is known to be complete",
    ):
        assert words in page, words
    for show, name in (("late", "Late"), ("with+gaps", "Gappy"), ("pushed", "Pushed")):
        assert listed(browser, f"show={show}") == [name]
    assert listed(browser, "order=completeness")[0] == "Gappy"
    assert listed(browser, "order=name") == ["Gappy", "Good", "Late", "Pushed"]
    assert listed(browser, "order=last+good+poll")[0] == "Late"
    assert listed(browser, "order=next+poll")[0] == "Late"


def listed(browser: Browser, query: str) -> list[str]:
    """The names of the feeds that the page lists, in its order."""
    return re.findall(
        r'<a href="/operator/feeds/\d+">([^<]*)</a>', browser.get(f"/operator/feeds?{query}").text
    )


def test_the_page_of_a_feed_says_what_is_wrong_and_what_to_do(service: Service, browser: Browser) -> None:
    bad, gappy = add(service, "bad"), add(service, "gappy")
    fails(service, bad, timedelta(hours=5), "no\x00 route")
    brings(service, gappy, [timedelta(days=2)])
    gap = NOW - timedelta(days=1)
    poll(service.store, gappy, (story("g", "New", key="g"), ()), now=gap, overlap=0)
    page = browser.get(f"/operator/feeds/{bad.id}").text
    assert "the connection broke" in page
    assert "look for its new address" in page
    page = browser.get(f"/operator/feeds/{gappy.id}").text
    assert '<span class="warn">open</span>' in page
    assert "items may have been missed since" in page
    service.store.polls.fill_gap(gappy, gap, 2, 7, NOW)
    page = browser.get(f"/operator/feeds/{gappy.id}").text
    assert '<span class="ok">recovered</span>' in page
    assert "7 missed item(s) were read from 2 page(s) of its archive" in page
    assert "<dt>Complete</dt><dd>100 %" in page
    assert "ETag and Last-Modified" in page


def test_the_page_of_a_silent_feed_says_what_was_expected_and_reads_it_once(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = add(service, "silent")
    brings(service, silent, [timedelta(days=8 + day, hours=hour) for day in range(10) for hour in (0, 6, 12)])
    page = browser.get(f"/operator/feeds/{silent.id}").text
    assert re.search(
        r"nothing new since 2026-11-15; by hour and weekday about \d+ stories were expected", page
    )
    parsed = Parsed(format="rss20", title="Silent", lang=None, entries=(), item_hashes=())
    answers = [Tried(silent.address, parsed), Tried(silent.address, problem="http_404: not there")]

    async def feed(config: object, address: str, now: datetime) -> Tried:
        return answers.pop(0)

    monkeypatch.setattr(trying, "feed", feed)
    assert "It can be read: rss20, 0 items." in browser.post(f"/operator/feeds/{silent.id}/read").text
    assert "cannot be read as a feed (http_404" in browser.post(f"/operator/feeds/{silent.id}/read").text
    assert browser.post("/operator/feeds/77/read").status_code == 400
    assert operators.done(service)[0].text.startswith("desk: read feed 1 once: https")


def test_feeds_that_are_ticked_are_paused_resumed_and_polled_with_the_next_tick(
    service: Service, browser: Browser
) -> None:
    feeds = [add(service, name) for name in ("one", "two", "three")]
    for feed in feeds:
        brings(service, feed, [timedelta(minutes=1)])
    assert service.store.feeds.due(NOW) == []
    ticked = [str(feed.id) for feed in feeds[:2]]
    browser.get("/operator/feeds")
    page = browser.follow(browser.post("/operator/feeds", {"feed": ticked, "do": "pause"}))
    assert "Feed 1 One, 2 Two: paused." in page.text
    assert [feed.enabled for feed in service.store.feeds.all()] == [False, False, True]
    assert browser.post("/operator/feeds", {"feed": ticked, "do": "poll"}).status_code == 400
    browser.post("/operator/feeds", {"feed": ticked, "do": "resume"})
    browser.post("/operator/feeds", {"feed": ticked, "do": "poll"})
    assert [feed.id for feed, _ in service.store.feeds.due(NOW)] == [1, 2]
    assert "desk: Feed 1 One, 2 Two: polled with the next tick." in [
        event.text for event in operators.done(service)
    ]


def test_removing_is_asked_first_and_keeps_stories(service: Service, browser: Browser) -> None:
    feed = add(service, "one")
    brings(service, feed, [timedelta(minutes=1)])
    browser.get(f"/operator/feeds/{feed.id}")
    asked = browser.post("/operator/feeds", {"feed": "1", "do": "remove"})
    assert "Remove this feed?" in asked.text
    assert len(service.store.feeds.all()) == 1
    browser.post("/operator/feeds", {"feed": "1", "do": "remove", "sure": "yes"})
    assert service.store.feeds.all() == []
    assert service.store.counts().stories == 1
    assert browser.get(f"/operator/feeds/{feed.id}").status_code == 400


@pytest.mark.parametrize(
    "fields", [{"do": "pause"}, {"do": "other", "feed": "1"}, {"feed": "99", "do": "pause"}]
)
def test_a_form_that_makes_no_sense_changes_nothing(
    service: Service, browser: Browser, fields: dict[str, str]
) -> None:
    add(service, "one")
    browser.get("/operator/feeds")
    assert browser.post("/operator/feeds", fields).status_code == 400
    assert service.store.feeds.all()[0].enabled


def test_a_feed_is_added_unread_and_changed(service: Service, browser: Browser) -> None:
    browser.get("/operator/feeds")
    fields = {"address": "wire.example/rss", "title": "Wire", "kind": "official", "state": "de"}
    page = browser.follow(browser.post("/operator/feeds/add", fields))
    assert "Feed 1 added" in page.text
    [feed] = service.store.feeds.all()
    assert (feed.address, feed.kind.value, feed.state, feed.interval_s) == (
        "https://wire.example/rss",
        "official",
        "DE",
        900,
    )
    changed = browser.post("/operator/feeds/1", fields | {"interval": "300", "lang": "de", "state": "FR"})
    assert "Feed 1 changed" in browser.follow(changed).text
    [feed] = service.store.feeds.all()
    assert (feed.interval_s, feed.lang, feed.state) == (300, "de", "FR")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "file:///etc/passwd"}, "is not an http or https address"),
        ({"address": "https://user:secret@wire.example/"}, "cannot have a user name"),
        ({"address": "https://wire.example/", "interval": "5"}, "60 to 86,400"),
        ({"address": "https://wire.example/", "state": "XX1"}, "ISO 3166"),
        ({"address": "https://wire.example/", "depositary": "UN"}, "Only an official feed"),
        ({"address": ""}, "is not an http or https address"),
    ],
)
def test_a_wrong_feed_is_refused_and_the_form_keeps_what_was_typed(
    service: Service, browser: Browser, fields: dict[str, str], said: str
) -> None:
    browser.get("/operator/feeds")
    answer = browser.post("/operator/feeds/add", fields | {"title": "Typed name"})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Typed name"' in answer.text
    assert service.store.feeds.all() == []


def test_fault_33_a_feed_on_a_private_address_is_not_read(service: Service, browser: Browser) -> None:
    browser.get("/operator/feeds")
    answer = browser.post("/operator/feeds/add", {"address": "http://127.0.0.1/feed", "read": "yes"})
    assert answer.status_code == 400
    assert "blocked_address" in answer.text
    assert service.store.feeds.all() == []


def test_a_web_page_shows_the_feeds_that_it_names_and_a_feed_gives_its_title(
    service: Service, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = Parsed(format="rss20", title="The Wire", lang=None, entries=(), item_hashes=())
    answers = {
        "https://wire.example/": Tried(
            "https://wire.example/", problem="not_a_feed", named=(Named("https://wire.example/rss", "News"),)
        ),
        "https://wire.example/rss": Tried("https://wire.example/rss", parsed),
    }

    async def feed(config: object, address: str, now: datetime) -> Tried:
        return answers[address]

    monkeypatch.setattr(trying, "feed", feed)
    browser.get("/operator/feeds")
    page = browser.post("/operator/feeds/add", {"address": "https://wire.example/", "read": "yes"})
    assert "<code>https://wire.example/rss</code> News" in page.text
    browser.post("/operator/feeds/add", {"address": "https://wire.example/rss", "read": "yes"})
    assert service.store.feeds.all()[0].title == "The Wire"


def test_an_address_that_does_not_answer_in_time_is_told(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def feed(config: object, address: str, now: datetime) -> Tried:
        raise TimeoutError

    monkeypatch.setattr(trying, "feed", feed)
    with pytest.raises(trying_feeds.AddressError, match="takes longer than 8 seconds"):
        trying_feeds.read_once(service, "https://slow.example/")


def test_feeds_come_in_and_go_out_as_opml(service: Service, browser: Browser) -> None:
    browser.get("/operator/feeds")
    page = browser.follow(browser.post("/operator/feeds/import", file=OPML))
    assert "OPML: 1 feeds added, 0 known already, 0 refused." in page.text
    saved = browser.get("/operator/feeds/export")
    assert saved.headers["content-disposition"] == 'attachment; filename="treaty-monitor-feeds.opml"'
    assert 'xmlUrl="https://new.example/rss"' in saved.text


@pytest.mark.parametrize(
    ("document", "status", "said"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml/>', 400, "has a DOCTYPE"),
        (b"<html></html>", 400, "Not an OPML document"),
        (b"", 400, "Not an OPML document"),
        (OPML.replace(b"https://new.example/rss", b"file:///etc/passwd"), 200, "line 1"),
        (OPML.replace(b"https://new.example/rss", b"javascript:alert(1)"), 200, "line 1"),
        (b"<opml>" + b'<outline xmlUrl="x"/>' * 250_000, 413, "413"),
    ],
)
def test_fault_144_a_hostile_list_of_feeds_is_refused(
    service: Service, browser: Browser, document: bytes, status: int, said: str
) -> None:
    browser.get("/operator/feeds")
    answer = browser.post("/operator/feeds/import", file=document)
    assert answer.status_code == status
    assert said in answer.text or str(status) == said
    assert service.store.feeds.all() == []


def test_fault_140_a_large_body_is_read_for_who_is_logged_in_only(service: Service, browser: Browser) -> None:
    stranger = Browser(service)
    answer = stranger.post("/operator/feeds/import", file=OPML + b" " * 1_000_000)
    assert (answer.status_code, answer.headers["location"]) == (303, "/operator/login")
    large = browser.post("/operator/feeds/import", file=b" " * (OPML_LIMIT + 100_000))
    assert large.status_code == 413


def test_many_feeds_come_in_within_the_time_of_a_request(service: Service, browser: Browser) -> None:
    outlines = "".join(f'<outline xmlUrl="https://f{number}.example/rss"/>' for number in range(9_000))
    browser.get("/operator/feeds")
    answer = browser.post("/operator/feeds/import", file=f"<opml>{outlines}</opml>".encode())
    assert "9,000 feeds added" in browser.follow(answer).text


SLOW = "=? " * 20_000


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        (f'multipart/form-data; boundary="{SLOW}"', b""),
        ("multipart/form-data; " + "(" * 60_000, b""),
        ("multipart/form-data; boundary=x", b"--x\r\n" + SLOW.encode() + b"\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=" * 50_000),
        ("multipart/form-data; boundary=x", b"\r\n--x" * 1_000_000),
        ("multipart/form-data; boundary=-", b"-" * 5_000_000),
    ],
)
def test_fault_140_forms_made_to_be_slow_are_read_in_linear_time(content_type: str, form: bytes) -> None:
    began = time.process_time()
    assert sent_with_file(form, content_type).file == b""
    assert time.process_time() - began < 2


def test_a_form_with_a_file_is_read_as_browsers_write_it() -> None:
    form = (
        b'------x\r\nContent-Disposition: form-data; name="token"\r\n\r\na\r\nb\r\n'
        b'------x\r\nContent-Disposition: form-data; name="file"; filename="f.opml"\r\n'
        b"Content-Type: text/x-opml\r\n\r\n<opml/>\r\n\r\n\r\n------x--\r\n"
    )
    read = sent_with_file(form, "multipart/form-data; boundary=----x")
    assert (read.text("token"), read.file) == ("a\r\nb", b"<opml/>\r\n\r\n")
    assert sent_with_file(b"a=1", "application/x-www-form-urlencoded").text("a") == "1"
