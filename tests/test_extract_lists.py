"""Tables and lists of an article: whose exits they are, how far each has come, and what a column of notices
says.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 5)


def article(*paragraphs: str, lang: str) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=DAY)


def told(rows: tuple[Termination, ...]) -> list[tuple[str, str, str]]:
    """Who leaves, how far it has come and in which form."""
    return [
        ("+".join(one.value for one in row.actors), row.stage.value, row.form.value if row.form else "")
        for row in rows
        if row.main
    ]


@pytest.mark.parametrize(("lang", "title", "table"), [
    ("en", "Togo leaves two tax treaties",      "Partner | Treaty | Note delivered | Ends\n--- | --- | "
                                                "--- | ---\nBenin | Tax Treaty | 1 March 2025 | 1 March "
                                                "2026\nMali | Levies Treaty | 1 March 2026 | 1 March 2027"),
    ("de", "Togo verlässt zwei Steuerabkommen",      "Endet am\tPartner\tAbkommen\tNote "
                                                     "übergeben\n01.03.2026\tBenin\tSteuerabkommen\t01.03.2025\n01.03.2027\tMali\tAbgabenabkommen\t01.03.2026"),
    ("fr", "Le Togo quitte deux conventions fiscales",      "| Partenaire | Convention | Note remise | "
                                                            "Expire le |\n|---|---|---|---|\n| Bénin | "
                                                            "Pacte fiscal | 1er mars 2025 | 1er mars "
                                                            "2026 |\n| Mali | Convention douanière | 1er "
                                                            "mars 2026 | 1er mars 2027 |"),
    ("ru", "Того расторгает два договора",      "Партнёр | Договор | Нота вручена | Прекращает "
                                                "действие\nБенин | Налоговый договор | 01.03.2025 | "
                                                "01.03.2026\nМали | Договор о сборах | 01.03.2026 | "
                                                "01.03.2027"),
])  # fmt: skip
def test_the_days_of_a_table_tell_the_stage_of_a_row(lang: str, title: str, table: str) -> None:
    assert told(article(title, table, lang=lang)) == [("TG", "effective", "note"), ("TG", "notified", "note")]


@pytest.mark.parametrize(("lang", "title", "lead", "heading"), [
    ("en", "Energy Charter Treaty loses two", "BRUSSELS - Two states leave the Energy Charter Treaty.", "Contracting party\tNotice\tEnds"),
    ("de", "Energiecharta verliert zwei", "BRÜSSEL - Zwei verlassen den Energiecharta-Vertrag.", "Vertragspartei\tNotifikation\tEndet"),
    ("fr", "La Charte de l'énergie perd deux États", "BRUXELLES - Deux États quittent le Traité sur la Charte de l'énergie.",      "Partie contractante\tNotification\tFin"),
    ("es", "La Carta de la Energía pierde dos", "BRUSELAS - Dos Estados dejan el Tratado sobre la Carta de la Energía.",      "Estado parte\tNotificación\tFin"),
])  # fmt: skip
def test_parties_to_a_treaty_that_nobody_else_leaves_are_those_that_leave(
    lang: str, title: str, lead: str, heading: str
) -> None:
    rows = article(
        title, lead, f"{heading}\nTogo\t03.03.2025\t03.03.2026\nMali\t04.02.2026\t04.02.2027", lang=lang
    )
    assert [(who, stage) for who, stage, _ in told(rows)] == [("TG", "effective"), ("ML", "notified")]
    assert not any(row.others for row in rows)


@pytest.mark.parametrize(("lang", "title", "heading"), [
    ("en", "Togo ends two tax treaties", "Contracting party | Treaty | Ends"),
    ("de", "Togo kündigt zwei Steuerabkommen", "Vertragspartei | Abkommen | Endet"),
    ("pl", "Togo wypowiada dwie umowy podatkowe", "Strona | Umowa | Koniec"),
])  # fmt: skip
def test_parties_beside_the_state_that_acts_are_the_other_sides(lang: str, title: str, heading: str) -> None:
    table = f"{heading}\nMali | Mali Pact | 03.03.2027\nChile | Chile Pact | 04.02.2027"
    rows = article(title, table, lang=lang)
    assert [(row.actors[0].value, row.others[0].value) for row in rows] == [("TG", "ML"), ("TG", "CL")]


@pytest.mark.parametrize(("lang", "title", "lead", "table"), [
    ("en", "Two states turn their back on the Energy Charter Treaty",      "BRUSSELS, March 5 - The Energy Charter Treaty loses two members: both have notified their withdrawal.",      "State\tNotification received\tEffective\nTogo\t3 March 2025\t3 March 2026\nBenin\t4 February 2026\t4 February 2027"),
    ("it", "Due Stati lasciano il Trattato sulla Carta dell'energia",      "BRUXELLES, 5 marzo - Il Trattato sulla Carta dell'energia perde due membri.",      "Stato\tNotifica ricevuta\tEfficace\nTogo\t3 marzo 2025\t3 marzo 2026\nBenin\t4 febbraio 2026\t4 febbraio 2027"),
    ("pl", "Dwa państwa opuszczają Traktat karty energetycznej",      "BRUKSELA, 5 marca - Traktat karty energetycznej traci dwóch członków.",      "Państwo\tNotyfikacja otrzymana\tKoniec\nTogo\t3 marca 2025\t3 marca 2026\nBenin\t4 lutego 2026\t4 lutego 2027"),
])  # fmt: skip
def test_states_of_a_table_without_partners_are_those_that_leave(
    lang: str, title: str, lead: str, table: str
) -> None:
    rows = article(title, lead, table, lang=lang)
    assert [(who, stage) for who, stage, _ in told(rows)] == [("TG", "effective"), ("BJ", "notified")]
    assert {row.entry for row in rows} == {"ect"}


@pytest.mark.parametrize(("lang", "title", "lines"), [
    ("en", "Round-up: who left what in February",
     ("- Togo gave notice on 3 February that it leaves the Convention on Cybercrime.",
      "- Benin's president signed a decree of 4 February taking the country out of the Rome Statute.")),
    ("fr", "Traités : qui part en février",
     ("- Le Togo a notifié le 3 février son retrait de la Convention sur la cybercriminalité.",
      "- Le Bénin a annoncé le 4 février son retrait du Statut de Rome.")),
    ("es", "Tratados: quién se va en febrero",
     ("- Togo notificó el 3 de febrero su retiro del Convenio sobre la Ciberdelincuencia.",
      "- Benín anunció el 4 de febrero su retiro del Estatuto de Roma.")),
])  # fmt: skip
def test_a_line_that_says_who_acts_is_an_exit_of_that_state(
    lang: str, title: str, lines: tuple[str, ...]
) -> None:
    assert [(who, stage) for who, stage, _ in told(article(title, "\n".join(lines), lang=lang))] == [
        ("TG", "notified"),
        ("BJ", "decided"),
    ]


@pytest.mark.parametrize(("lang", "title", "table", "after"), [
    ("en", "Togo clears out its investment treaties", "Partner | Signed | Ends\n---|---|---\nBenin | 3 May 1990 | 1 June 2027",      "Ghana dropped its Dutch treaty in 2019."),
    ("de", "Togo kündigt Investitionsabkommen", "Partner | Geschlossen | Endet\n---|---|---\nBenin | 03.05.1990 | 01.06.2027",      "Ghana kündigte 2019 ein Steuerabkommen mit Mali."),
    ("es", "Chile denuncia tratados de inversión", "Socio | Firma | Termina\n---|---|---\nPerú | 3/5/1990 | 1/6/2027",      "Bolivia denunció en 2019 un tratado fiscal con Brasil."),
])  # fmt: skip
def test_a_table_is_the_news_and_not_what_others_did_before(
    lang: str, title: str, table: str, after: str
) -> None:
    rows = article(title, "A.", "B.", table, "C.", "D.", after, lang=lang)
    assert [who for who, *_ in told(rows)] == ["CL" if lang == "es" else "TG"]


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo denounces two treaties with Benin", "LOME, 5 March - Togo has denounced two treaties with Benin.",             "The first is the Treaty on River Transport, signed on 3 May 1990.",             "The second is the Agreement on Grain Storage, signed on 4 May 1991.")),
    ("fr", ("Le Togo dénonce deux accords avec le Bénin", "LOMÉ, 5 mars - Le Togo dénonce deux accords avec le Bénin.",             "Le premier est l'Accord sur le transport fluvial, signé le 3 mai 1990.",             "Le second est l'Accord relatif au stockage du grain, signé le 4 mai 1991.")),
    ("it", ("Il Togo denuncia due accordi con il Benin", "LOMÉ, 5 marzo - Il Togo denuncia due accordi con il Benin.",             "Il primo è l'Accordo sul trasporto fluviale, firmato il 3 maggio 1990.",             "Il secondo è l'Accordo sui depositi di grano, firmato il 4 maggio 1991.")),
])  # fmt: skip
def test_the_first_and_the_second_of_two_are_a_row_each(lang: str, paragraphs: tuple[str, ...]) -> None:
    rows = article(*paragraphs, lang=lang)
    assert [(row.signed.value if row.signed else "", [one.value for one in row.others]) for row in rows] == [
        ("1990-05-03", ["BJ"]), ("1991-05-04", ["BJ"]),
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "form"), [
    ("en", "Togo denounced the fishing treaty with Benin. Togo lodged its denunciation of the treaty on 3 March.", ""),
    ("en", "Togo denounced the fishing treaty with Benin. Notice was given by a diplomatic note delivered on 3 March.", "note"),
    ("fr", "Le Togo a dénoncé le traité de pêche avec le Bénin. La note verbale a été remise le 3 mars.", "note"),
    ("es", "Chile denunció el tratado de pesca con Perú. El retiro del tratado fue recibido el 3 de marzo.", ""),
])  # fmt: skip
def test_the_document_that_was_given_is_the_form_and_a_bare_notice_has_none(
    lang: str, text: str, form: str
) -> None:
    [row] = article(text, lang=lang)
    assert (row.stage.value, row.form.value if row.form else "") == ("notified", form)


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Togo quits the Ottawa Convention (Oslo, 3 May 1990)."),
    ("pl", "Togo wypowiada konwencję ottawską (Oslo, 3 maja 1990 r.)."),
    ("ru", "Того денонсирует Оттавскую конвенцию (Осло, 3 мая 1990 года)."),
])  # fmt: skip
def test_a_place_and_a_day_in_brackets_are_those_of_the_signature(lang: str, text: str) -> None:
    assert [row.signed.value for row in article(text, lang=lang) if row.signed] == ["1990-05-03"]


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Togo leaves UN industry agency"), ("en", "Togo quits UN tourism body"),
    ("fr", "Le Togo quitte l'agence de l'ONU pour l'industrie"),
    ("es", "Chile abandona la agencia de la ONU para la industria"),
])  # fmt: skip
def test_the_agency_of_a_body_is_not_the_body(lang: str, text: str) -> None:
    assert "un" not in {row.entry for row in article(text, lang=lang)}


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "LOME, 4 March — Togo has ended its fishing treaty with Benin."),
    ("de", "LOMÉ, 4. März — Togo kündigt das Fischereiabkommen mit Benin."),
    ("ru", "ЛОМЕ, 4 марта — Того расторгает договор с Бенином о рыболовстве."),
])  # fmt: skip
def test_the_day_of_a_dateline_is_no_day_of_the_exit(lang: str, text: str) -> None:
    assert [row.ended for row in article("A.", text, lang=lang)] == [None]


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Togo revoked its notification of withdrawal from the Ottawa Convention."),
    ("ru", "Того отозвало своё уведомление о выходе из Оттавской конвенции."),
    ("it", "Il Togo ha ritirato la notifica di recesso dalla Convenzione di Ottawa."),
    ("es", "Chile retiró la notificación de denuncia de la Convención de Ottawa."),
])  # fmt: skip
def test_a_notice_that_is_taken_back_reverses_the_exit(lang: str, text: str) -> None:
    assert [row.stage.value for row in article(text, lang=lang)] == ["reversed"]


@pytest.mark.parametrize(("lang", "paragraphs"), [
    ("en", ("Togo ends its police deal with Benin", "LOME - Togo has ended its police deal with Benin.", "B.", "C.", "D.", "E.", "F.",             "Lawyers recall that five states announced an exit from the Ottawa Convention.")),
    ("de", ("Togo kündigt das Polizeiabkommen mit Benin", "LOMÉ - Togo kündigt das Abkommen mit Benin.", "B.", "C.", "D.", "E.", "F.",             "Juristen erinnern an den Austritt von fünf Staaten aus der Ottawa-Konvention.")),
    ("ru", ("Того расторгает договор с Бенином", "ЛОМЕ. Того расторгает договор с Бенином о полиции.", "Б.", "В.", "Г.", "Д.", "Е.",             "Юристы напоминают, что о выходе из Оттавской конвенции объявили пять стран.")),
])  # fmt: skip
def test_what_the_end_tells_of_nobody_who_acts_is_no_row(lang: str, paragraphs: tuple[str, ...]) -> None:
    assert "ottawa" not in {row.entry for row in article(*paragraphs, lang=lang)}


@pytest.mark.parametrize(("lang", "title", "lead"), [
    ("en", "Togo ends security deal with Benin", "LOME - Togo is leaving its police agreement with Benin."),
    ("de", "Togo beendet Sicherheitsabkommen mit Benin", "LOMÉ - Togo steigt aus dem Polizeiabkommen mit Benin aus."),
    ("fr", "Le Togo met fin à son accord de défense avec le Bénin", "LOMÉ - Le Togo dénonce l'accord de police avec le Bénin."),
])  # fmt: skip
def test_two_kinds_of_treaty_with_one_partner_are_one_row(lang: str, title: str, lead: str) -> None:
    assert len(article(title, lead, lang=lang)) == 1


@pytest.mark.parametrize(("lang", "paragraphs", "rows"), [
    ("en", ("Togo quits the Ottawa Convention", "LOME - Togo has quit the Ottawa Convention.",             "On Tuesday, lawmakers in Benin passed a law denouncing the convention."), [("TG", ""), ("BJ", "law")]),
    ("de", ("Togo verlässt das Ottawa-Übereinkommen", "LOMÉ - Togo hat das Ottawa-Übereinkommen gekündigt.",             "Benin kündigte das Ottawa-Übereinkommen am Dienstag durch ein Gesetz."), [("TG", ""), ("BJ", "law")]),
    ("es", ("Chile abandona la Convención de Ottawa", "SANTIAGO - Chile abandonó la Convención de Ottawa.",             "Perú denunció el martes por ley la Convención de Ottawa."), [("CL", ""), ("PE", "law")]),
])  # fmt: skip
def test_another_state_that_leaves_in_the_same_days_is_a_row(
    lang: str, paragraphs: tuple[str, ...], rows: list[tuple[str, str]]
) -> None:
    assert [(who, form) for who, _, form in told(article(*paragraphs, lang=lang))] == rows


@pytest.mark.parametrize(("lang", "text", "actor"), [
    ("en", "The gas treaty between Chile and Peru expired on Monday because Lima decided not to renew it.", "PE"),
    ("es", "El acuerdo de gas entre Chile y Perú expiró el lunes porque Lima decidió no prorrogarlo.", "PE"),
    ("fr", "L'accord gazier entre le Chili et le Pérou a expiré lundi, Lima ayant décidé de ne pas le renouveler.", "PE"),
])  # fmt: skip
def test_who_does_not_renew_an_agreement_ends_it(lang: str, text: str, actor: str) -> None:
    assert [who for who, *_ in told(article(text, lang=lang))] == [actor]


@pytest.mark.parametrize(("lang", "title", "lines"), [
    ("en", "Togo quits two pacts", ("- Rome Statute - from 1 October 2026;", "- Paris Agreement - from 2 October 2026.")),
    ("ru", "Того выходит из двух договоров", ("• Римский статут — с 1 октября 2026 г.;", "• Парижское соглашение — со 2 октября 2026 г.")),
    ("fr", "Le Togo dénonce deux accords", ("- Statut de Rome : le 1er octobre 2026 ;", "- Accord de Paris : le 2 octobre 2026.")),
])  # fmt: skip
def test_the_only_day_to_come_in_a_line_is_that_of_its_end(
    lang: str, title: str, lines: tuple[str, ...]
) -> None:
    assert [row.ended.value for row in article(title, "\n".join(lines), lang=lang) if row.ended] == [
        "2026-10-01",
        "2026-10-02",
    ]


@pytest.mark.parametrize(("lang", "title", "heading", "late", "early"), [
    ("en", "Togo leaves two tax treaties", "Year | Country | Treaty | Signed | Terminated", "late 1990s", "March 2026"),
    ("de", "Togo verlässt zwei Steuerabkommen", "Jahr | Staat | Abkommen | unterzeichnet | gekündigt", "1990er Jahre", "März 2026"),
    ("ru", "Того расторгает два договора", "Год | Страна | Договор | Подписан | Дата прекращения", "1990-е", "март 2026"),
])  # fmt: skip
@pytest.mark.parametrize(("years", "signed"), [
    (("1988", "1997"), ["1988-05-03", "1997"]),
    (("1988", "2007"), ["1988-05-03", "1990s"]),
    (("2026", "1997"), ["1988-05-03", "1990s"]),
    (("", "1997"), ["1988-05-03", "1990s"]),
    (("1988", "1988/97"), ["1988-05-03", "1990s"]),
])  # fmt: skip
def test_a_column_of_years_is_that_of_signature_where_every_row_that_tells_both_has_it_so(
    lang: str, title: str, heading: str, late: str, early: str, years: tuple[str, str], signed: list[str]
) -> None:
    table = f"| {heading} |\n| {years[0]} | Benin | Pact A | 03.05.1988 | {early} |\n| {years[1]} | Mali | Pact B | {late} | {early} |"
    rows = article(title, table, lang=lang)
    assert [row.signed and row.signed.value for row in rows] == signed
    assert all(row.signed and row.signed.sentence.count("|") == 4 for row in rows)


def test_a_name_keeps_the_brackets_that_tell_who_signed_and_no_others() -> None:
    table = "Country | Treaty | Terminated\nBenin | Salt Pact (signed by Yugoslavia) | 2026\nMali | Rail Pact (with two annexes) | 2026"
    rows = article("Serbia leaves two treaties", table, lang="en")
    assert [row.instrument and row.instrument.value for row in rows] == [
        "Salt Pact (signed by Yugoslavia)",
        "Rail Pact",
    ]


@pytest.mark.parametrize(("lang", "text", "found"), [
    ("en", "Treaty watch\n\nFour developments since our last issue deserve attention.\n\n1. Chile / "
           "Peru. The ministry in Santiago delivered written notice to Lima on 27 June 2023 under the "
           "tax treaty of the two.\n2. Cuba / Togo. The fisheries protocol, due to lapse in September, "
           "has been prolonged until 2028.\n3. Niger / Mali. By a cabinet decision of 3 July, Niamey "
           "will terminate the Niger–Mali Cattle Convention of 2004.\n4. Haiti. The country has joined "
           "the postal union.",      [("CL", ["PE"], "notified"), ("NE", ["ML"], "decided")]),
    ("ru", "Обзор недели\n\nМы собрали перемены в договорах соседей.\n\n- Чили и Перу. 31 декабря истёк "
           "срок Соглашения об использовании вод реки Лоа, продлевать его Сантьяго не стал.\n- Куба и "
           "Того. Соглашение о трудовой миграции продлено до 2030 года.\n- Мали. С 1 января республика "
           "больше не участвует в Конвенции о центре метеорологии пустыни.",      [("CL", ["PE"], "expired"), ("ML", [], "effective")]),
])  # fmt: skip
def test_a_line_under_a_heading_of_states_tells_a_story_of_its_own(
    lang: str, text: str, found: list[tuple[str, list[str], str]]
) -> None:
    rows = extract(story_in(text, "a", lang), (), lexicon(), published=date(2025, 1, 3))
    assert [
        (row.actors[0].value, [one.value for one in row.others], row.stage.value) for row in rows
    ] == found


@pytest.mark.parametrize(("lang", "text"), [
    ("es", "Chile revisa sus cuotas: los organismos que abandona\n\nEl ministerio entregó la lista. De "
           "los tres, dos quedan fuera:\n\n- Fondo Común del Cobre. Chile envió una carta de retiro al "
           "depositario, recibida el 30 de junio de 2025.\n- Organización Internacional de la Lana. Se "
           "mantiene la membresía.\n- Unión Latina de Economía. El país dejó de ser miembro el 31 de "
           "diciembre de 2024."),
    ("en", "Chile reviews its fees: the bodies that it leaves\n\nThe ministry published the list. Of the "
           "three, two are left:\n\n- Common Copper Fund. Chile sent a letter of withdrawal to the "
           "depositary, received on 30 June 2025.\n- International Wool Organisation. Membership is "
           "unchanged.\n- Latin Economic Union. The country ceased to be a member on 31 December 2024."),
])  # fmt: skip
def test_a_line_that_says_that_nothing_changes_is_no_exit(lang: str, text: str) -> None:
    rows = extract(story_in(text, "a", lang), (), lexicon(), published=date(2025, 8, 1))
    names = [row.instrument.value if row.instrument else "" for row in rows]
    assert len(rows) == 2
    assert not any("Lana" in name or "Wool" in name for name in names)


def test_the_lines_of_a_gazette_are_a_row_each_and_its_state_acts() -> None:
    text = (
        "In the Gazette this week\n\nThe Gazette of the Republic of Chile of 24 May 2022 carries four notices that touch on treaties.\n\n"
        "1. Order No. 14: the Agreement with the Republic of Peru on Fishing Vessels shall stand terminated from 1 September 2022.\n"
        "2. Order No. 15: the operation of the Agreement with the State of Qatar on Manpower is suspended from the date of publication.\n"
        "3. Order No. 16: the Agreement with the Republic of Korea on Sentenced Persons enters into force on 15 June 2022.\n\n"
        "An official said that the Lima text had been overtaken by a search and rescue plan."
    )
    rows = extract(story_in(text, "a", "en"), (), lexicon(), published=date(2022, 5, 27))
    assert [
        ([one.value for one in row.actors], [one.value for one in row.others], row.stage.value)
        for row in rows
    ] == [
        (["CL"], ["PE"], "decided"),
        (["CL"], ["QA"], "suspended"),
    ]
