"""The course of an exit over an article: notice, day of the end, periods, form and reason; sentences of our
own.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Evidence, Story, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

PUBLISHED = date(2026, 3, 11)  # a Wednesday


def row_of(lang: str, body: str) -> Termination:
    return next(iter(extract(Story("k", "", "", body, lang=lang), (), lexicon(), published=PUBLISHED)))


def article(*paragraphs: str, lang: str) -> Termination:
    """The first row of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=date(2026, 3, 5))[0]


def value(cell: Evidence | None) -> str | None:
    return cell.value if cell is not None else None


@pytest.mark.parametrize(
    ("lang", "text", "form"),
    [
        (
            "en",
            "Chile is ending its fish treaty with Peru. A letter was handed to the Peruvian embassy on "
            "3 March.",
            "letter",
        ),
        ("en", "Chile is ending its fish treaty with Peru. Its notice reached Lima on Tuesday.", None),
        (
            "fr",
            "Le Chili dénonce l'accord avec le Pérou. Une note verbale a été remise le 3 mars à l'ambassade.",
            "note",
        ),
        (
            "de",
            "Chile kündigt den Vertrag mit Peru. Eine Verbalnote wurde am 3. März dem Botschafter übergeben.",
            "note",
        ),
        (
            "es",
            "Chile denuncia el acuerdo con Perú. La nota diplomática se entregó el 3 de marzo en Lima.",
            "note",
        ),
        (
            "it",
            "Il Cile denuncia l'accordo con il Perù. Una nota verbale è stata consegnata il 3 marzo "
            "all'ambasciata.",
            "note",
        ),
        (
            "pt",
            "O Chile denuncia o acordo com o Peru. A nota diplomática foi entregue em 3 de março na "
            "embaixada.",
            "note",
        ),
        ("pl", "Chile wypowiada umowę z Peru. Notę dyplomatyczną wręczono 3 marca ambasadorowi.", "note"),
        ("ru", "Чили денонсирует договор с Перу. Нота была вручена послу 3 марта.", "note"),
        ("uk", "Чилі денонсує договір з Перу. Ноту вручено послу 3 березня.", "note"),
    ],
)
def test_a_notice_that_was_given_makes_the_exit_notified_whatever_the_verb(
    lang: str, text: str, form: str | None
) -> None:
    row = row_of(lang, text)
    assert (row.stage.value, value(row.form)) == ("notified", form)
    assert {one.sentence for one in (row.stage, row.form) if one} == {text.split(". ", 1)[1]}, (
        "the cells show the sentence of the notice"
    )


@pytest.mark.parametrize(("lang", "text", "day"), [
    ("en", "Chile denounces its fish treaty with Peru. Santiago gave written notice on 2 March 2026.", "2026-03-02"),
    ("fr", ("Le Chili dénonce l'accord avec le Pérou. Santiago a donné un préavis de six mois le 2 mars "
            "2026."), "2026-03-02"),
    ("en", ("Chile denounces its fish treaty with Peru. Santiago will give notice on 9 March 2026. It "
            "gave little credit to Lima."), None),
])  # fmt: skip
def test_a_notice_may_be_given_by_the_plain_verb(lang: str, text: str, day: str | None) -> None:
    row = row_of(lang, text)
    assert (row.stage.value, value(row.notified)) == ("notified" if day else "decided", day)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Chile is ending its fish treaty with Peru. A letter will be sent next week."),
        ("en", "Chile is ending its fish treaty with Peru. No letter has been received in Lima."),
        (
            "en",
            "Chile is ending its fish treaty with Peru. It lapses a year after the notification was "
            "received.",
        ),
        (
            "en",
            "Chile is ending its fish treaty with Peru. Bolivia handed a note to the embassy of Brazil "
            "on 3 March.",
        ),
        ("de", "Chile kündigt den Vertrag mit Peru. Sobald Lima die Note erhalten hat, läuft eine Frist."),
        ("ru", "Чили денонсирует договор с Перу. МИД направит ноту в Лиму."),
        ("es", "Chile denuncia el acuerdo con Perú. La nota será entregada en abril."),
    ],
)
def test_a_notice_that_is_still_to_come_or_somebody_elses_is_none(lang: str, text: str) -> None:
    assert row_of(lang, text).stage.value == "decided"


