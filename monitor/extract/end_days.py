"""Which dates of a sentence belong to a word of ending or effect: those behind it in its clause, those in
front of it, and the day that the sentence before names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.extract.dates import DateMatch, day_evidence, find_dates, next_week
from monitor.extract.days import other_day
from monitor.extract.endings import is_little
from monitor.extract.lexicon import Pack
from monitor.extract.periods import later, length
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence, Precision

_ENDS = 12  # words between a word of ending and its date
_BEFORE = 7  # the same where the date stands in front
_LONG = 60  # days that a day without a year has passed, so that the next one is meant
_OPENING = 30  # the same where it opens the sentence
_THE_DAY = 3  # words from a date to `the day`: 3 May 1994 `as the day`


def days_beside(sentence: Sentence, mark: Mark, days: Sequence[DateMatch], pack: Pack) -> list[DateMatch]:
    """The days in the clause of a word of ending: those behind it, without any those in front of it, the
    nearest first. A year alone counts only behind `in`.
    """
    behind = [
        day
        for day in days
        if 0 <= day.first - mark.end <= _ENDS and not _breaks(sentence, mark.end, day.first)
    ]
    ahead = [
        day
        for day in days
        if 0 <= mark.first - day.end <= _before(sentence, day, pack)
        and _is_ahead(sentence, day, mark, pack)
        and not _breaks(sentence, day.end - 1, mark.first, ";")
    ]
    if any(not _breaks(sentence, day.end, mark.first, ",") for day in ahead):  # it ceased, and by Friday
        behind = [day for day in behind if not _breaks(sentence, mark.end - 1, day.first, ",")]
    return [
        day
        for day in behind or reversed(ahead)
        if day.treaty_date.precision is not Precision.YEAR or pack.has("in", sentence.word(day.first - 1))
    ]


def _before(sentence: Sentence, day: DateMatch, pack: Pack) -> int:
    """How far a day may stand before a word of ending: further where it opens the sentence, as a long name
    may follow, or `the day on which`.
    """
    if any(pack.has("the_day", sentence.word(at)) for at in range(day.end, day.end + _THE_DAY)):
        return _ENDS
    return _OPENING if all(is_little(sentence, at, pack) for at in range(day.first)) else _BEFORE


def _is_ahead(sentence: Sentence, day: DateMatch, mark: Mark, pack: Pack) -> bool:
    """True if a day in front of a word of ending can be its own: it opens the sentence or its clause, or
    touches the word, or `the day` follows.
    """
    weekdays = (word for word in sentence.of(Layer.DATE) if word.role == "weekday")
    has_weekday = any(weekday.end == day.first for weekday in weekdays)
    return (
        pack.verb_last
        or is_the_day(sentence, day, mark, pack)
        or day.first <= 1 + has_weekday
        or day.end == mark.first
        or ":" in sentence.gap(day.first - 1) + sentence.gap(day.first)
    )


def coming(day: DateMatch, mark: Mark, sentence: Sentence, pack: Pack, published: date | None) -> DateMatch:
    """A weekday behind a word that is not in the past is the next one, a day without a year that of the next
    year.
    """
    if published is None or not pack.has("coming", sentence.word(mark.first)):
        return day
    if day.weekday:
        return day if day.day == published else next_week(day) or day
    has_no_year = day.relative and day.end - day.first > 1
    stated = day.treaty_date.earliest if has_no_year else published
    if (published - stated).days > _LONG:
        year_later = later(stated, 1, "year")
        return replace(day, value=year_later.isoformat()) if year_later is not None else day
    return day


def _breaks(sentence: Sentence, first: int, end: int, marks: str = ";:") -> bool:
    """True if another clause begins between a word and a date."""
    return sentence.has_stop(first + 1, end + 1, marks)


def is_the_day(sentence: Sentence, day: DateMatch, mark: Mark, pack: Pack) -> bool:
    """True if `the day` stands right behind a date, for what ends then: `3 May, the day on which it ends`."""
    behind = range(day.end, min(day.end + _THE_DAY, mark.first))
    return any(pack.has("the_day", sentence.word(at)) for at in behind)


def day_above(
    sentence: Sentence,
    marks: Sequence[Mark],
    sentences: Sequence[Sentence],
    pack: Pack,
    published: date | None,
) -> Evidence | None:
    """The day that `on that day` means before one of these words of ending: the last one of the sentence
    before; None if that has none, or the sentence has a day or a period of its own.
    """
    places = pack.places("that_day", [token.text for token in sentence.tokens])
    if not places or not any(places[0] < mark.first for mark in marks):
        return None
    if any(length(sentence, period, pack)[0] is not None for period in sentence.of(Layer.PERIOD)):
        return None  # six months from that day
    if any(not other_day(sentence, day, pack) for day in find_dates(sentence, pack, published)):
        return None
    above = [other for other in sentences if other.number == sentence.number - 1]
    days = [
        (other, day)
        for other in above
        if other.paragraph == sentence.paragraph
        for day in find_dates(other, pack, published)
        if day.day is not None
    ]
    if not days:
        return None
    other, day = days[-1]
    return day_evidence(other, day, f"the day on which “{sentence.words(marks[0])}”, in the next sentence")
