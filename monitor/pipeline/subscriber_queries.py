"""Subscribers' own queries in one index: a story is matched once for all subscribers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import QueryError
from monitor.model import Act, Destination, SavedQuery, Story

# imported where there are queries: most installations have none
if TYPE_CHECKING:
    from monitor.match import Index

KNOWN = 5_000  # cached results: one a story, with a bit for each destination


class SubscriberQueries:
    """The queries of the present destinations. Used by one thread at a time, as only one compose runs."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._broken: set[int] = set()
        self._met: dict[tuple[str, bytes, frozenset[str]], bytes] = {}

    @cached_property
    def _index(self) -> Index:
        from monitor.match import Index

        return Index()

    def keep(self, destinations: Iterable[Destination]) -> None:
        """Keeps the saved queries of these destinations and no others; only changes are compiled."""
        wanted = {
            saved.id: saved.query
            for destination in destinations
            for saved in destination.queries
            if saved.query.strip()
        }
        if wanted == self._texts:
            return
        from monitor.query import parse_query

        self._met.clear()
        for number in [number for number, text in self._texts.items() if wanted.get(number) != text]:
            del self._texts[number]
            if number in self._broken:
                self._broken.remove(number)
            else:
                self._index.remove(str(number))
        for number, text in wanted.items():
            if number not in self._texts:
                self._texts[number] = text
                try:
                    self._index.add(str(number), parse_query(text))
                except QueryError:
                    self._broken.add(number)

    def met(self, saved: SavedQuery, act: Act, stories: Iterable[Story]) -> bool:
        """True if one of the stories of the act matches the text of a saved query; always True where it has
        none.

        `country:` matches the act's parties, and the feed's state where none is known.

        A query that no longer parses matches everything: it was checked when it was saved, and a mail
        too many is better than a missed exit.
        """
        if not self._narrows(saved):
            return True
        parties = frozenset(
            party.value for party in (*act.actors, *(other for row in act.rows for other in row.others))
        )
        return any(_asked(saved, self._matching(story, parties)) for story in stories)

    def met_by_story(self, saved: SavedQuery, story: Story) -> bool:
        """The same for a story that is in no act; `country:` matches its feed's state."""
        return not self._narrows(saved) or _asked(saved, self._matching(story, frozenset()))

    def _narrows(self, saved: SavedQuery) -> bool:
        return saved.id in self._texts and saved.id not in self._broken

    def _matching(self, story: Story, parties: frozenset[str]) -> bytes:
        """The saved queries that match the story: bit n of byte m is that of number 8 m + n."""
        from monitor.match import Document

        key = (story.key, story.digest, parties)
        matching = self._met.get(key)
        if matching is None:
            if len(self._met) >= KNOWN:
                self._met.clear()
            matching = self._met[key] = as_bits(
                map(int, self._index.matching(Document.of(story, countries=parties or None)))
            )
        return matching


def _asked(saved: SavedQuery, answer: bytes) -> bool:
    place, bit = divmod(saved.id, 8)
    return place < len(answer) and bool(answer[place] >> bit & 1)


def as_bits(numbers: Iterable[int]) -> bytes:
    answer = bytearray()
    for number in numbers:
        place, bit = divmod(number, 8)
        if place >= len(answer):
            answer.extend(bytes(place + 1 - len(answer)))
        answer[place] |= 1 << bit
    return bytes(answer)