@pytest.mark.parametrize(
    ("lang", "text", "ended"),
    [
        (
            "en",
            "Chile is ending its fish treaty with Peru. The treaty will cease to apply on 1 January 2027.",
            "2027-01-01",
        ),
        (
            "en",
            "Chile is ending its fish treaty with Peru. It will remain a member until 30 June 2026.",
            "2026-06-30",
        ),
        (
            "fr",
            "Le Chili dénonce l'accord avec le Pérou. La dénonciation prend effet dans trois mois, soit "
            "le 5 juin 2026.",
            "2026-06-05",
        ),
        (
            "de",
            "Chile kündigt den Vertrag mit Peru. Der Austritt wird am 12. November 2026 wirksam.",
            "2026-11-12",
        ),
        (
            "es",
            "Chile denuncia el acuerdo con Perú. El acuerdo deja de regir el 12 de agosto de 2026.",
            "2026-08-12",
        ),
        ("it", "Il Cile denuncia l'accordo con il Perù. L'accordo scadrà il 12 agosto 2026.", "2026-08-12"),
        ("pl", "Chile wypowiada umowę z Peru. Umowa wygaśnie 12 sierpnia 2026 r.", "2026-08-12"),
        ("ru", "Чили денонсирует договор с Перу. Договор утратит силу 12 августа 2026 года.", "2026-08-12"),
    ],
)
def test_the_day_on_which_the_text_says_that_it_ends(lang: str, text: str, ended: str) -> None:
    row = row_of(lang, text)
    assert (value(row.ended), row.stage.value) == (ended, "decided"), (
        "a day to come is the day of the end, and not yet effective"
    )


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Chile ended the fish treaty with Peru, the ministry said on Tuesday."),
        ("en", "Chile's parliament adopted a law ending the fish treaty with Peru on 3 March."),
        ("en", "Chile denounced the fish treaty with Peru on 3 March."),
        ("en", "Chile suspended the fish treaty with Peru on 3 March."),
        (
            "en",
            "Chile ended the fish treaty with Peru. Bolivia left it too: its membership ended on 3 "
            "March 2020.",
        ),
        (
            "de",
            "Das Parlament in Santiago verabschiedete am Dienstag das Gesetz, mit dem Chile den Vertrag "
            "mit Peru kündigt.",
        ),
        ("fr", "Le Chili a dénoncé le 3 mars l'accord avec le Pérou."),
        ("ru", "Чили денонсировала договор с Перу, сообщил МИД во вторник."),
        (
            "ru",
            "Чили выходит из Пакта с Перу. Ранее этот пакт покинула Боливия: её членство прекратилось 3 "
            "марта 2020 года.",
        ),
        ("pl", "Parlament Chile uchwalił we wtorek ustawę o wypowiedzeniu umowy z Peru."),
    ],
)
def test_the_day_of_a_statement_a_vote_a_notice_or_another_exit_is_no_day_of_the_end(
    lang: str, text: str
) -> None:
    assert value(row_of(lang, text).ended) is None


