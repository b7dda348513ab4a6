"""read_document(): the bytes of a feed -> in a child process: its stories with their hits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor import child
from monitor.child import Read, Received
from monitor.model import ParseError
from monitor.pipeline.context import Tools
from monitor.sandbox import ChildCrashed

FIRST_POLL_AGE = timedelta(hours=48)  # older stories of a first poll are stored and registered, never alerted
GUILTY_ITEMS = 5  # items that may kill the parser before the whole document is given up


async def read_document(context: Tools, received: Received) -> Read | ParseError:
    """Parses and matches in a child. When a document kills the child, its items are parsed one by one,
    so that only the one at fault is left out.
    """
    limit = context.settings.parse_limit_s
    try:
        return await context.sandbox.run(child.read_document, received, time_limit_s=limit)
    except (TimeoutError, ChildCrashed) as error:
        killed = _killed(error, limit)
    try:
        cut = await context.sandbox.run(
            child.cut, received.body, received.content_type, received.seen, time_limit_s=limit
        )
    except (TimeoutError, ChildCrashed):
        return killed
    if isinstance(cut, ParseError):
        return killed
    items: list[Read] = []
    refused = 0
    for document in cut.documents:
        single = replace(received, body=document, content_type="", seen=frozenset())
        try:
            read = await context.sandbox.run(child.read_document, single, time_limit_s=limit)
        except (TimeoutError, ChildCrashed):
            refused += 1
            if refused > GUILTY_ITEMS or refused == len(cut.documents):
                return killed
            continue
        if isinstance(read, Read):
            items.append(read)
        else:
            refused += 1
    if not items:
        return killed
    parsed = replace(
        items[0].parsed,
        item_hashes=cut.item_hashes,
        complete=cut.complete,
        total=cut.total,
        overlap=cut.overlap,
        refused=refused,
        warnings=(*items[0].parsed.warnings, f"{refused} item(s) refused: {killed.text}"),
    )
    return Read(parsed, tuple(story_with_hits for item in items for story_with_hits in item.stories))


def _killed(error: TimeoutError | ChildCrashed, limit: float) -> ParseError:
    if isinstance(error, TimeoutError):
        return ParseError("parse_timeout", f"the parser was stopped after {limit:g} s on this document")
    return ParseError(
        "parse_crash", "the parser died on this document (out of memory, or a fault in a library)"
    )
