"""The register kept in memory while stories arrive: what `build` gives, without computing it all anew for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.register.cluster import Fold, order
from monitor.register.constraints import constraints
from monitor.register.corrections import corrected
from monitor.register.entries import entry
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
        if item.key in self._items or late or merged:
            self._items[item.key] = item
            self._fold, self._last = self._folded()
            return self.entries()
        self._items[item.key] = item
        self._last = order(item)
        group = self._fold.take(item)
        return () if group is None else corrected((entry(group, self._heads),), self._fixes, self._heads)

    def entries(self) -> tuple[Entry, ...]:
        """The whole register, as `build` gives it."""
        return corrected((entry(group, self._heads) for group in self._fold.acts()), self._fixes, self._heads)

    def _folded(self) -> tuple[Fold, tuple[datetime, str] | None]:
        """The acts of all stories, and where the newest one stands in their order."""
        fold = Fold(constraints(self._fixes), self._heads)
        stories = sorted(self._items.values(), key=order)
        for item in stories:
            fold.take(item)
        return fold, order(stories[-1]) if stories else None
