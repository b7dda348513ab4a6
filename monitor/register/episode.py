"""An act while its stories are being gathered."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from monitor.corrections import Side
from monitor.model import Kind, Naming, Stage
from monitor.register.announcements import Announcement, announcement
from monitor.register.statements import Statement, pair
from monitor.register.values import FlaggedStory

EPISODE = timedelta(days=548)  # without a story for this long, an act is over (18 months)
AFTERGLOW = timedelta(days=60)  # reports of an act that has just closed still belong to it
NEARBY = timedelta(days=30)  # a story that names no agreement joins the only act it can mean within this time
REVERSAL = timedelta(days=14)  # after a reversal, a new decision is a new act from then on
DENOUNCED = frozenset({Stage.DECIDED, Stage.NOTIFIED})
TAKEN_PLACE = frozenset({Stage.EFFECTIVE, Stage.EXPIRED})
CLOSING = frozenset({Stage.EFFECTIVE, Stage.EXPIRED, Stage.REVERSED})

Place = tuple[datetime, str]  # in the order of stories


@dataclass(slots=True, eq=False)
class Episode:
    """An act while its stories are being gathered. `number`: the place of its first story in the order."""

    number: Place
    joint: bool  # an agreement that ran out: nobody in particular left it
    founders: frozenset[str] = frozenset()
    stories: list[FlaggedStory] = field(default_factory=list)
    known: dict[Statement, int] = field(default_factory=dict)
    actors: Counter[str] = field(default_factory=Counter)
    # whose act it is: its first actors, and those that a quarter of its stories name
    who: frozenset[str] = frozenset()
    # the statements that tell which agreement it is
    named: dict[Statement, None] = field(default_factory=dict)
    entries: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)  # all counterparties that its stories name
    announced: dict[Announcement, None] = field(default_factory=dict)
    sides: set[Side] = field(default_factory=set)
    last: datetime | None = None
    decided: datetime | None = None  # when a story first told that it is decided or notified
    peak: int = 0  # the highest rank of its stages
    closed: datetime | None = None
    reversed: bool = False
    linked: list[FlaggedStory] = field(default_factory=list)  # stories that only look back at it
    keys: set[str] = field(default_factory=set)  # under which stories find it
    kept: Episode | None = None  # how it was with fewer stories

    def take(self, story: FlaggedStory, statements: tuple[Statement, ...], sides: frozenset[Side]) -> None:
        """Add a story; stories come in order of time."""
        self.stories.append(story)
        self.sides |= sides
        # what tells of it in passing, or again when it is long over, does not make it last longer
        if self.last is None or not (story.kind is Kind.PASSING or self._is_long_over(story)):
            self.last = story.at if self.last is None else max(self.last, story.at)
        for statement in statements:
            self._count(statement)
        told = announcement(story, statements)
        if told is not None:
            self.announced[told] = None
        self._count_actors(statements)
        self._reach(stage_of(story, statements), story.at)

    def _is_long_over(self, story: FlaggedStory) -> bool:
        """True if a story comes when reports of the closed act no longer belong to it."""
        return self.closed is not None and self.last is not None and story.at - self.last > AFTERGLOW

    def _count(self, statement: Statement) -> None:
        self.known[statement] = self.known.get(statement, 0) + 1
        if statement.names:
            self.named[statement] = None
        if statement.entry and statement.naming is Naming.ONE:
            self.entries.add(statement.entry)
        self.others |= statement.others

    def _count_actors(self, statements: tuple[Statement, ...]) -> None:
        self.actors.update({actor for statement in statements for actor in statement.actors})
        first = next((statement.actors for statement in statements if statement.actors), frozenset())
        self.founders = self.founders or first
        self.who = self.founders | {
            actor for actor, count in self.actors.items() if count > 1 and 4 * count >= len(self.stories)
        }

    def _reach(self, stage: Stage, at: datetime) -> None:
        self.peak = max(self.peak, stage.rank)
        if stage is Stage.REVERSED:
            self.reversed = True
        if stage in DENOUNCED and self.decided is None:
            self.decided = at
        if stage in CLOSING and self.closed is None:
            self.closed = at

    def candidate_keys(self) -> frozenset[str]:
        """The actors (those presumed too), entries and pairs of parties that its stories name, by which it is
        a candidate.
        """
        marks = (
            mark
            for statement in self.known
            for mark in (
                statement.press,
                statement.entry and f"={statement.entry}",
                pair(statement.actors, statement.others),
            )
        )
        return frozenset(self.actors) | {mark for mark in marks if mark}

    def reaches(self, moment: Place) -> bool:
        """True if it has a story from this place in the order on."""
        return any(own and order(own[-1]) >= moment for own in (self.stories, self.linked))

    def go_back(self, count: int) -> None:
        """Be as with at most the first `count` stories: as when it was kept last, if that is no more, else as
        when it was made.
        """
        kept = (
            self.kept
            if self.kept is not None and len(self.kept.stories) <= count
            else Episode(self.number, self.joint)
        )
        for name in _STATE:
            setattr(self, name, copy(getattr(kept, name)))

    def keep(self) -> None:
        """Remember how it is, for the next time that it goes back: late stories are mostly late by a day."""
        self.kept = Episode(self.number, self.joint)
        for name in _STATE:
            setattr(self.kept, name, copy(getattr(self, name)))

    def is_open(self, story: FlaggedStory, stage: Stage) -> bool:
        """True if a story of this moment and stage may belong to the episode, which had stories lately."""
        assert self.last is not None
        if self.closed is None:
            return True
        if self.reversed:
            return stage is Stage.REVERSED or story.at - self.closed <= REVERSAL
        return story.at - self.last <= AFTERGLOW


# what stories make of it
_STATE = [own.name for own in fields(Episode) if own.name not in ("number", "joint", "linked", "kept")]


def stage_of(story: FlaggedStory, statements: tuple[Statement, ...]) -> Stage:
    """The stage that a story gives its act: that of its first statement, else its leading hit's."""
    return statements[0].stage if statements else story.stage


def joint(statements: tuple[Statement, ...]) -> bool:
    """True if a story reports that an agreement ends between its parties, not that one of them leaves."""
    return bool(statements) and statements[0].joint


def order(story: FlaggedStory) -> Place:
    """By time, then key: the order that makes the register a function of the set."""
    return story.at, story.key
