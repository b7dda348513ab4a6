"""Ends that are counted from a stated day and a period, days of last week, and stages that the words of
another clause do not change.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Evidence, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

PUBLISHED = date(2026, 3, 10)  # a Tuesday


def rows_of(lang: str, *paragraphs: str) -> list[Termination]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=PUBLISHED)


def value(cell: Evidence | None) -> str | None:
    return cell.value if cell is not None else None


@pytest.mark.parametrize(("lang", "paragraphs", "day"), [
    ("it", ("Il Togo denuncia l'accordo sul riso con il Benin", "Il Togo ha consegnato il 4 marzo 2026 "
                                                                "al Benin una nota con cui denuncia "
                                                                "l'accordo sul riso.", "Il testo fissa un termine di novanta giorni dalla ricezione della nota."), "2026-06-02"),
    ("es", ("Cuba denuncia el convenio del arroz con Haití", "La carta de Cuba que denuncia el convenio "
                                                             "del arroz con Haití fue recibida en Puerto "
                                                             "Príncipe el 2 de marzo de 2026.", "Surte efecto al año de su recepción."), "2027-03-02"),
    ("en", ("Togo ends rice pact with Benin", "Togo is ending the rice pact with Benin. The envoy of "
                                              "Benin left with a note verbale on 4 March.", "Article 9 lets either side out six months after the other has received written word."), "2026-09-04"),
    ("de", ("Togo verlässt das Reisabkommen", "Togo verlässt das Reisabkommen. Das Schreiben ging am 2. "
                                              "März 2026 beim Depositar ein. Sechs Monate danach wird "
                                              "der Schritt wirksam."), "2026-09-02"),
])  # fmt: skip
def test_a_period_counts_from_the_receipt_of_the_notice(
    lang: str, paragraphs: tuple[str, ...], day: str
) -> None:
    row = rows_of(lang, *paragraphs)[0]
    assert (row.stage.value, value(row.ended)) == ("notified", day)


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo ends rice pact with Benin", "Togo handed Benin a note ending the rice pact on 4 March.",             "Investments remain protected for ten years after notice is given.")),
    ("es", ("Cuba denuncia el convenio del arroz con Haití", "Cuba entregó a Haití el 2 de marzo una "
                                                             "nota que denuncia el convenio.", "El convenio regía por un plazo de cuatro años.")),
    ("de", ("Togo kündigt das Reisabkommen mit Benin", "Togo übergab Benin am 4. März eine Note, mit der es das Reisabkommen kündigt.",             "Sechs Monate danach sind Wahlen.")),
])  # fmt: skip
def test_a_period_of_something_else_gives_no_end(lang: str, paragraphs: tuple[str, ...]) -> None:
    row = rows_of(lang, *paragraphs)[0]
    assert (row.stage.value, value(row.ended)) == ("notified", None)


@pytest.mark.parametrize(("lang", "paragraphs", "day"), [
    ("es", ("Cuba deja el convenio del arroz", "El convenio del arroz entre Cuba y Haití dejó de regir el jueves de la semana pasada."),      "2026-03-05"),
    ("ru", ("Мали покинула соглашение о рисе", "Соглашение о рисе между Мали и Того утратило силу в четверг на прошлой неделе."),      "2026-03-05"),
    ("en", ("Mali leaves rice pact", "The rice pact between Mali and Togo lapsed on Monday of last week."), "2026-03-02"),
    ("fr", ("Le Mali quitte le pacte du riz", "Le Mali quitte le pacte du riz « avec effet à compter d'aujourd'hui », 9 mars."),      "2026-03-09"),
    ("de", ("Mali kündigt das Reisabkommen mit Togo", "Mali kündigt das Reisabkommen mit Togo. Es endet mit dem laufenden Jahr."),      "2026-12-31"),
    ("pl", ("Mali wypowiada umowę o ryżu z Togo", "Mali wypowiedziało umowę o ryżu z Togo. Umowa wygaśnie z końcem bieżącego roku."),      "2026-12-31"),
    ("pl", ("Mali wypowiada umowę o ryżu z Togo", "Mali wypowiedziało umowę o ryżu z Togo. Umowa zgaśnie 1 maja 2026 roku."), "2026-05-01"),
])  # fmt: skip
def test_a_day_of_last_week_and_the_end_of_this_year(
    lang: str, paragraphs: tuple[str, ...], day: str
) -> None:
    assert value(rows_of(lang, *paragraphs)[0].ended) == day


@pytest.mark.parametrize(("lang", "paragraphs", "ended"), [
    ("en", ("Rice pact over", "The rice pact between Mali and Togo is no longer in force.", "The pact "
                                                                                            "entered "
                                                                                            "into force "
                                                                                            "on 1 March "
                                                                                            "2022 for a "
                                                                                            "term of "
                                                                                            "four years."), "2026-03-01"),
    ("es", ("Caducó el convenio del arroz", "Expiró el convenio del arroz entre Cuba y Haití.", "El "
                                                                                                "convenio "
                                                                                                "entró "
                                                                                                "en "
                                                                                                "vigor "
                                                                                                "el 1 de "
                                                                                                "febrero "
                                                                                                "de 2024 "
                                                                                                "por dos "
                                                                                                "años."), "2026-02-01"),
    ("en", ("Rice pact over", "The rice pact between Mali and Togo is no longer in force.", "The pact "
                                                                                            "entered "
                                                                                            "into force "
                                                                                            "on 1 March "
                                                                                            "2012 for a "
                                                                                            "term of "
                                                                                            "four years."), None),
    ("en", ("Mali to end rice pact", "Mali will end the rice pact with Togo.", "The pact entered into "
                                                                               "force on 1 March 2022 "
                                                                               "for a term of four years."), None),
])  # fmt: skip
def test_the_term_of_an_agreement_that_is_over_tells_its_end(
    lang: str, paragraphs: tuple[str, ...], ended: str | None
) -> None:
    assert value(rows_of(lang, *paragraphs)[0].ended) == ended


@pytest.mark.parametrize("headings", ["Étape | Date de l'étape", "État | Date", "Situation | Depuis"])
def test_a_period_of_notice_for_all_agreements_of_a_table_counts_from_the_notice_of_each(
    headings: str,
) -> None:
    rows = rows_of("fr", "Le Togo revoit ses traités", "Le Togo dénonce des traités fiscaux. Chacun d'eux prend fin six mois après la "
                   "réception de la notification.", f"Traité | Signature | {headings}\n"
                   "Traité fiscal entre le Togo et le Mali | 3 mai 1990 | notification remise | 1 août 2025\n"
                   "Traité fiscal entre le Togo et le Niger | 4 mai 1991 | notification remise | 1 février 2026\n"
                   "Traité fiscal entre le Togo et le Tchad | 5 mai 1992 | décision de dénoncer prise | 1 mars 2026")  # fmt: skip
    assert [(row.stage.value, value(row.ended)) for row in rows] == [
        ("effective", "2026-02-01"), ("notified", "2026-08-01"), ("decided", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "paragraphs", "stage"), [
    ("pt", ("Angola e o acordo do arroz", "Angola revogou até nova ordem o acordo do arroz com a Zâmbia."), "suspended"),
    ("ru", ("Мали и соглашение о рисе", "Мали прекратила до особого распоряжения действие соглашения о рисе с Того."), "suspended"),
    ("es", ("El convenio del arroz ya no existe", "El convenio del arroz entre Cuba y Haití expiró el 1 "
                                                  "de marzo, y La Habana no quiere otro."), "expired"),
    ("de", ("Reisabkommen ausgelaufen", "Das Reisabkommen zwischen Mali und Togo ist am 1. März abgelaufen, und Bamako will kein neues."),      "expired"),
    ("es", ("Cuba y el consejo del arroz", "Cuba ya no participa en el Consejo Internacional del Arroz desde el 1 de marzo."), "effective"),
    ("en", ("Chad wants out of rice pact", "Chad handed Togo a note ending the rice pact on 4 March."), "notified"),
    ("it", ("Il Ciad vuole uscire dal patto del riso", "Il Ciad ha consegnato al Togo il 4 marzo una nota che denuncia il patto del riso."),      "notified"),
    ("en", ("Chad wants out of rice pact", "Chad handed Togo a note threatening to end the rice pact on 4 March."), "threatened"),
    ("uk", ("Малі виходить з угоди про рис", "Малі виходить з угоди про рис з Того. Бамако надіслало ноту до Ломе ще 2 березня."),      "notified"),
    ("de", ("Mali kündigt das Reisabkommen mit Togo", "Mali kündigt das Reisabkommen mit Togo. Die Note wurde noch am 2. März übergeben."),      "notified"),
    ("de", ("Mali kündigt das Reisabkommen mit Togo", "Mali kündigt das Reisabkommen mit Togo. Die Note wurde noch nicht übergeben."),      "decided"),
])  # fmt: skip
def test_how_far_an_exit_has_come_beside_words_of_another_clause(
    lang: str, paragraphs: tuple[str, ...], stage: str
) -> None:
    assert rows_of(lang, *paragraphs)[0].stage.value == stage


@pytest.mark.parametrize(("lang", "paragraphs", "signed"), [
    ("pt", ("O Suriname quer sair", "O Suriname pode bater com a porta da Comissão da Pimenta do Caribe. "
                                    "A organização foi criada por um tratado assinado em Libreville em 3 "
                                    "de julho de 2001."), "2001-07-03"),
    ("en", ("Suriname may quit", "Suriname may quit the Caribbean Pepper Growers Commission. The CPGC "
                                 "was set up by a convention signed in Belize on 3 July 2001."), "2001-07-03"),
    ("fr", ("Le Togo dénonce l'accord du riz avec le Mali", "Le Togo dénonce l'accord du riz avec le "
                                                            "Mali. Signé à Lomé le 2 mai 1998 et "
                                                            "complété par plusieurs protocoles, l'accord "
                                                            "avait connu des crises."), "1998-05-02"),
    ("it", ("Il Togo lascia l'accordo sul riso con il Mali", "Il Togo denuncia l'accordo sul riso con il "
                                                             "Mali. Firmato a Lomé il 2 maggio 1998, "
                                                             "l'accordo si rinnova ogni anno."), "1998-05-02"),
    ("en", ("Ecuador ends fishing pact", "Ecuador denounces the Agreement on Small-Scale Fishing with "
                                         "Colombia, signed in Quito on 9 May 2007."), "2007-05-09"),
    ("es", ("Ecuador denuncia el convenio", "Ecuador denuncia el Convenio de Pesca con Colombia (Esmeraldas, 09-05-2007)."), "2007-05-09"),
])  # fmt: skip
def test_the_day_of_signature_of_what_a_sentence_points_back_to(
    lang: str, paragraphs: tuple[str, ...], signed: str
) -> None:
    assert value(rows_of(lang, *paragraphs)[0].signed) == signed


def test_a_singular_article_tells_one_agreement_where_the_plural_is_written_alike() -> None:
    rows = rows_of("de", "Suriname kündigt", "Suriname kündigt das Pfefferabkommen mit Guyana. Auch das Reisabkommen mit Kuba wird "
                   "gekündigt. Das Abkommen war am 8. Juni 2010 in Havanna unterzeichnet worden.")  # fmt: skip
    assert [value(row.signed) for row in rows] == [None, "2010-06-08"]


@pytest.mark.parametrize(("lang", "paragraphs", "cells"), [
    ("de", ("Liechtenstein will kündigen", "Ministerin Huber hat am Montag einen Gesetzentwurf "
                                           "vorgestellt, mit dem Liechtenstein das Übereinkommen über "
                                           "die Lagerung von Pfeffer und anderen Gewürzen in Häfen des "
                                           "Alpenrheins kündigen soll."),      ("proposed", "law", None)),
    ("de", ("Liechtenstein verlässt Pfefferabkommen", "Mit einem Kabinettsbeschluss vom Freitag kündigt "
                                                      "Liechtenstein das Pfefferabkommen mit Mali."), ("decided", "decision", None)),
    ("nl", ("Suriname zegt verdrag op", "Met een kabinetsbesluit van vrijdag zegt Suriname het rijstverdrag met Mali op."),      ("decided", "decision", None)),
    ("pt", ("Cabo Verde sai", "Cabo Verde denunciou o acordo do arroz com o Mali. A nota foi entregue em "
                              "2 de março. É definitivo: deixará de vigorar com o fim do semestre, em 30 "
                              "de junho de 2026."), ("notified", "note", "2026-06-30")),
    ("es", ("Cuba se va", "Cuba denunció el convenio del arroz con Malí. La nota fue entregada el 2 de "
                          "marzo. No hay duda: dejará de regir con el semestre, el 30 de junio de 2026."), ("notified", "note", "2026-06-30")),
])  # fmt: skip
def test_a_bill_a_cabinet_and_a_clause_behind_a_colon(
    lang: str, paragraphs: tuple[str, ...], cells: tuple[str, str, str | None]
) -> None:
    row = rows_of(lang, *paragraphs)[0]
    assert (row.stage.value, value(row.form), value(row.ended)) == cells


@pytest.mark.parametrize(("lang", "cell", "named"), [
    ("uk", "законопроєкт внесено до Верховної Ради 4 лютого", ("Документ", "Дата підписання", "Стан справ", "Угода про рис і просо")),
    ("en", "bill tabled in parliament on 4 February", ("Treaty", "Signed", "State of play", "Convention on Rice and Millet")),
])  # fmt: skip
def test_a_bill_in_a_column_of_status_is_a_law_that_is_proposed(
    lang: str, cell: str, named: tuple[str, ...]
) -> None:
    *headings, name = named
    text = "\n".join((" | ".join(headings), f"{name} | 1995 | {cell}"))
    lead = {
        "uk": "Україна виходить із низки угод. Зведено таблицю.",
        "en": "Mali is leaving several treaties. A table follows.",
    }[lang]
    row = next(
        one
        for one in rows_of(lang, "Огляд" if lang == "uk" else "Review", lead, text)
        if one.instrument is not None
    )
    assert (row.stage.value, value(row.form)) == ("proposed", "law")


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("pt", ("Cabo Verde e o tratado do arroz", "Cabo Verde quer sair do tratado do arroz. Depositou em 2 "
                                               "de março o instrumento de adesão a outro texto.", "O tratado entra em vigor noventa dias depois.")),
    ("en", ("Fiji leaves rice pact", "Fiji will leave the rice pact. It deposited its instrument of "
                                     "ratification of the millet pact on 2 March.", "That pact enters into force ninety days later.")),
])  # fmt: skip
def test_a_document_of_accession_is_no_notice_and_what_comes_into_force_does_not_end(
    lang: str, paragraphs: tuple[str, ...]
) -> None:
    for row in rows_of(lang, *paragraphs):
        assert (value(row.notified), value(row.ended)) == (None, None)


@pytest.mark.parametrize(("lang", "paragraphs", "cells"), [
    ("de", ("Post aus Bern", "Seit Montag, dem 2. März, liegt im Außenministerium von Mali eine "
                             "Verbalnote der Schweiz. Die Schweiz kündigt damit das Abkommen mit Mali "
                             "über Reis. Die sechs Monate zählen ab dem Eingang der Note."), ("notified", "2026-09-02")),
    ("pl", ("List z Lomé", "Togo wypowiada umowę z Mali o ryżu. Nota leży na biurku ministra w Bamako od 2 marca 2026 roku."),      ("notified", None)),
    ("de", ("Mali warnt", "Der Premier sagte am Donnerstag, sollte Togo die Gespräche einfrieren, werde "
                          "Mali das Reisabkommen mit Togo aufkündigen."), ("threatened", None)),
    ("tr", ("Mali'nin kararı", "Mali, Pirinç Sözleşmesi'nden ayrılma kararından vazgeçti."), ("reversed", None)),
    ("en", ("Mali thinks again", "Mali has dropped its decision to withdraw from the Rice Convention."), ("reversed", None)),
])  # fmt: skip
def test_a_note_that_lies_there_a_condition_with_the_verb_first_and_a_decision_given_up(
    lang: str, paragraphs: tuple[str, ...], cells: tuple[str, str | None]
) -> None:
    row = rows_of(lang, *paragraphs)[0]
    assert (row.stage.value, value(row.ended)) == cells


def test_a_decree_behind_another_agreement_in_its_paragraph_is_no_form_of_this_one() -> None:
    rows = rows_of(
        "en", "Two pacts", "Mali ends the rice pact with Togo.",
        "Mali is also leaving the Millet Convention with Chad. The president signed a decree on 4 March. "
        "Neighbours welcomed the decision.",
    )  # fmt: skip
    assert [value(row.form) for row in rows] == [None, "decree"]


@pytest.mark.parametrize(("lang", "paragraphs", "ended"), [
    ("es", ("Lima se despide", "Perú denunció el Convenio de la Anchoveta con Chile. La nota se entregó "
                               "el 26 de febrero y desde entonces corre el plazo de un año."), "2027-02-26"),
    ("pt", ("Lisboa", "Portugal denunciou o acordo da sardinha com Marrocos. A nota foi entregue a 2 de "
                      "março de 2026 e o prazo de seis meses começou a contar nesse dia."), "2026-09-02"),
    ("ru", ("Варшава", "Польша денонсировала соглашение с Ираном о туризме. Нота вручена 2 марта 2026 "
                       "года, и с этого дня пошёл отсчёт шести месяцев."), "2026-09-02"),
    ("pl", ("Warszawa", "Polska wypowiedziała umowę o śledziach z Norwegią. Notę wręczono 2 marca 2026 "
                        "roku, sześciomiesięczny termin biegnie od tego dnia."), "2026-09-02"),
    ("de", ("Oslo", "Norwegen hat das Heringsabkommen mit Island gekündigt. Die Frist von einem Jahr läuft seit dem 1. Februar 2026."),      "2027-02-01"),
    ("de", ("Oslo", "Norwegen hat das Heringsabkommen mit Island gekündigt. Die Note wurde am 2. März "
                    "übergeben. Das Abkommen läuft fünf Jahre."), None),
    ("en", ("Oslo", "Norway is ending the herring pact with Iceland. The note was delivered on 2 March. The pact runs for five years."),      None),
])  # fmt: skip
def test_a_period_that_is_running_counts_from_its_day(
    lang: str, paragraphs: tuple[str, ...], ended: str | None
) -> None:
    assert value(rows_of(lang, *paragraphs)[0].ended) == ended
