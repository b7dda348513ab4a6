"""Which stories repeat what subscribers were told, and which report that an exit has taken effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from monitor.model import Act, Kind, Precision, Source, Stage, Termination, TreatyDate
from monitor.register.values import FlaggedStory

RESTATED = timedelta(days=1)  # for less than this, outlets tell one step as a decision, a notice or an effect
# for so long what is told in passing is the first word of an end that has come
END_IS_NEWS = timedelta(days=30)
END_IS_FRESH = timedelta(days=3)  # for so long a look back at an end reports it
END_IS_OLD = timedelta(days=60)  # after this, that somebody left in a year is background
OVER = frozenset({Stage.EFFECTIVE, Stage.EXPIRED})


def is_same_step(source: Source, act: Act, peak: int) -> bool:
    """True if a story reports the step that was told in other words: its stage came within `RESTATED` after
    the decision.

    An end or a notice whose stated day lies behind that of the decision, and has come, is a step of its own.
    `peak`: the highest rank that was told.
    """
    decided = [
        other
        for other in act.sources
        if not other.quiet and not other.linked and other.stage.rank >= Stage.DECIDED.rank
    ]
    if peak < Stage.DECIDED.rank or not decided:
        return False
    first = decided[0].at
    if _is_later_step(source, first, act):
        return False
    same = (
        other for other in decided if other.at - first < RESTATED and not _is_later_step(other, first, act)
    )
    return source.stage.rank <= max((other.stage.rank for other in same), default=0)


def _is_later_step(source: Source, decision: datetime, act: Act) -> bool:
    days = _ends(act) if source.stage in OVER else _notices(act) if source.stage is Stage.NOTIFIED else ()
    return any(decision < day <= source.at for day in days)


def tells_the_end(source: Source, act: Act) -> bool:
    """True if a story that mentions the exit in passing reports that it took effect, on a day that the act
    has, within `END_IS_NEWS`.
    """
    if source.kind is not Kind.PASSING or source.stage not in OVER:
        return False
    start = act.history[0].at
    return any(start < day <= source.at and source.at - day < END_IS_NEWS for day in _ends(act))


def _ends(act: Act) -> Iterable[datetime]:
    """The beginnings of the days on which its agreements end, where these are known to the day."""
    days = (row.ended.day for row in act.rows if row.ended is not None)
    return (_start(day, act.history[0].at) for day in days if day is not None)


def _notices(act: Act) -> Iterable[datetime]:
    """The beginnings of the days on which notice was given, where these are known to the day."""
    days = (row.notified.day for row in act.rows if row.notified is not None)
    return (_start(day, act.history[0].at) for day in days if day is not None)


def _start(day: date, moment: datetime) -> datetime:
    """The first moment of a day, in the time zone of another moment."""
    return datetime.combine(day, time(), moment.tzinfo)


def tells_a_past_year(story: FlaggedStory) -> bool:
    """True if a story reports only exits that took effect in a year, and that year ended at least
    `END_IS_OLD` ago.
    """
    stated = [termination for termination in story.terminations if termination.main]
    return story.kind is Kind.ACT and bool(stated) and all(_is_of_past_year(own, story) for own in stated)


def _is_of_past_year(termination: Termination, story: FlaggedStory) -> bool:
    if termination.ended is None or termination.stage.value not in OVER:
        return False
    day = TreatyDate.parse_or_none(termination.ended.value)
    is_year = day is not None and day.precision is Precision.YEAR
    return is_year and day is not None and story.at.date() - day.latest >= END_IS_OLD


def reports_the_end(story: FlaggedStory) -> bool:
    """True if a story that looks back states that the exit took effect within the last days
    (`END_IS_FRESH`). Then it is a report after all.
    """
    if story.kind is not Kind.AFTERMATH:
        return False
    days = (
        termination.ended.day
        for termination in story.terminations
        if termination.main and termination.stage.value in OVER and termination.ended is not None
    )
    ends = [_start(day, story.at) for day in days if day is not None]
    return any(end <= story.at and story.at - end < END_IS_FRESH for end in ends)
