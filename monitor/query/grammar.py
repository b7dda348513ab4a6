"""The query language (DESIGN section 5), parsed by lark (LALR).

    NOT binds tighter than NEAR/n and BEFORE/n, those tighter than AND, AND tighter than OR; two parts side by side mean AND.

Every refusal is a QueryError with line and column. Parsing does not recurse, and brackets, the only way to nest, are counted
while reading: ten thousand of them are refused at the hundred and first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from lark import Lark, Token, UnexpectedInput
from lark.exceptions import VisitError
from lark.lexer import Lexer

from monitor.query.build import Build, at
from monitor.query.lexer import lex, refuse
from monitor.query.nodes import Node, Query
from monitor.query.terms import Terms

GRAMMAR = r"""
start: choice
?choice: both (_OR both)*
?both: near (_AND? near)*
?near: part (LINK part)*
?part: _NOT part            -> negated
     | WORD                 -> word
     | PHRASE               -> phrase
     | TERM                 -> term
     | FIELD part           -> field
     | SENTENCE _OPEN choice _CLOSE -> sentence
     | _OPEN choice _CLOSE
%declare _OR _AND LINK _NOT WORD PHRASE TERM FIELD SENTENCE _OPEN _CLOSE
"""


def parse(text: str, terms: Mapping[str, Sequence[str]] | None = None) -> Query:
    """Read one query: see `monitor.query.parse_query`."""
    return Query(text, parse_node(text, terms if isinstance(terms, Terms) else Terms(terms)))


def parse_node(text: str, terms: Terms, *, via: tuple[str, ...] = (), is_filter: bool = False) -> Node:
    """Read a query, a pattern reached through the patterns `via`, or a filter, which may say only what must not be there.

    Raises QueryError.
    """
    try:
        lexemes = list(lex(text))
        if not lexemes:
            refuse(text, 0, "the query is empty", "Write at least one word.")
        try:
            tree = _LARK.parse(lexemes)
        except UnexpectedInput as error:
            _explain(text, getattr(error, "token", None))
        root: Node = Build(text, terms, via=via, is_filter=is_filter).transform(tree)
    except VisitError as error:
        raise error.orig_exc from None
    return root


class _Given(Lexer):
    """Hands lark the lexemes that were read before."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, data: object) -> Iterator[Token]:  # type: ignore[override]
        yield from getattr(data, "text", data)  # type: ignore[misc]


_LARK = Lark(GRAMMAR, parser="lalr", lexer=_Given)


def _explain(text: str, token: Token | None) -> NoReturn:
    """Say in words what the parser met and did not expect."""
    kind, place = (token.type, at(token)) if token is not None else ("$END", len(text))
    if kind == "$END":
        if text.count("(") > text.count(")"):
            refuse(text, _unclosed(text), "this bracket is not closed", "Add a ) at the end of the group.")
        refuse(text, max(len(text.rstrip()) - 1, 0), "the query stops where something must follow", "Add a word, or take the operator out.")
    if kind == "_CLOSE":
        last = text[:place].rstrip()
        if last.endswith("("):
            refuse(text, place, "there is nothing between these brackets", "Write a word in them, or take them out.")
        if text.count("(") >= text.count(")") or last.endswith(("AND", "OR", "NOT")):
            refuse(text, place, "something must follow before this bracket closes", "Add a word, or take the operator out.")
        refuse(text, place, "this bracket was never opened", "Take it out, or add a ( before.")
    name = str(token).lstrip("_")
    refuse(
        text, place, f"{name} has nothing on its left", f"Write a word before {name}, or {name.lower()!r} in quotes for the word itself."
    )


def _unclosed(text: str) -> int:
    open_at: list[int] = []
    for token in lex(text):
        if token.type == "_OPEN":
            open_at.append(at(token))
        elif token.type == "_CLOSE" and open_at:
            open_at.pop()
    return open_at[-1] if open_at else len(text)
