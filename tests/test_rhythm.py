"""The rhythm of a feed: what is expected, when it is asked next, and the words for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import rhythm
from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S, Rhythm

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # a Monday
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

intervals = st.integers(LEAST_INTERVAL_S, LONGEST_INTERVAL_S)
ages = st.lists(st.integers(0, 60 * 24 * 28), max_size=80)  # minutes


def of(minutes: list[int], watched: timedelta = 4 * WEEK) -> Rhythm:
    """The rhythm of a feed whose stories are so old."""
    moments = (NOW - timedelta(minutes=age) for age in minutes)
    return rhythm.counted(None, moments, NOW, NOW - watched)


def each_day(hours: list[int], days: int = 28) -> Rhythm:
    """The rhythm of a feed that brings a story in each of these hours of every day."""
    moments = [NOW - day * DAY + hour * HOUR for day in range(1, days + 1) for hour in hours]
    return rhythm.counted(None, moments, NOW, NOW - days * DAY)


@given(ages, intervals, st.integers(0, 60 * 24 * 60))
def test_a_pause_is_between_a_third_and_four_times_the_interval(
    minutes: list[int], interval_s: int, later: int
) -> None:
    least, most = rhythm.bounds(interval_s)
    assert timedelta(seconds=LEAST_INTERVAL_S) <= least <= timedelta(seconds=interval_s) <= most
    assert least <= rhythm.pause(of(minutes), NOW + timedelta(minutes=later), interval_s) <= most


@given(ages, ages, intervals)
def test_more_stories_at_an_hour_never_make_the_pause_longer_at_that_hour(
    minutes: list[int], more: list[int], interval_s: int
) -> None:
    now_and_then = [age - age % (60 * 24 * 7) for age in more]  # the same hour of the week
    few, many = of(minutes), of(minutes + now_and_then)
    at = NOW - timedelta(minutes=1)
    within_the_hour = timedelta(minutes=59)
    if rhythm.pause(few, at, interval_s) <= within_the_hour and not more:
        assert rhythm.pause(many, at, interval_s) == rhythm.pause(few, at, interval_s)
    assert rhythm.weekly(many, NOW) >= rhythm.weekly(few, NOW)


@given(ages, st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 40))
def test_what_is_expected_adds_up(minutes: list[int], first: int, second: int) -> None:
    known = of(minutes)
    middle, end = NOW + timedelta(minutes=first), NOW + timedelta(minutes=first + second)
    parts = rhythm.expected(known, NOW, middle) + rhythm.expected(known, middle, end)
    assert rhythm.expected(known, NOW, end) == pytest.approx(parts, abs=1e-6)


@given(ages)
def test_a_week_brings_what_is_usual_in_a_week(minutes: list[int]) -> None:
    known = of(minutes)
    assert rhythm.expected(known, NOW, NOW + WEEK) == pytest.approx(rhythm.weekly(known, NOW))
    by_hours = sum(rhythm.expected(known, NOW + n * HOUR, NOW + (n + 1) * HOUR) for n in range(168))
    assert by_hours == pytest.approx(rhythm.weekly(known, NOW))


@given(st.integers(1, 40))
def test_a_steady_feed_has_the_volume_that_it_has_however_long_it_is_watched(days: int) -> None:
    assert rhythm.weekly(each_day([6, 9, 15], days), NOW) == pytest.approx(21, rel=0.12)


@given(ages, st.integers(0, 60 * 24 * 7))
def test_counting_in_two_steps_is_counting_in_one(minutes: list[int], later: int) -> None:
    now = NOW + timedelta(minutes=later)
    fresh = [NOW + timedelta(minutes=later / 2)]
    steps = rhythm.counted(of(minutes), fresh, now)
    whole = rhythm.counted(
        None, [*(NOW - timedelta(minutes=age) for age in minutes), *fresh], now, NOW - 4 * WEEK
    )
    assert (steps.hours, steps.days) == (pytest.approx(whole.hours), pytest.approx(whole.days))
    assert (steps.since, steps.at) == (whole.since, whole.at)


def test_a_feed_is_asked_more_often_in_its_hours_and_before_them() -> None:
    office = each_day(list(range(8, 18)))
    day, night = NOW.replace(hour=10), NOW.replace(hour=22)
    assert rhythm.pause(office, day, 900) < timedelta(minutes=25)
    assert rhythm.pause(office, night, 900) == HOUR
    before = NOW.replace(hour=7, minute=30)
    assert timedelta(minutes=30) < rhythm.pause(office, before, 900) < timedelta(minutes=52)


def test_a_feed_that_has_stopped_is_asked_less_and_less() -> None:
    busy = each_day([hour for hour in range(24) for _ in range(5)])
    pauses = [rhythm.pause(busy, NOW + weeks * WEEK, 900) for weeks in (0, 4, 8, 16)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(minutes=5), HOUR)


def test_until_the_rhythm_is_known_the_interval_counts() -> None:
    quarter = timedelta(minutes=15)
    assert rhythm.pause(None, NOW, 900) == quarter
    short = of([5, 10, 15], watched=rhythm.KNOWN_AFTER - HOUR)
    assert (rhythm.pause(short, NOW, 900), rhythm.described(short, NOW)) == (quarter, "")
    assert rhythm.pause(of([5]), NOW - HOUR, 900) == quarter, "the clock was set back"


def test_the_dates_of_a_first_document_count_for_four_weeks_and_never_from_the_future() -> None:
    known = rhythm.first([NOW - 40 * DAY, NOW - 10 * DAY, NOW - DAY, NOW + DAY], NOW)
    assert known.since == NOW - 10 * DAY
    assert sum(known.hours) == pytest.approx(sum(known.days)) == pytest.approx(1.56, abs=0.01)
    assert rhythm.first([], NOW) == Rhythm((0.0,) * 24, (0.0,) * 7, NOW, NOW)


def test_a_clock_that_was_set_back_begins_anew() -> None:
    again = rhythm.counted(of([5, 10]), [NOW - DAY], NOW - DAY)
    assert (again.since, again.at, sum(again.hours)) == (NOW - DAY, NOW - DAY, 1)


# ---------------------------------------------------------------- skipped hours, jitter


@given(
    st.integers(1, 2 * 24 * 60),
    st.frozensets(st.integers(0, 23), max_size=23),
    st.frozensets(st.integers(0, 6), max_size=6),
)
def test_a_pause_ends_at_an_hour_that_is_not_skipped_or_after_a_day(
    minutes: int, hours: frozenset[int], days: frozenset[int]
) -> None:
    wait = timedelta(minutes=minutes)
    longer = rhythm.after_skips(NOW, wait, hours, days)
    at = NOW + longer
    assert wait <= longer <= max(wait, DAY)
    assert longer >= DAY or (at.hour not in hours and at.weekday() not in days)


def test_a_feed_that_skips_the_night_is_asked_when_it_ends() -> None:
    night = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
    late = NOW.replace(hour=21, minute=50)
    assert late + rhythm.after_skips(late, timedelta(minutes=15), night, frozenset()) == (NOW + DAY).replace(
        hour=6
    )


@given(st.floats(0, 1), st.integers(60, 86_400))
def test_a_pause_is_varied_by_a_tenth_and_never_shorter_than_a_server_asked_for(
    chance: float, seconds: int
) -> None:
    wait = timedelta(seconds=seconds)
    assert 0.9 * wait - timedelta(microseconds=1) <= rhythm.varied(wait, chance) <= wait
    assert wait <= rhythm.varied(wait, chance, longer=True) <= 1.1 * wait + timedelta(microseconds=1)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (each_day([6, 8, 9, 10, 11, 13, 15, 16, 17]), "about 9 items a day, mostly 08-18 UTC"),
        (each_day(list(range(24))), "about 24 items a day"),
        (each_day([23, 0, 1]), "about 3 items a day, mostly 23-02 UTC"),
        (each_day([5], 21), "about 1 item a day, mostly 05-06 UTC"),
        (of([]), "hardly any items"),
    ],
)
def test_a_rhythm_is_told_in_words(known: Rhythm, text: str) -> None:
    assert rhythm.described(known, NOW) == text


def test_rare_items_are_told_by_the_week_or_by_four_weeks() -> None:
    assert rhythm.described(of([100, 3000, 9000, 15_000]), NOW) == "about 1.5 items a week"
    assert rhythm.described(of([30_000, 9000]), NOW) == "about 2 items in four weeks"


@pytest.mark.parametrize(
    ("seconds", "text"), [(20, "1 min"), (1500, "25 min"), (7199, "2 h"), (9000, "2.5 h"), (86_400, "24 h")]
)
def test_a_pause_is_told_in_minutes_or_hours(seconds: int, text: str) -> None:
    assert rhythm.shown(timedelta(seconds=seconds)) == text
