"""read_push(): a document that a hub sent (WebSub), read, judged and stored as one that was polled."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from monitor.child import Received
from monitor.model import Feed, Fetched, Parsed, ParseError
from monitor.pipeline.context import Context
from monitor.pipeline.documents import FIRST_POLL_AGE, read_document
from monitor.store import PollRecord, PollResult


@dataclass(frozen=True, slots=True)
class Push:
    """A document that a hub sent for a feed, after its signature was checked."""

    feed: Feed
    body: bytes = field(repr=False)
    content_type: str = ""


async def read_push(context: Context, push: Push) -> PollResult | ParseError:
    """Stores what is new in it. It may hold the new items alone, so that the next poll is as if it had not
    come; items that were polled or sent before are no news.
    """
    feed, now = push.feed, context.clock()
    state = await asyncio.to_thread(context.store.feeds.state, feed.id)
    received = Received(push.body, push.content_type, state.item_hashes, feed.address, feed, now)
    read = await read_document(context, received)
    if isinstance(read, ParseError):
        return read
    return await context.write(
        context.store.websub.record,
        feed,
        read.parsed,
        read.stories,
        now,
        now - FIRST_POLL_AGE if state.first_poll else None,
        page_wait_s=context.settings.page_wait_s,
    )


async def notice_hub(context: Context, feed: Feed, record: PollRecord) -> None:
    """Keeps which hub a polled feed names: in the Link headers of the answer, else in the document."""
    fetched, parsed = record.fetched, record.parsed
    if not context.settings.websub or not isinstance(fetched, Fetched) or not isinstance(parsed, Parsed):
        return
    hub, topic = (fetched.hub, fetched.topic) if fetched.hub else (parsed.hub, parsed.topic)
    if not hub:
        return
    topic = topic or parsed.topic or fetched.url
    known = await asyncio.to_thread(context.store.websub.get, feed.id)
    if known is None or (known.hub, known.topic) != (hub, topic):
        await context.write(context.store.websub.discovered, feed.id, hub, topic, context.clock())
