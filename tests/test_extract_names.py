"""Who acts, with whom, and what ends: reactors, both parties, names inside longer ones, fragments, and what
another sentence tells.
"""

from __future__ import annotations

import pytest
from test_extract import facts, rows

CASES = [
    # who warns, hears or regrets is no party
    ("en", "Norway warns Gambia could quit whaling pact", "Norway's foreign minister warned on Monday that Gambia could quit the Whale "
     "Sanctuary Agreement within months.", "GM", "", "Whale Sanctuary Agreement"),
    ("de", "Minister: Peru könnte Fischereiabkommen kündigen", "Der norwegische Außenminister warnte am Montag, dass Peru das Abkommen "
     "kündigen könnte. In Lima wollte sich niemand dazu äußern.", "PE", "", "Fischereiabkommen"),
    ("ru", "Казахстан может выйти из договора, предупредил министр Финляндии", "Министр иностранных дел Финляндии предупредил, что "
     "Казахстан может выйти из Договора о степных заповедниках.", "KZ", "", "Договора о степных заповедниках"),
    ("en", "Ghana told of end of fishing accord", "Côte d'Ivoire terminated the Tuna Landing Accord on Friday. A note was handed to the "
     "ambassador of Ghana in Abidjan.", "CI", "GH", "Tuna Landing Accord"),
    # one of two parties ended it
    ("en", "Swedish-Danish bridge toll agreement to expire", "The Swedish-Danish bridge toll agreement will expire on 30 June after "
     "Stockholm gave notice last year.", "SE", "DK", "Swedish-Danish bridge toll agreement"),
    ("de", "Vertrag zwischen Österreich und Slowenien läuft aus", "Der Vertrag zwischen Österreich und Slowenien über die Seilbahn läuft "
     "Ende Mai aus. Wien hatte den Vertrag im Vorjahr gekündigt.", "AT", "SI",
     "Vertrag zwischen Österreich und Slowenien über die Seilbahn"),
    ("es", "Argentina y Uruguay: fin del convenio de balsas", "El convenio de balsas entre Uruguay y Argentina terminará el 1 de mayo, "
     "después de que Montevideo lo denunciara en noviembre.", "UY", "AR", "convenio de balsas"),
    ("en", "Parliament ends Kenya-Uganda agreement", "MPs in Nairobi voted on Thursday to end the Kenya-Uganda agreement on sugar.", "KE",
     "UG", "Kenya-Uganda agreement on sugar"),
    # an entry of the gazetteer inside another name
    ("en", "Burkina Faso leaves convention", "Burkina Faso said it was leaving the Volta Water Convention.", "BF", "",
     "Volta Water Convention"),
    ("en", "Ghana ends cocoa pact", "Ghana ends its Cocoa Pact with Togo, the trade ministry said on Wednesday.", "GH", "TG", "cocoa pact"),
    ("es", "Nicaragua deja el convenio", "Nicaragua denunció el Convenio del Café del Istmo, dijo la cancillería.", "NI", "",
     "Convenio del Café del Istmo"),
    # partners and members of a body
    ("en", "India to leave deals with WTO partners", "India intends to withdraw from several deals with WTO partners.", "IN", "",
     "deals with WTO partners"),
    ("pl", "Szwajcaria wypowiada porozumienia", "Szwajcaria wypowiada porozumienia z członkami UE, poinformował minister.", "CH", "",
     "porozumienia z członkami UE"),
    ("ru", "Россия выйдет из соглашений", "Россия намерена выйти из ряда соглашений с партнёрами по ОПЕК, сообщил министр.", "RU", "",
     "соглашений с партнёрами по ОПЕК"),
    # no fragment of a sentence
    ("ru", "Таджикистан выходит из соглашения", "Таджикистан выходит из соглашения о газопроводе. Соглашение подписали в Душанбе в 2012 "
     "году Таджикистан и Узбекистан.", "TJ", "UZ", "соглашения о газопроводе"),
    ("ru", "Норвегия выходит из договора", "Осло объявил о выходе из договора о совместном лове мойвы. Договор был заключён с Исландией в "
     "Осло в 1994 году.", "NO", "IS", "договора о совместном лове мойвы"),
    ("it", "Il Ghana lascia un patto", "Il Ghana denuncia l'accordo sul cacao con il Togo. L'accordo completava una convenzione del 1983.",
     "GH", "TG", "accordo sul cacao"),
    # told in another sentence, or of another treaty
    ("de", "Estland kündigt Abkommen", "Estland kündigt das Fährabkommen, das am 3. Mai 1996 mit Finnland geschlossen wurde, teilte die "
     "Regierung mit.", "EE", "FI", "Fährabkommen"),
    ("en", "Brazil quits rubber convention", "Brazil withdrew from the Rubber Convention of Manaus, whose parties are, among others, Peru "
     "and Bolivia. In 2019 the United States left its treaty with Afghanistan on airspace.", "BR", "", "Rubber Convention of Manaus"),
    ("en", "Laos to leave river accord", "Laos told Thailand it would leave the Lower River Navigation Accord signed in 1999.", "LA", "TH",
     "Lower River Navigation Accord"),
    ("ru", "Таджикистан покидает «саранчовый пакт»", "Секретариат получил уведомление Душанбе о выходе из Центральноазиатского соглашения "
     "о борьбе с саранчой.", "TJ", "", "Центральноазиатского соглашения о борьбе с саранчой"),
    ("fr", "Le Mozambique quitte une convention", "Le Mozambique n'est plus partie à la Convention judiciaire avec l'Union des Comores.",
     "MZ", "KM", "Convention judiciaire"),
    ("en", "Georgia ends a training pact", "Georgia's ambassador in Warsaw delivered a note on Thursday saying that the Agreement on "
     "Mountain Training would lapse.", "GE", "PL", "Agreement on Mountain Training"),
    ("pl", "Gruzja wycofuje się z umowy", "Ambasador Gruzji w Warszawie wręczyła notę. Tbilisi wypowiada Umowę o współpracy w dziedzinie "
     "ratownictwa górskiego.", "GE", "PL", "Umowę o współpracy w dziedzinie ratownictwa górskiego"),
    ("es", "La Corte tumba el acuerdo", "Colombia dejará de aplicar el Acuerdo de Maricultura con Jamaica. Honduras denunció en 2009 un "
     "convenio similar.", "CO", "JM",
     "Acuerdo de Maricultura con Jamaica"),
    ("fr", "Haïti met fin à un arrangement", "Haïti met fin à l'Arrangement sur les phares, dont le dépositaire est la Jamaïque. Le "
     "président reçoit l'ambassadeur du Venezuela pour signer un contrat.", "HT", "", "Arrangement sur les phares"),
    # a protocol is not the agreement that it belongs to
    ("en", "Togo leaves a protocol", "Togo withdraws from the Optional Protocol to the International Covenant on Civil and Political "
     "Rights.", "TG", "", "Optional Protocol to the International Covenant on Civil and Political Rights"),
    ("pl", "Rosja wypowiada Traktat, NATO go zawiesza", "Chodzi o Traktat o konwencjonalnych siłach zbrojnych w Europie.",
     "RU", "", "Traktat o konwencjonalnych siłach zbrojnych w Europie"),
    ("de", "Bern kündigt eine Übereinkunft", "Die Schweiz kündigt die Übereinkunft über die Erforschung der Pappel, teilte die Regierung "
     "mit.", "CH", "", "Übereinkunft über die Erforschung der Pappel"),
    ("de", "Serbien kündigt Vertrag mit Nachbar", "Belgrad. Serbien hat den Vertrag über die Drina-Fähren gekündigt. Die Note wurde am "
     "Montag in Sarajevo überreicht. Kroatien bedauerte den Schritt.", "RS", "BA", "Vertrag über die Drina-Fähren"),
    ("nl", "Angola verlaat verdrag", "Angola heeft het Verdrag inzake de Kunene-dammen opgezegd. Namibië, de andere partij, zei de stap te "
     "betreuren.", "AO", "NA", "Verdrag inzake de Kunene-dammen"),
    ("en", "Sweden and Finland: reindeer convention lapses", "The Reindeer Grazing Convention between Sweden and Finland lapsed on Friday. "
     "Helsinki had refused to extend it.", "FI", "SE", "Reindeer Grazing Convention between Sweden and Finland"),
    ("en", "Barbados ends nurses agreement", "Barbados ends the Agreement for the Hiring of Nurses, which was concluded with the Republic "
     "of Ghana on 15 November 2019.", "BB", "GH", "Agreement for the Hiring of Nurses"),
    ("ru", "Туркмения уходит из пакта, Кабул грозит тем же", "Туркмения вышла из Соглашения о борьбе с саранчой. Кабул тоже грозит выйти.",
     "TM", "", "Соглашения о борьбе с саранчой"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "title", "summary", "actor", "other", "name"), CASES)
