"""The query language: characters to lexemes (here, with the messages for a person), lexemes to a tree (lark, LALR).

    NOT binds tighter than NEAR/n and BEFORE/n, those tighter than AND, AND tighter than OR; two parts side by side mean AND.

Every refusal is a QueryError with line and column. Parsing does not recurse, and brackets, the only way to nest, are counted
while reading: ten thousand of them are refused at the hundred and first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from lark import Lark, Token, UnexpectedInput, v_args
from lark.lexer import Lexer
from lark.visitors import Transformer_NonRecursive, VisitError

from monitor.errors import QueryError
from monitor.query.nodes import FIELDS, META, And, Field, Leaf, Link, Meta, Near, Node, Not, Or, Phrase, Query, Sentence, Word, is_leaf, leaves
from monitor.query.terms import Terms, did_you_mean, leaf

MAX_DEPTH = 100
MAX_DISTANCE = 100
MAX_LENGTH = 200_000  # characters of one query

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

_LEXEME = re.compile(
    r"""(?P<SPACE>\s+) | (?P<_OPEN>\() | (?P<_CLOSE>\))
      | (?P<PHRASE>"[^"]*"|“[^“”"]*[”"]|„[^„“”"]*[“”"]|«[^«»]*») | (?P<QUOTE>["“”„«»])
      | (?P<CHUNK>[^\s()"“”„«»]+)""",
    re.VERBOSE,
)
_LINK = re.compile(r"(NEAR|BEFORE|ONEAR|[wW])/(\d+)\Z")
_LINK_WORD = re.compile(r"(NEAR|BEFORE|ONEAR|[wW])(/.*)?\Z", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_]+):")
_TERM = re.compile(r"@(\w[\w.-]*)\Z")
_LANG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z")
_ODD = re.compile(r"[^\w\s'’‘ʼʻ.,/‐‑–—=*@-]")
_COUNTRY = re.compile(r"[A-Z]{2}\Z|EU\Z|UN\Z|NATO\Z")


def parse_query(text: str, terms: Mapping[str, Sequence[str]] | None = None) -> Query:
    """Read one query.

    `terms` are the lists that `@name` may refer to; give a `Terms` when many queries share them.
    Raises QueryError (line and column in `text`) for anything that is not a query, or that would match everything.
    """
    known = terms if isinstance(terms, Terms) else Terms(terms)
    try:
        lexemes = list(_lex(text))
        if not lexemes:
            _refuse(text, 0, "the query is empty", "Write at least one word.")
        try:
            tree = _LARK.parse(lexemes)  # type: ignore[arg-type]  # our lexer takes lexemes
        except UnexpectedInput as error:
            _explain(text, getattr(error, "token", None))
        root: Node = _Build(text, known).transform(tree)
    except VisitError as error:
        raise error.orig_exc from None
    return Query(text, root)


class _Given(Lexer):
    """Hands lark the lexemes that were read before."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, data: object) -> Iterator[Token]:  # type: ignore[override]
        yield from getattr(data, "text", data)  # type: ignore[misc]


_LARK = Lark(GRAMMAR, parser="lalr", lexer=_Given)


def _refuse(text: str, at: int, problem: str, hint: str = "") -> NoReturn:
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    raise QueryError(problem, line=line, column=column, hint=hint)


# ---------------------------------------------------------------- characters to lexemes


def _lex(text: str) -> Iterator[Token]:
    if len(text) > MAX_LENGTH:
        _refuse(text, 0, f"the query is longer than {MAX_LENGTH} characters", "Put the words into a term list.")
    depth = at = 0
    before = ""
    while at < len(text):
        match = _LEXEME.match(text, at)
        assert match is not None  # every character is of one group
        kind, value, end = match.lastgroup or "", match[0], match.end()
        if kind == "CHUNK":
            kind, value = _chunk(text, value, at, end)
            end = at + len(value) if kind == "FIELD" else end
        elif kind == "_OPEN":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(text, at, f"brackets are nested more than {MAX_DEPTH} deep", "Put the inner part into a term list.")
        elif kind == "_CLOSE":
            depth -= 1
        elif kind == "QUOTE":
            _refuse(text, at, "this quotation mark has no other end", 'Close the phrase with ".')
        if kind in ("FIELD", "_NOT") and before == kind:
            _refuse(text, at, f"two {'fields' if kind == 'FIELD' else 'NOT'} one after the other", "Take one of them out.")
        if kind != "SPACE":
            yield Token(kind, value[1:-1] if kind == "PHRASE" else value, at)
            before = kind
        at = end


def _chunk(text: str, value: str, at: int, end: int) -> tuple[str, str]:
    """The kind of a run of characters without space, bracket or quote. A field's name is cut off its front."""
    if value in ("AND", "OR", "NOT"):
        return f"_{value}", value
    if value == "SENTENCE":
        if not text[end:].lstrip().startswith("("):
            _refuse(text, at, "SENTENCE needs a bracket", 'Write SENTENCE(a b), or "sentence" in quotes for the word.')
        return "SENTENCE", value
    if value in ("and", "or", "not"):
        _refuse(text, at, f"is {value!r} the operator or the word?", f'Write {value.upper()} for the operator, "{value}" in quotes for the word.')
    link = _LINK_WORD.match(value)
    if link and (link[2] or link[1] not in ("w", "W")):
        return "LINK", _link(text, value, at)
    if field := _FIELD.match(value):
        if field[1].lower() not in (*FIELDS, *META):
            _refuse(text, at, f"unknown field {field[1]}:", did_you_mean(field[1], [*FIELDS, *META]) + " Put a text with a colon in quotes.")
        return "FIELD", field[0]
    if value.startswith("@"):
        if not _TERM.match(value):
            _refuse(text, at, f"{value!r} is not the name of a term list", "Write @ and a name of letters, digits, - and _.")
        return "TERM", value[1:]
    if value[0] in "-–+":
        _refuse(text, at, f"{value!r} starts with a sign", f"Write NOT {value[1:] or 'word'} to shut a word out; a wanted word needs no sign.")
    if odd := _ODD.search(value):
        _refuse(text, at + odd.start(), f"{odd[0]!r} has no meaning here", f'Put the text in quotes: "{value}".')
    return "WORD", value


