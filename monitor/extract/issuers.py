"""Finds who acts where no sentence clearly says so: the state whose house or gazette the text comes from, and
the state from whose side the agreement is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.extract.actors import Claim
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_body
from monitor.extract.weights import Weights
from monitor.model import Evidence

_LETTERHEAD = "the document comes from its house: a line in capitals names it"
_OTHER_SIDE = "the headline or first paragraph calls it the agreement with the other side"
_OF_AGREEMENT = (Layer.EXIT, Layer.HEAD, Layer.ENTRY)  # marks of a headline in capitals, not of a letterhead
_ALONE = ("leave", "end")


def issuing_state(
    claims: Sequence[Claim],
    mentions: Sequence[Mention],
    sentences: Sequence[Sentence],
    pack: Pack,
    weights: Weights,
) -> dict[str, Evidence]:
    """The state that issues a document, or from whose side the agreement is named; none where a sentence says
    who ends it.
    """
    if any(_is_said(claim, weights) for claim in claims):
        return {}
    return _letterhead(sentences, pack) or _own_side(claims, mentions)


def _is_said(claim: Claim, weights: Weights) -> bool:
    """True if a claim says who ends an agreement; a claim without a name must say it clearly."""
    if claim.how == "expire" or not claim.subjects:
        return False
    if claim.mention is None:
        return claim.clear and claim.how in _ALONE
    return claim.subjects[0][0] > weights.stated


def _letterhead(sentences: Sequence[Sentence], pack: Pack) -> dict[str, Evidence]:
    """The only state that lines in capitals name with a house or as a republic: `DECREE OF THE CABINET OF THE
    REPUBLIC OF X`, `THE NATIONAL ASSEMBLY OF X ENACTS:`.
    """
    states: dict[str, Evidence] = {}
    for sentence in sentences:
        party = _of_letterhead(sentence, pack)
        if party is not None:
            evidence = sentence.evidence(party.value, party.first, party.end, _LETTERHEAD)
            states.setdefault(party.value, evidence)
    return states if len(states) == 1 else {}


def _of_letterhead(sentence: Sentence, pack: Pack) -> Mark | None:
    """The state of a line in capitals with a word for a house or a republic; None without one."""
    if sentence.place is Place.HEADLINE or not sentence.text.isupper():
        return None
    parties = sentence.of(Layer.PARTY)
    if len({party.value for party in parties}) != 1 or any(sentence.of(layer) for layer in _OF_AGREEMENT):
        return None
    party = parties[0]
    if is_body(party) or party.role == "capital":
        return None
    inside = {at for other in parties for at in range(other.first, other.end)}
    words = [token.text for at, token in enumerate(sentence.tokens) if at not in inside]
    is_official = any(pack.has(name, word) for word in words for name in ("organs", "governments"))
    return party if is_official or party.role == "organ" else None


def _own_side(claims: Sequence[Claim], mentions: Sequence[Mention]) -> dict[str, Evidence]:
    """The side of a title of two parties that headline and first paragraph leave out: `the pact with Chile`
    is that of Peru beside `the Agreement between Peru and Chile`.
    """
    first = [mention for mention in mentions if mention.sentence.place in FIRST]
    others = {value for mention in first for value in mention.against}
    for mention in (claim.mention for claim in claims if claim.mention is not None):
        sides = {party.value: party for party in mention.parties}
        own = [party for value, party in sides.items() if value not in others]
        if len(sides) == 2 and len(own) == 1:
            return {own[0].value: replace(mention.side(own[0]), why=_OTHER_SIDE)}
    return {}
