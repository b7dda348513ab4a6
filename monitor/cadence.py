"""What is due, in the subscriber's own time. Pure: `now` is an argument, in UTC; only the time zone database
is consulted.

A slot is one owed digest: "2026-11-23" (daily, a local date), "2026-W48" (weekly, an ISO 8601 week of local
dates), either with its local time where there are several ("2026-11-23T17:00"), "2026-11-23T14" (hourly, an
hour in UTC), "" (instant, no wait). The destination keeps the last slot that was composed, so each comes
once, whatever the clock does; slots that were missed become the one that is current now.

In quiet hours nothing is due: what they held back is due when they end. Each day has one quiet period, from
one instant to another, so that every one ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from monitor.errors import UsageError
from monitor.model import Cadence, Schedule

# A slot may lie so far beyond its own period: its zone was changed (offsets span 26 hours), or its hour was,
# in the night clocks change.
_SLACK = timedelta(hours=2)
SATURDAY = 5  # date.weekday()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_PERIOD = {
    Cadence.HOURLY: timedelta(hours=1),
    Cadence.DAILY: timedelta(days=1),
    Cadence.WEEKDAYS: timedelta(days=1),
    Cadence.WEEKLY: timedelta(weeks=1),
}


def due(schedule: Schedule, slot: str | None, composed_at: datetime | None, now: datetime) -> str | None:
    """The slot to compose at `now`, or None when nothing is due.

    `slot` is the last one composed; where there is none of this cadence, `composed_at` (last composed, else
    created) says what is past. A clock that is set back does not repeat a slot. A last time more than a
    period and `_SLACK` ahead was written by a clock that ran wrong and is not believed, so that it cannot
    silence a destination for longer than that. In quiet hours nothing is due.
    """
    if quiet_until(schedule, now) is not None:
        return None
    if schedule.cadence is Cadence.INSTANT:
        return ""
    name, begins = _current(schedule, now)
    last = (_begins(schedule, slot) if slot else None) or composed_at
    done = last is not None and begins <= last <= now + _PERIOD[schedule.cadence] + _SLACK
    return None if done else name


def owed_since(
    schedule: Schedule, slot: str | None, composed_at: datetime | None, now: datetime
) -> datetime | None:
    """Since when, in UTC, the digest that is due at `now` could have been composed: from the beginning of its
    slot, or from the end of the quiet hours that held it. None when no digest is due.

    `slot` and `composed_at` as in `due`.
    """
    if not due(schedule, slot, composed_at, now):
        return None
    return _sent(schedule, _current(schedule, now)[1])


def next_due(schedule: Schedule, now: datetime) -> datetime:
    """The first time after `now`, in UTC, at which a slot is due; instant: `now`, or the end of the quiet
    hours.
    """
    if schedule.cadence is Cadence.INSTANT:
        return quiet_until(schedule, now) or now
    if schedule.cadence is Cadence.HOURLY:
        begins = _hour(now) - (2 * DAY if schedule.quiet else HOUR)
        while (sent := _sent(schedule, begins)) <= now:
            begins += HOUR
        return sent
    # Two days back: quiet hours may hold the slot of the day before yesterday until now.
    day = now.astimezone(zone(schedule.zone)).date() - timedelta(days=2)
    while True:
        later = [sent for _, begins in _slots(schedule, day) if (sent := _sent(schedule, begins)) > now]
        if later:
            return min(later)
        day += timedelta(days=1)


def quiet_until(schedule: Schedule, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` lies, in UTC; None if it does not lie in any.

    They begin and end at the first instant at which clocks in the zone show the times, else at the next
    minute that they show: an hour that comes twice is not quiet twice, and one that is skipped leaves no
    period without an end. Periods that meet because clocks skip the time between them count as one.
    """
    if schedule.quiet is None:
        return None
    until = None
    while (end := _quiet_end(schedule.quiet, schedule.zone, until or now)) is not None:
        until = end
    return until


def check_quiet(quiet: tuple[time, time] | None) -> None:
    """Raises UsageError for quiet hours that begin and end at the same time: they would be none, or never
    end.
    """
    if quiet is not None and quiet[0] == quiet[1]:
        raise UsageError(
            f"Quiet hours from {quiet[0]:%H:%M} to {quiet[1]:%H:%M} have no length: give two times, such as "
            "22:00-07:00; `destinations pause` stops all messages."
        )