def _link(text: str, value: str, at: int) -> str:
    match = _LINK.match(value)
    if not match:
        _refuse(text, at, f"{value} needs a distance in words", f"Write {value.split('/')[0]}/8, or the word in quotes.")
    if not 1 <= int(match[2][:6]) + 1 <= MAX_DISTANCE + 1:
        _refuse(text, at, f"the distance in {value} is not between 0 and {MAX_DISTANCE}", "Use SENTENCE(a b) or AND for more.")
    return value


# ---------------------------------------------------------------- lexemes to a tree


@dataclass(frozen=True, slots=True)
class _Part:
    """A node and where it began; `about`: it holds a field or a fact about the story; `sentence`: it holds a SENTENCE."""

    node: Node
    at: int
    about: bool = False
    sentence: bool = False


def _at(token: Token) -> int:
    return token.start_pos or 0


@v_args(inline=True)
class _Build(Transformer_NonRecursive[Token, Node]):
    """Makes the nodes, and refuses what the grammar cannot: where NOT, NEAR, fields and SENTENCE may stand."""

    def __init__(self, text: str, terms: Terms) -> None:
        super().__init__()
        self._text = text
        self._terms = terms

    def _refuse(self, part: _Part | Token, problem: str, hint: str = "") -> NoReturn:
        _refuse(self._text, part.at if isinstance(part, _Part) else _at(part), problem, hint)

    def _leaf(self, token: Token, make: Callable[[str], Node]) -> _Part:
        try:
            return _Part(make(str(token)), _at(token))
        except QueryError as error:
            self._refuse(token, error.problem, error.hint)

    def word(self, token: Token) -> _Part:
        return self._leaf(token, leaf)

    phrase = word

    def term(self, token: Token) -> _Part:
        return self._leaf(token, self._terms.node)

    def start(self, part: _Part) -> Node:
        if isinstance(part.node, Not):
            self._refuse(part, "NOT alone would match almost everything", "Put it beside a word that must be there: treaty NOT football.")
        return part.node

    def choice(self, *parts: _Part) -> _Part:
        for part in parts:
            if isinstance(part.node, Not):
                self._refuse(part, "NOT in an OR would match almost everything", "Put it beside a word: a OR (b NOT c).")
        items = _flatten(parts, Or)
        return _join(Or(items, leaf=all(map(is_leaf, items))), parts)

    def both(self, *parts: _Part) -> _Part:
        items = _flatten(parts, And)
        if all(isinstance(item, Not) for item in items):
            self._refuse(parts[0], "NOT alone would match almost everything", "Put it beside a word that must be there: treaty NOT football.")
        return _join(And(items), parts)

    def negated(self, part: _Part) -> _Part:
        if isinstance(part.node, Not):
            self._refuse(part, "two NOT one after the other", "Take both out.")
        return _join(Not(part.node), (part,))

    def near(self, *found: _Part | Token) -> _Part:
        parts = [part for part in found if isinstance(part, _Part)]
        operands: list[Leaf] = []
        for part in parts:
            if isinstance(part.node, Not):
                self._refuse(part, "NOT cannot stand beside NEAR or BEFORE", "Write a NOT (b NEAR/5 c).")
            if not isinstance(part.node, Word | Phrase | Or) or not is_leaf(part.node):
                self._refuse(
                    part,
                    "NEAR and BEFORE stand between words, phrases or an OR group of those",
                    "Write a chain without brackets (a NEAR/3 b NEAR/5 c), or take AND, fields and SENTENCE out of the group.",
                )
            operands.append(part.node)
        links = [_LINK.match(str(token)) for token in found if isinstance(token, Token)]
        return _join(Near(tuple(operands), tuple(Link(int(m[2]), m[1] in ("BEFORE", "ONEAR")) for m in links if m)), parts)

    def sentence(self, token: Token, part: _Part) -> _Part:
        if part.sentence or part.about:
            self._refuse(part, "SENTENCE cannot hold a field or another SENTENCE", "Write title:SENTENCE(a b) for a sentence of one field.")
        self._not_alone(part)
        return _Part(Sentence(part.node), _at(token), sentence=True)

    def field(self, token: Token, part: _Part) -> _Part:
        name = str(token)[:-1].lower()
        if name in META:
            return _Part(self._meta(name, part), _at(token), about=True)
        if part.about:
            self._refuse(part, "a field stands inside another", f"Write {name}:a AND summary:b.")
        self._not_alone(part)
        return _Part(Field(name, part.node), _at(token), about=True, sentence=part.sentence)

    def _not_alone(self, part: _Part) -> None:
        if isinstance(part.node, Not):
            self._refuse(part, "NOT alone would match almost everything", "Put it beside a word that must be there: treaty NOT football.")

    def _meta(self, name: str, part: _Part) -> Node:
        if not is_leaf(part.node):
            self._refuse(part, f"{name}: takes a value or several with OR", f"Write {name}:(a OR b).")
        values = tuple(self._value(name, item, part) for item in leaves(part.node))
        return values[0] if len(values) == 1 else Or(values)

    def _value(self, name: str, item: Word | Phrase, part: _Part) -> Meta:
        found = item.words if isinstance(item, Phrase) else (item,)
        if any(word.prefix or word.cased for word in found):
            self._refuse(part, f"{name}: takes no * and no =", "Write the name or code in full.")
        value = tuple(word.text for word in found)
        if name == "country":
            value = ("".join(value).upper(),)
            if not _COUNTRY.match(value[0]):
                self._refuse(part, f"{' '.join(value)} is not a country's code", "Write its ISO 3166 code, as in country:RU (or EU, UN, NATO).")
        elif name == "lang":
            value = ("-".join(value),)
            if not _LANG.match(value[0]):
                self._refuse(part, f"{value[0]} is not a language's code", "Write its ISO 639 code, as in lang:pl.")
        return Meta(name, value)


