"""Exits by time: how many acts each month or year has, by stage, and the geometry of their picture.

An act counts once, in the month of the first report of its present stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from monitor.model import Stage
from monitor.public.drawing import LINE, Mark, Text, legend, top_of, width_of
from monitor.public.entries import Entry

MONTHS = 24  # of a picture that shows the last ones
HEIGHT = 200.0  # of the highest column that there can be
LEFT, RIGHT, TOP = 42.0, 14.0, 18.0
LEAST_WIDTH, MOST_STEP, LEAST_STEP = 640.0, 60.0, 17.0
FILLED = 0.72  # of a column's step
GAP = 1.0  # between two stages of a column


class Unit(StrEnum):
    """What a column stands for."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a year, by its first day, with its acts by stage."""

    unit: Unit
    begin: date
    counts: Mapping[Stage, int]

    @property
    def code(self) -> str:
        """`2025-03` or `2025`."""
        return self.begin.isoformat()[: 7 if self.unit is Unit.MONTH else 4]

    @property
    def total(self) -> int:
        """All its acts."""
        return sum(self.counts.values())


def periods(entries: Iterable[Entry], unit: Unit) -> list[Period]:
    """The months or years from the first act to the last, those without acts too."""
    counts: dict[date, Counter[Stage]] = {}
    for entry in entries:
        counts.setdefault(_begin(entry.reported, unit), Counter())[entry.stage] += 1
    if not counts:
        return []
    return _filled(counts, min(counts), max(counts), unit)


def months_shown(entries: Sequence[Entry], today: date, year: int = 0) -> list[Period]:
    """The months of a picture: those of `year`, else the last two years until `today`, or until the last act
    if that is longer ago.
    """
    counts = {period.begin: period.counts for period in periods(entries, Unit.MONTH)}
    if not counts:
        return []
    if year:
        return _filled(counts, date(year, 1, 1), date(year, 12, 1), Unit.MONTH)
    newest, now = max(counts), _begin(today, Unit.MONTH)
    last = now if newest <= now < _later(newest, MONTHS) else newest
    return _filled(counts, _later(last, 1 - MONTHS), last, Unit.MONTH)


def stages_of(shown: Sequence[Period]) -> list[Stage]:
    """The stages that any of these periods has, in their order."""
    return [stage for stage in Stage if any(period.counts.get(stage) for period in shown)]


def _filled(counts: Mapping[date, Mapping[Stage, int]], first: date, last: date, unit: Unit) -> list[Period]:
    shown, begin = [], first
    while begin <= last:
        shown.append(Period(unit, begin, counts.get(begin, {})))
        begin = _later(begin, 1 if unit is Unit.MONTH else 12)
    return shown


def _begin(day: date, unit: Unit) -> date:
    return day.replace(day=1) if unit is Unit.MONTH else date(day.year, 1, 1)


def _later(month: date, months: int) -> date:
    number = max(month.year * 12 + month.month - 1 + months, 12)
    return date(number // 12, number % 12 + 1, 1)


# ---------------------------------------------------------------- the picture


class Bar(NamedTuple):
    """The acts of one stage in a column."""

    x: float
    y: float
    width: float
    height: float
    stage: Stage
    number: int
    period: Period


class Line(NamedTuple):
    """A line of the scale with its number."""

    y: float
    label: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture: a column for each period, of one bar for each stage."""

    width: float
    height: float
    left: float
    right: float
    base: float  # y at which the columns stand
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    labels: tuple[Text, ...]
    legend: tuple[Mark, ...]


def chart(
    shown: Sequence[Period], unit: Unit, stage_name: Callable[[Stage], str], month_names: Sequence[str]
) -> Chart:
    """The picture of these periods."""
    step = min(max((LEAST_WIDTH - LEFT - RIGHT) / max(len(shown), 1), LEAST_STEP), MOST_STEP)
    width = max(LEFT + step * len(shown) + RIGHT, LEAST_WIDTH)
    stages = stages_of(shown)
    marks = legend([(stage.value, stage_name(stage)) for stage in stages], LEFT, TOP, width - RIGHT)
    begin = (marks[-1].text.y if marks else 0.0) + LINE  # of the scale
    base = begin + HEIGHT
    top, by = top_of(max((period.total for period in shown), default=0))
    lines = [
        Line(y, Text(LEFT - 8, y + 4, str(number), "end"))
        for number in range(0, top + 1, by)
        for y in (base - HEIGHT * number / top,)
    ]
    return Chart(
        width=width,
        height=base + (2 if unit is Unit.MONTH else 1) * LINE + 6,
        left=LEFT,
        right=width - RIGHT,
        base=base,
        bars=tuple(_bars(shown, stages, step, base, HEIGHT / top)),
        lines=tuple(lines),
        labels=tuple(_labels(shown, unit, month_names, step, base)),
        legend=marks,
    )


def _bars(
    shown: Sequence[Period], stages: Sequence[Stage], step: float, base: float, scale: float
) -> Iterable[Bar]:
    width = step * FILLED
    for place, period in enumerate(shown):
        x, y = LEFT + step * place + (step - width) / 2, base
        for stage in stages:
            number = period.counts.get(stage, 0)
            if number:
                height = number * scale
                y -= height
                yield Bar(x, y, width, max(height - GAP, height / 2), stage, number, period)


def _labels(
    shown: Sequence[Period], unit: Unit, month_names: Sequence[str], step: float, base: float
) -> Iterable[Text]:
    """The names below the columns, as many as have room; below months, years where they begin."""
    is_month = unit is Unit.MONTH
    texts = [month_names[period.begin.month - 1] if is_month else str(period.begin.year) for period in shown]
    every = int(max(map(width_of, texts), default=0) + 8) // int(step) + 1
    for place, text in enumerate(texts):
        middle, month = LEFT + step * (place + 0.5), shown[place].begin.month
        if (month - 1 if is_month else shown[place].begin.year) % every == 0:
            yield Text(middle, base + LINE, text, "middle")
        if is_month and ((place == 0 and month < 11) or month == 1):
            yield Text(middle, base + 2 * LINE, str(shown[place].begin.year), "middle")
