"""Full-text search in the words and the language of the rules (docs/notes/store.md, "Search").

The index holds the words that `query.words` makes of a text, so that a search finds what a rule would
find. FTS5 evaluates the parts of a query that it can express exactly; for the rest (NEAR, SENTENCE,
=WORD, source: ...) it finds candidates, which the evaluator of the rule language checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import accumulate
from typing import TYPE_CHECKING

from monitor.errors import QueryError

# The query language takes time to import, and few commands search: it is imported where it is used.
if TYPE_CHECKING:
    from monitor.model import Span, Story
    from monitor.query import Leaf, Node, Phrase, Query, Word
    from monitor.store.sqlite import sqlite3

DEPTH = 40  # of brackets: FTS5's parser has room for a hundred of its own states
NEAR = 3  # similar words that are offered for an unknown one
LENGTHS = 2  # letters by which a similar word is longer or shorter at most

# `ascii` treats every character outside ASCII as a letter: the words are made before, and it only splits them
# at spaces.
INDEX = (
    "CREATE VIRTUAL TABLE version_fts USING fts5(title, summary, body, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE version_words USING fts5vocab(version_fts, 'row')",
)
_DOTTED = re.compile(r"\.[A-Za-z]")
COLUMNS = "search_words(title), search_words(summary), search_words(body)"


@dataclass(frozen=True, slots=True)
class Expression:
    """A query for FTS5, "" when every story is a candidate.

    `exact`: the result needs no further check.
    """

    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a search may be: words and phrases, those of them that are beginnings (`leave*`: FTS5 reads
    the list of each word that begins so), and seconds of processor time.
    """

    parts: int = 200
    beginnings: int = 200
    cpu_s: float = 60.0


