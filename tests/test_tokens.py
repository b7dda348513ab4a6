"""Signed tokens of links and recipient addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import tokens
from monitor.tokens import Purpose, Token

KEY = b"k" * 32
IDS = st.integers(0, 36**9 - 1)


@given(st.sampled_from(Purpose), st.lists(IDS, min_size=1, max_size=3))
def test_a_token_says_what_was_written_in_either_case(purpose: Purpose, numbers: list[int]) -> None:
    token = tokens.write(KEY, purpose, *numbers)
    assert tokens.read(KEY, token) == Token(purpose, tuple(numbers))
    assert tokens.read(KEY, f" {token.upper()} ") == Token(purpose, tuple(numbers))
    assert len(token) <= 64
    if len(numbers) < 3:
        assert len(f"bounces+{token}") <= 64  # RFC 5321, 4.5.3.1.1


@given(st.sampled_from(Purpose), IDS, st.data())
def test_a_changed_token_says_nothing(purpose: Purpose, number: int, data: st.DataObject) -> None:
    token = tokens.write(KEY, purpose, number)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567-"))
    if letter != token[place]:
        assert tokens.read(KEY, token[:place] + letter + token[place + 1 :]) is None


def test_a_token_of_another_key_says_nothing() -> None:
    assert tokens.read(b"x" * 32, tokens.write(KEY, Purpose.ACT, 1, 2)) is None


@pytest.mark.parametrize(
    "text", ["", "a", "a-1", "-" * 300, "a-1-\N{LATIN SMALL LETTER LONG S}" * 3, "z-1-" + "a" * 26]
)
def test_what_is_no_token_says_nothing(text: str) -> None:
    assert tokens.read(KEY, text) is None


@pytest.mark.parametrize("number", [-1, 36**9])
def test_only_ids_are_written(number: int) -> None:
    with pytest.raises(ValueError, match="no id"):
        tokens.write(KEY, Purpose.ACT, number)
