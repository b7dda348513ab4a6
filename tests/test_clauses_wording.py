"""How classes of wording are read: nouns that are spelled as verbs, agreements that end of themselves, what is
taken out, denials of a clause.
"""

from __future__ import annotations

import pytest
from clauses_kit import frames, pairs, words_of

from monitor.judge import read_clause
from monitor.judge.frames import Clause


def clause(text: str, predicate: str, lang: str = "en") -> Clause:
    """The clause of a predicate and the first of its targets."""
    return next(
        read_clause(candidate) for candidate in pairs(text, lang=lang) if words_of(candidate)[0] == predicate
    )


def frame(text: str, predicate: str, lang: str = "en") -> str:
    return frames().of(clause(text, predicate, lang)).id


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Zambian fisheries treaty with Malawi ends", "lapse"),
        ("The fisheries treaty with Malawi ended on Friday", "lapse"),
        ("The Zambian fisheries treaty ended yesterday", "lapse"),
        ("The fisheries treaty ended by Zambia", "end"),
        ("Zambian treaty ends decades of strife", "end"),
        ("Zambia ends the fisheries treaty on Friday", "end"),
    ],
)
def test_an_agreement_that_ends_without_an_object_runs_out(text: str, kind: str) -> None:
    assert clause(text, "ends" if "ends" in text else "ended").kind == kind


@pytest.mark.parametrize(
    ("text", "predicate", "form"),
    [
        ("Lawmakers call for end to Zambian fisheries treaty", "end", "noun"),
        ("Zambia weighs Unesco exit", "exit", "noun"),
        ("Zambia is to exit Unesco", "exit", "to"),
        ("Zambia and Malawi exit Unesco", "exit", "base"),
        ("Will the union exit the treaty?", "exit", "will"),
        ("Marshall Islands quits Unesco", "quits", "present"),
    ],
)
def test_a_word_that_may_be_verb_or_noun_is_told_by_what_stands_before(
    text: str, predicate: str, form: str
) -> None:
    assert clause(text, predicate).form == form


@pytest.mark.parametrize(
    ("text", "predicate", "lang", "holds"),
    [
        ("Unesco exit could follow, Zambia says", "exit", "en", "threat.threatened"),
        ("Zambia announces Unesco exit", "exit", "en", "act.decided"),
        ("Zambia vows to pull the country out of the fisheries treaty", "pull", "en", "threat.threatened"),
        ("Zambia out of the fisheries treaty", "out of", "en", "act.out"),
        ("Zambia walks out of the fisheries treaty", "walks out", "en", "act.decided"),
        ("Notice given on fisheries treaty with Zambia", "notice given", "en", "act.notified"),
        ("Zambia denies that it is preparing to leave the fisheries treaty", "leave", "en", "denied"),
        ("Zambia desmiente que prepare la salida del tratado de pesca", "salida", "es", "denied"),
        ("Zambia says that it is to leave the fisheries treaty", "leave", "en", "act.decided"),
    ],
)
def test_a_clause_is_read_by_its_wording(text: str, predicate: str, lang: str, holds: str) -> None:
    assert frame(text, predicate, lang) == holds


def test_out_of_is_no_predicate_beside_the_verb_that_it_belongs_to() -> None:
    told = [words_of(candidate)[0] for candidate in pairs("Bill to take Zambia out of the fisheries treaty")]
    assert told == ["take"]


def test_what_a_word_of_leaving_only_qualifies_is_none() -> None:
    assert not pairs("Zambia withdraws its reservation to the fisheries treaty")
    told = [words_of(candidate)[0] for candidate in pairs("Zambia freezes return deal with Malawi")]
    assert told == ["freezes"]
