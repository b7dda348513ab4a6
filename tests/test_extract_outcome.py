"""The day of an end, the form and the stage of an exit, in many languages; sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Evidence, Hit, Kind, Span, Stage, Story, Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

PUBLISHED = date(2026, 3, 11)  # a Wednesday
FISH = {
    "en": "Chile is ending its fish treaty with Peru.",
    "de": "Chile kündigt den Fischereivertrag mit Peru.",
    "es": "Chile denuncia el acuerdo de pesca con Perú.",
    "fr": "Le Chili dénonce l'accord de pêche avec le Pérou.",
    "it": "Il Cile denuncia l'accordo di pesca con il Perù.",
    "pl": "Chile wypowiada umowę o rybołówstwie z Peru.",
    "pt": "O Chile denuncia o acordo de pesca com o Peru.",
    "ru": "Чили денонсирует договор о рыболовстве с Перу.",
    "tr": "Şili, Peru ile balıkçılık anlaşmasını feshetti.",
    "uk": "Чилі денонсує угоду про рибальство з Перу.",
    "nl": "Chili zegt het visserijverdrag met Peru op.",
    "ro": "Chile denunță acordul de pescuit cu Peru.",
    "sr": "Čile otkazuje sporazum o ribolovu sa Peruom.",
}


def row_of(lang: str, body: str) -> Termination:
    return extract(Story("k", "", "", body, lang=lang), (), lexicon(), published=PUBLISHED)[0]


def article(*paragraphs: str, lang: str) -> Termination:
    """The first row of an article whose first paragraph is its headline."""
    return extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=PUBLISHED)[0]


def value(cell: Evidence | None) -> str | None:
    return cell.value if cell is not None else None


@pytest.mark.parametrize(
    ("lang", "body"),
    [
        (
            "es",
            "La nota fue recibida el 3 de marzo en Lima. La denuncia produce efectos a los seis meses "
            "de esa recepción.",
        ),
        (
            "it",
            "La nota è stata consegnata il 3 marzo a Lima. La denuncia ha effetto decorsi sei mesi "
            "dalla notifica.",
        ),
        ("pt", "A nota foi entregue em 3 de março em Lima. A denúncia produz efeitos ao fim de seis meses."),
        (
            "tr",
            "Nota 3 Mart 2026'da Lima'ya iletildi. Anlaşma bildirimden altı ay sonra yürürlükten kalkacak.",
        ),
        (
            "uk",
            "Ноту вручено послу 3 березня. Угода втратить чинність через шість місяців після отримання ноти.",
        ),
        (
            "pl",
            "Notę wręczono ambasadorowi 3 marca. Państwo przestaje być stroną po upływie sześciu "
            "miesięcy od doręczenia noty.",
        ),
        (
            "ru",
            "Нота вручена послу 3 марта. Договор утратит силу по истечении шести месяцев с даты "
            "получения ноты.",
        ),
        (
            "nl",
            "De nota werd op 3 maart in Lima overhandigd. Het verdrag eindigt zes maanden na ontvangst "
            "van de nota.",
        ),
        ("ro", "Nota a fost înmânată la 3 martie la Lima. Acordul încetează la șase luni de la notificare."),
        (
            "sr",
            "Nota je uručena ambasadoru 3. marta. Sporazum prestaje da važi šest meseci nakon prijema note.",
        ),
        (
            "de",
            "Die Verbalnote wurde am 3. März in Lima übergeben. Der Vertrag tritt sechs Monate nach "
            "Zugang der Note außer Kraft.",
        ),
        (
            "fr",
            "La note a été remise le 3 mars à Lima. La dénonciation prendra effet à l'issue d'un délai "
            "de six mois.",
        ),
        ("en", "The note reached Lima on 3 March. Six months from that day the treaty will be history."),
        (
            "fr",
            "La lettre a été déposée le 3 mars à l'ambassade ; l'accord s'éteindra six mois plus tard, "
            "selon son dernier article.",
        ),
    ],
)
def test_a_period_counts_from_the_notice_however_a_language_says_so(lang: str, body: str) -> None:
    assert value(row_of(lang, f"{FISH[lang]} {body}").ended) == "2026-09-03"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "Chile has notified Peru that it ends the fish treaty, a minister said on Friday. The note "
            "reached Lima on 3 March.",
        ),
        (
            "fr",
            "Le Chili a notifié au Pérou la fin de l'accord de pêche, a annoncé vendredi le ministre. "
            "La note a été remise le 3 mars.",
        ),
        (
            "es",
            "Chile notificó a Perú la denuncia del acuerdo de pesca, anunció el viernes el canciller. "
            "La nota se entregó el 3 de marzo.",
        ),
        (
            "pl",
            "Chile notyfikowało Peru wypowiedzenie umowy o rybołówstwie, poinformował w piątek "
            "minister. Notę doręczono 3 marca.",
        ),
    ],
)
def test_the_day_on_which_somebody_told_of_a_notice_is_not_its_day(lang: str, text: str) -> None:
    after = {
        "en": "It ends a year after that notification.",
        "fr": "L'accord cessera un an après cette notification.",
    }
    after |= {
        "es": "El acuerdo dejará de regir un año después de esa notificación.",
        "pl": "Umowa straci moc rok po doręczeniu noty.",
    }
    assert value(row_of(lang, f"{text} {after[lang]}").ended) == "2027-03-03"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "Chile's fish treaty with Peru is over. On Tuesday, 3 March, it ceased to be in force, and "
            "by Friday the boats had gone.",
        ),
        (
            "ru",
            "Договор Чили и Перу о рыболовстве закончился: 3 марта истёк его срок, а в пятницу ушли "
            "последние суда.",
        ),
        (
            "es",
            "Se acabó el acuerdo de pesca de Chile con Perú: el 3 de marzo dejó de estar en vigor, y el "
            "viernes se fueron.",
        ),
        (
            "it",
            "Finito l'accordo di pesca del Cile con il Perù. Il 3 marzo ha cessato di essere in vigore, "
            "e venerdì partono le barche.",
        ),
        (
            "uk",
            "Угода Чилі з Перу про рибальство закінчилася. 3 березня вона втратила чинність, а в "
            "п'ятницю пішли останні судна.",
        ),
        (
            "de",
            "Der Fischereivertrag Chiles mit Peru ist am 3. März außer Kraft getreten, am Freitag "
            "liefen die letzten Boote aus.",
        ),
    ],
)
def test_the_day_in_front_of_a_word_of_ending_leads_over_one_of_the_next_clause(lang: str, text: str) -> None:
    assert value(row_of(lang, text).ended) == "2026-03-03"


@pytest.mark.parametrize(
    ("lang", "earlier"),
    [
        ("ru", "Ранее из договора вышли Боливия, для которой он прекратился 1 января 2023 года, и Эквадор."),
        (
            "es",
            "Antes la habían abandonado Bolivia, para la que dejó de regir el 1 de enero de 2023, y Ecuador.",
        ),
        ("pl", "Wcześniej wystąpiła Boliwia, dla której konwencja wygasła 1 stycznia 2023 r."),
        ("uk", "Раніше вийшла Болівія, для якої конвенція втратила чинність 1 січня 2023 року."),
    ],
)
def test_what_others_did_earlier_gives_no_day_where_the_verb_stands_before_them(
    lang: str, earlier: str
) -> None:
    told = {"ru": "Чили денонсирует договор о китах.", "es": "Chile denuncia la convención ballenera."}
    told |= {"pl": "Chile wypowiada konwencję wielorybniczą.", "uk": "Чилі денонсує конвенцію про китів."}
    assert row_of(lang, f"{told[lang]}\n\n{earlier}").ended is None


@pytest.mark.parametrize(
    ("lang", "text", "form"),
    [
        (
            "es",
            "El Congreso de Chile aprobó el martes, con 66 votos a favor, denunciar el acuerdo de pesca "
            "con Perú.",
            "vote",
        ),
        (
            "de",
            "Chiles Parlament hat mit 66 zu 11 Stimmen die Kündigung des Fischereivertrags mit Peru "
            "gebilligt.",
            "vote",
        ),
        (
            "it",
            "Il Parlamento del Cile ha approvato con 66 voti la denuncia dell'accordo di pesca con il Perù.",
            "vote",
        ),
        ("pl", "Parlament Chile głosami 68 posłów poparł wypowiedzenie umowy o rybołówstwie z Peru.", "vote"),
        ("en", "Chile is ending its fish treaty with Peru, the ruling coalition said.", None),
        (
            "en",
            "Chile is ending its fish treaty with Peru. The ruling party and a law firm in Lima said "
            "that it took note.",
            None,
        ),
    ],
)
def test_counted_votes_are_a_form_and_a_ruling_party_is_none(lang: str, text: str, form: str | None) -> None:
    assert value(row_of(lang, text).form) == form


@pytest.mark.parametrize(
    ("lang", "headline", "lead"),
    [
        (
            "en",
            "Chile wants out of whaling convention",
            "By a decree of Tuesday, Chile has decided to withdraw from the convention.",
        ),
        (
            "fr",
            "Le Chili veut sortir de la convention baleinière",
            "Par décret, le Chili a décidé de se retirer de la convention.",
        ),
        (
            "es",
            "Chile quiere salir de la convención ballenera",
            "El gobierno de Chile decidió el martes retirarse de la convención.",
        ),
        (
            "de",
            "Chile will Walfangkonvention verlassen",
            "Das Kabinett in Santiago hat beschlossen, die Konvention zu kündigen.",
        ),
        (
            "it",
            "Il Cile vuole uscire dalla convenzione baleniera",
            "Il governo del Cile ha deciso martedì di recedere dalla convenzione.",
        ),
    ],
)
def test_a_text_that_says_decided_leads_over_a_headline_that_says_wants(
    lang: str, headline: str, lead: str
) -> None:
    assert article(headline, lead, lang=lang).stage.value == "decided"


@pytest.mark.parametrize(
    ("lang", "headline", "lead", "told", "stage"),
    [
        (
            "it",
            "Il Cile lascia la Commissione baleniera",
            "Il governo ha deciso il ritiro dalla Commissione.",
            "ritiro",
            Stage.EFFECTIVE,
        ),
        (
            "it",
            "Il Cile lascia la Commissione baleniera",
            "Santiago ha annunciato il ritiro dalla Commissione.",
            "ritiro",
            Stage.EFFECTIVE,
        ),
        (
            "ru",
            "Чили разорвало соглашение с Перу о китах",
            "Сантьяго объявил о прекращении соглашения.",
            "объявил",
            Stage.NOTIFIED,
        ),
    ],
)
def test_a_hit_on_a_verb_of_telling_is_no_exit_that_has_taken_place(
    lang: str, headline: str, lead: str, told: str, stage: Stage
) -> None:
    start = lead.index(told)
    hit = Hit("clause.act.x", "", Kind.ACT, stage, (Span("summary", start, start + len(told)),), "", "", 1.0)
    story = Story("s", headline, lead, lang=lang)
    assert extract(story, (hit,), lexicon(), published=date(2026, 3, 4))[0].stage.value == "decided"


def test_a_headline_that_says_wants_stays_where_the_text_only_tells_of_a_demand() -> None:
    told = "Lawmakers decided to ask the government of Chile to withdraw from the convention."
    assert article("Chile party wants out of whaling convention", told, lang="en").stage.value in (
        "threatened",
        "proposed",
    )


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "The note on the end of the Convention on Mutual Aid in Civil, Family, Labour and Criminal "
            "Matters was handed to",
        ),
        (
            "pl",
            "Nota o wypowiedzeniu umowy o pomocy prawnej w sprawach cywilnych, rodzinnych, "
            "pracowniczych i karnych została doręczona",
        ),
    ],
)
def test_a_long_title_may_stand_between_a_note_and_its_verb(lang: str, text: str) -> None:
    opens = {
        "en": "Chile ends its legal aid treaty with Peru.",
        "pl": "Chile wypowiada Peru umowę o pomocy prawnej.",
    }
    rest = {"en": " the embassy on 3 March.", "pl": " 3 marca w Limie."}
    row = row_of(lang, opens[lang] + " " + text + rest[lang])
    assert (row.stage.value, value(row.form)) == ("notified", "note")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "The note reached Lima on 3 March. The treaty allows either side to leave on ninety days' "
            "notice.",
        ),
        ("es", "La nota se entregó el 3 de marzo en Lima. El acuerdo exige noventa días de antelación."),
        (
            "it",
            "La nota è stata consegnata il 3 marzo a Lima. L'accordo prevede novanta giorni di preavviso.",
        ),
        (
            "de",
            "Die Verbalnote wurde am 3. März in Lima übergeben. Der Vertrag sieht eine Kündigungsfrist "
            "von neunzig Tagen vor.",
        ),
        (
            "fr",
            "La note a été remise le 3 mars à Lima. L'accord prévoit un préavis de quatre-vingt-dix jours.",
        ),
    ],
)
def test_a_period_of_notice_that_the_agreement_asks_for_counts_from_the_notice(lang: str, text: str) -> None:
    assert value(row_of(lang, f"{FISH[lang]} {text}").ended) == "2026-06-01"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "de",
            "Die Verbalnote wurde am 3. März übergeben. Der Vertrag tritt nach einer sechsmonatigen "
            "Frist außer Kraft.",
        ),
        (
            "pl",
            "Notę wręczono ambasadorowi 3 marca. Umowa wygaśnie po sześciomiesięcznym okresie wypowiedzenia.",
        ),
        ("ru", "Нота вручена послу 3 марта. Договор утратит силу по истечении шестимесячного срока."),
        ("uk", "Ноту вручено послу 3 березня. Угода втратить чинність через пів року."),
    ],
)
def test_a_period_may_be_one_word(lang: str, text: str) -> None:
    assert value(row_of(lang, f"{FISH[lang]} {text}").ended) == "2026-09-03"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "it",
            "L'accordo di pesca tra il Cile e il Perù si è esaurito il 3 marzo. Il Cile ha scelto di "
            "non prorogarlo.",
        ),
        (
            "en",
            "The fish treaty of Chile with Peru ran its term on 3 March, and Chile chose not to prolong it.",
        ),
        (
            "es",
            "El acuerdo de pesca entre Chile y Perú se extinguió el 3 de marzo, y Chile no quiso "
            "prorrogarlo.",
        ),
        ("pl", "Umowa Chile z Peru o rybołówstwie dobiegła końca 3 marca. Chile jej nie przedłużyło."),
        ("pt", "O acordo de pesca do Chile com o Peru esgotou-se em 3 de março. O Chile não o prorrogou."),
        (
            "tr",
            "Şili ile Peru arasındaki balıkçılık anlaşması 3 Mart'ta süresini doldurdu. Şili anlaşmayı "
            "uzatmadı.",
        ),
    ],
)
def test_an_agreement_runs_out_in_many_words(lang: str, text: str) -> None:
    row = row_of(lang, text)
    assert row.stage.value in ("expired", "effective")
    assert value(row.ended) == "2026-03-03"


@pytest.mark.parametrize(
    ("lang", "text", "stage"),
    [
        (
            "es",
            "El canciller advirtió que, si las cuotas no se cumplen este mismo año, Chile denunciará el "
            "acuerdo con Perú.",
            "threatened",
        ),
        (
            "en",
            "If the quotas are not met by the fleets of both sides, Chile terminates its fish treaty "
            "with Peru.",
            "threatened",
        ),
        (
            "ru",
            "Если квоты не будут соблюдаться обеими сторонами этого спора, Чили денонсирует договор с Перу.",
            "threatened",
        ),
        (
            "tr",
            "Şili, kotalara uyulmazsa Peru ile balıkçılık anlaşmasını feshetmeye hazırlanıyor.",
            "threatened",
        ),
        ("pt", "O Chile se retirou do acordo de pesca com o Peru.", "decided"),
        ("nl", "Chili heeft het visserijverdrag met Peru opgezegd als antwoord op de vangsten.", "decided"),
    ],
)
def test_a_condition_makes_a_threat_and_a_little_word_like_it_does_not(
    lang: str, text: str, stage: str
) -> None:
    assert row_of(lang, text).stage.value == stage
