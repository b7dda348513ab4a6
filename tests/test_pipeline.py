"""poll, settle, compose and deliver over a real database, a real feed server and a real webhook receiver;
only the clock is moved.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import format_datetime
from pathlib import Path

import pytest
from servers import Site, rss, site

from monitor import pipeline
from monitor.config import load
from monitor.model import (
    Act,
    Attempt,
    Cadence,
    Destination,
    Exits,
    Kind,
    MessageState,
    Outcome,
    SavedQuery,
    Schedule,
    Stage,
    Story,
)
from monitor.pipeline import Context, SubscriberQueries
from monitor.service import Service, destinations

AT_ONCE = Schedule()
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXIT = "Norway withdraws from the whaling convention"
THREAT = "Chile threatens to leave the lithium treaty"


@dataclass
class World:
    """One installation, its feed and its receivers."""

    service: Service
    site: Site
    folder: Path
    now: list[datetime] = field(default_factory=lambda: [START])

    def wait(self, **span: float) -> None:
        self.now[0] += timedelta(**span)

    def publish(self, *titles: str, path: str = "/feed") -> None:
        items = (
            (f"{path}-{title}", title, f"http://wire.example/{title.replace(' ', '-')}") for title in titles
        )
        address = self.site.put(path, rss(*items, now=self.now[0]))
        self.service.store.feeds.add(address, title="Wire", publisher="Wire", interval_s=900, now=self.now[0])

    def add(
        self,
        name: str = "team",
        *,
        schedule: Schedule = AT_ONCE,
        channel: str = "webhook",
        **more: object,
    ) -> Destination:
        address = {
            "webhook": self.site.url("/hook"),
            "maildir": str(self.folder / name),
            "email": f"{name}@desk.example",
            "slack": self.site.url("/slack"),
        }[channel]
        owner = "owner@desk.example" if channel != "email" else None
        return destinations.add(
            self.service,
            name=name,
            channel=channel,
            address=address,
            schedule=schedule,
            owner=owner,
            **more,  # type: ignore[arg-type]
        )

    def run(self, *steps: Callable[[Context], object]) -> list[object]:
        """Run steps with a context; each may be a plain function or give an awaitable."""

        async def all_of() -> list[object]:
            results: list[object] = []
            async with self.service.context() as context:
                for step in steps:
                    result = step(context)
                    results.append(await result if asyncio.iscoroutine(result) else result)
            return results

        return asyncio.run(all_of())

    def round(self) -> list[object]:
        return self.run(poll, pipeline.settle, pipeline.compose, pipeline.deliver)

    def told(self, path: str = "/hook") -> list[dict[str, object]]:
        """The bodies that the webhook received."""
        return [json.loads(body) for _, body in self.site.posts(path)]

    def headlines(self) -> list[str]:
        return [item["headline"] for body in self.told() for item in body["data"]["items"]]  # type: ignore[index]


def poll(context: Context) -> object:
    return pipeline.poll(
        context, [(feed, state) for feed, state, _ in context.store.feeds.states(hashes=True) if feed.enabled]
    )


@contextmanager
def made_world(here: Site, folder: Path, *, pages: bool = False) -> Iterator[World]:
    """A world around a running site, with three rules;

    `pages`: the articles behind flagged stories are read. Its clock stands still between two rounds, so that
    no alert waits for others.
    """
    config = folder / "treaty-monitor.toml"
    config.write_text(
        f'data_dir = "{folder / "data"}"\noperator = "operator@desk.example"\nbase_url = '
        '"https://monitor.example"\n'
        f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{here.port}]\n[pages]\nenabled = '
        f"{str(pages).lower()}\n"
        "[rules]\npackaged = false\n[digests]\nwindow_s = 0\n"
    )
    (folder / "data" / "rules").mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "data" / "small-rules" / "small.toml", folder / "data" / "rules")
    now = [START]
    with Service.open(load(config), editing=False, packaged=False, clock=lambda: now[0]) as service:
        yield World(service, here, folder, now)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with site() as here:
        here.put("/hook", b"", status=204)
        with made_world(here, tmp_path) as made:
            yield made


def test_a_flagged_story_is_told_once_and_a_second_round_tells_nothing(world: World) -> None:
    world.add()
    world.publish(EXIT, "Rain in Bergen")
    world.round()
    world.wait(hours=1)
    world.round()
    assert world.headlines() == [EXIT]


def test_the_same_link_in_two_feeds_is_told_once(world: World) -> None:
    world.add()
    world.publish(EXIT)
    world.publish(EXIT, path="/other")
    world.round()
    assert world.headlines() == [EXIT]


def one_page(world: World, *titles: str, path: str = "/page") -> None:
    """A feed whose items all link to one page, each under a guid of its own."""
    items = ((f"g-{title}", title, "http://wire.example/news") for title in titles)
    address = world.site.put(path, rss(*items, now=world.now[0]))
    world.service.store.feeds.add(address, title="Wire", publisher="Wire", interval_s=900, now=world.now[0])


def test_items_that_link_to_one_page_are_told_each_once_in_one_document_or_a_poll_apart(world: World) -> None:
    world.add()
    one_page(world, EXIT, "Chile quits the lithium treaty")
    world.round()
    assert sorted(world.headlines()) == ["Chile quits the lithium treaty", EXIT]
    world.wait(hours=1)
    one_page(world, "Poland terminates the border convention", EXIT, "Chile quits the lithium treaty")
    world.round()
    assert len(world.headlines()) == 3


def test_an_item_that_comes_under_the_link_of_one_that_is_still_shown_takes_nothing_from_it(
    world: World,
) -> None:
    world.add()
    one_page(world, EXIT)
    world.round()
    world.wait(hours=1)
    one_page(world, "Chile quits the lithium treaty", EXIT)
    world.round()
    assert world.headlines() == [EXIT, "Chile quits the lithium treaty"]
    assert [story.title for story in world.service.store.stories.search("", 9)] == [
        "Chile quits the lithium treaty",
        EXIT,
    ]
    world.wait(hours=1)
    one_page(world, "Rain", "Chile quits the lithium treaty", EXIT)
    world.round()
    assert len(world.headlines()) == 2


def test_a_first_poll_tells_nothing_of_items_without_a_date_that_anybody_can_read(world: World) -> None:
    world.add()
    document = rss(
        ("1", EXIT, "http://wire.example/1"),
        ("2", "Chile quits the lithium treaty", "http://wire.example/2"),
        now=START,
    )
    undated = document.replace(f"<pubDate>{format_datetime(START)}</pubDate>", "<pubDate>lately</pubDate>", 1)
    world.service.store.feeds.add(
        world.site.put("/feed", undated), title="Wire", publisher="Wire", interval_s=900, now=START
    )
    world.round()
    assert world.headlines() == ["Chile quits the lithium treaty"]
    assert world.service.store.counts().acts == 2, "it is in the register all the same"


def test_a_destination_gets_only_the_kinds_languages_and_queries_it_asked_for(world: World) -> None:
    world.add("threats", queries=(SavedQuery(kinds=frozenset({Kind.THREAT})),))
    world.add("french", queries=(SavedQuery(langs=frozenset({"fr"})),))
    world.add("lithium", queries=(SavedQuery(query="lithium"),))
    world.publish(EXIT, THREAT)
    world.round()
    assert sorted(world.headlines()) == [THREAT, THREAT], (
        "once for its kind, once for its query, never for another language"
    )


def test_a_destination_may_ask_for_principled_exits_alone(world: World) -> None:
    principled = (
        "Chile withdraws from the fisheries convention as a result of its ratification of Convention No. 188"
    )
    world.add("all")
    world.add("principled", queries=(SavedQuery(exits=Exits.PRINCIPLED),))
    world.add("others", queries=(SavedQuery(exits=Exits.WITHOUT_PRINCIPLED),))
    world.publish(EXIT, principled)
    world.round()
    assert sorted(world.headlines()) == sorted([EXIT, principled] * 2)


def test_a_destination_added_later_gets_no_history(world: World) -> None:
    world.publish(EXIT)
    world.round()
    world.add()
    world.round()
    assert world.headlines() == []


def test_what_comes_in_one_round_is_one_message(world: World) -> None:
    world.add()
    world.publish(*(f"State {letter} quits the river treaty" for letter in "ABC"))
    world.round()
    assert [len(body["data"]["items"]) for body in world.told()] == [3]  # type: ignore[index]
    world.publish(*(f"State {number} quits the lake treaty" for number in range(11)), path="/many")
    world.round()
    assert [len(body["data"]["items"]) for body in world.told()] == [3, 11]  # type: ignore[index]


def test_at_the_end_of_a_round_nothing_waits_for_the_window_of_alerts(world: World) -> None:
    world.add()
    world.publish(EXIT)
    world.round()
    world.publish("Peru quits the copper treaty", path="/more")
    world.run(poll, pipeline.settle)

    async def last_round(context: Context) -> None:
        settings = replace(context.settings, window=timedelta(hours=1))
        assert await pipeline.compose_in_turns(replace(context, settings=settings)) == 0
        await pipeline.one_round(replace(context, settings=settings), ())

    world.run(last_round)
    assert len(world.told()) == 2


def test_a_daily_digest_waits_for_its_hour_and_an_empty_one_is_not_sent(world: World) -> None:
    world.add(schedule=Schedule(Cadence.DAILY, zone="UTC"))
    world.publish(EXIT)
    world.round()
    assert world.told() == [], "it is nine: today's eight o'clock is over"
    world.wait(hours=23, minutes=1)
    world.round()
    assert world.headlines() == [EXIT]
    world.wait(days=1)
    world.round()
    assert len(world.told()) == 1, "nothing new: no digest (docs/faults.md 90)"


def test_seven_silent_days_bring_a_sign_of_life_and_then_seven_more_do(world: World) -> None:
    world.add()
    world.publish("Rain in Bergen")
    for days, expected in ((1, 0), (5.9, 0), (0.2, 1), (1, 1), (6.1, 2)):
        world.wait(days=days)
        world.round()
        assert [body["type"] for body in world.told()] == ["heartbeat"] * expected


def test_a_digest_says_how_many_feeds_fail_and_where_a_gap_may_be(world: World) -> None:
    world.add("box", channel="maildir", schedule=Schedule(Cadence.HOURLY))
    world.publish(EXIT)
    world.service.store.feeds.add(
        world.site.url("/gone"), title="The lost wire", publisher="", interval_s=900, now=START
    )
    world.round()
    # the whole window of the feed has changed: nothing of before is in it
    world.publish("Peru quits the copper treaty")
    world.wait(hours=1)
    world.round()
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((world.folder / "box" / "new").iterdir())
    ]
    texts = [str(mail.get_body(("plain",)).get_content()) for mail in mails]  # type: ignore[union-attr]
    assert texts
    assert all("2 feeds watched, 1 failing." in text for text in texts)
    assert not any("The lost wire" in text for text in texts), "the list of failing feeds is the operator's"
    assert any("items may have been missed" in " ".join(text.split()) for text in texts)


def test_what_cannot_be_delivered_waits_and_goes_out_under_the_same_id_with_the_same_bytes(
    world: World,
) -> None:
    world.site.put("/hook", b"", status=503)
    world.add()
    world.publish(EXIT)
    world.round()
    world.round()
    assert len(world.told()) == 1, "the second round comes before its time"
    world.site.put("/hook", b"", status=204)
    world.wait(seconds=6)
    world.run(pipeline.deliver)
    (first, second) = world.site.posts("/hook")
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert world.service.store.outbox.find(None, 10)[0].message.state is MessageState.SENT


def test_a_fault_in_a_sender_is_an_attempt_that_failed_and_never_a_message_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Attempt:
        raise TypeError("a fault of this program")

    world.add()
    world.publish(EXIT)
    world.run(poll, pipeline.settle, pipeline.compose)
    monkeypatch.setattr("monitor.channels.webhook.sender.WebhookSender.send", broken)
    world.run(pipeline.deliver)
    (row,) = world.service.store.outbox.find(None, 10)
    assert row.message.state is MessageState.DEFERRED
    assert "TypeError" in row.note
    monkeypatch.undo()
    world.wait(seconds=6)
    world.run(pipeline.deliver)
    assert len(world.told()) == 1


def test_fault_124_an_endpoint_that_stays_dead_ends_in_the_ledger_as_dead_and_can_be_sent_again(
    world: World,
) -> None:
    world.site.put("/hook", b"", status=500)
    world.add()
    world.publish(EXIT)
    world.run(poll, pipeline.settle, pipeline.compose)
    for _ in range(12):
        world.run(pipeline.deliver)
        world.wait(hours=25)
    (row,) = world.service.store.outbox.find(None, 10)
    assert row.message.state is MessageState.DEAD
    assert len(world.told()) == 10, "ten attempts, as Standard Webhooks has it"
    world.site.put("/hook", b"", status=204)
    assert world.service.store.outbox.retry(row.message.id, world.now[0])
    world.run(pipeline.deliver)
    assert world.service.store.outbox.find(None, 10)[0].message.state is MessageState.SENT


def test_fault_123_an_endpoint_that_is_gone_is_disabled_and_its_owner_gets_a_mail(world: World) -> None:
    world.site.put("/hook", b"", status=410)
    one = world.add()
    world.publish(EXIT)
    world.round()
    found = world.service.store.destinations.get(one.id)
    assert found is not None
    assert found.disabled_at is not None
    letters = [row for row in world.service.store.outbox.find(None, 10) if row.message.channel == "email"]
    assert [row.message.address for row in letters] == ["owner@desk.example"]
    assert letters[0].message.state is MessageState.DEFERRED, "without a mail server it waits, and says why"
    world.publish("Peru quits the copper treaty", path="/more")
    world.round()
    assert len(world.told()) == 1, "nothing more is sent there"


def test_a_message_that_misses_a_condition_is_suppressed_with_the_reason_and_tells_nothing(
    world: World,
) -> None:
    world.add(filters=("type=alert", "data.items.kind=threat"))
    world.publish(EXIT)
    world.round()
    world.publish(THREAT, path="/more")
    world.round()
    assert world.headlines() == [THREAT]
    rows = {row.message.state: row for row in world.service.store.outbox.find(None, 10)}
    assert set(rows) == {MessageState.SENT, MessageState.SUPPRESSED}
    assert rows[MessageState.SUPPRESSED].note == "filtered: data.items.kind=threat is not met"
    assert len({row.message.sequence for row in rows.values()}) == 2, "a gap shows that there was something"
    told = world.service.store.database.rows("SELECT outbox FROM tells")
    assert [row["outbox"] for row in told] == [rows[MessageState.SENT].message.id]
    assert world.service.store.outbox.retry(rows[MessageState.SUPPRESSED].message.id, world.now[0])
    world.run(pipeline.deliver)
    assert world.headlines() == [THREAT, EXIT]


def test_fault_127_a_slow_endpoint_does_not_hold_the_others_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("slow", channel="slack")
    world.add("fast")
    world.publish(EXIT)
    order: list[str] = []

    async def scenario() -> None:
        async with world.service.context() as context:
            await poll(context)  # type: ignore[misc]
            pipeline.settle(context)
            pipeline.compose(context)
            real, other_is_done = context.senders.send, asyncio.Event()

            async def send(message: object, now: datetime) -> object:
                if message.channel == "slack":  # type: ignore[attr-defined]
                    await other_is_done.wait()
                result = await real(message, now)  # type: ignore[arg-type]
                order.append(message.channel)  # type: ignore[attr-defined]
                other_is_done.set()
                return result

            monkeypatch.setattr(context.senders, "send", send)
            await asyncio.wait_for(pipeline.deliver(context), 20)

    asyncio.run(scenario())
    assert order == ["webhook", "slack"]


def test_fault_150_when_the_service_stops_what_is_in_flight_ends_and_nothing_new_starts(world: World) -> None:
    world.add()
    world.publish(EXIT)
    world.run(
        poll,
        pipeline.settle,
        pipeline.compose,
        lambda context: pipeline.deliver(context, stopping=lambda: True),
    )
    assert world.told() == []
    world.run(pipeline.deliver)
    assert len(world.told()) == 1


def test_a_document_that_kills_the_parser_loses_only_the_guilty_item(world: World) -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(60_000))
    date = f"<pubDate>{format_datetime(START)}</pubDate>"
    items = [
        f"<item><title>{EXIT}</title><link>http://w.example/1</link>{date}</item>",
        f"<item><title {attributes}><b>Guilty</b></title></item>",
    ]
    world.add()
    address = world.site.put(
        "/feed", f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'
    )
    world.service.store.feeds.add(address, title="Wire", publisher="Wire", interval_s=900, now=START)
    (polled, *_) = world.round()
    assert polled[0].error is None  # type: ignore[index]
    assert world.headlines() == [EXIT]
    assert world.service.store.counts().stories == 1


def test_an_attempt_that_no_settings_allow_waits_and_suppresses_nobody(world: World) -> None:
    world.add("desk", channel="email")
    world.publish(EXIT)
    (*_, delivered) = world.round()
    ((message, attempt),) = delivered  # type: ignore[misc]
    assert attempt.outcome is Outcome.HALTED
    assert world.service.store.outbox.find(None, 10)[0].message.state is MessageState.DEFERRED
    assert b"List-Unsubscribe-Post" in message.body


def test_own_queries_come_change_and_go_in_one_index_and_a_broken_one_hides_nothing() -> None:
    def one(number: int, query: str) -> Destination:
        return Destination(
            number, f"d{number}", "email", "a@b.example", queries=(SavedQuery(query=query, id=number),)
        )

    def met(destination: Destination, *titles: str) -> bool:
        stories = [Story(key=title, title=title, digest=title.encode()) for title in titles]
        return queries.met(
            destination.queries[0], Act(1, "A", Kind.ACT, Stage.DECIDED, START, START), stories
        )

    queries = SubscriberQueries()
    queries.keep([one(1, "lithium"), one(2, "copper"), one(3, ""), one(4, "lithium AND (")])
    assert [met(one(number, ""), THREAT) for number in (1, 2, 3, 4)] == [True, False, True, True]
    queries.keep([one(1, "copper"), one(2, "lithium"), one(4, "copper")])
    assert [met(one(number, ""), THREAT) for number in (1, 2, 4)] == [False, True, False]
    assert met(one(1, ""), THREAT, "Copper")
    queries.keep([])
    assert met(one(1, "copper"), THREAT), "who is not there any more asks for nothing"
