"""The register as pages show it: which acts fit, their order, and where the next page begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_kit import START, item, leaves, register

from monitor.model import Act, Grade, Stage
from monitor.public import Asked, Entry, Sort, WrongParameter, asked_of, choose, entry_of, folded


def entries() -> list[Entry]:
    acts = register(
        item("a", 0, leaves("a", "NO", "SE", "Grazing Treaty", kind="farming", reason="Réindeer are few")),
        item("b", 400, leaves("b", "RU", "CA", "Visits Pact", Stage.THREATENED)),
        item("c", 3, leaves("c", "HU", "", "Rome Statute", Stage.NOTIFIED, entry="icc", ended="2027-06-02")),
    )
    by_story = sorted(acts, key=lambda act: act.stories)
    return [_numbered(act, number) for number, act in enumerate(by_story, 1)]


def _numbered(act: Act, number: int) -> Entry:
    stored = replace(
        act, id=number, ref=f"R{number}", opened_at=act.sources[0].at, changed_at=act.sources[-1].at
    )
    return entry_of(stored, topics=frozenset({"courts"} if number == 3 else ()))


def refs(**parameters: str) -> list[str]:
    return [entry.ref for entry in choose(entries(), asked_of(parameters)).entries]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["R2", "R3", "R1"]),
        ({"state": "se"}, ["R1"]),
        ({"state": "RU"}, ["R2"]),
        ({"treaty": "icc"}, ["R3"]),
        ({"stage": "threatened"}, ["R2"]),
        ({"kind": "farming"}, ["R1"]),
        ({"subject": "courts"}, ["R3"]),
        ({"evidence": "state"}, []),
        ({"evidence": "press"}, ["R2", "R3", "R1"]),
        ({"year": str(START.year)}, ["R3", "R1"]),
        ({"q": "grazing sweden"}, ["R1"]),
        ({"q": "reindeer"}, ["R1"]),
        ({"principled": "yes"}, []),
        ({"sort": "oldest"}, ["R1", "R3", "R2"]),
        ({"sort": "state"}, ["R3", "R1", "R2"]),
        ({"sort": "ended"}, ["R3", "R2", "R1"]),
        ({"sort": "stage"}, ["R3", "R1", "R2"]),
        ({"stage": ""}, ["R2", "R3", "R1"]),
    ],
)
def test_acts_are_chosen_and_put_in_order(parameters: dict[str, str], expected: list[str]) -> None:
    assert refs(**parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"color": "red"}, "There is no parameter 'color' here; there are state, treaty"),
        ({"stage": "gone"}, "stage is one of threatened, proposed"),
        ({"evidence": "rumour"}, "evidence is one of press"),
        ({"sort": "size"}, "sort is one of newest"),
        ({"year": "20x6"}, "year is a number from 1900 to 2999"),
        ({"year": "²026"}, "year is a number"),
        ({"limit": "0"}, "limit is a number from 1 to 200"),
        ({"limit": "9999"}, "limit is a number"),
        ({"principled": "maybe"}, "principled is one of yes, no"),
        ({"q": "x" * 201}, "q has 201 characters; 200 are the most"),
        ({"cursor": "abc"}, "begin without it"),
        ({"cursor": "WzEsMl0"}, "begin without it"),
        ({"cursor": "é"}, "begin without it"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_it_may_be(parameters: dict[str, str], told: str) -> None:
    with pytest.raises(WrongParameter, match=told.replace("?", r"\?")):
        asked_of(parameters)


def test_only_the_parameters_of_the_page_are_taken() -> None:
    with pytest.raises(WrongParameter, match="there are sort"):
        asked_of({"state": "NO"}, ["sort"])


@given(limit=st.integers(1, 7), sort=st.sampled_from(Sort), many=st.integers(0, 20))
def test_pages_show_each_act_once_in_one_order(limit: int, sort: Sort, many: int) -> None:
    first = entries()[0]
    acts = [
        replace(first, id=number, ref=f"N{number}", changed_at=START + timedelta(hours=number % 5))
        for number in range(many)
    ]
    whole = choose(acts, Asked(sort=sort, limit=200)).entries
    seen: list[Entry] = []
    cursor = ""
    while True:
        page = choose(acts, Asked(sort=sort, limit=limit, cursor=cursor))
        assert page.count == many
        seen += page.entries
        cursor = page.next
        if not cursor:
            break
    assert seen == list(whole)


def test_an_act_that_comes_in_meanwhile_shifts_no_page() -> None:
    acts = entries()
    page = choose(acts, Asked(limit=2))
    newer = replace(acts[0], id=9, ref="R9", changed_at=START + timedelta(days=900))
    following = choose([*acts, newer], Asked(limit=2, cursor=page.next))
    assert [entry.ref for entry in following.entries] == ["R1"]


def test_the_query_string_says_what_is_asked_and_nothing_else() -> None:
    asked = asked_of({"state": "no", "principled": "no", "limit": "1", "q": "a b"})
    assert asked.query() == "state=NO&q=a+b&principled=no&limit=1"
    assert asked.query(q="", cursor="x") == "state=NO&principled=no&limit=1&cursor=x"
    assert Asked().query() == ""
    assert asked.filters == {"state": "NO", "q": "a b", "principled": "no"}


def test_an_entry_holds_what_lists_need() -> None:
    third = entries()[2]
    assert third.states == ("HU",)
    assert third.grade is Grade.PRESS
    assert third.ended == "2027-06-02"
    assert third.year == START.year
    assert third.reported == (START + timedelta(days=3)).date()
    assert "hungary" in third.words


def test_words_are_compared_without_case_accents_and_spaces() -> None:
    assert folded("  Réindeer\n ÅLAND  ") == "reindeer aland"


def test_the_words_that_are_sought_are_bounded_however_long_folding_makes_them() -> None:
    asked = asked_of({"q": "\ufdfa" * 200})
    assert sum(map(len, asked.sought)) <= 1_000
    assert choose(entries(), asked).count == 0