@pytest.mark.parametrize(
    ("lang", "text", "ended"),
    [         ("en", "Chile is ending its fish treaty with Peru. The notification was received on 3 "
                     "March. The exit takes effect six months later.", "2026-09-03"),         ("en", ("Chile "
                                                                                                      "is "
                                                                                                      "ending "
                                                                                                      "its "
                                                                                                      "fish "
                                                                                                      "treaty "
                                                                                                      "with "
                                                                                                      "Peru. "
                                                                                                      "It "
                                                                                                      "lapses "
                                                                                                      "90 "
                                                                                                      "days "
                                                                                                      "after "
                                                                                                      "the "
                                                                                                      "notification "
                                                                                                      "received "
                                                                                                      "on "
                                                                                                      "3 "
                                                                                                      "March."), "2026-06-01"),         ("en", "Chile is ending its fish treaty with Peru. The treaty expires at the end of next year.", "2027-12-31"),         ("en", "Chile is ending its fish treaty with Peru. The treaty lapses a year after notice.", None),         ("tr", ("Şili, "
                                                                                                                                                                                                                                                                                                                                                                                   "Peru "
                                                                                                                                                                                                                                                                                                                                                                                   "ile "
                                                                                                                                                                                                                                                                                                                                                                                   "anlaşmayı "
                                                                                                                                                                                                                                                                                                                                                                                   "feshetti. "
                                                                                                                                                                                                                                                                                                                                                                                   "Anlaşma "
                                                                                                                                                                                                                                                                                                                                                                                   "altı "
                                                                                                                                                                                                                                                                                                                                                                                   "ay "
                                                                                                                                                                                                                                                                                                                                                                                   "sonra, "
                                                                                                                                                                                                                                                                                                                                                                                   "4 "
                                                                                                                                                                                                                                                                                                                                                                                   "Eylül "
                                                                                                                                                                                                                                                                                                                                                                                   "2026'da "
                                                                                                                                                                                                                                                                                                                                                                                   "yürürlükten "
                                                                                                                                                                                                                                                                                                                                                                                   "kalkacak."), "2026-09-04"),         ("pl", ("Chile "
                                                                                                                                                                                                                                                                                                                                                                                                                                "wypowiada "
                                                                                                                                                                                                                                                                                                                                                                                                                                "umowę "
                                                                                                                                                                                                                                                                                                                                                                                                                                "z "
                                                                                                                                                                                                                                                                                                                                                                                                                                "Peru. "
                                                                                                                                                                                                                                                                                                                                                                                                                                "Notę "
                                                                                                                                                                                                                                                                                                                                                                                                                                "wręczono "
                                                                                                                                                                                                                                                                                                                                                                                                                                "3 "
                                                                                                                                                                                                                                                                                                                                                                                                                                "marca. "
                                                                                                                                                                                                                                                                                                                                                                                                                                "Umowa "
                                                                                                                                                                                                                                                                                                                                                                                                                                "wygaśnie "
                                                                                                                                                                                                                                                                                                                                                                                                                                "po "
                                                                                                                                                                                                                                                                                                                                                                                                                                "upływie "
                                                                                                                                                                                                                                                                                                                                                                                                                                "roku "
                                                                                                                                                                                                                                                                                                                                                                                                                                "od "
                                                                                                                                                                                                                                                                                                                                                                                                                                "otrzymania "
                                                                                                                                                                                                                                                                                                                                                                                                                                "noty."), "2027-03-03"),         ("fr", "Le "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "Chili "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "dénonce "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "l'accord "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "avec "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "le "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "Pérou. "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "La "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "note "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "a "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "été "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "remise "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "le "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "3 "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "mars. "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "Le "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "retrait "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "prend "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "effet "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "douze "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "mois "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "après "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "cette "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "notification.", "2027-03-03"),         ("ru", ("Чили "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "денонсирует "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "договор "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "с "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "Перу. "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "Нота "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "вручена "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "3 "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "марта. "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "Договор "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "утратит "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "силу "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "через "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "шесть "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "месяцев "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "после "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "её "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "получения."),          "2026-09-03"),         ("es", "Chile "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "denuncia "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "el "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "acuerdo "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "con "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "Perú. "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "La "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "nota "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "se "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "entregó "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "el "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "31 "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "de "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "agosto "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "de "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "2025. "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "El "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "acuerdo "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "deja "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "de "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "regir "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "seis "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "meses "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "después "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "de "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "la "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "notificación.", "2026-02-28"),     ],
)  # fmt: skip
def test_a_period_counts_from_a_stated_day_and_from_no_other(lang: str, text: str, ended: str | None) -> None:
    assert value(row_of(lang, text).ended) == ended


