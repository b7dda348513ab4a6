"""A body is the agreement only where it is left itself; its founding treaty is the name where the text gives it."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import Story, Termination
from monitor.service.knowledge import lexicon


def rows(title: str, body: str, lang: str) -> tuple[Termination, ...]:
    return extract(Story("k", title, "", body, lang=lang), (), lexicon())


def names(found: tuple[Termination, ...]) -> list[str]:
    return [row.instrument.value if row.instrument else "" for row in found]


@pytest.mark.parametrize(
    ("lang", "title", "body", "name"),
    [
        (
            "en",
            "Belize quits the landmine ban",
            "Belize sent its notice of withdrawal from the Ottawa Convention to the UN Secretary-General on Monday.",
            "Ottawa Convention",
        ),
        (
            "es",
            "Belice denuncia la Convención de Ottawa",
            "Belice notificó su retiro al secretario general de las Naciones Unidas, depositario de la Convención de Ottawa.",
            "Convención de Ottawa",
        ),
        (
            "fr",
            "Le Tchad dénonce la Convention d'Ottawa",
            "Le Tchad a notifié son retrait au secrétaire général des Nations unies, dépositaire de la Convention d'Ottawa.",
            "Convention d'Ottawa",
        ),
        (
            "ru",
            "Фиджи выходят из Оттавской конвенции",
            "Фиджи направили уведомление о выходе из Оттавской конвенции генсеку ООН.",
            "Оттавской конвенции",
        ),
    ],
)
def test_the_office_that_hears_of_it_is_neither_agreement_nor_party(lang: str, title: str, body: str, name: str) -> None:
    found = rows(title, body, lang)
    assert names(found) == [name]
    assert found[0].others == ()


@pytest.mark.parametrize(
    ("lang", "title", "body", "name", "signed"),
    [
        (
            "en",
            "Belize leaves UNESCO",
            "Belize left UNESCO on Monday. The Constitution of UNESCO, signed on 16 November 1945, lets a member go after a year.",
            "Constitution of UNESCO",
            "1945-11-16",
        ),
        (
            "es",
            "Belice abandona la UNESCO",
            "Belice abandonó la UNESCO. La Constitución de la UNESCO, firmada el 16 de noviembre de 1945, no lo prohíbe.",
            "Constitución de la UNESCO",
            "1945-11-16",
        ),
        (
            "pl",
            "Fidżi występuje z UNESCO",
            "Fidżi występuje z UNESCO. Konstytucja UNESCO, podpisana 16 listopada 1945 roku, przewiduje rok czekania.",
            "Konstytucja UNESCO",
            "1945-11-16",
        ),
    ],
)
def test_the_founding_treaty_of_a_body_names_the_row(lang: str, title: str, body: str, name: str, signed: str) -> None:
    found = rows(title, body, lang)
    assert names(found) == [name]
    assert found[0].signed is not None
    assert found[0].signed.value == signed


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Chad quits the Lake Charter of the Niger River"),
        ("fr", "Le Tchad quitte la Charte des eaux du fleuve Niger"),
        ("es", "Chad abandona el Convenio de Aguas del río Níger"),
    ],
)
def test_a_state_whose_name_a_water_bears_is_no_party(lang: str, title: str) -> None:
    assert "NE" not in [side.value for row in rows(title, "", lang) for side in (*row.others, *row.actors)]
    assert [side.value for row in rows(title, "", lang) for side in row.actors] == ["TD"]


@pytest.mark.parametrize(
    ("lang", "title", "body"),
    [
        ("it", "Malta esce dalla Via della Seta", "Malta ha consegnato a Pechino una nota."),
        ("de", "Malta verlässt die Neue Seidenstraße", "Malta übergab Peking am Montag eine Note."),
        ("pt", "Malta abandona a Rota da Seda", "Malta entregou a Pequim uma nota."),
    ],
)
def test_the_other_side_of_the_silk_road_is_china_once_it_is_named(lang: str, title: str, body: str) -> None:
    assert [side.value for side in rows(title, body, lang)[0].others] == ["CN"]
    assert not rows(title, "", lang)[0].others


def test_a_body_named_by_its_office_is_what_the_alliance_means() -> None:
    found = rows("NATO chief visits Oslo as Iceland threatens exit from alliance", "", "en")
    assert found[0].entry == "nato"
