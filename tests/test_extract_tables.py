"""Tables and lists about several things: which lines are exits, and whose; houses that several states
have.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def told(text: str, lang: str) -> list[tuple[str, str, str]]:
    """Who leaves, whom, and the agreement."""
    rows = extract(story_in(text, "a", lang), (), lexicon(), published=DAY)
    return [
        (
            "+".join(one.value for one in row.actors),
            "+".join(one.value for one in row.others),
            row.instrument.value if row.instrument else "",
        )
        for row in rows
    ]


def test_a_column_of_who_ends_tells_the_actor_and_a_line_that_nobody_ends_is_none() -> None:
    text = (
        "Налоговые договоры: что изменится\n\nМы собрали сведения о договорах.\n\nСтрана | Документ | "
        "Кто прекращает | С какой даты\n"
        "Кения | Конвенция от 3 мая 1996 года | — (продолжает действовать) | —\n"
        "Гана | Соглашение от 4 июня 1999 года | Армения, закон от 6 февраля | 1 января 2027 года\n"
    )
    assert told(text, "ru") == [("AM", "GH", "Соглашение от 4 июня 1999 года")]


def test_the_end_of_a_term_of_office_is_no_end_of_an_agreement() -> None:
    text = (
        "Uruguay deja el acuerdo lanero\n\nMONTEVIDEO - Uruguay denunció el martes el Convenio de la "
        "Lana con Argentina.\n\n"
        "| País | Fin del mandato | Elecciones |\n|---|---|---|\n| Uruguay | 1 de marzo de 2030 | "
        "octubre de 2029 |\n"
        "| Argentina | 10 de diciembre de 2027 | octubre de 2027 |\n"
    )
    assert [row[:2] for row in told(text, "es")] == [("UY", "AR")]


TABLE = (
    "Convention | Adopted | Binding since\nNight Looms Convention, 1931 | 21 June 1931 | 19 April 1974\n"
    "Salt Pans Convention, 1932 | 27 June 1932 | 19 April 1974\n"
)


@pytest.mark.parametrize(("many", "rows"), [("two", 2), ("five", 0)])
def test_a_table_without_ends_spells_out_the_agreements_that_prose_counts(many: str, rows: int) -> None:
    text = (
        f"Fiji clears its shelf\n\nFiji has denounced {many} conventions of the weavers' union. "
        f"Nobody had used them for years.\n\n{TABLE}"
    )
    assert len([row for row in told(text, "en") if row[2].endswith(("1931", "1932"))]) == rows


def test_lines_that_open_with_two_states_name_who_ends_and_whom_and_others_in_the_list_are_none() -> None:
    text = (
        "Revue : ce que Bamako et N'Djamena ont dénoncé en février\n\nSont à signaler :\n\n"
        "- Mali / Algérie : par décret du 8 février, dénonciation de la Convention relative aux "
        "douanes, signée à Alger le 4 mai 1983.\n"
        "- Tchad / Soudan : suspension, annoncée le 13 février, de l'Accord de transit routier de Tiné.\n"
        "- Niger / Bénin : prorogation jusqu'au 31 décembre de l'accord de stockage du mil.\n"
    )
    assert [row[:2] for row in told(text, "fr")] == [("ML", "DZ"), ("TD", "SD")]


def test_paragraphs_under_a_state_in_capitals_are_lines_of_a_list() -> None:
    text = (
        "Gazette watch\n\nA round-up of instruments published this week.\n\n"
        "KENYA. By an order of 2 March Kenya terminates the Extradition Treaty with Uganda of 5 May 1999.\n\n"
        "MALAWI. An order extends the Visa Arrangement with Zambia to 30 June 2028.\n\n"
        "SEYCHELLES. Notice 388: the International Copra Agreement, 1992. Seychelles ceased to be a "
        "party on 3 March 2026.\n"
    )
    assert [row[:1] for row in told(text, "en")] == [("KE",), ("SC",)]


@pytest.mark.parametrize(("text", "state"), [
    (("Bundesrat kündigt Abkommen\n\nBERN, 4. März – Der Bundesrat hat das Abkommen über den Viehhandel "
"mit Ecuador gekündigt."), "CH"),
    (("Bundesrat kündigt Abkommen\n\nBERLIN, 4. März – Der Bundesrat hat das Abkommen über den "
"Viehhandel mit Ecuador gekündigt."), "DE"),
    (("Bundesrat kündigt Abkommen\n\nDer Bundesrat hat das Abkommen über den Viehhandel mit Ecuador "
"gekündigt."), "DE"),
])  # fmt: skip
def test_a_house_that_several_states_have_is_that_of_the_state_whose_news_it_is(
    text: str, state: str
) -> None:
    assert told(text, "de")[0][0] == state


def test_an_article_that_names_nobody_who_acts_comes_from_the_capital_above_it() -> None:
    text = (
        "El Congreso pide salir del tribunal\n\nQUITO, 4 mar. Con 71 votos a favor, la Asamblea "
        "Nacional aprobó una moción que exhorta al "
        "presidente a denunciar el Convenio del Tribunal Andino de Aguas.\n\n"
        "La moción no es vinculante.\n\nEl texto admite la salida con un preaviso de un año.\n\n"
        "Bolivia se retiró de otro tribunal en 2007.\n"
    )
    assert told(text, "es")[0][0] == "EC"


@pytest.mark.parametrize(("lang", "text"), [
    ("es", ("Mercado cerrado: Perú suspende el acuerdo de ferias con Bolivia\n\nPerú suspendió el lunes "
"el Acuerdo de Ferias con Bolivia.")),
    ("es", ("Pueblo sin feria: Perú suspende el acuerdo de ferias con Bolivia\n\nPerú suspendió el lunes "
"el Acuerdo de Ferias con Bolivia.")),
    ("fr", ("N'Djamena dénonce l'accord minier avec le Gabon\n\nLe Tchad a dénoncé lundi l'accord minier "
"avec le Gabon.")),
])  # fmt: skip
def test_a_negation_before_a_stop_or_in_a_name_denies_nothing(lang: str, text: str) -> None:
    assert len(told(text, lang)) == 1
