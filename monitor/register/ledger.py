"""The register kept in memory while stories arrive: what `build` gives, without computing it all anew for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    """All stories so far and their acts. A story newer than all before costs one step; an older one, or a new text of one, a new fold."""

    def __init__(self, items: Iterable[Item] = (), corrections: Iterable[Correction] = (), *, heads: frozenset[str] = frozenset()) -> None:
        self._items = {item.key: item for item in items}
        self._fixes = tuple(corrections)
        self._heads = heads
        self._merged = any(fix.fix is Fix.MERGE for fix in self._fixes)  # joining acts is done at the end, over all of them
        self._fold, self._last = self._folded()

    def add(self, item: Item) -> Touched:
        """Take a story, or a new text of one."""
        late = self._last is not None and order(item) <= self._last
        if item.key in self._items or late or self._merged:
            return self._again({**self._items, item.key: item})
        self._items[item.key] = item
        self._last = order(item)
        group = self._fold.take(item)
        if group is None:
            return Touched((), frozenset({item.key}))
        groups = [group]
        if any(item.key in fix.stories or not _keys(group).isdisjoint(fix.stories) for fix in self._fixes):
            groups = self._beside(groups, self._fold.acts())
        return Touched(self._entries(groups), _keys(*groups))

    def remove(self, key: str) -> Touched:
        """Forget a story: its text states nothing any more."""
        return self._again({one: item for one, item in self._items.items() if one != key})

    def entries(self) -> tuple[Entry, ...]:
        """The whole register, as `build` gives it."""
        return self._entries(self._fold.acts())

    def _again(self, items: dict[str, Item]) -> Touched:
        """Fold these items; what is not as before."""
        before = {_members(group): group for group in self._fold.acts()}
        gone = self._items.keys() - items.keys()
        self._items = items
        self._fold, self._last = self._folded()
        acts = self._fold.acts()
        after = {_members(group): group for group in acts}
        fresh = self._beside([group for members, group in after.items() if members not in before], acts)
        stale = [group for members, group in before.items() if members not in after]
        return Touched(self._entries(fresh), _keys(*fresh, *stale) | gone)

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

    def _folded(self) -> tuple[Fold, tuple[datetime, str] | None]:
        """The acts of all stories, and where the newest one stands in their order."""
        fold = Fold(constraints(self._fixes), self._heads)
        stories = sorted(self._items.values(), key=order)
        for item in stories:
            fold.take(item)
        return fold, order(stories[-1]) if stories else None


def _members(group: Group) -> tuple[int, ...]:
    """What a group is made of, told apart by the very values: an edited story is another one."""
    return (*map(id, group.items), -1, *map(id, group.linked))


def _keys(*groups: Group) -> frozenset[str]:
    return frozenset(item.key for group in groups for item in (*group.items, *group.linked))
