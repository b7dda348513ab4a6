"""Make a message small enough, and keep one story that cannot be rendered from costing the reader all the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from monitor import log
from monitor.digest import Digest, Group, Item, Segment

Rendered = TypeVar("Rendered", str, bytes)
Shape = TypeVar("Shape")

STEPS = 4  # an item is made smaller so often before it is gone, that included

_log = log.get_logger(__name__)


def sound(item: Item, shape: Callable[[Item], Shape]) -> Shape:
    """The shape of one item; should that fail, of the plain line: label, headline, reference and link (FAULTS 91)."""
    try:
        return shape(item)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one story, the others go out
        _log.error("story rendered as a plain line", act=item.act, error=repr(error))
        bare = Item(item.act, item.ref, item.kind, item.stage, item.label, item.headline, (Segment(item.headline),), url=item.url)
        return shape(bare)


def thin(digest: Digest, step: int) -> Digest:
    """`digest` made smaller `step` times, each time by one item's part, from the last item up.

    First go proof sentences and what contradicts them, then excerpts, then tables, rules and sources, and at the very last items: an act
    of which only headline and stage are told is not missed.
    """
    count = len(digest.items)
    proven, excerpts, full, kept = (count - min(max(step - turn * count, 0), count) for turn in range(STEPS))
    groups = []
    at = 0
    for group in digest.groups:
        items = []
        for item in group.items:
            if at < kept:
                one = item if at < proven else _unproven(item)
                one = one if at < excerpts else replace(one, excerpt=())
                items.append(one if at < full else _brief(one))
            at += 1
        if items:
            groups.append(Group(group.title, tuple(items)))
    return replace(digest, groups=tuple(groups), more=digest.more + count - kept)


def _unproven(item: Item) -> Item:
    return replace(item, proofs=(), disputes=(), rows=tuple(replace(row, facts=()) for row in item.rows))


def _brief(item: Item) -> Item:
    """What is left out is counted, as far as it is more of the same."""
    more_rows, beyond = item.more_rows + len(item.rows), item.beyond + len(item.others)
    return replace(item, columns=(), rows=(), note="", others=(), matches=(), more_rows=more_rows, beyond=beyond)


def fitted(digest: Digest, limit: int, shape: Callable[[Digest], Rendered]) -> Rendered:
    """The largest shape of at most `limit` bytes; the smallest one when none is."""
    low, high = 0, STEPS * len(digest.items)
    found = shape(digest)
    if _size(found) <= limit:
        return found
    while low < high:  # `low` is too large, `high` is small enough or the last resort
        step = (low + high) // 2
        tried = shape(thin(digest, step))
        if _size(tried) <= limit:
            high, found = step, tried
        else:
            low = step + 1
    return found if _size(found) <= limit else shape(thin(digest, high))


def _size(shape: str | bytes) -> int:
    return len(shape.encode("utf-8", "replace") if isinstance(shape, str) else shape)
