"""Which act a story joins by what it states, and which one it looks back at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter, itemgetter

from monitor.corrections import Side
from monitor.model import Kind, Stage, TreatyDate
from monitor.register.announcements import announcement
from monitor.register.candidates import FRESH, Candidates
from monitor.register.episode import AFTERGLOW, EPISODE, NEARBY, TAKEN_PLACE, Episode, stage_of
from monitor.register.likeness import SURE, Likeness
from monitor.register.matching import match
from monitor.register.statements import Statement
from monitor.register.values import FlaggedStory

BURST = 5  # ... or, of several, the only one that many stories of the last days (FRESH) are about
# ... unless a story tells that what was decided has taken effect: periods of notice last up to four years
COURSE = timedelta(days=1461)
NOTICES = (90, 180, 365, 730)  # days: the usual periods after which an exit takes effect
NOTICE_MARGIN = 21  # days more or less
LINKED = timedelta(days=3650)  # an aftermath story looks back this far


@dataclass(slots=True)
class _Options:
    """The acts that a story may join, by what speaks for them."""

    sure: list[tuple[int, datetime, Episode]] = field(default_factory=list)  # likeness, last story
    announced: list[tuple[int, Episode]] = field(default_factory=list)  # stories
    likely: list[tuple[Likeness, Episode]] = field(default_factory=list)


def choose(
    story: FlaggedStory,
    statements: tuple[Statement, ...],
    sides: frozenset[Side],
    candidates: Candidates[Episode],
) -> Episode | None:
    """The act that a story joins by what it states, or None for a new one."""
    options = _options(story, statements, sides, candidates)
    if options.sure:
        return max(options.sure, key=itemgetter(0, 1))[-1]  # of equals the oldest
    if options.announced:
        return max(options.announced, key=itemgetter(0))[-1]
    top = max((_rank(like) for like, _ in options.likely), default=Likeness.CONFLICT)
    plausible = [episode for like, episode in options.likely if _rank(like) is top]
    if len(plausible) > 1:
        plausible = [episode for episode in plausible if _is_in_the_news(episode, story)]
    return plausible[0] if len(plausible) == 1 else None


def _options(
    story: FlaggedStory,
    statements: tuple[Statement, ...],
    sides: frozenset[Side],
    candidates: Candidates[Episode],
) -> _Options:
    stage = stage_of(story, statements)
    told = announcement(story, statements)
    options = _Options()
    for episode in _oldest_first(candidates.near(statements, told, story.at)):
        if not _may_join(episode, story, stage, sides):
            continue
        age = _age(episode, story)
        like = match(episode, statements, age <= NEARBY)
        if like >= SURE:
            assert episode.last is not None
            options.sure.append((like, episode.last, episode))
        elif told is not None and any(told.same(other) for other in episode.announced):
            options.announced.append((len(episode.stories), episode))
        elif like > Likeness.CONFLICT and (
            age <= _window(like, episode, statements, stage) or _takes_effect(episode, story, statements)
        ):
            options.likely.append((like, episode))
    return options


def _may_join(episode: Episode, story: FlaggedStory, stage: Stage, sides: frozenset[Side]) -> bool:
    """True if the act still lasts at the moment of a story, and no person parted the story from it."""
    if _age(episode, story) > _lasts(episode, stage) or not episode.is_open(story, stage):
        return False
    return not any((number, not moved) in episode.sides for number, moved in sides)


def _age(episode: Episode, story: FlaggedStory) -> timedelta:
    """How long before a story the act had its last one."""
    assert episode.last is not None, "an act that is a candidate has stories"
    return story.at - episode.last


def _is_in_the_news(episode: Episode, story: FlaggedStory) -> bool:
    """True if many stories of the last days are about the act."""
    return len(episode.stories) >= BURST and _age(episode, story) <= FRESH


def _rank(like: Likeness) -> Likeness:
    """A kind that is told without a partner may be any act's that does not say otherwise."""
    return Likeness.OPEN if like is Likeness.TOPIC else like


