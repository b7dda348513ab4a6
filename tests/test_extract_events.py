"""Articles about events that end, breaches, prolonged agreements and denied exits make no row; those about
exits beside these do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from monitor.extract import extract
from monitor.model import Termination
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DAY = date(2026, 3, 4)
DATA = Path(__file__).parent / "data" / "extract"


def article(lang: str, text: str) -> tuple[Termination, ...]:
    """The rows of an article whose first paragraph is its headline."""
    return extract(story_in(text, "a", lang), (), lexicon(), published=DAY)


def texts(name: str) -> Iterator[tuple[str, str, str]]:
    """Language, why there is no row or who leaves, and the article."""
    for block in (DATA / name).read_text(encoding="utf-8").split("\n= ")[1:]:
        head, text = block.split("\n", 1)
        lang, why = head.split(" | ")
        yield lang, why, text


@pytest.mark.parametrize(("lang", "why", "text"), list(texts("no-exit.txt")))
def test_an_article_without_an_exit_gives_no_row(lang: str, why: str, text: str) -> None:
    assert article(lang, text) == (), why


@pytest.mark.parametrize(("lang", "who", "text"), list(texts("exit-beside-events.txt")))
def test_an_exit_beside_events_breaches_and_denials_is_a_row(lang: str, who: str, text: str) -> None:
    assert [[one.value for one in row.actors] for row in article(lang, text)] == [who.split("+")]


@pytest.mark.parametrize(("lang", "text"), [
    ("en", ("Fish pact lapses\n\nUganda and Rwanda failed to extend the Lake Fishing Agreement, which "
"expired on Saturday.")),
    ("de", ("Schweden kündigt\n\nSchweden hat das zuletzt 2021 verlängerte Fährabkommen mit Finnland "
"gekündigt.")),
    ("en", ("Fish pact lapses\n\nPeru declined to extend the fishing agreement with Chile, which expired "
"on Saturday.")),
    ("es", ("Vence el acuerdo\n\nPerú se negó a prorrogar el Acuerdo de Pesca con Chile, que venció el "
"sábado.")),
    ("fr", ("Fin de l'accord\n\nLe Togo n'a pas prolongé l'accord de pêche avec le Bénin, qui a expiré "
"samedi.")),
    ("ru", ("Соглашение истекло\n\nПеру отказалось продлить соглашение о рыболовстве с Чили, срок "
"которого истёк в субботу.")),
    ("tr", ("Anlaşma bitti\n\nPeru, Şili ile Balıkçılık Anlaşması'nın süresini uzatmadı; anlaşma "
"cumartesi sona erdi.")),
    ("pl", "Umowa wygasła\n\nPeru nie przedłużyło umowy o rybołówstwie z Chile, która wygasła w sobotę."),
    ("en", ("Kenya quits dairy pact\n\nKenya denounced the Horn Dairy Agreement. It also extended the "
"Lake Fish Agreement to 2030.")),
    ("en", "After the attacks\n\nAfter attacks on its patrols Chad ended the border treaty with Niger."),
    ("es", ("Perú denuncia el tratado\n\nPerú denunció el martes el Tratado de Límites con Ecuador tras "
"el ataque a una patrulla.")),
])  # fmt: skip
def test_an_agreement_that_is_not_prolonged_or_ends_after_an_event_is_an_exit(lang: str, text: str) -> None:
    assert len(article(lang, text)) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Estonia ends standoff and ferry pact with Latvia"),
    ("en", "Peru denounces attack and border agreement with Ecuador"),
    ("en", "Peru ended the dispute over the border treaty by terminating it"),
    ("es", "Honduras denuncia ataques y el tratado de límites con Guatemala"),
    ("fr", "Le Togo dénonce l'attaque et la convention fiscale avec le Bénin"),
    ("pt", "Angola denuncia ataques e o acordo de pesca com a Namíbia"),
])  # fmt: skip
def test_an_agreement_is_the_second_object_beside_an_event(lang: str, text: str) -> None:
    assert len(article(lang, text)) == 1


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "Peru denounces attacks and violations of the border treaty with Ecuador"),
    ("es", "Perú denuncia ataques y violaciones del tratado de límites con Ecuador"),
    ("fr", "Le Togo dénonce des attaques et des violations de la convention fiscale avec le Bénin"),
])  # fmt: skip
def test_two_events_are_no_agreement(lang: str, text: str) -> None:
    assert article(lang, text) == ()
