"""The nodes of a query: frozen and comparable, so that equal parts of different queries are evaluated once.

Query                     a text and its root
├── Or, And, Not          NOT stands only beside a positive part, in an And
├── Near                  operands one after the other, each within a distance of the one before
├── Sentence, Field       the same words, looked for in one sentence, in one field
├── Meta                  source:, lang:, country:, about the story and not its words
├── Named                 a pattern or a shared filter of a rule file, under its name
└── Word, Phrase          the leaves; an Or of leaves is a leaf too (`is_leaf`)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

from monitor.query.tokens import fold

MAX_DEPTH = 100  # brackets inside brackets; levels of a query that uses patterns
MAX_CLAUSES = 10_000  # of a query that uses patterns, each counted as often as it is used
MAX_DISTANCE = 100  # words between two operands
MAX_LENGTH = 50_000  # characters of one query
FIELDS = ("title", "summary", "body")
META = ("source", "lang", "country")
KEYWORDS = frozenset({"AND", "OR", "NOT", "NEAR", "BEFORE", "ONEAR", "SENTENCE"})


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word; with `prefix` the beginning of one; with `cased` a word compared in its own case
    (`=WHO`).
    """

    text: str
    prefix: bool = False
    cased: bool = False

    @property
    def key(self) -> str:
        """The folded word, or beginning of one, that a text must have."""
        return fold(self.text) if self.cased else self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent words of one field."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the items. `name`: that of the term list, if it was written as one."""

    items: tuple[Node, ...]
    name: str = field(default="", compare=False)
    leaf: bool = field(default=False, compare=False)  # all items are leaves
    # kept: a term list may hold thousands of names
    _hash: int = field(default=0, init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        if not self._hash:
            object.__setattr__(self, "_hash", hash(self.items))
        return self._hash


@dataclass(frozen=True, slots=True)
class And:
    """All of the items; at least one of them is not a Not."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The item is not true."""

    item: Node


@dataclass(frozen=True, slots=True)
class Link:
    """At most `distance` words between two operands; `ordered`: the first before the second."""

    distance: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Operands in one field, without overlap: `links[i]` is between `operands[i]` and `operands[i + 1]`."""

    operands: tuple[Leaf, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The item is true of one sentence."""

    item: Node


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is one of FIELDS."""

    name: str
    item: Node


@dataclass(frozen=True, slots=True)
class Meta:
    """`name` is one of META. `value`: the folded words of a source, or one code: a BCP 47 tag in lower case,
    a country in upper case.
    """

    name: str
    value: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A pattern (`@name` in a query), or a filter that was added to a rule; it is true if `item` is."""

    name: str
    item: Node
    is_filter: bool = False
    size: int = field(init=False, compare=False, repr=False)  # clauses, each counted as often as it is used
    levels: int = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)  # kept: patterns use patterns

    def __post_init__(self) -> None:
        size, levels = measure(self.item)
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "_hash", hash((self.name, self.item)))

    def __hash__(self) -> int:
        return self._hash


Leaf: TypeAlias = Word | Phrase | Or
Node: TypeAlias = Word | Phrase | Or | And | Not | Near | Sentence | Field | Meta | Named


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; two queries with the same nodes are equal, whatever their text."""

    text: str = field(compare=False)
    root: Node
    usual: bool = field(default=False, compare=False)  # True if `quick` parses the text


def is_leaf(node: Node) -> TypeGuard[Leaf]:
    """True for a word, a phrase, or an OR of those: the nodes that NEAR takes as operands."""
    kind = type(node)
    return kind is Word or kind is Phrase or (kind is Or and node.leaf)  # type: ignore[union-attr]  # an Or


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below; of leaves, only those of an Or."""
    match node:
        case Or() | And():
            return node.items
        case Near():
            return node.operands
        case Not() | Sentence() | Field() | Named():
            return (node.item,)
    return ()


def measure(node: Node) -> tuple[int, int]:
    """The number of clauses of a node, each leaf counted as one, and the number of levels."""
    if isinstance(node, Named):
        return node.size, node.levels + 1
    if is_leaf(node) or isinstance(node, Meta | Near):
        return 1, 1
    below = [measure(child) for child in children(node)]
    return 1 + sum(size for size, _ in below), 1 + max(levels for _, levels in below)


def excludes(node: Node) -> bool:
    """True if a node has only NOT parts: NOT a, NOT a NOT b."""
    kind = type(node)
    return kind is Not or (kind is And and all(map(excludes, node.items)))  # type: ignore[union-attr]  # an And, as just asked


def leaves(node: Node) -> Iterator[Word | Phrase]:
    """The words and phrases of a leaf, in written order."""
    if isinstance(node, Or):
        for item in node.items:
            yield from leaves(item)
    else:
        assert isinstance(node, Word | Phrase)
        yield node


def has_word(node: Node) -> bool:
    """True if a node needs a word, and not only a source, language or country."""
    if isinstance(node, Or):
        return all(has_word(item) for item in node.items)
    if isinstance(node, Not | Meta):
        return False
    return isinstance(node, Word | Phrase) or any(has_word(item) for item in children(node))


def unparse(query: Query | Node, *, expand: bool = True) -> str:
    """The query as text that parses to an equal query. Without `expand`, lists, patterns and filters are
    written by name.
    """
    return _Writer(expand).write(query.root if isinstance(query, Query) else query)


_LEVEL: dict[type, int] = {Or: 0, And: 1, Near: 2, Not: 3}


@dataclass(frozen=True, slots=True)
class _Writer:
    expand: bool

    def write(self, node: Node, level: int = 0) -> str:
        if isinstance(node, Named):
            return self._named(node, level)
        text = self._bare(node)
        named = isinstance(node, Or) and node.name and not self.expand
        return f"({text})" if _LEVEL.get(type(node), 4) < level and not named else text

    def _named(self, node: Named, level: int) -> str:
        if self.expand:
            return self.write(node.item, level)
        return f"filter {node.name}" if node.is_filter else f"@{node.name}"

    def _bare(self, node: Node) -> str:
        match node:
            case Word():
                return _single(node)
            case Phrase():
                return f'"{" ".join(map(_word, node.words))}"'
            case Or():
                named = node.name and not self.expand
                return f"@{node.name}" if named else " OR ".join(self.write(item, 1) for item in node.items)
            case And():
                return " AND ".join(self.write(item, 2) for item in node.items)
            case Not():
                return f"NOT {self.write(node.item, 4)}"
            case Near():
                return self._chain(node)
            case Sentence():
                return f"SENTENCE({self.write(node.item)})"
            case Field():
                return f"{node.name}:{self.write(node.item, 4)}"
        assert isinstance(node, Meta)
        return f'{node.name}:"{" ".join(node.value)}"'

    def _chain(self, node: Near) -> str:
        text = self.write(node.operands[0], 3)
        for operand, link in zip(node.operands[1:], node.links, strict=True):
            operator = "BEFORE" if link.ordered else "NEAR"
            text += f" {operator}/{link.distance} {self.write(operand, 3)}"
        return text


def _single(word: Word) -> str:
    """A word, in quotation marks if it would else be read as an operator or as several words."""
    plain = word.text.isalnum() and not _reserved(word.text)
    return _word(word) if word.prefix or word.cased or plain else f'"{_word(word)}"'


def _word(word: Word) -> str:
    return f"{'=' if word.cased else ''}{word.text}{'*' if word.prefix else ''}"


def _reserved(text: str) -> bool:
    return text.upper() in KEYWORDS
