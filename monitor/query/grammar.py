"""Parses the query language (rules/README.md, "The query language") by recursive descent.

    choice   = both { OR both }
    both     = near { [AND] near }
    near     = part { LINK part }
    part     = NOT part | FIELD part | SENTENCE "(" choice ")" | "(" choice ")" | WORD | PHRASE | @TERM

    NOT binds tighter than NEAR/n and BEFORE/n, those tighter than AND, AND tighter than OR; two parts side by
    side mean AND.

Every error is a QueryError with line and column. Only brackets nest; the lexer counts them before the query
is parsed, and more than a hundred are refused.
"""

from __future__ import annotations

from typing import NoReturn

from monitor.query.build import Build, Part
from monitor.query.lexer import Lexeme, lex, refuse
from monitor.query.nodes import Node
from monitor.query.terms import Terms

_BEGINS_PART = frozenset({"WORD", "PHRASE", "TERM", "FIELD", "SENTENCE", "_OPEN", "_NOT"})


def parse_node(text: str, terms: Terms, *, via: tuple[str, ...] = (), is_filter: bool = False) -> Node:
    """Parses a query, a pattern that is reached through the patterns `via`, or a filter, which may have only
    NOT parts. Raises QueryError.
    """
    lexemes = lex(text)
    if not lexemes:
        refuse(text, 0, "the query is empty", "Write at least one word.")
    build = Build(text, terms, via=via, is_filter=is_filter)
    return build.root(_Reader(text, lexemes, build).read())


class _Reader:
    """Reads the lexemes once, and gives each group to `Build`."""

    __slots__ = ("_at", "_build", "_lexemes", "_text")

    def __init__(self, text: str, lexemes: list[Lexeme], build: Build) -> None:
        self._text = text
        self._lexemes = [*lexemes, Lexeme("$END", "", len(text))]
        self._build = build
        self._at = 0

    def read(self) -> Part:
        part = self._choice()
        if self._lexemes[self._at].kind != "$END":
            self._refuse()
        return part

    def _choice(self) -> Part:
        first = self._both()
        if self._lexemes[self._at].kind != "_OR":
            return first
        parts = [first]
        while self._lexemes[self._at].kind == "_OR":
            self._at += 1
            parts.append(self._both())
        return self._build.choice(parts)

    def _both(self) -> Part:
        parts = [self._near()]
        while True:
            kind = self._lexemes[self._at].kind
            if kind == "_AND":
                self._at += 1
            elif kind not in _BEGINS_PART:
                return parts[0] if len(parts) == 1 else self._build.both(parts)
            parts.append(self._near())

    def _near(self) -> Part:
        first = self._part()
        if self._lexemes[self._at].kind != "LINK":
            return first
        parts, links = [first], []
        while self._lexemes[self._at].kind == "LINK":
            links.append(self._lexemes[self._at].text)
            self._at += 1
            parts.append(self._part())
        return self._build.near(parts, links)

    def _part(self) -> Part:
        lexeme = self._lexemes[self._at]
        kind = lexeme.kind
        if kind not in _BEGINS_PART:
            self._refuse()
        self._at += 1
        if kind in ("WORD", "PHRASE"):
            return self._build.leaf(lexeme)
        if kind == "TERM":
            return self._build.term(lexeme)
        if kind == "_NOT":
            return self._build.negated(self._part())
        if kind == "FIELD":
            return self._field(lexeme)
        if kind == "SENTENCE":
            self._at += 1  # the lexer has seen the bracket
            return self._build.sentence(lexeme, self._group())
        return self._group()

    def _field(self, lexeme: Lexeme) -> Part:
        if self._lexemes[self._at].kind != "_NOT":
            return self._build.field(lexeme, self._part())
        self._at += 1
        if self._lexemes[self._at].kind not in _BEGINS_PART:
            self._refuse()
        return self._build.refuse_not_alone(self._lexemes[self._at])

    def _group(self) -> Part:
        part = self._choice()
        if self._lexemes[self._at].kind != "_CLOSE":
            self._refuse()
        self._at += 1
        return part

    def _refuse(self) -> NoReturn:
        """Raises QueryError with the lexeme that was not expected."""
        text, (kind, value, place) = self._text, self._lexemes[self._at]
        if kind == "$END":
            if text.count("(") > text.count(")"):
                refuse(
                    text,
                    _unclosed(self._lexemes),
                    "this bracket is not closed",
                    "Add a ) at the end of the group.",
                )
            end = max(len(text.rstrip()) - 1, 0)
            refuse(
                text,
                end,
                "the query stops where something must follow",
                "Add a word, or take the operator out.",
            )
        if kind == "_CLOSE":
            last = text[:place].rstrip()
            if last.endswith("("):
                refuse(
                    text,
                    place,
                    "there is nothing between these brackets",
                    "Write a word in them, or take them out.",
                )
            if text.count("(") >= text.count(")") or last.endswith(("AND", "OR", "NOT")):
                refuse(
                    text,
                    place,
                    "something must follow before this bracket closes",
                    "Add a word, or take the operator out.",
                )
            refuse(text, place, "this bracket was never opened", "Take it out, or add a ( before.")
        hint = f"Write a word before {value}, or {value.lower()!r} in quotes for the word itself."
        refuse(text, place, f"{value} has nothing on its left", hint)


def _unclosed(lexemes: list[Lexeme]) -> int:
    """The offset of the last bracket that is not closed."""
    open_at: list[int] = []
    for kind, _, place in lexemes:
        if kind == "_OPEN":
            open_at.append(place)
        elif kind == "_CLOSE" and open_at:
            open_at.pop()
    return open_at[-1] if open_at else lexemes[-1].at
