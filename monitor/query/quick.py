"""Parses the usual query (words, phrases, AND, OR, NOT, NEAR, brackets) in a tenth of the time of `grammar`.

The result is the same as that of `grammar`, or None for any other query and for every error: `grammar` then
parses the query or raises the error with its place. A start parses tens of thousands of subscribers' queries,
so this module is written for speed.
"""

from __future__ import annotations

import re

from monitor.errors import QueryError
from monitor.query.lexer import LINK, NO_WORDS, as_link
from monitor.query.nodes import (
    MAX_DEPTH,
    MAX_DISTANCE,
    MAX_LENGTH,
    And,
    Leaf,
    Link,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    excludes,
    is_leaf,
)
from monitor.query.terms import leaf

_KEPT = 1 << 14  # most lexemes whose leaf is kept
_LEXEME = re.compile(r'"[^"]*"|[()]|[^\s()"]+')
_OTHER_QUOTES = re.compile("[“”„«»]")
_LONGEST_LINK = len(f"BEFORE/{MAX_DISTANCE}")
_OPERATORS = frozenset({"AND", "OR", "NOT", "(", ")"})

_known: dict[str, Leaf | Link] = {}


def quick(text: str) -> Node | None:
    """The root of a usual query; None for any other text."""
    too_large = len(text) > MAX_LENGTH or text.count("(") > MAX_DEPTH
    if too_large or text.count('"') % 2 or not (text.isascii() or _is_plain(text)):
        return None
    try:
        return _read(_LEXEME.findall(text))
    except QueryError:
        return None


def _is_plain(text: str) -> bool:
    return _OTHER_QUOTES.search(text) is None


class _Group:
    """What was read of a query, or of the part inside one pair of brackets. Each method returns False for
    text that only `grammar` can read.
    """

    __slots__ = ("branches", "complete", "last", "links", "negated", "operands", "parts")

    def __init__(self) -> None:
        self.branches: list[Node] = []  # complete branches of an OR
        self.parts: list[Node] = []  # complete parts of the current AND
        self.last: Node | None = None  # current part
        self.links: list[Link] = []  # if the current part is a chain: its links,
        self.operands: list[Node] = []  # and its operands
        self.negated = False  # a NOT was read for the next part
        self.complete = False  # an operator or the end may follow

    def add(self, node: Node) -> bool:
        """Adds a part: to the current chain, or as a new one."""
        if self.negated:
            node, self.negated = Not(node), False
        links, operands = self.links, self.operands
        if links and len(operands) == len(links):
            if not (is_leaf(node) and is_leaf(operands[0])):
                return False
            operands.append(node)
            self.last = Near(tuple(operands), tuple(links))  # type: ignore[arg-type]  # leaves
        else:
            if self.last is not None:
                self.parts.append(self.last)
            self.last, self.links = node, []
        self.complete = True
        return True

    def link(self, link: Link) -> bool:
        """Adds a link of a chain (NEAR/5)."""
        if not self.complete or self.last is None:
            return False
        if not self.links:
            self.operands = [self.last]
        self.links = [*self.links, link]
        self.complete = False
        return True

    def operate(self, operator: str) -> bool:
        """Reads AND, OR or NOT."""
        complete, self.complete = self.complete, False
        if operator == "NOT":
            accepted, self.negated = not self.negated, True
            return accepted
        if not complete or self.last is None:
            return False
        return operator == "AND" or self._branch(self.last)

    def _branch(self, last: Node) -> bool:
        branch = _conjunction(self.parts, last)
        if branch is None:
            return False
        self.branches.append(branch)
        self.parts, self.last, self.links = [], None, []
        return True

    def close(self) -> Node | None:
        """The node of the whole group; None if it is incomplete."""
        if not self.complete or self.last is None:
            return None
        return _choice(self.branches, self.parts, self.last)


def _read(lexemes: list[str]) -> Node | None:
    outer: list[_Group] = []
    group = _Group()
    for lexeme in lexemes:
        if lexeme not in _OPERATORS:
            known = _known.get(lexeme) or _learn(lexeme)
            if known is None:
                return None
            accepted = group.link(known) if isinstance(known, Link) else group.add(known)
        elif lexeme == "(":
            outer.append(group)
            group, accepted = _Group(), True
        elif lexeme == ")":
            node = group.close()
            if node is None or not outer:
                return None
            group = outer.pop()
            accepted = group.add(node)
        else:
            accepted = group.operate(lexeme)
        if not accepted:
            return None
    return None if outer else group.close()


def _learn(lexeme: str) -> Leaf | Link | None:
    """The leaf or link of a lexeme that is no operator; None if only `grammar` can read it.

    Raises QueryError for a bad wildcard.
    """
    known: Leaf | Link
    if lexeme[0] == '"':
        known = leaf(lexeme[1:-1])
        if isinstance(known, Phrase):  # few phrases occur twice
            return known
    elif lexeme.isalnum():
        if lexeme in NO_WORDS:
            return None
        known = leaf(lexeme)
    elif len(lexeme) <= _LONGEST_LINK and LINK.match(lexeme):
        known = as_link(lexeme)
        if known.distance > MAX_DISTANCE:
            return None
    elif lexeme[-1] == "*" and lexeme[:-1].isalnum():
        known = leaf(lexeme)
    else:
        return None
    if len(_known) >= _KEPT:
        _known.clear()
    _known[lexeme] = known
    return known


def _conjunction(parts: list[Node], last: Node) -> Node | None:
    if parts:
        parts.append(last)
        last = And(_flat(parts, And))
    return None if excludes(last) else last


def _choice(branches: list[Node], parts: list[Node], last: Node) -> Node | None:
    branch = _conjunction(parts, last)
    if not branches or branch is None:
        return branch
    branches.append(branch)
    items = _flat(branches, Or)
    return Or(items, leaf=all(map(is_leaf, items)))


def _flat(nodes: list[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    if kind not in map(type, nodes):
        return tuple(nodes)
    items: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            items += node.items
        else:
            items.append(node)
    return tuple(items)
