"""Acts by month and year: the counts add up, and nothing of the picture lies outside it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_public import entries

from monitor.model import MONTHS, Stage
from monitor.public import Entry
from monitor.public.drawing import fitting, legend, top_of, width_of
from monitor.public.timeline import Chart, Period, Unit, chart, months_shown, periods, stages_of

BASE = entries()[0]
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))
TODAY = date(2026, 11, 30)


def acts(*told: tuple[date, Stage]) -> list[Entry]:
    return [
        replace(
            BASE,
            id=number,
            stage=stage,
            steps=((stage, day),),
            opened_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
        for number, (day, stage) in enumerate(told, 1)
    ]


def drawn(shown: Sequence[Period], unit: Unit) -> Chart:
    return chart(shown, unit, lambda stage: f"Exit {stage.value}", MONTHS)


@given(st.lists(st.tuples(DAYS, st.sampled_from(Stage)), max_size=60), st.sampled_from(Unit))
def test_counts_and_bars_add_up_to_the_acts(told: list[tuple[date, Stage]], unit: Unit) -> None:
    shown = periods(acts(*told), unit)
    assert sum(period.total for period in shown) == len(told)
    picture = drawn(shown, unit)
    assert sum(bar.number for bar in picture.bars) == len(told)
    assert [stage for stage, _ in _legend(picture)] == [stage.value for stage in stages_of(shown)]
    begins = [period.begin for period in shown]
    assert begins == sorted(set(begins))
    assert all(later.year - earlier.year <= 1 for earlier, later in itertools.pairwise(begins))


@given(st.lists(st.tuples(DAYS, st.sampled_from(Stage)), max_size=300), st.sampled_from(Unit))
def test_nothing_lies_outside_the_picture(told: list[tuple[date, Stage]], unit: Unit) -> None:
    picture = drawn(periods(acts(*told), unit), unit)
    for bar in picture.bars:
        assert picture.left <= bar.x
        assert bar.x + bar.width <= picture.right + 0.01
        assert bar.y > 0
        assert bar.y + bar.height <= picture.base + 0.01
        assert bar.height > 0
    texts = [
        *picture.labels,
        *(line.label for line in picture.lines),
        *(mark.text for mark in picture.legend),
    ]
    for text in texts:
        assert math.isfinite(text.x)
        assert 0 <= text.x <= picture.width
        assert 0 < text.y < picture.height


@given(st.integers(0, 5_000))
def test_the_scale_has_few_round_lines_and_room_for_the_highest_column(most: int) -> None:
    top, step = top_of(most)
    assert top >= max(most, 1)
    assert top % step == 0
    assert 2 <= top // step <= 5
    assert int(str(step).rstrip("0")) in (1, 2, 5)


def test_bars_of_a_column_stand_on_each_other_in_the_order_of_the_stages() -> None:
    day = date(2026, 3, 1)
    told = [(day, Stage.EFFECTIVE), (day, Stage.THREATENED), (day, Stage.EFFECTIVE)]
    first, second = drawn(periods(acts(*told), Unit.MONTH), Unit.MONTH).bars
    assert (first.stage, first.number, second.stage, second.number) == (
        Stage.THREATENED,
        1,
        Stage.EFFECTIVE,
        2,
    )
    assert second.y + second.height <= first.y
    assert first.x == second.x


@pytest.mark.parametrize(
    ("days", "year", "expected"),
    [
        (["2026-10-02"], 0, ("2024-12", "2026-11")),
        (["2025-01-02", "1991-05-05"], 0, ("2024-12", "2026-11")),
        (["2019-06-30"], 0, ("2017-07", "2019-06")),
        (["2027-02-01"], 0, ("2025-03", "2027-02")),
        (["2019-06-30", "2018-01-01"], 2018, ("2018-01", "2018-12")),
    ],
)
def test_months_end_today_or_with_the_last_act(days: list[str], year: int, expected: tuple[str, str]) -> None:
    shown = months_shown(acts(*((date.fromisoformat(day), Stage.DECIDED) for day in days)), TODAY, year)
    assert (shown[0].code, shown[-1].code) == expected
    assert len(shown) == (12 if year else 24)


def test_without_acts_there_is_nothing_to_show() -> None:
    assert periods([], Unit.YEAR) == []
    assert months_shown([], TODAY) == []
    assert drawn([], Unit.MONTH).bars == ()


def test_labels_of_columns_do_not_run_into_each_other() -> None:
    told = [(date(year, 1, 1), Stage.DECIDED) for year in range(1980, 2027)]
    labels = drawn(periods(acts(*told), Unit.YEAR), Unit.YEAR).labels
    for one, following in itertools.pairwise(labels):
        assert one.x + width_of(one.text) / 2 < following.x - width_of(following.text) / 2


def test_a_legend_breaks_its_lines() -> None:
    marks = legend([(str(number), "Exit in effect") for number in range(8)], 40, 20, 400)
    assert {mark.y for mark in marks} > {marks[0].y}
    assert all(mark.text.x + width_of(mark.text.text) <= 400 for mark in marks)


def test_long_texts_are_cut_by_their_width() -> None:
    assert fitting("Convention on herring", 80) == "Convention…"
    assert width_of("Convention…") <= 80
    assert width_of("条约条约") == width_of("abcdefgh")


def _legend(picture: Chart) -> list[tuple[str, str]]:
    return [(mark.name, mark.text.text) for mark in picture.legend]
