"""compose(): everything arrives, in as many messages as it needs, on every channel; many destinations cost
little and hold nobody up.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from compose_kit import ADDRESSES, LIMITS, context_of, cut_up
from hypothesis import given
from hypothesis import strategies as st
from samples import act, week
from servers import Site, rss, site
from smtp_double import Inbox, server_in_a_thread
from store_kit import ACT, NOW, feed, hit, mailbox, message, open_store, place, poll, settle, story
from test_crash import RULES, run_child

from monitor import digest, pipeline, tokens
from monitor.channels.return_address import ReturnAddresses
from monitor.config import load
from monitor.model import (
    Attempt,
    Cadence,
    Destination,
    Message,
    Outcome,
    SavedQuery,
    Schedule,
)
from monitor.pipeline import Snapshot, composing, settling, subscriber_queries, writing
from monitor.service import Service, destinations
from monitor.store import Store, caps

MORNING = NOW + timedelta(days=1)
SUMMARY = (
    "The foreign ministry of Norland said that it had handed over the notice of withdrawal on Tuesday. " * 3
)


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


def everywhere(store: Store, schedule: Schedule) -> list[Destination]:
    return [
        store.destinations.add(
            name=channel,
            channel=channel,
            address=address,
            now=NOW,
            schedule=schedule,
            owner="ops@news.example",
        )
        for channel, address in ADDRESSES.items()
    ]


def published(store: Store, count: int, summary: str = SUMMARY) -> None:
    """So many flagged stories, each its own act, with an alert each."""
    poll(store, feed(store), *((story(f"s{number}", title(number), summary), ACT) for number in range(count)))
    assert len(settle(store, NOW, everything=True)) == count


def title(number: int) -> str:
    return f"Norland denounces treaty number {number:03} with its neighbours"


def messages(store: Store, destination: Destination) -> list[Message]:
    found = [
        store.outbox.get(row.message.id)
        for row in store.outbox.find(None, 10_000)
        if row.message.destination == destination.id
    ]
    return [delivery.message for delivery in reversed(found) if delivery is not None]


def numbers(body: bytes, channel: str) -> list[int]:
    """Which of the treaties a message tells, in its order, as a reader sees them; both parts of a mail must
    tell the same.
    """
    if channel in ("email", "maildir"):
        text, html = (
            str(part.get_content()) for part in message_from_bytes(body, policy=policy.default).iter_parts()
        )  # type: ignore[attr-defined]
        told = treaties(text.partition("=====")[2])
        assert told == treaties(html.partition("</h1>")[2])
        return told
    payload = json.loads(body)
    if channel == "webhook":
        return treaties(" ".join(item["headline"] for item in payload["data"]["items"]))
    return treaties(
        " ".join(block["text"]["text"] for block in payload["blocks"] if block["type"] == "section")
    )


def treaties(text: str) -> list[int]:
    return list(dict.fromkeys(map(int, re.findall(r"treaty\s+number\s+(\d{3})", text))))


# ---------------------------------------------------------------- all of it arrives


def test_what_is_over_a_feeds_cap_goes_out_as_one_summary(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 2)
    made = everywhere(store, Schedule())
    poll(store, feed(store), *((story(f"s{number}", title(number)), ACT) for number in range(7)))
    pipeline.settle(context_of(store, NOW))
    for now, told in (
        (NOW, [[0, 1]]),
        (NOW + timedelta(minutes=30), [[0, 1]]),
        (NOW + timedelta(hours=1), [[0, 1], [2, 3, 4, 5, 6]]),
    ):
        context = context_of(store, now)
        pipeline.settle(context)
        pipeline.compose(context)
        for destination in made:
            assert [
                sorted(numbers(one.body, destination.channel)) for one in messages(store, destination)
            ] == told


def test_a_digest_does_not_wait_for_a_feeds_next_hour(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 2)
    [desk] = [mailbox(store, schedule=Schedule(Cadence.DAILY, time(8), 0, "UTC"))]
    at = MORNING.replace(hour=8)
    poll(store, feed(store), *((story(f"s{number}", title(number)), ACT) for number in range(7)), now=at)
    pipeline.compose(context_of(store, at))
    assert [numbers(one.body, desk.channel) for one in messages(store, desk)] == [list(range(7))]


@pytest.mark.parametrize("cadence", [Cadence.INSTANT, Cadence.DAILY])
def test_fault_89_five_hundred_acts_are_told_on_every_channel_each_once_in_messages_that_the_channel_takes(
    store: Store, cadence: Cadence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "FEED_CAP", 1000)
    monkeypatch.setattr(caps, "ACT_LIMIT", 1000)
    made = everywhere(store, Schedule(cadence, time(8), 0, "UTC"))
    published(store, 500)
    written = pipeline.compose(context_of(store, MORNING))
    for destination in made:
        channel = destination.channel
        sent = messages(store, destination)
        told = [number for message in sent for number in numbers(message.body, channel)]
        assert sorted(told) == list(range(500)), channel
        assert len({message.wid for message in sent}) == len(sent) > 5
        assert [message.sequence for message in sent] == list(range(1, len(sent) + 1))
        assert all(f"({part} of {len(sent)})" in message.subject for part, message in enumerate(sent, 1))
        assert all(len(message.body) < LIMITS.get(channel, 100_000) for message in sent)
        if channel == "slack":
            assert all(len(json.loads(message.body)["blocks"]) <= 50 for message in sent)
        if channel == "webhook":
            bodies = [json.loads(message.body)["data"] for message in sent]
            assert [(body["part"], body["parts"]) for body in bodies] == [
                (n, len(sent)) for n in range(1, len(sent) + 1)
            ]
            assert all(item["left_out"] == 0 and item["excerpt"] for body in bodies for item in body["items"])
        written -= len(sent)
    assert written == 0
    assert {destination.cursor for destination in store.destinations.all()} == {500}
    assert pipeline.compose(context_of(store, MORNING)) == 0


def test_later_mails_of_a_run_name_the_first_so_that_a_reader_sees_one_thread(store: Store) -> None:
    made = mailbox(store, schedule=Schedule(Cadence.DAILY, time(8), 0, "UTC"))
    published(store, 60)
    pipeline.compose(context_of(store, MORNING))
    mails = [message_from_bytes(message.body, policy=policy.default) for message in messages(store, made)]
    assert len(mails) > 1
    assert mails[0]["References"] is None
    assert {mail["References"] for mail in mails[1:]} == {mails[0]["Message-ID"]}


def test_each_part_moves_the_cursor_as_far_as_all_alerts_before_are_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    threat = hit(kind=ACT[0].kind.THREAT, stage=ACT[0].stage.THREATENED)
    source = feed(store)
    made = store.destinations.add(
        name="hook",
        channel="webhook",
        address="https://hook.example",
        now=NOW,
        schedule=Schedule(Cadence.DAILY, time(8), 0, "UTC"),
    )
    # Written first, told last: a threat weighs less than an exit.
    poll(store, source, (story("t", "Norland threatens to leave treaty number 999 with all"), (threat,)))
    settle(store, everything=True)
    poll(store, source, *((story(f"s{number}", title(number), SUMMARY), ACT) for number in range(40)))
    settle(store, everything=True)
    pipeline.compose(context_of(store, MORNING))
    sent = messages(store, made)
    assert len(sent) > 2
    reached = [row["reach"] for row in store.database.rows("SELECT reach FROM outbox ORDER BY id")]
    assert reached == [0] * (len(sent) - 1) + [41]
    assert numbers(sent[-1].body, "webhook")[-1] == 999


def test_the_cursor_never_passes_an_act_that_is_in_no_message(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = mailbox(store, schedule=Schedule(Cadence.DAILY, time(8), 0, "UTC"))
    published(store, 5)
    real = writing.splitting.split

    def forgetful(*values: object) -> object:
        parts = real(*values)  # type: ignore[arg-type]
        section = parts[0].sections[0]
        kept = tuple(item for item in section.acts if item.id != 3)
        return (replace(parts[0], sections=(replace(section, acts=kept),)),)

    monkeypatch.setattr(writing.splitting, "split", forgetful)
    pipeline.compose(context_of(store, MORNING))
    assert store.destinations.all()[0].cursor == 2, "alert 3 is still owed"
    assert numbers(messages(store, made)[0].body, "email") != []


@pytest.mark.parametrize("channel", list(ADDRESSES))
def test_one_act_that_no_message_can_hold_is_shortened_with_its_link_and_counted(channel: str) -> None:
    row = week()[0].rows[0]
    assert row.reason is not None
    long = replace(
        row,
        reason=replace(
            row.reason,
            leading=replace(row.reason.leading, value="мир " * 60, sentence="Причина. " + "мир " * 300),
        ),
    )
    huge = replace(week()[0], rows=(long,) * 10)
    other = act(7, "Malia leaves the pact", url="https://news.example/7")
    parts = cut_up([huge, other], channel)
    assert [part.parts for part, _ in parts] == [len(parts)] * len(parts)
    items = [item for part, _ in parts for item in part.acts]
    assert [item.id for item in items] == [huge.id, other.id]
    assert items[1].left_out == 0
    for part, body in parts:
        assert len(body) < LIMITS.get(channel, 100_000)
        if part.acts[0].left_out:
            assert b"https://" in body
    if channel == "webhook":
        assert items[0].left_out > 0
        assert json.loads(parts[0][1])["data"]["items"][0]["left_out"] == items[0].left_out


@pytest.mark.parametrize("channel", list(ADDRESSES))
def test_a_decree_that_ends_66_agreements_tells_them_all(channel: str) -> None:
    row = week()[0].rows[1]
    assert row.instrument is not None
    agreements = [
        replace(row.instrument, leading=replace(row.instrument.leading, value=f"Convention {number:03}"))
        for number in range(66)
    ]
    decree = replace(week()[0], rows=tuple(replace(row, instrument=agreement) for agreement in agreements))
    ((_, body),) = cut_up([decree], channel)
    if channel in ("email", "maildir"):
        bodies = [
            str(part.get_content()) for part in message_from_bytes(body, policy=policy.default).iter_parts()
        ]  # type: ignore[attr-defined]
    else:
        bodies = [body.decode()]
    for told in bodies:
        assert {f"{number:03}" for number in range(66)} <= set(re.findall(r"Convention\s+(\d{3})", told))
    assert len(body) < LIMITS.get(channel, 100_000)
    if channel == "webhook":
        (item,) = json.loads(body)["data"]["items"]
        assert len(item["rows"]) == 66
        assert item["rows"][0]["evidence"], "as much evidence as one body holds, and the rest is counted"
        assert item["left_out"] > 0 == item["more_rows"]


@pytest.mark.parametrize("letter", ["a", "ы", "\u4e2d", "&", "\U0001f600"])
@pytest.mark.parametrize("channel", list(ADDRESSES))
def test_fault_116_126_parts_of_heavy_acts_in_any_script_stay_within_the_limit(
    channel: str, letter: str
) -> None:
    word = letter * 9 + " "
    rule = ("x.rule", word * 12, word * 20)
    acts = [
        act(
            n,
            f"{n} " + word * 24,
            word * 40,
            rule=rule,
            url="https://news.example/" + "p" * 300,
            source=word * 6,
        )
        for n in range(1, 41)
    ]
    parts = cut_up(acts, channel)
    assert [item.id for part, _ in parts for item in part.acts] == [one.id for one in acts]
    for part, body in parts:
        assert len(body) < LIMITS.get(channel, 100_000)
        assert channel != "slack" or len(json.loads(body)["blocks"]) <= 50
        assert all(item.left_out == 0 for item in part.acts)


# ---------------------------------------------------------------- many destinations


def desks(store: Store, count: int, query: str = "") -> None:
    for number in range(count):
        mailbox(store, f"desk{number}", f"desk{number}@news.example", queries=(SavedQuery(query=query),))


def generation(store: Store) -> int:
    return int(store.meta.get("generation") or 0)


def test_what_all_messages_are_made_of_is_read_once_however_many_destinations_there_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks(store, 30)
    published(store, 2)
    asked: Counter[str] = Counter()
    for part, name in (
        (store.feeds, "states"),
        (store.acts, "views"),
        (store.acts, "stories"),
        (store.events, "find"),
        (store.acts, "joined_silently"),
        (store.outbox, "waiting"),
        (store.alerts, "between"),
        (store.alerts, "newest"),
        (store.acts, "standing_id"),
        (store.acts, "taken_acts"),
    ):
        real = getattr(part, name)

        def counted(
            *values: object, name: str = name, real: Callable[..., object] = real, **more: object
        ) -> object:
            asked[name] += 1
            return real(*values, **more)

        monkeypatch.setattr(part, name, counted)
    shaped: list[int] = []
    real_summarise = digest.summarise
    monkeypatch.setattr(
        digest,
        "summarise",
        lambda act, *more, **names: shaped.append(act.id) or real_summarise(act, *more, **names),
    )
    assert pipeline.compose(context_of(store, NOW)) == 30
    assert all(count <= 2 for name, count in asked.items() if name != "standing_id"), asked
    assert sorted(shaped) == [1, 2], "an act that all are told in the same words is put into words once"


def test_what_a_destination_has_heard_is_looked_up_by_its_own_index(store: Store) -> None:
    desks(store, 3)
    published(store, 1)
    pipeline.compose(context_of(store, NOW))
    told = {
        destination.id: store.acts.first_messages(destination.id, [1])
        for destination in store.destinations.all()
    }
    assert [first[1].wid for first in told.values()] == [
        row["wid"] for row in store.database.rows("SELECT wid FROM outbox ORDER BY id")
    ]
    plan = store.database.rows(
        "EXPLAIN QUERY PLAN SELECT min(outbox) FROM tells WHERE destination = 1 AND act = 1"
    )
    assert "tells_destination" in plan[0]["detail"]


def test_destinations_that_are_owed_nothing_pass_in_one_transaction(store: Store) -> None:
    desks(store, 40, query="copper")
    published(store, 1)
    before = generation(store)
    assert pipeline.compose(context_of(store, NOW)) == 0
    assert generation(store) == before + 1
    assert {destination.cursor for destination in store.destinations.all()} == {1}
    assert pipeline.compose(context_of(store, NOW)) == 0
    assert generation(store) == before + 1, "and then nothing is written at all"


def test_others_write_while_many_messages_are_composed_and_a_digest_settles_first(store: Store) -> None:
    desks(store, 3 * composing.TURN)
    store.destinations.add(
        name="daily",
        channel="email",
        address="d@news.example",
        now=NOW,
        schedule=Schedule(Cadence.DAILY, time(8), 0, "UTC"),
    )
    poll(
        store,
        feed(store),
        *((story(f"s{number}", title(number)), ACT) for number in range(2 * settling.SETTLED)),
    )
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append((store.alerts.newest(), store.database.value("SELECT count(*) FROM outbox")))

    async def scenario() -> int:
        with ThreadPoolExecutor(1) as writer:
            context = context_of(store, MORNING, writer)

            async def looking() -> None:
                while True:
                    await context.write(look)

            other = asyncio.create_task(looking())
            written = await pipeline.compose_in_turns(context)
            other.cancel()
            return written

    written = asyncio.run(scenario())
    assert written == 3 * composing.TURN + 1
    assert len({alerts for alerts, _ in seen}) >= 2
    assert len({messages for _, messages in seen}) > 2, "the writer's thread was free many times"


def test_a_compose_that_is_stopped_leaves_the_rest_owed_and_the_next_one_writes_it(store: Store) -> None:
    desks(store, 3 * composing.TURN)
    published(store, 1)
    asked: list[bool] = []

    async def scenario(stop_after: int) -> int:
        with ThreadPoolExecutor(1) as writer:
            return await pipeline.compose_in_turns(
                context_of(store, NOW, writer), stopping=lambda: asked.append(True) or len(asked) > stop_after
            )

    assert asyncio.run(scenario(1)) == composing.TURN
    asked.clear()
    assert asyncio.run(scenario(100)) == 2 * composing.TURN
    assert sorted(row.message.destination for row in store.outbox.find(None, 1000)) == list(
        range(1, 3 * composing.TURN + 1)
    )


def test_settling_stops_between_stories_and_goes_on_later(store: Store) -> None:
    poll(
        store,
        feed(store),
        *((story(f"s{number}", title(number)), ACT) for number in range(3 * settling.SETTLED)),
    )

    async def scenario(stopping: bool) -> int:
        with ThreadPoolExecutor(1) as writer:
            return len(
                await pipeline.settle_in_turns(
                    context_of(store, NOW, writer), everything=True, stopping=lambda: stopping
                )
            )

    assert [asyncio.run(scenario(True)), asyncio.run(scenario(False)), asyncio.run(scenario(False))] == [
        0,
        3 * settling.SETTLED,
        0,
    ]


def test_a_digest_of_follow_ups_is_cut_into_parts_like_any_other(store: Store) -> None:
    made = mailbox(store, schedule=Schedule(Cadence.DAILY, time(8), 0, "UTC"))
    published(store, 60)
    pipeline.compose(context_of(store, MORNING))
    first = len(messages(store, made))
    with store.database.write() as db:
        db.execute(
            "INSERT INTO alert (act, story, version, kind, stage, reason, feed, rule, at) "
            "SELECT act, story, version, kind, stage, 'correction', feed, rule, at FROM alert"
        )
    pipeline.compose(context_of(store, MORNING + timedelta(days=1)))
    later = messages(store, made)[first:]
    assert sorted(number for one in later for number in numbers(one.body, "email")) == list(range(60))
    assert all(b"Follow-up to" in one.body and len(one.body) < 100_000 for one in later)


def test_who_unsubscribes_while_messages_are_drawn_up_gets_none(store: Store) -> None:
    desks(store, 2)
    published(store, 1)
    context = context_of(store, NOW)
    (drafts,) = composing.drawn_up(context, composing.due_now(context))
    store.destinations.disable(1, "unsubscribed", NOW)
    assert composing.record(context, drafts) == 1
    assert [row.message.destination for row in store.outbox.find()] == [2]


def test_a_destination_that_is_changed_while_messages_are_drawn_up_gets_what_it_asks_for_now(
    store: Store,
) -> None:
    made = mailbox(store)
    published(store, 1)
    context = context_of(store, NOW)
    for change in (
        {"address": "new@news.example"},
        {"queries": (SavedQuery(langs=frozenset({"fr"})),)},
        {"queries": (SavedQuery(query="copper"),)},
    ):
        (drafts,) = composing.drawn_up(context, composing.due_now(context))
        made = replace(made, **change)
        store.destinations.edit(made, NOW)
        assert composing.record(context, drafts) == 0
    assert pipeline.compose(context) == 0
    assert store.outbox.find() == []


def test_a_digest_speaks_of_what_happened_since_the_destination_s_own_last_message(store: Store) -> None:
    old, new = mailbox(store, "old", "old@news.example"), mailbox(store, "new", "new@news.example")
    hour = timedelta(hours=1)
    for number in range(3):
        source = store.feeds.add(f"https://wire.example/{number}", now=NOW, title=f"Wire {number}")
        store.events.add("gap", "items may be lost", NOW + number * hour, feed=source.id)
    assert store.digests.compose(new, cut=0, slot=None, messages=[message(new)], now=NOW + hour)
    [leased] = store.outbox.lease(NOW + hour, 1, 60)
    store.outbox.finish(leased, Attempt(Outcome.RETRY), NOW + hour, NOW + 9 * hour)
    snapshot = Snapshot(store, store.destinations.all(), NOW + 2 * hour)
    told = {one.name: snapshot.silence(one) for one in store.destinations.all()}
    gaps = {name: [gap.feed for gap in silence.gaps] for name, silence in told.items()}
    assert (gaps["old"], told["old"].deferred) == (["Wire 2", "Wire 1", "Wire 0"], 0)
    assert (gaps["new"], told["new"].deferred) == (["Wire 2", "Wire 1"], 1), (
        "mail that waits is the destination's own"
    )
    assert snapshot.silence(store.destinations.all()[0]) is told["old"]
    assert old.id != new.id


@given(st.lists(st.integers(1, 200), max_size=40))
def test_answers_of_own_queries_are_kept_as_bits(numbers: list[int]) -> None:
    answer = subscriber_queries.as_bits(numbers)
    assert {
        8 * place + bit for place in range(len(answer)) for bit in range(8) if answer[place] >> bit & 1
    } == set(numbers)


# ---------------------------------------------------------------- through a kill

REPEATS = {"after_accept"}  # the one window that no sender can close


@pytest.fixture
def crowd() -> Iterator[tuple[Site, Inbox, Path]]:
    """An installation that owes 500 acts to a destination of every channel, and what these lead to."""
    inbox = Inbox()
    with site() as here, server_in_a_thread(inbox) as port, place() as path:
        folder = path.parent
        config = folder / "treaty-monitor.toml"
        here.put("/hook", b"", status=204)
        here.put("/slack", b"ok")
        here.put("/robots.txt", b"", status=404)
        config.write_text(
            f'data_dir = "{folder / "data"}"\noperator = "operator@monitor.example"\n'
            f'[http]\nallow_private = ["127.0.0.0/8"]\nports = [{here.port}]\n[pages]\nenabled = false\n'
            f'[smtp]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
            f'[rules]\npackaged = false\ndir = "{RULES}"\n'
        )
        addresses = {
            "webhook": here.url("/hook"),
            "slack": here.url("/slack"),
            "maildir": str(folder / "box"),
        }
        with Service.open(load(config), packaged=False) as service:
            store, now = service.store, service.clock()
            for channel, address in (ADDRESSES | addresses).items():
                owner = None if channel == "email" else "ops@monitor.example"
                destinations.add(
                    service,
                    name=channel,
                    channel=channel,
                    address=address,
                    schedule=Schedule(),
                    owner=owner,
                )
            for wire in range(10):  # so many that none reaches its cap of alerts
                source = store.feeds.add(
                    here.put(f"/feed{wire}", rss()),
                    title=f"Wire {wire}",
                    publisher="",
                    interval_s=900,
                    now=now,
                )
                flagged = (hit(rule=f"rule.{wire}"),)
                poll(
                    store,
                    source,
                    *((story(f"s{n}", title(n), SUMMARY), flagged) for n in range(wire, 500, 10)),
                    now=now,
                )
            settle(store, now, everything=True)
        yield here, inbox, config


@pytest.mark.parametrize(
    ("point", "nth"), [("mid_tx_digest", 3), ("after_commit_digest", 3), ("after_accept", 30)]
)
def test_fault_89_126_five_hundred_acts_arrive_on_every_channel_once_through_a_kill(
    crowd: tuple[Site, Inbox, Path], point: str, nth: int
) -> None:
    here, inbox, config = crowd
    assert run_child(config, point, nth) == "killed"
    assert run_child(config) == "whole"
    mails = [bytes(envelope.content or b"") for envelope in inbox.envelopes]
    arrived = {
        "webhook": [(headers["webhook-id"], body) for headers, body in here.posts("/hook")],
        "slack": [
            (json.loads(body)["blocks"][-1]["elements"][0]["text"], body) for _, body in here.posts("/slack")
        ],
        "email": [(str(message_from_bytes(body)["Message-ID"]), body) for body in mails],
        "maildir": [(path.name, path.read_bytes()) for path in (config.parent / "box" / "new").iterdir()],
    }
    repeats = 0
    for channel, received in arrived.items():
        unique = dict(received)
        assert set(unique.items()) == set(received), "the same id always carries the same bytes"
        told = [number for body in unique.values() for number in numbers(body, channel)]
        assert sorted(told) == list(range(500)), channel
        repeats += len(received) - len(unique)
    assert repeats == 0 or point in REPEATS


def test_with_a_mailbox_of_our_own_the_mail_that_unsubscribes_needs_no_person(store: Store) -> None:
    made = mailbox(store)
    returns = ReturnAddresses("bounces@monitor.example", store.database.key)
    settings = replace(context_of(store, NOW).settings, returns=returns)
    composed = pipeline.view(
        Snapshot(store, [made], NOW), settings, made, pipeline.NOTHING, wid="0" * 32, sequence=1
    )
    raw = writing.frozen(settings, made, composed, "0" * 32)[0].body.decode()
    [line] = [line for line in raw.split("\r\n") if line.startswith("List-Unsubscribe:")]
    local, _, rest = line.partition("<mailto:bounces+")[2].partition("@")
    assert tokens.read(store.database.key, local) == tokens.Token(tokens.Purpose.UNSUBSCRIBE, (made.id,))
    assert rest.startswith("monitor.example?subject=unsubscribe")
    assert "<https://monitor.example/u/" in line, "both ways, in one physical line"
    assert len(line) < 998, "RFC 5322, 2.1.1"
    assert f"\r\nCFBL-Address: bounces+{local}@monitor.example; report=arf\r\n" not in raw, (
        "the sender's domain is another one"
    )
    settings = replace(settings, sender="alerts@monitor.example")
    raw = writing.frozen(settings, made, composed, "0" * 32)[0].body.decode()
    assert f"\r\nCFBL-Address: bounces+{local}@monitor.example; report=arf\r\n" in raw


def test_each_destination_reads_its_own_language_in_one_compose(store: Store) -> None:
    desks = {
        lang: store.destinations.add(
            name=lang, channel="email", address=f"{lang}@news.example", now=NOW, reader=lang
        )
        for lang in ("en", "fr", "ru")
    }
    published(store, 1)
    pipeline.compose(context_of(store, MORNING))
    bodies = {lang: readable(messages(store, desk)[0].body) for lang, desk in desks.items()}
    for lang, words in {
        "en": "Original headline:",
        "fr": "Titre original",
        "ru": "Исходный заголовок",
    }.items():
        assert [reader for reader, body in bodies.items() if words in body] == [lang]
    links = {
        lang: f"/u/{desk.token}" + ("" if lang == "en" else f"?lang={lang}") for lang, desk in desks.items()
    }
    assert all(link in bodies[lang] for lang, link in links.items())


def readable(mail: bytes) -> str:
    """The text of a mail, its no-break spaces as spaces."""
    part = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\N{NO-BREAK SPACE}", " ")
