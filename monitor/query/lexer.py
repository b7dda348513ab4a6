"""Splits a query into lexemes, and raises QueryError with a message for people."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, NoReturn

from monitor.errors import QueryError
from monitor.query.nodes import FIELDS, KEYWORDS, MAX_DEPTH, MAX_DISTANCE, MAX_LENGTH, META, Link
from monitor.query.terms import did_you_mean

_LEXEME = re.compile(
    r"""\s* (?: (?P<_OPEN>\() | (?P<_CLOSE>\))
      | (?P<PHRASE>"[^"]*"|“[^“”"]*[”"]|„[^„“”"]*[“”"]|«[^«»]*») | (?P<QUOTE>["“”„«»])
      | (?P<CHUNK>[^\s()"“”„«»]+) )""",
    re.VERBOSE,
)
LINK = re.compile(r"(NEAR|BEFORE|ONEAR|[wW])/(\d+)\Z")
_LINK_WORD = re.compile(r"(NEAR|BEFORE|ONEAR|[wW])(/.*)?\Z", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_]+):")
_TERM = re.compile(r"@(\w[\w.-]*)\Z")
NO_WORDS = KEYWORDS | {"and", "or", "not"}
_ODD = re.compile(r"[^\w\s'’‘ʼʻ.,/‐‑–—=*@-]")


def refuse(text: str, at: int, problem: str, hint: str = "") -> NoReturn:
    """Raises a QueryError with the place of offset `at` in a query."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    raise QueryError(problem, line=line, column=column, hint=hint)


class Lexeme(NamedTuple):
    """A piece of a query; `at`: the offset where it begins. Phrases are without quotation marks, names of
    lists without @.
    """

    kind: str
    text: str
    at: int


def lex(text: str) -> list[Lexeme]:
    """The lexemes of a query. Raises QueryError for invalid text or too many nested brackets."""
    if len(text) > MAX_LENGTH:
        refuse(
            text, 0, f"the query is longer than {MAX_LENGTH} characters", "Put the words into a term list."
        )
    lexemes: list[Lexeme] = []
    depth = end = 0
    before = ""
    while (match := _LEXEME.match(text, end)) is not None:
        kind = match.lastgroup or ""
        value = match[kind]
        end = match.end()
        at = end - len(value)
        if kind == "CHUNK":
            kind, value = (
                ("WORD", value) if value.isalnum() and value not in NO_WORDS else _chunk(text, value, at, end)
            )
            end = at + len(value) if kind == "FIELD" else end
        elif kind == "PHRASE":
            value = value[1:-1]
        elif kind == "_OPEN":
            depth += 1
            if depth > MAX_DEPTH:
                refuse(
                    text,
                    at,
                    f"brackets are nested more than {MAX_DEPTH} deep",
                    "Put the inner part into a term list.",
                )
        elif kind == "_CLOSE":
            depth -= 1
        else:
            refuse(text, at, "this quotation mark has no other end", 'Close the phrase with ".')
        if kind in ("FIELD", "_NOT") and before == kind:
            refuse(
                text,
                at,
                f"two {'fields' if kind == 'FIELD' else 'NOT'} one after the other",
                "Take one of them out.",
            )
        lexemes.append(Lexeme(kind, value, at))
        before = kind
    return lexemes


def _chunk(text: str, value: str, at: int, end: int) -> tuple[str, str]:
    """The kind of a run of characters without space, bracket or quotation mark. The name of a field is split
    off.
    """
    if value in ("AND", "OR", "NOT"):
        return f"_{value}", value
    if value == "SENTENCE":
        if not text[end:].lstrip().startswith("("):
            refuse(
                text,
                at,
                "SENTENCE needs a bracket",
                'Write SENTENCE(a b), or "sentence" in quotes for the word.',
            )
        return "SENTENCE", value
    if value in ("and", "or", "not"):
        refuse(
            text,
            at,
            f"is {value!r} the operator or the word?",
            f'Write {value.upper()} for the operator, "{value}" in quotes for the word.',
        )
    link = _LINK_WORD.match(value)
    if link and (link[2] or link[1] not in ("w", "W")):
        return "LINK", _link(text, value, at)
    if field := _FIELD.match(value):
        if field[1].lower() not in (*FIELDS, *META):
            refuse(
                text,
                at,
                f"unknown field {field[1]}:",
                did_you_mean(field[1], [*FIELDS, *META]) + " Put a text with a colon in quotes.",
            )
        return "FIELD", field[0]
    if value.startswith("@"):
        if not _TERM.match(value):
            refuse(
                text,
                at,
                f"{value!r} is not the name of a term list",
                "Write @ and a name of letters, digits, - and _.",
            )
        return "TERM", value[1:]
    if value[0] in "-–+":
        refuse(
            text,
            at,
            f"{value!r} starts with a sign",
            f"Write NOT {value[1:] or 'word'} to shut a word out; a wanted word needs no sign.",
        )
    if odd := _ODD.search(value):
        refuse(
            text, at + odd.start(), f"{odd[0]!r} has no meaning here", f'Put the text in quotes: "{value}".'
        )
    return "WORD", value


def _link(text: str, value: str, at: int) -> str:
    match = LINK.match(value)
    if not match:
        refuse(
            text,
            at,
            f"{value} needs a distance in words",
            f"Write {value.split('/')[0]}/8, or the word in quotes.",
        )
    if not 1 <= int(match[2][:6]) + 1 <= MAX_DISTANCE + 1:
        refuse(
            text,
            at,
            f"the distance in {value} is not between 0 and {MAX_DISTANCE}",
            "Use SENTENCE(a b) or AND for more.",
        )
    return value


@lru_cache(maxsize=256)
def as_link(text: str) -> Link:
    """The link that a lexeme such as NEAR/5 means."""
    match = LINK.match(text)
    assert match is not None  # the lexer has read it as one
    return Link(int(match[2]), match[1] in ("BEFORE", "ONEAR"))
