"""Who acts where no sentence clearly says so: the state whose house issues the document, the side from which
the agreement is named.
"""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

LETTERHEADS = {
    "ru": "О приостановлении действия международного договора\n\n"
    "УКАЗ ПРЕЗИДЕНТА РЕСПУБЛИКИ АРМЕНИЯ\n\n"
    "В связи с невыполнением сербской стороной обязательств постановляю:\n\n"
    "1. Приостановить действие Соглашения между Правительством Республики Армения и Правительством "
    "Республики Сербия о морском судоходстве.\n\n"
    "2. Министерству иностранных дел направить сербской стороне соответствующее уведомление.",
    "es": "Denuncia del Convenio sobre Correos\n\nPROYECTO DE LEY\n\n"
    "LA ASAMBLEA NACIONAL DE LA REPÚBLICA DE PANAMÁ\n\nDECRETA:\n\n"
    "ARTÍCULO 1.- Apruébase la denuncia del Convenio entre la República de Honduras y la República de Panamá "
    "sobre Correos.\n\nARTÍCULO 2.- Rige a partir de su publicación.",
    "fr": "Dénonciation de la convention postale\n\nRÉPUBLIQUE DU BÉNIN\n\nASSEMBLÉE NATIONALE\n\n"
    "Est approuvée la dénonciation de la Convention postale entre la République togolaise et la République du "
    "Bénin, signée à Lomé le 3 mai 1984.",
    "en": "Termination of the Agreement on Air Services\n\nGOVERNMENT OF BELIZE\n\n"
    "The termination of the Agreement between the Government of Barbados and the Government of Belize on Air "
    "Services is hereby approved.",
}


def actors(lang: str, text: str) -> list[str]:
    """Who acts in the first row."""
    rows = extract(story_in(text, "a", lang), (), lexicon())
    return sorted(actor.value for actor in rows[0].actors) if rows else []


@pytest.mark.parametrize(("lang", "state"), [("ru", "AM"), ("es", "PA"), ("fr", "BJ"), ("en", "BZ")])
def test_the_state_whose_house_issues_a_document_acts(lang: str, state: str) -> None:
    assert actors(lang, LETTERHEADS[lang]) == [state]


def test_who_is_said_to_end_an_agreement_acts_though_another_state_publishes_it() -> None:
    text = (
        LETTERHEADS["en"]
        .replace("The termination of the Agreement", "Barbados has terminated the Agreement")
        .replace(" is hereby approved", "")
    )
    assert actors("en", text) == ["BB"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "es",
            "La Corte frena el convenio ganadero con Chile\n\n"
            "La noticia llegó el jueves. La Corte Suprema ordenó suspender la aplicación del Convenio Ganadero "
            "entre Bolivia y Chile, firmado en 2019.\n\n"
            "Los barcos chilenos tendrán que salir de las aguas del lago.",
        ),
        (
            "en",
            "The cattle agreement with Chile is suspended\n\n"
            "The Cattle Agreement between Bolivia and Chile, signed in 2019, was suspended on Thursday.",
        ),
        (
            "it",
            "Sospeso l'accordo sul bestiame con il Cile\n\n"
            "È stato sospeso giovedì l'Accordo sul bestiame tra la Bolivia e il Cile, firmato nel 2019.",
        ),
    ],
)
def test_an_agreement_with_a_state_is_ended_by_its_other_side(lang: str, text: str) -> None:
    assert actors(lang, text) == ["BO"]


def test_the_other_side_acts_where_a_sentence_says_that_it_does() -> None:
    text = (
        "The cattle agreement with Chile is over\n\n"
        "Chile has terminated the Cattle Agreement between Bolivia and Chile, signed in 2019."
    )
    assert actors("en", text) == ["CL"]


@pytest.mark.parametrize(
    "term",
    [
        "until the expiration of 12 months from the date on which either Party gives the other written notice "
        "of its termination",
        "until the expiry of a period of one year from the receipt of a notice of termination",
    ],
)
def test_a_period_of_notice_that_expires_ends_no_agreement(term: str) -> None:
    text = (
        "Notice on the insurance agreement with Malta\n\n"
        "The Minister gives notice as follows.\n\n"
        "1 The Agreement on Insurance between the Government of Iceland and the Government of Malta, done at "
        f"Valletta on 17 May 2012 (“the Agreement”), provides that it shall remain in force {term}.\n\n"
        "2 On 31 March 2025 the Government of Iceland gave the Government of Malta written notice of "
        "termination.\n\n3 It is published for general information."
    )
    assert actors("en", text) == ["IS"]
