"""Cut what is too much for one message into several, and keep one story that cannot be rendered from costing
the reader all the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from monitor import log
from monitor.digest import Digest, Group, Item, PossibleExits, Segment

Shape = TypeVar("Shape")

MOST = 50  # items in one message

_log = log.get_logger(__name__)


def sound(item: Item, shape: Callable[[Item], Shape]) -> Shape:
    """The shape of one item; should that fail, of the plain line: label, headline, reference and link
    (docs/faults.md 91).
    """
    try:
        return shape(item)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one story, the others go out
        _log.error("story rendered as a plain line", act=item.act, error=repr(error))
        title = (Segment(item.headline),)
        bare = Item(
            item.act,
            item.ref,
            item.kind,
            item.stage,
            item.label,
            item.sentence,
            item.headline,
            title,
            item.original,
            url=item.url,
        )
        return shape(bare)


def split(digest: Digest, weigh: Callable[[Item], float], room: float) -> tuple[Digest, ...]:
    """`digest` as messages whose items weigh at most `room` together, cut between items, in its order; all
    items are in them.

    `weigh` says what an item adds to a message. An item that alone is too heavy is shortened, and says so. A
    part holds `MOST` items at most: more than that nobody reads at once. Possible exits are in none of the
    parts: see `add_possible`.
    """
    parts: list[list[tuple[str, Item]]] = []
    used = 0.0
    for title, whole in ((group.title, item) for group in digest.groups for item in group.items):
        item = fitting(whole, weigh, room)
        weight = weigh(item)
        if not parts or used + weight > room or len(parts[-1]) == MOST:
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
    """`parts` with the possible exits at the end of the last one: as many as fit, the best ones, and how many
    more there are.

    Where not even one fits, they come in a part of their own. No act is shortened for them.
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


def fitting(item: Item, weigh: Callable[[Item], float], room: float) -> Item:
    """The item, or a shorter one that weighs at most `room`; the shortest when none does. Headline, stage and
    link stay.

    First proof sentences and what contradicts them go, then the evidence of rows from the last up, then the
    excerpt, then rows from the last up, then sources and rules. What does not make it lighter stays: a
    channel may show no such thing. What goes is counted.
    """
    weight = weigh(item)
    for shorten in (_unproven, _less_evidence, _no_excerpt, _fewer_rows, _brief):
        while (
            weight > room and (shorter := shorten(item)) is not None and (lighter := weigh(shorter)) < weight
        ):
            item, weight = shorter, lighter
    return item


def _unproven(item: Item) -> Item | None:
    count = len(item.proofs) + len(item.disputes)
    return replace(item, proofs=(), disputes=(), left_out=item.left_out + count) if count else None


def _less_evidence(item: Item) -> Item | None:
    proven = sum(bool(row.facts) for row in item.rows)
    kept, bared = item.rows[: _fewer(proven)], item.rows[_fewer(proven) :]
    count = sum(len(row.facts) for row in bared)
    return (
        replace(
            item, rows=(*kept, *(replace(row, facts=()) for row in bared)), left_out=item.left_out + count
        )
        if proven
        else None
    )


def _no_excerpt(item: Item) -> Item | None:
    return replace(item, excerpt=(), left_out=item.left_out + 1) if item.excerpt else None


def _fewer_rows(item: Item) -> Item | None:
    kept = _fewer(len(item.rows))
    return (
        replace(item, rows=item.rows[:kept], more_rows=item.more_rows + len(item.rows) - kept)
        if item.rows
        else None
    )


def _fewer(count: int) -> int:
    """An eighth less: few tries for a long table, and not much more lost than must be."""
    return count - max(1, count // 8)


def _brief(item: Item) -> Item | None:
    link = item.url or next((other.url for other in item.others if other.url), None)
    beyond = item.beyond + len(item.others)
    heads = item.heads if item.rows else ()
    columns = item.columns if item.rows else ()
    brief = replace(
        item,
        columns=columns,
        heads=heads,
        note="",
        matches=(),
        words=(),
        because="",
        others=(),
        beyond=beyond,
        url=link,
    )
    return brief if brief != item else None
