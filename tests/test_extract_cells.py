"""Notices that name no document, forms that are about something else, and stages that other claims of the
article tell.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Evidence, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

PUBLISHED = date(2026, 3, 10)


def row_of(lang: str, *paragraphs: str) -> Termination:
    """The first row of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=PUBLISHED)[0]


def value(cell: Evidence | None) -> str | None:
    return cell.value if cell is not None else None


@pytest.mark.parametrize(("lang", "paragraphs", "day"), [
    ("en", ("Fiji to leave jute council", "Fiji leaves the International Jute Council. Its withdrawal was registered on 15 February."),      "2026-02-15"),
    ("en", ("Bhutan ends power deal", "Bhutan informed Bangladesh in writing on 4 March that it is ending the power agreement."),      "2026-03-04"),
    ("en", ("Vanuatu leaves copra pact", "Vanuatu has left the Copra Agreement. The depositary, the "
                                         "Government of New Zealand, received its letter on 2 March."), "2026-03-02"),
    ("it", ("Malta recede dall'accordo", "Malta ha notificato alla Tunisia il recesso dall'accordo sulla pesca il 5 marzo 2026."),      "2026-03-05"),
    ("es", ("Panamá denuncia el tratado de extradición con Cuba", "Panamá comunicó a La Habana el 1 de "
                                                                  "marzo de 2026 su decisión de "
                                                                  "denunciar el tratado."), "2026-03-01"),
    ("es", ("El Salvador denuncia la Convención del Café", "El depositario de la convención, adoptada en "
                                                           "Panamá, informó que El Salvador depositó el "
                                                           "6 de marzo de 2026 el instrumento de "
                                                           "denuncia."), "2026-03-06"),
    ("de", ("Ghana verlässt Kakaorat", "Ghana verlässt den Internationalen Kakaorat. Die "
                                       "Austrittserklärung ging am 10. Februar 2026 ein, bestätigte das "
                                       "Sekretariat am Dienstag."), "2026-02-10"),
])  # fmt: skip
def test_what_the_other_side_or_the_depositary_was_told_is_a_notice(
    lang: str, paragraphs: tuple[str, ...], day: str
) -> None:
    row = row_of(lang, *paragraphs)
    assert (row.stage.value, value(row.notified)) == ("notified", day)


