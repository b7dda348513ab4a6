"""Phrases of the lexicon and the gazetteer, and the marks that they set in a list of words, in one pass.

A phrase is written as a term of the query language: words, a final * leaves the ending open, =ABC is compared
as written. A * in front stands for the beginning of a compound word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain

from monitor.query import Token, cased, fold, offsets, words

_STEM = 3  # letters by which words with an open ending are looked up


class Layer(StrEnum):
    """What a phrase is about. Marks of one layer do not overlap; those of different layers may."""

    PARTY = "party"
    ENTRY = "entry"
    KIND = "kind"
    DESCRIPTION = "description"
    HEAD = "head"
    EXIT = "exit"
    STAGE = "stage"
    SUBJECT = "subject"
    FORM = "form"
    REASON = "reason"
    DATE = "date"
    COLUMN = "column"
    CIRCLE = "circle"
    UNREAL = "unreal"
    CONTEXT = "context"
    GIVEN = "given"
    TOLD = "told"
    AWAITED = "awaited"
    UNSURE = "unsure"
    HELD = "held"
    AFTER = "after"
    THAT_IS = "that_is"
    PERIOD = "period"
    COUNT = "count"
    SHARED = "shared"  # a house that several states have
    LEAVER = "leaver"  # a name of an exit that includes the state: Brexit
    SPEAKER = "speaker"
    MOTIVE = "motive"
    FAULT = "fault"


# words that say that notice is given and name no particular document
BARE = frozenset({"notice", "notification", "instrument"})
DOCUMENTS = frozenset({"note", "letter"}) | BARE  # documents that one side gives the other


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a phrase: `value` is the meaning (a state's code, a gazetteer id, a stage), `role` the
    way in which it is expressed (name, adjective, noun ...).
    """

    layer: Layer
    value: str
    role: str = ""
    upper: bool = False  # only where a word has a capital


@dataclass(frozen=True, slots=True)
class Mark:
    """A meaning at words `first:end` of one text."""

    first: int
    end: int
    layer: Layer
    value: str
    role: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a phrase. `open`: its ending is open; `tail`: its beginning is; `cased`: the word as written,
    "" if its capitals do not matter.
    """

    text: str
    open: bool
    cased: str
    tail: bool = False

    def fits(self, token: Token) -> bool:
        """True if a token is this word."""
        if self.tail:
            return token.text.endswith(self.text)
        if self.open:
            return token.text.startswith(self.text)
        return token.text == self.text and (not self.cased or cased(token.raw) == self.cased)


Terms = dict[str, tuple[_Word, ...]]  # terms as they are written -> their words


def _fit(phrase: Sequence[_Word], tokens: Sequence[Token], at: int) -> bool:
    """True if the words of a phrase behind its first one follow the token at a place.

    A loop, because no other function is called as often.
    """
    for word in phrase[1:]:
        at += 1
        if not word.fits(tokens[at]):
            return False
    return True


def _phrase(term: str) -> tuple[_Word, ...]:
    """The words of a term."""
    is_cased = term.startswith("=")
    if not is_cased and "*" not in term:
        return tuple(_Word(word, False, "") for word in words(term))
    return tuple(
        _Word(word, term[end : end + 1] == "*", cased(term[start:end]) if is_cased else "")
        for word, (start, end) in zip(words(term), offsets(term), strict=True)
    )


@dataclass(slots=True)
class Phrases:
    """Phrases by their first word. Filled at start, then only read.

    `read`: the terms that were read before. Packs of several languages share it, because many names are
    written alike in all of them.
    """

    exact: dict[str, list[tuple[tuple[_Word, ...], Meaning]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[tuple[_Word, ...], Meaning]]] = field(default_factory=dict)
    tails: dict[str, list[tuple[tuple[_Word, ...], Meaning]]] = field(default_factory=dict)
    read: Terms = field(default_factory=dict)

    def add(self, terms: Iterable[str], meaning: Meaning) -> None:
        """Add terms with a meaning; those that have no word are left out."""
        for term in terms:
            if term.startswith("*"):  # the end of a compound: *vertrag
                word = _Word(fold(term[1:]), False, "", tail=True)
                compound = replace(meaning, role="compound")
                self.tails.setdefault(word.text[-_STEM:], []).append(((word,), compound))
                continue
            phrase = self.read.get(term)
            if phrase is None:
                phrase = self.read[term] = _phrase(term)
            if not phrase:
                continue
            first = phrase[0]
            table, key = (self.stems, first.text[:_STEM]) if first.open else (self.exact, first.text)
            table.setdefault(key, []).append((phrase, meaning))

    def find(self, tokens: Sequence[Token]) -> list[Mark]:
        """The marks in order of their first word; of those of one layer that overlap, the first and
        longest.
        """
        marks: list[Mark] = []
        for at, token in enumerate(tokens):
            text = token.text
            for phrase, meaning in chain(
                self.exact.get(text, ()),
                self.stems.get(text[:_STEM], ()),
                self.tails.get(text[-_STEM:], ()) if self.tails else (),
            ):
                end = at + len(phrase)
                if end > len(tokens) or not phrase[0].fits(token):
                    continue
                if len(phrase) > 1 and not _fit(phrase, tokens, at):
                    continue
                if not meaning.upper or _has_capital(tokens[at:end]):
                    marks.append(Mark(at, end, meaning.layer, meaning.value, meaning.role))
        marks.sort(key=lambda mark: (mark.first, -mark.end))
        free: dict[Layer, int] = {}
        kept = []
        for mark in marks:
            if mark.first >= free.get(mark.layer, 0):
                free[mark.layer] = mark.end
                kept.append(mark)
        return kept


def _has_capital(tokens: Sequence[Token]) -> bool:
    """True if one of the words begins with a capital or a digit."""
    return any(token.raw[0].isupper() or token.raw[0].isdigit() for token in tokens)
