"""Register: a story one day late, a start and a list among 10,000 flagged stories against 1,000.

Own stories, 28 flagged ones a day, so that the many are those of a year and the few those of a month. All
figures are CPU of one process, and the ratios are of one run.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from statistics import median

import pytest
from register_kit import HEADS, item, leaves
from store_kit import StoryWithHits, feed, hit, open_store, place, poll, story

from monitor.extract import Lexicon
from monitor.model import Stage
from monitor.pipeline import RegisterCache
from monitor.register import FlaggedStory, Ledger
from monitor.service import choosing, rebuild
from monitor.store import Store, register_writes

pytestmark = pytest.mark.bench

FEW, MANY = 1_000, 10_000
A_DAY = 28
LATE = 15  # stories that are measured
STATES = (
    "NO", "SE", "DK", "FI", "DE", "FR", "PL", "US", "RU", "CN", "IN", "BR", "AR", "CL", "MX", "ZA", "NG",
    "KE", "EG", "TR", "IR", "IQ", "JP", "KR", "AU", "NZ", "GB", "IE", "ES", "PT", "IT", "GR", "RO", "BG",
    "HU", "CZ", "AT", "CH", "BE", "NL",
)  # fmt: skip
SYLLABLES = (
    "arn",
    "bel",
    "cor",
    "dun",
    "eck",
    "fal",
    "gor",
    "hul",
    "isk",
    "jor",
    "kel",
    "lom",
    "mur",
    "nax",
    "orb",
    "pel",
    "quo",
    "rit",
    "sul",
    "tam",
)
STAGES = (Stage.THREATENED, Stage.DECIDED, Stage.NOTIFIED, Stage.EFFECTIVE)


def stories(count: int) -> list[FlaggedStory]:
    """Flagged stories in order of time.

    Forty agreements are in the news at a time, four new ones a day: seven stories each.
    """
    chance = random.Random(1)
    made = []
    for number in range(count):
        key, day = f"s{number:06}", number / A_DAY
        agreement = int(day) * 4 + chance.randrange(40)
        name = f"{SYLLABLES[agreement % 20]}{SYLLABLES[agreement // 20 % 20]} treaty".capitalize()
        stated = leaves(
            key,
            STATES[agreement % 40],
            STATES[(agreement * 7 + 3) % 40] if chance.random() < 0.8 else "",
            name if chance.random() < 0.8 else None,
            chance.choices(STAGES, (3, 4, 2, 1))[0],
            entry=f"entry{agreement}" if agreement % 8 == 0 and chance.random() < 0.5 else None,
        )
        made.append(item(key, day, stated, source=f"Paper {number % 50}", id=number + 1))
    return made


def found(stated: FlaggedStory) -> StoryWithHits:
    """The story of an item as a poll finds it flagged."""
    text = story(
        stated.key,
        f"Norland leaves, says {stated.key}",
        key=stated.key,
        source=stated.source,
        published=stated.published,
    )
    return text, (hit(stated.kind, stated.stage),)


@contextmanager
def filled(items: list[FlaggedStory]) -> Iterator[Store]:
    """A store with these stories and their acts."""
    with place() as path, open_store(path) as store:
        feed(store)
        stated = {one.key: one for one in items}
        store.history.record(list(map(found, items)), items[-1].seen)
        waiting = store.unsettled.due(items[-1].seen, everything=True)
        with store.database.write() as db:
            for wait in waiting:
                version = register_writes.waiting(db, wait)
                assert version is not None
                register_writes.insert_statement(
                    db, version, replace(stated[wait.story.key], id=wait.story.id), wait, items[-1].seen
                )
            db.execute("DELETE FROM unsettled")
        rebuild.repair(store, HEADS, items[-1].seen)
        yield store


def cpu(step: Callable[[], object]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


def settling(store: Store, cache: RegisterCache, stated: FlaggedStory) -> Callable[[], object]:
    """What the writer does for one flagged story that waits."""
    poll(store, store.feeds.all()[0], found(stated), now=stated.seen)
    wait = next(
        wait for wait in store.unsettled.due(stated.seen, everything=True) if wait.story.key == stated.key
    )
    stated = replace(stated, id=wait.story.id, host=wait.story.host, seen=wait.seen)
    return lambda: cache.join(store, wait, stated, stated.seen)


def late_s(store: Store, items: list[FlaggedStory]) -> float:
    """The median CPU of a story that is one day late, with everything that is written."""
    cache = RegisterCache(Lexicon({}, {}, HEADS))
    cache._current(store)
    times = []
    for number, one in enumerate(stories(len(items) + LATE)[-LATE:]):
        at = items[-1].at - timedelta(days=1, minutes=number)
        late = replace(
            one, key=f"late{number}", published=at, seen=items[-1].seen + timedelta(minutes=number + 1)
        )
        times.append(cpu(settling(store, cache, late)))
    return median(times)


def test_a_story_one_day_late_costs_the_same_among_many() -> None:
    few, many = stories(FEW), stories(MANY)
    with filled(few) as store:
        small = late_s(store, few)
    with filled(many) as store:
        large = late_s(store, many)
        whole = store.register.whole()
        computed = cpu(lambda: Ledger(whole.stories, whole.corrections, heads=HEADS))
        restored = cpu(lambda: Ledger(whole.stories, whole.corrections, heads=HEADS, homes=whole.homes))
        newest = cpu(lambda: choosing.choose(store, choosing.Wanted(limit=20)))
        everything = cpu(lambda: choosing.choose(store, choosing.Wanted()))
    print(
        f"\none day late: {small * 1e3:.1f} ms among {FEW:,} flagged stories, {large * 1e3:.1f} ms "
        f"among {MANY:,} ({large / small:.1f} x)"
    )
    print(f"ledger of {MANY:,}: {restored:.2f} s from the stored acts, {computed:.2f} s computed")
    print(f"events list: {newest * 1e3:.0f} ms for the newest 20 acts, {everything:.2f} s for all")
    assert large <= 2 * small
    assert restored <= computed / 3
    assert newest <= everything / 5
