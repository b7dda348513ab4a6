"""Who speaks in an article: sentence by sentence those who act, others or nobody known, and the quotations
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
from monitor.extract.subjects import is_body

_QUOTES = re.compile(
    r"“[^”“]+”|«[^»«]+»|„[^“”„]+[“”]|»[^«»]+«|\"[^\"]+\"|(?:(?<=\n)|(?<=[.!?…] )|\A)[–—] ?[^–—\n]+ "
    r"[–—](?= ?\w)"
)
_DASHES = "–—"
_STOPS = ".!?…"
_NAME = 5  # words between an office and the name of who holds it
_OWNER = 2  # words between an office and its state
_OPENS = 1  # words before a place that opens a sentence: `In Tirana`
_LETTERS = 3
_SUBJECT = 4  # words between a verb and its subject behind it
_CLAUSE = 5  # words of a clause within which its subject stands
_LONG = 10_000


class Voice(StrEnum):
    """Who says or does what a sentence tells."""

    OWN = "own"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words `first:end` of a sentence as somebody said them; a longer one is several."""

    sentence: Sentence
    first: int
    end: int
    voice: Voice
    named: bool  # the sentence says who it was


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
        self._party: dict[int, int] = {}  # by sentence: where the party stands that decided its voice
        self._foreign = False  # whether another state speaks in the paragraph
        self.voices: dict[int, Voice] = {}
        self.named: set[int] = set()  # sentences that name their speaker
        self.quotations: list[Quotation] = []
        for _, group in groupby(sentences, key=lambda one: one.paragraph):
            self._read(list(group))

    def _read(self, paragraph: Sequence[Sentence]) -> None:
        start = paragraph[0].tokens[0].start
        start = paragraph[0].source.rfind("\n", 0, start) + 1
        text = paragraph[0].source[start : paragraph[-1].tokens[-1].end + 2]
        quotes = [(start + one.start(), start + one.end()) for one in _QUOTES.finditer(text)]
        highs = [high for _, high in quotes]
        before = Voice.UNKNOWN
        self._foreign = False
        for sentence in paragraph:
            nearest = (
                (at, token, bisect_right(highs, token.start)) for at, token in enumerate(sentence.tokens)
            )
            inside = {
                at for at, token, place in nearest if place < len(quotes) and quotes[place][0] < token.end
            }
            found = self._voice(sentence, inside, before)
            if found is not None:
                self.named.add(sentence.number)
                if found is not Voice.UNKNOWN:
                    self._learn(sentence, found)
            self._before[sentence.number] = before
            before = self.voices[sentence.number] = found or before
        ends = [sentence.tokens[-1].end for sentence in paragraph]
        for low, high in quotes:
            self.quotations += self._quoted(paragraph[bisect_right(ends, low) :], low, high)

    def at(self, sentence: Sentence, place: int) -> Voice:
        """Whose the words at a place are: of who opens the nearest clause before it, else of the sentence."""
        for at in range(place, 0, -1):
            governed = any(self._pack.has(name, sentence.word(at)) for name in ("that", "clause"))
            if set(sentence.gap(at)) & set(",:") and not governed:
                near = range(at, min(at + _CLAUSE, place))
                marks = [
                    mark
                    for mark in self._marks(sentence)
                    if mark.first in near and (mark.layer is Layer.SPEAKER or mark.role != "adjective")
                ]
                if (
                    marks
                    and marks[0].layer is Layer.SPEAKER
                    and (voice := self._of_mark(sentence, marks[0], Voice.UNKNOWN)) is not None
                ):
                    return voice
        if self._party.get(sentence.number, -1) >= place:
            # what it names comes later: `the reason is the fraud of Peru`
            return self._before[sentence.number]
        return self.voices[sentence.number]

    def _marks(self, sentence: Sentence) -> list[Mark]:
        """Parties and speakers in order; of those at one place the speaker."""
        return sorted(
            (*sentence.of(Layer.PARTY), *sentence.of(Layer.SPEAKER)),
            key=lambda one: (one.first, one.layer is Layer.PARTY),
        )

    def _voice(self, sentence: Sentence, inside: set[int], before: Voice) -> Voice | None:
        """Whose sentence it is, by the first party or speaker outside of quotations;

        None where it names nobody.
        """
        named = [
            (at, voice)
            for at, token in enumerate(sentence.tokens)
            if at not in inside and token.raw[0].isupper() and (voice := self._names.get(token.text))
        ]
        said = min(
            (other.first for other in self._sayings(sentence) if other.first not in inside), default=_LONG
        )
        late: Voice | None = None
        for mark in self._marks(sentence):
            if named and named[0][0] < mark.first:
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
        return named[0][1] if named else late

    def _sayings(self, sentence: Sentence) -> list[Mark]:
        said = [mark for mark in sentence.of(Layer.MOTIVE) if mark.value in ("holds", "tells", "blames")]
        return [*said, *sentence.of(Layer.TOLD)]

    def _of_mark(self, sentence: Sentence, mark: Mark, before: Voice) -> Voice | None:
        """Whose a party's or a speaker's words are; None for a party that is only named."""
        if mark.layer is Layer.PARTY:
            led = mark.first > _OPENS and any(
                self._pack.has(name, sentence.word(mark.first - 1)) for name in ("against", "place")
            )
            if led or (is_body(mark) and mark.value not in self._known):
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
        """True if a word only tells of which office it is: `the industry minister`."""
        near = range(mark.end, mark.end + _OWNER)
        return any(
            speaker.first in near and speaker.value == "official" for speaker in sentence.of(Layer.SPEAKER)
        )

    def _owner(self, sentence: Sentence, office: Mark) -> str | None:
        """The state of an office that stands beside it:

        `gobierno hondureño`, `the foreign minister of Peru`.
        """
        said = [mark.first for mark in self._sayings(sentence)]
        for party in sentence.of(Layer.PARTY):
            between = range(office.end, party.first)
            apart = any(at in between for at in said) or any(
                "," in sentence.gap(at) for at in range(office.end, party.first + 1)
            )
            beside = (
                0 <= len(between) <= (_OWNER if party.role == "adjective" else 0)
                and party.first >= office.end
            )
            of = 1 <= len(between) <= _NAME and self._pack.has("of", sentence.word(party.first - 1))
            if (beside or of) and not apart and not is_body(party):
                return party.value
        return None

    def _learn(self, sentence: Sentence, voice: Voice) -> None:
        """Keep the names beside an office: `deputy director Joseph Dahn` speaks again as `Dahn`."""
        for mark in sentence.of(Layer.SPEAKER):
            for at in range(mark.end, min(mark.end + _NAME, len(sentence.tokens))):
                token = sentence.tokens[at]
                if set(sentence.gap(at)) & set('.;:“”«»"') and at > mark.end:
                    break
                if (
                    token.raw[0].isupper()
                    and len(token.raw) > _LETTERS
                    and not any(party.first <= at < party.end for party in sentence.of(Layer.PARTY))
                ):
                    self._names.setdefault(token.text, voice)

    def _quoted(self, sentences: Sequence[Sentence], low: int, high: int) -> Iterator[Quotation]:
        """The words between two places of a paragraph. `sentences`: those that end behind the first place."""
        parts = []
        for sentence in sentences:
            if sentence.tokens[0].start >= high:
                break
            first_word = bisect_left(sentence.tokens, low, key=lambda one: one.start)
            end = bisect_right(sentence.tokens, high, key=lambda one: one.end)
            if first_word < end:
                parts.append((sentence, first_word, end))
        if not parts:
            return
        last, first = parts[-1][0], parts[0][0]
        dashed = last.source[low : low + 1] in _DASHES
        if dashed and not self._says(last, parts[-1][2]):
            return  # a line of a list
        follows = self._before.get(first.number) is Voice.OWN  # what is said after `the minister said`
        named = last.number in self.named or first.number in self.named or follows
        voice = self.voices[
            last.number if last.number in self.named or first.number not in self.named else first.number
        ]
        if parts[0][1] == 0 and self._is_closed(last.source, high):
            voice, named = self._before[first.number], follows  # what stands behind it is another sentence
        for sentence, start, end in parts:
            yield Quotation(sentence, start, end, voice, named)

    def _is_closed(self, source: str, high: int) -> bool:
        """True if a quotation ends with a stop and another sentence begins behind it."""
        behind = source[high : high + 2].strip()
        return source[high - 2 : high - 1] in _STOPS and behind[:1].isupper()

    def _says(self, sentence: Sentence, at: int) -> bool:
        """True if the words behind a quotation tell who said it."""
        near = range(at, at + _NAME + 1)
        return any(
            mark.first in near for layer in (Layer.TOLD, Layer.SPEAKER) for mark in sentence.of(layer)
        ) or any(self._pack.has("says", sentence.word(place)) for place in near)
