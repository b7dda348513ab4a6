"""A story as sentences of marked words. Built once a story; the other steps only look at it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum
from itertools import pairwise

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.trace import CellName, Trace
from monitor.model import Evidence, Story
from monitor.query import Token, sentence_starts, tokenize

_ACRONYM = re.compile(r"[A-Z]\.\s*\Z")
_ORDINAL = re.compile(r"(?<![^\s(])\d{1,2}\.\s*\Z")
_LONGEST = 1500  # characters: what has no stop for so long is cut there, so that no text is slow
MAX_SENTENCES = 200  # of a field: an article is seldom over 100
_LEAD = (1, 3)  # paragraphs and sentences, whichever is less
_MIDDLE = (3, 10)
_ARTICLE = 60  # words of an article, at least; shorter texts are headlines and summaries
_HEADING = 8  # words of a line that stands over the text
_LONG = 5  # letters of a word that has a capital in a headline of capitals
_NAMES = frozenset({Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION, Layer.HEAD})
_LATIN = str.maketrans("，、،；؛：（）", ",,,;;:()")


class Place(StrEnum):
    """Where in a story a sentence stands.

    What an article reports stands first, what happened before and elsewhere at its end.
    """

    HEADLINE = "headline"
    LEAD = "lead"
    MIDDLE = "middle"
    END = "end"


FIRST = (Place.HEADLINE, Place.LEAD)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words, what they mean, and where it stands.

    `tokens` have offsets in the field's text.
    """

    field: str
    number: int  # within the story, from 0
    text: str
    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]
    source: str  # the field's whole text
    story: str
    place: Place
    trace: Trace | None = dataclass_field(default=None, compare=False, repr=False)  # None: nobody asks why

    def of(self, layer: Layer) -> list[Mark]:
        """The marks of one layer, in order."""
        return [mark for mark in self.marks if mark.layer is layer]

    def word(self, at: int) -> str:
        """The folded word at a place, "" outside the sentence."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def gap(self, at: int) -> str:
        """The characters between the word before a place and the word at it; commas and the like of all
        scripts as Latin ones.
        """
        if not 0 < at < len(self.tokens):
            return "."
        found = self.source[self.tokens[at - 1].end : self.tokens[at].start]
        return found if found.isascii() else found.translate(_LATIN)

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
        """A party and those that the same words name: `the two Koreas`."""
        return [other for other in self.of(Layer.PARTY) if other.first == party.first]

    def evidence(self, value: str, first: int, end: int, why: str = "") -> Evidence:
        """A value stated by the words `first:end`, by the rule that `why` names."""
        return Evidence(
            value, self.text, self.story, self.field, self.tokens[first].start, self.tokens[end - 1].end, why
        )

    def whole(self, value: str, why: str = "") -> Evidence:
        """A value that the sentence states without words of its own for it."""
        return Evidence(value, self.text, self.story, self.field, why=why)

    def refuse(self, cell: CellName, value: str, first: int, end: int, why: str) -> None:
        """Tell who asks that the words `first:end` did not give a value, and why not."""
        if self.trace is not None:
            self.trace.refuse(cell, self.evidence(value, first, end, why))


def read(
    story: Story, pack: Pack, *, skip: dict[str, list[tuple[int, int]]], trace: Trace | None = None
) -> list[Sentence]:
    """The sentences of title, summary and body, in this order; characters in `skip` (tables) are passed over.
    `trace`: who asks why.

    Where a text repeats the headline or the summary, it begins behind them.
    """
    sentences: list[Sentence] = []
    above: dict[str, Place] = {}
    for name, text in (("title", story.title), ("summary", story.summary), ("body", story.body)):
        if name == "body" and text == story.summary:
            continue
        paragraph = count = 0
        for start, end in _bounds(text, pack, name == "title", skip.get(name, ()))[:MAX_SENTENCES]:
            part = text[start:end]
            where = above.get(part.strip())
            if where is None:
                where = Place.HEADLINE if name == "title" else _place(paragraph, count)
                if count or not _is_heading(part):
                    paragraph += part.endswith("\n")
                    count += 1
            if name != "body":
                above.setdefault(part.strip(), where)
            tokens = tuple(
                Token(one.text, one.raw, one.start + start, one.end + start, one.sentence)
                for one in tokenize(part)
            )
            if tokens:
                found = [mark for mark in pack.phrases.find(tokens) if not _is_cut(mark, tokens, text)]
                found = _without_bodies(found, tokens)
                marks = tuple(
                    _settled(_governed(_meant(_on_land(found, tokens, pack)), tokens, pack), tokens)
                )
                sentences.append(
                    Sentence(name, len(sentences), part.strip(), tokens, marks, text, story.key, where, trace)
                )
    return sentences


def is_article(sentences: Sequence[Sentence]) -> bool:
    """True if a text is long enough to say who acts."""
    return sum(len(sentence.tokens) for sentence in sentences) >= _ARTICLE


def _is_heading(part: str) -> bool:
    """True if a line is none of the text's sentences but stands over them: an author, a place, `Notice to
    clients`.
    """
    return part.endswith("\n") and part.rstrip()[-1:].isalnum() and len(part.split()) <= _HEADING


def _place(paragraph: int, count: int) -> Place:
    """Where the sentence stands before which a field has so many paragraphs and sentences."""
    for (paragraphs, sentences), place in ((_LEAD, Place.LEAD), (_MIDDLE, Place.MIDDLE)):
        if paragraph < paragraphs and count < sentences:
            return place
    return Place.END


def _is_cut(mark: Mark, tokens: Sequence[Token], text: str) -> bool:
    """True if the words of a name stand in two clauses: `... in Minsk; the agreement ...` are no Minsk
    agreement.
    """
    if mark.layer not in _NAMES or mark.end - mark.first < 2:
        return False
    stops = set(";:!?,") if mark.end - mark.first == 2 else set(";:!?")  # long names have commas
    return any(
        set(text[one.end : other.start]) & stops for one, other in pairwise(tokens[mark.first : mark.end])
    )


def _without_bodies(marks: list[Mark], tokens: Sequence[Token]) -> list[Mark]:
    """The marks without verbs of ending that a noun of a body is written like: `la Corte`, the court, is no
    form of `cortar`.
    """
    bodies = {
        mark.first
        for mark in marks
        if mark.layer is Layer.CONTEXT and mark.value == "body" and tokens[mark.first].raw[0].isupper()
    }
    return [
        mark
        for mark in marks
        if mark.layer is not Layer.EXIT or mark.first not in bodies or mark.end - mark.first > 1
    ]


def _meant(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks without the cities in names of agreements: Oslo of the Oslo Accords is no government; without
    their noun it is.
    """
    found = tuple(marks)
    nouns = {at for mark in found if mark.layer is Layer.HEAD for at in (mark.first - 1, mark.end)}
    cities = {(mark.first, mark.end) for mark in found if mark.role == "capital"}
    cities = {(first, end) for first, end in cities if first not in nouns}
    found = tuple(
        mark for mark in found if mark.layer is not Layer.ENTRY or (mark.first, mark.end) not in cities
    )
    names = [(mark.first, mark.end) for mark in found if mark.layer is Layer.ENTRY]
    if not names:
        return found
    return tuple(
        mark
        for mark in found
        if mark.role != "capital" or not any(first <= mark.first < end for first, end in names)
    )


def _on_land(marks: Iterable[Mark], tokens: Sequence[Token], pack: Pack) -> Iterator[Mark]:
    """The marks with a meaning, without states whose name a water or a territory bears (the Gulf of Oman, the
    Dutch Antilles), or that are only a continent: forces in Europe.
    """

    def has(name: str, at: int) -> bool:
        return 0 <= at < len(tokens) and pack.has(name, tokens[at].text)

    for mark in marks:
        before = mark.first - 1 - (has("of", mark.first - 1))
        # `the river, Ghana`
        parted = 0 < mark.first < len(tokens) and tokens[mark.first].start - tokens[mark.first - 1].end > 1
        is_water = (has("waters", before) and not parted) or (has("waters", mark.end) and not pack.head_first)
        is_part = has("territories", mark.end) or (pack.head_first and has("territories", mark.first - 1))
        is_part = is_part or (pack.declines and has("territories", mark.first - 1))
        is_continent = (
            has("continent", mark.first) and mark.end == mark.first + 1 and has("place", mark.first - 1)
        )
        is_land = (mark.role == "name" and (is_water or is_continent)) or (
            mark.role in ("name", "adjective") and is_part
        )
        if mark.value and not (mark.layer is Layer.PARTY and is_land):
            yield mark


def _governed(marks: Sequence[Mark] | Iterable[Mark], tokens: Sequence[Token], pack: Pack) -> list[Mark]:
    """The marks, in which an office that many states have is that of the capital behind it:

    `MPs in Nairobi`.
    """
    found = list(marks)
    offices = {mark.first for mark in found if mark.layer is Layer.SPEAKER and mark.value == "official"}
    capitals = {
        mark.first: mark.value for mark in found if mark.layer is Layer.PARTY and mark.role == "capital"
    }
    for number, mark in enumerate(found):
        is_office = mark.layer is Layer.PARTY and mark.role == "organ" and mark.first in offices
        if is_office and mark.end < len(tokens) and pack.has("place", tokens[mark.end].text):
            found[number] = replace(mark, value=capitals.get(mark.end + 1, mark.value))
    return found


def _settled(marks: Iterable[Mark], tokens: Sequence[Token]) -> Iterator[Mark]:
    """A name of several parties as each of them; an office is that of the state whose name it bears:
    `Moldovan MPs`.
    """
    owner: Mark | None = None
    for mark in marks:
        if mark.layer is not Layer.PARTY:
            yield mark
            continue
        if (
            mark.role == "organ"
            and owner is not None
            and owner.role in ("adjective", "name")
            and _owns(owner, mark, tokens)
        ):
            owner = mark
            continue
        owner = mark
        if "+" in mark.value:
            yield from (replace(mark, value=value) for value in mark.value.split("+"))
        else:
            yield mark


def _owns(owner: Mark, mark: Mark, tokens: Sequence[Token]) -> bool:
    if owner.role == "adjective":
        return owner.end == mark.first
    return owner.end + 1 == mark.first and tokens[owner.end].text == "s"


def _bounds(
    text: str, pack: Pack, headline: bool, skip: list[tuple[int, int]] | tuple[()]
) -> list[tuple[int, int]]:
    """Where sentences begin and end: at stops, at line breaks, and around what is passed over.

    A headline has capitals everywhere: there `Withdraw U.S. From` is one sentence. The stop of `am 4.
    Februar` ends none.
    """
    stops = [
        cut
        for cut in sentence_starts(text)
        if not headline or not _ACRONYM.search(text, max(0, cut - 8), cut)
    ]
    stops = [
        cut
        for cut in stops
        if not (_ORDINAL.search(text, max(0, cut - 8), cut) and _opens_with_month(text[cut : cut + 20], pack))
    ]
    cuts = {0, len(text), *stops, *(at + 1 for at, letter in enumerate(text) if letter == "\n")}
    for start, end in skip:
        cuts |= {start, end}
    places = sorted(cut for cut in cuts if cut <= len(text))
    places = sorted({at for low, high in pairwise(places) for at in (*range(low, high, _LONGEST), high)})
    starts = [start for start, _ in skip]
    return [
        (low, high)
        for low, high in pairwise(places)
        if not _inside(low, starts, skip) and text[low:high].strip()
    ]


def _opens_with_month(text: str, pack: Pack) -> bool:
    return any(mark.role == "month" and mark.first == 0 for mark in pack.phrases.find(tokenize(text)))


def _inside(at: int, starts: list[int], skip: list[tuple[int, int]] | tuple[()]) -> bool:
    place = bisect_right(starts, at) - 1
    return place >= 0 and at < skip[place][1]


def is_headline(sentence: Sentence) -> bool:
    """True if all longer words have a capital, and no stop ends the sentence."""
    return not sentence.text.endswith(".") and not any(
        len(token.raw) >= _LONG and token.raw[0].islower() for token in sentence.tokens
    )
