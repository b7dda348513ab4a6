"""The topics and numbers of an agreement, by all its names in a story, and the topics of the story.

The register compares agreements by them.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer
from monitor.extract.rows import DraftRow
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence

_BEHIND = 8  # words behind a name that may say what it is about
_AT = 4  # words between a name and its number
_YEAR = 4  # digits
# words before a number, and behind it
_SIGNS = frozenset({
    "no", "nr", "n", "num", "number", "numero", "nummer", "numer", "номер", "br", "broj", "numarul", "第",
    "رقم",
})  # fmt: skip
_SIGNS_BEHIND = frozenset({"号", "號", "sayili", "nolu", "numarali"})
_TOP = 4  # sentences of a story that report its news: headline and summary


def topics(row: DraftRow, name: Evidence | None, kind: str, pack: Pack, lexicon: Lexicon) -> tuple[str, ...]:
    """The topics of a row's names and of the words right behind them; without one, that of its `kind` of
    treaty (an id of the gazetteer).
    """
    known = lexicon.topics
    named = set(known.of(name.value, pack.lang)) if name is not None else set()
    for mention in row.mentions:
        if mention not in row.shared and not mention.bare:
            named |= set(known.of_words(_with_rest(mention), pack.lang))
    return known.narrow(named or known.of("", pack.lang, kind))


def numbers(row: DraftRow) -> tuple[str, ...]:
    """The numbers by which conventions are known ("Convention No. 158"), in the row's names or right beside
    them.
    """
    named = {
        number
        for mention in row.mentions
        if mention not in row.shared
        for number in numbers_at(mention.sentence, mention.first, mention.end)
    }
    return tuple(sorted(named))


def numbers_at(sentence: Sentence, first: int, end: int) -> set[str]:
    """The numbers of up to three digits at the words `first:end`, behind a noun or beside `No.`."""
    nouns = {mark.end for mark in sentence.of(Layer.HEAD)}
    return {
        sentence.word(at)
        for at in range(max(first - _AT, 0), min(end + _AT, len(sentence.tokens)))
        if _is_number(sentence.word(at)) and (at in nouns or _has_sign(sentence, at))
    }


def _is_number(word: str) -> bool:
    """True for a number that is no year."""
    return word.isdigit() and len(word) < _YEAR


def _has_sign(sentence: Sentence, at: int) -> bool:
    """True if a word or sign like `No.` stands beside a place."""
    if set(sentence.gap(at)) & set("№º"):
        return True
    return sentence.word(at - 1) in _SIGNS or sentence.word(at + 1) in _SIGNS_BEHIND


def _with_rest(mention: Mention) -> list[str]:
    """The words of a name and those behind it, up to punctuation, a word of ending or another agreement."""
    sentence, end = mention.sentence, max(mention.end, mention.reach)
    stops = {mark.first for layer in (Layer.EXIT, Layer.HEAD, Layer.ENTRY) for mark in sentence.of(layer)}
    limit = max(min(end + _BEHIND, len(sentence.tokens)), end)
    places = range(end, limit)
    is_stop = (at for at in places if at in stops or set(sentence.gap(at)) & set(',;:.()—–«»"“”'))
    return [token.text for token in sentence.tokens[mention.first : next(is_stop, limit)]]


def hints(sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon) -> tuple[str, ...]:
    """The topics of headline and summary: no proof of what the agreement is about, but compatible with it."""
    named: set[str] = set()
    for sentence in sentences[:_TOP]:
        words = [token.text for token in sentence.tokens]
        named |= set(lexicon.topics.of_words(words, pack.lang))
    return lexicon.topics.narrow(named)
