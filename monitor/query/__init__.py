"""The query language of rules and subscribers, and the tokeniser for queries and stories.

rules/README.md, "The query language", describes the language.
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
    """Parses one query. Raises QueryError (line and column in `text`) if it is no query, or would match
    everything.

    `terms`: the lists that `@name` refers to; a `Terms` if several queries share them, or if there are
    patterns.
    """
    root = quick(text)
    if root is not None:
        return Query(text, root, usual=True)
    from monitor.query.grammar import parse_node  # imported late: most commands need only the tokeniser

    return Query(text, parse_node(text, terms if isinstance(terms, Terms) else Terms(terms)))


def references(text: str) -> list[str]:
    """The names behind each `@` of a query. Raises QueryError for invalid text."""
    from monitor.query.lexer import lex

    return [lexeme.text for lexeme in lex(text) if lexeme.kind == "TERM"]
