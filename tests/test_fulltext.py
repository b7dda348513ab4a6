"""The page behind a link: asked for once, only where robots.txt allows, never inside, and read where it can
do no harm.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fakes_http import ANY_PORT, PUBLIC, Dialler, Names, Request, Server, endless, play, raw, redirect, reply
from fakes_http import Page as Answer
from pages import LAYOUTS, TABLE, TITLE
from waiting import other_tasks_run

from monitor.fulltext import PAGE_CODES, PRELOAD, Page, PageError, Pages
from monitor.net import Client, Limits
from monitor.sandbox import Sandbox

NAME = "treaty-monitor/0.1 (+ops@example.org)"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ALLOW = reply(body=b"User-agent: *\nDisallow: /private")
SMALL = Limits(deadline_s=0.6, connect_s=0.3, wire_bytes=200_000, body_bytes=1_000_000)

Scene = Callable[[Server, Pages], Awaitable[Any]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    found = Sandbox(workers=2, preload=PRELOAD)
    yield found
    found.stop()


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


Stage = Callable[..., Any]


@pytest.fixture
def stage(sandbox: Sandbox) -> Stage:
    """`stage(scene, pages)` runs `scene(server, pages)`;

    `clock` and `limit_s` are for `Pages`, the rest for the client.
    """

    def run(
        scene: Scene,
        pages: dict[str, Answer],
        *,
        clock: Callable[[], datetime] = lambda: NOW,
        limit_s: float = 5.0,
        **options: Any,
    ) -> Any:
        async def inner(server: Server, client: Client) -> Any:
            return await scene(server, Pages(client, sandbox, user_agent=NAME, clock=clock, limit_s=limit_s))

        return play(inner, {"/robots.txt": ALLOW} | pages, **options)

    return run


@pytest.fixture
def read(stage: Stage) -> Callable[..., Page | PageError]:
    """What comes of one page."""

    def run(answer: Answer, **options: Any) -> Page | PageError:
        found: Page | PageError = stage(
            lambda server, pages: pages.read(server.url("/a")), {"/a": answer}, **options
        )
        return found

    return run


def html(
    markup: str | bytes = LAYOUTS["article"],
    content_type: str = "text/html; charset=utf-8",
    **headers: str | int,
) -> bytes:
    return reply(
        body=markup.encode() if isinstance(markup, str) else markup, content_type=content_type, **headers
    )


def code(found: Page | PageError) -> str:
    if isinstance(found, Page):
        return "page"
    assert found.code in PAGE_CODES
    return found.code


# ---------------------------------------------------------------- a page


def test_a_page_is_asked_for_once_after_robots_txt_and_comes_with_what_it_states(stage: Stage) -> None:
    async def scene(server: Server, pages: Pages) -> None:
        found = await pages.read(server.url("/a"))
        assert isinstance(found, Page)
        assert (found.url, found.title, found.lang, found.published) == (
            server.url("/a"),
            TITLE,
            "en-GB",
            date(2026, 2, 17),
        )
        assert f"| {' | '.join(TABLE[1])} |" in found.text.splitlines()
        assert server.paths() == ["/robots.txt", "/a"]
        assert {request.headers["user-agent"] for request in server.requests} == {NAME}
        assert server.requests[1].headers["accept"].startswith("text/html")
        assert "cookie" not in server.requests[1].headers

    stage(scene, {"/a": html()})


def test_a_page_in_windows_1251_comes_out_right(read: Callable[..., Page | PageError]) -> None:
    text = "Правительство денонсировало соглашение о рыболовстве, сообщило министерство иностранных дел."
    markup = f"<html><head><title>x</title></head><body><article><p>{text}</p></article></body></html>"
    for content_type in ("text/html; charset=windows-1251", "text/html"):
        whole = (
            markup
            if "charset" in content_type
            else markup.replace("<title>", '<meta charset="windows-1251"><title>')
        )
        found = read(html(whole.encode("cp1251"), content_type))
        assert isinstance(found, Page)
        assert found.text == text


def test_redirects_are_followed_and_the_address_that_answered_is_given(stage: Stage) -> None:
    async def scene(server: Server, pages: Pages) -> tuple[str, str]:
        found = await pages.read(server.url("/go"))
        return found.url, server.url("/a")

    given, wanted = stage(scene, {"/go": redirect("/a"), "/a": html()})
    assert given == wanted


def test_a_meta_refresh_is_not_followed(stage: Stage) -> None:
    async def scene(server: Server, pages: Pages) -> list[str]:
        await pages.read(server.url("/a"))
        return server.paths()

    assert stage(
        scene,
        {"/a": html('<html><head><meta http-equiv=refresh content="0; url=/b"></head></html>'), "/b": html()},
    ) == [
        "/robots.txt",
        "/a",
    ]


# ---------------------------------------------------------------- what is no page


@pytest.mark.parametrize(
    ("content_type", "body", "wanted"),
    [
        ("text/html", LAYOUTS["article"], "page"),
        ("TEXT/HTML ;charset=UTF-8", LAYOUTS["article"], "page"),
        ("application/xhtml+xml", LAYOUTS["article"], "page"),
        ("", LAYOUTS["article"], "page"),
        ("", "plain words", "not_html"),
        ("text/plain", LAYOUTS["article"], "not_html"),
        ("application/pdf", "%PDF-1.7", "not_html"),
        ("text/html", "%PDF-1.7", "not_html"),
        ("application/rss+xml", "<rss/>", "not_html"),
        ("text/html", "<html><body></body></html>", "empty"),
        ("text/html", "", "empty"),
        ("text/html", "<html><body><p>Norway leaves. Subscribe to read on.</p></body></html>", "page"),
    ],
)
def test_only_html_is_read(
    read: Callable[..., Page | PageError], content_type: str, body: str, wanted: str
) -> None:
    assert code(read(html(body, content_type))) == wanted


@pytest.mark.parametrize(
    ("answer", "wanted", "retry"),
    [
        (reply(404), "http_404", False),
        (reply(410), "http_410", False),
        (reply(403), "http_4xx", False),
        (reply(429), "http_429", True),
        (reply(503), "http_5xx", True),
        (reply(204), "protocol", False),
        (redirect("/a"), "redirect_loop", False),
        (redirect("ftp://news.example/"), "bad_address", False),
        (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n<html>"), "truncated", True),
        (raw(b""), "connection", True),
        (raw(b"what\r\n\r\n"), "protocol", False),
    ],
)
def test_a_failing_page_says_why_and_whether_to_try_again(
    read: Callable[..., Page | PageError], answer: Answer, wanted: str, retry: bool
) -> None:
    found = read(answer)
    assert isinstance(found, PageError)
    assert (found.code, found.retry) == (wanted, retry)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/a",
        "/a",
        "",
        "javascript:alert(1)",
        "http://[::1",
        "https://",
        "http://u:p@127.0.0.1/a",
    ],
)
def test_what_is_no_address_is_refused_without_a_request(stage: Stage, url: str) -> None:
    async def scene(server: Server, pages: Pages) -> str:
        found = code(await pages.read(url))
        assert server.requests == []
        return found

    assert stage(scene, {}) == "bad_address"


@pytest.mark.parametrize(
    "where",
    ["http://169.254.169.254/meta", "http://127.0.0.1/", "http://[::1]/", "http://inside.example.org/"],
)
def test_a_redirect_to_an_inside_address_is_blocked(stage: Stage, where: str) -> None:
    dialler = Dialler()
    names = Names(news_example_org=[[PUBLIC]], inside_example_org=[["192.168.0.1"]])

    async def scene(server: Server, pages: Pages) -> str:
        return code(await pages.read(server.url("/a", "news.example.org")))

    assert (
        stage(scene, {"/a": redirect(where)}, policy=ANY_PORT, resolve=names, dial=dialler)
        == "blocked_address"
    )
    assert (
        stage(
            scene,
            {"/robots.txt": redirect(where), "/a": html()},
            policy=ANY_PORT,
            resolve=names,
            dial=dialler,
        )
        == "blocked_address"
    )
    assert set(dialler.dialled) == {PUBLIC}


def test_an_inside_address_is_not_even_asked_for_its_robots_txt(stage: Stage) -> None:
    async def scene(server: Server, pages: Pages) -> tuple[str, int]:
        return code(await pages.read(server.url("/a"))), server.connections

    assert stage(scene, {}, policy=ANY_PORT) == ("blocked_address", 0)


# ---------------------------------------------------------------- hostile pages

WORDS = (
    "<p>The ministry said on Friday that the agreement on fishing rights will end after the talks "
    "of the last months.</p>"
)
HOSTILE = {
    "newlines": "\n" * 1_000_000,
    "a paragraph of newlines": "<p>" + "\n" * 1_000_000 + "</p>" + WORDS,
    "nested blocks": "<div>" * 100_000 + WORDS,
    "nested tables": "<table><tr><td>" * 20_000 + WORDS,
    "open spans": "<p>" + "<span>" * 100_000 + WORDS,
    "scripts": "<script>document.write('<p>x</p>');</script>" * 20_000 + WORDS,
    "one script": "<script>" + "while(1){}" * 100_000,
    "angle brackets": "<" * 1_000_000,
    "broken tags": "<p <div <a href='<<" * 30_000 + WORDS,
    "marks": "<p>e" + "\u0301" * 300_000,
    "links": "<a href=/x>a b</a>" * 60_000,
    "cells": "<table>" + "<tr><td>a<td>b" * 60_000,
    "json": "<script type='application/ld+json'>" + '{"a":[' * 100_000 + "</script>" + WORDS,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_raises_or_takes_longer_than_its_limit(
    read: Callable[..., Page | PageError], name: str
) -> None:
    found = read(html(HOSTILE[name]), limit_s=1.0)
    assert code(found) in {"page", "empty", "parse_timeout", "parse_crash"}


def test_a_page_that_takes_too_long_has_its_reader_killed_and_the_next_one_is_read(stage: Stage) -> None:
    async def scene(server: Server, pages: Pages) -> list[str]:
        return [code(await pages.read(server.url(path))) for path in ("/slow", "/a")]

    assert stage(scene, {"/slow": html("<p>a b" * 200_000), "/a": html()}, limit_s=2.0) == [
        "parse_timeout",
        "page",
    ]


def test_a_reader_that_dies_is_an_error_of_this_page_alone(
    stage: Stage, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(server: Server, pages: Pages) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setattr("monitor.fulltext.read_page", _dies)
            first = code(await pages.read(server.url("/a")))
        return [first, code(await pages.read(server.url("/a")))]

    assert stage(scene, {"/a": html()}) == ["parse_crash", "page"]


def _dies(*_: Any) -> Page:
    raise RuntimeError


def test_bodies_without_end_are_cut_off(read: Callable[..., Page | PageError]) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"
    assert code(read(endless(head, b"<p>more</p>" * 2000), limits=SMALL)) == "too_large"
    assert code(read(endless(head, b"<p>", pause=0.05), limits=SMALL)) == "timeout"
    bomb = gzip.compress(b"<p>" + b"\0" * 5_000_000)
    assert code(read(html(bomb, content_encoding="gzip"), limits=SMALL)) == "too_large"


# ---------------------------------------------------------------- robots.txt


@pytest.mark.parametrize(
    ("robots", "wanted", "retry"),
    [
        (reply(404), "page", False),
        (reply(401), "page", False),
        (reply(410), "page", False),
        (reply(200), "page", False),
        (reply(body=b"User-agent: *\nAllow: /"), "page", False),
        (reply(body=b"User-agent: *\nDisallow: /"), "robots", False),
        (reply(body=b"User-agent: *\nAllow: /\nUser-agent: treaty-monitor\nDisallow: /a$"), "robots", False),
        (reply(500), "robots", True),
        (reply(503), "robots", True),
        (reply(429), "robots", True),
        (raw(b""), "connection", True),
        (redirect("/robots.txt"), "page", False),  # more than five hops: as if it were not there
    ],
)
def test_robots_txt_decides_and_what_cannot_be_asked_is_not_read(
    stage: Stage, robots: Answer, wanted: str, retry: bool
) -> None:
    async def scene(server: Server, pages: Pages) -> tuple[Page | PageError, list[str]]:
        return await pages.read(server.url("/a")), server.paths()

    found, paths = stage(scene, {"/robots.txt": robots, "/a": html()})
    assert (code(found), isinstance(found, PageError) and found.retry) == (wanted, retry)
    assert ("/a" in paths) is (wanted == "page")


def test_robots_txt_is_found_behind_five_redirects(stage: Stage) -> None:
    hops = {f"/r{n}": redirect(f"/r{n + 1}") for n in range(1, 5)}
    pages = {
        "/robots.txt": redirect("/r1"),
        **hops,
        "/r5": reply(body=b"User-agent: *\nDisallow: /"),
        "/a": html(),
    }
    assert code(stage(lambda server, pages: pages.read(server.url("/a")), pages)) == "robots"


def test_the_address_that_answers_must_be_allowed_too(stage: Stage) -> None:
    async def scene(server: Server, pages: Pages) -> list[str]:
        return [code(await pages.read(server.url(path))) for path in ("/go", "/private/a")]

    assert stage(scene, {"/go": redirect("/private/a"), "/private/a": html()}) == ["robots", "robots"]


def test_a_robots_txt_made_to_take_for_ever_is_an_answer_of_no(stage: Stage) -> None:
    agents = "".join(f"user-agent: a{n}\n" for n in range(12_000))
    bomb = agents + "disallow: /b\n" * 12_000
    assert (
        code(
            stage(
                lambda server, pages: pages.read(server.url("/a")),
                {"/robots.txt": reply(body=bomb.encode())},
                limit_s=1.0,
            )
        )
        == "robots"
    )


def test_many_readers_of_one_site_fetch_its_robots_txt_once(stage: Stage) -> None:
    all_ask = asyncio.Event()

    async def slow(_: Request, writer: asyncio.StreamWriter) -> None:
        await all_ask.wait()
        writer.write(ALLOW)

    async def scene(server: Server, pages: Pages) -> list[str]:
        readers = [asyncio.create_task(pages.read(server.url(f"/{n}"))) for n in range(6)]
        await other_tasks_run()
        all_ask.set()
        found = await asyncio.gather(*readers)
        assert {code(one) for one in found} == {"page"}
        return server.paths()

    assert (
        stage(scene, {"/robots.txt": slow, **{f"/{n}": html() for n in range(6)}}).count("/robots.txt") == 1
    )


def test_a_reader_that_goes_away_does_not_take_the_others_with_it(stage: Stage) -> None:
    started, first_is_gone = asyncio.Event(), asyncio.Event()

    async def slow(_: Request, writer: asyncio.StreamWriter) -> None:
        started.set()
        await first_is_gone.wait()
        writer.write(ALLOW)

    async def scene(server: Server, pages: Pages) -> str:
        first = asyncio.create_task(pages.read(server.url("/a")))
        await started.wait()
        second = asyncio.create_task(pages.read(server.url("/a")))
        await other_tasks_run()
        first.cancel()
        await other_tasks_run()
        first_is_gone.set()
        return code(await second)

    assert stage(scene, {"/robots.txt": slow, "/a": html()}) == "page"


@pytest.mark.parametrize(
    ("robots", "after", "asked"),
    [
        (ALLOW, timedelta(hours=23, minutes=59), 1),
        (ALLOW, timedelta(hours=24), 2),
        (ALLOW, timedelta(seconds=-1), 2),  # the clock was set back
        (reply(404), timedelta(hours=23), 1),
        (reply(503), timedelta(minutes=9), 1),
        (reply(503), timedelta(minutes=10), 2),
    ],
)
def test_robots_txt_is_kept_for_a_day_and_a_failure_for_ten_minutes(
    stage: Stage, robots: Answer, after: timedelta, asked: int
) -> None:
    clock = Clock()

    async def scene(server: Server, pages: Pages) -> int:
        await pages.read(server.url("/a"))
        clock.now += after
        await pages.read(server.url("/a"))
        return server.paths().count("/robots.txt")

    assert stage(scene, {"/robots.txt": robots, "/a": html()}, clock=clock) == asked


def test_what_is_kept_of_robots_txt_is_bounded_in_sites_and_in_bytes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.fulltext._ORIGINS", 2)

    async def scene(server: Server, pages: Pages) -> int:
        for host in ("a.example", "b.example", "a.example", "c.example", "a.example"):
            await pages.read(server.url("/private", host))
        before = server.paths().count("/robots.txt")
        monkeypatch.setattr("monitor.fulltext._CACHE_BYTES", 1)
        for host in ("a.example", "d.example", "a.example"):
            await pages.read(server.url("/private", host))
        assert len(pages._known) == 1
        return before

    names = Names(a_example=[[PUBLIC]], b_example=[[PUBLIC]], c_example=[[PUBLIC]], d_example=[[PUBLIC]])
    assert stage(scene, {}, policy=ANY_PORT, resolve=names, dial=Dialler()) == 3
