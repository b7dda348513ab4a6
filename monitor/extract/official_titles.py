"""The official titles of treaties, as the dossiers have them: notices of depositaries give these, and the
press hardly ever does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from monitor.query import words

_LEAST = 3  # words: a shorter title may be a part of another one


class OfficialTitles:
    """Finds official titles in folded words. `tables`: those of files with [[dossier]] tables."""

    def __init__(self, tables: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for table in tables:
            for dossier in table.get("dossier", ()):
                title = tuple(words(str(dossier.get("official", "")).partition("(")[0]))
                if len(title) >= _LEAST:
                    self._by_first.setdefault(title[0], []).append((title, str(dossier.get("id", ""))))
        for titles in self._by_first.values():
            titles.sort(key=lambda pair: -len(pair[0]))

    def find(self, text: Sequence[str]) -> list[tuple[int, int, str]]:
        """The titles in a text: first word, the word behind, id of the entry. Of two that begin at the same
        word only the longer.
        """
        places = []
        for at, word in enumerate(text):
            for title, id_ in self._by_first.get(word, ()):
                if tuple(text[at : at + len(title)]) == title:
                    places.append((at, at + len(title), id_))
                    break
        return places
