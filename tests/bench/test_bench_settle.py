"""One feed cannot hold the others up: the 300th made-up exit of a feed costs at most twice what the first
ones cost to settle.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from store_kit import ACT, NOW, feed, open_store, poll, story

from monitor.pipeline import RegisterCache, stated
from monitor.service import knowledge

STORIES, WINDOW = 300, 30
LIMIT = 2.0
STATES = ("Norway", "Chile", "Kenya", "Japan", "Peru", "Ghana", "Latvia", "Nepal", "Oman", "Fiji")

pytestmark = pytest.mark.bench


def title(number: int) -> str:
    """Exits of few states from many agreements: what a feed would invent that wants to cost most."""
    return (
        f"{STATES[number % len(STATES)]} withdraws from the agreement on "
        f"{chr(97 + number % 26)}{number}ite of {1950 + number % 70}"
    )


def test_the_300th_made_up_exit_of_a_feed_costs_what_the_first_cost(tmp_path: Path) -> None:
    lexicon = knowledge.lexicon()
    with open_store(tmp_path / "treaty.db") as store:
        poll(store, feed(store), *((story(f"s{number}", title(number)), ACT) for number in range(STORIES)))
        cache = RegisterCache(lexicon)
        waiting = store.unsettled.due(NOW, everything=True)
        items = [(one, stated(one, lexicon)) for one in waiting]
        taken = []
        for one, item in items:
            began = time.process_time()
            cache.join(store, one, item, NOW)
            taken.append(time.process_time() - began)
        acts = store.counts().acts
    first, last = (sorted(part)[WINDOW // 2] for part in (taken[1 : WINDOW + 1], taken[-WINDOW:]))
    print(
        f"\nsettling: {len(taken)} stories, {acts} acts; first {1000 * first:.1f} ms, last "
        f"{1000 * last:.1f} ms: {last / first:.1f} times"
    )
    assert last <= LIMIT * first
