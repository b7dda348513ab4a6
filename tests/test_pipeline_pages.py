"""Article pages on the main path: settle waits for them, does without them, and takes them in late.

A real server; only the clock moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import rss, site
from test_pipeline import START, World, made_world, poll

from monitor import pipeline
from monitor.exports import record
from monitor.model import Alert
from monitor.pipeline import Context

TITLE = "Chile terminates its extradition treaty with Peru"
PAGE = (
    "The extradition treaty was signed on 5 November 1932. The government said the treaty was no longer "
    "of any use. " * 2
)


def article(text: str = PAGE, title: str = TITLE) -> str:
    body = f"<article><h1>{title}</h1><p>{title}, the government announced.</p><p>{text}</p></article>"
    return f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with site() as here:
        here.put("/robots.txt", "", status=404)
        with made_world(here, tmp_path, pages=True) as made:
            here.put("/feed", rss(("g", TITLE, here.url("/story")), now=START))
            made.service.store.feeds.add(
                here.url("/feed"), title="Wire", publisher="Wire", interval_s=900, now=START
            )
            yield made


def serve(world: World, text: str = PAGE, *, status: int = 200) -> None:
    world.site.put("/story", article(text), status=status, content_type="text/html")


def settled(world: World) -> list[Alert]:
    return world.run(pipeline.settle)[0]  # type: ignore[return-value]


def reads(world: World) -> int:
    return world.run(pipeline.read_pages)[0]  # type: ignore[return-value]


def row(world: World) -> dict[str, object]:
    (act,) = world.service.store.acts.standing()
    (found,) = record(act)["rows"]  # type: ignore[misc]
    return found  # type: ignore[return-value]


def test_a_story_settles_with_the_page_behind_it(world: World) -> None:
    serve(world)
    world.run(poll)
    assert settled(world) == [], "it waits for its page"
    assert reads(world) == 1
    assert [alert.reason.value for alert in settled(world)] == ["new"]
    found = row(world)
    assert (found["others"], found["signed"]) == (["PE"], "1932-11-05")
    assert "signed on 5 November 1932" in found["evidence"]["signed"]["sentence"]  # type: ignore[index]
    assert reads(world) == 0, "once"
    assert world.site.hits("/story") == 1


def test_an_alert_waits_a_minute_for_the_page_and_then_goes_out_without(world: World) -> None:
    world.add(channel="maildir")
    serve(world)
    world.run(poll)
    world.wait(seconds=59)
    assert settled(world) == []
    world.wait(seconds=1)
    assert [alert.reason.value for alert in settled(world)] == ["new"]
    assert row(world)["signed"] is None
    assert reads(world) == 1, "the page is still wanted"
    assert settled(world) == [], "and fills a cell without a word"
    assert row(world)["signed"] == "1932-11-05"


def test_a_page_that_fails_ends_the_wait_and_is_tried_again_later(world: World) -> None:
    serve(world, status=503)
    world.run(poll)
    assert reads(world) == 0
    assert [alert.reason.value for alert in settled(world)] == ["new"]
    serve(world)
    assert reads(world) == 0, "not at once"
    world.wait(minutes=5)
    assert reads(world) == 1
    assert settled(world) == []
    assert row(world)["signed"] == "1932-11-05"


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_not_there_is_given_up(world: World, status: int) -> None:
    serve(world, status=status)
    world.run(poll)
    assert reads(world) == 0
    assert len(settled(world)) == 1
    world.wait(days=2)
    serve(world)
    assert (reads(world), settled(world)) == (0, [])


def test_a_page_that_robots_txt_forbids_is_not_read_and_the_alert_goes_out(world: World) -> None:
    world.site.put("/robots.txt", "User-agent: *\nDisallow: /story\n", content_type="text/plain")
    serve(world)
    world.run(poll)
    assert reads(world) == 0
    assert len(settled(world)) == 1
    assert world.site.hits("/story") == 0


def test_a_digest_does_not_wait_for_pages(world: World) -> None:
    serve(world)
    world.run(poll)

    def everything(context: Context) -> object:
        return pipeline.settle(context, everything=True)

    assert len(world.run(everything)[0]) == 1  # type: ignore[arg-type]


def test_an_edited_story_wants_the_page_of_its_new_text_and_not_the_old_one(world: World) -> None:
    serve(world)
    world.run(poll)
    world.site.put("/feed", rss(("g", f"{TITLE} at once", world.site.url("/story")), now=START))
    world.wait(minutes=15)
    world.run(poll)
    assert reads(world) == 1
    assert [alert.reason.value for alert in settled(world)] == ["new"]
    assert world.service.store.pages.get(1) is not None


def test_a_page_that_says_otherwise_than_the_page_before_corrects_what_was_sent(world: World) -> None:
    serve(world)
    world.run(poll)
    reads(world)
    assert [alert.reason.value for alert in settled(world)] == ["new"]
    serve(world, PAGE.replace("1932", "1934"))
    world.site.put("/feed", rss(("g", f"{TITLE}, ministry says", world.site.url("/story")), now=START))
    world.wait(minutes=15)
    world.run(poll)
    reads(world)
    assert [alert.reason.value for alert in settled(world)] == ["correction"]
    assert row(world)["signed"] == "1934-11-05"


def test_without_the_option_no_page_is_asked_for(tmp_path: Path) -> None:
    with site() as here, made_world(here, tmp_path) as world:
        here.put("/feed", rss(("g", TITLE, here.url("/story")), now=START))
        world.service.store.feeds.add(
            here.url("/feed"), title="Wire", publisher="Wire", interval_s=900, now=START
        )
        world.run(poll)
        assert (reads(world), len(settled(world))) == (0, 1)
        assert here.hits("/story") == here.hits("/robots.txt") == 0
