"""Dates in a sentence, with the precision that the words have: `1989-11-20`, `2025-12`, `2000`, `2000s`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.trace import CellName
from monitor.model import Evidence, TreatyDate

_CITY = 5  # words of a city and its agency
_WEEKS = 20  # days
_BESIDE = 2  # words between a weekday and its week
_AGENCY = 2  # words of an agency in brackets
_LETTERS = 2  # of a word in capitals that is no city
_YEAR = re.compile(r"1[6-9]\d\d|20\d\d|21\d\d")
_DECADE = re.compile(r"((?:1[6-9]|20)\d0)(?:s|er|ern|х|ті|тых)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|a|º|ª|°|го)?")
_NEAR_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_JOINED = re.compile(r"[\s\-‑./,’'ºª°]*")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date at words `first:end`.

    `relative` ones were counted from the day of publication; a weekday is the last one up to it.
    """

    first: int
    end: int
    value: str
    relative: bool = False
    weekday: bool = False

    @property
    def treaty_date(self) -> TreatyDate:
        """The value as a treaty date."""
        return TreatyDate.parse(self.value)

    @property
    def day(self) -> date | None:
        """The day; None if it is known less exactly."""
        return self.treaty_date.exact_day


def find_dates(sentence: Sentence, pack: Pack, published: date | None) -> list[DateMatch]:
    """The dates of a sentence in order. Weekdays and `today` only with the day of publication."""
    marks = {mark.first: mark for mark in sentence.of(Layer.DATE)}
    if not marks and not any(token.text[:1].isdigit() for token in sentence.tokens):
        return []
    days: list[DateMatch] = []
    at = 0
    while at < len(sentence.tokens):
        day = _date_at(sentence, pack, marks, at, published)
        if day is not None and day.end > at:
            if not pack.has("vague", sentence.word(at - 1)) and not _is_of_dateline(sentence, day):
                days.append(day)
            at = day.end
        else:
            at += 1
    return days


def _is_of_dateline(sentence: Sentence, day: DateMatch) -> bool:
    """True if a day stands between a city and a dash at the beginning of an article: `LIMA, 3 March -`."""
    city = sentence.tokens[0].raw
    if sentence.field == "title" or not 0 < day.first <= _CITY:
        return False
    if not city.isupper() or len(city) <= _LETTERS:
        return False
    ends = range(day.end, min(day.end + _AGENCY, len(sentence.tokens)) + 1)  # LIMA, 3 March (ANS) -
    return day.end == len(sentence.tokens) or any(
        set(sentence.gap(at)) & set("—–") or " - " in sentence.gap(at) for at in ends
    )


def _date_at(
    sentence: Sentence, pack: Pack, marks: dict[int, Mark], at: int, published: date | None
) -> DateMatch | None:
    """The date that begins at a word; None without one. `marks`: words of dates by place."""
    word = sentence.word(at)
    if word[:1].isdigit():
        return (
            _numeric(sentence, pack, at)
            or _day_first(sentence, pack, marks, at, published)
            or _year_first(sentence, pack, marks, at)
            or _year(sentence, pack, at)
        )
    if pack.has("first_day", word):
        day = _day_first(sentence, pack, marks, at, published)
        if day is not None:
            return day
    mark = marks.get(at)
    if mark is None:
        return None
    if mark.role == "month":
        if _DAY.fullmatch(sentence.word(at - 1)) and _JOINED.fullmatch(sentence.gap(at)):
            return None  # a day that this month does not have
        return _month_first(sentence, mark, at, published)
    if mark.role == "decade":
        year = re.fullmatch(r"(\d{3}0)", sentence.word(mark.end))
        return DateMatch(at, mark.end + 1, f"{year[1]}s") if year else None
    if mark.role == "weekday":
        return _of_weekday(sentence, pack, marks, mark, published) or _last_weekday(sentence, mark, published)
    if mark.role in _NEAR_DAYS and published is not None:
        written = _written_out(sentence, pack, marks, mark.end, published)
        return written or _from(at, mark.end, published, _NEAR_DAYS[mark.role])
    return None


def _last_weekday(sentence: Sentence, weekday: Mark, published: date | None) -> DateMatch | None:
    """The last such weekday up to the day of publication, or that of the week before: `on Thursday of last
    week`.
    """
    if published is None:
        return None
    weeks = (mark for mark in sentence.of(Layer.DATE) if mark.role == "last_week")
    ahead = published.weekday() - int(weekday.value)
    back = ahead % 7
    if any(max(week.first - weekday.end, weekday.first - week.end) <= _BESIDE for week in weeks):
        back = ahead + 7
    return _from(weekday.first, weekday.end, published, -back, weekday=True)


