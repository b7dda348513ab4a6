"""An inverted index of standing queries: from words to the queries that need them.

A query, or each branch of its OR, is filed under the two rarest words, or choices of words, that it needs; a
story selects only queries for which it has both. Queries that need one choice are filed under that one;
queries that need no word are selected by every story. Only selected queries are evaluated (`evaluate`).
Adding or removing a query changes the entries of its own words only, and queries are not compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TypeAlias

from monitor.match.document import Document
from monitor.match.evaluate import holds, prove
from monitor.match.keys import Choice, Keys, is_word, two_rarest
from monitor.match.rarity import Rarity
from monitor.match.story_index import FEW, StoryIndex
from monitor.model import Span
from monitor.query import Node, Or, Query, parse_query

MOVED_A_STORY = 5  # most queries that are filed anew after one story
MOST_PAIRS = 16  # most pairs of keys that a branch of a query is filed under
_ANY: Choice = ""  # the second choice of a query that has only one: every story has this key


# For each branch of a query, the one or two choices that it is filed under. The usual query needs two plain
# words: these, with a space between.
_Places: TypeAlias = str | tuple[tuple[Choice, ...], ...]

# One query: its number, its text or root, its places (empty: it is always selected), and True if these were
# chosen before it was known which words are rare. A usual query is kept as text until a story selects it: few
# of a hundred thousand are ever selected. It is a plain tuple because Python's garbage collector does not
# traverse tuples of texts; traversing took a third of the time to build an index.
_Standing: TypeAlias = tuple[int, str | Node, _Places, bool]


class Index:
    """Standing queries by id. `match` gives the same result as `oracle` for each query.

    `learns`: count the words of stories, and file a query anew if it was selected and not true, and was filed
    before it was known which words are rare. This saves time with thousands of queries.
    """

    def __init__(self, *, learns: bool = True) -> None:
        self._rarity = Rarity()
        self._learns = learns
        self._keys = Keys()
        self._standing: dict[str, _Standing] = {}
        self._filed: dict[str, dict[str, str | list[str]]] = {}  # two keys -> an id, or several
        self._always: dict[str, None] = {}
        self._added = 0

    def __len__(self) -> int:
        return len(self._standing)

    def add(self, query_id: str, query: Query) -> None:
        """Adds a query; one with the same id is replaced."""
        if query_id in self._standing:
            self.remove(query_id)
        self._added += 1
        places = self._place(query_id, query.root)
        self._standing[query_id] = (
            self._added,
            query.text if query.usual else query.root,
            places,
            not self._rarity.known,
        )

    def remove(self, query_id: str) -> None:
        """Removes a query. Raises KeyError if there is none with this id."""
        _, _, places, _ = self._standing.pop(query_id)
        self._always.pop(query_id, None)
        self._unplace(query_id, places)

    def _root(self, query_id: str) -> Node:
        number, source, places, guessed = self._standing[query_id]
        if isinstance(source, str):
            source = parse_query(source).root
            self._standing[query_id] = (number, source, places, guessed)
        return source

    # ------------------------------------------------------------ filing

    def _place(self, query_id: str, root: Node) -> _Places:
        """Files a query under its rarest words and returns its places."""
        costs = self._rarity.costs
        if isinstance(root, Or) and not root.leaf:
            places = tuple(two_rarest(branch, costs) for branch in root.items)
        else:
            place = two_rarest(root, costs)
            if len(place) == 2 and is_word(place[0]) and is_word(place[1]):
                return self._place_usual(query_id, place[0], place[1])
            places = (place,)
        if not all(places):
            self._always[query_id] = None
            return ()
        for first, second in self._pairs(places, self._keys.use):
            self._file(query_id, first, second)
        return places

    def _place_usual(self, query_id: str, first: str, second: str) -> _Places:
        """Files a query of two words, first under the word that has fewer queries: a story visits all queries
        under its words.
        """
        if len(self._filed.get(second, ())) < len(self._filed.get(first, ())):
            first, second = second, first
        self._file(query_id, first, second)
        return f"{first} {second}"

    def _file(self, query_id: str, first: str, second: str) -> None:
        seconds = self._filed.get(first)
        if seconds is None:
            self._filed[first] = {second: query_id}
            return
        ids = seconds.setdefault(second, query_id)
        if isinstance(ids, list):
            ids.append(query_id)
        elif ids is not query_id:
            seconds[second] = [ids, query_id]

    def _unplace(self, query_id: str, places: _Places) -> None:
        for first, second in self._pairs(places, self._keys.release):
            seconds = self._filed[first]
            ids = seconds[second]
            if isinstance(ids, list):
                ids.remove(query_id)
                if ids:
                    continue
            del seconds[second]
            if not seconds:
                del self._filed[first]

    @staticmethod
    def _pairs(
        places: _Places, keys: Callable[[Choice, int], tuple[str, ...]]
    ) -> dict[tuple[str, str], None]:
        """The pairs of keys of these places; `keys` is `Keys.use` or `Keys.release`."""
        if isinstance(places, str):
            word, other = places.split(" ")
            return {(word, other): None}
        pairs: dict[tuple[str, str], None] = {}
        for first, *more in places:
            second = more[0] if more else _ANY
            firsts = (first,) if is_word(first) else keys(first, FEW)
            seconds = (second,) if is_word(second) else keys(second, MOST_PAIRS // len(firsts))
            pairs |= dict.fromkeys(product(firsts, seconds))
        return pairs

    # ------------------------------------------------------------ stories

    def matching(self, document: Document) -> list[str]:
        """The ids of the queries that are true of a story, in any order."""
        return self._true(StoryIndex(document))

    def match(self, document: Document) -> dict[str, tuple[Span, ...]]:
        """The ids of the queries that are true of a story with their proofs, in the order they were added."""
        story_index = StoryIndex(document)
        true = sorted(self._true(story_index), key=lambda query_id: self._standing[query_id][0])
        return {
            query_id: document.spans(prove(self._root(query_id), story_index, document.view) or ())
            for query_id in true
        }

    def _true(self, story_index: StoryIndex) -> list[str]:
        if self._learns:
            self._rarity.learn(story_index.words)
        true: list[str] = []
        false: list[str] = []
        for query_id in self.selected(story_index):
            (true if holds(self._root(query_id), story_index) else false).append(query_id)
        if false and self._rarity.known:
            self._move(false)
        return true

    def _move(self, false: list[str]) -> None:
        """Files some queries anew that a story selected by words that are not rare, and that are false."""
        for query_id in [query_id for query_id in false if self._standing[query_id][3]][:MOVED_A_STORY]:
            number, source, places, _ = self._standing[query_id]
            self._unplace(query_id, places)
            self._standing[query_id] = (number, source, self._place(query_id, self._root(query_id)), False)

    def selected(self, story_index: StoryIndex) -> set[str]:
        """The ids of the queries that may be true of a story."""
        keys = self._keys.of(story_index.words)
        selected = set(self._always)
        for first in self._filed.keys() & keys:
            seconds = self._filed[first]
            for second in seconds.keys() & keys:
                ids = seconds[second]
                if isinstance(ids, list):
                    selected.update(ids)
                else:
                    selected.add(ids)
        return selected
