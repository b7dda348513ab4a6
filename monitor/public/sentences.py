"""The sentences that prove what a page shows, numbered: each value has the number of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.digest import Segment, direction, edit_in_words, quoted, short, source_name, spans_of
from monitor.model import Evidence, Span, Story, TreatyDate
from monitor.normalize import language_tag, safe_link
from monitor.public.publishing import QUOTED
from monitor.quote import column, columns, place
from monitor.wording import Language

_GAP = 8  # columns that words around a value take at the least
_NO_SPANS: tuple[int, int] = (0, 0)


class Sentence(NamedTuple):
    """A sentence of a story with the words for its values marked, cut around them.

    `states`: which values it states, in words. `note`: what the words are that are no quotation, "" for one.
    `day` is that of the report; `url` is http(s) or None.
    """

    number: int
    states: str
    segments: tuple[Segment, ...]
    lang: str | None = None
    dir: str = "ltr"
    source: str = ""
    url: str | None = None
    official: bool = False
    day: str = ""
    note: str = ""
    is_quotation: bool = True


@dataclass(slots=True)
class _Draft:
    """A sentence with what it states so far."""

    evidence: Evidence
    places: list[tuple[int, int]] = field(default_factory=list)
    states: dict[str, None] = field(default_factory=dict)

    def has_room(self, value_place: tuple[int, int]) -> bool:
        """True if the words for one more value fit into the quotation."""
        if columns(self.evidence.sentence) <= QUOTED or value_place in (_NO_SPANS, *self.places):
            return True
        used = sum(end - start + _GAP for start, end in (*self.places, value_place))
        return used <= QUOTED


class Sentences:
    """Numbers sentences in the order in which values ask for them. `stories`: by key."""

    def __init__(self, stories: Mapping[str, Story], say: Language) -> None:
        self._stories = stories
        self._say = say
        self._drafts: list[_Draft] = []
        self._by_text: dict[tuple[str, str], list[int]] = {}

    def number(self, evidence: Evidence, states: str) -> int:
        """The number of the sentence that states a value, from 1; 0 for a value without one.

        `states`: what the value is, in words.
        """
        text = evidence.sentence if evidence.edit is None else edit_in_words(evidence.edit, self._say)
        if not text.strip():
            return 0
        value_place = place(evidence, self._stories.get(evidence.story)) or _NO_SPANS
        numbers = self._by_text.setdefault((evidence.story, text), [])
        number = next((own for own in numbers if self._drafts[own - 1].has_room(value_place)), 0)
        if not number:
            self._drafts.append(_Draft(evidence))
            number = len(self._drafts)
            numbers.append(number)
        draft = self._drafts[number - 1]
        draft.states[states] = None
        if value_place not in (_NO_SPANS, *draft.places):
            draft.places.append(value_place)
        return number

    def listed(self) -> tuple[Sentence, ...]:
        """All sentences that were asked for."""
        return tuple(self._sentence(number, draft) for number, draft in enumerate(self._drafts, 1))

    def by_story(self) -> dict[str, tuple[Segment, ...]]:
        """By key of a story, the first sentence that was asked for of it."""
        first: dict[str, tuple[Segment, ...]] = {}
        for draft in self._drafts:
            if draft.evidence.edit is None:
                first.setdefault(draft.evidence.story, _segments(draft))
        return first

    def _sentence(self, number: int, draft: _Draft) -> Sentence:
        evidence, say = draft.evidence, self._say
        states = ", ".join(draft.states)
        if evidence.edit is not None:
            words = (Segment(short(edit_in_words(evidence.edit, say), QUOTED)),)
            return Sentence(number, states, words, lang=say.code, is_quotation=False)
        story = self._stories.get(evidence.story)
        segments = _segments(draft)
        if story is None:
            return Sentence(number, states, segments, dir=direction(evidence.sentence))
        return Sentence(
            number,
            states,
            segments,
            lang=language_tag(story.lang) if story.lang else None,
            dir=direction(evidence.sentence),
            source=source_name(story),
            url=safe_link(story.url) if story.url else None,
            official=story.official,
            day=say.date(TreatyDate.of_day(story.published.date())) if story.published else "",
            note=say("summary") if evidence.is_summary else "",
            is_quotation=not evidence.is_summary,
        )


def _segments(draft: _Draft) -> tuple[Segment, ...]:
    sentence = draft.evidence.sentence
    spans = spans_of(sentence, "sentence", [Span("sentence", *own) for own in draft.places])
    return trimmed(quoted(sentence, spans, QUOTED))


def trimmed(segments: Sequence[Segment], width: int = QUOTED) -> tuple[Segment, ...]:
    """The segments in at most `width` columns and twice as many characters, cut between characters."""
    kept: list[Segment] = []
    left, chars = width, 2 * width
    for segment in segments:
        if columns(segment.text) <= left and len(segment.text) <= chars:
            kept.append(segment)
            left, chars = left - columns(segment.text), chars - len(segment.text)
            continue
        kept.append(segment._replace(text=f"{_beginning(segment.text, left - 1, chars - 1)}…"))
        break
    return tuple(kept)


def _beginning(text: str, width: int, chars: int) -> str:
    used = 0
    for at, char in enumerate(text[: max(chars, 0)]):
        used += column(char)
        if used > width:
            return text[:at]
    return text[: max(chars, 0)]