def _of_weekday(
    sentence: Sentence, pack: Pack, marks: dict[int, Mark], weekday: Mark, published: date | None
) -> DateMatch | None:
    """The date that tells which weekday it was: `vendredi 27 octobre 2017`, `am Freitag, dem 27. Oktober`."""
    place = weekday.end + pack.has("article", sentence.word(weekday.end))
    if (
        place < len(sentence.tokens)
        and sentence.word(place)[:1].isdigit()
        and sentence.gap(place) in (" ", ", ", " (")
    ):
        full = _numeric(sentence, pack, place) or _day_first(sentence, pack, marks, place, published)
        return full or _of_these_weeks(sentence, weekday, place, published)
    month = marks.get(place)
    if month is not None and month.role == "month" and sentence.gap(place) in (" ", ", "):
        return _month_first(sentence, month, place, published)
    return None


def _written_out(
    sentence: Sentence, pack: Pack, marks: dict[int, Mark], at: int, published: date
) -> DateMatch | None:
    """The date in apposition to `today`, which may be a word of a document: `“with effect from today”, 15
    April`.
    """
    if at >= len(sentence.tokens) or "," not in sentence.gap(at):
        return None
    return _date_at(sentence, pack, marks, at, published) if sentence.word(at)[:1].isdigit() else None


def _of_these_weeks(sentence: Sentence, weekday: Mark, at: int, published: date | None) -> DateMatch | None:
    """`martes 28`: the weekday of that number in the weeks around publication."""
    day = _DAY.fullmatch(sentence.word(at))
    if day is None or published is None or sentence.word(at + 1)[:1].isdigit():
        return None
    near = (
        _from(weekday.first, at + 1, published, days) for days in sorted(range(-_WEEKS, _WEEKS + 1), key=abs)
    )
    wanted = (int(day[1]), int(weekday.value))
    for match in near:
        if match and match.day and (match.day.day, match.day.weekday()) == wanted:
            return match
    return None


def _from(first: int, end: int, published: date, days: int, *, weekday: bool = False) -> DateMatch | None:
    """A day counted from publication; none outside the calendar."""
    number = published.toordinal() + days
    if not 1 <= number <= date.max.toordinal():
        return None
    return DateMatch(first, end, date.fromordinal(number).isoformat(), relative=True, weekday=weekday)


def day_evidence(sentence: Sentence, day: DateMatch, why: str) -> Evidence:
    """A date as the value of a cell, for the reason `why`."""
    return sentence.evidence(day.value, day.first, day.end, why)


def refuse_day(sentence: Sentence, cell: CellName, day: DateMatch, why: str) -> None:
    """Records for `explain` that a date is not the value of a cell."""
    sentence.refuse(cell, day.value, day.first, day.end, why)


def next_week(day: DateMatch) -> DateMatch | None:
    """The same weekday of the week after, for what is still to come."""
    return _from(day.first, day.end, day.treaty_date.earliest, 7)


def is_recent(day: DateMatch, published: date | None) -> bool:
    """True if a date is of the year of publication, the year before or later."""
    return published is not None and day.treaty_date.year >= published.year - 1


def _numeric(sentence: Sentence, pack: Pack, at: int) -> DateMatch | None:
    """`1989-11-20`, `20.11.1989`; with slashes or hyphens in English only where day and month cannot be
    mistaken.
    """
    words = [sentence.word(at + n) for n in range(3)]
    if not all(word.isdigit() and len(word) in (1, 2, 4) for word in words) or not all(
        _JOINED.fullmatch(sentence.gap(at + n)) for n in (1, 2)
    ):
        return None
    gaps = {sentence.gap(at + 1), sentence.gap(at + 2)}
    if gaps == {"-"} and len(words[0]) == 4:
        return _day(at, at + 3, words[0], words[1], words[2])
    clear = pack.lang != "en" or int(words[0]) > 12
    if (gaps == {"."} or (gaps in ({"/"}, {"-"}) and clear)) and len(words[2]) == 4:
        return _day(at, at + 3, words[2], words[1], words[0])
    return None


