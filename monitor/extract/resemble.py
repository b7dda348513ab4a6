"""Entries of the gazetteer that an unknown name may mean: "treaty to prevent violence against women".

They are not proved, and no cell shows them. The register uses them to join the story with reports of the same
state's exit that name the entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from monitor.model import TreatyDate
from monitor.query.stems import stems
from monitor.rules.gazetteer import GazetteerRow

if TYPE_CHECKING:
    from monitor.extract.lexicon import LexiconEntry

_RARE = 2  # a word of so many entries at most distinguishes them from others


class Vocabulary:
    """The words of all names and descriptions that one language has for the entries."""

    def __init__(self, gazetteer: Iterable[GazetteerRow], heads: frozenset[str], lang: str) -> None:
        self._heads = heads
        self._ids: dict[str, set[str]] = {}  # by word: the ids of the entries that have it
        for row in gazetteer:
            for name in (*row.names(lang), *row.descriptions(lang)):
                for word in stems(name, heads):
                    self._ids.setdefault(word, set()).add(row.id)

    def has(self, id_: str, word: str) -> bool:
        """True if a name or description of an entry has a word."""
        return any(id_ in self._ids.get(stem, ()) for stem in stems(word, self._heads))

    def close(self, name: str, parties: Iterable[str] = (), *, least: int = 1) -> list[str]:
        """The ids of the entries that share most of a name's words, at least `least`, among them a rare one.
        `parties`: words of the name that only say who its parties are.
        """
        own = stems(name, self._heads).difference(*(stems(party, self._heads) for party in parties))
        own = frozenset(word for word in own if not word.isdigit())
        shared = Counter(id_ for word in own for id_ in self._ids.get(word, ()))
        with_rare = {id_ for word in own if len(ids := self._ids.get(word, set())) <= _RARE for id_ in ids}
        best = max((shared[id_] for id_ in with_rare), default=0)
        if best < least or 2 * best <= len(own):
            return []
        return sorted(id_ for id_ in with_rare if shared[id_] == best)


def of_year(entries: Mapping[str, LexiconEntry], parties: frozenset[str], signed: str) -> list[str]:
    """The agreements that exactly these two parties signed in that year."""
    year = _year(signed)
    if len(parties) != 2 or year is None:
        return []
    return [
        entry.id
        for entry in entries.values()
        if frozenset(entry.parties) == parties and _year(entry.signed) == year
    ]


def _year(signed: str) -> int | None:
    """The year of a treaty date; None for a decade and for no date."""
    treaty_date = TreatyDate.parse_or_none(signed)
    return treaty_date.known_year if treaty_date else None


def allowed(entry: LexiconEntry, acting: frozenset[str], others: frozenset[str], signed: str) -> bool:
    """True if the parties and the year of signature that a story states leave room for the entry."""
    if entry.is_kind or entry.collective:
        return False
    if None not in (year := _year(signed), own := _year(entry.signed)) and year != own:
        return False
    circle = {*entry.parties, entry.code}
    return not entry.parties or (acting <= circle and others <= circle)


def resembled(
    entries: Mapping[str, LexiconEntry],
    close: Sequence[str],
    acting: frozenset[str],
    others: frozenset[str],
    signed: str,
) -> tuple[str, ...]:
    """The ids under which the register knows the entries that a statement may mean: by its words, or by its
    two parties and the year of signature. `close`: the entries by its words.
    """
    by_words = [id_ for id_ in close if allowed(entries[id_], acting, others, signed)]
    by_year = of_year(entries, acting | others, signed)
    both = [id_ for id_ in by_year if id_ in by_words]
    return tuple(dict.fromkeys(entries[id_].left for id_ in both or by_year or by_words))
