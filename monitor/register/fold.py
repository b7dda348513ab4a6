"""Assigns stories to acts, in order of time. A later story never changes the act of an earlier one.

Identity of an act = actors + instruments + an open episode (docs/architecture.md, "Identity").
`docs/notes/register.md` has the measurements behind the numbers of `episode` and `choosing`.
"""

from __future__ import annotations

from bisect import bisect_left

from monitor.corrections import Constraints, Side
from monitor.register.announcements import announcement
from monitor.register.block_keys import block_keys
from monitor.register.candidates import Candidates
from monitor.register.choosing import choose, looks_back, told_again
from monitor.register.episode import (
    Episode,
    Place,
    joint,
    order,
)
from monitor.register.rewinding import Changed, Rewinding
from monitor.register.statements import Statement, statements_of
from monitor.register.values import FlaggedStory


class Fold:
    """The acts of the stories so far. The act of a story follows from the stories before it in `order`; later
    ones never move it.

    A story that comes late therefore can change only the acts of later stories that share a key with it, or
    with an act that it changes.
    """

    def __init__(self, constraints: Constraints, heads: frozenset[str]) -> None:
        self.constraints = constraints
        self.heads = heads
        self.episodes: dict[Place, Episode] = {}  # by number
        self.home: dict[str, Episode] = {}
        self.candidates: Candidates[Episode] = Candidates()
        self.ever: dict[str, list[Episode]] = {}  # by key: all acts
        self.backs: dict[str, dict[str, FlaggedStory]] = {}  # by key: the stories that only look back
        # by story key; a new text of a story is another value
        self._statements: dict[str, tuple[FlaggedStory, tuple[Statement, ...]]] = {}

    def take(self, story: FlaggedStory, home: Episode | None = None) -> Episode | None:
        """Adds a story that comes after all others, and returns its act; None for one that looks back at no
        known act.

        `home`: its act, if that is known.
        """
        statements = self.statements(story)
        if not story.kind.alerts:
            for key in block_keys(story):
                self.backs.setdefault(key, {})[story.key] = story
            back = home or looks_back(story, statements, self.candidates)
            if back is not None:
                back.linked.append(story)
                self.home[story.key] = back
            return back
        sides = self._sides(story)
        forced = self._forced(sides)
        episode = forced or home or choose(story, statements, sides, self.candidates)
        if episode is None:
            episode = told_again(story, statements, self.candidates)
        episode = episode or self.start(story)
        self._add(episode, story, statements, sides)
        return episode

    def start(self, story: FlaggedStory) -> Episode:
        """Adds a new act, numbered by the place of its first story in the order."""
        episode = Episode(order(story), joint(self.statements(story)))
        self.episodes[episode.number] = episode
        return episode

    def acts(self) -> list[Episode]:
        """The acts in order of their first story, those that people joined as one."""
        return self.joined([self.episodes[number] for number in sorted(self.episodes)])

    def joined(self, episodes: list[Episode]) -> list[Episode]:
        """Some acts, in order of their first story, those that people joined as one; all that were joined
        with one of them are given.
        """
        return merged(episodes, self.home, self.constraints)

    def change(self, old: FlaggedStory | None, new: FlaggedStory | None) -> list[Changed]:
        """Replaces the story `old` by `new`, and assigns the later stories anew that this can move. Returns
        the acts that it can change; some of them come out as they were.
        """
        rewound = Rewinding(self)
        if old is not None:
            rewound.drop(old)
        if new is not None:
            rewound.wait(new)
        while (story := rewound.next()) is not None:
            rewound.settle(story)
        return rewound.changes()

    def statements(self, story: FlaggedStory) -> tuple[Statement, ...]:
        """The statements that decide which act the story reports."""
        known = self._statements.get(story.key)
        if known is None or known[0] is not story:
            known = self._statements[story.key] = story, statements_of(story, self.heads)
        return known[1]

    def keys(self, story: FlaggedStory) -> frozenset[str]:
        """The keys under which a story finds acts, and is found: those of its block, and one for each split
        that it took part in.
        """
        sides = self.constraints.sides.get(story.key)
        return block_keys(story) | {f"~{number}" for number, _ in sides} if sides else block_keys(story)

    def cut(self, episode: Episode, moment: Place) -> list[FlaggedStory]:
        """Removes the stories from this place in the order on from an act, and returns them. An act without
        stories is removed.
        """
        start = bisect_left(episode.stories, moment, key=order)
        gone = [*episode.stories[start:], *(story for story in episode.linked if order(story) >= moment)]
        stories, linked = (
            episode.stories[:start],
            [story for story in episode.linked if order(story) < moment],
        )
        for story in gone:
            del self.home[story.key]
        if start < len(episode.stories):
            keys, listed = episode.keys, episode.candidate_keys()
            episode.go_back(start)
            for story in stories[len(episode.stories) :]:
                episode.take(
                    story, self.statements(story), self.constraints.sides.get(story.key, frozenset())
                )
                episode.keys |= self.keys(story)
            episode.keep()
            for key in keys - episode.keys:
                self.ever[key].remove(episode)
            if not stories:
                del self.episodes[episode.number]
            # Else the index may name it for stories that do not fit it, which are compared and refused. Where
            # no actor is named, though, the index alone decides which acts can be meant.
            if not stories or episode.candidate_keys() != listed:
                self.candidates.drop(episode)
                for story in episode.stories:
                    self._list(episode, story, self.statements(story))
        episode.linked = linked
        return gone

    def _add(
        self, episode: Episode, story: FlaggedStory, statements: tuple[Statement, ...], sides: frozenset[Side]
    ) -> None:
        episode.take(story, statements, sides)
        self._list(episode, story, statements)
        self.home[story.key] = episode
        fresh = self.keys(story) - episode.keys
        for key in fresh:
            self.ever.setdefault(key, []).append(episode)
        episode.keys |= fresh

    def _list(self, episode: Episode, story: FlaggedStory, statements: tuple[Statement, ...]) -> None:
        self.candidates.add(episode, statements, announcement(story, statements), story.at)

    def _sides(self, story: FlaggedStory) -> frozenset[Side]:
        """The splits that a story took part in."""
        return self.constraints.sides.get(story.key, frozenset())

    def _forced(self, sides: frozenset[Side]) -> Episode | None:
        """The act to which a person moved a story with others, of several the first."""
        moved = {side for side in sides if side[1]}
        # a later split may part what an earlier one had moved together
        barred = {(number, not side) for number, side in sides}
        there = {
            episode.number: episode for number, _ in moved for episode in self.ever.get(f"~{number}", ())
        }
        fitting = [
            number
            for number, episode in there.items()
            if moved & episode.sides and not barred & episode.sides
        ]
        return there[min(fitting)] if fitting else None


def merged(episodes: list[Episode], home: dict[str, Episode], constraints: Constraints) -> list[Episode]:
    """These acts after those that people joined are one; an act is then closed when all its parts are.

    Nothing is changed in place.
    """
    parts: dict[Place, list[Episode]] = {episode.number: [episode] for episode in episodes}
    lead = {episode.number: episode.number for episode in episodes}
    for keys in constraints.together:
        numbers = {home[key].number for key in keys if key in home}
        joining = sorted({lead[number] for number in numbers if number in lead})
        for number in joining[1:]:
            for episode in parts.pop(number):
                lead[episode.number] = joining[0]
                parts[joining[0]].append(episode)
    return [own[0] if len(own) == 1 else _joined(own) for _, own in sorted(parts.items())]


def _joined(parts: list[Episode]) -> Episode:
    closed = [episode.closed for episode in parts]
    return Episode(
        number=parts[0].number,
        joint=parts[0].joint,
        stories=sorted((story for episode in parts for story in episode.stories), key=order),
        linked=[story for episode in parts for story in episode.linked],
        closed=None if None in closed else parts[0].closed,
    )
