"""The words that tell a name from others, cut to their beginnings."""

from __future__ import annotations

from functools import lru_cache

from monitor.query import words

STEM = 5  # letters that are compared: endings of ten languages differ, beginnings of the names of agreements do not


@lru_cache(maxsize=1 << 14)
def stems(name: str, heads: frozenset[str]) -> frozenset[str]:
    """The name's words without heads (treaty, agreement ...) and single letters, as beginnings."""
    plain = _beginnings(heads)
    return frozenset(word[:STEM] for word in words(name) if len(word) > 1 and word not in heads and word[:STEM] not in plain)


@lru_cache(maxsize=8)
def _beginnings(heads: frozenset[str]) -> frozenset[str]:
    """How the longer heads begin, in any of their cases."""
    return frozenset(head[:STEM] for head in heads if len(head) > STEM)