OWN = Bounds()
ANYBODY = Bounds(parts=30, beginnings=4, cpu_s=0.5)  # who searches on the public pages


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word of a search that is in no story, and similar words that are, the most similar first."""

    word: str
    near: tuple[str, ...]


def add_functions(connection: sqlite3.Connection) -> None:
    """Lets SQL on this connection call `search_words(text)`."""
    connection.create_function("search_words", 1, _search_words, deterministic=True)


def _search_words(text: str) -> str:
    """The words of a text for the index. That splits ASCII text as `query.words` does, but letters joined by
    dots, which are one word.
    """
    if text.isascii() and _DOTTED.search(text) is None:
        return text
    from monitor.query import words

    return " ".join(words(text))


def parsed(text: str, bounds: Bounds = OWN) -> Query:
    """Parses a search.

    Raises `QueryError`, with line and column, also for a query that is too large.
    """
    from monitor.query import is_leaf, leaves, parse_query

    query = parse_query(text)
    if _depth(expression(query.root).text) > DEPTH:
        raise QueryError("the search is nested too deep", line=1, column=1, hint="Take some brackets out.")
    parts = [part for node in _walk(query.root) if is_leaf(node) for part in leaves(node)]
    beginnings = sum(word.prefix for part in parts for word in _words(part))
    for count, most, what in (
        (len(parts), bounds.parts, "words and phrases"),
        (beginnings, bounds.beginnings, "words with *"),
    ):
        if count > most:
            problem = f"the search has {count} {what}, more than {most}"
            raise QueryError(problem, line=1, column=1, hint="Leave some out.")
    return query


def _words(part: Word | Phrase) -> tuple[Word, ...]:
    from monitor.query import Word

    return (part,) if isinstance(part, Word) else part.words


def _depth(text: str) -> int:
    """How deep brackets are nested; inside a quoted word there is none."""
    return max(accumulate((letter == "(") - (letter == ")") for letter in text), default=0)


def _walk(node: Node) -> Iterator[Node]:
    """The topmost leaves of a query and the nodes above them."""
    from monitor.query import children, is_leaf

    yield node
    if not is_leaf(node):
        for child in children(node):
            yield from _walk(child)


def expression(node: Node, *, within: bool = False) -> Expression:
    """The FTS5 query for `node`. `within`: inside a part of a text, where a NOT says nothing of the
    whole text.
    """
    from monitor.query import And, Field, Near, Not, Or, Phrase, Sentence, Word

    match node:
        case Word():
            return Expression(_phrase([node]), not node.cased)
        case Phrase():
            plain = not any(word.cased for word in node.words)
            if any(word.prefix for word in node.words[:-1]):
                return Expression(" AND ".join(_phrase([word]) for word in node.words), False)
            return Expression(_phrase(node.words), plain)
        case Or():
            return _joined(" OR ", [expression(item, within=within) for item in node.items])
        case Near():
            return Expression(_joined(" AND ", [expression(item) for item in node.operands]).text, False)
        case Sentence():
            return Expression(expression(node.item, within=True).text, False)
        case Field():
            inner = expression(node.item, within=within)
            return Expression(f"{{{node.name}}} : ({inner.text})" if inner.text else "", inner.exact)
        case And():
            return _both(node, within=within)
    assert not isinstance(node, Not), "a NOT stands in an AND"
    return Expression("", False)  # source:, lang:, country:


def _both(node: Node, *, within: bool) -> Expression:
    from monitor.query import Not, children

    expressions = [expression(item, within=within) for item in children(node) if not isinstance(item, Not)]
    there = [part.text for part in expressions if part.text]
    exact = all(part.exact for part in expressions)
    text = f"({' AND '.join(there)})" if there else ""
    for item in children(node):
        if isinstance(item, Not):
            absent = expression(item.item, within=within)
            if text and absent.text and absent.exact and not within:
                text = f"({text} NOT {absent.text})"
            else:
                exact = False
    return Expression(text, exact and len(there) == len(expressions))


def _joined(operator: str, parts: list[Expression]) -> Expression:
    if any(not part.text for part in parts):
        return Expression("", False)
    return Expression(f"({operator.join(part.text for part in parts)})", all(part.exact for part in parts))


def _phrase(words: Iterable[object]) -> str:
    from monitor.query import Word

    given = [word for word in words if isinstance(word, Word)]
    return f'"{" ".join(word.key for word in given)}"' + (" *" if given[-1].prefix else "")


def holds(query: Query, story: Story) -> bool:
    """True if the story in this version matches the query."""
    from monitor.match.document import Document
    from monitor.match.oracle import oracle

    return oracle(query, Document.of(story)) is not None


def marks(query: Query, story: Story) -> tuple[Span, ...]:
    """The words of a story that make it match: in each field those of the proof; in a field without any of
    these, all that the query asks for.
    """
    from monitor.match import Document, oracle
    from monitor.match.story_index import StoryIndex

    document = Document.of(story)
    proof = oracle(query, document) or ()
    proven = {span.field for span in proof}
    index = StoryIndex(document)
    others = [
        (number, start, end)
        for number, low, high in document.view
        if document.texts[number].name not in proven
        for leaf in _asked_leaves(query.root)
        for start, end in index.within(leaf, number, low, high)
    ]
    return (*proof, *document.spans(others))


def _asked_leaves(node: Node) -> Iterator[Leaf]:
    """The words, phrases and choices of them outside each NOT."""
    from monitor.query import Not, children, is_leaf

    if is_leaf(node):
        yield node
    elif not isinstance(node, Not):
        for child in children(node):
            yield from _asked_leaves(child)


def asked_words(query: Query) -> list[tuple[str, bool]]:
    """The words that a story must or may contain, and for each whether it is only a beginning; words of
    a NOT are left out.
    """
    from monitor.query import leaves

    words = (word for leaf in _asked_leaves(query.root) for part in leaves(leaf) for word in _words(part))
    return list(dict.fromkeys((word.key, word.prefix) for word in words))


def unknown(words: Iterable[tuple[str, bool]], is_known: Callable[[str, str], bool]) -> list[str]:
    """The words that are in no story. `is_known(low, high)`: whether the index has a word from `low` on and
    before `high`.
    """
    return [
        word
        for word, is_beginning in words
        if not is_known(word, word + ("\U0010ffff" if is_beginning else " "))
    ]


def similar(word: str, alike: Callable[[str, int, int], list[str]]) -> tuple[str, ...]:
    """Words of stories that are similar to `word`, the most similar first. `alike(begin, shortest, longest)`
    returns some that begin so and have that length.
    """
    lengths = len(word) - LENGTHS, len(word) + LENGTHS
    near = alike(word[:2], *lengths) or alike(word[:1], *lengths)
    return tuple(get_close_matches(word, near, n=NEAR, cutoff=0.7))
