"""Explains why a query is true of a story, or what is missing: the query as a tree, each clause with its own
result.

The clauses inside a SENTENCE that failed are evaluated in the sentence that lacks least. A NEAR that failed
gives the smallest distance between its operands. `missing` gives the fewest clauses that would have to hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.match.document import Document, Interval, Part, Place, View
from monitor.match.evaluate import chain, prove
from monitor.match.story_index import StoryIndex
from monitor.model import Span, Story
from monitor.query import (
    And,
    Field,
    Leaf,
    Link,
    Named,
    Near,
    Node,
    Not,
    Or,
    Query,
    Sentence,
    children,
    is_leaf,
    leaves,
    unparse,
)

FAR = 1_000_000  # words: any distance
SHOWN = 5  # alternatives of a choice, and places of a word that must not be there


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clause of a query and its result.

    `text` is the clause as written, `words` the words of the story that prove it, `note` a remark for people.
    For a NOT, `ok` is True if its clause is absent.
    """

    text: str
    ok: bool
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""
    children: tuple[Explanation, ...] = ()

    def rows(self, depth: int = 0) -> Iterator[tuple[int, bool, str]]:
        """Yields depth, result and one line of text for each clause, the root first."""
        matched = " ".join(f"[{word}]" for word in self.words)
        yield depth, self.ok, "  ".join(part for part in (self.text, matched, self.note) if part)
        for child in self.children:
            yield from child.rows(depth + 1)

    def to_json(self) -> dict[str, object]:
        """The keys text, ok, spans (lists of field, start, end), words, note, children."""
        return {
            "text": self.text,
            "ok": self.ok,
            "spans": [[span.field, span.start, span.end] for span in self.spans],
            "words": list(self.words),
            "note": self.note,
            "children": [child.to_json() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class Missing:
    """A clause that failed. `weight` says how much is missing: 1 is the whole clause.

    `filter` is the name of the shared filter that the clause belongs to, "" if none.
    """

    text: str
    note: str
    weight: float
    filter: str = ""

    @property
    def sentence(self) -> str:
        """The clause with filter and note, in one line."""
        where = f"filter {self.filter}: " if self.filter else ""
        return f"{where}{self.text} ({self.note})" if self.note else f"{where}{self.text}"


def explain(query: Query, story: Story | Document) -> Explanation:
    """Explains one query on one story."""
    return Explainer(StoryIndex(Document.of(story) if isinstance(story, Story) else story)).explain(query)


@lru_cache(maxsize=4096)
def _count(leaf: Leaf) -> int:
    return len(list(leaves(leaf)))


class Explainer:
    """Explains queries on one story.

    Rules share clauses, and each clause is asked for its proof, its tree and what it lacks: results are kept.
    """

    def __init__(self, story_index: StoryIndex) -> None:
        self.story_index = story_index
        self._proofs: dict[tuple[Node, tuple[Part, ...]], list[Place] | None] = {}
        self._lacking: dict[tuple[Node, tuple[Part, ...]], list[Missing]] = {}
        self._nearest: dict[tuple[Node, tuple[Part, ...]], Part | None] = {}

    def explain(self, query: Query) -> Explanation:
        return self._clause(query.root, self.story_index.document.view)

    def missing(self, query: Query) -> tuple[Missing, ...]:
        """The fewest clauses that would have to hold for the query to be true; none when it is."""
        return tuple(self._missing(query.root, self.story_index.document.view))

    def distance(self, query: Query) -> float:
        """The share of the query's clauses that failed: 0 if it is true, about 1 if none of them holds."""
        return _weight(self._missing(query.root, self.story_index.document.view)) / max(_size(query.root), 1)

    def _prove(self, node: Node, view: View) -> list[Place] | None:
        key = (node, tuple(view))
        if key not in self._proofs:
            self._proofs[key] = prove(node, self.story_index, view)
        return self._proofs[key]

    # ------------------------------------------------------------ the tree

    def _clause(self, node: Node, view: View) -> Explanation:
        places = self._prove(node, view)
        ok = places is not None
        match node:
            case Not():
                return self._not(node, view)
            case Sentence() if not ok and (nearest := self._nearest_sentence(node, view)):
                note = f"nearest sentence: {self._quote(nearest)}"
                return Explanation(
                    "SENTENCE", False, note=note, children=(self._clause(node.item, [nearest]),)
                )
            case Named():
                return self._made(_text(node), places, children=(self._clause(node.item, view),))
            case Field():
                below = (self._clause(node.item, self.story_index.document.parts_of(node.name, view)),)
                return self._made(f"{node.name}:", places, children=below)
            case Near():
                operands = tuple(self._clause(operand, view) for operand in node.operands)
                return self._made(_text(node), places, self._distance(node, view), operands)
            case And() | Or() | Sentence() if not is_leaf(node):
                inner = self._sentence_view(node, view) if isinstance(node, Sentence) and ok else view
                return self._made(
                    type(node).__name__.upper(),
                    places,
                    children=tuple(self._clause(child, inner) for child in children(node)),
                )
        return self._leaf(node, places)

    def _leaf(self, node: Node, places: list[Place] | None) -> Explanation:
        if not isinstance(node, Or):
            return self._made(_text(node), places)
        count = _count(node)
        text = _text(node) if count <= SHOWN or node.name else f"{_text(node)[:60]}..."
        return self._made(text, places, f"none of {count} words and phrases" if places is None else "")

    def _not(self, node: Not, view: View) -> Explanation:
        places = self._prove(node.item, view)
        inner = self._made("", places)
        return Explanation(
            _text(node)[:200],
            places is None,
            inner.spans,
            inner.words,
            "must not be there, and is" if places is not None else "",
        )

    def _made(
        self, text: str, places: list[Place] | None, note: str = "", children: tuple[Explanation, ...] = ()
    ) -> Explanation:
        spans = self.story_index.document.spans(places or ())
        texts = {text.name: text.text for text in self.story_index.document.texts}
        words = tuple(dict.fromkeys(texts[span.field][span.start : span.end] for span in spans))
        return Explanation(text, places is not None, spans, () if children else words, note, children)

    # ------------------------------------------------------------ distances and sentences

    def _distance(self, node: Near, view: View) -> str:
        """Why a NEAR fails: the smallest distance of the first two operands that are never near enough, or
        that they stand in the wrong order or in different fields.
        """
        if self._prove(node, view) is not None:
            return ""
        size = next(
            size
            for size in range(2, len(node.operands) + 1)
            if self._chain(node, node.links[: size - 1], view) is None
        )
        *before, link = node.links[: size - 1]
        first, second = (_short(operand) for operand in node.operands[size - 2 : size])
        if (places := self._chain(node, (*before, Link(FAR, link.ordered)), view)) is not None:
            return (
                f"{first} and {second}: {_between(places[-2], places[-1])} words between, "
                f"{link.distance} allowed"
            )
        if link.ordered and self._chain(node, (*before, Link(FAR, False)), view) is not None:
            return f"{first} stands only after {second}"
        if all(
            any(self.story_index.within(operand, *part) for part in view) for operand in node.operands[:size]
        ):
            return f"{first} and {second} are not in one field"
        return ""

    def _chain(self, node: Near, links: tuple[Link, ...], view: View) -> list[Interval] | None:
        best: tuple[int, list[Interval]] | None = None
        for part in view:
            places = chain(
                [self.story_index.within(operand, *part) for operand in node.operands[: len(links) + 1]],
                links,
            )
            if places and (best is None or _between(*places[-2:]) < best[0]):
                best = (_between(*places[-2:]), places)
        return best[1] if best else None

    def _sentences(self, view: View) -> list[Part]:
        return [
            (number, low, high)
            for number, _, _ in view
            for low, high in self.story_index.document.texts[number].sentences
        ]

    def _sentence_view(self, node: Sentence, view: View) -> View:
        """The first sentence of which the node is true."""
        true = (part for part in self._sentences(view) if self._prove(node.item, [part]) is not None)
        return [next(true)]

    def _nearest_sentence(self, node: Sentence, view: View) -> Part | None:
        """Of the few sentences that have most words of the node, the one that lacks least; None if none has
        words.
        """
        key = (node, tuple(view))
        if key not in self._nearest:
            asked = _positive(node.item)
            parts = sorted(
                self._sentences(view),
                key=lambda part: -sum(bool(self.story_index.within(leaf, *part)) for leaf in asked),
            )
            self._nearest[key] = min(
                parts[:SHOWN], key=lambda part: _weight(self._missing(node.item, [part])), default=None
            )
        return self._nearest[key]

    def _quote(self, part: Part) -> str:
        number, low, high = part
        text = self.story_index.document.texts[number]
        quoted = text.text[text.offsets[low][0] : text.offsets[high - 1][1]]
        return f'"{quoted[:80]}..."' if len(quoted) > 80 else f'"{quoted}"'

    # ------------------------------------------------------------ what is missing

    def _missing(self, node: Node, view: View) -> list[Missing]:
        if self._prove(node, view) is not None:
            return []
        key = (node, tuple(view))
        if key not in self._lacking:
            self._lacking[key] = self._lacks(node, view)
        return self._lacking[key]

    def _lacks(self, node: Node, view: View) -> list[Missing]:
        if is_leaf(node):
            return [Missing(_short(node), "", 1.0)]
        match node:
            case And():
                return [missing for item in node.items for missing in self._missing(item, view)]
            case Or():
                return min((self._missing(item, view) for item in node.items), key=_weight)
            case Near():
                absent = [missing for operand in node.operands for missing in self._missing(operand, view)]
                return absent or [Missing(_short(node), self._distance(node, view), 0.5)]
            case Named():
                inside = self._missing(node.item, view)
                return (
                    [replace(missing, filter=node.name) for missing in inside] if node.is_filter else inside
                )
            case Field():
                inside = self._missing(node.item, self.story_index.document.parts_of(node.name, view))
                return [replace(missing, text=f"{node.name}:{missing.text}", filter="") for missing in inside]
            case Sentence():
                return self._lacks_in_sentence(node, view)
            case Not():
                words = self._made("", self._prove(node.item, view) or []).words
                note = f"is there: {', '.join(words[:SHOWN])}" if words else "is so"
                return [Missing(_short(node), note, 1.0)]
        return [Missing(_short(node), "", 1.0)]

    def _lacks_in_sentence(self, node: Sentence, view: View) -> list[Missing]:
        """What the whole text lacks; if it lacks nothing, what the nearest sentence lacks, with less
        weight.
        """
        if anywhere := self._missing(node.item, view):
            return anywhere
        nearest = self._nearest_sentence(node, view)
        assert nearest is not None  # the words are there, so there is a sentence
        return [
            Missing(
                missing.text,
                f"not in one sentence with the rest. {missing.note}".rstrip(),
                0.7 * missing.weight,
            )
            for missing in self._missing(node.item, [nearest])
        ]


def _size(node: Node) -> int:
    """The smallest number of clauses that must hold for the node to be true."""
    if is_leaf(node):
        return 1
    below = [_size(child) for child in children(node) if not isinstance(child, Not)]
    return min(below) if isinstance(node, Or) else sum(below)


def _weight(missing: list[Missing]) -> float:
    return sum(clause.weight for clause in missing)


def _between(first: Interval, second: Interval) -> int:
    return max(second[0] - first[1], first[0] - second[1])


def _positive(node: Node) -> list[Leaf]:
    """The leaves of a clause, without those inside a NOT."""
    if is_leaf(node):
        return [node]
    return [leaf for child in children(node) if not isinstance(child, Not) for leaf in _positive(child)]


@lru_cache(maxsize=4096)
def _text(node: Node) -> str:
    return unparse(node, expand=False)


def _short(node: Node) -> str:
    text = _text(node)
    return text if len(text) <= 120 else f"{text[:117]}..."
