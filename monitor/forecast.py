"""What a destination would have been sent in a past period, by its schedule. Pure; times are in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor import cadence
from monitor.model import Cadence, Schedule

PERIOD = timedelta(days=30)
MOST_MESSAGES = 10  # a day; more than that, or more than so many acts a week, is asked about
MOST_ACTS = 50
LEAST_DAYS = 3  # that must be stored before anything is called much
_DAY = timedelta(days=1)
_WEEK_DAYS = 7


class Happening(NamedTuple):
    """Something that the destination would have been told: when, of which act, and whether quiet hours hold
    it.
    """

    at: datetime
    act: int
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """The messages and acts between `since` and `until`. `since` None: nothing is stored to compare with."""

    since: datetime | None
    until: datetime
    messages: int = 0
    acts: int = 0

    @property
    def days(self) -> float:
        """The length of the period; a day at least, so that an hour is not taken for a week."""
        return max(1.0, (self.until - self.since) / _DAY) if self.since else 0.0

    @property
    def is_whole(self) -> bool:
        """True if all of `PERIOD` is stored."""
        return self.since is not None and self.until - self.since >= PERIOD

    @property
    def acts_a_week(self) -> float | None:
        """How many acts a week that is; None where less than a week is stored."""
        return self.acts / self.days * _WEEK_DAYS if self.days >= _WEEK_DAYS else None

    @property
    def messages_a_day(self) -> float:
        """How many messages a day that is."""
        return self.messages / self.days if self.days else 0.0

    @property
    def is_much(self) -> bool:
        """True if it is more than most people read; what few days brought says nothing."""
        return self.days >= LEAST_DAYS and (self._many_messages or self._many_acts)

    def exceeds(self, before: Forecast) -> bool:
        """True if what is much here is more than it was before."""
        more_messages = self._many_messages and self.messages > before.messages
        return more_messages or (self._many_acts and self.acts > before.acts)

    @property
    def _many_messages(self) -> bool:
        return self.messages_a_day > MOST_MESSAGES

    @property
    def _many_acts(self) -> bool:
        """More than a week may bring: counted as they are where less than a week is stored."""
        return self.acts > MOST_ACTS * max(1.0, self.days / _WEEK_DAYS)


def forecast(
    schedule: Schedule,
    happenings: Iterable[Happening],
    since: datetime,
    until: datetime,
    *,
    window: timedelta = timedelta(0),
    empty: bool = False,
) -> Forecast:
    """Counts the messages that the happenings between `since` and `until` would have become.

    `window`: what comes so soon after an instant message is told in one. `empty`: digests without acts are
    sent too. Messages that a channel's limit splits count once.
    """
    told = sorted(happening for happening in happenings if since <= happening.at <= until)
    times = _due_times(schedule, told)
    if schedule.cadence is Cadence.INSTANT:
        messages = _windows(times, window)
    elif empty:
        pending = {slot for slot in times if slot > until}
        messages = _slots(schedule, since, until) + len(pending)
    else:
        messages = len(set(times))
    return Forecast(since, until, messages, len({happening.act for happening in told}))


def _due_times(schedule: Schedule, told: Sequence[Happening]) -> list[datetime]:
    """When each is due."""
    times: list[datetime] = []
    slot = None  # the latest slot that was found: it is that of all before it
    for happening in told:
        if happening.urgent:
            times.append(happening.at)
            continue
        if schedule.cadence is Cadence.INSTANT or slot is None or slot <= happening.at:
            slot = cadence.next_due(schedule, happening.at)
        times.append(slot)
    return times


def _windows(times: Iterable[datetime], window: timedelta) -> int:
    """The messages of an instant destination: the first at once, then one at the end of each window in which
    something came.
    """
    count, last = 0, None
    for at in sorted(times):
        if last is None or at > last:
            count += 1
            last = last + window if last is not None and at < last + window else at
    return count


def _slots(schedule: Schedule, since: datetime, until: datetime) -> int:
    count, at = 0, cadence.next_due(schedule, since)
    while at <= until:
        count, at = count + 1, cadence.next_due(schedule, at)
    return count
