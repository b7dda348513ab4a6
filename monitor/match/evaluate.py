"""Queries as closures over a Scene: `test` answers yes or no, fast; `prove` gives the words that show a yes.

What they must answer is said by `oracle`. Nothing recurses deeper than brackets nest, and nothing is slower than linear in
the places of the words asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import TypeAlias

from monitor.match.document import Interval, Place, View
from monitor.match.oracle import gap, meta
from monitor.match.scene import Entry, Leaves, Scene
from monitor.query import And, Field, Leaf, Link, Meta, Named, Near, Node, Not, Or, Phrase, Sentence, Word, children, is_leaf

Test: TypeAlias = Callable[[Scene], bool]
RangeTest: TypeAlias = Callable[[Scene, int, int, int], bool]  # field number, words low:high of it


class Compiler:
    """Turns nodes into closures. The answer of a part that several queries share is kept for the story at hand."""

    def __init__(self, known: Leaves) -> None:
        self._leaves = known
        self._uses: dict[Node, int] = {}
        self._tests: dict[Node, Test] = {}
        self._next = 0

    def use(self, part: Node) -> None:
        """The node stands in one query more."""
        uses = self._uses[part] = self._uses.get(part, 0) + 1
        if uses == 2:
            self._tests.pop(part, None)  # from now on its answers are kept

    def release(self, part: Node) -> None:
        """Undo one `use`."""
        self._uses[part] -= 1
        if not self._uses[part]:
            del self._uses[part]
            self._tests.pop(part, None)

    def test(self, node: Node) -> Test:
        """The closure of a node in use, made when first asked for."""
        made = self._tests.get(node)
        if made is None:
            made = self._make(node)
            if self._uses.get(node, 0) > 1 and not is_leaf(node):
                made = self._remember(made)
            self._tests[node] = made
        return made

    def _make(self, node: Node) -> Test:
        if isinstance(node, Word | Phrase | Or) and is_leaf(node):
            return _leaf_test(self._leaves[node])
        match node:
            case Not():
                inside = self.test(node.item)
                return lambda scene: not inside(scene)
            case Meta():
                return lambda scene: meta(node, scene.document)
            case And():
                return self._and(node)
            case Or():
                tests = [self.test(item) for item in node.items]
                return lambda scene: any(test(scene) for test in tests)
            case Near() | Sentence():
                return self._anywhere(node)
            case Named():
                return self.test(node.item)
        assert isinstance(node, Field)
        return self._field(node)

    def _remember(self, test: Test) -> Test:
        self._next += 1
        number = self._next

        def remembered(scene: Scene) -> bool:
            answer = scene.memo.get(number)
            if answer is None:
                answer = scene.memo[number] = test(scene)
            return answer

        return remembered

    def _and(self, node: And) -> Test:
        """The leaves that suffice by being there in one set comparison, then what is dearer, NOT last."""
        entries = [self._leaves[item] for item in node.items if isinstance(item, Word | Phrase | Or) and is_leaf(item)]
        needed = frozenset(entry.number for entry in entries)
        sure = {entry.leaf for entry in entries if entry.sure}
        tests = [self.test(item) for item in sorted(node.items, key=lambda item: isinstance(item, Not)) if item not in sure]

        def test(scene: Scene) -> bool:
            if not needed <= scene.there:
                return False
            for each in tests:  # noqa: SIM110 a generator costs more than the tests themselves
                if not each(scene):
                    return False
            return True

        return test

    def _anywhere(self, node: Near | Sentence) -> Test:
        needed = self._needed(node)
        inside = self._range(node)

        def test(scene: Scene) -> bool:
            if not needed <= scene.there:
                return False
            return any(needed <= scene.there_in(*part) and inside(scene, *part) for part in scene.document.view)

        return test

    def _needed(self, node: Node) -> frozenset[int]:
        """Numbers of leaves of this node without which it cannot be true.

        Only of its own leaves, which stay in use as long as the node does: the choices that `required` makes up are the index's, and
        go when a query is placed anew.
        """
        own = set(leaves_of(node))
        return frozenset(self._leaves[leaf].number for leaf in required(node, self._leaves) if leaf in own)

    def _field(self, node: Field) -> Test:
        inside = self._range(node.item)

        def test(scene: Scene) -> bool:
            texts = scene.document.texts
            return any(inside(scene, *part) for part in scene.document.view if texts[part[0]].name == node.name)

        return test

    def _range(self, node: Node) -> RangeTest:
        """The closure of a node that may only look at some words of one field."""
        if isinstance(node, Word | Phrase | Or) and is_leaf(node):
            entry = self._leaves[node]
            return lambda scene, *part: bool(scene.within(entry, *part))
        match node:
            case Not():
                inside = self._range(node.item)
                return lambda scene, *part: not inside(scene, *part)
            case And() | Or():
                tests = [self._range(item) for item in sorted(node.items, key=lambda item: isinstance(item, Not))]
                fold = all if isinstance(node, And) else any
                return lambda scene, *part: fold(test(scene, *part) for test in tests)
            case Named():
                return self._range(node.item)
            case Near():
                return _near_test([self._leaves[operand] for operand in node.operands], node.links)
        assert isinstance(node, Sentence)  # fields and facts stand outside of these
        inside = self._range(node.item)
        needed = self._needed(node)

        def in_one(scene: Scene, number: int, _low: int, _high: int) -> bool:
            sentences = scene.document.texts[number].sentences
            return any(needed <= scene.there_in(number, *part) and inside(scene, number, *part) for part in sentences)

        return in_one


def leaves_of(node: Node) -> Iterator[Leaf]:
    """The leaves that stand in a node, from left to right."""
    if isinstance(node, Word | Phrase | Or) and is_leaf(node):
        yield node
    else:
        for child in children(node):
            yield from leaves_of(child)


def _leaf_test(entry: Entry) -> Test:
    number = entry.number
    if entry.sure:
        return lambda scene: number in scene.there
    if entry.only is not None and entry.only.plain is not None:
        phrase = f" {' '.join(entry.only.plain)} "
        return lambda scene: phrase in scene.document.joined
    return lambda scene: number in scene.there and any(scene.find(entry, part[0]) for part in scene.document.view)


def required(node: Node, known: Leaves) -> list[Leaf]:
    """Leaves that all must be there for a node to be true, the rarest first; none for what can be true of any story."""
    if isinstance(node, Word | Phrase | Or) and is_leaf(node):
        return [node]
    found: list[Leaf] = []
    match node:
        case And():
            found = [leaf for item in node.items for leaf in required(item, known)]
        case Near():
            found = list(node.operands)
        case Sentence() | Field() | Named():
            found = required(node.item, known)
        case Or():
            each = [required(item, known) for item in node.items]
            # One leaf of every branch: the rarest of each, together as one choice.
            found = [Or(tuple(leaves[0] for leaves in each), leaf=True)] if all(each) else []
    return sorted(dict.fromkeys(found), key=known.cost)


def _near_test(entries: list[Entry], links: tuple[Link, ...]) -> RangeTest:
    """Whether there is a chain; two operands of few places, the usual case, are compared one by one."""

    def test(scene: Scene, number: int, low: int, high: int) -> bool:
        operands = []
        for entry in entries:
            places = scene.within(entry, number, low, high)
            if not places:
                return False
            operands.append(places)
        if len(operands) > 2 or len(operands[0]) * len(operands[1]) > 50:
            return bool(chain(operands, links))
        return any(gap(first, second, links[0]) is not None for first in operands[0] for second in operands[1])

    return test


def chain(operands: list[list[Interval]], links: tuple[Link, ...]) -> list[Interval]:
    """The chain of places that `oracle` chooses, one of each operand's; empty when there is none. Linear but for sorting."""
    chains: list[tuple[int, list[Interval]]] = [(0, [place]) for place in operands[0]]
    for places, link in zip(operands[1:], links, strict=True):
        if not chains:
            break
        chains = _longer(chains, places, link)
    return min(chains)[1] if chains else []


