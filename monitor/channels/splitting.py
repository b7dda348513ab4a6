"""Splits a digest into several messages, each small enough for its channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.channels.shortening import shortened
from monitor.digest import ActSummary, Digest, PossibleExits, Section

MAX_ACTS = 50  # of one message: more than that nobody reads at once


def split(digest: Digest, weigh: Callable[[ActSummary], float], room: float) -> tuple[Digest, ...]:
    """The parts of a digest: all its acts in their order, those of a part weigh at most `room` together.

    `weigh` returns what an act adds to a message. An act that is too heavy alone is shortened, and shows
    that. A part has `MAX_ACTS` acts at most. Possible exits are in none of the parts (`add_possible`).
    """
    parts: list[list[tuple[str, ActSummary]]] = []
    used = 0.0
    for title, whole in ((section.title, act) for section in digest.sections for act in section.acts):
        act = shortened(whole, weigh, room)
        weight = weigh(act)
        if not parts or used + weight > room or len(parts[-1]) == MAX_ACTS:
            parts.append([])
            used = 0.0
        parts[-1].append((title, act))
        used += weight
    if not parts:
        return (replace(digest, possible=PossibleExits()),)
    return tuple(_part(digest, acts, number, len(parts)) for number, acts in enumerate(parts, 1))


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
        filled = replace(last, possible=possible.first(number))
        if fits(filled):
            return (*before, filled)
    if not last.acts:
        return (*before, replace(last, possible=possible.first(0)))
    own = replace(last, sections=(), thread=())
    parts = [replace(part, part=number, parts=len(parts) + 1) for number, part in enumerate((*parts, own), 1)]
    return (*parts[:-1], *add_possible(parts[-1:], possible, fits))


def _part(digest: Digest, acts: Sequence[tuple[str, ActSummary]], number: int, count: int) -> Digest:
    """Part `number` of `count`, with these acts under the titles of their sections."""
    titles = dict.fromkeys(title for title, _ in acts)
    return replace(
        digest,
        sections=tuple(Section(title, tuple(act for own, act in acts if own == title)) for title in titles),
        possible=PossibleExits(),
        part=number,
        parts=count,
        thread=tuple(dict.fromkeys(act.follows.wid for _, act in acts if act.follows)),
    )
