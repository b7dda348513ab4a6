"""The marks of a sentence: those of the lexicon's phrases, without the ones that the words around them
contradict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.query import Token

_NAMES = frozenset({Layer.ENTRY, Layer.KIND, Layer.DESCRIPTION, Layer.HEAD})
_LONG = 5  # letters of a word that has a capital in a headline of capitals
_IN_NAME = " -‑'’"  # between the words of a name
_OF_STAGE = frozenset({Layer.STAGE, Layer.AWAITED, Layer.UNSURE})


def find_marks(tokens: tuple[Token, ...], text: str, pack: Pack) -> tuple[Mark, ...]:
    """The marks of a sentence's words, in order. `text`: the text in which these have their offsets."""
    marks = [mark for mark in pack.phrases.find(tokens) if not _is_cut(mark, tokens, text)]
    marks = _without_bodies(marks, tokens)
    marks = _without_words_of_names(marks, tokens, text, pack)
    on_land = _on_land(marks, tokens, pack)
    governed = _governed(_without_cities(on_land), tokens, pack)
    return tuple(_settled(governed, tokens))


def _is_cut(mark: Mark, tokens: Sequence[Token], text: str) -> bool:
    """True if the words of a name stand in two clauses: `... in Minsk; the agreement ...` is no Minsk
    agreement. A name of three words or more may have commas.
    """
    if mark.layer not in _NAMES or mark.end - mark.first < 2:
        return False
    stops = set(";:!?,") if mark.end - mark.first == 2 else set(";:!?")
    return any(
        set(text[token.end : following.start]) & stops
        for token, following in pairwise(tokens[mark.first : mark.end])
    )


def _without_bodies(marks: list[Mark], tokens: Sequence[Token]) -> list[Mark]:
    """The marks without words of ending that are nouns of bodies too, where a capital shows it: `la Corte`,
    the court, is no form of `cortar`.
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


def _without_words_of_names(marks: list[Mark], tokens: Sequence[Token], text: str, pack: Pack) -> list[Mark]:
    """The marks without words of stage and doubt that are part of a name: `the Three Seas Initiative`."""
    names = [mark for mark in marks if mark.layer is Layer.ENTRY and mark.end - mark.first > 1]
    # a headline may have capitals everywhere
    is_prose = any(len(token.raw) >= _LONG and token.raw[0].islower() for token in tokens)
    has_proper = is_prose and not pack.noun_capitals
    return [
        mark
        for mark in marks
        if mark.layer not in _OF_STAGE
        or not (
            any(name.first <= mark.first < name.end for name in names)
            or (has_proper and _is_proper(mark, tokens, text))
        )
    ]


def _is_proper(mark: Mark, tokens: Sequence[Token], text: str) -> bool:
    """True for one word with a capital that opens neither the sentence nor what somebody says."""
    at = mark.first
    if mark.end - at > 1 or at == 0 or not tokens[at].raw[0].isupper():
        return False
    before = text[tokens[at - 1].end : tokens[at].start]
    return all(letter in _IN_NAME for letter in before)


def _without_cities(marks: Iterable[Mark]) -> list[Mark]:
    """The marks without the capitals in names of agreements (Oslo of the Oslo Accords is no government), and
    without the names of agreements that are only a capital, with no noun beside them.
    """
    kept = list(marks)
    beside_noun = {at for mark in kept if mark.layer is Layer.HEAD for at in (mark.first - 1, mark.end)}
    cities = {
        (mark.first, mark.end) for mark in kept if mark.role == "capital" and mark.first not in beside_noun
    }
    kept = [mark for mark in kept if mark.layer is not Layer.ENTRY or (mark.first, mark.end) not in cities]
    names = [(mark.first, mark.end) for mark in kept if mark.layer is Layer.ENTRY]
    if not names:
        return kept
    return [
        mark
        for mark in kept
        if mark.role != "capital" or not any(first <= mark.first < end for first, end in names)
    ]


def _on_land(marks: Iterable[Mark], tokens: Sequence[Token], pack: Pack) -> Iterator[Mark]:
    """The marks with a value, without states whose name a water or a territory has (the Gulf of Oman, the
    Dutch Antilles), or that are only a continent: forces in Europe.
    """
    for mark in marks:
        if mark.value and not (mark.layer is Layer.PARTY and _is_land(mark, tokens, pack)):
            yield mark


def _is_land(party: Mark, tokens: Sequence[Token], pack: Pack) -> bool:
    """True if the words beside the name of a state make it a water, a territory or a continent."""
    if party.role not in ("name", "adjective"):
        return False

    def has(name: str, at: int) -> bool:
        return 0 <= at < len(tokens) and pack.has(name, tokens[at].text)

    if has("territories", party.end):
        return True
    if (pack.head_first or pack.declines) and has("territories", party.first - 1):
        return True
    if party.role != "name":
        return False
    if party.end == party.first + 1 and has("continent", party.first) and has("place", party.first - 1):
        return True
    if not pack.head_first and has("waters", party.end):
        return True
    before = party.first - 1 - has("of", party.first - 1)
    return has("waters", before) and not _is_parted(party, tokens)


def _is_parted(mark: Mark, tokens: Sequence[Token]) -> bool:
    """True if more than one character stands before a mark: `the river, Ghana`."""
    return 0 < mark.first < len(tokens) and tokens[mark.first].start - tokens[mark.first - 1].end > 1


def _governed(marks: Sequence[Mark], tokens: Sequence[Token], pack: Pack) -> list[Mark]:
    """The marks; an office of many states gets the state of the capital behind it: `MPs in Nairobi`."""
    result = list(marks)
    offices = {mark.first for mark in result if mark.layer is Layer.SPEAKER and mark.value == "official"}
    capitals = {
        mark.first: mark.value for mark in result if mark.layer is Layer.PARTY and mark.role == "capital"
    }
    for number, mark in enumerate(result):
        is_office = mark.layer is Layer.PARTY and mark.role == "organ" and mark.first in offices
        if is_office and mark.end < len(tokens) and pack.has("place", tokens[mark.end].text):
            result[number] = replace(mark, value=capitals.get(mark.end + 1, mark.value))
    return result


def _settled(marks: Iterable[Mark], tokens: Sequence[Token]) -> Iterator[Mark]:
    """The marks; a name of several parties gives one mark for each, and an office with the name of its state
    gives none beside that of the state: `Moldovan MPs`.
    """
    owner: Mark | None = None
    for mark in marks:
        if mark.layer is not Layer.PARTY:
            yield mark
            continue
        is_owned = mark.role == "organ" and owner is not None and _owns(owner, mark, tokens)
        owner = mark
        if is_owned:
            continue
        if "+" in mark.value:
            yield from (replace(mark, value=value) for value in mark.value.split("+"))
        else:
            yield mark


def _owns(owner: Mark, office: Mark, tokens: Sequence[Token]) -> bool:
    """True if the name of a state stands right before an office: `Moldovan MPs`, `Moldova's MPs`."""
    if owner.role == "adjective":
        return owner.end == office.first
    if owner.role != "name":
        return False
    return owner.end + 1 == office.first and tokens[owner.end].text == "s"
