"""Who acts in a story, from all its words of ending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.extract.actors import Claim, add_up, group
from monitor.extract.bystanders import is_known_by_tie, is_on_route, is_place
from monitor.extract.counterparties import sent_to
from monitor.extract.houses import capital_above
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.standins import before_group, group_start, is_object
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_body, is_dateline
from monitor.extract.subjects import Refusal
from monitor.model import Evidence

_UNION = "eu"  # the entry whose exits have names of their own
_ENDS = ("leave", "end", "notify")  # what one party alone does
_OPENS = 4  # words of a sentence before the state whose decision it speaks of
_DECISION = "a sentence opens with its decision"
_OPENER = "it opens the headline, and the main word of ending has no subject"
_CAPITAL = "no word of ending has a subject: the article comes from its capital"
_FOR_ALL = "what expires ends for all its parties"
_OF_NAME = (
    "the agreement expires and nobody is named: its name stands for its parties, as the gazetteer has them"
)
_FIRST = "no word of ending has a subject: the first that the text names"


def named_first(actors: Iterable[str], sentences: Iterable[Sentence]) -> set[str]:
    """Of the acting parties, those that the headline or the first paragraph names; the city of a dateline
    names nobody.
    """
    first = [sentence for sentence in sentences if sentence.place in FIRST]
    return set(actors) & {
        party.value
        for sentence in first
        for party in sentence.of(Layer.PARTY)
        if not is_dateline(sentence, party)
    }


def find_actors(
    claims: Sequence[Claim], sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon
) -> dict[str, Evidence]:
    """The acting parties by code, with the words that name them.

    An agreement that expires does so for all its parties.
    """
    main = max(claims, key=lambda claim: (claim.weight, -claim.sentence.number), default=None)
    leaver = _leaver(main, sentences) if main is not None else {}
    if leaver:
        return leaver
    sides = _both_sides(main, sentences, lexicon) if main is not None else {}
    if main is not None and main.how == "expire":
        for claim in claims:
            if claim.how == "expire" and claim.sentence.place in FIRST:
                sides = {**_both_sides(claim, sentences, lexicon), **sides}
    acts = [
        claim for claim in claims if claim.how != "expire" and claim.mention is not None and claim.subjects
    ]
    acted = main is not None and any(
        claim.weight >= lexicon.weights.beside_expiry * main.weight and claim.clear for claim in acts
    )
    expired = {claim.sentence.number for claim in claims if claim.how == "expire"}
    acted = acted or any(
        _lets(claim) and claim.sentence.number in expired and claim.subjects[0][1].value in sides
        for claim in claims
    )
    acted = acted or any(_ends_it(claim, main, sides) for claim in claims)
    if main is not None and main.how == "expire" and len(sides) > 1 and not acted and not _is_let(main, pack):
        return sides
    above = [claim for claim in claims if claim.sentence.place is not Place.END]
    opener = _opener(main, sentences, pack, lexicon.weights.stated) if main is not None else None
    if opener is not None and not _is_one_of(opener[1], claims):
        return {one.value: opener[0].evidence(one.value, one.first, one.end, _OPENER) for one in opener[1]}
    counted = above if any(claim.mention is not None for claim in above) else claims
    total = add_up(counted, lexicon.weights)
    above_text = capital_above(sentences) if not total and above else None
    if above_text is not None:
        sentence, party = above_text
        return {party.value: sentence.evidence(party.value, party.first, party.end, _CAPITAL)}
    total = total or add_up(claims, lexicon.weights)
    decisions = _decides(sentences, pack)
    for value in {one.value for one in sent_to(sentences, pack)}:
        if any(score > 0 and other != value for other, score in total.items()) or decisions:
            total.pop(value, None)  # who is given the note does not end the agreement
    for _, party in decisions:
        total[party.value] = total.get(party.value, 0.0) + lexicon.weights.decides**2
    if total:
        best = max(total, key=lambda value: total[value])
        for claim in sorted(claims, key=lambda claim: -claim.weight):
            for score, party in claim.subjects:
                if party.value == best and score > 0:
                    beside = claim.mention.parties if claim.mention is not None else ()
                    aside = [
                        candidate.party
                        for candidate in claim.candidates
                        if candidate.refused in (Refusal.INSERTED, Refusal.TIED)
                    ]
                    joined = group(claim.sentence, party, pack, claim.mark)
                    joined = [one for one in joined if one is party or one not in (*beside, *aside)]
                    return {one.value: subject(claim, one, party) for one in joined}
        for sentence, party in decisions:
            if party.value == best:
                return {best: sentence.evidence(best, party.first, party.end, _DECISION)}
    if (
        not sides
        and main is not None
        and main.how == "expire"
        and main.mention is not None
        and main.mention.entry
        and not total
    ):
        mention = main.mention  # nobody is named: the agreement's name stands for its parties
        parties = lexicon.entries[mention.entry].parties
        return {
            value: mention.sentence.evidence(value, mention.first, mention.end, _OF_NAME) for value in parties
        }
    taken = {
        *sides,
        *(
            lexicon.entries[claim.mention.entry].code
            for claim in claims
            if claim.mention and claim.mention.entry
        ),
    }
    told = main.sentence if main is not None else None
    for sentence in sentences[:3]:
        for party in sentence.of(Layer.PARTY):
            speaks = party.role == "organ" and told in (None, sentence)  # Trump, beside the U.S. in the name
            if (speaks or party.value not in taken) and _may_act(sentence, party, told, pack):
                return {
                    one.value: sentence.evidence(one.value, one.first, one.end, _FIRST)
                    for one in group(sentence, party, pack)
                    if one is party or one.value not in taken
                }
    if main is not None and main.how == "expire" and not _is_let(main, pack):
        return sides
    against = main.mention.against if main is not None and main.mention is not None else frozenset()
    # those it is ended with do not end it
    own = [(value, party) for value, party in sides.items() if value not in against]
    return _first_of_two(main, own, pack)


def _leaver(main: Claim, sentences: Sequence[Sentence]) -> dict[str, Evidence]:
    """Who leaves, where the exit has a name that says so and no sentence is clearer: Brexit."""
    if main.mention is None or main.mention.entry != _UNION:
        return {}
    for sentence in sentences:
        for mark in sentence.of(Layer.LEAVER):
            itself = main.mention.sentence is sentence and main.mention.first <= mark.first < main.mention.end
            if itself or not main.clear:
                return {
                    mark.value: sentence.evidence(
                        mark.value, mark.first, mark.end, "the exit is called by its name"
                    )
                }
    return {}


def _first_of_two(main: Claim | None, own: Sequence[tuple[str, Evidence]], pack: Pack) -> dict[str, Evidence]:
    """The state that is named first behind `between`: a paper names its own first (`votes to end the
    agreement between Peru and Chile`).
    """
    if main is None or main.mention is None:
        return {}
    sentence = main.mention.sentence
    behind = [
        party for party in main.mention.parties if pack.has("between", before_group(sentence, party, pack))
    ]
    return dict(own[:1]) if len(own) > 1 and behind and behind[0].value == own[0][0] else {}


def _may_act(sentence: Sentence, party: Mark, told: Sentence | None, pack: Pack) -> bool:
    """Whether a party that no word of ending has for a subject may be taken for one."""
    if (
        is_body(party)
        or is_place(sentence, party, pack)
        or is_on_route(sentence, party)
        or is_known_by_tie(sentence, party, pack)
    ):
        return False
    return sentence is told or not is_object(sentence, party, pack) or _is_of_title(sentence, party, pack)


def _is_of_title(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """Whether a party ends a title in capitals: `the Gazette of the Republic of Chile`."""
    of = group_start(sentence, party, pack)
    return of > 0 and pack.has("of", sentence.word(of)) and sentence.tokens[of - 1].raw[:1].isupper()


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
    """Whether one of two states that open the headline is said to end the agreement: `Peru and Chile: ...
    after Lima denounced it`.
    """
    values = {party.value for party in parties}
    ends = (claim for claim in claims if claim.how in _ENDS and claim.clear)
    return len(values) > 1 and any(claim.subjects[0][1].value in values for claim in ends)


def _decides(sentences: Iterable[Sentence], pack: Pack) -> list[tuple[Sentence, Mark]]:
    """The states whose decision a sentence opens with: `Sri Lanka's decision was no surprise`, `la décision
    du Tchad`.
    """
    found = []
    for sentence in sentences:
        party = next(iter(sentence.of(Layer.PARTY)), None)
        if (
            party is None
            or sentence.place is Place.END
            or party.first > _OPENS
            or party.role not in ("name", "adjective", "capital")
        ):
            continue
        after = party.end + is_owner(sentence, party)
        owned = (
            pack.has("decision", sentence.word(after))
            and not pack.head_first
            and (after > party.end or party.role == "adjective")
        )
        behind = pack.head_first and pack.has("decision", sentence.word(party.first - 1))
        of_it = pack.has("of", sentence.word(party.first - 1)) and pack.has(
            "decision", sentence.word(party.first - 2)
        )
        if owned or behind or of_it:
            found.append((sentence, party))
    return found


def subject(claim: Claim, party: Mark, leading: Mark) -> Evidence:
    """A subject of a word of ending, or one that is joined to the `leading` one."""
    why = f"subject of “{claim.sentence.words(claim.mark)}”"
    why = why if party.first == leading.first else f"joined to “{claim.sentence.words(leading)}”, the {why}"
    return claim.sentence.evidence(party.value, party.first, party.end, why)


def _lets(claim: Claim) -> bool:
    """`... because Quito decided not to renew it`."""
    return claim.how == "end" and claim.clear


def _ends_it(claim: Claim, main: Claim | None, sides: Mapping[str, Evidence]) -> bool:
    """Whether one of the parties ended what expires: `The pact ends in May.

    Vienna had denounced it last year`.
    """
    if claim.how not in _ENDS or not claim.clear or claim.subjects[0][1].value not in sides or main is None:
        return False
    if claim.mention is None or main.mention is None:
        return claim.how == "notify" or claim.sentence is main.sentence
    return claim.mention.entry == main.mention.entry


def _is_let(claim: Claim, pack: Pack) -> bool:
    """`lets the treaty expire`, `voted for the expiry of`: then somebody acts."""
    words = claim.sentence.tokens[: claim.mark.first]
    voted = claim.mark.role == "noun" and any(pack.has("resolved", token.text) for token in words)
    return voted or any(pack.has("lets", token.text) for token in words)


def _both_sides(claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> dict[str, Evidence]:
    """The parties of the agreement of a claim, as far as the text names them."""
    if claim.mention is None:
        return {}
    found: dict[str, Evidence] = {}
    for party in claim.mention.parties:
        side = claim.mention.side(party)
        found.setdefault(
            party.value, replace(side, why=f"{side.why}; {_FOR_ALL}" if claim.how == "expire" else side.why)
        )
    if claim.mention.entry:
        why = f"a party of the agreement, as the gazetteer has it; {_FOR_ALL}"
        found = {**named(sentences, lexicon.entries[claim.mention.entry].parties, why), **found}
    return found


def named(sentences: Iterable[Sentence], codes: Iterable[str], why: str) -> dict[str, Evidence]:
    """Of these parties, those that the text names, with the first words that do, and `why` they are looked
    for.
    """
    wanted = set(codes)
    found: dict[str, Evidence] = {}
    if wanted:
        for sentence in sentences:
            for party in sentence.of(Layer.PARTY):
                if party.value in wanted:
                    found.setdefault(party.value, sentence.evidence(party.value, party.first, party.end, why))
    return found
