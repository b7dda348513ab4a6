"""Compares the topics of two names ("energy.gas" is a part of "energy"), whatever their languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


class TopicRelation(IntEnum):
    """What the topics of two names say of each other."""

    OTHER = 0  # no topic of one is, or is a part of, a topic of the other
    UNKNOWN = 1  # one has none, or each has one that the other lacks beside those that they share
    WIDER = 2  # one only says the wider topic, or a part of it
    SAME = 3  # all topics of one are the other's


def compare_topics(
    first: frozenset[str],
    second: frozenset[str],
    *,
    hints: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
) -> TopicRelation:
    """Compares the topics of two names; symmetric. `hints`: what their stories speak of besides."""
    result = _compared(first, second)
    if result is TopicRelation.SAME or not first | second:
        return result
    heard = (second <= hints[0] if second else False) or (first <= hints[1] if first else False)
    if heard and not (first and second):
        return TopicRelation.SAME
    return TopicRelation.UNKNOWN if heard and result is TopicRelation.OTHER else result


def _compared(first: frozenset[str], second: frozenset[str]) -> TopicRelation:
    if not first or not second:
        return TopicRelation.UNKNOWN
    if first <= second or second <= first:
        return TopicRelation.SAME
    if first & second:
        return TopicRelation.UNKNOWN
    return (
        TopicRelation.WIDER
        if any(_part(topic, other) for topic in first for other in second)
        else TopicRelation.OTHER
    )


def _part(first: str, second: str) -> bool:
    return first.startswith(f"{second}.") or second.startswith(f"{first}.")


def widest(topics: Iterable[str]) -> Iterator[str]:
    """The widest topics of which these are parts, by which names with related topics are found."""
    yield from {topic.partition(".")[0] for topic in topics}
