"""Articles that tell of two states' acts, states that a sentence calls "his country", and bodies in their
names; texts of our own.
"""

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


def names(found: tuple[Termination, ...]) -> list[tuple[str, str]]:
    return [(codes(row.actors), row.instrument.value if row.instrument else "") for row in found]


# ---------------------------------------------------------------- two acts


@pytest.mark.parametrize(("lang", "paragraphs", "second"), [
    ("en", ("Togo freezes fish deal, Zambia eyes the door", ("LOME - Togo suspended its Fishing "
                                                             "Agreement with Benin on Monday."),             "The step was expected. Traders at the harbour shrugged.", "Fuel is cheap there, they said.",             "In Lusaka, the minister said Zambia may quit the Southern Maize Research Council."),      ("ZM", "Southern Maize Research Council")),
    ("it", ("Il Togo sospende la pesca, lo Zambia minaccia", ("LOMÉ - Il Togo ha sospeso lunedì "
                                                              "l'Accordo di pesca con il Benin."),             "Il passo era atteso. I pescatori alzano le spalle.", "Il carburante costa poco, dicono.",             "A Lusaka il ministro ha detto che lo Zambia potrebbe lasciare la Commissione del Mais del Sud."),      ("ZM", "Commissione del Mais del Sud")),
    ("fr", ("Le Togo gèle la pêche, la Zambie menace", ("LOMÉ - Le Togo a suspendu lundi l'Accord de "
                                                        "pêche avec le Bénin."),             "La mesure était attendue. Les pêcheurs haussent les épaules.", ("Le "
                                                                                                                                                              "carburant "
                                                                                                                                                              "y "
                                                                                                                                                              "est "
                                                                                                                                                              "bon "
                                                                                                                                                              "marché, "
                                                                                                                                                              "disent-ils."),             ("À "
                                                                                                                                                                                           "Lusaka, "
                                                                                                                                                                                           "le "
                                                                                                                                                                                           "cabinet "
                                                                                                                                                                                           "zambien "
                                                                                                                                                                                           "a "
                                                                                                                                                                                           "décidé "
                                                                                                                                                                                           "le "
                                                                                                                                                                                           "3 "
                                                                                                                                                                                           "mars "
                                                                                                                                                                                           "que "
                                                                                                                                                                                           "le "
                                                                                                                                                                                           "pays "
                                                                                                                                                                                           "quitterait "
                                                                                                                                                                                           "l'Institut "
                                                                                                                                                                                           "austral "
                                                                                                                                                                                           "du "
                                                                                                                                                                                           "coton.")),      ("ZM", "Institut austral du coton")),
])  # fmt: skip
def test_the_second_act_of_an_article_is_a_row_where_it_names_a_body(
    lang: str, paragraphs: tuple[str, ...], second: tuple[str, str]
) -> None:
    found = names(article(lang, *paragraphs))
    assert len(found) == 2
    assert second in found


@pytest.mark.parametrize(("lang", "text", "actor"), [
    ("de", ("Kenias Minister sagte, sollte Uganda die Gespräche einfrieren, werde sein Land das Abkommen "
"über Seefracht aufkündigen."), "KE"),
    ("en", ("Kenya's minister said on Monday that, should Uganda walk off, his country would scrap the "
"Lake Transport Agreement."), "KE"),
    ("es", ("El ministro de Hacienda de Bolivia presentó un proyecto de ley para que el país denuncie el "
"convenio de aduanas."), "BO"),
    ("pt", ("O ministro da Fazenda da Bolívia disse que o seu país vai denunciar a convenção "
"aduaneira."), "BO"),
    ("tr", "Kenya Bakanı pazartesi günü ülkesinin göl taşımacılığı anlaşmasını feshedeceğini söyledi.", "KE"),
])  # fmt: skip
def test_his_country_is_that_of_the_one_who_speaks(lang: str, text: str, actor: str) -> None:
    assert [codes(row.actors) for row in article(lang, text)] == [actor]


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("es", ("Perú denunció el tratado de la Organización del Convenio Tupac Yupanqui de integración "
"agraria."), "Tupac"),
    ("fr", ("Le Pérou dénonce le traité de l'Organisation de la Convention Tupac Yupanqui sur "
"l'agriculture."), "Tupac"),
])  # fmt: skip
def test_a_body_is_called_by_its_agreement(lang: str, text: str, name: str) -> None:
    [row] = article(lang, text)
    assert row.instrument is not None
    assert name in row.instrument.value


def test_an_agreement_behind_a_comma_belongs_to_its_own_word_of_ending() -> None:
    [row] = article(
        "de", "Togo rudert zurück und tritt aus, das Fischereiabkommen zwischen Benin und Ghana läuft aus."
    )[:1]
    assert row.instrument is not None


def test_a_body_behind_a_quotation_mark_is_what_is_left() -> None:
    [row] = article(
        "pt", 'O ministro disse que o Togo "pode bater com a porta" da Comissão do Golfo do Benim.'
    )
    assert names((row,)) == [("TG", "Comissão do Golfo do Benim")]
