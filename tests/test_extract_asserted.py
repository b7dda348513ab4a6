"""What an article as a whole asserts: an exit that it denies, demands, asks for or looks back on is none; each
with a twin that reports one.
"""

from __future__ import annotations

from datetime import date

import pytest
from clauses_kit import judge

from monitor.extract import explain, extract
from monitor.model import Story
from monitor.service.knowledge import lexicon

PUBLISHED = date(2026, 11, 30)
FILLER = {
    "en": " Shops in the capital stayed open, and the rain that had been forecast for the whole region fell "
    "only in the evening, when most of the offices were already closed and the streets were empty.",
    "fr": " Les magasins de la ville sont restés ouverts, et la pluie que l'on attendait dans toute la région "
    "n'est tombée que le soir, lorsque la plupart des bureaux étaient déjà fermés et les rues vides.",
    "de": " Die Geschäfte der Stadt blieben geöffnet, und der Regen, der für die ganze Gegend angesagt war, fiel "
    "erst am Abend, als die meisten Büros schon geschlossen und die Straßen leer waren.",
    "es": " Las tiendas de la ciudad siguieron abiertas, y la lluvia que se esperaba en toda la región solo cayó "
    "por la noche, cuando la mayoría de las oficinas ya estaban cerradas y las calles vacías.",
    "ru": " Магазины в городе работали, а дождь, которого ждали во всей области, пошёл только вечером, когда "
    "большинство учреждений уже закрылось и улицы опустели, рассказали местные жители.",
    "it": " I negozi della città sono rimasti aperti, e la pioggia che si aspettava in tutta la regione è caduta "
    "solo la sera, quando la maggior parte degli uffici era già chiusa e le strade erano vuote.",
    "pl": " Sklepy w mieście były otwarte, a deszcz, którego spodziewano się w całym regionie, spadł dopiero "
    "wieczorem, kiedy większość urzędów była już zamknięta, a ulice opustoszały, mówią mieszkańcy.",
    "pt": " As lojas da cidade ficaram abertas, e a chuva que se esperava em toda a região só caiu à noite, "
    "quando a maior parte das repartições já estava fechada e as ruas estavam vazias.",
    "tr": " Şehirdeki dükkânlar açık kaldı, bütün bölgede beklenen yağmur ise ancak akşam, dairelerin çoğu "
    "kapandıktan ve sokaklar boşaldıktan sonra yağdı, diye anlattı mahalle sakinleri gün boyunca.",
    "uk": " Крамниці в місті працювали, а дощ, якого чекали в усій області, пішов лише ввечері, коли більшість "
    "установ уже зачинилася і вулиці спорожніли, розповіли місцеві мешканці.",
}  # makes a text as long as an article


def read(lang: str, title: str, *paragraphs: str) -> list[str]:
    """The rows of an article: who leaves, and the name of what is left."""
    story = article(lang, title, paragraphs)
    rows = extract(story, judge().hits(story, lang), lexicon(), published=PUBLISHED)
    return ["+".join(actor.value for actor in row.actors) for row in rows]


def article(lang: str, title: str, paragraphs: tuple[str, ...]) -> Story:
    body = "\n\n".join(paragraphs)
    return Story(key="a", title=title, body=f"{body}{FILLER[lang]}", lang=lang)


