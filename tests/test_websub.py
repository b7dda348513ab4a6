"""Push by hubs (WebSub): the whole life of a subscription, and hubs that are not what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes_http import Dialler, reply
from websub_kit import HUB, LEASE_S, START, World, document, live

from monitor.__main__ import commands
from monitor.fetch import _links
from monitor.model import Parsed
from monitor.net import Answer, Client
from monitor.parse import parse_feed
from monitor.pipeline import Push
from monitor.service import feeds, websub
from monitor.service.pushes import WAITING

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def subscription(world: World) -> websub.Subscription:
    row = world.service.store.websub.get(1)
    assert row is not None
    return row


# ---------------------------------------------------------------- discovery


@pytest.mark.parametrize(
    ("head", "hub", "topic"),
    [
        (
            '<atom:link rel="hub" href="/h"/><atom:link rel="self" href="/s"/>',
            "http://a.org/h",
            "http://a.org/s",
        ),
        ("<atom:link rel='hub' href='http://h.org/'/>", "http://h.org/", None),
        ('<atom:link rel="self" href="/s"/>', None, None),
        ("", None, None),
    ],
)
def test_the_hub_is_read_from_the_links_of_a_feed(head: str, hub: str | None, topic: str | None) -> None:
    text = f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>{head}<item><title>A</title></item></channel></rss>'
    parsed = parse_feed(text.encode(), "", frozenset(), "http://a.org/feed")
    assert isinstance(parsed, Parsed)
    assert (parsed.hub, parsed.topic) == (hub, topic)


def test_the_hub_is_read_from_a_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": "/f.json",
        "hubs": [{"type": "rssCloud", "url": "/c"}, {"type": "WebSub", "url": "/h"}],
        "items": [],
    }
    parsed = parse_feed(json.dumps(feed).encode(), "", frozenset(), "http://a.org/feed")
    assert isinstance(parsed, Parsed)
    assert (parsed.hub, parsed.topic) == ("http://a.org/h", "http://a.org/f.json")


@pytest.mark.parametrize(
    ("header", "links"),
    [
        ('<http://h.org/>; rel="hub", </f>; rel="self"', {"hub": "http://h.org/", "self": "http://a.org/f"}),
        ('</h>; type="x"; rel=hub', {"hub": "http://a.org/h"}),
        ('<http://[/>; rel="hub"', {}),
        ("", {}),
    ],
)
def test_the_hub_is_read_from_the_head_of_an_answer(header: str, links: dict[str, str]) -> None:
    assert _links(Answer(200, "http://a.org/feed", {"link": header})) == links


# ---------------------------------------------------------------- life


def test_a_subscription_is_asked_for_confirmed_used_renewed_and_ended(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", world.server.url("/feed"))
        assert form["hub.callback"].startswith(str(world.service.config.base_url))
        assert subscription(world).lease_until == START + timedelta(seconds=LEASE_S)

        assert (await world.push(form, document(world.server, "b"))).status_code == 202
        assert world.stories() == 2

        await world.renew()
        assert len(world.forms()) == 1, "the lease is fresh"
        world.now[0] += timedelta(seconds=0.9 * LEASE_S)
        await world.renew()
        assert (await world.ask(world.forms()[1])).text == "c-42"
        assert subscription(world).lease_until == world.now[0] + timedelta(seconds=LEASE_S)

        websub.want(world.service, "1", wanted=False)
        assert (await world.push(form, document(world.server, "c"))).status_code == 410
        await world.renew()
        last = world.forms()[-1]
        assert (last["hub.mode"], "hub.secret" in last) == ("unsubscribe", False)
        assert (await world.ask(last)).text == "c-42"
        assert not subscription(world).is_live(world.now[0])
        await world.renew()
        assert len(world.forms()) == 3
        assert world.stories() == 2

    live(tmp_path, scene)


def test_what_was_pushed_is_no_news_when_it_is_polled_and_a_poll_is_as_if_nothing_had_come(
    tmp_path: Path,
) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        before, due = world.service.store.feeds.state(1), world.service.store.feeds.states()[0][2]
        await world.push(form, document(world.server, "b"))
        await world.push(form, document(world.server, "b"))  # replayed
        state = world.service.store.feeds.state(1)
        assert (state.body_hash, state.etag, state.ok_at) == (before.body_hash, before.etag, before.ok_at)
        assert world.service.store.feeds.states()[0][2] == due
        assert before.item_hashes < state.item_hashes
        world.server.pages["/feed"] = reply(200, document(world.server, "b", "a"))
        world.now[0] += DAY / 2
        [polled] = await world.poll()
        assert (polled.result.new, polled.result.gap, polled.error) == (0, False, None)
        assert world.stories() == 2
        waiting = world.service.store.unsettled
        assert len(waiting.due(world.now[0] + DAY)) == 2

    live(tmp_path, scene)


def test_a_feed_is_polled_less_while_its_hub_sends_and_as_before_when_it_stops(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")

        async def pause(*names: str) -> timedelta:
            world.server.pages["/feed"] = reply(200, document(world.server, *names))
            feeds.poll_now(world.service, ["1"])
            await world.poll()
            return world.service.store.feeds.states()[0][2] - world.now[0]

        await world.push(form, document(world.server, "b"))
        world.now[0] += HOUR
        assert await pause("b", "a") > HOUR / 2
        world.now[0] += HOUR
        assert await pause("c", "b", "a") > HOUR / 2, "its own news end the trust"
        world.now[0] += HOUR
        assert await pause("c", "b", "a", "x") < HOUR / 2

    live(tmp_path, scene)


def test_a_denied_subscription_is_asked_for_again_after_a_week(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        assert (await world.ask(form, mode="denied", reason="no\x00 more")).status_code == 200
        assert not subscription(world).is_live(world.now[0])
        assert "no" in websub.described(world.service, subscription(world))
        await world.renew()
        assert len(world.forms()) == 1
        world.now[0] += 8 * DAY
        await world.renew()
        assert len(world.forms()) == 2

    live(tmp_path, scene)


def test_the_hub_of_a_feed_that_is_paused_or_removed_is_told(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        feeds.switch(world.service, "1", enabled=False)
        await world.renew()
        assert world.forms()[-1]["hub.mode"] == "unsubscribe"
        assert (await world.push(form, document(world.server, "b"))).status_code == 410
        await world.ask(world.forms()[-1])
        feeds.switch(world.service, "1", enabled=True)
        await world.renew()
        assert world.forms()[-1]["hub.mode"] == "subscribe"
        await world.ask(world.forms()[-1])
        feeds.remove(world.service, ["1"])
        await world.renew()
        assert world.forms()[-1]["hub.mode"] == "unsubscribe"

    live(tmp_path, scene)


def test_a_feed_that_names_another_hub_is_subscribed_there_with_another_token(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        world.server.pages["/other"] = reply(202)
        moved = document(world.server, "b", "a", hub=world.server.url("/other"))
        world.server.pages["/feed"] = reply(200, moved)
        world.now[0] += HOUR
        await world.poll()
        await world.renew()
        assert world.server.paths()[-1] == "/other"
        assert world.forms()[-1]["hub.callback"] != form["hub.callback"]
        assert (await world.push(form, document(world.server, "c"))).status_code == 404

    live(tmp_path, scene)


def test_a_hub_that_fails_is_asked_again_later_and_later(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        world.server.pages |= {HUB: reply(500), "/feed": reply(200, document(world.server, "a"))}
        world.service.store.feeds.add(world.server.url("/feed"), now=START)
        await world.poll()
        for asked, pause in ((1, HOUR), (2, 2 * HOUR), (3, 4 * HOUR)):
            await world.renew()
            assert len(world.forms()) == asked
            assert subscription(world).due_at == world.now[0] + pause
            world.now[0] += pause
        assert "answers 500" in websub.described(world.service, subscription(world))

    live(tmp_path, scene)


# ---------------------------------------------------------------- hostile


def test_a_hub_gets_no_confirmation_of_what_nobody_asked_for(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        assert (await world.ask(form)).status_code == 404, "it is confirmed already"
        world.now[0] += timedelta(seconds=0.9 * LEASE_S)
        await world.renew()
        for changed in (
            {"topic": world.server.url("/another")},
            {"mode": "unsubscribe"},
            {"lease_seconds": "soon"},
            {"lease_seconds": "-5"},
            {"lease_seconds": "1"},
            {"challenge": ""},
        ):
            assert (await world.ask(form, **changed)).status_code == 404, changed
        foreign = form | {"hub.callback": form["hub.callback"][:-4] + "aaaa"}
        assert (await world.ask(foreign)).status_code == 404
        answer = await world.ask(form, challenge="<script>", lease_seconds=str(10**9))
        assert answer.headers["content-type"].startswith("text/plain")
        lease = subscription(world).lease_until
        assert lease is not None
        assert lease == world.now[0] + timedelta(days=30), "a lease of thirty years is one of a month"

    live(tmp_path, scene)


def test_a_document_with_a_wrong_signature_is_dropped_in_silence(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        body = document(world.server, "b")
        for signature in ("sha256=00", "sha256=", "md5=00", "\u00e9", "x", ""):
            answer = await world.push(form, body, signature=signature)
            assert answer.status_code == 202
        other = form | {"hub.secret": "0" * 64}
        assert (await world.push(other, body)).status_code == 202
        assert world.stories() == 1
        for number, method in enumerate(("sha1", "sha256", "sha384", "sha512"), 2):
            await world.push(form, document(world.server, f"of-{method}"), method=method)
            assert world.stories() == number

    live(tmp_path, scene)


def test_a_document_for_an_unknown_token_is_not_read(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        base = form["hub.callback"].rpartition("/")[0]
        for token in ("p-1-0-" + "a" * 26, "u-1-0-" + "a" * 26, "x" * 20):
            foreign = form | {"hub.callback": f"{base}/{token}"}
            assert (await world.push(foreign, b"x" * 100_000)).status_code == 404
        world.now[0] += 2 * DAY
        assert (await world.push(form, document(world.server, "b"))).status_code == 410, "the lease is over"

    live(tmp_path, scene)


def test_a_document_above_the_limit_is_refused(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        assert (await world.push(form, document(world.server, "b") + b" " * 60_000)).status_code == 413
        assert (await world.push(form, document(world.server, "b") + b" " * 30_000)).status_code == 202
        assert world.stories() == 2

    live(tmp_path, scene, body_bytes=50_000)


def test_a_document_that_is_no_feed_harms_nothing(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        before = world.service.store.feeds.state(1)
        for body in (b"", b"\0\0", b"<html>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><rss/>"):
            assert (await world.push(form, body)).status_code == 202
        assert world.service.store.feeds.state(1) == before

    live(tmp_path, scene)


def test_a_hub_sends_again_what_finds_no_room(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        form = await world.subscribed("a")
        feed = world.service.store.feeds.all()[0]
        taken = [world.pushes.take(Push(feed, b"")) for _ in range(WAITING + 1)]
        assert (taken.count(True), taken[-1]) == (WAITING, False)
        await world.pushes.aclose()
        world.service.take_push = lambda push: False
        answer = await world.push(form, document(world.server, "b"))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")

    live(tmp_path, scene)


def test_a_hub_inside_or_one_that_redirects_inside_is_not_asked(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        world.server.pages["/feed"] = reply(200, document(world.server, "a"))
        world.service.store.feeds.add(world.server.url("/feed"), now=START)
        await world.poll()
        dialler = Dialler()
        policy = replace(world.context.client.policy, allow=())
        async with Client(policy=policy, dial=dialler) as client:
            await websub.ask_hubs(world.service, replace(world.context, client=client))
        assert dialler.dialled == [], "127.0.0.1 is no public address"
        world.now[0] += 2 * HOUR
        world.server.pages[HUB] = reply(307, location=world.server.url("/inside"))
        await world.renew()
        assert "/inside" not in world.server.paths()
        assert "answers 307" in websub.described(world.service, subscription(world))

    live(tmp_path, scene)


@pytest.mark.parametrize("base", ["http://localhost:8484", "http://10.1.2.3", "http://monitor.internal"])
def test_no_hub_is_asked_that_could_not_reach_us(tmp_path: Path, base: str) -> None:
    async def scene(world: World) -> None:
        world.server.pages["/feed"] = reply(200, document(world.server, "a"))
        world.service.store.feeds.add(world.server.url("/feed"), now=START)
        await world.poll()
        await world.renew()
        assert world.forms() == []
        assert world.service.store.websub.all() == []

    live(tmp_path, scene, base=base)


# ---------------------------------------------------------------- commands


def test_the_commands_show_and_change_subscriptions(tmp_path: Path) -> None:
    async def scene(world: World) -> None:
        await world.subscribed("a")

    def call(*words: str) -> str:
        result = CliRunner().invoke(commands(), [*words, "--config", str(tmp_path / "treaty-monitor.toml")])
        assert result.exit_code == 0, result.output
        return result.stdout

    live(tmp_path, scene)
    [listed] = json.loads(call("websub", "list", "--json"))
    assert listed["hub"].endswith(HUB)
    assert HUB in call("websub", "list")
    assert json.loads(call("feeds", "show", "1", "--json"))["pushed"]
    assert json.loads(call("feeds", "list", "--json"))[0]["pushed"]
    assert "told within a minute" in call("websub", "unsubscribe", "1")
    assert "not wanted" in call("feeds", "show", "1")
    assert "asked within a minute" in call("websub", "subscribe", "1")
