"""Takes turns at the registered domains: so many requests at a time, and a pause between two."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from monitor.net.domains import is_public, registered_domain

_TIDY = 1_000  # domains, from which those that nobody waits for are forgotten
_VARIED = 0.5  # share of a pause by which it is shorter or longer


@dataclass(slots=True)
class _Gate:
    """One domain: its places, how many have or want one, and when the next request may begin (loop time)."""

    places: asyncio.Semaphore
    wanted: int = 0
    free_at: float = 0.0


class Gates:
    """The domains of one client. `most`: requests at a time to one domain; `pause_s`: between the beginnings
    of two, varied by half, so that servers see no beat. Hosts of an own network have no pause.
    """

    def __init__(self, most: int, pause_s: float = 0.0, chance: Callable[[], float] = random.random) -> None:
        self.most = most
        self.pause_s = pause_s
        self._chance = chance
        self._gates: dict[str, _Gate] = {}

    @contextlib.asynccontextmanager
    async def turn(self, host: str, *, follows: bool = False) -> AsyncIterator[None]:
        """Waits for a turn at the domain of `host` and keeps it. `follows`: the request follows a redirect,
        and needs no pause.
        """
        gate = self._gate(registered_domain(host))
        gate.wanted += 1
        try:
            async with gate.places:
                if self.pause_s and not follows and is_public(host):
                    wait = self._begin(gate, asyncio.get_running_loop().time())
                    if wait > 0:
                        await asyncio.sleep(wait)
                yield
        finally:
            gate.wanted -= 1

    def _begin(self, gate: _Gate, now: float) -> float:
        """The seconds until the next request may begin, which is then taken."""
        start = max(now, gate.free_at)
        gate.free_at = start + self.pause_s * (1 + _VARIED * (2 * self._chance() - 1))
        return start - now

    def _gate(self, domain: str) -> _Gate:
        gate = self._gates.get(domain)
        if gate is None:
            if len(self._gates) >= _TIDY:
                now = asyncio.get_running_loop().time()
                self._gates = {
                    name: used for name, used in self._gates.items() if used.wanted or used.free_at > now
                }
            gate = self._gates[domain] = _Gate(asyncio.Semaphore(self.most))
        return gate
