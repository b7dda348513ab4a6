"""The query language of rules and subscribers, and the words that both queries and stories are made of.

rules/README.md, "The query language", describes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.query.nodes import (
    FIELDS,
    MAX_DEPTH,
    MAX_DISTANCE,
    MAX_LENGTH,
    META,
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
    children,
    has_word,
    is_leaf,
    leaves,
    unparse,
)  # fmt: skip
from monitor.query.quick import quick
from monitor.query.sentences import sentence_starts
from monitor.query.terms import Terms, did_you_mean, forget_leaves, leaf
from monitor.query.tokens import Token, cased, fold, make_tokens, offsets, tokenize, words

__all__ = [
    "FIELDS", "MAX_DEPTH", "MAX_DISTANCE", "MAX_LENGTH", "META", "And", "Field", "Leaf", "Link", "Meta",
    "Named", "Near", "Node", "Not", "Or", "Phrase", "Query", "Sentence", "Terms", "Token", "Word", "cased",
    "children", "did_you_mean", "fold", "forget_leaves", "has_word", "is_leaf", "leaf", "leaves",
    "make_tokens", "offsets", "parse_query", "references", "sentence_starts", "tokenize", "unparse", "words",
]  # fmt: skip


def parse_query(text: str, terms: Mapping[str, Sequence[str]] | None = None) -> Query:
    """Read one query.

    `terms` are the lists that `@name` may refer to; give a `Terms` when many queries share them, or when
    there are patterns. Raises QueryError (line and column in `text`) for anything that is not a query, or
    that would match everything.
    """
    root = quick(text)
    if root is not None:
        return Query(text, root, usual=True)
    from monitor.query.grammar import parse_node  # most commands need the words of this package only

    return Query(text, parse_node(text, terms if isinstance(terms, Terms) else Terms(terms)))


def references(text: str) -> list[str]:
    """The names behind each `@` of a query. Raises QueryError for what is no lexeme."""
    from monitor.query.lexer import lex

    return [lexeme.text for lexeme in lex(text) if lexeme.kind == "TERM"]
