"""The reason of an exit, as those who act give it anywhere in an article; sentences of our own in thirteen
languages.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.extract import extract
from monitor.model import Stage
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

DATA = Path(__file__).parent / "data" / "extract" / "reasons.txt"
LINES = [tuple(line.split(" | ")) for line in DATA.read_text(encoding="utf-8").splitlines() if " | " in line]
TOLD = {lang: (headline, lead) for lang, headline, lead in LINES[:13]}


def reason_of(lang: str, body: str) -> str | None:
    """The reason of an article that opens with the exit and goes on with `body`."""
    row = extract(
        story_in("\n\n".join((*TOLD[lang], body)), "a", lang), (), lexicon(), published=date(2026, 3, 11)
    )[0]
    return row.reason.value if row.reason is not None else None


@pytest.mark.parametrize(("lang", "body", "words"), LINES[13:])
def test_the_reason_is_what_those_who_act_give_as_one_and_nothing_that_others_say(
    lang: str, body: str, words: str
) -> None:
    found = reason_of(lang, body)
    if words == "-":
        assert found is None
    else:
        assert found is not None
        assert words in found


@pytest.mark.parametrize(
    ("lang", "headline", "lead", "words"),
    [
        (
            "en",
            "Chile threatens to quit fish treaty with Peru",
            "Chile will leave the fish treaty if Peru does not pay its dues, a minister said.",
            "if Peru",
        ),
        (
            "fr",
            "Le Chili menace de dénoncer l'accord de pêche",
            "Le Chili dénoncera l'accord de pêche si le Pérou ne paie pas ses dettes.",
            "si le Pérou",
        ),
        (
            "es",
            "Chile amenaza con denunciar el acuerdo de pesca",
            "Chile denunciará el acuerdo de pesca con Perú si Lima no paga sus deudas.",
            "si Lima",
        ),
        (
            "it",
            "Il Cile minaccia di denunciare l'accordo di pesca",
            "Il Cile denuncerà l'accordo di pesca se il Perù non paga i debiti.",
            "se il Perù",
        ),
    ],
)
def test_the_condition_of_a_threat_is_its_reason(lang: str, headline: str, lead: str, words: str) -> None:
    row = extract(story_in(f"{headline}\n\n{lead}", "a", lang), (), lexicon(), published=date(2026, 3, 11))[0]
    assert row.stage.value in (Stage.THREATENED, Stage.PROPOSED)
    assert row.reason is not None
    assert row.reason.value.startswith(words)


def test_a_list_that_reasons_open_is_the_reason() -> None:
    lines = (
        "The minister gave three reasons:\n\n* the fees at the border;\n* the lack of judges;\n* "
        "the idle office."
    )
    assert reason_of("en", lines) == "the fees at the border; the lack of judges; the idle office"


def test_a_name_that_was_told_with_an_office_speaks_again_without_it() -> None:
    body = (
        "The step was announced by deputy minister Ana Soto.\n\nSoto said the quotas had never been "
        "respected."
    )
    assert reason_of("en", body) == "the quotas had never been respected"
    assert reason_of("en", body.replace("deputy minister", "opposition leader")) is None
