"""Chooses the index keys of a query and computes the keys of a story.

A key is a word, a beginning (`terminat*`), or the number of a long list (`#7`). A query can only be true of a
story that has at least one key of each of its `Choice`s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeGuard

from monitor.match.story_index import FEW, key_words
from monitor.query import And, Field, Named, Near, Node, Or, Phrase, Sentence, Word

# Letters by which cached words are dropped when a wildcard is added or removed: a wildcard has at least
# three.
HEAD = 3
CACHED_WORDS = 300_000

Choice: TypeAlias = str | tuple[str, ...]  # the story must have this key, or one of these keys
Costs: TypeAlias = dict[str, float]  # of keys: `Rarity.costs`


def key_of(word: Word) -> str:
    """The key of a word; of a word that is compared in its own case, the folded form."""
    if word.prefix:
        return f"{word.text}*"
    return word.key if word.cased else word.text


def is_word(choice: Choice) -> TypeGuard[str]:
    """True if a choice is a single word without wildcard, the usual case."""
    return isinstance(choice, str) and choice[-1:] != "*"


def required(node: Node, costs: Costs) -> dict[Choice, float]:
    """The choices that a story must all meet for the node to be true, with their costs; empty if the node can
    be true without any word.
    """
    choices: dict[Choice, float] = {}
    nodes = [node]
    for node in nodes:  # the loop appends to the list
        if isinstance(node, Word):
            key = key_of(node) if node.prefix or node.cased else node.text
            choices[key] = costs[key]
        elif isinstance(node, Phrase):
            nodes += node.words
        elif isinstance(node, And):
            nodes += node.items
        elif isinstance(node, Near):
            nodes += node.operands
        elif isinstance(node, Or):
            if keys := _any_of(node, costs):
                choices[keys if len(keys) > 1 else keys[0]] = sum([costs[key] for key in keys])
        elif isinstance(node, Sentence | Field | Named):
            nodes.append(node.item)
    return choices


def _any_of(node: Or, costs: Costs) -> tuple[str, ...]:
    """The keys of the rarest choice of each branch; empty if a branch needs no word."""
    if node.leaf and len(node.items) > FEW:
        listed = key_words(node)
        return (*listed.whole, *(f"{prefix}*" for prefix in listed.begins))
    keys: dict[str, None] = {}
    for item in node.items:
        if isinstance(item, Word):
            keys[key_of(item)] = None
            continue
        choices = required(item, costs)
        if not choices:
            return ()
        rarest = min(choices, key=choices.__getitem__)
        keys.update({rarest: None} if isinstance(rarest, str) else dict.fromkeys(rarest))
    return tuple(keys)


def two_rarest(node: Node, costs: Costs) -> tuple[Choice, ...]:
    """The two choices with the lowest costs, a single word first; fewer if the node has fewer choices."""
    choices = required(node, costs)
    if len(choices) < 2:
        return tuple(choices)
    first, second = choices if len(choices) == 2 else sorted(choices, key=choices.__getitem__)[:2]
    return (first, second) if isinstance(first, str) else (second, first)


class Keys:
    """Keeps the keys in use other than whole words, and gives the keys of a story's words."""

    def __init__(self) -> None:
        self._beginnings: dict[str, int] = {}  # beginning -> number of uses
        self._sizes: dict[int, int] = {}  # length -> number of beginnings of this length
        self._lists: dict[tuple[str, ...], tuple[str, int]] = {}  # long choice -> its number, number of uses
        self._members: dict[str, dict[str, None]] = {}  # key to the long choices that it belongs to
        self._next = 0
        self.cache = _Cache(self._extra)

    def of(self, words: set[str]) -> set[str]:
        """All keys of a story with these words; every story has the key ""."""
        if not self._sizes and not self._lists:
            return words | {""}
        return words.union(*map(self.cache.__getitem__, words), ("",))

    def _extra(self, word: str) -> tuple[str, ...]:
        keys = [
            f"{word[:size]}*" for size in self._sizes if size <= len(word) and word[:size] in self._beginnings
        ]
        lists = [number for key in (word, *keys) for number in self._members.get(key, ())]
        return (*keys, *dict.fromkeys(lists))

    def use(self, choice: Choice, most: int) -> tuple[str, ...]:
        """The keys to file a choice under; a choice of more than `most` keys gets one key of its own.

        Each use must be undone by one `release`.
        """
        if isinstance(choice, str):
            choice = (choice,)
        for key in choice:
            if key.endswith("*"):
                self._use_beginning(key[:-1])
        if len(choice) <= most:
            return choice
        number, uses = self._lists.get(choice, ("", 0))
        if not uses:
            self._next += 1
            number = f"#{self._next}"
            for key in choice:
                self._members.setdefault(key, {})[number] = None
                self._forget(key)
        self._lists[choice] = (number, uses + 1)
        return (number,)

    def release(self, choice: Choice, most: int) -> tuple[str, ...]:
        """Undoes one `use` and returns the same keys."""
        if isinstance(choice, str):
            choice = (choice,)
        for key in choice:
            if key.endswith("*"):
                self._release_beginning(key[:-1])
        if len(choice) <= most:
            return choice
        number, uses = self._lists[choice]
        if uses > 1:
            self._lists[choice] = (number, uses - 1)
            return (number,)
        del self._lists[choice]
        for key in choice:
            del self._members[key][number]
            if not self._members[key]:
                del self._members[key]
            self._forget(key)
        return (number,)

    def _use_beginning(self, prefix: str) -> None:
        uses = self._beginnings.get(prefix, 0)
        self._beginnings[prefix] = uses + 1
        if not uses:
            self._sizes[len(prefix)] = self._sizes.get(len(prefix), 0) + 1
            self.cache.forget_head(prefix[:HEAD])

    def _release_beginning(self, prefix: str) -> None:
        self._beginnings[prefix] -= 1
        if self._beginnings[prefix]:
            return
        del self._beginnings[prefix]
        self._sizes[len(prefix)] -= 1
        if not self._sizes[len(prefix)]:
            del self._sizes[len(prefix)]
        self.cache.forget_head(prefix[:HEAD])

    def _forget(self, key: str) -> None:
        if key.endswith("*"):
            self.cache.forget_head(key[:HEAD])
        else:
            self.cache.pop(key, None)


class _Cache(dict[str, tuple[str, ...]]):
    """The keys of each word beside the word itself, computed when first asked for."""

    def __init__(self, make: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._make = make
        self._heads: dict[str, set[str]] = {}

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= CACHED_WORDS:
            self.clear()
            self._heads.clear()
        keys = self[word] = self._make(word)
        self._heads.setdefault(word[:HEAD], set()).add(word)
        return keys

    def forget_head(self, head: str) -> None:
        """Drops the words that begin with these letters."""
        for word in self._heads.pop(head, ()):
            self.pop(word, None)
