"""Which feeds are polled together: all of a domain that are under way are in one shard."""

from __future__ import annotations

from monitor.pipeline.turns import Due, Waiting, domain_of

Shard = tuple[Due, ...]


class Batches(Waiting):
    """Feeds that wait and feeds that are under way, in shards of at most `most` feeds, at most `of_domain` of
    one domain. While a shard is under way, no other has feeds of its domains; the domains take turns.
    """

    def __init__(self, most: int, of_domain: int) -> None:
        super().__init__()
        self._most = most
        self._of_domain = of_domain
        self._under_way: set[str] = set()

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
            self._let_in(domain)
            if domain in self._waiting:
                self._ready.append(domain)

    def _has_place(self, domain: str) -> bool:
        return domain not in self._under_way
