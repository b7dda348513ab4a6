"""What is prolonged does not end; what was prolonged years before, or beside another agreement, may."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 4)


def rows(lang: str, text: str) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in(text, "a", lang), (), lexicon(), published=DAY)


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Lake pact ends\n\nThe lake pact between Togo and Benin, last renewed in 2020, expired on Saturday."),
    ("en", "Lake pact ends\n\nThe lake pact between Togo and Benin expired on Saturday without being renewed."),
    ("en", "Lake pact of Togo and Benin expires as nobody renewed it\n\nThe lake pact between Togo and Benin expired on Saturday."),
    ("en", "Lake pact ends\n\nThe lake pact between Togo and Benin lapsed on Saturday. It had been extended three times."),
    ("en", "Lake pact ends\n\nThe lake pact between Togo and Benin lapsed on Saturday. Benin this month renewed its fishing fees."),
    ("es", "Termina el pacto\n\nEl convenio de pesca entre Chile y Perú, prorrogado en 2020, expiró el sábado."),
    ("es", "Termina el pacto\n\nEl convenio de pesca entre Chile y Perú expiró el sábado. Se había prorrogado dos veces."),
    ("fr", "Fin du pacte\n\nL'accord de pêche entre le Togo et le Bénin, renouvelé en 2020 pour cinq ans, a expiré samedi."),
    ("it", "Fine del patto\n\nL'accordo di pesca tra Malta e Tunisia, rinnovato nel 2020, è scaduto sabato."),
    ("pt", "Fim do acordo\n\nO acordo de pesca entre Angola e Namíbia, renovado em 2020, expirou no sábado."),
    ("de", "Fährabkommen läuft aus\n\nDas Fährabkommen zwischen Estland und Finnland ist am Samstag "
           "ausgelaufen. Es war zuletzt 2020 verlängert worden."),
    ("ru", "Срок истёк\n\nДоговор между Арменией и Грузией о пароме истёк в субботу. В последний раз его продлили в 2020 году."),
])  # fmt: skip
def test_an_agreement_that_was_once_prolonged_may_expire(lang: str, text: str) -> None:
    assert len(rows(lang, text)) == 1


@pytest.mark.parametrize(("lang", "name", "text"), [
    ("en", "ferry pact", "Togo renews lake pact with Ghana and scraps ferry pact with Benin"),
    ("en", "ferry pact", "Togo keeps lake pact, drops ferry pact\n\nTogo and Benin on Monday extended "
                         "their lake pact until 2031.\n\nTogo ended the ferry pact with Benin. A note "
                         "was handed over on 2 March 2026."),
    ("es", "convenio de pesca", "Quito renueva un acuerdo y denuncia otro\n\nEcuador y Chile prorrogaron "
                                "el lunes hasta 2031 su acuerdo postal.\n\nEcuador denunció el convenio "
                                "de pesca con Chile. La nota se entregó el 2 de marzo de 2026."),
    ("fr", "accord de pêche", "Lomé prolonge l'accord postal mais rompt avec Cotonou sur la pêche\n\nLe "
                              "Togo et le Bénin ont prolongé lundi leur accord postal.\n\nLe Togo a "
                              "dénoncé l'accord de pêche avec le Bénin. L'accord cessera en août."),
    ("pt", "convenção com o Chile", "Paraguai prorroga acordo com a Bolívia e denuncia a convenção com o Chile"),
    ("pl", "umowę o rybołówstwie", "Ryga przedłuża jedną umowę i wypowiada drugą\n\nŁotwa i Litwa "
                                   "przedłużyły w poniedziałek umowę o tranzycie.\n\nŁotwa wypowiedziała "
                                   "umowę o rybołówstwie z Rosją. Notę wręczono 2 marca 2026 roku."),
    ("de", "Postabkommen", "Estland verlängert Fährvertrag mit Finnland und kündigt Postabkommen mit Polen"),
    ("uk", "угоду про рибальство", "Кишинів продовжив одну угоду і денонсував іншу\n\nМолдова і Грузія "
                                   "продовжили угоду про пошту.\n\nМолдова денонсувала угоду про "
                                   "рибальство з Румунією. Ноту передали 2 березня 2026 року."),
])  # fmt: skip
def test_a_prolonged_agreement_gives_no_name_to_the_one_that_ends_beside_it(
    lang: str, name: str, text: str
) -> None:
    assert [row.instrument and row.instrument.value for row in rows(lang, text)] == [name]


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Togo renews pact with Ghana but lets the one with Benin expire"),
    ("fr", "Le Togo renouvelle le pacte avec le Ghana mais laisse expirer celui avec le Bénin"),
    ("it", "Malta rinnova il patto con la Libia ma lascia scadere quello con la Tunisia"),
])  # fmt: skip
def test_a_pronoun_with_another_side_is_another_agreement(lang: str, text: str) -> None:
    assert len(rows(lang, text)) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Lake pact goes on\n\nTogo said it had renewed the lake pact with Benin, which was to expire in March."),
    ("en", "Lake pact goes on\n\nThe lake pact between Togo and Benin was to expire in March. It has been extended until 2031."),
    ("fr", "Le pacte continue\n\nL'accord de pêche avec le Bénin expirait en mars. Le Togo l'a prolongé jusqu'en 2031."),
    ("pt", "O acordo continua\n\nO acordo de pesca com Angola expirava em março. As partes prorrogaram-no por cinco anos."),
    ("es", "Sigue el pacto\n\nEl convenio de pesca entre Chile y Perú expiraba en marzo. Ambos lo prorrogaron hasta 2031."),
])  # fmt: skip
def test_an_agreement_that_is_now_prolonged_does_not_expire(lang: str, text: str) -> None:
    assert rows(lang, text) == ()


def test_whoever_hopes_to_prolong_an_agreement_has_not_done_so_in_polish_too() -> None:
    text = (
        "Wygasła umowa rybacka Chile z Peru\n\nUmowa wygasła w piątek, a rząd liczył, że zdoła ją przedłużyć."
    )
    [row] = extract(story_in(text, "a", "pl"), (), lexicon(), published=date(2026, 3, 5))
    assert row.stage.value == "expired"
