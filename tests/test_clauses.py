"""clauses/: marks, sentences and candidates, in any word order and in ten languages."""

from __future__ import annotations

import pytest
from clauses_kit import pairs, reader, story, words_of


@pytest.mark.parametrize(
    "title",
    [
        "Zambia quits the lighthouse treaty",
        "Zambia quietly quits the 1999 lighthouse treaty",
        "The lighthouse treaty that Zambia quits",
        "Lighthouse treaty: Zambia quits",
        "Zambia is quitting the lighthouse treaty",
        "We are quitting this treaty, Zambia says",
    ],
)
def test_a_predicate_meets_its_target_in_any_order_and_form(title: str) -> None:
    assert any(pair.predicate.value == "quit" and pair.target.value == "treaty" for pair in pairs(title))


@pytest.mark.parametrize(
    ("lang", "title", "predicate"),
    [
        ("de", "Sambia tritt aus dem Fischereiabkommen aus", "withdraw"),
        ("de", "Sambia will das Fischereiabkommen kündigen", "denounce"),
        ("fr", "La Zambie sort de l'accord de pêche", "exit"),
        ("es", "Zambia sale del acuerdo pesquero", "exit"),
        ("it", "Lo Zambia straccia l'accordo sulla pesca", "tear-up"),
        ("pt", "Zâmbia rasga acordo de pescas", "tear-up"),
        ("pl", "Zambia wypowiada umowę o połowach", "denounce"),
        ("ru", "Замбия денонсировала соглашение о рыболовстве", "denounce"),
        ("uk", "Замбія денонсувала угоду про рибальство", "denounce"),
        ("tr", "Zambiya balıkçılık anlaşmasını feshetti", "denounce"),
    ],
)
def test_each_language_has_the_verbs_of_leaving(lang: str, title: str, predicate: str) -> None:
    assert predicate in {pair.predicate.value for pair in pairs(title, lang=lang)}


def test_a_kind_of_treaty_is_a_target_of_its_own_sort() -> None:
    assert {(pair.target.value, pair.sort) for pair in pairs("Zambia quits the fisheries treaty")} == {
        ("fisheries", "entry-kind")
    }


@pytest.mark.parametrize(
    ("lang", "title", "target"),
    [
        ("en", "Angola quits oil cartel", ("opec", "entry-body")),
        ("de", "Angola verlässt das Ölkartell", ("opec", "entry-body")),
        ("en", "Uruguay quits trade bloc", ("mercosur", "entry-body")),
        ("en", "Canada quits climate accord after leaving Kyoto Protocol", ("kyoto", "entry-treaty")),
    ],
)
def test_a_description_is_the_entry_that_the_story_allows(
    lang: str, title: str, target: tuple[str, str]
) -> None:
    assert target in {(pair.target.value, pair.sort) for pair in pairs(title, lang=lang)}


def test_a_description_of_several_bodies_is_just_a_body() -> None:
    assert "body" in {pair.sort for pair in pairs("Norway quits trade bloc")}


def test_words_between_the_parts_of_a_verb_may_be_what_is_ended() -> None:
    found = pairs("Zambia tears the lighthouse treaty up")
    assert ("tears", "treaty") in map(words_of, found)


def test_a_story_without_a_word_of_leaving_near_an_agreement_is_not_read() -> None:
    assert reader().read(story("Zambia praises the lighthouse treaty"), "en") is None
    assert reader().read(story("Zambia quits smoking"), "en") is None
    far = "Zambia quits smoking. " + "A word of no weight. " * 20 + "The treaty stands."
    assert reader().read(story(far), "en") is None


def test_headline_and_first_sentence_are_joined_when_neither_has_both() -> None:
    (pair, *_) = pairs("Zambia walks away", "The lighthouse treaty had few friends in Lusaka.")
    assert pair.sentence.field == "joined"


def test_an_entry_of_the_gazetteer_covers_the_noun_in_it() -> None:
    sorts = {pair.sort for pair in pairs("Zambia quits the Rome Statute")}
    assert sorts == {"entry-treaty"}


def test_states_and_bodies_are_marked() -> None:
    reading = reader().read(story("Zambia and Peru quit the bloc"), "en")
    assert reading is not None
    (sentence,) = reading.sentences
    assert [mark.value for mark in sentence.parties] == ["ZM", "PE"]
    assert sentence.of("body")


@pytest.mark.parametrize(
    ("title", "leaves"),
    [
        ("Sambia steigt aus dem Fischereiabkommen aus", True),
        ("Sambia steigt aus dem Fischereiabkommen aus und schweigt", True),
        ("Die Preise steigen nach dem Aus für das Fischereiabkommen aus Protest weiter", False),
        ("Sambia kündigt das Fischereiabkommen mit Peru", True),
        ("Sambia kündigt ein Fischereiabkommen mit Peru an", False),
        ("Sambia kündigt das Abkommen über die Fischerei an der Küste", True),
    ],
)
def test_a_particle_closes_its_clause_and_a_lookalike_is_no_predicate(title: str, leaves: bool) -> None:
    verbs = {
        pair.predicate.value
        for pair in pairs(title, lang="de")
        if pair.predicate.kind != "notify" and not pair.predicate.meaning.noun
    }
    assert bool(verbs) is leaves, verbs