def test_the_parties_and_the_name_are_those_that_the_text_gives(
    lang: str, title: str, summary: str, actor: str, other: str, name: str
) -> None:
    row = rows(title, summary, lang=lang)[0]
    assert facts(row)[:3] == (actor, other, name)


def test_two_states_that_each_end_an_agreement_have_a_row_each() -> None:
    found = rows(
        "Montevideo y Buenos Aires rompen dos acuerdos en una semana",
        "El canciller uruguayo entregó al embajador argentino una nota en la que su país denuncia el Convenio de Peajes. "
        "El martes Argentina da por terminado el Acuerdo sobre Balsas.",
        lang="es",
    )
    assert [facts(one)[:3] for one in found] == [
        ("UY", "AR", "Convenio de Peajes"),
        ("AR", "UY", "Acuerdo sobre Balsas"),
    ]


@pytest.mark.parametrize(("name", "entry"), [
    ("Volta Water Convention", None), ("Open Skies Treaty", "open-skies"),
    ("Schengen pact with Spain", "schengen"), ("International Cocoa Agreement", "ica-cocoa"),
    ("Cocoa Agreement with Togo", None),
])  # fmt: skip
def test_an_entry_is_meant_where_no_other_word_makes_it_another_agreement(
    name: str, entry: str | None
) -> None:
    assert rows("Ghana leaves an agreement", f"Ghana said it was leaving the {name} soon.")[0].entry == entry


