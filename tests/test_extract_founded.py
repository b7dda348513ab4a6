"""Articles whose words of ending are far from the news, or nobody's: no row; sentences of our own."""

from __future__ import annotations

from datetime import date

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
    assert (
        len(article(GUIDE[0], "Parliament passed a law by which Chile ends its treaties.", *GUIDE[1:])) == 1
    )


def test_a_state_that_will_no_longer_be_bound_leaves() -> None:
    assert [
        one.value
        for one in article("Chile told Peru that it will no longer be bound by the fish treaty")[0].actors
    ] == ["CL"]


def test_what_the_judge_sees_is_an_exit() -> None:
    assert len(article(*GUIDE, hits=(Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("title", 0, 5),)),))) == 1


def test_a_line_over_the_text_is_not_its_first_paragraph() -> None:
    assert (
        len(
            article(
                GUIDE[0],
                "Notice to our clients",
                "The pension treaty with Peru is no longer in force.",
                *GUIDE[1:],
            )
        )
        == 1
    )


@pytest.mark.parametrize(("lang", "text", "stage"), [
    ("fr", "Le gouvernement du Tchad a décidé le 10 juin que le pays quitterait le Centre régional africain de cartographie.", "decided"),
    ("it", "Il governo del Ciad ha deciso di uscirne: il Centro internazionale di studi agronomici costa troppo.", "decided"),
    ("ru", "Чад временно перестал выполнять соглашение о грузовых перевозках с Нигером.", "suspended"),
])  # fmt: skip
def test_an_exit_may_be_told_in_the_conditional_or_of_what_was_named_before(
    lang: str, text: str, stage: str
) -> None:
    [row] = extract(story_in(text, "a", lang), (), lexicon())
    assert ([one.value for one in row.actors], row.stage.value) == (["TD"], stage)


# ---------------------------------------------------------------- no exit, however it is said


@pytest.mark.parametrize(("lang", "text"), [
    ("de", "Bis dahin gilt der alte Handelsvertrag; weder Lima noch Quito haben ihn gekündigt."),
    ("es", "Ni Lima ni Quito han denunciado el tratado de comercio."),
    ("en", "Neither Lima nor Quito has denounced the trade treaty, officials said."),
    ("pl", "Ani Peru, ani Ekwador nie wypowiedziały traktatu handlowego."),
    ("pt", "Nem o Peru nem o Equador denunciaram o tratado de comércio."),
])  # fmt: skip
def test_neither_of_two_states_ends_it(lang: str, text: str) -> None:
    assert extract(story_in(text, "a", lang), (), lexicon()) == ()


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Fishers want Lima to quit the Tuna Commission", "CALLAO - Two thousand fishers marched through the harbour on Monday.",             "Their union demands that Peru denounce the Convention on the Protection of Southern Tuna.",             "The "
                                                                                                                                                                                                                                                          "ministry "
                                                                                                                                                                                                                                                          "said "
                                                                                                                                                                                                                                                          "that "
                                                                                                                                                                                                                                                          "Peru "
                                                                                                                                                                                                                                                          "has "
                                                                                                                                                                                                                                                          "no "
                                                                                                                                                                                                                                                          "plans "
                                                                                                                                                                                                                                                          "to "
                                                                                                                                                                                                                                                          "leave "
                                                                                                                                                                                                                                                          "it. "
                                                                                                                                                                                                                                                          "The "
                                                                                                                                                                                                                                                          "march "
                                                                                                                                                                                                                                                          "ended "
                                                                                                                                                                                                                                                          "quietly "
                                                                                                                                                                                                                                                          "at "
                                                                                                                                                                                                                                                          "five "
                                                                                                                                                                                                                                                          "in "
                                                                                                                                                                                                                                                          "the "
                                                                                                                                                                                                                                                          "afternoon, "
                                                                                                                                                                                                                                                          "and "
                                                                                                                                                                                                                                                          "the "
                                                                                                                                                                                                                                                          "nets "
                                                                                                                                                                                                                                                          "were "
                                                                                                                                                                                                                                                          "back "
                                                                                                                                                                                                                                                          "on "
                                                                                                                                                                                                                                                          "board "
                                                                                                                                                                                                                                                          "before "
                                                                                                                                                                                                                                                          "dark, "
                                                                                                                                                                                                                                                          "as "
                                                                                                                                                                                                                                                          "the "
                                                                                                                                                                                                                                                          "tide "
                                                                                                                                                                                                                                                          "allowed "
                                                                                                                                                                                                                                                          "no "
                                                                                                                                                                                                                                                          "more "
                                                                                                                                                                                                                                                          "talk "
                                                                                                                                                                                                                                                          "on "
                                                                                                                                                                                                                                                          "the "
                                                                                                                                                                                                                                                          "quay "
                                                                                                                                                                                                                                                          "that "
                                                                                                                                                                                                                                                          "evening.")),
    ("es", ("Los pescadores exigen que Lima abandone la Comisión del Atún",             "EL CALLAO - Dos mil pescadores marcharon el lunes por el puerto.",             "El sindicato pide que el Perú denuncie el Convenio sobre la Protección del Atún.",             "El "
                                                                                                                                                                                                                                                                        "ministerio "
                                                                                                                                                                                                                                                                        "dijo "
                                                                                                                                                                                                                                                                        "que "
                                                                                                                                                                                                                                                                        "el "
                                                                                                                                                                                                                                                                        "Perú "
                                                                                                                                                                                                                                                                        "no "
                                                                                                                                                                                                                                                                        "tiene "
                                                                                                                                                                                                                                                                        "ninguna "
                                                                                                                                                                                                                                                                        "intención "
                                                                                                                                                                                                                                                                        "de "
                                                                                                                                                                                                                                                                        "abandonarlo. "
                                                                                                                                                                                                                                                                        "La "
                                                                                                                                                                                                                                                                        "marcha "
                                                                                                                                                                                                                                                                        "terminó "
                                                                                                                                                                                                                                                                        "sin "
                                                                                                                                                                                                                                                                        "incidentes "
                                                                                                                                                                                                                                                                        "a "
                                                                                                                                                                                                                                                                        "las "
                                                                                                                                                                                                                                                                        "cinco "
                                                                                                                                                                                                                                                                        "de "
                                                                                                                                                                                                                                                                        "la "
                                                                                                                                                                                                                                                                        "tarde "
                                                                                                                                                                                                                                                                        "y "
                                                                                                                                                                                                                                                                        "las "
                                                                                                                                                                                                                                                                        "redes "
                                                                                                                                                                                                                                                                        "volvieron "
                                                                                                                                                                                                                                                                        "a "
                                                                                                                                                                                                                                                                        "bordo "
                                                                                                                                                                                                                                                                        "antes "
                                                                                                                                                                                                                                                                        "del "
                                                                                                                                                                                                                                                                        "anochecer, "
                                                                                                                                                                                                                                                                        "porque "
                                                                                                                                                                                                                                                                        "la "
                                                                                                                                                                                                                                                                        "marea "
                                                                                                                                                                                                                                                                        "no "
                                                                                                                                                                                                                                                                        "permitía "
                                                                                                                                                                                                                                                                        "seguir "
                                                                                                                                                                                                                                                                        "hablando "
                                                                                                                                                                                                                                                                        "en "
                                                                                                                                                                                                                                                                        "el "
                                                                                                                                                                                                                                                                        "muelle.")),
])  # fmt: skip
def test_what_others_demand_and_the_state_denies_is_no_exit(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon()) == ()


