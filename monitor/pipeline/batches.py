"""Which feeds are polled together: all of a domain that are under way are in one shard."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from monitor.model import Feed
from monitor.pipeline.turns import Due, domain_of

Shard = tuple[Due, ...]


class Batches:
    """Feeds that wait and feeds that are under way, in shards of at most `most` feeds, at most `of_domain` of
    one domain. While a shard is under way, no other has feeds of its domains; the domains take turns.
    """

    def __init__(self, most: int, of_domain: int) -> None:
        self._most = most
        self._of_domain = of_domain
        self._waiting: dict[str, deque[Due]] = {}
        self._ready: deque[str] = deque()  # domains that wait and are not under way, each once
        self._under_way: set[str] = set()
        self._known: set[int] = set()  # feeds that wait or are under way

    def __len__(self) -> int:
        """How many feeds wait or are under way."""
        return len(self._known)

    def add(self, due: Iterable[Due]) -> None:
        """Adds feeds; those that wait or are under way already are left out."""
        for feed, state in due:
            if feed.id in self._known:
                continue
            self._known.add(feed.id)
            domain = domain_of(feed)
            if domain not in self._waiting:
                self._waiting[domain] = deque()
                if domain not in self._under_way:
                    self._ready.append(domain)
            self._waiting[domain].append((feed, state))

    def take(self) -> Shard:
        """The next shard, then under way; empty if no domain that waits is free."""
        shard: list[Due] = []
        while self._ready and len(shard) < self._most:
            domain = self._ready.popleft()
            waiting = self._waiting[domain]
            number = min(len(waiting), self._of_domain, self._most - len(shard))
            shard += [waiting.popleft() for _ in range(number)]
            self._under_way.add(domain)
            if not waiting:
                del self._waiting[domain]
        return tuple(shard)

    def end(self, shard: Shard) -> None:
        """A shard that was taken is done."""
        self._known.difference_update(feed.id for feed, _ in shard)
        for domain in dict.fromkeys(domain_of(feed) for feed, _ in shard):
            self._under_way.discard(domain)
            if domain in self._waiting:
                self._ready.append(domain)

    def drop(self, domain: str) -> list[Feed]:
        """Takes out all feeds of a domain that wait, and returns them."""
        dropped = [feed for feed, _ in self._waiting.pop(domain, ())]
        if domain in self._ready:
            self._ready.remove(domain)
        self._known.difference_update(feed.id for feed in dropped)
        return dropped

    def clear(self) -> None:
        """Takes out all feeds that wait."""
        for domain in list(self._waiting):
            self.drop(domain)
