"""Finds who receives the notice of an exit: who is told of it, is sent a document, or in whose capital it is
handed over; and the depositaries of an agreement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from monitor.extract.bodies import is_of_fellows
from monitor.extract.lexicon import Pack
from monitor.extract.nearby_parties import has_envoy, is_channel
from monitor.extract.phrases import DOCUMENTS, Layer, Mark
from monitor.extract.rows import IS_TOLD
from monitor.extract.story_marks import Sentence
from monitor.extract.subject_roles import is_dateline, is_side, is_told
from monitor.model import Evidence

_TELLS = 4  # words between a word of telling and who is told
_SENT = 5  # words between a document and the state that it goes to
_NEAR_POST = 8  # words between a capital and the note that was handed over there
_POST = 3  # words between an envoy's state and the capital: `Georgia's ambassador in`
_KEEPS = 4  # words between a depositary and its state
_SAYS = 6  # words of a subject: `Chad's foreign ministry said`


def told(sentences: Iterable[Sentence], acting: Collection[str], pack: Pack) -> Iterator[Evidence]:
    """Who is given the notice or confirms it: `told Ottawa that`, `a note was handed to the Chilean consul`,
    `Baku said it had told it`.
    """
    layers = (Layer.HEAD, Layer.EXIT, Layer.STAGE, Layer.FORM)
    for sentence in sentences:
        if has_note(sentence, pack) or any(sentence.of(layer) for layer in layers):
            parties = [
                party
                for party in sentence.of(Layer.PARTY)
                if is_side(party) and not is_of_fellows(sentence, party, pack)
            ]
            yield from _hearers(sentence, parties, pack)
            yield from _near_telling(sentence, parties, pack)
            yield from _say_they_were_told(sentence, parties, acting, pack)


def _hearers(sentence: Sentence, parties: Iterable[Mark], pack: Pack) -> Iterator[Evidence]:
    """The parties that confirm the notice, are told something, or whose envoy is handed the note."""
    for party in parties:
        is_envoy = has_envoy(sentence, party, pack) and not is_channel(sentence, party, pack)
        if pack.has("confirms", sentence.word(party.end)) and sentence.of(Layer.EXIT):
            yield _evidence(sentence, party, "confirms the notice")
        elif is_told(sentence, party, pack) or (is_envoy and has_note(sentence, pack)):
            yield _evidence(sentence, party, IS_TOLD)


def _near_telling(sentence: Sentence, parties: Iterable[Mark], pack: Pack) -> Iterator[Evidence]:
    """The parties near the first word of a sentence that says that somebody is told; the noun of an envoy is
    such a word only beside a note or a word of ending.
    """
    noted = has_note(sentence, pack) or bool(sentence.of(Layer.EXIT))
    for at, token in enumerate(sentence.tokens):
        if pack.has("tells", token.text) and (noted or not pack.has("envoys", token.text)):
            for party in parties:
                if abs(party.first - at) <= _TELLS:
                    yield _evidence(sentence, party, IS_TOLD)
            return


def _say_they_were_told(
    sentence: Sentence, parties: Sequence[Mark], acting: Collection[str], pack: Pack
) -> Iterator[Evidence]:
    """The first party before `told it` that says so and does not act: `Baku said that Lima had told it`."""
    for at, token in enumerate(sentence.tokens):
        if pack.has("told", token.text) and pack.has("itself", sentence.word(at + 1)):
            for party in parties:
                if party.end <= at and says(sentence, party, pack) and party.value not in acting:
                    yield _evidence(sentence, party, "says that it was told of the exit")
                    break


def posted(sentences: Iterable[Sentence], acting: Collection[str], pack: Pack) -> Iterator[Evidence]:
    """In whose capital an envoy of the one who acts handed over the note: `Georgia's ambassador in Warsaw
    delivered a note`.
    """
    for sentence in sentences:
        if has_depositary(sentence, pack) or not sentence.of(Layer.GIVEN) or not has_note(sentence, pack):
            continue
        parties = sentence.of(Layer.PARTY)
        post = _only_post(parties, sentence, pack)
        if post is not None and post.value not in acting and _is_at_note(sentence, post):
            yield _evidence(sentence, post, "the note was handed over there")
        envoys = [
            party
            for party in parties
            if party.value in acting
            and has_envoy(sentence, party, pack)
            and not is_channel(sentence, party, pack)
        ]
        for party in parties:
            is_post = party.role in ("capital", "name") and _is_place(sentence, party, pack)
            if is_post and any(0 < party.first - envoy.end <= _POST for envoy in envoys):
                yield _evidence(sentence, party, "an envoy handed over the note there")


def _only_post(parties: Sequence[Mark], sentence: Sentence, pack: Pack) -> Mark | None:
    """The only party of a sentence, if it is a capital as the place of something: `in Warsaw`."""
    if len(parties) != 1:
        return None
    (party,) = parties
    return party if party.role == "capital" and _is_place(sentence, party, pack) else None


def _is_place(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a preposition of place leads to a party."""
    return pack.has("place", sentence.word(party.first - 1))


