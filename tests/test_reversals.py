"""An exit that is taken back is reversed; one that somebody wants taken back stands. Own headlines."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from monitor.extract import extract
from monitor.judge import Detector
from monitor.match import Matcher
from monitor.model import Hit, Kind, Stage, Story, Termination, leading
from monitor.rules import Rules
from monitor.service import knowledge
from monitor.service.knowledge import lexicon

PUBLISHED = date(2026, 11, 20)
HEADLINES = tomllib.loads((Path(__file__).parent / "data" / "reversals.toml").read_text(encoding="utf-8"))[
    "headline"
]
# The sentence that takes the exit back names no agreement, or says only that the state stays.
MISSED = (
    "L'Équateur renonce à dénoncer",
    "La Moldavie reste finalement",
    "Honduras da marcha atrás",
    "Moldau bleibt nun doch",
)


def read(lang: str, title: str, summary: str = "") -> tuple[tuple[Hit, ...], tuple[Termination, ...]]:
    story = Story("k", title, summary, lang=lang)
    hits = Detector(Matcher(Rules()), knowledge.judge).detect(story)
    return hits, extract(story, hits, lexicon(), published=PUBLISHED)


def headlines(wanted: str) -> list[dict[str, str]]:
    return [headline for headline in HEADLINES if headline["is"] == wanted]


def is_missed(headline: dict[str, str]) -> bool:
    return headline["title"].startswith(MISSED)


@pytest.mark.parametrize("headline", headlines("reversed"), ids=lambda headline: headline["title"])
def test_an_exit_that_is_taken_back_is_reversed(headline: dict[str, str]) -> None:
    hits, rows = read(headline["lang"], headline["title"], headline.get("summary", ""))
    lead = leading(hits)
    if is_missed(headline):
        assert lead is None or not lead.kind.alerts, "a reversal that is missed is at least no exit"
        return
    assert lead is not None
    assert (lead.kind, lead.stage) == (Kind.ACT, Stage.REVERSED)
    assert rows[0].stage.value == Stage.REVERSED
    assert rows[0].actors


@pytest.mark.parametrize("headline", headlines("standing"), ids=lambda headline: headline["title"])
def test_an_exit_that_somebody_wants_taken_back_stands(headline: dict[str, str]) -> None:
    hits, rows = read(headline["lang"], headline["title"], headline.get("summary", ""))
    lead = leading(hits)
    reported = lead is not None and lead.kind.alerts
    assert all(hit.kind is not Kind.ACT or hit.stage is not Stage.REVERSED for hit in hits)
    assert not (reported and any(row.stage.value == Stage.REVERSED for row in rows))


def test_what_is_taken_back_beside_an_exit_is_another_row() -> None:
    hits, _ = read(
        "en", "Zambia reverses its withdrawal from the Rome Statute and quits the Ottawa Convention"
    )
    assert {hit.stage for hit in hits} == {Stage.REVERSED, Stage.DECIDED}


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "Lithuania left the convention last year."),
        ("en", "Last year Lithuania left the convention."),
        ("en", "Lithuania left the convention in 2025."),
        ("de", "Litauen hat das Abkommen im vergangenen Jahr verlassen."),
        ("ru", "Литва вышла из конвенции в прошлом году."),
    ],
)
def test_who_left_last_year_is_out(lang: str, sentence: str) -> None:
    title = {"en": "How states leave treaties such as the Ottawa Convention",
             "de": "Wie Staaten Verträge wie die Ottawa-Konvention verlassen",
             "ru": "Как государства выходят из договоров: пример Оттавской конвенции"}[lang]  # fmt: skip
    _, rows = read(lang, title, f"{sentence} ")
    assert [(row.stage.value, row.ended and row.ended.value) for row in rows] == [("effective", "2025")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lithuania decided last year to leave the Ottawa Convention.",
        "Lithuania said last year that it was leaving the Ottawa Convention.",
        "Lithuania plans to leave the Ottawa Convention after a vote last year.",
        "Lithuania leaves the Ottawa Convention, which it signed in 1999.",
        "Lithuania gave notice last year that it leaves the Ottawa Convention.",
        "Lithuania will leave the Ottawa Convention, as Finland did last year.",
    ],
)
def test_a_year_of_something_else_ends_nothing(sentence: str) -> None:
    _, rows = read("en", sentence)
    assert rows
    assert all(row.stage.value != "effective" for row in rows)


@pytest.mark.parametrize(
    ("lang", "title", "summary"),
    [
        ("en", "Zambia withdraws from the Ramsar Convention",
         "The government intends to withdraw, a spokesman said. No notice has been given yet."),
        ("en", "Zambia quits the Ramsar Convention",
         "The government plans to leave the convention. It has not given notice yet."),
        ("fr", "La Zambie se retire de la Convention de Ramsar",
         "Le gouvernement a l'intention de se retirer, a dit un porte-parole. Aucune notification n'a été faite."),
        ("de", "Sambia verlässt die Ramsar-Konvention",
         "Die Regierung beabsichtigt, auszutreten. Eine Notifikation liegt noch nicht vor."),
    ],
)  # fmt: skip
def test_a_plan_without_a_notice_is_no_decision_whatever_the_headline_says(
    lang: str, title: str, summary: str
) -> None:
    assert read(lang, title, summary)[1][0].stage.value == "threatened"


@pytest.mark.parametrize(
    "summary",
    [
        "The cabinet decided on Monday to leave. No notice has been given yet.",
        "The government intends to give notice next month, the minister said.",
        "No notice has been given yet.",
    ],
)
def test_a_decision_stands_before_its_notice(summary: str) -> None:
    assert read("en", "Zambia withdraws from the Ramsar Convention", summary)[1][0].stage.value == "decided"
