"""The words by which names of agreements are compared."""

from __future__ import annotations

OVERLAP = 0.5  # two names mean one agreement from this share of the shorter name's words on


def stems(name: str, heads: frozenset[str]) -> frozenset[str]:
    """The words that tell a name from others, see `monitor.query.stems`. `heads`: folded words that any
    agreement's name may have.
    """
    from monitor.query.stems import stems as cut  # costs time to import, and few commands compare names

    return cut(name, heads)


def share_most_words(name: str, other: str, heads: frozenset[str]) -> bool:
    """True if two names have more than half of the shorter one's words in common."""
    first, second = stems(name, heads), stems(other, heads)
    return len(first & second) > OVERLAP * min(len(first), len(second))
