"""Named term lists, expanded once: `@verbs` in any number of queries is one and the same node."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from monitor.errors import QueryError
from monitor.query.nodes import Or, Phrase, Word
from monitor.query.tokens import cased, words

WILDCARD_LETTERS = 3


class Terms(Mapping[str, Sequence[str]]):
    """Term lists by name. An entry is a word, `beginning*`, `=CASED`, a phrase of those, or `@other`."""

    def __init__(self, lists: Mapping[str, Sequence[str]] | None = None, shared: Terms | None = None) -> None:
        """`shared` lists are used as they are, expanded once for all who share them, unless `lists` has the name too."""
        self._lists = dict(lists or {})
        self._shared = shared
        self._nodes: dict[str, Or] = {}
        self._digests: dict[str, str] = {}

    def __getitem__(self, name: str) -> Sequence[str]:
        return self._lists[name] if name in self._lists or self._shared is None else self._shared[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._lists, **dict.fromkeys(self._shared or ())})

    def __len__(self) -> int:
        return len(list(iter(self)))

    def digest(self, name: str) -> str:
        """A short hash of what the list asks for."""
        if name not in self._digests:
            self._digests[name] = blake2b(repr(self.node(name)).encode(), digest_size=8).hexdigest()
        return self._digests[name]

    def node(self, name: str, *, via: tuple[str, ...] = ()) -> Or:
        """The list as one choice of words and phrases, lists inside it included, each alternative once.

        Raises QueryError for an unknown list, a circle of references, an empty list or a bad entry.
        """
        if name in self._nodes:
            return self._nodes[name]
        if name in via:
            circle = " -> ".join(f"@{each}" for each in (*via[via.index(name) :], name))
            raise QueryError(f"term lists refer to each other in a circle: {circle}", hint="Take one of these references out.")
        if name not in self._lists:
            if self._shared is not None and name in self._shared:
                return self._shared.node(name)
            raise QueryError(f"unknown term list @{name}", hint=did_you_mean(f"@{name}", [f"@{each}" for each in self]))
        if len(via) >= 20:
            raise QueryError(f"@{name} is reached through 20 other lists", hint="Put the words into fewer lists.")
        found: dict[Word | Phrase, None] = {}
        for entry in self._lists[name]:
            if entry.startswith("@"):
                found.update(dict.fromkeys(_flat(self.node(entry[1:], via=(*via, name)))))
            else:
                found[leaf(entry)] = None
        if not found:
            raise QueryError(f"the term list @{name} is empty", hint="Add a word, or take the list out.")
        self._nodes[name] = node = Or(tuple(found), name=name, leaf=True)
        return node


def _flat(node: Or) -> tuple[Word | Phrase, ...]:
    return tuple(item for item in node.items if isinstance(item, Word | Phrase))


def did_you_mean(wrong: str, known: Sequence[str]) -> str:
    """A hint with the nearest of the known names, or all of them."""
    near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known: {', '.join(sorted(known))}." if known else "None is defined."


@lru_cache(maxsize=1 << 16)
def leaf(text: str) -> Word | Phrase:
    """What a bare word, the inside of quotes or an entry of a term list asks for.

    Raises QueryError when there is no word in it, or a wildcard is alone, too short or not at a word's end.
    """
    found: list[Word] = []
    for chunk in text.split():
        found.extend(_words(chunk))
    if not found:
        raise QueryError(f"there is no word in {text!r}", hint="Write at least one letter or digit.")
    return found[0] if len(found) == 1 else Phrase(tuple(found))


def _words(chunk: str) -> list[Word]:
    prefix = chunk.endswith("*")
    bare = chunk.removesuffix("*")
    exact = bare.startswith("=")
    bare = bare.removeprefix("=")
    if "*" in bare:
        raise QueryError(f"the wildcard in {chunk!r} is not at the end", hint="Only the end of a word can be left open, as in terminat*.")
    found = words(bare)
    if prefix:
        if not found:
            raise QueryError("a wildcard alone would match everything", hint="Write at least three letters before the *.")
        if exact:
            raise QueryError(f"{chunk!r} has both = and *", hint="A word compared as written is written whole.")
        if len(found[-1]) < WILDCARD_LETTERS:
            raise QueryError(f"the wildcard in {chunk!r} is too short", hint="Write at least three letters before the *.")
        return [*map(Word, found[:-1]), Word(found[-1], prefix=True)]
    if exact:
        if len(found) != 1:
            raise QueryError(f"{chunk!r} is not one word", hint="= stands before one word, as in =WHO.")
        return [Word(cased(bare.strip(".,")), cased=True)]
    return list(map(Word, found))
