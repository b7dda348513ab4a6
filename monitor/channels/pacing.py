"""How many mails a minute go to the addresses of one domain. Pure: the time comes from the caller.

Providers slow down, and in the end refuse, a sender whose messages all come at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
MOST_DOMAINS = 1_000  # whose times are kept after their minute


class Pace:
    """At most `limit` messages to one domain in any 60 seconds; 0 is no limit. Domains that stand in one of
    `groups` (texts with blanks between the domains) share theirs.

    It remembers a minute of one process: after a restart a domain may get twice its limit in one minute. For
    one thread.
    """

    def __init__(self, limit: int, groups: Iterable[str] = ()) -> None:
        self._limit = limit
        self._names = {domain: group.split()[0] for group in groups for domain in group.split()}
        self._taken: dict[str, deque[datetime]] = {}
        self._booked: dict[tuple[str, bool], datetime] = {}
        self._now: datetime | None = None

    def full(self, address: str, now: datetime) -> bool:
        """True if the domain of this address has had its share of the last minute."""
        return bool(self._limit) and len(self._last_minute(self._name(address), now)) >= self._limit

    def book(self, address: str, now: datetime, *, at_once: bool = False) -> datetime:
        """The time at which a message to a domain that is full may go: behind all that were put off before,
        so that a thousand messages that wait are not due at once.

        What is told `at_once` has a queue of its own: an alert does not wait for ten thousand digests.
        """
        name = self._name(address)
        queue, place = (name, at_once), self._last_minute(name, now)[0] + MINUTE
        if queue in self._booked:
            place = max(place, self._booked[queue] + MINUTE / self._limit)
        self._booked[queue] = place
        return place

    def take(self, address: str, now: datetime) -> None:
        """Counts a message that goes to this address now."""
        if not self._limit:
            return
        if len(self._taken) > MOST_DOMAINS:
            self._taken = {
                name: times for name, times in self._taken.items() if times and times[-1] > now - MINUTE
            }
        self._last_minute(self._name(address), now).append(now)

    def _name(self, address: str) -> str:
        domain = address.rpartition("@")[2].lower()
        return self._names.get(domain, domain)

    def _last_minute(self, name: str, now: datetime) -> deque[datetime]:
        """The times of the last minute. A clock that was set back begins anew (docs/faults.md 154)."""
        if self._now is not None and now < self._now:
            self._taken.clear()
            self._booked.clear()
        self._now = now
        taken = self._taken.setdefault(name, deque(maxlen=self._limit or None))
        while taken and taken[0] <= now - MINUTE:
            taken.popleft()
        return taken
