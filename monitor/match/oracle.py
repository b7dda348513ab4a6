"""Defines what a query means: slow and simple code that tries every alternative at every word.

Tests compare `Index`, `holds` and `prove` with it. A query is true of a story or not; if it is, the words
that show it are its proof:

- of a word, phrase or choice of them: its first place (fields in the order title, summary, body; if several
  begin there, the longest)
- of an AND: the proofs of all parts; of an OR: the proof of its first true part; of a NOT: no words
- of a SENTENCE: the proof in the first sentence that has one
- of a NEAR: in the first field that has a chain, the chain with the fewest words between its operands, then
  the earliest. A chain is built from the first operand on: each place of the next operand is joined to the
  nearest place before it that the link allows.
"""

from __future__ import annotations

from monitor.match.document import Document, Interval, Place, Text, View
from monitor.model import Span
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
    Query,
    Sentence,
    Word,
    is_leaf,
    leaves,
)


def oracle(query: Query, document: Document) -> tuple[Span, ...] | None:
    """The proof of a query in a story as characters; None if the query is not true."""
    proof = _proof(query.root, document, document.view)
    return None if proof is None else document.spans(proof)


def _proof(node: Node, document: Document, view: View) -> list[Place] | None:
    if is_leaf(node):
        return _leaf_proof(node, document, view)
    match node:
        case Or():
            proofs = (_proof(item, document, view) for item in node.items)
            return next((proof for proof in proofs if proof is not None), None)
        case And():
            all_of = [_proof(item, document, view) for item in node.items]
            return None if None in all_of else [place for proof in all_of for place in proof or ()]
        case Named():
            return _proof(node.item, document, view)
        case Not():
            return [] if _proof(node.item, document, view) is None else None
        case Near():
            return _near_proof(node, document, view)
        case Sentence():
            return _sentence_proof(node, document, view)
        case Field():
            return _proof(node.item, document, document.parts_of(node.name, view))
    assert isinstance(node, Meta)
    return [] if meta(node, document) else None


def _leaf_proof(leaf: Leaf, document: Document, view: View) -> list[Place] | None:
    for number, low, high in view:
        if places := _places(leaf, document.texts[number], low, high):
            start, end = min(places, key=lambda place: (place[0], -place[1]))
            return [(number, start, end)]
    return None


def _near_proof(node: Near, document: Document, view: View) -> list[Place] | None:
    for number, low, high in view:
        if chain := _chain(node, document.texts[number], low, high):
            return [(number, start, end) for start, end in chain]
    return None


def _sentence_proof(node: Sentence, document: Document, view: View) -> list[Place] | None:
    for number, low, high in view:
        for start, end in document.texts[number].sentences:
            overlaps = start < high and end > low
            if overlaps and (proof := _proof(node.item, document, [(number, start, end)])) is not None:
                return proof
    return None


def meta(node: Meta, document: Document) -> bool:
    """True if the story has this source, language or country."""
    if node.name == "source":
        return document.is_from(node.value)
    if node.name == "lang":
        return document.is_in(node.value[0])
    return node.value[0] in document.countries


def _places(leaf: Leaf, text: Text, low: int, high: int) -> list[Interval]:
    return [
        (start, start + len(words))
        for words in (item.words if isinstance(item, Phrase) else (item,) for item in leaves(leaf))
        for start in range(low, high - len(words) + 1)
        if all(_is(word, text, start + offset) for offset, word in enumerate(words))
    ]


def _is(word: Word, text: Text, at: int) -> bool:
    if word.cased:
        return text.cased[at] == word.text
    return text.words[at].startswith(word.text) if word.prefix else text.words[at] == word.text


def gap(first: Interval, second: Interval, link: Link) -> int | None:
    """The number of words between two places if the link allows it, else None."""
    if first[1] <= second[0]:
        between = second[0] - first[1]
    elif second[1] <= first[0] and not link.ordered:
        between = first[0] - second[1]
    else:
        return None
    return between if between <= link.distance else None


def _chain(node: Near, text: Text, low: int, high: int) -> list[Interval] | None:
    chains = [(0, [place]) for place in _places(node.operands[0], text, low, high)]
    for operand, link in zip(node.operands[1:], node.links, strict=True):
        longer = []
        for place in set(_places(operand, text, low, high)):
            joins = [
                (between, chain[-1][0], -chain[-1][1], total, chain)
                for total, chain in chains
                if (between := gap(chain[-1], place, link)) is not None
            ]
            if joins:
                between, _, _, total, chain = min(joins)
                longer.append((total + between, [*chain, place]))
        chains = longer
    return min(chains)[1] if chains else None
