"""What is told of an exit that is not done: refused by a vote, still to be notified, or of long ago."""

from __future__ import annotations

from datetime import date

import pytest
from clauses_kit import judge

from monitor.extract import extract
from monitor.model import Hit, Story, Termination
from monitor.service.knowledge import lexicon

PUBLISHED = date(2026, 11, 30)


def read(title: str, body: str = "", lang: str = "en") -> tuple[tuple[Hit, ...], tuple[Termination, ...]]:
    """The hits of the judge on a story, and the rows that extraction makes with them."""
    story = Story(key="a", title=title, body=body, lang=lang)
    hits = judge().hits(story, lang)
    return hits, extract(story, hits, lexicon(), published=PUBLISHED)


def alerts(hits: tuple[Hit, ...]) -> bool:
    return any(hit.kind.alerts for hit in hits)


# ---------------------------------------------------------------- votes


@pytest.mark.parametrize(
    ("lang", "title", "body"),
    [
        (
            "en",
            "Parliament rejects exit from Ottawa Convention",
            "The parliament of Croatia on 25 November 2026 voted down a bill to withdraw from the Ottawa Convention.",
        ),
        ("en", "Croatia's parliament votes down withdrawal from the Energy Charter Treaty", ""),
        (
            "en",
            "Peru's parliament rejects withdrawal from the Pact of San Jose",
            "Lawmakers in Lima voted down a bill under which Peru would withdraw from the American Convention on "
            "Human Rights.",
        ),
        ("en", "Kenya's Senate defeats motion to withdraw from the Rome Statute", ""),
        ("en", "Swiss voters reject withdrawal from the Schengen agreement", ""),
        ("en", "Croatian deputies vote against leaving the Ottawa Convention", ""),
        ("de", "Kroatisches Parlament lehnt Austritt aus der Ottawa-Konvention ab", ""),
        ("es", "El parlamento de Perú rechaza la salida del Pacto de San José", ""),
        ("fr", "Le parlement croate rejette le retrait de la convention d'Ottawa", ""),
        ("ru", "Парламент Хорватии отклонил выход из Оттавской конвенции", ""),
    ],
)
def test_an_exit_that_a_parliament_refuses_is_none(lang: str, title: str, body: str) -> None:
    hits, rows = read(title, body, lang)
    assert not alerts(hits)
    assert rows == ()


@pytest.mark.parametrize(
    ("title", "actor"),
    [
        ("Croatian parliament approves exit from Ottawa Convention", "HR"),
        ("Lawmakers reject appeal, Croatia leaves the Ottawa Convention", "HR"),
        ("Latvia's president rejects criticism and withdraws from the Ottawa Convention", "LV"),
        ("Parliament rejects motion to delay Croatia's exit from the Ottawa Convention", "HR"),
    ],
)
def test_an_exit_beside_something_else_that_is_refused_stays(title: str, actor: str) -> None:
    _, rows = read(title)
    assert [value.value for value in rows[0].actors] == [actor]


@pytest.mark.parametrize("title", ["Parliament rejects exit from Ottawa Convention"])
def test_a_city_in_the_name_of_a_treaty_is_no_actor(title: str) -> None:
    assert all(
        mark.value != "CA"
        for judged in judge().judgements(Story("a", title))
        for mark in judged.clause.inside
    )
    assert all(not row.actors for row in extract(Story("a", title), (), lexicon(), published=PUBLISHED))


# ---------------------------------------------------------------- notices to come


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "UK to leave the ECHR: notice to be sent on 1 December 2026",
            "The British government decided on 24 November 2026 to leave the European Convention on Human Rights. "
            "Notice will be sent to Strasbourg on 31 December 2026.",
        ),
        (
            "Slovakia to send notice of withdrawal from Istanbul Convention in January",
            "Slovakia will send its notice of withdrawal from the Istanbul Convention on 15 January 2027.",
        ),
        (
            "Britain to give notice of ECHR exit next month",
            "Notice of denunciation of the European Convention on Human Rights will be given on 31 December 2026.",
        ),
        ("Peru will notify the UN of its withdrawal from the Ramsar Convention", ""),
        ("Peru to give notice of withdrawal from the Ramsar Convention next week", ""),
    ],
)
def test_a_notice_that_is_still_to_come_is_not_given(title: str, body: str) -> None:
    _, (row, *_) = read(title, body)
    assert row.stage.value == "decided"
    assert row.notified is None
    assert row.ended is None


