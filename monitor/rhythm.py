"""When a feed brings stories, and when to ask it next. Pure.

A `Rhythm` counts the stories of a feed by hour and by weekday (UTC); what is two weeks old counts half.
From it come the stories that are expected in a span of time, the pause until the next poll, and the words
that explain the pause. The reasons are in docs/notes/polling.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from monitor.model import LEAST_INTERVAL_S, LONGEST_INTERVAL_S, Rhythm

WEEK = timedelta(weeks=1)
HALF_LIFE = timedelta(weeks=2)
LOOKED_BACK = timedelta(weeks=4)  # at the dates of a first document
KNOWN_AFTER = timedelta(days=3)  # of watching, until a rhythm decides
PER_POLL = 0.3  # stories that are expected until the next poll
FASTER, SLOWER = 3, 4  # a pause is between a third and four times the interval of its feed
JITTER = 0.1  # share of a pause by which it is varied
_EVEN = 0.2  # share of the stories that may come at any hour
_MOSTLY = 0.8  # share of the stories in the hours that are named
_ENOUGH = 5  # stories, before hours are named
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SPAN = HALF_LIFE / math.log(2)


def counted(
    rhythm: Rhythm | None, moments: Iterable[datetime], now: datetime, since: datetime | None = None
) -> Rhythm:
    """The rhythm with the stories of these moments, as it is at `now`. A new one is watched since `since`."""
    if rhythm is None or rhythm.at > now:  # the clock was set back: begin anew
        rhythm = Rhythm((0.0,) * 24, (0.0,) * 7, since or now, now)
    kept = math.exp(-((now - rhythm.at) / _SPAN))
    hours, days = [count * kept for count in rhythm.hours], [count * kept for count in rhythm.days]
    for moment in moments:
        at = min(moment.astimezone(UTC), now)
        weight = math.exp(-((now - at) / _SPAN))
        hours[at.hour] += weight
        days[at.weekday()] += weight
    return Rhythm(tuple(hours), tuple(days), min(rhythm.since, now), now)


def first(moments: Iterable[datetime], now: datetime) -> Rhythm:
    """The rhythm of a first document, whose stories were published at these moments."""
    recent = [moment for moment in moments if now - LOOKED_BACK <= moment <= now]
    return counted(None, recent, now, min(recent, default=now))


def is_known(rhythm: Rhythm | None, now: datetime) -> bool:
    """True if the feed was watched for long enough."""
    return rhythm is not None and rhythm.at <= now and now - rhythm.since >= KNOWN_AFTER


def weekly(rhythm: Rhythm, now: datetime) -> float:
    """How many stories a week are usual, as it looks at `now`."""
    watched = _SPAN * (1 - math.exp(-(max(now - rhythm.since, _HOUR) / _SPAN)))
    left = math.exp(-(max(now - rhythm.at, timedelta()) / _SPAN))
    return sum(rhythm.hours) * left / (watched / timedelta(weeks=1))


def expected(rhythm: Rhythm, begin: datetime, end: datetime) -> float:
    """How many stories are usual from `begin` to `end`, by what was known at `rhythm.at`."""
    per_week = weekly(rhythm, rhythm.at)
    begin = begin.astimezone(UTC)
    weeks = max(0, (end - begin) // timedelta(weeks=1))
    stories, at = weeks * per_week, begin + weeks * timedelta(weeks=1)
    hours, days = _shares(rhythm)
    while at < end:
        until = min(_next_hour(at), end)
        stories += per_week * hours[at.hour] * days[at.weekday()] * ((until - at) / _HOUR)
        at = until
    return stories


def pause(rhythm: Rhythm | None, now: datetime, interval_s: int) -> timedelta:
    """The time until the next poll: until `PER_POLL` stories are expected, and between a third and four times
    the interval. The interval itself, as long as the rhythm is not known.
    """
    if rhythm is None or not is_known(rhythm, now):
        return timedelta(seconds=interval_s)
    least, most = bounds(interval_s)
    per_week = weekly(rhythm, now)
    hours, days = _shares(rhythm)
    missing, at = PER_POLL, now.astimezone(UTC)
    begin, end = at, at + most
    while at < end:
        until = min(_next_hour(at), end)
        per_hour = per_week * hours[at.hour] * days[at.weekday()]
        coming = per_hour * ((until - at) / _HOUR)
        if coming >= missing:
            return max(least, at - begin + missing / per_hour * _HOUR)
        missing, at = missing - coming, until
    return most


@lru_cache(maxsize=1024)
def bounds(interval_s: int) -> tuple[timedelta, timedelta]:
    """The shortest and the longest pause of a feed with this interval."""
    least = max(min(LEAST_INTERVAL_S, interval_s), interval_s // FASTER)
    most = max(interval_s, min(SLOWER * interval_s, LONGEST_INTERVAL_S))
    return timedelta(seconds=least), timedelta(seconds=most)


def after_skips(
    now: datetime, wait: timedelta, skip_hours: frozenset[int], skip_days: frozenset[int]
) -> timedelta:
    """The pause, made longer while it ends in an hour or on a day that the feed wants to be left alone (RSS
    2.0, `skipHours`, `skipDays`), but to a day at most.
    """
    if not skip_hours and not skip_days:
        return wait
    now = now.astimezone(UTC)
    at, latest = now + wait, now + max(wait, _DAY)
    while at < latest and (at.hour in skip_hours or at.weekday() in skip_days):
        at = min(_next_hour(at), latest)
    return at - now


def varied(wait: timedelta, chance: float, *, longer: bool = False) -> timedelta:
    """The pause, up to a tenth shorter, so that feeds that were added together are not polled together;
    `longer`: up to a tenth longer, because a server asked for this pause. `chance` is from 0 to 1.
    """
    change = JITTER * chance
    return wait * (1 + change if longer else 1 - change)


def described(rhythm: Rhythm | None, now: datetime) -> str:
    """The rhythm in English: `about 9 items a day, mostly 06-18 UTC`; "" while it is not known."""
    if rhythm is None or not is_known(rhythm, now):
        return ""
    per_week = weekly(rhythm, now)
    if per_week < 0.25:
        return "hardly any items"
    if per_week >= 6.5:
        often = f"about {_rounded(per_week / 7)} a day"
    elif per_week >= 1:
        often = f"about {_rounded(per_week)} a week"
    else:
        often = f"about {_rounded(per_week * 4)} in four weeks"
    number, _, span = often.removeprefix("about ").partition(" ")
    items = f"about {number} item{'' if number == '1' else 's'} {span}"
    begin, length = _busiest(rhythm)
    if length > 16 or sum(rhythm.hours) < _ENOUGH:
        return items
    return f"{items}, mostly {begin:02}-{(begin + length - 1) % 24 + 1:02} UTC"


def shown(span: timedelta) -> str:
    """A pause in English: `25 min`, `6 h`."""
    minutes = max(1, round(span / timedelta(minutes=1)))
    return f"{minutes} min" if minutes < 120 else f"{_rounded(minutes / 60)} h"


def _rounded(number: float) -> str:
    return str(round(number)) if number >= 2.75 else f"{number:.1f}".removesuffix(".0")


def _shares(rhythm: Rhythm) -> tuple[list[float], list[float]]:
    """The shares of the hours and of the days. The product of two, times the stories of a week, is the number
    for an hour of the week.
    """
    total = sum(rhythm.hours)
    if not total:
        return [1 / 24] * 24, [1 / 7] * 7
    part = (1 - _EVEN) / total
    return (
        [count * part + _EVEN / 24 for count in rhythm.hours],
        [count * part + _EVEN / 7 for count in rhythm.days],
    )


def _busiest(rhythm: Rhythm) -> tuple[int, int]:
    """The first hour and the number of the fewest hours in a row with most of the stories."""
    enough = _MOSTLY * sum(rhythm.hours)
    twice = rhythm.hours * 2
    return next(
        (
            (begin, length)
            for length in range(1, 25)
            for begin in range(24)
            if sum(twice[begin : begin + length]) >= enough
        ),
        (0, 24),
    )


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR
