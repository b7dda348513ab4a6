"""One act, one alert: what follows is told in the thread of the first message, and only when there is
something new to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from servers import site
from test_pipeline import World, made_world, poll

from monitor import pipeline
from monitor.model import (
    Attempt,
    Cadence,
    Outcome,
    SavedQuery,
    Schedule,
)
from monitor.service import register

THREAT = "Chile threatens to quit its extradition treaty with Peru"
EXIT = "Chile terminates its extradition treaty with Peru"
SAID_OF_THREAT = "Chile threatens to end an extradition treaty with Peru"
SAID_OF_EXIT = "Chile ends an extradition treaty with Peru: decided"
SAME = "Santiago terminates its extradition treaty with Lima"
OTHER = "Norway withdraws from the whaling convention"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with site() as here, made_world(here, tmp_path) as made:
        here.put("/hook", b"", status=204)
        yield made


def step(world: World, *titles: str, path: str = "/feed") -> None:
    """A feed brings these stories; everything but delivery runs."""
    if titles:
        world.publish(*titles, path=path)
    world.run(poll, pipeline.settle, pipeline.compose)
    world.wait(hours=1)


def mails(world: World) -> list[EmailMessage]:
    """All mails composed so far, the oldest first."""
    store = world.service.store
    found = [store.outbox.get(one.message.id) for one in reversed(store.outbox.find())]
    return [message_from_bytes(one.message.body, policy=policy.default) for one in found if one]  # type: ignore[misc]


def subjects(world: World) -> list[str]:
    return [one["Subject"].removeprefix("[Treaty Monitor] ").partition(" (#")[0] for one in mails(world)]


def test_an_act_is_told_once_and_its_rise_in_the_same_thread(world: World) -> None:
    world.add(channel="email")
    step(world, THREAT)
    step(world, EXIT, path="/second")
    step(world, SAME, path="/third")
    assert subjects(world) == [SAID_OF_THREAT, f"Update: {SAID_OF_EXIT}"]
    first, update = mails(world)
    assert (first["In-Reply-To"], first["References"]) == (None, None)
    assert update["In-Reply-To"] == update["References"] == first["Message-ID"]
    reference = first["Subject"].rpartition("#")[2]
    assert update["Subject"].endswith(f"#{reference}")


def test_a_digest_shows_the_act_as_it_stands_and_counts_who_else_reported_it(world: World) -> None:
    world.add(channel="email", schedule=Schedule(Cadence.HOURLY))
    step(world, THREAT)
    world.publish(EXIT, path="/second")
    step(world, SAME, path="/third")
    (digest,) = mails(world)
    assert "1 exit" in digest["Subject"], "one act, shown once, as it stands"
    text = " ".join(digest.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "Exit decided · reported 2 Mar 2026" in text
    assert "already told" not in text, "nothing was told to this reader before"
    world.publish("Chile quits extradition treaty with Peru", path="/fourth")
    step(world, OTHER, path="/fifth")
    later = mails(world)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "1 story joined an act already told" in " ".join(later.split())


def test_chat_follow_ups_carry_the_reference_of_the_first_message_and_a_link(world: World) -> None:
    world.add(channel="slack")
    step(world, THREAT)
    step(world, EXIT, path="/second")
    store = world.service.store
    update, first = (store.outbox.get(one.message.id) for one in store.outbox.find())
    assert first is not None
    assert update is not None
    body = update.message.body.decode()
    assert f"#{first.message.ref}" in body
    assert "http://wire.example/Chile-threatens" in body


def test_what_a_person_rejects_is_withdrawn_in_the_thread_and_never_told_to_who_never_heard_of_it(
    world: World,
) -> None:
    world.add(channel="email")
    step(world, EXIT)
    late = world.add("late", channel="email")
    register.reject(world.service.store, "1", register.signed("Ada", "a commentary"), world.now[0])
    step(world)
    first, withdrawn = mails(world)
    assert withdrawn["Subject"].startswith("[Treaty Monitor] Withdrawn, reported in error: ")
    assert withdrawn["In-Reply-To"] == first["Message-ID"]
    assert world.service.store.destinations.get(late.id).sequence == 0  # type: ignore[union-attr]


def test_country_in_a_subscribers_own_query_means_the_acts_parties(world: World) -> None:
    for name, query in (
        ("peru", "country:PE AND treaty"),
        ("norway", "country:NO AND whaling"),
        ("kenya", "country:KE AND treaty"),
    ):
        world.add(name, channel="email", queries=(SavedQuery(query=query),))
    step(world, EXIT, OTHER)
    told = {one.destination: one.message.subject for one in world.service.store.outbox.find()}
    assert sorted(told) == ["norway", "peru"]


def test_a_follow_up_waits_ten_minutes_for_the_message_that_first_told_its_act(world: World) -> None:
    world.add(channel="email")
    step(world, THREAT)
    store = world.service.store

    def leased(now: datetime) -> list[str]:
        return [message.subject for message in store.outbox.lease(now, 9, 60)]

    first = store.outbox.lease(world.now[0], 9, 60)[0]
    store.outbox.finish(first, Attempt(Outcome.RETRY), world.now[0], world.now[0] + timedelta(hours=3))
    step(world, EXIT, path="/second")
    composed = store.outbox.find()[0].message.created_at
    assert composed is not None
    assert leased(composed + timedelta(minutes=9)) == []
    assert [subject.split(":")[0] for subject in leased(composed + timedelta(minutes=10))] == [
        "[Treaty Monitor] Update"
    ]


def test_two_acts_that_a_person_joins_speak_with_one_voice(world: World) -> None:
    world.add(channel="email")
    step(world, EXIT)
    world.publish(OTHER, path="/second")
    world.run(poll, pipeline.settle)
    register.merge(world.service.store, ["1", "2"], register.signed("Ada", "one package"), world.now[0])
    step(world)
    assert subjects(world) == [SAID_OF_EXIT], "who knows the act that took it in is not told again"
