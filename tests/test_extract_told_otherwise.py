"""The same exit in other words: verbs of parting, the day of the end in front of its verb, formal names of
states, communiqués of a government, numbers of conventions.
"""

from __future__ import annotations

from datetime import date

import pytest
from clauses_kit import judge

from monitor.extract import extract
from monitor.model import Story, Termination
from monitor.service.knowledge import lexicon

PUBLISHED = date(2026, 11, 30)


def read(lang: str, title: str, body: str) -> tuple[Termination, ...]:
    """The rows of an article."""
    story = Story(key="a", title=title, body=body, lang=lang)
    return extract(story, judge().hits(story, lang), lexicon(), published=PUBLISHED)


def ended(lang: str, title: str, body: str) -> list[str]:
    """The day of the end of each row, "" without one."""
    return [row.ended.value if row.ended else "" for row in read(lang, title, body)]


def actors(lang: str, title: str, body: str) -> list[str]:
    """Who leaves, for each row."""
    return ["+".join(actor.value for actor in row.actors) for row in read(lang, title, body)]


# ---------------------------------------------------------------- the day in front of its verb


SALT = {
    "en": ("Peru denounces salt treaty with Chile", "LIMA - Peru has denounced the salt treaty with Chile."),
    "de": ("Peru kündigt Salzvertrag mit Chile", "LIMA - Peru hat den Salzvertrag mit Chile gekündigt."),
    "fr": ("Le Pérou dénonce le traité du sel", "LIMA - Le Pérou a dénoncé le traité du sel avec le Chili."),
    "es": ("Perú denuncia el tratado de la sal", "LIMA - Perú denunció el tratado de la sal con Chile."),
    "pt": ("Peru denuncia tratado do sal", "LIMA - O Peru denunciou o tratado do sal com o Chile."),
    "it": (
        "Il Perù denuncia il trattato del sale",
        "LIMA - Il Perù ha denunciato il trattato del sale con il Cile.",
    ),
    "ru": ("Перу денонсирует соляной договор", "ЛИМА - Перу денонсировало соляной договор с Чили."),
    "uk": ("Перу денонсує соляний договір", "ЛІМА - Перу денонсувало соляний договір з Чилі."),
    "pl": ("Peru wypowiada traktat solny", "LIMA - Peru wypowiedziało traktat solny z Chile."),
}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "From 1 March 2027 the treaty will no longer apply."),
        (
            "en",
            "Discounts are open for goods shipped before 1 March 2027, the day the treaty ceases to have effect.",
        ),
        ("en", "The law sets 1 March 2027 as the date on which the treaty loses force for Peru."),
        ("en", "It names 1 March 2027 as the day when the treaty will cease to apply."),
        ("en", "Traders have marked 1 March 2027 in red. On that day the treaty ceases to have effect."),
        ("de", "Das Gesetz nennt den 1. März 2027 als den Tag, an dem der Vertrag außer Kraft tritt."),
        (
            "de",
            "Händler haben sich den 1. März 2027 vorgemerkt. An diesem Tag tritt der Vertrag außer Kraft.",
        ),
        ("fr", "La loi retient le 1er mars 2027, date à laquelle le traité cessera de produire ses effets."),
        ("es", "La ley fija el 1 de marzo de 2027 como el día en que el tratado dejará de regir."),
        ("pt", "A lei fixa 1 de março de 2027 como a data em que o tratado deixará de vigorar."),
        ("it", "La legge indica il 1 marzo 2027 come il giorno in cui il trattato cesserà di avere effetto."),
        ("ru", "Закон называет 1 марта 2027 года днём, когда договор утратит силу."),
        ("uk", "Закон називає 1 березня 2027 року днем, коли договір втратить чинність."),
        ("pl", "Ustawa wskazuje 1 marca 2027 roku jako dzień, w którym traktat utraci moc."),
    ],
)
def test_a_day_that_is_called_the_day_of_the_end_is_one(lang: str, text: str) -> None:
    title, lead = SALT[lang]
    assert ended(lang, title, f"{lead}\n\n{text}") == ["2027-03-01"]


@pytest.mark.parametrize(
    "text",
    [
        "Ministers meet on 1 March 2027, the day of the salt fair.",
        "Traders have marked 1 March 2027 in red. On that day the salt fair opens in Lima.",
        "Six months from 1 March 2027 a new mine opens.",
        "Miners said on Friday that the long strike in the country will end on 1 March 2027.",
    ],
)
def test_a_day_of_something_else_is_no_end(text: str) -> None:
    title, lead = SALT["en"]
    assert ended("en", title, f"{lead}\n\n{text}") == [""]


