"""The register kept in memory while stories arrive: what `build` gives, without computing it all anew for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.register.cluster import Fold, Group, order
from monitor.register.constraints import constraints
from monitor.register.corrections import corrected, most
from monitor.register.values import Correction, Entry, Fix, Item


class Ledger:
    """All stories so far and their acts. A story newer than all before costs one step; an older one, or a new text of one, a rebuild."""

    def __init__(self, items: Iterable[Item] = (), corrections: Iterable[Correction] = (), *, heads: frozenset[str] = frozenset()) -> None:
        self._items = {item.key: item for item in items}
        self._fixes = tuple(corrections)
        self._heads = heads
        self._fold, self._last = self._folded()

    def add(self, item: Item) -> tuple[Entry, ...]:
        """Take a story; the entries that it may have changed. Their stories are all that `decide` needs to know of the acts before."""
        late = self._last is not None and order(item) <= self._last
        merged = any(fix.fix is Fix.MERGE for fix in self._fixes)  # joining acts is done at the end, over all of them
        named = any(item.key in fix.stories for fix in self._fixes)  # may move an edit from another act to this one
        if item.key in self._items or late or merged or named:
            self._items[item.key] = item
            self._fold, self._last = self._folded()
            return self.entries()
        self._items[item.key] = item
        self._last = order(item)
        group = self._fold.take(item)
        return () if group is None else corrected((group,), self._about(group), self._heads)

    def entries(self) -> tuple[Entry, ...]:
        """The whole register, as `build` gives it."""
        return corrected(self._fold.acts(), self._fixes, self._heads)

    def _about(self, group: Group) -> list[Correction]:
        """The corrections that `build` would apply to this act: an edit goes with most of its stories, where a split parted them."""
        home = self._fold.home
        parted = (Fix.MERGE, Fix.SPLIT)
        places = [[home[key].number for key in fix.stories if key in home] for fix in self._fixes]
        return [fix for fix, own in zip(self._fixes, places, strict=True) if fix.fix in parted or (own and most(own) == group.number)]

    def _folded(self) -> tuple[Fold, tuple[datetime, str] | None]:
        """The acts of all stories, and where the newest one stands in their order."""
        fold = Fold(constraints(self._fixes), self._heads)
        stories = sorted(self._items.values(), key=order)
        for item in stories:
            fold.take(item)
        return fold, order(stories[-1]) if stories else None
