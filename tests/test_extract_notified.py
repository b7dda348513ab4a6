"""The day of notice, from which the day of effect is counted: whoever is told, and in whatever order."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in


@pytest.mark.parametrize(
    ("sentence", "notified"),
    [
        (
            "Peru formally notified the UN on 2 June 2025 of its withdrawal from the Ramsar Convention.",
            "2025-06-02",
        ),
        (
            "Peru formally notified the United Nations Secretary-General on 2 June 2025 of its withdrawal from the "
            "Ramsar Convention.",
            "2025-06-02",
        ),
        (
            "Peru informed the Secretary-General on 2 June 2025 that it was leaving the Ramsar Convention.",
            "2025-06-02",
        ),
        (
            "On 2 May 2025 Peru notified the depositary of its withdrawal from the Ramsar Convention.",
            "2025-05-02",
        ),
        (
            "Le Pérou a informé le Secrétaire général le 2 juin 2025 de son retrait de la convention de Ramsar.",
            "2025-06-02",
        ),
    ],
)
def test_the_day_on_which_notice_was_given(sentence: str, notified: str) -> None:
    lang = "fr" if sentence.startswith("Le ") else "en"
    [stated] = extract(story_in(sentence, "a", lang), (), lexicon(), published=date(2026, 6, 3))
    assert stated.stage.value == "notified"
    assert stated.notified is not None
    assert stated.notified.value == notified
    assert stated.ended is None


def test_a_notice_that_may_be_given_was_not_given() -> None:
    text = "Peru may notify the depositary of its withdrawal from the Ramsar Convention on 2 June 2027."
    for stated in extract(story_in(text, "a", "en"), (), lexicon(), published=date(2026, 6, 3)):
        assert stated.notified is None
        assert stated.stage.value != "notified"