NONE = {
    "a motion that is refused": (
        "en",
        "Zambian deputies stand by river pact",
        "LUSAKA - Zambia's National Assembly voted by 90 to 41 on Tuesday against a motion that would have forced "
        "the government to quit the river treaty with Malawi.",
        "The motion called for the Songwe Treaty of 3 May 1994 to be denounced.",
    ),
    "a motion that is refused, French": (
        "fr",
        "Les députés togolais gardent leurs eaux",
        "LOMÉ - L'Assemblée nationale du Togo a voté mardi contre une motion qui aurait obligé le gouvernement à "
        "dénoncer le traité fluvial avec le Bénin.",
        "Le texte de l'opposition n'a recueilli que 12 voix.",
    ),
    "a ruling about an old exit": (
        "en",
        "Court lets mining claim proceed",
        "PARIS, Nov 28 - A claim by a Swiss mining family may go ahead although Ecuador ended its investment treaty "
        "with Switzerland in 2017, a tribunal decided on Friday.",
        "Ecuador gave notice of the termination in May 2017, and the treaty ceased to apply a year later.",
    ),
    "a ruling about an old exit, German": (
        "de",
        "Schiedsgericht lässt Klage zu",
        "PARIS - Eine Klage gegen Indonesien ist zulässig, obwohl Indonesien das Investitionsabkommen mit den "
        "Niederlanden im Jahr 2014 gekündigt hat, entschied ein Schiedsgericht am Freitag.",
        "Die Kläger verlangen 90 Millionen Euro.",
    ),
    "a count of exits": (
        "en",
        "Withdrawals from treaties are down, study finds",
        "VIENNA - Governments seldom turn their backs on conventions, a study of 400 agreements shows.",
        "Of 31 withdrawals since 2010, nine were later taken back. The best known cases are those of Burundi and "
        "the Philippines.",
    ),
    "an anniversary": (
        "en",
        "Traders remember the day the market closed",
        "BANJUL - On Monday it will be thirteen years since Gambia left the Commonwealth, and in the market the "
        "clothiers still speak of it.",
        "After the exit the fair was held in Dakar. It is now smaller than ever.",
    ),
    "an anniversary, Spanish": (
        "es",
        "Los comerciantes recuerdan aquel día",
        "CARACAS - El lunes se cumplirán nueve años desde que Venezuela denunció la Carta de la OEA, y en los "
        "mercados todavía se habla de ello.",
        "Desde entonces nadie ha vuelto a la sede de Washington.",
    ),
    "an opinion of analysts, and an exit told aside": (
        "en",
        "Analysts see storm over Danube accord",
        "BUDAPEST - The 2003 accord that limits dredging on the Danube might not last, analysts warned on Monday as "
        "Hungary bought more barges.",
        "Officials in Budapest said that the country kept to every limit.",
        "The accord was modelled on the Rhine pact.",
        "It copies the treaty on open skies, which Belarus abandoned last month, to the dismay of its allies.",
    ),
    "a question that is answered with no": (
        "tr",
        "Tiran büyükelçisini geri çağırdı",
        "TİRAN - Arnavutluk, istişareler için Madrid Büyükelçisi'ni merkeze çağırdı.",
        'Sözcü, "Balıkçılık anlaşması feshedilecek mi?" sorusuna "Hayır" yanıtını verdi. İspanya\'ya bir protesto '
        "notası verildi.",
        "İki ülke arasındaki 2011 tarihli balıkçılık anlaşması yürürlükte kalıyor.",
    ),
    "a derogation": (
        "uk",
        "Єреван повідомив про відступ від зобов'язань",
        "СТРАСБУРГ. Вірменія повідомила Раду Європи про відступ від зобов'язань за Конвенцією про захист прав людини "
        "і основоположних свобод. Вербальну ноту генеральний секретар отримав у вівторок.",
        "«Це не вихід з Конвенції», — пояснив речник міністерства.",
    ),
    "a guide": (
        "en",
        "Explainer: How do you leave a fisheries treaty?",
        "LONDON, Nov 20 - Most treaties have a door. Here is how it opens.",
        "The Vienna Convention on the Law of Treaties lets a state withdraw if the treaty says so. A bilateral treaty "
        "is denounced by a note to the other side.",
    ),
    "a union that threatens": (
        "de",
        "Ministerin zieht Gesetzentwurf zurück",
        "WIEN - Die Ministerin hat den Entwurf des Pflegegesetzes von der Tagesordnung genommen.",
        "Der Gewerkschaftsbund drohte damit, den Pakt für Pflege zu verlassen, sollte das Vorhaben scheitern.",
    ),
    "an agreement with a company": (
        "en",
        "Niamey and miner split over uranium deal",
        "NIAMEY - Niger has terminated its uranium agreement with a unit of a Canadian mining group, the ministry said "
        "on Tuesday, and notice had been served twice.",
        "Relations between Niger and Canada are not affected.",
    ),
    "an agreement with a company, Russian": (
        "ru",
        "Астана рассталась с разработчиком месторождения",
        "АСТАНА. Казахстан расторг соглашение о разработке месторождения с компанией из Италии, сообщило во вторник "
        "министерство энергетики.",
        "Компания намерена обратиться в суд.",
    ),
    "rebels that end a truce": (
        "en",
        "Chadian rebels declare Doha accord dead",
        "NDJAMENA - A rebel group in Chad's north said on Tuesday it was pulling out of the ceasefire accord that "
        "was brokered by Qatar.",
        "It gave the other side notice in a letter carried by Qatari mediators.",
    ),
    "rebels that end a truce, Spanish": (
        "es",
        "Los rebeldes colombianos rompen el acuerdo de tregua",
        "BOGOTÁ - Los rebeldes colombianos abandonaron el acuerdo de tregua firmado en Noruega, según un comunicado.",
        "El Gobierno lamentó el anuncio.",
    ),
    "troops that leave": (
        "pt",
        "Brasil retira último contingente do Haiti",
        "BRASÍLIA, 28 nov - Os últimos 200 militares brasileiros deixam Porto Príncipe até sexta-feira, informou o "
        "Ministério da Defesa.",
        "A retirada foi acordada com as Nações Unidas em maio.",
    ),
    "a demand that the government refuses": (
        "de",
        "Bauernverbände fordern Wien zum Ausstieg aus der Alpenkonvention auf",
        "WIEN - Zwölf Verbände verlangen, dass Österreich die Alpenkonvention kündigt.",
        "Beim Ministerium stößt das auf taube Ohren. Ein Austritt ist nicht vorgesehen, teilte es mit.",
    ),
    "a body that suspends a member": (
        "en",
        "ECOWAS suspends Benin after officers take power",
        "ABUJA - ECOWAS on Sunday suspended Benin from all its activities, a day after officers took power.",
        "Heads of state will meet again on Friday.",
    ),
    "a denial that is quoted in the headline": (
        "en",
        "Port Louis: 'We are not leaving the Commonwealth'",
        "PORT LOUIS - Mauritius is not leaving the Commonwealth, its foreign minister said, dismissing a report by a "
        "website.",
        "The website had written that a letter of withdrawal was ready.",
    ),
}