def _longer(chains: list[tuple[int, list[Interval]]], places: list[Interval], link: Link) -> list[tuple[int, list[Interval]]]:
    """Each place joined to the nearest end of a chain that the link allows."""
    forward = sorted(chains, key=lambda each: (each[1][-1][1], each[1][-1][0]))  # by end, then start
    ends = [places[-1][1] for _, places in forward]
    backward = [] if link.ordered else sorted(chains, key=lambda each: (each[1][-1][0], -each[1][-1][1]))  # by start, the longest first
    starts = [places[-1][0] for _, places in backward]
    found: list[tuple[int, list[Interval]]] = []
    for place in places:
        joins = []
        before = bisect_right(ends, place[0]) - 1
        if before >= 0 and place[0] - ends[before] <= link.distance:
            joins.append((place[0] - ends[before], forward[bisect_left(ends, ends[before])]))
        after = bisect_left(starts, place[1])
        if after < len(starts) and starts[after] - place[1] <= link.distance:
            joins.append((starts[after] - place[1], backward[after]))
        if joins:
            between, (total, path) = min(joins, key=lambda join: (join[0], join[1][1][-1][0], -join[1][1][-1][1]))
            found.append((total + between, [*path, place]))
    return found


def prove(node: Node, scene: Scene, known: Leaves, view: View) -> list[Place] | None:
    """The proof that `oracle` gives, from the places already found."""
    if isinstance(node, Word | Phrase | Or) and is_leaf(node):
        for number, low, high in view:
            if found := scene.within(known[node], number, low, high):
                return [(number, *found[0])]
        return None
    match node:
        case Or():
            return next((proof for item in node.items if (proof := prove(item, scene, known, view)) is not None), None)
        case And():
            places: list[Place] = []
            for item in node.items:
                proof = prove(item, scene, known, view)
                if proof is None:
                    return None
                places += proof
            return places
        case Named():
            return prove(node.item, scene, known, view)
        case Not():
            return [] if prove(node.item, scene, known, view) is None else None
        case Near():
            for number, low, high in view:
                if found := chain([scene.within(known[operand], number, low, high) for operand in node.operands], node.links):
                    return [(number, *place) for place in found]
            return None
        case Sentence():
            for number, _, _ in view:
                for low, high in scene.document.texts[number].sentences:
                    if (proof := prove(node.item, scene, known, [(number, low, high)])) is not None:
                        return proof
            return None
        case Field():
            return prove(node.item, scene, known, [part for part in view if scene.document.texts[part[0]].name == node.name])
    assert isinstance(node, Meta)
    return [] if meta(node, scene.document) else None
