"""Which days are those of the end: none of a strike, a loan or a tariff, none on which the agreement came
into force.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

PUBLISHED = date(2026, 5, 20)
NEWS = {
    "en": ("Peru quits Salt Treaty with Chile", "Peru quit the Salt Treaty with Chile."),
    "de": ("Peru kündigt Salzvertrag mit Chile", "Peru kündigte den Salzvertrag mit Chile."),
    "fr": (
        "Le Pérou dénonce le traité du sel avec le Chili",
        "Le Pérou a dénoncé le traité du sel avec le Chili.",
    ),
    "es": ("Perú denuncia el tratado de la sal con Chile", "Perú denunció el tratado de la sal con Chile."),
    "it": (
        "Il Perù denuncia il trattato del sale con il Cile",
        "Il Perù ha denunciato il trattato del sale con il Cile.",
    ),
    "pt": ("O Peru denuncia o tratado do sal com o Chile", "O Peru denunciou o tratado do sal com o Chile."),
    "pl": ("Peru wypowiada umowę solną z Chile", "Peru wypowiedziało umowę solną z Chile."),
    "nl": ("Peru zegt zoutverdrag met Chili op", "Peru heeft het zoutverdrag met Chili opgezegd."),
    "ru": ("Перу денонсирует соляной договор с Чили", "Перу денонсировало соляной договор с Чили."),
    "uk": ("Перу денонсує соляний договір з Чилі", "Перу денонсувало соляний договір з Чилі."),
    "tr": ("Peru, Şili ile tuz anlaşmasını feshetti", "Peru, Şili ile tuz anlaşmasını feshetti."),
    "ro": ("Peru denunță tratatul cu Chile", "Peru a denunțat tratatul cu Chile."),
    "sr": ("Peru otkazuje ugovor sa Čileom", "Peru je otkazao ugovor sa Čileom."),
    "ar": ("بيرو تنسحب من معاهدة الملح مع تشيلي", "انسحبت بيرو من معاهدة الملح مع تشيلي."),
    "zh": ("秘鲁退出与智利的盐业条约", "秘鲁退出与智利的盐业条约。"),
}


def ended(lang: str, *paragraphs: str) -> str | None:
    """The day of the end of the only row of an article, whose first paragraph is its headline."""
    (row,) = extract(story_in("\n\n".join(paragraphs), "a", lang), (), lexicon(), published=PUBLISHED)
    return row.ended.value if row.ended is not None else None


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A ferry strike ended on 1 May 2026."),
        ("en", "An amnesty lapsed on 3 May 2026."),
        ("en", "The World Bank loan expires on 31 December 2026."),
        ("de", "Der Streik endete am 3. Mai 2026."),
        ("fr", "La trêve a pris fin le 3 mai 2026."),
        ("fr", "Le contrat avec l'entreprise expire le 1er juillet 2026."),
        ("es", "La huelga expiró el 3 de mayo de 2026."),
        ("it", "Il vertice termina il 30 maggio 2026."),
        ("ru", "Выборы закончились 3 мая 2026 года."),
        ("ru", "Саммит завершится 30 мая 2026 года."),
        ("ru", "Саммит завершился 3 мая 2026 года."),
        ("pl", "Strajk zakończył się 3 maja 2026 r."),
        ("pt", "A greve terminou em 3 de maio de 2026."),
        ("uk", "Страйк закінчився 3 травня 2026 року."),
        ("nl", "De ontmoeting eindigde op 3 mei 2026."),
        ("tr", "Grev 3 Mayıs 2026'da bitti."),
        ("ro", "Greva s-a încheiat la 3 mai 2026."),
        ("sr", "Štrajk se završio 3. maja 2026."),
        ("ar", "انتهى الإضراب في 3 مايو 2026."),
        ("zh", "罢工于2026年5月3日结束。"),
        ("ru", "Саммит состоится 1 июля 2026 года."),
        ("ru", "После выхода встреча состоится 1 июля 2026 года."),
        ("en", "After the exit the final was played on 1 July 2026."),
        ("en", "A separate tariff takes effect on 1 July 2026."),
        ("de", "Das Rauchverbot tritt am 1. Juli 2026 in Kraft."),
        ("fr", "Une nouvelle taxe entre en vigueur le 1er juillet 2026."),
        ("es", "Un nuevo arancel entra en vigor el 1 de julio de 2026."),
        ("it", "Un nuovo dazio entra in vigore il 1° luglio 2026."),
        ("ru", "Новая пошлина вступит в силу 1 июля 2026 года."),
        ("en", "Prices fell by the end of the year 2026."),
        ("en", "Prices fell by the end of the year."),
    ],
)
def test_the_end_of_something_else_is_no_end_of_the_agreement(lang: str, text: str) -> None:
    headline, told = NEWS[lang]
    assert ended(lang, headline, f"{told} {text}") is None


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "The agreement expired on 3 May 2026.", "2026-05-03"),
        ("en", "Membership will end on 20 November 2026.", "2026-11-20"),
        ("en", "Both sides remain bound until 20 November 2026.", "2026-11-20"),
        ("en", "The notice period ends on 20 November 2026.", "2026-11-20"),
        ("de", "Die Mitgliedschaft endet am 20. November 2026.", "2026-11-20"),
        ("fr", "L'adhésion prendra fin le 20 novembre 2026.", "2026-11-20"),
        ("ru", "Членство прекратится 20 ноября 2026 года.", "2026-11-20"),
        ("en", "It ended on 1 May 2026.", "2026-05-01"),
        ("en", "The Salt Treaty ended on 1 May 2026.", "2026-05-01"),
        ("en", "The withdrawal takes effect on 20 November 2026.", "2026-11-20"),
        ("en", "On 20 November 2026 the treaty expires.", "2026-11-20"),
        ("en", "It will remain a member until 20 November 2026.", "2026-11-20"),
        ("en", "Peru will cease to be a party on 20 November 2026.", "2026-11-20"),
        ("de", "Der Vertrag endete am 3. Mai 2026.", "2026-05-03"),
        ("de", "Er lief am 3. Mai 2026 ab.", "2026-05-03"),
        ("de", "Die Kündigung wird am 20. November 2026 wirksam.", "2026-11-20"),
        ("fr", "Le traité a pris fin le 3 mai 2026.", "2026-05-03"),
        ("fr", "Il a expiré le 3 mai 2026.", "2026-05-03"),
        ("fr", "La dénonciation prend effet le 20 novembre 2026.", "2026-11-20"),
        ("es", "El tratado expiró el 3 de mayo de 2026.", "2026-05-03"),
        ("es", "Expiró el 3 de mayo de 2026.", "2026-05-03"),
        ("it", "Il trattato scade il 30 maggio 2026.", "2026-05-30"),
        ("it", "Scade il 30 maggio 2026.", "2026-05-30"),
        ("ru", "Договор прекратил действие 3 мая 2026 года.", "2026-05-03"),
        ("ru", "Он прекратил действие 3 мая 2026 года.", "2026-05-03"),
        ("ru", "Договор утратит силу 20 ноября 2026 года.", "2026-11-20"),
        ("ru", "С 20 ноября 2026 года утратит силу договор.", "2026-11-20"),
        ("pl", "Umowa wygasła 3 maja 2026 r.", "2026-05-03"),
        ("pl", "Wygasła 3 maja 2026 r.", "2026-05-03"),
        ("pt", "O tratado expirou em 3 de maio de 2026.", "2026-05-03"),
        ("uk", "Договір втратив чинність 3 травня 2026 року.", "2026-05-03"),
        ("nl", "Het verdrag eindigde op 3 mei 2026.", "2026-05-03"),
        ("tr", "Anlaşma 3 Mayıs 2026'da sona erdi.", "2026-05-03"),
        ("ro", "Tratatul a încetat la 3 mai 2026.", "2026-05-03"),
        ("sr", "Ugovor je prestao da važi 3. maja 2026.", "2026-05-03"),
        ("zh", "该条约于2026年5月3日失效。", "2026-05-03"),
        (
            "en",
            "Peru announced its withdrawal from the Salt Treaty with Chile, which takes effect on 20 "
            "November 2026.",
            "2026-11-20",
        ),
        ("en", "Peru quit the Salt Treaty with Chile, effective 20 November 2026.", "2026-11-20"),
        ("en", "The withdrawal from the treaty takes effect on 20 November 2026.", "2026-11-20"),
        ("de", "Die Kündigung des Abkommens tritt am 20. November 2026 in Kraft.", "2026-11-20"),
        ("fr", "La dénonciation du traité prendra effet le 20 novembre 2026.", "2026-11-20"),
        ("es", "La denuncia del tratado surtirá efecto el 20 de noviembre de 2026.", "2026-11-20"),
        ("it", "La denuncia del trattato avrà effetto il 20 novembre 2026.", "2026-11-20"),
        ("ru", "Выход из договора вступит в силу 20 ноября 2026 года.", "2026-11-20"),
        ("pl", "Wypowiedzenie umowy wejdzie w życie 20 listopada 2026 r.", "2026-11-20"),
        ("uk", "Денонсація договору набуде чинності 20 листопада 2026 року.", "2026-11-20"),
        ("en", "It takes effect on 1 July 2026.", "2026-07-01"),
        ("en", "It will take effect on 1 July 2026.", "2026-07-01"),
        ("de", "Er wird am 1. Juli 2026 wirksam.", "2026-07-01"),
        ("fr", "Elle prend effet le 1er juillet 2026.", "2026-07-01"),
        ("es", "Entrará en vigor el 1 de julio de 2026.", "2026-07-01"),
    ],
)
def test_the_end_of_the_agreement_or_the_exit_is_one(lang: str, text: str, day: str) -> None:
    headline, told = NEWS[lang]
    assert ended(lang, headline, f"{told} {text}") == day


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Perú denunció el acuerdo de la sal con Chile, que entró en vigor el 1 de febrero de 1990."),
        ("de", "Peru hat den Salzvertrag mit Chile gekündigt, das am 1. Februar 1990 in Kraft trat."),
        ("de", "Peru hat das Abkommen mit Chile gekündigt, das am 1. Februar 1990 in Kraft trat."),
        ("fr", "Le Pérou a dénoncé le traité avec le Chili, entré en vigueur le 1er février 1990."),
        ("it", "Il Perù ha denunciato il trattato con il Cile, entrato in vigore il 1° febbraio 1990."),
        ("ru", "Перу денонсировало соглашение с Чили, которое вступило в силу 1 февраля 1990 года."),
        ("en", "Peru quit the Salt Treaty with Chile, which took effect on 1 February 1990."),
        ("en", "Peru quit the Salt Treaty with Chile, which took effect on 1 February 2026."),
        (
            "pt",
            "O Peru denunciou o tratado do sal com o Chile, que entrou em vigor em 1 de fevereiro de 1990.",
        ),
        ("pl", "Peru wypowiedziało umowę z Chile, która weszła w życie 1 lutego 1990 r."),
        ("uk", "Перу денонсувало договір з Чилі, який набув чинності 1 лютого 1990 року."),
        ("nl", "Peru zegde het verdrag met Chili op, dat op 1 februari 1990 in werking trad."),
        ("ro", "Peru a denunțat tratatul cu Chile, care a intrat în vigoare la 1 februarie 1990."),
    ],
)
def test_the_day_on_which_the_agreement_came_into_force_is_no_end(lang: str, text: str) -> None:
    assert ended(lang, NEWS[lang][0], text) is None


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "Peru quit the Salt Treaty with Chile, where elections were held on 9 April 2026.", None),
        ("en", "Peru quit the Salt Treaty with Chile after ministers met in Cusco on 9 April 2026.", None),
        (
            "en",
            "Peru quit the Salt Treaty with Chile on the day Bolivia marked its revolution, 9 April 2026.",
            None,
        ),
        (
            "de",
            "Peru ist aus dem Salzvertrag mit Chile ausgetreten, wo am 9. April 2026 gewählt wurde.",
            None,
        ),
        (
            "fr",
            "Le Pérou a quitté le traité du sel avec le Chili après la réunion des ministres le 9 avril "
            "2026.",
            None,
        ),
        (
            "es",
            "Perú abandonó el tratado de la sal con Chile, donde hubo elecciones el 9 de abril de 2026.",
            None,
        ),
        ("ru", "Перу вышло из соляного договора с Чили, где 9 апреля 2026 года прошли выборы.", None),
        ("en", "Peru quit the Salt Treaty with Chile on 9 April 2026.", "2026-04-09"),
        ("en", "On 9 April 2026 Peru quit the Salt Treaty with Chile.", "2026-04-09"),
        ("de", "Peru ist am 9. April 2026 aus dem Salzvertrag mit Chile ausgetreten.", "2026-04-09"),
        ("fr", "Le Pérou a quitté le traité du sel avec le Chili le 9 avril 2026.", "2026-04-09"),
        ("ru", "Перу вышло из соляного договора с Чили 9 апреля 2026 года.", "2026-04-09"),
        ("en", "After ministers met on 9 April 2026, Peru quit the Salt Treaty with Chile.", None),
        (
            "en",
            "Peru quit the Salt Treaty with Chile, which binds both neighbours, on 9 April 2026.",
            "2026-04-09",
        ),
        ("en", "After years of talks, Peru quit the Salt Treaty with Chile on 9 April 2026.", "2026-04-09"),
        (
            "it",
            "Il Perù ha lasciato il trattato del sale con il Cile, dove il 9 aprile 2026 si è votato.",
            None,
        ),
        (
            "pt",
            "O Peru abandonou o tratado do sal com o Chile, onde houve eleições em 9 de abril de 2026.",
            None,
        ),
    ],
)
def test_a_day_in_a_clause_about_something_else_is_no_end(lang: str, text: str, day: str | None) -> None:
    assert ended(lang, text) == day


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Peru refused to leave the Salt Treaty with Chile."),
        ("en", "Peru rejected leaving the Salt Treaty with Chile."),
        ("en", "Peru has dropped its plan to quit the Salt Treaty with Chile."),
        ("fr", "Le Pérou a refusé de quitter le traité du sel avec le Chili."),
        ("it", "Il Perù ha rifiutato di uscire dal trattato del sale con il Cile."),
        ("ru", "Перу отказалось выходить из соляного договора с Чили."),
        ("de", "Peru weigert sich, den Salzvertrag mit Chile zu kündigen."),
        ("es", "Perú rechazó salir del tratado de la sal con Chile."),
        ("pt", "O Peru recusou sair do tratado do sal com o Chile."),
        ("pl", "Peru odmówiło wystąpienia z umowy solnej z Chile."),
        ("uk", "Перу відмовилося виходити з договору з Чилі."),
        ("nl", "Peru weigert het zoutverdrag met Chili op te zeggen."),
        ("tr", "Peru, Şili ile anlaşmadan çekilmeyi reddetti."),
        ("ro", "Peru a refuzat să denunțe tratatul cu Chile."),
        ("sr", "Peru je odbio da istupi iz ugovora sa Čileom."),
        ("ar", "رفضت بيرو الانسحاب من المعاهدة مع تشيلي."),
        ("zh", "秘鲁拒绝退出与智利的条约。"),
        ("en", "Peru declines to withdraw from the Salt Treaty with Chile."),
        ("fr", "Le Pérou renonce à quitter le traité du sel avec le Chili."),
        ("pt", "O Peru recusou-se a sair do tratado do sal com o Chile."),
        ("de", "Peru weigert sich, aus dem Salzvertrag mit Chile auszutreten."),
    ],
)
def test_an_exit_that_is_refused_makes_no_row(lang: str, text: str) -> None:
    assert not extract(story_in(text, "a", lang), (), lexicon(), published=PUBLISHED)


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        (
            "en",
            "Peru quit the Salt Treaty with Chile on 3 May 2026 after Chile refused to pay.",
            "2026-05-03",
        ),
        ("en", "Chile refused to pay, and Peru quit the Salt Treaty with Chile on 3 May 2026.", "2026-05-03"),
    ],
)
def test_a_refusal_of_something_else_denies_no_exit(lang: str, text: str, day: str) -> None:
    assert ended(lang, NEWS[lang][0], text) == day
