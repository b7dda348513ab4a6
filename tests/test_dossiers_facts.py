"""Exit clauses of arms control, human rights, courts and regional bodies against exits of history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.dossiers import Computed, Unmet, computed
from monitor.dossiers.effects import TOLERANCE_DAYS
from monitor.service.dossiers import known_dossiers


def by_clause(state: str, treaty: str, notice: str) -> Computed:
    dossier = known_dossiers().by_id[treaty]
    clause = dossier.exit_of((state,))
    assert clause is not None
    day = date.fromisoformat(notice)
    return computed(clause, day, day, state=state, in_force=dossier.in_force)


CASES = [
    # state, treaty, day of notice, day of effect
    ("EE", "ottawa", "2025-06-27", "2025-12-27"),
    ("LV", "ottawa", "2025-06-27", "2025-12-27"),
    ("LT", "ottawa", "2025-06-27", "2025-12-27"),
    ("FI", "ottawa", "2025-07-10", "2026-01-10"),
    ("PL", "ottawa", "2025-08-20", "2026-02-20"),
    ("LT", "ccm", "2024-09-06", "2025-03-06"),
    ("US", "inf", "2019-02-02", "2019-08-02"),
    ("US", "open-skies", "2020-05-22", "2020-11-22"),
    ("RU", "open-skies", "2021-06-18", "2021-12-18"),
    ("US", "abm", "2001-12-13", "2002-06-13"),
    ("KP", "npt", "1993-03-12", "1993-06-12"),
    ("PH", "vfa", "2020-02-11", "2020-08-09"),
    ("KR", "gsomia", "2019-08-23", "2019-11-23"),
    ("MX", "rio-treaty", "2002-09-06", "2004-09-06"),
    ("TR", "istanbul", "2021-03-22", "2021-07-01"),
    ("BI", "rome-statute", "2016-10-27", "2017-10-27"),
    ("PH", "rome-statute", "2018-03-17", "2019-03-17"),
    ("HU", "icc", "2025-06-02", "2026-06-02"),
    ("TT", "achr", "1998-05-26", "1999-05-26"),
    ("VE", "achr", "2012-09-10", "2013-09-10"),
    ("RW", "african-court", "2016-02-29", "2017-03-01"),
    ("TZ", "african-court", "2019-11-21", "2020-11-22"),
    ("CI", "african-court", "2020-04-29", "2021-04-30"),
    ("CO", "bogota-pact", "2012-11-27", "2013-11-27"),
    ("NI", "oas", "2021-11-19", "2023-11-19"),
    ("GR", "coe", "1969-12-12", "1970-12-31"),
    ("GE", "cis", "2008-08-18", "2009-08-18"),
    ("CO", "unasur", "2018-08-27", "2019-02-27"),
    ("VE", "andean", "2006-04-22", "2006-04-22"),
    ("ML", "ecowas", "2024-01-29", "2025-01-29"),
    ("NE", "ecowas", "2024-01-29", "2025-01-29"),
    ("US", "treaty-amity", "2018-10-03", "2019-10-03"),
]


@pytest.mark.parametrize(("state", "treaty", "notice", "effect"), CASES)
def test_a_past_exit_took_effect_on_the_day_of_its_clause(
    state: str, treaty: str, notice: str, effect: str
) -> None:
    assert by_clause(state, treaty, notice).day == date.fromisoformat(effect)


@pytest.mark.parametrize(
    ("state", "treaty", "notice", "effect"),
    [
        # 150 days end on 6 November; Russia named 7 November, 0.00 a.m. in Moscow
        ("RU", "cfe", "2023-06-09", "2023-11-07"),
        # the Council of Europe names 13 June
        ("GR", "echr", "1969-12-12", "1970-06-13"),
        # the letter is of 27 April 2017 and reached the Organization on the 28th
        ("VE", "oas", "2017-04-28", "2019-04-27"),
    ],
)
def test_a_named_day_may_lie_a_day_beside_that_of_the_clause(
    state: str, treaty: str, notice: str, effect: str
) -> None:
    day = by_clause(state, treaty, notice).day
    assert day is not None
    assert abs(day - date.fromisoformat(effect)) == timedelta(days=1) < timedelta(days=TOLERANCE_DAYS)


def test_notice_to_the_council_of_europe_by_september_counts_for_the_same_year() -> None:
    assert by_clause("RU", "coe", "2022-03-15").day == date(2022, 12, 31)  # expelled before, on 16 March


def test_a_state_leaves_the_human_rights_convention_after_five_years_at_the_earliest() -> None:
    assert by_clause("RU", "echr", "2003-01-10").unmet == (Unmet.TOO_EARLY,)
    assert by_clause("RU", "echr", "2022-03-15").unmet == ()


@pytest.mark.parametrize("treaty", ["ottawa", "ccm", "tpnw", "geneva-conv"])
def test_an_armed_conflict_may_hold_the_exit_back(treaty: str) -> None:
    assert by_clause("UA", treaty, "2025-06-27").unmet == (Unmet.BLOCKED,)


@pytest.mark.parametrize("treaty", ["cedaw", "vclt", "budapest", "asean", "gcc"])
def test_a_treaty_without_an_exit_clause_gives_no_day(treaty: str) -> None:
    dossier = known_dossiers().by_id[treaty]
    assert dossier.no_clause
    assert dossier.exit_of(()) is None


@pytest.mark.parametrize("treaty", ["iccpr", "indus", "us-mexico-water", "korea-armistice", "prespa"])
def test_a_treaty_that_no_party_may_leave_alone_falls_under_no_rule_of_twelve_months(treaty: str) -> None:
    dossier = known_dossiers().by_id[treaty]
    assert dossier.no_exit
    assert not dossier.no_clause
    assert not dossier.exits


def test_a_term_that_renews_itself_is_known_by_its_end() -> None:
    genocide = known_dossiers().by_id["genocide"]
    assert (str(genocide.expires), str(genocide.renews)) == ("2031-01-12", "P5Y")
