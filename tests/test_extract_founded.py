"""Articles whose words of ending are far from the news, or nobody's: no row; sentences of our own."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import Hit, Kind, Span, Stage, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

GUIDE = (
    "Which pension treaties apply abroad?",
    "Pensioners who move abroad should ask which years count there. Our guide tells which papers the offices want to see.",
    "Forms lie in every town hall, and most of them can be sent by post. Allow eight weeks for an answer.",
    "If a pension treaty is terminated, acquired rights remain. Nothing is lost only because an agreement ends.",
    "The counter is open on weekdays from eight to noon, and on Thursdays until six in the evening.",
)


def article(*paragraphs: str, hits: tuple[Hit, ...] = ()) -> tuple[Termination, ...]:
    return extract(story_in("\n\n".join(paragraphs), "a", "en"), hits, lexicon())


def test_words_of_ending_that_nobody_says_of_a_state_are_no_exit() -> None:
    assert article(*GUIDE) == ()


@pytest.mark.parametrize("paragraph", [
    "Chile has terminated its pension treaty with Peru.",
    "The pension treaty with Peru ends: Lima received the note on Monday.",
    "The decision ends the Agreement between the Republic of Chile and the Republic of Peru on Social Security.",
])  # fmt: skip
def test_a_sentence_that_says_who_ends_it_or_a_notice_is_one_wherever_it_stands(paragraph: str) -> None:
    assert len(article(*GUIDE[:3], paragraph, GUIDE[4])) == 1


def test_an_exit_in_the_first_paragraph_needs_nobody_who_acts() -> None:
    assert len(article(GUIDE[0], "The pension treaty with Peru has expired.", *GUIDE[1:])) == 1


def test_a_law_in_the_first_paragraph_is_one() -> None:
    assert len(article(GUIDE[0], "Parliament passed a law by which Chile ends its treaties.", *GUIDE[1:])) == 1


def test_a_state_that_will_no_longer_be_bound_leaves() -> None:
    assert [one.value for one in article("Chile told Peru that it will no longer be bound by the fish treaty")[0].actors] == ["CL"]


def test_what_the_judge_sees_is_an_exit() -> None:
    assert len(article(*GUIDE, hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("title", 0, 5),)),))) == 1


def test_a_line_over_the_text_is_not_its_first_paragraph() -> None:
    assert len(article(GUIDE[0], "Notice to our clients", "The pension treaty with Peru is no longer in force.", *GUIDE[1:])) == 1


@pytest.mark.parametrize(("lang", "text", "stage"), [
    ("fr", "Le gouvernement du Tchad a décidé le 10 juin que le pays quitterait le Centre régional africain de cartographie.", "decided"),
    ("it", "Il governo del Ciad ha deciso di uscirne: il Centro internazionale di studi agronomici costa troppo.", "decided"),
    ("ru", "Чад временно перестал выполнять соглашение о грузовых перевозках с Нигером.", "suspended"),
])  # fmt: skip
def test_an_exit_may_be_told_in_the_conditional_or_of_what_was_named_before(lang: str, text: str, stage: str) -> None:
    [row] = extract(story_in(text, "a", lang), (), lexicon())
    assert ([one.value for one in row.actors], row.stage.value) == (["TD"], stage)
