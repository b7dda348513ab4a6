"""Tries many feeds once each, politely, and says of each whether it works."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.model import Feed
from monitor.service import trying

if TYPE_CHECKING:
    from monitor.service import Service

AT_ONCE = 16  # feeds that are read at a time; of one registered domain fewer (http.per_domain)
SILENT = timedelta(days=90)  # a feed without a newer item brings nothing any more
_GONE = ("http_404", "http_410")


class Verdict(StrEnum):
    WORKS = "works"
    SILENT = "silent"  # it can be read, and its newest item is three months old
    MOVED = "moved"  # it works at another address, to which its server leads for good
    GONE = "gone"
    NOT_A_FEED = "not a feed"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading a feed once came to. `feed.id` is 0 for a source of the catalogue that is no feed yet.
    `words` say what is wrong; `newest`: date of the newest item (UTC).
    """

    feed: Feed
    verdict: Verdict
    words: str = ""
    items: int = 0
    newest: datetime | None = None
    moved_to: str | None = None

    @property
    def works(self) -> bool:
        return self.verdict in (Verdict.WORKS, Verdict.MOVED)


async def check(
    config: Config, feeds: Sequence[Feed], now: datetime, tell: Callable[[Checked], None]
) -> list[Checked]:
    """Reads these feeds once each and stores nothing. `tell` hears of each as soon as it is read. In the
    order of `feeds`.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    async with trying.FeedReader(config, workers=2) as reader:

        async def read(feed: Feed) -> Checked:
            async with turns:
                checked = _checked(feed, await reader.feed(feed.address, now), now)
            tell(checked)
            return checked

        return await asyncio.gather(*(read(feed) for feed in feeds))


def _checked(feed: Feed, tried: trying.Tried, now: datetime) -> Checked:
    parsed = tried.parsed
    if parsed is None:
        return Checked(feed, _verdict(tried.code), tried.problem)
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    items = len(parsed.entries)
    if newest is not None and now - newest > SILENT:
        words = f"nothing new since {newest:%Y-%m-%d}"
        return Checked(feed, Verdict.SILENT, words, items, newest, tried.moved_to)
    if tried.moved_to:
        return Checked(feed, Verdict.MOVED, f"to {tried.moved_to}", items, newest, tried.moved_to)
    return Checked(feed, Verdict.WORKS, "", items, newest)


def _verdict(code: str) -> Verdict:
    if code in _GONE:
        return Verdict.GONE
    return Verdict.NOT_A_FEED if code == "not_a_feed" else Verdict.FAILS


def pause_dead(service: Service, checked: Sequence[Checked]) -> list[Feed]:
    """Pauses the feeds that are gone or are no feeds, and returns them."""
    from monitor.service import feeds

    dead = [entry.feed for entry in checked if entry.verdict in (Verdict.GONE, Verdict.NOT_A_FEED)]
    paused = [feed for feed in dead if feed.id and feed.enabled]
    for feed in paused:
        feeds.switch(service, str(feed.id), enabled=False)
    return paused