def test_the_notice_of_a_list_is_that_of_its_items() -> None:
    body = (
        "Chile has notified the depositaries of its exits. The notifications were deposited on 3 March. "
        "They concern:\n"
        "- the Volta Convention; the exit takes effect on 3 March 2027."
    )
    rows = extract(Story("k", "", "", body, lang="en"), (), lexicon(), published=PUBLISHED)
    stages = {value(row.instrument): (row.stage.value, value(row.ended)) for row in rows}
    assert stages == {"Volta Convention": ("notified", "2027-03-03")}


def test_a_line_that_tells_of_a_notice_says_more_than_the_sentence_that_all_lines_share() -> None:
    body = (
        "Zwei Staaten wollen die Ottawa-Konvention verlassen.\n\n"
        "- Togo: Die Kündigungsnote ging am 3. März beim Verwahrer ein; der Austritt wird am 3. "
        "September 2026 wirksam.\n"
        "- Benin: Das Parlament berät im Mai."
    )
    rows = extract(
        Story("k", "Zwei Staaten wollen die Ottawa-Konvention verlassen", "", body, lang="de"),
        (),
        lexicon(),
        published=PUBLISHED,
    )
    stages = {row.actors[0].value: (row.stage.value, value(row.ended)) for row in rows}
    assert stages["TG"] == ("notified", "2026-09-03")
    assert stages.get("BJ", ("threatened", None))[0] in ("threatened", "proposed")


@pytest.mark.parametrize(
    ("lang", "text", "signed"),
    [
        (
            "en",
            "Togo leaves the Volta Charter. The Volta Charter, adopted in Accra on 8 April 1979, has "
            "nine parties.",
            "1979-04-08",
        ),
        (
            "es",
            "Chile denuncia el Convenio del Pacífico. El Convenio del Pacífico se suscribió el 22 de "
            "noviembre de 1969.",
            "1969-11-22",
        ),
        ("ru", "Чили вышла из Устава Тихого океана, принятого 22 января 1993 года.", "1993-01-22"),
    ],
)
def test_the_day_of_adoption_is_that_of_signature(lang: str, text: str, signed: str) -> None:
    assert value(row_of(lang, text).signed) == signed


@pytest.mark.parametrize(
    ("lang", "text", "form"),
    [
        ("en", "Chile ends its fish treaty with Peru. The cabinet approved the step on Monday.", "decision"),
        ("en", "Chile's parliament passed a law ending the fish treaty with Peru by 60 votes to 20.", "law"),
        ("fr", "Le Chili dénonce l'accord avec le Pérou, indique un communiqué.", "statement"),
        (
            "de",
            "Chile kündigt den Vertrag mit Peru. Das Parlament verabschiedete das Kündigungsgesetz.",
            "law",
        ),
        ("ru", "Чили денонсирует договор с Перу. Закон подписал президент.", "law"),
    ],
)
def test_the_form_is_that_of_the_decision(lang: str, text: str, form: str) -> None:
    assert value(row_of(lang, text).form) == form


