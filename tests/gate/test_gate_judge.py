"""The judge of clauses over all labelled stories, cross-validated by agreement: no agreement is on both
sides.

Floors are in floors-judge.toml and only go up. The weights in the repository are those that `make train`
writes.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest
from gate import score
from gate.feeds_corpus import corpora

from monitor.judge import LABELS, Weights, parse_weights
from training.data import Labelled, labelled, reader, vocabulary
from training.train import WEIGHTS, Scored, cross_validated, learn, learnt, share, table

pytestmark = pytest.mark.gate

FLOORS = tomllib.loads((Path(__file__).parent / "floors-judge.toml").read_text(encoding="utf-8"))
CLOSE = 0.02  # what a weight may differ by between machines


@cache
def stories() -> tuple[Labelled, ...]:
    return tuple(labelled(reader()))


@cache
def committed() -> Weights:
    return parse_weights(
        WEIGHTS.read_text(encoding="utf-8"), path=str(WEIGHTS), fingerprint=vocabulary().fingerprint
    )


@cache
def scored() -> tuple[Scored, ...]:
    return tuple(cross_validated(stories()))


def test_figures_over_agreements_that_were_not_learnt_hold() -> None:
    weights = committed()
    print("\n" + table(scored(), weights.alert, weights.possible))
    print("\nseen, English, Russian and Polish:\n" + score.table(*score.figures(score.detector(), corpora())))
    for label, threshold in (
        ("act", "alert"),
        ("act", "possible"),
        ("threat", "alert"),
        ("threat", "possible"),
    ):
        figure = share(scored(), label, getattr(weights, threshold))
        assert figure >= FLOORS[label][threshold], (label, threshold, figure)
    assert share(scored(), "none", weights.alert) <= FLOORS["none"]["alert"]
    assert share(scored(), "aftermath", weights.alert) <= FLOORS["aftermath"]["alert"]


@pytest.mark.parametrize("lang", sorted(FLOORS["languages"]))
def test_no_language_lags_behind(lang: str) -> None:
    own = [one for one in scored() if one.story.lang == lang]
    figure = share(own, "act", committed().possible)
    assert figure >= FLOORS["languages"][lang], figure


def test_the_committed_weights_are_those_that_training_gives() -> None:
    fresh = learn(learnt(stories())).weights()
    kept = committed().by_feature
    far = {
        name: (values, kept.get(name))
        for name, values in fresh.items()
        if any(abs(a - b) > CLOSE for a, b in zip(values, kept.get(name, (0.0,) * len(LABELS)), strict=True))
    }
    assert not far, f"{len(far)} weights differ; run make train: {dict(list(far.items())[:5])}"
