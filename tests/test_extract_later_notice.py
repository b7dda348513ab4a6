"""How far an exit has come where a notice is still to be given, was given months ago, or is taken back; what an
agreement itself puts an end to.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2025, 11, 13)


def first_row(lang: str, text: str) -> Termination:
    return extract(story_in(text, "a", lang), (), lexicon(), published=DAY)[0]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "fr",
            "Décret portant retrait du Tchad de l'Accord sur le sucre\n\n"
            "Article premier. - Le Tchad se retire de l'Accord sur le sucre.\n\n"
            "Article 2. - Le ministre des Affaires étrangères est chargé de notifier le présent retrait au "
            "Secrétaire général des Nations unies.",
        ),
        (
            "es",
            "Honduras se retira del Convenio del Azúcar\n\n"
            "El Congreso de Honduras decidió retirarse del Convenio del Azúcar. La Cancillería queda encargada "
            "de notificar el retiro al depositario.",
        ),
    ],
)
def test_who_is_charged_to_give_a_notice_has_not_given_it(lang: str, text: str) -> None:
    assert first_row(lang, text).stage.value == "decided"


def test_a_notice_without_a_year_was_given_before_publication() -> None:
    row = first_row(
        "uk",
        "Молдова денонсує угоду з Естонією про радіо\n\n"
        "Молдова денонсує Угоду про радіо з Естонією, вчинену в місті Таллінні 20 жовтня 2003 року. Відповідну "
        "ноту було передано естонській стороні 9 травня; угода втрачає чинність через шість місяців від дати "
        "отримання повідомлення.",
    )
    days = [day and day.value for day in (row.signed, row.notified, row.ended)]
    assert days == ["2003-10-20", "2025-05-09", "2025-11-09"]


def test_a_notice_that_is_withdrawn_in_a_sentence_without_a_name_is_reversed() -> None:
    row = first_row(
        "en",
        "Tonga stays\n\nThe letter that was to have taken Tonga out of the Reef Fisheries Convention has come "
        "home. The government had withdrawn the notice it sent last May, the minister said.",
    )
    assert row.stage.value == "reversed"


def test_what_an_agreement_puts_an_end_to_is_not_the_agreement() -> None:
    row = first_row(
        "en",
        "Fiji threatens to walk away from the Reef Memorandum\n\n"
        "Fiji would walk away from the Reef Memorandum with Tonga unless licences came, its minister said.\n\n"
        "The memorandum was meant to put an end to the quarrel.",
    )
    assert row.stage.value == "threatened"


def test_a_cell_that_says_no_longer_in_force_leads_over_its_notice() -> None:
    row = first_row(
        "en",
        "Status of investment treaties\n\nREPUBLIC OF MALAWI\n\nThe position is as follows:\n\n"
        "Partner | Instrument | Signed | Status\n"
        "Spain | Agreement on Protection of Investments | 23 August 1991 | Notice given 14 January 2024. No "
        "longer in force as from 14 January 2025\n"
        "Peru | Agreement on Encouragement of Investments | 30 May 2000 | Notice given 3 October 2025\n",
    )
    assert row.stage.value == "effective"
