"""All standing queries in one inverted index, from words to the queries that need them.

A query waits under the two rarest words, or choices of words, that it, or each branch of its OR, cannot do
without; a story wakes only the queries that have both. Queries with one such choice wait under that one,
queries with none are asked every time. Only what a story wakes is looked at (`evaluate`). Adding or removing
a query touches its own words only, and nothing is made of a query beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from monitor.match.document import Document
from monitor.match.evaluate import holds, prove
from monitor.match.keys import Choice, Keys, is_word, two_rarest
from monitor.match.rarity import Rarity
from monitor.match.scene import FEW, Scene
from monitor.model import Span
from monitor.query import Node, Or, Query, parse_query

MOVED_A_STORY = 5  # queries placed anew at each story, at most
MOST_PAIRS = 16  # pairs of keys that a branch of a query may wait under
_ANY: Choice = ""  # stands for a second choice where a query has only one: it is in every story


# Of each branch of a query, the one or two choices whose keys it waits under; of the usual query, its two
# words with a space between.
_Places: TypeAlias = str | tuple[tuple[Choice, ...], ...]

# One query: its number, its text or its root, its places (none: it is asked every time), and whether these
# were chosen before it was known which words are rare. A usual query is kept as its text until a story wakes
# it, which few of a hundred thousand ever see. It is a plain tuple of texts because Python does not look for
# garbage in those, which took a third of the time to build an index.
_Standing: TypeAlias = tuple[int, str | Node, _Places, bool]


class Index:
    """Standing queries by id. `match` gives what `oracle` gives for each.

    `learns`: counts the words of stories, and places a query anew that was woken for nothing before it was
    known which words are rare. It pays for thousands of queries.
    """

    def __init__(self, *, learns: bool = True) -> None:
        self._rarity = Rarity()
        self._learns = learns
        self._keys = Keys()
        self._standing: dict[str, _Standing] = {}
        self._waiting: dict[
            str, dict[str, str | list[str]]
        ] = {}  # ids by two keys; most pairs of keys are those of one query
        self._always: dict[str, None] = {}
        self._added = 0

    def __len__(self) -> int:
        return len(self._standing)

    def add(self, query_id: str, query: Query) -> None:
        """Put in a query; one of the same id is replaced."""
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
        """Take out a query. Raises KeyError when there is none of this id."""
        _, _, places, _ = self._standing.pop(query_id)
        self._always.pop(query_id, None)
        self._unplace(query_id, places)

    def _root(self, query_id: str) -> Node:
        number, source, places, guessed = self._standing[query_id]
        if isinstance(source, str):
            source = parse_query(source).root
            self._standing[query_id] = (number, source, places, guessed)
        return source

    # ------------------------------------------------------------ where a query waits

    def _place(self, query_id: str, root: Node) -> _Places:
        """Let a query wait where its rarest words are."""
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
            self._wait(query_id, first, second)
        return places

    def _place_usual(self, query_id: str, first: str, second: str) -> _Places:
        """Let a query wait under the one of two words that fewer queries wait under: a story goes through
        them word by word.
        """
        if len(self._waiting.get(second, ())) < len(self._waiting.get(first, ())):
            first, second = second, first
        self._wait(query_id, first, second)
        return f"{first} {second}"

    def _wait(self, query_id: str, first: str, second: str) -> None:
        seconds = self._waiting.get(first)
        if seconds is None:
            self._waiting[first] = {second: query_id}
            return
        waiting = seconds.setdefault(second, query_id)
        if isinstance(waiting, list):
            waiting.append(query_id)
        elif waiting is not query_id:
            seconds[second] = [waiting, query_id]

    def _unplace(self, query_id: str, places: _Places) -> None:
        for first, second in self._pairs(places, self._keys.release):
            seconds = self._waiting[first]
            waiting = seconds[second]
            if isinstance(waiting, list):
                waiting.remove(query_id)
                if waiting:
                    continue
            del seconds[second]
            if not seconds:
                del self._waiting[first]

    @staticmethod
    def _pairs(
        places: _Places, keys: Callable[[Choice, int], tuple[str, ...]]
    ) -> dict[tuple[str, str], None]:
        """The pairs of keys that a query waits under; `keys` uses or releases those of a choice."""
        if isinstance(places, str):
            word, other = places.split(" ")
            return {(word, other): None}
        pairs: dict[tuple[str, str], None] = {}
        for first, *more in places:
            second = more[0] if more else _ANY
            firsts = (first,) if is_word(first) else keys(first, FEW)
            seconds = (second,) if is_word(second) else keys(second, MOST_PAIRS // len(firsts))
            for one in firsts:
                for other in seconds:
                    pairs[one, other] = None
        return pairs

    # ------------------------------------------------------------ stories

    def matching(self, document: Document) -> list[str]:
        """The ids of the queries that are true of a story, in no order."""
        return self._true(Scene(document))

    def match(self, document: Document) -> dict[str, tuple[Span, ...]]:
        """The queries that are true of a story, in the order they were added, each with its proof."""
        scene = Scene(document)
        true = sorted(self._true(scene), key=lambda query_id: self._standing[query_id][0])
        return {
            query_id: document.spans(prove(self._root(query_id), scene, document.view) or ())
            for query_id in true
        }

    def _true(self, scene: Scene) -> list[str]:
        if self._learns:
            self._rarity.learn(scene.words)
        true: list[str] = []
        in_vain: list[str] = []
        for query_id in self._awake(scene):
            (true if holds(self._root(query_id), scene) else in_vain).append(query_id)
        if in_vain and self._rarity.known:
            self._move(in_vain)
        return true

    def _move(self, woken: list[str]) -> None:
        """Place some queries anew that were woken for nothing by words that only seemed rare."""
        for query_id in [query_id for query_id in woken if self._standing[query_id][3]][:MOVED_A_STORY]:
            number, source, places, _ = self._standing[query_id]
            self._unplace(query_id, places)
            self._standing[query_id] = (number, source, self._place(query_id, self._root(query_id)), False)

    def _awake(self, scene: Scene) -> set[str]:
        keys = self._keys.of(scene.words)
        awake = set(self._always)
        for first in self._waiting.keys() & keys:
            seconds = self._waiting[first]
            for second in seconds.keys() & keys:
                waiting = seconds[second]
                if isinstance(waiting, list):
                    awake.update(waiting)
                else:
                    awake.add(waiting)
        return awake
