"""Possible exits in the digests of those who ask: which, when, how many, each once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import Result
from compose_kit import ADDRESSES, LIMITS, context_of
from store_kit import ACT, NOW, feed, mailbox, open_store, place, poll, settle, story
from test_store_possible import maybe

from monitor import digest, pipeline
from monitor.channels.splitting import add_possible
from monitor.config import load
from monitor.errors import UsageError
from monitor.model import (
    Cadence,
    Destination,
    Kind,
    Message,
    SavedQuery,
    Schedule,
    Stage,
)
from monitor.service import Service, destinations
from monitor.store import Store

DAILY = Schedule(Cadence.DAILY, time(8), 0, "UTC")
DAY = timedelta(days=1)
FIRST = NOW.replace(hour=8) + DAY


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.open(load(None, tmp_path / "data" / "treaty-monitor.sqlite3"), packaged=False) as opened:
        yield opened


def hook(store: Store, **more: object) -> Destination:
    values: dict[str, object] = {"name": "hook", "schedule": DAILY, "possible": True} | more
    return store.destinations.add(channel="webhook", address="https://hook.example/in", now=NOW, **values)  # type: ignore[arg-type]


def compose(store: Store, now: datetime) -> list[Message]:
    """The messages of one compose, as they were written."""
    before = {row.message.id for row in store.outbox.find(None, 1000)}
    pipeline.compose(context_of(store, now))
    new = sorted(row.message.id for row in store.outbox.find(None, 1000) if row.message.id not in before)
    return [delivery.message for number in new if (delivery := store.outbox.get(number)) is not None]


def data(message: Message) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(message.body)["data"]
    return found


def told(message: Message) -> list[object]:
    return [exit["headline"] for exit in data(message)["possible"]]


# ---------------------------------------------------------------- who gets what, when


def test_a_digest_with_no_act_is_sent_to_those_who_ask_and_to_nobody_else(store: Store) -> None:
    asking = hook(store)
    hook(store, name="other", possible=False)
    poll(store, feed(store), (story("a", "Norland may quit the wool treaty"), maybe(0.31)))
    [message] = compose(store, FIRST)
    assert message.destination == asking.id
    assert json.loads(message.body)["type"] == "digest"
    assert told(message) == ["Norland may quit the wool treaty"]


def test_each_is_told_once(store: Store) -> None:
    hook(store)
    source = feed(store)
    poll(store, source, (story("a", "Norland may quit the wool treaty"), maybe()))
    assert len(compose(store, FIRST)) == 1
    assert compose(store, FIRST + DAY) == []
    poll(store, source, (story("a", "Norland may well quit the wool treaty"), maybe(0.4)), now=FIRST + DAY)
    assert compose(store, FIRST + 2 * DAY) == [], "an edit is no news"
    poll(store, source, (story("b", "Sudland may quit the salt treaty"), maybe()), now=FIRST + 2 * DAY)
    [message] = compose(store, FIRST + 3 * DAY)
    assert told(message) == ["Sudland may quit the salt treaty"]


def test_one_whose_poll_began_before_a_digest_and_ended_after_it_comes_in_the_next(store: Store) -> None:
    hook(store)
    source = feed(store)
    poll(store, source, (story("a"), maybe()))
    compose(store, FIRST)
    poll(
        store,
        source,
        (story("b", "Sudland may quit the salt treaty"), maybe()),
        now=FIRST - timedelta(seconds=20),
    )
    [message] = compose(store, FIRST + DAY)
    assert told(message) == ["Sudland may quit the salt treaty"]


def test_one_that_begins_to_ask_gets_no_history(store: Store) -> None:
    desk = hook(store, possible=False)
    source = feed(store)
    poll(store, source, (story("a"), maybe()))
    store.destinations.edit(replace(desk, possible=True), NOW)
    poll(store, source, (story("b", "Sudland may quit the salt treaty"), maybe()))
    [message] = compose(store, FIRST)
    assert told(message) == ["Sudland may quit the salt treaty"]


def test_a_changed_hour_loses_none(store: Store) -> None:
    desk = hook(store)
    poll(store, feed(store), (story("a", "Norland may quit the wool treaty"), maybe()))
    store.destinations.edit(
        replace(desk, schedule=Schedule(Cadence.DAILY, time(9), 0, "UTC")), NOW + timedelta(hours=1)
    )
    [message] = compose(store, FIRST.replace(hour=9))
    assert told(message) == ["Norland may quit the wool treaty"]


def test_what_was_dismissed_or_accepted_meanwhile_is_not_shown(store: Store) -> None:
    hook(store)
    poll(store, feed(store), *((story(name), maybe()) for name in "ab"))
    first, second = (one.story.id for one in store.possible.find())
    assert first
    assert second
    store.possible.dismiss(first, NOW)
    store.possible.accept(second, NOW)
    [message] = compose(store, FIRST)
    assert told(message) == []
    assert len(data(message)["items"]) == 1


def test_kinds_languages_and_the_own_query_hold_for_them_too(store: Store) -> None:
    hook(store, name="acts", queries=(SavedQuery(kinds=frozenset({Kind.ACT})),))
    hook(store, name="french", queries=(SavedQuery(langs=frozenset({"fr"})),))
    hook(store, name="wool", queries=(SavedQuery(query="wool"),))
    poll(
        store,
        feed(store),
        (story("a", "Norland may quit the wool treaty", lang="en"), maybe(0.4, Stage.THREATENED)),
        (story("b", "Le Sudland quitte le pacte du sel", lang="fr-CA"), maybe(0.3)),
    )
    names = {destination.id: destination.name for destination in store.destinations.all()}
    assert {names[message.destination]: told(message) for message in compose(store, FIRST)} == {
        "acts": ["Le Sudland quitte le pacte du sel"],
        "french": ["Le Sudland quitte le pacte du sel"],
        "wool": ["Norland may quit the wool treaty"],
    }


def test_a_pause_and_an_endpoint_that_was_enabled_for_what_is_new(store: Store) -> None:
    desk = hook(store)
    source = feed(store)
    store.destinations.pause(desk.id, NOW)
    poll(store, source, (story("a", "Norland may quit the wool treaty"), maybe()))
    assert compose(store, FIRST) == []
    store.destinations.resume(desk.id, FIRST)
    assert len(compose(store, FIRST)) == 1, "a pause keeps what came"
    store.destinations.disable(desk.id, "unsubscribed", FIRST)
    poll(store, source, (story("b", "Sudland may quit the salt treaty"), maybe()), now=FIRST)
    store.destinations.enable(desk.id, FIRST)
    assert compose(store, FIRST + DAY) == []


def test_one_that_was_changed_while_its_digest_was_drawn_up_is_told_anew(store: Store) -> None:
    desk = hook(store)
    assert not store.digests.compose(replace(desk, possible=False), cut=0, slot="x", messages=[], now=NOW)
    assert store.digests.compose(desk, cut=0, slot="x", messages=[], now=NOW, noticed=7)
    found = store.destinations.get(desk.id)
    assert found is not None
    assert found.possible_after == 7


def test_what_was_stored_before_destinations_could_ask_keeps_its_order() -> None:
    with place() as path:
        with open_store(path) as old:
            mailbox(old, schedule=DAILY)
            source = feed(old)
            poll(old, source, (story("flagged"), ACT), (story("a"), maybe()))
        with sqlite3.connect(path) as db:
            db.execute("ALTER TABLE possible DROP COLUMN noticed")
            db.execute("ALTER TABLE destination DROP COLUMN possible_after")
            db.execute("DELETE FROM _sqlite_migrations WHERE name = '0010_possible_for_those_who_ask'")
        db.close()
        with open_store(path) as again:
            [desk] = again.destinations.all()
            assert not desk.possible
            assert [exit.noticed for exit in again.possible.find()] == [2]
            again.destinations.edit(replace(desk, possible=True), NOW)
            assert [one.possible_after for one in again.destinations.all()] == [2]


# ---------------------------------------------------------------- ten at most, and what a message can take


def test_ten_are_shown_the_best_first_and_the_others_are_counted(store: Store) -> None:
    hook(store)
    poll(
        store,
        feed(store),
        *(
            (story(f"s{number}", f"State {number:02} may quit"), maybe(0.2 + number / 100))
            for number in range(14)
        ),
    )
    [message] = compose(store, FIRST)
    assert told(message) == [f"State {number:02} may quit" for number in range(13, 3, -1)]
    assert data(message)["more_possible"] == 4


LONG = (
    "The foreign ministry of Norland said that it had handed over the notice of withdrawal on Tuesday. " * 4
)


@pytest.mark.parametrize("channel", ["email", "webhook", "slack"])
@pytest.mark.parametrize("acts", [0, 1, 6, 11, 24, 40])
def test_every_message_is_one_that_its_channel_takes_and_all_are_told_or_counted(
    store: Store, channel: str, acts: int
) -> None:
    name = "x" * 1500
    store.destinations.add(
        name="desk", channel=channel, address=ADDRESSES[channel], now=NOW, schedule=DAILY, possible=True
    )
    source = feed(store)
    for begin in range(0, acts, 10):
        poll(
            store,
            source,
            *(
                (story(f"s{number}", f"Norland quits treaty {number:03}", LONG), ACT)
                for number in range(begin, min(begin + 10, acts))
            ),
        )
        settle(store, NOW + timedelta(hours=2 * begin), everything=True)
    poll(
        store,
        source,
        *((story(f"{name}{number}", f"State {number:02} may quit", LONG), maybe()) for number in range(12)),
    )
    messages = compose(store, FIRST + 3 * DAY)
    shown = counted = 0
    for message in messages:
        if channel == "slack":
            blocks = json.loads(message.body)["blocks"]
            assert len(blocks) <= 50
            texts = [
                text["text"]
                for block in blocks
                for text in [block.get("text", {}), *block.get("elements", [])]
                if "text" in text
            ]
        elif channel == "webhook":
            assert len(message.body) < LIMITS[channel]
            texts = [f"“{exit['headline']}”" for exit in data(message)["possible"]] + [
                f"and {data(message)['more_possible']} more"
            ]
        else:
            assert len(message.body) < LIMITS[channel]
            part = next(message_from_bytes(message.body, policy=policy.default).iter_parts())  # type: ignore[attr-defined]
            texts = str(part.get_content()).splitlines()
        here = sum(text.replace("*", "").startswith("“State ") for text in texts)
        more = [int(text.split()[1]) for text in texts if text.startswith("and ") and " more" in text]
        shown, counted = shown + here, counted + sum(more)
    assert shown + counted == 12
    assert 1 <= shown <= 10
    assert store.database.value("SELECT count(DISTINCT act) FROM tells") == acts
    assert store.database.value("SELECT count(*) FROM tells") == acts


def test_no_act_is_shortened_for_them_and_they_come_in_a_part_of_their_own_where_there_is_no_room() -> None:
    base = digest.Digest(
        form=digest.Form.DIGEST,
        ref="R",
        sequence=1,
        destination="desk",
        zone="UTC",
        until=NOW,
        title="Daily digest",
    )
    exit = digest.PossibleExit(
        1, Kind.ACT, "possible exit", (digest.Segment("Norland may quit"),), 0.3, "score 0.30"
    )
    item = digest.ActSummary(
        1,
        "A1",
        Kind.ACT,
        Stage.DECIDED,
        "Exit",
        "Norland leaves",
        "Norland leaves",
        (digest.Segment("Norland leaves"),),
    )
    full = replace(base, sections=(digest.Section("Exits", (item,)),))
    exits = digest.PossibleExits((exit, exit, exit), 2)
    [part] = add_possible([full], exits, lambda part: len(part.possible.exits) < 3)
    assert (len(part.possible.exits), part.possible.more) == (2, 3)
    first, last = add_possible([full], exits, lambda part: not part.acts)
    assert (first.acts, first.possible.count, first.part, first.parts) == ((item,), 0, 1, 2)
    assert (last.acts, len(last.possible.exits), last.part, last.parts) == ((), 3, 2, 2)
    [none] = add_possible([base], exits, lambda part: False)
    assert (none.possible.exits, none.possible.more) == ((), 5)


# ---------------------------------------------------------------- commands


def test_a_destination_asks_for_them_and_takes_it_back(empty: Callable[..., Result]) -> None:
    def asks() -> object:
        return json.loads(empty("destinations", "list", "--json").stdout)[-1]["possible"]

    empty("destinations", "add", "desk", "desk@news.example", "--at", "8")
    assert asks() is False
    empty("destinations", "edit", "desk", "--possible")
    assert asks() is True
    empty("destinations", "edit", "desk", "--at", "9")
    assert asks() is True
    assert "--no-possible" in empty("destinations", "edit", "desk", "--when", "instant", code=2).output
    empty("destinations", "edit", "desk", "--no-possible")
    assert asks() is False
    empty("destinations", "add", "week", "week@news.example", "--day", "mon", "--possible")
    assert asks() is True


@pytest.mark.parametrize("cadence", [Cadence.INSTANT, Cadence.HOURLY])
def test_who_is_told_at_once_cannot_ask(service: Service, cadence: Cadence) -> None:
    with pytest.raises(UsageError, match="daily and weekly digests"):
        destinations.add(
            service,
            name="desk",
            channel="email",
            address="d@news.example",
            schedule=Schedule(cadence),
            possible=True,
        )


def test_doctor_says_how_many_wait(service: Service) -> None:
    def said() -> str:
        return next(check.text for check in service.doctor() if check.name == "possible exits")

    assert said() == "none waits"
    poll(service.store, feed(service.store), (story("a"), maybe()), (story("b"), maybe()))
    assert said().startswith("2 wait to be accepted or dismissed")


def test_a_preview_shows_them(service: Service) -> None:
    desk = mailbox(service.store, schedule=DAILY, possible=True)
    poll(service.store, feed(service.store), (story("a", "Norland may quit the wool treaty"), maybe()))
    [part] = service.preview(desk)
    assert [exit.headline for exit in part.possible.exits] == ["Norland may quit the wool treaty"]
    assert "and possible exits, every day" in part.reason
