"""The register kept in memory while stories arrive: what `build` gives, without computing it all anew for
each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.corrections import Correction, Fix, constraints
from monitor.model import Act, story_of
from monitor.register.cluster import Fold, Group, order
from monitor.register.entries import corrected_acts
from monitor.register.reports import reports
from monitor.register.values import Item


@dataclass(frozen=True, slots=True)
class Touched:
    """What one story changed: the acts as they are now, and the keys of all stories that are or were in
    one of them.
    """

    acts: tuple[Act, ...]
    stories: frozenset[str]


class Ledger:
    """All stories so far and their acts.

    A story, or a new text of one, costs as much as the later stories that it can move.
    """

    def __init__(
        self,
        items: Iterable[Item] = (),
        corrections: Iterable[Correction] = (),
        *,
        heads: frozenset[str] = frozenset(),
        homes: Mapping[str, int] | None = None,
    ) -> None:
        """`homes`: the act of each story, as an earlier ledger of the same stories and corrections gave it;
        without it, it is computed.
        """
        self._items: dict[str, Item] = {}  # by key of the report
        self._reports: dict[str, list[str]] = {}  # by story: keys
        self._fixes = tuple(corrections)
        self._fixes_of: dict[str, list[int]] = {}  # by story: places in `_fixes`
        self._undos = tuple(fix for fix in self._fixes if fix.fix is Fix.UNDO)
        for place, fix in enumerate(self._fixes):
            for key in dict.fromkeys(fix.stories):
                self._fixes_of.setdefault(key, []).append(place)
        self._heads = heads
        self._fold = Fold(constraints(self._fixes), heads)
        self._take(sorted((report for item in items for report in reports(item)), key=order), homes)

    def add(self, item: Item) -> Touched:
        """Take a story, or a new text of one."""
        return self._replace(item.key, {report.key: report for report in reports(item)})

    def remove(self, key: str) -> Touched:
        """Forget a story: its text states nothing any more."""
        return self._replace(key, {})

    def acts(self) -> tuple[Act, ...]:
        """The whole register, as `build` gives it."""
        return corrected_acts(self._fold.acts(), self._fixes, self._heads)

    def _take(self, items: Sequence[Item], homes: Mapping[str, int] | None) -> None:
        """Take stories in order. Acts that people joined or parted stories of are computed although they are
        known.

        Joined ones are several groups, and where a story that was moved goes decides where later ones of its
        act go.
        """
        homes = homes or {}
        made = self._fold.constraints
        corrected_by_people = {
            homes[key] for keys in (*made.together, made.sides) for key in keys if key in homes
        }
        groups: dict[int, Group] = {}
        for item in items:
            self._items[item.key] = item
            self._reports.setdefault(story_of(item.key), []).append(item.key)
            act = homes.get(item.key)
            if act is None or act in corrected_by_people or item.key in made.sides:
                self._fold.take(item)
                continue
            if act not in groups and item.kind.alerts:
                groups[act] = self._fold.start(item)
            self._fold.take(item, groups.get(act))

    def _replace(self, story: str, wanted: Mapping[str, Item]) -> Touched:
        """Let a story report these acts and no others; what is not as before."""
        there = self._reports.pop(story, [])
        if wanted:
            self._reports[story] = list(wanted)
        touched = Touched((), frozenset({story}))
        for key in dict.fromkeys((*wanted, *there)):
            more = self._change(key, wanted.get(key))
            kept = (act for act in touched.acts if more.stories.isdisjoint(act.stories))
            touched = Touched((*kept, *more.acts), touched.stories | more.stories)
        return touched

    def _change(self, key: str, new: Item | None) -> Touched:
        """Put `new` into the place of the report `key`; what is not as before."""
        old = self._items.pop(key, None)
        if new is not None:
            self._items[key] = new
        if old is None and new is None:
            return Touched((), frozenset({key}))
        changes = self._fold.change(old, new)
        before = {
            _members(change.items, change.linked): (*change.items, *change.linked) for change in changes
        }
        after = {
            _members(group.items, group.linked): group
            for change in changes
            if (group := change.group) is not None
        }
        fresh = [group for members, group in after.items() if members not in before]
        stale = [item.key for members, items in before.items() if members not in after for item in items]
        stories = {key, *stale, *_keys(*fresh)}
        groups, fixes = self._reached(fresh, stories)
        acts = corrected_acts(self._fold.joined(groups), fixes, self._heads)
        return Touched(acts, frozenset(stories))

    def _reached(self, groups: Iterable[Group], stories: set[str]) -> tuple[list[Group], list[Correction]]:
        """These acts and those that share a correction with these stories, directly or through others, and
        the corrections.

        Acts that people joined are one, and which act a correction means is found among all that hold its
        stories. `stories` gets theirs.
        """
        chosen = {group.number: group for group in groups}
        places: set[int] = set()
        todo = list(stories)
        while todo:
            for place in self._fixes_of.get(todo.pop(), ()):
                if place in places:
                    continue
                places.add(place)
                for other in self._fixes[place].stories:
                    group = self._fold.home.get(other)
                    if group is not None and group.number not in chosen:
                        chosen[group.number] = group
                        more = _keys(group) - stories
                        stories |= more
                        todo += more
        fixes = [self._fixes[place] for place in sorted(places)]
        undos = [fix for fix in self._undos if fix not in fixes]  # they name corrections, not only stories
        return [chosen[number] for number in sorted(chosen)], [*fixes, *undos]


def _members(items: Iterable[Item], linked: Iterable[Item]) -> tuple[int, ...]:
    """What a group is made of, told apart by the very values: an edited story is another one."""
    return (*map(id, items), -1, *map(id, linked))


def _keys(*groups: Group) -> set[str]:
    return {item.key for group in groups for item in (*group.items, *group.linked)}
