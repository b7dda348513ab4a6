"""Which stories tell again what was told, and which tell that an exit has taken effect, in whatever form they do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.model import Kind, Source, Stage
from monitor.register.values import Entry, Item

RESTATED = timedelta(days=1)  # for less than this, outlets tell one step as a decision, a notice or an effect
END_IS_NEWS = timedelta(days=30)  # for so long what is told in passing is the first word of an end that has come
END_IS_FRESH = timedelta(days=3)  # for so long a look back at an end reports it
OVER = frozenset({Stage.EFFECTIVE, Stage.EXPIRED})
_EXACT = 10  # letters of a day


def is_told_already(stage: Stage, entry: Entry, peak: int) -> bool:
    """Did the act come to a stage so soon behind the decision that was told that it is the same step in another outlet's words?

    An end whose stated day lies behind that of the decision is a step of its own. `peak`: the highest rank that was told.
    """
    decided = [source for source in entry.sources if not source.quiet and not source.linked and source.stage.rank >= Stage.DECIDED.rank]
    if peak < Stage.DECIDED.rank or not decided:
        return False
    first = decided[0].at
    same = (one for one in decided if one.at - first < RESTATED and not _ends_later(one, first, entry))
    return stage.rank <= max((one.stage.rank for one in same), default=0)


def _ends_later(source: Source, decision: datetime, entry: Entry) -> bool:
    return source.stage in OVER and any(decision < day <= source.at for day in _ends(entry))


def tells_the_end(source: Source, entry: Entry) -> bool:
    """Does a story that tells of the exit in passing tell that its end has come, which the act has a day for, of these weeks?"""
    if source.kind is not Kind.PASSING or source.stage not in OVER:
        return False
    start = entry.history[0].at
    return any(start < day <= source.at and source.at - day < END_IS_NEWS for day in _ends(entry))


def _ends(entry: Entry) -> Iterable[datetime]:
    """The beginnings of the days on which its agreements end, where these are known to the day."""
    return (_day(row.ended.value, entry.history[0].at) for row in entry.rows if row.ended is not None and len(row.ended.value) == _EXACT)


def _day(value: str, moment: datetime) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=moment.tzinfo)


def reports_the_end(item: Item) -> bool:
    """Does a story that looks back state that the exit took effect, on a day of these days? Then it is a report after all."""
    if item.kind is not Kind.AFTERMATH:
        return False
    ends = (
        _day(one.ended.value, item.at)
        for one in item.terminations
        if one.main and one.stage.value in OVER and one.ended is not None and len(one.ended.value) == _EXACT
    )
    return any(day <= item.at and item.at - day < END_IS_FRESH for day in ends)
