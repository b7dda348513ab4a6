"""Assigns stories to acts again when a story before them comes late, changes or is removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from monitor.register.block_keys import block_keys
from monitor.register.episode import (
    Episode,
    Place,
    order,
)
from monitor.register.values import FlaggedStory

if TYPE_CHECKING:
    from monitor.register.fold import Fold


@dataclass(frozen=True, slots=True)
class Changed:
    """The stories that an act had, and the act as it is; None when it has none any more."""

    stories: tuple[FlaggedStory, ...]
    linked: tuple[FlaggedStory, ...]
    episode: Episode | None


def _after(story: FlaggedStory) -> Place:
    """The first place in the order behind a story."""
    return story.at, story.key + "\0"


class Rewinding:
    """The stories of a fold that are being assigned again, in order, and what their acts were before.

    An act is cut back to a moment when a story of that moment is to be compared with it. A story that was cut
    off goes back to its act, unless an act with which it is compared is not what it was at that moment: then
    its act is chosen anew.
    """

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self.waiting: list[tuple[Place, FlaggedStory]] = []  # a heap
        self.homes: dict[str, Episode] = {}  # of the stories that were cut off
        self.renewed: dict[Episode, Episode] = {}  # acts that began again with the same story
        self.keys: dict[Episode, set[str]] = {}  # of cut acts, as they were
        self.changed: set[Episode] = set()
        self.dirty: set[str] = set()  # the keys of changed acts
        self.before: dict[Episode, tuple[tuple[FlaggedStory, ...], tuple[FlaggedStory, ...]]] = {}

    def wait(self, story: FlaggedStory) -> None:
        """Queues a story to be assigned when all before it are."""
        heappush(self.waiting, (order(story), story))

    def next(self) -> FlaggedStory | None:
        """Removes and returns the first story of the queue; None when it is empty."""
        return heappop(self.waiting)[1] if self.waiting else None

    def drop(self, story: FlaggedStory) -> None:
        """Removes a story for good. The acts of all later stories that share a key with its act are chosen
        anew.
        """
        moment = order(story)
        if story.kind.alerts:
            home = self.fold.home[story.key]
            self._cut(home, moment)
            self._spread(self.keys[home], moment)
        else:
            self._pull(story)
        self.homes.pop(story.key, None)  # a new text of it has none
        self.waiting = [(place, other) for place, other in self.waiting if other is not story]
        heapify(self.waiting)

    def settle(self, story: FlaggedStory) -> None:
        """Assigns a story that comes after all that are assigned."""
        home = self.homes.get(story.key)
        keys = self.fold.keys(story)
        if home is not None and keys.isdisjoint(self.dirty):
            self._back(story, self.renewed.get(home, home))
            return
        self._expose(keys, order(story))
        episode = self.fold.take(story)
        if episode is None:
            return
        self._note(episode, story)
        if not story.kind.alerts:
            return
        if home is not None and self._same(episode, home):
            self.renewed[home] = episode
            return
        self.changed.add(episode)
        self._spread(
            episode.keys | self.keys.get(home, set()) if home is not None else episode.keys, _after(story)
        )

    def changes(self) -> list[Changed]:
        """The acts that were cut or gained a story, as they were and as they are."""
        return [
            Changed(stories, linked, episode if self.fold.episodes.get(episode.number) is episode else None)
            for episode, (stories, linked) in self.before.items()
        ]

    def _same(self, episode: Episode, home: Episode) -> bool:
        """True if a story whose act was chosen anew is in the same act as before."""
        if episode is self.renewed.get(home, home):
            return episode not in self.changed
        return len(episode.stories) == 1 and episode.number == home.number and episode.joint == home.joint

    def _back(self, story: FlaggedStory, home: Episode) -> None:
        self.fold.episodes[home.number] = home
        self.fold.take(story, home)
        self._note(home, story)

    def _note(self, episode: Episode, story: FlaggedStory) -> None:
        """Remembers what an act was before it got this story, its last one."""
        if episode not in self.before:
            stories = tuple(other for other in episode.stories if other is not story)
            self.before[episode] = stories, tuple(other for other in episode.linked if other is not story)

    def _spread(self, keys: Iterable[str], moment: Place) -> None:
        """Marks keys under which acts have changed: the acts of stories with these keys, from this place in
        the order on, are chosen anew.
        """
        fresh = set(keys) - self.dirty
        self.dirty |= fresh
        self._expose(fresh, moment)
        for key in fresh:
            for story in [story for story in self.fold.backs.get(key, {}).values() if order(story) >= moment]:
                self._pull(story)

    def _expose(self, keys: Iterable[str], moment: Place) -> None:
        """Cuts all acts under these keys back to what they were at a place in the order."""
        for key in keys:
            for episode in list(self.fold.ever.get(key, ())):
                self._cut(episode, moment)

    def _cut(self, episode: Episode, moment: Place) -> None:
        if not episode.reaches(moment):
            return
        self.before.setdefault(episode, (tuple(episode.stories), tuple(episode.linked)))
        self.keys.setdefault(episode, set()).update(episode.keys)
        for story in self.fold.cut(episode, moment):
            self.homes[story.key] = episode
            self._hold(story)

    def _pull(self, story: FlaggedStory) -> None:
        """Removes a story that only looks back from its act, if it had one, and queues it."""
        episode = self.fold.home.pop(story.key, None)
        if episode is not None:
            self.before.setdefault(episode, (tuple(episode.stories), tuple(episode.linked)))
            episode.linked = [other for other in episode.linked if other is not story]
            self.homes[story.key] = episode
        self._hold(story)

    def _hold(self, story: FlaggedStory) -> None:
        if not story.kind.alerts:
            for key in block_keys(story):
                self.fold.backs[key].pop(story.key, None)
        self.wait(story)
