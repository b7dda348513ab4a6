"""What a destination would have been sent: counted by its schedule, for any zone and any happenings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import cadence
from monitor.forecast import PERIOD, Forecast, Happening, forecast
from monitor.model import Cadence, Schedule

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)  # a Monday
SINCE = NOW - PERIOD
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")


def at(*days: float, urgent: bool = False) -> list[Happening]:
    """A happening of an own act so many days after the beginning."""
    return [Happening(SINCE + timedelta(days=day), number, urgent) for number, day in enumerate(days)]


def test_a_digest_is_sent_for_each_slot_in_which_something_happened() -> None:
    daily = Schedule(Cadence.DAILY, time(8))
    assert forecast(daily, at(1, 1.1, 1.2, 5), SINCE, NOW) == Forecast(SINCE, NOW, 2, 4)
    weekly = Schedule(Cadence.WEEKLY, time(8))
    assert forecast(weekly, at(1, 1.1, 1.2, 5, 9), SINCE, NOW).messages == 3
    weekdays = Schedule(Cadence.WEEKDAYS, time(8))
    # 31 October is a Saturday: Saturday, Sunday and early Monday are one digest
    assert forecast(weekdays, at(0.1, 1, 1.5, 2.5), SINCE, NOW).messages == 2


def test_an_act_that_was_told_twice_counts_once() -> None:
    twice = [Happening(SINCE + timedelta(days=day), 7) for day in (1, 2)]
    assert forecast(Schedule(Cadence.DAILY), twice, SINCE, NOW) == Forecast(SINCE, NOW, 2, 1)


def test_instant_alerts_within_a_window_become_one_message() -> None:
    minute = 1 / 24 / 60
    window = timedelta(minutes=2)
    near = at(1, 1 + minute, 1 + 1.5 * minute, 1 + 10 * minute)
    assert forecast(Schedule(), near, SINCE, NOW, window=window).messages == 3
    assert forecast(Schedule(), near, SINCE, NOW).messages == 4


def test_quiet_hours_hold_all_but_what_is_urgent() -> None:
    quiet = Schedule(quiet=(time(22), time(7)))
    night = [Happening(datetime(2026, 11, 10, hour, tzinfo=UTC), hour) for hour in (1, 2, 3)]
    assert forecast(quiet, night, SINCE, NOW).messages == 1
    urgent = [happening._replace(urgent=True) for happening in night]
    assert forecast(quiet, urgent, SINCE, NOW).messages == 3


def test_with_empty_digests_every_slot_is_a_message() -> None:
    daily = Schedule(Cadence.DAILY, time(8), later=(time(17),))
    assert forecast(daily, (), SINCE, NOW, empty=True).messages == 60
    assert forecast(daily, (), SINCE, NOW).messages == 0


def test_what_happened_before_the_period_is_not_counted() -> None:
    assert forecast(Schedule(), at(-1, 31), SINCE, NOW) == Forecast(SINCE, NOW)


def test_rates_are_those_of_the_stored_days_and_of_one_day_at_least() -> None:
    week = Forecast(NOW - timedelta(days=7), NOW, 14, 7)
    assert (week.acts_a_week, week.messages_a_day, week.is_whole) == (7, 2, False)
    hour = Forecast(NOW - timedelta(hours=1), NOW, 3, 3)
    assert hour.days == 1
    nothing = Forecast(None, NOW)
    assert (nothing.acts_a_week, nothing.messages_a_day, nothing.is_much) == (None, 0, False)


def test_there_is_no_weekly_rate_before_a_week_is_stored() -> None:
    assert Forecast(NOW - timedelta(days=6.9), NOW, 14, 7).acts_a_week is None


@pytest.mark.parametrize(
    ("days", "messages", "acts", "much"),
    [(0.1, 90, 90, False), (2.9, 900, 900, False), (3, 31, 9, True), (3, 9, 50, False), (3, 9, 51, True)],
)
def test_what_fewer_than_three_days_brought_is_never_much(
    days: float, messages: int, acts: int, much: bool
) -> None:
    assert Forecast(NOW - timedelta(days=days), NOW, messages, acts).is_much is much


def test_a_change_exceeds_only_in_what_is_much() -> None:
    before = Forecast(SINCE, NOW, 400, 300)
    assert not before.exceeds(before)
    assert not Forecast(SINCE, NOW, 30, 300).exceeds(before)
    assert Forecast(SINCE, NOW, 401, 300).exceeds(before)
    assert not Forecast(SINCE, NOW, 31, 150).exceeds(Forecast(SINCE, NOW, 30, 100))


def test_acts_that_wait_for_their_first_slot_are_a_message_of_a_destination_with_empty_digests() -> None:
    since = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    told = [Happening(since + timedelta(hours=1), number) for number in range(60)]
    assert forecast(Schedule(Cadence.DAILY, time(8)), told, since, NOW, empty=True).messages == 1


@pytest.mark.parametrize(
    ("messages", "acts", "much"), [(300, 1, False), (301, 1, True), (1, 215, True), (30, 210, False)]
)
def test_more_than_ten_messages_a_day_or_fifty_acts_a_week_are_much(
    messages: int, acts: int, much: bool
) -> None:
    assert Forecast(SINCE, NOW, messages, acts).is_much is much


schedules = st.builds(
    Schedule,
    st.sampled_from(Cadence),
    st.times(),
    st.integers(0, 6),
    st.sampled_from(ZONES),
    st.sets(st.times(), max_size=2).map(tuple),
)


@given(schedules, st.lists(st.integers(0, 30 * 24 * 60), max_size=12), st.booleans())
def test_the_count_is_that_of_a_service_that_looks_every_minute(
    schedule: Schedule, minutes: list[int], empty: bool
) -> None:
    told = [Happening(SINCE + timedelta(minutes=minute), minute) for minute in minutes]
    counted = forecast(schedule, told, SINCE, NOW, empty=empty)
    assert counted.acts == len(set(minutes))
    assert bool(counted.messages) >= bool(counted.acts)
    if schedule.cadence is Cadence.INSTANT:
        assert counted.messages == len(set(minutes))
        return
    slots = {cadence.next_due(schedule, happening.at) for happening in told}
    assert len({happening.at for happening in told}) >= counted.messages or empty
    if empty:
        assert counted.messages >= len({slot for slot in slots if slot <= NOW})
    else:
        assert counted.messages == len(slots)
