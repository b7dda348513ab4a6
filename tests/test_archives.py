"""Older pages of a feed: read after a gap until they show what is known, and when a person asks for them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes_http import reply
from polling_kit import START, World, live
from servers import rss

from monitor import pipeline
from monitor.model import Parsed
from monitor.parse import parse_feed
from monitor.pipeline import Context

HOUR = timedelta(hours=1)


def page(
    *names: str, older: str | None = None, relation: str = "prev-archive", at: datetime = START
) -> bytes:
    """A document with these items, which says where older ones are."""
    items = ((name, f"Norway withdraws from treaty {name}", f"http://wire.example/{name}") for name in names)
    link = f'<atom:link rel="{relation}" href="{older}"/>' if older else ""
    document = rss(*items, now=at).replace("<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
    return reply(200, document.replace("<item>", f"{link}<item>", 1).encode())


async def slid(world: World, context: Context, pages: dict[str, bytes]) -> pipeline.Polled:
    """A first poll of item `a`, and a second one, hours later, of what `pages` has by then."""
    world.server.pages["/feed"] = page("a")
    world.add("/feed")
    await world.poll(context)
    world.server.pages |= pages
    world.now[0] += 2 * HOUR
    [polled] = await world.poll(context)
    return polled


def kinds(world: World) -> list[str]:
    return [event.kind for event in world.service.store.events.find()]


def stories(world: World) -> int:
    return world.service.store.counts().stories


@pytest.mark.parametrize(
    ("head", "older"),
    [
        ('<atom:link rel="prev-archive" href="http://a.org/2"/>', "http://a.org/2"),
        ('<atom:link rel="next" href="/page/2"/>', "http://a.org/page/2"),
        ('<atom:link rel="next" href="/n"/><atom:link rel="prev-archive" href="/p"/>', "http://a.org/p"),
        ('<atom:link rel="self" href="/s"/><atom:link rel="next-archive" href="/n"/>', None),
        ("", None),
    ],
)
def test_where_older_items_are_is_read_from_the_links_of_a_feed(head: str, older: str | None) -> None:
    document = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{head}<item><title>A</title></item></channel></rss>'
    parsed = parse_feed(document.encode(), "", frozenset(), "http://a.org/feed")
    assert isinstance(parsed, Parsed)
    assert parsed.older == older


def test_where_older_items_are_is_read_from_atom_and_from_a_json_feed() -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title></entry><link rel="next" href="2"/></feed>'
    pages = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [], "next_url": "2"})
    for document in (atom, pages):
        parsed = parse_feed(document.encode(), "", frozenset(), "http://a.org/feed/1")
        assert isinstance(parsed, Parsed)
        assert parsed.older == "http://a.org/feed/2"


def test_fault_27_after_a_gap_the_archive_is_read_until_it_shows_what_is_known(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        polled = await slid(
            world,
            context,
            {
                "/feed": page("f", "e", older="/2"),
                "/2": page("d", "c", older="/3", relation="next"),
                "/3": page("b", "a", older="/4"),
                "/4": page("0"),
            },
        )
        assert (polled.result.gap, polled.result.new, stories(world)) == (False, 5, 6)
        assert world.server.paths()[2:] == ["/2", "/3"], "the page behind what is known is not asked for"
        [event] = world.service.store.events.find()
        assert event.kind == "gap_filled"
        assert event.text.endswith("3 missed item(s) were read from 2 page(s) of its archive")
        assert world.service.store.feeds.gaps(START) == {}
        await pipeline.settle_in_turns(context)
        assert world.service.store.alerts.newest() > 0, "what was missed is told"

    live(tmp_path, {}, scene)


def test_a_gap_without_an_archive_stays_a_gap(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        polled = await slid(world, context, {"/feed": page("f", "e")})
        assert polled.result.gap
        assert kinds(world) == ["gap"]
        assert world.service.store.feeds.gaps(START) == {polled.feed.id: [(START, START + 2 * HOUR)]}
        world.now[0] += 2 * HOUR
        [again] = await world.poll(context)
        assert not again.result.gap

    live(tmp_path, {}, scene)


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        ({"/2": page("d", older="/feed")}, 1),
        ({"/2": page("d", older="/2")}, 1),
        ({"/2": page("d", older="/3"), "/3": page("c", older="/2")}, 2),
        ({"/2": page("d", older="http://169.254.169.254/3")}, 1),
        ({"/2": page("d", older="http://elsewhere.example/3")}, 1),
        ({"/2": page("d", older="javascript:alert(1)")}, 1),
        ({"/2": reply(404)}, 1),
        ({"/2": reply(200, b"<html>503</html>")}, 1),
        ({"/2": page("d", older="http://[::1")}, 1),
    ],
)
def test_an_archive_that_leads_in_circles_elsewhere_or_nowhere_ends_and_the_gap_stays(
    tmp_path: Path, pages: dict[str, bytes], asked: int
) -> None:
    async def scene(world: World, context: Context) -> None:
        polled = await slid(world, context, {"/feed": page("f", "e", older="/2")} | pages)
        assert polled.result.gap
        assert len(world.server.requests) == 2 + asked
        assert kinds(world) == ["gap"]

    live(tmp_path, {}, scene)


def test_an_endless_archive_ends_after_twenty_pages(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        endless = {f"/{number}": page(f"n{number}", older=f"/{number + 1}") for number in range(2, 40)}
        await slid(world, context, {"/feed": page("f", "e", older="/2")} | endless)
        assert len(world.server.requests) == 2 + 20

    live(tmp_path, {}, scene)


def test_a_feed_whose_stories_are_known_by_their_links_reads_no_archive(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        polled = await slid(world, context, {"/feed": page("a", older="/2", at=START + HOUR)})
        assert not polled.result.gap
        assert world.server.paths() == ["/feed", "/feed"]

    live(tmp_path, {}, scene)


def test_history_in_an_archive_is_registered_and_told_nobody(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        old = START - timedelta(days=90)
        await slid(world, context, {"/feed": page("f", older="/2"), "/2": page("c", "b", "a", at=old)})
        before = world.service.store.alerts.newest()
        await pipeline.settle_in_turns(context)
        told = world.service.store.alerts.between(before, world.service.store.alerts.newest())
        assert len({alert.story for alert in told}) <= 2, "a and f alone"

    live(tmp_path, {}, scene)


def test_on_request_the_archive_is_read_past_what_is_known(tmp_path: Path) -> None:
    pages: dict[str, Any] = {
        "/feed": page("c", "b", older="/2"),
        "/2": page("b", older="/3"),
        "/3": page("a", at=START - timedelta(days=30)),
    }

    async def scene(world: World, context: Context) -> None:
        [feed] = world.add("/feed")
        await world.poll(context)
        before = world.service.store.feeds.state(feed.id)
        archived = await pipeline.read_archive(context, feed, pages=9)
        assert (archived.pages, archived.new, archived.problem) == (3, 1, "")
        assert stories(world) == 3
        assert world.service.store.feeds.state(feed.id) == before, "validators and schedule stay"
        short = await pipeline.read_archive(context, feed, pages=1)
        assert (short.pages, short.problem) == (2, "only 2 pages are read")

    live(tmp_path, pages, scene)