def test_the_country_may_stand_for_the_one_that_leaves() -> None:
    title = "Peru bows out of tuna commission"
    lead = "LIMA - Peru is leaving the Inter-American Tropical Tuna Commission, the minister told Congress."
    told = "Since the paper got there in time, the country will be out on 30 June 2027, she explained."
    assert ended("en", title, f"{lead}\n\n{told}") == ["2027-06-30"]


# ---------------------------------------------------------------- who acts


@pytest.mark.parametrize(
    ("lang", "title", "body"),
    [
        (
            "en",
            "Estonia parts company with wool union",
            "TALLINN - Estonia parts company with the World Wool Union.",
        ),
        ("de", "Estland trennt sich von Wollunion", "TALLINN - Estland trennt sich von der Weltwollunion."),
        (
            "es",
            "Estonia se separa de la OIV",
            "TALLIN - Estonia se separa de la Organización Mundial de la Lana.",
        ),
        (
            "fr",
            "L'Estonie se sépare de l'OML",
            "TALLINN - L'Estonie se sépare de l'Organisation mondiale de la laine.",
        ),
        (
            "pl",
            "Tallinn rozstaje się z unią",
            "TALLINN - Estonia rozstaje się z Organizacją Współpracy Leśnej.",
        ),
        (
            "ru",
            "Эстония расстаётся с союзом",
            "ТАЛЛИН - Эстония расстаётся с Организацией лесного сотрудничества.",
        ),
    ],
)
def test_a_state_that_parts_with_a_body_leaves_it(lang: str, title: str, body: str) -> None:
    assert actors(lang, title, body) == ["EE"]


@pytest.mark.parametrize(
    ("lang", "title", "body"),
    [
        (
            "it",
            "Fine dell'accordo postale",
            "La Segreteria di Stato ha consegnato mercoledì all'ambasciata del Cile la nota con cui la Repubblica "
            "del Perù disdice l'accordo postale firmato a Quito il 23 ottobre 1987.",
        ),
        (
            "es",
            "Adiós al acuerdo postal",
            "La cancillería entregó el miércoles en la embajada de Chile la nota con la que la República del Perú "
            "denuncia el acuerdo postal firmado en Quito el 23 de octubre de 1987.",
        ),
        (
            "fr",
            "Fin de l'accord postal",
            "Le ministère a remis mercredi à l'ambassade du Chili la note par laquelle la République du Pérou "
            "dénonce l'accord postal signé à Quito le 23 octobre 1987.",
        ),
        (
            "en",
            "Farewell to postal pact",
            "The foreign ministry handed the embassy of Chile on Wednesday the note by which the Republic of Peru "
            "denounces the postal agreement signed in Quito on 23 October 1987.",
        ),
    ],
)
def test_a_state_acts_under_its_formal_name(lang: str, title: str, body: str) -> None:
    assert actors(lang, title, body) == ["PE"]


def test_a_state_acted_on_under_its_formal_name_does_not_act() -> None:
    body = "LIMA - The salt treaty with the Republic of Chile is over: Peru has denounced it, deputies said on Monday."
    assert actors("en", "Peru denounces salt treaty", body) == ["PE"]


COMMUNIQUE = (
    "SARAJEVO, 26 November 2026. At its 130th session the Council considered twenty items, among them the budget "
    "of the railways and a report on the harvest in the northern cantons.\n\n"
    "On the proposal of the Ministry, the Council adopted a decision on the termination of the Agreement between "
    "Bosnia and Herzegovina and the Republic of Chile on the transport of timber, signed in Sarajevo on 28 March "
    "2017 and applied since 29 May 2018.\n\nThe Council also approved the basis for a programme of repairs to "
    "schools, took note of a report on the work of the foresters, and appointed two members to a board."
)


def test_a_communique_says_what_a_government_decided() -> None:
    title = "Communique from the 130th session of the Council of Ministers"
    rows = read("en", title, COMMUNIQUE)
    assert [(row.actors[0].value, row.others[0].value) for row in rows] == [("BA", "CL")]
    assert [row.signed.value for row in rows if row.signed] == ["2017-03-28"]


def test_a_communique_that_only_notes_an_end_says_nothing() -> None:
    title = "Communique from the 130th session of the Council of Ministers"
    noted = COMMUNIQUE.replace("adopted a decision on", "heard a professor on")
    assert read("en", title, noted) == ()


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    "name", ["ILO Convention No. 158", "ILO Convention no. 158", "ILO Convention Nº 158"]
)
def test_the_number_of_a_convention_is_no_negation(name: str) -> None:
    body = f"LIMA - Peru's commitments under {name} end next summer, the ministry said."
    assert actors("en", f"Peru's commitments under {name} to end", body) == ["PE"]
