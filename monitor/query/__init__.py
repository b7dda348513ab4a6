"""The query language of rules and subscribers (DESIGN section 5), and the words that both queries and stories are made of."""

from __future__ import annotations

from monitor.query.grammar import parse_query
from monitor.query.lexer import MAX_DEPTH, MAX_DISTANCE, MAX_LENGTH
from monitor.query.nodes import (
    FIELDS,
    META,
    And,
    Field,
    Leaf,
    Link,
    Meta,
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
from monitor.query.sentences import sentence_starts
from monitor.query.terms import Terms, did_you_mean
from monitor.query.tokens import Token, cased, fold, offsets, tokenize, words

__all__ = [
    "FIELDS", "MAX_DEPTH", "MAX_DISTANCE", "MAX_LENGTH", "META", "And", "Field", "Leaf", "Link", "Meta", "Near", "Node", "Not", "Or",
    "Phrase", "Query", "Sentence", "Terms", "Token", "Word", "cased", "children", "did_you_mean", "fold", "has_word", "is_leaf",
    "leaves", "offsets", "parse_query", "sentence_starts", "tokenize", "unparse", "words",
]  # fmt: skip
