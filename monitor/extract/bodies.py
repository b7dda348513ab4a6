"""Recognises by the words around it what the name of a body stands for: an office of it, its founding treaty,
its members, an agency of its family.
"""

from __future__ import annotations

from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Sentence

_BETWEEN = 4  # words between a noun and the body: `secretary general of the`
_LISTED = 3  # words of an attribute: `UN and environmental pacts`
_JOINS = (" ", "-", "\u2011", "’", "'")  # between a body and its members
_AGENCY = 3  # words behind a body: `UN industry agency`


def is_office(sentence: Sentence, body: Mark, pack: Pack) -> bool:
    """True if a body is named as that of a person or an office: the depositary of a treaty is not what is
    left.
    """
    if pack.has("offices", sentence.word(body.end)) and sentence.gap(body.end) in (" ", "-", "\u2011", "'"):
        return True
    at = _past_little(sentence, body.first - 1, pack)
    linked = at < body.first - 1 or pack.declines
    return (
        linked
        and any(pack.has("offices", sentence.word(place)) for place in (at, at - 1))
        and not _is_cut(sentence, at, body.first)
    )


def founding_noun(sentence: Sentence, body: Mark, pack: Pack) -> int:
    """Where the noun of the treaty that founded a body stands before its name: `the Constitution of UNESCO`;
    -1 without one.
    """
    at = _past_little(sentence, body.first - 1, pack)
    linked = at < body.first - 1 or pack.declines
    is_name = at >= 0 and sentence.tokens[at].raw[0].isupper() and pack.has("founding", sentence.word(at))
    return at if linked and is_name and not _is_cut(sentence, at, body.first) else -1


def is_among_several(sentence: Sentence, body: Mark, pack: Pack) -> bool:
    """True if a body is only an attribute of agreements: `four UN and environmental pacts`."""
    if not pack.has("and", sentence.word(body.end)) or pack.head_first:
        return False
    places = range(body.end + 1, body.end + 1 + _LISTED)
    nouns = {mark.first for mark in sentence.of(Layer.HEAD)}
    return any(
        at in nouns and pack.has("plurals", sentence.word(at)) and not _is_cut(sentence, body.end, at)
        for at in places
    )


def is_of_fellows(sentence: Sentence, body: Mark, pack: Pack) -> bool:
    """True if a body only tells whose members or partners are meant: `pacts with WTO partners`, `accords avec
    des membres de l'OMC`.
    """
    if pack.has("fellows", sentence.word(body.end)) and sentence.gap(body.end) in _JOINS:
        return True
    at = _past_little(sentence, body.first - 1, pack)
    at -= pack.declines and pack.has("about", sentence.word(at))  # партнеры по ОПЕК
    linked = pack.declines or (pack.head_first and at < body.first - 1)
    return linked and pack.has("fellows", sentence.word(at)) and not _is_cut(sentence, at, body.first)


def fellows_end(sentence: Sentence, at: int, pack: Pack) -> int:
    """Where `with WTO partners` ends that stands at a place, else the same place."""
    if not pack.has("with", sentence.word(at)):
        return at
    for body in sentence.of(Layer.ENTRY):
        is_near = at < body.first <= at + _BETWEEN and not _is_cut(sentence, at - 1, body.first)
        if is_near and is_of_fellows(sentence, body, pack):
            return body.end + pack.has("fellows", sentence.word(body.end))
    return at


def is_of_agency(sentence: Sentence, body: Mark, pack: Pack) -> bool:
    """True if a body stands only for the family of another one: `a UN industry agency`, `l'agence de l'ONU
    pour l'industrie`.
    """
    behind = range(body.end, body.end + _AGENCY)
    cut = next((at for at in behind if sentence.gap(at) not in (" ", "-")), body.end + _AGENCY)
    if not pack.head_first and any(pack.has("agencies", sentence.word(at)) for at in behind if at < cut):
        return True
    at = _past_little(sentence, body.first - 1, pack)
    linked = (pack.head_first or pack.declines) and (at < body.first - 1 or pack.declines)
    before = next(
        (
            place
            for place in range(at, max(at - _AGENCY, -1), -1)
            if pack.has("agencies", sentence.word(place))
        ),
        -1,
    )
    return linked and before >= 0 and not _is_cut(sentence, before, body.first)


def _past_little(sentence: Sentence, at: int, pack: Pack) -> int:
    """The nearest word to the left that is no article and no `of`."""
    low = at - _BETWEEN
    while at > low and (pack.has("article", sentence.word(at)) or pack.has("of", sentence.word(at))):
        at -= 1
    return at


def _is_cut(sentence: Sentence, first: int, end: int) -> bool:
    """True if anything but spaces and apostrophes stands between two words."""
    return any(
        sentence.gap(at).strip() not in ("", "'", "’", "-", "«", "“", "„") for at in range(first + 1, end + 1)
    )
