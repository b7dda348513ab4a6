"""Which feed is polled next: the domains take turns, so that one with many feeds holds up no other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Collection, Iterable

from monitor.model import Feed, FeedState
from monitor.net.address import host_of
from monitor.net.domains import registered_domain

Due = tuple[Feed, FeedState]

FEW = 50  # feeds of a domain that wait, until those that were left out may come


def domain_of(feed: Feed) -> str:
    """The registered domain that a feed is asked at; "" for an address that cannot be read."""
    return registered_domain(host_of(feed.address))


class Waiting(ABC):
    """Feeds that wait, by domain. Of each domain the feed that was added first comes first."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Due]] = {}
        self._ready: deque[str] = deque()  # domains that wait and have a place, each once
        self._known: set[int] = set()  # feeds that wait or are under way
        self._left_out: dict[str, set[int]] = {}  # feeds of a domain of which enough wait

    def __len__(self) -> int:
        """How many feeds wait or are under way."""
        return len(self._known)

    @property
    def known(self) -> Collection[int]:
        """The ids of the feeds that wait or are under way, and of those that were left out until fewer of
        their domain wait.
        """
        return self._known.union(*self._left_out.values())

    def add(self, due: Iterable[Due], of_domain: int | None = None) -> None:
        """Adds feeds; those that wait or are under way already are left out, and so are those of a domain of
        which `of_domain` wait: a domain that is slow, or has very many feeds, would fill the memory.
        """
        for feed, state in due:
            if feed.id in self._known:
                continue
            domain = domain_of(feed)
            if of_domain is not None and len(self._waiting.get(domain, ())) >= of_domain:
                self._left_out.setdefault(domain, set()).add(feed.id)
                continue
            self._known.add(feed.id)
            if domain not in self._waiting:
                self._waiting[domain] = deque()
                if self._has_place(domain):
                    self._ready.append(domain)
            self._waiting[domain].append((feed, state))

    def drop(self, domain: str) -> list[Feed]:
        """Takes out all feeds of a domain that wait, and returns them."""
        dropped = [feed for feed, _ in self._waiting.pop(domain, ())]
        if domain in self._ready:
            self._ready.remove(domain)
        self._known.difference_update(feed.id for feed in dropped)
        self._left_out.pop(domain, None)
        return dropped

    def clear(self) -> None:
        """Takes out all feeds that wait."""
        for domain in list(self._waiting):
            self.drop(domain)

    def _let_in(self, domain: str) -> None:
        """Forgets which feeds of a domain were left out, when no more than a few of it wait."""
        if domain in self._left_out and len(self._waiting.get(domain, ())) <= FEW:
            del self._left_out[domain]

    @abstractmethod
    def _has_place(self, domain: str) -> bool:
        """True if more feeds of this domain may be under way."""


class Turns(Waiting):
    """Feeds that wait, and feeds that are under way, at most `most` of one domain. Of those that gave no
    answer in time at their last poll, at most `most_slow` are under way (default: any number): each may hold
    a worker for the whole deadline.
    """

    def __init__(self, most: int, most_slow: int | None = None) -> None:
        super().__init__()
        self._most = most
        self._most_slow = most_slow
        self._under_way: Counter[str] = Counter()
        self._slow: set[int] = set()  # such feeds that are under way
        self._held: deque[str] = deque()  # domains that have a place, and whose next feed is such a one

    def take(self) -> tuple[str, Feed, FeedState] | None:
        """The next feed with its domain, then under way; None if no domain that waits has a place."""
        while self._ready:
            domain = self._ready.popleft()
            feed, state = self._waiting[domain][0]
            is_slow = state.error_code == "timeout"
            if is_slow and self._most_slow is not None and len(self._slow) >= self._most_slow:
                self._held.append(domain)
                continue
            if is_slow:
                self._slow.add(feed.id)
            self._waiting[domain].popleft()
            self._under_way[domain] += 1
            if not self._waiting[domain]:
                del self._waiting[domain]
            elif self._has_place(domain):
                self._ready.append(domain)
            return domain, feed, state
        return None

    def drop(self, domain: str) -> list[Feed]:
        if domain in self._held:
            self._held.remove(domain)
        return super().drop(domain)

    def end(self, domain: str, feed: Feed) -> None:
        """A feed that was taken is done."""
        self._known.discard(feed.id)
        if feed.id in self._slow:
            self._slow.discard(feed.id)
            if self._held:
                self._ready.append(self._held.popleft())
        self._let_in(domain)
        was_full = not self._has_place(domain)
        self._under_way[domain] -= 1
        if not self._under_way[domain]:
            del self._under_way[domain]
        if was_full and domain in self._waiting:
            self._ready.append(domain)

    def _has_place(self, domain: str) -> bool:
        return self._under_way[domain] < self._most
