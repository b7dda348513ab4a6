"""Saved queries: every condition, evidence that is not there yet, and topics by name, kind and entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from register_kit import said
from samples import NOW

from monitor.errors import UsageError
from monitor.model import Act, Alert, Cell, Grade, Hit, Kind, Reason, Row, SavedQuery, Stage, Story
from monitor.pipeline import ActFacts, Answer, SubscriberQueries, meets
from monitor.pipeline.asking import meets_possible, no_topics
from monitor.pipeline.topics import topic_name
from monitor.service.topics import act_topics, checked_topics

STORY = Story("k", "Norland leaves the fisheries pact", lang="en-GB", state="IS")
ACT = Act(
    id=7,
    stage=Stage.NOTIFIED,
    actors=(said("NO", "k"),),
    rows=(Row(others=(said("SE", "k"), said("FI", "k")), kind="fisheries"),),
    grade=Grade.OUTLETS,
)


def answer(
    saved: SavedQuery, act: Act = ACT, stories: Sequence[Story] = (STORY,), stage: Stage = Stage.DECIDED
) -> Answer:
    alert = Alert(1, act.id, 1, act.kind, stage, Reason.NEW, NOW)
    return meets(saved, ActFacts(act, stories, act_topics({}).of), alert, SubscriberQueries())


def test_a_query_without_conditions_asks_for_all() -> None:
    assert answer(SavedQuery()) is Answer.YES
    assert answer(SavedQuery(), Act()) is Answer.YES


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (SavedQuery(kinds=frozenset({Kind.ACT})), SavedQuery(kinds=frozenset({Kind.THREAT}))),
        (SavedQuery(langs=frozenset({"en"})), SavedQuery(langs=frozenset({"fr"}))),
        (SavedQuery(topics=frozenset({"fisheries"})), SavedQuery(topics=frozenset({"trade"}))),
        (SavedQuery(countries=frozenset({"SE", "DE"})), SavedQuery(countries=frozenset({"IS"}))),
        (SavedQuery(countries=frozenset({"NO"})), SavedQuery(countries=frozenset({"DE"}))),
        (SavedQuery(actors=frozenset({"NO"})), SavedQuery(actors=frozenset({"SE"}))),
        (SavedQuery(stages=frozenset({Stage.NOTIFIED})), SavedQuery(stages=frozenset({Stage.EFFECTIVE}))),
        (SavedQuery(least=Grade.OUTLETS), SavedQuery(langs=frozenset({"fr"}), least=Grade.STATE)),
    ],
)
def test_each_condition_is_met_or_not(yes: SavedQuery, no: SavedQuery) -> None:
    assert (answer(yes), answer(no)) == (Answer.YES, Answer.NO)


def test_all_conditions_of_a_query_must_be_met_at_once() -> None:
    both = SavedQuery(actors=frozenset({"NO"}), topics=frozenset({"fisheries"}))
    assert answer(both) is Answer.YES
    assert answer(replace(both, topics=frozenset({"trade"}))) is Answer.NO


def test_a_stage_that_the_act_has_left_since_is_met_too() -> None:
    asked = SavedQuery(stages=frozenset({Stage.DECIDED}))
    assert answer(asked) is Answer.YES
    assert answer(asked, stage=Stage.NOTIFIED) is Answer.NO


@pytest.mark.parametrize("least", list(Grade))
def test_evidence_that_is_too_low_is_told_apart_from_what_nobody_asked_for(least: Grade) -> None:
    assert answer(SavedQuery(least=least)) is (Answer.YES if least.rank <= 2 else Answer.EVIDENCE)
    assert answer(SavedQuery(least=least, actors=frozenset({"DE"}))) is Answer.NO


def test_where_no_party_is_known_the_state_of_the_feed_stands_for_them() -> None:
    unknown = replace(ACT, actors=(), rows=())
    assert answer(SavedQuery(countries=frozenset({"IS"})), unknown) is Answer.YES
    assert answer(SavedQuery(actors=frozenset({"IS"})), unknown) is Answer.YES
    known = replace(ACT, actors=())
    assert answer(SavedQuery(actors=frozenset({"IS"})), known) is Answer.NO


def test_a_possible_exit_is_compared_by_its_story_and_its_feeds_state() -> None:
    hit = Hit("r", "d", Kind.ACT, Stage.DECIDED, ())

    def meets_it(saved: SavedQuery) -> bool:
        return meets_possible(saved, STORY, hit, SubscriberQueries(), act_topics({}).of)

    assert meets_it(SavedQuery(countries=frozenset({"IS"}), least=Grade.EFFECT))
    assert meets_it(SavedQuery(topics=frozenset({"fish"})))
    assert not meets_it(SavedQuery(countries=frozenset({"NO"})))
    assert not meets_it(SavedQuery(topics=frozenset({"trade"})))
    assert not meets_it(SavedQuery(stages=frozenset({Stage.EFFECTIVE})))


# ---------------------------------------------------------------- topics


def row(instrument: str = "", **more: object) -> Act:
    cell = Cell(said(instrument, "k")) if instrument else None
    return replace(ACT, rows=(Row(instrument=cell, **more),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("act", "topics"),
    [
        (row(kind="dtt"), {"tax"}),
        (row(kind="extradition"), {"extradition", "justice"}),
        (row("Fishing Agreement"), {"fish", "fisheries"}),
        (row("Convention on Mutual Assistance in Tax Matters"), {"tax"}),
        (row(entry="new-start"), {"arms-control"}),
        (row(entry="rome-statute"), {"justice"}),
        (row(entry="kyoto"), {"climate", "environment"}),
        (row(kind="nuclear-cooperation"), {"energy.nuclear", "energy", "nuclear"}),
    ],
)
def test_an_act_has_the_topics_of_its_agreements_and_those_that_hold_them(act: Act, topics: set[str]) -> None:
    assert topics <= act_topics({}).of(act, [])


def test_an_act_whose_agreement_says_nothing_has_the_topics_of_its_stories() -> None:
    assert "fish" in act_topics({}).of(replace(ACT, rows=()), [STORY])
    assert act_topics({}).of(replace(ACT, rows=()), []) == frozenset()
    assert no_topics(ACT, [STORY]) == frozenset()


def test_topics_are_written_as_people_write_them_and_unknown_ones_are_refused_with_proposals() -> None:
    assert checked_topics(["Human rights", "TRADE", "", "tax.data"], {}) == {
        "human-rights",
        "trade",
        "tax.data",
    }
    assert topic_name(" Arms  Control ") == "arms-control"
    assert checked_topics([], {}) == frozenset()
    with pytest.raises(UsageError, match="did you mean fisheries"):
        checked_topics(["fishery"], {})
    with pytest.raises(UsageError, match="did you mean tax"):
        checked_topics(["tax treaty"], {})


def test_every_subject_and_every_part_of_one_is_a_topic_that_may_be_asked_for() -> None:
    known = act_topics({})
    from monitor.config import package_data
    from monitor.tables import read_table

    path = package_data("rules") / "subjects.toml"
    subjects = read_table(str(path), path.read_text(encoding="utf-8"))["subject"]
    assert {part for parts in subjects.values() for part in parts} <= set(known.names)
    own = {row["subject"] for name in ("entry", "kind") for row in _gazetteer()[name] if row.get("subject")}
    assert {topic_name(name) for name in own} <= set(subjects)


def _gazetteer() -> dict[str, list[dict[str, str]]]:
    import tomllib

    from monitor.config import package_data

    return tomllib.loads((package_data("rules") / "gazetteer.toml").read_text(encoding="utf-8"))
