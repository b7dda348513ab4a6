"""A digest of every kind, as channels render it."""

from __future__ import annotations

from dataclasses import replace

from samples import FIRST, NOW, act, alert, build, destination, week

from monitor.digest import (
    Digest,
    FeedNote,
    Gap,
    PossibleExit,
    PossibleExits,
    Silence,
    notice,
    possible_exit,
    trial,
)
from monitor.model import Act, Cadence, Kind, Reason
from monitor.wording import ENGLISH, Language

SILENCE = Silence(
    feeds=31,
    failing=(FeedNote("Ministry gazette", NOW, "timeout"),),
    gaps=(Gap("Northern Wire", "gap"),),
    deferred=1,
    merged=3,
)
UNSUBSCRIBE = "https://monitor.example/u/Q2x8"


def made(
    acts: list[Act], cadence: Cadence = Cadence.DAILY, reason: Reason = Reason.NEW, **values: object
) -> Digest:
    base: dict[str, object] = {
        "now": NOW,
        "ref": "K7QX",
        "sequence": 42,
        "silence": SILENCE,
        "unsubscribe_url": UNSUBSCRIBE,
    }
    return build(destination(cadence), acts, [alert(one, reason) for one in acts], **(base | values))  # type: ignore[arg-type]


def possible_exits(say: Language = ENGLISH) -> tuple[PossibleExit, ...]:
    """Three stories that may report an exit, for a reader of this language."""

    def possible(title: str, score: float, words: str, **values: object) -> PossibleExit:
        told = act(9, title, words=words, **values)  # type: ignore[arg-type]
        story, hit = told.texts[0], told.hits[0]
        return possible_exit(story, hit, score, noticed_at=NOW, zone="Europe/Berlin", now=NOW, say=say)

    return (
        possible(
            "Сенат Малии готовит выход из речного пакта",
            0.42,
            "выход|пакта",
            lang="ru",
            source="Речной вестник",
            kind=Kind.THREAT,
        ),
        possible(
            "Noria quits <b>wool</b> & salt pact", 0.311, "quits|pact", source="Ministry", official=True
        ),
        possible("לוריה עוזבת את האמנה", 0.25, "עוזבת", lang="he", url=None, published=None),
    )


POSSIBLE = possible_exits()

MESSAGES = {
    "digest": made(week()),
    "alert": made(week()[:1], Cadence.INSTANT, Reason.RISES, first={1: FIRST}),
    "withdrawn": made(
        [replace(week()[0], rejected=True)], Cadence.INSTANT, Reason.CORRECTION, first={1: FIRST}
    ),
    "heartbeat": made([], unsubscribe_url=None, unsubscribe_mailto="operator@monitor.example"),
    "possible": made(week()[:1], possible=PossibleExits(POSSIBLE, 3)),
    "test": trial(destination(), now=NOW, ref="K7QX", silence=SILENCE),
    "notice": notice(destination(channel="webhook"), now=NOW, ref="K7QX", reason="410 Gone"),
}
