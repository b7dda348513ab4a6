"""What a digest says of silence: feeds that answer and bring nothing new, older stories of new feeds, and
digests without acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from compose_kit import context_of
from hypothesis import given, settings
from hypothesis import strategies as st
from store_kit import ACT, NOW, feed, mailbox, open_store, place, poll, settle, story
from test_compose_when import mails

from monitor import pipeline, rhythm
from monitor.digest import Silence
from monitor.digest.coverage import coverage
from monitor.digest.values import FeedNote, Gap
from monitor.model import Cadence, Feed, FeedState, Schedule
from monitor.pipeline.silent_feeds import LEAST, UNKNOWN, silent_since
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


WIRE = Feed(1, "https://wire.example", added_at=NOW - 60 * DAY)


def none_brought(feed: int, since: datetime) -> int:
    return 0


def watched(every: timedelta, days: int = 28) -> FeedState:
    """The state of a feed that brought a story so often for so many days, until NOW."""
    moments = [NOW - every * number for number in range(int(timedelta(days=days) / every) + 1)]
    known = rhythm.counted(None, moments, NOW, NOW - timedelta(days=days))
    return FeedState(ok_at=NOW, new_at=NOW, rhythm=known)


@pytest.mark.parametrize(
    ("every", "quiet_days", "silent"),
    [(0.1, 4.9, False), (0.1, 5.1, True), (1, 5.1, True), (3, 11, False), (3, 20, True), (14, 40, False)],
)
def test_a_feed_is_silent_after_five_days_in_which_five_stories_were_expected(
    every: float, quiet_days: float, silent: bool
) -> None:
    state, now = watched(every * DAY), NOW + quiet_days * DAY
    assert silent_since(WIRE, state, now, lambda feed, since: 99) == (NOW if silent else None)


def test_a_feed_of_working_days_is_not_silent_over_a_weekend() -> None:
    friday = datetime(2026, 11, 20, 18, tzinfo=UTC)
    moments = [
        friday - timedelta(hours=hour)
        for hour in range(24 * 28)
        if (friday - timedelta(hours=hour)).weekday() < 5
        and 8 <= (friday - timedelta(hours=hour)).hour <= 18
        and hour % 5 == 0
    ]
    known = rhythm.counted(None, moments, friday, friday - 28 * DAY)
    state = FeedState(ok_at=friday, new_at=friday, rhythm=known)
    assert silent_since(WIRE, state, friday + 3 * DAY, none_brought) is None
    assert silent_since(WIRE, state, friday + 6 * DAY, none_brought) == friday


def test_a_feed_whose_volume_has_fallen_to_a_tenth_is_silent_since_a_week() -> None:
    busy = watched(timedelta(hours=2))  # 84 a week
    asked: list[tuple[int, datetime]] = []

    def brought(feed: int, since: datetime) -> int:
        asked.append((feed, since))
        return 6

    at = NOW + DAY
    assert silent_since(WIRE, busy, at, brought) == at - 7 * DAY
    assert asked == [(1, at - 7 * DAY)]
    assert silent_since(WIRE, busy, at, lambda feed, since: 10) is None
    assert silent_since(WIRE, watched(DAY), at, none_brought) is None, "seven a week are too few to tell"


def test_a_feed_whose_rhythm_is_not_known_is_silent_after_28_days() -> None:
    for state in (watched(DAY, days=6), FeedState(ok_at=NOW, new_at=NOW)):
        assert silent_since(WIRE, state, NOW + UNKNOWN, none_brought) is None
        assert silent_since(WIRE, state, NOW + UNKNOWN + timedelta(seconds=1), none_brought) == NOW
    never = FeedState(ok_at=NOW)
    assert silent_since(WIRE, never, NOW, none_brought) == WIRE.added_at, "it counts from its first day"


@settings(deadline=None)
@given(st.integers(1, 200), st.integers(0, 60))
def test_silence_never_ends_by_waiting(hours: int, waited: int) -> None:
    state = watched(timedelta(hours=hours))
    if silent_since(WIRE, state, NOW + waited * DAY, lambda feed, since: 999) is not None:
        assert waited * DAY > LEAST
        assert silent_since(WIRE, state, NOW + (waited + 1) * DAY, lambda feed, since: 999) is not None


def test_feeds_that_fail_or_are_switched_off_are_not_silent() -> None:
    state, later = watched(DAY), NOW + 40 * DAY
    assert silent_since(WIRE, state, later, none_brought) == NOW
    assert silent_since(WIRE, replace(state, error_since=later), later, none_brought) is None
    assert silent_since(WIRE, replace(state, ok_at=None), later, none_brought) is None, "it never answered"
    assert silent_since(replace(WIRE, enabled=False), state, later, none_brought) is None
    assert silent_since(WIRE, state, NOW - DAY, lambda feed, since: 7) is None, "a clock that was set back"


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
    lines = coverage(replace(silence, complete=0.98769), "UTC", NOW, LANGUAGES[code])
    assert len(lines) == 3
    assert "98.7" in lines[0].replace(",", ".")
    assert coverage(replace(silence, complete=0.99999), "UTC", NOW, LANGUAGES[code])[0] != lines[0]
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
