"""The labelled stories through the store in shuffled order: the acts that it shows are always those that the
stories make.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from events_kit import report
from gate import register_score as score
from gate.feeds_corpus import corpora
from store_kit import open_store, place

from monitor.extract import Lexicon
from monitor.pipeline import RegisterCache
from monitor.register import FlaggedStory, build
from monitor.store import Store

EVERY = 40  # stories between two comparisons with a rebuild


@pytest.mark.gate
@pytest.mark.parametrize("seed", [1, 2])
def test_labelled_stories_in_any_order_make_the_same_acts_through_the_store(seed: int) -> None:
    items, _, heads = score.flagged(corpora())
    order = random.Random(seed)
    order.shuffle(items)
    if seed % 2:  # many stories of one moment, as feeds with days instead of times have them
        items = [
            replace(one, published=one.published and one.published.replace(day=1, hour=0, minute=0, second=0))
            for one in items
        ]
    seen = datetime(2026, 11, 1, tzinfo=UTC)
    with place() as path, open_store(path) as store:
        cache = RegisterCache(Lexicon({}, {}, heads))
        items = [replace(one, seen=seen + timedelta(minutes=number)) for number, one in enumerate(items)]
        for number, one in enumerate(items, 1):
            report(store, one, cache=cache)
            if number % EVERY == 0 or number == len(items):
                compare(store, heads)
        edited = order.sample(items, 20)
        for number, one in enumerate(edited):
            changed = replace(one, terminations=order.choice(items).terminations)
            report(store, changed, f"Norland corrects itself, {number}", cache=cache)
        compare(store, heads)


def compare(store: Store, heads: frozenset[str]) -> None:
    """Shown and made are equal, and no flagged story is in no act."""
    whole = store.register.whole()
    shown = store.acts.standing()
    made = build(whole.stories, whole.corrections, heads=heads)
    assert sorted(shown, key=lambda entry: entry.stories) == sorted(made, key=lambda entry: entry.stories)
    homes = {key for entry in shown for key in entry.stories}
    assert flagged(whole.stories) <= homes


def flagged(items: tuple[FlaggedStory, ...]) -> set[str]:
    return {one.key for one in items if one.kind.alerts}
