"""The words that tell a name from others, cut to their beginnings."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from monitor.query import words

# letters that are compared: endings of ten languages differ, beginnings of the names of agreements do not
STEM = 5


@lru_cache(maxsize=1 << 14)
def stems(name: str, heads: frozenset[str]) -> frozenset[str]:
    """The name's words without heads (treaty, agreement ...) and single letters, as beginnings; of Chinese
    two letters at a time.

    A short head with an open ending stands among them with its star (`угод*`): so do all its cases.
    """
    own = ["" if is_head(word, heads) else word for word in words(name)]
    couples = (
        first + second for first, second in pairwise(own) if _is_chinese(first) and _is_chinese(second)
    )
    return frozenset(word[:STEM] for word in own if len(word) > 1).union(couples)


def is_head(word: str, heads: frozenset[str]) -> bool:
    """Is a folded word a head, in any of its cases?"""
    plain, opens = _beginnings(heads)
    return word in heads or word[:STEM] in plain or word.startswith(opens)


def _is_chinese(word: str) -> bool:
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


@lru_cache(maxsize=8)
def _beginnings(heads: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """How the longer heads begin, in any of their cases; and the short ones with an open ending."""
    opens = tuple(sorted(head[:-1] for head in heads if head.endswith("*")))
    return frozenset(head[:STEM] for head in heads if len(head) > STEM and not head.endswith("*")), opens
