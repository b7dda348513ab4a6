"""Do two names speak of the same thing? Their topics compared ("energy.gas" is a part of "energy"), whatever
their languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


class About(IntEnum):
    """What the topics of two names say of each other."""

    OTHER = 0  # no topic of one is, or is a part of, a topic of the other
    UNKNOWN = 1  # one has none, or each has one that the other lacks beside those that they share
    WIDER = 2  # one only says the wider topic, or a part of it
    SAME = 3  # all topics of one are the other's


def about(
    one: frozenset[str],
    other: frozenset[str],
    *,
    hints: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
) -> About:
    """Compares the topics of two names; symmetric. `hints`: what their stories speak of besides."""
    found = _compared(one, other)
    if found is About.SAME or not one | other:
        return found
    heard = (other <= hints[0] if other else False) or (one <= hints[1] if one else False)
    if heard and not (one and other):
        return About.SAME
    return About.UNKNOWN if heard and found is About.OTHER else found


def _compared(one: frozenset[str], other: frozenset[str]) -> About:
    if not one or not other:
        return About.UNKNOWN
    if one <= other or other <= one:
        return About.SAME
    if one & other:
        return About.UNKNOWN
    return About.WIDER if any(_part(first, second) for first in one for second in other) else About.OTHER


def _part(one: str, other: str) -> bool:
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")


def widest(topics: Iterable[str]) -> Iterator[str]:
    """The widest topics of which these are parts, by which names with related topics are found."""
    yield from {topic.partition(".")[0] for topic in topics}