ACCESSION = {
    "en": ("Peru joins the cable treaty", "LIMA - Peru deposited its instrument of accession to the "
                                          "Convention on the Protection of Sea Cables on Monday.", "It makes sense for a coast with four landing points and soon a fifth.",            "The envoy handed over the document in a short ceremony that was shown on two channels the same evening.",            "The convention permits the withdrawal of any party at a year's notice, but none has used that clause."),
    "es": ("El Perú se suma al tratado de los cables", "LIMA - El Perú depositó el lunes el instrumento "
                                                       "de adhesión al Convenio sobre la Protección de "
                                                       "los Cables Marinos.", "Es un paso lógico para una costa con cuatro puntos de amarre y pronto cinco.",            "La embajadora entregó el documento en una ceremonia breve que dos canales mostraron por la noche.",            "El convenio permite la salida de cualquier parte con un año de aviso, pero nadie ha usado esa cláusula."),
}  # fmt: skip


@pytest.mark.parametrize("lang", ACCESSION)
def test_who_joins_gives_no_notice_and_what_any_party_may_do_is_no_exit(lang: str) -> None:
    assert extract(story_in("\n\n".join(ACCESSION[lang]), "a", lang), (), lexicon()) == ()


@pytest.mark.parametrize(("lang", "sentence"), [
    ("en", "In 1992 Chile denounced another treaty, the agreement on the Lauca dam, and it ended in court."),
    ("pl", "W 1992 roku Chile wypowiedziało za to inną umowę o zaporze Lauca i sprawa trafiła do sądu."),
])  # fmt: skip
def test_what_the_end_tells_of_years_ago_founds_no_row(lang: str, sentence: str) -> None:
    head = "Lima: Chile violates the water treaty" if lang == "en" else "Lima: Chile łamie traktat o wodach"
    fill = {"en": "Experts will meet in May.", "pl": "Eksperci spotkają się w maju."}[lang]
    text = "\n\n".join((head, *[f"{fill} " * 4] * 5, sentence))
    assert extract(story_in(text, "a", lang), (), lexicon(), published=date(2026, 3, 5)) == ()


def test_a_body_before_its_office_is_not_left() -> None:
    text = "Ghana has ceased to be a member of nothing: the UN legal office told so. The Cocoa Treaty was denounced by Ghana."
    assert all(
        row.instrument is None or row.instrument.value != "UN"
        for row in extract(story_in(text, "a", "en"), (), lexicon())
    )


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Malta ends long wait for its patents",
            "Malta has ended a wait of decades: inventors in Valletta used to file abroad, on paper, with a lawyer's help.",
            "On Monday the ambassador deposited the instrument of accession to the Patent Cooperation Treaty in Geneva.",
            "The office received some forty applications a year, and most of those came from two firms in one street.")),
    ("fr", ("Le Togo met fin à l'exonération des ciments",
            "Le Togo a mis fin à l'exonération de droits de douane dont jouissait le ciment des hôtels depuis 2017.",
            "Ceux qui ont une convention d'établissement signée avec l'État gardent leur avantage jusqu'au bout.",
            "La chambre du tourisme parle d'une douche froide et demande un an de répit pour les chantiers en cours.")),
])  # fmt: skip
def test_what_ends_without_a_word_for_an_agreement_is_none(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon()) == ()


def test_what_ends_without_a_word_for_an_agreement_is_one_where_a_notice_is_given() -> None:
    rows = article(
        "Malta turns its back on Lisbon",
        "Malta has quit after decades: its physicists used to travel there by train, with their samples in a box.",
        "On Monday the ambassador handed over the note of withdrawal from the Convention on Small Magnets.",
        "The institute employs some forty people, and most of them have found work in the same street by now.",
    )
    assert [actor.value for actor in rows[0].actors] == ["MT"]
