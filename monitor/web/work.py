"""How much the web port works on at once, and how often somebody may ask for what takes long.

A limit of connections is none of work: what a client asked for goes on in its thread when the client has hung
up. So the work itself is limited: of each kind so many requests at once, some wait for a place, and all
others are told to come again (docs/faults.md 140).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil
from threading import Lock

from starlette.types import Scope

from monitor.service.clients import network

KNOWN = 10_000  # networks or links of which a `Pace` knows how much they asked for
SHARE = 4  # a network has at most one of so many places to wait
RETRY_S = 5


@dataclass(eq=False)
class Busy(Exception):
    """Too much is asked for at once. `retry_s`: when to come again."""

    retry_s: int = RETRY_S

    @property
    def headers(self) -> Mapping[str, str]:
        """Tells programs when to come again (RFC 9110, 10.2.3)."""
        return {"Retry-After": str(self.retry_s)}


class TooOften(Busy):
    """Somebody asks more often than it may."""


class Places:
    """The places for one kind of work: so many `at_once`; so many requests are `waiting` for one at most, a
    quarter of them from one network. For one event loop.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once = at_once
        self._free = asyncio.Semaphore(at_once)
        self._most = waiting
        self._waiting: Counter[str] = Counter()

    async def take(self, client: str) -> None:
        """Waits for a place; `leave` gives it back. Raises `Busy` if too many wait."""
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting.total() >= self._most or self._waiting[client] >= max(1, self._most // SHARE):
            raise Busy
        self._waiting[client] += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]

    def leave(self) -> None:
        """Gives a place back."""
        self._free.release()

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Has a place. Raises `Busy`."""
        await self.take(client)
        try:
            yield
        finally:
            self.leave()


class Pace:
    """How often each network, or whoever has a link, may do something: `most` times at once, each of which
    comes back after its share of `period_s`. In memory. Safe to use from several threads.
    """

    def __init__(self, most: int, period_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._each_s = period_s / most
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()  # when all have come back
        self._lock = Lock()

    def take(self, who: str) -> None:
        """Counts one. Raises `TooOften` if none is left."""
        now = self._clock()
        with self._lock:
            full_at = max(self._full_at.get(who, now), now) + self._each_s
            wait_s = full_at - now - self._most * self._each_s
            if wait_s > 1e-6:
                raise TooOften(ceil(wait_s))
            self._full_at[who] = full_at
            self._full_at.move_to_end(who)
            if len(self._full_at) > KNOWN:
                self._full_at.popitem(last=False)


def client_of(scope: Scope) -> str:
    """The network of the client: that is what is limited."""
    client = scope.get("client")
    return network(client[0], of_4=24, of_6=56) if client else ""


class Work:
    """All work of the web port. Answers that are kept, and files, need no place.

    Together fewer than the threads that there are (40), so that no kind takes those of another.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.pages = Places(4, waiting=40)  # what readers see, also as data
        self.searches = Places(2, waiting=12)
        self.personal = Places(2, waiting=16)  # pages of subscribers, which try their saved queries
        self.teams = Places(4, waiting=16)  # pages of teams, which wait for the answer to a test message
        self.pushes = Places(4, waiting=16)  # documents of hubs, each as large as a feed
        self.others = Places(16, waiting=64)  # health, unsubscribing, signing up, operators
        self.searching = Pace(30, 60, clock)  # of a network; answers that are kept do not count
        self.visits = Pace(30, 60, clock)  # of the pages of one subscriber or team
        self.exports = Pace(5, 3600, clock)
        self.taken_by_views: frozenset[str] = frozenset()  # first parts of their paths
        self._by_link = {"s": self.personal, "team": self.teams, "connect": self.teams, "websub": self.pushes}

    def visit(self, path: str) -> None:
        """Counts a visit of the page of a subscriber or a team. Raises `TooOften`."""
        begin, token, *rest = (*_parts(path), "")
        if begin in self._by_link and begin != "websub":
            self.visits.take(token)
            if begin == "s" and rest[:1] == ["export"]:
                self.exports.take(token)

    def places(self, path: str) -> Places | None:
        """The places for what has this path. None for files, and for views, which take theirs only if nothing
        is kept.
        """
        begin, *rest = _parts(path)
        if begin == "api" and rest:
            return self.searches if rest[:2] == ["v1", "stories"] else self.pages
        if begin == "oembed":
            return self.pages
        if begin in self._by_link:
            return self._by_link[begin]
        is_free = begin == "static" or begin.partition(".")[0] in self.taken_by_views
        return None if is_free else self.others


def _parts(path: str) -> list[str]:
    return path.removeprefix("/").split("/")


def first_parts(paths: Iterable[str]) -> frozenset[str]:
    """The first parts of paths, without what names their form."""
    return frozenset(_parts(path)[0] for path in paths)
