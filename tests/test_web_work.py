"""How much the web port does at once, and how often somebody may ask for what takes long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from store_kit import feed, poll, story
from subscribe_kit import installation as with_readers
from web_kit import installation

from monitor import pipeline
from monitor.model import Destination, SavedQuery, Stage
from monitor.service import Service, public_stories, stories
from monitor.web import build_app
from monitor.web.answers import Answer, Shelf
from monitor.web.work import KNOWN, Busy, Pace, Places, TooOften, Work


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with installation(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def client_of(service: Service, work: Work | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of one server, whose answers are kept from one request to the next."""
    transport = httpx.ASGITransport(app=build_app(service, work), client=("203.0.113.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://monitor.example") as client:
        yield client


def statuses(service: Service, paths: list[str]) -> list[int]:
    """What one server answers to these requests, all at the same moment."""

    async def call() -> list[int]:
        async with client_of(service, Work(clock=lambda: 0.0)) as client:
            return [(await client.get(path)).status_code for path in paths]

    return asyncio.run(call())


def play(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 60))  # type: ignore[arg-type]  # a coroutine


# ---------------------------------------------------------------- places


async def begun(tasks: list[asyncio.Task[None]]) -> None:
    """Lets tasks begin, which then wait."""
    await asyncio.wait(tasks, timeout=0)


def test_fault_140_so_many_work_some_wait_and_the_rest_is_refused() -> None:
    async def scene() -> None:
        places = Places(2, waiting=8)
        for _ in range(2):
            await places.take("a")
        waiting = [asyncio.create_task(places.take(client)) for client in ("a", "a", "b")]
        await begun(waiting)
        with pytest.raises(Busy):
            await places.take("a")
        assert not any(task.done() for task in waiting)
        for task in waiting:
            places.leave()
            await task
        for _ in range(2):
            places.leave()
        await places.take("a")

    play(scene)


def test_fault_140_one_network_takes_a_quarter_of_the_places_to_wait() -> None:
    async def scene() -> None:
        places = Places(1, waiting=8)
        await places.take("a")
        waiting = [asyncio.create_task(places.take("a")) for _ in range(2)]
        await begun(waiting)
        with pytest.raises(Busy):
            await places.take("a")
        waiting.append(asyncio.create_task(places.take("b")))
        await begun(waiting)
        for task in waiting:
            places.leave()
            await task

    play(scene)


def test_who_stops_waiting_frees_the_place_to_wait() -> None:
    async def scene() -> None:
        places = Places(1, waiting=4)
        await places.take("a")
        waiting = asyncio.create_task(places.take("a"))
        await begun([waiting])
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        again = asyncio.create_task(places.take("a"))
        await begun([again])
        places.leave()
        await again

    play(scene)


def test_all_kinds_of_work_together_leave_threads_for_others() -> None:
    work = Work()
    assert (
        sum(places.at_once for places in (work.pages, work.searches, work.personal, work.teams, work.others))
        < 40
    )


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/u/aaaaaaaaaaaaaaaaaaaaaa",
        "/s/x",
        "/team/x",
        "/connect/x",
        "/api/v1/acts",
        "/api/v1/stories",
        "/oembed",
        "/search",
    ],
)
def test_fault_140_what_has_no_place_is_told_to_come_again(
    service: Service, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def none(places: Places, client: str) -> None:
        raise Busy

    monkeypatch.setattr(Places, "take", none)

    async def scene() -> None:
        async with client_of(service) as client:
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.headers["cache-control"] == "no-store"

    play(scene)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", None),
        ("/index.json", None),
        ("/register.csv", None),
        ("/acts/ECWS.ics", None),
        ("/embed/timeline.svg", None),
        ("/static/site-0.css", None),
        ("/api", None),
        ("/api/v1/acts", "pages"),
        ("/api/v1/stories", "searches"),
        ("/oembed", "pages"),
        ("/s/x", "personal"),
        ("/team/x/deliveries", "teams"),
        ("/connect/x", "teams"),
        ("/healthz", "others"),
        ("/operator/queue", "others"),
        ("/what/comes/later", "others"),
        ("//", None),
    ],
)
def test_every_address_that_is_no_view_and_no_file_has_places(
    service: Service, path: str, kind: str | None
) -> None:
    work = Work()
    build_app(service, work)
    assert work.places(path) is (getattr(work, kind) if kind else None)


def test_what_is_kept_needs_no_place(service: Service) -> None:
    work = Work()

    async def scene() -> None:
        async with client_of(service, work) as client:
            assert (await client.get("/register")).status_code == 200
            work.pages = Places(0, waiting=0)
            assert (await client.get("/register")).status_code == 200
            answer = await client.get("/register?lang=fr&q=x")
            assert answer.status_code == 503
            assert "Réessayez" in answer.text

    play(scene)


# ---------------------------------------------------------------- pace


def test_fault_140_a_network_has_so_many_at_once_and_each_comes_back() -> None:
    now = [0.0]
    pace = Pace(3, 60, clock=lambda: now[0])
    for _ in range(3):
        pace.take("a")
    pace.take("b")
    with pytest.raises(TooOften) as refused:
        pace.take("a")
    assert refused.value.headers == {"Retry-After": "20"}
    now[0] += 20
    pace.take("a")
    with pytest.raises(TooOften):
        pace.take("a")
    now[0] += 1_000
    for _ in range(3):
        pace.take("a")
    with pytest.raises(TooOften):
        pace.take("a")


