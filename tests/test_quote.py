"""Quotes: whatever is cut, the words for the value stay."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Evidence, Story
from monitor.quote import columns, pieces, place, quote, whole_words

ACCORDS = (
    "Prime Minister Ivar Holm has signed a decree that ends three accords of the years around 1990: the "
    "agreement on military visits "
    "signed with Canada on 20 November 1989, the defence cooperation agreement with France of 4 "
    "February 1994 and the military "
    "cooperation treaty with Portugal of 4 August 2000, none of which had been used since the trawlers "
    "left the northern harbours"
)


def spans_of(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def test_a_date_at_the_end_of_a_long_sentence_is_in_the_quote() -> None:
    shown = quote(ACCORDS, spans_of(ACCORDS, "4 August 2000"), 80)
    assert "with Portugal of 4 August 2000" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert columns(shown) <= 80


def test_values_that_stand_far_apart_are_all_in_the_quote() -> None:
    words = ("20 November 1989", "4 February 1994", "4 August 2000")
    shown = quote(ACCORDS, spans_of(ACCORDS, *words), 120)
    assert all(word in shown for word in words)
    assert " … " in shown
    assert columns(shown) <= 120


def test_a_sentence_that_fits_is_quoted_whole() -> None:
    assert quote("  Norway leaves.  ", [(2, 8)], 40) == "Norway leaves."
    assert quote(" \n ", [(0, 1)], 40) == ""


def test_where_nobody_knows_which_words_matter_nothing_is_cut() -> None:
    assert quote(ACCORDS, [], 40) == ACCORDS
    assert quote(ACCORDS, [(5000, 5010)], 40) == ACCORDS


def test_what_is_longer_than_the_quote_may_be_stays_whole() -> None:
    assert ACCORDS[:200] in quote(ACCORDS, [(0, 200)], 40)


def test_a_script_without_spaces_is_cut_between_characters() -> None:
    text = "外交部发言人周一表示" * 8 + "政府将于二〇二七年六月退出" + "这一表态引起担忧" * 8
    at = text.index("二〇二七年六月")
    shown = quote(text, [(at, at + 7)], 40)
    assert "二〇二七年六月" in shown
    assert columns(shown) <= 40


def test_a_word_is_never_split() -> None:
    shown = quote(ACCORDS, spans_of(ACCORDS, "ance"), 60)
    assert "France" in shown
    words = set(ACCORDS.split())
    assert set(shown.split()) - {"…"} <= words


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    alphabet = st.sampled_from(list("ab  .,é ж退出協 ﻻ\u0301\u200d\n"))
    text = draw(st.text(alphabet, min_size=1, max_size=400))
    place = st.integers(0, len(text))
    return text, draw(
        st.lists(
            st.tuples(place, st.integers(0, 12)).map(lambda one: (one[0], min(one[0] + one[1], len(text)))),
            max_size=4,
        )
    )


@given(texts(), st.integers(4, 120))
def test_a_quote_contains_what_it_proves(case: tuple[str, list[tuple[int, int]]], width: int) -> None:
    text, spans = case
    shown = pieces(text, spans, width)
    for start, end in spans:
        for at in range(start, end):
            assert text[at].isspace() or any(first <= at < last for first, last in shown)
    assert all(first < last for first, last in shown)
    assert sorted(shown) == shown
    assert all(one[1] <= other[0] for one, other in pairwise(shown))
    said = "".join(text[first:last] for first, last in shown)
    assert "".join(quote(text, spans, width).replace("…", "").split()) == "".join(said.split())


@given(
    st.lists(st.text(st.sampled_from("abcdé"), min_size=1, max_size=9), min_size=1, max_size=60),
    st.data(),
    st.integers(40, 90),
)
def test_a_quote_is_as_short_as_is_asked_when_what_it_proves_is_shorter(
    words: list[str], data: st.DataObject, width: int
) -> None:
    text = " ".join(words)
    proving = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    shown = quote(text, [(at := text.index(word), at + len(word)) for word in proving], width)
    assert columns(shown) <= width
    assert len(text) > width or shown == text
    assert set(shown.split()) - {"…"} <= set(words)


# ---------------------------------------------------------------- where a value stands


STORY = Story("k", "Norway leaves", "It was signed on 4 August 2000. It ended on 4 August 2000, she said.")


def stated(value: str, sentence: str, start: int = -1, end: int = -1, field: str = "summary") -> Evidence:
    return Evidence(value, sentence, "k", field, start, end)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (stated("2000-08-04", "It ended on 4 August 2000, she said.", 44, 57), "4 August 2000"),
        (stated("2000-08-04", "An edited text: signed on 4 August 2000 there.", 44, 57), "on 4 August 2000"),
        (stated("2000-08", "The pact of August 2000."), "August 2000"),
        (stated("Grazing Treaty", "Norway leaves the grazing treaty today."), "grazing treaty"),
        (stated("2000-08-04", "No date."), None),
        (stated("NO", "The kingdom leaves, and nobody is in no doubt."), None),
        (stated("NATO", "It leaves NATO."), "NATO"),
        (stated("pact", "Impacts are felt."), None),
        (stated("", "The kingdom leaves."), None),
    ],
)
def test_the_words_for_a_value_are_found_in_its_sentence(evidence: Evidence, words: str | None) -> None:
    at = place(evidence, STORY)
    assert (at and evidence.sentence[slice(*at)]) == words
    assert place(stated("4 August", "On 4 August it ended."), None) == (3, 11)


@given(st.text("aAbBkK _-.1é", max_size=14), st.text("aAbBkK -.1é", min_size=1, max_size=5), st.booleans())
def testwhole_words_are_found_as_a_pattern_would_find_them(text: str, words: str, any_case: bool) -> None:
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE if any_case else 0)
    written = pattern.search(text)
    assert whole_words(text, words, any_case=any_case) == (written.span() if written else None)