@pytest.mark.parametrize(
    ("lang", "text", "reason"),
    [         ("en", ("Chile ended the fish treaty with Peru. \"It lets foreign boats empty our waters "
                      "at night,\" the minister said."),          "It lets foreign boats empty our waters at night"),         ("fr", ("Le "
                                                                                                                                      "Chili "
                                                                                                                                      "dénonce "
                                                                                                                                      "l'accord "
                                                                                                                                      "avec "
                                                                                                                                      "le "
                                                                                                                                      "Pérou. "
                                                                                                                                      "« "
                                                                                                                                      "Il "
                                                                                                                                      "vide "
                                                                                                                                      "nos "
                                                                                                                                      "eaux "
                                                                                                                                      "de "
                                                                                                                                      "tout "
                                                                                                                                      "ce "
                                                                                                                                      "qui "
                                                                                                                                      "nage "
                                                                                                                                      "», "
                                                                                                                                      "a "
                                                                                                                                      "déclaré "
                                                                                                                                      "le "
                                                                                                                                      "ministre."),          "Il vide nos eaux de tout ce qui nage"),         ("ru", ("Чили "
                                                                                                                                                                                                                      "денонсировала "
                                                                                                                                                                                                                      "договор "
                                                                                                                                                                                                                      "с "
                                                                                                                                                                                                                      "Перу. "
                                                                                                                                                                                                                      "«Он "
                                                                                                                                                                                                                      "позволяет "
                                                                                                                                                                                                                      "чужим "
                                                                                                                                                                                                                      "судам "
                                                                                                                                                                                                                      "опустошать "
                                                                                                                                                                                                                      "наши "
                                                                                                                                                                                                                      "воды», "
                                                                                                                                                                                                                      "— "
                                                                                                                                                                                                                      "заявил "
                                                                                                                                                                                                                      "министр."),          "Он позволяет чужим судам опустошать наши воды"),         ("en", ("Chile "
                                                                                                                                                                                                                                                                                                              "ended "
                                                                                                                                                                                                                                                                                                              "the "
                                                                                                                                                                                                                                                                                                              "fish "
                                                                                                                                                                                                                                                                                                              "treaty "
                                                                                                                                                                                                                                                                                                              "with "
                                                                                                                                                                                                                                                                                                              "Peru. "
                                                                                                                                                                                                                                                                                                              "\"We "
                                                                                                                                                                                                                                                                                                              "shall "
                                                                                                                                                                                                                                                                                                              "miss "
                                                                                                                                                                                                                                                                                                              "the "
                                                                                                                                                                                                                                                                                                              "fish "
                                                                                                                                                                                                                                                                                                              "and "
                                                                                                                                                                                                                                                                                                              "the "
                                                                                                                                                                                                                                                                                                              "talks,\" "
                                                                                                                                                                                                                                                                                                              "a "
                                                                                                                                                                                                                                                                                                              "Brazilian "
                                                                                                                                                                                                                                                                                                              "envoy "
                                                                                                                                                                                                                                                                                                              "said."), None),         ("de", ("Chile "
                                                                                                                                                                                                                                                                                                                                               "kündigt "
                                                                                                                                                                                                                                                                                                                                               "den "
                                                                                                                                                                                                                                                                                                                                               "Vertrag "
                                                                                                                                                                                                                                                                                                                                               "mit "
                                                                                                                                                                                                                                                                                                                                               "Peru. "
                                                                                                                                                                                                                                                                                                                                               "Grund "
                                                                                                                                                                                                                                                                                                                                               "sei "
                                                                                                                                                                                                                                                                                                                                               "der "
                                                                                                                                                                                                                                                                                                                                               "Streit "
                                                                                                                                                                                                                                                                                                                                               "um "
                                                                                                                                                                                                                                                                                                                                               "Fangmengen, "
                                                                                                                                                                                                                                                                                                                                               "sagte "
                                                                                                                                                                                                                                                                                                                                               "der "
                                                                                                                                                                                                                                                                                                                                               "Minister."), "der Streit um Fangmengen"),         ("es", "Chile denuncia el acuerdo con Perú. Chile acusa a su vecino de ocultar capturas.", ("acusa "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "a "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "su "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "vecino "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "de "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "ocultar "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "capturas")),     ],
)  # fmt: skip
def test_the_reason_may_be_in_the_words_of_those_who_act(lang: str, text: str, reason: str | None) -> None:
    assert value(row_of(lang, text).reason) == reason


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo ends the fisheries pact with Benin", "LOME - The note was delivered on 2 March 2026.",
            "The pact asks for six months' notice from receipt of the note.")),
    ("fr", ("Le Togo dénonce l'accord de pêche avec le Bénin", "LOMÉ - La note a été remise le 2 mars 2026.",
            "L'accord prévoit un préavis de six mois à compter de la réception de la note.")),
    ("de", ("Togo kündigt das Fischereiabkommen mit Benin", ("LOMÉ - Die Note wurde am 2. März 2026 "
"übergeben."),
            "Das Abkommen sieht eine Frist von sechs Monaten nach Erhalt der Note vor.")),
    ("es", ("Chile denuncia el acuerdo de pesca con Perú", ("LIMA - La nota fue entregada el 2 de marzo de "
"2026."),
            "El acuerdo prevé un preaviso de seis meses a partir de la recepción de la nota.")),
])  # fmt: skip
def test_the_period_of_notice_counts_from_the_notice(lang: str, paragraphs: tuple[str, ...]) -> None:
    row = article(*paragraphs, lang=lang)
    assert (row.stage.value, value(row.ended)) == ("notified", "2026-09-02")


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo leaves the Ottawa Convention", "LOME - The note was delivered on 2 March 2026.",
            "Six months after announcing it, Togo leaves the Ottawa Convention.")),
    ("fr", ("Le Togo quitte la Convention d'Ottawa", "LOMÉ - La note a été remise le 2 mars 2026.",
            "Six mois après l'avoir annoncé, le Togo quitte la Convention d'Ottawa.")),
    ("it", ("Il Togo lascia la Convenzione di Ottawa", "LOMÉ - La nota è stata consegnata il 2 marzo 2026.",
            "Sei mesi dopo averlo annunciato, il Togo lascia la Convenzione di Ottawa.")),
    ("es", ("Chile abandona la Convención de Ottawa", "LIMA - La nota fue entregada el 2 de marzo de 2026.",
            "Seis meses después de anunciarlo, Chile abandona la Convención de Ottawa.")),
])  # fmt: skip
def test_a_period_from_what_was_said_is_no_end(lang: str, paragraphs: tuple[str, ...]) -> None:
    row = article(*paragraphs, lang=lang)
    assert (row.stage.value, row.ended) == ("notified", None)


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("de", ("Togo kündigt das Fischereiabkommen mit Benin", ("LOMÉ - Die Ministerin händigte dem "
                                                             "Gesandten am 2. März 2026 eine Note aus."))),
    ("pl", ("Togo wypowiada umowę rybacką z Beninem", ("LOME - Ambasador Beninu odebrał notę 2 marca "
                                                       "2026 roku."))),
    ("en", ("Togo ends the fisheries pact with Benin", ("LOME - The envoy of Benin received a note on 2 "
                                                        "March 2026."))),
])  # fmt: skip
def test_a_note_that_is_taken_or_handed_over_is_a_notice(lang: str, paragraphs: tuple[str, ...]) -> None:
    row = article(*paragraphs, lang=lang)
    assert (row.stage.value, value(row.form)) == ("notified", "note")


