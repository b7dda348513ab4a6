"""The rules over the labelled stories: no figure falls below its floor, and floors never fall."""

from __future__ import annotations

from pathlib import Path

import pytest
from gate import score
from gate.feeds_corpus import corpora


@pytest.mark.gate
def test_no_figure_over_the_labelled_stories_is_below_its_floor() -> None:
    folder = corpora()
    now, seen = score.figures(score.matcher(), folder)
    print("\n" + score.table(now, seen))
    assert not score.below(now, score.floors())


def test_a_figure_below_its_floor_is_named() -> None:
    assert score.below({"en": {"done": 0.949}}, {"en": {"done": 0.95}}) == ["en done: 0.949 is below its floor 0.950"]
    assert score.below({"en": {"done": 0.95}}, {"en": {"done": 0.95}}) == []


def test_a_language_that_is_gone_is_below_its_floors() -> None:
    assert score.below({}, {"pl": {"threat": 0.5}}) == ["pl threat: 0.000 is below its floor 0.500"]


def test_raising_never_lowers_a_floor(tmp_path: Path) -> None:
    of = dict.fromkeys(score.FIGURES, 0.5)
    pinned = score.raised({"en": {**of, "done": 0.97, "threat": 0.4}, "tr": dict.fromkeys(score.FIGURES, 0.0)}, {"en": of})
    assert pinned == {"en": {**of, "done": 0.97}}
    score.write(pinned, tmp_path / "floors.toml")
    assert score.floors(tmp_path / "floors.toml") == pinned