def test_what_is_known_of_networks_is_bounded() -> None:
    pace = Pace(3, 60, clock=lambda: 0.0)
    for number in range(KNOWN + 50):
        pace.take(str(number))
    assert len(pace._full_at) == KNOWN


@pytest.mark.parametrize("path", ["/search.json?q=word", "/api/v1/stories?q=word"])
def test_fault_140_searches_of_a_network_are_paced_but_for_those_that_are_kept(
    service: Service, path: str
) -> None:
    new = [f"{path}{number}" for number in range(31)]
    assert statuses(service, [*new[:30], *new[:10]]) == [200] * 40
    assert statuses(service, new)[-2:] == [200, 429]
    newest = [f"{path.partition('?')[0]}?limit={number}" for number in range(1, 40)]
    assert set(statuses(service, newest)) == {200}, "without words it costs little"


def test_the_same_search_by_the_api_is_made_once_until_a_story_comes_in(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    search = public_stories.search
    monkeypatch.setattr(public_stories, "search", lambda *given: made.append(given) or search(*given))

    async def scene() -> None:
        async with client_of(service) as client:
            for _ in range(3):
                assert (await client.get("/api/v1/stories?q=wool")).json()["stories"] == []
            poll(service.store, feed(service.store), (story("wool", "Wool treaty"), ()))
            assert len((await client.get("/api/v1/stories?q=wool")).json()["stories"]) == 1

    play(scene)
    assert len(made) == 2


def test_the_pages_of_one_subscriber_or_team_are_paced(tmp_path: Path) -> None:
    with with_readers(tmp_path) as service:
        assert statuses(service, ["/team/one"] * 31 + ["/team/two"])[-3:] == [404, 429, 404]
        assert statuses(service, ["/connect/one"] * 31 + ["/connect/two"])[-3:] == [404, 429, 404]
        assert statuses(service, ["/s/one"] * 31 + ["/s/two"])[-3:] == [404, 429, 404]
        assert statuses(service, ["/s/one/export"] * 6 + ["/s/one"])[-3:] == [404, 429, 404]


# ---------------------------------------------------------------- what is kept


def test_fault_140_answers_that_are_kept_are_bounded_in_number_and_with_their_addresses() -> None:
    shelf = Shelf()
    for number in range(5_000):
        shelf.put(("", f"/register?q={number}" + "x" * 1_900), 1, Answer(b"{}", "application/json"))
    assert len(shelf._kept) <= 1_000
    small = Shelf(most_bytes=100_000)
    for number in range(1_000):
        small.put(number, 1, Answer(b"", "application/json"))
    assert len(small._kept) < 25, "an empty answer takes memory, too"


def test_a_false_host_header_changes_no_answer_that_is_kept(service: Service) -> None:
    async def scene() -> None:
        async with client_of(service) as client:
            for host in ("x/register.json?state=RU#", "evil.example", "monitor.example/states/RU?"):
                await client.get("/register.json", headers={"Host": host})
            assert (await client.get("/register.json")).json()["count"] == 3
            assert (await client.get("/states/N%0AO.json")).status_code == 404
            assert (await client.get("/states/NO.json")).status_code == 200
            assert (await client.get("/states/N%0AO.json")).status_code == 404

    play(scene)


def test_what_an_answer_depends_on_is_counted_in_a_thread(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    newest = stories.newest
    monkeypatch.setattr(
        stories, "newest", lambda given: threads.append(threading.get_ident()) or newest(given)
    )
    assert statuses(service, ["/search.json", "/api/v1/stories"]) == [200, 200]
    assert len(threads) == 2
    assert threading.get_ident() not in threads


# ---------------------------------------------------------------- previews of saved queries


def test_a_slow_preview_holds_up_no_other_and_is_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, compared = threading.Event(), threading.Event(), list[str]()
    meets = pipeline.meets

    def slow(saved: SavedQuery, *rest: Any) -> pipeline.Answer:
        compared.append(saved.name)
        if saved.name == "slow":
            begun.set()
            assert go_on.wait(30)
        return meets(saved, *rest)

    monkeypatch.setattr(pipeline, "meets", slow)
    reader = Destination(1, "reader", "email", "reader@news.example")
    thread = threading.Thread(target=service.recent.asked, args=(reader, [SavedQuery("slow")]))
    thread.start()
    assert begun.wait(30)
    since, alerts = service.recent.asked(reader, [SavedQuery("quick")])
    go_on.set()
    thread.join()
    assert since is not None
    assert compared.count("quick") == len(alerts) > 0
    assert service.recent.asked(reader, [SavedQuery("quick")]) == (since, alerts)
    assert compared.count("quick") == len(alerts), "the same question is not compared again"
    urgent = replace(reader, urgent=frozenset(Stage))
    assert all(alert.happening.urgent for alert in service.recent.asked(urgent, [SavedQuery("quick")])[1])
