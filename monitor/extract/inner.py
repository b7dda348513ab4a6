"""Names of entries that stand inside the name of another agreement: `Volta Water Convention`, `Cocoa Pact
with Togo`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.lexicon import ORGANISATIONS, Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.spans import entry_span
from monitor.extract.story_marks import Sentence, is_headline

_SHORT = 3  # letters of a word that makes a name another one: it has more
_BESIDE = 2  # words between `with` and a state: `with the neighbouring Togo`
_KNOWN = (
    Layer.PARTY,
    Layer.ENTRY,
    Layer.EXIT,
    Layer.STAGE,
    Layer.DATE,
    Layer.SPEAKER,
    Layer.HEAD,
    Layer.COUNT,
)
_GAPS = (" ", "'", "’")


def without_inner_names(sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon) -> list[Sentence]:
    """The sentences without the marks of entries that are meant nowhere: a longer name holds one, or a state
    of its own follows it.

    Where the story shows that of one name, other names of its subject that only say what they are about ("the
    cocoa pact") go too.
    """
    marks = [
        (sentence, mark)
        for sentence in sentences
        for mark in sentence.of(Layer.ENTRY)
        if _is_of_many(mark, lexicon)
    ]
    inner = {
        (sentence.number, mark) for sentence, mark in marks if _is_another(sentence, mark, pack, lexicon)
    }
    if not inner:
        return list(sentences)
    subjects = {_subject(mark, lexicon) for _, mark in inner}
    for sentence, mark in marks:
        if _subject(mark, lexicon) in subjects and _says_only_its_topic(sentence, mark, pack, lexicon):
            inner.add((sentence.number, mark))
    return [
        _without(sentence, {mark for number, mark in inner if number == sentence.number})
        for sentence in sentences
    ]


def _subject(mark: Mark, lexicon: Lexicon) -> str:
    """The subject of an entry; its id, if it has none."""
    return lexicon.entries[mark.value].subject or mark.value


def _without(sentence: Sentence, inner: set[Mark]) -> Sentence:
    """The sentence without these marks."""
    if not inner:
        return sentence
    return replace(sentence, marks=tuple(mark for mark in sentence.marks if mark not in inner))


def _is_of_many(mark: Mark, lexicon: Lexicon) -> bool:
    """True if an entry is an agreement of many states, which no other name is made of two of."""
    entry = lexicon.entries[mark.value]
    return not (entry.is_kind or entry.code or entry.collective)


def _is_another(sentence: Sentence, mark: Mark, pack: Pack, lexicon: Lexicon) -> bool:
    """True if the name of an entry is part of the name of another agreement."""
    return _is_in_longer(sentence, mark, pack) or (
        _is_with_state(sentence, mark, pack, lexicon) and _says_only_its_topic(sentence, mark, pack, lexicon)
    )


def _is_in_longer(sentence: Sentence, mark: Mark, pack: Pack) -> bool:
    """True if a word in capitals that no name of the entry has stands before it, or behind it: `Convenio del
    Café del Istmo`.
    """
    if is_headline(sentence):
        return False
    at = _behind(sentence, mark, pack) if pack.head_first else _before(sentence, mark, pack)
    if at < 1 or at >= len(sentence.tokens):
        return False
    raw = sentence.tokens[at].raw
    if len(raw) <= _SHORT or not raw[0].isupper() or raw.isupper() or not raw.isalpha():
        return False
    known = any(mark.first <= at < mark.end for layer in _KNOWN for mark in sentence.of(layer))
    known = known or any(pack.has(name, sentence.word(at)) for name in ("stop", "general", "article"))
    return not known and not pack.vocabulary.has(mark.value, raw)


def _before(sentence: Sentence, mark: Mark, pack: Pack) -> int:
    """The place of the word right before a name; -1 if it is cut off, or the name is a place."""
    at = mark.first - 1
    return -1 if sentence.gap(mark.first) != " " or pack.has("place", sentence.word(at - 1)) else at


def _behind(sentence: Sentence, mark: Mark, pack: Pack) -> int:
    """The place of the word that `of` and articles behind a name lead to; -1 without them."""
    at = mark.end
    while pack.has("of", sentence.word(at)) or pack.has("article", sentence.word(at)):
        at += 1
    linked = at > mark.end and all(sentence.gap(place) in _GAPS for place in range(mark.end, at + 1))
    return at if linked else -1


def _is_with_state(sentence: Sentence, mark: Mark, pack: Pack, lexicon: Lexicon) -> bool:
    """True if a state stands right behind the name of an agreement of many, so that it is another one, of
    two.
    """
    if lexicon.entries[mark.value].parties:
        return False
    _, end = entry_span(sentence, mark, sentence.of(Layer.HEAD), pack)
    if not pack.has("with", sentence.word(end)) or sentence.gap(end) != " ":
        return False
    near = (party for party in sentence.of(Layer.PARTY) if end < party.first <= end + 1 + _BESIDE)
    party = next(near, None)
    if party is None or party.value in ORGANISATIONS:
        return False
    if party.role not in ("name", "capital") or is_owner(sentence, party):
        return False
    return all(sentence.gap(at) == " " for at in range(end, party.first + 1))


def _says_only_its_topic(sentence: Sentence, mark: Mark, pack: Pack, lexicon: Lexicon) -> bool:
    """True if a name says only what its agreement is about: `Cocoa Pact`, unlike `Schengen pact`."""
    heads = [head for head in sentence.of(Layer.HEAD) if head.role != "compound"]
    nouns = {at for head in heads for at in range(head.first, head.end)}
    plain = ("about", "general", "stop", "of", "and", "article", "title_about", "title_small")
    own = [sentence.word(at) for at in range(mark.first, mark.end) if at not in nouns]
    return all(
        lexicon.topics.of(word, pack.lang) or any(pack.has(name, word) for name in plain) for word in own
    )
