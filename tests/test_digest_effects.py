"""Messages say when an exit takes effect by its clause, and what it means; what is only usual is told as that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from samples import NOW, act, said, stories_of

from monitor.digest import ActSummary, Known, summarise
from monitor.dossiers import Dossiers, read_dossiers
from monitor.model import Act, Cell, Row, Stage, Step
from monitor.rules.gazetteer import rows
from monitor.wording import language

GAZETTEER = rows(
    [
        {
            "entry": [
                {"id": "mines", "name": "Mines Convention", "kind": "convention"},
                {"id": "wells", "name": "Wells Pact", "kind": "treaty", "parties": ["FI", "NO", "SE"]},
                {"id": "ditch", "name": "Ditch Treaty", "kind": "treaty", "parties": ["FI", "SE"]},
                {"id": "tools", "name": "Tools Protocol", "kind": "protocol"},
            ],
            "kind": [{"id": "fish-deal", "name": "Fishing agreement"}],
        }
    ]
)
CLAUSE = '[[dossier.exit]]\narticle = "20"\nnotice = "P6M"\n'
TERM = 'expires = "2031-05-01"\nrenews = "P5Y"\n'
HEAD = '[[dossier]]\nid = "{}"\nchecked = "text"\n'
DOSSIERS = read_dossiers(
    {
        "own.toml": "".join(
            (
                HEAD.format("mines") + 'parties = 166\nparties_on = "2025-06"\n' + CLAUSE,
                HEAD.format("wells") + "least_parties = 3\n" + CLAUSE + 'survival = "P20Y"\n',
                HEAD.format("ditch") + "none = true\n",
                HEAD.format("tools") + 'falls_with = ["wells"]\n' + TERM + CLAUSE,
                '[[usual]]\nkind = "fish-deal"\nnotice = "P6M"\n',
            )
        )
    },
    GAZETTEER,
)

KNOWN = Known(DOSSIERS)


def leaving(entry: str | None, *, kind: str = "", stage: Stage = Stage.NOTIFIED, **dates: str) -> Act:
    """Finland leaves an agreement, reported on 28 June 2026."""
    told = act(1, "Finland leaves the agreement", stage=stage)
    story = told.texts[0]

    def cell(value: str) -> Cell:
        return Cell(said(story, value, story.title, "agreement"))

    row = Row(entry=entry, kind=kind, stage=stage, **{name: cell(value) for name, value in dates.items()})
    at = datetime(2026, 6, 28, tzinfo=UTC)
    return replace(
        told,
        actors=(said(story, "FI", story.title, "Finland"),),
        rows=(row,),
        history=(Step(stage, at, said(story, stage.value, story.title, "leaves")),),
    )


def summary(told: Act, reader: str = "en", known: Known = KNOWN) -> ActSummary:
    return summarise(told, stories_of([told])[1], (), "Europe/Berlin", NOW, say=language(reader), known=known)


def test_a_stated_day_of_notice_gives_a_computed_day_with_its_rule() -> None:
    told = summary(leaving("mines", notified="2026-06-27"))
    assert told.effect == (
        "Takes effect 27 Dec 2026 (computed: 6 months after the depositary receives the notice, art. 20)"
    )
    assert told.meaning == ("Parties that remain: 165 of 166 (Jun 2025)",)
    effect = told.rows[0].effect
    assert effect is not None
    assert (effect.earliest, effect.latest, effect.exact, effect.basis) == (
        "2026-12-27",
        "2026-12-27",
        True,
        "notice",
    )


@pytest.mark.parametrize(
    ("stage", "dates", "begins"),
    [
        (
            Stage.NOTIFIED,
            {"notified": "2026-06"},
            "Takes effect between 1 Dec 2026 and 30 Dec 2026 (computed",
        ),
        (Stage.NOTIFIED, {}, "Takes effect by 28 Dec 2026 (computed"),
        (Stage.DECIDED, {"decided": "2026-06-27"}, "Not before 27 Dec 2026, if notice was given on 27 Jun"),
        (
            Stage.NOTIFIED,
            {"notified": "2026-06-27", "ended": "2027-01-15"},
            "Stated: 15 Jan 2027; the exit clause gives 27 Dec 2026",
        ),
        (Stage.NOTIFIED, {"notified": "2026-06-27", "ended": "2026-12-29"}, ""),
        (Stage.EFFECTIVE, {"notified": "2026-06-27"}, ""),
        (Stage.REVERSED, {"notified": "2026-06-27"}, ""),
    ],
)
def test_the_line_says_no_more_than_is_known(stage: Stage, dates: dict[str, str], begins: str) -> None:
    line = summary(leaving("mines", stage=stage, **dates)).effect
    assert line.startswith(begins) if begins else line == ""


def test_who_remains_is_the_circle_without_those_that_the_register_has_as_gone() -> None:
    gone = Known(DOSSIERS, {"wells": {"NO": date(2020, 1, 1)}})
    told = summary(leaving("wells", notified="2026-06-27"), known=gone)
    assert told.meaning == (
        "Whoever leaves it also leaves: Tools Protocol",
        "Parties that remain: Sweden",
        "It ends when there are fewer parties than 3",
    )


def test_a_treaty_of_two_ends_and_without_a_clause_no_day_is_given() -> None:
    told = summary(leaving("ditch", notified="2026-06-27"))
    assert told.effect.startswith("The treaty has no exit clause")
    assert told.meaning == ("It has two parties: it ends when one of them leaves",)


@pytest.mark.parametrize("change", [{"rejected": True}, {"withdrawn": True}, {"stage": Stage.REVERSED}])
def test_an_act_that_does_not_stand_means_nothing(change: dict[str, object]) -> None:
    told = summary(replace(leaving("wells", notified="2026-06-27"), **change))  # type: ignore[arg-type]
    assert told.consequences == ()


@pytest.mark.parametrize(
    ("reader", "line"),
    [
        ("en", "Usually such agreements end 6 months after notice; this one was not checked"),
        ("fr", "D’ordinaire, de tels accords prennent fin 6 mois après la notification"),
        ("ru", "Обычно такие соглашения прекращаются через 6 месяцев после уведомления"),
    ],
)
def test_what_is_usual_is_told_as_usual_and_gives_no_day(reader: str, line: str) -> None:
    told = summary(leaving(None, kind="fish-deal", signed="1989-11-20", notified="2026-06-27"), reader)
    assert told.effect == ""
    assert told.rows[0].effect is None
    assert len(told.meaning) == 1
    assert told.meaning[0].startswith(line)


def test_without_dossiers_nothing_is_said() -> None:
    assert summary(leaving("wells", notified="2026-06-27"), known=Known(Dossiers())).consequences == ()


def test_no_day_is_told_where_the_end_of_a_term_decides() -> None:
    told = summary(leaving("tools", notified="2026-06-27"))
    assert told.effect == ""
    assert told.meaning == ("Its present term ends 1 May 2031; without notice it goes on",)
