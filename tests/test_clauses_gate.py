"""clauses.gate: which stories are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clauses_kit import judge, names, reader, story, vocabulary

from monitor.clauses import PairWeights, Reader, candidates
from monitor.judge import Judge, Weights, explain, parse_weights, weights_text
from monitor.service import knowledge

LABELLED = Path(__file__).parent.parent / "training" / "labelled"
STORIES = 150  # of each language
WASTED = 0.1  # share of the stories admitted although no pair of them is worth it


def strict(least: float) -> Reader:
    """A reader that asks so much of a pair of which nothing is known."""
    return Reader(vocabulary(), names(), PairWeights({"bias": 0.0}, least))


@pytest.mark.parametrize("lang", sorted(path.stem for path in LABELLED.glob("*.jsonl")))
def test_what_is_admitted_is_what_holds_a_pair_that_is_worth_it(lang: str) -> None:
    packaged = knowledge.judge()
    weights, learnt = packaged.weights.pairs, packaged.reader
    admitted = wasted = 0
    for line in (LABELLED / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()[:STORIES]:
        row = json.loads(line)
        text = story(row["title"], row["summary"], lang)
        whole = learnt.read(text, lang, every=True)
        assert whole is not None
        worth = any(weights.worth(candidate.pair) >= weights.least for candidate in candidates(whole))
        read = learnt.read(text, lang) is not None
        assert read or not worth, text.title
        admitted += read
        wasted += read and not worth
    assert admitted
    assert wasted <= WASTED * admitted


def test_without_weights_each_pair_is_worth_it_and_a_story_without_pair_leaves() -> None:
    assert reader().read(story("Zambia ends the African bloc"), "en") is not None
    assert reader().read(story("Zambia builds a bridge near the African bloc"), "en") is None


def test_a_pair_below_the_least_worth_leaves_unread_and_its_explanation_says_so() -> None:
    text = story("Zambia quits the fisheries treaty")
    assert strict(0.0).read(text, "en") is not None
    assert strict(0.1).read(text, "en") is None
    told = explain(Judge(strict(0.1), judge().weights, judge().frames), text)
    assert told.kind is None
    assert told.answer == "The story reports no exit: the words of leaving in it are not worth reading."
    assert [clause.what for clause in told.clauses] == ["fisheries treaty (entry-kind, object)"]


def test_a_predicate_is_found_by_its_rarest_word_wherever_it_stands() -> None:
    assert reader().read(story("Zambia puts an early end to the fisheries treaty"), "en") is not None
    assert (
        reader().read(story("Sambia lässt das Fischereiabkommen nach langem Streit fallen", lang="de"), "de")
        is not None
    )


def test_the_first_stage_stands_in_the_file_of_the_weights() -> None:
    weights = Weights(
        {"bias": (0.1, -0.2, -0.15, 0.25)}, pairs=PairWeights({"bias": -0.5, "place=t0": 0.25}, least=-1.25)
    )
    assert parse_weights(weights_text(weights, "about"), path="weights.txt") == weights
