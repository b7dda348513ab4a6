"""Exits of history from world bodies, climate, trade and energy treaties: the clauses give their days."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.dossiers import Computed, Unmet, computed
from monitor.dossiers.words import article_words
from monitor.service.dossiers import known_dossiers

EXITS = [
    # state, treaty, day of notice, day of effect
    ("US", "paris", "2019-11-04", "2020-11-04"),
    ("US", "paris", "2025-01-27", "2026-01-27"),
    ("CA", "kyoto", "2011-12-15", "2012-12-15"),
    ("CA", "unccd", "2013-03-28", "2014-03-28"),
    ("BY", "aarhus", "2022-07-26", "2022-10-24"),
    ("AE", "cites", "1987-01-27", "1988-01-27"),
    ("JP", "whaling", "2018-12-26", "2019-06-30"),
    ("GB", "london-fisheries", "2017-07-03", "2019-07-03"),
    ("US", "unesco", "1983-12-28", "1984-12-31"),
    ("US", "unesco", "2017-10-12", "2018-12-31"),
    ("IL", "unesco", "2017-12-29", "2018-12-31"),
    ("US", "unesco", "2025-07-22", "2026-12-31"),
    ("US", "who", "2020-07-06", "2021-07-06"),  # taken back on 2021-01-20, before that day
    ("US", "who", "2025-01-22", "2026-01-22"),
    ("US", "ilo", "1975-11-06", "1977-11-06"),
    ("US", "unido", "1995-12-04", "1996-12-31"),
    ("US", "upu", "2018-10-17", "2019-10-17"),  # taken back in October 2019, before that day
    ("KP", "iaea", "1994-06-13", "1994-06-13"),
    ("JP", "league", "1933-03-27", "1935-03-27"),
    ("VE", "andean", "2006-04-22", "2006-04-22"),
    ("QA", "opec", "2018-12-03", "2019-01-01"),
    ("FR", "ect", "2022-12-08", "2023-12-08"),
    ("DE", "ect", "2022-12-20", "2023-12-20"),
    ("PL", "ect", "2022-12-29", "2023-12-29"),
    ("BO", "single-convention", "2011-06-29", "2012-01-01"),
    ("GB", "eu", "2017-03-29", "2019-03-29"),  # left on 2020-01-31: the time was prolonged three times
    ("BO", "icsid", "2007-05-02", "2007-11-02"),  # the depositary says 2007-11-03: it counts a day more
    ("PL", "imf", "1950-03-14", "1950-03-14"),
    ("PL", "world-bank", "1950-03-14", "1950-03-14"),
    ("TW", "gatt", "1950-03-06", "1950-05-05"),
]


def effect(state: str, treaty: str, notice: str) -> Computed:
    dossier = known_dossiers().by_id[treaty]
    clause = dossier.exit_of((state,))
    assert clause is not None
    day = date.fromisoformat(notice)
    return computed(clause, day, day, state=state, in_force=dossier.in_force)


@pytest.mark.parametrize(("state", "treaty", "notice", "day"), EXITS)
def test_a_clause_gives_the_day_of_a_past_exit(state: str, treaty: str, notice: str, day: str) -> None:
    assert effect(state, treaty, notice).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("notice", "day"),
    [("2025-12-31", "2026-01-01"), ("2026-01-01", "2027-01-01"), ("2026-01-02", "2027-01-01")],
)
def test_opec_is_left_at_the_beginning_of_the_year_after_the_notice(notice: str, day: str) -> None:
    assert effect("QA", "opec", notice).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("state", "treaty", "words"),
    [
        ("US", "who", "Reservation of the United States of 1948"),
        ("LT", "ottawa", "art. 20"),
        ("HU", "icc", "art. 127(1)"),
        ("US", "unesco", "art. II(6)"),
        ("US", "whaling", "art. XI"),
    ],
)
def test_only_the_number_of_an_article_is_called_one(state: str, treaty: str, words: str) -> None:
    clause = known_dossiers().by_id[treaty].exit_of((state,))
    assert clause is not None
    assert article_words(clause).startswith(words)


def test_a_state_without_the_reservation_gets_no_day_from_the_who() -> None:
    assert known_dossiers().by_id["who"].exit_of(("AR",)) is None


def test_a_late_notice_to_the_single_convention_counts_for_the_year_after() -> None:
    assert effect("BO", "single-convention", "2011-07-01").day == date(2012, 1, 1)
    assert effect("BO", "single-convention", "2011-07-02").day == date(2013, 1, 1)


def test_a_late_notice_to_the_iom_counts_for_the_next_year() -> None:
    assert effect("CZ", "iom", "2025-08-31").day == date(2025, 12, 31)
    assert effect("CZ", "iom", "2025-09-01").day == date(2026, 12, 31)


def test_convention_169_can_be_left_in_one_year_of_ten_only() -> None:
    assert Unmet.OUTSIDE_WINDOW not in effect("CL", "ilo-c169", "2022-03-01").unmet
    assert Unmet.OUTSIDE_WINDOW in effect("CL", "ilo-c169", "2025-03-01").unmet


def test_who_leaves_the_climate_convention_leaves_what_rests_on_it() -> None:
    by_id = known_dossiers().by_id
    assert by_id["paris"].falls_with == by_id["kyoto"].falls_with == ("unfccc",)
