"""A story may report several acts: each is an item of its own, with the part of the story's statements that is about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from monitor.model import Stage, Termination, report_key
from monitor.register.facts import about, codes, lately
from monitor.register.values import Item

RECENT = timedelta(days=60)


def reports(item: Item) -> tuple[Item, ...]:
    """The acts that a story reports: its own first, under its key; then what its actors ended before, by the date of the end; then what
    other states did, by actor.

    What its actors ended in the year before, beside the act that it reports, is registered and told to nobody (`quiet`).
    """
    if len(item.terminations) < 2:
        return (item,)
    own = about(item)
    before = [one for one in own if not one.main]
    others = [one for one in item.terminations if one.main and one not in own and _is_of_these_days(one, item)]
    if len(before) == len(own) or not (before or others):
        return (item,)
    first = replace(item, terminations=tuple(one for one in item.terminations if one not in before and one not in others))
    parts = [(group, True) for group in _grouped((one.ended.value, one) for one in before if one.ended is not None)]
    parts += [(group, item.quiet) for group in _grouped((" ".join(sorted(codes(one))), one) for one in others)]
    more = [
        replace(
            item,
            key=report_key(item.key, number),
            stage=Stage(group[0].stage.value),
            terminations=tuple(replace(one, main=True) for one in group),
            quiet=quiet,
        )
        for number, (group, quiet) in enumerate(parts, 2)
    ]
    return (first, *more)


def _is_of_these_days(one: Termination, item: Item) -> bool:
    """Is it no exit of long ago, as tables list them? What tells no day is the story's news."""
    days = [found.value for found in (one.decided, one.ended) if found is not None]
    return not days or any(lately(day, item, RECENT) for day in days)


def _grouped(found: Iterable[tuple[str, Termination]]) -> list[list[Termination]]:
    groups: dict[str, list[Termination]] = {}
    for mark, one in found:
        groups.setdefault(mark, []).append(one)
    return list(groups.values())