@pytest.mark.parametrize(
    "title",
    [
        "Peru notified the UN that it will leave the Ramsar Convention",
        "Peru gives notice to leave the Ramsar Convention next year",
        "Peru formally notifies the UN it will withdraw from the Ramsar Convention",
        "Peru agreed to leave and gave notice of withdrawal from the Ramsar Convention",
    ],
)
def test_a_notice_that_was_given_of_an_exit_to_come_is_given(title: str) -> None:
    _, (row, *_) = read(title)
    assert row.stage.value == "notified"


# ---------------------------------------------------------------- days of notice


@pytest.mark.parametrize(
    ("sentence", "notified"),
    [
        (
            "Argentina withdrew from the World Health Organization; it had notified the Secretary-General on 17 March "
            "2025 and says the withdrawal took effect on 17 March 2026.",
            "2025-03-17",
        ),
        (
            "Iran notified the United Nations Security Council and the depositaries on 25 November 2026 that it "
            "withdraws from the Treaty on the Non-Proliferation of Nuclear Weapons under Article X.",
            "2026-11-25",
        ),
        (
            "Nicaragua notified the Organization of American States on 1 November 2026 that it denounces the American "
            "Convention on Human Rights.",
            "2026-11-01",
        ),
        (
            "Cyprus notified the depositary on 29 February 2024 of its withdrawal from the Energy Charter Treaty.",
            "2024-02-29",
        ),
    ],
)
def test_the_day_of_notice_stands_between_the_verb_and_what_it_tells(sentence: str, notified: str) -> None:
    row, *_ = extract(Story("a", "", body=sentence, lang="en"), (), lexicon(), published=PUBLISHED)
    assert row.notified is not None
    assert row.notified.value == notified


def test_a_day_on_which_it_took_effect_or_was_told_is_none_of_notice() -> None:
    for sentence in (
        "Argentina notified the depositary and says the withdrawal from the Ramsar Convention took effect on 17 March "
        "2026.",
        "Peru has notified Chile of its withdrawal from the tax treaty, the minister said on 17 March 2026.",
    ):
        row, *_ = extract(Story("a", "", body=sentence, lang="en"), (), lexicon(), published=PUBLISHED)
        assert row.notified is None, sentence


@pytest.mark.parametrize(
    "title",
    [
        "Cyprus notified the depositary on 29 February 2024 of its withdrawal from the Energy Charter Treaty",
        "Peru notified the UN Secretary-General on 2 June 2026 of its withdrawal from the Ramsar Convention",
    ],
)
def test_a_notice_with_its_day_before_what_it_tells_alerts(title: str) -> None:
    hits, (row, *_) = read(title)
    assert hits[0].kind.alerts
    assert row.stage.value == "notified"


# ---------------------------------------------------------------- corrections, looks back, explainers


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "CORRECTION: Peru has not withdrawn from the Pact of Bogota",
            "An earlier version of this report said Peru had denounced the Pact of Bogota. That was wrong.",
        ),
        ("Correction: Peru did not leave the Pact of Bogota", ""),
        ("Ten years ago: Burundi left the ICC", ""),
        ("Ten years ago today, Burundi withdrew from the Rome Statute", ""),
        (
            "Ten years ago: Burundi left the ICC",
            "On 27 October 2016 Burundi notified the UN of its withdrawal from the Rome Statute.",
        ),
    ],
)
def test_a_correction_and_a_look_back_open_no_act(title: str, body: str) -> None:
    hits, rows = read(title, body)
    assert not alerts(hits)
    assert rows == ()


@pytest.mark.parametrize(
    "title",
    [
        "Corrected: Peru leaves the Pact of Bogota",
        "Burundi leaves ICC ten years after joining",
    ],
)
def test_a_corrected_report_and_a_time_behind_the_exit_stay_news(title: str) -> None:
    hits, rows = read(title)
    assert alerts(hits)
    assert rows


@pytest.mark.parametrize(
    "title",
    [
        "Explainer: how can a state leave the European Convention on Human Rights?",
        "Can a state leave the European Convention on Human Rights?",
        "Explainer: What happens when a country withdraws from the Rome Statute?",
    ],
)
def test_what_any_state_may_do_is_no_threat(title: str) -> None:
    body = (
        "Greece left in 1969 and returned in 1974. The British government has said it has no plans to leave."
    )
    assert not alerts(read(title, body)[0])


@pytest.mark.parametrize(
    "title",
    [
        "Can Britain leave the European Convention on Human Rights?",
        "How will Britain leave the European Convention on Human Rights?",
    ],
)
def test_a_question_about_one_state_may_be_a_threat(title: str) -> None:
    assert alerts(read(title)[0])
