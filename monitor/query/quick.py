"""The usual query in a tenth of the time: words, phrases, AND, OR, NOT, NEAR and brackets, in one pass and
without places.

It gives what `grammar` gives, or None for anything else, a mistake included: `grammar` then reads the query,
or says what is wrong with it and where. Tens of thousands of subscribers' queries are read at a start, so
each step is written for speed.
"""

from __future__ import annotations

import re
from typing import TypeAlias

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

_KEPT = 1 << 14  # lexemes whose leaf is kept
_LEXEME = re.compile(r'"[^"]*"|[()]|[^\s()"]+')
_OTHER_QUOTES = re.compile("[“”„«»]")
_LONGEST_LINK = len(f"BEFORE/{MAX_DISTANCE}")
_OPERATORS = frozenset({"AND", "OR", "NOT", "(", ")"})

_Group: TypeAlias = "tuple[list[Node], list[Node], Node | None, list[Link], list[Node], bool]"
_known: dict[str, Leaf | Link] = {}


def quick(text: str) -> Node | None:
    """The root of a usual query; None when there is anything unusual in it."""
    if (
        len(text) > MAX_LENGTH
        or text.count('"') % 2
        or text.count("(") > MAX_DEPTH
        or not (text.isascii() or _is_plain(text))
    ):
        return None
    try:
        return _read(_LEXEME.findall(text))
    except QueryError:
        return None


def _is_plain(text: str) -> bool:
    return _OTHER_QUOTES.search(text) is None


def _read(lexemes: list[str]) -> Node | None:
    outer: list[_Group] = []
    choices: list[Node] = []  # the branches of an OR that are complete
    both: list[Node] = []  # the parts of the AND at hand that are complete
    last: Node | None = None  # the part at hand
    links: list[Link] = []  # when it is a chain: its links, and its operands
    operands: list[Node] = []
    negated = complete = False  # after a NOT; after a part
    node: Node | None
    for lexeme in lexemes:
        if lexeme not in _OPERATORS:
            known = _known.get(lexeme) or _learn(lexeme)
            if known is None:
                return None
            if isinstance(known, Link):
                if not complete or last is None:
                    return None
                operands = operands if links else [last]
                links = [*links, known]
                complete = False
                continue
            node = known
        elif lexeme == "(":
            outer.append((choices, both, last, links, operands, negated))
            choices, both, last, links, operands = [], [], None, [], []
            negated = complete = False
            continue
        elif lexeme == "NOT":
            if negated:
                return None
            negated, complete = True, False
            continue
        elif not complete or last is None:
            return None
        elif lexeme == "AND":
            complete = False
            continue
        elif lexeme == "OR":
            node = _conjunction(both, last)
            if node is None:
                return None
            choices.append(node)
            both, last, links, complete = [], None, [], False
            continue
        else:
            node = _choice(choices, both, last)
            if node is None or not outer:
                return None
            choices, both, last, links, operands, negated = outer.pop()
        # A part is complete: it joins the chain at hand, or begins one.
        if negated:
            node, negated = Not(node), False
        if links and len(operands) == len(links):
            if not (is_leaf(node) and is_leaf(operands[0])):
                return None
            operands.append(node)
            last = Near(tuple(operands), tuple(links))  # type: ignore[arg-type]  # leaves, as just asked
        else:
            if last is not None:
                both.append(last)
            last, links = node, []
        complete = True
    return _choice(choices, both, last) if complete and last is not None and not outer else None


def _learn(lexeme: str) -> Leaf | Link | None:
    """What a lexeme that is no operator stands for; None for what `grammar` must look at.

    Raises QueryError for a bad wildcard.
    """
    known: Leaf | Link
    if lexeme[0] == '"':
        known = leaf(lexeme[1:-1])
        if isinstance(known, Phrase):  # hardly ever asked for twice
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


def _conjunction(both: list[Node], last: Node) -> Node | None:
    if both:
        both.append(last)
        last = And(_flat(both, And))
    return None if excludes(last) else last


def _choice(choices: list[Node], both: list[Node], last: Node) -> Node | None:
    branch = _conjunction(both, last)
    if not choices or branch is None:
        return branch
    choices.append(branch)
    items = _flat(choices, Or)
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