@pytest.mark.parametrize(("lang", "paragraphs", "decided", "notified"), [
    ("en", ("Uganda leaves the Nile Ferry Agreement",             ("The decision was taken in a decree "
                                                                   "signed on 2 March 2026. It handed "
                                                                   "over the note on 4 March 2026.")),      "2026-03-02", "2026-03-04"),
    ("en", ("Uganda leaves the Nile Ferry Agreement by a diplomatic note of 4 March 2026", "Egypt regrets it."), None, "2026-03-04"),
    ("en", ("Uganda leaves the Nile Ferry Agreement", "The decision takes effect on 3 September 2026."), None, None),
    ("en", ("Uganda leaves the Nile Ferry Agreement", ("The decision will be published in a decree "
                                                       "signed on 3 April 2026.")), None, None),
    ("fr", ("L'Ouganda quitte l'accord sur les bacs du Nil", ("La décision a été prise par un décret "
                                                              "signé le 2 mars 2026.")),      "2026-03-02", None),
    ("de", ("Uganda kündigt das Nilfährenabkommen",             "Die Note wurde am 4. März 2026 übergeben. Der Schritt wird am 3. September 2026 wirksam."),      None, "2026-03-04"),
    ("ru", ("Уганда выходит из соглашения о паромах на Ниле", "Нота была вручена 4 марта 2026 года."), None, "2026-03-04"),
])  # fmt: skip
def test_the_days_of_decision_and_notice_are_kept(
    lang: str, paragraphs: tuple[str, ...], decided: str | None, notified: str | None
) -> None:
    [row] = extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=date(2026, 3, 5))
    assert (row.decided and row.decided.value, row.notified and row.notified.value) == (decided, notified)
    assert all(one.sentence in " ".join(paragraphs) for one in (row.decided, row.notified) if one)
