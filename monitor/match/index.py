"""All standing queries in one inverted index, from words to the queries that need them.

A query waits under the two rarest words, or choices of words, that it, or each branch of its OR, cannot do without; a story wakes only the
queries that have both. Queries with one such choice wait under that one, queries with none are asked every time. Only what a story wakes is
looked at (`evaluate`). Adding or removing a query touches its own words only, and nothing is made of a query beforehand.
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


class _Standing:
    """One query in the index.

    `places`: one or two choices of each branch, whose keys it waits under; none: it is asked every time. `guessed`: they were chosen before
    it was known which words are rare. A usual query is kept as its text until a story wakes it, which few of a hundred thousand ever see:
    trees of all of them would cost three times the memory, and the time that Python takes to look for garbage among them.
    """

    __slots__ = ("_source", "guessed", "id", "number", "places")

    def __init__(self, query_id: str, query: Query, number: int) -> None:
        self.id = query_id
        self._source: str | Node = query.text if query.usual else query.root
        self.number = number
        self.places: tuple[tuple[Choice, ...], ...] = ()
        self.guessed = True

    @property
    def root(self) -> Node:
        if isinstance(self._source, str):
            self._source = parse_query(self._source).root
        return self._source


_Waiting: TypeAlias = "_Standing | list[_Standing]"  # most pairs of words are those of one query


class Index:
    """Standing queries by id. `match` gives what `oracle` gives for each.

    `learns`: counts the words of stories, and places a query anew that was woken for nothing before it was known which words are rare. It
    pays for thousands of queries.
    """

    def __init__(self, *, learns: bool = True) -> None:
        self._rarity = Rarity()
        self._learns = learns
        self._keys = Keys()
        self._standing: dict[str, _Standing] = {}
        self._waiting: dict[str, dict[str, _Waiting]] = {}
        self._always: dict[str, _Standing] = {}
        self._added = 0

    def __len__(self) -> int:
        return len(self._standing)

    def add(self, query_id: str, query: Query) -> None:
        """Put in a query; one of the same id is replaced."""
        if query_id in self._standing:
            self.remove(query_id)
        self._added += 1
        self._standing[query_id] = standing = _Standing(query_id, query, self._added)
        self._place(standing, query.root)

    def remove(self, query_id: str) -> None:
        """Take out a query. Raises KeyError when there is none of this id."""
        standing = self._standing.pop(query_id)
        self._always.pop(query_id, None)
        self._unplace(standing)

    # ------------------------------------------------------------ where a query waits

    def _place(self, standing: _Standing, root: Node) -> None:
        """Let a query wait where its rarest words are."""
        costs = self._rarity.costs
        standing.guessed = not self._rarity.known
        if isinstance(root, Or) and not root.leaf:
            places = tuple(two_rarest(branch, costs) for branch in root.items)
        else:
            places = (two_rarest(root, costs),)
        if not all(places):
            self._always[standing.id] = standing
            return
        standing.places = places
        for first, second in self._pairs(standing, self._keys.use):
            seconds = self._waiting.get(first)
            if seconds is None:
                self._waiting[first] = {second: standing}
                continue
            waiting = seconds.setdefault(second, standing)
            if isinstance(waiting, list):
                waiting.append(standing)
            elif waiting is not standing:
                seconds[second] = [waiting, standing]

    def _unplace(self, standing: _Standing) -> None:
        for first, second in self._pairs(standing, self._keys.release):
            seconds = self._waiting[first]
            waiting = seconds[second]
            if isinstance(waiting, list):
                waiting.remove(standing)
                if waiting:
                    continue
            del seconds[second]
            if not seconds:
                del self._waiting[first]
        standing.places = ()

    @staticmethod
    def _pairs(standing: _Standing, keys: Callable[[Choice, int], tuple[str, ...]]) -> dict[tuple[str, str], None]:
        """The pairs of keys that a query waits under; `keys` uses or releases those of a choice."""
        pairs: dict[tuple[str, str], None] = {}
        for first, *more in standing.places:
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
        return [standing.id for standing in self._true(Scene(document))]

    def match(self, document: Document) -> dict[str, tuple[Span, ...]]:
        """The queries that are true of a story, in the order they were added, each with its proof."""
        scene = Scene(document)
        true = sorted(self._true(scene), key=lambda standing: standing.number)
        return {standing.id: document.spans(prove(standing.root, scene, document.view) or ()) for standing in true}

    def _true(self, scene: Scene) -> list[_Standing]:
        if self._learns:
            self._rarity.learn(scene.words)
        true: list[_Standing] = []
        in_vain: list[_Standing] = []
        for standing in self._awake(scene):
            (true if holds(standing.root, scene) else in_vain).append(standing)
        if self._rarity.known:
            for standing in [standing for standing in in_vain if standing.guessed][:MOVED_A_STORY]:
                self._unplace(standing)
                self._place(standing, standing.root)
        return true

    def _awake(self, scene: Scene) -> set[_Standing]:
        keys = self._keys.of(scene.words)
        awake = set(self._always.values())
        for first in self._waiting.keys() & keys:
            seconds = self._waiting[first]
            for second in seconds.keys() & keys:
                waiting = seconds[second]
                if isinstance(waiting, list):
                    awake.update(waiting)
                else:
                    awake.add(waiting)
        return awake
