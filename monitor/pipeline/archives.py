"""catch_up(): after a gap, the older pages of a feed until one shows what is known (RFC 5005).

`read()` does the same when a person asks for it, whether there is a gap or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor import fetch
from monitor.child import Read, Received
from monitor.model import Feed, FeedState, Fetched, FetchError, NotModified, ParseError
from monitor.pipeline.context import Context
from monitor.pipeline.documents import FIRST_POLL_AGE, read_document
from monitor.pipeline.turns import domain_of

PAGES = 20  # of an archive, after a gap


@dataclass(frozen=True, slots=True)
class Archived:
    """What the pages of an archive brought: how many were read, the items that were not known, and the new
    stories. `met`: the last page shows what was known before. `problem`: why no more was read, "" if there
    was no more.
    """

    pages: int = 0
    items: int = 0
    new: int = 0
    met: bool = False
    problem: str = ""


async def catch_up(
    context: Context, feed: Feed, state: FeedState, address: str, *, answered: str, noticed_at: datetime
) -> Archived:
    """Reads the archive from `address` on, until a page shows what was known before the gap, which is then
    closed. What was published since shortly before the last good poll is told as if it had come in time.
    `answered`: the address at which the feed was read, after redirects.
    """
    assert state.ok_at is not None
    archived = await _follow(
        context,
        feed,
        state,
        address,
        own={domain_of(feed), domain_of(replace(feed, address=answered))},
        pages=PAGES,
        quiet_before=state.ok_at - FIRST_POLL_AGE,
        stops=True,
    )
    if archived.met:
        await context.write(
            context.store.polls.fill_gap,
            feed,
            noticed_at,
            archived.pages,
            archived.items,
            context.clock(),
        )
    return archived


async def read(context: Context, feed: Feed, *, pages: int) -> Archived:
    """Reads the feed, and then so many pages of its archive, also those that show what is known. Stories
    older than two days are registered, and alert nobody.
    """
    quiet_before = context.clock() - FIRST_POLL_AGE
    return await _follow(
        context,
        feed,
        FeedState(),
        feed.address,
        own={domain_of(feed)},
        pages=pages + 1,
        quiet_before=quiet_before,
        stops=False,
    )


async def _follow(
    context: Context,
    feed: Feed,
    state: FeedState,
    address: str | None,
    *,
    own: set[str],
    pages: int,
    quiet_before: datetime,
    stops: bool,
) -> Archived:
    """Follows the links to older items within its `own` domains. `stops`: at what is known."""
    archived, visited = Archived(), {feed.address} if stops else set()
    while address is not None and archived.pages < pages:
        if domain_of(replace(feed, address=address)) not in own:
            return replace(archived, problem="the archive goes on at another domain")
        if address in visited:
            return replace(archived, problem="the archive leads back to a page that was read")
        visited.add(address)
        page = await _page(context, feed, state, address)
        if not isinstance(page, Read):
            return replace(archived, problem=page.text)
        result = await context.write(
            context.store.polls.record_archive,
            feed,
            page.parsed,
            page.stories,
            context.clock(),
            quiet_before,
            page_wait_s=context.settings.page_wait_s,
        )
        archived = Archived(
            archived.pages + 1, archived.items + len(page.stories), archived.new + result.new, result.met
        )
        if stops and archived.met:
            return archived
        address = page.parsed.older
    return archived if address is None else replace(archived, problem=f"only {pages} pages are read")


async def _page(
    context: Context, feed: Feed, state: FeedState, address: str
) -> Read | ParseError | FetchError:
    now = context.clock()
    there = replace(feed, address=address)
    fetched = await fetch.fetch(
        context.client, there, FeedState(), user_agent=context.settings.user_agent, now=now
    )
    if isinstance(fetched, FetchError):
        return fetched
    assert not isinstance(fetched, NotModified), "the request has no conditions"
    assert isinstance(fetched, Fetched)
    received = Received(fetched.body, fetched.content_type, state.item_hashes, fetched.url, feed, now)
    return await read_document(context, received)
