"""Finds the feeds of a web site: those that its page names, else those where sites commonly have them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin

from monitor.config import Config
from monitor.service import trying

# where content systems have their feeds: WordPress, Drupal, Blogger, Ghost, Hugo, Jekyll and others
COMMON = ("/feed/", "/rss.xml", "/rss", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/rss/news")
MOST = 20  # feeds that a page names and that are read


class Origin(StrEnum):
    """How an address was come by."""

    GIVEN = "given"  # it is the address itself
    PAGE = "page"  # the page names it
    COMMON = "common"  # sites commonly have their feed there


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that was read as a feed: what it is, or its `problem`."""

    address: str
    origin: Origin
    title: str = ""
    format: str = ""
    lang: str | None = None
    items: int = 0
    newest: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Discovered:
    """The feeds of a site, those of its page first. `problem`: why the page itself could not be read;
    `is_cut`: there was no time to read all.
    """

    address: str
    candidates: tuple[Candidate, ...]
    problem: str = ""
    is_cut: bool = False

    @property
    def feeds(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if not candidate.problem)


async def discover(config: Config, address: str, now: datetime, limit_s: float | None = None) -> Discovered:
    """The feeds that the page at `address` names, or that its site has where feeds commonly are, each read
    once. Common addresses are asked for only if the page names no feed that works, and if the site's
    robots.txt allows it. Stores nothing. `limit_s`: what has come by then is returned, `is_cut`.
    """
    ends_at = None if limit_s is None else asyncio.get_running_loop().time() + limit_s
    async with trying.FeedReader(config, workers=2) as reader:
        reading = Reading(reader, address, now)
        try:
            async with asyncio.timeout_at(ends_at):
                await reading.all()
        except TimeoutError:
            return replace(reading.found(), is_cut=True)
        return reading.found()


class Reading:
    """The site at an address while it is read, so that what has come is not lost if it takes too long."""

    def __init__(self, reader: trying.FeedReader, address: str, now: datetime) -> None:
        self._reader = reader
        self._address = address
        self._now = now
        self._problem = ""
        self._named: dict[str, Candidate | None] = {}  # in the order of the page
        self._guessed: dict[str, trying.Tried | None] = {}  # in the order of `COMMON`

    def found(self) -> Discovered:
        """What has come so far; one feed that several common addresses lead to counts once."""
        named = [candidate for candidate in self._named.values() if candidate is not None]
        guessed: dict[object, Candidate] = {}
        for entry in self._guessed.values():
            if entry is not None and entry.parsed is not None:
                key = entry.parsed.item_hashes or entry.moved_to or entry.address
                guessed.setdefault(key, _candidate(entry, Origin.COMMON))
        return Discovered(self._address, (*named, *guessed.values()), self._problem)

    async def all(self) -> None:
        """Reads the page, what it names, and common addresses if that does not work."""
        tried = await self._reader.feed(self._address, self._now)
        if tried.parsed is not None:
            self._named[self._address] = _candidate(tried, Origin.GIVEN)
            return
        self._problem = "" if tried.named or tried.code == "not_a_feed" else tried.problem
        titles = {named.address: named.title for named in tried.named[:MOST]}
        self._named = dict.fromkeys(titles)
        await asyncio.gather(*(self._read(link, title) for link, title in titles.items()))
        if all(candidate is None or candidate.problem for candidate in self._named.values()):
            links = [urljoin(self._address, path) for path in COMMON]
            allowed = [link for link in links if await self._reader.may_guess(link)]
            self._guessed = dict.fromkeys(allowed)
            await asyncio.gather(*(self._guess(link) for link in allowed))

    async def _read(self, link: str, title: str) -> None:
        self._named[link] = _candidate(await self._reader.feed(link, self._now), Origin.PAGE, title)

    async def _guess(self, link: str) -> None:
        self._guessed[link] = await self._reader.feed(link, self._now)


def _candidate(tried: trying.Tried, origin: Origin, title: str = "") -> Candidate:
    parsed, address = tried.parsed, tried.moved_to or tried.address
    if parsed is None:
        return Candidate(address, origin, title, problem=tried.problem)
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    return Candidate(
        address, origin, parsed.title or title, parsed.format, parsed.lang, len(parsed.entries), newest
    )