def within(last: datetime | None, window: timedelta, now: datetime) -> bool:
    """True if `last` is less than `window` ago. A time after `now` was written by a clock that ran ahead, and
    counts as long ago.
    """
    return last is not None and last <= now < last + window


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises UsageError, which proposes the nearest names."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = get_close_matches(name, sorted(available_timezones()), n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "use an IANA name such as Europe/Berlin"
        raise UsageError(f"no time zone is called {name!r}: {hint}") from None


# ---------------------------------------------------------------- quiet hours


def _quiet_end(quiet: tuple[time, time], zone_name: str, now: datetime) -> datetime | None:
    """When the latest quiet period ends that has begun at `now` and has not ended; None if there is none."""
    begin, end = quiet
    today = now.astimezone(zone(zone_name)).date()
    ends = []
    # Where clocks go back over midnight, tomorrow may have begun and today come again.
    for day in (today - DAY, today, today + DAY):
        last = moment(day + DAY if end < begin else day, end, zone_name)
        if moment(day, begin, zone_name) <= now < last:
            ends.append(last)
    return max(ends, default=None)


def _sent(schedule: Schedule, begins: datetime) -> datetime:
    """When the slot that begins at `begins` is due: then, or when the quiet hours end in which that lies."""
    return quiet_until(schedule, begins) or begins


# ---------------------------------------------------------------- slots


def _current(schedule: Schedule, now: datetime) -> tuple[str, datetime]:
    """The newest slot that has begun at `now`, and when it began."""
    if schedule.cadence is Cadence.HOURLY:
        begins = _hour(now)
        return f"{begins:%Y-%m-%dT%H}", begins
    # One day ahead: where clocks go back over midnight, tomorrow may have begun and today come again.
    day = now.astimezone(zone(schedule.zone)).date() + timedelta(days=1)
    while True:
        begun = [(begins, name) for name, begins in _slots(schedule, day) if begins <= now]
        if begun:
            begins, name = max(begun)
            return name, begins
        day -= timedelta(days=1)


def _hour(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _slots(schedule: Schedule, day: date) -> Iterator[tuple[str, datetime]]:
    """The slots of a local date, daily or weekly, with their beginnings; none on a date that is not in the
    schedule.
    """
    if schedule.cadence in (Cadence.DAILY, Cadence.WEEKDAYS):
        name, exists = day.isoformat(), _exists(day, schedule.zone)
        exists = exists and (schedule.cadence is Cadence.DAILY or day.weekday() < SATURDAY)
    else:
        year, week, _ = day.isocalendar()
        name, exists = f"{year:04}-W{week:02}", day.weekday() == schedule.weekday
    if exists:
        for at in schedule.times:
            yield (f"{name}T{at:%H:%M}" if schedule.later else name), moment(day, at, schedule.zone)


def _begins(schedule: Schedule, slot: str) -> datetime | None:
    """When this slot begins; None when it is a slot of another cadence."""
    name, _, clock = slot.partition("T")
    try:
        if schedule.cadence is Cadence.HOURLY and len(slot) == 13:
            return datetime.fromisoformat(slot).replace(tzinfo=UTC)
        at = time.fromisoformat(clock) if len(clock) == 5 else schedule.times[0]
        if len(clock) not in (0, 5):
            return None
        if schedule.cadence in (Cadence.DAILY, Cadence.WEEKDAYS) and len(name) == 10:
            return moment(date.fromisoformat(name), at, schedule.zone)
        if schedule.cadence is Cadence.WEEKLY and len(name) == 8:
            return moment(
                date.fromisocalendar(int(name[:4]), int(name[6:]), schedule.weekday + 1), at, schedule.zone
            )
    except ValueError:
        pass
    return None


@lru_cache(maxsize=4096)
def moment(day: date, at: time, zone_name: str) -> datetime:
    """The instant, in UTC, at which clocks in the zone show `at` on `day`.

    Shown twice (clocks go back): the first. Never shown (clocks go forward): the next minute that is.
    """
    where = zone(zone_name)
    wall = datetime.combine(day, at)
    while True:
        instant = wall.replace(tzinfo=where).astimezone(UTC)
        if instant.astimezone(where).replace(tzinfo=None) == wall:
            return instant
        wall = wall.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _exists(day: date, zone_name: str) -> bool:
    """False for a date that the zone skipped when it moved over the date line (Samoa, 30 December 2011)."""
    return moment(day, time(), zone_name).astimezone(zone(zone_name)).date() == day