def _day_first(
    sentence: Sentence, pack: Pack, marks: dict[int, Mark], at: int, published: date | None
) -> DateMatch | None:
    """`20 November 1989`, `1er février 1994`, `20 de noviembre de 1989`; without a year the one nearest to
    publication.
    """
    word = "1" if pack.has("first_day", sentence.word(at)) else sentence.word(at)
    day = _DAY.fullmatch(word)
    if day is None:
        return None
    place = at + 1
    while pack.has("date_joins", sentence.word(place)):
        place += 1
    month = marks.get(place)
    if month is None or month.role != "month" or not _JOINED.fullmatch(sentence.gap(place)):
        return None
    place = month.end
    while pack.has("date_joins", sentence.word(place)):
        place += 1
    if _YEAR.fullmatch(sentence.word(place)) and _JOINED.fullmatch(sentence.gap(place)):
        return _day(at, place + 1, sentence.word(place), month.value, day[1])
    return _near(at, month.end, month.value, day[1], published)


def _year_first(sentence: Sentence, pack: Pack, marks: dict[int, Mark], at: int) -> DateMatch | None:
    """`2019年9月5日`, `2019年9月`: the year, its word and the month, written as one."""
    month = marks.get(at + 2)
    if month is None or month.role != "month" or sentence.gap(at + 1) or sentence.gap(at + 2):
        return None
    if not (_YEAR.fullmatch(sentence.word(at)) and pack.has("date_joins", sentence.word(at + 1))):
        return None
    day = _DAY.fullmatch(sentence.word(month.end))
    if day is not None and not sentence.gap(month.end):
        end = month.end + 1
        end += not sentence.gap(end) and pack.has("date_joins", sentence.word(end))  # its `日`
        return _day(at, end, sentence.word(at), month.value, day[1])
    return DateMatch(at, month.end, f"{sentence.word(at)}-{month.value}")


def _month_first(sentence: Sentence, month: Mark, at: int, published: date | None) -> DateMatch | None:
    """`November 20, 1989`, `November 1989`, `July 4`.

    A month alone is taken only where the publication tells the year.
    """
    place = month.end
    follows = sentence.word(place)
    if not _JOINED.fullmatch(sentence.gap(place)) and follows not in ("of", "de", "del"):
        follows = ""
    if follows in ("of", "de", "del"):
        place += 1
        follows = sentence.word(place)
    if _YEAR.fullmatch(follows):
        return DateMatch(at, place + 1, f"{follows}-{month.value}")
    day = _DAY.fullmatch(follows)
    if day is not None:
        year = sentence.word(place + 1)
        if _YEAR.fullmatch(year) and _JOINED.fullmatch(sentence.gap(place + 1)):
            return _day(at, place + 2, year, month.value, day[1])
        return _near(at, place + 1, month.value, day[1], published)
    return None


def _year(sentence: Sentence, pack: Pack, at: int) -> DateMatch | None:
    """`1987`, or a decade: `1990s`."""
    word = sentence.word(at)
    decade = _DECADE.fullmatch(word)
    if decade is not None:
        return DateMatch(at, at + 1, f"{decade[1]}s")
    if _YEAR.fullmatch(word):
        if (
            word.endswith("0")
            and pack.has("decade_after", sentence.word(at + 1))
            and sentence.gap(at + 1) in ("-", "‑", "'", "’")
        ):
            return DateMatch(at, at + 2, f"{word}s")
        return DateMatch(at, at + 1, word)
    return None


def _day(first: int, end: int, year: str, month: str, day: str) -> DateMatch | None:
    """A day of the calendar; None if there is no such day."""
    try:
        return DateMatch(first, end, date(int(year), int(month), int(day)).isoformat())
    except ValueError:
        return None


def _near(first: int, end: int, month: str, day: str, published: date | None) -> DateMatch | None:
    """A day without a year: of the year before, of, or after publication, the nearest."""
    if published is None:
        return None
    near = []
    for year in (published.year - 1, published.year, published.year + 1):
        if 1 <= year <= 9999:
            match = _day(first, end, f"{year:04d}", month, day)
            if match is not None:
                near.append(match)
    best = min(near, key=lambda match: abs((match.treaty_date.earliest - published).days), default=None)
    return None if best is None else DateMatch(first, end, best.value, relative=True)


def is_after(day: Evidence, published: date | None) -> bool:
    """True if a date is later than the day of publication, however it is completed."""
    return published is not None and day.treaty_date is not None and day.treaty_date.earliest > published
