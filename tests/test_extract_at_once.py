"""Exits that have effect at once, as the state holds; sentences of our own."""

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
        ("en", "Peru quits the Andean Community", "Lima said it leaves the bloc with immediate effect."),
        (
            "en",
            "Peru quits the Andean Community",
            "Peru is leaving the bloc, effective immediately, it said.",
        ),
        ("de", "Peru kündigt Fischereiabkommen", "Peru kündigt das Abkommen mit sofortiger Wirkung."),
        ("es", "Perú abandona la Comunidad Andina", "Perú se retira del bloque con efecto inmediato."),
        (
            "fr",
            "Le Pérou quitte la Communauté andine",
            "Le Pérou se retire de la Communauté andine avec effet immédiat.",
        ),
        ("it", "Il Perù lascia la Comunità andina", "Il Perù si ritira dal blocco con effetto immediato."),
        ("pt", "Peru sai da Comunidade Andina", "O Peru retira-se do bloco com efeito imediato."),
        (
            "pl",
            "Peru opuszcza Wspólnotę Andyjską",
            "Peru występuje ze Wspólnoty Andyjskiej ze skutkiem natychmiastowym.",
        ),
    ],
)
def test_an_exit_with_effect_at_once_is_effective(lang: str, headline: str, lead: str) -> None:
    assert stage_and_reason(lang, headline, lead)[0] is Stage.EFFECTIVE


@pytest.mark.parametrize(
    ("headline", "lead", "stage"),
    [
        ("Peru threatens to leave the Andean Community with immediate effect", "", Stage.THREATENED),
        (
            "Peru could quit the Andean Community",
            "Peru will recall its envoy with immediate effect and may leave the bloc, the minister said.",
            Stage.THREATENED,
        ),
        ("Peru suspends the fisheries treaty with Chile with immediate effect", "", Stage.SUSPENDED),
    ],
)
def test_what_is_threatened_or_suspended_at_once_is_not_over(headline: str, lead: str, stage: Stage) -> None:
    assert stage_and_reason("en", headline, lead)[0] is stage


def test_that_an_exit_takes_effect_is_no_reason_for_it() -> None:
    lead = "The government said in a statement that its withdrawal from the bloc takes effect without delay."
    assert stage_and_reason("en", "Peru quits the Andean Community", lead) == (Stage.EFFECTIVE, None)
