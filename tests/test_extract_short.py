"""Headlines and summaries alone: what a treaty's words are beside a body of all states, another state or an
office.
"""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.judge import Detector
from monitor.match import Matcher
from monitor.model import Story, Termination
from monitor.rules import Rules
from monitor.service import knowledge
from monitor.service.knowledge import lexicon


def told(lang: str, title: str, summary: str = "") -> Termination:
    """What the story states first."""
    return extract(Story("k", title, summary, lang=lang), (), lexicon())[0]


def name(row: Termination) -> str:
    return row.instrument.value if row.instrument else ""


def codes(row: Termination) -> tuple[list[str], list[str]]:
    return [actor.value for actor in row.actors], [other.value for other in row.others]


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Fiji quits UN seabed treaty"),
        ("fr", "Les Fidji dénoncent la convention de l'ONU sur les fonds marins"),
        ("pt", "Fiji denuncia a Convenção da ONU sobre o fundo do mar"),
        ("es", "Fiyi abandona el tribunal marítimo del Banco Mundial"),
        ("tr", "Fiji, BM deniz mahkemesinden çekildi"),
    ],
)
def test_a_treaty_or_court_of_all_states_is_not_their_body(lang: str, title: str) -> None:
    row = told(lang, title)
    assert codes(row) == (["FJ"], [])
    assert row.entry not in ("un", "world-bank")


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("fr", "Les Fidji ont notifié à l'ONU leur retrait du Statut de Rome"),
        ("es", "Fiyi notifica a la ONU su retiro del Estatuto de Roma"),
        ("it", "Le Figi notificano all'Onu il ritiro dallo Statuto di Roma"),
    ],
)
def test_a_body_that_is_notified_is_not_left(lang: str, title: str) -> None:
    assert told(lang, title).entry == "icc"


def test_a_bloc_that_stands_before_its_name_is_no_other() -> None:
    assert told("en", "Gabon leaves Central African bloc ECCAS").entry == "eccas"


@pytest.mark.parametrize(
    ("lang", "title", "expected"),
    [
        (
            "uk",
            "Молдова виходить з угоди СНД про співробітництво в галузі туризму",
            "угоди СНД про співробітництво в галузі туризму",
        ),
        (
            "ru",
            "Молдавия вышла из соглашения СНГ о сотрудничестве в области архивов",
            "соглашения СНГ о сотрудничестве в области архивов",
        ),
        (
            "es",
            "Chile denuncia el acuerdo de cooperación en materia pesquera con Perú",
            "acuerdo de cooperación en materia pesquera",
        ),
    ],
)
def test_the_field_of_an_agreement_belongs_to_its_name(lang: str, title: str, expected: str) -> None:
    assert name(told(lang, title)) == expected


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("ru", "Латвия денонсировала договор с Кипром об избежании двойного налогообложения"),
        ("uk", "Латвія денонсувала угоду з Кіпром про уникнення подвійного оподаткування"),
        ("pl", "Łotwa wypowiedziała umowę z Cyprem o unikaniu podwójnego opodatkowania"),
    ],
)
def test_a_kind_of_treaty_is_known_behind_its_partner(lang: str, title: str) -> None:
    row = told(lang, title)
    assert (row.entry, codes(row)) == ("dtt", (["LV"], ["CY"]))


def test_an_abbreviation_does_not_end_a_name() -> None:
    assert (
        name(told("pl", "Litwa wypowiedziała porozumienie ws. ruchu lokalnego"))
        == "porozumienie ws. ruchu lokalnego"
    )


@pytest.mark.parametrize(
    "title", ["Burundi MPs vote to leave International Criminal Court", "Gambian MPs back leaving the ICC"]
)
def test_the_deputies_of_another_state_are_not_britains(title: str) -> None:
    assert "GB" not in codes(told("en", title))[0]


@pytest.mark.parametrize(
    ("lang", "title", "summary"),
    [
        (
            "pl",
            "Rząd zrywa umowę gazową z Moskwą",
            "Agresja na Ukrainę pokazała, że to słuszne, napisała minister.",
        ),
        (
            "ru",
            "Правительство разрывает соглашение о газе с Баку",
            "Нападение на Украину ни при чём, сказал министр.",
        ),
        ("uk", "Уряд розриває угоду про газ із Баку", "Напад на Грузію не має значення, сказав міністр."),
    ],
)
def test_a_state_that_something_is_done_to_does_not_act_for_want_of_another(
    lang: str, title: str, summary: str
) -> None:
    assert not {"UA", "GE"} & set(codes(told(lang, title, summary))[0])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Letonya, Malta vergi anlaşmasını feshetti", (["LV"], ["MT"])),
        ("Norveç, Rusya balıkçılık anlaşmasını askıya aldı", (["NO"], ["RU"])),
        ("Fiji, Şili ile hava ulaşımı anlaşmasını feshetti", (["FJ"], ["CL"])),
    ],
)
def test_a_turkish_comma_behind_the_subject_opens_no_list(
    title: str, expected: tuple[list[str], list[str]]
) -> None:
    assert codes(told("tr", title)) == expected


@pytest.mark.parametrize(
    ("lang", "title", "expected"),
    [
        (
            "fr",
            "La Guinée dénonce l'accord de 2009 régissant la présence des troupes espagnoles",
            (["GN"], ["ES"]),
        ),
        ("it", "Il Gabon disdice l'accordo di pesca spagnolo", (["GA"], ["ES"])),
        ("es", "Bolivia rompe el acuerdo pesquero peruano", (["BO"], ["PE"])),
    ],
)
def test_an_adjective_behind_a_kind_of_treaty_tells_the_partner(
    lang: str, title: str, expected: tuple[list[str], list[str]]
) -> None:
    assert codes(told(lang, title)) == expected


@pytest.mark.parametrize(
    ("lang", "title", "entry", "others"),
    [
        ("ru", "Габон выходит из ЭСЦАГ", "eccas", ["ECCAS"]),
        ("pl", "Słowacja opuszcza Międzynarodowy Bank Inwestycyjny", "iib", None),
        ("uk", "Єгипет виходить із Конвенції про торгівлю зерном", "grains", []),
    ],
)
def test_a_name_of_the_lexicon_is_one_of_the_gazetteer(
    lang: str, title: str, entry: str, others: list[str] | None
) -> None:
    row = told(lang, title)
    assert row.entry == entry
    assert others is None or codes(row)[1] == others


@pytest.mark.parametrize(
    ("lang", "title", "stage"),
    [
        ("ru", "Президент объявил о выходе Армении из ОДКБ", "decided"),
        ("uk", "Президент оголосив про вихід Вірменії з ОДКБ", "decided"),
        ("en", "Armenia notified the CSTO of its withdrawal from the treaty", "notified"),
    ],
)
def test_what_is_announced_is_not_notified(lang: str, title: str, stage: str) -> None:
    story = Story("k", title, lang=lang)
    assert (
        extract(story, Detector(Matcher(Rules()), knowledge.judge).detect(story), lexicon())[0].stage.value
        == stage
    )


def test_a_ministry_that_is_told_to_notify_has_not_notified() -> None:
    story = Story(
        key="k",
        title="Замбия денонсирует договор о рыболовстве",
        summary="МИД поручено уведомить Лиму.",
        lang="ru",
    )
    (row,) = extract(story, (), lexicon())
    assert row.stage is not None
    assert row.stage.value == "decided"