def _flatten(parts: Sequence[_Part], kind: type[Or] | type[And]) -> tuple[Node, ...]:
    items: list[Node] = []
    for part in parts:
        node = part.node
        items.extend(node.items if isinstance(node, kind) and not getattr(node, "name", "") else (node,))
    return tuple(items)


def _join(node: Node, parts: Sequence[_Part]) -> _Part:
    return _Part(node, parts[0].at, any(part.about for part in parts), any(part.sentence for part in parts))


def _explain(text: str, token: Token | None) -> NoReturn:
    """Say in words what the parser met and did not expect."""
    kind, at = (token.type, _at(token)) if token is not None else ("$END", len(text))
    if kind == "$END":
        if text.count("(") > text.count(")"):
            _refuse(text, _unclosed(text), "this bracket is not closed", "Add a ) at the end of the group.")
        _refuse(text, max(len(text.rstrip()) - 1, 0), "the query stops where something must follow", "Add a word, or take the operator out.")
    if kind == "_CLOSE":
        last = text[:at].rstrip()
        if last.endswith("("):
            _refuse(text, at, "there is nothing between these brackets", "Write a word in them, or take them out.")
        if text.count("(") >= text.count(")") or last.endswith(("AND", "OR", "NOT")):
            _refuse(text, at, "something must follow before this bracket closes", "Add a word, or take the operator out.")
        _refuse(text, at, "this bracket was never opened", "Take it out, or add a ( before.")
    name = str(token).lstrip("_")
    _refuse(text, at, f"{name} has nothing on its left", f'Write a word before {name}, or {name.lower()!r} in quotes for the word itself.')


def _unclosed(text: str) -> int:
    open_at: list[int] = []
    for token in _lex(text):
        if token.type == "_OPEN":
            open_at.append(_at(token))
        elif token.type == "_CLOSE" and open_at:
            open_at.pop()
    return open_at[-1] if open_at else len(text)
