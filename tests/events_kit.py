"""A store with a register in it, for the tests of reading and correcting: stories with titles, joined as
settle joins them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from register_kit import HEADS, START, item, leaves, said
from store_kit import feed, hit, poll, story

from monitor.extract import Lexicon
from monitor.model import Alert, Kind, Stage
from monitor.pipeline import RegisterCache
from monitor.register import Bookkeeping, FlaggedStory
from monitor.store import Store

NOW = START + timedelta(days=30)
CHANNEL = "https://press.example/feed"


def report(
    store: Store, stated: FlaggedStory, title: str = "", *, cache: RegisterCache | None = None
) -> Sequence[Alert]:
    """A poll finds the story of this item flagged, and it settles; the alerts that are owed.

    `cache`: those of a service that runs.
    """
    source = next(iter(store.feeds.all()), None) or feed(store, CHANNEL)
    more = {
        "source": stated.source,
        "lang": stated.lang,
        "published": stated.published,
        "official": stated.official,
        "state": stated.state,
    }
    found = story(stated.key, title or f"Norland leaves, says {stated.key}", key=stated.key, **more)
    poll(store, source, (found, (hit(stated.kind, stated.stage),)), now=stated.seen)
    wait = next(
        one for one in store.unsettled.due(stated.seen, everything=True) if one.story.key == stated.key
    )
    stated = replace(stated, id=wait.story.id, host=wait.story.host)
    return (cache or RegisterCache(Lexicon({}, {}, HEADS))).join(store, wait, stated, stated.seen)


def fill(store: Store) -> None:
    """Three acts: a decree that ends three agreements (1), a threat that several report (2), one that nobody
    names an agreement of (3).
    """
    decree = item(
        "a", 0,
        leaves("a", "RU", "CA", "Military Visits Pact", signed="1989-11-20", ended="2025-12", reason="of no use", form="decree"),
        leaves("a", "RU", "PT", "Military Cooperation Treaty", signed="2000-08-04", ended="2025-12"),
        leaves("a", "RU", "DE", "Rocket Agreement", Stage.EFFECTIVE, signed="2000s", ended="2025-07-03"),
        source="Morning Courier", lang="en",
    )  # fmt: skip
    report(store, decree, "Moscow tears up three pacts")
    threat = leaves("b", "NO", "SE", "Grazing Treaty", Stage.THREATENED, kind="farming", ended="2027")
    report(
        store,
        item("b", 1, threat, source="Fjord News", kind=Kind.THREAT),
        "Norway may leave the grazing treaty",
    )
    notice = leaves("c", "NO", "SE", "Grazing Treaty", Stage.NOTIFIED, ended="2027-03-01")
    report(
        store,
        item("c", 4, notice, source="Ministry of Farming", official=True, state="NO"),
        "Notice of withdrawal",
    )
    back = item(
        "d",
        6,
        leaves("d", "NO", "SE", "Grazing Treaty", Stage.EFFECTIVE),
        kind=Kind.AFTERMATH,
        source="Herald",
    )
    report(store, back, "Looking back at the grazing treaty")
    union = replace(leaves("e", "", "", None), actors=(said("African Union", "e"),))
    report(store, item("e", 7, union, source="Wire"), "Union walks out")


def bookkeeping_of(store: Store) -> dict[int, Bookkeeping]:
    """What is kept beside the acts that stand, by act."""
    return store.acts.bookkeeping(store.acts.standing())


def untold(store: Store) -> list[bool]:
    """Of each act that stands, by id, whether nobody was told of it."""
    return [bookkeeping.told is None for _, bookkeeping in sorted(bookkeeping_of(store).items())]
