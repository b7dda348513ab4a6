"""Under which words a query waits: the keys of its rarest leaves, and the keys of a story.

A key is a word, a beginning (`terminat*`), or the number of a long list (`#7`) that a word of the story may
belong to. A query cannot be true of a story that has none of the keys of one of its `Choice`s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeGuard

from monitor.match.scene import FEW, hooks
from monitor.query import And, Field, Named, Near, Node, Or, Phrase, Sentence, Word

# a wildcard has at least three letters: words are forgotten by their first three when a wildcard comes or
# goes
HEAD = 3
CACHED_WORDS = 300_000

Choice: TypeAlias = str | tuple[str, ...]  # this key, or one of these, must be in the story
Costs: TypeAlias = dict[str, float]  # of keys: `Rarity.costs`


def key_of(word: Word) -> str:
    """The key of a word: a word compared as written waits under its folded form."""
    if word.prefix:
        return f"{word.text}*"
    return word.key if word.cased else word.text


def is_word(choice: Choice) -> TypeGuard[str]:
    """Whether a choice is a single word, the usual case."""
    return isinstance(choice, str) and choice[-1:] != "*"


def required(node: Node, costs: Costs) -> dict[Choice, float]:
    """Choices of which each must be met for a node to be true, with their costs; none for what can be true of
    any story.
    """
    choices: dict[Choice, float] = {}
    nodes = [node]
    for node in nodes:  # more come while it goes
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
    """The keys of the rarest choice that each branch asks for; none when a branch asks for nothing."""
    if node.leaf and len(node.items) > FEW:
        hanging = hooks(node)
        return (*hanging.whole, *(f"{prefix}*" for prefix in hanging.begins))
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
    """The two choices that the fewest stories meet, a single word before others; fewer when a node does not
    ask for two.
    """
    choices = required(node, costs)
    if len(choices) < 2:
        return tuple(choices)
    first, second = choices if len(choices) == 2 else sorted(choices, key=choices.__getitem__)[:2]
    return (first, second) if isinstance(first, str) else (second, first)


class Keys:
    """The keys that are in use beside plain words, and which of them a story's words have."""

    def __init__(self) -> None:
        self._beginnings: dict[str, int] = {}  # how many use each
        self._sizes: dict[int, int] = {}  # lengths of the beginnings, and how many have each
        self._lists: dict[
            tuple[str, ...], tuple[str, int]
        ] = {}  # long choices: their number, and how many use each
        self._members: dict[str, dict[str, None]] = {}  # key to the long choices that it belongs to
        self._next = 0
        self.cache = _Cache(self._extra)

    def of(self, words: set[str]) -> set[str]:
        """All keys of a story with these words; "" is in every story."""
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
        """The keys to wait under for a choice; one of more than `most` has a key of its own.

        The caller owes one `release`.
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
        """Undo one `use`, and give what it gave."""
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
    """The keys that each word met so far has beside itself; filled when asked, forgotten word by word."""

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
        for word in self._heads.pop(head, ()):
            self.pop(word, None)
