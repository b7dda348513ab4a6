"""All standing queries in one inverted index, from words to the queries that need them.

A query waits under the two rarest leaves that it, or each branch of its OR, cannot do without; a story wakes only the queries
both of whose leaves it may have. Queries with one such leaf wait under that one, queries with none are asked every time. Leaves,
and every larger part that several queries share, are looked at once a story. Adding or removing a query touches its own words only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.match.document import Document
from monitor.match.evaluate import Compiler, Test, leaves_of, prove, required
from monitor.match.rarity import Rarity
from monitor.match.scene import Leaves, Scene
from monitor.model import Span
from monitor.query import Leaf, Node, Or, Query, children, is_leaf

MOVED_A_STORY = 5  # queries placed anew at each story, once it is known which words are rare
_ALONE = 0  # stands for a second leaf where a query has only one; no leaf has this number


@dataclass(slots=True)
class _Standing:
    """One query in the index. `test` is made when a story first wakes it."""

    id: str
    query: Query
    number: int
    leaves: tuple[Leaf, ...]
    parts: tuple[Node, ...]
    selectors: tuple[Leaf, ...] = ()
    keys: frozenset[tuple[int, int]] = frozenset()  # the pairs of selectors that wake it; none: it is asked every time
    test: Test | None = None


class Index:
    """Standing queries by id. `match` gives what `oracle` gives for each.

    `learns`: places queries anew once it is known which words are rare. It pays for thousands of queries.
    """

    def __init__(self, *, learns: bool = True) -> None:
        self._rarity = Rarity()
        self._learns = learns
        self.leaves = Leaves(self._rarity.cost)
        self._compiler = Compiler(self.leaves)
        self._standing: dict[str, _Standing] = {}
        self._waiting: dict[int, dict[int, dict[str, _Standing]]] = {}
        self._always: dict[str, _Standing] = {}
        self._misplaced: list[str] = []  # queries that were placed before it was known which words are rare
        self._added = 0

    def __len__(self) -> int:
        return len(self._standing)

    def add(self, query_id: str, query: Query) -> None:
        """Put in a query; one of the same id is replaced."""
        if query_id in self._standing:
            self.remove(query_id)
        self._added += 1
        leaves, parts = tuple(dict.fromkeys(leaves_of(query.root))), tuple(dict.fromkeys(_parts_of(query.root)))
        for leaf in leaves:
            self.leaves.use(leaf)
        for part in parts:
            self._compiler.use(part)
        self._standing[query_id] = standing = _Standing(query_id, query, self._added, leaves, parts)
        self._place(standing)

    def remove(self, query_id: str) -> None:
        """Take out a query. Raises KeyError when there is none of this id."""
        standing = self._standing.pop(query_id)
        self._always.pop(query_id, None)
        self._unplace(standing)
        for part in standing.parts:
            self._compiler.release(part)
        for leaf in standing.leaves:
            self.leaves.release(leaf)

    def _place(self, standing: _Standing) -> None:
        """Let a query wait where its rarest leaves are."""
        root = standing.query.root
        branches = root.items if isinstance(root, Or) and not is_leaf(root) else (root,)
        needed = [self.leaves.selectors(required(branch, self.leaves)) for branch in branches]
        if not all(needed):
            self._always[standing.id] = standing
            return
        standing.selectors = tuple(dict.fromkeys(leaf for pair in needed for leaf in pair))
        numbers = {leaf: self.leaves.use(leaf).number for leaf in standing.selectors}
        standing.keys = frozenset((numbers[pair[0]], numbers[pair[1]] if len(pair) > 1 else _ALONE) for pair in needed)
        for first, second in standing.keys:
            self._waiting.setdefault(first, {}).setdefault(second, {})[standing.id] = standing

    def _unplace(self, standing: _Standing) -> None:
        for first, second in standing.keys:
            seconds = self._waiting[first]
            del seconds[second][standing.id]
            if not seconds[second]:
                del seconds[second]
            if not seconds:
                del self._waiting[first]
        for leaf in standing.selectors:
            self.leaves.release(leaf)
        standing.selectors, standing.keys = (), frozenset()

    def scene(self, document: Document) -> Scene:
        """The story before this index; good until a query is added or removed, or the next scene is made."""
        if self._learns and self._rarity.learn(document.vocabulary):
            self.leaves.reckon()
            self._misplaced = list(self._standing)
        for query_id in self._misplaced[-MOVED_A_STORY:]:
            if (standing := self._standing.get(query_id)) is not None and standing.keys:
                self._unplace(standing)
                self._place(standing)
        del self._misplaced[-MOVED_A_STORY:]
        return Scene(document, self.leaves)

    def matching(self, document: Document, scene: Scene | None = None) -> list[str]:
        """The ids of the queries that are true of a story, in no order."""
        scene = scene or self.scene(document)
        return [one.id for one in self._awake(scene).values() if (one.test or self._compile(one))(scene)]

    def _compile(self, one: _Standing) -> Test:
        one.test = self._compiler.test(one.query.root)
        return one.test

    def is_true(self, query_id: str, scene: Scene) -> bool:
        """One query of the index, whatever may wake it."""
        return self._compile(self._standing[query_id])(scene)

    def match(self, document: Document) -> dict[str, tuple[Span, ...]]:
        """The queries that are true of a story, in the order they were added, each with its proof."""
        scene = self.scene(document)
        found = sorted((self._standing[query_id] for query_id in self.matching(document, scene)), key=lambda one: one.number)
        return {one.id: self.prove(one.query, scene) or () for one in found}

    def prove(self, query: Query, scene: Scene) -> tuple[Span, ...] | None:
        """The proof of a query that is in the index."""
        proof = prove(query.root, scene, self.leaves, scene.document.view)
        return None if proof is None else scene.document.spans(proof)

    def _awake(self, scene: Scene) -> dict[str, _Standing]:
        there = scene.there
        awake = dict(self._always)
        for first in there & self._waiting.keys():
            seconds = self._waiting[first]
            for second in seconds.keys() & there:
                awake.update(seconds[second])
            if _ALONE in seconds:
                awake.update(seconds[_ALONE])
        return awake


def _parts_of(node: Node) -> Iterator[Node]:
    yield node
    if not is_leaf(node):
        for child in children(node):
            yield from _parts_of(child)
