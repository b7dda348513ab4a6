"""The grouping of the labelled stories into acts: no figure falls below its floor, and floors never fall."""

from __future__ import annotations

from pathlib import Path

import pytest
from gate import register_score as score
from gate.feeds_corpus import corpora

PRECISION, RECALL = 0.97, 0.85  # what the register must reach against `episodes`, whatever the floors say


@pytest.mark.gate
def test_no_figure_of_the_grouping_is_below_its_floor() -> None:
    now = score.figures(score.scored(corpora()))
    print("\n" + score.table(now))
    assert not score.below(now, score.floors())
    assert now["episodes"]["precision"] >= PRECISION
    assert now["episodes"]["recall"] >= RECALL


def test_a_grouping_like_the_events_is_perfect() -> None:
    assert score.b_cubed({"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "c": "y"}) == {
        "precision": 1.0,
        "recall": 1.0,
    }


def test_merging_costs_precision_and_splitting_costs_recall() -> None:
    truth = {"a": "x", "b": "x", "c": "y", "d": "y"}
    assert score.b_cubed(dict.fromkeys(truth, 1), truth) == {"precision": 0.5, "recall": 1.0}
    assert score.b_cubed({key: number for number, key in enumerate(truth)}, truth) == {
        "precision": 1.0,
        "recall": 0.5,
    }


def test_no_event_counts_for_more_than_a_tenth() -> None:
    shares = score.capped({"big": 90, "large": 30, **{f"small {number}": 1 for number in range(30)}})
    assert shares["big"] == shares["large"] == pytest.approx(0.1)
    assert shares["small 3"] == pytest.approx(0.8 / 30)
    assert score.capped({"one": 5, "two": 1}) == {"one": 0.5, "two": 0.5}


def test_events_of_one_agreement_are_one_episode_until_it_ends_or_falls_silent() -> None:
    days = {
        "a": "2020-01-01",
        "b": "2021-03-01",
        "c": "2021-04-01",
        "d": "2021-05-01",
        "e": "2021-08-01",
        "f": "2024",
    }
    records = {
        key: {"published": day, "stages": ["effective"] if key == "c" else ["decided"]}
        for key, day in days.items()
    }
    events = {key: f"NO/grazing/{records[key]['published'][:7]}" for key in records}
    assert list(score.episodes(events, records, []).values()) == [
        f"NO/grazing/{number}" for number in (0, 0, 0, 0, 1, 2)
    ]
    other = score.episodes(
        {"a": "NO/pasture treaty/2020-01", "b": "NO/grazing/2021-03"},
        records,
        [["NO/grazing/2021-03", "NO/pasture treaty/2020-01"]],
    )
    assert len(set(other.values())) == 1


def test_a_figure_below_its_floor_is_named_and_floors_never_fall(tmp_path: Path) -> None:
    pinned = {"episodes": {"precision": 0.98, "recall": 0.9}}
    now = {"episodes": {"precision": 0.97, "recall": 0.95}, "labels": {"precision": 0.8, "recall": 0.9}}
    assert score.below(now, pinned) == ["episodes precision: 0.970 is below its floor 0.980"]
    score.write(score.raised(now, pinned), tmp_path / "floors.toml")
    assert score.floors(tmp_path / "floors.toml") == {"episodes": {"precision": 0.98, "recall": 0.95}}
