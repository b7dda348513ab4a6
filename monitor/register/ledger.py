"""The register kept in memory while stories arrive: what `build` gives, without computing it all anew for
each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.corrections import Correction, Fix, constraints
from monitor.model import Act, story_of
from monitor.register.acts import corrected_acts
from monitor.register.episode import Episode, order
from monitor.register.fold import Fold
from monitor.register.reports import reports
from monitor.register.values import FlaggedStory


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
        stories: Iterable[FlaggedStory] = (),
        corrections: Iterable[Correction] = (),
        *,
        heads: frozenset[str] = frozenset(),
        homes: Mapping[str, int] | None = None,
    ) -> None:
        """`homes`: the act of each story, as an earlier ledger of the same stories and corrections gave it;
        without it, it is computed.
        """
        self._items: dict[str, FlaggedStory] = {}  # by key of the report
        self._reports: dict[str, list[str]] = {}  # by story: keys
        self._fixes = tuple(corrections)
        self._fixes_of: dict[str, list[int]] = {}  # by story: places in `_fixes`
        self._undos = tuple(fix for fix in self._fixes if fix.fix is Fix.UNDO)
        for place, fix in enumerate(self._fixes):
            for key in dict.fromkeys(fix.stories):
                self._fixes_of.setdefault(key, []).append(place)
        self._heads = heads
        self._fold = Fold(constraints(self._fixes), heads)
        self._take(sorted((report for story in stories for report in reports(story)), key=order), homes)

    def add(self, story: FlaggedStory) -> Touched:
        """Take a story, or a new text of one."""
        return self._replace(story.key, {report.key: report for report in reports(story)})

    def remove(self, key: str) -> Touched:
        """Forget a story: its text states nothing any more."""
        return self._replace(key, {})

    def acts(self) -> tuple[Act, ...]:
        """The whole register, as `build` gives it."""
        return corrected_acts(self._fold.acts(), self._fixes, self._heads)

    def _take(self, stories: Sequence[FlaggedStory], homes: Mapping[str, int] | None) -> None:
        """Take stories in order. Acts that people joined or parted stories of are computed although they are
        known.

        Joined ones are several episodes, and where a story that was moved goes decides where later ones of
        its act go.
        """
        homes = homes or {}
        made = self._fold.constraints
        corrected_by_people = {
            homes[key] for keys in (*made.together, made.sides) for key in keys if key in homes
        }
        episodes: dict[int, Episode] = {}
        for story in stories:
            self._items[story.key] = story
            self._reports.setdefault(story_of(story.key), []).append(story.key)
            act = homes.get(story.key)
            if act is None or act in corrected_by_people or story.key in made.sides:
                self._fold.take(story)
                continue
            if act not in episodes and story.kind.alerts:
                episodes[act] = self._fold.start(story)
            self._fold.take(story, episodes.get(act))

    def _replace(self, key: str, wanted: Mapping[str, FlaggedStory]) -> Touched:
        """Let a story report these acts and no others; what is not as before."""
        there = self._reports.pop(key, [])
        if wanted:
            self._reports[key] = list(wanted)
        touched = Touched((), frozenset({key}))
        for report in dict.fromkeys((*wanted, *there)):
            more = self._change(report, wanted.get(report))
            kept = (act for act in touched.acts if more.stories.isdisjoint(act.stories))
            touched = Touched((*kept, *more.acts), touched.stories | more.stories)
        return touched

    def _change(self, key: str, new: FlaggedStory | None) -> Touched:
        """Put `new` into the place of the report `key`; what is not as before."""
        old = self._items.pop(key, None)
        if new is not None:
            self._items[key] = new
        if old is None and new is None:
            return Touched((), frozenset({key}))
        changes = self._fold.change(old, new)
        before = {
            _members(change.stories, change.linked): (*change.stories, *change.linked) for change in changes
        }
        after = {
            _members(episode.stories, episode.linked): episode
            for change in changes
            if (episode := change.episode) is not None
        }
        fresh = [episode for members, episode in after.items() if members not in before]
        stale = [
            story.key for members, stories in before.items() if members not in after for story in stories
        ]
        keys = {key, *stale, *_keys(*fresh)}
        episodes, fixes = self._reached(fresh, keys)
        acts = corrected_acts(self._fold.joined(episodes), fixes, self._heads)
        return Touched(acts, frozenset(keys))

    def _reached(self, episodes: Iterable[Episode], keys: set[str]) -> tuple[list[Episode], list[Correction]]:
        """These acts and those that share a correction with these stories, directly or through others, and
        the corrections.

        Acts that people joined are one, and which act a correction means is found among all that hold its
        stories. `keys` gets theirs.
        """
        chosen = {episode.number: episode for episode in episodes}
        places: set[int] = set()
        todo = list(keys)
        while todo:
            for place in self._fixes_of.get(todo.pop(), ()):
                if place in places:
                    continue
                places.add(place)
                for other in self._fixes[place].stories:
                    episode = self._fold.home.get(other)
                    if episode is not None and episode.number not in chosen:
                        chosen[episode.number] = episode
                        more = _keys(episode) - keys
                        keys |= more
                        todo += more
        fixes = [self._fixes[place] for place in sorted(places)]
        undos = [fix for fix in self._undos if fix not in fixes]  # they name corrections, not only stories
        return [chosen[number] for number in sorted(chosen)], [*fixes, *undos]


def _members(stories: Iterable[FlaggedStory], linked: Iterable[FlaggedStory]) -> tuple[int, ...]:
    """What an episode is made of, told apart by the very values: an edited story is another one."""
    return (*map(id, stories), -1, *map(id, linked))


def _keys(*episodes: Episode) -> set[str]:
    return {story.key for episode in episodes for story in (*episode.stories, *episode.linked)}
