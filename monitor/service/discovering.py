"""Finds the feeds of a web site: those that its page names, else those where sites commonly have them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
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
    """The feeds of a site, those of its page first. `problem`: why the page itself could not be read."""

    address: str
    candidates: tuple[Candidate, ...]
    problem: str = ""

    @property
    def feeds(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if not candidate.problem)


async def discover(config: Config, address: str, now: datetime) -> Discovered:
    """The feeds that the page at `address` names, or that its site has where feeds commonly are, each read
    once. Common addresses are asked for only if the page names no feed that works, and if the site's
    robots.txt allows it. Stores nothing.
    """
    async with trying.FeedReader(config, workers=2) as reader:
        tried = await reader.feed(address, now)
        if tried.parsed is not None:
            return Discovered(address, (_candidate(tried, Origin.GIVEN),))
        titles = {named.address: named.title for named in tried.named[:MOST]}
        read = await asyncio.gather(*(reader.feed(link, now) for link in titles))
        named = [_candidate(entry, Origin.PAGE, titles[entry.address]) for entry in read]
        works = any(not candidate.problem for candidate in named)
        guessed = [] if works else await _guess(reader, address, now)
        problem = "" if tried.named or tried.code == "not_a_feed" else tried.problem
        return Discovered(address, (*named, *guessed), problem)


async def _guess(reader: trying.FeedReader, address: str, now: datetime) -> list[Candidate]:
    """The feeds at common addresses of the site; one feed that several addresses lead to counts once."""
    links = [urljoin(address, path) for path in COMMON]
    allowed = [link for link in links if await reader.may_guess(link)]
    read = await asyncio.gather(*(reader.feed(link, now) for link in allowed))
    candidates: dict[object, Candidate] = {}
    for entry in read:
        if entry.parsed is not None:
            key = entry.parsed.item_hashes or entry.moved_to or entry.address
            candidates.setdefault(key, _candidate(entry, Origin.COMMON))
    return list(candidates.values())


def _candidate(tried: trying.Tried, origin: Origin, title: str = "") -> Candidate:
    parsed, address = tried.parsed, tried.moved_to or tried.address
    if parsed is None:
        return Candidate(address, origin, title, problem=tried.problem)
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    return Candidate(
        address, origin, parsed.title or title, parsed.format, parsed.lang, len(parsed.entries), newest
    )
