"""Codes and dates as readers see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.names import country, treaty_date


@pytest.mark.parametrize(
    ("code", "name"), [("FR", "France"), ("FO", "Faroe Islands"), ("EU", "European Union"), ("NATO", "NATO"), ("xx", "xx"), ("", "")]
)
def test_states_have_their_english_names_and_organisations_their_own(code: str, name: str) -> None:
    assert country(code) == name


@pytest.mark.parametrize(
    ("value", "words"),
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
def test_a_treaty_date_is_said_as_exactly_as_it_is_known(value: str, words: str) -> None:
    assert treaty_date(value) == words


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(treaty_date(text) + country(text), str)
