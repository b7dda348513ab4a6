"""The register kept in memory while stories arrive: what `build` gives, without computing it all anew for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.register.cluster import Fold, Group, order
from monitor.register.constraints import constraints
from monitor.register.corrections import corrected
from monitor.register.values import Correction, Entry, Fix, Item


@dataclass(frozen=True, slots=True)
class Touched:
    """What one story changed: the entries as they are now, and the keys of all stories that are or were in one of them."""

    entries: tuple[Entry, ...]
    stories: frozenset[str]


class Ledger:
    """All stories so far and their acts. A story, or a new text of one, costs as much as there are stories after it."""

    def __init__(self, items: Iterable[Item] = (), corrections: Iterable[Correction] = (), *, heads: frozenset[str] = frozenset()) -> None:
        self._items: dict[str, Item] = {}
        self._fixes = tuple(corrections)
        self._heads = heads
        self._merged = any(fix.fix is Fix.MERGE for fix in self._fixes)  # joining acts is done at the end, over all of them
        self._fold = Fold(constraints(self._fixes), heads)
        for item in sorted(items, key=order):
            self._items[item.key] = item
            self._fold.take(item)

    def add(self, item: Item) -> Touched:
        """Take a story, or a new text of one."""
        return self._change(item.key, item)

    def remove(self, key: str) -> Touched:
        """Forget a story: its text states nothing any more."""
        return self._change(key, None)

    def entries(self) -> tuple[Entry, ...]:
        """The whole register, as `build` gives it."""
        return self._entries(self._fold.acts())

    def _change(self, key: str, new: Item | None) -> Touched:
        """Put `new` into the place of the story `key`; what is not as before."""
        old = self._items.pop(key, None)
        if new is not None:
            self._items[key] = new
        places = [order(item) for item in (old, new) if item is not None]
        if not places:
            return Touched((), frozenset({key}))
        first = min(places)
        touched = self._fold.since(first)
        before = {_members(group): _keys(group) for group in self._acts(touched)}
        later = [item for item in self._fold.rewind(first) if item.key != key]
        for item in sorted([*later, *([new] if new is not None else [])], key=order):
            self._fold.take(item)
        # An act whose later stories all went elsewhere has none from `first` on, and yet is not what it was.
        kept = {group.number: group for group in (*touched, *self._fold.since(first)) if group.items}
        after = {_members(group): group for group in self._acts([kept[number] for number in sorted(kept)])}
        fresh = [group for members, group in after.items() if members not in before]
        if any(not _keys(*fresh).isdisjoint(fix.stories) for fix in self._fixes):
            fresh = self._beside(fresh, self._fold.acts())
        stale = [keys for members, keys in before.items() if members not in after]
        return Touched(self._entries(fresh), frozenset({key}).union(_keys(*fresh), *stale))

    def _acts(self, touched: list[Group]) -> list[Group]:
        """The acts of these groups; all there are when people merged some, because what is joined is found among all of them."""
        return self._fold.acts() if self._merged else touched

    def _beside(self, groups: list[Group], acts: Sequence[Group]) -> list[Group]:
        """These acts, and those that share a correction with them: which one it means is found among all that hold its stories."""
        chosen = {group.number: group for group in groups}
        keys = set(_keys(*groups))
        size = -1
        while size < len(chosen):
            size = len(chosen)
            named = {key for fix in self._fixes if not keys.isdisjoint(fix.stories) for key in fix.stories}
            if named <= keys:
                break
            chosen |= {group.number: group for group in acts if not _keys(group).isdisjoint(named)}
            keys |= _keys(*chosen.values())
        return [chosen[number] for number in sorted(chosen)]

    def _entries(self, groups: Sequence[Group]) -> tuple[Entry, ...]:
        return corrected(groups, self._fixes, self._heads)


def _members(group: Group) -> tuple[int, ...]:
    """What a group is made of, told apart by the very values: an edited story is another one."""
    return (*map(id, group.items), -1, *map(id, group.linked))


def _keys(*groups: Group) -> frozenset[str]:
    return frozenset(item.key for group in groups for item in (*group.items, *group.linked))