def _is_at_note(sentence: Sentence, post: Mark) -> bool:
    """True if a note and a verb of giving stand near a capital: `the note was handed over in Sarajevo`."""
    notes = [
        form
        for form in sentence.of(Layer.FORM)
        if form.value == "note" and abs(form.first - post.first) <= _NEAR_POST
    ]
    given = [verb for verb in sentence.of(Layer.GIVEN) if abs(verb.first - post.first) <= _NEAR_POST]
    return bool(notes and given) and not is_dateline(sentence, post)


def sent_to(sentences: Iterable[Sentence], pack: Pack) -> Iterator[Evidence]:
    """To whom a document goes: `a note sent to Kyiv`, `die Note nach Wien`, `вручил ноту Баку`."""
    for sentence in sentences:
        parties = [party for party in sentence.of(Layer.PARTY) if is_side(party)]
        documents = _documents(sentence, pack) if parties else set()
        if not documents or has_depositary(sentence, pack):
            continue
        for first, end in sorted(documents):
            for party in parties:
                if _is_sent(sentence, first, end, party, pack):
                    yield _evidence(sentence, party, "a document goes to it")


def _given(sentence: Sentence, pack: Pack) -> list[Mark]:
    """The verbs of giving in a sentence, without those of receiving."""
    return [verb for verb in sentence.of(Layer.GIVEN) if not pack.has("receives", sentence.word(verb.first))]


def _documents(sentence: Sentence, pack: Pack) -> set[tuple[int, int]]:
    """The places of the documents and notices of a sentence; where something is given, also of its nouns of
    ending.
    """
    documents = {(form.first, form.end) for form in sentence.of(Layer.FORM) if form.value in DOCUMENTS}
    documents |= {(at, at + 1) for at, token in enumerate(sentence.tokens) if pack.has("notice", token.text)}
    if _given(sentence, pack):
        documents |= {
            (ending.first, ending.end)
            for ending in sentence.of(Layer.EXIT)
            if ending.role == "noun" and ending.value in ("leave", "end")
        }
    return documents


def _is_sent(sentence: Sentence, first: int, end: int, party: Mark, pack: Pack) -> bool:
    """True if the document at `first:end` goes to a party behind it."""
    between = range(end, party.first)
    if party.first < end or len(between) > _SENT:
        return False
    if any("," in sentence.gap(at) for at in (*between, party.first)):
        return False
    if party.role == "adjective" and not pack.has("article", sentence.word(party.first - 1)):
        return False
    adjoins = pack.declines and not between
    is_dative = adjoins and any(verb.end <= first for verb in _given(sentence, pack))
    return (_is_toward(sentence, party, pack) or is_dative) and not is_channel(sentence, party, pack)


def _is_toward(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a preposition of direction leads to a party: `nach Wien`."""
    at = party.first - 1
    while pack.has("article", sentence.word(at)) and not pack.has("toward", sentence.word(at)):
        at -= 1
    return pack.has("toward", sentence.word(at)) or pack.has("toward_after", sentence.word(party.end))


def depositaries(sentences: Iterable[Sentence], pack: Pack) -> Iterator[str]:
    """The states that only keep the treaty: `the Swiss government, as depositary`."""
    for sentence in sentences:
        for at in _places_of_depositary(sentence, pack):
            yield from (
                party.value for party in sentence.of(Layer.PARTY) if -_KEEPS <= party.first - at <= _KEEPS
            )


def _places_of_depositary(sentence: Sentence, pack: Pack) -> list[int]:
    return pack.places("depositary", [token.text for token in sentence.tokens])


def has_depositary(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence speaks of a depositary."""
    return bool(_places_of_depositary(sentence, pack))


def has_note(sentence: Sentence, pack: Pack) -> bool:
    """True if a sentence speaks of a note or a notice."""
    return any(form.value == "note" for form in sentence.of(Layer.FORM)) or any(
        pack.has("notice", token.text) for token in sentence.tokens
    )


def says(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a verb of saying stands right behind a party."""
    return any(pack.has("says", sentence.word(at)) for at in range(party.end, party.end + _SAYS))


def _evidence(sentence: Sentence, party: Mark, why: str) -> Evidence:
    """A party as a value."""
    return sentence.evidence(party.value, party.first, party.end, why)
