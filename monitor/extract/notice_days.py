"""The days that a depositary's notice states: that of the notification, and that on which it takes effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.extract.dates import DateMatch, find_dates
from monitor.extract.lexicon import Pack
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence
from monitor.rules.notice_words import NoticeWords

_NEAR = 90  # characters between a day and the words behind it that say what happened then


class Event(StrEnum):
    """What happens on a day (rules/depositary.toml). `OTHER` days are of the treaty, a letter or a decree."""

    EFFECT = "effect"
    PAST_EFFECT = "past_effect"
    NOTICE = "notice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """The days of a notice, each with its sentence. `took_effect`: that is told as past."""

    notified: Evidence | None = None
    effect: Evidence | None = None
    took_effect: bool = False


def find_days(
    sentences: Sequence[Sentence], pack: Pack, published: date | None, words: NoticeWords
) -> NoticeDays:
    """The first day of each event. A day belongs to the words before it, else to those right behind it."""
    stated: dict[Event, Evidence] = {}
    for sentence in sentences:
        for event, day in _events(sentence, pack, published, words.days):
            stated.setdefault(event, sentence.evidence(day.value, day.first, day.end, _WHY[event]))
    past = stated.get(Event.PAST_EFFECT)
    effect = stated.get(Event.EFFECT)
    return NoticeDays(stated.get(Event.NOTICE), past or effect, past is not None)


_WHY = {
    Event.EFFECT: "the day on which the notice says that it takes effect",
    Event.PAST_EFFECT: "the day on which the notice says that it took effect",
    Event.NOTICE: "the day on which the depositary was notified",
    Event.OTHER: "",
}


def _events(
    sentence: Sentence, pack: Pack, published: date | None, words: re.Pattern[str]
) -> Iterator[tuple[Event, DateMatch]]:
    """The days of a sentence that have an event, with it; those behind their words first, as clearer."""
    behind: list[tuple[Event, DateMatch]] = []
    left = sentence.tokens[0].start
    for day in find_dates(sentence, pack, published):
        if day.day is None or day.relative:
            continue
        start, end = sentence.tokens[day.first].start, sentence.tokens[day.end - 1].end
        before = list(words.finditer(sentence.source, left, start))
        if before:
            yield _event(before[-1]), day
        elif (
            match := words.search(sentence.source, end, min(end + _NEAR, sentence.tokens[-1].end))
        ) and not ({":", ";", "\n"} & set(sentence.source[end : match.start()])):
            behind.append((_event(match), day))
        left = end
    yield from behind


def _event(match: re.Match[str]) -> Event:
    return Event(str(match.lastgroup))
