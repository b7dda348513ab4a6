"""Codes as readers see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.names import country, country_code, is_country


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("FR", "France"),
        ("FO", "Faroe Islands"),
        ("EU", "European Union"),
        ("NATO", "NATO"),
        ("xx", "xx"),
        ("", ""),
    ],
)
def test_states_have_their_english_names_and_organisations_their_own(code: str, name: str) -> None:
    assert country(code) == name


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(country(text), str)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russia", "RU"), ("РОССИЯ", "RU"), ("rossija", "RU"), ("qqqqqq", None), ("uk", "GB"),
        ("USA", "US"), ("Turkiye", "TR"),
        ("Deutschland", "DE"), ("Hungry", "HU"), ("", None),
    ],
)  # fmt: skip
def test_a_state_is_found_by_its_name_in_our_languages_or_one_near_it(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_a_code_of_no_state_is_known_as_such() -> None:
    assert is_country("RU")
    assert not any(map(is_country, ("UK", "RUS", "ru", "", "ZZ", "XA")))