def test_the_protocol_of_an_agreement_is_not_its_entry() -> None:
    [row] = rows(
        "Togo leaves a protocol",
        "Togo quits the Optional Protocol to the International Covenant on Civil and Political Rights.",
    )
    assert row.entry is None


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Norway withdraws from the Additional Protocol to the European Convention on Extradition."),
    ("ru", "Беларусь денонсировала Факультативный протокол к Международному пакту о гражданских и политических правах."),
    ("uk", "Україна денонсувала Факультативний протокол до Міжнародного пакту про громадянські і політичні права."),
    ("es", "Perú denunció el Protocolo Facultativo de la Convención sobre los Derechos del Niño."),
    ("it", "L'Italia ha denunciato il Protocollo aggiuntivo alla Convenzione europea di estradizione."),
    ("zh", "秘鲁宣布退出《公民权利和政治权利国际公约任择议定书》。"),
    ("ar", "أعلنت بيرو انسحابها من البروتوكول الاختياري الملحق بالعهد الدولي الخاص بالحقوق المدنية والسياسية."),
])  # fmt: skip
def test_a_protocol_to_a_treaty_is_no_entry_in_any_word_order(lang: str, text: str) -> None:
    [row] = rows(text, lang=lang)
    assert row.entry is None
    assert row.instrument is not None


@pytest.mark.parametrize(("text", "entry"), [
    ("Chad withdraws from the African Charter on Human and Peoples' Rights.", "african-charter"),
    ("Gambia denounced the Maputo Protocol.", "maputo"),
    ("Benin withdraws from the African Court on Human and Peoples' Rights.", "african-court"),
    ("Togo denounced the Vienna Convention on Consular Relations.", "vienna-consular"),
    ("Togo denounced the Vienna Convention on Diplomatic Relations.", "vienna-diplomatic"),
    ("Iran withdraws from the IAEA Additional Protocol.", "iaea-additional"),
    ("Iran withdraws from the Additional Protocol.", "iaea-additional"),
    ("Norway withdraws from the Additional Protocol.", None),
])  # fmt: skip
def test_treaties_with_names_that_are_alike_are_entries_of_their_own(text: str, entry: str | None) -> None:
    assert [row.entry for row in rows(text)] == [entry]


def test_a_text_on_members_is_about_the_only_body_that_its_first_paragraph_names() -> None:
    found = rows(
        "A lender loses a member",
        body="Two of nine members of the Lakeside Development Bank go.\n\nGhana will leave it in May, its ministry said.",
    )
    assert facts(found[0])[2] == "Lakeside Development Bank"


@pytest.mark.parametrize(("text", "actor"), [
    ("BERN, 15. November – Der Bundesrat kündigt das Abkommen mit Togo über Kakao.", "CH"),
    ("BERLIN, 15. November – Der Bundesrat kündigt das Abkommen mit Togo über Kakao.", "DE"),
    ("BERN, 15. November – Deutschland hat entschieden. Der Bundesrat kündigt das Abkommen mit Togo über Kakao.", "DE"),
])  # fmt: skip
def test_an_office_that_several_states_have_is_that_of_the_dateline(text: str, actor: str) -> None:
    assert facts(rows("Bundesrat kündigt ein Abkommen", body=text, lang="de")[0])[:2] == (actor, "TG")


def test_on_the_other_hand_is_no_other_party() -> None:
    text = "La Spagna lascia la Convenzione sul sughero. D'altra parte il Marocco ha espresso rammarico, mentre la Tunisia tace."
    assert facts(rows("La Spagna lascia una convenzione", text, lang="it")[0])[1] == ""


def test_what_else_was_voted_on_gives_no_counterparty() -> None:
    body = (
        "QUITO - Ecuador denunció el Convenio Constitutivo del Tribunal de Minas.\n\nLa moción fue larga.\n\nHubo gritos.\n\n"
        "En la misma sesión se ratificó el acuerdo de seguridad social con España."
    )
    assert facts(rows("Ecuador deja un tribunal", body=body, lang="es")[0])[:2] == ("EC", "")
