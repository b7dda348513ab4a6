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

_NEAR = 90  # characters between a day and the words behind it that say what happened then


class Event(StrEnum):
    """What happens on a day. `OTHER` days belong to the treaty, a letter or a decree."""

    EFFECT = "effect"
    PAST_EFFECT = "past effect"
    NOTICE = "notice"
    OTHER = "other"


_EXIT = r"(?:withdrawal|denunciation|termination|suspension|retrait|d[ée]nonciation)"
_WORDS = {
    Event.PAST_EFFECT: r"\b(?:took\s+effect|became\s+effective|ceased\s+to\s+(?:be|have)|a\s+pris\s+effet|"
    r"a\s+cess[ée]\s+d)",
    Event.EFFECT: r"\b(?:(?:tak(?:e|es|ing)|have|has|in|into|with)\s+effect|effective|date\s+of\s+effect|"
    r"ceases?\s+to\s+(?:be|have|apply)|"
    r"pren(?:d|ds|dra|dront|ant|dre)\s+effet|avec\s+effet|(?:prise?|date)\s+d['’]effet|"
    r"cess(?:e|era|eront)\s+d)|"
    rf"{_EXIT}\s+(?:\w+\s+){{0,4}}?(?:enters?|entrera|entre)\s+(?:into|en)\s+(?:force|vigueur)|"
    rf"(?:entry\s+into\s+force|entr[ée]e\s+en\s+vigueur)\s+(?:of|de)\s+(?:the\s+|la\s+|le\s+)?{_EXIT}",
    Event.NOTICE: r"\b(?:effected|received?|receipt|deposit(?:ed|s)?|lodged|registered|notified|notifies|"
    rf"informed|effectuée?s?|re[çc]ue?s?|d[ée]pos[ée]e?s?|enregistr[ée]e?s?|notifi[ée]e?s?|a\s+notifi[ée])\b|"
    rf"\bdate\s+(?:of|de)\s+(?:the\s+|la\s+|le\s+|receipt\s+|r[ée]ception\s+)*(?:notification|"
    rf"receipt|deposit|"
    rf"r[ée]ception|d[ée]p[ôo]t|{_EXIT})\b",
    Event.OTHER: r"\b(?:adopted|signed|concluded|done\s+at|dated|open(?:ed)?\s+for\s+signature|letter\s+of|"
    r"ratified|"
    r"acceded|accession|entry\s+into\s+force|entered\s+into\s+force|entr[ée]e\s+en\s+vigueur|adopt[ée]e?|"
    r"sign[ée]e?|conclue?|fait(?:e)?\s+[àa]|en\s+date\s+du|dat[ée]e?|ratifi[ée]e?|adh[ée]r[ée])\b",
}
_ANY = re.compile(
    "|".join(f"(?P<{event.name}>{pattern})" for event, pattern in _WORDS.items()), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """The days of a notice, each with its sentence. `took_effect`: that is told as past."""

    notified: Evidence | None = None
    effect: Evidence | None = None
    took_effect: bool = False


def find_days(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> NoticeDays:
    """The first day of each event. A day belongs to the words before it, else to those right behind it."""
    stated: dict[Event, Evidence] = {}
    for sentence in sentences:
        for event, day in _events(sentence, pack, published):
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


def _events(sentence: Sentence, pack: Pack, published: date | None) -> Iterator[tuple[Event, DateMatch]]:
    """The days of a sentence that have an event, with it; those behind their words first, as clearer."""
    behind: list[tuple[Event, DateMatch]] = []
    left = sentence.tokens[0].start
    for day in find_dates(sentence, pack, published):
        if day.day is None or day.relative:
            continue
        start, end = sentence.tokens[day.first].start, sentence.tokens[day.end - 1].end
        before = list(_ANY.finditer(sentence.source, left, start))
        if before:
            yield _event(before[-1]), day
        elif (match := _ANY.search(sentence.source, end, min(end + _NEAR, sentence.tokens[-1].end))) and not (
            {":", ";", "\n"} & set(sentence.source[end : match.start()])
        ):
            behind.append((_event(match), day))
        left = end
    yield from behind


def _event(match: re.Match[str]) -> Event:
    return Event[str(match.lastgroup)]
