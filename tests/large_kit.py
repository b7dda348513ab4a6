"""A large installation for the measurements of pages: acts by the thousand with long, foreign and hostile texts,
among many more stories that only a search finds. Own sentences.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from register_kit import HEADS, START, item, leaves
from store_kit import StoryWithHits, hit, story
from web_acts_kit import ARABIC, CHINESE, HOSTILE

from monitor.model import Hit, Kind, Span, Stage
from monitor.register import FlaggedStory
from monitor.service import rebuild
from monitor.service.names import known_treaties
from monitor.store import Store, register_writes

STATES = (
    "NO", "SE", "DK", "FI", "DE", "FR", "PL", "US", "RU", "CN", "IN", "BR", "AR", "CL", "MX", "ZA", "NG",
    "KE", "EG", "TR", "IR", "IQ", "JP", "KR", "AU", "NZ", "GB", "IE", "ES", "PT", "IT", "GR", "RO", "BG",
    "HU", "CZ", "AT", "CH", "BE", "NL",
)  # fmt: skip
LAST = START + timedelta(days=700)  # all is stored by then
A_DAY = 3  # flagged stories
EVERY = 4  # act that a second outlet reports
POSSIBLE = 200  # possible exits, at most
BATCH = 2_000  # stories stored in one transaction
NEWS_PER_MINUTE = 3
STAGES = (Stage.THREATENED, Stage.DECIDED, Stage.DECIDED, Stage.NOTIFIED, Stage.EFFECTIVE, Stage.SUSPENDED)
TITLES = ("{who} leaves an agreement", ARABIC, CHINESE, HOSTILE)
LANGS = ("en", "ar", "zh", "en")
SUBJECTS = ("grain", "herring", "rail", "tax", "border", "energy", "visa", "pension", "river", "extradition")
SYLLABLES = ("ar", "bel", "cor", "dun", "eck", "fal", "gor", "hul", "isk", "jor", "kel", "lom", "mur", "nax")
COMMON = ("minister", "parliament", "budget", "railway", "harbour", "election", "storm", "museum", "treaty")


def fill_large(store: Store, acts: int = 2_000, stories: int = 100_000) -> None:
    """Stores so many stories; a few of them make so many acts, and a few are possible exits."""
    reports = list(_reports(acts))
    texts = {stated.key: stated for stated in reports}
    now = reports[-1].seen
    store.history.record([_flagged(stated) for stated in reports], now)
    with store.database.write() as db:
        for wait in store.unsettled.due(now, everything=True):
            stated = replace(texts[wait.story.key], id=wait.story.id, host=wait.story.host)
            version = register_writes.waiting(db, wait)
            assert version is not None
            register_writes.insert_statement(db, version, stated, wait, now)
        db.execute("DELETE FROM unsettled")
    rebuild.repair(store, HEADS, now)
    others = stories - len(reports)
    maybe = min(POSSIBLE, others)
    store.history.record([_possible(number) for number in range(maybe)], now)
    news = [_news(number) for number in range(others - maybe)]
    for begin in range(0, len(news), BATCH):
        store.history.record(news[begin : begin + BATCH], now)


def _reports(acts: int) -> Iterator[FlaggedStory]:
    """What is reported of each act, in order of time: a quarter of them by two outlets."""
    agreements = [(name, treaty) for name, treaty in known_treaties().items() if treaty.open]
    for number in range(acts):
        state = STATES[number % len(STATES)]
        place = number // len(STATES)
        is_known = number % 3 == 0 and place < len(agreements)
        stage = STAGES[number % len(STAGES)]
        for outlet in range(1 + (number % EVERY == 0)):
            key = f"act{number:05d}-{outlet}"
            stated = leaves(
                key,
                state,
                "" if is_known else STATES[(number * 7 + place + 3) % len(STATES)],
                agreements[place][1].name if is_known else _name(number),
                stage,
                entry=agreements[place][0] if is_known else None,
                signed=f"{1920 + number % 90}-05-14" if number % 2 else None,
                ended="2027-03-01" if number % 5 == 0 else None,
                reason=f"it is of no use to {word(number)}" if number % 4 == 1 else None,
            )
            yield item(
                key,
                (number + outlet / 2) / A_DAY,
                stated,
                kind=Kind.THREAT if stage is Stage.THREATENED else Kind.ACT,
                source=f"Outlet {(number + outlet) % 60}",
                lang=LANGS[number % len(LANGS)],
                official=number % 9 == 0,
            )


def _name(number: int) -> str:
    """The name of an agreement, like no other."""
    return f"{word(number)} {word(number + 5_000)} {SUBJECTS[number % 10]} agreement".capitalize()


def _flagged(stated: FlaggedStory) -> StoryWithHits:
    """The story of a report as a poll finds it flagged."""
    number = int(stated.key[3:8])
    title = f"{TITLES[number % len(TITLES)].format(who=word(number))} {number}"
    text = f"{title}: {word(number)} and {word(number + 1)} are told. " * 6
    return (
        story(
            stated.key,
            title,
            text,
            key=stated.key,
            source=stated.source,
            lang=stated.lang,
            published=stated.published,
            official=stated.official,
        ),
        (hit(stated.kind, stated.stage),),
    )


def _possible(number: int) -> StoryWithHits:
    own = Hit("clause.quit", "d", Kind.POSSIBLE, Stage.DECIDED, (Span("title", 0, 4),), "", "quits", 0.3)
    return story(f"maybe{number}", f"Quits a {SUBJECTS[number % 10]} pact {number}", key=f"maybe{number}"), (
        own,
    )


def _news(number: int) -> StoryWithHits:
    """A story that reports no exit."""
    chance = random.Random(number)
    words = [word(chance.randrange(20_000)) for _ in range(24)] + chance.choices(COMMON, k=8)
    chance.shuffle(words)
    at = START + timedelta(minutes=number / NEWS_PER_MINUTE)
    made = story(f"n{number}", " ".join(words[:9]), " ".join(words[9:]), key=f"n{number}", published=at)
    return replace(made, lang="en", source=f"Outlet {number % 60}"), ()


def word(number: int) -> str:
    """A word of its own for each number below 38,000; neighbours are nothing like each other."""
    rest, word = number * 7_919 % 14**4, ""
    for _ in range(4):
        rest, syllable = divmod(rest, 14)
        word += SYLLABLES[syllable]
    return word
