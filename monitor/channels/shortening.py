"""Shortens an item that no message can hold as it is, and counts what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from monitor.digest import Item


def shortened(item: Item, weigh: Callable[[Item], float], room: float) -> Item:
    """The item, or a shorter one that weighs at most `room`; the shortest if none does. Headline, stage and
    link stay.

    Left out in this order: proof sentences and contradictions, the evidence of rows from the last up, the
    excerpt, rows from the last up, sources and rules. A step that does not make the item lighter is not
    taken: the channel may show no such thing. The item counts what was left out.
    """
    weight = weigh(item)
    for shorten in _STEPS:
        while weight > room:
            shorter = shorten(item)
            if shorter is None or (lighter := weigh(shorter)) >= weight:
                break
            item, weight = shorter, lighter
    return item


def _without_proofs(item: Item) -> Item | None:
    count = len(item.proofs) + len(item.disputes)
    return replace(item, proofs=(), disputes=(), left_out=item.left_out + count) if count else None


def _less_evidence(item: Item) -> Item | None:
    proven = sum(bool(row.facts) for row in item.rows)
    if not proven:
        return None
    kept, bared = item.rows[: _reduced(proven)], item.rows[_reduced(proven) :]
    left_out = item.left_out + sum(len(row.facts) for row in bared)
    return replace(item, rows=(*kept, *(replace(row, facts=()) for row in bared)), left_out=left_out)


def _without_excerpt(item: Item) -> Item | None:
    return replace(item, excerpt=(), left_out=item.left_out + 1) if item.excerpt else None


def _fewer_rows(item: Item) -> Item | None:
    if not item.rows:
        return None
    kept = _reduced(len(item.rows))
    return replace(item, rows=item.rows[:kept], more_rows=item.more_rows + len(item.rows) - kept)


def _reduced(count: int) -> int:
    """An eighth less, at least one: few steps for a long table, and little lost beyond what is needed."""
    return count - max(1, count // 8)


def _without_sources(item: Item) -> Item | None:
    """Without other sources, matches and notes. A missing link becomes that of another source."""
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


_STEPS = (_without_proofs, _less_evidence, _without_excerpt, _fewer_rows, _without_sources)
