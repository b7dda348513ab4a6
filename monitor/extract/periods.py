"""Periods of time in a sentence: how long they are, from which day they count, and on which day they end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, date, timedelta

from monitor.extract.dates import DateMatch, find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence, show_date

_LAST = "the last day of the year that the text names as the end"
_RECEIVED = 6  # words between a period and the receipt from which it counts
_STARTS = 2  # words between words of coming into force and their day
_TERM = 5  # words between that day and the term
_YEAR = 366  # days
_TOLD = 4  # words between a period and the word of telling from which it counts


def length(sentence: Sentence, period: Mark, pack: Pack) -> tuple[int | None, int]:
    """How many of its unit a period has (None if that is not stated), and the place of its first word."""
    _, _, count = period.value.partition("-")
    if count.isdigit():
        return int(count), period.first  # sechsmonatig, półroczny
    at = period.first - 1
    word = sentence.word(at)
    if word.isdigit() and len(word) <= 3:
        return int(word), at
    numeral = next((mark for mark in sentence.of(Layer.COUNT) if mark.end == period.first), None)
    if numeral is not None:
        return int(numeral.value), numeral.first
    is_single = pack.has("single", sentence.word(period.first)) and not word.isdigit()
    return (1 if is_single else None), period.first  # через год


def after_mark(sentence: Sentence, first: int, period: Mark) -> Mark | None:
    """The word like `after` or `from` beside a period, which begins at `first`; None without one."""
    return next(
        (
            mark
            for mark in sentence.of(Layer.AFTER)
            if -2 <= mark.end - first <= 0 or 0 <= mark.first - period.end <= 2
        ),
        None,
    )


def counts_from_told(sentence: Sentence, period: Mark, after: Mark) -> bool:
    """True if a period counts from an announcement, so that it has passed: `six months after announcing it`;
    not `nine months later, says its last article`.
    """
    low = max(period.end, after.end)
    acts = {
        at
        for layer in (Layer.EXIT, Layer.GIVEN, Layer.FORM)
        for mark in sentence.of(layer)
        for at in range(mark.first, mark.end)
    }
    return any(
        low <= mark.first < low + _TOLD and mark.first not in acts and "," not in sentence.gap(mark.first)
        for mark in sentence.of(Layer.TOLD)
    )


def is_asked_for(sentence: Sentence, first: int, period: Mark, pack: Pack) -> bool:
    """True if a period is the period of notice that an agreement requires: `six months' notice`, `un préavis
    de six mois`.
    """
    behind = period.end + pack.has("of", sentence.word(period.end))  # seis meses de antelación
    has_of = pack.has("of", sentence.word(first - 1))
    if has_of:
        return pack.has("notice_period", sentence.word(first - 2))
    return pack.has("notice_period", sentence.word(behind))


def is_from_receipt(sentence: Sentence, period: Mark, after: Mark | None, pack: Pack) -> bool:
    """True if a period counts from the receipt of a notice: `180 days from receipt of the note`, `a year
    after notice has been given`.

    False where something lasts as long: `investments remain protected for ten years after notice is given`.
    """
    if after is None or any(pack.has("lasting", token.text) for token in sentence.tokens[: period.first]):
        return False
    low = min(period.end, after.first)
    high = after.end + _RECEIVED
    given = any(low <= mark.first < high for mark in sentence.of(Layer.GIVEN))
    return given or any(pack.has("receipt", sentence.word(at)) for at in range(low, high))


def later(day: date, count: int, unit: str) -> date | None:
    """The day so many days, weeks, months or years later; None outside the calendar.

    A unit may have its number: `month-6`.
    """
    unit = unit.partition("-")[0]
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        return day + timedelta(days=days) if days <= (date.max - day).days else None
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year_end(sentence: Sentence, mark: Mark, published: date | None) -> Evidence | None:
    """The last day of this year, of the next, or of the year that is named; None if the year is not known."""
    word = sentence.word(mark.end)
    if mark.value == "year_end":
        named = len(word) == 4 and word.isdigit() and "1600" <= word < "2200"
        return sentence.evidence(f"{word}-12-31", mark.first, mark.end + 1, _LAST) if named else None
    year = published.year + (mark.value == "next_end") if published is not None else MAXYEAR + 1
    if year > MAXYEAR:
        return None
    return sentence.evidence(f"{year:04d}-12-31", mark.first, mark.end, _LAST)


def term_end(sentences: Iterable[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The end of the term for which an agreement came into force, if it lies in the year before publication:
    `entered into force on 1 June 2019 for four years`.
    """
    if published is None:
        return None
    for sentence in sentences:
        for day in _days_of_start(sentence, pack, published):
            for period in sentence.of(Layer.PERIOD):
                count, first = length(sentence, period, pack)
                if day.day is None or count is None or not _is_term(sentence, day, period, first):
                    continue
                end = later(day.day, count, period.value)
                if end is not None and 0 <= (published - end).days < _YEAR:
                    why = f"the term for which it came into force on {show_date(day.value)}"
                    return sentence.evidence(end.isoformat(), first, period.end, why)
    return None


def _days_of_start(sentence: Sentence, pack: Pack, published: date) -> list[DateMatch]:
    """The exact days right behind words of coming into force, in a sentence with a noun for agreements."""
    starts = [mark for mark in sentence.of(Layer.DATE) if mark.role == "own"]
    if not starts or not sentence.of(Layer.HEAD):
        return []
    return [
        day
        for day in find_dates(sentence, pack, published)
        if day.day is not None and any(0 <= day.first - start.end <= _STARTS for start in starts)
    ]


def _is_term(sentence: Sentence, day: DateMatch, period: Mark, first: int) -> bool:
    """True if a period, which begins at `first`, stands right behind a day and counts from nothing else."""
    return 1 <= first - day.end <= _TERM and after_mark(sentence, first, period) is None


def end_for_all(sentences: Iterable[Sentence], notice: Evidence, pack: Pack) -> Evidence | None:
    """The end of the period of notice that sentences without a name state for all agreements of a table
    alike, counted from the day of the `notice`; None if they state none or different ones.
    """
    if notice.day is None:
        return None
    ends: dict[date, Evidence] = {}
    for sentence in sentences:
        for period in sentence.of(Layer.PERIOD):
            count, first = length(sentence, period, pack)
            if count is None or not _is_of_notice(sentence, first, period, pack):
                continue
            end = later(notice.day, count, period.value)
            if end is not None:
                why = f"counted from {show_date(notice.value)}, the day of the notice"
                ends.setdefault(end, sentence.evidence(end.isoformat(), first, period.end, why))
    return next(iter(ends.values())) if len(ends) == 1 else None


def _is_of_notice(sentence: Sentence, first: int, period: Mark, pack: Pack) -> bool:
    """True if a period is one of notice, or counts from the receipt of a notice."""
    return is_asked_for(sentence, first, period, pack) or is_from_receipt(
        sentence, period, after_mark(sentence, first, period), pack
    )
