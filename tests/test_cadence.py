"""Digests come once a local date, whatever the clock and the law do to it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor import cadence
from monitor.errors import UsageError
from monitor.model import Cadence, Schedule

# Every kind of change: north and south, at midnight, over midnight, of half an hour, of a quarter, never.
ZONES = [
    f"{region}/{city}"
    for region, cities in {
        "Europe": ("Berlin", "London", "Lisbon", "Kyiv", "Chisinau", "Moscow"),
        "Asia": ("Beirut", "Gaza", "Jerusalem", "Kolkata", "Kathmandu", "Tokyo"),
        "Africa": ("Cairo", "Casablanca", "Nairobi"),
        "America": (
            "New_York",
            "St_Johns",
            "Havana",
            "Asuncion",
            "Santiago",
            "Nuuk",
            "Scoresbysund",
            "Los_Angeles",
            "Sao_Paulo",
            "Mexico_City",
        ),
        "Australia": ("Lord_Howe", "Sydney"),
        "Pacific": ("Auckland", "Chatham", "Apia", "Honolulu"),
        "Atlantic": ("Azores",),
    }.items()
    for city in cities
]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def ticks(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    now = start
    while now < end:
        yield now
        now += step


def composed(
    schedule: Schedule, clock: Iterator[datetime], slot: str | None = None, since: datetime | None = None
) -> list[tuple[str, datetime]]:
    """What a destination gets when compose runs at each of these times: slot and time."""
    got = []
    for now in clock:
        name = cadence.due(schedule, slot, since, now)
        if name is not None:
            got.append((name, now))
            slot, since = name, now
    return got


def shown_first(day: date, at: time, zone: str) -> datetime:
    """By brute force: the first minute at which clocks in the zone show this or a later time."""
    where, wall = ZoneInfo(zone), datetime.combine(day, at)
    now = datetime.combine(day, at, UTC) - 15 * HOUR
    while now.astimezone(where).replace(tzinfo=None) < wall:
        now += MINUTE
    return now


# ---------------------------------------------------------------- daily


def changes(zone: str, year: int) -> list[date]:
    """The local dates on which the offset of this zone changes in this year."""
    where = ZoneInfo(zone)
    noons = [(utc(year, 1, 1, 12) + number * DAY).astimezone(where) for number in range(366)]
    return [after.date() for before, after in pairwise(noons) if before.utcoffset() != after.utcoffset()]


@given(
    zone=st.sampled_from(ZONES),
    year=st.sampled_from([2011, 2018, 2023, 2024, 2025, 2026, 2027]),
    number=st.integers(0, 5),
    at=st.builds(time, st.sampled_from([0, 1, 2, 3, 8, 12, 22, 23]), st.sampled_from([0, 1, 30, 59])),
    step=st.sampled_from([7, 23, 60, 95]),
)
@example(zone="Pacific/Apia", year=2011, number=2, at=time(8), step=23)
@example(zone="America/Nuuk", year=2024, number=0, at=time(23, 30), step=7)
@settings(max_examples=80, deadline=None)
def test_fault_92_93_every_local_date_gets_one_digest_at_its_time_whatever_clocks_do_that_week(
    zone: str, year: int, number: int, at: time, step: int
) -> None:
    around = changes(zone, year) or [date(year, 7, 1)]
    day = around[number % len(around)]
    start = shown_first(day - 2 * DAY, at, zone)
    end = start + 5 * DAY
    got = composed(Schedule(Cadence.DAILY, at, zone=zone), ticks(start, end, step * MINUTE))
    where = ZoneInfo(zone)
    lived = sorted({now.astimezone(where).date() for now in ticks(start - DAY, end + DAY, 15 * MINUTE)})
    wanted = [(one.isoformat(), shown_first(one, at, zone)) for one in lived]
    wanted = [(name, begins) for name, begins in wanted if start <= begins < end - step * MINUTE]
    assert [name for name, _ in got][: len(wanted)] == [name for name, _ in wanted]
    assert len(got) <= len(wanted) + 1
    assert all(
        begins <= now < begins + step * MINUTE for (_, begins), (_, now) in zip(wanted, got, strict=False)
    )


@pytest.mark.parametrize("zone", ZONES)
def test_fault_92_the_midnight_digest_comes_on_the_day_after_clocks_went_forward(zone: str) -> None:
    schedule = Schedule(Cadence.DAILY, time(0), zone=zone)
    got = composed(schedule, ticks(utc(2025, 3, 5), utc(2025, 4, 5), 20 * MINUTE), since=utc(2025, 3, 5))
    names = [name for name, _ in got]
    first, last = date.fromisoformat(names[0]), date.fromisoformat(names[-1])
    assert names == [(first + number * DAY).isoformat() for number in range((last - first).days + 1)]
    assert len(names) >= 30


def test_fault_93_half_past_two_is_sent_once_when_it_comes_twice_and_once_when_it_never_comes() -> None:
    schedule = Schedule(Cadence.DAILY, time(2, 30), zone="Europe/Berlin")
    autumn = composed(schedule, ticks(utc(2026, 10, 24, 12), utc(2026, 10, 26, 0), MINUTE), "2026-10-24")
    assert autumn == [("2026-10-25", utc(2026, 10, 25, 0, 30))], (
        "02:30 summer time, not again at 02:30 winter time"
    )
    spring = composed(schedule, ticks(utc(2026, 3, 28, 12), utc(2026, 3, 30, 0), MINUTE), "2026-03-28")
    assert spring == [("2026-03-29", utc(2026, 3, 29, 1, 0))], "03:00, the next minute that clocks show"


def test_where_clocks_go_back_over_midnight_a_date_that_comes_again_is_not_sent_again() -> None:
    # at 00:00 on 25 October 2026 it becomes 23:00 again
    schedule = Schedule(Cadence.DAILY, time(0), zone="America/Nuuk")
    got = composed(schedule, ticks(utc(2026, 10, 24, 12), utc(2026, 10, 26, 12), MINUTE), "2026-10-24")
    assert [name for name, _ in got] == ["2026-10-25", "2026-10-26"]


def test_a_date_that_began_before_clocks_went_back_over_midnight_counts_as_begun() -> None:
    # at 00:01 on 7 November 2010 it became 23:01 again
    schedule = Schedule(Cadence.DAILY, time(0), zone="America/St_Johns")
    now = utc(2010, 11, 7, 2, 45)
    assert cadence.due(schedule, "2010-11-05", utc(2010, 11, 5, 3), now) == "2010-11-07"
    assert cadence.next_due(schedule, now) == utc(2010, 11, 8, 3, 30)


def test_a_date_that_a_zone_skipped_gets_no_digest() -> None:
    schedule = Schedule(Cadence.DAILY, time(8), zone="Pacific/Apia")
    got = composed(schedule, ticks(utc(2011, 12, 29), utc(2012, 1, 1), HOUR), "2011-12-28")
    assert [name for name, _ in got] == ["2011-12-29", "2011-12-31", "2012-01-01"]


def test_overdue_slots_become_one_digest() -> None:
    schedule = Schedule(Cadence.DAILY, time(8), zone="Europe/Berlin")
    assert cadence.due(schedule, "2026-11-10", utc(2026, 11, 10, 7), utc(2026, 11, 23, 6)) == "2026-11-22"
    assert cadence.due(schedule, "2026-11-22", utc(2026, 11, 23, 6), utc(2026, 11, 23, 6, 59)) is None
    assert cadence.due(schedule, "2026-11-22", utc(2026, 11, 23, 6), utc(2026, 11, 23, 7)) == "2026-11-23"


def test_a_new_destination_waits_for_its_first_slot() -> None:
    schedule = Schedule(Cadence.DAILY, time(8), zone="UTC")
    created = utc(2026, 11, 23, 10)
    assert cadence.due(schedule, None, created, created) is None
    assert cadence.due(schedule, None, created, utc(2026, 11, 24, 7, 59)) is None
    assert cadence.due(schedule, None, created, utc(2026, 11, 24, 8)) == "2026-11-24"
    assert cadence.due(schedule, None, None, created) == "2026-11-23", (
        "never composed, and no one knows since when: now"
    )


def test_changing_the_hour_or_the_zone_does_not_send_a_second_digest_the_same_date() -> None:
    evening = Schedule(Cadence.DAILY, time(18), zone="UTC")
    assert cadence.due(evening, "2026-11-23", utc(2026, 11, 23, 8), utc(2026, 11, 23, 18, 1)) is None
    west = Schedule(Cadence.DAILY, time(8), zone="America/New_York")
    assert cadence.due(west, "2026-11-23", utc(2026, 11, 23, 7), utc(2026, 11, 23, 13)) is None


def test_moving_from_the_first_zone_of_the_day_to_the_last_does_not_send_the_date_again() -> None:
    line_east, line_west = (
        Schedule(Cadence.DAILY, time(8), zone=zone) for zone in ("Pacific/Kiritimati", "Pacific/Niue")
    )
    now = utc(2026, 11, 23, 18)
    assert cadence.due(line_east, "2026-11-23", None, now) == "2026-11-24"
    assert cadence.due(line_west, "2026-11-24", now, now + MINUTE) is None


def test_changing_the_cadence_counts_from_the_last_message() -> None:
    weekly = Schedule(Cadence.WEEKLY, time(8), 0, "UTC")
    assert cadence.due(weekly, "2026-11-24", utc(2026, 11, 24, 8), utc(2026, 11, 25)) is None
    assert cadence.due(weekly, "2026-11-24", utc(2026, 11, 24, 8), utc(2026, 11, 30, 8)) == "2026-W49"
    assert cadence.due(weekly, "not-a-w1", utc(2026, 11, 24, 8), utc(2026, 11, 25)) is None


# ---------------------------------------------------------------- clocks that are wrong


@given(
    jumps=st.lists(st.tuples(st.integers(1, 40), st.integers(-60, 120)), max_size=30),
    kind=st.sampled_from([Cadence.HOURLY, Cadence.DAILY, Cadence.WEEKDAYS, Cadence.WEEKLY]),
)
@settings(max_examples=100, deadline=None)
def test_fault_154_a_clock_set_back_by_up_to_an_hour_repeats_no_slot(
    jumps: list[tuple[int, int]], kind: Cadence
) -> None:
    def clock() -> Iterator[datetime]:
        now = newest = utc(2026, 11, 22, 7, 30)
        yield now
        for forward, jump in jumps:
            for _ in range(forward):
                now += 10 * MINUTE
                yield now
            newest = max(newest, now)
            now = max(now + jump * MINUTE, newest - HOUR)
            yield now

    names = [name for name, _ in composed(Schedule(kind, time(8), 0, "UTC"), clock())]
    assert names == sorted(set(names))


def test_fault_154_a_slot_written_by_a_clock_that_ran_far_ahead_does_not_silence_a_destination() -> None:
    schedule = Schedule(Cadence.DAILY, time(8), zone="UTC")
    now = utc(2026, 11, 23, 9)
    assert cadence.due(schedule, "2038-01-19", utc(2038, 1, 19, 8), now) == "2026-11-23"
    assert cadence.due(schedule, None, utc(2038, 1, 19, 8), now) == "2026-11-23"
    assert cadence.due(schedule, "2026-11-24", utc(2026, 11, 24, 8), now) is None, "a day is believed"


# ---------------------------------------------------------------- the other cadences


def test_instant_is_due_always() -> None:
    now = utc(2026, 11, 23)
    assert cadence.due(Schedule(), None, None, now) == ""
    assert cadence.next_due(Schedule(), now) == now


def test_hourly_is_once_an_hour_of_utc_also_when_a_local_hour_comes_twice() -> None:
    schedule = Schedule(Cadence.HOURLY, zone="Europe/Berlin")
    got = composed(
        schedule,
        ticks(utc(2026, 10, 24, 22, 10), utc(2026, 10, 25, 3), 5 * MINUTE),
        since=utc(2026, 10, 24, 22, 5),
    )
    assert got == [
        (f"2026-10-25T0{hour}" if hour >= 0 else "2026-10-24T23", utc(2026, 10, 24, 23) + (hour + 1) * HOUR)
        for hour in range(-1, 3)
    ]


def test_fault_165_weekly_knows_iso_week_53_and_the_turn_of_the_year() -> None:
    schedule = Schedule(Cadence.WEEKLY, time(8), 6, "Asia/Tokyo")  # Sundays
    got = composed(schedule, ticks(utc(2026, 12, 14), utc(2027, 1, 18), HOUR), "2026-W50")
    assert got == [
        ("2026-W51", utc(2026, 12, 19, 23)),
        ("2026-W52", utc(2026, 12, 26, 23)),
        ("2026-W53", utc(2027, 1, 2, 23)),
        ("2027-W01", utc(2027, 1, 9, 23)),
        ("2027-W02", utc(2027, 1, 16, 23)),
    ]


def test_a_week_whose_day_a_zone_skipped_is_sent_at_the_next_minute_there_is() -> None:
    schedule = Schedule(Cadence.WEEKLY, time(8), 4, "Pacific/Apia")  # Friday 30 December 2011 never was
    got = composed(schedule, ticks(utc(2011, 12, 29), utc(2012, 1, 8), HOUR), "2011-W51")
    assert got == [("2011-W52", utc(2011, 12, 30, 10)), ("2012-W01", utc(2012, 1, 5, 18))]


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (utc(2028, 2, 29, 9), "2028-02-29"),
        (utc(2028, 3, 1, 7, 59), "2028-02-29"),
        (utc(2038, 1, 19, 9), "2038-01-19"),
        (utc(2038, 1, 20, 9), "2038-01-20"),
        (utc(2100, 3, 1, 7), "2100-02-28"),
    ],
)
def test_fault_165_leap_days_and_the_year_2038_are_days_like_others(now: datetime, slot: str) -> None:
    assert cadence.due(Schedule(Cadence.DAILY, time(8), zone="UTC"), None, None, now) == slot


@pytest.mark.parametrize("kind", [Cadence.HOURLY, Cadence.DAILY, Cadence.WEEKDAYS, Cadence.WEEKLY])
@given(zone=st.sampled_from(ZONES), minutes=st.integers(0, 366 * 24 * 60))
@settings(max_examples=60, deadline=None)
def test_the_next_time_is_the_first_at_which_something_is_due(kind: Cadence, zone: str, minutes: int) -> None:
    schedule = Schedule(kind, time(2, 30), 6, zone)
    now = utc(2026, 1, 1) + minutes * MINUTE
    slot = cadence.due(schedule, None, None, now)
    begins = cadence.next_due(schedule, now)
    assert begins > now
    assert cadence.due(schedule, slot, now, begins - timedelta(seconds=1)) is None
    assert cadence.due(schedule, slot, now, begins) is not None


# ---------------------------------------------------------------- quiet hours


def shown_quiet(quiet: tuple[time, time], zone: str, start: datetime, end: datetime) -> set[datetime]:
    """By brute force, the quiet minutes: a period begins when clocks first show its begin or a later time of
    that date, and ends when they first show its end or a later time, of the same or the next date.
    """
    where, (begin, last) = ZoneInfo(zone), quiet
    first_shown: dict[datetime, datetime] = {}
    newest = datetime.combine(date.min, time())
    for now in ticks(start - 3 * DAY, end + 3 * DAY, MINUTE):
        wall = now.astimezone(where).replace(tzinfo=None)
        if wall > newest:
            # what was skipped is shown now
            for skipped in ticks(max(newest + MINUTE, wall - 2 * DAY), wall + MINUTE, MINUTE):
                first_shown[skipped] = now
            newest = wall
    quiet_minutes: set[datetime] = set()
    for wall, now in first_shown.items():
        if wall.time() == begin:
            until = datetime.combine(wall.date() + (DAY if last < begin else timedelta()), last)
            quiet_minutes |= set(ticks(now, first_shown.get(until, now), MINUTE))
    return quiet_minutes


@given(
    zone=st.sampled_from(ZONES),
    year=st.sampled_from([2011, 2018, 2024, 2026]),
    number=st.integers(0, 5),
    begin=st.builds(time, st.sampled_from([0, 1, 2, 3, 12, 22, 23]), st.sampled_from([0, 1, 30, 59])),
    end=st.builds(time, st.sampled_from([0, 1, 2, 3, 7, 12, 23]), st.sampled_from([0, 2, 30, 58])),
)
@example(zone="Pacific/Apia", year=2011, number=2, begin=time(22), end=time(7))
@example(zone="America/Nuuk", year=2024, number=1, begin=time(23, 30), end=time(0, 30))
@example(zone="Europe/Berlin", year=2026, number=0, begin=time(2, 30), end=time(2))
@settings(max_examples=25, deadline=None)
def test_fault_92_93_quiet_hours_are_what_clocks_first_show_minute_by_minute(
    zone: str, year: int, number: int, begin: time, end: time
) -> None:
    if begin == end:
        return
    around = changes(zone, year) or [date(year, 7, 1)]
    start = datetime.combine(around[number % len(around)], time(), UTC) - 2 * DAY
    schedule = Schedule(zone=zone, quiet=(begin, end))
    quiet = shown_quiet((begin, end), zone, start, start + 4 * DAY)
    for now in ticks(start, start + 4 * DAY, MINUTE):
        until = cadence.quiet_until(schedule, now)
        assert (until is not None) == (now in quiet), now
        if until is not None:
            assert until <= now + 2 * DAY
            assert until not in quiet
            assert until - MINUTE in quiet


@given(
    kind=st.sampled_from([Cadence.HOURLY, Cadence.DAILY, Cadence.WEEKDAYS, Cadence.WEEKLY]),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 366 * 24 * 60),
    quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda hours: hours[0] != hours[1]),
)
@settings(max_examples=120, deadline=None)
def test_what_quiet_hours_hold_back_is_due_when_they_end(
    kind: Cadence, zone: str, minutes: int, quiet: tuple[int, int]
) -> None:
    schedule = Schedule(kind, time(2, 30), 6, zone, quiet=(time(quiet[0]), time(quiet[1])))
    now = utc(2026, 1, 1) + minutes * MINUTE
    slot = cadence.due(schedule, None, None, now) or None
    comes = cadence.next_due(schedule, now)
    assert comes > now
    assert cadence.quiet_until(schedule, comes) is None
    assert cadence.due(schedule, slot, now - MINUTE, comes) is not None or slot is None
    last = now if cadence.quiet_until(schedule, now) is None else None
    if last:
        assert cadence.due(schedule, slot, last, comes - timedelta(seconds=1)) is None
        assert cadence.owed_since(schedule, slot, last, comes + MINUTE) in (comes, None)


@given(
    kind=st.sampled_from([Cadence.HOURLY, Cadence.DAILY, Cadence.WEEKDAYS, Cadence.WEEKLY]),
    zone=st.sampled_from(ZONES),
    year=st.sampled_from([2011, 2024, 2026]),
    number=st.integers(0, 5),
    at=st.builds(time, st.sampled_from([0, 2, 8, 23]), st.sampled_from([0, 30])),
    quiet=st.none() | st.just((time(22), time(7))) | st.just((time(1, 30), time(2, 30))),
)
@settings(max_examples=60, deadline=None)
def test_what_is_composed_every_ten_minutes_is_never_owed_for_longer(
    kind: Cadence, zone: str, year: int, number: int, at: time, quiet: tuple[time, time] | None
) -> None:
    around = changes(zone, year) or [date(year, 7, 1)]
    start = datetime.combine(around[number % len(around)], time(), UTC) - 3 * DAY
    schedule = Schedule(kind, at, 6, zone, quiet=quiet)
    slot, last, count = None, start, 0
    for now in ticks(start, start + 6 * DAY, 10 * MINUTE):
        name, since = (tell(schedule, slot, last, now) for tell in (cadence.due, cadence.owed_since))
        assert bool(name) == (since is not None)
        if isinstance(since, datetime):
            assert now - 10 * MINUTE < since <= now
            slot, last, count = str(name), now, count + 1
    assert kind is Cadence.WEEKLY or count >= 3


def test_an_instant_destination_hears_nothing_from_ten_until_seven() -> None:
    schedule = Schedule(zone="Europe/Berlin", quiet=(time(22), time(7)))
    assert cadence.due(schedule, None, None, utc(2026, 11, 23, 20, 59)) == ""
    assert cadence.due(schedule, None, None, utc(2026, 11, 23, 21)) is None
    assert cadence.next_due(schedule, utc(2026, 11, 23, 23)) == utc(2026, 11, 24, 6)
    assert cadence.due(schedule, None, None, utc(2026, 11, 24, 5, 59)) is None
    assert cadence.due(schedule, None, None, utc(2026, 11, 24, 6)) == ""
    assert cadence.owed_since(schedule, None, None, utc(2026, 11, 24, 6)) is None, "no digest"


def test_a_digest_whose_time_is_in_quiet_hours_comes_when_they_end_once() -> None:
    schedule = Schedule(
        Cadence.DAILY, time(3), zone="Europe/Berlin", later=(time(5),), quiet=(time(22), time(7))
    )
    got = composed(schedule, ticks(utc(2026, 11, 23, 12), utc(2026, 11, 25, 12), MINUTE), "2026-11-23T05:00")
    assert got == [
        ("2026-11-24T05:00", utc(2026, 11, 24, 6)),
        ("2026-11-25T05:00", utc(2026, 11, 25, 6)),
    ]
    assert cadence.owed_since(schedule, "2026-11-23T05:00", None, utc(2026, 11, 24, 9)) == utc(
        2026, 11, 24, 6
    )


def test_fault_93_quiet_hours_end_the_first_time_that_clocks_show_half_past_two() -> None:
    schedule = Schedule(zone="Europe/Berlin", quiet=(time(1), time(2, 30)))
    assert cadence.quiet_until(schedule, utc(2026, 10, 24, 23, 30)) == utc(2026, 10, 25, 0, 30)
    assert cadence.quiet_until(schedule, utc(2026, 10, 25, 1, 10)) is None, "02:10 for the second time"
    spring = Schedule(zone="Europe/Berlin", quiet=(time(2, 10), time(2, 40)))
    assert cadence.quiet_until(spring, utc(2026, 3, 29, 1)) is None, "neither time is shown"


def test_quiet_hours_without_a_length_are_refused() -> None:
    with pytest.raises(UsageError, match="have no length"):
        cadence.check_quiet((time(7), time(7)))
    cadence.check_quiet((time(22), time(7)))
    cadence.check_quiet(None)


def test_fault_154_a_last_message_in_the_future_holds_nothing_back() -> None:
    now, window = utc(2026, 11, 23), timedelta(seconds=120)
    assert cadence.within(now - MINUTE, window, now)
    assert not cadence.within(now - 2 * MINUTE, window, now)
    assert not cadence.within(now + MINUTE, window, now)
    assert not cadence.within(None, window, now)


# ---------------------------------------------------------------- weekdays


@given(
    zone=st.sampled_from(ZONES),
    year=st.sampled_from([2011, 2024, 2026]),
    number=st.integers(0, 5),
    at=st.builds(time, st.sampled_from([0, 2, 8, 23]), st.sampled_from([0, 30])),
)
@settings(max_examples=40, deadline=None)
def test_weekdays_are_the_daily_digests_of_monday_to_friday(
    zone: str, year: int, number: int, at: time
) -> None:
    around = changes(zone, year) or [date(year, 7, 1)]
    start = datetime.combine(around[number % len(around)], time(12), UTC) - 6 * DAY
    clock = list(ticks(start, start + 12 * DAY, 20 * MINUTE))
    daily, weekdays = (
        composed(Schedule(kind, at, zone=zone), iter(clock), since=start)
        for kind in (Cadence.DAILY, Cadence.WEEKDAYS)
    )
    assert weekdays == [got for got in daily if date.fromisoformat(got[0]).weekday() < cadence.SATURDAY]


def test_what_friday_missed_comes_as_one_digest_and_monday_s_is_another() -> None:
    schedule = Schedule(Cadence.WEEKDAYS, time(8), zone="UTC")
    thursday, saturday = utc(2026, 11, 26, 8), utc(2026, 11, 28, 10)
    assert cadence.due(schedule, "2026-11-26", thursday, saturday) == "2026-11-27"
    assert cadence.due(schedule, "2026-11-27", saturday, saturday + DAY) is None
    assert cadence.next_due(schedule, saturday) == utc(2026, 11, 30, 8)
    assert cadence.due(schedule, "2026-11-27", saturday, utc(2026, 11, 30, 8)) == "2026-11-30"
    assert cadence.due(schedule, "2026-11-26", thursday, utc(2026, 11, 30, 9)) == "2026-11-30", "one digest"


def test_a_weekday_slot_written_by_a_clock_far_ahead_is_not_believed() -> None:
    schedule = Schedule(Cadence.WEEKDAYS, time(8), zone="UTC")
    monday = utc(2026, 11, 30, 9)
    assert cadence.due(schedule, "2038-01-19", utc(2038, 1, 19, 8), monday) == "2026-11-30"


# ---------------------------------------------------------------- zones


@pytest.mark.parametrize(
    "name",
    ["Europe/Berln", "Mars/Olympus", "", "../../etc/passwd", "/etc/localtime", "Europe", "a\0b", "UTC\n"],
)
def test_fault_152_a_name_that_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        cadence.zone(name)
    assert "no time zone" in str(caught.value)
    with pytest.raises(UsageError):
        cadence.due(Schedule(Cadence.DAILY, zone=name), None, None, utc(2026, 1, 1))


def test_fault_152_a_slip_of_the_pen_is_answered_with_the_name_that_was_meant() -> None:
    with pytest.raises(UsageError, match="Europe/Berlin"):
        cadence.zone("Europe/Berln")


def test_fault_152_time_zones_are_there_on_a_machine_without_any() -> None:
    try:
        zoneinfo.reset_tzpath(to=[])
        ZoneInfo.clear_cache()
        assert utc(2026, 7, 1).astimezone(cadence.zone("America/Nuuk")).utcoffset() == -HOUR
    finally:
        zoneinfo.reset_tzpath()
        ZoneInfo.clear_cache()
