"""The official titles and depositaries of treaties, as the dossiers have them.

Notices give official titles; the press hardly ever does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from monitor.query import words

_MOST_OF = 8  # words of a title whose end is missing, and their share
_SHARE = 0.6
_LEAST = 3  # words: a shorter title may be a part of another one


class OfficialTitles:
    """Finds official titles in folded words. `tables`: those of files with [[dossier]] tables."""

    def __init__(self, tables: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by_id: dict[str, tuple[str, ...]] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._depositaries: dict[str, frozenset[str]] = {}
        for table in tables:
            for dossier in table.get("dossier", ()):
                self._depositaries[str(dossier.get("id", ""))] = _codes(dossier.get("depositary", ()))
                title = tuple(words(str(dossier.get("official", "")).partition("(")[0]))
                self._by_id[str(dossier.get("id", ""))] = title
                if len(title) >= _LEAST:
                    self._by_first.setdefault(title[0], []).append((title, str(dossier.get("id", ""))))

    def find(self, text: Sequence[str]) -> list[tuple[int, int, str]]:
        """The titles in a text: first word, the word behind, id of the entry. Of two that begin at the same
        word only the one of which more words stand there; of a long title the first words are enough.
        """
        places = []
        for at, word in enumerate(text):
            matches = [(_common(title, text, at), title, id_) for title, id_ in self._by_first.get(word, ())]
            length, title, id_ = max(matches, default=(0, (), ""))
            if length and length >= min(len(title), max(_MOST_OF, _SHARE * len(title))):
                places.append((at, at + length, id_))
        return places

    def depositaries(self, ids: Iterable[str]) -> frozenset[str]:
        """The codes of the depositaries of these entries; empty if none is known."""
        return frozenset[str]().union(*(self._depositaries.get(id_, frozenset()) for id_ in ids))

    def goes_on_otherwise(self, id_: str, text: Sequence[str], first: int, end: int) -> bool:
        """True if the words `first:end` begin the official title of an entry, and those behind them do not
        go on with it: `Vienna Convention` before `on Road Traffic`.
        """
        title = self._by_id.get(id_, ())
        begins = end - first < len(title) and tuple(text[first:end]) == title[: end - first]
        return begins and tuple(text[end : end + 2]) != title[end - first : end - first + 2]


def _codes(depositary: object) -> frozenset[str]:
    """One code, or several."""
    return frozenset(depositary if isinstance(depositary, list | tuple) else [str(depositary)])


def _common(title: Sequence[str], text: Sequence[str], at: int) -> int:
    """How many words of a title stand in a text from a place on."""
    length = 0
    while length < len(title) and at + length < len(text) and text[at + length] == title[length]:
        length += 1
    return length
