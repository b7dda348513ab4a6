"""Evaluates a query on a story: `holds` returns True or False, `prove` the words that show why it is True.

Both give the same result as `oracle`, faster. Query nodes are interpreted, not compiled: most queries are
evaluated once on few stories, and compiling them took longer than it saved. Recursion is only as deep as the
brackets of the query, and the time is linear in the number of places of its words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from monitor.match.document import Interval, Part, Place, View
from monitor.match.oracle import gap, meta
from monitor.match.story_index import StoryIndex
from monitor.query import (
    And,
    Field,
    Leaf,
    Link,
    Meta,
    Named,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Word,
    is_leaf,
)

FEW_PAIRS = 50  # up to this many pairs of places are compared one by one


def holds(node: Node, story_index: StoryIndex) -> bool:
    """True if the query node is true of the story."""
    match node:
        case Word() | Phrase():
            return story_index.has(node)
        case And():
            for item in node.items:  # noqa: SIM110 a generator costs more than the answers themselves
                if not holds(item, story_index):
                    return False
            return True
        case Or():
            return (
                story_index.has(node) if node.leaf else any(holds(item, story_index) for item in node.items)
            )
        case Not():
            return not holds(node.item, story_index)
        case Near() | Sentence():
            return may(node, story_index) and any(
                inside(node, story_index, part) for part in story_index.document.view
            )
        case Named():
            return _remembered(node, story_index)
        case Field():
            texts = story_index.document.texts
            return any(
                inside(node.item, story_index, part)
                for part in story_index.document.view
                if texts[part[0]].name == node.name
            )
    return meta(node, story_index.document)


def _remembered(node: Named, story_index: StoryIndex) -> bool:
    """The result for a pattern or filter, computed once a story because several rules use it."""
    answer = story_index.memo.get(id(node))
    if answer is None:
        answer = story_index.memo[id(node)] = holds(node.item, story_index)
    return answer


def may(node: Node, story_index: StoryIndex) -> bool:
    """False if the story lacks words that the node needs; asked first, because positions cost more to
    compare.
    """
    match node:
        case Word() | Phrase():
            return story_index.has(node)
        case And():
            return all(may(item, story_index) for item in node.items)
        case Near():
            return all(map(story_index.has, node.operands))
        case Or():
            return story_index.has(node) if node.leaf else any(may(item, story_index) for item in node.items)
        case Sentence() | Named() | Field():
            return may(node.item, story_index)
    return True  # NOT and source:, lang:, country: need no word


def inside(node: Node, story_index: StoryIndex, part: Part) -> bool:
    """True if the node is true of the words low:high of one field."""
    match node:
        case Word() | Phrase():
            return bool(story_index.within(node, *part))
        case And():
            return all(inside(item, story_index, part) for item in node.items)
        case Or():
            return (
                bool(story_index.within(node, *part))
                if node.leaf
                else any(inside(item, story_index, part) for item in node.items)
            )
        case Not():
            return not inside(node.item, story_index, part)
        case Near():
            return _near(node, story_index, part)
        case Named():
            return inside(node.item, story_index, part)
    assert isinstance(node, Sentence)  # the grammar allows no field or source: inside NEAR or SENTENCE
    number = part[0]
    return any(
        inside(node.item, story_index, (number, low, high))
        for low, high in story_index.document.texts[number].sentences
    )


def _near(node: Near, story_index: StoryIndex, part: Part) -> bool:
    """True if the operands stand as near as the links say. Two operands with few places are the usual case
    and are compared one by one.
    """
    operands = []
    for operand in node.operands:
        places = story_index.within(operand, *part)
        if not places:
            return False
        operands.append(places)
    if len(operands) > 2 or len(operands[0]) * len(operands[1]) > FEW_PAIRS:
        return bool(chain(operands, node.links))
    return any(
        gap(first, second, node.links[0]) is not None for first in operands[0] for second in operands[1]
    )


def chain(operands: list[list[Interval]], links: tuple[Link, ...]) -> list[Interval]:
    """The places that `oracle` chooses, one for each operand; empty if no places fit the links.

    Takes linear time, apart from sorting.
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
    """Each chain with one more place, joined to the nearest last place that the link allows."""
    forward = sorted(chains, key=lambda chain: (chain[1][-1][1], chain[1][-1][0]))  # by end, then start
    ends = [places[-1][1] for _, places in forward]
    # by start, the longest first
    backward = [] if link.ordered else sorted(chains, key=lambda chain: (chain[1][-1][0], -chain[1][-1][1]))
    starts = [places[-1][0] for _, places in backward]
    longer: list[tuple[int, list[Interval]]] = []
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
            longer.append((total + between, [*path, place]))
    return longer


def prove(node: Node, story_index: StoryIndex, view: View) -> list[Place] | None:
    """The proof that `oracle` gives for a node among the words of `view`; None if the node is not true of
    them.
    """
    if is_leaf(node):
        return _prove_leaf(node, story_index, view)
    match node:
        case Or():
            proofs = (prove(item, story_index, view) for item in node.items)
            return next((proof for proof in proofs if proof is not None), None)
        case And():
            return _prove_all(node, story_index, view)
        case Named():
            return prove(node.item, story_index, view)
        case Not():
            return [] if prove(node.item, story_index, view) is None else None
        case Near():
            return _prove_near(node, story_index, view)
        case Sentence():
            return _prove_sentence(node, story_index, view)
        case Field():
            return prove(node.item, story_index, story_index.document.parts_of(node.name, view))
    assert isinstance(node, Meta)
    return [] if meta(node, story_index.document) else None


def _prove_leaf(leaf: Leaf, story_index: StoryIndex, view: View) -> list[Place] | None:
    for number, low, high in view:
        if places := story_index.within(leaf, number, low, high):
            return [(number, *places[0])]
    return None


def _prove_all(node: And, story_index: StoryIndex, view: View) -> list[Place] | None:
    places: list[Place] = []
    for item in node.items:
        proof = prove(item, story_index, view)
        if proof is None:
            return None
        places += proof
    return places


def _prove_near(node: Near, story_index: StoryIndex, view: View) -> list[Place] | None:
    for part in view:
        operands = [story_index.within(operand, *part) for operand in node.operands]
        if places := chain(operands, node.links):
            return [(part[0], *place) for place in places]
    return None


def _prove_sentence(node: Sentence, story_index: StoryIndex, view: View) -> list[Place] | None:
    for number, _, _ in view:
        for low, high in story_index.document.texts[number].sentences:
            if (proof := prove(node.item, story_index, [(number, low, high)])) is not None:
                return proof
    return None
