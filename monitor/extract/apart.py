"""Days that stand before the name, with a word of signing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor.extract.dates import Found, find_dates, is_recent
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Sentence
from monitor.model import Evidence

_POINTS = ("pronoun", "object")  # lists of words for `it`
_AT = 3  # words between a word of signing and its date
_BESIDE = 8  # words between a date or word of signing and the name behind it


def signed_before(mention: Mention, pack: Pack) -> Evidence | None:
    """The day that stands before the name with a word of signing: `das am 4. Februar 1994 geschlossene Abkommen`."""
    sentence = mention.sentence
    heads = [mark for mark in sentence.of(Layer.HEAD) if mark.end <= mention.first]
    nouns = [mark.first for mark in heads]
    for found, word in _signings(sentence, pack):
        low = min(found.first, word.first)
        if word.first < found.first and any(0 <= word.first - mark.end <= _BESIDE for mark in heads):
            continue  # the treaty signed in 1987, the pact
        near = max(found.end, word.end) <= mention.first + 1 and mention.first - low <= _BESIDE
        if near and not any(low < at for at in nouns) and not _ends_between(sentence, low, mention.first):
            return sentence.evidence(found.value, found.first, found.end, f"stands before the name with “{sentence.words(word)}”")
    return None


def signed_alone(sentences: Sequence[Sentence], pack: Pack, published: date | None) -> Evidence | None:
    """The day in a sentence that names no agreement and says of "it" that it was signed: `Geschlossen worden war es am 4. Mai 2001`."""
    for sentence in sentences:
        if sentence.of(Layer.HEAD) or sentence.of(Layer.ENTRY) or sentence.of(Layer.FORM):
            continue
        for found, word in _signings(sentence, pack):
            pointed = word.first == 0 or any(pack.has(name, sentence.word(at)) for name in _POINTS for at in range(found.first))
            if pointed and not is_recent(found, published) and not _ends_between(sentence, *sorted((found.first, word.first))):
                return sentence.evidence(
                    found.value, found.first, found.end, f"stands beside “{sentence.words(word)}” in a sentence about “it”"
                )
    return None


def _signings(sentence: Sentence, pack: Pack) -> Iterator[tuple[Found, Mark]]:
    """The dates of a sentence that stand beside a word of signing, with that word."""
    words = [mark for mark in sentence.of(Layer.DATE) if mark.role == "signed"]
    if words:
        for found in find_dates(sentence, pack, None):
            for word in words:
                if 0 <= found.first - word.end <= _AT + 3 or 0 <= word.first - found.end <= _AT:
                    yield found, word
                    break


def _ends_between(sentence: Sentence, low: int, high: int) -> bool:
    return any(low < mark.first < high for mark in sentence.of(Layer.EXIT))
