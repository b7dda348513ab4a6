"""Treaty dates: reading, writing, order, comparison and display."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import DecadePart, Precision, TreatyDate, show_date
from monitor.wording import ENGLISH

DAYS = st.dates().map(TreatyDate.of_day)
YEARS = st.integers(1, 9999).map(TreatyDate)
MONTHS = st.builds(TreatyDate, st.integers(1, 9999), st.integers(1, 12))
DECADES = st.integers(1, 999).map(lambda number: TreatyDate(10 * number, decade=True))
PARTS = st.builds(
    lambda number, part: TreatyDate(10 * number, decade=True, part=part),
    st.integers(1, 999),
    st.sampled_from(DecadePart),
)
STORED = st.one_of(DAYS, MONTHS, YEARS, DECADES)
# dates of a few years, so that two of them often cover each other
NEAR = st.one_of(
    st.dates(date(1998, 1, 1), date(2011, 12, 31)).map(TreatyDate.of_day),
    st.builds(TreatyDate, st.integers(1998, 2011), st.integers(1, 12)),
    st.integers(1998, 2011).map(TreatyDate),
    st.builds(TreatyDate, st.sampled_from([1990, 2000, 2010]), decade=st.just(True)),
    st.builds(
        TreatyDate,
        st.sampled_from([1990, 2000, 2010]),
        decade=st.just(True),
        part=st.sampled_from(DecadePart),
    ),
)


@given(st.one_of(STORED, PARTS))
def test_a_date_is_read_as_it_was_written(treaty_date: TreatyDate) -> None:
    assert TreatyDate.parse(str(treaty_date)) == treaty_date
    assert TreatyDate.parse_or_none(str(treaty_date)) == treaty_date


@pytest.mark.parametrize(
    ("text", "treaty_date", "precision"),
    [
        ("1989-11-20", TreatyDate(1989, 11, 20), Precision.DAY),
        ("2025-12", TreatyDate(2025, 12), Precision.MONTH),
        ("2000", TreatyDate(2000), Precision.YEAR),
        ("2000s", TreatyDate(2000, decade=True), Precision.DECADE),
        ("early 2000s", TreatyDate(2000, decade=True, part=DecadePart.EARLY), Precision.DECADE),
    ],
)
def test_its_precision_is_that_of_its_text(text: str, treaty_date: TreatyDate, precision: Precision) -> None:
    assert TreatyDate.parse(text) == treaty_date
    assert treaty_date.precision is precision


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soon", "is not a date"), ("", "is not a date"), ("2025-1", "is not a date"), ("2005s", "is not a date"),
        ("٢٠٢٥-12", "is not a date"), ("２０００", "is not a date"), ("2000-01-01T00:00", "is not a date"),
        ("Early 2000s", "is not a date"), ("early 2000", "is not a date"), ("2000 ", "is not a date"),
        ("2025-13", "There is no day 2025-13"), ("2023-02-29", "There is no day 2023-02-29"),
        ("0000", "There is no day 0000"), ("0000s", "There is no day 0000s"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TreatyDate.parse(text)
    assert TreatyDate.parse_or_none(text) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    treaty_date = TreatyDate.parse_or_none(text)
    assert treaty_date is None or str(treaty_date) == text
    assert isinstance(show_date(text), str)


@pytest.mark.parametrize(
    "values",
    [
        {"year": 2000, "day": 1},
        {"year": 2001, "decade": True},
        {"year": 2000, "month": 1, "decade": True},
        {"year": 2000, "part": DecadePart.LATE},
    ],
)
def test_values_that_do_not_belong_together_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"needs|has|begins"):
        TreatyDate(**values)


@given(STORED, STORED)
def test_the_order_is_that_of_the_stored_texts(first: TreatyDate, second: TreatyDate) -> None:
    assert (first < second) == (str(first) < str(second))
    assert (first <= second) == (str(first) <= str(second))


def test_a_decade_precedes_its_parts_and_follows_its_first_year() -> None:
    texts = ["2000", "2000-01-31", "2000-12", "2000s", "early 2000s", "mid 2000s", "late 2000s", "2001"]
    assert [str(each) for each in sorted(map(TreatyDate.parse, reversed(texts)))] == texts


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025-12-31", date(2025, 12, 31), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2000s", date(2000, 1, 1), date(2009, 12, 31)),
        ("early 2000s", date(2000, 1, 1), date(2003, 12, 31)),
        ("mid 2000s", date(2004, 1, 1), date(2006, 12, 31)),
        ("late 2000s", date(2007, 1, 1), date(2009, 12, 31)),
        ("9999-12", date(9999, 12, 1), date.max),
        ("9990s", date(9990, 1, 1), date.max),
    ],
)
def test_it_spans_all_days_that_it_may_mean(text: str, earliest: date, latest: date) -> None:
    treaty_date = TreatyDate.parse(text)
    assert (treaty_date.earliest, treaty_date.latest) == (earliest, latest)


@given(NEAR, NEAR)
def test_it_covers_and_contradicts_by_its_days(first: TreatyDate, second: TreatyDate) -> None:
    days, others = (
        {each.earliest + timedelta(days=n) for n in range((each.latest - each.earliest).days + 1)}
        for each in (first, second)
    )
    assert first.covers(second) == (others <= days)
    assert first.contradicts(second) == second.contradicts(first) == days.isdisjoint(others)


@given(NEAR, NEAR)
def test_of_two_dates_that_agree_one_is_the_other_less_exactly(first: TreatyDate, second: TreatyDate) -> None:
    assert first.contradicts(second) != (first.covers(second) or second.covers(first))


@given(st.one_of(STORED, PARTS))
def test_only_a_day_is_exact_and_only_a_decade_has_no_year(treaty_date: TreatyDate) -> None:
    assert (treaty_date.exact_day is not None) == (treaty_date.precision is Precision.DAY)
    assert (treaty_date.known_year is None) == (treaty_date.precision is Precision.DECADE)
    assert treaty_date.exactness == list(reversed(Precision)).index(treaty_date.precision)
    assert treaty_date.year_or_decade == str(treaty_date).split()[-1][: 5 if treaty_date.decade else 4]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1989-11-20", "20 Nov 1989"),
        ("2000-08-04", "4 Aug 2000"),
        ("2025-12", "Dec 2025"),
        ("2000", "2000"),
        ("2000s", "2000s"),
        ("2025-13", "2025-13"),
        ("٢٠٢٥-12", "٢٠٢٥-12"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_it_is_shown_as_exactly_as_it_is_known(text: str, shown: str) -> None:
    assert show_date(text) == show_date(text, ENGLISH.months) == shown


def test_it_is_shown_with_the_months_of_the_reader() -> None:
    months = [f"month {number}" for number in range(1, 13)]
    assert TreatyDate(1989, 11, 20).show(months) == "20 month 11 1989"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("It was signed in the early 2000s.", "early 2000s"),
        ("Signed in the Mid-2000s.", "mid 2000s"),
        ("Signed late in the 2000s.", "2000s"),
        ("Signed early the 2000s.", "early 2000s"),
        ("Signed in the late 1990s.", "2000s"),
    ],
)
def test_a_decade_takes_its_part_from_the_sentence(sentence: str, shown: str) -> None:
    assert str(TreatyDate.parse("2000s").with_part_from(sentence)) == shown
    assert TreatyDate(2000).with_part_from(sentence) == TreatyDate(2000)
