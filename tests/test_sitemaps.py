"""Sitemaps of news as sources: plain, gzipped, and named by an index."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes_http import reply
from hypothesis import given
from hypothesis import strategies as st
from polling_kit import START, World, live

from monitor.model import Parsed, ParseError
from monitor.parse import parse_feed
from monitor.pipeline import Context

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def url(
    number: int,
    title: str = "Norway withdraws from the whaling convention",
    date: str = "2026-03-02T08:00:00Z",
) -> str:
    return (
        f"<url><loc>http://wire.example/{number}?a=1&amp;b=2</loc><news:news><news:publication><news:name>The "
        f"Wire</news:name><news:language>en</news:language></news:publication><news:publication_date>{date}"
        f"</news:publication_date><news:title>{title}</news:title></news:news>"
        f"<image:image><image:loc>http://wire.example/{number}.png</image:loc></image:image></url>"
    )


def urlset(*urls: str) -> str:
    return f'<?xml version="1.0"?>\n<!-- made --><urlset {NAMESPACES}>\n{"".join(urls)}\n</urlset>\n'


def index(*addresses: tuple[str, str]) -> bytes:
    sitemaps = "".join(
        f"<sitemap><loc>{address}</loc><lastmod>{day}</lastmod></sitemap>" for address, day in addresses
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{sitemaps}</sitemapindex>'.encode()


def parse(document: str | bytes, seen: frozenset[bytes] = frozenset()) -> Parsed:
    parsed = parse_feed(
        document.encode() if isinstance(document, str) else document, "", seen, "http://a.org/"
    )
    assert isinstance(parsed, Parsed)
    return parsed


def refusal(document: str) -> str:
    parsed = parse_feed(document.encode(), "", frozenset(), "")
    assert isinstance(parsed, ParseError)
    return parsed.code


def test_each_address_with_news_is_an_item() -> None:
    bare = "<url><loc>http://wire.example/about</loc></url>"
    parsed = parse(
        urlset(
            url(1, "R&amp;D &lt;b&gt; <![CDATA[of <i>treaties</i>]]>"),
            bare,
            url(2, date="2026-03-02T09:00+01:00"),
        )
    )
    assert (parsed.format, parsed.title, parsed.lang, parsed.total, parsed.complete) == (
        "sitemap",
        "The Wire",
        "en",
        2,
        True,
    )
    second, first = sorted(parsed.entries, key=lambda entry: entry.link, reverse=True)
    assert first.title == "R&D <b> of <i>treaties</i>"
    assert first.guid == first.link == "http://wire.example/1?a=1&b=2"
    assert (first.published, first.lang) == (datetime(2026, 3, 2, 8, tzinfo=UTC), "en")
    assert second.published == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_items_that_were_seen_are_left_out() -> None:
    before = parse(urlset(url(1)))
    after = parse(urlset(url(2), url(1)), frozenset(before.item_hashes))
    assert [entry.link for entry in after.entries] == ["http://wire.example/2?a=1&b=2"]
    assert (after.overlap, after.total) == (1, 2)
    assert after.held == (("http://wire.example/1?a=1&b=2", "Norway withdraws from the whaling convention"),)


@pytest.mark.parametrize(
    ("old", "new"), [("news:", "n:"), ("<url>", "<s:url>"), ("sitemap-news/0.9", "sitemap-news/0.9/")]
)
def test_other_prefixes_are_read_as_they_are_declared(old: str, new: str) -> None:
    document = urlset(url(1))
    if old == "<url>":
        for name in ("urlset", "url", "loc"):
            document = document.replace(f"<{name}", f"<s:{name}").replace(f"</{name}", f"</s:{name}")
        document = document.replace("xmlns=", "xmlns:s=")
    elif old == "news:":
        document = (
            document.replace("xmlns:news=", "xmlns:n=").replace("<news:", "<n:").replace("</news:", "</n:")
        )
    else:
        document = document.replace(old, new)
    assert [entry.link for entry in parse(document).entries] == ["http://wire.example/1?a=1&b=2"]


def test_a_sitemap_that_is_cut_off_gives_its_whole_items() -> None:
    document = urlset(url(1), url(2))
    for cut in range(document.index("<url>"), len(document) - len("</urlset>\n"), 7):
        parsed = parse(document[:cut])
        assert not parsed.complete
        assert len(parsed.entries) == document[:cut].count("</url>")


def test_a_sitemap_without_news_is_no_feed() -> None:
    assert refusal(urlset("<url><loc>http://wire.example/</loc></url>")) == "not_a_feed"
    assert refusal(urlset()) == "not_a_feed"
    assert refusal(urlset(f"<!-- {url(1)} -->")) == "not_a_feed"


@pytest.mark.parametrize(
    "filling", ["<url>", "<!--", "<url><loc>", "</url>", "<news:title>", "<![CDATA[", " ", "<url ", "&amp;"]
)
def test_hostile_sitemaps_cost_linear_time(filling: str) -> None:
    document = urlset(url(1)).replace("<url>", filling * 200_000 + "<url>", 1)
    begin = time.process_time()
    parse_feed(document.encode(), "", frozenset(), "")
    assert time.process_time() - begin < 3


@given(
    st.lists(
        st.sampled_from(
            ["<url>", "</url>", "<loc>x</loc>", "<news:news>", "</urlset>", "<!--", "-->", "&", "<"]
        ),
        max_size=30,
    )
)
def test_no_sitemap_breaks_the_reading(parts: list[str]) -> None:
    parse_feed(f"<urlset {NAMESPACES}>{''.join(parts)}".encode(), "", frozenset(), "")


def test_an_index_names_its_sitemaps_the_newest_first() -> None:
    parsed = parse(index(("http://a.org/1", "2026-01-01"), ("http://a.org/2", "2026-03-01")))
    assert (parsed.sitemaps, parsed.entries) == (("http://a.org/2", "http://a.org/1"), ())


# ---------------------------------------------------------------- polls


def stories(world: World) -> int:
    return world.service.store.counts().stories


@pytest.mark.parametrize("packed", [False, True])
def test_a_sitemap_is_polled_like_a_feed(tmp_path: Path, packed: bool) -> None:
    def page(*numbers: int) -> bytes:
        body = urlset(*map(url, numbers)).encode()
        return reply(200, gzip.compress(body) if packed else body)

    async def scene(world: World, context: Context) -> None:
        world.add("/news.xml.gz")
        [first] = await world.poll(context)
        world.server.pages["/news.xml.gz"] = page(3, 2)
        world.now[0] += timedelta(hours=1)
        [second] = await world.poll(context)
        assert (first.result.new, second.result.new, second.result.gap) == (2, 1, False)

    live(tmp_path, {"/news.xml.gz": page(1, 2)}, scene)


def test_fault_40_a_gzip_file_that_unpacks_beyond_the_limit_is_no_document(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(30_000_000))

    async def scene(world: World, context: Context) -> None:
        world.add("/bomb.xml.gz")
        [polled] = await world.poll(context)
        assert polled.error is not None
        assert polled.error.code == "not_a_feed"

    live(tmp_path, {"/bomb.xml.gz": reply(200, bomb)}, scene)


def test_of_an_index_the_newest_sitemaps_of_its_domain_are_read_at_each_poll(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        pages = world.server.pages
        own = [(world.server.url(f"/{number}"), f"2026-02-0{number}") for number in range(1, 8)]
        hostile = [
            ("http://169.254.169.254/", "2027"),
            ("file:///etc/passwd", "2027"),
            ("http://[::1", "2027"),
        ]
        news = [(world.server.url("/news"), "2020-01-01")]
        pages["/index"] = reply(200, index(*own, *hostile, *news), etag='"a"')
        for number in range(1, 8):
            pages[f"/{number}"] = reply(200, urlset(url(number)).encode())
        pages["/news"] = reply(200, urlset(url(100), url(7)).encode())
        pages["/6"] = reply(500)
        world.add("/index")
        [first] = await world.poll(context)
        assert world.server.paths() == ["/index", "/news", "/7", "/6", "/5", "/4"]
        assert (first.error, first.result.new) == (None, 4)
        pages["/news"] = reply(200, urlset(url(101), url(100)).encode())
        world.now[0] += timedelta(hours=1)
        [second] = await world.poll(context)
        assert second.result.new == 1, "the index itself has not changed"
        assert not second.result.gap

    live(tmp_path, {}, scene)


@pytest.mark.parametrize(
    "pages", [{"/1": reply(404)}, {"/1": reply(200, b"<html/>")}, {"/1": reply(200, index(("/2", "")))}]
)
def test_an_index_whose_sitemaps_cannot_be_read_fails(tmp_path: Path, pages: dict[str, Any]) -> None:
    async def scene(world: World, context: Context) -> None:
        world.server.pages["/index"] = reply(200, index((world.server.url("/1"), "")))
        world.add("/index")
        [polled] = await world.poll(context)
        assert polled.error is not None
        assert polled.error.code == "not_a_feed"
        assert world.service.store.feeds.states()[0][2] > START

    live(tmp_path, pages, scene)
