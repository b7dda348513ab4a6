"""The words by which names are compared, shortened to their first letters."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from monitor.query import fold, words

# first letters that are compared: the cases of a word differ in its ending
STEM = 5
_ACRONYM = 3  # letters that an acronym has at least
_WORDS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 14)
def stems(name: str, heads: frozenset[str]) -> frozenset[str]:
    """The first letters of a name's words, without heads (treaty, agreement ...) and single letters; of
    Chinese, pairs of letters.

    A short head with a wildcard matches with its star (`угод*`), as all its cases do.
    """
    own = ["" if is_head(word, heads) else word for word in words(name)]
    couples = (
        first + second for first, second in pairwise(own) if _is_chinese(first) and _is_chinese(second)
    )
    return frozenset(word[:STEM] for word in own if len(word) > 1).union(couples)


@lru_cache(maxsize=1 << 14)
def initials(name: str) -> frozenset[str]:
    """What a name is shortened to: the first letters of its words with a capital, as long as a stem; with and
    without those of its last word (`OECS Treaty`). Empty for a name with fewer than three such words.
    """
    letters = "".join(
        fold(word[0]) for word in _WORDS.findall(name) if word[0].isupper() and not word.isupper()
    )
    return frozenset(short[:STEM] for short in (letters, letters[:-1]) if len(short) >= _ACRONYM)


def is_head(word: str, heads: frozenset[str]) -> bool:
    """True if a folded word is a head, in any of its cases."""
    plain, opens = _beginnings(heads)
    return word in heads or word[:STEM] in plain or word.startswith(opens)


def _is_chinese(word: str) -> bool:
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


@lru_cache(maxsize=8)
def _beginnings(heads: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The beginnings of the longer heads, in any of their cases, and the short heads with a wildcard."""
    opens = tuple(sorted(head[:-1] for head in heads if head.endswith("*")))
    return frozenset(head[:STEM] for head in heads if len(head) > STEM and not head.endswith("*")), opens
