"""The day of notice, from which the day of effect is counted: whoever is told, and in whatever order."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in


@pytest.mark.parametrize(
    ("sentence", "notified"),
    [
        (
            "Peru formally notified the UN on 2 June 2025 of its withdrawal from the Ramsar Convention.",
            "2025-06-02",
        ),
        (
            "Peru formally notified the United Nations Secretary-General on 2 June 2025 of its withdrawal from the "
            "Ramsar Convention.",
            "2025-06-02",
        ),
        (
            "Peru informed the Secretary-General on 2 June 2025 that it was leaving the Ramsar Convention.",
            "2025-06-02",
        ),
        (
            "On 2 May 2025 Peru notified the depositary of its withdrawal from the Ramsar Convention.",
            "2025-05-02",
        ),
        (
            "Le Pérou a informé le Secrétaire général le 2 juin 2025 de son retrait de la convention de Ramsar.",
            "2025-06-02",
        ),
    ],
)
def test_the_day_on_which_notice_was_given(sentence: str, notified: str) -> None:
    lang = "fr" if sentence.startswith("Le ") else "en"
    [stated] = extract(story_in(sentence, "a", lang), (), lexicon(), published=date(2026, 6, 3))
    assert stated.stage.value == "notified"
    assert stated.notified is not None
    assert stated.notified.value == notified
    assert stated.ended is None


def test_a_notice_that_may_be_given_was_not_given() -> None:
    text = "Peru may notify the depositary of its withdrawal from the Ramsar Convention on 2 June 2027."
    for stated in extract(story_in(text, "a", "en"), (), lexicon(), published=date(2026, 6, 3)):
        assert stated.notified is None
        assert stated.stage.value != "notified"


@pytest.mark.parametrize(
    ("lang", "sentence", "notified"),
    [
        ("en", "Serbia gave notice in June 2026 of its withdrawal from the Ottawa Convention.", "2026-06"),
        (
            "en",
            "In June 2026 Serbia notified the UN of its withdrawal from the Ottawa Convention.",
            "2026-06",
        ),
        ("en", "In June, Serbia notified the UN of its withdrawal from the Ottawa Convention.", "2026-06"),
        ("en", "Serbia gave notice in August of its withdrawal from the Ottawa Convention.", "2025-08"),
        ("en", "Serbia gave notice in July of its withdrawal from the Ottawa Convention.", "2026-07"),
        ("en", "Serbia gave notice in 2025 of its withdrawal from the Ottawa Convention.", "2025"),
        ("en", "Serbia notified the UN in 2026 of its withdrawal from the Ottawa Convention.", "2026"),
        (
            "en",
            "Serbia deposited its instrument of withdrawal from the Ottawa Convention in June 2026.",
            "2026-06",
        ),
        (
            "en",
            "Serbia's notice of withdrawal from the Ottawa Convention was received by the UN in June.",
            "2026-06",
        ),
        (
            "en",
            "Serbia gave notice in June 2026 of its withdrawal from the Ottawa Convention, Belgrade said on 2 July.",
            "2026-06",
        ),
        ("de", "Serbien hat im Juni 2026 seinen Austritt aus der Ottawa-Konvention notifiziert.", "2026-06"),
        ("es", "Serbia notificó en junio de 2026 su retirada de la Convención de Ottawa.", "2026-06"),
        ("fr", "La Serbie a notifié en juillet son retrait de la convention d'Ottawa.", "2026-07"),
        ("it", "Serbia ha notificato nel giugno 2026 il ritiro dalla Convenzione di Ottawa.", "2026-06"),
        ("pl", "Serbia w czerwcu 2026 r. notyfikowała wycofanie się z konwencji ottawskiej.", "2026-06"),
        ("pt", "A Sérvia notificou em junho de 2026 a sua retirada da Convenção de Otava.", "2026-06"),
        ("ru", "Сербия в июне 2026 года уведомила ООН о выходе из Оттавской конвенции.", "2026-06"),
    ],
)
def test_a_notice_is_dated_as_exactly_as_it_is_told(lang: str, sentence: str, notified: str) -> None:
    [stated] = extract(story_in(sentence, "a", lang), (), lexicon(), published=date(2026, 7, 3))
    assert stated.stage.value == "notified"
    assert stated.notified is not None
    assert stated.notified.value == notified


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "en",
            "Serbia gave notice of its withdrawal from the Ottawa Convention, which it joined in May 2025.",
        ),
        ("en", "Serbia gave notice of its withdrawal from the Ottawa Convention it joined in May 2025."),
        ("en", "Serbia gave notice of its withdrawal from the fisheries agreement of May 2025 with Malta."),
        ("en", "Serbia gave notice of its withdrawal from the May 2025 fisheries agreement with Malta."),
        ("en", "Serbia gave notice of its withdrawal from the 2025 fisheries agreement with Malta."),
        (
            "en",
            "Serbia notified the UN of its withdrawal from the Ottawa Convention after a vote in June 2026.",
        ),
        ("en", "After the vote in June 2026 Serbia gave notice of withdrawal from the Ottawa Convention."),
        ("en", "Elected in June 2026, Serbia's leader gave notice of withdrawal from the Ottawa Convention."),
        ("en", "Serbia is to notify the UN in July of its withdrawal from the Ottawa Convention."),
        ("en", "Serbia will give notice in July 2026 of its withdrawal from the Ottawa Convention."),
        ("en", "Serbia will give notice in June 2027 of its withdrawal from the Ottawa Convention."),
        ("de", "Serbien wird im Juli 2026 den Austritt aus der Ottawa-Konvention notifizieren."),
        ("fr", "La Serbie notifiera en juillet 2026 son retrait de la convention d'Ottawa."),
    ],
)
def test_a_month_or_year_of_something_else_is_not_that_of_the_notice(lang: str, sentence: str) -> None:
    for stated in extract(story_in(sentence, "a", lang), (), lexicon(), published=date(2026, 7, 3)):
        assert stated.notified is None


def test_the_day_of_a_notice_is_taken_before_its_month() -> None:
    text = (
        "Serbia gave notice in June 2026 of its withdrawal from the Ottawa Convention. "
        "The depositary received the notice of withdrawal on 17 June 2026."
    )
    [stated] = extract(story_in(text, "a", "en"), (), lexicon(), published=date(2026, 7, 3))
    assert stated.notified is not None
    assert stated.notified.value == "2026-06-17"


def test_an_exit_that_takes_effect_in_a_month_to_come_is_not_in_effect() -> None:
    text = "Serbia's withdrawal from the Ottawa Convention takes effect in December 2026."
    [stated] = extract(story_in(text, "a", "en"), (), lexicon(), published=date(2026, 7, 3))
    assert stated.ended is not None
    assert (stated.stage.value, stated.ended.value) == ("decided", "2026-12")


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Peru notified the UN on 2 June 2025 of its withdrawal from the Three Seas Initiative."),
        (
            "en",
            "Peru notified the depositary on 2 June 2025 of its withdrawal from the Andean Water Initiative.",
        ),
        ("en", "Peru notified the depositary on 2 June 2025 of its withdrawal from the Andean Water Plan."),
        (
            "en",
            "Peru notified the depositary on 2 June 2025 of its withdrawal from the Andean Water Programme.",
        ),
        ("es", "Perú notificó el 2 de junio de 2025 su retirada de la Iniciativa de los Tres Mares."),
        ("fr", "Le Pérou a notifié le 2 juin 2025 son retrait de l'Initiative des Trois Mers."),
        ("ru", "Польша 2 июня 2025 года уведомила о выходе из Инициативы трёх морей."),
    ],
)
def test_a_word_of_a_name_says_nothing_of_the_stage(lang: str, sentence: str) -> None:
    [stated] = extract(story_in(sentence, "a", lang), (), lexicon(), published=date(2026, 7, 3))
    assert stated.notified is not None
    assert (stated.stage.value, stated.notified.value) == ("notified", "2025-06-02")


def test_an_initiative_without_a_name_is_a_proposal() -> None:
    text = "Peru's parliament backs an initiative to leave the Ottawa Convention."
    [stated] = extract(story_in(text, "a", "en"), (), lexicon(), published=date(2026, 7, 3))
    assert stated.stage.value == "proposed"


@pytest.mark.parametrize(
    "sentence",
    [
        "Peru notified the OAS on 2 June 2025 of its withdrawal from the American Convention on Human Rights.",
        "Peru informed the OAS on 2 June 2025 that it leaves the American Convention on Human Rights.",
        "Peru notified the UN on 2 June 2025 of its withdrawal from the Andean Water Council.",
        "Peru notified Switzerland on 2 June 2025 of its withdrawal from the Ramsar Convention.",
        "Peru notified the World Health Organization on 2 June 2025 of its withdrawal.",
    ],
)
def test_a_body_that_is_no_side_receives_a_notice(sentence: str) -> None:
    [stated] = extract(story_in(sentence, "a", "en"), (), lexicon(), published=date(2026, 7, 3))
    assert stated.notified is not None
    assert (stated.stage.value, stated.notified.value) == ("notified", "2025-06-02")


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister told the UN General Assembly on Tuesday that Peru is leaving the Ramsar Convention.",
        "Peru told the United Nations on 2 June 2026 that it is leaving the Ramsar Convention.",
    ],
)
def test_what_is_said_before_the_united_nations_is_no_notice(sentence: str) -> None:
    [stated] = extract(story_in(sentence, "a", "en"), (), lexicon(), published=date(2026, 7, 3))
    assert (stated.stage.value, stated.notified) == ("decided", None)


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("Notes terminating the Lake Treaty have been handed to the embassy of Chile.", "note"),
        ("In identical notes deposited in Santiago, Lima announced that it would leave it.", "note"),
        ("The ministry notes what was handed to the embassy of Chile.", None),
    ],
)
def test_several_notes_are_documents_and_to_note_is_none(sentence: str, form: str | None) -> None:
    story = story_in(f"Peru ends the Lake Treaty with Chile\n\n{sentence}", "a", "en")
    [stated] = extract(story, (), lexicon(), published=date(2026, 6, 3))
    assert (stated.form.value if stated.form else None) == form
    assert stated.stage.value == ("notified" if form else "decided")
