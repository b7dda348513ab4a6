"""What everybody may have of an act: 300 characters around each value, and no name of an editor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_kit import START, item, leaves, register

from monitor.model import Act, Cell, Edit, Evidence
from monitor.public.publishing import QUOTED, excerpt, published

FILLING = "as many had said for a long time "


def act_with(evidence: Evidence) -> Act:
    """An act of which the only agreement has this end."""
    act = register(item("a", 0, leaves("a", "NO", "SE", "Grazing Treaty", ended="2027-03-01")))[0]
    (row,) = act.rows
    return replace(act, rows=(replace(row, ended=Cell(evidence, (evidence,))),))


def ended(act: Act) -> Evidence:
    cell = act.rows[0].ended
    assert cell is not None
    return cell.leading


@pytest.mark.parametrize(
    ("before", "after"), [(0, 0), (0, 40), (40, 0), (40, 40)], ids=["short", "first", "last", "amid"]
)
def test_the_words_for_the_value_stay(before: int, after: int) -> None:
    sentence = f"{FILLING * before}it ends on 1 March 2027 {FILLING * after}".strip()
    public = ended(published(act_with(Evidence("2027-03-01", sentence, "a"))))
    assert "March 2027" in public.sentence
    assert len(public.sentence) <= QUOTED
    assert public.value == "2027-03-01"
    if not before and not after:
        assert public.sentence == sentence


def test_contradicting_values_are_cut_too() -> None:
    act = published(act_with(Evidence("2027-03-01", f"{FILLING * 40} 2027", "a")))
    cell = act.rows[0].ended
    assert cell is not None
    assert all(len(evidence.sentence) <= QUOTED for evidence in cell.others)


def test_an_edit_says_when_and_why_and_not_who() -> None:
    edit = Edit(1, "ended", "2028", "Ada Lovelace", START, "the gazette says so")
    public = ended(published(act_with(Evidence("2028", "", "", edit=edit))))
    assert "Lovelace" not in public.proof
    assert "the gazette says so" in public.proof


def test_an_act_without_long_sentences_is_as_it_was() -> None:
    act = act_with(Evidence("2027-03-01", "It ends on 1 March 2027.", "a"))
    assert published(act) == act


@given(st.text(max_size=900), st.integers(0, 900), st.integers(0, 900))
def test_no_text_makes_an_excerpt_longer_than_allowed(text: str, start: int, end: int) -> None:
    assert len(excerpt(text, [(start, end)])) <= QUOTED
    assert len(excerpt(text)) <= QUOTED
