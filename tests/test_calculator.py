"""The day on which an exit takes effect: known cases, and what holds of every clause and day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.dossiers import ExitClause, Period, Rounding, Unmet, Windows, computed
from monitor.dossiers.calculator import TWELVE_MONTHS, Term, last_notice, last_notice_by, window_of
from monitor.dossiers.values import YearDay
from monitor.model import TreatyDate
from monitor.service.dossiers import known_dossiers

ILO = Windows(Period.parse("P10Y"), Period.parse("P10Y"), Period.parse("P1Y"))
DAYS = st.dates()
PERIODS = st.builds(Period, st.integers(0, 60), st.integers(0, 400))
YEAR_DAYS = st.sampled_from([YearDay(1, 1), YearDay(6, 30), YearDay(9, 30), YearDay(12, 31)])


@st.composite
def clauses(draw: st.DrawFn) -> ExitClause:
    """Any clause that dossiers may have."""
    rounding = draw(st.sampled_from(Rounding))
    on = draw(YEAR_DAYS) if rounding is Rounding.YEARLY else None
    has_cut = rounding in (Rounding.YEARLY, Rounding.YEAR_END) and draw(st.booleans())
    cut = draw(YEAR_DAYS) if has_cut else None
    return ExitClause("1", draw(PERIODS), rounding=rounding, on=on, cut=cut)


TERMS = st.none() | st.builds(Term, DAYS, st.none() | st.builds(Period, st.integers(12, 60)))


@pytest.mark.parametrize(
    ("treaty", "state", "notice", "effect"),
    [
        ("ottawa", "LT", "2025-06-27", "2025-12-27"),
        ("paris", "US", "2019-11-04", "2020-11-04"),
        ("paris", "US", "2025-01-27", "2026-01-27"),
        ("unesco", "US", "2017-10-12", "2018-12-31"),
        ("istanbul", "TR", "2021-03-22", "2021-07-01"),
        ("inf", "US", "2019-02-02", "2019-08-02"),
        ("open-skies", "US", "2020-05-22", "2020-11-22"),
        ("icc", "PH", "2018-03-17", "2019-03-17"),
        ("icc", "HU", "2025-06-02", "2026-06-02"),
    ],
)
def test_known_exits_took_effect_on_the_day_that_the_clause_gives(
    treaty: str, state: str, notice: str, effect: str
) -> None:
    dossier = known_dossiers().by_id[treaty]
    clause = dossier.exit_of((state,))
    assert clause is not None
    day = date.fromisoformat(notice)
    answer = computed(clause, day, day, state=state, in_force=dossier.in_force, term=Term.of(dossier))
    assert answer.day == date.fromisoformat(effect)


@pytest.mark.parametrize(
    ("rounding", "notice", "day", "effect"),
    [
        (Rounding.NEXT_MONTH, "P3M", "2021-03-22", "2021-07-01"),
        (Rounding.NEXT_MONTH, "P1M", "2024-11-30", "2025-01-01"),
        (Rounding.YEAR_END, "P1Y", "2025-01-01", "2026-12-31"),
        (Rounding.NEXT_YEAR_END, "P0D", "2017-10-12", "2018-12-31"),
        (Rounding.NONE, "P6M", "2023-08-31", "2024-02-29"),
        (Rounding.NONE, "P1Y", "2024-02-29", "2025-02-28"),
        (Rounding.NONE, "P90D", "2023-12-01", "2024-02-29"),
        (Rounding.NONE, "P0D", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_period_is_rounded_as_the_clause_says(
    rounding: Rounding, notice: str, day: str, effect: str
) -> None:
    clause = ExitClause("1", Period.parse(notice), rounding=rounding)
    given_on = date.fromisoformat(day)
    assert computed(clause, given_on, given_on).day == date.fromisoformat(effect)


@pytest.mark.parametrize(
    ("rounding", "day", "effect"),
    [
        (Rounding.YEARLY, "2018-12-26", "2019-06-30"),
        (Rounding.YEARLY, "2019-01-01", "2019-06-30"),
        (Rounding.YEARLY, "2019-01-02", "2020-06-30"),
        (Rounding.YEAR_END, "2025-01-01", "2025-12-31"),
        (Rounding.YEAR_END, "2025-01-02", "2026-12-31"),
    ],
)
def test_notice_after_the_cut_counts_for_the_next_year(rounding: Rounding, day: str, effect: str) -> None:
    on = YearDay(6, 30) if rounding is Rounding.YEARLY else None
    clause = ExitClause("XI", Period(), rounding=rounding, on=on, cut=YearDay(1, 1))
    given_on = date.fromisoformat(day)
    assert computed(clause, given_on, given_on).day == date.fromisoformat(effect)


def test_a_yearly_day_waits_for_the_cut_and_for_the_period() -> None:
    clause = ExitClause("46", Period(months=6), rounding=Rounding.YEARLY, on=YearDay(1, 1), cut=YearDay(1, 1))
    assert computed(clause, date(2025, 7, 1), date(2025, 7, 1)).day == date(2026, 1, 1)
    assert computed(clause, date(2025, 12, 20), date(2025, 12, 20)).day == date(2027, 1, 1)


def test_a_month_of_notice_gives_a_range_and_an_announcement_an_open_one() -> None:
    clause = ExitClause("20", Period(months=6))
    june = TreatyDate.parse("2025-06")
    assert computed(clause, june.earliest, june.latest).day is None
    assert computed(clause, june.earliest, june.latest).latest == date(2025, 12, 30)
    assert computed(clause, date(2025, 6, 1), None).latest is None
    assert computed(clause, None, date(2025, 6, 1)).earliest is None


def test_without_a_clause_twelve_months_are_the_least() -> None:
    answer = computed(TWELVE_MONTHS, date(2025, 3, 1), date(2025, 3, 1))
    assert (answer.earliest, answer.latest, answer.unmet) == (date(2026, 3, 1), None, (Unmet.NO_CLAUSE,))


def test_notice_before_its_time_is_said_to_be_too_early() -> None:
    clause = ExitClause(
        "28",
        Period(months=12),
        not_before=Period(months=36),
        joined={"US": (date(2016, 11, 4), date(2021, 2, 19))},
    )
    in_force = TreatyDate.parse("2016-11-04")

    def unmet(day: date, state: str) -> tuple[Unmet, ...]:
        return computed(clause, day, day, state=state, in_force=in_force).unmet

    assert unmet(date(2025, 1, 27), "US") == ()
    assert unmet(date(2024, 2, 18), "US") == (Unmet.TOO_EARLY,)
    assert unmet(date(2019, 11, 4), "US") == ()
    assert unmet(date(2019, 11, 3), "US") == (Unmet.TOO_EARLY,)
    assert unmet(date(2016, 11, 1), "US") == (Unmet.NOT_IN_FORCE,)
    assert unmet(date(2025, 1, 27), "AR") == (Unmet.MAYBE_TOO_EARLY,)


def test_an_exit_that_is_announced_too_early_counts_from_the_first_day_for_notice() -> None:
    joined = {"US": (date(2016, 11, 4), date(2021, 2, 19))}
    clause = ExitClause("28", Period(months=12), not_before=Period(months=36), joined=joined)
    in_force = TreatyDate.parse("2016-11-04")

    def earliest(day: date) -> date | None:
        return computed(clause, day, None, state="US", in_force=in_force).earliest

    assert earliest(date(2017, 6, 1)) == date(2020, 11, 4)
    assert earliest(date(2022, 1, 1)) == date(2025, 2, 19)
    assert earliest(date(2024, 6, 1)) == date(2025, 6, 1)


def test_windows_come_back_and_the_days_between_are_outside() -> None:
    clause = ExitClause("39", Period(months=12), windows=ILO)
    in_force = TreatyDate.parse("1991-09-05")
    assert window_of(ILO, in_force, date(2025, 1, 1)) == (date(2031, 9, 5), date(2032, 9, 5))

    def unmet(first: date, last: date | None) -> tuple[Unmet, ...]:
        return computed(clause, first, last, in_force=in_force).unmet

    assert unmet(date(2021, 9, 5), date(2021, 9, 5)) == ()
    assert unmet(date(2021, 9, 4), date(2021, 9, 4)) == (Unmet.OUTSIDE_WINDOW,)
    assert unmet(date(2021, 9, 1), date(2021, 9, 30)) == (Unmet.MAYBE_OUTSIDE_WINDOW,)
    assert unmet(date(2025, 1, 1), None) == (Unmet.OUTSIDE_WINDOW,)
    assert computed(clause, date(9999, 1, 1), None, in_force=in_force).earliest is None


def test_a_treaty_that_is_renewed_ends_with_its_term() -> None:
    clause = ExitClause("XIV", Period(months=6))
    term = Term(date(2031, 1, 12), Period(months=60))
    assert computed(clause, date(2030, 7, 12), date(2030, 7, 12), term=term).day == date(2031, 1, 12)
    assert computed(clause, date(2030, 7, 13), date(2030, 7, 13), term=term).day == date(2036, 1, 12)
    assert computed(clause, date(2010, 1, 1), None, term=term).unmet == (Unmet.OTHER_TERM,)
    assert last_notice(clause, term, date(2030, 7, 13)) == (date(2035, 7, 12), date(2036, 1, 12))


def test_terms_are_counted_from_the_end_of_the_first_one() -> None:
    genocide = known_dossiers().by_id["genocide"]
    clause, term = genocide.exit_of(), Term.of(genocide)
    assert clause is not None

    def ends(notice: str) -> str:
        day = date.fromisoformat(notice)
        return str(computed(clause, day, day, in_force=genocide.in_force, term=term).day)

    assert ends("2025-07-12") == "2026-01-12"
    assert ends("2025-07-13") == "2031-01-12"
    assert ends("1953-01-01") == "1961-01-12", "the first term lasts ten years"


@pytest.mark.parametrize(
    ("treaty", "notice", "why"),
    [
        ("ilo-c169", "2025-08-01", Unmet.OUTSIDE_WINDOW),
        ("ect", "1999-01-01", Unmet.TOO_EARLY),
        ("new-start", "2026-11-01", Unmet.ENDED),
        ("new-start", "2026-02-01", Unmet.EXPIRES),
        ("abm", "2025-01-01", Unmet.ENDED),
        ("inf", "2019-08-03", Unmet.ENDED),
        ("ottawa", "1998-01-01", Unmet.NOT_IN_FORCE),
    ],
)
def test_a_notice_that_can_have_no_effect_gives_the_reason_and_no_day(
    treaty: str, notice: str, why: Unmet
) -> None:
    dossier = known_dossiers().by_id[treaty]
    clause, day = dossier.exit_of(), date.fromisoformat(notice)
    assert clause is not None
    answer = computed(clause, day, day, in_force=dossier.in_force, term=Term.of(dossier))
    assert (answer.earliest, answer.latest, answer.refused) == (None, None, why)


def test_a_range_that_only_partly_outlasts_the_treaty_may_hold() -> None:
    term = Term(date(2026, 2, 5))
    answer = computed(ExitClause("9", Period(months=3)), date(2025, 11, 1), date(2025, 11, 30), term=term)
    assert (answer.earliest, answer.latest) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (answer.unmet, answer.refused) == ((Unmet.MAYBE_EXPIRES,), None)


def test_a_day_beyond_the_calendar_is_none_with_the_reason() -> None:
    answer = computed(ExitClause("1", Period(months=12)), date(9999, 1, 1), date(9999, 1, 1))
    assert (answer.day, answer.unmet) == (None, (Unmet.BEYOND,))


@given(clauses(), DAYS, TERMS)
def test_a_day_gives_a_day_or_the_reason_why_not(clause: ExitClause, day: date, term: Term | None) -> None:
    answer = computed(clause, day, day, term=term)
    assert answer.day is not None or answer.unmet


@given(clauses(), DAYS, DAYS, TERMS)
def test_who_gives_notice_later_leaves_no_earlier(
    clause: ExitClause, first: date, second: date, term: Term | None
) -> None:
    early, late = sorted((first, second))
    answer = computed(clause, early, late, term=term)
    if answer.earliest and answer.latest:
        assert answer.earliest <= answer.latest


@given(clauses(), DAYS, st.integers(0, 800), st.integers(0, 800))
def test_a_range_is_never_narrower_than_what_is_known(
    clause: ExitClause, first: date, length: int, part: int
) -> None:
    last = min(first.toordinal() + length, date.max.toordinal())
    inner = date.fromordinal(min(first.toordinal() + part, last))
    whole = computed(clause, first, date.fromordinal(last))
    day = computed(clause, inner, inner).day
    if day is not None and whole.latest is not None:
        assert whole.earliest is not None
        assert whole.earliest <= day <= whole.latest


@given(
    clauses(),
    st.none() | PERIODS,
    st.none() | st.just(ILO),
    DAYS,
    TERMS,
    DAYS,
    st.integers(0, 800),
    st.integers(0, 800),
)
def test_a_range_is_refused_only_if_each_of_its_days_is(
    clause: ExitClause,
    not_before: Period | None,
    windows: Windows | None,
    begin: date,
    term: Term | None,
    first: date,
    length: int,
    part: int,
) -> None:
    own = replace(clause, not_before=not_before, windows=windows)
    last = min(first.toordinal() + length, date.max.toordinal())
    inner = date.fromordinal(min(first.toordinal() + part, last))
    in_force = TreatyDate.of_day(begin)
    whole = computed(own, first, date.fromordinal(last), in_force=in_force, term=term)
    day = computed(own, inner, inner, in_force=in_force, term=term)
    if whole.refused:
        assert (whole.earliest, whole.latest) == (None, None)
        assert day.refused
    if day.refused:
        assert day.day is None


@given(PERIODS, DAYS)
def test_an_exit_is_never_before_its_notice_and_rounding_never_shortens_it(period: Period, day: date) -> None:
    plain = computed(ExitClause("1", period), day, day).day
    for rounding in (Rounding.NEXT_MONTH, Rounding.YEAR_END, Rounding.NEXT_YEAR_END):
        rounded = computed(ExitClause("1", period, rounding=rounding), day, day).day
        if plain is not None and rounded is not None:
            assert day <= plain <= rounded


@given(st.integers(0, 60), DAYS)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(months: int, day: date) -> None:
    end = computed(ExitClause("1", Period(months=months)), day, day).day
    if end is not None:
        assert end.day == min(day.day, monthrange(end.year, end.month)[1])


@given(clauses(), DAYS)
def test_notice_on_the_last_day_takes_effect_in_time_and_a_day_later_does_not(
    clause: ExitClause, end: date
) -> None:
    last = last_notice_by(clause, end)
    if last is not None:
        in_time = computed(clause, last, last).day
        assert in_time is not None
        assert in_time <= end
    too_late = last + timedelta(days=1) if last else date.min
    day = computed(clause, too_late, too_late).day
    assert day is None or day > end


@example(ExitClause("1", Period()), date(2000, 1, 1), 12, date(9998, 1, 2))
@given(clauses(), DAYS, st.integers(12, 60), DAYS)
def test_notice_by_the_last_day_ends_with_the_term_and_later_notice_with_another(
    clause: ExitClause, end: date, months: int, day: date
) -> None:
    term = Term(end, Period(months))
    days = last_notice(clause, term, day)
    if days is None:
        return
    last, ends = days
    assert last >= day
    assert computed(clause, last, last, term=term).day == ends
    later = computed(clause, last + timedelta(days=1), last + timedelta(days=1), term=term).day
    assert later is None or later > ends


@given(st.dates(), st.dates())
def test_a_window_that_has_not_closed_is_found_for_each_day(begin: date, day: date) -> None:
    window = window_of(ILO, TreatyDate.of_day(begin), day)
    assert window is None or (window[1] >= day and window[0] > begin)
