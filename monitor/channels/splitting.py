"""Splits a digest into several messages, each small enough for its channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.channels.shortening import shortened
from monitor.digest import Digest, Group, Item, PossibleExits

MAX_ITEMS = 50  # of one message: more than that nobody reads at once


def split(digest: Digest, weigh: Callable[[Item], float], room: float) -> tuple[Digest, ...]:
    """The parts of a digest: all its items in their order, those of a part weigh at most `room` together.

    `weigh` returns what an item adds to a message. An item that is too heavy alone is shortened, and shows
    that. A part has `MAX_ITEMS` items at most. Possible exits are in none of the parts (`add_possible`).
    """
    parts: list[list[tuple[str, Item]]] = []
    used = 0.0
    for title, whole in ((group.title, item) for group in digest.groups for item in group.items):
        item = shortened(whole, weigh, room)
        weight = weigh(item)
        if not parts or used + weight > room or len(parts[-1]) == MAX_ITEMS:
            parts.append([])
            used = 0.0
        parts[-1].append((title, item))
        used += weight
    return tuple(_part(digest, items, number, len(parts)) for number, items in enumerate(parts, 1)) or (
        replace(digest, possible=PossibleExits()),
    )


def add_possible(
    parts: Sequence[Digest], possible: PossibleExits, fits: Callable[[Digest], bool]
) -> tuple[Digest, ...]:
    """The parts with possible exits at the end of the last one: the best ones, as many as fit, and how many
    more there are.

    If none fits there, they come in a part of their own. No act is shortened for them.
    """
    if not possible.count:
        return tuple(parts)
    *before, last = parts
    for number in range(len(possible.exits), 0, -1):
        if fits(filled := replace(last, possible=possible.first(number))):
            return (*before, filled)
    if not last.items:
        return (*before, replace(last, possible=possible.first(0)))
    own = replace(last, groups=(), thread=())
    parts = [replace(part, part=number, parts=len(parts) + 1) for number, part in enumerate((*parts, own), 1)]
    return (*parts[:-1], *add_possible(parts[-1:], possible, fits))


def _part(digest: Digest, items: Sequence[tuple[str, Item]], number: int, count: int) -> Digest:
    titles = dict.fromkeys(title for title, _ in items)
    groups = tuple(Group(title, tuple(item for under, item in items if under == title)) for title in titles)
    thread = tuple(dict.fromkeys(item.follows.wid for _, item in items if item.follows))
    return replace(digest, groups=groups, possible=PossibleExits(), part=number, parts=count, thread=thread)
