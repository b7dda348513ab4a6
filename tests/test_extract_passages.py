"""What one passage of an article names for another, and what it only names in passing; texts of our own."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Evidence, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def article(lang: str, *paragraphs: str) -> tuple[Termination, ...]:
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=DAY)


def codes(found: tuple[Evidence, ...]) -> str:
    return "+".join(one.value for one in found)


def name(row: Termination) -> str:
    return row.instrument.value if row.instrument else ""


# ---------------------------------------------------------------- names that a sentence introduces


@pytest.mark.parametrize(("lang", "paragraphs", "words"), [
    ("en", ("Lima strikes out two more papers", "LIMA - Peru's parliament passed a law by which the country tears up two documents.",             "At issue is the Agreement on Cooperation in Plant Health and the Agreement on Mutual Recognition of Seals."),      ["Plant Health", "Seals"]),
    ("es", ("Lima tacha dos papeles más", "LIMA - El Parlamento del Perú aprobó el lunes una ley con la que el país rompe dos documentos.",             "Se trata del Acuerdo sobre Sanidad Vegetal y del Acuerdo sobre Reconocimiento de Sellos."),      ["Sanidad Vegetal", "Sellos"]),
    ("en", ("Two old papers", "LIMA - Peru's assembly voted on Monday to tear up two old papers with its neighbours.",             "They are the Convention on River Tolls and the Protocol on Pearl Fishing."), ["River Tolls", "Pearl Fishing"]),
    ("de", ("Lima streicht ein Papier", "LIMA - Peru hat per Note mitgeteilt, man betrachte sich als nicht länger gebunden.",             "Gemeint ist das Abkommen zwischen der Republik Peru und der Republik Chile über Pflanzenschutz."), ["Pflanzenschutz"]),
])  # fmt: skip
def test_a_sentence_introduces_what_the_one_before_it_ends(
    lang: str, paragraphs: tuple[str, ...], words: list[str]
) -> None:
    rows = article(lang, *paragraphs)
    assert [codes(row.actors) for row in rows] == ["PE"] * len(words)
    assert all(any(word in name(row) for row in rows) for word in words)


@pytest.mark.parametrize(("lang", "text", "title"), [
    ("de", "Peru kündigt das Übereinkommen Nr. 96 der Internationalen Arbeitsorganisation über Büros für Arbeitsvermittlung.",      "Übereinkommen Nr. 96 der Internationalen Arbeitsorganisation über Büros für Arbeitsvermittlung"),
    ("en", "Peru denounces Convention No. 96 of the International Labour Organization concerning Employment Agencies.",      "Convention No. 96 of the International Labour Organization concerning Employment Agencies"),
    ("fr", "Le Pérou dénonce la convention n° 96 de l'Organisation internationale du travail sur les bureaux de placement.",      "convention n° 96 de l'Organisation internationale du travail sur les bureaux de placement"),
])  # fmt: skip
def test_the_number_of_a_convention_and_its_body_belong_to_its_title(
    lang: str, text: str, title: str
) -> None:
    [row] = article(lang, text)
    assert name(row) == title


@pytest.mark.parametrize(("lang", "paragraphs", "bodies"), [
    ("es", ("Lima se despide de dos organismos", "LIMA - El Perú deja de formar parte de los siguientes organismos:",             "1. "
                                                                                                                                  "Unión "
                                                                                                                                  "Algodonera "
                                                                                                                                  "de "
                                                                                                                                  "las "
                                                                                                                                  "Américas, "
                                                                                                                                  "España "
                                                                                                                                  "y "
                                                                                                                                  "Portugal. "
                                                                                                                                  "La "
                                                                                                                                  "carta, "
                                                                                                                                  "recibida "
                                                                                                                                  "el "
                                                                                                                                  "2 "
                                                                                                                                  "de "
                                                                                                                                  "marzo, "
                                                                                                                                  "surte "
                                                                                                                                  "efecto "
                                                                                                                                  "al "
                                                                                                                                  "año.\n2. "
                                                                                                                                  "Comité "
                                                                                                                                  "Coordinador "
                                                                                                                                  "de "
                                                                                                                                  "Instituciones "
                                                                                                                                  "de "
                                                                                                                                  "Riego. "
                                                                                                                                  "El "
                                                                                                                                  "plazo "
                                                                                                                                  "no "
                                                                                                                                  "se "
                                                                                                                                  "indica."),      ["Unión Algodonera de las Américas, España y Portugal", "Comité Coordinador de Instituciones de Riego"]),
    ("en", ("Lima bids farewell to two bodies", "LIMA - Peru is no longer a member of the following bodies:",             "1. "
                                                                                                                          "Southern "
                                                                                                                          "Cotton "
                                                                                                                          "Union. "
                                                                                                                          "The "
                                                                                                                          "letter, "
                                                                                                                          "received "
                                                                                                                          "on "
                                                                                                                          "2 "
                                                                                                                          "March, "
                                                                                                                          "takes "
                                                                                                                          "effect "
                                                                                                                          "a "
                                                                                                                          "year "
                                                                                                                          "later.\n2. "
                                                                                                                          "Coordinating "
                                                                                                                          "Committee "
                                                                                                                          "of "
                                                                                                                          "Irrigation "
                                                                                                                          "Institutions. "
                                                                                                                          "No "
                                                                                                                          "day "
                                                                                                                          "is "
                                                                                                                          "given."),      ["Southern Cotton Union", "Coordinating Committee of Irrigation Institutions"]),
])  # fmt: skip
def test_a_line_that_opens_with_a_body_is_about_it(
    lang: str, paragraphs: tuple[str, ...], bodies: list[str]
) -> None:
    rows = article(lang, *paragraphs)
    assert [name(row) for row in rows] == bodies
    assert {codes(row.actors) for row in rows} == {"PE"}


@pytest.mark.parametrize(("lang", "text", "body"), [
    ("en", "LIMA - The minister said that Peru would be out of that fund by June. It is the Southern Cotton Stabilisation Fund.",      "Southern Cotton Stabilisation Fund"),
    ("pt", "LIMA - O ministro disse que o Peru vai sair do fundo em junho. É o Fundo Austral de Estabilização do Algodão, criado em 2006.",      "Fundo Austral de Estabilização do Algodão"),
])  # fmt: skip
def test_the_noun_of_a_body_means_the_only_one_that_has_it(lang: str, text: str, body: str) -> None:
    assert [name(row) for row in article(lang, text)] == [body]


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Malta stays, Peru does not", "The Southern Institute of Cotton Studies loses a member and keeps another.",             "It happened on Thursday. In the seat of the institute somebody sighed.",             "Malta has withdrawn its withdrawal of August, the ministry said on Thursday.",             "The other news comes from Peru. The government of Peru has decided to leave: the dues are too high.")),
    ("it", ("Malta ci ripensa, Lima no", "Il Centro australe di studi sul cotone perde un socio e ne ritrova un altro.",             "È accaduto giovedì. Nella sede qualcuno ha tirato un sospiro.",             "La Valletta ha fatto sapere di rinunciare al recesso dichiarato in agosto.",             "L'altra notizia arriva dal Perù. Il governo del Perù ha deliberato di uscirne: le quote sono troppo alte.")),
])  # fmt: skip
def test_the_body_that_opens_an_article_is_what_both_states_of_the_headline_act_on(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    rows = article(lang, *paragraphs)
    assert "PE" in [codes(row.actors) for row in rows]
    assert all(("Institute" if lang == "en" else "Centro") in name(row) for row in rows)


# ---------------------------------------------------------------- what is named in passing


@pytest.mark.parametrize(("lang", "text"), [
    ("ru", "Перу разрывает Соглашение о взаимном признании печатей, которое стороны заключили в Ташкенте в 1992 году."),
    ("uk", "Перу розриває Угоду про взаємне визнання печаток, яку сторони уклали в Ташкенті у 1992 році."),
    ("es", "El Perú denuncia el Acuerdo sobre Reconocimiento de Sellos, que las partes firmaron en Taskent en 1992."),
])  # fmt: skip
def test_the_place_of_signature_is_no_counterparty(lang: str, text: str) -> None:
    [row] = article(lang, text)
    assert (codes(row.actors), codes(row.others)) == ("PE", "")


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("fr", ("Fin de la convention avec le Chili", "LIMA - Le Pérou met fin à la Convention de pêche "
                                                  "entre la République du Pérou et la République du "
                                                  "Chili.", "L'accord du 4 juin 2024 entre l'Union européenne et le Chili la rendra sans objet.")),
    ("en", ("End of the pact with Chile", "LIMA - Peru ends the Convention on Fishing between the "
                                          "Republic of Peru and the Republic of Chile.", "The accord of 2024 between the European Union and Chile will replace it.")),
    ("es", ("Fin del convenio con Chile", "LIMA - El Perú pone fin al Convenio de Pesca entre la "
                                          "República del Perú y la República de Chile.", "El mismo día prorrogó el acuerdo con Ecuador sobre ambulancias.")),
])  # fmt: skip
def test_an_agreement_of_others_or_one_that_is_prolonged_gives_no_counterparty(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    assert [(codes(row.actors), codes(row.others)) for row in article(lang, *paragraphs)] == [("PE", "CL")]


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Lima turns round, school protocol is over", "LIMA - Peru quit the Southern Hydrology Convention on Monday.",             "On another front, the School Protocol between Georgia and Azerbaijan expired on 28 February.")),
    ("tr", ("Lima çekildi, okul protokolü sona erdi", "Peru, Güney Bölgesel Hidroloji Sözleşmesi'nden pazartesi günü ayrıldı.",             "Gürcistan ile Azerbaycan arasındaki Ortak Okul Protokolü 28 Şubat'ta süresi dolduğu için ortadan kalktı.")),
])  # fmt: skip
def test_what_runs_out_between_two_other_states_ends_for_both(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert "GE+AZ" in [codes(row.actors) for row in article(lang, *paragraphs)]


def test_a_name_does_not_begin_inside_the_name_of_a_state() -> None:
    [row] = article("en", "Peru ends the Peru-Bosnia and Herzegovina Investment Treaty.")
    assert (codes(row.actors), codes(row.others)) == ("PE", "BA")


@pytest.mark.parametrize("act", ["Cumhurbaşkanı Kararı", "Bakanlar Kurulu Kararı"])
def test_the_decree_before_a_turkish_title_is_none_of_its_words(act: str) -> None:
    text = f"ANKARA - Dün yayımlanan {act} ile Türkiye Cumhuriyeti Hükümeti ile Peru Cumhuriyeti Hükümeti Arasında Deniz Anlaşması feshedildi."
    [row] = article("tr", text)
    assert name(row).startswith("Türkiye Cumhuriyeti Hükümeti ile Peru")


@pytest.mark.parametrize(("lang", "text", "title"), [
    ("it", "ROMA - L'Italia ha deciso di recedere dall'accordo con l'Albania e di uscirne entro giugno.", "accordo con l'Albania"),
    ("es", "LIMA - El Perú decidió denunciar el convenio con Albania y abandonarlo en junio.", "convenio con Albania"),
])  # fmt: skip
def test_a_name_ends_before_another_verb_of_ending(lang: str, text: str, title: str) -> None:
    assert title in [name(row) for row in article(lang, text)]


@pytest.mark.parametrize(("lang", "text"), [
    ("de", "Kenias Minister sagte, seine Regierung werde das Fischereiabkommen mit Uganda kündigen, falls Kampala nicht einlenke."),
    ("de", "Kenia will das Fischereiabkommen mit Uganda kündigen, wenn Kampala nicht zahlt."),
])  # fmt: skip
def test_a_negation_behind_a_comma_belongs_to_another_verb(lang: str, text: str) -> None:
    assert [(codes(row.actors), codes(row.others)) for row in article(lang, text)] == [("KE", "UG")]


@pytest.mark.parametrize(("lang", "text"), [
    ("fr", "LIMA - Le protocole de pêche entre le Pérou et l'Équateur est arrivé à terme lundi, et Lima n'a pas souhaité le renouveler."),
    ("en", "LIMA - The Fishing Protocol between Peru and Ecuador expired on Monday, and Lima declined to renew it."),
    ("es", "LIMA - El Protocolo de Pesca entre el Perú y el Ecuador expiró el lunes, y Lima no quiso renovarlo."),
])  # fmt: skip
def test_who_declines_to_renew_ends_what_runs_out(lang: str, text: str) -> None:
    assert [(codes(row.actors), codes(row.others)) for row in article(lang, text)] == [("PE", "EC")]


def test_a_dateline_is_no_part_of_a_turkish_title() -> None:
    [row] = article(
        "tr",
        "ANKARA - Türkiye ile Peru arasındaki Güney Balıkçılık Protokolü pazartesi sona erdi; Ankara uzatmak istemedi.",
    )
    assert (name(row), codes(row.actors)) == ("Türkiye ile Peru arasındaki Güney Balıkçılık Protokolü", "TR")
