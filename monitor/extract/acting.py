"""Finds who acts in a story, from all its words of ending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.extract.actors import ENDS_ALONE, Claim, add_up, group
from monitor.extract.addressees import sent_to
from monitor.extract.assumed_actors import (
    first_named,
    is_let,
    opening_states,
    parties_of_name,
    sides_that_act,
)
from monitor.extract.houses import capital_above
from monitor.extract.instruments import Mention
from monitor.extract.issuers import issuing_state
from monitor.extract.lexicon import Lexicon, Pack
from monitor.extract.nearby_parties import is_owner
from monitor.extract.phrases import Layer, Mark
from monitor.extract.story_marks import FIRST, Place, Sentence
from monitor.extract.subject_roles import is_dateline
from monitor.extract.subjects import Refusal
from monitor.model import Evidence

_UNION = "eu"  # the entry whose exits have names of their own
_OPENS = 4  # words of a sentence before the state whose decision it speaks of
_DECISION = "a sentence opens with its decision"
_CAPITAL = "no word of ending has a subject: the article comes from its capital"
_FOR_ALL = "what expires ends for all its parties"


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
    claims: Sequence[Claim],
    mentions: Sequence[Mention],
    sentences: Sequence[Sentence],
    pack: Pack,
    lexicon: Lexicon,
) -> dict[str, Evidence]:
    """The acting parties by code, with the words that name them. Empty if nobody can be told to act.

    An agreement that expires does so for all its parties.
    """
    main = max(claims, key=lambda claim: (claim.weight, -claim.sentence.number), default=None)
    if main is None:
        decided = _strongest(claims, sentences, pack, lexicon)
        return decided or first_named(None, {}, claims, sentences, pack, lexicon)
    leaver = _leaver(main, sentences)
    if leaver:
        return leaver
    sides = _sides(main, claims, sentences, lexicon)
    if len(sides) > 1 and _only_expires(main, claims, sides, pack, lexicon):
        return sides
    subjects = (
        issuing_state(claims, mentions, sentences, pack, lexicon.weights)
        or opening_states(main, claims, sentences, pack, lexicon)
        or _strongest(claims, sentences, pack, lexicon)
    )
    if subjects:
        return subjects
    if main.how == "expire" and not sides and main.mention is not None and main.mention.entry:
        return parties_of_name(main.mention, lexicon)
    return first_named(main, sides, claims, sentences, pack, lexicon) or sides_that_act(main, sides, pack)


def _sides(
    main: Claim, claims: Sequence[Claim], sentences: Sequence[Sentence], lexicon: Lexicon
) -> dict[str, Evidence]:
    """The parties of the agreement of the main word of ending; where that says that it expires, also those of
    the other words of expiry in headline and first paragraph.
    """
    sides = _both_sides(main, sentences, lexicon)
    if main.how == "expire":
        for claim in claims:
            if claim.how == "expire" and claim.sentence.place in FIRST:
                sides = {**_both_sides(claim, sentences, lexicon), **sides}
    return sides


def _only_expires(
    main: Claim, claims: Sequence[Claim], sides: Mapping[str, Evidence], pack: Pack, lexicon: Lexicon
) -> bool:
    """True if the agreement expires and no claim says that somebody ends it or lets it expire."""
    if main.how != "expire":
        return False
    least = lexicon.weights.beside_expiry * main.weight
    if any(_acts(claim) and claim.weight >= least for claim in claims):
        return False
    expired = {claim.sentence.number for claim in claims if claim.how == "expire"}
    lets = (claim for claim in claims if _lets(claim) and claim.sentence.number in expired)
    if any(claim.subjects[0][1].value in sides for claim in lets):
        return False
    return not any(_ends_it(claim, main, sides) for claim in claims) and not is_let(main, pack)


def _acts(claim: Claim) -> bool:
    """True if a claim clearly says that its subject ends an agreement."""
    is_end = claim.how != "expire" and claim.mention is not None
    return is_end and claim.clear


def _strongest(
    claims: Sequence[Claim], sentences: Sequence[Sentence], pack: Pack, lexicon: Lexicon
) -> dict[str, Evidence]:
    """The party that claims and decisions say most strongly to act, with those joined to it; the capital that
    an article comes from, where no claim before its end has a subject.
    """
    above = [claim for claim in claims if claim.sentence.place is not Place.END]
    counted = above if any(claim.mention is not None for claim in above) else claims
    total = add_up(counted, lexicon.weights)
    capital = capital_above(sentences) if above and not total else None
    if capital is not None:
        sentence, party = capital
        return {party.value: sentence.evidence(party.value, party.first, party.end, _CAPITAL)}
    decisions = _decides(sentences, pack)
    total = total or add_up(claims, lexicon.weights)
    total = _with_documents(total, decisions, sentences, pack, lexicon)
    if not total:
        return {}
    best = max(total, key=lambda value: total[value])
    for claim in sorted(claims, key=lambda claim: -claim.weight):
        for score, party in claim.subjects:
            if party.value == best and score > 0:
                return _with_joined(claim, party, pack)
    sentence, party = next(decision for decision in decisions if decision[1].value == best)
    return {best: sentence.evidence(best, party.first, party.end, _DECISION)}


def _with_documents(
    total: Mapping[str, float],
    decisions: Sequence[tuple[Sentence, Mark]],
    sentences: Sequence[Sentence],
    pack: Pack,
    lexicon: Lexicon,
) -> dict[str, float]:
    """The points of each party, without the one that is given the note, as it does not end the agreement, and
    with those for the states whose decision it is.
    """
    points = dict(total)
    for value in {party.value for party in sent_to(sentences, pack)}:
        if decisions or any(score > 0 and other != value for other, score in points.items()):
            points.pop(value, None)
    for _, party in decisions:
        points[party.value] = points.get(party.value, 0.0) + lexicon.weights.decides**2
    return points


def _with_joined(claim: Claim, party: Mark, pack: Pack) -> dict[str, Evidence]:
    """A subject of a claim and those joined to it that are no party of the name and not inserted."""
    aside = list(claim.mention.parties) if claim.mention is not None else []
    aside += [
        candidate.party
        for candidate in claim.candidates
        if candidate.refused in (Refusal.INSERTED, Refusal.TIED)
    ]
    joined = group(claim.sentence, party, pack, claim.mark)
    return {
        member.value: subject(claim, member, party)
        for member in joined
        if member is party or member not in aside
    }


def _leaver(main: Claim, sentences: Sequence[Sentence]) -> dict[str, Evidence]:
    """Who leaves, where the exit has a name that says so and no sentence is clearer: Brexit."""
    mention = main.mention
    if mention is None or mention.entry != _UNION:
        return {}
    why = "the exit is called by its name"
    for sentence in sentences:
        for mark in sentence.of(Layer.LEAVER):
            itself = mention.sentence is sentence and mention.first <= mark.first < mention.end
            if itself or not main.clear:
                return {mark.value: sentence.evidence(mark.value, mark.first, mark.end, why)}
    return {}


def _decides(sentences: Iterable[Sentence], pack: Pack) -> list[tuple[Sentence, Mark]]:
    """The states whose decision a sentence opens with: `Sri Lanka's decision was no surprise`, `la décision
    du Tchad`. Sentences at the end of an article do not count.
    """
    decisions = []
    for sentence in sentences:
        party = next(iter(sentence.of(Layer.PARTY)), None)
        if party is None or sentence.place is Place.END or party.first > _OPENS:
            continue
        if party.role in ("name", "adjective", "capital") and _has_decision(sentence, party, pack):
            decisions.append((sentence, party))
    return decisions


def _has_decision(sentence: Sentence, party: Mark, pack: Pack) -> bool:
    """True if the word for a decision stands behind a state that owns it, or right before the state."""
    after = party.end + is_owner(sentence, party)
    owns = after > party.end or party.role == "adjective"
    if owns and not pack.head_first and pack.has("decision", sentence.word(after)):
        return True
    if pack.head_first and pack.has("decision", sentence.word(party.first - 1)):
        return True
    led = pack.has("of", sentence.word(party.first - 1))
    return led and pack.has("decision", sentence.word(party.first - 2))


def subject(claim: Claim, party: Mark, leading: Mark) -> Evidence:
    """A subject of a word of ending, or one that is joined to the `leading` one."""
    why = f"subject of “{claim.sentence.words(claim.mark)}”"
    why = why if party.first == leading.first else f"joined to “{claim.sentence.words(leading)}”, the {why}"
    return claim.sentence.evidence(party.value, party.first, party.end, why)


def _lets(claim: Claim) -> bool:
    """True if somebody clearly ends it: `... because Quito decided not to renew it`."""
    return claim.how == "end" and claim.clear


def _ends_it(claim: Claim, main: Claim, sides: Mapping[str, Evidence]) -> bool:
    """True if a claim says that a party of the agreement ended what expires: `The pact ends in May. Vienna
    had denounced it last year`.
    """
    if claim.how not in ENDS_ALONE or not claim.clear or claim.subjects[0][1].value not in sides:
        return False
    if claim.mention is None or main.mention is None:
        return claim.how == "notify" or claim.sentence is main.sentence
    return claim.mention.entry == main.mention.entry


def _both_sides(claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> dict[str, Evidence]:
    """The parties of the agreement of a claim by code: those of its entry that the text names, then those of
    its name.
    """
    mention = claim.mention
    if mention is None:
        return {}
    sides: dict[str, Evidence] = {}
    for party in mention.parties:
        side = mention.side(party)
        if claim.how == "expire":
            side = replace(side, why=f"{side.why}; {_FOR_ALL}")
        sides.setdefault(party.value, side)
    if mention.entry:
        why = f"a party of the agreement, as the gazetteer has it; {_FOR_ALL}"
        sides = {**named(sentences, lexicon.entries[mention.entry].parties, why), **sides}
    return sides


def named(sentences: Iterable[Sentence], codes: Iterable[str], why: str) -> dict[str, Evidence]:
    """Of the parties `codes`, those that the text names, by code, in the first words that do. `why` becomes
    the reason of the evidence.
    """
    wanted = set(codes)
    parties: dict[str, Evidence] = {}
    if wanted:
        for sentence in sentences:
            for party in sentence.of(Layer.PARTY):
                if party.value in wanted:
                    words = sentence.evidence(party.value, party.first, party.end, why)
                    parties.setdefault(party.value, words)
    return parties