def _lasts(episode: Episode, stage: Stage) -> timedelta:
    """For how long an act that had no story since is the one that a story of this stage means.

    What was suspended ends as late.
    """
    return (
        COURSE
        if stage in TAKEN_PLACE and episode.peak >= Stage.DECIDED.rank and episode.closed is None
        else EPISODE
    )


def _takes_effect(episode: Episode, story: FlaggedStory, statements: tuple[Statement, ...]) -> bool:
    """True if a story that names no agreement tells that the exit takes effect when a usual period of notice
    after the act's decision ends.
    """
    if (
        episode.decided is None
        or episode.closed is not None
        or any(statement.names or statement.stage is not Stage.EFFECTIVE for statement in statements)
    ):
        return False
    return any(abs((story.at - episode.decided).days - period) <= NOTICE_MARGIN for period in NOTICES)


def _window(like: Likeness, episode: Episode, statements: tuple[Statement, ...], stage: Stage) -> timedelta:
    """For how long a story joins the only act it can mean. An act of which no agreement is known can be any
    that is named weeks later.

    The year of signature tells one treaty of a kind from the next; a kind or a partner alone does only where
    the story goes on from what was told: a state that gave notice on "the tax treaty" leaves the one that it
    decided to leave.
    """
    unknown = like is Likeness.OPEN and not episode.named and any(statement.names for statement in statements)
    if unknown or like is Likeness.BESIDE:
        return FRESH
    goes_on = stage is not Stage.SUSPENDED and stage.rank > episode.peak
    if like is Likeness.YEAR:
        return _lasts(episode, stage)
    return EPISODE if goes_on and like in (Likeness.TOPIC, Likeness.PARTIES) else NEARBY


def _oldest_first(episodes: Iterable[Episode]) -> list[Episode]:
    return sorted(episodes, key=attrgetter("number"))


def looks_back(
    story: FlaggedStory, statements: tuple[Statement, ...], candidates: Candidates[Episode]
) -> Episode | None:
    """The act that a story looks back at: the one it fits best."""
    fitting: list[tuple[int, datetime, Episode]] = []
    for episode in _oldest_first(candidates.near(statements, None, story.at)):
        assert episode.last is not None
        age = _age(episode, story)
        if age <= LINKED and (like := match(episode, statements, age <= NEARBY)) >= SURE:
            fitting.append((like, episode.last, episode))
    return max(fitting, key=itemgetter(0, 1))[-1] if fitting else None


def told_again(
    story: FlaggedStory, statements: tuple[Statement, ...], candidates: Candidates[Episode]
) -> Episode | None:
    """The act that is over and that a story tells again: in passing, or as an exit that has taken effect.

    None if the story says that the exit came after the end or the reversal of that act: the state had
    returned.
    """
    in_passing = story.kind is Kind.PASSING
    if not (in_passing or _says_over(statements)):
        return None
    episode = looks_back(story, statements, candidates)
    if episode is None or _came_later(story, episode):
        return None
    return episode if in_passing or _is_over(episode, story) else None


def _says_over(statements: tuple[Statement, ...]) -> bool:
    """True if a story only says that an exit has taken effect."""
    return bool(statements) and all(statement.stage in TAKEN_PLACE for statement in statements)


def _is_over(episode: Episode, story: FlaggedStory) -> bool:
    """True for an act whose exit took effect, and so lately that the same is meant."""
    if episode.closed is None or episode.reversed:
        return False
    return story.at - episode.closed <= COURSE


def _came_later(story: FlaggedStory, episode: Episode) -> bool:
    """True if a story gives the end a time that is later than that of the act, reports of it included."""
    if episode.closed is None:
        return False
    ends = [
        TreatyDate.parse_or_none(termination.ended.value)
        for termination in story.terminations
        if termination.main and termination.ended is not None
    ]
    latest = (episode.closed + AFTERGLOW).date()
    return any(end is not None and end.earliest > latest for end in ends)
