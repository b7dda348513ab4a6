"""Whether a query is true of a story: `holds` answers yes or no, fast; `prove` gives the words that show a
yes.

What they must answer is said by `oracle`. Nodes are read as they are: a story wakes few queries, and most of
them once, so that making closures of them cost more than it saved. Nothing recurses deeper than brackets
nest, and nothing is slower than linear in the places of the words asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from monitor.match.document import Interval, Part, Place, View
from monitor.match.oracle import gap, meta
from monitor.match.scene import Scene
from monitor.query import And, Field, Link, Meta, Named, Near, Node, Not, Or, Phrase, Sentence, Word, is_leaf

FEW_PAIRS = 50  # places of two operands that are compared one by one


def holds(node: Node, scene: Scene) -> bool:
    """Whether a node is true of a story."""
    match node:
        case Word() | Phrase():
            return scene.has(node)
        case And():
            for item in node.items:  # noqa: SIM110 a generator costs more than the answers themselves
                if not holds(item, scene):
                    return False
            return True
        case Or():
            return scene.has(node) if node.leaf else any(holds(item, scene) for item in node.items)
        case Not():
            return not holds(node.item, scene)
        case Near() | Sentence():
            return may(node, scene) and any(inside(node, scene, part) for part in scene.document.view)
        case Named():
            return _remembered(node, scene)
        case Field():
            texts = scene.document.texts
            return any(
                inside(node.item, scene, part)
                for part in scene.document.view
                if texts[part[0]].name == node.name
            )
    return meta(node, scene.document)


def _remembered(node: Named, scene: Scene) -> bool:
    """The answer of a pattern or filter, which several rules ask for."""
    answer = scene.memo.get(id(node))
    if answer is None:
        answer = scene.memo[id(node)] = holds(node.item, scene)
    return answer


def may(node: Node, scene: Scene) -> bool:
    """Whether a node may be true, by its words alone, wherever they stand: asked before positions and
    sentences are looked at.
    """
    match node:
        case Word() | Phrase():
            return scene.has(node)
        case And():
            return all(may(item, scene) for item in node.items)
        case Near():
            return all(map(scene.has, node.operands))
        case Or():
            return scene.has(node) if node.leaf else any(may(item, scene) for item in node.items)
        case Sentence() | Named() | Field():
            return may(node.item, scene)
    return True  # NOT, and facts about the story


def inside(node: Node, scene: Scene, part: Part) -> bool:
    """Whether a node is true of some words of one field."""
    match node:
        case Word() | Phrase():
            return bool(scene.within(node, *part))
        case And():
            return all(inside(item, scene, part) for item in node.items)
        case Or():
            return (
                bool(scene.within(node, *part))
                if node.leaf
                else any(inside(item, scene, part) for item in node.items)
            )
        case Not():
            return not inside(node.item, scene, part)
        case Near():
            return _near(node, scene, part)
        case Named():
            return inside(node.item, scene, part)
    assert isinstance(node, Sentence)  # fields and facts stand outside of these
    number = part[0]
    return any(
        inside(node.item, scene, (number, low, high)) for low, high in scene.document.texts[number].sentences
    )


def _near(node: Near, scene: Scene, part: Part) -> bool:
    """Whether there is a chain; two operands of few places, the usual case, are compared one by one."""
    operands = []
    for operand in node.operands:
        places = scene.within(operand, *part)
        if not places:
            return False
        operands.append(places)
    if len(operands) > 2 or len(operands[0]) * len(operands[1]) > FEW_PAIRS:
        return bool(chain(operands, node.links))
    return any(
        gap(first, second, node.links[0]) is not None for first in operands[0] for second in operands[1]
    )


def chain(operands: list[list[Interval]], links: tuple[Link, ...]) -> list[Interval]:
    """The chain of places that `oracle` chooses, one of each operand's; empty when there is none.

    Linear but for sorting.
    """
    chains: list[tuple[int, list[Interval]]] = [(0, [place]) for place in operands[0]]
    for places, link in zip(operands[1:], links, strict=True):
        if not chains:
            break
        chains = _longer(chains, places, link)
    return min(chains)[1] if chains else []


def _longer(
    chains: list[tuple[int, list[Interval]]], places: list[Interval], link: Link
) -> list[tuple[int, list[Interval]]]:
    """Each place joined to the nearest end of a chain that the link allows."""
    forward = sorted(chains, key=lambda each: (each[1][-1][1], each[1][-1][0]))  # by end, then start
    ends = [places[-1][1] for _, places in forward]
    # by start, the longest first
    backward = [] if link.ordered else sorted(chains, key=lambda each: (each[1][-1][0], -each[1][-1][1]))
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
            between, (total, path) = min(
                joins, key=lambda join: (join[0], join[1][1][-1][0], -join[1][1][-1][1])
            )
            found.append((total + between, [*path, place]))
    return found


def prove(node: Node, scene: Scene, view: View) -> list[Place] | None:
    """The proof that `oracle` gives, from the places already found."""
    if isinstance(node, Word | Phrase | Or) and is_leaf(node):
        for number, low, high in view:
            if found := scene.within(node, number, low, high):
                return [(number, *found[0])]
        return None
    match node:
        case Or():
            return next(
                (proof for item in node.items if (proof := prove(item, scene, view)) is not None), None
            )
        case And():
            places: list[Place] = []
            for item in node.items:
                proof = prove(item, scene, view)
                if proof is None:
                    return None
                places += proof
            return places
        case Named():
            return prove(node.item, scene, view)
        case Not():
            return [] if prove(node.item, scene, view) is None else None
        case Near():
            for number, low, high in view:
                if found := chain(
                    [scene.within(operand, number, low, high) for operand in node.operands], node.links
                ):
                    return [(number, *place) for place in found]
            return None
        case Sentence():
            for number, _, _ in view:
                for low, high in scene.document.texts[number].sentences:
                    if (proof := prove(node.item, scene, [(number, low, high)])) is not None:
                        return proof
            return None
        case Field():
            return prove(
                node.item, scene, [part for part in view if scene.document.texts[part[0]].name == node.name]
            )
    assert isinstance(node, Meta)
    return [] if meta(node, scene.document) else None
