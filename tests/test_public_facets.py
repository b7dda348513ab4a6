"""What filters offer, and what falls due of an act."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Grade, Kind, Stage
from monitor.public import Asked, Entry, facets

START = datetime(2026, 3, 2, tzinfo=UTC)
PLAIN = Entry(
    1, "ABCD", Kind.ACT, Stage.DECIDED, Grade.PRESS, "Norway leaves", ("NO",), ("SE",), ("grazing",), ("trade",),
    frozenset({"trade"}), ((Stage.DECIDED, date(2026, 3, 2)),), "", START, START, False, "norway leaves",
)  # fmt: skip
ENTRIES = [
    PLAIN,
    replace(PLAIN, id=2, states=("RU",), grade=Grade.STATE, principled=True),
    replace(PLAIN, id=3, states=("RU",), others=("RU", "CA"), stage=Stage.NOTIFIED, grade=Grade.OUTLETS),
]


def test_values_are_counted_each_act_once() -> None:
    held = facets(ENTRIES, Asked())
    assert held["state"] == {"NO": 1, "RU": 2, "SE": 2, "CA": 1}
    assert held["stage"] == {"decided": 2, "notified": 1}
    assert held["principled"] == {"no": 2, "yes": 1}


def test_a_grade_counts_the_better_ones_too() -> None:
    assert facets(ENTRIES, Asked())["evidence"] == {"press": 3, "outlets": 2, "state": 1}


def test_the_numbers_are_those_that_the_filter_gives_beside_the_others() -> None:
    held = facets(ENTRIES, Asked(state="RU", stage=Stage.NOTIFIED))
    assert held["stage"] == {"decided": 1, "notified": 1}
    assert held["state"] == {"RU": 1, "CA": 1}
    assert held["evidence"] == {"press": 1, "outlets": 1}


@given(
    st.sampled_from(["", "NO", "RU", "SE"]),
    st.sampled_from([None, *Stage]),
    st.sampled_from([None, *Grade]),
    st.sampled_from([None, True, False]),
)
def test_each_number_is_that_of_the_acts_that_the_page_then_shows(
    state: str, stage: Stage | None, evidence: Grade | None, principled: bool | None
) -> None:
    asked = Asked(state=state, stage=stage, evidence=evidence, principled=principled)
    held = facets(ENTRIES, asked)
    for name, of in (("state", str), ("stage", Stage), ("evidence", Grade)):
        for value, count in held[name].items():
            changed = replace(asked, **{name: of(value)})  # type: ignore[arg-type]
            assert count == len(changed.fitting(ENTRIES))


@pytest.mark.parametrize("name", ["state", "treaty", "stage", "kind", "subject", "evidence", "year"])
def test_an_empty_register_offers_nothing(name: str) -> None:
    assert facets([], Asked())[name] == {}
