"""Cuts a story into sentences, tokenises them and marks words (party, treaty, verb, date).

Done once a story; the other steps read the result and change nothing in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from itertools import pairwise

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.sentence_marks import find_marks
from monitor.extract.trace import CellName, Trace
from monitor.match.document import Document, Text
from monitor.model import Evidence
from monitor.query import Token

_ACRONYM = re.compile(r"[A-Z]\.\s*\Z")
_ORDINAL = re.compile(r"(?<![^\s(])\d{1,2}\.\s*\Z")
_LONGEST = 1500  # characters of a sentence: a longer one is cut, so that no text is slow
MAX_SENTENCES = 200  # of a field: an article seldom has over 100
_MONTH = 4  # words behind a stop in which the name of a month may stand
_LEAD = (1, 3)  # paragraphs and sentences, whichever is less
_MIDDLE = (3, 10)
_ARTICLE = 60  # words of an article, at least; shorter texts are headlines and summaries
_HEADING = 8  # words of a line above the text
_LONG = 5  # letters of a word that has a capital in a headline of capitals
_LATIN = str.maketrans("，、،；؛：（）", ",,,;;:()")


class Place(StrEnum):
    """The part of a story in which a sentence stands.

    An article reports its news first, and at its end what happened before and elsewhere.
    """

    HEADLINE = "headline"
    LEAD = "lead"
    MIDDLE = "middle"
    END = "end"


FIRST = (Place.HEADLINE, Place.LEAD)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words, their marks, and its place. `tokens` have offsets in the field's text."""

    field: str
    number: int  # within the story, from 0
    text: str
    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]
    source: str  # the field's whole text
    story: str
    place: Place
    trace: Trace | None = dataclass_field(default=None, compare=False, repr=False)  # None: not for `explain`

    def of(self, layer: Layer) -> list[Mark]:
        """The marks of one layer, in order."""
        return [mark for mark in self.marks if mark.layer is layer]

    def word(self, at: int) -> str:
        """The folded word at a place, "" outside the sentence."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def gap(self, at: int) -> str:
        """The characters between the word before a place and the word at it, with the punctuation of all
        scripts as Latin; "." at both ends of the sentence.
        """
        if not 0 < at < len(self.tokens):
            return "."
        between = self.source[self.tokens[at - 1].end : self.tokens[at].start]
        return between if between.isascii() else between.translate(_LATIN)

    def has_stop(self, first: int, end: int, stops: Iterable[str]) -> bool:
        """True if one of the marks of punctuation `stops` stands before one of the words `first:end`."""
        marks = frozenset(stops)
        return any(not marks.isdisjoint(self.gap(at)) for at in range(first, end))

    @property
    def paragraph(self) -> tuple[str, int]:
        """The field and the offset of the line in which the sentence stands."""
        return self.field, self.source.rfind("\n", 0, self.tokens[0].start)

    def raw(self, first: int, end: int) -> str:
        """The words as written."""
        return self.source[self.tokens[first].start : self.tokens[end - 1].end]

    def words(self, mark: Mark) -> str:
        """The words of a mark as written."""
        return self.raw(mark.first, mark.end)

    def beside(self, party: Mark) -> list[Mark]:
        """A party and the others that the same words name: `the two Koreas`."""
        return [other for other in self.of(Layer.PARTY) if other.first == party.first]

    def evidence(self, value: str, first: int, end: int, why: str = "") -> Evidence:
        """A value stated by the words `first:end`; `why`: the reason in words."""
        return Evidence(
            value, self.text, self.story, self.field, self.tokens[first].start, self.tokens[end - 1].end, why
        )

    def whole(self, value: str, why: str = "") -> Evidence:
        """A value that the sentence states without words of its own for it."""
        return Evidence(value, self.text, self.story, self.field, why=why)

    def refuse(self, cell: CellName, value: str, first: int, end: int, why: str) -> None:
        """Record for `explain` that the words `first:end` did not give a value, and why not."""
        if self.trace is not None:
            self.trace.refuse(cell, self.evidence(value, first, end, why))


def read(
    document: Document,
    key: str,
    pack: Pack,
    *,
    skip: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    trace: Trace | None = None,
) -> list[Sentence]:
    """The sentences of title, summary and body of the story with this key, in this order, without the
    characters in `skip` (tables, by field). `trace`: the recorder for `explain`.

    A sentence of the summary or the body that repeats one above has the place of that one.
    """
    sentences: list[Sentence] = []
    above: dict[str, Place] = {}
    for text in document.texts:
        name = text.name
        if name == "body" and text.text == document.summary.text:
            continue
        paragraph = count = 0
        passed_over = skip.get(name, ()) if skip else ()
        for start, end in _bounds(text, pack, passed_over)[:MAX_SENTENCES]:
            part = text.text[start:end]
            place = above.get(part.strip())
            if place is None:
                place = Place.HEADLINE if name == "title" else _place(paragraph, count)
                if count or not _is_heading(part):
                    paragraph += part.endswith("\n")
                    count += 1
            if name != "body":
                above.setdefault(part.strip(), place)
            tokens = tuple(text.tokens_in(start, end))
            if tokens:
                marks = find_marks(tokens, text.text, pack)
                number, shown = len(sentences), part.strip()
                sentences.append(Sentence(name, number, shown, tokens, marks, text.text, key, place, trace))
    return sentences


def is_article(sentences: Sequence[Sentence]) -> bool:
    """True if a text is long enough to say who acts."""
    return sum(len(sentence.tokens) for sentence in sentences) >= _ARTICLE


def _is_heading(part: str) -> bool:
    """True for a line that stands above the text and is none of its sentences: an author, a place, `Notice to
    clients`.
    """
    return part.endswith("\n") and part.rstrip()[-1:].isalnum() and len(part.split()) <= _HEADING


def _place(paragraph: int, count: int) -> Place:
    """The place of the sentence before which a field has so many paragraphs and sentences."""
    for (paragraphs, sentences), place in ((_LEAD, Place.LEAD), (_MIDDLE, Place.MIDDLE)):
        if paragraph < paragraphs and count < sentences:
            return place
    return Place.END


def _bounds(text: Text, pack: Pack, skip: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first and last characters of the sentences, cut at stops, at line breaks, and around `skip`.

    A headline has capitals everywhere: there `Withdraw U.S. From` is one sentence. The stop of `am 4.
    Februar` ends none.
    """
    stops = [stop for stop in text.starts if not _is_inside(text, stop, pack)]
    size = len(text.text)
    cuts = {0, size, *stops, *(at + 1 for at, letter in enumerate(text.text) if letter == "\n")}
    for start, end in skip:
        cuts |= {start, end}
    places = sorted(cut for cut in cuts if cut <= size)
    places = sorted({at for low, high in pairwise(places) for at in (*range(low, high, _LONGEST), high)})
    starts = [start for start, _ in skip]
    return [
        (low, high)
        for low, high in pairwise(places)
        if not _is_skipped(low, starts, skip) and text.text[low:high].strip()
    ]


def _is_inside(text: Text, stop: int, pack: Pack) -> bool:
    """True if a stop before a character ends no sentence: that of an acronym in a headline, and that of an
    ordinal number before a month.
    """
    low = max(0, stop - 8)
    if text.name == "title" and _ACRONYM.search(text.text, low, stop):
        return True
    if not _ORDINAL.search(text.text, low, stop):
        return False
    marks = pack.phrases.find(text.tokens_from(stop, _MONTH))
    return any(mark.role == "month" and mark.first == 0 for mark in marks)


def _is_skipped(at: int, starts: list[int], skip: Sequence[tuple[int, int]]) -> bool:
    """True if a character is in `skip`, whose parts begin at `starts`."""
    place = bisect_right(starts, at) - 1
    return place >= 0 and at < skip[place][1]


def is_headline(sentence: Sentence) -> bool:
    """True if all longer words have a capital, and no stop ends the sentence."""
    return not sentence.text.endswith(".") and not any(
        len(token.raw) >= _LONG and token.raw[0].islower() for token in sentence.tokens
    )
