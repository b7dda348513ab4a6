"""Finds dates of signature that stand before the name of an agreement, or in sentences without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor.extract.dates import DateMatch, day_evidence, find_dates, is_recent
from monitor.extract.instruments import ORGANISATION, Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence
from monitor.model import Evidence

_POINTS = ("pronoun", "object")  # lists of words for `it`
_SHORT = 3  # letters of a word that the short name of a body leaves out
_OPENS = 3  # words in which the body stands that a sentence opens with
_AT = 3  # words between a word of signing and its date
_BESIDE = 8  # words between a date or word of signing and the name behind it


def signed_before(mention: Mention, pack: Pack) -> Evidence | None:
    """The day that stands before the name with a word of signing: `das am 4. Februar 1994
    geschlossene Abkommen`.
    """
    sentence = mention.sentence
    heads = [mark for mark in sentence.of(Layer.HEAD) if mark.end <= mention.first]
    nouns = [mark.first for mark in heads]
    for day, word in _signings(sentence, pack):
        low = min(day.first, word.first)
        if word.first < day.first and any(0 <= word.first - mark.end <= _BESIDE for mark in heads):
            continue  # the treaty signed in 1987, the pact
        near = max(day.end, word.end) <= mention.first + 1 and mention.first - low <= _BESIDE
        if near and not any(low < at for at in nouns) and not _ends_between(sentence, low, mention.first):
            why = f"stands before the name with “{sentence.words(word)}”"
            return day_evidence(sentence, day, why)
    return None


def signed_alone(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The day in a sentence that names no agreement and says of "it" that it was signed: `Geschlossen worden
    war es am 4. Mai 2001`.
    """
    for sentence in sentences:
        if sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY) or sentence.of(Layer.FORM):
            continue
        for day, word in _signings(sentence, pack):
            pointed = word.first == 0 or any(
                pack.has(name, sentence.word(at)) for name in _POINTS for at in range(day.first)
            )
            if (
                pointed
                and not is_recent(day, published)
                and not _ends_between(sentence, *sorted((day.first, word.first)))
            ):
                why = f"stands beside “{sentence.words(word)}” in a sentence about “it”"
                return day_evidence(sentence, day, why)
    return None


def signed_founding(
    body: Mention | None, sentences: Sequence[Sentence], pack: Pack, *, alone: bool
) -> Evidence | None:
    """The day of the treaty that founded a body, in a sentence that opens with the body, its letters or "the
    organisation": `The CBLT was set up by a convention signed on 22 May 1964`. A noun tells enough of the one
    agreement of a story (`alone`), or right behind the name.
    """
    if body is None or body.kind != ORGANISATION:
        return None
    for sentence in sentences:
        behind = sentence.paragraph == body.sentence.paragraph and sentence.number - body.sentence.number == 1
        nouns = [
            mark.first for mark in sentence.of(Layer.CONTEXT) if mark.value == "body" and (alone or behind)
        ]
        opened = [
            at
            for at in range(min(_OPENS, len(sentence.tokens)))
            if at in nouns or _has_letters(sentence.tokens[at].raw, body)
        ]
        for day, word in _signings(sentence, pack) if opened else ():
            heads = [
                mark
                for mark in sentence.of(Layer.HEAD)
                if opened[0] < mark.first and 0 <= word.first - mark.end <= 1
            ]
            if any(pack.has("by", sentence.word(mark.first - back)) for mark in heads for back in (1, 2)):
                why = f"the treaty that founded it: “{sentence.raw(heads[0].first, word.end)}”"
                return day_evidence(sentence, day, why)
    return None


def _has_letters(short: str, body: Mention) -> bool:
    """True if a short name in capitals has the first letters of a name in order, of its longer words all:
    `CBLT`.
    """
    words = [token.text for token in body.sentence.tokens[body.first : body.end]]
    if not short.isupper() or len(short) < _SHORT:
        return False
    left = short.casefold()
    for word in words:
        if left[:1] == word[0]:
            left = left[1:]
        elif len(word) > _SHORT:
            return False
    return not left


def _signings(sentence: Sentence, pack: Pack) -> Iterator[tuple[DateMatch, Mark]]:
    """The dates of a sentence that stand beside a word of signing, with that word."""
    words = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed"]
    if words:
        for day in find_dates(sentence, pack, None):
            for word in words:
                if 0 <= day.first - word.end <= _AT + 3 or 0 <= word.first - day.end <= _AT:
                    yield day, word
                    break


def _ends_between(sentence: Sentence, low: int, high: int) -> bool:
    """True if a word of ending stands between two places."""
    return any(low < mark.first < high for mark in sentence.of(Layer.EXIT))