@pytest.mark.parametrize(("lang", "paragraphs", "form"), [
    ("en", ("Fiji leaves jute council", "Fiji deposited its instrument of denunciation of the Jute Convention on 2 March."), None),
    ("pt", ("Angola denuncia a Convenção da Juta", "Angola depositou o instrumento de denúncia da Convenção da Juta em 2 de março."), None),
    ("en", ("Fiji leaves jute council", "Fiji sent a letter and an instrument of withdrawal from the Jute Convention on 2 March."),      "letter"),
])  # fmt: skip
def test_an_instrument_of_denunciation_is_a_notice_and_no_form(
    lang: str, paragraphs: tuple[str, ...], form: str | None
) -> None:
    row = row_of(lang, *paragraphs)
    assert (row.stage.value, value(row.notified), value(row.form)) == ("notified", "2026-03-02", form)


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Fiji tells Samoa it will leave tuna pact", "Fiji told Samoa that it will leave the tuna pact.")),
    ("en", ("Fiji ends tuna pact with Samoa", "Fiji told reporters on 4 March that it is ending the pact.")),
    ("en", ("Fiji leaves tuna pact", "LAUTOKA, March 9 (ANS) - Fiji has formally told Samoa that it may leave the tuna pact.")),
])  # fmt: skip
def test_what_is_only_said_is_no_notice(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert row_of(lang, *paragraphs).notified is None


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Samoa to leave coconut community", "Samoa will leave the International Coconut Community, "
                                                "he said. Parliament voted on 5 March on the budget. A "
                                                "decree on copra tariffs was signed on 2 March. In a "
                                                "letter to the finance minister on 6 March, the auditor "
                                                "criticised spending.")),
    ("de", ("Kasachstan beendet Viehabkommen mit Usbekistan", "Kasachstan beendet das Viehabkommen mit "
                                                              "Usbekistan. Der Präsident unterzeichnete "
                                                              "am 3. März auch ein Dekret über "
                                                              "Weizenzölle. Das Parlament stimmte am 4. "
                                                              "März über den Haushalt ab.")),
    ("fr", ("Le Togo met fin à l'accord aérien avec le Liban", "Le Togo met fin à l'accord aérien avec "
                                                               "le Liban. Un décret du 2 mars relève les "
                                                               "droits de douane sur le riz.")),
    ("it", ("L'Albania denuncia l'accordo con la Grecia", "L'Albania denuncia l'accordo marittimo con la "
                                                          "Grecia. Il parlamento ha votato giovedì la "
                                                          "legge di bilancio.")),
    ("es", ("Paraguay se retira del consejo del algodón", "Paraguay se retira del Consejo Internacional "
                                                          "del Algodón. El Senado votó el 4 de marzo el "
                                                          "presupuesto.")),
    ("ru", ("Казахстан выходит из соглашения о хлопке", "Казахстан выходит из соглашения о хлопке. Указ о тарифах подписан 6 марта.")),
])  # fmt: skip
def test_a_decree_a_vote_or_a_letter_about_something_else_is_no_form_and_has_no_day(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    row = row_of(lang, *paragraphs)
    assert (value(row.form), value(row.decided), value(row.notified)) == (None, None, None)


@pytest.mark.parametrize(("lang", "paragraphs", "form", "decided"), [
    ("en", ("Tonga ends visa treaty with Nauru", "The king signed an order on 4 March ending the visa "
                                                 "treaty with Nauru. Another order, on fuel prices, "
                                                 "followed on 6 March."), "order", "2026-03-04"),
    ("fr", ("Le Togo met fin à l'accord aérien avec le Liban", "Un décret du 2 mars sur l'accord aérien avec le Liban a été publié."),      "decree", "2026-03-02"),
    ("de", ("Namibia verlässt das Pappelabkommen", "Das Kabinett hat den Austritt aus dem Pappelabkommen am Freitag gutgeheissen."),      "decision", None),
])  # fmt: skip
def test_the_form_and_the_day_of_the_exit_itself_stay(
    lang: str, paragraphs: tuple[str, ...], form: str, decided: str | None
) -> None:
    row = row_of(lang, *paragraphs)
    assert (value(row.form), value(row.decided)) == (form, decided)


@pytest.mark.parametrize(("lang", "paragraphs", "stage"), [
    ("en", ("Senegal would end fishing pact", "Senegal's government has tabled a bill in parliament to denounce the fisheries agreement."),      "proposed"),
    ("es", ("Diputados quieren enterrar el convenio con España", "Una comisión de Costa Rica recomendó al plenario denunciar el convenio."),      "proposed"),
    ("fr", ("Le Bénin quitte la Banque du coton", "Le Bénin n'est plus membre de la Banque du coton depuis le 28 février."), "effective"),
    ("en", ("Barbados keeps its nurses", "Had the notice stood, the agreement with Ghana on nurses would "
                                         "have lapsed on 4 May. Barbados revokes its notice of "
                                         "termination of the agreement."), "reversed"),
])  # fmt: skip
def test_another_sentence_may_say_more_than_the_one_that_counts_most(
    lang: str, paragraphs: tuple[str, ...], stage: str
) -> None:
    assert row_of(lang, *paragraphs).stage.value == stage


@pytest.mark.parametrize(("lang", "paragraphs", "ended"), [
    ("en", ("Peru ends fishing accord with Chile", "The cabinet decided to end the accord with Chile. The exit date: 6 May."),      "2026-05-06"),
    ("de", ("Namibia kündigt Luftverkehrsabkommen mit Portugal", "Stichtag für das Ende ist der 30. September 2026."), "2026-09-30"),
    ("pt", ("Moçambique denuncia acordo de transporte com a Zâmbia", "Data de saída: 15 de junho."), "2026-06-15"),
    ("it", ("Malta recede dall'accordo sulla pesca con la Tunisia", "Malta ha notificato alla Tunisia il "
                                                                    "recesso dall'accordo il 5 marzo "
                                                                    "2026. Gli effetti cesseranno dodici "
                                                                    "mesi dopo la notifica."), "2027-03-05"),
    ("pt", ("Bissau denuncia acordo aéreo com o Senegal", "O acordo aéreo deixa de vigorar doze meses "
                                                          "depois da receção da nota, que ocorreu a 2 de "
                                                          "março."), "2027-03-02"),
    ("de", ("Ghana verlässt Kakaorat", "Die Austrittserklärung ging am 10. Februar 2026 beim Verwahrer "
                                       "ein; wirksam wird der Austritt nach Ablauf eines Jahres."), "2027-02-10"),
    ("de", ("Armenien kündigt Schafabkommen mit Georgien", "Die Note wurde am 3. März 2026 zugestellt; "
                                                           "das Abkommen tritt neunzig Tage später außer "
                                                           "Kraft."), "2026-06-01"),
    ("en", ("Nauru ends herring accord with Tonga", "The termination of the accord takes effect on the first of December."), "2026-12-01"),
    ("it", ("La Croazia denuncia il trattato sulle acque", "Il trattato cessa di produrre effetti il primo gennaio 2027."), "2027-01-01"),
    ("es", ("Nicaragua deja el acuerdo de licencias", "Desde la noche del sábado 28 ya no rige el Acuerdo."), "2026-02-28"),
    ("fr", ("Madagascar quitte la convention judiciaire", "C'est fait depuis hier : Madagascar n'est plus partie à la convention."),      "2026-03-09"),
    ("de", ("Irland verlässt das Übereinkommen", "Seit gestern, dem 9. März 2026, ist Irland an das "
                                                 "Übereinkommen über Sender auf Schiffen nicht mehr "
                                                 "gebunden."), "2026-03-09"),
    ("tr", ("Gürcistan ticaret anlaşmasını feshetti", "Yapılan açıklamaya göre fesih notası 4 Şubat "
                                                      "2026'da teslim edildi. Anlaşma, notanın "
                                                      "tesliminden altı ay sonra sona erecek."), "2026-08-04"),
    ("fr", ("Le Mali dénonce la convention douanière avec l'Algérie", "Effet : 8 août 2026."), "2026-08-08"),
    ("es", ("Colombia denuncia el acuerdo con Jamaica", "El aviso será entregado el 17 de marzo y la "
                                                        "terminación se producirá 180 días más tarde."), "2026-09-13"),
    ("pl", ("Słowacja wypowiada umowę z Serbią", "Rozwiązanie umowy nastąpi 30 września 2026 r."), "2026-09-30"),
])  # fmt: skip
def test_the_day_of_the_end_is_read_or_counted(lang: str, paragraphs: tuple[str, ...], ended: str) -> None:
    assert value(row_of(lang, *paragraphs).ended) == ended


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("fr", ("Madagascar quitte la convention judiciaire", "Il espérait que la visite du président, les 9 "
                                                          "et 10 janvier, suffirait à sauver la "
                                                          "convention.")),
    ("es", ("Argentina da por terminado el acuerdo con Uruguay", "Argentina da por terminado el acuerdo, vigente desde su firma en 1997.")),
    ("nl", ("Suriname zegt luchtvaartverdrag met Brazilië op", "Het verdrag, dat op 1 mei 1998 in werking trad, regelt vluchten.")),
])  # fmt: skip
def test_a_day_of_something_else_is_no_end(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert row_of(lang, *paragraphs).ended is None


def test_what_is_said_of_a_whole_list_holds_for_its_lines() -> None:
    text = (
        "Haïti met fin à trois accords\n\nDans un arrêté publié le 9 mars, Haïti met fin à trois accords :\n\n"
        "1. l'Accord sur la canne avec la République dominicaine (14 novembre 1966) ;\n"
        "2. la Convention consulaire avec le Liberia (1959) ;\n"
        "3. le Traité d'arbitrage avec le Panama.\n\n"
        "Pour les trois, la fin est fixée au 30 juin 2026."
    )
    rows = extract(story_in(text, "a", "fr"), (), lexicon(), published=PUBLISHED)
    assert [value(row.ended) for row in rows] == ["2026-06-30"] * 3


def test_what_is_said_of_all_of_them_before_a_list_holds_for_its_lines() -> None:
    text = (
        "Seychelles ends two agreements\n\nThe Government announces that the following agreements come to an end. "
        "All of them lapse on 31 December 2026.\n\n"
        "1. Air Services Agreement with Sri Lanka, done at Victoria on 4 July 1996\n"
        "2. Agreement on Tuna Landing with Mauritius, signed 2 February 2003"
    )
    rows = extract(story_in(text, "a", "en"), (), lexicon(), published=PUBLISHED)
    assert [value(row.ended) for row in rows] == ["2026-12-31"] * 2


@pytest.mark.parametrize(("lang", "paragraphs", "stage"), [
    ("ru", ("Правительство Молдавии одобрило выход из соглашения о визах", "Кабинет министров одобрил "
                                                                           "законопроект о денонсации "
                                                                           "соглашения о визах. Теперь "
                                                                           "его должен рассмотреть "
                                                                           "парламент."), "proposed"),
    ("ru", ("Молдавия выходит из соглашения о визах", "Парламент принял законопроект о денонсации соглашения о визах."), "decided"),
    ("pl", ("Łotwa kończy umowę z Rosją", "Saeima w pierwszym czytaniu poparła projekt ustawy o wypowiedzeniu umowy z Rosją."), "proposed"),
    ("en", ("Tuvalu changes course on reef convention", "Tuvalu has withdrawn its denunciation of the Reef Convention."), "reversed"),
    ("de", ("Streit um Krško-Abkommen", "Österreich drohte am Montag in Klagenfurt damit, das sogenannte "
                                        "Krško-Abkommen mit Slowenien aufzukündigen."), "threatened"),
    ("pl", ("Gruzja kończy umowę o ratownictwie", "Gruzja wycofuje się z umowy, dzięki której ratownicy szkolili strażaków."), "decided"),
])  # fmt: skip
def test_how_far_it_has_come(lang: str, paragraphs: tuple[str, ...], stage: str) -> None:
    assert row_of(lang, *paragraphs).stage.value == stage


@pytest.mark.parametrize(("lang", "paragraphs", "signed"), [
    ("de", ("Wien kündigt Anwerbevertrag mit Tunis", "Das Abkommen aus dem Jahr 1971 sei überholt."), "1971"),
    ("de", ("Armenien kündigt Schafabkommen mit Georgien", "Beide Länder hatten es am 14. Mai 2001 in Tiflis geschlossen."), "2001-05-14"),
    ("it", ("Malta sospende l'accordo sui visti con la Libia", "L'intesa era stata raggiunta a Tripoli il 3 marzo 2013."), "2013-03-03"),
    ("es", ("Argentina da por terminado el acuerdo con Uruguay", "El acuerdo está vigente desde su firma en 1997."), "1997"),
    ("en", ("Zambia ends copper accord with Angola", "Lusaka was not happy. It was struck in Luanda on 31 May 2014."), "2014-05-31"),
])  # fmt: skip
def test_the_day_of_signature_stands_in_a_sentence_of_its_own(
    lang: str, paragraphs: tuple[str, ...], signed: str
) -> None:
    assert value(row_of(lang, *paragraphs).signed) == signed


@pytest.mark.parametrize(("lang", "paragraphs", "form"), [
    ("it", ("L'Italia sospende l'intesa con l'Eritrea", "L'Italia sospende l'intesa con l'Eritrea. Lo ha "
                                                        "annunciato la Farnesina con un comunicato."), "statement"),
    ("ru", ("Туркмения отозвала уведомление", "Туркмения отозвала уведомление о выходе из протокола о газе. Ноту посол передал в пятницу."),      "note"),
    ("en", ("Belize ends treaty with Guatemala", "By the Extradition Order 2026, Belize ends the treaty with Guatemala."), "order"),
])  # fmt: skip
def test_the_document_may_stand_in_the_sentence_behind(
    lang: str, paragraphs: tuple[str, ...], form: str
) -> None:
    assert value(row_of(lang, *paragraphs).form) == form


def test_the_day_on_which_a_law_was_passed_is_that_of_the_decision() -> None:
    row = row_of(
        "en",
        "Georgia ends tax treaty with Kuwait",
        "On 2 March 2026 parliament adopted a law denouncing the tax treaty with Kuwait.",
    )
    assert value(row.decided) == "2026-03-02"
