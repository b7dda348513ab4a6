"""read_sitemaps(): an index of sitemaps names others; the newest are read, their items taken together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor import fetch
from monitor.child import Read, Received
from monitor.model import Feed, FeedState, Fetched, FetchError, ParseError
from monitor.pipeline.context import Tools
from monitor.pipeline.documents import read_document
from monitor.pipeline.turns import domain_of

MOST = 5  # sitemaps of one index that are read at a poll


async def read_sitemaps(
    context: Tools, feed: Feed, state: FeedState, index: Read, *, answered: str, now: datetime
) -> Read | ParseError:
    """The items of the newest sitemaps that an index names, within the domains of the feed and of `answered`,
    the address of the index. What an index in an index names is not read.

    Returns an error if none of them can be read; one that fails beside others is a warning.
    """
    own = {domain_of(feed), domain_of(replace(feed, address=answered))}
    addresses = [
        address for address in index.parsed.sitemaps if domain_of(replace(feed, address=address)) in own
    ]
    if not addresses:
        return ParseError("not_a_feed", "the index names no sitemap of its own domain")
    reads: list[Read] = []
    problems: list[str] = []
    for address in _preferred(addresses):
        page = await _read(context, feed, state, address, now)
        if isinstance(page, Read):
            reads.append(page)
        else:
            problems.append(page.text)
    if not reads:
        return ParseError("not_a_feed", f"no sitemap of the index can be read: {problems[0]}")
    return _together(reads, problems)


def _preferred(addresses: list[str]) -> list[str]:
    """The addresses to read: those that name news first, else the newest ones."""
    with_news = [address for address in addresses if "news" in address.rpartition("/")[2].lower()]
    return list(dict.fromkeys([*with_news, *addresses]))[:MOST]


async def _read(
    context: Tools, feed: Feed, state: FeedState, address: str, now: datetime
) -> Read | ParseError | FetchError:
    there = replace(feed, address=address)
    fetched = await fetch.fetch(
        context.client, there, FeedState(), user_agent=context.settings.user_agent, now=now
    )
    if isinstance(fetched, FetchError):
        return fetched
    assert isinstance(fetched, Fetched), "the request has no conditions"
    received = Received(fetched.body, fetched.content_type, state.item_hashes, fetched.url, feed, now)
    page = await read_document(context, received)
    if isinstance(page, Read) and page.parsed.sitemaps:
        return ParseError("not_a_feed", "an index names another index")
    return page


def _together(reads: list[Read], problems: list[str]) -> Read:
    parsed = [read.parsed for read in reads]
    whole = replace(
        parsed[0],
        format="sitemapindex",
        item_hashes=tuple(dict.fromkeys(item_hash for page in parsed for item_hash in page.item_hashes)),
        held=tuple(pair for page in parsed for pair in page.held),
        complete=all(page.complete for page in parsed),
        total=sum(page.total for page in parsed),
        overlap=sum(page.overlap for page in parsed),
        refused=sum(page.refused for page in parsed),
        warnings=(*(warning for page in parsed for warning in page.warnings), *problems),
    )
    stories = {story.key: (story, hits) for read in reads for story, hits in read.stories}
    return Read(whole, tuple(stories.values()))
