"""Days that stand apart from the name: before it with a word of signing, and in a sentence about the exit alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from monitor.extract.actors import Claim
from monitor.extract.dates import Found, find_dates
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.scene import Sentence
from monitor.model import Evidence, Stage

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
            return sentence.evidence(found.value, found.first, found.end)
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


def ended_apart(claims: Iterable[Claim], pack: Pack, published: date | None) -> tuple[Evidence, bool] | None:
    """The day from a sentence about the exit alone, and whether it has come: `The withdrawal took effect on 6 March 2025`."""
    for claim in claims:
        sentence = claim.sentence
        if claim.mention is not None or claim.mark.role != "noun" or sentence.of(Layer.HEAD):
            continue
        effective = any(mark.value == Stage.EFFECTIVE for mark in sentence.of(Layer.STAGE))
        for found in find_dates(sentence, pack, published) if effective else ():
            if len(found.value) > 4:
                past = published is not None and found.value <= published.isoformat()
                return sentence.evidence(found.value, found.first, found.end), past
    return None
