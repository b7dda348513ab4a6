"""Who speaks in each sentence of an article (a party that acts, another one, or unknown), and its quotations
with their speakers.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.extract.subject_roles import is_body

_QUOTES = re.compile(
    r"“[^”“]+”|«[^»«]+»|„[^“”„]+[“”]|»[^«»]+«|\"[^\"]+\"|(?:(?<=\n)|(?<=[.!?…] )|\A)[–—] ?[^–—\n]+ "
    r"[–—](?= ?\w)"
)
_DASHES = "–—"
_STOPS = ".!?…"
_NAME = 5  # words between an office and the name of its holder
_OWNER = 2  # words between an office and its state
_OPENS = 1  # words before a place that opens a sentence: `In Tirana`
_LETTERS = 3  # letters of a word that is no name
_SUBJECT = 4  # words between a verb and its subject behind it
_CLAUSE = 5  # words of a clause within which its subject stands
_LONG = 10_000


class Voice(StrEnum):
    """Who says or does what a sentence reports."""

    OWN = "own"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words `first:end` of a sentence in quotation marks; one of several sentences gives several."""

    sentence: Sentence
    first: int
    end: int
    voice: Voice
    named: bool  # the sentence names the speaker


class Speech:
    """The voices of a text. `known`: the states that act.

    `open_to_all`: somebody who holds no office may act (an exit is demanded).
    """

    def __init__(
        self, sentences: Sequence[Sentence], known: set[str], pack: Pack, *, open_to_all: bool = False
    ) -> None:
        self._known = known
        self._pack = pack
        self._outsider = Voice.UNKNOWN if open_to_all else Voice.OTHER
        self._names: dict[str, Voice] = {}
        self._before: dict[int, Voice] = {}  # by sentence: the voice of the one before it in its paragraph
        self._party: dict[int, int] = {}  # by sentence: the place of the party that decided its voice
        self._foreign = False  # another state speaks in the paragraph
        self.voices: dict[int, Voice] = {}
        self.named: set[int] = set()  # sentences that name their speaker
        self.quotations: list[Quotation] = []
        for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
            self._read(list(group))

    def _read(self, paragraph: Sequence[Sentence]) -> None:
        """Set the voices and quotations of a paragraph."""
        source = paragraph[0].source
        start = source.rfind("\n", 0, paragraph[0].tokens[0].start) + 1
        text = source[start : paragraph[-1].tokens[-1].end + 2]
        quotes = [(start + match.start(), start + match.end()) for match in _QUOTES.finditer(text)]
        before = Voice.UNKNOWN
        self._foreign = False
        for sentence in paragraph:
            voice = self._voice(sentence, _places_in(quotes, sentence), before)
            if voice is not None:
                self.named.add(sentence.number)
                if voice is not Voice.UNKNOWN:
                    self._learn(sentence, voice)
            self._before[sentence.number] = before
            before = self.voices[sentence.number] = voice or before
        ends = [sentence.tokens[-1].end for sentence in paragraph]
        for low, high in quotes:
            self.quotations += self._quoted(paragraph[bisect_right(ends, low) :], low, high)

    def at(self, sentence: Sentence, place: int) -> Voice:
        """The voice of the words at a place: that of the speaker who opens the nearest clause before it, else
        that of the sentence.
        """
        for at in range(place, 0, -1):
            governed = any(self._pack.has(name, sentence.word(at)) for name in ("that", "clause"))
            if not set(sentence.gap(at)) & set(",:") or governed:
                continue
            speaker = self._opening_speaker(sentence, at, place)
            voice = self._of_mark(sentence, speaker, Voice.UNKNOWN) if speaker is not None else None
            if voice is not None:
                return voice
        if self._party.get(sentence.number, -1) >= place:
            # the party that decided comes later: `the reason is the fraud of Peru`
            return self._before[sentence.number]
        return self.voices[sentence.number]

    def _opening_speaker(self, sentence: Sentence, first: int, end: int) -> Mark | None:
        """The office near the beginning of the clause `first:end`; None if a party stands before it."""
        near = range(first, min(first + _CLAUSE, end))
        marks = (
            mark
            for mark in self._marks(sentence)
            if mark.first in near and (mark.layer is Layer.SPEAKER or mark.role != "adjective")
        )
        opening = next(marks, None)
        return opening if opening is not None and opening.layer is Layer.SPEAKER else None

    def _marks(self, sentence: Sentence) -> list[Mark]:
        """The parties and speakers in order; at the same place the speaker first."""
        return sorted(
            (*sentence.of(Layer.PARTY), *sentence.of(Layer.SPEAKER)),
            key=lambda mark: (mark.first, mark.layer is Layer.PARTY),
        )

    def _voice(self, sentence: Sentence, inside: set[int], before: Voice) -> Voice | None:
        """The voice of a sentence by its first party or speaker outside of quotations (places in `inside`);
        None if it names nobody. `before`: the voice of the sentence before it.
        """
        known = next(self._known_names(sentence, inside), None)
        sayings = (mark.first for mark in self._sayings(sentence) if mark.first not in inside)
        said = min(sayings, default=_LONG)
        late: Voice | None = None
        for mark in self._marks(sentence):
            if known is not None and known[0] < mark.first:
                break
            if mark.first in inside:
                continue
            if mark.layer is Layer.PARTY and mark.first > said and before is not Voice.UNKNOWN:
                return before  # he said that Peru had cheated
            if mark.value in ("outsider", "opposed") and mark.first > said + _SUBJECT:
                # she told of the residents; said Paz, who heads the chamber of commerce
                late = self._outsider
                continue
            voice = self._of_mark(sentence, mark, before)
            if voice is not None:
                if mark.layer is Layer.PARTY:
                    self._party[sentence.number] = mark.first
                    self._foreign = voice is Voice.OTHER
                return voice
        return known[1] if known is not None else late

    def _known_names(self, sentence: Sentence, inside: set[int]) -> Iterator[tuple[int, Voice]]:
        """The places and voices of names that stood beside an office before, outside of quotations."""
        for at, token in enumerate(sentence.tokens):
            if at not in inside and token.raw[0].isupper() and token.text in self._names:
                yield at, self._names[token.text]

    def _sayings(self, sentence: Sentence) -> list[Mark]:
        """The verbs of saying."""
        verbs = [mark for mark in sentence.of(Layer.MOTIVE) if mark.value in ("holds", "tells", "blames")]
        return [*verbs, *sentence.of(Layer.TOLD)]

    def _of_mark(self, sentence: Sentence, mark: Mark, before: Voice) -> Voice | None:
        """The voice of a party or a speaker; None for a party that is only mentioned."""
        if mark.layer is Layer.PARTY:
            governed = mark.first > _OPENS and any(
                self._pack.has(name, sentence.word(mark.first - 1)) for name in ("against", "place")
            )
            if governed or (is_body(mark) and mark.value not in self._known):
                return None
            return Voice.OWN if mark.value in self._known else Voice.OTHER
        if mark.value == "opposed" or (mark.value == "outsider" and not self._names_office(sentence, mark)):
            return self._outsider
        owner = self._owner(sentence, mark)
        if owner is not None:
            self._foreign = owner not in self._known
            return Voice.OTHER if self._foreign else Voice.OWN
        return Voice.OTHER if before is Voice.OTHER and self._foreign else Voice.OWN

    def _names_office(self, sentence: Sentence, mark: Mark) -> bool:
        """True if a word only belongs to the name of an office: `the industry minister`."""
        near = range(mark.end, mark.end + _OWNER)
        return any(
            speaker.first in near and speaker.value == "official" for speaker in sentence.of(Layer.SPEAKER)
        )

    def _owner(self, sentence: Sentence, office: Mark) -> str | None:
        """The code of the state of an office, named beside it: `gobierno hondureño`, `the foreign minister of
        Peru`; None without one.
        """
        verbs = {mark.first for mark in self._sayings(sentence)}
        for party in sentence.of(Layer.PARTY):
            if party.first < office.end or is_body(party):
                continue
            between = range(office.end, party.first)
            beside = len(between) <= (_OWNER if party.role == "adjective" else 0)
            of = 1 <= len(between) <= _NAME and self._pack.has("of", sentence.word(party.first - 1))
            parted = any(at in verbs for at in between) or sentence.has_stop(office.end, party.first + 1, ",")
            if (beside or of) and not parted:
                return party.value
        return None

    def _learn(self, sentence: Sentence, voice: Voice) -> None:
        """Keep the names beside an office: `deputy director Joseph Dahn` speaks again as `Dahn`."""
        states = {at for party in sentence.of(Layer.PARTY) for at in range(party.first, party.end)}
        for mark in sentence.of(Layer.SPEAKER):
            for at in range(mark.end, min(mark.end + _NAME, len(sentence.tokens))):
                token = sentence.tokens[at]
                if set(sentence.gap(at)) & set('.;:“”«»"') and at > mark.end:
                    break
                is_name = token.raw[0].isupper() and len(token.raw) > _LETTERS
                if is_name and at not in states:
                    self._names.setdefault(token.text, voice)

    def _quoted(self, sentences: Sequence[Sentence], low: int, high: int) -> Iterator[Quotation]:
        """The quotations between the characters `low` and `high` of a paragraph, one a sentence. `sentences`:
        those that end behind `low`.
        """
        parts = _parts(sentences, low, high)
        if not parts:
            return
        first, last = parts[0][0], parts[-1][0]
        is_dashed = last.source[low : low + 1] in _DASHES
        if is_dashed and not self._says(last, parts[-1][2]):
            return  # a line of a list
        follows = self._before.get(first.number) is Voice.OWN  # behind `the minister said`
        named = last.number in self.named or first.number in self.named or follows
        by_first = first.number in self.named and last.number not in self.named
        voice = self.voices[first.number if by_first else last.number]
        if parts[0][1] == 0 and self._is_closed(last.source, high):
            voice, named = self._before[first.number], follows  # the words behind it are another sentence
        for sentence, start, end in parts:
            yield Quotation(sentence, start, end, voice, named)

    def _is_closed(self, source: str, high: int) -> bool:
        """True if a quotation ends with a stop, and another sentence begins behind it."""
        behind = source[high : high + 2].strip()
        return source[high - 2 : high - 1] in _STOPS and behind[:1].isupper()

    def _says(self, sentence: Sentence, at: int) -> bool:
        """True if the words behind a quotation name its speaker."""
        near = range(at, at + _NAME + 1)
        if any(mark.first in near for mark in (*sentence.of(Layer.TOLD), *sentence.of(Layer.SPEAKER))):
            return True
        return any(self._pack.has("says", sentence.word(place)) for place in near)


def _places_in(quotes: Sequence[tuple[int, int]], sentence: Sentence) -> set[int]:
    """The places of the words of a sentence that stand in quotations, given by their characters in order."""
    ends = [high for _, high in quotes]
    inside = set()
    for at, token in enumerate(sentence.tokens):
        place = bisect_right(ends, token.start)
        if place < len(quotes) and quotes[place][0] < token.end:
            inside.add(at)
    return inside


def _parts(sentences: Sequence[Sentence], low: int, high: int) -> list[tuple[Sentence, int, int]]:
    """The sentences between the characters `low` and `high`, each with its words there."""
    parts = []
    for sentence in sentences:
        if sentence.tokens[0].start >= high:
            break
        first = bisect_left(sentence.tokens, low, key=lambda token: token.start)
        end = bisect_right(sentence.tokens, high, key=lambda token: token.end)
        if first < end:
            parts.append((sentence, first, end))
    return parts
