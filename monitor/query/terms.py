"""Term lists, patterns and filters by name. Each is parsed once: all queries with `@verbs` share one node."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from monitor.errors import QueryError
from monitor.query.nodes import Named, Or, Phrase, Word, is_leaf, leaves
from monitor.query.tokens import cased, words

WILDCARD_LETTERS = 3


class Terms(Mapping[str, Sequence[str]]):
    """Term lists by name. An entry is a word, `beginning*`, `=CASED`, a phrase of those, or `@other`.

    Patterns are queries that `@name` refers to in the same way; filters are queries that rules name.
    """

    def __init__(
        self,
        lists: Mapping[str, Sequence[str]] | None = None,
        shared: Terms | None = None,
        *,
        patterns: Mapping[str, str] | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> None:
        """`shared`: terms that are used too, unless a name is given here as well."""
        self._lists = dict(lists or {})
        self._patterns = dict(patterns or {})
        self._filter_texts = dict(filters or {})
        self._shared = shared
        self._nodes: dict[str, Or | Named] = {}
        self._filters: dict[str, Named] = {}
        self._digests: dict[str, str] = {}

    def __getitem__(self, name: str) -> Sequence[str]:
        return self._lists[name] if name in self._lists or self._shared is None else self._shared[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._lists, **dict.fromkeys(self._shared or ())})

    def __len__(self) -> int:
        return len(list(iter(self)))

    def digest(self, name: str) -> str:
        """A short hash of the meaning of a list."""
        if name not in self._digests:
            self._digests[name] = blake2b(repr(self.node(name)).encode(), digest_size=8).hexdigest()
        return self._digests[name]

    def node(self, name: str, *, via: tuple[str, ...] = ()) -> Or | Named:
        """The node of a list or pattern: an Or of words and phrases, or for any other pattern a Named.

        Lists inside a list are included, each alternative once. `via`: the lists and patterns through which
        this one is reached. Raises QueryError for an unknown name, a circle of references, an empty list, or
        an invalid entry or query.
        """
        if name in self._nodes:
            return self._nodes[name]
        if name in via:
            circle = " -> ".join(f"@{step}" for step in (*via[via.index(name) :], name))
            raise QueryError(
                f"lists or patterns refer to each other in a circle: {circle}",
                hint="Take one of these references out.",
            )
        if name not in self._lists and name not in self._patterns:
            if self._shared is not None and self._shared.knows(name):
                return self._shared.node(name)
            raise QueryError(
                f"unknown term list or pattern @{name}", hint=did_you_mean(f"@{name}", self._references())
            )
        if len(via) >= 20:
            raise QueryError(
                f"@{name} is reached through 20 other lists or patterns",
                hint="Put the words into fewer of them.",
            )
        made = self._list(name, (*via, name)) if name in self._lists else self._pattern(name, (*via, name))
        self._nodes[name] = made
        return made

    def choice(self, name: str, *, via: tuple[str, ...] = ()) -> Or:
        """The same for the reference of a list's entry. Raises QueryError also for a pattern that is not a
        choice of words.
        """
        node = self.node(name, via=via)
        if isinstance(node, Named):
            raise QueryError(
                f"the pattern @{name} is no choice of words, so no list can hold it",
                hint="Use it in a query.",
            )
        return node

    def knows(self, name: str) -> bool:
        """True if `@name` is a list or a pattern."""
        return (
            name in self._lists
            or name in self._patterns
            or (self._shared is not None and self._shared.knows(name))
        )

    def filter(self, name: str) -> Named:
        """The condition that a filter adds to a rule. Raises QueryError for an unknown name or an invalid
        query.
        """
        if name not in self._filter_texts:
            if self._shared is not None and name in self._shared.filters():
                return self._shared.filter(name)
            raise QueryError(f"unknown filter {name!r}", hint=did_you_mean(name, sorted(self.filters())))
        if name not in self._filters:
            from monitor.query.grammar import parse_node

            self._filters[name] = Named(
                name, parse_node(self._filter_texts[name], self, is_filter=True), is_filter=True
            )
        return self._filters[name]

    def filters(self) -> set[str]:
        """The names of all filters."""
        return self._filter_texts.keys() | (self._shared.filters() if self._shared is not None else set())

    def _references(self) -> list[str]:
        shared = self._shared._references() if self._shared is not None else []
        return [*(f"@{name}" for name in (*self._lists, *self._patterns)), *shared]

    def _list(self, name: str, via: tuple[str, ...]) -> Or:
        alternatives: dict[Word | Phrase, None] = {}
        for entry in self._lists[name]:
            if entry.startswith("@"):
                alternatives.update(dict.fromkeys(leaves(self.choice(entry[1:], via=via))))
            else:
                alternatives[leaf(entry)] = None
        if not alternatives:
            raise QueryError(f"the term list @{name} is empty", hint="Add a word, or take the list out.")
        return Or(tuple(alternatives), name=name, leaf=True)

    def _pattern(self, name: str, via: tuple[str, ...]) -> Or | Named:
        # the grammar needs this module, and most commands need no grammar
        from monitor.query.grammar import (
            parse_node,
        )

        root = parse_node(self._patterns[name], self, via=via)
        if isinstance(root, Word | Phrase | Or) and is_leaf(root):
            return replace(root, name=name) if isinstance(root, Or) else Or((root,), name=name, leaf=True)
        return Named(name, root)


def forget_leaves() -> None:
    """Clears the cache that is used while lists are parsed."""
    _plain.cache_clear()
    _any_leaf.cache_clear()


def did_you_mean(wrong: str, known: Sequence[str]) -> str:
    """A hint with the most similar of the known names, or all of them."""
    near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known: {', '.join(sorted(known))}." if known else "None is defined."


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> Word:
    return Word(text.lower())


def leaf(text: str) -> Word | Phrase:
    """The leaf of a bare word, of the text inside quotation marks, or of an entry of a term list.

    Raises QueryError if it has no word, or a wildcard that is alone, too short or not at the end of a word.
    """
    if text.isascii() and text.replace(" ", "").isalnum():  # the usual case
        plain = tuple([_plain(chunk) for chunk in text.split()])
        return plain[0] if len(plain) == 1 else Phrase(plain)
    return _any_leaf(text)


@lru_cache(maxsize=1 << 14)
def _any_leaf(text: str) -> Word | Phrase:
    parts: list[Word] = []
    for chunk in text.split():
        parts.extend(_words(chunk))
    if not parts:
        raise QueryError(f"there is no word in {text!r}", hint="Write at least one letter or digit.")
    return parts[0] if len(parts) == 1 else Phrase(tuple(parts))


def _words(chunk: str) -> list[Word]:
    prefix = chunk.endswith("*")
    bare = chunk.removesuffix("*")
    exact = bare.startswith("=")
    bare = bare.removeprefix("=")
    if "*" in bare:
        raise QueryError(
            f"the wildcard in {chunk!r} is not at the end",
            hint="Only the end of a word can be left open, as in terminat*.",
        )
    folded = words(bare)
    if prefix:
        if not folded:
            raise QueryError(
                "a wildcard alone would match everything", hint="Write at least three letters before the *."
            )
        if exact:
            raise QueryError(
                f"{chunk!r} has both = and *", hint="A word compared as written is written whole."
            )
        if len(folded[-1]) < WILDCARD_LETTERS:
            raise QueryError(
                f"the wildcard in {chunk!r} is too short", hint="Write at least three letters before the *."
            )
        return [*map(Word, folded[:-1]), Word(folded[-1], prefix=True)]
    if exact:
        if len(folded) != 1:
            raise QueryError(f"{chunk!r} is not one word", hint="= stands before one word, as in =WHO.")
        return [Word(cased(bare.strip(".,")), cased=True)]
    return list(map(Word, folded))
