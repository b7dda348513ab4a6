"""The words of depositaries' notices: phrases of rules/depositary.toml, and those of an installation."""

from __future__ import annotations

import pytest
from test_extract_depositary import facts, story

from monitor.errors import RuleError
from monitor.extract import extract, read_notice
from monitor.rules.notice_words import check_phrase, notice_words
from monitor.service import knowledge

TABLE = {
    "notice": [
        {"id": "of", "en": ["of"], "fr": ["de", "d'"]},
        {"id": "action.exit", "stage": "notified", "en": ["withdrawal", "leaving {of} the? pact/treaty"],
         "fr": ["départ {of} traité*", "dénoncé"]},
        {"id": "action.accession", "en": ["accession*"]},
        {"id": "day.effect", "en": ["takes ... effect"]},
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("withdrawal", "exit"), ("WITHDRAWAL", "exit"), ("withdrawals", ""), ("a withdrawal", ""),
        ("leaving of  the\npact", "exit"), ("leaving of treaty", "exit"), ("leaving the pact", ""),
        ("DEPART DE TRAITÉS", "exit"), ("départ d’traité", "exit"), ("denonce", "exit"), ("accessions", "accession"),
    ],
)  # fmt: skip
def test_a_phrase_fits_its_words(text: str, action: str) -> None:
    words = notice_words([TABLE])
    match = words.any_action.match(text)
    assert (words.action(text, 0).id if match else "") == action


def test_words_may_stand_between() -> None:
    words = notice_words([TABLE])
    assert words.days.search("it takes for them all effect")
    assert not words.days.search("it takes for a b c d effect")


def test_without_tables_nothing_fits() -> None:
    words = notice_words()
    assert not words.any_action.search("withdrawal")
    assert not words.role("for").search("for ")


@pytest.mark.parametrize(
    "phrase", ["", "  ", "the?", "a ...", "{none}", "a b?", "a+b", "*", "a/", "(x)", "x{of}"]
)
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"no word|no list|does not end"):
        check_phrase(phrase, ["of"])
    with pytest.raises(RuleError):
        notice_words([{"notice": [{"id": "action.exit", "en": [phrase]}]}])


def test_the_packaged_lists_are_all_read() -> None:
    words = knowledge.lexicon().notices
    assert {action.stage for action in words.actions} == {"", "notified", "suspended", "reversed"}
    assert set(words.days.groupindex) == {"past_effect", "effect", "notice", "other"}
    assert set(words.roles) == {"label", "for", "government", "territory", "join", "list"}


# ---------------------------------------------------------------- an installation


def test_an_installation_adds_words_of_notices() -> None:
    text = "CONVENTION ON CLUSTER MUNITIONS\nNORWAY: ABROGATION\nThe action was performed on 3 May 2025."
    assert read_notice(story(text), knowledge.lexicon()) is None
    own = (
        '[[notice]]\nid = "leaving"\nen = ["abrogation"]\n[[notice]]\nid = "day.notice"\nen = ["performed"]\n'
    )
    [termination] = extract(story(text), (), knowledge.lexicon({"data/rules/mine.toml": own}))
    assert facts(termination) == ("NO", "notified", "ccm", "2025-05-03", None)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('id = "action.exi"\nen = ["x"]', "there is no list of words of notices 'action.exi'"),
        ('id = "leaving"\nen = ["{leavin}"]', "there is no list 'leavin'"),
        ('id = "leaving"\nen = ["x?"]', "does not end with a word"),
        ('id = "leaving"\nde = ["Austritt"]', "de"),
        ('id = "leaving"', "has no words"),
        ('id = "leaving"\nstage = "notified"\nen = ["x"]', "stage"),
    ],
)
def test_wrong_words_are_refused_with_their_place(table: str, problem: str) -> None:
    with pytest.raises(RuleError) as refusal:
        knowledge.lexicon({"data/rules/mine.toml": f"[[notice]]\n{table}\n"})
    assert problem in str(refusal.value)
    assert refusal.value.line
