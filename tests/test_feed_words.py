"""What the polls of a feed come to, in words for its operator: why it is polled when it is, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes_http import reply
from polling_kit import START, World, live
from servers import rss

from monitor import rhythm
from monitor.model import FETCH_CODES, PARSE_CODES, Feed, FeedState, PauseReason, Rhythm
from monitor.pipeline import Context
from monitor.pipeline.polling import next_pause
from monitor.service import feed_words, feeds
from monitor.store import PastPoll
from monitor.store.past_polls import KEPT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIRE = rss(("a", "Rain", "http://wire.example/a"))
NEXT = rss(("a", "Rain", "http://wire.example/a"), ("b", "Sun", "http://wire.example/b"))


def asks(text: str) -> bytes:
    return WIRE.replace("<item>", f"{text}<item>", 1).encode()


def page(body: bytes | str, **headers: str) -> bytes:
    return reply(200, body.encode() if isinstance(body, str) else body, **headers)


def past(world: World) -> dict[str, tuple[PastPoll, ...]]:
    """The last polls of each feed, by its path."""
    all_feeds = world.service.store.feeds.all()
    polls = world.service.store.feeds.past_polls([feed.id for feed in all_feeds])
    return {feed.address.rpartition("/")[2]: polls[feed.id] for feed in all_feeds}


def test_each_poll_keeps_what_decided_when_the_next_one_is_due(tmp_path: Path) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(9, 18))
    pages = {
        "/plain": page(WIRE),
        "/document": page(asks("<ttl>60</ttl>")),
        "/server": page(WIRE, cache_control="max-age=3600"),
        "/skips": page(asks(f"<skipHours>{hours}</skipHours>")),
        "/failures": reply(404),
        "/no-feed": page("<html></html>"),
    }
    busy = {"/busy": reply(503, retry_after=7200)}

    async def scene(world: World, context: Context) -> None:
        world.add(*pages)
        await world.poll(context)
        assert {name: polls[0].why.value for name, polls in past(world).items()} == {
            "plain": "interval",
            "document": "document",
            "server": "server",
            "skips": "skips",
            "failures": "failures",
            "no-feed": "failures",
        }
        said = feeds.details(world.service, "2").why
        assert said == "its publisher asks for 60 min between two polls (ttl)"
        world.add(*busy)
        await world.poll(context)
        assert past(world)["busy"][0].why is PauseReason.RETRY_AFTER
        assert "asked to be left alone until 2026-03-02 1" in feeds.details(world.service, "7").why

    live(tmp_path, {**pages, **busy}, scene)


@pytest.mark.parametrize(
    ("hour", "why"), [(9, PauseReason.FLOOR), (21, PauseReason.RHYTHM), (3, PauseReason.CEILING)]
)
def test_the_rhythm_of_a_feed_explains_its_pause(tmp_path: Path, hour: int, why: PauseReason) -> None:
    at = START.replace(hour=hour)
    counts = {PauseReason.FLOOR: 200.0, PauseReason.RHYTHM: 10.0, PauseReason.CEILING: 0.1}[why]
    known = Rhythm((counts,) * 24, (counts * 24 / 7,) * 7, at - 30 * DAY, at)

    async def scene(world: World, context: Context) -> None:
        [feed] = world.add("/plain")
        world.now[0] = at
        await world.poll(context)
        state = replace(world.service.store.feeds.state(feed.id), rhythm=known)
        assert next_pause(context, feed, state, state, None, at)[1] is why
        pushed = replace(state, pushed_until=at + DAY)
        decided = next_pause(context, feed, pushed, pushed, None, at)[1]
        assert decided is (why if why is PauseReason.CEILING else PauseReason.HUB)
        said = feed_words.reason(feed, state, why, adaptive=True, now=at)
        assert rhythm.described(known, at) in said

    live(tmp_path, {"/plain": page(WIRE)}, scene)


def test_the_last_polls_are_kept_the_newest_first(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/feed")
        for answer in (
            page(WIRE, etag='"1"'),
            reply(304),
            page(WIRE),
            page(NEXT),
            reply(404),
            *[page(NEXT + " " * number) for number in range(4)],
        ):
            world.server.pages["/feed"] = answer
            feeds.poll_now(world.service, ["1"])
            await world.poll(context)
            world.now[0] += HOUR
        polls = past(world)["feed"]
        assert [feed_words.result(poll) for poll in polls] == [
            *["another document, nothing new in it"] * 3,
            "the same document as before",
            "there is nothing at its address any more (404)",
            "1 new story",
            "the same document as before",
            "not modified (304)",
        ]
        assert len(polls) == KEPT
        assert polls[0].at == world.now[0] - HOUR

    live(tmp_path, {}, scene)


@pytest.mark.parametrize("code", sorted(FETCH_CODES | PARSE_CODES))
def test_each_failure_has_words_of_its_own_and_says_what_to_do(code: str) -> None:
    told = feed_words.failure(code)
    assert told != feed_words.failure("unheard of")
    assert told.remedy.endswith(".")
    poll = PastPoll(START, code, 2, PauseReason.FAILURES)
    assert feed_words.result(poll) == f"{told.means}; 2 new stories"


def test_silence_is_told_by_what_was_expected() -> None:
    known = Rhythm((10.0,) * 24, (240 / 7,) * 7, START - 60 * DAY, START - 6 * DAY)
    state = FeedState(ok_at=START, rhythm=known)
    assert "about 77 stories were expected" in feed_words.silence(state, START - 6 * DAY, 0, START)
    fallen = feed_words.silence(state, START - 7 * DAY, 3, START)
    assert "brought 3 in the last seven days, in which about 89 are usual" in fallen
    assert "nothing new since 2026-02-24" in feed_words.silence(FeedState(), START - 6 * DAY, 0, START)


def test_a_feed_that_is_due_paused_or_new_has_no_reason(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        def why() -> str:
            return feeds.details(world.service, "1").why

        world.add("/plain")
        assert why() == ""
        await world.poll(context)
        assert why() == "its own interval: when it brings stories is not known yet"
        feeds.poll_now(world.service, ["1"])
        assert why() == "it is due: the next tick polls it"
        feeds.switch(world.service, "1", enabled=False)
        assert why() == ""

    live(tmp_path, {"/plain": page(WIRE)}, scene)


def test_an_interval_of_its_own_is_told_where_rhythms_are_off() -> None:
    feed = Feed(1, "https://wire.example/feed")
    why = PauseReason.INTERVAL
    assert "poll.adaptive is off" in feed_words.reason(feed, FeedState(), why, adaptive=False, now=START)
