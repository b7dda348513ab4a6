"""Builds nodes from the parts that the grammar reads, and checks the rules that the grammar lacks: where NOT,
NEAR, fields and SENTENCE are allowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import UnionType
from typing import NamedTuple, NoReturn

from monitor.errors import QueryError
from monitor.names import country_code
from monitor.query.lexer import Lexeme, as_link, refuse
from monitor.query.nodes import (
    MAX_CLAUSES,
    MAX_DEPTH,
    META,
    And,
    Field,
    Leaf,
    Meta,
    Named,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Word,
    children,
    excludes,
    is_leaf,
    leaves,
    measure,
)
from monitor.query.terms import Terms
from monitor.query.terms import leaf as leaf_of

_LANG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z|EU\Z|UN\Z|NATO\Z")


class Part(NamedTuple):
    """A node and the offset where it begins. `about`: True if it contains a field or source:, lang:,
    country:; `sentence`: True if it contains a SENTENCE.
    """

    node: Node
    at: int
    about: bool = False
    sentence: bool = False


class Build:
    """Builds the nodes of one query. Raises QueryError for what is not allowed."""

    __slots__ = ("_is_filter", "_terms", "_text", "_uses_patterns", "_via")

    def __init__(
        self, text: str, terms: Terms, *, via: tuple[str, ...] = (), is_filter: bool = False
    ) -> None:
        self._text = text
        self._terms = terms
        self._via = via
        self._is_filter = is_filter
        self._uses_patterns = False

    def _refuse(self, part: Part | Lexeme, problem: str, hint: str = "") -> NoReturn:
        refuse(self._text, part.at, problem, hint)

    def leaf(self, lexeme: Lexeme) -> Part:
        """A word or a phrase."""
        try:
            return Part(leaf_of(lexeme.text), lexeme.at)
        except QueryError as error:
            self._refuse(lexeme, error.problem, error.hint)

    def term(self, lexeme: Lexeme) -> Part:
        """A list or a pattern."""
        try:
            node = self._terms.node(lexeme.text, via=self._via)
        except QueryError as error:
            self._refuse(lexeme, error.problem, error.hint)
        if not isinstance(node, Named):
            return Part(node, lexeme.at)
        self._uses_patterns = True
        return Part(node, lexeme.at, about=_holds(node, Field | Meta), sentence=_holds(node, Sentence))

    def root(self, part: Part) -> Node:
        """The whole query."""
        if not self._is_filter:
            self._not_alone(part)
        if self._uses_patterns:
            self._refuse_if_large(part)
        return part.node

    def _refuse_if_large(self, part: Part) -> None:
        size, levels = measure(part.node)
        if size > MAX_CLAUSES or levels > MAX_DEPTH:
            problem = (
                f"with its patterns the query has {size} clauses in {levels} levels; "
                f"{MAX_CLAUSES} and {MAX_DEPTH} are allowed"
            )
            self._refuse(part, problem, "Use fewer patterns inside patterns.")

    def choice(self, parts: Sequence[Part]) -> Part:
        for part in parts:
            if excludes(part.node):
                self._refuse(
                    part,
                    "NOT in an OR would match almost everything",
                    "Put it beside a word: a OR (b NOT c).",
                )
        items = _flatten(parts, Or)
        return _join(Or(items, leaf=all(map(is_leaf, items))), parts)

    def both(self, parts: Sequence[Part]) -> Part:
        return _join(And(_flatten(parts, And)), parts)

    def negated(self, part: Part) -> Part:
        if excludes(part.node):
            self._refuse(part, "two NOT one after the other", "Take both out.")
        return _join(Not(part.node), (part,))

    def near(self, parts: Sequence[Part], links: Sequence[str]) -> Part:
        operands: list[Leaf] = []
        for part in parts:
            if isinstance(part.node, Not):
                self._refuse(part, "NOT cannot stand beside NEAR or BEFORE", "Write a NOT (b NEAR/5 c).")
            if not isinstance(part.node, Word | Phrase | Or) or not is_leaf(part.node):
                self._refuse(
                    part,
                    "NEAR and BEFORE stand between words, phrases or an OR group of those",
                    "Write a chain without brackets (a NEAR/3 b NEAR/5 c), or take AND, fields and "
                    "SENTENCE out of the group.",
                )
            operands.append(part.node)
        return _join(Near(tuple(operands), tuple(map(as_link, links))), parts)

    def sentence(self, lexeme: Lexeme, part: Part) -> Part:
        if part.sentence or part.about:
            self._refuse(
                part,
                "SENTENCE cannot hold a field or another SENTENCE",
                "Write title:SENTENCE(a b) for a sentence of one field.",
            )
        self._not_alone(part)
        return Part(Sentence(part.node), lexeme.at, sentence=True)

    def field(self, lexeme: Lexeme, part: Part) -> Part:
        name = lexeme.text[:-1].lower()
        if name in META:
            return Part(self._meta(name, part), lexeme.at, about=True)
        if part.about:
            self._refuse(part, "a field stands inside another", f"Write {name}:a AND summary:b.")
        self._not_alone(part)
        return Part(Field(name, part.node), lexeme.at, about=True, sentence=part.sentence)

    def _not_alone(self, part: Part) -> None:
        if excludes(part.node):
            self.refuse_not_alone(part)

    def refuse_not_alone(self, part: Part | Lexeme) -> NoReturn:
        """Raises QueryError for a NOT without a positive part beside it."""
        self._refuse(
            part,
            "NOT alone would match almost everything",
            "Put it beside a word that must be there: treaty NOT football.",
        )

    def _meta(self, name: str, part: Part) -> Node:
        if not is_leaf(part.node):
            self._refuse(part, f"{name}: takes a value or several with OR", f"Write {name}:(a OR b).")
        values = tuple(self._value(name, item, part) for item in leaves(part.node))
        return values[0] if len(values) == 1 else Or(values)

    def _value(self, name: str, item: Word | Phrase, part: Part) -> Meta:
        source_words = item.words if isinstance(item, Phrase) else (item,)
        if any(word.prefix or word.cased for word in source_words):
            self._refuse(part, f"{name}: takes no * and no =", "Write the name or code in full.")
        value = tuple(word.text for word in source_words)
        if name == "country":
            value = ("".join(value).upper(),)
            if not _COUNTRY.match(value[0]):
                code = country_code(value[0])
                hint = (
                    f"Did you mean country:{code}?"
                    if code
                    else "Write its ISO 3166 code, as in country:RU (or EU, UN, NATO)."
                )
                self._refuse(part, f"{' '.join(value)} is not a country's code", hint)
        elif name == "lang":
            value = ("-".join(value),)
            if not _LANG.match(value[0]):
                self._refuse(
                    part, f"{value[0]} is not a language's code", "Write its ISO 639 code, as in lang:pl."
                )
        return Meta(name, value)


def _flatten(parts: Sequence[Part], kind: type[Or] | type[And]) -> tuple[Node, ...]:
    items: list[Node] = []
    for part in parts:
        node = part.node
        items.extend(node.items if isinstance(node, kind) and not getattr(node, "name", "") else (node,))
    return tuple(items)


def _holds(node: Node, kinds: UnionType | type) -> bool:
    return isinstance(node, kinds) or any(_holds(child, kinds) for child in children(node))


def _join(node: Node, parts: Sequence[Part]) -> Part:
    return Part(
        node, parts[0].at, True in [part.about for part in parts], True in [part.sentence for part in parts]
    )
