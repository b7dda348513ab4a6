"""The leaves of all queries, and where they stand in one story.

A leaf (word, phrase, or choice of those) is known by a number. Each of its alternatives hangs on one word, its anchor: the
rarest. `Leaves.anchored(word)` gives the leaves that a word of a story may belong to, so that a choice of two thousand names
costs a look-up a word and not a look-up a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from monitor.match.document import Document, Interval, Text
from monitor.query import Leaf, Or, Phrase, Word, leaves

HEAD = 3  # a wildcard has at least three letters: words are forgotten by their first three when a wildcard comes or goes
CACHED_WORDS = 300_000
Cost = Callable[[Word], float]


@dataclass(frozen=True, slots=True)
class _Alternative:
    """The words of one alternative, and which of them is its anchor. `plain`: they are compared as they are."""

    words: tuple[Word, ...]
    anchor: int
    plain: list[str] | None

    def at(self, text: Text, position: int) -> Interval | None:
        """The place of the alternative when its anchor stands at `position`."""
        start = position - self.anchor
        end = start + len(self.words)
        if start < 0:
            return None
        if self.plain is not None:
            return (start, end) if text.words[start:end] == self.plain else None
        if end > len(text.words):
            return None
        for at, word in enumerate(self.words, start):
            found = text.cased[at] if word.cased else text.words[at]
            if not (found.startswith(word.text) if word.prefix else found == word.text):
                return None
        return start, end


@dataclass(slots=True)
class Entry:
    """One leaf in use. `sure`: its anchor being there is all that it asks. `only`: its one alternative, when it hangs on a whole word."""

    number: int
    leaf: Leaf
    cost: float
    sure: bool
    whole: dict[str, tuple[_Alternative, ...]]
    begins: dict[str, tuple[_Alternative, ...]]
    sizes: frozenset[int]  # lengths of the wildcards
    only: _Alternative | None
    uses: int = 0

    def find(self, text: Text, anchors: Iterable[str]) -> list[Interval]:
        """All its places, sorted by start, the longest first; `anchors` are the words of the story that it may hang on."""
        where = text.positions
        found: set[Interval] = set()
        for word in anchors:
            if positions := where.get(word):
                hanging = [*self.whole.get(word, ()), *(each for size in self.sizes for each in self.begins.get(word[:size], ()))]
                found.update(place for position in positions for each in hanging if (place := each.at(text, position)) is not None)
        return sorted(found, key=_longest_first) if len(found) > 1 else list(found)

    def find_only(self, text: Text, only: _Alternative) -> list[Interval]:
        """The same for a leaf of one alternative."""
        positions = text.positions.get(only.words[only.anchor].key, ())
        return [place for position in positions if (place := only.at(text, position)) is not None]


def _longest_first(place: Interval) -> Interval:
    return place[0], -place[1]


class Leaves:
    """All leaves in use, each once, and the words they hang on."""

    def __init__(self, cost: Cost) -> None:
        self._cost = cost
        self._entries: dict[Leaf, Entry] = {}
        self._by_number: dict[int, Entry] = {}
        self._whole: dict[str, dict[int, None]] = {}
        self._begins: dict[str, dict[int, None]] = {}
        self._sizes: dict[int, int] = {}  # lengths of the wildcards, and how many have each
        self._alternatives: dict[Word | Phrase, tuple[_Alternative, float]] = {}
        self._next = 0
        self.cache = _Cache(self._anchored)

    def use(self, leaf: Leaf) -> Entry:
        """The entry of a leaf, made when it is new; the caller owes one `release`."""
        entry = self._entries.get(leaf)
        if entry is None:
            self._next += 1
            entry = self._make(leaf, self._next)
            self._entries[leaf] = self._by_number[entry.number] = entry
            for word in entry.whole:
                self._whole.setdefault(word, {})[entry.number] = None
                self.cache.forget(word)
            for prefix in entry.begins:
                if prefix not in self._begins:
                    self._sizes[len(prefix)] = self._sizes.get(len(prefix), 0) + 1
                self._begins.setdefault(prefix, {})[entry.number] = None
                self.cache.forget_head(prefix[:HEAD])
        entry.uses += 1
        return entry

    def release(self, leaf: Leaf) -> None:
        """Undo one `use`."""
        entry = self._entries[leaf]
        entry.uses -= 1
        if entry.uses:
            return
        del self._entries[leaf], self._by_number[entry.number]
        for word in entry.whole:
            _discard(self._whole, word, entry.number)
            self.cache.forget(word)
        for prefix in entry.begins:
            if _discard(self._begins, prefix, entry.number):
                self._sizes[len(prefix)] -= 1
                if not self._sizes[len(prefix)]:
                    del self._sizes[len(prefix)]
            self.cache.forget_head(prefix[:HEAD])

    def __getitem__(self, leaf: Leaf) -> Entry:
        return self._entries[leaf]

    def known(self, wanted: Iterable[Leaf]) -> list[Entry]:
        """The entries of those leaves that are in use."""
        return [self._entries[leaf] for leaf in wanted if leaf in self._entries]

    def selectors(self, wanted: Iterable[Leaf]) -> list[Leaf]:
        """Of leaves that all must be there, the two rarest words or choices; a phrase counts as its words."""
        single: dict[Leaf, None] = {}
        for leaf in wanted:
            single.update(dict.fromkeys(_single(word) for word in leaf.words) if isinstance(leaf, Phrase) else {leaf: None})
        return sorted(single, key=self.cost)[:2]

    def reckon(self) -> None:
        """The cost of words has changed: work out that of the leaves anew. Where they hang stays as it is."""
        self._alternatives.clear()
        for entry in self._entries.values():
            entry.cost = sum(min(map(self._cost, _parts(item))) for item in leaves(entry.leaf))

    def cost(self, leaf: Leaf) -> float:
        """How many stories in a thousand have one of its anchors, about."""
        if (entry := self._entries.get(leaf)) is not None:
            return entry.cost
        if isinstance(leaf, Or):
            return sum(self.cost(item) for item in leaf.items if isinstance(item, Word | Phrase | Or))
        return min(map(self._cost, _parts(leaf)))

    def _make(self, leaf: Leaf, number: int) -> Entry:
        whole: dict[str, tuple[_Alternative, ...]] = {}
        begins: dict[str, tuple[_Alternative, ...]] = {}
        sure = True
        total = 0.0
        for item in leaves(leaf):
            alternative, cost = self._alternative(item)
            hook = alternative.words[alternative.anchor]
            table = begins if hook.prefix else whole
            table[hook.key] = (*table.get(hook.key, ()), alternative)
            sure = sure and len(alternative.words) == 1 and not hook.cased
            total += cost
        only = next(iter(whole.values()))[0] if isinstance(leaf, Word | Phrase) and whole else None
        return Entry(number, leaf, total, sure, whole, begins, frozenset(map(len, begins)), only)

    def _alternative(self, item: Word | Phrase) -> tuple[_Alternative, float]:
        """A word or phrase with its anchor, and what that costs. Kept: rules name the same words in many lists."""
        found = self._alternatives.get(item)
        if found is None:
            if len(self._alternatives) >= CACHED_WORDS:
                self._alternatives.clear()
            words = _parts(item)
            costs = list(map(self._cost, words))
            anchor = costs.index(min(costs)) if len(costs) > 1 else 0
            plain = None if any(word.prefix or word.cased for word in words) else [word.text for word in words]
            found = self._alternatives[item] = _Alternative(words, anchor, plain), costs[anchor]
        return found

    def _anchored(self, word: str) -> tuple[int, ...]:
        found = dict(self._whole.get(word, ()))
        for size in self._sizes:
            if size <= len(word):
                found.update(self._begins.get(word[:size], ()))
        return tuple(found)


class _Cache(dict[str, tuple[int, ...]]):
    """The leaves each word met so far may belong to; filled when asked, forgotten word by word."""

    def __init__(self, make: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._make = make
        self._heads: dict[str, set[str]] = {}

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= CACHED_WORDS:
            self.clear()
            self._heads.clear()
        found = self[word] = self._make(word)
        self._heads.setdefault(word[:HEAD], set()).add(word)
        return found

    def forget(self, word: str) -> None:
        self.pop(word, None)

    def forget_head(self, head: str) -> None:
        for word in self._heads.pop(head, ()):
            self.pop(word, None)


def _single(word: Word) -> Leaf:
    return Word(word.key) if word.cased else word


def _parts(item: Leaf) -> tuple[Word, ...]:
    return (item,) if isinstance(item, Word) else item.words  # type: ignore[union-attr]  # leaves() gives words and phrases


def _discard(known: dict[str, dict[int, None]], word: str, number: int) -> bool:
    """Take a number away; whether nothing is left."""
    del known[word][number]
    if known[word]:
        return False
    del known[word]
    return True


class Scene:
    """One story before one index: which leaves may be there, where they are, and what was answered already."""

    __slots__ = ("_found", "_known", "_leading", "_there", "document", "memo", "there")

    def __init__(self, document: Document, known: Leaves) -> None:
        self.document = document
        self.there: set[int] = set().union(*map(known.cache.__getitem__, document.vocabulary))
        self.memo: dict[int, bool] = {}
        self._known = known
        self._found: dict[tuple[int, int], list[Interval]] = {}
        self._leading: list[tuple[str, tuple[int, ...]]] | None = None
        self._there: dict[tuple[int, int, int], set[int]] = {}

    def there_in(self, number: int, low: int, high: int) -> set[int]:
        """The leaves that may be among the words `low:high` of field `number`."""
        key = (number, low, high)
        there = self._there.get(key)
        if there is None:
            there = self._there[key] = set().union(*map(self._known.cache.__getitem__, self.document.texts[number].words[low:high]))
        return there

    def find(self, entry: Entry, number: int) -> list[Interval]:
        """The places of a leaf in field `number`, sorted by start, the longest first."""
        key = (entry.number, number)
        found = self._found.get(key)
        if found is None:
            text = self.document.texts[number]
            found = entry.find_only(text, entry.only) if entry.only else entry.find(text, self._anchors_of(entry))
            self._found[key] = found
        return found

    def _anchors_of(self, entry: Entry) -> list[str]:
        """The words of the story that a leaf may hang on."""
        if self._leading is None:
            cache = self._known.cache
            self._leading = [(word, leaves) for word in self.document.vocabulary if (leaves := cache[word])]
        return [word for word, leaves in self._leading if entry.number in leaves]

    def within(self, entry: Entry, number: int, low: int, high: int) -> list[Interval]:
        """The places of a leaf among the words `low:high` of field `number`."""
        found = self.find(entry, number)
        if not found or (found[0][0] >= low and high >= len(self.document.texts[number].words)):
            return found
        some = found[bisect_left(found, (low,)) : bisect_left(found, (high,))]
        return [place for place in some if place[1] <= high]
