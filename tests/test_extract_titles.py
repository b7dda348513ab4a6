"""The title of an agreement, written in full somewhere in the article, is its name in the register."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import Story, Termination
from monitor.service.knowledge import lexicon


def main_row(title: str, body: str, lang: str) -> Termination:
    return next(row for row in extract(Story("k", title, "", body, lang=lang), (), lexicon()) if row.main)


def name_of(row: Termination) -> str:
    return row.instrument.value if row.instrument else ""


@pytest.mark.parametrize(
    ("lang", "headline", "body", "name", "signed"),
    [
        (
            "en",
            "Belize freezes convict pact with Norway",
            "Belize has suspended its prisoner arrangement with Norway. The step concerns the Agreement between the Government of Belize"
            " and the Government of the Kingdom of Norway on the Transfer of Sentenced Persons, signed on 3 May 1999.",
            "Agreement between the Government of Belize and the Government of the Kingdom of Norway on the Transfer of Sentenced Persons",
            "1999-05-03",
        ),
        (
            "fr",
            "Le Tchad rompt son accord fiscal avec Malte",
            "Le Tchad a dénoncé l'accord fiscal avec Malte. Il s'agit de la Convention entre le Gouvernement de la République du Tchad"
            " et le Gouvernement de la République de Malte relative à la circulation des capitaux, signée le 2 mars 1987.",
            "Convention entre le Gouvernement de la République du Tchad et le Gouvernement de la République de Malte"
            " relative à la circulation des capitaux",
            "1987-03-02",
        ),
        (
            "es",
            "Kenia rompe el pacto fiscal con Chile",
            "Kenia denunció el Convenio entre la República de Chile y la República de Kenia para evitar la doble imposición en materia de"
            " impuestos sobre la renta, firmado el 4 de mayo de 1999.",
            "Convenio entre la República de Chile y la República de Kenia para evitar la doble imposición en materia de"
            " impuestos sobre la renta",
            "1999-05-04",
        ),
        (
            "de",
            "Peru kündigt Fischereipakt mit Norwegen",
            "Peru kündigte das Abkommen zwischen der Republik Peru und dem Königreich Norwegen über Fischerei, Handel und Seetransport.",
            "Abkommen zwischen der Republik Peru und dem Königreich Norwegen über Fischerei, Handel und Seetransport",
            None,
        ),
        (
            "ru",
            "Ирландия прекращает договор с Тунисом",
            "Ирландия прекращает действие Соглашения между Правительством Ирландии и Правительством Тунисской Республики о воздушном"
            " сообщении, подписанного 3 мая 1988 года.",
            "Соглашения между Правительством Ирландии и Правительством Тунисской Республики о воздушном сообщении",
            "1988-05-03",
        ),
        (
            "pl",
            "Tunezja zrywa umowę inwestycyjną z Maltą",
            "Tunezja wypowiedziała Umowę między Rządem Republiki Tunezji a Rządem Republiki Malty w sprawie wzajemnego popierania i ochrony"
            " inwestycji, podpisaną 29 marca 1993 roku.",
            "Umowę między Rządem Republiki Tunezji a Rządem Republiki Malty w sprawie wzajemnego popierania i ochrony inwestycji",
            "1993-03-29",
        ),
        (
            "it",
            "Malta rompe l'intesa militare con il Perù",
            "Malta ha denunciato l'intesa militare con il Perù. L'Accordo di cooperazione tra il Governo della Repubblica di Malta e il"
            " Governo della Repubblica del Perù in materia di difesa è stato firmato il 3 giugno 2004.",
            "Accordo di cooperazione tra il Governo della Repubblica di Malta e il Governo della Repubblica del Perù in materia di difesa",
            "2004-06-03",
        ),
    ],
)  # fmt: skip
def test_the_title_names_the_row(lang: str, headline: str, body: str, name: str, signed: str | None) -> None:
    row = main_row(headline, body, lang)
    assert name_of(row) == name
    assert (row.signed.value if row.signed else None) == signed
    assert len(row.actors) == len(row.others) == 1


@pytest.mark.parametrize(
    ("lang", "headline", "body", "name"),
    [
        (
            "en",
            "Chad scraps fishing deal with Malta",
            "Chad ended the fishing deal with Malta. Lawyers compared it with the Treaty on Coral and Seagrass.",
            "fishing deal",
        ),
        (
            "es",
            "Chad rompe el acuerdo pesquero con Malta",
            "Chad denunció el acuerdo pesquero con Malta. Juristas recordaron la Convención sobre los Volcanes Dormidos.",
            "acuerdo pesquero",
        ),
        (
            "de",
            "Peru kündigt Fischereiabkommen mit Norwegen",
            "Peru kündigte das Fischereiabkommen mit Norwegen. Ein Jurist verwies auf den Vertrag über die Korallenbänke.",
            "Fischereiabkommen",
        ),
    ],
)
def test_the_title_of_another_agreement_does_not(lang: str, headline: str, body: str, name: str) -> None:
    row = main_row(headline, body, lang)
    assert name_of(row).startswith(name)


def test_a_title_with_quotation_marks_inside_is_kept_whole() -> None:
    body = "Malta esce dal Memorandum d'intesa sul progetto «Porti del Sud» e sui traffici, firmato il 3 maggio 2011 con la Tunisia."
    row = main_row("Malta esce dal memorandum", body, "it")
    assert name_of(row) == "Memorandum d'intesa sul progetto «Porti del Sud» e sui traffici"


@pytest.mark.parametrize(
    ("lang", "headline", "body"),
    [
        (
            "en",
            "Malta ends weapons disposal agreement with Kenya",
            "Malta told Kenya of the end of the weapons disposal agreement. The United States left the INF Treaty in 2019.",
        ),
        (
            "de",
            "Malta kündigt Abkommen über Rüstungshilfe mit Kenia",
            "Malta kündigte das Abkommen. Die USA verließen den INF-Vertrag im Jahr 2019.",
        ),
        (
            "ru",
            "Мальта прекращает соглашение об утилизации оружия с Кенией",
            "Мальта уведомила Кению о прекращении соглашения. США вышли из Договора о РСМД в 2019 году.",
        ),
    ],
)
def test_the_treaty_that_another_state_left_is_not_the_one(lang: str, headline: str, body: str) -> None:
    row = main_row(headline, body, lang)
    assert [actor.value for actor in row.actors] == ["MT"]
    assert [side.value for side in row.others] == ["KE"]
    assert row.entry != "inf"


@pytest.mark.parametrize(
    ("lang", "headline", "body", "name"),
    [
        ("en", "Fiji quits the climate accord", "Fiji is leaving the climate accord. The Paris Agreement has a rule.", "Paris Agreement"),
        ("ru", "Фиджи выходят из ДОН", "Фиджи выходят из Договора по открытому небу.", "Договора по открытому небу"),
        ("pl", "Fidżi opuszcza traktat o zakazie prób jądrowych", "Chodzi o Traktat o całkowitym zakazie prób jądrowych - podało radio.",
         "Traktat o całkowitym zakazie prób jądrowych"),
    ],
)  # fmt: skip
def test_a_name_with_capitals_leads_over_a_description_of_the_same_entry(lang: str, headline: str, body: str, name: str) -> None:
    assert name_of(main_row(headline, body, lang)) == name


def test_a_kind_of_treaty_takes_the_title_of_its_subject() -> None:
    body = (
        "Malta hat das Abkommen zwischen der Regierung von Malta und der Regierung von Kenia"
        " zur Vermeidung der Doppelbesteuerung gekündigt."
    )
    row = main_row("Malta kündigt Steuerabkommen", body, "de")
    assert name_of(row).endswith("zur Vermeidung der Doppelbesteuerung")
    assert [side.value for side in row.others] == ["KE"]


def test_the_day_of_the_title_leads_over_that_of_another_agreement_with_the_same_state() -> None:
    body = (
        "Malta esce dal Memorandum d'intesa sui porti e sui traffici con la Tunisia. L'intesa era stata firmata il 3 maggio 2011."
        " Con la Tunisia resta il partenariato strategico del 2004."
    )
    row = main_row("Malta esce dal memorandum sui porti", body, "it")
    assert row.signed is not None
    assert row.signed.value == "2011-05-03"


@pytest.mark.parametrize(("lang", "paragraphs", "name"), [
    ("en", ("Togo ends security deal with Benin", "LOME - Togo has ended its security deal with Benin.",
            "The Agreement on the Exchange of Police Data was signed in Lome on 3 May 1990."), "Agreement on the Exchange of Police Data"),
    ("de", ("Togo beendet Sicherheitsabkommen mit Benin", "LOMÉ - Togo beendet das Sicherheitsabkommen mit Benin.",
            "Das Abkommen über den Austausch von Polizeidaten wurde am 3. Mai 1990 in Lomé von zwei Ministern unterzeichnet."),
     "Abkommen über den Austausch von Polizeidaten"),
    ("es", ("Chile pone fin al pacto de seguridad con Perú", "SANTIAGO - Chile pone fin al pacto de seguridad con Perú.",
            "El Acuerdo sobre Intercambio de Datos Policiales fue firmado en Lima el 3 de mayo de 1990."),
     "Acuerdo sobre Intercambio de Datos Policiales"),
])  # fmt: skip
def test_the_only_title_that_was_signed_names_the_nickname_of_one_exit(lang: str, paragraphs: tuple[str, ...], name: str) -> None:
    row = main_row(paragraphs[0], "\n\n".join(paragraphs[1:]), lang)
    assert (name_of(row), row.signed.value if row.signed else "") == (name, "1990-05-03")


@pytest.mark.parametrize(("lang", "title", "lead", "name"), [
    ("pl", "Togo wychodzi z porozumienia o rzece",
     "Togo opuszcza Konwencję o współpracy na rzecz ochrony rzeki, podpisaną w Sofii 3 maja 1990 roku.",
     "Konwencję o współpracy na rzecz ochrony rzeki"),
    ("es", "Chile anula el acuerdo postal con Perú",
     "Chile denuncia el Convenio Postal con Perú, firmado el 3 de mayo de 1990.", "Convenio Postal"),
    ("it", "Il Togo annulla l'intesa postale con il Benin", "Il Togo denuncia l'Accordo Postale con il Benin, firmato il 3 maggio 1990.",
     "Accordo Postale"),
])  # fmt: skip
def test_a_title_in_the_lead_names_what_the_headline_describes(lang: str, title: str, lead: str, name: str) -> None:
    row = main_row(title, lead, lang)
    assert (name_of(row), row.signed.value if row.signed else "") == (name, "1990-05-03")


@pytest.mark.parametrize(("lang", "headline", "body", "name"), [
    ("fr", "Le Tchad rompt un accord avec Malte", "Le Tchad a dénoncé l'accord de pêche et de navigation côtière qui le liait à Malte.",
     "accord de pêche et de navigation côtière"),
    ("fr", "Le Bénin quitte un traité", "Le Bénin a dénoncé le traité de commerce, d'établissement et de navigation, signé en 1961 avec "
     "le Togo.",
     "traité de commerce, d'établissement et de navigation"),
    ("es", "Chile rompe un tratado con Perú", "Chile denunció el tratado de amistad, de comercio y de navegación firmado en 1890 con Perú.",
     "tratado de amistad, de comercio y de navegación"),
    ("it", "Malta rompe un accordo con la Tunisia",
     "Malta ha denunciato l'accordo di pesca e di soccorso marittimo firmato con la Tunisia nel 1988.",
     "accordo di pesca e di soccorso marittimo"),
    ("pt", "Cabo Verde rompe um acordo com o Senegal", "Cabo Verde denunciou o acordo de pescas e de salvamento marítimo, "
     "assinado em 1999 com o Senegal.", "acordo de pescas e de salvamento marítimo"),
    ("ru", "Армения выходит из соглашения с Ираном", "Армения денонсировала соглашение о торговле и о речном судоходстве, "
     "подписанное в 1999 году с Ираном.", "соглашение о торговле и о речном судоходстве"),
])  # fmt: skip
def test_a_list_that_repeats_its_little_word_is_part_of_the_name(lang: str, headline: str, body: str, name: str) -> None:
    assert name_of(main_row(headline, body, lang)) == name


@pytest.mark.parametrize(("lang", "text", "name"), [
    ("fr", "Le Togo dénonce l'accord de pêche avec Malte et de nombreux marins protestent.", "accord de pêche"),
    ("fr", "Le Togo dénonce l'accord de pêche et de nombreux marins de Malte protestent.", "accord de pêche"),
])  # fmt: skip
def test_another_clause_with_the_same_little_word_is_not(lang: str, text: str, name: str) -> None:
    assert name_of(main_row("", text, lang)) == name


@pytest.mark.parametrize(("lang", "headline", "body", "name"), [
    ("de", "Peru kündigt Abkommen mit Norwegen", "Peru kündigte das Abkommen über technisch-wissenschaftliche Zusammenarbeit, das 1988 mit "
     "Norwegen geschlossen wurde.", "Abkommen über technisch-wissenschaftliche Zusammenarbeit"),
    ("ru", "Армения выходит из соглашения СНГ",
     "Армения выходит из Соглашения о пособиях семьям государств — участников Содружества в случае "
     "болезни, подписанного в 1994 году.", "Соглашения о пособиях семьям государств — участников Содружества в случае болезни"),
    ("uk", "Вірменія виходить з угоди СНД", "Вірменія виходить з Угоди про допомогу сім'ям держав — учасниць Співдружності в разі хвороби, "
     "підписаної у 1994 році.", "Угоди про допомогу сім'ям держав — учасниць Співдружності в разі хвороби"),
    ("en", "Peru ends rail pact", "Peru ended the Agreement between the Government of Peru and the Government of Ruritania on Rail "
     "Traffic, signed in 1988.", "Agreement between the Government of Peru and the Government of Ruritania on Rail Traffic"),
])  # fmt: skip
def test_a_title_goes_on_past_hyphens_dashes_and_names_that_no_list_holds(lang: str, headline: str, body: str, name: str) -> None:
    assert name_of(main_row(headline, body, lang)) == name