@pytest.mark.parametrize("case", NONE)
def test_an_article_that_asserts_no_exit_has_no_row(case: str) -> None:
    assert read(*NONE[case]) == []


TWINS = {
    "an agreement whose old day stands in a relative clause": (
        ("PE",),
        "en",
        "Deputies clear away a travel accord",
        "LIMA - By 58 votes the deputies adopted the resolution on the denunciation of the Agreement on Free "
        "Movement, to which Peru put its name in Quito on 9 October 1992.",
    ),
    "a bill, under a dateline": (
        ("PE",),
        "en",
        "Bill to undo lake accord gets first reading in Lima",
        "LIMA - After three delays, a bill that would put an end to Peru's lake accord with Chile was read "
        "for the first time in the Congress on Tuesday.",
        "The text provides that the Agreement on Navigation in Lake Titi shall be terminated.",
    ),
    "a motion that is passed": (
        ("ZM",),
        "en",
        "Zambian deputies turn on river pact",
        "LUSAKA - Zambia's National Assembly voted by 90 to 41 on Tuesday for a motion that obliges the government to "
        "quit the river treaty with Malawi.",
        "The speaker said that the notice would go out this week.",
    ),
    "an exit that follows a ruling": (
        ("EC",),
        "en",
        "Quito drops Swiss treaty after mining ruling",
        "QUITO, Nov 28 - Ecuador has ended its investment treaty with Switzerland after a tribunal decided in "
        "2024 that a mining family may sue.",
        "Notice was given on 27 November 2026.",
    ),
    "a count beside an exit": (
        ("FJ",),
        "en",
        "Treaty exits rise as Fiji leaves",
        "SUVA - Fiji left the Energy Charter Treaty on Monday, the third of 12 withdrawals this year.",
        "The notice was deposited in Lisbon last November.",
    ),
    "an exit after years": (
        ("GM",),
        "en",
        "Banjul walks out again",
        "BANJUL - Thirteen years after a first quarrel, Gambia is leaving the Commonwealth, the foreign ministry said "
        "on Monday.",
        "A letter was handed over in London.",
    ),
    "an exit that analysts comment": (
        ("HU",),
        "en",
        "Budapest quits Danube accord",
        "BUDAPEST - Hungary is leaving the 2003 accord with Serbia that limits dredging on the Danube, the government "
        "said on Monday.",
        "Analysts warned that the treaty on open skies, which Belarus abandoned, might be next.",
    ),
    "a question that is answered with yes": (
        ("AL",),
        "tr",
        "Tiran balıkçılık anlaşmasını feshetti",
        "TİRAN - Arnavutluk, İspanya ile 2011'de imzalanan balıkçılık anlaşmasını feshetti, dedi sözcü pazartesi günü.",
        "İspanya'nın büyükelçisine bir nota verildi.",
    ),
    "a state that ends an agreement with a state": (
        ("NE",),
        "en",
        "Niamey ends uranium deal with Ottawa",
        "NIAMEY - Niger has terminated its uranium agreement with Canada, whose mining companies dig in the north, the "
        "ministry said on Tuesday.",
        "Notice was served on Monday.",
    ),
    "a state that ends a truce because of rebels": (
        ("TD",),
        "en",
        "Chad quits border accord after rebel raid",
        "NDJAMENA - Chad is pulling out of the border accord with Sudan after rebels crossed from Darfur, the "
        "government said on Tuesday.",
        "A note was handed to the ambassador.",
    ),
    "a state that leaves with its troops": (
        ("BR",),
        "pt",
        "Brasil deixa acordo militar com o Haiti",
        "BRASÍLIA, 28 nov - O Brasil denunciou o acordo militar com o Haiti, informou o Ministério da Defesa.",
        "Os últimos 200 militares deixam Porto Príncipe até sexta-feira.",
    ),
    "a demand that the government follows": (
        ("AT",),
        "de",
        "Wien kündigt die Alpenkonvention",
        "WIEN - Österreich kündigt die Alpenkonvention, wie es zwölf Verbände verlangt hatten.",
        "Die Note ging am Freitag an den Verwahrer.",
    ),
    "a member that leaves after it was suspended": (
        ("BJ",),
        "en",
        "Benin leaves ECOWAS after suspension",
        "COTONOU - Benin is leaving ECOWAS, which suspended it last week, its new rulers said on Sunday.",
        "A notice was sent to Abuja.",
    ),
    "what one side denies and the other did": (
        ("MU",),
        "en",
        "Port Louis leaves the Commonwealth",
        "PORT LOUIS - Mauritius has left the Commonwealth, its foreign minister said on Monday.",
        "The secretariat in London denied that it had been told of a withdrawal.",
    ),
}


@pytest.mark.parametrize("case", TWINS)
def test_an_article_that_asserts_one_beside_the_same_words_keeps_its_row(case: str) -> None:
    actors, lang, *texts = TWINS[case]
    assert read(str(lang), *texts)[:1] == list(actors)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("a ruling about an old exit", "long over"),
        ("an anniversary", "years old"),
        ("a question that is answered with no", "only asked"),
        ("rebels that end a truce", "armed group"),
        ("a body that suspends a member", "no state leaves"),
    ],
)
def test_the_explanation_says_what_the_words_assert_instead(case: str, why: str) -> None:
    lang, title, *paragraphs = NONE[case]
    story = article(lang, title, tuple(paragraphs))
    nothing = explain(story, judge().hits(story, lang), lexicon(), published=PUBLISHED).nothing
    assert nothing is not None
    assert why in nothing.why
