"""What a digest says of silence: feeds that answer and bring nothing new, older stories of new feeds, and
digests without acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from compose_kit import context_of
from hypothesis import given
from hypothesis import strategies as st
from store_kit import ACT, NOW, feed, mailbox, open_store, place, poll, settle, story
from test_compose_when import mails

from monitor import pipeline
from monitor.digest import Silence
from monitor.digest.coverage import coverage
from monitor.digest.values import FeedNote, Gap
from monitor.model import Cadence, Feed, FeedState, Schedule
from monitor.pipeline.silent_feeds import LEAST, UNKNOWN, is_silent, suspected
from monitor.pipeline.snapshot import Snapshot
from monitor.store import Store
from monitor.wording import LANGUAGES

DAY = timedelta(days=1)
DAILY = Schedule(Cadence.DAILY, time(8))


@pytest.fixture
def store() -> Iterator[Store]:
    with place() as path, open_store(path) as opened:
        yield opened


# ---------------------------------------------------------------- feeds that bring nothing new


@pytest.mark.parametrize(
    ("every", "quiet_days", "silent"),
    [(1, 6.9, False), (1, 7.1, True), (3, 11.9, False), (3, 12.1, True), (30, 100, False), (30, 121, True)],
)
def test_a_feed_is_silent_after_seven_days_and_four_times_its_usual_distance(
    every: int, quiet_days: float, silent: bool
) -> None:
    moments = [NOW - number * every * DAY for number in range(10)]
    assert is_silent(moments, NOW, NOW + quiet_days * DAY) is silent


def test_a_feed_whose_distance_is_not_known_is_silent_after_28_days() -> None:
    for moments in ([], [NOW], [NOW, NOW - DAY]):
        assert not is_silent(moments, NOW, NOW + UNKNOWN)
        assert is_silent(moments, NOW, NOW + UNKNOWN + timedelta(seconds=1))


@given(st.lists(st.integers(0, 10_000), max_size=8), st.integers(0, 200))
def test_silence_never_ends_by_waiting(hours: list[int], waited: int) -> None:
    moments = [NOW - timedelta(hours=number) for number in hours]
    if is_silent(moments, NOW, NOW + waited * DAY):
        assert is_silent(moments, NOW, NOW + (waited + 1) * DAY)
        assert waited * DAY > LEAST


def test_feeds_that_fail_or_are_switched_off_are_not_silent() -> None:
    wire = Feed(1, "https://wire.example", added_at=NOW)
    later = NOW + 40 * DAY
    answers = FeedState(ok_at=later, new_at=NOW + DAY)
    assert suspected(wire, answers, later) == NOW + DAY
    assert suspected(wire, FeedState(ok_at=later), later) == NOW, "it never brought anything"
    assert suspected(wire, FeedState(ok_at=later, new_at=NOW, error_since=later), later) is None
    assert suspected(wire, FeedState(), later) is None, "it never answered"
    assert suspected(Feed(1, wire.address, enabled=False, added_at=NOW), answers, later) is None
    assert suspected(wire, answers, NOW - DAY) is None, "a clock that was set back"


def test_silent_feeds_are_named_in_the_digest_the_longest_silent_first(store: Store) -> None:
    made = mailbox(store, schedule=DAILY)
    wire, gazette = feed(store), store.feeds.add("https://gazette.example/feed", title="La Gaceta", now=NOW)
    for number in range(8):
        poll(store, wire, (story(f"w{number}", f"Rain {number}"), ()), now=NOW + number * DAY)
    poll(store, gazette, (story("g", "Snow"), ()), now=NOW + 2 * DAY)
    snapshot = Snapshot(store, [made], NOW + 36 * DAY)
    noted = snapshot.silence(made).quiet
    assert [(note.title, note.since) for note in noted] == [
        ("La Gaceta", NOW + 2 * DAY),
        (wire.title or wire.address, NOW + 7 * DAY),
    ]
    assert snapshot.silence(made).failing == ()


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_coverage_has_three_lines_at_most_and_names_three_silent_feeds(code: str) -> None:
    since = datetime(2026, 11, 3, tzinfo=UTC)
    silence = Silence(
        feeds=12,
        failing=(FeedNote("Wire"),),
        quiet=tuple(FeedNote(f"Gazette {number}", since) for number in range(5)),
        gaps=(Gap("Wire", "gap"),),
        deferred=1,
        merged=2,
        older=7,
    )
    lines = coverage(silence, "UTC", NOW, LANGUAGES[code])
    assert len(lines) == 3
    assert "Gazette 2" in lines[0]
    assert "Gazette 3" not in lines[0]
    assert "7" in lines[2]


# ---------------------------------------------------------------- older stories of new feeds


def test_older_stories_of_a_first_poll_are_counted_in_the_next_digest_alone(store: Store) -> None:
    made = mailbox(store, schedule=DAILY)
    old = (
        (story(number, f"Norland quits treaty {number}", published=NOW - 5 * DAY), ACT) for number in "abc"
    )
    poll(store, feed(store), *old, now=NOW, quiet_before=NOW - 2 * DAY)
    assert settle(store, NOW + timedelta(minutes=1), everything=True) == []
    assert Snapshot(store, [made], NOW + DAY).silence(made).older == 3
    assert Snapshot(store, [made], NOW + DAY).silence(made).merged == 0
    poll(store, feed(store), (story("n", "Sutland quits the pact"), ACT), now=NOW + DAY)
    pipeline.compose(context_of(store, NOW + DAY))
    [mail] = mails(store, made)
    assert "3 older stories of new feeds were registered, not alerted." in " ".join(
        mail.get_body(("plain",)).get_content().split()  # type: ignore[union-attr]
    )
    [told] = store.destinations.all()
    assert Snapshot(store, [told], NOW + 2 * DAY).silence(told).older == 0


# ---------------------------------------------------------------- digests without acts


def test_fault_90_a_digest_without_acts_is_sent_to_those_who_ask_and_says_what_was_watched(
    store: Store,
) -> None:
    asks, other = (
        mailbox(store, name, f"{name}@news.example", schedule=DAILY, empty=name == "asks")
        for name in ("asks", "other")
    )
    feed(store)
    for day in (1, 2):
        assert pipeline.compose(context_of(store, NOW + day * DAY)) == 1
        assert pipeline.compose(context_of(store, NOW + day * DAY + timedelta(hours=1))) == 0
    first, second = mails(store, asks)
    assert mails(store, other) == []
    assert first["Subject"] == second["Subject"] == "[Treaty Monitor] Daily digest: nothing new"
    body = second.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Nothing that you asked for was found since Tue 24 Nov" in body
    assert "1 feed watched, none failing." in body
    html = second.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Nothing that you asked for" in html


def test_an_hourly_destination_may_ask_for_empty_digests_too(store: Store) -> None:
    mailbox(store, schedule=Schedule(Cadence.HOURLY), empty=True)
    assert pipeline.compose(context_of(store, NOW + timedelta(hours=2))) == 1
