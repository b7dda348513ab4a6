"""Finds who acts where no word of ending has a subject: the states that open the headline, the first party
that the text names, a party of the agreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.extract.actors import ENDS_ALONE, Claim, group
from monitor.extract.antecedents import before_group, group_start, is_object
from monitor.extract.bystanders import is_known_by_tie, is_on_route, is_place
from monitor.extract.instruments import Mention
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import Place, Sentence
from monitor.extract.subject_roles import is_body, is_dateline
from monitor.model import Evidence

_ABOVE = 3  # sentences in which the first party that is named may act
_OPENER = "it opens the headline, and the main word of ending has no subject"
_OF_NAME = (
    "the agreement expires and nobody is named: its name stands for its parties, as the gazetteer has them"
)
_FIRST = "no word of ending has a subject: the first that the text names"


def opening_states(
    main: Claim, claims: Sequence[Claim], sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon
) -> dict[str, Evidence]:
    """The states that open the headline, as `_opener` finds them; none where one of two is said to act."""
    opener = _opener(main, sentences, pack, lexicon.weights.stated)
    if opener is None or _is_one_of(opener[1], claims):
        return {}
    head, parties = opener
    return {party.value: head.evidence(party.value, party.first, party.end, _OPENER) for party in parties}


def _opener(
    main: Claim, sentences: Sequence[Sentence], pack: Pack, least: float
) -> tuple[Sentence, list[Mark]] | None:
    """The state that opens the headline, where the main word of ending has no subject with points enough."""
    head = sentences[0]
    if (
        main.sentence.place is not Place.LEAD
        or head.place is not Place.HEADLINE
        or main.mention is None
        or main.how == "expire"
    ):
        return None
    if any(score > least for score, _ in main.subjects):
        return None
    party = next((party for party in head.of(Layer.PARTY) if party.first <= 1), None)
    if party is None or is_body(party) or is_dateline(head, party):
        return None
    if any(pack.has(name, head.word(party.end)) for name in ("belongings", "reacts", "says")):
        return None
    return (head, group(head, party, pack)) if party.role in ("name", "capital") else None


def _is_one_of(parties: Sequence[Mark], claims: Sequence[Claim]) -> bool:
    """True if one of two states that open the headline is said to end the agreement: `Peru and Chile: ...
    after Lima denounced it`.
    """
    values = {party.value for party in parties}
    ends = (claim for claim in claims if claim.how in ENDS_ALONE and claim.clear)
    return len(values) > 1 and any(claim.subjects[0][1].value in values for claim in ends)


def parties_of_name(mention: Mention, lexicon: Lexicon) -> dict[str, Evidence]:
    """The parties that the gazetteer has for the entry of a mention, in the words of the name."""
    return {
        value: mention.sentence.evidence(value, mention.first, mention.end, _OF_NAME)
        for value in lexicon.entries[mention.entry].parties
    }


def first_named(
    main: Claim | None,
    sides: Mapping[str, Evidence],
    claims: Sequence[Claim],
    sentences: Sequence[Sentence],
    pack: Pack,
    lexicon: Lexicon,
) -> dict[str, Evidence]:
    """The first party in the first sentences that may act and is neither a side of the agreement nor the
    organisation that is left.
    """
    taken = set(sides)
    taken |= {
        lexicon.entries[claim.mention.entry].code for claim in claims if claim.mention and claim.mention.entry
    }
    main_sentence = main.sentence if main is not None else None
    for sentence in sentences[:_ABOVE]:
        for party in sentence.of(Layer.PARTY):
            # Trump, beside the U.S. in the name
            speaks = party.role == "organ" and main_sentence in (None, sentence)
            is_free = speaks or party.value not in taken
            if is_free and _may_act(sentence, party, main_sentence, pack):
                return {
                    member.value: sentence.evidence(member.value, member.first, member.end, _FIRST)
                    for member in group(sentence, party, pack)
                    if member is party or member.value not in taken
                }
    return {}


def _may_act(sentence: Sentence, party: Mark, told: Sentence | None, pack: Pack) -> bool:
    """True if a party that no word of ending has for a subject may be taken for one."""
    if (
        is_body(party)
        or is_place(sentence, party, pack)
        or is_on_route(sentence, party)
        or is_known_by_tie(sentence, party, pack)
    ):
        return False
    return sentence is told or not is_object(sentence, party, pack) or _is_of_title(sentence, party, pack)


def _is_of_title(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if a party ends a title in capitals: `the Gazette of the Republic of Chile`."""
    of = group_start(sentence, party, pack)
    return of > 0 and pack.has("of", sentence.word(of)) and sentence.tokens[of - 1].raw[:1].isupper()


def sides_that_act(main: Claim, sides: dict[str, Evidence], pack: Pack) -> dict[str, Evidence]:
    """Of the parties of the agreement those that act: all where it expires, else the one that a headline
    names first. Those with whom it is ended do not end it.
    """
    if main.how == "expire" and not is_let(main, pack):
        return sides
    against = main.mention.against if main.mention is not None else frozenset()
    own = [(value, party) for value, party in sides.items() if value not in against]
    return _first_of_two(main, own, pack)


def _first_of_two(main: Claim, own: Sequence[tuple[str, Evidence]], pack: Pack) -> dict[str, Evidence]:
    """The state that is named first behind `between`: a paper names its own first (`votes to end the
    agreement between Peru and Chile`).
    """
    if main.mention is None:
        return {}
    sentence = main.mention.sentence
    behind = [
        party for party in main.mention.parties if pack.has("between", before_group(sentence, party, pack))
    ]
    return dict(own[:1]) if len(own) > 1 and behind and behind[0].value == own[0][0] else {}


def is_let(claim: Claim, pack: Pack) -> bool:
    """True if somebody acts who lets it expire: `lets the treaty expire`, `voted for the expiry of`."""
    words = claim.sentence.tokens[: claim.mark.first]
    voted = claim.mark.role == "noun" and any(pack.has("resolved", token.text) for token in words)
    return voted or any(pack.has("lets", token.text) for token in words)
