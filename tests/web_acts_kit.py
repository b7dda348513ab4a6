"""What the tests of the pages of acts, treaties and states share: a register with long, hostile and foreign
texts. Own sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from events_kit import CHANNEL
from register_kit import HEADS, item, leaves
from store_kit import digest, feed, hit, poll, story

from monitor.extract import Lexicon
from monitor.model import Evidence, Kind, Stage, Termination
from monitor.pipeline import RegisterCache
from monitor.public import Entry
from monitor.register import FlaggedStory
from monitor.service import Service
from monitor.store import Store

HOSTILE = '<script>alert(1)</script> "quits" <b>\u202eevil\u202c\x00 & more'
ARABIC = "النرويج تنسحب من اتفاقية حظر الألغام المضادة للأفراد"
CHINESE = "挪威退出《禁止杀伤人员地雷公约》"
LONG = "Agreement on " + ", ".join(f"the common use of valley number {number}" for number in range(1, 60))
STATES = [
    "CA",
    "FR",
    "DE",
    "PT",
    "ES",
    "IT",
    "BE",
    "NL",
    "DK",
    "SE",
    "FI",
    "IS",
    "IE",
    "GB",
    "AT",
    "CH",
    "PL",
    "CZ",
    "SK",
    "HU",
]


def report(
    store: Store,
    stated: FlaggedStory,
    title: str,
    summary: str = "",
    *,
    url: str | None = None,
    cache: RegisterCache | None = None,
) -> None:
    """A poll finds this story flagged, and it settles. `url`: its link, if not one of its key; `cache`: that
    of a service that runs.
    """
    source = next(iter(store.feeds.all()), None) or feed(store, CHANNEL)
    made = story(
        stated.key,
        title,
        summary,
        key=stated.key,
        source=stated.source,
        lang=stated.lang,
        published=stated.published,
        official=stated.official,
        state=stated.state,
        digest=digest(stated.key),
    )
    made = replace(made, url=url or made.url)
    poll(store, source, (made, (hit(stated.kind, stated.stage),)), now=stated.seen)
    waiting = store.unsettled.due(stated.seen, everything=True)
    wait = next(own for own in waiting if own.story.key == stated.key)
    stated = replace(stated, id=wait.story.id, host=wait.story.host)
    (cache or RegisterCache(Lexicon({}, {}, HEADS))).join(store, wait, stated, stated.seen)


def ottawa(key: str, stage: Stage, **more: str | None) -> Termination:
    """Norway leaves the Ottawa Convention."""
    name = "Ottawa Convention"
    return leaves(key, "NO", "", name, stage, entry="ottawa", kind="arms control", **more)


def fill_ottawa(store: Store, stories: int = 60) -> None:
    """One act that so many stories report: English, Arabic, Chinese and hostile ones."""
    titles = ("Norway leaves the mine ban treaty", ARABIC, CHINESE, HOSTILE)
    langs = ("en", "ar", "zh", "en")
    for number in range(stories - 1):
        key, kind = f"o{number:02d}", number % 4
        stage = Stage.THREATENED if number < 4 else Stage.DECIDED
        stated = item(
            key,
            number / 10,
            ottawa(key, stage),
            lang=langs[kind],
            source=f"Outlet {number}",
            kind=Kind.THREAT if stage is Stage.THREATENED else Kind.ACT,
        )
        url = "javascript:alert(1)" if number == 7 else None
        report(store, stated, titles[kind], f"{titles[kind]}, says story {number}. " * 20, url=url)
    last = ottawa("last", Stage.NOTIFIED, notified="2026-03-09", ended="2026-09-09")
    official = item(
        "last", 8, last, lang="en", source="Government of Norway", official=True, state="NO", kind=Kind.ACT
    )
    report(store, official, "Norway notifies its withdrawal from the Ottawa Convention")


def fill_decree(store: Store, agreements: int = 20) -> None:
    """One act that ends so many agreements, all of them in one long sentence."""
    parts = [
        f"the Grain Pact {number} with {code} of {number + 1960}"
        for number, code in enumerate(STATES[:agreements])
    ]
    sentence = f"By decree Russia ends {', '.join(parts)}, as they are of no use."

    def stated(value: str, words: str) -> Evidence:
        at = sentence.index(words)
        return Evidence(value, sentence, "decree", "summary", at, at + len(words))

    rows = [
        replace(
            leaves("decree", "RU", code, None, Stage.DECIDED, form="decree"),
            others=(stated(code, f"with {code}"),),
            instrument=stated(f"Grain Pact {number}", f"Grain Pact {number} "),
            signed=stated(str(number + 1960), f"of {number + 1960}"),
            reason=stated("of no use", "of no use"),
        )
        for number, code in enumerate(STATES[:agreements])
    ]
    report(store, item("decree", 1, *rows, lang="en"), "Russia ends twenty pacts", sentence)


def fill_disputed(store: Store) -> None:
    """One act whose sources contradict each other, with a very long name and an organisation as a party."""
    first = leaves("d1", "KE", "EU", LONG, Stage.DECIDED, signed="1999-05-01", ended="2027")
    report(store, item("d1", 2, first, lang="en"), "Kenya ends an agreement")
    second = replace(
        leaves("d2", "KE", "EU", LONG, Stage.DECIDED, signed="1998-05-01", ended="2028"),
    )
    report(store, item("d2", 3, second, lang="en"), "Kenya ends its agreement")


def entries(service: Service, code: str) -> Sequence[Entry]:
    """The public acts of those that leave."""
    return [entry for entry in service.register.now().entries.values() if code in entry.states]
