"""Words behind the name of an agreement that go on with it: further parts of a list, and the description of a
plain noun.
"""

from __future__ import annotations

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.spans import LONGEST, are_joined, ends_name, goes_past, joined, trimmed
from monitor.extract.story_marks import Sentence

_TWO_FORMS = 3  # letters of a little word and its shorter form together: `de` and `d'`


def list_end(sentence: Sentence, head: int, end: int, pack: Pack) -> int:
    """The end of a name that goes on with the same preposition: `accord de promotion et de protection des
    investissements`, `traité de paix, d'amitié et d'arbitrage`; else `end`. `head`: the word behind its noun.
    """
    words = (sentence.word(at) for at in range(head, end))
    preposition = next((word for word in words if pack.has("about", word)), "")
    while preposition and end < len(sentence.tokens):
        further = _next_part(sentence, end, preposition, pack)
        if further == end:
            break
        end = further
    return end


def _next_part(sentence: Sentence, end: int, preposition: str, pack: Pack) -> int:
    """The end of the part that follows behind `and` or a comma and begins with a preposition; `end` without
    one.
    """
    at = end + pack.has("and", sentence.word(end))
    if at > end:
        goes_on = are_joined(sentence, end, at)
    else:
        goes_on = sentence.gap(end) == ", " and _and_follows(sentence, end, preposition, pack)
    if not goes_on or not _is_same(sentence.word(at), preposition):
        return end
    stops = {mark.first for layer in (Layer.EXIT, Layer.DATE, Layer.PARTY) for mark in sentence.of(layer)}
    limit = min(at + LONGEST, len(sentence.tokens))
    stop = at + 1
    while stop < limit and joined(sentence, stop) and stop not in stops:
        if ends_name(sentence.word(stop), pack) or pack.has("indefinite", sentence.word(stop)):
            break
        stop += 1
    stop = trimmed(sentence, at + 1, stop, pack)
    return stop if stop > at + 1 else end


def _is_same(word: str, other: str) -> bool:
    """True if two prepositions are the same word: `d'` and `de`, `об` and `о`."""
    return bool(word) and (word == other or (word[0] == other[0] and len(word) + len(other) <= _TWO_FORMS))


def _and_follows(sentence: Sentence, at: int, preposition: str, pack: Pack) -> bool:
    """True if the list that goes on behind a comma is closed by `and` and the same preposition."""
    exits = {mark.first for mark in sentence.of(Layer.EXIT)}
    for place in range(at, min(at + LONGEST, len(sentence.tokens) - 1)):
        if set(sentence.gap(place)) & set(".;:()") or place in exits:
            return False
        if pack.has("and", sentence.word(place)):
            return _is_same(sentence.word(place + 1), preposition)
    return False


def described_end(sentence: Sentence, pack: Pack, head: Mark | None, reach: int) -> int:
    """The end of the words that describe a plain noun: `agreement with Taiwan to open an office`, `armistice
    that ended the Korean War`. `reach`: the end of its name with its parties.
    """
    end = reach - pack.has("and", sentence.word(reach - 1))  # from the accord with Albania and to leave it
    if head is None or sentence.gap(end) != " ":
        return end
    if pack.has("about", sentence.word(end)) and head.value != "organisation":
        return _described_subject_end(sentence, end, pack)
    if end == head.end and pack.has("relative", sentence.word(end)):
        return _relative_end(sentence, end, pack)
    return end


def _described_subject_end(sentence: Sentence, end: int, pack: Pack) -> int:
    """The end of a subject that a preposition opens at `end`; `end` if only articles follow."""
    low = _past_articles(sentence, end + 1, pack)
    limit = min(end + LONGEST, len(sentence.tokens))
    stop = low
    while stop < limit and joined(sentence, stop):
        if pack.has("name_ends", sentence.word(stop)) and not goes_past(sentence, stop, pack):
            break
        stop += 1
    while stop > low and pack.has("article", sentence.word(stop - 1)):
        stop -= 1
    return stop if stop > low else end


def _relative_end(sentence: Sentence, end: int, pack: Pack) -> int:
    """The end of the name in capitals that is the object of a relative clause which opens at `end`; `end`
    without such a name.
    """
    low = stop = _past_articles(sentence, end + 2, pack)
    while stop < len(sentence.tokens) and sentence.tokens[stop].raw[0].isupper() and joined(sentence, stop):
        stop += 1
    return stop if stop > low else end


def _past_articles(sentence: Sentence, at: int, pack: Pack) -> int:
    """The first place from `at` on that has no article."""
    while pack.has("article", sentence.word(at)):
        at += 1
    return at
