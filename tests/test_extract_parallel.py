"""Another state that plans, asks for or threatens the article's exit too is a row of its own; who left
before, stays or regrets is none.
"""

from __future__ import annotations

from datetime import date

import pytest

from monitor.extract import extract
from monitor.model import Hit, Kind, Span, Stage
from monitor.service.knowledge import lexicon
from monitor.service.reading import story_in

REST = (
    "The states sell most of the butter in the region. The council meets in April, and the "
    "secretariat hopes that the fees will be lower."
)
LEAD = (
    "Kenya suspends dairy pact\n\nNAIROBI - Kenya on Monday suspended the Horn Dairy Agreement, a "
    "letter to its members shows.\n\n"
)


@pytest.mark.parametrize(("sentence", "found"), [
    (("On Tuesday Ethiopia's trade minister said that she would ask the government to withdraw from the "
"agreement as well."), ["KE", "ET"]),
    ("Ethiopia also threatened to leave the agreement.", ["KE", "ET"]),
    ("Ethiopia left the agreement in 2009 and Eritrea threatened to do so in 2014.", ["KE"]),
    ("Ethiopia will not leave the agreement, its minister said on Tuesday.", ["KE"]),
    ("Ethiopia's minister regretted the step on Tuesday.", ["KE"]),
])  # fmt: skip
def test_another_state_that_plans_the_same_in_these_days_is_a_row(sentence: str, found: list[str]) -> None:
    rows = extract(story_in(f"{LEAD}{sentence} {REST}", "a", "en"), (), lexicon(), published=date(2026, 3, 4))
    assert [row.actors[0].value for row in rows] == found


def test_the_partner_of_an_agreement_may_end_it_too() -> None:
    text = (
        "Skopje and Pristina trade blows\n\nIt was the friendliest of pacts, and students carried their "
        "papers over the border.\n\n"
        "On Monday North Macedonia's minister said that she would ask the government to terminate the "
        "Agreement on School Papers. "
        "On Wednesday Kosovo got in first: it suspended the agreement, in a letter of five lines. "
        "Students may go on to the end of term."
    )
    rows = extract(story_in(text, "a", "en"), (), lexicon(), published=date(2026, 3, 5))
    assert {row.actors[0].value for row in rows} == {"MK", "XK"}


def test_what_flagged_the_story_says_nothing_of_the_exit_of_another_state() -> None:
    text = (
        "Chad denounces extradition treaty with Togo, Niger threatens to follow\n\nN'Djamena gave "
        "notice on Monday. "
        "Niger will denounce its own customs agreement with Togo if reforms fail, the minister said."
    )
    flagged = (Hit("r", "d", Kind.ACT, Stage.DECIDED, (Span("title", 0, 14),)),)
    rows = extract(story_in(text, "a", "en"), flagged, lexicon(), published=date(2026, 3, 5))
    assert [(row.actors[0].value, row.stage.value) for row in rows] == [
        ("TD", "notified"),
        ("NE", "threatened"),
    ]
