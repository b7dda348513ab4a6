"""Agreements that are ended with immediate effect; sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Stage
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in


def stage_and_reason(lang: str, *paragraphs: str) -> tuple[Stage, str | None]:
    """The stage of the only row, and its reason."""
    story = story_in("\n\n".join(paragraphs), "a", lang)
    (row,) = extract(story, (), lexicon(), published=date(2026, 3, 5))
    return Stage(row.stage.value), row.reason.value if row.reason else None


@pytest.mark.parametrize(
    ("lang", "headline", "lead"),
    [
        ("en", "Peru ends air treaty with Chile", "Peru ended the treaty with immediate effect."),
        ("en", "Peru scraps air treaty with Chile", "Lima terminates the treaty, effective immediately."),
        ("de", "Peru kündigt Luftabkommen", "Peru kündigt das Abkommen mit Chile mit sofortiger Wirkung."),
        (
            "es",
            "Perú denuncia el tratado con Chile",
            "Perú denuncia el tratado con Chile con efecto inmediato.",
        ),
        ("fr", "Le Pérou dénonce un accord", "Le Pérou dénonce l'accord avec le Chili avec effet immédiat."),
        ("it", "Il Perù denuncia un accordo", "Il Perù denuncia l'accordo col Cile con effetto immediato."),
        (
            "pt",
            "Peru denuncia acordo com o Chile",
            "O Peru denuncia o acordo com o Chile com efeito imediato.",
        ),
        ("pl", "Peru wypowiada umowę", "Peru wypowiada umowę z Chile ze skutkiem natychmiastowym."),
    ],
)
def test_an_agreement_that_is_ended_at_once_is_over(lang: str, headline: str, lead: str) -> None:
    assert stage_and_reason(lang, headline, lead)[0] is Stage.EFFECTIVE


@pytest.mark.parametrize(
    ("headline", "lead", "stage"),
    [
        ("Peru quits the Andean Community", "It leaves the bloc with immediate effect.", Stage.DECIDED),
        ("Peru threatens to leave the Andean Community with immediate effect", "", Stage.THREATENED),
        (
            "Peru could quit the Andean Community",
            "Peru will recall its envoy with immediate effect and may leave the bloc, the minister said.",
            Stage.THREATENED,
        ),
        ("Peru suspends the fisheries treaty with Chile with immediate effect", "", Stage.SUSPENDED),
    ],
)
def test_what_is_left_threatened_or_suspended_at_once_is_not_over(
    headline: str, lead: str, stage: Stage
) -> None:
    assert stage_and_reason("en", headline, lead)[0] is stage


def test_that_an_exit_takes_effect_is_no_reason_for_it() -> None:
    lead = "The government said in a statement that its withdrawal from the bloc takes effect without delay."
    assert stage_and_reason("en", "Peru quits the Andean Community", lead) == (Stage.DECIDED, None)
