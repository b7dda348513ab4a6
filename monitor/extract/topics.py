"""What an agreement is about, told by all its names in a story, and what else the story speaks of.

The register compares names by it.
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
_SIGNS = frozenset(
    {
        "no",
        "nr",
        "n",
        "num",
        "number",
        "numero",
        "nummer",
        "numer",
        "номер",
        "br",
        "broj",
        "numarul",
        "第",
        "رقم",
    }
)
_SIGNS_BEHIND = frozenset({"号", "號", "sayili", "nolu", "numarali"})
_TOP = 4  # sentences of a story that tell its news: headline and summary


def topics(row: DraftRow, name: Evidence | None, kind: str, pack: Pack, lexicon: Lexicon) -> tuple[str, ...]:
    """The topics of a row's names and of the words right behind them; else that of its `kind` of treaty (an
    id of the gazetteer).
    """
    known = lexicon.topics
    found = set(known.of(name.value, pack.lang)) if name is not None else set()
    for mention in row.mentions:
        if mention not in row.shared and not mention.bare:
            found |= set(known.of(_with_rest(mention), pack.lang))
    return known.narrow(found or known.of("", pack.lang, kind))


def numbers(row: DraftRow) -> tuple[str, ...]:
    """The numbers by which conventions are known ("Convention No. 158"), that stand in the row's names or
    right at them.
    """
    found = {
        number
        for mention in row.mentions
        if mention not in row.shared
        for number in _numbers(mention.sentence, mention.first, mention.end)
    }
    return tuple(sorted(found))


def _numbers(sentence: Sentence, first: int, end: int) -> set[str]:
    nouns = {mark.end for mark in sentence.of(Layer.HEAD)}
    found = set()
    for at in range(max(first - _AT, 0), min(end + _AT, len(sentence.tokens))):
        word = sentence.word(at)
        sign = (
            sentence.word(at - 1) in _SIGNS
            or sentence.word(at + 1) in _SIGNS_BEHIND
            or "№" in sentence.gap(at)
            or "º" in sentence.gap(at)
        )
        if word.isdigit() and len(word) < _YEAR and (sign or at in nouns):
            found.add(word)
    return found


def _with_rest(mention: Mention) -> str:
    """A name and what follows it up to a mark of punctuation, a word of ending or another agreement."""
    sentence, end = mention.sentence, max(mention.end, mention.reach)
    stops = {mark.first for layer in (Layer.EXIT, Layer.HEAD, Layer.ENTRY) for mark in sentence.of(layer)}
    at = end
    while (
        at < min(end + _BEHIND, len(sentence.tokens))
        and at not in stops
        and not set(sentence.gap(at)) & set(',;:.()—–«»"“”')
    ):
        at += 1
    return sentence.raw(mention.first, at)


def hints(sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon) -> tuple[str, ...]:
    """The topics of all that headline and summary speak of: no proof of what the agreement is about, but no
    wonder if it is.
    """
    found = {topic for sentence in sentences[:_TOP] for topic in lexicon.topics.of(sentence.text, pack.lang)}
    return lexicon.topics.narrow(found)
