"""How feeds are asked: in turns of their domains, after the pauses that servers ask for, and never all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fakes_http import Names, Request, Server, play, reply
from hypothesis import given, settings
from hypothesis import strategies as st
from polling_kit import START, World, live
from servers import rss
from waiting import other_tasks_run, until

from monitor.model import Feed, FeedState
from monitor.net import Client
from monitor.net.domains import is_public, registered_domain
from monitor.net.gates import Gates
from monitor.pipeline import Context, Polled, Polling
from monitor.pipeline.batches import Batches
from monitor.pipeline.turns import Turns, domain_of

WIRE = rss(("1", "Norway withdraws from the whaling convention", "http://wire.example/1"), now=START)


# ---------------------------------------------------------------- registered domains


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("feeds.bbc.co.uk", "bbc.co.uk"),
        ("bbc.co.uk", "bbc.co.uk"),
        ("a.b.example.org", "example.org"),
        ("WWW.Example.ORG.", "example.org"),
        ("example.org", "example.org"),
        ("norland.github.io", "norland.github.io"),
        ("www.diplomatie.gouv.fr", "diplomatie.gouv.fr"),
        ("www.mid.ru", "mid.ru"),
        ("a.b.press.example", "press.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_hosts_of_one_owner_have_one_registered_domain(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_an_own_network_is_literal_addresses_and_names_without_a_dot() -> None:
    assert [host for host in ("127.0.0.1", "::1", "intranet", "press.example") if is_public(host)] == [
        "press.example"
    ]


def test_a_feed_whose_address_cannot_be_read_has_no_domain() -> None:
    assert domain_of(Feed(1, "http://[::1/")) == ""


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://news.example.co.uk/rss?of=world", "example.co.uk"),
        ("HTTPS://News.Example.ORG/rss", "example.org"),
        ("http://user@127.1.2.3:8080/1.xml", "127.1.2.3"),
        ("http://127.1.2.3:8080/1.xml", "127.1.2.3"),
        ("http://[2001:db8::1]/feed#top", "2001:db8::1"),
        ("/1.xml", ""),
    ],
)
def test_the_domain_of_a_feed_is_read_from_an_address_in_any_form(address: str, domain: str) -> None:
    assert domain_of(Feed(1, address)) == domain


def test_the_hashes_of_a_state_are_those_of_its_row() -> None:
    first, second = bytes(range(16)), bytes(range(16, 32))
    assert FeedState(packed_hashes=first + second).item_hashes == {first, second}
    assert FeedState().item_hashes == frozenset()


# ---------------------------------------------------------------- turns


def feeds(*hosts: str) -> list[tuple[Feed, FeedState]]:
    return [(Feed(number, f"http://{host}/{number}"), FeedState()) for number, host in enumerate(hosts, 1)]


def taken(turns: Turns) -> list[int]:
    """The numbers of the feeds that can be taken now."""
    numbers = []
    while (turn := turns.take()) is not None:
        numbers.append(turn[1].id)
    return numbers


def test_domains_take_turns_and_a_full_one_is_passed_over() -> None:
    turns = Turns(2)
    turns.add(feeds("a.org", "www.a.org", "a.org", "a.org", "b.org", "c.org"))
    assert taken(turns) == [1, 5, 6, 2], "www.a.org is the same domain, and two of it are under way"
    turns.end("a.org", Feed(1, ""))
    assert taken(turns) == [3]
    turns.add(feeds("a.org", "b.org"))
    assert taken(turns) == [], "what waits or is under way is not taken up again"
    assert len(turns) == 6, "the first may come again"


def test_a_domain_that_wants_to_be_left_alone_is_taken_out_whole() -> None:
    turns = Turns(1)
    turns.add(feeds("a.org", "a.org", "a.org", "b.org"))
    assert taken(turns) == [1, 4]
    assert [feed.id for feed in turns.drop("a.org")] == [2, 3]
    turns.end("a.org", Feed(1, ""))
    assert (taken(turns), len(turns)) == ([], 1)
    turns.clear()
    assert turns.drop("a.org") == []


@pytest.mark.parametrize("kind", [lambda: Turns(1), lambda: Batches(10, 1)])
def test_a_domain_with_very_many_feeds_leaves_memory_to_the_others_and_each_of_its_feeds_has_its_turn(
    kind: Callable[[], Turns | Batches], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.pipeline.turns.FEW", 1)
    turns = kind()
    flood = [(Feed(number, f"http://many.org/{number}"), FeedState()) for number in range(1, 9)]
    turns.add([*flood, (Feed(9, "http://other.org"), FeedState())], 3)
    assert (len(turns), sorted(turns.known)) == (4, [*range(1, 10)]), (
        "five are left out, and not asked for again"
    )
    ended: list[int] = []
    while len(turns):
        ended += [feed.id for feed in taken_of(turns)]
        turns.add([(feed, state) for feed, state in flood if feed.id not in {*ended, *turns.known}], 3)
        assert len(turns) <= 5
    assert sorted(ended) == [*range(1, 10)]


def taken_of(turns: Turns | Batches) -> list[Feed]:
    """Takes what can be taken, and ends it."""
    if isinstance(turns, Batches):
        shard = turns.take()
        turns.end(shard)
        return [feed for feed, _ in shard]
    turn = turns.take()
    assert turn is not None
    turns.end(turn[0], turn[1])
    return [turn[1]]


def test_feeds_that_gave_no_answer_in_time_leave_places_for_the_others() -> None:
    slow = FeedState(error_code="timeout")
    turns = Turns(1, 2)
    turns.add((Feed(number, f"http://hangs{number}.org/"), slow) for number in range(1, 6))
    turns.add(
        [
            (Feed(6, "http://well.org/"), FeedState(error_code="http_404")),
            (Feed(7, "http://www.hangs1.org"), slow),
        ]
    )
    assert taken(turns) == [1, 2, 6]
    assert [feed.id for feed in turns.drop("hangs4.org")] == [4]
    turns.end("well.org", Feed(6, ""))
    assert taken(turns) == [], "of those no more at a time, even if a worker is free"
    turns.end("hangs1.org", Feed(1, ""))
    assert taken(turns) == [3]
    for domain, number, next_ in (("hangs2.org", 2, [5]), ("hangs3.org", 3, [7])):
        turns.end(domain, Feed(number, ""))
        assert taken(turns) == next_, "each has its turn"
    for domain, number in (("hangs5.org", 5), ("hangs1.org", 7)):
        turns.end(domain, Feed(number, ""))
    assert len(turns) == 0


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["a.org", "b.org", "c.org", "localhost"]), max_size=40),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sets(st.integers(1, 40)),
    st.randoms(use_true_random=False),
)
def test_every_feed_is_taken_once_and_no_domain_is_ever_over_its_limit(
    hosts: list[str], most: int, most_slow: int, hang: set[int], chance: Any
) -> None:
    turns = Turns(most, most_slow)
    late = FeedState(error_code="timeout")
    turns.add((feed, late if feed.id in hang else state) for feed, state in feeds(*hosts))
    under_way: list[tuple[str, Feed]] = []
    seen = []
    while len(turns):
        turn = turns.take() if chance.random() < 0.6 else None
        if turn is not None:
            under_way.append(turn[:2])
            seen.append(turn[1].id)
        elif under_way:
            turns.end(*under_way.pop(chance.randrange(len(under_way))))
        assert all(sum(domain == name for name, _ in under_way) <= most for domain in set(hosts))
        assert sum(feed.id in hang for _, feed in under_way) <= most_slow
    assert sorted(seen) == list(range(1, len(hosts) + 1))


# ---------------------------------------------------------------- pauses between requests


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), max_size=30))
def test_two_requests_to_a_domain_begin_at_least_half_a_pause_apart(steps: list[tuple[float, float]]) -> None:
    chances = iter([chance for _, chance in steps])
    gates = Gates(1, 1.0, lambda: next(chances))

    async def scene() -> list[float]:
        gate, now, begun = gates._gate("a.org"), 0.0, []
        for later, _ in steps:
            now += later
            begun.append(now + gates._begin(gate, now))
        return begun

    begun = asyncio.run(scene())
    assert all(second - first >= 0.5 - 1e-9 for first, second in pairwise(begun))
    assert begun == sorted(begun)


def test_fault_54_a_domain_has_a_pause_between_requests_and_an_own_network_has_none() -> None:
    times: dict[str, list[float]] = {}

    async def page(request: Request, writer: Any) -> None:
        loop = asyncio.get_running_loop()
        times.setdefault(request.headers["host"].partition(":")[0], []).append(loop.time())
        writer.write(reply(200))

    async def scene(server: Server, client: Client) -> None:
        hosts = ["a.press.example", "b.press.example", "127.0.0.1"] * 3
        await asyncio.gather(*(client.get(server.url("/", host)) for host in hosts))

    own = Names(a_press_example=[["127.0.0.1"]], b_press_example=[["127.0.0.1"]])
    play(scene, {"/": page}, resolve=own, per_host=8, pause_s=0.1)
    public = sorted(times["a.press.example"] + times["b.press.example"])
    assert public[-1] - public[0] > 5 * 0.04, "both hosts are of one domain"
    assert max(times["127.0.0.1"]) - min(times["127.0.0.1"]) < 5 * 0.04


def test_domains_that_nobody_waits_for_are_forgotten() -> None:
    async def scene() -> int:
        gates = Gates(1)
        async with gates.turn("kept.org"):
            for number in range(2_500):
                async with gates.turn(f"h{number}.org"):
                    pass
            assert "kept.org" in gates._gates
        return len(gates._gates)

    assert asyncio.run(scene()) <= 1_000


# ---------------------------------------------------------------- a server that asks for a pause


def test_fault_51_a_busy_server_is_left_alone_with_all_its_feeds_also_after_a_restart(tmp_path: Path) -> None:
    busy = {
        "/busy": reply(503, retry_after=7200),
        "/a": reply(200, WIRE.encode()),
        "/b": reply(200, WIRE.encode()),
    }

    async def first(world: World, context: Context) -> None:
        world.add("/busy")
        assert [polled.error.code for polled in await world.poll(context) if polled.error] == ["http_5xx"]
        assert timedelta(hours=2) <= world.due()["busy"] <= timedelta(hours=2.2)

    async def second(world: World, context: Context) -> None:
        world.now[0] = START + timedelta(hours=1)
        world.add("/a", "/b")
        assert await world.poll(context) == []
        assert world.due() == {
            "busy": world.due()["busy"], "a": timedelta(hours=1), "b": timedelta(hours=1)
        }  # fmt: skip
        assert world.server.requests == []
        world.now[0] += timedelta(hours=1)
        assert len(await world.poll(context)) == 2

    live(tmp_path, dict(busy), first)
    (tmp_path / "treaty-monitor.toml").unlink()
    live(tmp_path, dict(busy), second)


def test_a_404_with_retry_after_stops_no_other_feed(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/missing", "/a")
        assert len(await world.poll(context)) == 2
        assert context.store.domain_pauses.all(START) == {}

    live(tmp_path, {"/missing": reply(404, retry_after=7200), "/a": reply(200, WIRE.encode())}, scene)


def test_pauses_that_have_ended_are_forgotten_and_a_clock_set_back_frees_a_domain(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        pauses, hour = context.store.domain_pauses, timedelta(hours=1)
        pauses.set("a.org", START, START + hour)
        pauses.set("a.org", START, START + hour / 2)
        assert pauses.all(START) == {"a.org": START + hour}, "the longer one counts"
        assert pauses.all(START - hour) == pauses.all(START + hour) == {}
        pauses.set("b.org", START + 2 * hour, START + 3 * hour)
        assert context.store.database.value("SELECT count(*) FROM domain_pause") == 1

    live(tmp_path, {}, scene)


def test_fault_154_a_clock_that_is_set_back_freezes_no_feed_also_when_many_are_due(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        feeds = context.store.feeds
        world.add("/a", "/b", "/c")
        assert len(await world.poll(context)) == 3
        assert feeds.due(START + timedelta(minutes=1)) == [], "looked through, and nothing is ahead"
        world.now[0] = START - timedelta(days=1)
        assert len(feeds.due(world.now[0], 2)) == 2
        assert len(feeds.due(world.now[0], 2)) == 2, "those that the limit cut off are looked for again"
        assert len(await world.poll(context)) == 3
        assert feeds.due(world.now[0]) == feeds.due(world.now[0]) == []

    live(tmp_path, {f"/{name}": reply(200, WIRE.encode()) for name in "abc"}, scene)


# ---------------------------------------------------------------- no feed holds up another


def test_feeds_that_hang_hold_up_no_other_feed(tmp_path: Path) -> None:
    answered = asyncio.Event()

    async def hang(request: Request, writer: Any) -> None:
        await answered.wait()
        writer.write(reply(200, WIRE.encode()))

    async def scene(world: World, context: Context) -> None:
        world.add(*(f"/hang{number}" for number in range(8)))
        results: list[Polled] = []
        polling = Polling(context, results.append)
        polling.add(world.service.store.feeds.due(START))
        assert not await polling.wait(0.05)
        world.add("/a", host="localhost")
        polling.add(world.service.store.feeds.due(START))
        assert len(polling) == 9, "those that are under way are not taken up again"
        await until(lambda: len(results) == 1)
        answered.set()
        assert await polling.wait()
        assert len(results) == 9
        await polling.aclose()

    pages: dict[str, Any] = {f"/hang{number}": hang for number in range(8)}
    live(tmp_path, pages | {"/a": reply(200, WIRE.encode())}, scene)


def test_a_failure_of_our_own_ends_the_work_and_is_raised_where_it_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add(*(f"/{number}" for number in range(20)))
        monkeypatch.setattr(context.store.polls, "record_all", broken)
        polling = Polling(context)
        polling.add(world.service.store.feeds.due(START))
        with pytest.raises(ZeroDivisionError):
            await polling.wait()
        assert await polling.wait()
        assert len(world.server.requests) <= 4
        await polling.aclose()

    def broken(*args: object, **more: object) -> None:
        raise ZeroDivisionError

    live(tmp_path, {}, scene)


def test_what_is_cut_off_can_be_polled_again(tmp_path: Path) -> None:
    async def hang(request: Request, writer: Any) -> None:
        await asyncio.Event().wait()

    async def scene(world: World, context: Context) -> None:
        world.add("/hang")
        due = world.service.store.feeds.due(START)
        polling = Polling(context)
        polling.add(due)
        await until(lambda: bool(world.server.requests))
        polling.stop()
        await polling.aclose()
        await other_tasks_run()
        assert len(polling) == 0
        assert [feed.id for feed, _ in world.service.store.feeds.due(START)] == [due[0][0].id]

    live(tmp_path, {"/hang": hang}, scene)


# ---------------------------------------------------------------- when a feed is due


def headed(head: str) -> bytes:
    return WIRE.replace("<item>", f"{head}<item>", 1).encode()


@pytest.mark.parametrize(
    ("page", "least", "most"),
    [
        (reply(200, WIRE.encode()), 13.5, 15),
        (reply(200, WIRE.encode(), cache_control="max-age=1800"), 30, 33),
        (reply(200, WIRE.encode(), cache_control="max-age=600"), 13.5, 15),
        (reply(200, WIRE.encode(), cache_control="max-age=999999"), 60, 66),
        (reply(200, headed("<ttl>40</ttl>")), 40, 44),
        (reply(200, headed("<skipHours><hour>9</hour><hour>10</hour></skipHours>")), 120, 120),
        (reply(200, headed("<skipDays><day>Monday</day></skipDays>")), 900, 900),
    ],
)
def test_a_feed_may_ask_to_be_polled_later(tmp_path: Path, page: bytes, least: float, most: float) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/feed")
        await world.poll(context)
        assert timedelta(minutes=least) <= world.due()["feed"] <= timedelta(minutes=most)

    live(tmp_path, {"/feed": page}, scene)


def test_what_a_document_asked_for_holds_for_the_304s_after_it(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add("/feed")
        await world.poll(context)
        world.server.pages["/feed"] = reply(304, etag='"b"', cache_control="max-age=60")
        world.now[0] += timedelta(hours=2)
        await world.poll(context)
        assert timedelta(minutes=40) <= world.due()["feed"] <= timedelta(minutes=44)
        world.now[0] += timedelta(hours=2)
        await world.poll(context)
        assert [request.headers.get("if-none-match") for request in world.server.requests] == [
            None,
            '"a"',
            '"b"',
        ]

    live(tmp_path, {"/feed": reply(200, headed("<ttl>40</ttl>"), etag='"a"')}, scene)


def test_a_feed_is_polled_by_its_rhythm_unless_that_is_switched_off(tmp_path: Path) -> None:
    days = [
        (f"{day}-{hour}", "Mood in the harbour", f"http://wire.example/{day}/{hour}")
        for day in range(1, 9)
        for hour in (8, 9, 10, 11)
    ]
    document = rss(*days, now=START)
    for day, hour in ((day, hour) for day in range(1, 9) for hour in (8, 9, 10, 11)):
        at = (START - timedelta(days=day)).replace(hour=hour)
        document = document.replace(
            "<pubDate>Mon, 02 Mar 2026 09:00:00 +0000", f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000", 1
        )

    async def scene(world: World, context: Context) -> timedelta:
        world.add("/feed")
        await world.poll(context)
        world.now[0] += timedelta(minutes=15)
        await world.poll(context)
        return world.due()["feed"]

    pages = {"/feed": reply(200, document.encode(), etag='"a"')}
    by_rhythm = live(tmp_path, dict(pages), scene)
    assert timedelta(minutes=18) < by_rhythm < timedelta(minutes=35), "four stories each morning"


def test_the_schedule_survives_a_restart_and_nothing_is_asked_early(tmp_path: Path) -> None:
    pages = {"/feed": reply(200, WIRE.encode())}

    async def first(world: World, context: Context) -> timedelta:
        world.add("/feed")
        await world.poll(context)
        return world.due()["feed"]

    async def second(world: World, context: Context) -> None:
        assert world.due()["feed"] == planned
        assert await world.poll(context) == []

    planned = live(tmp_path, dict(pages), first)
    live(tmp_path, dict(pages), second)


def test_feeds_that_were_added_together_are_due_apart(tmp_path: Path) -> None:
    async def scene(world: World, context: Context) -> None:
        world.add(*(f"/{number}" for number in range(30)))
        await world.poll(context)
        due = sorted(world.due().values())
        assert due[-1] - due[0] > timedelta(seconds=45)
        assert len(set(due)) > 15

    live(tmp_path, {f"/{number}": reply(200, WIRE.encode()) for number in range(30)}, scene)
