"""Compares an act with a saved query: every condition, and whether the evidence suffices. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import cached_property

from monitor.dossiers import Dossiers, principled_by
from monitor.model import Act, Alert, Exits, Hit, Reason, SavedQuery, Story
from monitor.pipeline.subscriber_queries import SubscriberQueries

# an act with its stories, or None with stories that are in no act -> the topics of its agreements
TopicsOf = Callable[[Act | None, Sequence[Story]], frozenset[str]]


def no_topics(act: Act | None, stories: Sequence[Story]) -> frozenset[str]:
    """Knows no topics: for callers whose destinations ask for none."""
    return frozenset()


class Answer(IntEnum):
    """What a saved query says of an act."""

    NO = 0
    EVIDENCE = 1  # it meets every condition but the evidence that is asked for
    YES = 2


class ActFacts:
    """What saved queries ask about an act, gathered once for all destinations.

    Where no party of the act is known, the states of its feeds stand for them.
    """

    def __init__(
        self,
        act: Act,
        stories: Sequence[Story],
        topics_of: TopicsOf,
        dossiers: Callable[[], Dossiers] = Dossiers,
    ) -> None:
        self.act = act
        self.stories = stories
        self.langs = _languages(stories)
        self.rank = act.grade.rank
        others = {code for row in act.rows for code in row.states}
        parties = frozenset({*act.states, *others})
        states = frozenset(story.state for story in stories if story.state)
        self.countries = parties or states
        self.actors = frozenset(act.states) if parties else states
        self._topics_of = topics_of
        self._dossiers = dossiers

    @cached_property
    def topics(self) -> frozenset[str]:
        """The topics of its agreements, wider ones too; found when a query asks for topics."""
        return self._topics_of(self.act, self.stories)

    @cached_property
    def is_principled(self) -> bool:
        """True if all its exits are known to follow from joining later treaties; found when it is asked."""
        return bool(principled_by(self.act, self._dossiers()))


def meets(saved: SavedQuery, facts: ActFacts, alert: Alert, queries: SubscriberQueries) -> Answer:
    """Compares an act, as it stands now and as an alert told it, with a saved query.

    A stage is met by the act's stage and by that of the alert: the act may have gone on since.
    """
    if (
        alert.kind not in saved.kinds
        or not _is_stage_asked(saved, facts, alert)
        or not _shares(saved.actors, facts.actors)
        or not _shares(saved.countries, facts.countries)
        or not _shares(saved.langs, facts.langs)
        or (saved.topics and saved.topics.isdisjoint(facts.topics))
        or not _is_exit_asked(saved, facts)
        or not queries.met(saved, facts.act, facts.stories)
    ):
        return Answer.NO
    return Answer.YES if facts.rank >= saved.least.rank else Answer.EVIDENCE


def _is_exit_asked(saved: SavedQuery, facts: ActFacts) -> bool:
    return saved.exits is Exits.ALL or saved.exits.takes(facts.is_principled)


def _is_stage_asked(saved: SavedQuery, facts: ActFacts, alert: Alert) -> bool:
    """True too for a follow-up on the day that is due: it goes to those who were told of a stage."""
    return alert.reason is Reason.DUE or _shares(saved.stages, (alert.stage, facts.act.stage))


def meets_possible(
    saved: SavedQuery, story: Story, hit: Hit, queries: SubscriberQueries, topics_of: TopicsOf
) -> bool:
    """True if a possible exit meets a saved query. Its story is in no act: the state of its feed stands for
    the parties, no evidence is compared, and it is not known to be principled.
    """
    states = (story.state,) if story.state else ()
    return (
        hit.kind in saved.kinds
        and saved.exits.takes(principled=False)
        and _shares(saved.stages, (hit.stage,))
        and _shares(saved.actors, states)
        and _shares(saved.countries, states)
        and _shares(saved.langs, _languages([story]))
        and (not saved.topics or not saved.topics.isdisjoint(topics_of(None, [story])))
        and queries.met_by_story(saved, story)
    )


def _shares(asked: frozenset[str], values: Iterable[str]) -> bool:
    """True if one of the values is asked for; an empty set asks for all."""
    return not asked or not asked.isdisjoint(values)


def _languages(stories: Iterable[Story]) -> frozenset[str]:
    return frozenset((story.lang or "").split("-")[0] for story in stories)
