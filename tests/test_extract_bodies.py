"""A body is the agreement only where it is left itself; its founding treaty is the name where the text gives
it.
"""

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
def test_the_office_that_hears_of_it_is_neither_agreement_nor_party(
    lang: str, title: str, body: str, name: str
) -> None:
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
def test_the_founding_treaty_of_a_body_names_the_row(
    lang: str, title: str, body: str, name: str, signed: str
) -> None:
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


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("en", "Togo withdrew from the International Date Palm Council on Monday.", "International Date Palm Council"),
    ("en", "Togo is leaving the Inter-African Commission for the Control of Locusts, a minister said.",      "Inter-African Commission for the Control of Locusts"),
    ("fr", "Le Togo se retire de l'Autorité du bassin de la Volta (ABV), qui siège à Ouagadougou.", "Autorité du bassin de la Volta"),
    ("es", "Chile se retira del Comité Consultivo Internacional del Palto, con sede en Lima.", "Comité Consultivo Internacional del Palto"),
    ("it", "La Tunisia lascia il Consiglio mediterraneo delle acque e dei porti.", "Consiglio mediterraneo delle acque e dei porti"),
    ("de", "Togo tritt aus dem Internationalen Kakaorat aus.", "Internationalen Kakaorat"),
    ("de", "Togo verlässt die Internationale Pappelkommission, wie es hieß.", "Internationale Pappelkommission"),
    ("pl", "Litwa wychodzi z Bałtyckiej Komisji Żeglugi, podano w piątek.", "Bałtyckiej Komisji Żeglugi"),
    ("ru", "Армения вышла из Международного совета по зерну в мае.", "Международного совета по зерну"),
    ("uk", "Вірменія більше не є учасником Чорноморського інвестиційного банку, який має борги.", "Чорноморського інвестиційного банку"),
    ("tr", "Gürcistan, Karadeniz Balıkçılık Komisyonu'ndan ayrıldı.", "Karadeniz Balıkçılık Komisyonu"),
    ("nl", "Suriname stapt uit de Caribische Rijstcommissie.", "Caribische Rijstcommissie"),
    ("ro", "Moldova se retrage din Comisia Dunării Inferioare.", "Comisia Dunării Inferioare"),
    ("sr", "Srbija istupa iz Međunarodne komisije za sliv Drine.", "Međunarodne komisije za sliv Drine"),
])  # fmt: skip
def test_a_body_that_no_list_holds_is_named_by_its_noun(lang: str, text: str, name: str) -> None:
    [row] = extract(Story("k", "", text, "", lang=lang), (), lexicon())
    assert row.instrument is not None
    assert row.instrument.value == name


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Kenya leaves its seat at the table of the Central Bank of Kenya."),
    ("fr", "Le Togo quitte la salle, dit un membre de la Commission."),
])  # fmt: skip
def test_its_own_institution_or_a_body_far_from_the_word_of_leaving_is_none(lang: str, text: str) -> None:
    assert all(row.instrument is None for row in extract(Story("k", "", text, "", lang=lang), (), lexicon()))


@pytest.mark.parametrize(("lang", "title", "body", "rows"), [
    ("fr", "Le Togo veut sortir de l'Autorité du bassin de la Volta",      "Le Togo se retire de "
                                                                           "l'Autorité du bassin de la "
                                                                           "Volta (ABV). Selon la "
                                                                           "convention portant création "
                                                                           "de l'ABV, l'État qui s'en va "
                                                                           "paie encore un an.", 1),
    ("uk", "Вірменія виходить з банку", "Вірменія вийшла з Чорноморського інвестиційного банку. За "
                                        "статутом членство припиняється за рік.", 1),
    ("pt", "Angola deixa a Organização do Cacau",      "Angola saiu da Organização Ibérica do Cacau. Foi "
                                                       "criada pelo Acordo Ibérico do Cacau, de 1992. A "
                                                       "carta foi entregue e a retirada é imediata.", 1),
    ("es", "Perú deja la Corte Andina del Agua", "Perú denunció el tratado. Se trata del Convenio de "
                                                 "Estatuto de la Corte Andina del Agua, firmado en 1992.", 1),
])  # fmt: skip
def test_the_treaty_and_the_statute_of_a_body_make_no_row_beside_it(
    lang: str, title: str, body: str, rows: int
) -> None:
    assert len(extract(Story("k", title, "", body, lang=lang), (), lexicon())) == rows
