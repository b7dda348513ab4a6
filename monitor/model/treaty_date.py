"""The date of a treaty or of its end, as exactly as a text states it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache, total_ordering

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_DECADE = re.compile(r"(?:(early|mid|late) )?(\d{3}0)s", re.ASCII)


class Precision(StrEnum):
    """How exactly a treaty date is known. Written `1989-11-20`, `2025-12`, `2000`, `2000s`."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"


class DecadePart(StrEnum):
    """A part of a decade: the years 0 to 3, 4 to 6, or 7 to 9."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"


_YEARS = {None: (0, 9), DecadePart.EARLY: (0, 3), DecadePart.MID: (4, 6), DecadePart.LATE: (7, 9)}
_PARTS = tuple(_YEARS)
_EXACTNESS = (Precision.DECADE, Precision.YEAR, Precision.MONTH, Precision.DAY)


@total_ordering
@dataclass(frozen=True, slots=True)
class TreatyDate:
    """A year with an optional month and day, or a decade with an optional part.

    Order: that of the written forms, `2000` < `2000-01` < `2000-01-31` < `2000s` < `2001`. A year or month
    precedes the more exact dates that it covers; a decade follows the dates of its first year. The whole
    decade precedes its early, mid and late part.

    Raises ValueError for what is not in the calendar.
    """

    year: int  # of a decade: the first year
    month: int | None = None
    day: int | None = None
    decade: bool = False
    part: DecadePart | None = None

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        if self.decade and (self.month is not None or self.year % 10):
            raise ValueError("a decade has no month and begins with a year that ends in 0")
        if self.part is not None and not self.decade:
            raise ValueError("only a decade has a part")

    @staticmethod
    def parse(text: str) -> TreatyDate:
        """Reads what `str()` writes: `1989-11-20`, `2025-12`, `2000`, `2000s`, `early 2000s`.

        Raises ValueError, with a message for the person who wrote the text.
        """
        treaty_date = TreatyDate.parse_or_none(text)
        return _read(text) if treaty_date is None else treaty_date

    @staticmethod
    def parse_or_none(text: str) -> TreatyDate | None:
        """The same; None for a text that is not a treaty date."""
        return _read_or_none(text)

    @staticmethod
    def of_day(day: date) -> TreatyDate:
        """The treaty date that is known to the day."""
        return TreatyDate(day.year, day.month, day.day)

    def __str__(self) -> str:
        """The written form. Without a part it is the stored form."""
        if self.decade:
            return f"{self.part.value} {self.year:04d}s" if self.part else f"{self.year:04d}s"
        numbers = [f"{number:02d}" for number in (self.month, self.day) if number is not None]
        return "-".join([f"{self.year:04d}", *numbers])

    def __lt__(self, other: TreatyDate) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, bool, int, int, int]:
        return self.year, self.decade, self.month or 0, self.day or 0, _PARTS.index(self.part)

    @property
    def precision(self) -> Precision:
        """How exactly the date is known."""
        if self.decade:
            return Precision.DECADE
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def exactness(self) -> int:
        """The precision as a number: 0 for a decade, 3 for a day."""
        return _EXACTNESS.index(self.precision)

    @property
    def exact_day(self) -> date | None:
        """The day; None if the date is known less exactly."""
        return self.earliest if self.day is not None else None

    @property
    def known_year(self) -> int | None:
        """The year; None for a decade."""
        return None if self.decade else self.year

    @property
    def earliest(self) -> date:
        """The first day that the date may mean."""
        return date(self.year + (_YEARS[self.part][0] if self.decade else 0), self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that the date may mean."""
        if self.day is not None:
            return self.earliest
        if self.month is not None:
            return date(self.year, self.month, monthrange(self.year, self.month)[1])
        return date(self.year + (_YEARS[self.part][1] if self.decade else 0), 12, 31)

    @property
    def year_or_decade(self) -> str:
        """`1989` of a day, month or year; `2000s` of a decade."""
        return f"{self.year:04d}s" if self.decade else f"{self.year:04d}"

    def covers(self, other: TreatyDate) -> bool:
        """True if each day that the other date may mean is one that this date may mean."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def contradicts(self, other: TreatyDate) -> bool:
        """True if no day fits both dates."""
        return self.latest < other.earliest or other.latest < self.earliest

    def with_part_from(self, sentence: str) -> TreatyDate:
        """A decade with the part that the sentence states ("in the early 2000s"); other dates unchanged."""
        if not self.decade:
            return self
        stated = rf"\b(early|mid|late)[\s‑-]+(?:the\s+)?{self.year_or_decade}\b"
        match = re.search(stated, sentence, re.IGNORECASE)
        return replace(self, part=DecadePart(match[1].lower())) if match else self

    def show(self, months: Sequence[str] = MONTHS) -> str:
        """The date for readers: `20 Nov 1989`, `Dec 2025`, `2000`, `2000s`.

        `months`: the short names of the months in the reader's language.
        """
        if self.month is None:
            return str(self)
        day = f"{self.day} " if self.day is not None else ""
        return f"{day}{months[self.month - 1]} {self.year:04d}"


def show_date(text: str, months: Sequence[str] = MONTHS) -> str:
    """A stored date for readers, as `TreatyDate.show`; a text that is not a treaty date unchanged."""
    treaty_date = TreatyDate.parse_or_none(text)
    return text if treaty_date is None else treaty_date.show(months)


def not_a_date(text: str) -> str:
    """The message for a text that is written like no treaty date."""
    return f"{text!r} is not a date; write 1989-11-20, 2025-12, 2000 or 2000s, as exactly as it is known."


@lru_cache(maxsize=4096)
def _read_or_none(text: str) -> TreatyDate | None:
    try:
        return _read(text)
    except ValueError:
        return None


def _read(text: str) -> TreatyDate:
    match = _DATE.fullmatch(text)
    decade = _DECADE.fullmatch(text)
    try:
        if match is not None:
            year, month, day = (None if number is None else int(number) for number in match.groups())
            return TreatyDate(year or 0, month, day)
        if decade is not None:
            part = DecadePart(decade[1]) if decade[1] else None
            return TreatyDate(int(decade[2]), decade=True, part=part)
    except ValueError as error:
        raise ValueError(f"There is no day {text}: {error}.") from error
    raise ValueError(not_a_date(text))
